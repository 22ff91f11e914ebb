"""Everything that can be wrong with a silencer's geometry, found at once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from acoustics import perforates
from acoustics.arrays import is_number
from acoustics.blend import on_one_way
from acoustics.errors import AcousticsError
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
    problems = list(_numbers(silencer)) or [*_casing(silencer), *_tubes(silencer)]
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
        yield "body", "is empty"
    if not isinstance(silencer.cone_steps, int) or not 1 <= silencer.cone_steps <= MOST_STEPS:
        yield "cone_steps", f"must be a whole number from 1 to {MOST_STEPS}"
    for i, b in enumerate(silencer.body):
        ends = {"start": b.start} if b.start == b.end else {"start": b.start, "end": b.end}
        wrong = [(f"body[{i}].{end}.{field}", text) for end, section in ends.items()
                 for field, text in section.problems()]
        yield from wrong
        if not wrong and not on_one_way(b.start, b.end):
            yield f"body[{i}].end", "is a blend that the start is no part of"
    for field, value, above in _values(silencer):
        if not is_number(value):
            yield field, f"must be a finite number, is {value!r}"
        elif above and value <= 0:
            yield field, f"must be above 0, is {value:g}"
        elif field.endswith("thickness") and value < 0:
            yield field, "must not be negative"


def _casing(silencer: Silencer) -> Problems:
    for i, b in enumerate(silencer.body):
        if b.z1 - b.z0 <= NEAR:
            yield f"body[{i}].z1", f"length is not positive ({b.z1 - b.z0:g} m)"
        if i and abs(b.z0 - silencer.body[i - 1].z1) > NEAR:
            yield f"body[{i}].z0", "does not begin where the piece before ends"


def _tubes(silencer: Silencer) -> Problems:
    seen: set[str] = set()
    for i, t in enumerate(silencer.tubes):
        if t.name in seen:
            yield f"tubes[{i}].name", f"{t.name!r} is taken"
        seen.add(t.name)
        if t.z1 - t.z0 <= NEAR:
            yield f"tubes[{i}].z1", f"length is not positive ({t.z1 - t.z0:g} m)"
        if t.outer_radius < t.inner_radius:
            yield f"tubes[{i}].outer_radius", "is less than inner_radius"
        yield from ((f"tubes[{i}].{n}", f"must be one of {', '.join(ENDS)}") for n in ("start", "end")
                    if getattr(t, n) not in ENDS)


def _inside(silencer: Silencer) -> Problems:
    for i, t in enumerate(silencer.tubes):
        for end, z, beyond in (("start", t.z0, silencer.z0 - t.z0), ("end", t.z1, t.z1 - silencer.z1)):
            field = f"tubes[{i}].{'z0' if end == 'start' else 'z1'}"
            if getattr(t, end) == "port" and beyond < -NEAR:
                yield field, f"a port end must lie at or beyond the casing's end, is {-beyond:g} m inside"
            if getattr(t, end) != "port" and (beyond > NEAR or not silencer.z0 - NEAR <= z <= silencer.z1 + NEAR):
                yield field, "lies outside the casing and is no port"
        if _room(silencer, t.x, t.y, t.z0, t.z1) < t.outer_radius - NEAR:
            yield f"tubes[{i}]", f"{t.name!r} is outside the body"
        elif _overlap(t.z0, t.z1, silencer.z0, silencer.z1) and math.pi * t.outer_radius**2 \
                >= max(s.area for s in _sections(silencer, t.z0, t.z1)) - NEAR * t.outer_radius:
            yield f"tubes[{i}].outer_radius", "fills the body and leaves no chamber"


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
            yield f"tubes[{j}]", f"{b.name!r} overlaps {a.name!r} by {-gap:g} m"


def _plates(silencer: Silencer) -> Problems:
    for i, p in enumerate(silencer.plates):
        if p.z1 - p.z0 <= NEAR:
            yield f"plates[{i}].z1", f"thickness is not positive ({p.z1 - p.z0:g} m)"
        if p.z0 < silencer.z0 - NEAR or p.z1 > silencer.z1 + NEAR:
            yield f"plates[{i}].z0", f"{p.name!r} lies outside the casing"
        yield from ((f"plates[{i}]", f"{p.name!r} overlaps {q.name!r}") for q in silencer.plates[:i]
                    if _overlap(p.z0, p.z1, q.z0, q.z1))
        for j, h in enumerate(p.holes):
            field = f"plates[{i}].holes[{j}]"
            if h.radius > _room(silencer, h.x, h.y, p.z0, p.z1) + NEAR:
                yield field, "reaches outside the body"
            others = [(g.x, g.y, g.radius, f"hole {n}") for n, g in enumerate(p.holes[:j])]
            others += [(t.x, t.y, t.outer_radius, repr(t.name)) for t in silencer.tubes
                       if _overlap(t.z0, t.z1, p.z0, p.z1)]
            yield from ((field, f"overlaps {name}") for x, y, r, name in others
                        if math.hypot(h.x - x, h.y - y) < h.radius + r - NEAR)


def _fields(silencer: Silencer) -> Problems:
    """Fields of small holes: their law, their circle, and what stands in the way of the plane of their impedance."""
    for i, p in enumerate(silencer.plates):
        if not p.field or p.z1 - p.z0 <= NEAR:
            continue
        field, f = f"plates[{i}].field", p.field
        if f.porosity > 1:
            yield f"{field}.porosity", "must be at most 1"
        yield from ((f"plates[{i}].z1" if name == "thickness" else f"{field}.{name}", message)
                    for name, message in perforates.problems(wall(p)))
        room = _room(silencer, f.x, f.y, p.z0, p.z1)
        if f.radius is not None:
            if f.radius > room + NEAR:
                yield f"{field}.radius", "reaches outside the body"
            elif within((f.x, f.y, f.radius), _passing(silencer, p)) <= NEAR * f.radius:
                yield f"{field}.radius", "lies within a tube and leaves no field"
        if f.hole > 2 * (f.radius or math.inf):
            yield f"{field}.hole", "is wider than the field"
        for j, t in enumerate(silencer.tubes):
            if _overlap(t.z0, t.z1, p.z0 - 2 * NEAR, p.z1 + 2 * NEAR) and not (t.z0 <= p.z0 + NEAR
                                                                               and t.z1 >= p.z1 - NEAR):
                yield f"tubes[{j}]", f"{t.name!r} ends in or against the plate {p.name!r}, which has a field of holes"
        yield from ((field, f"{p.name!r} lies against {q.name!r}") for q in silencer.plates
                    if q is not p and (abs(q.z0 - p.z1) <= NEAR or abs(q.z1 - p.z0) <= NEAR))
        for j, h in enumerate(p.holes):
            if f.radius is not None and math.hypot(h.x - f.x, h.y - f.y) < h.radius + f.radius - NEAR:
                yield f"plates[{i}].holes[{j}]", "overlaps the field's circle"


def _passing(silencer: Silencer, plate: Plate) -> set[tuple[float, float, float]]:
    """Discs (x, y, radius) [m] of the tubes in a plate."""
    return {(t.x, t.y, t.outer_radius) for t in silencer.tubes if _overlap(t.z0, t.z1, plate.z0, plate.z1)}


def _packing(silencer: Silencer) -> Problems:
    for i, w in enumerate(silencer.packing):
        if w.z1 - w.z0 <= NEAR:
            yield f"packing[{i}].z1", f"length is not positive ({w.z1 - w.z0:g} m)"
        if w.z0 < silencer.z0 - NEAR or w.z1 > silencer.z1 + NEAR:
            yield f"packing[{i}].z0", "lies outside the casing"
        yield from ((f"packing[{i}]", f"overlaps packing[{j}]") for j, v in enumerate(silencer.packing[:i])
                    if _overlap(w.z0, w.z1, v.z0, v.z1))


def _spans(silencer: Silencer) -> Problems:
    for i, t in enumerate(silencer.tubes):
        for j, s in enumerate(t.spans):
            field = f"tubes[{i}].spans[{j}]"
            if s.z1 - s.z0 <= NEAR:
                yield f"{field}.z1", f"length is not positive ({s.z1 - s.z0:g} m)"
            if s.porosity > 1:
                yield f"{field}.porosity", "must be at most 1"
            yield from ((f"{field}.{name}", message) for name, message in perforates.problems(s))
            if s.z0 < t.z0 - NEAR or s.z1 > t.z1 + NEAR:
                yield f"{field}.{'z0' if s.z0 < t.z0 else 'z1'}", f"lies outside {t.name!r}"
            elif s.z0 < silencer.z0 - NEAR or s.z1 > silencer.z1 + NEAR:
                yield field, "lies outside the casing"
            yield from ((field, f"crosses the plate {p.name!r}") for p in silencer.plates
                        if _overlap(s.z0, s.z1, p.z0, p.z1))
            yield from ((field, f"overlaps spans[{n}]") for n, q in enumerate(t.spans[:j])
                        if _overlap(s.z0, s.z1, q.z0, q.z1))


def _ports(silencer: Silencer) -> Problems:
    ends = [(t.name, e) for t in silencer.tubes for e in ("start", "end") if getattr(t, e) == "port"]
    if len(ends) != 2:
        yield "tubes", f"exactly two tube ends must be ports, here are {len(ends)}"
        return
    for field in ("inlet", "outlet"):
        if getattr(silencer, field) not in {name for name, _ in ends}:
            yield field, f"{getattr(silencer, field)!r} is no tube with a port end"
    if silencer.inlet == silencer.outlet and ends[0][0] != ends[1][0]:
        yield "outlet", "is the inlet, which has one port only"
    for i, t in enumerate(silencer.tubes):
        yield from ((f"tubes[{i}]", f"{t.name!r} ends beyond the casing at a port, and another tube's port is there")
                    for u in silencer.tubes[:i] if _same_port(t, u, silencer))


def _same_port(t: Tube, u: Tube, silencer: Silencer) -> bool:
    """Two ports on one side whose circles overlap; zero-length outside parts are not seen by _overlaps."""
    near = math.hypot(t.x - u.x, t.y - u.y) < t.outer_radius + u.outer_radius - NEAR
    return near and ((t.start == "port" and u.start == "port") or (t.end == "port" and u.end == "port"))
