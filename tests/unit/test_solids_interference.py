"""Parts in one another's way are found, parts that touch are not; pictures are made without a display."""

from dataclasses import replace

import pytest

from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.geometry.shape import FlangedDisc, Placed, Plate, Tube
from knalpot_cad.solids.check import interference
from knalpot_cad.solids.preview import preview_png


def part(name, shape, x=0.0, y=0.0, z=0.0, **more):
    return Placed(name, shape, Frame((x, y, z)), "", "spcc", (150, 160, 170), 7850.0, **more)


SHELL = part("badan", Tube(100, 98, 200))
DISC = part("sekat", FlangedDisc(98, 8, 1, 1.2, (Circle(0, 20, 12.7),)), z=100)
TUBE = part("pipa", Tube(25.4, 23, 120), y=20, z=50)


def test_contact_is_no_interference():
    """Rim in shell, tube in its hole, tube end on a plate: all touch."""
    stop = part("tutup", Plate(Circle(0, 0, 49), (), 1.2), z=170)
    assert interference([SHELL, DISC, TUBE, stop]) == []


def test_overlap_is_found():
    """A plate in the way of a tube shares the tube's wall times the plate's thickness."""
    plate = part("tutup", Plate(Circle(0, 0, 49), (), 1.2), z=100)
    ((a, b, shared),) = interference([SHELL, plate, TUBE])
    assert (a, b) == ("tutup", "pipa")
    assert shared == pytest.approx(3.14159265 / 4 * (25.4**2 - 23**2) * 1.2, rel=1e-6)


def test_moved_tube_is_found():
    moved = replace(TUBE, frame=Frame((3.0, 20.0, 50.0)))
    assert [(a, b) for a, b, _ in interference([SHELL, DISC, moved])] == [("sekat", "pipa")]


def test_turned_parts_are_looked_at_where_they_stand():
    across = replace(TUBE, frame=Frame((-60.0, 0.0, 60.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)))
    assert [(a, b) for a, b, _ in interference([SHELL, across])] == [("badan", "pipa")]


def test_a_pipe_through_a_hole_of_a_tube_is_free():
    """The plain tube would collide; the holes are looked at then."""
    holed = part("masuk", Tube(60, 57, 100, ((0.0, 50.0, 30.0),)))
    branch = part("cabang", Tube(20, 18, 40))
    side = replace(branch, frame=Frame((15.0, 0.0, 50.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)))
    assert interference([holed, side]) == []
    assert len(interference([replace(holed, shape=Tube(60, 57, 100)), side])) == 1


def test_fillings_are_left_out():
    wool = part("wol", Plate(Circle(0, 0, 49), (), 80), z=60, solid=False)
    assert interference([SHELL, wool, TUBE]) == []


def test_picture(tmp_path):
    """Same bytes twice; the section shows what the shell hides."""
    from matplotlib.image import imread

    red = replace(TUBE, colour=(230, 20, 20))
    for name, cut in (("a", False), ("b", False), ("c", True)):
        preview_png([SHELL, DISC, red], tmp_path / f"{name}.png", size=(240, 150), cut=cut)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    whole, section = imread(tmp_path / "a.png"), imread(tmp_path / "c.png")
    assert whole.shape[:2] == section.shape[:2] == (150, 240)

    def reds(image):
        return int(((image[..., 0] > 0.35) & (image[..., 1] < 0.2) & (image[..., 2] < 0.2)).sum())

    assert reds(section) > 5 * max(1, reds(whole))
    assert (section[:3] == 1).all()
