"""Mean flow along a line: convective variables, the Mach number from area to area, TL and IL with it.

P = p + M Z U and V = U + M p/Z, Z = rho c/S, are what passes a change of area without loss; U is the volume velocity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Real
from acoustics.elements.element import Element, check_mach
from acoustics.errors import AcousticsError
from acoustics.gas import Gas

SLACK = 0.01                    # relative difference of mass flows that a person's rounded Mach numbers may have


def convective(t: Complex, z_in: float, z_out: float, mach_in: float, mach_out: float) -> Complex:
    """T (n, 2, 2) in convective variables from T in classical ones, (p [Pa], U [m3/s]).

    z_in, z_out = rho c/S [Pa s/m3] of the ends, their Mach numbers [-] along the line. Valid |M| < 1.
    Raises AcousticsError "mach". Source: formulation h, closed form.
    """
    return np.asarray(_turn(z_in, mach_in) @ t @ np.linalg.inv(_turn(z_out, mach_out)))


def classical(t: Complex, z_in: float, z_out: float, mach_in: float, mach_out: float) -> Complex:
    """T (n, 2, 2) in classical variables (p [Pa], U [m3/s]) from T in convective ones; arguments as `convective`.

    Raises AcousticsError "mach". Source: formulation h, closed form.
    """
    return np.asarray(np.linalg.inv(_turn(z_in, mach_in)) @ t @ _turn(z_out, mach_out))


def classical_transmission_loss(t: Complex, s_in: float, s_out: float, gas_in: Gas, gas_out: Gas, mach_in: float,
                                mach_out: float) -> Real:
    """TL [dB], (n,), of T (n, 2, 2) in CLASSICAL variables between anechoic ducts of areas s_in, s_out [m2] with flow.

    20 lg|..| as `transmission_loss`, plus 20 lg[(1 + M_in)/(1 + M_out)] of the power S |p+|^2 (1 + M)^2/(2 rho c). In
    convective variables, as Line.matrix has them, `transmission_loss` itself is right: taking both counts it twice.
    Valid below the ports' cut-on. Raises AcousticsError "mach". Source: formulation h, by acoustic power.
    """
    check_mach(mach_in)
    check_mach(mach_out)
    z_in, z_out = gas_in.z / s_in, gas_out.z / s_out
    whole = t[:, 0, 0] + t[:, 0, 1] / z_out + z_in * t[:, 1, 0] + z_in / z_out * t[:, 1, 1]
    factor = (1 + mach_in) / (1 + mach_out)
    return np.asarray(20 * np.log10(np.abs(whole) / 2 * factor) + 10 * np.log10(z_out / z_in), np.float64)


def flowing(elements: Sequence[Element], mach: float) -> tuple[Element, ...]:
    """The elements with the Mach number of one mean flow in each: mach [-] at the inlet of the first, then by mass.

    M rho c S is the same everywhere. An element without a field `mach` (a silencer, a side branch) stays as it is: the
    flow inside it is neglected. Valid |M| < 1 everywhere. Raises AcousticsError "elements[i].mach" or "elements".
    Source: conservation of mass, docs/physics.md.
    """
    check_mach(mach)
    if not elements:
        raise AcousticsError("elements", "is empty")
    through = mach * elements[0].gas.z * elements[0].area_in
    out = []
    for i, e in enumerate(elements):
        try:
            out.append(_with_mach(e, through / (e.gas.z * e.area_in)) if knows_flow(e) else e)
        except AcousticsError as error:
            raise AcousticsError(f"elements[{i}].{error.field}", str(error)) from error
    return tuple(out)


def knows_flow(element: Element) -> bool:
    """Whether an element has a mean flow's Mach number of its own. Source: definition."""
    return hasattr(element, "mach")


def unbalanced(elements: Sequence[Element]) -> tuple[int, float] | None:
    """The first element whose flow is not that of the first with one, and the Mach number [-] it should have; or None.

    Mass flows that differ by less than 1 % are rounding. Source: conservation of mass.
    """
    through = None
    for i, e in enumerate(elements):
        if knows_flow(e):
            weight = e.gas.z * e.area_in
            mass = getattr(e, "mach", 0.0) * weight
            if through is None:
                through = mass
            if abs(mass - through) > SLACK * max(abs(mass), abs(through)):
                return i, through / weight
    return None


def insertion_loss(t: Complex, source: npt.ArrayLike, load: npt.ArrayLike, reference: Complex | None = None,
                   reference_load: npt.ArrayLike | None = None) -> Real:
    """IL [dB], (n,), of T (n, 2, 2) between a source and a load against a reference in its place.

    source, load [Pa s/m3], numbers or (n,): 20 lg |(T11 Zr + T12 + Zs Zr T21 + Zs T22)/(the same of the reference)| by
    radiated power, so + 10 lg(Re Zr'/Re Zr) where the reference radiates from another load Zr'. No reference: a
    connection of zero length. source inf: constant velocity; 0: constant pressure. Valid for a linear source, no flow
    at the open end. Raises AcousticsError "source" or "load" when not finite. Source: Munjal (1987), READ.
    """
    here = np.asarray(load, np.complex128)
    there = here if reference_load is None else np.asarray(reference_load, np.complex128)
    if not np.all(np.isfinite(here)) or not np.all(np.isfinite(there)):
        raise AcousticsError("load", "must be finite")
    if np.any(np.isnan(np.asarray(source, np.complex128))):
        raise AcousticsError("source", "must be a number")
    base = np.broadcast_to(np.eye(2, dtype=np.complex128), t.shape) if reference is None else reference
    ratio = np.abs(_transfer(t, source, here)) / np.abs(_transfer(base, source, there))
    level = 20 * np.log10(ratio)
    return np.asarray(level if reference_load is None else level + 10 * np.log10(there.real / here.real), np.float64)


def noise_reduction(t: Complex, load: npt.ArrayLike) -> Real:
    """NR [dB], (n,), of T (n, 2, 2): 20 lg |p_in/p_out| = 20 lg |T11 + T12/Zr| with a load [Pa s/m3] at the outlet.

    Valid without flow (with it, T in classical variables). Raises AcousticsError "load" where it is 0 or not finite.
    Source: Munjal (1987), definition.
    """
    z = np.asarray(load, np.complex128)
    if not np.all(np.isfinite(z)) or np.any(z == 0):
        raise AcousticsError("load", "must be finite and not 0")
    return np.asarray(20 * np.log10(np.abs(t[:, 0, 0] + t[:, 0, 1] / z)), np.float64)


def _transfer(t: Complex, source: npt.ArrayLike, load: Complex) -> Complex:
    """p_source/U_load, or U_source/U_load where the source is infinite."""
    zs = np.asarray(source, np.complex128)
    still = np.isinf(zs)
    below = load * t[:, 1, 0] + t[:, 1, 1]
    held = t[:, 0, 0] * load + t[:, 0, 1] + np.where(still, 0, zs) * below
    return np.asarray(np.where(still, below, held))


def _turn(z: float, mach: float) -> Complex:
    check_mach(mach)
    return np.array([[1, mach * z], [mach / z, 1]], np.complex128)


def _with_mach(element: Any, mach: float) -> Element:
    made: Element = replace(element, mach=mach)
    return made
