"""Fibrous absorbers as an equivalent fluid: characteristic impedance and wavenumber from the flow resistivity."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Mask, Real, checked_frequencies, is_number, positive
from acoustics.errors import AcousticsError
from acoustics.gas import Gas

Model = Literal["delany_bazley", "miki", "selamet", "jca"]
COLD = Gas.air(293.15).rho                 # density that Miki's and Selamet's f/R embed [kg/m3]
GLASS = ((100.0, 4896.0), (200.0, 17378.0))
DENSITY_RANGE = (60.0, 250.0)

# (resistive Z, exponent, reactive Z, exponent, real k, exponent, imaginary k, exponent)
COEFFICIENTS: dict[str, tuple[float, ...]] = {
    "delany_bazley": (0.0571, -0.754, 0.087, -0.732, 0.0978, -0.700, 0.189, -0.595),
    "miki": (0.0699, -0.632, 0.107, -0.632, 0.109, -0.618, 0.160, -0.618),
    "selamet": (0.0855, -0.754, 0.0765, -0.732, 0.1472, -0.577, 0.1734, -0.595),
}
# X of each fit, between which it was made; Selamet's own is not known, its authors fit in Delany and Bazley's variable
RANGES = dict.fromkeys(COEFFICIENTS, (0.01, 1.0))
MOST = 1e9                  # Pa s/m2: no gas moves in more
FRAME = ("porosity", "tortuosity", "viscous_length", "thermal_length")


@dataclass(frozen=True)
class Wool:
    """A fibrous absorber: resistivity [Pa s/m2] and the model of its bulk properties.

    The model jca needs its frame too: porosity [-], tortuosity [-] (at least 1), viscous_length and thermal_length [m]
    (the thermal not less than the viscous); the empirical ones take none of them.
    Valid for 0.01 < X < 1 (X = rho f/R in Delany-Bazley, f/R in Miki and Selamet), see in_range; below, Delany-Bazley
    is not passive, which Miki (1990) set out to correct. jca holds at any X for a rigid frame and pores far below the
    wavelength. Raises AcousticsError naming the field, with every problem at once.
    Source: Delany and Bazley (1970); Miki (1990); Selamet et al. (2001) as coded in public sources, UNVERIFIED there;
    Johnson et al. (1987) with Champoux and Allard (1991), READ as coded.
    """

    resistivity: float
    model: Model = "delany_bazley"
    porosity: float | None = None
    tortuosity: float | None = None
    viscous_length: float | None = None
    thermal_length: float | None = None

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise AcousticsError(*problems[0], problems=problems)

    def zk(self, frequencies: npt.ArrayLike, gas: Gas) -> tuple[Complex, Complex]:
        """Characteristic impedance Zw [Pa s/m] and wavenumber kw [1/m], each (n,), of frequencies [Hz], (n,).

        Hot gas enters through its rho and c: X = rho f/R, which for Miki and Selamet is (rho/rho_20C) f/R, their own
        f/R at 20 C; in jca through rho, c, gamma, viscosity and Prandtl number. The resistivity is used as given: its
        rise with the viscosity is the caller's (`heated`). Source: as the class; the hot form derived, docs/physics.md.
        """
        f = checked_frequencies(frequencies)
        if self.model == "jca":
            return self._jca(f, gas)
        x = self._x(f, gas)
        a, a_, b, b_, c, c_, d, d_ = COEFFICIENTS[self.model]
        z = gas.z * (1 + a * x**a_ - 1j * b * x**b_)
        k = gas.k(f) * (1 + c * x**c_ - 1j * d * x**d_)
        return np.asarray(z, np.complex128), np.asarray(k, np.complex128)

    def in_range(self, frequencies: npt.ArrayLike, gas: Gas) -> Mask:
        """Whether each of the frequencies [Hz], (n,), lies in frequency_range(gas), where the fit was made; bool (n,).

        Below X = 0.014 Delany and Bazley's layer gives out power, below 0.0008 Miki's; Selamet's and jca never do.
        Source: Delany and Bazley (1970); the passive limits computed, docs/physics.md.
        """
        f = checked_frequencies(frequencies)
        low, high = self.frequency_range(gas)
        return np.asarray((f > low) & (f < high))

    def frequency_range(self, gas: Gas) -> tuple[float, float]:
        """Frequencies [Hz] between which the fit was made: 0.01 < X < 1, as (least, most); 0 and inf for jca.

        Valid for any gas; no errors. Source: Delany and Bazley (1970), Miki (1990).
        """
        if self.model == "jca":
            return 0.0, math.inf
        unit = 1.0 / float(self._x(np.ones(1), gas)[0])
        low, high = RANGES[self.model]
        return low * unit, high * unit

    def heated(self, gas: Gas, measured: Gas | None = None) -> Wool:
        """The same wool with its resistivity raised from the gas it was measured in (air, 20 C) to a hot one.

        R mu_hot/mu_cold, since R = viscosity/permeability. Valid for creeping flow through fibres that do not move or
        settle; no errors. Source: Darcy's law, derived.
        """
        cold = measured or Gas.air(293.15)
        return replace(self, resistivity=self.resistivity * gas.viscosity / cold.viscosity)

    def _x(self, f: Real, gas: Gas) -> Real:
        x = gas.rho * f / self.resistivity
        return x if self.model == "delany_bazley" else x / COLD

    def _jca(self, f: Real, gas: Gas) -> tuple[Complex, Complex]:
        """rho_e = (alpha rho/phi)[1 + (R phi/(j w rho alpha)) G], G = sqrt(1 + 4j w rho mu alpha^2/(R phi L)^2), and

        K_e = (gamma p/phi)/{gamma - (gamma - 1)/[1 + (8 mu/(j w rho Pr L'^2)) sqrt(1 + j w rho Pr L'^2/(16 mu))]}.
        """
        phi, alpha, viscous, thermal = (float(getattr(self, n)) for n in FRAME)
        w, mu = 2 * np.pi * f, gas.viscosity
        drag = self.resistivity * phi
        g = np.sqrt(1 + 4j * w * gas.rho * mu * alpha**2 / (drag * viscous) ** 2)
        density = alpha * gas.rho / phi * (1 + drag * g / (1j * w * gas.rho * alpha))
        heat = 1j * w * gas.rho * gas.prandtl * thermal**2 / (8 * mu)
        bulk = gas.gamma * gas.pressure / phi / (gas.gamma - (gas.gamma - 1) / (1 + np.sqrt(1 + heat / 2) / heat))
        z, k = np.sqrt(density * bulk), w * np.sqrt(density / bulk)
        return np.asarray(z, np.complex128), np.asarray(k, np.complex128)

    def _problems(self) -> Iterator[tuple[str, str]]:
        if not is_number(self.resistivity) or not 0 < self.resistivity <= MOST:
            yield "resistivity", f"must be above 0 and at most {MOST:g} Pa s/m2, is {self.resistivity!r}"
        if self.model not in get_args(Model):
            yield "model", f"must be one of {', '.join(get_args(Model))}, is {self.model!r}"
            return
        for field in FRAME:
            value = getattr(self, field)
            if self.model != "jca":
                if value is not None:
                    yield field, f"belongs to the model jca, not to {self.model}"
            elif value is None:
                yield field, "is needed by the model jca"
            elif not is_number(value) or value <= 0:
                yield field, f"must be a finite number above 0, is {value!r}"
            elif field == "porosity" and value > 1:
                yield field, f"must be at most 1, is {value!r}"
            elif field == "tortuosity" and value < 1:
                yield field, f"must be at least 1, is {value!r}"
        viscous, thermal = self.viscous_length, self.thermal_length
        if self.model != "jca" or viscous is None or thermal is None:
            return
        if is_number(viscous) and is_number(thermal) and thermal < viscous:
            yield "thermal_length", "is less than viscous_length"


@dataclass(frozen=True)
class Resistivity:
    """A flow resistivity value [Pa s/m2] and how far it can be trusted: `status` is "UNVERIFIED" or "READ".

    Valid for the fibre and density it was asked for; no errors. Source: definition.
    """

    value: float
    status: str


def resistivity_of(fibre: str, density: float) -> Resistivity:
    """Flow resistivity [Pa s/m2] of a fibre ("glass") packed to a density [kg/m3], with its status.

    Power law through 4896 at 100 and 17378 at 200 kg/m3. Valid 60 to 250 kg/m3, glass roving only.
    Raises AcousticsError "fibre" or "density". Source: Selamet et al. (2001, 2004), quoted from memory: UNVERIFIED.
    """
    if fibre != "glass":
        raise AcousticsError("fibre", f"no source gives the resistivity of {fibre!r}")
    if not is_number(density) or not DENSITY_RANGE[0] <= density <= DENSITY_RANGE[1]:
        raise AcousticsError("density", f"must be from {DENSITY_RANGE[0]:g} to {DENSITY_RANGE[1]:g} kg/m3")
    (d0, r0), (d1, r1) = GLASS
    exponent = math.log(r1 / r0) / math.log(d1 / d0)
    return Resistivity(r0 * (density / d0) ** exponent, "UNVERIFIED")


# fibre -> factor, exponent, density of the fibre itself [kg/m3]: R = factor mu s^exponent/radius^2, s the solid share
FIBRES = {"glass": (3.2, 1.42, 2550.0), "mineral": (4.4, 1.59, 2700.0)}
SOLID_RANGE = (0.0, 0.1)


def resistivity_of_fibres(fibre: str, density: float, diameter: float, gas: Gas | None = None) -> Resistivity:
    """Flow resistivity [Pa s/m2] of fibres of a mean diameter [m] packed to a density [kg/m3], in a gas (air, 20 C).

    R = 3.2 mu s^1.42/a^2 for "glass", 4.4 mu s^1.59/a^2 for "mineral" (rock, basalt), s = density over the fibre's own
    (2550 E-glass, 2700 basalt kg/m3, handbook values), a the radius: random directions, radii spread about the mean.
    Valid s to 0.1, no binder. Raises AcousticsError "fibre", "density" or "diameter". Source: Cox and D'Antonio,
    Acoustic Absorbers and Diffusers, Table 5.1, READ as quoted in a public handbook. At 100 kg/m3 glass of 24 um gives
    4.0e3, and the power law of resistivity_of is steeper (1.83 against 1.42).
    """
    if fibre not in FIBRES:
        raise AcousticsError("fibre", f"must be one of {', '.join(FIBRES)}, is {fibre!r}")
    positive("density", density)
    positive("diameter", diameter)
    factor, exponent, own = FIBRES[fibre]
    solid = density / own
    if not SOLID_RANGE[0] < solid <= SOLID_RANGE[1]:
        raise AcousticsError("density", f"must be at most {SOLID_RANGE[1] * own:g} kg/m3 for {fibre}, is {density:g}")
    viscosity = (gas or Gas.air(293.15)).viscosity
    return Resistivity(factor * viscosity * solid**exponent / (diameter / 2) ** 2, "READ")
