"""Wrap templates: the unrolled outside of a pipe between two cut ends, and the hole a branch needs (lengths in mm).

u = wrap radius times phi, v along the pipe's axis, outside face to the reader. An edge says where the sheet ends at
each phi. Where the cut is square to the sheet, the wall that would collide first decides (facts/sheets.md 4, 5).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knalpot_cad.geometry.arcs import closed_turn, traced, turned_round
from knalpot_cad.geometry.cut_ends import End, SaddleEnd
from knalpot_cad.geometry.ends import corners, rise, rise_slope
from knalpot_cad.geometry.merge import Merge
from knalpot_cad.geometry.mitre import Mitre
from knalpot_cad.geometry.plane import Contour, Point, Vertex
from knalpot_cad.geometry.quadrature import TURN, Array, bisect, integral
from knalpot_cad.geometry.saddle import Saddle, extremes
from knalpot_cad.geometry.saddle_section import SectionSaddle

Pair = Saddle | SectionSaddle


@dataclass(frozen=True)
class Edge:
    """v over phi [rad], its slope [mm/rad], and where it has corners (within one turn)."""

    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    breaks: tuple[float, ...] = ()

    def length_mm(self, wrap_radius_mm: float) -> float:
        """Developed length of the edge over a full turn on a wrap radius [mm]."""
        return integral(lambda p: np.hypot(wrap_radius_mm, self.slope(p)), self.breaks)

    def range(self) -> tuple[float, float]:
        """Least and most v [mm]."""
        low, high = extremes(self.value, self.slope)
        at_breaks = self.value(np.array(self.breaks)) if self.breaks else np.array([low])
        return min(low, float(at_breaks.min())), max(high, float(at_breaks.max()))

    def every(self, step_deg: float = 30.0) -> list[tuple[float, float]]:
        """Angle [deg] and v [mm] at equal steps."""
        n = round(360.0 / step_deg)
        phi = np.arange(n, dtype=np.float64) * math.radians(step_deg)
        return [(i * step_deg, float(v)) for i, v in enumerate(self.value(phi))]

    def moved(self, by_mm: float) -> Edge:
        return replace(self, value=lambda p: self.value(p) + by_mm)


def straight_edge(v_mm: float) -> Edge:
    return Edge(lambda p: 0.0 * p + v_mm, lambda p: 0.0 * p)


def mitre_edge(m: Mitre, base_mm: float, sign: float = 1.0) -> Edge:
    """The mitre's curve above (sign 1) or below (sign -1) a base."""
    return Edge(lambda p: base_mm + sign * m.rise(p), lambda p: sign * m.rise_slope(p))


def merge_edge(m: Merge, heel_phi: float = 0.0) -> Edge:
    """The cut of one pipe of a merge: t at phi round the pipe; heel_phi is where the outer generator lies [rad]."""
    inner = {(b + heel_phi) % TURN for b in m.breaks() if abs(b) < math.pi}
    breaks = tuple(sorted(inner | {(math.pi + heel_phi) % TURN}))
    return Edge(lambda p: m.t(p - heel_phi), lambda p: m.slope(p - heel_phi), breaks)


def end_edge(end: End, outer_mm: float, inner_mm: float, base_mm: float, outward: float) -> Edge:
    """Edge of a pipe of two radii whose end's reference lies at base; v = base + outward * rise.

    A saw's plane goes through both walls, so the outside shows the outer one's curve. A saddle is cut square to the
    sheet: at each phi the shorter of both walls, so that neither bites into the main.
    """
    if not isinstance(end, SaddleEnd):
        return Edge(lambda p: base_mm + outward * rise(end, outer_mm, p, outward),
                    lambda p: outward * rise_slope(end, outer_mm, p, outward))

    def walls(p: Array) -> tuple[Array, Array]:
        return rise(end, outer_mm, p, outward), rise(end, inner_mm, p, outward)

    def value(p: Array) -> Array:
        return base_mm + outward * np.minimum(*walls(p))

    def slope(p: Array) -> Array:
        a, b = walls(p)
        return outward * np.where(a <= b, rise_slope(end, outer_mm, p, outward), rise_slope(end, inner_mm, p, outward))
    crossing = crossings(lambda p: walls(p)[0] - walls(p)[1])
    stops = {*corners(end, outward, outer_mm), *corners(end, outward, inner_mm)}
    return Edge(value, slope, tuple(sorted({*crossing, *stops})))


def crossings(f: Callable[[Array], Array], least: float = 1e-9, count: int = 720) -> list[float]:
    """Where f changes sign over the turn [rad]; values below least are a mere touch."""
    phi = np.linspace(0.0, TURN, count + 1) + 1e-4
    v = f(phi)
    v = np.where(np.abs(v) < least, 0.0, v)
    sure = np.flatnonzero(v)
    out = []
    for i, j in zip(sure, sure[1:], strict=False):
        if v[i] * v[j] < 0:
            out.append(bisect(lambda x: float(f(np.array([x]))[0]), float(phi[i]), float(phi[j])) % TURN)
    return sorted(out)


def wrap_chain(edge: Edge, wrap_radius_mm: float, high: float = TURN) -> list[Vertex]:
    """The edge as arcs from phi 0 to high [rad]."""
    breaks = [b + TURN * k for k in (0, 1) for b in edge.breaks]
    return traced(lambda p: (wrap_radius_mm * p, edge.value(p)),
                  lambda p: (np.full_like(p, wrap_radius_mm), edge.slope(p)), 0.0, high, breaks)


def wrap_contour(low: Edge, high: Edge, wrap_radius_mm: float, tab_mm: float = 0.0) -> Contour:
    """A full turn between two edges, u from 0, and a tab that goes on past it and lies under the beginning."""
    end = TURN + tab_mm / wrap_radius_mm
    return Contour((*wrap_chain(low, wrap_radius_mm, end), *turned_round(wrap_chain(high, wrap_radius_mm, end))))


def shortest(low: Edge, high: Edge) -> float:
    """Least length of a generator between two edges [mm]."""
    phi = np.linspace(0.0, TURN, 1441)
    return float(np.min(high.value(phi) - low.value(phi)))


def wrap_area(low: Edge, high: Edge, wrap_radius_mm: float) -> float:
    """Area of one turn between two edges [mm2]."""
    breaks = (*low.breaks, *high.breaks)
    return wrap_radius_mm * integral(lambda p: high.value(p) - low.value(p), breaks)


def polyline(edge: Edge, wrap_radius_mm: float, count: int = 181) -> tuple[Point, ...]:
    """Points of the edge over one turn, for lines that are only marked."""
    phi = np.linspace(0.0, TURN, count)
    return tuple(zip((wrap_radius_mm * phi).tolist(), edge.value(phi).tolist(), strict=True))


def hole_contour(saddle: Pair, draw_radius_mm: float | None = None) -> Contour:
    """The hole on the main's blank as arcs, counter-clockwise; (0, 0) is the generator and height of the nearest
    axes.
    """
    chain = closed_turn(lambda p: saddle.hole(p, draw_radius_mm), lambda p: saddle.hole_slope(p, draw_radius_mm),
                        saddle.breaks(), math.pi / 2)
    found = Contour(tuple(chain))
    return found if found.area > 0 else found.reversed()


def hole_union(first: Pair, second: Pair, draw_radius_mm: float | None = None) -> Contour:
    """Outline of two holes together (inner and outer surface of a main that a branch passes through)."""
    pieces: list[Sequence[Vertex]] = []
    for own, other in ((first, second), (second, first)):
        pieces += _outside(own, other, draw_radius_mm)
    if not pieces:      # one and the same
        return hole_contour(first, draw_radius_mm)
    chain = list(pieces.pop(0))
    while pieces:
        x, y = chain[-1].x, chain[-1].y
        near = min(range(len(pieces)), key=lambda i: math.hypot(pieces[i][0].x - x, pieces[i][0].y - y))
        chain = [*chain[:-1], *pieces.pop(near)]
    found = Contour(tuple(chain[:-1]))
    return found if found.area > 0 else found.reversed()


def _outside(own: Pair, other: Pair, draw: float | None) -> list[list[Vertex]]:
    """Runs of one hole's edge that lie outside the other hole; both are star-shaped about the other's middle."""
    u, v = other.hole(np.linspace(0.0, TURN, 2881), draw)
    middle = float(u.max() + u.min()) / 2, float(v.max() + v.min()) / 2
    angle = np.unwrap(np.arctan2(v - middle[1], u - middle[0]))
    order = np.argsort(angle % TURN)
    rays, reach = (angle % TURN)[order], np.hypot(u - middle[0], v - middle[1])[order]

    def beyond(p: Array) -> Array:
        """How far our edge lies outside the other's on the same ray [mm]."""
        x, y = own.hole(p, draw)
        there = np.interp(np.arctan2(y - middle[1], x - middle[0]) % TURN, rays, reach, period=TURN)
        return np.hypot(x - middle[0], y - middle[1]) - there
    stops = crossings(beyond, 1e-5)
    if not stops:
        whole = hole_contour(own, draw).vertices
        return [[*whole, whole[0]]] if float(beyond(np.array([0.3]))[0]) > 0 else []
    out = []
    for a, b in zip(stops, [*stops[1:], stops[0] + TURN], strict=True):
        if float(beyond(np.array([(a + b) / 2]))[0]) > 0:
            out.append(traced(lambda p: own.hole(p, draw), lambda p: own.hole_slope(p, draw), a, b,
                              [s + TURN * k for s in own.breaks() for k in (0, 1)]))
    return out
