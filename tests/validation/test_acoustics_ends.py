"""Insertion loss as the power of two circuits, and open ends against the exact integral."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.integrate
import scipy.special

from acoustics import (
    AcousticsError,
    Line,
    Pipe,
    end_reflection,
    insertion_loss,
    noise_reduction,
    radiation_impedance,
)
from tests.validation.cases import AIR

F = np.arange(20.0, 2500.0, 37.0)
EYE = np.eye(2, dtype=complex)


def z_of(radius):
    return AIR.z / (math.pi * radius**2)


# insertion loss ---------------------------------------------------------------------------------------------------

def circuit(t, source, load):
    """Power in the load of a source of pressure 1: unknowns p1, U1, p2, U2 solved as a circuit."""
    out = []
    for m, zs, zr in zip(t, np.broadcast_to(source, len(t)), np.broadcast_to(load, len(t)), strict=True):
        a = np.array([[1, zs, 0, 0], [1, 0, -m[0, 0], -m[0, 1]], [0, 1, -m[1, 0], -m[1, 1]], [0, 0, 1, -zr]])
        u = np.linalg.solve(a, np.array([1, 0, 0, 0], complex))[3]
        out.append(abs(u) ** 2 * zr.real / 2)
    return np.array(out)


def test_insertion_loss_is_the_power_of_two_circuits():
    line = Line((Pipe(0.02, 0.3, AIR), Pipe(0.06, 0.25, AIR), Pipe(0.02, 0.4, AIR)))
    tail, zs = radiation_impedance(F, 0.02, AIR), z_of(0.02) * (0.7 + 0.4j)
    t = line.matrix(F)
    got = line.insertion_loss(F, zs, tail)
    assert got == pytest.approx(10 * np.log10(circuit(np.broadcast_to(EYE, t.shape), zs, tail) / circuit(t, zs, tail)))
    pipe, wider = Line((Pipe(0.025, 0.95, AIR),)), radiation_impedance(F, 0.025, AIR)
    got = line.insertion_loss(F, zs, tail, pipe, wider)
    assert got == pytest.approx(10 * np.log10(circuit(pipe.matrix(F), zs, wider) / circuit(t, zs, tail)))
    assert line.insertion_loss(F, zs, tail, line, tail) == pytest.approx(0, abs=1e-9)


def test_insertion_loss_between_anechoic_ends_is_the_transmission_loss():
    line = Line((Pipe(0.02, 0.1, AIR), Pipe(0.06, 0.25, AIR), Pipe(0.02, 0.1, AIR)))
    z = z_of(0.02)
    assert line.insertion_loss(F, z, z) == pytest.approx(line.transmission_loss(F))


def test_sources_of_constant_pressure_and_velocity():
    t, zr = Line((Pipe(0.02, 0.3, AIR),)).matrix(F), radiation_impedance(F, 0.02, AIR)
    still, stiff = insertion_loss(t, 0.0, zr), insertion_loss(t, np.inf, zr)
    assert still == pytest.approx(20 * np.log10(np.abs(t[:, 0, 0] + t[:, 0, 1] / zr)))
    assert still == pytest.approx(noise_reduction(t, zr))
    assert stiff == pytest.approx(20 * np.log10(np.abs(t[:, 1, 0] * zr + t[:, 1, 1])))
    assert stiff == pytest.approx(insertion_loss(t, 1e15, zr), abs=1e-4)
    for args in ((t, np.nan, zr), (t, 1.0, np.nan)):
        with pytest.raises(AcousticsError):
            insertion_loss(*args)
    with pytest.raises(AcousticsError):
        noise_reduction(t, 0.0)


# open ends --------------------------------------------------------------------------------------------------------

def levine_schwinger(z):
    """|R| of an unflanged pipe: exp{-(2z/pi) int_0^z atan(-J1/N1)/(x sqrt(z^2 - x^2)) dx}, with x = z sin t."""
    def inside(t):
        x = z * math.sin(t)
        return math.atan2(scipy.special.j1(x), -scipy.special.y1(x)) / x if x else 0.0
    return math.exp(-2 * z / math.pi * scipy.integrate.quad(inside, 0, math.pi / 2, limit=200)[0])


@pytest.mark.parametrize("ka", [0.05, 0.1, 0.3, 0.65, 1.0, 1.5, 2.0, 2.6, 3.7])
def test_silva_against_levine_and_schwinger(ka):
    assert abs(end_reflection(ka)) == pytest.approx(levine_schwinger(ka), abs=0.003)


@pytest.mark.parametrize(("end", "resistance", "length"), [("unflanged", 0.25, 0.6133), ("flanged", 0.5, 0.8216)])
def test_an_open_end_at_low_frequency(end, resistance, length):
    f, r = np.array([5.0, 20.0, 60.0]), 0.02
    zeta, ka = radiation_impedance(f, r, AIR, end) / z_of(r), AIR.k(f) * r
    assert zeta.real == pytest.approx(resistance * ka**2, rel=0.01)
    assert zeta.imag == pytest.approx(length * ka, rel=0.005)
    assert end_reflection(0.0, end) == -1


def test_an_open_end_is_passive_and_refuses():
    ka = np.linspace(0, 3.8, 200)
    for end in ("unflanged", "flanged"):
        assert (np.abs(end_reflection(ka, end)) <= 1).all()
    for args, field in (((-0.1,), "ka"), ((4.0,), "ka"), ((1.0, "half"), "end"), ((float("nan"),), "ka")):
        with pytest.raises(AcousticsError) as caught:
            end_reflection(*args)
        assert caught.value.field == field
    with pytest.raises(AcousticsError) as caught:
        radiation_impedance([100.0], -1.0, AIR)
    assert caught.value.field == "radius"


def test_an_open_pipe_sounds_at_its_end_corrected_length():
    """Constant pressure at the mouth: the IL of a pipe dips at f = c/(2 (L + 0.6133 a)) for velocity, half waves."""
    r, length = 0.02, 0.5
    f = np.arange(250.0, 400.0, 0.05)
    zr = radiation_impedance(f, r, AIR)
    dip = f[np.argmin(insertion_loss(Line((Pipe(r, length, AIR),)).matrix(f), 0.0, zr))]
    assert dip == pytest.approx(AIR.c / (2 * (length + 0.6133 * r)), rel=0.02)
