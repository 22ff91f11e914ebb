"""The lines of a sheet as drawing commands for paper: style, box and moves, lines and cubics in mm.

Arcs become cubics of at most 45 degrees (error below 5e-6 of the radius), of 90 where that is below 0.005 mm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.lettering import strokes
from knalpot_cad.geometry.plane import Circle, Contour, Outline, Vertex, arc_of, polygon, union_bounds
from knalpot_cad.geometry.sheet import PUNCH, Sheet
from knalpot_cad.outputs.tiles import Box, turned_box

Command = list[float]
MOVE, LINE, CURVE, CLOSE = 0, 1, 2, 3
CENTRE_MM = 1.5          # arm of the cross in the middle of a hole
SMALL_MM = 15.0          # below this radius a quarter turn is one cubic


@dataclass(frozen=True)
class Ink:
    """One line on paper; style is a layer name, `dashed ` before it where it is dashed."""

    style: str
    box: Box
    commands: tuple[tuple[float, ...], ...]

    def turned(self) -> Ink:
        """After a quarter turn left, (x, y) -> (-y, x)."""
        out = []
        for kind, *c in self.commands:
            flat = [v for i in range(0, len(c), 2) for v in (-c[i + 1], c[i])]
            out.append((kind, *flat))
        return Ink(self.style, turned_box(self.box), tuple(out))

    def placed(self, x0: float, y1: float, scale: float = 1.0) -> list[Command]:
        """On paper with y down: (x0, y1) is the upper left corner."""
        out: list[Command] = []
        for kind, *c in self.commands:
            flat = [round(((y1 - v) if i % 2 else (v - x0)) * scale, 4) + 0.0 for i, v in enumerate(c)]
            out.append([kind, *flat])
        return out


def inks(sheet: Sheet) -> list[Ink]:
    """Everything of a sheet, what is cut last so that it lies on top."""
    out = []
    for stroke in sheet.strokes:
        style = f"dashed {stroke.layer}" if stroke.dashed else stroke.layer
        out.append(ink(style, polygon(stroke.points, stroke.closed)))
    for text in sheet.texts:
        out += [ink(text.layer, polygon(line, closed=False)) for line in
                strokes(text.words, text.x, text.y, text.height, text.angle_deg, text.centred)]
    for circle in (*sheet.holes, *sheet.punched):
        if isinstance(circle, Circle):
            out += _centre(circle)
    out += [ink("CUT_INNER", hole) for hole in sheet.holes] + [ink(PUNCH, hole) for hole in sheet.punched]
    return [*out, ink("CUT_OUTER", sheet.outline)]


def extent(lines: list[Ink]) -> Box:
    return union_bounds(line.box for line in lines)


def ink(style: str, outline: Outline) -> Ink:
    contour = _round(outline) if isinstance(outline, Circle) else outline
    first = contour.vertices[0]
    commands: list[tuple[float, ...]] = [(MOVE, first.x, first.y)]
    for a, b in contour.edges():
        if not a.bulge:
            commands.append((LINE, b.x, b.y))
            continue
        arc = arc_of(a, b)
        n = math.ceil(abs(arc.sweep) / (math.pi / (2 if arc.radius < SMALL_MM else 4)) - 1e-9)
        step = arc.sweep / n
        k = 4 / 3 * math.tan(step / 4) * arc.radius
        for i in range(n):
            p, q = arc.start + i * step, arc.start + (i + 1) * step
            x0, y0 = arc.cx + arc.radius * math.cos(p), arc.cy + arc.radius * math.sin(p)
            x1, y1 = (arc.cx + arc.radius * math.cos(q), arc.cy + arc.radius * math.sin(q)) if i < n - 1 else (b.x, b.y)
            commands.append((CURVE, x0 - k * math.sin(p), y0 + k * math.cos(p),
                             x1 + k * math.sin(q), y1 - k * math.cos(q), x1, y1))
    if contour.closed:
        commands.append((CLOSE,))
    return Ink(style, outline.bounds(), tuple(commands))


def _round(circle: Circle) -> Contour:
    return Contour((Vertex(circle.x - circle.radius, circle.y, 1.0), Vertex(circle.x + circle.radius, circle.y, 1.0)))


def _centre(c: Circle) -> list[Ink]:
    """The cross a punch or drill is set on."""
    arm = min(CENTRE_MM, c.radius / 2)
    return [ink("centre", polygon([(c.x - arm, c.y), (c.x + arm, c.y)], closed=False)),
            ink("centre", polygon([(c.x, c.y - arm), (c.x, c.y + arm)], closed=False))]
