"""Where a silencer's answer leaves the ranges its formulas were fitted in: said beside the answer, never an error."""

from __future__ import annotations

from collections.abc import Iterator

import numpy.typing as npt

from acoustics import perforates
from acoustics.arrays import checked_frequencies
from acoustics.gas import Gas
from acoustics.silencer import Silencer

FASTEST = 0.3               # Mach number above which mean density and second-order terms count


def doubts(silencer: Silencer, gas: Gas, frequencies: npt.ArrayLike) -> tuple[tuple[str, str], ...]:
    """Every (field, message) [SI] of a sound silencer outside a fit: spans by their law, wool by X, flow by its size.

    frequencies [Hz] (n,). Valid for a silencer that refuse() accepts. Raises AcousticsError "frequencies".
    Source: the ranges that each law and model states.
    """
    return (*_spans(silencer), *_wool(silencer, gas, frequencies))


def _spans(silencer: Silencer) -> Iterator[tuple[str, str]]:
    for i, t in enumerate(silencer.tubes):
        for j, s in enumerate(t.spans):
            field = f"tubes[{i}].spans[{j}]"
            yield from ((f"{field}.{name}", message) for name, message in perforates.doubts(s))
            if s.grazing:
                yield f"{field}.grazing", "changes the wall only: the flow's convection in the ducts is neglected"
            yield from ((f"{field}.{name}", f"above Mach {FASTEST:g} is beyond every law")
                        for name in ("grazing", "bias") if getattr(s, name) > FASTEST)


def _wool(silencer: Silencer, gas: Gas, frequencies: npt.ArrayLike) -> Iterator[tuple[str, str]]:
    f = checked_frequencies(frequencies)
    for i, w in enumerate(silencer.packing):
        inside = w.wool.in_range(f, gas)
        if not inside.all():
            low, high = w.wool.frequency_range(gas)
            yield f"packing[{i}].model", (f"{w.wool.model} was fitted from {low:.4g} to {high:.4g} Hz in this gas: "
                                          f"{int((~inside).sum())} of {f.size} frequencies lie outside")
