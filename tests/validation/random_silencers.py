"""Random silencers of 1 to 3 chambers, in metres, from a seed: any section, tubes off the axis, spans, wool."""

from __future__ import annotations

import math
import random

from acoustics import (
    AcousticsError,
    Body,
    Ellipse,
    Packing,
    Perforation,
    Plate,
    Polygon,
    Round,
    Silencer,
    Stadium,
    Superellipse,
    Tube,
    Wool,
)
from acoustics.slabs import cut

WALL, NEAR, TRIES = 0.0012, 0.003, 400


def hexagon(size, corner=0.012):
    points = [math.pi * i / 3 for i in range(6)]
    return Polygon(tuple((size * math.cos(a), size * math.sin(a)) for a in points), corner)


SECTIONS = (lambda r: Round(r), lambda r: Ellipse(2.3 * r, 1.7 * r), lambda r: Stadium(2.5 * r, 1.6 * r),
            lambda r: Superellipse(2.2 * r, 1.8 * r, 3.0), lambda r: hexagon(1.08 * r))


def random_silencer(seed, perforated=True, packed=True):
    """A silencer that refuse() accepts and whose outlet can be reached."""
    g = random.Random(seed)
    for _ in range(TRIES):
        found = _tried(g, perforated, packed)
        if found is None:
            continue
        try:
            cut(found)
        except AcousticsError:
            continue
        return found
    raise ValueError(seed)


def _tried(g, perforated, packed):
    size = g.uniform(0.045, 0.075)
    section = g.choice(SECTIONS)(size)
    count = g.choice([1, 1, 2, 2, 3])
    length = g.uniform(0.08, 0.2) * count + 0.05
    cuts = sorted(g.uniform(0.04, length - 0.04) for _ in range(count - 1))
    plates = tuple(Plate(f"p{i}", z, z + WALL) for i, z in enumerate(cuts))
    chambers = list(zip([0.0, *(p.z1 for p in plates)], [*(p.z0 for p in plates), length], strict=True))
    if any(b - a < 0.035 for a, b in chambers):
        return None

    def inside(n):
        a, b = chambers[n]
        return g.uniform(a + 0.012, b - 0.012)
    wanted = [("in", -0.03, inside(g.randrange(count)), "port", "open")]
    back, z = g.random() < 0.35, inside(g.randrange(count))
    wanted.append(("out", -0.03, z, "port", "open") if back else ("out", z, length + 0.03, "open", "port"))
    wanted += [(f"t{i}{m}", inside(i), inside(i + 1), "open", "open") for i in range(count - 1)
               for m in range(g.choice([1, 1, 2]))]
    tubes = []
    for name, a, b, start, end in wanted:
        tube = _placed(g, section, size, tubes, (name, a, b, start, end), chambers if perforated else ())
        if tube is None:
            return None
        tubes.append(tube)
    packing = ()
    if packed and g.random() < 0.3:
        packing = (Packing(*g.choice(chambers), Wool(g.choice([4896.0, 17378.0, 40000.0]), "selamet")),)
    return Silencer((Body(0.0, length, section, section),), tuple(tubes), plates, packing, "in", "out")


def _placed(g, section, size, tubes, wanted, chambers):
    """A tube where it stands clear of the casing and of those beside it, perforated in one of the chambers or not."""
    name, a, b, start, end = wanted
    inner = g.uniform(0.009, 0.0155)
    outer = inner + WALL
    for _ in range(60):
        x, y = g.uniform(-1.2, 1.2) * size, g.uniform(-1.2, 1.2) * size
        beside = [t for t in tubes if min(b, t.z1) > max(a, t.z0) - 0.01]
        if section.clearance(x, y) > outer + NEAR \
                and all(math.hypot(x - t.x, y - t.y) > outer + t.outer_radius + NEAR for t in beside):
            rooms = [(max(c, a) + 0.008, min(d, b) - 0.008) for c, d in chambers] if g.random() < 0.35 else []
            spans = tuple(Perforation(c, d, 0.003, g.choice([0.05, 0.12, 0.25]), WALL)
                          for c, d in rooms if d - c > 0.03)[:1]
            return Tube(name, x, y, inner, outer, a, b, start, end, spans)
    return None
