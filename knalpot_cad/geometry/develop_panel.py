"""One panel of a developed wall: the part of its blank between two rulings, set upright by itself; in mm.

Source: facts/sheets.md 1 (k panels, each cut at chosen rulings with its own seam edges).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from knalpot_cad.geometry.around import Around
from knalpot_cad.geometry.develop import Ruling, Transition
from knalpot_cad.geometry.develop_blank import Blank, Bow, Free, Rim
from knalpot_cad.geometry.plane import Point
from knalpot_cad.geometry.sections.base import SAME, TURN, Section, Spot
from knalpot_cad.geometry.sections.fit import Node


@dataclass(frozen=True)
class Panel:
    """From the ruling of normal `first` to that of `last`, counted on from the wall's seam [rad].

    The whole wall lies as its own blank does; a part is turned so that both its seam rulings lean equally, and its left
    one starts at 0.
    """

    wall: Transition
    first: float
    last: float

    @property
    def whole(self) -> bool:
        return self.last - self.first > TURN - SAME

    @cached_property
    def _place(self) -> tuple[complex, complex]:
        """Where it is moved from, and the unit number that turns it."""
        if self.whole:
            return 0j, 1 + 0j
        (a, b), (c, d) = self.wall.between(self.first, self.last).seams()
        up = (b - a) / abs(b - a) + (d - c) / abs(d - c)
        return a, 1j * up.conjugate() / abs(up)

    @cached_property
    def blank(self) -> Blank:
        if self.whole:
            return self.wall.blank
        flat = self.wall.between(self.first, self.last)
        return Blank(self._set(flat.lower), self._set(flat.upper))

    def _set(self, rim: Rim) -> Rim:
        origin, unit = self._place

        def put(p: complex) -> complex:
            return (p - origin) * unit

        def curve(span: Free) -> Free:
            def at(t: float) -> Node:
                p, tangent = span.at(t)
                return put(p), tangent * unit
            return Free(at, span.t0, span.t1)
        return tuple(curve(s) if isinstance(s, Free) else Bow(put(s.start), put(s.end), s.turn) for s in rim)

    def point(self, flat: Point) -> Point:
        """A point of the wall's own blank as it lies on the panel."""
        if self.whole:
            return flat
        origin, unit = self._place
        p = (complex(*flat) - origin) * unit
        return p.real, p.imag

    def holds(self, psi: float) -> bool:
        """Whether a normal lies on the panel."""
        seam = self.wall.seam
        return self.whole or self.first - SAME <= seam + (psi - seam) % TURN < self.last - SAME

    def flat_at(self, psi: float, k: float = 0.0, side: int = 1) -> Point:
        return self.point(self.wall.flat_at(psi, k, side))

    @property
    def middle(self) -> float:
        """Normal amid the panel."""
        return (self.first + self.last) / 2

    def rulings(self, found: Iterable[Ruling]) -> list[Ruling]:
        """Those of the wall's rulings that lie on the panel, as they lie on it."""
        return [replace(r, flat_low=self.point(r.flat_low), flat_high=self.point(r.flat_high)) for r in found
                if self.holds(r.psi)]

    @cached_property
    def edge_lengths(self) -> tuple[float, float]:
        """Developed length of its lower and upper rim [mm]."""
        if self.whole:
            return self.wall.edge_lengths
        return _long(self.wall.low, self.first, self.last), _long(self.wall.high, self.first, self.last)


def _long(section: Section, first: float, last: float) -> float:
    """Length of a section between two normals [mm], from middle to middle of straight edges."""
    base = Around(section, 0.0)
    a, b = (base.at(Spot(psi, *section.point(psi, 0))) for psi in (first % TURN, last % TURN))
    return (b - a) % section.perimeter


def panels(wall: Transition, normals: Sequence[float]) -> list[Panel]:
    """The wall divided at its seam and at further normals [rad]; none gives the whole wall."""
    stops = sorted(wall.seam + (psi - wall.seam) % TURN for psi in normals)
    return [Panel(wall, a, b) for a, b in pairwise([wall.seam, *stops, wall.seam + TURN])]


def angle(panel: Panel) -> float:
    """Turn between both seam rulings of a panel [rad]; positive when the upper end is smaller."""
    (a, b), (c, d) = panel.blank.seams()
    return math.remainder(math.atan2((d - c).imag, (d - c).real) - math.atan2((b - a).imag, (b - a).real), TURN)
