"""Any silencer against the independent 1-D finite elements of tests/validation/network.py: within 0.001 dB."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from acoustics import (
    AcousticsError,
    Body,
    Gas,
    Hole,
    Packing,
    Perforation,
    Plate,
    Round,
    Silencer,
    Tube,
    Wool,
    two_port,
)
from tests.validation.network import Network

MM = 1e-3
RARE = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def mm(low, high):
    return st.integers(low, high).map(lambda n: n * MM)


@st.composite
def silencers(draw, packed=True, model="delany_bazley"):
    """1 to 4 chambers, 1 to 5 tubes in slots that do not meet, holes, spans, wool; integer millimetres."""
    radius = draw(mm(40, 90))
    chambers, plates, z = [], [], 0
    for n in range(draw(st.integers(1, 4))):
        if n:
            thick = draw(st.integers(1, 8))
            holes = (Hole(0.0, -0.75 * radius, draw(mm(3, 6))),) if draw(st.integers(0, 3)) == 0 else ()
            plates.append(Plate(f"p{n}", z * MM, (z + thick) * MM, holes))
            z += thick
        length = draw(st.integers(30, 150))
        chambers.append((z, z + length))
        z += length
    last = len(chambers) - 1

    def place(low=0, high=last):
        a, b = chambers[draw(st.integers(low, high))]
        return draw(st.integers(a + 1, b - 1))

    slots = [(0.0, 0.0), (0.55, 0.0), (-0.55, 0.0), (0.0, 0.55), (0.35, -0.5)]

    def tube(n, z0, z1, start, end):
        inner = draw(st.integers(8, int(0.22 * radius / MM))) * MM
        x, y = slots[n]
        spans = []
        for a, b in chambers:
            low, high = max(a, z0) + 1, min(b, z1) - 1
            if high - low >= 6 and draw(st.integers(0, 2)) == 0:
                p = draw(st.integers(low, high - 5))
                q = draw(st.integers(p + 5, high))
                spans.append(Perforation(p * MM, q * MM, draw(mm(2, 5)),
                                         draw(st.sampled_from([0.02, 0.05, 0.12, 0.3])), 1e-3))
        wall = draw(st.sampled_from([0.0, 1e-3]))
        return Tube(f"t{n}", x * radius, y * radius, inner, inner + wall, z0 * MM, z1 * MM,
                    start, end, tuple(spans))

    if draw(st.integers(0, 4)) == 0:
        tubes = [tube(0, -draw(st.integers(0, 40)), z + draw(st.integers(0, 40)), "port", "port")]
        ways = ("t0", "t0")
    else:
        reverse = draw(st.booleans())
        tubes = [tube(0, -draw(st.integers(0, 40)), place(), "port", draw(st.sampled_from(["open", "open", "closed"])))]
        tubes.append(tube(1, -draw(st.integers(0, 40)), place(), "port", "open") if reverse else
                     tube(1, place(), z + draw(st.integers(0, 40)), "open", "port"))
        ways = draw(st.sampled_from([("t0", "t1"), ("t1", "t0")]))
    for n in range(len(tubes) if len(tubes) > 1 else 1, draw(st.integers(len(tubes), 5))):
        a, b = sorted((place(), place()))
        assume(b - a > 3)
        tubes.append(tube(n, a, b, draw(st.sampled_from(["open", "open", "closed"])), "open"))
    wool = []
    if packed and draw(st.booleans()):
        a, b = chambers[draw(st.integers(0, last))]
        end = draw(st.sampled_from([b, (a + b) // 2]))
        wool = [Packing(a * MM, end * MM, Wool(draw(st.sampled_from([4896.0, 17378.0])), model))]
    out = Silencer((Body(0.0, z * MM, Round(radius), Round(radius)),), tuple(tubes), tuple(plates), tuple(wool), *ways)
    return mirrored(out) if draw(st.booleans()) else out


def mirrored(s):
    z = s.body[0].z0 + s.body[-1].z1
    return Silencer(
        tuple(Body(z - b.z1, z - b.z0, b.end, b.start) for b in reversed(s.body)),
        tuple(Tube(t.name, t.x, t.y, t.inner_radius, t.outer_radius, z - t.z1, z - t.z0, t.end, t.start,
                   tuple(Perforation(z - p.z1, z - p.z0, p.hole, p.porosity, p.thickness) for p in t.spans))
              for t in s.tubes),
        tuple(Plate(p.name, z - p.z1, z - p.z0, p.holes) for p in s.plates),
        tuple(Packing(z - p.z1, z - p.z0, p.wool) for p in s.packing), s.inlet, s.outlet)


def solved(silencer, gas, f):
    try:
        return two_port(silencer, gas, f)
    except AcousticsError as error:
        assert error.field == "outlet" and "no way" in str(error)
        assume(False)


@RARE
@given(silencers(), st.sampled_from([Gas.air(293.15), Gas.exhaust(623.15)]), st.integers(0, 40))
def test_agrees_with_finite_elements(silencer, gas, shift):
    f = np.array([35.0, 210.0, 640.0, 1330.0, 2950.0]) + shift
    ours = solved(silencer, gas, f).transmission_loss()
    theirs = Network(silencer).transmission_loss(gas, f)
    sure = ours < 150.0
    assert ours[sure] == pytest.approx(theirs[sure], abs=0.001)


@RARE
@given(silencers(model="selamet"))
def test_reciprocal_and_never_louder(silencer):
    f = np.arange(15.0, 3000.0, 37.0)
    two = solved(silencer, Gas.air(293.15), f)
    s = two.s
    assert np.abs(s[:, 0, 1] - s[:, 1, 0]).max() < 1e-9
    assert (np.abs(s[:, :, 0]) ** 2).sum(axis=1).max() < 1 + 1e-6
    sure = np.abs(s[:, 1, 0]) > 1e-4
    assert np.abs(np.linalg.det(two.t[sure]) - 1).max(initial=0.0) < 1e-5


@RARE
@given(silencers(packed=False))
def test_lossless_silencers_keep_the_power(silencer):
    bare = replace(silencer, tubes=tuple(replace(t, spans=()) for t in silencer.tubes))
    s = solved(bare, Gas.air(293.15), np.arange(15.0, 3000.0, 37.0)).s
    assert np.abs((np.abs(s[:, :, 0]) ** 2).sum(axis=1) - 1).max() < 1e-4


@RARE
@given(silencers())
def test_mirroring_and_swapping_ports_change_nothing(silencer):
    f, gas = np.arange(25.0, 3000.0, 61.0), Gas.air(293.15)
    loss = solved(silencer, gas, f).transmission_loss()
    turned = two_port(mirrored(silencer), gas, f).transmission_loss()
    swapped = two_port(replace(silencer, inlet=silencer.outlet, outlet=silencer.inlet), gas, f).transmission_loss()
    sure = loss < 100
    assert loss[sure] == pytest.approx(turned[sure], abs=1e-4) and loss[sure] == pytest.approx(swapped[sure], abs=1e-4)
