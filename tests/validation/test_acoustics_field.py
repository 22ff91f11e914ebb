"""The pressure on a plane: closed forms, Helmholtz's equation by differences, walls, openings, ports, symmetry."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import j1

from acoustics import (
    AcousticsError,
    AxialPlane,
    Body,
    CrossPlane,
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
    pressure_field,
    sullivan_crocker,
    two_port,
)
from acoustics.blocks import Effort
from acoustics.mesh import Loop, build
from acoustics.points import interpolation
from tests.validation.cases import AIR

R, A = 0.05, 0.015
MODELS = ("uniform", "plane", "modes")
EFFORT = Effort(tail=7.0)
ROUND = Round(R)


def can(section=ROUND, **change):
    tubes = (Tube("in", 0.02, 0.0, A, A + 0.001, -0.05, 0.06, "port"),
             Tube("out", -0.02, 0.0, 0.012, 0.013, 0.2, 0.35, "open", "port"))
    return replace(Silencer((Body(0, 0.3, section, section),), tubes, inlet="in", outlet="out"), **change)


# closed forms ---------------------------------------------------------------------------------------------------------

def test_standing_wave_of_a_simple_chamber():
    """Uniform functions: p and S u from the outlet's 1 back through step, chamber, step."""
    tubes = (Tube("in", 0, 0, A, A, -0.1, 0, "port"), Tube("out", 0, 0, 0.02, 0.02, 0.3, 0.4, "open", "port"))
    f = np.array([150.0, 480.0, 900.0])
    field = pressure_field(can(tubes=tubes), AIR, f, AxialPlane(across=31, along=200), "uniform")
    k, z = AIR.k(f)[:, None], field.z[0]
    s1, s2, s3 = A**2, R**2, 0.02**2

    def back(p, flow, area, length):
        return (p * np.cos(k * length) + 1j * flow / area * np.sin(k * length),
                flow * np.cos(k * length) + 1j * p * area * np.sin(k * length))
    p = np.exp(-1j * k * (z - 0.3))
    chamber, _ = back(1.0, s3, s2, 0.3 - z)
    p0, u0 = back(1.0, s3, s2, 0.3)
    inlet, _ = back(p0, u0, s1, -z)
    p1, u1 = back(p0, u0, s1, 0.1)
    incident = (p1 + u1 / s1) / 2
    whole = np.where(z < 0, inlet, np.where(z < 0.3, chamber, p)) / incident
    assert field.pressure[:, 15] == pytest.approx(whole, abs=1e-6)
    out = np.exp(-0.1j * k[:, 0]) / incident[:, 0]
    assert field.transmitted * math.sqrt(s1 / s3) == pytest.approx(out, abs=1e-6)


def test_a_cross_mode_at_its_resonance():
    """Where k^2 = (1.841/R)^2 + (pi/L)^2 the section shows J1(1.841 r/R) cos(angle), whatever drives it."""
    f = math.hypot(1.84118 / R, math.pi / 0.3) * AIR.c / (2 * math.pi)
    tubes = (Tube("in", 0.02, 0.0, 0.006, 0.006, -0.05, 0.0, "port"),
             Tube("out", -0.02, 0.0, 0.006, 0.006, 0.3, 0.35, "open", "port"))
    field = pressure_field(can(tubes=tubes), AIR, [f], CrossPlane(0.24, 61, 61), effort=EFFORT)
    gas = ~np.isnan(field.pressure[0])
    assert gas.mean() == pytest.approx(math.pi / 4, abs=0.01)
    r, angle = np.hypot(field.x, field.y), np.arctan2(field.y, field.x)
    wanted, found = (j1(1.84118 * r / R) * np.cos(angle))[gas], field.pressure[0][gas]
    overlap = abs(np.vdot(wanted, found)) / (np.linalg.norm(wanted) * np.linalg.norm(found))
    assert overlap > 0.995


# Helmholtz's equation and what holds at walls and openings ------------------------------------------------------------

WOOL = Wool(10_000.0)
SPAN = Perforation(0.0, 0.05, 0.003, 0.08, 0.001)
CASES = {
    "round": can(),
    "oval": can(Stadium(0.13, 0.1)),
    "field": can(plates=(Plate("p", 0.12, 0.122, (), HoleField(0.004, 0.1)),)),
    "cone": can(body=(Body(0, 0.1, Round(0.04), ROUND), Body(0.1, 0.3, ROUND, ROUND))),
    "perforated": can(tubes=(replace(can().tubes[0], spans=(SPAN,)), can().tubes[1])),
}


def spread(silencer, f, offset, **more):
    """Pressure on an axial plane with a grid of 4 mm along and 4 mm across."""
    z0, z1 = -0.05, 0.35
    wide = silencer.body[-1].end.curve.box
    n = round((wide[2] - wide[0]) / 0.004)
    return pressure_field(silencer, AIR, [f], AxialPlane(0.0, offset, n, round((z1 - z0) / 0.004)), **more)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("f", [700.0, pytest.param(2300.0, marks=pytest.mark.slow)])
def test_helmholtz_by_differences(name, f):
    """Second differences in three directions add up to -k^2 p, away from edges, where nothing else is known."""
    h, y = 0.004, -0.024
    low, middle, high = (spread(CASES[name], f, y + d, effort=EFFORT) for d in (-h, 0.0, h))
    p = middle.pressure[0]
    ds, dz = (abs(v) for v in (middle.x[1, 0] - middle.x[0, 0], middle.z[0, 1] - middle.z[0, 0]))
    laplace = ((low.pressure[0] + high.pressure[0] - 2 * p)[1:-1, 1:-1] / h**2
               + (p[2:, 1:-1] + p[:-2, 1:-1] - 2 * p[1:-1, 1:-1]) / ds**2
               + (p[1:-1, 2:] + p[1:-1, :-2] - 2 * p[1:-1, 1:-1]) / dz**2)
    z = middle.z[0, 1:-1]
    joints = np.array([0.0, 0.05, 0.06, 0.1, 0.12, 0.122, 0.2, 0.3])
    away = np.all(np.abs(z[:, None] - joints) > 0.012, axis=1)
    k2 = AIR.k(f) ** 2
    off = np.abs(laplace + k2 * p[1:-1, 1:-1])[:, away]
    scale = np.sqrt(np.nanmean(np.abs(p) ** 2)) * k2
    assert np.isfinite(off).sum() > 300
    assert np.nanmedian(off) < 0.05 * scale and np.nanpercentile(off, 90) < 0.2 * scale


def just_beside(silencer, z, f, **more):
    """Pressure on both sides of a plane across, a hundredth of a millimetre off."""
    return [pressure_field(silencer, AIR, [f], CrossPlane(z + d, 41, 41), **more).pressure[0] for d in (-1e-5, 1e-5)]


def jumps(name, f, tail):
    """Root mean square and mean of the jump through an opening, over the pressure there."""
    a, b = just_beside(CASES[name], {"cone": 0.1}.get(name, 0.06), f, effort=Effort(tail=tail))
    both = np.isfinite(a) & np.isfinite(b)
    assert both.sum() > 300
    d, size = (a - b)[both], np.sqrt(np.mean(np.abs(a[both]) ** 2))
    return np.sqrt(np.mean(np.abs(d) ** 2)) / size, abs(np.mean(d)) / size


@pytest.mark.parametrize("name", CASES)
def test_pressure_goes_on_through_openings(name):
    """In the mean; at the edges to the accuracy of the tail."""
    point, mean = jumps(name, 2300.0, 7.0)
    assert point < 0.2 and mean < 0.01


@pytest.mark.slow
def test_the_jump_at_an_edge_goes_as_the_tail():
    both = [jumps("round", 700.0, tail)[0] for tail in (14.0, 28.0)]
    assert both[1] < 0.6 * both[0] < 0.06


def test_jump_through_a_field_of_holes():
    """p1 - p2 = zeta u in the mean, u by differences on the far side."""
    f, z = 700.0, 0.121
    silencer = can(plates=(Plate("p", 0.12, 0.122, (), HoleField(0.004, 0.1, "sullivan")),))
    k = AIR.k(f)
    before, after = just_beside(silencer, z, f, effort=EFFORT)
    beyond = pressure_field(silencer, AIR, [f], CrossPlane(z + 1e-3, 41, 41), effort=EFFORT).pressure[0]
    shrunk = 1 - 0.9 * 0.001 / 0.079                 # the chamber is shorter than its slab by the metal
    velocity = -np.nanmean(beyond - after) / ((1e-3 - 1e-5) * shrunk) / (1j * k)
    zeta = sullivan_crocker(k, 0.002, 0.004, 0.1) - 1j * k * 0.1 * 0.002
    assert np.nanmean(before - after) == pytest.approx(zeta * velocity, rel=0.03)


@pytest.mark.parametrize("wool", [None, WOOL])
def test_flow_through_a_perforated_wall(wool):
    """zeta of the wall times the radial velocity in the tube is the jump over it."""
    span = Perforation(0.0, 0.3, 0.003, 0.08, 0.001)
    tube = Tube("a", 0, 0, A, A, -0.02, 0.32, "port", "port", (span,))
    silencer = Silencer(can().body, (tube,), packing=(Packing(0, 0.3, wool),) if wool else (), inlet="a", outlet="a")
    f = 900.0
    k = AIR.k(f)
    p = pressure_field(silencer, AIR, [f], CrossPlane(0.12, 401, 3)).pressure[0, 1]
    x = -R + 2 * R * (np.arange(401) + 0.5) / 401
    tube_side, rest = (x > 0.6 * A) & (x < A), (x > A) & (x < 1.4 * A)
    inner, outer = (np.polyfit(x[i] - A, p[i], 3) for i in (tube_side, rest))      # ..., slope, value at the wall
    ratio = 1.0
    if wool:
        z, kw = wool.zk(np.array([f]), AIR)
        ratio = (z * kw / (AIR.z * k))[0]
    zeta = sullivan_crocker(k, 0.001, 0.003, 0.08) + 1j * k * 0.375 * 0.003 * (ratio - 1) / 0.08
    slope = -1j * k * (inner[3] - outer[3]) / zeta
    assert inner[2] == pytest.approx(slope, rel=0.05)
    assert outer[2] / ratio == pytest.approx(slope, rel=0.3)          # the slope of a mesh's edge is no better


# ports, symmetry ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", ["round", "field", "perforated"])
def test_ports_say_the_transmission_loss(name, model):
    silencer, f = CASES[name], np.array([300.0, 1100.0, 2500.0])
    effort = Effort(tail=7.0, plane=model == "plane")
    field = pressure_field(silencer, AIR, f, AxialPlane(0.0, 0.0, 101, 400), model, effort)
    two = two_port(silencer, AIR, f, model, effort)
    assert field.reflected == pytest.approx(two.s[:, 0, 0], abs=1e-6)
    assert field.transmitted == pytest.approx(two.s[:, 1, 0], abs=1e-6)
    row = np.argmin(np.abs(field.x[:, 0] + 0.02))
    out = np.abs(field.pressure[:, row, -1]) * math.sqrt(two.area_out / two.area_in)
    assert out == pytest.approx(np.abs(two.s[:, 1, 0]), rel=1e-3)
    row = np.argmin(np.abs(field.x[:, 0] - 0.02))
    k, z = AIR.k(f), field.z[0, 2] + 0.05
    wave = np.exp(-1j * k * z) + two.s[:, 0, 0] * np.exp(1j * k * z)
    assert field.pressure[:, row, 2] == pytest.approx(wave, abs=2e-3)


def test_symmetric_about_the_plane_of_the_tubes():
    p = pressure_field(can(), AIR, [2400.0], CrossPlane(0.15, 60, 60), effort=EFFORT).pressure[0]
    assert np.nanmax(np.abs(p - p[::-1])) < 0.01 * np.nanmax(np.abs(p))
    turned = can(tubes=tuple(replace(t, x=0.0, y=t.x) for t in can().tubes))
    q = pressure_field(turned, AIR, [2400.0], CrossPlane(0.15, 60, 60), effort=EFFORT).pressure[0]
    assert np.nanmax(np.abs(p - q.T)) < 0.03 * np.nanmax(np.abs(p))
    along = pressure_field(can(), AIR, [2400.0], AxialPlane(0.0, 0.0, 60, 101), effort=EFFORT).pressure[0]
    also = pressure_field(turned, AIR, [2400.0], AxialPlane(math.pi / 2, 0.0, 60, 101), effort=EFFORT).pressure[0]
    assert np.nanmax(np.abs(along - also)) < 0.03 * np.nanmax(np.abs(along))
    assert np.array_equal(np.isnan(along), np.isnan(also))


def test_metal_and_the_outside_hold_no_pressure():
    silencer = CASES["cone"]
    field = pressure_field(silencer, AIR, [500.0], AxialPlane(across=101, along=401), "modes", EFFORT)
    s, z = field.x[:, 0], field.z[0]
    gas = np.isfinite(field.pressure[0])
    assert not gas[np.abs(s) > 0.041][:, (z > 0) & (z < 0.008)].any()           # outside the cone
    assert gas[np.abs(s) < 0.049][:, (z > 0.11) & (z < 0.19)].all()
    wall = (s > 0.02 + A) & (s < 0.02 + A + 0.001)
    assert wall.any() and not gas[wall][:, (z > 0) & (z < 0.06)].any()
    dead = can(plates=(Plate("p", 0.24, 0.242),))
    behind = pressure_field(dead, AIR, [500.0], AxialPlane(across=51, along=101), "uniform").pressure[0]
    assert np.isnan(behind[40, 80])                                             # no sound gets there


def test_explicit_hole_and_circle_of_a_field_show():
    plate = Plate("p", 0.1, 0.102, (Hole(0.0, 0.03, 0.008),), HoleField(0.004, 0.1, x=-0.02, radius=0.015))
    field = pressure_field(can(plates=(plate,)), AIR, [900.0], CrossPlane(0.101, 81, 81), effort=EFFORT)
    assert np.isfinite(field.pressure[0]).sum() > 3000


# points and refusals --------------------------------------------------------------------------------------------------

def test_points_take_quadratics_as_they_are():
    mesh = build((Loop(Stadium(0.16, 0.1).curve, 0), Loop(Round(0.02).curve, 1)), 0.006)
    rng = np.random.default_rng(3)
    points = rng.uniform(-0.049, 0.049, (500, 2))
    chosen = np.ones(len(mesh.triangles), bool)
    x, y = mesh.nodes.T
    u, v = points.T
    for nodal, there in ((1 + 0 * x, 1.0), (x, u), (x * y + y**2, u * v + v**2)):
        assert interpolation(mesh, chosen, points) @ nodal == pytest.approx(there + 0 * points[:, 0], abs=2e-6)


def test_bad_planes_are_named():
    def problems(plane, **more):
        with pytest.raises(AcousticsError) as caught:
            pressure_field(can(), AIR, [100.0], plane, **more)
        return dict(caught.value.problems)
    assert set(problems(AxialPlane(math.nan, math.inf))) == {"plane.angle", "plane.offset"}
    assert set(problems(CrossPlane(math.nan, 1, 5))) == {"plane.z", "plane"}
    assert "1000000" in problems(AxialPlane(across=2000, along=2000))["plane"]
    assert set(problems(AxialPlane(), model="auto")) == {"model"}
    outside = pressure_field(can(), AIR, [100.0], CrossPlane(1.0), "uniform")
    assert np.isnan(outside.pressure).all()
