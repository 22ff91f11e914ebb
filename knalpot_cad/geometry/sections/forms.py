"""The named forms of a silencer's body: round, ellipse, stadium, tri-oval, superellipse and rounded polygon.

Sizes are outside sizes in mm; every form is centred on the axis by its bounding box. Source: facts/sheets.md 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from knalpot_cad.geometry.plane import Circle, Outline
from knalpot_cad.geometry.sections.base import Faults, Section, out_of_range
from knalpot_cad.geometry.sections.fit import TOLERANCE
from knalpot_cad.geometry.sections.integral import complete_e
from knalpot_cad.geometry.sections.pieces import ArcPiece, EllipsePiece, Piece, PowerPiece

QUARTERS = tuple((k * math.pi / 2, (k + 1) * math.pi / 2) for k in range(-1, 3))
HIGH = 10_000.0         # mm: no section of a silencer is larger


def _positive(**sizes: float) -> Faults:
    return [out_of_range(key, value, 0.0, HIGH) for key, value in sizes.items() if not 0 < value <= HIGH]


@dataclass(frozen=True)
class Round(Section):
    """Circle of outside diameter od_mm."""

    od_mm: float

    def faults(self) -> Faults:
        return _positive(od_mm=self.od_mm)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(ArcPiece(a, b, 0.0, 0.0, self.od_mm / 2) for a, b in QUARTERS)

    def outline(self, tolerance: float = TOLERANCE) -> Outline:
        return Circle(0.0, 0.0, self.od_mm / 2)


@dataclass(frozen=True)
class Ellipse(Section):
    """Ellipse of outside width (x) and height (y); perimeter 4 a E(1 - b^2/a^2)."""

    width_mm: float
    height_mm: float

    def faults(self) -> Faults:
        wrong = _positive(width_mm=self.width_mm, height_mm=self.height_mm)
        if not wrong and not 0.1 <= self.height_mm / self.width_mm <= 10:
            wrong.append(out_of_range("height_mm", self.height_mm, 0.1 * self.width_mm, 10 * self.width_mm))
        return wrong

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(EllipsePiece(a, b, self.width_mm / 2, self.height_mm / 2) for a, b in QUARTERS)

    @property
    def perimeter(self) -> float:
        a, b = sorted((self.width_mm / 2, self.height_mm / 2), reverse=True)
        return 4 * a * complete_e(1 - (b / a) ** 2)


@dataclass(frozen=True)
class Stadium(Section):
    """Two half circles and two straights; it lies when wider than high, else it stands."""

    width_mm: float
    height_mm: float

    def faults(self) -> Faults:
        return _positive(width_mm=self.width_mm, height_mm=self.height_mm)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        w, h = self.width_mm, self.height_mm
        r = min(w, h) / 2
        x, y = w / 2 - r, h / 2 - r
        return tuple(ArcPiece(a, b, x if i in (1, 0) else -x, y if i in (1, 2) else -y, r)
                     for i, (a, b) in enumerate(QUARTERS))


@dataclass(frozen=True)
class Superellipse(Section):
    """|x/a|^n + |y/b|^n = 1, power n >= 2 (2 is the ellipse); flat in one point on each axis when n > 2."""

    width_mm: float
    height_mm: float
    power: float

    def faults(self) -> Faults:
        wrong = Ellipse(self.width_mm, self.height_mm).faults()
        if not 2 <= self.power <= 8:
            wrong.append(out_of_range("power", self.power, 2.0, 8.0))
        return wrong

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        a, b, n = self.width_mm / 2, self.height_mm / 2, self.power
        if n == 2:
            return Ellipse(self.width_mm, self.height_mm).pieces
        out: list[Piece] = []
        for k in range(-1, 3):
            axis, after = k * math.pi / 2, (k + 1) * math.pi / 2
            p, q = (a, b) if k % 2 == 0 else (b, a)
            middle = axis + math.atan2(p, q)
            out += [PowerPiece(axis, middle, axis, 1, p, q, n), PowerPiece(middle, after, after, -1, q, p, n)]
        return tuple(out)


@dataclass(frozen=True)
class TriOval(Section):
    """Six tangent arcs, mirrored left and right: a top corner, two lower corners, two sides and a base.

    width and height are the box's; top_radius, bottom_radius (each lower corner), side_radius, base_radius.
    """

    width_mm: float
    height_mm: float
    top_radius_mm: float
    bottom_radius_mm: float
    side_radius_mm: float
    base_radius_mm: float

    def faults(self) -> Faults:
        w, h, top, low = self.width_mm, self.height_mm, self.top_radius_mm, self.bottom_radius_mm
        corner = max(top, low)
        wrong = _positive(width_mm=w, height_mm=h, top_radius_mm=top, bottom_radius_mm=low)
        for key, value in (("side_radius_mm", self.side_radius_mm), ("base_radius_mm", self.base_radius_mm)):
            if not corner < value <= 10 * HIGH:
                wrong.append(out_of_range(key, value, corner, 10 * HIGH))
        for key, value, high in (("top_radius_mm", top, min(w, h) / 2), ("bottom_radius_mm", low, min(w, h) / 2)):
            if value >= high:
                wrong.append(out_of_range(key, value, 0.0, high))
        if not wrong and self._joints is None:
            # the three arcs of a half do not meet in order: the side is too flat or too round for this box
            wrong.append(out_of_range("side_radius_mm", self.side_radius_mm, *self._side_range()))
        return wrong

    def _at(self, c: float) -> tuple[complex, complex, complex, complex, tuple[float, float, float]] | None:
        """Centres of top, lower corner, side, base with the corner at x = c; the joints' normals. Bottom at y = 0."""
        rb, rs, rt, big = self.bottom_radius_mm, self.side_radius_mm, self.top_radius_mm, self.base_radius_mm
        room = (big - rb) ** 2 - c * c
        if room < 0 or c < 0:
            return None
        top, low = complex(0, self.height_mm - rt), complex(c, big - math.sqrt(room))
        line = top - low
        d = abs(line)
        if d == 0:
            return None
        p = ((rs - rb) ** 2 - (rs - rt) ** 2 + d * d) / (2 * d)
        square = (rs - rb) ** 2 - p * p
        if square < 0:
            return None
        side = low + p * line / d + math.sqrt(square) * 1j * line / d
        base = complex(0, big)
        psi = (math.atan2(low.imag - big, c), math.atan2((low - side).imag, (low - side).real),
               math.atan2((top - side).imag, (top - side).real))
        ordered = -math.pi / 2 <= psi[0] <= psi[1] + 1e-12 and psi[1] <= psi[2] + 1e-12 and psi[2] <= math.pi / 2
        return (top, low, side, base, psi) if ordered else None

    @cached_property
    def _joints(self) -> tuple[complex, complex, complex, complex, tuple[float, float, float]] | None:
        c = self.width_mm / 2 - self.bottom_radius_mm
        found = self._at(c)
        if found and found[4][1] >= 0:
            return found
        # widest on the side arc: move the lower corner until the side reaches the width
        low, high = 0.0, c
        good = None
        for _ in range(200):
            middle = (low + high) / 2
            got = self._at(middle)
            if got is None or got[2].real + self.side_radius_mm > self.width_mm / 2:
                high = middle
            else:
                low = middle
            good = got or good
        fits = good is not None and abs(good[2].real + self.side_radius_mm - self.width_mm / 2) < 1e-9
        return good if fits and good is not None and good[4][1] <= 0 <= good[4][2] else None

    def _side_range(self) -> tuple[float, float]:
        """Side radii that do close the outline, by trial over the sensible ones; the corner radius twice if none."""
        corner, size = max(self.top_radius_mm, self.bottom_radius_mm), max(self.width_mm, self.height_mm)
        trial = [corner + (20 * size - corner) * (k / 200) ** 3 for k in range(1, 201)]
        good = [r for r in trial if TriOval(self.width_mm, self.height_mm, self.top_radius_mm, self.bottom_radius_mm,
                                            r, self.base_radius_mm)._joints]
        return (min(good), max(good)) if good else (corner, corner)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        if self._joints is None:
            raise ValueError("tri-oval: " + str(self.faults()))
        top, low, side, base, (a, b, c) = self._joints
        up = complex(0, self.height_mm / 2)
        half = [(a, b, low, self.bottom_radius_mm), (b, c, side, self.side_radius_mm)]
        arcs = [*half, (c, math.pi - c, top, self.top_radius_mm)]
        arcs += [(math.pi - e, math.pi - s, complex(-m.real, m.imag), r) for s, e, m, r in reversed(half)]
        arcs.append((math.pi - a, 2 * math.pi + a, base, self.base_radius_mm))
        return tuple(ArcPiece(s, e, (m - up).real, (m - up).imag, r) for s, e, m, r in arcs if e - s > 1e-11)
