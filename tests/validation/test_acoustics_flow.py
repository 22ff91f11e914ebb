"""Lines with mean flow and wall losses, each by a second way: waves, balances, profiles."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.integrate
import scipy.linalg

from acoustics import (
    AcousticsError,
    AreaLoss,
    Branch,
    ConePipe,
    Gas,
    Line,
    Muffler,
    Pipe,
    classical,
    classical_transmission_loss,
    convective,
    flowing,
    transmission_loss,
)
from tests.validation.cases import AIR, chamber

F = np.arange(20.0, 2500.0, 37.0)
K = AIR.k(F)
EYE = np.eye(2, dtype=complex)


def z_of(radius, gas=AIR):
    return gas.z / (math.pi * radius**2)


# one duct ---------------------------------------------------------------------------------------------------------

def test_mach_0_is_no_flow_to_the_last_bit():
    for still, flow in ((Pipe(0.02, 0.3, AIR), Pipe(0.02, 0.3, AIR, 0.0)),
                        (ConePipe(0.02, 0.04, 0.3, AIR), ConePipe(0.02, 0.04, 0.3, AIR, 0.0))):
        assert np.array_equal(still.matrix(AIR, F), flow.matrix(AIR, F))
        near = replace(flow, mach=1e-9).matrix(AIR, F)
        assert np.abs(near - still.matrix(AIR, F)).max() < 1e-6 * np.abs(near).max()
    assert np.array_equal(AreaLoss(0.02, 0.05, AIR).matrix(AIR, F), np.broadcast_to(EYE, (F.size, 2, 2)))


@pytest.mark.parametrize("mach", [0.05, 0.2, -0.15])
def test_a_duct_with_flow_is_two_convected_waves(mach):
    """p = A exp(-jkx/(1+M)) + B exp(jkx/(1-M)), U = (A .. - B ..)/Z in classical variables."""
    r, length = 0.02, 0.37
    z = z_of(r)
    down, up = np.exp(-1j * K * length / (1 + mach)), np.exp(1j * K * length / (1 - mach))
    near = np.array([[1, 1], [1 / z, -1 / z]])
    far = np.array([[down, up], [down / z, -up / z]]).transpose(2, 0, 1)
    t = near @ np.linalg.inv(far)
    got = Pipe(r, length, AIR, mach).matrix(AIR, F)
    assert got == pytest.approx(t, abs=1e-6)
    # the same in both kinds of variables
    assert convective(t, z, z, mach, mach) == pytest.approx(t, abs=1e-6)
    assert Line((Pipe(r, length, AIR, mach),)).transmission_loss(F) == pytest.approx(0, abs=1e-9)
    assert np.linalg.det(got) == pytest.approx(np.exp(-2j * mach * K * length / (1 - mach**2)))


def test_variables_there_and_back():
    t = Line((Pipe(0.02, 0.2, AIR), Pipe(0.05, 0.3, AIR), Pipe(0.03, 0.1, AIR))).matrix(F)
    ends = (z_of(0.02), z_of(0.03), 0.2, -0.1)
    assert classical(convective(t, *ends), *ends) == pytest.approx(t)
    assert np.array_equal(convective(t, *ends[:2], 0.0, 0.0), t)


# steps and power --------------------------------------------------------------------------------------------------

def test_unequal_ports_with_flow_both_ways():
    """A step from S to 2S, gas at M: by power, in convective variables the no-flow 0.512 dB, whatever M is."""
    for a, b, mach in ((0.01, 0.02, 0.2), (0.02, 0.01, 0.1)):
        r, s = math.sqrt(a / math.pi), math.sqrt(b / math.pi)
        line = Line.with_flow((Pipe(r, 0.0, AIR), Pipe(s, 0.0, AIR)), mach)
        assert line.transmission_loss([100.0])[0] == pytest.approx(0.512, abs=5e-4)
        m2 = line.elements[1].mach
        assert m2 == pytest.approx(mach * a / b)
        t = classical(line.matrix([100.0]), AIR.z / a, AIR.z / b, mach, m2)
        tl = classical_transmission_loss(t, a, b, AIR, AIR, mach, m2)
        assert tl[0] == pytest.approx(line.transmission_loss([100.0])[0])
        # without the factor the classical answer is wrong by its full size
        bare = transmission_loss(t, a, b, AIR, AIR)[0]
        assert tl[0] - bare == pytest.approx(20 * math.log10((1 + mach) / (1 + m2)))


def waves_of_a_line(radii, lengths, machs, k, loss=None):
    """Amplitudes (p+, p-) at the start of every pipe by one solve: continuity of stagnation enthalpy and mass flow.

    Classical variables, no four-poles; a 1 enters the first, nothing returns in the last; loss: K of each step.
    """
    n = len(radii)
    system, right = np.zeros((2 * n, 2 * n), complex), np.zeros(2 * n, complex)
    system[0, 0], right[0] = 1, 1
    for i in range(n - 1):
        m, q = machs[i], machs[i + 1]
        s, w = math.pi * radii[i] ** 2, math.pi * radii[i + 1] ** 2
        down, up = np.exp(-1j * k * lengths[i] / (1 + m)), np.exp(1j * k * lengths[i] / (1 - m))
        # p + M rho c u and S (rho c u + M p)
        loss_here = (loss[i] if loss else 0.0) * max(m, q) / min(s, w) * s
        pressure = np.array([(1 + m), (1 - m)]) - loss_here * np.array([1 + m, -(1 - m)])
        system[1 + 2 * i, 2 * i:2 * i + 4] = [pressure[0] * down, pressure[1] * up, -(1 + q), -(1 - q)]
        system[2 + 2 * i, 2 * i:2 * i + 4] = [s * (1 + m) * down, -s * (1 - m) * up, -w * (1 + q), w * (1 - q)]
    m = machs[-1]
    down, up = np.exp(-1j * k * lengths[-1] / (1 + m)), np.exp(1j * k * lengths[-1] / (1 - m))
    system[-1, -1] = 1
    return np.linalg.solve(system, right).reshape(n, 2), down, up


def fluxes(amplitudes, radius, mach):
    """Power of both waves: S |p|^2 (1 +- M)^2/(2 rho c)."""
    s = math.pi * radius**2 / (2 * AIR.z)
    return s * abs(amplitudes[0]) ** 2 * (1 + mach) ** 2, s * abs(amplitudes[1]) ** 2 * (1 - mach) ** 2


@pytest.mark.parametrize("mach", [0.0, 0.05, 0.15, 0.3])
@pytest.mark.parametrize("lossy", [False, True])
def test_a_chamber_with_flow_by_waves_and_by_power(mach, lossy):
    radii, lengths = (0.02, 0.06, 0.025), (0.1, 0.25, 0.15)
    machs = [mach * (radii[0] / r) ** 2 for r in radii]
    pipes = [Pipe(r, x, AIR) for r, x in zip(radii, lengths, strict=True)]
    steps = [AreaLoss(radii[0], radii[1], AIR), AreaLoss(radii[1], radii[2], AIR, coefficient=0.4)]
    chain = [pipes[0], *steps[:1], pipes[1], *steps[1:], pipes[2]] if lossy else pipes
    line = Line.with_flow(chain, mach)
    loss = [(1 - (radii[0] / radii[1]) ** 2) ** 2, 0.4] if lossy else None
    tl = line.transmission_loss(F)
    for k, got in zip(K, tl, strict=True):
        amplitudes, _, _ = waves_of_a_line(radii, lengths, machs, k, loss)
        into, back = fluxes(amplitudes[0], radii[0], machs[0])
        out, nothing = fluxes(amplitudes[-1], radii[-1], machs[-1])
        assert got == pytest.approx(10 * np.log10(into / out), abs=1e-7) and nothing < 1e-20 * into
        if lossy and mach:
            assert back + out < into * (1 - 1e-6)
        else:
            assert back + out == pytest.approx(into, rel=1e-9)


def test_flow_lifts_the_zeros_of_a_chamber_only_by_loss():
    """Steps without loss only shift the domes, to f (1 - M^2) of the chamber; Borda and Carnot fill the zeros."""
    chain = (Pipe(0.02, 0.1, AIR), AreaLoss(0.02, 0.06, AIR), Pipe(0.06, 0.25, AIR), AreaLoss(0.06, 0.02, AIR),
             Pipe(0.02, 0.1, AIR))
    wide = 1 - (0.15 / 9) ** 2
    still = Line((chain[0], chain[2], chain[4])).transmission_loss(F / wide)
    free = Line.with_flow((chain[0], chain[2], chain[4]), 0.15).transmission_loss(F)
    lossy = Line.with_flow(chain, 0.15).transmission_loss(F)
    assert free == pytest.approx(still, abs=1e-9) and still.min() < 0.1
    assert lossy.min() > free.min() + 0.3


def expansion(mach, m):
    """Acoustic p1 - p2 over rho c U/S1 of a sudden expansion to area 1/m, from the steady balances made linear.

    Mass, momentum with p1 on the annulus, energy; compact, ideal gas, entropy free to be shed downstream. By finite
    differences of the outlet's answer to the inlet's velocity. Units rho1 = c1 = 1.
    """
    gamma = AIR.gamma

    def outlet(u1, p1):
        """p2 and flow for an inlet of velocity u1, pressure p1, density by the isentrope of the mean inlet."""
        rho1 = (p1 * gamma) ** (1 / gamma)
        mass, thrust = m * rho1 * u1, p1 + m * rho1 * u1**2
        h = gamma / (gamma - 1) * p1 / rho1 + u1**2 / 2
        # rho2 u2 = mass, p2 + mass u2 = thrust, gamma/(gamma-1) p2 u2/mass + u2^2/2 = h
        a, b = 0.5 - gamma / (gamma - 1), gamma / (gamma - 1) * thrust / mass
        u2 = (-b + math.sqrt(b * b + 4 * a * h)) / (2 * a)
        return thrust - mass * u2, u2, mass
    p, step = 1 / gamma, 1e-5
    hi, lo = outlet(mach + step, p), outlet(mach - step, p)
    return (0 - (hi[0] - lo[0]) / (2 * step))


@pytest.mark.parametrize("m", [0.2, 0.5])
def test_the_expansions_loss_is_that_of_the_momentum_balance(m):
    """Sound p2 for an inlet velocity u1 at p1 = 0: Borda and Carnot's term, to second order in the Mach number."""
    error = []
    for mach in (0.02, 0.04, 0.08):
        r = 0.02
        element = AreaLoss(r, r / math.sqrt(m), AIR, mach)
        t = classical(element.matrix(AIR, np.array([10.0])), z_of(r), z_of(r) * m, mach, mach * m)[0]
        # p1 = 0, U1 = S1: from (p1, U1) = T (p2, U2)
        p2 = np.linalg.solve(t, np.array([0, 1 / z_of(r)]))[0].real
        error.append(abs(-p2 - expansion(mach, m)))
        assert -p2 == pytest.approx(2 * m * (m - 1) * mach, rel=0.02)
    assert error[1] / error[0] > 3.5 and error[2] < 2.5 * 0.08**2


def test_loss_coefficients_by_direction():
    assert AreaLoss(0.02, 0.04, AIR, 0.1).k == pytest.approx((1 - 0.25) ** 2)
    assert AreaLoss(0.04, 0.02, AIR, 0.02).k == 0.0
    assert AreaLoss(0.04, 0.02, AIR, -0.02).k == pytest.approx((1 - 0.25) ** 2)      # against the line it expands
    assert AreaLoss(0.04, 0.02, AIR, 0.02, 0.4).k == 0.4
    here = AreaLoss(0.04, 0.02, AIR, 0.02, 0.4).matrix(AIR, F)[0, 0, 1]
    assert here == pytest.approx(0.4 * 0.08 * z_of(0.02))


# cones with flow --------------------------------------------------------------------------------------------------

def cone_by_integration(cone, f):
    """T in convective variables from the linear equations of mass and momentum in p and u, integrated."""
    out = []
    z0 = AIR.z
    for k in AIR.k(f):
        def slope(x, y, k=k):
            r = cone.r0 + (cone.r1 - cone.r0) * x / cone.length
            dr = (cone.r1 - cone.r0) / cone.length
            s, ds = math.pi * r * r, 2 * math.pi * r * dr
            m = cone.mach * cone.r0**2 / r**2
            dm = -m * ds / s
            p, v = y                                          # pressure, rho c u
            # j k p + d(S (M p + v))/dx/S = 0 with S M constant: j k p + M p' + v' + v S'/S = 0
            # j k v + d(p + M v)/dx = 0: p' + M v' + M' v + j k v = 0
            a = np.array([[m, 1], [1, m]])
            b = -np.array([1j * k * p + v * ds / s, 1j * k * v + dm * v])
            return np.linalg.solve(a, b)
        columns = []
        for e in EYE:
            y = scipy.integrate.solve_ivp(slope, (0, cone.length), e, rtol=1e-10, atol=1e-12, method="DOP853").y[:, -1]
            columns.append(y * [1, cone.area_out / z0])
        forward = np.array(columns).T @ np.diag([1, z0 / cone.area_in])           # (p, U) end from start
        out.append(np.linalg.inv(forward))
    ends = (z0 / cone.area_in, z0 / cone.area_out, cone.mach, cone.mach * (cone.r0 / cone.r1) ** 2)
    return convective(np.array(out), *ends)


@pytest.mark.parametrize(("r0", "r1", "mach"), [(0.02, 0.05, 0.2), (0.05, 0.02, 0.05), (0.02, 0.05, -0.2),
                                                (0.03, 0.03000001, 0.3)])
def test_a_cone_with_flow_against_the_equations_integrated(r0, r1, mach):
    cone, f = ConePipe(r0, r1, 0.3, AIR, mach), np.array([30.0, 400.0, 1100.0, 2100.0])
    want, got = cone_by_integration(cone, f), cone.matrix(AIR, f)
    assert (np.abs(got - want).max(axis=0) < 2e-4 * np.abs(want).max(axis=0)).all()
    assert np.abs(transmission_loss(got, cone.area_in, cone.area_out, AIR, AIR)
                  - transmission_loss(want, cone.area_in, cone.area_out, AIR, AIR)).max() < 1e-3


def test_many_pipes_with_flow_are_the_cone():
    cone = Line((ConePipe(0.02, 0.05, 0.15, AIR, 0.2),)).transmission_loss(F)
    n = 160
    r = [0.02 + 0.03 * (i + 0.5) / n for i in range(n)]
    pipes = Line.with_flow((Pipe(0.02, 0.0, AIR), *(Pipe(x, 0.15 / n, AIR) for x in r), Pipe(0.05, 0.0, AIR)), 0.2)
    assert np.abs(pipes.transmission_loss(F) - cone).max() < 3e-3


# the line ---------------------------------------------------------------------------------------------------------

def test_one_mean_flow_through_areas_and_gases():
    hot = Gas.exhaust(700.0)
    chain = (Pipe(0.02, 0.3, hot), ConePipe(0.02, 0.03, 0.1, hot), Branch(0.01, 0.1, 0.03, hot), Pipe(0.03, 0.2, AIR),
             Muffler(chamber(), AIR))
    made = flowing(chain, 0.12)
    assert [e.mach for e in made[:2]] == pytest.approx([0.12, 0.12])
    assert made[3].mach == pytest.approx(0.12 * hot.z * 0.02**2 / (AIR.z * 0.03**2))
    assert made[3].mach * AIR.c * AIR.rho * made[3].area_in == pytest.approx(0.12 * hot.c * hot.rho * made[0].area_in)
    assert made[2] is chain[2] and made[4] is chain[4]
    assert np.isfinite(Line(made).transmission_loss(F)).all()
    assert Line.with_flow(chain, 0.0).transmission_loss(F) == pytest.approx(Line(chain).transmission_loss(F))


@pytest.mark.parametrize(("make", "field"), [
    (lambda: Line((Pipe(0.02, 0.1, AIR, 0.1), Pipe(0.03, 0.1, AIR))), "elements[1].mach"),
    (lambda: Line((Pipe(0.02, 0.1, AIR), Pipe(0.02, 0.1, AIR, 0.1))), "elements[1].mach"),
    (lambda: Line((Pipe(0.02, 0.1, AIR, 0.1), Pipe(0.02, 0.1, AIR, -0.1))), "elements[1].mach"),
    (lambda: Line.with_flow((Pipe(0.05, 0.1, AIR), Pipe(0.01, 0.1, AIR)), 0.2), "elements[1].mach"),
    (lambda: Line.with_flow((), 0.2), "elements"), (lambda: flowing((Pipe(0.05, 0.1, AIR),), 1.0), "mach"),
    (lambda: Pipe(0.02, 0.1, AIR, 1.0), "mach"), (lambda: Pipe(0.02, 0.1, AIR, float("nan")), "mach"),
    (lambda: Pipe(0.02, 0.1, AIR, loss="some"), "loss"), (lambda: ConePipe(0.04, 0.02, 0.1, AIR, 0.3), "mach"),
    (lambda: AreaLoss(0.02, 0.04, AIR, 0.1, -1.0), "coefficient"), (lambda: AreaLoss(0.0, 0.04, AIR), "r0"),
    (lambda: AreaLoss(0.04, 0.01, AIR, 0.1), "mach"), (lambda: convective(EYE[None], 1.0, 1.0, 1.0, 0.0), "mach")])
def test_what_cannot_flow_is_refused(make, field):
    with pytest.raises(AcousticsError) as caught:
        make()
    assert caught.value.field == field


def test_a_rounded_mach_number_passes():
    assert Line((Pipe(0.02, 0.1, AIR, 0.1), Pipe(0.03, 0.1, AIR, 0.0444))).elements[1].mach == 0.0444


# losses at the wall -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("gas", [AIR, Gas.exhaust(700.0)])
def test_a_long_pipe_loses_kirchhoffs_alpha(gas):
    """8.686 alpha L, alpha = sqrt(nu w/2)/(r c) (1 + (gamma - 1)/sqrt Pr), in anechoic ends of the same impedance."""
    r, length = 0.02, 3.0
    nu = gas.viscosity / gas.rho
    alpha = np.sqrt(nu * 2 * np.pi * F / 2) / (r * gas.c) * (1 + (gas.gamma - 1) / math.sqrt(0.71))
    tl = Line((Pipe(r, length, gas, loss="wide"),)).transmission_loss(F)
    assert tl == pytest.approx(20 / math.log(10) * alpha * length, rel=0.02)
    narrow = Line((Pipe(r, length, gas, loss="narrow"),)).transmission_loss(F)
    assert np.abs(tl - narrow).max() < 0.02 * narrow.max()


def low_reduced_frequency(f, radius, gas, n=3000):
    """k and Z from the velocity and temperature profiles solved on rings, no Bessel functions."""
    edge = np.linspace(0, radius, n + 1)
    ring = edge[1:] ** 2 - edge[:-1] ** 2

    def mean(w, diffusivity):
        flux = 2 * diffusivity * edge[1:] * n / radius
        flux[-1] *= 2
        low = -np.concatenate([[0], flux[:-1]])
        main = 1j * w * ring + flux - low
        bands = np.array([np.concatenate([[0], -flux[:-1]]), main, np.concatenate([low[1:], [0]])])
        return np.sum(1j * w * scipy.linalg.solve_banded((1, 1), bands, ring.astype(complex)) * ring) / radius**2
    nu = gas.viscosity / gas.rho
    out = []
    for w in 2 * np.pi * f:
        moving, stored = mean(w, nu), gas.gamma - (gas.gamma - 1) * mean(w, nu / gas.prandtl)
        out.append((w / gas.c * np.sqrt(stored / moving), gas.z / np.sqrt(stored * moving)))
    return np.array(out).T


@pytest.mark.parametrize("radius", [0.3e-3, 2e-3])
def test_a_narrow_pipe_against_profiles_solved_on_rings(radius):
    f, length = np.array([30.0, 300.0, 2000.0]), 0.05
    k, z = low_reduced_frequency(f, radius, AIR)
    z = z / (math.pi * radius**2)
    got = Pipe(radius, length, AIR, loss="narrow").matrix(AIR, f)
    assert got[:, 0, 0] == pytest.approx(np.cos(k * length), rel=1e-3)
    assert got[:, 0, 1] == pytest.approx(1j * z * np.sin(k * length), rel=1e-3)


def test_losses_turn_a_quarter_wave_into_a_finite_dip():
    """Wide and narrow forms agree on k and Z of a header pipe to second order of the layers."""
    f = np.array([20.0, 200.0, 2000.0])
    wide, narrow = (Pipe(0.015, 0.5, AIR, loss=m).matrix(AIR, f) for m in ("wide", "narrow"))
    layer = np.sqrt(AIR.viscosity / AIR.rho / (np.pi * f)) / 0.015
    scale = np.array([[1, z_of(0.015)], [1 / z_of(0.015), 1]])
    assert (np.abs((wide - narrow) / scale).max(axis=(1, 2)) < 3 * layer**2 * np.maximum(1, AIR.k(f) * 0.5)).all()


def test_a_wave_with_the_flow_loses_less_and_one_against_it_more():
    """alpha L/(1 + M) and alpha L/(1 - M): as long as the wave is in the pipe."""
    calm = Line((Pipe(0.015, 2.0, AIR, loss="wide"),)).transmission_loss(F)
    for mach in (0.1, -0.1):
        got = Line((Pipe(0.015, 2.0, AIR, mach, "wide"),)).transmission_loss(F)
        assert got == pytest.approx(calm / (1 + mach), rel=0.002)
