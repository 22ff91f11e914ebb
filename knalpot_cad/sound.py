"""From the assembled gas space to the acoustic core and back; the one place where mm become m."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knalpot_cad.assemblies.gas import GasPipe, GasSpace, LineElement
from knalpot_cad.fault import Fault, Faults

if TYPE_CHECKING:
    import numpy as np

F_LOW, F_HIGH, F_STEP = 10.0, 3000.0, 10.0        # Hz
MM = 1e-3
WoolData = tuple[float, str]           # flow resistivity [Pa s/m2], model of the bulk properties


@dataclass(frozen=True)
class Sound:
    """Transmission loss of the silencer and of the whole line, no flow; temperatures in deg C.

    model: plane (end corrections from the sections), modes, or uniform (neither), as the acoustic core names them.
    """

    frequencies: Any
    tl_silencer_db: Any
    tl_line_db: Any
    valid: Any
    cut_on_hz: float
    cut_on_axial_hz: float
    bands: tuple[tuple[str, float, float, float, float], ...]
    silencer_c: float
    pipe_c: float
    sound_speed_m_s: float
    notes: tuple[str, ...] = ()
    model: str = "plane"


def guard() -> None:
    """Refuse another distribution's package of the same name."""
    import acoustics
    if getattr(acoustics, "DISTRIBUTION", "") != "knalpot-cad":
        raise Faults(Fault("acoustics-clash", None, {}))


def core_wool(resistivity: float, model: Any) -> Any:
    """The acoustic core's wool. Raises AcousticsError for a model it does not know."""
    import acoustics as ac
    return ac.Wool(resistivity, model)


def core_silencer(space: GasSpace, wool: Mapping[str, WoolData]) -> Any:
    """The acoustic core's silencer of one gas space; wool by wool_key()."""
    import acoustics as ac
    tubes = tuple(
        ac.Tube(t.name, t.x * MM, t.y * MM, t.inner * MM, t.outer * MM, t.z0 * MM, t.z1 * MM, t.start, t.end,
                tuple(ac.Perforation(s.z0 * MM, s.z1 * MM, s.hole * MM, s.open_area, s.wall * MM) for s in t.spans))
        for t in space.tubes)
    body = tuple(ac.Body(c.z0 * MM, c.z1 * MM, ac.Round(c.r0 * MM), ac.Round(c.r1 * MM)) for c in space.casing)
    plates = tuple(ac.Plate(p.name, p.z0 * MM, p.z1 * MM, tuple(ac.Hole(x * MM, y * MM, r * MM) for x, y, r in p.holes))
                   for p in space.plates)
    packing = tuple(ac.Packing(p.z0 * MM, p.z1 * MM, core_wool(*wool[wool_key(p.material, p.density)]))
                    for p in space.packing)
    return ac.Silencer(body=body, tubes=tubes, plates=plates, packing=packing, inlet=space.inlet, outlet=space.outlet)


def wool_key(material: str, density: float) -> str:
    return f"{material}@{density:g}"


def frequencies(low: float = F_LOW, high: float = F_HIGH, step: float = F_STEP) -> np.ndarray:
    import numpy as np
    return np.arange(low, high + step / 2, step)


def hear(gas: Sequence[LineElement], silencer_c: float, pipe_c: float, wool: Mapping[str, WoolData],
         f: np.ndarray | None = None, notes: tuple[str, ...] = (), model: str = "plane") -> Sound:
    """TL of the silencers and of the whole line. Exhaust gas by facts/rules.md 6, no mean flow.

    A silencer whose section can't be meshed (outlines that cross, very many holes) is heard as uniform, with a note.
    """
    guard()
    import numpy as np

    import acoustics as ac
    f = frequencies() if f is None else f
    cool, hot = ac.Gas.exhaust(silencer_c + 273.15), ac.Gas.exhaust(pipe_c + 273.15)
    elements: list[Any] = []
    silencers: list[Any] = []
    radius, seen = 0.0, False
    for g in gas:
        if isinstance(g, GasPipe):
            elements.append(ac.Pipe(g.radius * MM, g.length * MM, cool if seen else hot))
        else:
            seen = True
            silencers.append(muffler(core_silencer(g, wool), cool, f, model))
            elements.append(silencers[-1])
            radius = max(radius, max(max(c.r0, c.r1) for c in g.casing) * MM)
    line = ac.Line(tuple(elements)).transmission_loss(f)
    alone = ac.Line(tuple(silencers)).transmission_loss(f) if silencers else np.zeros_like(f)
    cut = ac.cut_on(radius, cool.c) if silencers else (math.inf, math.inf)
    bands = tuple(zip_bands(ac, f, alone, line))
    used = next((m.model for m in silencers if m.model != model), model)
    if used != model:
        notes = (*notes, "sound-uniform")
    return Sound(f, alone, line, f < cut[0], cut[0], cut[1], bands, silencer_c, pipe_c, cool.c, notes, used)


def muffler(silencer: Any, gas: Any, f: np.ndarray, model: str) -> Any:
    """The silencer as an element, by the asked model or, where its section can't be meshed, as uniform."""
    import acoustics as ac
    element = ac.Muffler(silencer, gas, model)
    try:
        element.two_port(gas, f)
    except ac.AcousticsError:
        if model == "uniform":
            raise
        return ac.Muffler(silencer, gas, "uniform")
    return element


def zip_bands(ac: Any, f: np.ndarray, a: np.ndarray, b: np.ndarray) -> list[tuple[str, float, float, float, float]]:
    """Octave bands of both curves: label, lower and upper edge [Hz], silencer and line [dB]."""
    return [(name, low, high, float(x), float(y))
            for (name, low, high, x), (_, _, _, y) in zip(ac.octave_bands(f, a), ac.octave_bands(f, b), strict=True)]
