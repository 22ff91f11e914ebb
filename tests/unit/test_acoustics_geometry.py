"""What is refused of a silencer, how it is cut, and the general blocks of the elimination."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace

import numpy as np
import pytest

from acoustics import AcousticsError, Body, Hole, Packing, Perforation, Plate, Round, Silencer, Tube, Wool, two_port
from acoustics.assembly import Assembly
from acoustics.chain import Chain, Junction, Link, Tail, plane_wave
from acoustics.refuse import refuse
from acoustics.sections import Section, Share, Wall
from acoustics.slabs import cone_steps, cut, lens
from acoustics.sweep import scattering
from acoustics.waves import Waves
from tests.validation.cases import AIR, chamber, resonator

SPAN = Perforation(0.02, 0.08, 0.003, 0.1, 1e-3)
PLATE = Plate("p", 0.15, 0.152)
NAN = float("nan")


def tube(s, n=0, **change):
    tubes = list(s.tubes)
    tubes[n] = replace(tubes[n], **change)
    return replace(s, tubes=tuple(tubes))


BASE = chamber(into=0.1, back=0.05)


@pytest.mark.parametrize(("silencer", "field"), [
    (replace(BASE, body=()), "body"),
    (replace(BASE, body=(Body(0, -0.1, Round(0.1), Round(0.1)),)), "body[0].z1"),
    (replace(BASE, body=(Body(0, 0.1, Round(0), Round(0.1)),)), "body[0].start.radius"),
    (replace(BASE, body=(Body(0, 0.1, Round(0.1), Round(0.1)), Body(0.2, 0.3, Round(0.1), Round(0.1)))), "body[1].z0"),
    (replace(BASE, cone_steps=0), "cone_steps"),
    (tube(BASE, z1=NAN), "tubes[0].z1"),
    (tube(BASE, z1=-0.2), "tubes[0].z1"),
    (tube(BASE, x=math.inf), "tubes[0].x"),
    (tube(BASE, inner_radius=-0.01), "tubes[0].inner_radius"),
    (tube(BASE, outer_radius=0.02), "tubes[0].outer_radius"),
    (tube(BASE, start="flared"), "tubes[0].start"),
    (tube(BASE, 1, name="in"), "tubes[1].name"),
    (tube(BASE, x=0.06), "tubes[0]"),
    (tube(BASE, outer_radius=0.0766), "tubes[0].outer_radius"),
    (tube(BASE, z0=0.01), "tubes[0].z0"),
    (tube(BASE, 1, end="open"), "tubes[1].z1"),
    (tube(BASE, z1=0.25), "tubes[1]"),
    (tube(BASE, z1=0.4), "tubes[0].z1"),
    (tube(BASE, spans=(replace(SPAN, z1=0.12),)), "tubes[0].spans[0].z1"),
    (tube(BASE, spans=(replace(SPAN, z0=-0.01),)), "tubes[0].spans[0].z0"),
    (tube(BASE, spans=(replace(SPAN, z0=0.09),)), "tubes[0].spans[0].z1"),
    (tube(BASE, spans=(SPAN, replace(SPAN, z0=0.05, z1=0.09))), "tubes[0].spans[1]"),
    (tube(BASE, spans=(replace(SPAN, porosity=1.2),)), "tubes[0].spans[0].porosity"),
    (tube(BASE, spans=(replace(SPAN, porosity=0.0),)), "tubes[0].spans[0].porosity"),
    (tube(BASE, spans=(replace(SPAN, thickness=-1e-3),)), "tubes[0].spans[0].thickness"),
    (tube(replace(BASE, plates=(Plate("p", 0.05, 0.052),)), spans=(SPAN,)), "tubes[0].spans[0]"),
    (replace(BASE, plates=(Plate("p", 0.15, 0.15),)), "plates[0].z1"),
    (replace(BASE, plates=(Plate("p", 0.4, 0.42),)), "plates[0].z1"),
    (replace(BASE, plates=(PLATE, Plate("q", 0.151, 0.16))), "plates[1]"),
    (replace(BASE, plates=(replace(PLATE, holes=(Hole(0.07, 0, 0.01),)),)), "plates[0].holes[0]"),
    (replace(BASE, plates=(Plate("p", 0.05, 0.052, (Hole(0.02, 0, 0.01),)),)), "plates[0].holes[0]"),
    (replace(BASE, plates=(replace(PLATE, holes=(Hole(0, 0, 0.01), Hole(0.015, 0, 0.01))),)), "plates[0].holes[1]"),
    (replace(BASE, packing=(Packing(0.1, 0.05, Wool(5000)),)), "packing[0].z1"),
    (replace(BASE, packing=(Packing(0.1, 0.5, Wool(5000)),)), "packing[0].z1"),
    (replace(BASE, packing=(Packing(0.1, 0.2, Wool(5000)), Packing(0.15, 0.25, Wool(5000)))), "packing[1]"),
    (tube(BASE, 1, end="closed", z1=0.25), "tubes"),
    (replace(BASE, inlet="elsewhere"), "inlet"),
    (replace(BASE, outlet="in"), "outlet"),
])
def test_refusals_name_the_field(silencer, field):
    with pytest.raises(AcousticsError) as caught:
        refuse(silencer)
    assert caught.value.field == field, str(caught.value)
    with pytest.raises(AcousticsError):
        two_port(silencer, AIR, [100.0])


def test_all_that_is_wrong_is_said_at_once():
    bad = replace(tube(tube(BASE, z1=NAN), 1, inner_radius=-1.0), cone_steps=0)
    with pytest.raises(AcousticsError) as caught:
        refuse(bad)
    assert [f for f, _ in caught.value.problems] == ["cone_steps", "tubes[0].z1", "tubes[1].inner_radius"]
    assert all(f in str(caught.value) for f, _ in caught.value.problems) and isinstance(caught.value, ValueError)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.field, again.problems, str(again)) == (caught.value.field, caught.value.problems, str(caught.value))


def test_no_way_to_the_outlet():
    with pytest.raises(AcousticsError) as caught:
        two_port(replace(BASE, plates=(PLATE,)), AIR, [100.0])
    assert caught.value.field == "outlet"


def test_two_ports_on_one_place_are_refused():
    s = Silencer((Body(0, 0.2, Round(0.06), Round(0.06)),), (Tube("a", 0, 0, 0.01, 0.01, 0, 0.1, "port"),
                 Tube("b", 0.005, 0, 0.01, 0.01, 0, 0.05, "port")), inlet="a", outlet="b")
    with pytest.raises(AcousticsError):
        refuse(s)


# slabs ------------------------------------------------------------------------------------------------------------

def test_lens_against_a_grid_of_points():
    for r, s, d in ((1.0, 0.7, 0.9), (1.0, 0.3, 0.9), (0.5, 0.5, 0.2)):
        x, y = np.meshgrid(*[np.linspace(-2, 2, 2001)] * 2)
        share = np.mean((x**2 + y**2 < r * r) & ((x - d) ** 2 + y**2 < s * s)) * 16
        assert lens(r, s, d) == pytest.approx(share, abs=5e-3)
    assert lens(1, 1, 2) == 0 and lens(1, 0.4, 0.5) == pytest.approx(math.pi * 0.16)


def test_slabs_of_an_extended_chamber():
    pieces = cut(BASE)
    assert [round(s.length, 6) for s in pieces.slabs] == [0.05, 0.1, 0.1323, 0.05, 0.05]
    assert [len(s.ducts) for s in pieces.slabs] == [1, 2, 1, 2, 1]
    assert [len(o) for o in pieces.openings] == [1, 2, 2, 1]
    whole = math.pi * (0.0766**2)
    assert sum(o.area for o in pieces.openings[1]) == pytest.approx(whole)
    assert [(p.junction, p.extends_left) for p in pieces.ports] == [(0, True), (5, False)]


def test_a_thick_wall_takes_its_ring_from_the_openings():
    s = tube(BASE, outer_radius=0.03)
    areas = sorted(o.area for o in cut(s).openings[1])
    assert areas == pytest.approx([math.pi * 0.0243**2, math.pi * (0.0766**2 - 0.03**2)])


def test_a_perforated_wall_has_one_surface_for_both_sides():
    s = tube(BASE, outer_radius=0.0253, spans=(SPAN,))
    couplings = [c for slab in cut(s).slabs for c in slab.couplings]
    assert len(couplings) == 1 and couplings[0].perimeter == pytest.approx(2 * math.pi * (0.0243 + 0.0253) / 2)


def test_cone_steps_keep_the_volume_and_one_ratio():
    piece = Body(0.1, 0.3, Round(0.02), Round(0.07))
    steps = cone_steps(piece, 30)
    assert sum(s.area * (b - a) for a, b, s in steps) == pytest.approx(piece.volume(0.1, 0.3), rel=1e-12)
    ratios = [q[2].radius / p[2].radius for p, q in zip(steps, steps[1:], strict=False)]
    assert ratios == pytest.approx([ratios[0]] * 29) and steps[0][0] == 0.1 and steps[-1][1] == 0.3
    assert cone_steps(Body(0, 1, Round(1), Round(1)), 30) == ((0, 1, Round(1)),)


def test_a_sealed_chamber_drops_out():
    """A plate after the inlet's end leaves nothing beyond it that sounds; the outlet comes back."""
    s = Silencer((Body(0, 0.3, Round(0.06), Round(0.06)),), (Tube("a", 0, 0, 0.01, 0.01, 0, 0.1, "port"),
                 Tube("b", 0.03, 0, 0.01, 0.01, 0, 0.05, "port")), (PLATE,), inlet="a", outlet="b")
    assert max(slab.z1 for slab in cut(s).slabs) == 0.15
    assert s.chamber_volumes() == pytest.approx((math.pi * (0.0036 * 0.15 - 1e-4 * 0.15), math.pi * 0.0036 * 0.148))


# general blocks ---------------------------------------------------------------------------------------------------

def whole(section, waves):
    """Zc and Zx (n, m, m) of a section, by the blocks of a chain that is this section alone."""
    m = len(section.rows)
    none, one, zero = np.zeros((0, m)), np.eye(m), np.zeros((2, m))
    chain = Chain((Link((section,)),), (Junction(none, one, zero), Junction(one, none, zero)), (1.0, 1.0))
    (_, zc, _), (_, same, zx) = Assembly(chain).blocks(waves)
    assert np.array_equal(zc, same)
    return zc, -zx


def test_every_path_of_the_section_gives_one_matrix():
    """One wall kind by the real modes of B, two ducts closed, many ducts by eigenvectors: the same Z."""
    chain = plane_wave(cut(resonator(0.0245, 0.082, 0.257, 2.49e-3, 0.039, 0.81e-3)))
    section = next(s for link in chain.links for s in link.sections if len(s.rows) == 2)
    waves = Waves(AIR, np.arange(20.0, 3000.0, 91.0))
    real = whole(section, waves)
    half = replace(section.walls[0], jump=section.walls[0].jump / 2)
    near = replace(half, span=replace(half.span, hole=half.span.hole * (1 + 1e-12)))
    closed = whole(replace(section, walls=(half, near)), waves)
    three = Section((0, 1, 2), section.length, (Share(None, np.eye(3), np.zeros((3, 3))),),
                    tuple(Wall(w.span, None, np.pad(w.jump, (0, 1))) for w in (half, near)))
    many = whole(three, waves)
    for a, b, c in zip(real, closed, many, strict=True):
        scale = np.abs(a).max()
        assert np.abs(a - b).max() < 1e-7 * scale and np.abs(a - c[:, :2, :2]).max() < 1e-7 * scale


def test_more_modes_than_ducts_fit_the_same_elimination():
    """A made-up chain with a cut-off second mode in each section: reciprocal, keeps the power, near the plane wave."""
    rng = np.random.default_rng(7)
    waves = Waves(AIR, np.arange(50.0, 1500.0, 41.0))
    modes = (Share(None, np.eye(2), np.diag([0.0, 60.0**2])),)
    links = tuple(Link((Section((0, 1), length, modes),)) for length in (0.1, 0.2, 0.15))
    q = [rng.normal(size=(2, 2)) * [[1.0], [0.4]] for _ in range(4)]
    none, zero = np.zeros((0, 2)), np.zeros((2, 2))
    first, last = np.array([[1.0, 0.0], [0, 0]]), np.array([[0, 0], [-1.0, 0.0]])
    s0 = np.array([[0.01, 0.002], [0.002, 0.03]])
    junctions = (Junction(none, np.eye(2), first, (Tail(None, s0, zero),)),
                 Junction(q[0], q[1], zero, (Tail(None, s0, s0 * 1e-4),)),
                 Junction(q[2], q[3], zero, (Tail(None, s0, zero),)),
                 Junction(np.eye(2), none, last, (Tail(None, s0, zero),)))
    s = scattering(Chain(links, junctions, (1.0, 1.0)), waves)
    assert np.abs(s - s.swapaxes(1, 2)).max() < 1e-9
    assert np.abs((np.abs(s[:, :, 0]) ** 2).sum(axis=1) - 1).max() < 1e-5
    dense = _dense(links, junctions, waves)
    assert np.abs(s - dense).max() < 1e-8


def _dense(links, junctions, waves):
    """The whole system at once, one frequency after another."""
    out, m = [], 2
    for n, k in enumerate(waves.k):
        z = np.zeros((m * len(junctions),) * 2, complex)
        c = np.concatenate([j.signal for j in junctions], axis=1)
        for i, j in enumerate(junctions):
            tail = j.tails[0].s0 + k**2 * j.tails[0].s1
            z[i * m:i * m + m, i * m:i * m + m] += j.signal.T @ j.signal + 1j * k * tail
        for i, link in enumerate(links):
            zc, zx = (a[n] for a in whole(link.sections[0], waves))
            r, q = junctions[i].right, junctions[i + 1].left
            here, there = slice(i * m, i * m + m), slice(i * m + m, i * m + 2 * m)
            z[here, here] += r.T @ zc @ r
            z[there, there] += q.T @ zc @ q
            z[here, there] -= r.T @ zx @ q
            z[there, here] -= q.T @ zx @ r
        out.append(np.eye(2) - 2 * c @ np.linalg.solve(z, c.T))
    return np.array(out)


@pytest.mark.parametrize("top", [6e4, 2e5, 1e7])
def test_more_modes_than_memory_holds_are_refused_before_any_mesh(top):
    with pytest.raises(AcousticsError) as error:
        two_port(chamber(), AIR, [top], "modes")
    assert error.value.field == "frequencies" and "memory" in str(error.value)
