"""Rounded polygon: a convex polygon with an arc in each corner; trapezoid and hexagon are two of its names."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from functools import cached_property

from knalpot_cad.geometry.plane import Point
from knalpot_cad.geometry.sections.base import Faults, Section, out_of_range
from knalpot_cad.geometry.sections.pieces import ArcPiece, Piece

HIGH = 10_000.0


@dataclass(frozen=True)
class RoundedPolygon(Section):
    """Sharp corners in order (either sense) and the radius in each, 0 for a sharp one.

    The outline is moved so that its rounded bounding box is centred on the axis, whatever the points' origin.
    """

    points_mm: tuple[Point, ...]
    radii_mm: tuple[float, ...]

    @classmethod
    def trapezoid(cls, bottom_mm: float, top_mm: float, height_mm: float, radius_mm: float) -> RoundedPolygon:
        """Upright trapezoid; bottom and top are the lengths between the sharp corners that the radii are laid in."""
        b, t = bottom_mm / 2, top_mm / 2
        return cls(((-b, 0.0), (b, 0.0), (t, height_mm), (-t, height_mm)), (radius_mm,) * 4)

    @classmethod
    def hexagon(cls, height_mm: float, radius_mm: float, width_mm: float | None = None) -> RoundedPolygon:
        """Hexagon with a flat on top and below, height_mm across them; regular unless the width is given.

        width_mm is measured over the rounded side corners; top and bottom flat are half the sharp width.
        """
        sharp = height_mm / math.cos(math.pi / 6)
        if width_mm is not None:
            low, high = 0.0, 4 * (width_mm + height_mm + radius_mm)
            for _ in range(200):
                sharp = (low + high) / 2
                # a side corner's half angle a: its tip stands back by r (1/sin a - 1)
                a = math.atan2(height_mm / 2, sharp / 4)
                over = sharp - 2 * radius_mm * (1 / math.sin(a) - 1) > width_mm
                low, high = (low, sharp) if over else (sharp, high)
        x, q, y = sharp / 2, sharp / 4, height_mm / 2
        return cls(((-q, -y), (q, -y), (x, 0.0), (q, y), (-q, y), (-x, 0.0)), (radius_mm,) * 6)

    @cached_property
    def _corners(self) -> list[tuple[complex, complex, complex, float]]:
        """Corner, direction of the edge before, after, radius; counter-clockwise, the lowest left one first."""
        n = min(len(self.points_mm), len(self.radii_mm))
        ring = [(complex(x, y), r) for (x, y), r in zip(self.points_mm[:n], self.radii_mm[:n], strict=True)]
        if sum((a.conjugate() * b).imag for (a, _), (b, _) in zip(ring, [*ring[1:], *ring[:1]], strict=True)) < 0:
            ring.reverse()
        out = []
        for i, (p, r) in enumerate(ring):
            before, after = p - ring[i - 1][0], ring[(i + 1) % n][0] - p
            out.append((p, before, after, r))
        return out

    def faults(self) -> Faults:
        n = len(self.points_mm)
        if n < 3:
            return [out_of_range("points_mm", n, 3, 60)]
        if len(self.radii_mm) != n:
            return [out_of_range("radii_mm", len(self.radii_mm), n, n)]
        wrong, corners = [], self._corners
        for i, (_, before, after, r) in enumerate(corners):
            if abs(before) < 1e-6:
                wrong.append(out_of_range("points_mm", abs(before), 1e-6, HIGH))
            elif abs(after) > 1e-6 and (turn := cmath.phase(after / before)) <= 1e-9:
                wrong.append(out_of_range(f"corner_{i + 1}_deg", math.degrees(turn), 0.0, 180.0))
            if not 0 <= r <= HIGH:
                wrong.append(out_of_range(f"radius_{i + 1}_mm", r, 0.0, HIGH))
        if wrong:
            return wrong
        turns = [cmath.phase(after / before) for _, before, after, _ in corners]
        if not abs(sum(turns) - 2 * math.pi) <= 1e-6:
            return [out_of_range("points_mm", math.degrees(sum(turns)), 360.0, 360.0)]
        half = [math.tan(e / 2) for e in turns]
        for i, (_, _, after, r) in enumerate(corners):
            j = (i + 1) % n
            if r * half[i] + corners[j][3] * half[j] > abs(after) + 1e-9:
                wrong.append(out_of_range(f"radius_{i + 1}_mm", r, 0.0, self._share(i, half)))
        return wrong

    def _share(self, i: int, half: list[float]) -> float:
        """Radius that corner i and the next may both have on the edge between."""
        return abs(self._corners[i][2]) / (half[i] + half[(i + 1) % len(half)])

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        raw, psi = [], 0.0
        for i, (p, before, after, r) in enumerate(self._corners):
            turn = cmath.phase(after / before)
            if i == 0:
                psi = cmath.phase(before / 1j)
            inward = (after / abs(after) - before / abs(before)) / (2 * math.sin(turn / 2))
            raw.append((psi, psi + turn, p + inward * r / math.cos(turn / 2), r))
            psi += turn
        raw[-1] = (raw[-1][0], raw[0][0] + 2 * math.pi, *raw[-1][2:])

        def reach(angle: float) -> float:
            return max(m.real * math.cos(angle) + m.imag * math.sin(angle) + r for _, _, m, r in raw)
        mid = complex((reach(0.0) - reach(math.pi)) / 2, (reach(math.pi / 2) - reach(-math.pi / 2)) / 2)
        return tuple(ArcPiece(a, b, (m - mid).real, (m - mid).imag, r) for a, b, m, r in raw)
