"""Impedance of a perforated wall over rho c of the gas, zeta = (p1 - p2)/(rho c u), u the velocity through the wall.

One file a family of laws, and one entry in PERFORATES. A span names its law; `sullivan` is the default.
"""

from __future__ import annotations

from typing import Any

from acoustics.arrays import Complex
from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.perforates.grazed import BAUER, RAO_MUNJAL, bauer, rao_munjal, sullivan_cross_flow
from acoustics.perforates.law import Law, Problems
from acoustics.perforates.still import SULLIVAN, sullivan_crocker, wool_backed
from acoustics.perforates.viscous import BIAS, MAA, MELLING, bias_flow, hole_density, interaction, maa, melling
from acoustics.silencer import Perforation

__all__ = ["PERFORATES", "Law", "bauer", "bias_flow", "doubts", "hole_density", "interaction", "law", "maa", "melling",
           "problems", "rao_munjal", "sullivan_crocker", "sullivan_cross_flow", "wool_backed", "zeta"]

PERFORATES: tuple[Law, ...] = (SULLIVAN, RAO_MUNJAL, BIAS, MELLING, MAA, BAUER)


def law(name: object) -> Law | None:
    """The law of a name, None where there is none. Source: definition."""
    return next((p for p in PERFORATES if p.name == name), None)


def problems(span: Perforation) -> Problems:
    """What is meaningless in a span's model, grazing and bias, as (field, message); nothing when it is sound.

    Its geometry is refuse.py's. Source: definition.
    """
    found = law(span.model)
    if found is None:
        yield "model", f"must be one of {', '.join(p.name for p in PERFORATES)}, is {span.model!r}"
    # an unknown model must not hide a Mach number of 3
    yield from (found or Law("", SULLIVAN.formula, (), True, True)).problems(span)
    if span.model == MAA.name and span.thickness == 0:
        yield "thickness", "must be above 0 for the model maa"


def doubts(span: Perforation) -> Problems:
    """Where a sound span [SI] lies outside its law's fit, as (field, message); it still answers. Source: as Law."""
    found = law(span.model)
    yield from found.doubts(span) if found else ()


def zeta(k: Any, gas: Gas, span: Perforation, ratio: Any = 1.0) -> Complex:
    """zeta [-] (n,) of a span [m] by its own law at wavenumbers k [1/m] (n,) of the gas, ratio [-] of what backs it.

    ratio = (Zw kw)/(Z0 k0), 1 for gas. Valid as the law says (`doubts`). Raises AcousticsError with problems().
    Source: the span's law.
    """
    found = law(span.model)
    if found is None or next(found.problems(span), None):
        wrong = list(problems(span))
        raise AcousticsError(*wrong[0], problems=wrong)
    return found.formula(k, gas, span, ratio)
