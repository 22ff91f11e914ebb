"""A small hand-made design for the tests of outputs: real sheets, parts and rows, nothing assembled."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from knalpot_cad.bending import plans, roll_plans
from knalpot_cad.built import BomRow
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.joints import joints
from knalpot_cad.geometry.plane import Circle, Contour, Vertex, rectangle
from knalpot_cad.geometry.route import Bend, Route
from knalpot_cad.geometry.shape import BentTube, Placed, Plate
from knalpot_cad.geometry.shape import Tube as TubeShape
from knalpot_cad.geometry.sheet import BEND_UP, MARK, ROLL, Dimension, Sheet, Stroke, Text
from knalpot_cad.library import Library
from knalpot_cad.parts.rows import BentPipe, Made, Quantity, Rib, Roll, SawCut, StraightTube, Withheld
from knalpot_cad.places import templates_root
from knalpot_cad.sound import SoundField

SHELL_U, SHELL_V = 311.018, 360.0


@dataclass(frozen=True)
class Figures:
    mass_kg: float
    volume_ratio: float | None


def shell() -> Made:
    sheet = Sheet(
        "badan", "shell", "spcc", 1.0, rectangle(0.0, 0.0, SHELL_U, SHELL_V),
        strokes=(Stroke(ROLL, ((SHELL_U / 2, 0.0), (SHELL_U / 2, SHELL_V)), dashed=True),
                 Stroke(MARK, ((20.0, 20.0), (40.0, 30.0), (20.0, 40.0)), closed=True)),
        texts=(Text(MARK, 60.0, 200.0, 5.0, "badan Ø100 → u"),),
        dimensions=(Dimension("U", SHELL_U), Dimension("V", SHELL_V)), roll="u", note="#let x = *1* $y$ \\ \"")
    roll = Roll(SHELL_U, SHELL_V, 100.0, 99.0, "butt", 0.0)
    return Made("badan", "shell", "spcc", 1.0, 1, TubeShape(100.0, 98.0, SHELL_V), (sheet,),
                (Quantity("od_mm", 100.0, process="bend", critical=True),), roll=roll,
                ribs=(Rib("bead", 1, 40.0, 12.0, 3.0, "out", 1.909, 105.0, 6.061),))


def plate() -> Made:
    holes = tuple(Circle(20 * math.cos(a), 20 * math.sin(a), 6.0, f"t{i}") for i, a in enumerate((0.3, 2.4, 4.5)))
    sheet = Sheet("sekat_1", "baffle", "spcc", 1.0, Circle(0.0, 0.0, 49.0), holes,
                  texts=(Text(MARK, 0.0, -38.0, 3.0, "SEKAT_1", 10.0, True),), view="inlet")
    return Made("sekat_1", "baffle", "spcc", 1.0, 2, Plate(sheet.outline, holes, 1.0), (sheet,),
                (Quantity("hole.t0.diameter_mm", 12.0, process="blank"),
                 Quantity("thickness_mm", 1.0, process="none", instrument="micrometer")))


def flange() -> Made:
    outline = Contour((Vertex(-42.5, -20.0), Vertex(42.5, -20.0, 1.0), Vertex(42.5, 20.0), Vertex(-42.5, 20.0, 1.0)))
    slot = Contour((Vertex(-22.0, -4.0), Vertex(-18.0, -4.0, 1.0), Vertex(-18.0, 4.0), Vertex(-22.0, 4.0, 1.0)))
    bolts = (Circle(-42.5, 0.0, 4.25), Circle(42.5, 0.0, 4.25))
    sheet = Sheet("flens", "flange", "sphc", 8.0, outline, (Circle(5.0, 0.0, 13.1), slot), bolts,
                  strokes=(Stroke(BEND_UP, ((30.0, -20.0), (30.0, 20.0)), dashed=True),))
    return Made("flens", "flange", "sphc", 8.0, 1, Plate(outline, sheet.holes, 8.0), (sheet, replace(sheet, count=2)))


def tube() -> Made:
    holes = tuple(Circle(7.0 * i + 5.0, 30.0 + 6.0 * j, 2.0) for i in range(12) for j in range(8))
    wrap = Sheet("masuk", "tube", "stkm11a", 0.0, rectangle(0.0, 0.0, 89.85, 300.0), holes, view="template",
                 paper_only=True)
    shape = TubeShape(28.6, 26.2, 300.0, tuple((c.x / 89.85 * 360.0, c.y, 4.0) for c in holes))
    return Made("masuk", "tube", "stkm11a", 1.2, 1, shape, (wrap,), (Quantity("length_mm", 300.0),),
                tube=StraightTube(28.6, 1.2, 300.0), saw=(SawCut(300.0, 12.0, 90.0),))


def pipe() -> Made:
    route = Route((Bend(60.0, 0.0, 75.0), Bend(110.0, 90.0, 40.0), Bend(55.0, -45.0, 30.0)), 80.0, 43.0)
    return Made("leher", "pipe", "stkm11a", 1.2, 1, BentTube(route, 28.6, 26.2), pipe=BentPipe(route, 28.6, 1.2))


def sound() -> Any:
    import numpy as np

    from acoustics import domes, notches

    f = np.arange(10.0, 3001.0, 10.0)
    tl = 10 * np.log10(1 + (3 * np.sin(f / 150)) ** 2) + 8 * np.log1p(f / 200)
    bands = tuple((str(b), b / 2**0.5, b * 2**0.5, 20.04, 22.0) for b in (63, 125, 250, 500, 1000, 2000))
    return SimpleNamespace(frequencies=f, tl_silencer_db=tl, tl_line_db=tl + 2, valid=f < 1800.0, cut_on_hz=1800.0,
                           cut_on_axial_hz=3700.0, bands=bands, silencer_c=350.0, pipe_c=450.0,
                           sound_speed_m_s=500.4, notes=(), model="plane", domes=tuple(domes(f, tl)),
                           notches=tuple(notches(f, tl)))


def sound_field() -> SoundField:
    """A made-up field of a can with a tube through it, part of it beyond a wall."""
    import numpy as np
    level = 6 - 40 * np.abs(np.sin(np.arange(60) / 12.0)) * np.ones((20, 1))
    level[:3, :10] = level[9:11] = np.nan
    metal = (("casing", ((0.0, -50.0), (360.0, -50.0))), ("end", ((0.0, -50.0), (0.0, 50.0))),
             ("plate", ((120.0, -50.0), (121.0, -50.0), (121.0, -3.0), (120.0, -3.0))),
             ("holes", ((120.0, 3.0), (121.0, 3.0), (121.0, 50.0), (120.0, 50.0))),
             ("perforated", ((0.0, -3.0), (360.0, -3.0), (360.0, -2.0), (0.0, -2.0))))
    return SoundField(812.5, 1, 30.0, level, (0.0, 360.0, -50.0, 50.0), metal, 350.0, 500.4, "modes")


def sample(language: str = "id") -> Any:
    """What outputs read of Built."""
    parts = (shell(), plate(), flange(), tube(), pipe())
    design = SimpleNamespace(name="contoh", part_number="CONTOH-001", revision="A", fitment="honda_beat_110",
                             language=language, sha256="0" * 64, title="", process="")
    places = ((0.0, 0.0, 0.0), (0.0, 0.0, 120.0), (300.0, 0.0, 0.0), (500.0, 0.0, 0.0), (700.0, 0.0, 0.0))
    solids = tuple(Placed(m.name, m.shape, Frame(at), "", m.material, (120, 130, 140), 7850.0)
                   for m, at in zip(parts, places, strict=True))
    bom = tuple(BomRow(m.name, m.kind, m.material, m.thickness_mm, m.count, m.shape.volume_mm3 * 7.85e-6)
                for m in parts)
    quantities = {f"{m.name}.{q.address}": replace(q, address=f"{m.name}.{q.address}")
                  for m in parts for q in m.quantities}
    mass = sum(row.total_kg for row in bom)
    library = Library((templates_root(),))
    return SimpleNamespace(design=design, parts=parts, withheld=(Withheld("ujung", "pipe", ("ujung.od_mm",)),),
                           sheets=tuple(s for m in parts for s in m.sheets), solids=solids, baked=solids, lost=(),
                           joints=joints(solids), bom=bom, mass_kg=mass,
                           quantities=quantities, sound=sound(), sound_fields=(sound_field(),),
                           findings=(), summary=Figures(mass, None),
                           library=library, bend_plans=plans(parts, library),
                           roll_plans=roll_plans([(m, None) for m in parts], library))


def test_the_sample_is_whole() -> None:
    built = sample()
    assert len(built.sheets) == 5
    assert built.mass_kg > 0
