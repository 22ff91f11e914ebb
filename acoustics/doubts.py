"""Where a silencer's answer leaves the ranges its formulas were fitted in: said beside the answer, never an error."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy.typing as npt

from acoustics import perforates
from acoustics.arrays import checked_frequencies
from acoustics.gaps import BESIDE, MOST, NEAREST, SLOT, ends, lips
from acoustics.gas import Gas
from acoustics.sheets import FEWEST, holes, pitch, wall
from acoustics.silencer import Silencer

FARTHEST = 0.25             # pitch of a field's holes over the wavelength
THIN = 1e-3                 # m: in a slot narrower than this viscosity counts
LAYER = 100.0               # Hz: where its layer is told
FASTEST = 0.3               # Mach number above which mean density and second-order terms count


def doubts(silencer: Silencer, gas: Gas, frequencies: npt.ArrayLike) -> tuple[tuple[str, str], ...]:
    """Every (field, message) [SI] of a sound silencer outside a fit: spans and fields by their law, wool by X, flow by
    its size.

    frequencies [Hz] (n,). Valid for a silencer that refuse() accepts. Raises AcousticsError "frequencies".
    Source: the ranges that each law and model states.
    """
    return (*_spans(silencer), *_slots(silencer, gas), *_fields(silencer, gas, frequencies),
            *_wool(silencer, gas, frequencies))


def _spans(silencer: Silencer) -> Iterator[tuple[str, str]]:
    for i, t in enumerate(silencer.tubes):
        for j, s in enumerate(t.spans):
            field = f"tubes[{i}].spans[{j}]"
            yield from ((f"{field}.{name}", message) for name, message in perforates.doubts(s))
            if s.grazing:
                yield f"{field}.grazing", "changes the wall only: the flow's convection in the ducts is neglected"
            yield from ((f"{field}.{name}", f"above Mach {FASTEST:g} is beyond every law")
                        for name in ("grazing", "bias") if getattr(s, name) > FASTEST)


def _slots(silencer: Silencer, gas: Gas) -> Iterator[tuple[str, str]]:
    """Slots that no rim serves, mouths nearly in one plane without one, and slots as thin as viscosity's layer."""
    why = f"in or near a cone or a perforated wall, or beside more than {MOST} others"
    for e in lips(silencer).left:
        if e.gap < NEAREST:
            yield e.field, (f"leaves a slot of {1000 * e.gap:.1f} mm (twice the distance before a wall) {why}: below "
                            f"{1000 * NEAREST:g} mm the tail is too short for it, 0.2 to 1 dB in the median")
        elif e.gap >= SLOT:
            yield e.field, (f"lies less than {1000 * BESIDE:g} mm along z from another end, {why}: the tail is too "
                            "short for that, 0.05 to 0.3 dB in the median")
    for e in ends(silencer):
        thin = abs(e.faced - e.z)
        if 0 < thin < THIN:
            layer = math.sqrt(gas.viscosity / (math.pi * LAYER * gas.rho))
            yield e.field, (f"leaves a slot {1000 * thin:.2f} mm wide: its viscosity is not computed, whose layer on "
                            f"each side is {1000 * layer:.2f} mm at {LAYER:g} Hz")


def _fields(silencer: Silencer, gas: Gas, frequencies: npt.ArrayLike) -> Iterator[tuple[str, str]]:
    """Fields of holes outside of their law's fit, of few holes, or of holes far apart for the wave."""
    for i, p in enumerate(silencer.plates):
        if not p.field:
            continue
        field = f"plates[{i}].field"
        yield from ((f"plates[{i}].z1" if name == "thickness" else f"{field}.{name}", message)
                    for name, message in perforates.doubts(wall(p)))
        yield from ((f"{field}.{name}", f"above Mach {FASTEST:g} is beyond every law")
                    for name in ("grazing", "bias") if getattr(p.field, name) > FASTEST)
        count = holes(silencer, p)
        if count < FEWEST:
            yield field, f"stands for {count:.1f} holes: fewer than {FEWEST} are better given one by one"
        part = pitch(p) * float(checked_frequencies(frequencies).max()) / gas.c
        if part > FARTHEST:
            yield f"{field}.porosity", (f"holes are {part:.2f} wavelengths apart at the top: above {FARTHEST:g} "
                                        "they are no longer one impedance")


def _wool(silencer: Silencer, gas: Gas, frequencies: npt.ArrayLike) -> Iterator[tuple[str, str]]:
    f = checked_frequencies(frequencies)
    for i, w in enumerate(silencer.packing):
        inside = w.wool.in_range(f, gas)
        if not inside.all():
            low, high = w.wool.frequency_range(gas)
            yield f"packing[{i}].model", (f"{w.wool.model} was fitted from {low:.4g} to {high:.4g} Hz in this gas: "
                                          f"{int((~inside).sum())} of {f.size} frequencies lie outside")
