"""The views of the drawing: top, front and right in third angle, section A-A along the axis, B-B across the tubes.

Everything is measured on the recipes and the kernel's lines; paper mm, y down, the area left of the title column.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.shape import BentTube, Placed, Tube
from knalpot_cad.geometry.swept import SectionShell
from knalpot_cad.outputs.drafting import BALLOON, SMALL, TEXT, Pad, Place, Point, number, spread
from knalpot_cad.outputs.drawing_measured import bulges, local, measured, straight_box
from knalpot_cad.outputs.drawing_sheets import Format
from knalpot_cad.words import text

if TYPE_CHECKING:
    from knalpot_cad.solids.drawn import Cut, Line, Section

SCALES = (1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 50.0)
ROW = 6.5                   # between dimension lines
FIRST = 8.0                 # first dimension line off the part
SIDE = 20.0                 # room left of the views for two columns of dimensions
BETWEEN = 24.0              # front to right view, top to front view
ASIDE = 31.0                # A-A to B-B: a dimension and a balloon
HEAD = 8.0                  # a view's title
MOST_ROWS = 9
NEAR = 3.5                  # mm: a plate this near to an end is that end's cap, and needs no dimension
ROUND = 8.0                 # balloons off the outline of B-B
Extent = tuple[float, float, float, float]


def extent(lines: Sequence[Line]) -> Extent:
    """x0, y0, x1, y1 of lines."""
    return (min(float(line[:, 0].min()) for line in lines), min(float(line[:, 1].min()) for line in lines),
            max(float(line[:, 0].max()) for line in lines), max(float(line[:, 1].max()) for line in lines))


class Views:
    """Draws all views on a pad, the sections on another where they have a page of their own; scale and section_scale
    say how large.
    """

    def __init__(self, pads: Sequence[Pad], paper: Format, placed: Sequence[Placed], numbers: dict[str, int],
                 language: str) -> None:
        from knalpot_cad.solids.drawn import View, section, visible
        from knalpot_cad.solids.preview import main_part

        self.pads, self.pad, self.paper = pads, pads[0], paper
        self.placed, self.numbers, self.language = placed, numbers, language
        self.main = main_part(placed)
        f = self.frame = self.main.frame
        self.group = [p for p in placed if p.group == self.main.group] if self.main.group else list(placed)
        self.found = measured(placed, self.main)
        solid = [p for p in placed if p.solid]
        minus_x = (-f.x[0], -f.x[1], -f.x[2])
        self.flat = {"front": View(f.z, f.y), "top": View(f.z, f.x), "side": View(f.x, f.y)}
        self.lines = {name: visible(solid, view, f.origin) for name, view in self.flat.items()}
        self.along = section(self.group, f)
        across = Frame(f.at(z=self.found.cut_z).origin, f.z, minus_x)
        self.across = section(self.group, across)
        self.balloons: set[str] = set()         # parts that have their number on the sheet
        self._scales()

    def _scales(self) -> None:
        """The largest scales at which views and sections have room."""
        paper = self.paper
        front, top, side = (extent(self.lines[n]) for n in ("front", "top", "side"))
        long, high, deep = front[2] - front[0], front[3] - front[1], side[2] - side[0]
        more = BETWEEN + 3 * HEAD + 2 * ROW
        self.scale = next((s for s in SCALES if SIDE + (long + deep) / s + BETWEEN <= paper.right - paper.left
                           and (top[3] - top[1] + high) / s + more <= paper.views_high), SCALES[-1])
        used = 0.0 if paper.split else (top[3] - top[1] + high) / self.scale + more
        a, b = extent(self.along.lines), extent(self.across.lines)
        rows = min(len(self.found.plates) + len(bulges(self.main.shape)) + 1, MOST_ROWS) * ROW + FIRST + 2 * HEAD
        room = paper.bottom - paper.top - used - rows - 2 * BALLOON - 6.0
        wide, tall = a[2] - a[0] + b[2] - b[0], max(a[3] - a[1], b[3] - b[1])
        free = paper.right - paper.left - SIDE - ASIDE - ROUND - BALLOON
        self.section_scale = next((s for s in SCALES if wide / s <= free and tall / s <= room), SCALES[-1])

    # all ----------------------------------------------------------------------------------------------------------
    def draw(self) -> None:
        front, top, side = (extent(self.lines[n]) for n in ("front", "top", "side"))
        s = self.scale
        x = self.paper.left + SIDE - front[0] / s
        top_at = Place(x, self.paper.top + HEAD + top[3] / s, s)
        front_at = Place(x, top_at.y - top[1] / s + BETWEEN + front[3] / s, s)
        side_at = Place(x + front[2] / s + BETWEEN - side[0] / s, front_at.y, s)
        for name, place in (("top", top_at), ("front", front_at), ("side", side_at)):
            for line in self.lines[name]:
                self.pad.line("edge", [place.on(p) for p in line])
        self._titles(top_at, front_at, side_at)
        self._dimension_views(top_at, front_at)
        low = self.paper.top + HEAD / 2 if self.paper.split else front_at.y - front[1] / s + FIRST + 2 * ROW + HEAD
        self.pad = self.pads[-1]
        self._sections(low)
        self.pad = self.pads[0]
        self._balloons_front(front_at)

    def word(self, key: str, **values: object) -> str:
        return text(f"drawing.{key}", self.language, **values)

    def _titles(self, top: Place, front: Place, side: Place) -> None:
        for name, place, up in (("top", top, 4.5), ("side", side, 14.0)):
            e = extent(self.lines[name])
            x, y = place.on(((e[0] + e[2]) / 2, e[3]))
            self.pad.text(x, y - up, self.word(name), TEXT, bold=True)
        e = extent(self.lines["front"])
        x, y = front.on((e[2], e[3]))
        self.pad.text(x, y - 4.5, self.word("front"), TEXT, "right", bold=True)
        e = extent(self.lines["side"])
        for level, sign in ((e[3], -1.0), (e[1], 1.0)):       # where A-A cuts, and which way it looks
            x, y = side.on((0.0, level))
            y += sign * 2.5
            self.pad.line("plane", [(x, y), (x, y + sign * 5.0)])
            self.pad.line("thin", [(x, y + sign * 5.0), (x + 6.0, y + sign * 5.0)])
            self.pad.arrow((x + 6.0, y + sign * 5.0), (x, y + sign * 5.0))
            self.pad.text(x + 3.0, y + sign * 7.2, "A", SMALL, bold=True)
        self.pad.line("axis", [side.on((0.0, e[3])), side.on((0.0, e[1]))])

    def _axis(self, place: Place, low: float, high: float, level: float = 0.0) -> None:
        a, b = place.on((low, level)), place.on((high, level))
        self.pad.line("axis", [(a[0] - 3, a[1]), (b[0] + 3, b[1])])

    def _dimension_views(self, top: Place, front: Place) -> None:
        """Over all, where the line begins and where it is mounted, from the main part's axis and edge."""
        m, pad = self.found, self.pad
        f, t = extent(self.lines["front"]), extent(self.lines["top"])
        for place in (front, top):
            self._axis(place, m.edge[0], m.edge[1])
        bottom = front.on((0, f[1]))[1] + FIRST
        start, edge = front.on((m.start[2], m.start[1])), front.on((m.edge[0], f[1]))
        if abs(m.edge[0] - m.start[2]) > 0.05:
            pad.across((start[0], front.on((0, f[1]))[1]), edge, bottom, number(abs(m.edge[0] - m.start[2])))
        pad.across(front.on((f[0], f[1])), front.on((f[2], f[1])), bottom + ROW, number(f[2] - f[0]))
        for place, e, level, high in ((front, f, m.start[1], f[3] - f[1]), (top, t, m.start[0], t[3] - t[1])):
            left = place.on((e[0], 0))[0] - FIRST
            pad.upright(place.on((e[0], e[1])), place.on((e[0], e[3])), left - ROW, number(high))
            if abs(level) > 0.05:
                p, q = place.on((m.start[2], level)), place.on((m.start[2], 0.0))
                pad.upright(p, q, left, number(abs(level)))
                pad.line("axis", [(left - 2, q[1]), (place.on((m.edge[0], 0))[0], q[1])])
            self._mark(place.on((m.start[2], level)))
        levels: set[float] = set()
        for k, hole in enumerate(m.mounts[:2]):
            x, y = front.on((hole[2], hole[1]))
            self._mark((x, y))
            level = front.on((0, f[3]))[1] - FIRST - k * ROW
            pad.across(front.on((m.edge[0], self.main.shape.box_mm[4])), (x, y), level, number(hole[2] - m.edge[0]))
            right = front.on((f[2], 0))[0] + FIRST + len(levels) * ROW
            if round(hole[1], 1) not in levels:
                levels.add(round(hole[1], 1))
                pad.upright((x, y), front.on((m.edge[1], 0.0)), right, number(abs(hole[1])))

    def _mark(self, at: Point) -> None:
        for dx, dy in ((2.0, 0.0), (0.0, 2.0)):
            self.pad.line("axis", [(at[0] - dx, at[1] - dy), (at[0] + dx, at[1] + dy)])

    # sections -----------------------------------------------------------------------------------------------------
    def _sections(self, top: float) -> None:
        a, b, s = extent(self.along.lines), extent(self.across.lines), self.section_scale
        level = top + HEAD + 2 * BALLOON + 4.0
        along = Place(self.paper.left + SIDE - a[0] / s, level + a[3] / s, s)
        across = Place(along.x + a[2] / s + ASIDE - b[0] / s, along.y, s)
        for name, found, place, e in (("aa", self.along, along, a), ("bb", self.across, across, b)):
            self._cut(found, place)
            x = place.on(((e[0] + e[2]) / 2, 0))[0]
            self.pad.text(x, top, f"{self.word(name)}   {scale_words(s)}", TEXT, bold=True)
        self._axis(along, a[0], a[2])
        for dx, dy in ((1.0, 0.0), (0.0, 1.0)):
            c, r = across.on((0, 0)), (b[2] - b[0]) / 2 / s + 2
            self.pad.line("axis", [(c[0] - dx * r, c[1] - dy * r), (c[0] + dx * r, c[1] + dy * r)])
        cut = along.on((self.found.cut_z, 0))[0]
        box = self.main.shape.box_mm
        low, high = along.on((0, box[1]))[1], along.on((0, box[4]))[1]
        for line in self.along.lines:       # clear of a bracket that stands there
            points = [along.on(p) for p in line]
            if min(p[0] for p in points) < cut + 1 and max(p[0] for p in points) > cut - 4:
                high = min(high, *(p[1] for p in points))
        self.pad.line("plane", [(cut, high - 2), (cut, low + 2)])
        for y in (high - 1.8, low + 2.2):
            self.pad.text(cut - 2.2, y, "B", SMALL, bold=True)
        self._dimension_section(along, a)
        self._balloons(self.along, along, top + HEAD + BALLOON, a)
        self._balloons_round(across, b)
        self._tube_table(across, b)

    def _cut(self, found: Section, place: Place) -> None:
        for k, cut in enumerate(found.cuts):
            loops = [[place.on(p) for p in loop] for loop in cut.loops]
            self.pad.cut(loops, 45.0 if k % 2 else 135.0, cut.filling)
        for line in found.lines:
            self.pad.line("edge", [place.on(p) for p in line])

    def _dimension_section(self, place: Place, e: Extent) -> None:
        m, pad, box = self.found, self.pad, straight_box(self.main.shape)
        low = place.on((0, e[1]))[1]
        edge, y = (m.edge[0], e[1]), low + FIRST
        stops = [(z, number(z - m.edge[0])) for z in m.plates if m.edge[0] + NEAR < z < m.edge[1] - NEAR]
        stops += [(b.at_mm, f"{text(f'ui.{b.kind}', self.language)} {number(b.at_mm)}")
                  for b in bulges(self.main.shape)]
        for z, words in sorted(stops)[:MOST_ROWS - 1]:
            pad.across(place.on(edge), place.on((z, e[1])), y, words)
            y += ROW
        pad.across(place.on(edge), place.on((m.edge[1], e[1])), y, number(m.edge[1] - m.edge[0]))
        for z0, z1 in m.pieces:
            pad.across(place.on((z0, e[1])), place.on((z1, e[1])), low + FIRST, number(z1 - z0))
        even = abs((box[3] - box[0]) - (box[4] - box[1])) < 1e-6
        sign = "Ø" if even and not isinstance(self.main.shape, SectionShell | RuledWall) else ""
        pad.upright(place.on((m.edge[1], box[1])), place.on((m.edge[1], box[4])), place.on((e[2], 0))[0] + FIRST,
                    f"{sign}{number(box[4] - box[1])}")
        ports = [p for p in self.group if isinstance(p.shape, Tube) and p.solid and p is not self.main
                 and abs(local(self.frame, p.frame.origin)[2] - e[0]) < 0.5]
        for port in ports[:1]:
            x, level, z = local(self.frame, port.frame.origin)
            if isinstance(port.shape, Tube) and abs(x) < port.shape.inner_mm / 2:
                r = port.shape.outer_mm / 2
                pad.upright(place.on((z, level - r)), place.on((z, level + r)), place.on((e[0], 0))[0] - FIRST,
                            f"Ø{number(2 * r)}")

    def _tube_table(self, place: Place, e: Extent) -> None:
        """Number, diameter and place of every tube that B-B crosses, from the axis as the section shows it."""
        rows = []
        for p in self.group:
            if isinstance(p.shape, Tube) and p.solid and p is not self.main:
                x, y, z = local(self.frame, p.frame.origin)
                if z < self.found.cut_z < z + p.shape.length_mm:
                    rows.append((str(self.numbers[p.name]), f"Ø{number(p.shape.outer_mm)}", number(-x + 0.0),
                                 number(y + 0.0)))
        if not rows or len(rows) > MOST_ROWS:
            return
        x, y = place.on((e[0], e[1]))
        y += ROUND + 2 * BALLOON
        for k, row in enumerate([(self.word("no"), "Ø", "→", "↑"), *rows]):
            for words, dx in zip(row, (2.0, 14.0, 28.0, 42.0), strict=True):
                self.pad.text(x + dx, y + 4.0 * k, words, SMALL, bold=k == 0)

    # balloons -----------------------------------------------------------------------------------------------------
    def _balloons(self, found: Section, place: Place, level: float, e: Extent) -> None:
        """Numbers of all cut parts that have none yet, in a row above the section."""
        wanted = []
        for cut in found.cuts:
            if cut.part in self.numbers and cut.part not in self.balloons:
                target = place.on(inside(cut))
                wanted.append((target[0], cut.part, target))
        self._row(sorted(wanted), level, place.on((e[0], 0))[0] - 6.0, place.on((e[2], 0))[0] + 10.0)

    def _balloons_round(self, place: Place, e: Extent) -> None:
        """Numbers of what only B-B cuts, outside the section where the way to the part is shortest."""
        middle = place.on(((e[0] + e[2]) / 2, 0.0))
        reach = (e[2] - e[0]) / 2 / place.scale + ROUND
        taken: list[float] = []
        for cut in self.across.cuts:
            if cut.part not in self.numbers or cut.part in self.balloons:
                continue
            x, y = target = place.on(inside(cut))
            angle = math.atan2(y - middle[1], x - middle[0])
            while any(abs((angle - t + math.pi) % (2 * math.pi) - math.pi) < 2.4 * BALLOON / reach for t in taken):
                angle += 0.5 * BALLOON / reach
            taken.append(angle)
            self.balloons.add(cut.part)
            at = middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle)
            self.pad.balloon(at, self.numbers[cut.part], target)

    def _row(self, wanted: list[tuple[float, str, Point]], level: float, low: float, high: float) -> None:
        at = spread([w[0] for w in wanted], 2 * BALLOON + 1.2, low, high)
        for x, (_, name, target) in zip(at, wanted, strict=True):
            self.balloons.add(name)
            self.pad.balloon((x, level), self.numbers[name], target)

    def _balloons_front(self, place: Place) -> None:
        """Parts outside the sections: where their own outline is seen in the front view."""
        from knalpot_cad.solids.check import located, plain
        from knalpot_cad.solids.drawn import seen

        wanted = []
        for p in self.placed:
            if p.solid and p.name in self.numbers and p.name not in self.balloons:
                target = centre(p, self.frame) if isinstance(p.shape, BentTube) else None
                target = target or shown(seen([located(plain(p))], self.flat["front"], self.frame.origin),
                                         self.lines["front"])
                if target:
                    wanted.append((place.on(target)[0], p.name, place.on(target)))
        e = extent(self.lines["front"])
        level = place.on((0, e[3]))[1] - HEAD - BALLOON - 2.0
        self._row(sorted(wanted), level, self.paper.left + SIDE, place.on((e[2], 0))[0])


def centre(placed: Placed, frame: Frame) -> Point | None:
    """Middle of a bent tube's longest straight in the front view."""
    if not isinstance(placed.shape, BentTube):
        return None
    straights = [p for p in placed.shape.route.pieces(placed.frame) if not p.angle_deg]
    if not straights:
        return None
    piece = max(straights, key=lambda p: p.length_mm)
    _, y, z = local(frame, piece.frame.at(z=piece.length_mm / 2).origin)
    return z, y


def inside(cut: Cut) -> Point:
    """A point in the highest large piece of a cut face."""
    import shapely

    polygons = [shapely.make_valid(shapely.Polygon(loop)) for loop in cut.loops]
    largest = max(p.area for p in polygons)
    outer = [p for p in polygons if p.area > 0.15 * largest]
    holes = [p for p in polygons if any(p is not q and q.contains(p) for q in polygons)]
    chosen = max((p for p in outer if p not in holes), key=lambda p: (round(p.centroid.y, 3), round(p.centroid.x, 3)))
    for hole in holes:
        chosen = chosen.difference(hole)
    point = chosen.representative_point()
    return float(point.x), float(point.y)


def shown(own: Sequence[Line], all_lines: Sequence[Line]) -> Point | None:
    """A point of a part's own outline that is drawn in the view of all parts, the middle of such points."""
    import numpy as np

    drawn = np.concatenate(all_lines)
    points = np.concatenate(own) if own else np.empty((0, 2))
    seen = [p for p in points if np.min(np.hypot(*(drawn - p).T)) < 0.1]
    if not seen:
        return None
    best = sorted(seen, key=lambda p: (round(float(p[0]), 3), round(float(p[1]), 3)))[len(seen) // 2]
    return float(best[0]), float(best[1])


def scale_words(scale: float) -> str:
    return f"1 : {number(scale)}"


def shell_size(shape: SectionShell) -> str:
    """Width x height of a shell's outside."""
    b = shape.box_mm
    return f"{number(b[3] - b[0])} × {number(b[4] - b[1])}"
