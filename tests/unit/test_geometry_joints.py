"""Weld joints from recipes alone: every kind found once, where it is, as long as its closed form."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from knalpot_cad.geometry.cone_chain import ConeChain
from knalpot_cad.geometry.cut_ends import PlaneEnd, SaddleEnd
from knalpot_cad.geometry.cut_tube import CutTube, MitredTube
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.joints import Joint, joints
from knalpot_cad.geometry.merged_tube import MergedTube, MergeEnd, OutletEnd
from knalpot_cad.geometry.plane import Circle, rectangle
from knalpot_cad.geometry.route import Bend, Route
from knalpot_cad.geometry.sections import Stadium
from knalpot_cad.geometry.shape import BentStrip, BentTube, ConeShell, FlangedDisc, Placed, Plate, Tube
from knalpot_cad.geometry.swept import SectionPlate, SectionShell

if TYPE_CHECKING:
    from knalpot_cad.built import Built

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def part(name: str, shape: Any, at: tuple[float, float, float] = (0, 0, 0), x: Any = X, z: Any = Z,
         **more: Any) -> Placed:
    return Placed(name, shape, Frame(at, x, z), "", "spcc", (0, 0, 0), 7850.0, **more)


def only(*parts: Placed) -> Joint:
    (joint,) = joints(parts)
    return joint


SHELL = part("badan", Tube(100, 98, 360))


def test_tube_in_a_plate() -> None:
    disc = part("sekat", FlangedDisc(97.7, 8, 1, 1.0, (Circle(10, 20, 12.85),)), (0, 0, 120))
    joint = only(disc, part("pipa", Tube(25.4, 23, 100), (10, 20, 60)))
    assert joint == Joint("pipa", "sekat", "fillet", pytest.approx(math.pi * 25.4), pytest.approx((10, 20, 120.5)))
    assert not joints([disc, part("pipa", Tube(25.4, 23, 100), (10, 21, 60))])           # beside its hole
    assert not joints([disc, part("pipa", Tube(20.0, 18, 100), (10, 20, 60))])           # far too small
    assert not joints([disc, part("pipa", Tube(25.4, 23, 100), (10, 20, 0))])            # ends before it


def test_rim_in_a_shell_and_flush_with_its_edge() -> None:
    disc = FlangedDisc(97.7, 8, 1, 1.0)
    lap, edge = only(SHELL, part("s", disc, (0, 0, 120))), only(SHELL, part("s", disc))
    assert (lap.kind, edge.kind) == ("lap", "edge")
    assert lap.length_mm == pytest.approx(math.pi * 97.7) and lap.at == pytest.approx((0, 0, 124))
    assert edge.at == pytest.approx((0, 0, 0))
    back = FlangedDisc(97.7, 8, 1, 1.0, up=False)
    assert only(SHELL, part("s", back, (0, 0, 359))).at == pytest.approx((0, 0, 360))


def test_cone_on_a_shell_port_in_the_cone_pipe_on_the_port() -> None:
    cone = part("kerucut", ConeShell(31.1, 100, 1.1, 45), (0, 0, -45))
    port = part("masuk", Tube(28.6, 26.2, 345), (0, 0, -45))
    pipe = part("leher", BentTube(Route((Bend(20, 0, 90),), 30, 43), 28.6, 26.2), (0, 0, -45), Y, (0.0, 0.0, -1.0))
    found = joints([SHELL, cone, port, pipe])
    assert [(j.a, j.b, j.kind, round(j.at[2], 6)) for j in found] == [
        ("badan", "kerucut", "butt", 0), ("masuk", "kerucut", "fillet", -45), ("masuk", "leher", "butt", -45)]
    assert [j.length_mm for j in found] == [pytest.approx(math.pi * d) for d in (100, 28.6, 28.6)]


def test_pipe_on_a_flange() -> None:
    plate = part("flens", Plate(rectangle(-45, -20, 45, 20), (Circle(0, 0, 13.1), Circle(-30, 0, 4)), 8))
    joint = only(plate, part("leher", BentTube(Route((Bend(20, 0, 90),), 30, 43), 28.6, 26.2), (0, 0, 8)))
    assert joint == Joint("leher", "flens", "fillet", pytest.approx(math.pi * 28.6), (0, 0, 8))
    assert not joints([plate, part("leher", Tube(28.6, 26.2, 50), (0, 0, 9))])


def test_foot_of_a_bracket() -> None:
    """Both long sides of the foot; a foot that floats is none."""
    strip = BentStrip((34, 20), (90,), 3, 3, 30)
    for angle in (0.0, 75.0):
        c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        joint = only(SHELL, part("braket", strip, (50 * c, 50 * s, 100), Z, (c, s, 0.0)))
        assert (joint.kind, joint.length_mm) == ("fillet", 68)
        assert joint.at == pytest.approx((50 * c, 50 * s, 117))
        assert not joints([SHELL, part("braket", strip, (52 * c, 52 * s, 100), Z, (c, s, 0.0))])


def test_any_section() -> None:
    """A stadium shell with its cap: perimeter 2 (w - h) + pi h of the cap's outside; turned the wrong way, none."""
    inside = Stadium(158.0, 98.0)
    shell = part("badan", SectionShell(inside, 1.0, 300))
    cap = SectionPlate(inside.offset(-0.15), (), 1.0, (Circle(20, 0, 12.85),))
    joint = only(shell, part("tutup", cap, (0, 0, 120)))
    assert joint.kind == "lap"
    assert joint.length_mm == pytest.approx(2 * 60 + math.pi * (98 - 0.3))
    assert not joints([shell, part("tutup", cap, (0, 0, 120), Y)])


def test_mitres_saddles_and_collectors() -> None:
    from scipy.special import ellipe

    def cut(radius: float, angle: float) -> float:
        """Perimeter of the ellipse of a plane cut."""
        long = radius / math.cos(math.radians(angle))
        return 4 * long * float(ellipe(math.sin(math.radians(angle)) ** 2))
    bend = MitredTube(((0, 0, 0), (0, 0, 100), (60, 0, 180)), 50.8, 47.8)
    turn = math.degrees(math.atan2(60, 80)) / 2
    assert only(part("pie", bend)) == Joint("pie", "", "mitre", pytest.approx(cut(25.4, turn)), (0, 0, 100))
    low = part("a", CutTube(50.8, 47.8, 100, far=PlaneEnd(11.25)))
    turned = math.radians(22.5)
    high = part("b", CutTube(50.8, 47.8, 80, near=PlaneEnd(11.25, 180.0)), (0, 0, 100),
                (math.cos(turned), 0.0, -math.sin(turned)), (math.sin(turned), 0.0, math.cos(turned)))
    assert only(low, high).length_mm == pytest.approx(cut(25.4, 11.25))
    # equal pipes at 90 deg: edge / R = 4 sqrt 2 E(1/2) = 7.640395578055 (facts/cad.md 6.1)
    main = part("induk", Tube(38.1, 35.1, 200), (0, 0, -100))
    branch = part("cabang", CutTube(38.1, 35.1, 80, near=SaddleEnd(19.05, reference="axis")), z=X, x=Z)
    joint = only(main, branch)
    assert (joint.a, joint.b, joint.kind) == ("cabang", "induk", "saddle")
    assert joint.length_mm == pytest.approx(7.640395578055 * 19.05, rel=1e-9)
    stations = ((0.0, 20.0), (50.0, 30.0), (90.0, 50.0))
    assert only(part("corong", ConeChain(stations, 1e-9))).length_mm == pytest.approx(2 * math.pi * 30)


def test_three_pipes_into_one() -> None:
    """Three saddles on the outlet and three mitres; each pipe's whole edge is counted, mitres once for two pipes."""
    from knalpot_cad.geometry.merge import Merge

    half, outer, outlet = 12.0, 19.05, 21.0
    pipes = []
    for k in range(3):
        a = 2 * math.pi * k / 3
        z = (-math.sin(math.radians(half)) * math.cos(a), -math.sin(math.radians(half)) * math.sin(a),
             math.cos(math.radians(half)))
        at = (-100 * z[0], -100 * z[1], -100 * z[2])
        pipes.append(part(f"p{k}", MergedTube(2 * outer, 35.1, 100, far=MergeEnd(3, half, (outlet, 19.5))), at,
                          (math.cos(math.radians(half)) * math.cos(a), math.cos(math.radians(half)) * math.sin(a),
                           math.sin(math.radians(half))), z))
    end = part("ujung", MergedTube(2 * outlet, 39.0, 80, near=OutletEnd(3, half, (outer, 17.55))))
    found = joints([*pipes, end])
    merge = Merge(3, outer, half, outlet)
    saddles, mitres = [j for j in found if j.kind == "saddle"], [j for j in found if j.kind == "mitre"]
    assert [j.b for j in saddles] == ["ujung"] * 3 and {(j.a, j.b) for j in mitres} == {
        ("p0", "p1"), ("p0", "p2"), ("p1", "p2")}
    whole = merge.length_mm(-math.pi, math.pi)
    assert 3 * whole == pytest.approx(sum(j.length_mm for j in saddles) + 2 * sum(j.length_mm for j in mitres))


def test_the_example(example: Built) -> None:
    """By hand: what a welder would count on the BeAT silencer."""
    found = {(j.a, j.b): (j.kind, round(j.length_mm, 2)) for j in example.joints}
    tube, port = round(math.pi * 25.4, 2), round(math.pi * 28.6, 2)
    slant = math.hypot(45, 50 - example_cone(example) / 2)
    assert found == {
        ("leher", "flens"): ("fillet", port), ("leher", "masuk"): ("butt", port),
        ("silincer_badan", "silincer_depan"): ("butt", 314.16), ("masuk", "silincer_depan"): ("fillet", port),
        ("silincer_belakang", "silincer_badan"): ("edge", round(math.pi * 97.7, 2)),
        ("sekat_1", "silincer_badan"): ("lap", round(math.pi * 97.7, 2)),
        ("sekat_2", "silincer_badan"): ("lap", round(math.pi * 97.7, 2)),
        ("braket", "silincer_badan"): ("fillet", 68.0), ("keluar", "silincer_belakang"): ("fillet", tube),
        ("masuk", "sekat_1"): ("fillet", port), ("masuk", "sekat_2"): ("fillet", port),
        ("balik_1", "sekat_2"): ("fillet", tube), ("balik_2", "sekat_2"): ("fillet", tube),
        ("keluar", "sekat_2"): ("fillet", tube), ("silincer_badan", ""): ("seam_lock", 360.0),
        ("silincer_depan", ""): ("seam_butt", round(slant, 2))}
    assert sum(j.welded for j in example.joints) == len(found) - 1       # a lock seam is folded


def example_cone(example: Built) -> float:
    return next(m.shape.outer0_mm for m in example.parts if isinstance(m.shape, ConeShell))
