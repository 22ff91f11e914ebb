"""From the assembled gas space to the acoustic core and back; the one place where mm become m."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knalpot_cad.assemblies.gas import Casing, GasBranch, GasCone, GasPipe, GasPlate, GasSpace, LineElement
from knalpot_cad.fault import Fault, Faults
from knalpot_cad.geometry.sections import Ellipse, Round, Section, Stadium, Superellipse, TriOval
from knalpot_cad.geometry.sections.pieces import ArcPiece

if TYPE_CHECKING:
    import numpy as np

F_LOW, F_HIGH, F_STEP = 10.0, 3000.0, 10.0        # Hz
F_LEAST, F_MOST, MOST_STEPS = 1.0, 10_000.0, 20_000      # what may be asked for [Hz], and how many
MODELS = ("auto", "modes", "plane", "uniform")      # from the fullest to the simplest
SIMPLER = {"modes": "plane", "plane": "uniform"}
TURN_DB = 3.0          # what a dome or notch stands out by: half the power
MM = 1e-3
FIELD_GRID = 161, 481  # points of a pressure field, across and along
FACETS = 32            # sides of a transition's sections
WoolData = tuple[float, str]           # flow resistivity [Pa s/m2], model of the bulk properties
Turns = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Sound:
    """Transmission loss of the silencer and of the whole line, no flow; temperatures in deg C.

    model: plane (end corrections from the sections), modes, or uniform (neither), as the acoustic core names them.
    valid: where the model tells the whole. domes, notches: (Hz, dB) of the silencer's maxima and minima.
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
    domes: Turns = ()
    notches: Turns = ()


@dataclass(frozen=True)
class SoundField:
    """Level of the pressure [dB] over that of the incoming wave on a plane along a silencer's axis at one frequency.

    level_db (across, along) is NaN in metal and outside; the plane's extent z0, z1, s0, s1; pieces of metal as
    (kind, ((z, s), ...)); angle of the plane from x to y; silencer counts from 1 along the line.
    """

    frequency_hz: float
    silencer: int
    angle_deg: float
    level_db: Any
    extent_mm: tuple[float, float, float, float]
    metal: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    silencer_c: float
    sound_speed_m_s: float
    model: str


def guard() -> None:
    """Refuse another distribution's package of the same name; it may not even import."""
    try:
        import acoustics
        owner = getattr(acoustics, "DISTRIBUTION", "")
    except Exception:      # whatever the other package raises; our own fault is told as it is
        if ours():
            raise
        owner = ""
    if owner != "knalpot-cad":
        raise Faults(Fault("acoustics-clash", None, {}))


def ours() -> bool:
    """Whether the package that `import acoustics` finds is this project's, by its source."""
    spec = find_spec("acoustics")
    if spec is None or spec.origin is None:
        return False
    return 'DISTRIBUTION = "knalpot-cad"' in Path(spec.origin).read_text(encoding="utf-8", errors="replace")


def core_wool(resistivity: float, model: Any) -> Any:
    """The acoustic core's wool. Raises AcousticsError for a model it does not know."""
    import acoustics as ac
    return ac.Wool(resistivity, model)


def core_silencer(space: GasSpace, wool: Mapping[str, WoolData]) -> Any:
    """The acoustic core's silencer of one gas space; wool by wool_key()."""
    import acoustics as ac
    tubes = tuple(
        ac.Tube(t.name, t.x * MM, t.y * MM, t.inner * MM, t.outer * MM, t.z0 * MM, t.z1 * MM, t.start, t.end,
                tuple(ac.Perforation(s.z0 * MM, s.z1 * MM, s.hole * MM, s.open_area, s.wall * MM,
                                     "melling" if s.single else "sullivan") for s in t.spans))
        for t in space.tubes)
    body = core_bodies(space.casing)
    plates = tuple(core_plate(p, space) for p in space.plates)
    packing = tuple(ac.Packing(p.z0 * MM, p.z1 * MM, core_wool(*wool[wool_key(p.material, p.density)]))
                    for p in space.packing)
    return ac.Silencer(body=body, tubes=tubes, plates=plates, packing=packing, inlet=space.inlet, outlet=space.outlet)


def core_plate(p: GasPlate, space: GasSpace) -> Any:
    """A plate in metres: few holes one by one, many equal ones as one field of their share of the free metal, single
    ones such as drains beside it.

    The share counts the holes that are cut. A circle that leaves the body, or where a tube ends against the plate,
    can't be a field's.
    """
    import acoustics as ac
    from acoustics.sheets import FEWEST
    radii, count = {round(r, 9) for *_, r in p.holes}, len(p.holes)
    holes = tuple(ac.Hole(x * MM, y * MM, r * MM) for x, y, r in (*p.holes, *p.singles))
    near = [t for t in space.tubes if t.z0 <= p.z1 + 1e-6 and t.z1 >= p.z0 - 1e-6]
    through = all(t.z0 <= p.z0 + 1e-9 and t.z1 >= p.z1 - 1e-9 for t in near)
    if count < FEWEST or len(radii) > 1 or not through:
        return ac.Plate(p.name, p.z0 * MM, p.z1 * MM, holes)
    casing = next(c for c in space.casing if c.z0 - 1e-9 <= p.z0 and p.z1 <= c.z1 + 1e-9).section((p.z0 + p.z1) / 2)
    circle = p.circle if p.circle and casing.gap(*p.circle) >= 0 else None
    if circle and any(math.dist((x, y), circle[:2]) < r + circle[2] for x, y, r in p.singles):
        circle = None
    radius = radii.pop()
    open_area = math.pi * radius**2 * len(p.holes)
    share = open_area / free_area(casing, circle, [*((t.x, t.y, t.outer) for t in near), *p.singles])
    field = ac.HoleField(2 * radius * MM, min(1.0, share))
    if circle:
        field = replace(field, x=circle[0] * MM, y=circle[1] * MM, radius=circle[2] * MM)
    return ac.Plate(p.name, p.z0 * MM, p.z1 * MM, holes[count:], field)


def free_area(casing: Section, circle: tuple[float, float, float] | None,
              tubes: Sequence[tuple[float, float, float]]) -> float:
    """Area [mm2] of a plate, or of a circle of it, less the tubes that pass."""
    from acoustics.sheets import within
    if circle is None:
        return casing.area - math.pi * math.fsum(r * r for *_, r in tubes)
    return within(circle, set(tubes))


def core_bodies(casing: Sequence[Casing]) -> tuple[Any, ...]:
    """All pieces of casing in metres. An ellipse or superellipse beside a transition is polygons like it: the outlines
    of both kinds run so near to each other that no mesh parts them."""
    import acoustics as ac
    if not any(faceted(c) for c in casing) or not any(isinstance(c.form, Ellipse | Superellipse) for c in casing):
        return tuple(core_body(c) for c in casing)
    sections = [s for c in casing for s in (c.start, c.end)]
    ends = facets(*sections)
    return tuple(ac.Body(c.z0 * MM, c.z1 * MM, ends[2 * i], ends[2 * i + 1]) for i, c in enumerate(casing))


def core_body(c: Casing) -> Any:
    """A piece of casing in metres; a transition as polygons of equal normals at both ends."""
    import acoustics as ac
    start, end = facets(c.start, c.end) if faceted(c) else (core_section(c.form or s, s) for s in (c.start, c.end))
    return ac.Body(c.z0 * MM, c.z1 * MM, start, end)


def faceted(c: Casing) -> bool:
    """Whether a piece of casing is heard as polygons: it goes from one section to another, and is no right cone."""
    return not c.even and not (isinstance(c.start, Round) and isinstance(c.end, Round))


def core_section(form: Section, inside: Section) -> Any:
    """The core's section of the same kind as form, with the area of `inside`, a parallel curve of it.

    Round, stadium, tri-oval and rounded polygon are their own kind again. The parallel curve of an ellipse or
    superellipse is not: there both sizes change by one more amount, so that the areas agree; radii differ by less than
    0.5 % (shown by the tests for walls up to a tenth of the least radius of curvature).
    """
    import acoustics as ac
    x0, y0, x1, y1 = inside.bounds()
    w, h = (x1 - x0) * MM, (y1 - y0) * MM
    if isinstance(form, Round):
        return ac.Round(w / 2)
    if isinstance(form, Stadium):
        return ac.Stadium(w, h)
    if isinstance(form, TriOval):
        t = (form.width_mm * MM - w) / 2
        return ac.TriOval(w, h, *(r * MM - t for r in (form.top_radius_mm, form.bottom_radius_mm, form.side_radius_mm,
                                                       form.base_radius_mm)))
    if isinstance(form, Ellipse | Superellipse):
        unit = ac.Superellipse(1.0, 1.0, form.power).area if isinstance(form, Superellipse) else math.pi / 4
        area, mean = inside.area * MM**2 / unit, (w + h) / 2            # (w - d) (h - d) = area
        d = 2 * (w * h - area) / (mean * 2 + math.sqrt((w - h) ** 2 + 4 * area))
        return ac.Superellipse(w - d, h - d, form.power) if isinstance(form, Superellipse) else ac.Ellipse(w - d, h - d)
    arcs = [p for p in inside.pieces if isinstance(p, ArcPiece)]
    points = []
    for p in arcs:
        far, turn = p.radius / math.cos((p.end - p.start) / 2), (p.start + p.end) / 2
        points.append(((p.cx + far * math.cos(turn)) * MM, (p.cy + far * math.sin(turn)) * MM))
    return ac.Polygon(tuple(points), min(p.radius for p in arcs) * MM)


def facets(*sections: Section) -> tuple[Any, ...]:
    """Sections as rounded polygons whose sides touch them at the same normals: the way between them is the wall.

    A side every 11.25 degrees and on every straight edge; areas are within 0.5 %, and no tube inside is cut.
    """
    import acoustics as ac
    turn = 2 * math.pi
    psis = sorted({round(a.psi % turn, 9) for s in sections for a in s.atoms})
    psis = sorted([*psis, *(turn * i / FACETS for i in range(FACETS)
                            if all(abs((turn * i / FACETS - p + math.pi) % turn - math.pi) > 0.03 for p in psis))])
    ends, room = [], []
    steps = [(b - a) % turn for a, b in zip(psis, [*psis[1:], psis[0]], strict=True)]
    for s in sections:
        h = [s.support(p)[0] for p in psis]
        # the corner after side i, where lines of normals psi_i and psi_i+1 meet
        along = [(b - a * math.cos(e)) / math.sin(e) for a, b, e in zip(h, [*h[1:], h[0]], steps, strict=True)]
        points = [(a * math.cos(p) - t * math.sin(p), a * math.sin(p) + t * math.cos(p))
                  for a, t, p in zip(h, along, psis, strict=True)]
        for i, q in enumerate(points):
            room.append(math.dist(points[i - 1], q) / (math.tan(steps[i - 1] / 2) + math.tan(steps[i] / 2)))
        ends.append(tuple((x * MM, y * MM) for x, y in points))
    radius = 0.9 * min(room) * MM
    return tuple(ac.Polygon(e, radius) for e in ends)


def wool_key(material: str, density: float) -> str:
    return f"{material}@{density:g}"


def frequencies(low: float = F_LOW, high: float = F_HIGH, step: float = F_STEP) -> np.ndarray:
    """From low to high [Hz] in steps. Raises Faults for a range that can't be heard."""
    import numpy as np
    if not (F_LEAST <= low < high <= F_MOST and 0 < step <= high - low and (high - low) / step <= MOST_STEPS):
        raise Faults(Fault("sound-range", None, {"low": f"{low:g}", "high": f"{high:g}", "step": f"{step:g}",
                                                 "least": f"{F_LEAST:g}", "most": f"{F_MOST:g}", "count": MOST_STEPS}))
    return np.asarray(low + step * np.arange(int((high - low) / step + 1e-9) + 1))


def hear(gas: Sequence[LineElement], silencer_c: float, pipe_c: float, wool: Mapping[str, WoolData],
         f: np.ndarray | None = None, notes: tuple[str, ...] = (), model: str = "auto") -> Sound:
    """TL of the silencers and of the whole line. Exhaust gas by facts/rules.md 6, no mean flow.

    auto is modes where the range passes the first cut-on of a casing, else plane. A silencer whose section can't be
    meshed (outlines that cross, very many holes) is heard as uniform, with a note.
    """
    guard()
    import numpy as np

    import acoustics as ac
    f = frequencies() if f is None else f
    cool, hot = ac.Gas.exhaust(silencer_c + 273.15), ac.Gas.exhaust(pipe_c + 273.15)
    cores = {i: core_silencer(g, wool) for i, g in enumerate(gas) if isinstance(g, GasSpace)}
    cuts = [ac.silencer_cut_on(core, cool.c) for core in cores.values()] or [(math.inf, math.inf)]
    cut, axial = min(c[0] for c in cuts), min(c[1] for c in cuts)
    asked = ("modes" if f[-1] > cut else "plane") if model == "auto" else model
    elements: list[Any] = []
    for i, g in enumerate(gas):
        if isinstance(g, GasSpace):
            elements.append(muffler(cores[i], cool, f, asked))
        else:
            elements.append(core_pipe(g, cool if any(j < i for j in cores) else hot))
    silencers = [elements[i] for i in cores]
    line = ac.Line(tuple(elements)).transmission_loss(f)
    alone = ac.Line(tuple(silencers)).transmission_loss(f) if silencers else np.zeros_like(f)
    if any(faceted(c) for g in gas if isinstance(g, GasSpace) for c in g.casing):
        notes = (*notes, "sound-facets")
    used = max((m.model for m in silencers), key=MODELS.index, default=asked)
    if used != asked:
        notes = (*notes, f"sound-{used}")
    # pipes and ports carry plane waves in every model
    ports = min((ac.cut_on((max(e.area_in, e.area_out) / math.pi) ** 0.5, e.gas.c)[0] for e in elements),
                default=math.inf)
    holds = math.inf if used == "modes" else cut
    if used == "plane":     # at the top frequency, too, where it holds to there
        holds = min((ac.plane_valid_to(core, cool, float(f[-1])) for core in cores.values()), default=cut) * (1 + 1e-9)
    valid = f < min(holds, ports)
    up, down = (tuple((t.frequency, t.level) for t in find(f, alone, TURN_DB)) for find in (ac.domes, ac.notches))
    return Sound(f, alone, line, valid, cut, axial, tuple(zip_bands(ac, f, alone, line)), silencer_c, pipe_c, cool.c,
                 notes, used, up, down)


@dataclass(frozen=True)
class DeadLegs:
    """Element of the line: legs shut at their far ends, all at one point. Radius of the line there [m]."""

    radius: float
    legs: tuple[tuple[Any, ...], ...]
    gas: Any

    @property
    def area_in(self) -> float:
        return math.pi * self.radius**2

    @property
    def area_out(self) -> float:
        return self.area_in

    def matrix(self, gas: Any, frequencies: Any) -> Any:
        """[1, 0; Y, 1], Y the sum of T21/T11 of the legs: no flow at a shut end."""
        import numpy as np
        t = np.tile(np.eye(2, dtype=complex), (len(frequencies), 1, 1))
        for leg in self.legs:
            whole = np.tile(np.eye(2, dtype=complex), (len(frequencies), 1, 1))
            for element in leg:
                whole = whole @ element.matrix(element.gas, frequencies)
            t[:, 1, 0] += whole[:, 1, 0] / whole[:, 0, 0]
        return t


def core_pipe(g: GasPipe | GasCone | GasBranch, gas: Any) -> Any:
    """The acoustic core's element of a pipe, a cone, or dead legs."""
    import acoustics as ac
    if isinstance(g, GasPipe):
        return ac.Pipe(g.radius * MM, g.length * MM, gas)
    if isinstance(g, GasCone):
        return ac.ConePipe(g.r0 * MM, g.r1 * MM, g.length * MM, gas)
    legs = tuple(tuple(core_pipe(e, gas) for e in leg if not isinstance(e, GasSpace)) for leg in g.legs)
    return DeadLegs(g.radius * MM, legs, gas)


def muffler(silencer: Any, gas: Any, f: np.ndarray, model: str) -> Any:
    """The silencer as an element, by the asked model or the next simpler one that can be had.

    A range with more modes than memory holds is heard by plane waves, a section that can't be meshed as uniform.
    """
    import acoustics as ac
    element = ac.Muffler(silencer, gas, model)
    try:
        element.two_port(gas, f)
    except ac.AcousticsError:
        if model not in SIMPLER:
            raise
        return muffler(silencer, gas, f, SIMPLER[model])
    return element


def hear_field(gas: Sequence[LineElement], silencer_c: float, wool: Mapping[str, WoolData], hz: Sequence[float],
               angle_deg: float | None = None, model: str = "auto") -> tuple[SoundField, ...]:
    """Pressure in every silencer at each frequency [Hz], on the plane of most tubes unless an angle is given.

    auto is with section modes; else as asked, or by the next simpler model that can be had. Raises Faults for a
    frequency out of range.
    """
    guard()
    import acoustics as ac
    wrong = [f for f in hz if not F_LEAST <= f <= F_MOST]
    if wrong:
        raise Faults(Fault("usage-value", None, {"name": "--field", "expected": f"{F_LEAST:g} .. {F_MOST:g} Hz"}))
    cool = ac.Gas.exhaust(silencer_c + 273.15)
    out = []
    for number, space in enumerate((g for g in gas if isinstance(g, GasSpace)), 1):
        angle = mid_plane(space) if angle_deg is None else angle_deg
        plane, core = ac.AxialPlane(math.radians(angle), 0.0, *FIELD_GRID), core_silencer(space, wool)
        lines = tuple((m.kind, tuple((float(z) / MM, float(s) / MM) for z, s in m.points))
                      for m in ac.metal(core, plane))
        each = max(1, ac.field.MOST_POINTS // math.prod(FIELD_GRID))
        for some in (hz[i:i + each] for i in range(0, len(hz), each)):
            found, used = core_field(core, cool, some, plane, "modes" if model == "auto" else model)
            z, s = found.z[0], found.x[:, 0] * math.cos(plane.angle) + found.y[:, 0] * math.sin(plane.angle)
            dz, ds = (z[1] - z[0]) / 2, (s[1] - s[0]) / 2
            extent = (float(z[0] - dz) / MM, float(z[-1] + dz) / MM, float(s[0] - ds) / MM, float(s[-1] + ds) / MM)
            out += [SoundField(f, number, angle, level, extent, lines, silencer_c, cool.c, used)
                    for f, level in zip(some, found.level(), strict=True)]
    return tuple(out)


def core_field(core: Any, gas: Any, f: Sequence[float], plane: Any, model: str) -> tuple[Any, str]:
    """The core's pressure field at frequencies [Hz] and the model that it could be had by."""
    import acoustics as ac
    try:
        return ac.pressure_field(core, gas, f, plane, model), model
    except ac.AcousticsError:
        if model not in SIMPLER:
            raise
        return core_field(core, gas, f, plane, SIMPLER[model])


def mid_plane(space: GasSpace) -> float:
    """Angle [deg], 0 to below 180, of the plane through the axis that cuts most tubes near their middle, ports double.
    """
    def cut(angle: float) -> float:
        a = math.radians(angle)
        return sum(1 + ("port" in (t.start, t.end)) for t in space.tubes
                   if abs(-t.x * math.sin(a) + t.y * math.cos(a)) < t.inner / 2)
    angles = sorted({0.0, *(round(math.degrees(math.atan2(t.y, t.x)) % 180, 6) % 180 for t in space.tubes
                            if math.hypot(t.x, t.y) > t.inner / 2)})
    return max(angles, key=lambda a: (cut(a), -a))


def zip_bands(ac: Any, f: np.ndarray, a: np.ndarray, b: np.ndarray) -> list[tuple[str, float, float, float, float]]:
    """Octave bands of both curves: label, lower and upper edge [Hz], silencer and line [dB]."""
    return [(name, low, high, float(x), float(y))
            for (name, low, high, x), (_, _, _, y) in zip(ac.octave_bands(f, a), ac.octave_bands(f, b), strict=True)]
