"""STEP of the assembly and of single parts: mm, one named, coloured and weighed solid a part, canonical bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.shape import Placed, Shape, Tube
from knalpot_cad.solids.bake import baked, place
from knalpot_cad.solids.brep import hush, mass, point
from knalpot_cad.solids.part21 import Header, canonical

Perforation = Literal["full", "none"]
Schema = Literal["ap214", "ap242", "ap203"]
SCHEMAS: dict[Schema, str] = {"ap214": "AP214IS", "ap242": "AP242DIS", "ap203": "AP203"}
ROOT = "knalpot-cad-root"       # stands for the assembly's own name until the text is made
SETTINGS = {"write.step.unit": "MM", "write.step.product.name": ROOT,
            "write.surfacecurve.mode": 0,       # without curves on surfaces: a third smaller, read back as valid
            "write.step.assembly": 2, "write.precision.mode": 0, "write.step.nonmanifold": 0}


@dataclass(frozen=True)
class StepOptions:
    """What a receiver asks for; perforation "none" leaves out the holes of tubes and cores: a tenth of the
    example's size.

    author and date (YYYY-MM-DD) stand in the header only when given.
    """

    schema: Schema = "ap214"
    perforation: Perforation = "full"
    author: str = ""
    date: str = ""


PLAIN = StepOptions()


def assembly_step(placed: Sequence[Placed], name: str, part_number: str, options: StepOptions = PLAIN) -> bytes:
    """A tree of the parts where they stand, groups as sub-assemblies; the root is called by part number and name.

    The part number is also every product's description.
    """
    document = Document()
    root = document.assembly(ROOT)
    groups: dict[str, Any] = {}
    for part in placed:
        if part.group and part.group not in groups:
            groups[part.group] = document.assembly(part.group)
        parent = groups.get(part.group, root)
        document.put(parent, part.name, document.part(part, options.perforation), place(part))
    for group, label in groups.items():
        document.put(root, group, label)
    return canonical(document.text(options.schema), header(name, part_number, options, ROOT))


def part_step(placed: Placed, part_number: str = "", options: StepOptions = PLAIN) -> bytes:
    """One part in its own frame."""
    document = Document()
    document.part(placed, options.perforation)
    return canonical(document.text(options.schema), header(placed.name, part_number, options))


def header(name: str, part_number: str, options: StepOptions, root: str = "") -> Header:
    return Header(name, part_number, options.author, options.date, root)


@lru_cache(maxsize=1024)
def detail(shape: Shape, perforation: Perforation) -> Shape:
    """The recipe as it goes into the file: "none" leaves out the holes of tubes and cores; a shield's are its own."""
    if perforation == "none" and isinstance(shape, Tube):
        return replace(shape, holes=())
    if perforation == "none" and isinstance(shape, RolledSheet) and shape.closed:
        return replace(shape, holes=())
    return shape


class Document:
    """An XCAF document of mm, filled in the order of the calls."""

    def __init__(self) -> None:
        from OCP.TCollection import TCollection_ExtendedString
        from OCP.TDocStd import TDocStd_Document
        from OCP.XCAFApp import XCAFApp_Application
        from OCP.XCAFDoc import XCAFDoc_DocumentTool

        self.document = TDocStd_Document(TCollection_ExtendedString("XmlXCAF"))
        XCAFApp_Application.GetApplication_s().InitDocument(self.document)
        XCAFDoc_DocumentTool.SetLengthUnit_s(self.document, 0.001)
        self.shapes = XCAFDoc_DocumentTool.ShapeTool_s(self.document.Main())
        self.colours = XCAFDoc_DocumentTool.ColorTool_s(self.document.Main())
        self.materials = XCAFDoc_DocumentTool.MaterialTool_s(self.document.Main())

    def named(self, label: Any, name: str) -> Any:
        from OCP.TCollection import TCollection_ExtendedString
        from OCP.TDataStd import TDataStd_Name

        TDataStd_Name.Set_s(label, TCollection_ExtendedString(name, True))
        return label

    def assembly(self, name: str) -> Any:
        return self.named(self.shapes.NewShape(), name)

    def part(self, placed: Placed, perforation: Perforation) -> Any:
        """Label of a part: a copy of its solid, so that equal recipes stay parts of their own, named and coloured."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy
        from OCP.Quantity import Quantity_Color, Quantity_TypeOfColor
        from OCP.XCAFDoc import XCAFDoc_ColorType

        shape = detail(placed.shape, perforation)
        label = self.shapes.AddShape(BRepBuilderAPI_Copy(baked(shape), True, False).Shape(), False)
        colour = Quantity_Color(*(c / 255 for c in placed.colour), Quantity_TypeOfColor.Quantity_TOC_sRGB)
        self.colours.SetColor(label, colour, XCAFDoc_ColorType.XCAFDoc_ColorGen)
        properties(label, shape)
        self.weigh(label, placed)
        return self.named(label, placed.name)

    def weigh(self, label: Any, placed: Placed) -> None:
        """Name of the material and its density, in g/cm3 as receivers expect it."""
        from OCP.TCollection import TCollection_HAsciiString

        material, kind, measure = (TCollection_HAsciiString(t) for t in (
            placed.material or placed.name, "mass density", "POSITIVE_RATIO_MEASURE"))
        self.materials.SetMaterial(label, material, TCollection_HAsciiString(""), placed.density_kg_m3 / 1000,
                                   kind, measure)

    def put(self, parent: Any, name: str, label: Any, where: Any = None) -> None:
        """An instance of label in an assembly, moved by a transformation of the kernel."""
        from OCP.TopLoc import TopLoc_Location

        location = TopLoc_Location(where) if where is not None else TopLoc_Location()
        self.named(self.shapes.AddComponent(parent, label, location), name)

    def text(self, schema: Schema = "ap214") -> str:
        """The file as the kernel writes it."""
        from OCP.IFSelect import IFSelect_ReturnStatus
        from OCP.Interface import Interface_Static
        from OCP.STEPCAFControl import STEPCAFControl_Writer
        from OCP.STEPControl import STEPControl_StepModelType

        hush()
        self.shapes.UpdateAssemblies()
        writer = STEPCAFControl_Writer()        # settings are ignored before the first writer exists
        for key, value in {**SETTINGS, "write.step.schema": SCHEMAS[schema]}.items():
            setter = Interface_Static.SetCVal_s if isinstance(value, str) else Interface_Static.SetIVal_s
            setter(key, value)
        writer = STEPCAFControl_Writer()
        writer.SetColorMode(True)
        writer.SetNameMode(True)
        writer.SetPropsMode(True)
        writer.SetMaterialMode(True)
        writer.Transfer(self.document, STEPControl_StepModelType.STEPControl_AsIs)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.step"
            if writer.Write(str(path)) != IFSelect_ReturnStatus.IFSelect_RetDone:
                raise OSError("the STEP file could not be written")
            return path.read_text(encoding="latin-1")


def properties(label: Any, shape: Shape) -> None:
    """Geometric validation properties: a receiver can prove that it read our volume, area and centroid."""
    from OCP.XCAFDoc import XCAFDoc_Area, XCAFDoc_Centroid, XCAFDoc_Volume

    volume, area, centre = measures(shape)
    XCAFDoc_Volume.Set_s(label, volume)
    XCAFDoc_Area.Set_s(label, area)
    XCAFDoc_Centroid.Set_s(label, point(centre))


@lru_cache(maxsize=1024)
def measures(shape: Shape) -> tuple[float, float, tuple[float, float, float]]:
    """Volume [mm3], area [mm2] and centroid [mm] of a recipe's solid, by adaptive integration."""
    from OCP.BRepGProp import BRepGProp
    from OCP.GProp import GProp_GProps

    solid = baked(shape)
    (volume, centre), skin = mass(solid), GProp_GProps()
    BRepGProp.SurfaceProperties_s(solid, skin, 1e-3)       # adaptive: exact, and faster than without
    return volume, float(skin.Mass()), (centre.X(), centre.Y(), centre.Z())
