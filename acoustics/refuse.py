"""Everything that can be wrong with a silencer's geometry, found at once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from reprlib import repr as shown

from acoustics import perforates
from acoustics.arrays import is_number, length_problem
from acoustics.blend import on_one_way
from acoustics.errors import AcousticsError
from acoustics.kinds import kinds
from acoustics.outline import Outline
from acoustics.sheets import wall, within
from acoustics.silencer import ENDS, Plate, Silencer, Tube

NEAR = 1e-9                     # m: nearer than this is the same place
MOST_STEPS = 1000
Problems = Iterator[tuple[str, str]]


def refuse(silencer: Silencer) -> None:
    """Raise one AcousticsError with all problems of a silencer [m], `.field` the first; nothing when it is sound.

    Valid for any Silencer. Source: definition.
    """
    if not isinstance(silencer, Silencer):
        raise AcousticsError("silencer", f"must be of type Silencer, is {shown(silencer)}")
    problems = list(kinds(silencer)) or list(_numbers(silencer)) or [*_casing(silencer), *_tubes(silencer)]
    if not problems:
        problems = [*_inside(silencer), *_overlaps(silencer), *_plates(silencer), *_fields(silencer),
                    *_packing(silencer), *_spans(silencer), *_ports(silencer)]
    if problems:
        raise AcousticsError(*problems[0], problems=problems)


def _values(silencer: Silencer) -> Iterator[tuple[str, float, bool]]:
    """Every number as (field, value, whether it must be above 0)."""
    for i, b in enumerate(silencer.body):
        yield from ((f"body[{i}].z0", b.z0, False), (f"body[{i}].z1", b.z1, False))
    for i, t in enumerate(silencer.tubes):
        yield from ((f"tubes[{i}].{n}", getattr(t, n), False) for n in ("x", "y", "z0", "z1"))
        yield from ((f"tubes[{i}].{n}", getattr(t, n), True) for n in ("inner_radius", "outer_radius"))
        for j, s in enumerate(t.spans):
            yield from ((f"tubes[{i}].spans[{j}].{n}", getattr(s, n), n in ("hole", "porosity"))
                        for n in ("z0", "z1", "hole", "porosity", "thickness"))
    for i, p in enumerate(silencer.plates):
        yield from ((f"plates[{i}].{n}", getattr(p, n), False) for n in ("z0", "z1"))
        for j, h in enumerate(p.holes):
            yield from ((f"plates[{i}].holes[{j}].{n}", getattr(h, n), n == "radius") for n in ("x", "y", "radius"))
        if p.field:
            yield from ((f"plates[{i}].field.{n}", getattr(p.field, n), n not in ("x", "y"))
                        for n in ("hole", "porosity", "x", "y", "radius") if getattr(p.field, n) is not None)
    for i, w in enumerate(silencer.packing):
        yield from ((f"packing[{i}].{n}", getattr(w, n), False) for n in ("z0", "z1"))


def _numbers(silencer: Silencer) -> Problems:
    if not silencer.body:
        yield "body", "is empty: a silencer needs at least one piece of casing"
    if not isinstance(silencer.cone_steps, int) or not 1 <= silencer.cone_steps <= MOST_STEPS:
        yield "cone_steps", f"must be a whole number from 1 to {MOST_STEPS}, is {shown(silencer.cone_steps)}"
    for i, b in enumerate(silencer.body):
        ends = {"start": b.start} if repr(b.start) == repr(b.end) else {"start": b.start, "end": b.end}
        wrong = [(f"body[{i}].{end}.{field}", text) for end, section in ends.items()
                 for field, text in section.problems()]
        yield from wrong
        if not wrong and not on_one_way(b.start, b.end):
            yield f"body[{i}].end", "is a blend of other sections than the start"
    for field, value, above in _values(silencer):
        if not is_number(value):
            yield field, f"must be a finite number, is {shown(value)}"
        elif field.endswith("porosity"):
            if value <= 0:
                yield field, f"must be above 0 and at most 1, is {value:g}"
        elif wrong_size := length_problem(value, above):
            yield field, wrong_size
        elif field.endswith("thickness") and value < 0:
            yield field, f"must not be negative, is {value:g}"


def _short(z0: float, z1: float) -> str:
    return f"must be above z0, is {z1:g} with z0 {z0:g}"


def _beyond(silencer: Silencer) -> str:
    return f"lies outside the casing, which goes from {silencer.z0:g} to {silencer.z1:g}"


def _casing(silencer: Silencer) -> Problems:
    for i, b in enumerate(silencer.body):
        if b.z1 - b.z0 <= NEAR:
            yield f"body[{i}].z1", _short(b.z0, b.z1)
        if i and abs(b.z0 - silencer.body[i - 1].z1) > NEAR:
            yield f"body[{i}].z0", (f"is {b.z0:g}, but the piece before ends at {silencer.body[i - 1].z1:g}: "
                                    "pieces follow each other without a gap, in order of z")


def _tubes(silencer: Silencer) -> Problems:
    seen: set[str] = set()
    for i, t in enumerate(silencer.tubes):
        if t.name in seen:
            yield f"tubes[{i}].name", f"{t.name!r} is the name of another tube too: each needs its own"
        seen.add(t.name)
        if t.z1 - t.z0 <= NEAR:
            yield f"tubes[{i}].z1", _short(t.z0, t.z1)
        if t.outer_radius < t.inner_radius:
            yield f"tubes[{i}].outer_radius", (f"is {t.outer_radius:g}: it must be at least inner_radius, "
                                               f"{t.inner_radius:g}")
        yield from ((f"tubes[{i}].{n}", f"must be one of {', '.join(ENDS)}, is {getattr(t, n)!r}")
                    for n in ("start", "end") if getattr(t, n) not in ENDS)


def _inside(silencer: Silencer) -> Problems:
    for i, t in enumerate(silencer.tubes):
        for end, z, beyond in (("start", t.z0, silencer.z0 - t.z0), ("end", t.z1, t.z1 - silencer.z1)):
            field = f"tubes[{i}].{'z0' if end == 'start' else 'z1'}"
            if getattr(t, end) == "port" and beyond < -NEAR:
                there = silencer.z0 if end == "start" else silencer.z1
                yield field, f"is {-beyond:g} m inside the casing, which ends at {there:g}: a port lies there or beyond"
            if getattr(t, end) != "port" and (beyond > NEAR or not silencer.z0 - NEAR <= z <= silencer.z1 + NEAR):
                yield field, f"{z:g} {_beyond(silencer)}: an end that is no port must lie within"
        through = t.outer_radius - _room(silencer, t.x, t.y, t.z0, t.z1)
        if through > NEAR:
            yield f"tubes[{i}]", f"{t.name!r} reaches {through:.3g} m through the casing: move it, or make it thinner"
        elif _overlap(t.z0, t.z1, silencer.z0, silencer.z1) and math.pi * t.outer_radius**2 \
                >= max(s.area for s in _sections(silencer, t.z0, t.z1)) - NEAR * t.outer_radius:
            yield f"tubes[{i}].outer_radius", "fills the body and leaves no chamber: the body must be wider"


def _sections(silencer: Silencer, z0: float, z1: float) -> list[Outline]:
    """Casing sections at the ends of every piece that z0 to z1 enters, or touches where it enters none."""
    for least in (NEAR, -2 * NEAR):
        found = [b.section(z) for b in silencer.body if min(b.z1, z1) - max(b.z0, z0) > least
                 for z in (max(b.z0, z0), min(b.z1, z1))]
        if found:
            return found
    return []


def _room(silencer: Silencer, x: float, y: float, z0: float, z1: float) -> float:
    """Least distance [m] from (x, y) to the casing between z0 and z1, negative outside of it."""
    return min((s.clearance(x, y) for s in dict.fromkeys(_sections(silencer, z0, z1))), default=math.inf)


def _overlap(a0: float, a1: float, b0: float, b1: float) -> bool:
    return min(a1, b1) - max(a0, b0) > NEAR


def _overlaps(silencer: Silencer) -> Problems:
    for (_, a), (j, b) in combinations(enumerate(silencer.tubes), 2):
        gap = math.hypot(a.x - b.x, a.y - b.y) - a.outer_radius - b.outer_radius
        if _overlap(a.z0, a.z1, b.z0, b.z1) and gap < -NEAR:
            yield f"tubes[{j}]", (f"{b.name!r} overlaps {a.name!r} by {-gap:.3g} m: put their axes that much "
                                  "further apart, or one before the other")


def _plates(silencer: Silencer) -> Problems:
    for i, p in enumerate(silencer.plates):
        if p.z1 - p.z0 <= NEAR:
            yield f"plates[{i}].z1", _short(p.z0, p.z1)
        if p.z0 < silencer.z0 - NEAR or p.z1 > silencer.z1 + NEAR:
            yield f"plates[{i}].{'z0' if p.z0 < silencer.z0 else 'z1'}", f"of {p.name!r} {_beyond(silencer)}"
        yield from ((f"plates[{i}]", f"{p.name!r} overlaps {q.name!r} along z: put one after the other")
                    for q in silencer.plates[:i] if _overlap(p.z0, p.z1, q.z0, q.z1))
        for j, h in enumerate(p.holes):
            field = f"plates[{i}].holes[{j}]"
            if h.radius > _room(silencer, h.x, h.y, p.z0, p.z1) + NEAR:
                yield field, "reaches through the casing: move x and y, or make the radius less"
            others = [(g.x, g.y, g.radius, f"hole {n}") for n, g in enumerate(p.holes[:j])]
            others += [(t.x, t.y, t.outer_radius, repr(t.name)) for t in silencer.tubes
                       if _overlap(t.z0, t.z1, p.z0, p.z1)]
            yield from ((field, f"overlaps {name}: holes and tubes must stand apart") for x, y, r, name in others
                        if math.hypot(h.x - x, h.y - y) < h.radius + r - NEAR)


def _fields(silencer: Silencer) -> Problems:
    """Fields of small holes: their law, their circle, and what stands in the way of the plane of their impedance."""
    for i, p in enumerate(silencer.plates):
        if not p.field or p.z1 - p.z0 <= NEAR:
            continue
        field, f = f"plates[{i}].field", p.field
        yield from ((f"plates[{i}].z1" if name == "thickness" else f"{field}.{name}", message)
                    for name, message in perforates.problems(wall(p)))
        if f.porosity > 1:
            yield f"{field}.porosity", f"must be at most 1, is {f.porosity:g}"
        room = _room(silencer, f.x, f.y, p.z0, p.z1)
        if f.radius is not None:
            if f.radius > room + NEAR:
                yield f"{field}.radius", f"reaches through the casing: at x, y it can be {max(room, 0.0):.4g} m at most"
            elif within((f.x, f.y, f.radius), _passing(silencer, p)) <= NEAR * f.radius:
                yield f"{field}.radius", "lies within a tube and leaves no field: make it wider, or move x and y"
        if f.hole > 2 * (f.radius or math.inf):
            yield f"{field}.hole", f"is wider than the field: {f.hole:g} m, the field {2 * (f.radius or 0.0):g}"
        for j, t in enumerate(silencer.tubes):
            if _overlap(t.z0, t.z1, p.z0 - 2 * NEAR, p.z1 + 2 * NEAR) and not (t.z0 <= p.z0 + NEAR
                                                                               and t.z1 >= p.z1 - NEAR):
                yield f"tubes[{j}]", (f"{t.name!r} ends in or against the plate {p.name!r}, which has a field of "
                                      "holes: it must pass, or end before it")
        yield from ((field, f"{p.name!r} lies against {q.name!r}: beside a field of holes must be room")
                    for q in silencer.plates if q is not p and (abs(q.z0 - p.z1) <= NEAR or abs(q.z1 - p.z0) <= NEAR))
        for j, h in enumerate(p.holes):
            if f.radius is not None and math.hypot(h.x - f.x, h.y - f.y) < h.radius + f.radius - NEAR:
                yield f"plates[{i}].holes[{j}]", "overlaps the circle of the field: single holes stand beside it"


def _passing(silencer: Silencer, plate: Plate) -> set[tuple[float, float, float]]:
    """Discs (x, y, radius) [m] of the tubes in a plate."""
    return {(t.x, t.y, t.outer_radius) for t in silencer.tubes if _overlap(t.z0, t.z1, plate.z0, plate.z1)}


def _packing(silencer: Silencer) -> Problems:
    for i, w in enumerate(silencer.packing):
        if w.z1 - w.z0 <= NEAR:
            yield f"packing[{i}].z1", _short(w.z0, w.z1)
        if w.z0 < silencer.z0 - NEAR or w.z1 > silencer.z1 + NEAR:
            yield f"packing[{i}].{'z0' if w.z0 < silencer.z0 else 'z1'}", _beyond(silencer)
        yield from ((f"packing[{i}]", f"overlaps packing[{j}] along z: each wool has its own part")
                    for j, v in enumerate(silencer.packing[:i]) if _overlap(w.z0, w.z1, v.z0, v.z1))


def _spans(silencer: Silencer) -> Problems:
    for i, t in enumerate(silencer.tubes):
        for j, s in enumerate(t.spans):
            field = f"tubes[{i}].spans[{j}]"
            if s.z1 - s.z0 <= NEAR:
                yield f"{field}.z1", _short(s.z0, s.z1)
            if s.porosity > 1:
                yield f"{field}.porosity", f"must be at most 1, is {s.porosity:g}"
            yield from ((f"{field}.{name}", message) for name, message in perforates.problems(s))
            if s.z0 < t.z0 - NEAR or s.z1 > t.z1 + NEAR:
                yield (f"{field}.{'z0' if s.z0 < t.z0 else 'z1'}",
                       f"lies outside {t.name!r}, which goes from {t.z0:g} to {t.z1:g}")
            elif s.z0 < silencer.z0 - NEAR or s.z1 > silencer.z1 + NEAR:
                yield f"{field}.{'z0' if s.z0 < silencer.z0 else 'z1'}", _beyond(silencer)
            yield from ((field, f"crosses the plate {p.name!r}: make it two spans, one on each side")
                        for p in silencer.plates if _overlap(s.z0, s.z1, p.z0, p.z1))
            yield from ((field, f"overlaps spans[{n}] along z: spans follow each other")
                        for n, q in enumerate(t.spans[:j]) if _overlap(s.z0, s.z1, q.z0, q.z1))


def _ports(silencer: Silencer) -> Problems:
    ends = [(t.name, e) for t in silencer.tubes for e in ("start", "end") if getattr(t, e) == "port"]
    if len(ends) != 2:
        yield "tubes", (f"exactly two ends must be 'port', where the gas comes in and goes out; here are {len(ends)}")
        return
    for field in ("inlet", "outlet"):
        if getattr(silencer, field) not in {name for name, _ in ends}:
            yield field, (f"{getattr(silencer, field)!r} is no tube with a port end; such are: "
                          f"{', '.join(name for name, _ in ends)}")
    if silencer.inlet == silencer.outlet and ends[0][0] != ends[1][0]:
        yield "outlet", "is the inlet, which has one port only: name the other tube with a port"
    for i, t in enumerate(silencer.tubes):
        yield from ((f"tubes[{i}]", f"its port overlaps that of {u.name!r} outside the casing: put them apart")
                    for u in silencer.tubes[:i] if _same_port(t, u, silencer))


def _same_port(t: Tube, u: Tube, silencer: Silencer) -> bool:
    """Two ports on one side whose circles overlap; zero-length outside parts are not seen by _overlaps."""
    near = math.hypot(t.x - u.x, t.y - u.y) < t.outer_radius + u.outer_radius - NEAR
    return near and ((t.start == "port" and u.start == "port") or (t.end == "port" and u.end == "port"))
