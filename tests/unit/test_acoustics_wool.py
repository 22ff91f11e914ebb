"""Wool as an equivalent fluid: pinned values, JCA against exact round pores and limits, resistivities, gas range."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.linalg
import scipy.special

from acoustics import (
    AcousticsError,
    Body,
    Gas,
    Packing,
    Perforation,
    Round,
    Silencer,
    Tube,
    Wool,
    resistivity_of,
    resistivity_of_fibres,
    two_port,
    wool_backed,
)
from acoustics.form import read_gas, read_silencer
from tests.validation.cases import AIR

F = np.array([50.0, 200.0, 800.0, 3000.0])
FIBROUS = Wool(5000.0, "jca", 0.96, 1.0, 1.5e-4, 3e-4)


# pinned -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("model", "z", "k"), [
    ("delany_bazley", 2.17772 - 1.64277j, 2.62409 - 2.05918j), ("miki", 1.99354 - 1.52088j, 2.46084 - 2.14435j),
    ("selamet", 3.02859 - 1.65487j, 2.66075 - 2.10996j)])
def test_the_models_are_pinned_apart(model, z, k):
    """300 Hz, 20 000 Pa s/m2, air at 20 C: by hand from the printed digits, X = 0.018061, f/R = 0.015."""
    zw, kw = Wool(20000.0, model).zk([300.0], AIR)
    assert zw[0] / AIR.z == pytest.approx(z, abs=2e-4) and kw[0] / AIR.k(300.0) == pytest.approx(k, abs=2e-4)


def test_miki_is_not_delany_bazley_anywhere():
    for f in (100.0, 1000.0, 5000.0):
        a, b = (Wool(5000.0, m).zk([f], AIR) for m in ("delany_bazley", "miki"))
        assert abs(a[0][0] / b[0][0] - 1) > 0.01 and abs(a[1][0] / b[1][0] - 1) > 0.01


def test_where_each_fit_holds():
    low, high = Wool(5000.0).frequency_range(AIR)
    assert (low, high) == pytest.approx((0.01 * 5000 / 1.2041, 5000 / 1.2041), rel=1e-4)
    for model in ("miki", "selamet"):
        assert Wool(5000.0, model).frequency_range(AIR) == pytest.approx((50.0, 5000.0))
    hot = Gas.exhaust(900.0)
    assert Wool(5000.0).frequency_range(hot)[0] == pytest.approx(50.0 / hot.rho)
    assert Wool(5000.0, "miki").frequency_range(hot)[0] == pytest.approx(50.0 * AIR.rho / hot.rho)
    assert FIBROUS.frequency_range(AIR) == (0.0, math.inf) and FIBROUS.in_range(F, AIR).all()
    assert list(Wool(5000.0).in_range([40.0, 42.0, 4000.0, 4200.0], AIR)) == [False, True, True, False]


# JCA --------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("gas", [AIR, Gas.exhaust(700.0)])
@pytest.mark.parametrize("radius", [3e-5, 2e-4])
def test_jca_is_near_exact_for_round_pores(gas, radius):
    """Straight round pores have a closed form in Bessel functions: R = 8 mu/(phi r^2), alpha 1, both lengths r."""
    phi, f = 0.9, np.logspace(0, 7.5, 60)
    wool = Wool(8 * gas.viscosity / (phi * radius**2), "jca", phi, 1.0, radius, radius)
    z, k = wool.zk(f, gas)
    w = 2 * np.pi * f
    x = radius * np.sqrt(-1j * w * gas.rho / gas.viscosity)

    def mean(y):
        return -scipy.special.jve(2, y) / scipy.special.jve(0, y)
    density = gas.rho / phi / mean(x)
    bulk = gas.gamma * gas.pressure / phi / (gas.gamma - (gas.gamma - 1) * mean(x * math.sqrt(gas.prandtl)))
    assert z * k / w == pytest.approx(density, rel=0.1)
    assert w * z / k == pytest.approx(bulk, rel=0.03)
    for edge in (0, -1):
        got = np.array([z[edge] * k[edge] / w[edge], w[edge] * z[edge] / k[edge]])
        assert got == pytest.approx(np.array([density[edge], bulk[edge]]), rel=0.03)


def test_jca_limits():
    """Slow: the drag R and isothermal gas. Fast: the gas alone, heavier by the tortuosity, in the pores' share."""
    wool = replace(FIBROUS, tortuosity=1.3)
    f = np.array([1e-3, 1e9])
    z, k = wool.zk(f, AIR)
    density, bulk = z * k / (2 * np.pi * f), 2 * np.pi * f * z / k
    assert density[0] * 2j * np.pi * f[0] == pytest.approx(5000.0, rel=1e-4)
    assert bulk[0] == pytest.approx(AIR.pressure / 0.96, rel=1e-4)
    assert density[1] == pytest.approx(1.3 * AIR.rho / 0.96, rel=1e-3)
    assert bulk[1] == pytest.approx(AIR.gamma * AIR.pressure / 0.96, rel=1e-3)


def test_jca_is_passive_and_lies_by_the_empirical_fits():
    f = np.logspace(0, 4.5, 200)
    z, k = FIBROUS.zk(f, AIR)
    assert (z * k).imag.max() < 0 and (k / z).imag.max() <= 0 and k.imag.max() < 0 and z.real.min() > 0
    inside = Wool(5000.0).in_range(f, AIR)
    for model in ("delany_bazley", "miki"):
        z_, k_ = Wool(5000.0, model).zk(f[inside], AIR)
        assert np.abs(z[inside] / z_ - 1).max() < 0.2 and np.abs(k[inside] / k_ - 1).max() < 0.2


def test_a_jca_packed_silencer_is_the_coupled_equations():
    """Gas inside, JCA wool outside a perforated wall: p' = -j w rho u, u' = -j w p/K, u_t = (p1 - p2)/z, by expm."""
    r, can, length, span = 0.02, 0.05, 0.25, Perforation(0.0, 0.25, 3e-3, 0.25, 1e-3)
    tube = Tube("a", 0, 0, r, r, -0.05, 0.3, "port", "port", (span,))
    body = (Body(0.0, length, Round(can), Round(can)),)
    f = np.array([200.0, 600.0, 1200.0, 2500.0])
    silencer = Silencer(body, (tube,), (), (Packing(0, length, FIBROUS),), "a", "a")
    got = two_port(silencer, AIR, f, "uniform").transmission_loss()
    z, k = FIBROUS.zk(f, AIR)
    s1, s2, girth = math.pi * r**2, math.pi * (can**2 - r**2), 2 * math.pi * r
    for i, w in enumerate(2 * np.pi * f):
        zeta = wool_backed(AIR.k(f[i]), 1e-3, 3e-3, 0.25, z[i] * k[i] / (AIR.z * AIR.k(f[i])))
        g = girth / (zeta * AIR.z)
        # p1, U1, p2, U2
        a = np.array([[0, -1j * w * AIR.rho / s1, 0, 0], [-1j * w * s1 / (AIR.rho * AIR.c**2) - g, 0, g, 0],
                      [0, 0, 0, -1j * k[i] * z[i] / s2], [g, 0, -1j * k[i] / z[i] * s2 - g, 0]])
        t = scipy.linalg.expm(-a * length)                     # start from end
        pick = -t[3, [0, 1]] / t[3, 2]                         # U2 = 0 at both ends
        two = t[np.ix_([0, 1], [0, 1])] + np.outer(t[[0, 1], 2], pick)
        zp = AIR.z / s1
        want = 20 * np.log10(abs(two[0, 0] + two[0, 1] / zp + zp * two[1, 0] + two[1, 1]) / 2)
        assert got[i] == pytest.approx(want, abs=1e-5)


@pytest.mark.parametrize(("change", "fields"), [
    ({"porosity": None}, ["porosity"]), ({"porosity": 1.2}, ["porosity"]), ({"tortuosity": 0.9}, ["tortuosity"]),
    ({"viscous_length": 0.0, "thermal_length": float("nan")}, ["viscous_length", "thermal_length"]),
    ({"thermal_length": 1e-5}, ["thermal_length"]),
    ({"resistivity": -1.0, "porosity": "x"}, ["resistivity", "porosity"]), ({"model": "jcal"}, ["model"]),
    ({"model": "miki"}, ["porosity", "tortuosity", "viscous_length", "thermal_length"])])
def test_wool_refuses_everything_at_once(change, fields):
    with pytest.raises(AcousticsError) as caught:
        replace(FIBROUS, **change)
    assert [f for f, _ in caught.value.problems] == fields


def test_json_reaches_jca_and_names_its_fields():
    frame = {"porosity": 0.96, "tortuosity": 1.0, "viscous_length": 1.5e-4, "thermal_length": 3e-4}
    doc = {"body": [{"z0": 0, "z1": 0.2, "section": {"round": {"radius": 0.05}}}], "inlet": "a", "outlet": "a",
           "tubes": [{"name": "a", "inner_radius": 0.02, "z0": 0, "z1": 0.2, "start": "port", "end": "port"}],
           "packing": [{"z0": 0, "z1": 0.2, "resistivity": 5000.0, "model": "jca", **frame}]}
    assert read_silencer(doc).packing == (Packing(0.0, 0.2, FIBROUS),)
    del doc["packing"][0]["porosity"]
    with pytest.raises(AcousticsError) as caught:
        read_silencer(doc)
    assert caught.value.field == "silencer.packing[0].porosity"
    doc["packing"][0] |= {"porosity": "much"}
    with pytest.raises(AcousticsError) as caught:
        read_silencer(doc)
    assert caught.value.field == "silencer.packing[0].porosity"


# resistivity ------------------------------------------------------------------------------------------------------

def test_resistivity_of_fibres_by_hand():
    """Glass 100 kg/m3, 24 um: 3.2 mu (100/2550)^1.42/(12 um)^2; within 20 % of the memory's 4896 for a roving."""
    got = resistivity_of_fibres("glass", 100.0, 24e-6)
    assert got.value == pytest.approx(3.2 * 1.8134e-5 * (100 / 2550) ** 1.42 / 1.44e-10, rel=1e-4)
    assert got.status == "READ" and got.value == pytest.approx(resistivity_of("glass", 100.0).value, rel=0.2)
    # finer and denser wool resists more; the common rock wool slab of 60 kg/m3 has 10 000 to 25 000
    assert resistivity_of_fibres("glass", 100.0, 12e-6).value == pytest.approx(4 * got.value)
    assert resistivity_of_fibres("mineral", 60.0, 6e-6).value == pytest.approx(20000, rel=0.3)


def test_hot_fibres_resist_as_the_viscosity():
    hot = Gas.exhaust(700.0)
    rise = resistivity_of_fibres("glass", 100.0, 24e-6, hot).value / resistivity_of_fibres("glass", 100.0, 24e-6).value
    assert rise == pytest.approx(hot.viscosity / AIR.viscosity)
    assert Wool(5000.0, "miki").heated(hot).resistivity == pytest.approx(5000.0 * rise)
    # the published power law of the absolute temperature, R ~ T^0.6 to T^0.7
    assert rise == pytest.approx((700 / 293.15) ** 0.68, rel=0.02)
    assert FIBROUS.heated(hot).viscous_length == FIBROUS.viscous_length


@pytest.mark.parametrize(("args", "field"), [
    (("steel", 100.0, 24e-6), "fibre"), (("glass", 0.0, 24e-6), "density"), (("glass", 900.0, 24e-6), "density"),
    (("glass", 100.0, 0.0), "diameter"), (("glass", float("nan"), 24e-6), "density")])
def test_resistivity_of_fibres_refuses(args, field):
    with pytest.raises(AcousticsError) as caught:
        resistivity_of_fibres(*args)
    assert caught.value.field == field


# gas --------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("kelvin", [float("nan"), float("inf"), 0.0, -40.0, 20.0, 149.9, 1600.1, "hot", None, True])
def test_no_gas_outside_every_fit(kelvin):
    for make in (Gas, Gas.air, Gas.exhaust):
        with pytest.raises(AcousticsError) as caught:
            make(kelvin)
        assert caught.value.field == "temperature" and "K" in str(caught.value)
    with pytest.raises(AcousticsError) as caught:
        read_gas({"kind": "exhaust", "temperature": kelvin})
    assert caught.value.field.endswith("temperature")


def test_viscosity_of_air_against_tables():
    """Tables of dry air: 1.813e-5 at 20 C, 2.671e-5 at 500 K, 3.388e-5 at 700 K, 4.24e-5 at 1000 K."""
    for kelvin, mu in ((293.15, 1.813e-5), (500.0, 2.671e-5), (700.0, 3.388e-5), (1000.0, 4.244e-5)):
        assert Gas.air(kelvin).viscosity == pytest.approx(mu, rel=0.03)
    assert Gas.air(293.15).viscosity / Gas.air(293.15).rho == pytest.approx(1.506e-5, rel=1e-3)
