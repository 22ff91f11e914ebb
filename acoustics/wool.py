"""Fibrous absorbers as an equivalent fluid: characteristic impedance and wavenumber from the flow resistivity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Mask, Real, checked_frequencies, is_number, positive
from acoustics.errors import AcousticsError
from acoustics.gas import Gas

Model = Literal["delany_bazley", "miki", "selamet"]
COLD = Gas.air(293.15).rho                 # density that Miki's and Selamet's f/R embed [kg/m3]
GLASS = ((100.0, 4896.0), (200.0, 17378.0))
DENSITY_RANGE = (60.0, 250.0)

# (resistive Z, exponent, reactive Z, exponent, real k, exponent, imaginary k, exponent)
COEFFICIENTS: dict[str, tuple[float, ...]] = {
    "delany_bazley": (0.0571, -0.754, 0.087, -0.732, 0.0978, -0.700, 0.189, -0.595),
    "miki": (0.0699, -0.632, 0.107, -0.632, 0.109, -0.618, 0.160, -0.618),
    "selamet": (0.0855, -0.754, 0.0765, -0.732, 0.1472, -0.577, 0.1734, -0.595),
}


@dataclass(frozen=True)
class Wool:
    """A fibrous absorber: resistivity [Pa s/m2] and the model of its bulk properties.

    Valid for 0.01 < X < 1 (X = rho f/R in Delany-Bazley, f/R in the others), see in_range; below, Delany-Bazley is
    not passive, which Miki (1990) set out to correct. Raises AcousticsError naming the field.
    Source: Delany and Bazley (1970); Miki (1990); Selamet et al. (2001) as coded in public sources, UNVERIFIED there.
    """

    resistivity: float
    model: Model = "delany_bazley"

    def __post_init__(self) -> None:
        positive("resistivity", self.resistivity)
        if self.model not in get_args(Model):
            raise AcousticsError("model", f"must be one of {', '.join(get_args(Model))}, is {self.model!r}")

    def zk(self, frequencies: npt.ArrayLike, gas: Gas) -> tuple[Complex, Complex]:
        """Characteristic impedance Zw [Pa s/m] and wavenumber kw [1/m], each (n,), of frequencies [Hz], (n,).

        Hot gas enters through its rho and c: X = rho f/R, which for Miki and Selamet is (rho/rho_20C) f/R, their own
        f/R at 20 C. The resistivity is used as given (its rise with viscosity is the caller's).
        Source: as the class; the hot form derived, docs/physics.md.
        """
        f = checked_frequencies(frequencies)
        x = self._x(f, gas)
        a, a_, b, b_, c, c_, d, d_ = COEFFICIENTS[self.model]
        z = gas.z * (1 + a * x**a_ - 1j * b * x**b_)
        k = gas.k(f) * (1 + c * x**c_ - 1j * d * x**d_)
        return np.asarray(z, np.complex128), np.asarray(k, np.complex128)

    def in_range(self, frequencies: npt.ArrayLike, gas: Gas) -> Mask:
        """Whether each of the frequencies [Hz], (n,), lies where the fit was made, 0.01 < X < 1; bool (n,).

        Below X = 0.014 Delany and Bazley's layer gives out power, below 0.0008 Miki's; Selamet's never does.
        Source: Delany and Bazley (1970); the passive limits computed, docs/physics.md.
        """
        x = self._x(checked_frequencies(frequencies), gas)
        return np.asarray((x > 0.01) & (x < 1.0))

    def _x(self, f: Real, gas: Gas) -> Real:
        x = gas.rho * f / self.resistivity
        return x if self.model == "delany_bazley" else x / COLD


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
