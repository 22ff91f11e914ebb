"""Tangent arcs along an exact curve, within a tolerance, deterministic (facts/sheets.md 9).

A curve is a function of t that gives its point and unit tangent as complex numbers. It is sampled so densely that a
chord misses it by less than a twentieth of the tolerance; from a vertex the farthest sample is taken to which a biarc
(two arcs that meet in one tangent) keeps all samples between within the tolerance. Vertices are exact curve points
with exact tangents, so neighbours join without a kink. Work begins at the end that curves more, so mirrored pieces get
mirrored arcs. Corners and straight edges are not for this file: break the curve there.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Sequence

from knalpot_cad.geometry.plane import Vertex, arc_of

TOLERANCE = 0.02        # mm, the greatest distance of a drawn arc from the exact curve
DENSE = 20              # sampling error is this much finer
SHARE = 0.93            # of the tolerance that the samples may use up

Node = tuple[complex, complex]
Curve = Callable[[float], Node]


def sampled(at: Curve, t0: float, t1: float, tolerance: float = TOLERANCE) -> list[Node]:
    """Points and unit tangents along a smooth curve; chords stay within tolerance / 20 [mm] of it."""
    fine = tolerance / DENSE
    ts = [t0 + (t1 - t0) * i / 16 for i in range(17)]
    out = [at(t0)]

    def walk(a: float, first: Node, b: float, last: Node, depth: int) -> None:
        middle = (a + b) / 2
        m = at(middle)
        chord = last[0] - first[0]
        size = abs(chord)
        off = abs((chord.conjugate() * (m[0] - first[0])).imag) / size if size > 1e-12 else abs(m[0] - first[0])
        turn = abs(cmath.phase(last[1] / first[1]))
        if depth < 14 and (off > fine or (turn > 0.35 and size > fine)):
            walk(a, first, middle, m, depth + 1)
            walk(middle, m, b, last, depth + 1)
        else:
            out.extend((m, last))
    for a, b in zip(ts, ts[1:], strict=False):
        walk(a, out[-1], b, at(b), 0)
    kept = [out[0]]
    for node in out[1:-1]:
        if abs(node[0] - kept[-1][0]) > 1e-7:
            kept.append(node)
    while len(kept) > 1 and abs(out[-1][0] - kept[-1][0]) <= 1e-7:
        kept.pop()
    return [*kept, out[-1]]


def biarc(p: Node, q: Node) -> tuple[complex, float, float]:
    """Joint point and both bulges of the biarc from p to q along their tangents."""
    (p1, t1), (p2, t2) = p, q
    v, t = p2 - p1, t1 + t2
    vv, vt, tt = abs(v) ** 2, (v.conjugate() * t).real, (t1.conjugate() * t2).real
    root = vt * vt + 2 * (1 - tt) * vv
    d = vv / (vt + math.sqrt(root))
    joint = (p1 + p2 + d * (t1 - t2)) / 2
    return joint, bulge(t1, joint - p1), -bulge(-t2, joint - p2)


def bulge(tangent: complex, chord: complex) -> float:
    """Bulge of the arc that leaves along tangent and ends at the chord's end."""
    return math.tan(cmath.phase(chord / tangent) / 2) if chord else 0.0


def off_arc(point: complex, a: complex, b: complex, bend: float) -> float:
    """Distance of a point near an edge from its line or whole circle [mm]."""
    chord = b - a
    size = abs(chord)
    if size < 1e-12:
        return abs(point - a)
    if abs(bend) < 1e-9:
        return abs((chord.conjugate() * (point - a)).imag) / size
    centre = (a + b) / 2 + (1 - bend * bend) / (4 * bend) * (1j * chord)
    return abs(abs(point - centre) - size * (1 + bend * bend) / (4 * abs(bend)))


def _holds(nodes: Sequence[Node], i: int, j: int, tolerance: float) -> bool:
    """Whether one biarc from sample i to j keeps all samples between."""
    if abs(cmath.phase(nodes[j][1] / nodes[i][1])) > 2.0:
        return False
    joint, first, second = biarc(nodes[i], nodes[j])
    if abs(first) > 0.6 or abs(second) > 0.6:
        return False
    a, b = nodes[i][0], nodes[j][0]
    along = cmath.rect(1.0, cmath.phase(joint - a) + 2 * math.atan(first)) if abs(joint - a) > 1e-12 else nodes[i][1]
    for p, _ in nodes[i + 1:j]:
        before = ((p - joint) * along.conjugate()).real < 0
        if (off_arc(p, a, joint, first) if before else off_arc(p, joint, b, second)) > tolerance:
            return False
    return True


def fitted(nodes: Sequence[Node], tolerance: float = TOLERANCE) -> list[Vertex]:
    """Open chain of arcs through the samples, its first and last vertex those of the samples; last bulge 0."""
    if len(nodes) > 3 and _curving(nodes[-1], nodes[-2]) > _curving(nodes[0], nodes[1]) * (1 + 1e-6):
        back = [(p, -t) for p, t in reversed(nodes)]
        chain = fitted_on(back, tolerance)
        return [Vertex(v.x, v.y, -chain[k - 1].bulge if k else 0.0)
                for k, v in reversed(list(enumerate(chain)))]
    return fitted_on(nodes, tolerance)


def _curving(p: Node, q: Node) -> float:
    return abs(cmath.phase(q[1] / p[1])) / abs(q[0] - p[0])


def fitted_on(nodes: Sequence[Node], tolerance: float) -> list[Vertex]:
    """fitted, always from the first sample on."""
    out: list[Vertex] = []
    i, last, reach = 0, len(nodes) - 1, 1
    while i < last:
        good, step = i + 1, max(2, reach)
        while good < last and _holds(nodes, i, min(last, i + step), SHARE * tolerance):
            good, step = min(last, i + step), 2 * step
        bad = min(last + 1, i + step)
        while bad - good > 1:
            middle = (good + bad) // 2
            good, bad = (middle, bad) if _holds(nodes, i, middle, SHARE * tolerance) else (good, middle)
        reach = max(2, (good - i) // 2)
        out += _edges(nodes[i], nodes[good])
        i = good
    end = nodes[-1][0]
    return [*out, Vertex(end.real, end.imag)]


def _edges(p: Node, q: Node) -> list[Vertex]:
    """The biarc's two edges, or one where both halves are one line or one arc."""
    joint, first, second = biarc(p, q)
    a, b = p[0], q[0]
    if abs(first) < 1e-9 and abs(second) < 1e-9:
        return [Vertex(a.real, a.imag)]
    whole = bulge(p[1], b - a)
    if abs(whole) < 0.9 and off_arc(joint, a, b, whole) < 1e-9 and abs(first - second) < 1e-9:
        return [Vertex(a.real, a.imag, whole)]
    return [Vertex(a.real, a.imag, first), Vertex(joint.real, joint.imag, second)]


def chained(at: Curve, t0: float, t1: float, tolerance: float = TOLERANCE) -> list[Vertex]:
    """Vertices of tangent arcs along a smooth curve from t0 to t1, both ends kept; the last bulge is 0."""
    nodes = sampled(at, t0, t1, tolerance)
    return fitted(nodes, tolerance)


def distance(chain: Sequence[Vertex], p: complex, closed: bool = True) -> float:
    """Least distance of a point from a chain of lines and arcs [mm]: for checking a fit."""
    pairs = zip(chain, (*chain[1:], chain[0]) if closed else chain[1:], strict=False)
    return min(_from_edge(a, b, p) for a, b in pairs)


def _from_edge(a: Vertex, b: Vertex, p: complex) -> float:
    ends = min(abs(complex(a.x, a.y) - p), abs(complex(b.x, b.y) - p))
    if a.bulge:
        arc = arc_of(a, b)
        angle = math.atan2(p.imag - arc.cy, p.real - arc.cx)
        turn = (angle - arc.start) % (2 * math.pi) if arc.sweep > 0 else (arc.start - angle) % (2 * math.pi)
        off = abs(abs(p - complex(arc.cx, arc.cy)) - arc.radius)
        return min(ends, off) if turn <= abs(arc.sweep) else ends
    chord = complex(b.x - a.x, b.y - a.y)
    if not chord:
        return ends
    share = ((p - complex(a.x, a.y)) * chord.conjugate()).real / abs(chord) ** 2
    return min(ends, abs(((p - complex(a.x, a.y)) * chord.conjugate()).imag) / abs(chord)) if 0 <= share <= 1 else ends
