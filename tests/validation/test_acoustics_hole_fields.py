"""Plates with a field of small holes as one impedance: closed forms, limits, holes one by one, invariants."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from acoustics import (
    AcousticsError,
    Body,
    Hole,
    HoleField,
    Packing,
    Perforation,
    Plate,
    Round,
    Silencer,
    Stadium,
    Tube,
    Wool,
    doubts,
    melling,
    two_port,
)
from acoustics.blocks import Effort
from acoustics.perforates import bias_flow
from tests.validation.cases import AIR

F = np.linspace(25, 2400, 60)
R, T = 0.05, 0.001
ROUND = Round(R)
MODELS = ("uniform", "plane", "modes")
FIELD = HoleField(0.006, 0.07)


def loss(silencer, f=F, model="modes", **effort):
    return two_port(silencer, AIR, f, model, Effort(**effort) if effort else None).transmission_loss()


def can(plate=None, section=ROUND, **change):
    """A chamber with offset tubes and a plate in the middle."""
    tubes = (Tube("in", 0.015, 0.0, 0.015, 0.016, -0.05, 0.04, "port"),
             Tube("out", -0.015, 0.005, 0.015, 0.016, 0.25, 0.35, "open", "port"))
    plates = (plate,) if plate else ()
    return replace(Silencer((Body(0, 0.3, section, section),), tubes, plates, inlet="in", outlet="out"), **change)


def plate(field, t=T, at=0.15, holes=()):
    return Plate("p", at, at + t, holes, field)


def hexagon(n, pitch):
    """Centres of a hexagonal field of n rings [m]."""
    each = [(i, j) for i in range(-n, n + 1) for j in range(-n, n + 1) if abs(i + j) <= n]
    return [((i + j / 2) * pitch, j * pitch * math.sqrt(3) / 2) for i, j in each]


# closed forms ---------------------------------------------------------------------------------------------------------

def four_poles(k, zeta, ends, lengths):
    """TL of a step in, a length, zeta over the chamber, a length, and a step out, tubes of radii `ends` [m]."""
    s, (a, b) = math.pi * R**2, (math.pi * r**2 for r in ends)

    def pipe(length):
        return np.array([[np.cos(k * length), 1j * np.sin(k * length) / s],
                         [1j * s * np.sin(k * length), np.cos(k * length)]]).transpose(2, 0, 1)
    one = np.ones_like(k)
    m = pipe(lengths[0]) @ np.array([[one, zeta / s], [0 * one, one]]).transpose(2, 0, 1) @ pipe(lengths[1])
    whole = m[:, 0, 0] + m[:, 0, 1] * b + m[:, 1, 0] / a + m[:, 1, 1] * b / a
    return 20 * np.log10(np.abs(whole) / 2 * math.sqrt(a / b))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("bias", [0.0, 0.1])
def test_one_plate_across_a_duct(model, bias):
    """TL = 20 lg |1 + zeta/2| below the duct's cut-on, but for tubes 0.1 mm narrower than the duct."""
    field, r = HoleField(0.003, 0.08, "bias", bias=bias), R - 1e-4
    tubes = (Tube("in", 0, 0, r, r, -0.02, 0, "port"), Tube("out", 0, 0, r, r, 0.3, 0.32, "open", "port"))
    f = np.linspace(20, 1800, 30)
    k = AIR.k(f)
    zeta = bias_flow(k, AIR, T, 0.003, 0.08, bias)
    found = loss(can(plate(field, at=0.1), tubes=tubes), f, model)
    assert found == pytest.approx(20 * np.log10(np.abs(1 + zeta / 2)), abs=0.04)
    own = four_poles(k, zeta - 1j * k * 0.08 * T, (r, r), (0.1 + 0.04 * T, 0.2 - T + 0.04 * T))
    assert found == pytest.approx(own, abs=1e-6 if model == "uniform" else 5e-3)


def test_chamber_with_a_plate_against_four_poles():
    """Uniform functions: area step, length to the plate less its metal, zeta, length, area step."""
    t = 0.004
    tubes = (Tube("in", 0, 0, 0.015, 0.015, -0.05, 0, "port"),
             Tube("out", 0, 0, 0.012, 0.012, 0.3, 0.35, "open", "port"))
    k = AIR.k(F)
    zeta = melling(k, AIR, t, 0.004, 0.1) - 1j * k * 0.1 * t
    wanted = four_poles(k, zeta, (0.015, 0.012), (0.15 + 0.05 * t, 0.15 - t + 0.05 * t))
    assert loss(can(plate(HoleField(0.004, 0.1), t), tubes=tubes), model="uniform") == pytest.approx(wanted, abs=1e-6)


# limits ---------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("model", MODELS)
def test_all_open_is_no_plate(model):
    """Fok's interaction leaves no end at porosity 1, and the plate's own length is the chamber's."""
    open_ = HoleField(0.05, 1.0)              # wide holes: next to no friction
    away = np.abs(loss(can(plate(open_, 0.002)), model=model) - loss(can(), model=model))
    assert np.median(away) < 0.005 and np.percentile(away, 90) < 0.1


def test_next_to_nothing_open_is_a_wall():
    """With a tube through: the field closes, and the sound is that of the solid plate."""
    tube = Tube("mid", -0.01, -0.02, 0.012, 0.013, 0.1, 0.2)
    tubes = (*can().tubes, tube)
    shut = loss(can(plate(None), tubes=tubes))
    for porosity, most in ((1e-5, 0.1), (1e-7, 1e-3)):
        away = np.abs(loss(can(plate(HoleField(1e-3, porosity)), tubes=tubes)) - shut)
        assert np.percentile(away, 90) < most
    with pytest.raises(AcousticsError, match="outlet"):
        loss(can(plate(None)))
    assert loss(can(plate(HoleField(1e-4, 1e-8)))).min() > 40


# holes one by one -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("rings", "pitch", "hole", "median", "most"), [
    (1, 0.033, 0.016, 0.04, 0.1), pytest.param(2, 0.0195, 0.008, 0.08, 0.2, marks=pytest.mark.slow)])
def test_the_same_as_holes_one_by_one(rings, pitch, hole, median, most):
    """Holes as loops of the mesh, with a tail to 20 k_max (at the usual 7 they are 0.3 dB off themselves)."""
    f = np.linspace(40, 1000, 25)
    centres = hexagon(rings, pitch)
    holes = plate(None, holes=tuple(Hole(x, y, hole / 2) for x, y in centres))
    field = HoleField(hole, len(centres) * hole**2 / 4 / R**2)
    away = np.abs(loss(can(holes), f, tail=20.0) - loss(can(plate(field)), f, tail=20.0))
    assert np.median(away) < median and np.percentile(away, 90) < most


@pytest.mark.slow
def test_a_field_in_a_circle_against_its_holes():
    """13 holes close to one side: the circle that holds them, not the whole plate, is what they sound like."""
    f = np.linspace(40, 1000, 25)
    centres = [(0.018 + x, y) for x, y in hexagon(2, 0.0085) if math.hypot(x, y) < 0.016]
    radius = 0.0085 * math.sqrt(len(centres) * math.sqrt(3) / 2 / math.pi)
    porosity = len(centres) * 0.003**2 / radius**2
    one = loss(can(plate(None, holes=tuple(Hole(x, y, 0.003) for x, y in centres))), f, tail=28.0)
    inside = np.abs(one - loss(can(plate(HoleField(0.006, porosity, x=0.018, radius=radius))), f))
    spread = np.abs(one - loss(can(plate(HoleField(0.006, porosity * radius**2 / R**2))), f))
    assert np.median(inside) < 0.3 and np.median(inside) < np.median(spread) / 8


def test_a_circle_as_wide_as_the_body_is_the_whole_plate():
    whole = loss(can(plate(FIELD)), tail=4.0)
    assert loss(can(plate(replace(FIELD, radius=R))), tail=4.0) == pytest.approx(whole, abs=1e-6)


# invariants -----------------------------------------------------------------------------------------------------------

WOOL = Wool(8000.0)
CASES = [
    can(plate(FIELD)),
    can(plate(replace(FIELD, model="bias", bias=0.15)), Stadium(0.12, 0.1)),
    can(plate(replace(FIELD, x=0.01, radius=0.03)),
        tubes=(*can().tubes, Tube("mid", -0.01, -0.02, 0.008, 0.009, 0.1, 0.2))),
    can(plate(FIELD, 0.004, holes=(Hole(0, 0.03, 0.01),))),
    can(plate(FIELD), packing=(Packing(0.0, 0.15, WOOL),)),
    can(plate(FIELD), packing=(Packing(0.0, 0.15, WOOL), Packing(0.15 + T, 0.3, WOOL))),
    can(plate(FIELD), tubes=(replace(can().tubes[0], z1=0.15 + T), can().tubes[1])),
    can(plate(FIELD), tubes=(replace(can().tubes[0], spans=(Perforation(0.01, 0.03, 0.003, 0.1, 0.001),)),
                             replace(can().tubes[1], z0=0.15))),
]


@pytest.mark.parametrize("case", range(len(CASES)))
@pytest.mark.parametrize("model", MODELS)
def test_reciprocity_energy_and_mirror(case, model):
    f, effort = F[::2], Effort(tail=4.0, plane=model == "plane")
    s = two_port(CASES[case], AIR, f, model, effort).s
    assert s[:, 0, 1] == pytest.approx(s[:, 1, 0], abs=1e-9)
    power = np.abs(s[:, :, 0]) ** 2
    assert power.sum(axis=1).max() < 1 + 1e-6 and np.abs(s[:, :, 1] ** 2).sum(axis=1).max() < 1 + 1e-6
    back = two_port(mirrored(CASES[case]), AIR, f, model, effort).s
    away = np.abs(back[:, 1, 0] - s[:, 1, 0])
    # beside holes the impedance lies in the upstream face: 0.3 mm of chamber change sides
    assert away.max() < (0.05 if CASES[case].plates[0].holes else 2e-3) and np.median(away) < 2e-4


def mirrored(s):
    """Turned end for end: z becomes 0.3 - z; the plane of a face stays a face."""
    def turn(p):
        return replace(p, z0=0.3 - p.z1, z1=0.3 - p.z0)
    tubes = tuple(replace(turn(t), start=t.end, end=t.start, spans=tuple(turn(p) for p in t.spans)) for t in s.tubes)
    return replace(s, body=tuple(turn(b) for b in s.body), tubes=tubes, plates=tuple(turn(p) for p in s.plates),
                   packing=tuple(turn(p) for p in s.packing), inlet=s.outlet, outlet=s.inlet)


def test_gas_volume_at_low_frequency():
    """A side volume V: chambers, bores of the tubes and the holes themselves; the plate's metal is none of it."""
    f, field, t = np.array([3.0, 6.0]), HoleField(0.02, 0.4), 0.02
    chambers = R**2 * (0.3 - 0.6 * t) - 0.016**2 * (0.04 + 0.05)
    volume = math.pi * (chambers + 0.015**2 * (0.09 + 0.1))
    for model in ("uniform", "modes"):
        two = two_port(can(plate(field, t, 0.1)), AIR, f, model)
        y = (two.t[:, 1, 0] / 1j).real * AIR.z * AIR.c / (2 * math.pi * f)
        assert y == pytest.approx([volume, volume], rel=2e-3)


def test_thick_plate_in_two_planes():
    """The middle, and a face (a tube ends flush there): the place of the plane within 1 mm hardly matters."""
    tubes = (replace(can().tubes[0], z1=0.1508), can().tubes[1])
    flush = replace(can(plate(FIELD)), tubes=(replace(tubes[0], z1=0.151), tubes[1]))
    beyond = replace(can(plate(FIELD)), tubes=(replace(tubes[0], z1=0.1515), tubes[1]))
    assert np.median(np.abs(loss(flush) - loss(beyond))) < 0.1


# what is refused, what is doubted -------------------------------------------------------------------------------------

def problems(silencer):
    with pytest.raises(AcousticsError) as caught:
        two_port(silencer, AIR, F)
    return dict(caught.value.problems)


def test_bad_fields_are_named_all_at_once():
    found = problems(can(plate(HoleField(-0.003, 0.0, x=math.nan))))
    assert set(found) == {"plates[0].field.hole", "plates[0].field.porosity", "plates[0].field.x"}
    found = problems(can(plate(HoleField(0.003, 1.2, "felt", bias=2.0, radius=0.06))))
    assert set(found) == {f"plates[0].field.{n}" for n in ("porosity", "model", "bias", "radius")}
    assert "knows no bias flow" in problems(can(plate(replace(FIELD, bias=0.1))))["plates[0].field.bias"]
    against = (replace(can().tubes[0], z1=0.15), replace(can().tubes[1], z0=0.1505))
    assert set(problems(can(plate(FIELD), tubes=against))) == {"tubes[0]", "tubes[1]"}
    two = (plate(FIELD), Plate("q", 0.15 + T, 0.16))
    assert "lies against 'q'" in problems(can(plates=two))["plates[0].field"]
    assert "wider than" in problems(can(plate(HoleField(0.03, 0.1, radius=0.01))))["plates[0].field.hole"]
    inside = can(plate(replace(FIELD, x=0.015, radius=0.01)), tubes=(replace(can().tubes[0], z1=0.2), can().tubes[1]))
    assert "leaves no field" in problems(inside)["plates[0].field.radius"]
    mixed = can(plate(replace(FIELD, radius=0.02), holes=(Hole(0.02, 0, 0.01),)))
    assert set(problems(mixed)) == {"plates[0].holes[0]"}


def test_doubts_of_a_field():
    told = dict(doubts(can(plate(HoleField(0.02, 0.08))), AIR, F))
    assert "stands for 2.0 holes" in told["plates[0].field"] and "wavelengths" in told["plates[0].field.porosity"]
    assert not doubts(can(plate(HoleField(0.003, 0.08))), AIR, F)
    told = dict(doubts(can(plate(HoleField(0.003, 0.5, "bias", bias=0.4))), AIR, F))
    assert set(told) == {"plates[0].field.bias", "plates[0].field.porosity"}
