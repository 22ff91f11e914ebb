"""STEP of the assembly and of single parts: AP214, mm, one named and coloured solid a part, canonical bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from knalpot_cad.geometry.shape import Placed, Shape, Tube
from knalpot_cad.solids.bake import bake, place
from knalpot_cad.solids.part21 import canonical

Perforation = Literal["full", "none"]
SCHEMA = "AUTOMOTIVE_DESIGN { 1 0 10303 214 1 1 1 1 }"
ROOT = "knalpot-cad-root"       # stands for the assembly's own name until the text is made
SETTINGS = {"write.step.schema": "AP214IS", "write.step.unit": "MM", "write.step.product.name": ROOT,
            "write.surfacecurve.mode": 0,       # without curves on surfaces: a third smaller, read back as valid
            "write.step.assembly": 2, "write.precision.mode": 0, "write.step.nonmanifold": 0}


def assembly_step(placed: Sequence[Placed], name: str, part_number: str, perforation: Perforation = "full") -> bytes:
    """A tree of the parts where they stand, groups as sub-assemblies; the root is called by part number and name.

    The part number is also every product's description.
    perforation "none" leaves the holes of perforated tubes out: a fortieth of the size, for a layout.
    """
    document = Document()
    root = document.assembly(ROOT)
    groups: dict[str, Any] = {}
    for part in placed:
        if part.group and part.group not in groups:
            groups[part.group] = document.assembly(part.group)
        parent = groups.get(part.group, root)
        document.put(parent, part.name, document.part(part, perforation), place(part))
    for group, label in groups.items():
        document.put(root, group, label)
    return canonical(document.text(), SCHEMA, name, part_number, ROOT)


def part_step(placed: Placed, part_number: str = "", perforation: Perforation = "full") -> bytes:
    """One part in its own frame."""
    document = Document()
    document.part(placed, perforation)
    return canonical(document.text(), SCHEMA, placed.name, part_number)


@lru_cache(maxsize=1024)
def detail(shape: Shape, perforation: Perforation) -> Shape:
    return replace(shape, holes=()) if perforation == "none" and isinstance(shape, Tube) else shape


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

        solid = bake(detail(placed.shape, perforation))
        label = self.shapes.AddShape(BRepBuilderAPI_Copy(solid.wrapped, True, False).Shape(), False)
        colour = Quantity_Color(*(c / 255 for c in placed.colour), Quantity_TypeOfColor.Quantity_TOC_sRGB)
        self.colours.SetColor(label, colour, XCAFDoc_ColorType.XCAFDoc_ColorGen)
        properties(label, solid)
        return self.named(label, placed.name)

    def put(self, parent: Any, name: str, label: Any, where: Any = None) -> None:
        """An instance of label in an assembly, moved by a transformation of the kernel."""
        from OCP.TopLoc import TopLoc_Location

        location = TopLoc_Location(where) if where is not None else TopLoc_Location()
        self.named(self.shapes.AddComponent(parent, label, location), name)

    def text(self) -> str:
        """The file as the kernel writes it."""
        from OCP.IFSelect import IFSelect_ReturnStatus
        from OCP.Interface import Interface_Static
        from OCP.STEPCAFControl import STEPCAFControl_Writer
        from OCP.STEPControl import STEPControl_StepModelType

        self.shapes.UpdateAssemblies()
        writer = STEPCAFControl_Writer()        # settings are ignored before the first writer exists
        for key, value in SETTINGS.items():
            setter = Interface_Static.SetCVal_s if isinstance(value, str) else Interface_Static.SetIVal_s
            setter(key, value)
        writer = STEPCAFControl_Writer()
        writer.SetColorMode(True)
        writer.SetNameMode(True)
        writer.SetPropsMode(True)
        writer.Transfer(self.document, STEPControl_StepModelType.STEPControl_AsIs)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.step"
            if writer.Write(str(path)) != IFSelect_ReturnStatus.IFSelect_RetDone:
                raise OSError("the STEP file could not be written")
            return path.read_text(encoding="latin-1")


def properties(label: Any, solid: Any) -> None:
    """Geometric validation properties: a receiver can prove that it read our volume, area and centroid."""
    from OCP.BRepGProp import BRepGProp
    from OCP.GProp import GProp_GProps
    from OCP.XCAFDoc import XCAFDoc_Area, XCAFDoc_Centroid, XCAFDoc_Volume

    body, skin = GProp_GProps(), GProp_GProps()
    BRepGProp.VolumeProperties_s(solid.wrapped, body, 1e-3)
    BRepGProp.SurfaceProperties_s(solid.wrapped, skin, 1e-3)       # adaptive: exact, and faster than without
    XCAFDoc_Volume.Set_s(label, body.Mass())
    XCAFDoc_Area.Set_s(label, skin.Mass())
    XCAFDoc_Centroid.Set_s(label, body.CentreOfMass())
