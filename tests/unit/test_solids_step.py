"""STEP: read back as written, the same bytes in every process, nothing of the clock or the computer inside."""

import hashlib
import math
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.plane import Circle, rectangle
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.route import Bend, Route
from knalpot_cad.geometry.shape import BentTube, ConeShell, FlangedDisc, Placed, Plate, Tube
from knalpot_cad.solids.part21 import Header, canonical, quoted
from knalpot_cad.solids.step import StepOptions, assembly_step, detail, part_step

ROOT = Path(__file__).parents[2]
STEEL, BLUE = (176, 186, 196), (40, 90, 200)


def rows(around, count):
    return tuple((360 / around * (i + 0.5 * (j % 2) + 0.25), 20 + 6.0 * j, 4.0)
                 for j in range(count) for i in range(around))


def sample():
    """A small silencer: two equal tubes, a perforated one whose seam runs through holes, a bent pipe aside."""
    def part(name, shape, z, group="silincer", colour=STEEL, x=0.0):
        return Placed(name, shape, Frame((x, 0.0, z)), group, "spcc", colour, 7850.0)

    disc = FlangedDisc(98, 8, 1, 1.2, (Circle(0, 0, 14.3), Circle(-26, -15, 12.7), Circle(26, -15, 12.7)))
    return [part("badan", Tube(100, 98, 200), 0), part("kerucut", ConeShell(31, 100, 1, 45), -45),
            part("sekat_1", disc, 120, colour=BLUE),
            part("masuk", Tube(28.6, 26.2, 180, rows(14, 4)), -40, colour=BLUE),
            part("balik_1", Tube(25.4, 23, 75), 100, x=-26), part("balik_2", Tube(25.4, 23, 75), 100, x=26),
            Placed("leher", BentTube(Route((Bend(40, 0, 60),), 50, 43), 28.6, 26.2),
                   Frame((0, 0, -250), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), "", "stkm11a", (150, 120, 90), 7850.0)]


@pytest.fixture(scope="module")
def written():
    return assembly_step(sample(), "beat-standar", "CONTOH-001")


def read(data, path):
    """Name, colour and solid of every part of a STEP file, and the names of all products of the tree."""
    from OCP.Quantity import Quantity_Color, Quantity_TypeOfColor
    from OCP.STEPCAFControl import STEPCAFControl_Reader
    from OCP.TCollection import TCollection_ExtendedString
    from OCP.TDataStd import TDataStd_Name
    from OCP.TDF import TDF_Label, TDF_LabelSequence
    from OCP.TDocStd import TDocStd_Document
    from OCP.XCAFDoc import XCAFDoc_ColorType, XCAFDoc_DocumentTool

    path.write_bytes(data)
    document = TDocStd_Document(TCollection_ExtendedString("XmlXCAF"))
    reader = STEPCAFControl_Reader()
    for mode in (reader.SetColorMode, reader.SetNameMode):
        mode(True)
    reader.ReadFile(str(path))
    reader.Transfer(document)
    shapes = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    colours = XCAFDoc_DocumentTool.ColorTool_s(document.Main())
    parts, tree = {}, {}

    def name(label):
        found = TDataStd_Name()
        assert label.FindAttribute(TDataStd_Name.GetID_s(), found)
        return found.Get().ToExtString()

    def walk(label, where):
        from cadquery import Shape
        below = TDF_LabelSequence()
        if shapes.IsAssembly_s(label):
            shapes.GetComponents_s(label, below)
            tree[name(label)] = []
            for i in range(1, below.Length() + 1):
                target = TDF_Label()
                shapes.GetReferredShape_s(below.Value(i), target)
                tree[name(label)].append(name(target))
                walk(target, where.Multiplied(shapes.GetLocation_s(below.Value(i))))
        else:
            shape, colour = shapes.GetShape_s(label), Quantity_Color()
            assert colours.GetColor(shape, XCAFDoc_ColorType.XCAFDoc_ColorSurf, colour)
            rgb = colour.Values(Quantity_TypeOfColor.Quantity_TOC_sRGB)
            parts[name(label)] = (tuple(round(255 * c) for c in rgb), Shape.cast(shape.Moved(where)))

    from OCP.TopLoc import TopLoc_Location
    free = TDF_LabelSequence()
    shapes.GetFreeShapes(free)
    for i in range(1, free.Length() + 1):
        walk(free.Value(i), TopLoc_Location())
    return parts, tree


def test_reads_back_as_written(written, tmp_path):
    from knalpot_cad.solids.check import volume

    parts, tree = read(written, tmp_path / "a.step")
    placed = sample()
    assert tree == {"beat-standar": ["leher", "silincer"], "silincer": [p.name for p in placed if p.group]}
    assert set(parts) == {p.name for p in placed}
    for p in placed:
        colour, solid = parts[p.name]
        assert colour == p.colour
        assert solid.ShapeType() == "Solid" and solid.isValid()
        assert volume(solid) == pytest.approx(p.shape.volume_mm3, rel=2e-6)
    x = [parts[n][1].BoundingBox().xmin for n in ("balik_1", "balik_2")]
    assert x == pytest.approx([-26 - 12.7, 26 - 12.7], abs=1e-5)
    assert parts["leher"][1].BoundingBox().zmin == pytest.approx(-250, abs=1e-5)
    assert parts["leher"][1].BoundingBox().ymax > 60         # the bend turns towards the frame's x, which is y here


def test_text_says_what_it_should(written):
    text = written.decode("ascii")
    assert "AUTOMOTIVE_DESIGN { 1 0 10303 214" in text and "SI_UNIT(.MILLI.,.METRE.)" in text
    assert "PRODUCT('CONTOH-001','beat-standar','CONTOH-001'" in text
    assert text.count("VOLUME_MEASURE") >= len(sample())
    assert re.findall(r"NEXT_ASSEMBLY_USAGE_OCCURRENCE\('(\d+)'", text) == [str(i) for i in range(1, 9)]
    assert not re.search(r"Open CASCADE|20[2-9]\d-\d\d|knalpot-cad-root", text)
    assert tempfile.gettempdir() not in text


SCRIPT = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from tests.unit.test_solids_step import sample
from knalpot_cad.solids.check import interference
from knalpot_cad.solids.preview import tessellate
from knalpot_cad.solids.step import StepOptions, assembly_step, detail, part_step
parts = sample()
if sys.argv[2] == "busy":      # other work first, in another order
    interference(parts)
    [tessellate(p.shape) for p in parts]
    part_step(parts[2], "X")
    assembly_step(parts[::-1], "lain", "Y")
print(hashlib.sha256(assembly_step(parts, "beat-standar", "CONTOH-001")).hexdigest())
print(hashlib.sha256(part_step(parts[3], "CONTOH-001")).hexdigest())
for schema in ("ap203", "ap242"):
    print(hashlib.sha256(assembly_step(parts[:3], "a", "b", StepOptions(schema))).hexdigest())
"""


@pytest.fixture(scope="module", autouse=True)
def elsewhere(tmp_path_factory):
    """Two further processes with other hash seeds, time zones and histories, at work while the other tests run."""
    running = []
    for seed, mode, zone in (("1", "fresh", "UTC"), ("77", "busy", "Asia/Jakarta")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        command = [sys.executable, "-c", SCRIPT, str(ROOT), mode]
        running.append(subprocess.Popen(command, env=env, cwd=tmp_path_factory.mktemp(mode), text=True,
                                        stdout=subprocess.PIPE))
    yield running
    for process in running:
        process.kill()
        process.communicate()


def test_level_of_detail(written):
    plain = assembly_step(sample(), "beat-standar", "CONTOH-001", StepOptions(perforation="none"))
    assert len(plain) < len(written) / 3
    bare = [replace(p, shape=replace(p.shape, holes=())) if isinstance(p.shape, Tube) else p for p in sample()]
    assert plain == assembly_step(bare, "beat-standar", "CONTOH-001")
    core = RolledSheet.ring(100.0, 60.0, (Circle(30.0, 20.0, 2.0), Circle(60.0, 40.0, 2.0)), 1.2)
    assert detail(core, "none") == replace(core, holes=()) and detail(core, "full") == core
    shield = RolledSheet(rectangle(0.0, 0.0, 40.0, 60.0), (Circle(30.0, 20.0, 2.0),), 50.0, 1.2)
    assert detail(shield, "none") == shield


def test_part_stands_in_its_own_frame(tmp_path):
    data = part_step(sample()[2], "CONTOH-001")
    parts, tree = read(data, tmp_path / "p.step")
    assert tree == {} and list(parts) == ["sekat_1"]
    assert parts["sekat_1"][1].BoundingBox().zmax == pytest.approx(8, abs=1e-5)
    assert b"PRODUCT('sekat_1','sekat_1','CONTOH-001'" in data


def gvp(text):
    """Volume, area and centroid that a STEP text states, by product name."""
    from knalpot_cad.solids.part21 import parse, references

    entities = {n: "".join(p) for n, p in parse(text).items()}
    refers = {n: references(p) for n, p in parse(text).items()}

    def product(n):
        while not entities[n].startswith("PRODUCT("):
            n = refers[n][-1] if not entities[n].startswith("PRODUCT_DEFINITION(") else refers[n][0]
        return entities[n].split("'")[3]
    found = {}
    for n, body in entities.items():
        if body.startswith("PROPERTY_DEFINITION_REPRESENTATION("):
            definition, representation = refers[n]
            if "geometric validation property" in entities[definition]:
                item = entities[refers[representation][0]]
                values = re.findall(r"MEASURE\(([-\d.E+]+)\)", item) or re.findall(r"[-\d.E+]+(?=[,)])", item)
                key = "centroid" if item.startswith("CARTESIAN_POINT") else item.split("_MEASURE(")[0].split(",")[-1]
                found.setdefault(product(refers[definition][0]), {})[key] = [float(v) for v in values]
    return found


@pytest.mark.parametrize("schema", ["ap203", "ap242"])
def test_validation_properties_in_every_schema(schema):
    stated = gvp(assembly_step(sample()[:3], "a", "b", StepOptions(schema)).decode())
    assert {n: v["VOLUME"] for n, v in stated.items()} == {
        p.name: [pytest.approx(p.shape.volume_mm3, rel=2e-6)] for p in sample()[:3]}
    assert all(set(v) == {"VOLUME", "AREA", "centroid"} for v in stated.values())


def test_validation_properties_are_closed_forms(written):
    """What a receiver compares with: volume, area and centroid of a plain tube by hand, volumes of all by recipe."""
    stated = gvp(written.decode())
    for p in sample():
        assert stated[p.name]["VOLUME"] == [pytest.approx(p.shape.volume_mm3, rel=2e-6)]
    area = math.pi * (100 + 98) * 200 + 2 * math.pi / 4 * (100**2 - 98**2)
    assert stated["badan"]["AREA"] == [pytest.approx(area, rel=1e-6)]
    assert stated["badan"]["centroid"] == pytest.approx([0, 0, 100], abs=1e-6)


def test_materials_and_density_in_grams_a_cubic_centimetre(written, tmp_path):
    from OCP.STEPCAFControl import STEPCAFControl_Reader
    from OCP.TCollection import TCollection_ExtendedString
    from OCP.TDF import TDF_LabelSequence
    from OCP.TDocStd import TDocStd_Document
    from OCP.XCAFDoc import XCAFDoc_DocumentTool, XCAFDoc_Material

    text = written.decode()
    units = re.findall(r"=DERIVED_UNIT\(\((#\d+),(#\d+)\)\)", text)
    assert units
    for mass, cube in units:
        assert re.search(rf"\n{mass}=DERIVED_UNIT_ELEMENT\(#\d+,1\.\)", text)
        assert re.search(rf"\n{cube}=DERIVED_UNIT_ELEMENT\(#\d+,-3\.\)", text)
    assert text.count("POSITIVE_RATIO_MEASURE(7.85)") == len(units)
    (tmp_path / "a.step").write_bytes(written)
    document = TDocStd_Document(TCollection_ExtendedString("XmlXCAF"))
    reader = STEPCAFControl_Reader()
    reader.SetMatMode(True)
    reader.ReadFile(str(tmp_path / "a.step"))
    reader.Transfer(document)
    tool, labels = XCAFDoc_DocumentTool.MaterialTool_s(document.Main()), TDF_LabelSequence()
    tool.GetMaterialLabels(labels)
    names = set()
    for i in range(1, labels.Length() + 1):
        material = XCAFDoc_Material()
        assert labels.Value(i).FindAttribute(XCAFDoc_Material.GetID_s(), material)
        names.add((material.GetName().ToCString(), round(material.GetDensity(), 6)))
    assert names == {("spcc", 7.85), ("stkm11a", 7.85)}


@pytest.mark.parametrize(("schema", "words"), [("ap214", "AUTOMOTIVE_DESIGN"), ("ap203", "CONFIG_CONTROL_DESIGN"),
                                               ("ap242", "AP242_MANAGED_MODEL_BASED_3D_ENGINEERING_MIM_LF")])
def test_schemas(schema, words, tmp_path):
    """Each is read back with names, colours and volumes, and knows neither clock nor user."""
    import getpass
    data = assembly_step(sample()[:3], "beat-standar", "CONTOH-001", StepOptions(schema))
    text = data.decode("ascii")
    assert re.search(rf"FILE_SCHEMA\(\('{words}", text)
    assert f"'{getpass.getuser()}'" not in text and not re.search(r"20[2-9]\d[-,]|IP\d+\.", text)
    parts, _ = read(data, tmp_path / "a.step")
    assert {n: c for n, (c, _) in parts.items()} == {p.name: p.colour for p in sample()[:3]}
    assert all(s.isValid() for _, s in parts.values())


def test_author_and_date_only_when_given(written):
    assert re.search(rb"FILE_NAME\('beat-standar','2000-01-01T00:00:00',\(''\)", written)
    options = StepOptions("ap203", author="Bengkel D'Jaya", date="2026-03-09")
    text = assembly_step(sample()[:1], "a", "b", options).decode()
    assert "FILE_NAME('a','2026-03-09T00:00:00',('Bengkel D''Jaya')" in text
    assert "CALENDAR_DATE(2026,9,3)" in text and "PERSON('1','Bengkel D''Jaya'" in text


def test_names_are_escaped():
    assert quoted("d'é\\") == "'d''\\X2\\00E9\\X0\\\\\\'"
    placed = Placed("pelat", Plate(Circle(0, 0, 5), (), 1), Frame(), "", "spcc", STEEL, 7850.0)
    text = assembly_step([placed], "it's é", "A;#1=B").decode("ascii")
    assert "'it''s \\X2\\00E9\\X0\\'" in text and "'A;#1=B'" in text


def test_order_of_styles_and_numbers_does_not_matter():
    """The same entities in another order, with other numbers, give the same bytes."""
    body = ("ISO-10303-21;HEADER;ENDSEC;DATA;\n#1=ROOT('a',#2,#3);#2=BREP('');#3=BREP('');"
            "#4=MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION('',(#5,#6),#7);#5=STYLED_ITEM('c',(#8),#2);"
            "#6=STYLED_ITEM('c',(#9),#3);#7=CONTEXT();#8=RED();#9=BLUE();ENDSEC;END-ISO-10303-21;")
    other = ("ISO-10303-21;HEADER;ENDSEC;DATA;\n#1=ROOT('a',#2,\n #3);#2=BREP('');#3=BREP('');#12=BLUE();"
             "#4=MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION('',(#10,#11),#7);#10=STYLED_ITEM('c',(#12),#3);"
             "#11=STYLED_ITEM('c',(#13),#2);#7=CONTEXT();#13=RED();ENDSEC;END-ISO-10303-21;")
    assert canonical(body, Header("n", "p")) == canonical(other, Header("n", "p"))


def test_same_bytes_everywhere(written, elsewhere):
    """Twice here, and in both other processes."""
    others = [assembly_step(sample()[:3], "a", "b", StepOptions(schema)) for schema in ("ap203", "ap242")]
    wanted = [hashlib.sha256(d).hexdigest() for d in (written, part_step(sample()[3], "CONTOH-001"), *others)]
    assert assembly_step(sample(), "beat-standar", "CONTOH-001") == written
    for process in elsewhere:
        out, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        assert out.split() == wanted
