"""Right cone shell with holes, face by face: circles of the flat mid surface, laid on both cones; no boolean.

On its flat blank a hole is a circle about polar (rho, w); on the cone its points lie at the angle w / sin(al) and at
the same slant length, inside and outside alike, joined by rulings square to the sheet (facts/sheets.md 2, 7).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from knalpot_cad.geometry.shape import ConeShell
from knalpot_cad.solids import brep
from knalpot_cad.solids.perforated import seam_angle
from knalpot_cad.solids.rolled import CURVE_TOLERANCE, TAU, ruled_surface, spline, spline_curve

PIECES = 48         # spans of a hole's quintic: within 1e-7 mm for holes up to a quarter of the girth


class HoledCone:
    """Built with its radius growing along z; a cone that narrows is built upside down and turned about x."""

    def __init__(self, shape: ConeShell) -> None:
        from OCP.Geom import Geom_ConicalSurface

        self.shape, self.height = shape, shape.length_mm
        a, b = shape.outer0_mm / 2, shape.outer1_mm / 2
        self.flip = a > b
        low, high = min(a, b), max(a, b)
        self.al = math.atan2(high - low, self.height)
        self.low = low, low - shape.radial_mm                   # radii at z 0, outside and inside
        self.high = high, high - shape.radial_mm
        self.mid = low - shape.radial_mm / 2
        turn = -1.0 if self.flip else 1.0
        holes = [(turn * math.radians(angle), self.height - z if self.flip else z, d / 2)
                 for angle, z, d in shape.holes]
        halves = np.array([math.asin(r / self.rho(z)) / math.sin(self.al) for _, z, r in holes])
        self.seam = seam_angle(np.array([h[0] for h in holes]), halves)
        self.holes = [((angle - self.seam) % TAU, z, r) for angle, z, r in holes]
        self.sides = [brep.FaceBuilder(Geom_ConicalSurface(brep.axes(turn=self.seam), self.al, r), CURVE_TOLERANCE)
                      for r in self.low]
        self.faces: list[Any] = []

    def rho(self, z: float) -> float:
        """Distance from the apex along the mid surface [mm]."""
        return self.mid / math.sin(self.al) + z / math.cos(self.al)

    def curve(self, hole: tuple[float, float, float], side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Poles (n, 3) in space and (n, 2) on the cone (angle from the seam, slant), and the breaks of both."""
        from scipy.interpolate import make_interp_spline

        u, z, r = hole
        t = np.linspace(0.0, TAU, PIECES + 1)
        x, y = self.rho(z) + r * np.cos(t), -r * np.sin(t)      # counter-clockwise in (angle, slant)
        x1, y1, x2, y2 = -r * np.sin(t), -r * np.cos(t), -r * np.cos(t), r * np.sin(t)
        rho = np.hypot(x, y)
        rho1, w1 = (x * x1 + y * y1) / rho, (x * y1 - y * x1) / rho**2
        rho2 = (x1**2 + x * x2 + y1**2 + y * y2 - rho1**2) / rho
        w2 = (x * y2 - y * x2) / rho**2 - 2 * rho1 * w1 / rho
        k, c = math.sin(self.al), math.cos(self.al)
        f, f1, f2 = u + np.arctan2(y, x) / k, w1 / k, w2 / k
        off = self.shape.thickness_mm / 2 * (1 - 2 * side)              # outwards of the mid surface
        big = rho * k + off * c
        g = f + self.seam
        cg, sg = np.cos(g), np.sin(g)
        places = np.stack([big * cg, big * sg, (rho - self.mid / k) * c - off * k], -1)
        first = np.stack([rho1 * k * cg - big * sg * f1, rho1 * k * sg + big * cg * f1, rho1 * c], -1)
        second = np.stack([(rho2 * k - big * f1**2) * cg - (2 * rho1 * k * f1 + big * f2) * sg,
                           (rho2 * k - big * f1**2) * sg + (2 * rho1 * k * f1 + big * f2) * cg, rho2 * c], -1)
        slant = rho - self.mid / k - off * k / c                        # from where this face meets z = 0
        flat = [np.stack(p, -1) for p in ((f, slant), (f1, rho1), (f2, rho2))]

        def poles(values: np.ndarray, d1: np.ndarray, d2: np.ndarray) -> np.ndarray:
            ends = [[(1, d1[i]), (2, d2[i])] for i in (0, -1)]
            out = np.array(make_interp_spline(t, values, k=5, bc_type=(ends[0], ends[1])).c)
            out[0], out[-1] = values[0], values[0]
            return out
        return poles(places, first, second), poles(flat[0], flat[1], flat[2]), t

    def hole(self, hole: tuple[float, float, float]) -> None:
        """Its edge on both cones, and its wall."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
        from OCP.Geom import Geom_BezierCurve
        from OCP.TColgp import TColgp_Array1OfPnt

        spatial, flat, t = zip(*(self.curve(hole, i) for i in (0, 1)), strict=True)
        ends = [brep.vertex(p[0]) for p in spatial]
        edges = []
        for i in (0, 1):
            edge = BRepBuilderAPI_MakeEdge(spline_curve(spatial[i], t[i]), ends[i], ends[i], 0.0, TAU).Edge()
            edges.append(self.sides[i].lay(edge, flat_curve(flat[i], t[i])))
            self.sides[i].wire([(edge, False)])
        poles = TColgp_Array1OfPnt(1, 2)
        for i, p in enumerate(spatial, 1):
            poles.SetValue(i, brep.point(p[0]))
        ruling = BRepBuilderAPI_MakeEdge(Geom_BezierCurve(poles), ends[0], ends[1], 0.0, 1.0).Edge()
        face = brep.FaceBuilder(ruled_surface(spatial[0], spatial[1], t[0]), CURVE_TOLERANCE)
        face.lay(edges[0], brep.line_on(0, 0, 1, 0))
        face.lay(edges[1], brep.line_on(0, 1, 1, 0))
        face.lay(ruling, brep.line_on(TAU, 0, 0, 1), brep.line_on(0, 0, 0, 1))
        face.wire([(edges[0], True), (ruling, True), (edges[1], False), (ruling, False)])
        self.faces.append(face.done())

    def solid(self) -> Any:
        rims: list[list[Any]] = [[], []]
        slant = self.height / math.cos(self.al)
        for i, face in enumerate(self.sides):
            (low, v0), (high, v1) = (brep.circle_edge((0.0, 0.0, z), r[i], self.seam)
                                     for z, r in ((0.0, self.low), (self.height, self.high)))
            seam, _ = brep.line_edge(v0, v1)
            face.lay(low, brep.line_on(0, 0, 1, 0))
            face.lay(high, brep.line_on(0, slant, 1, 0))
            face.lay(seam, brep.line_on(TAU, 0, 0, 1), brep.line_on(0, 0, 0, 1))
            face.wire([(low, True), (seam, True), (high, False), (seam, False)])
            rims[0].append(low)
            rims[1].append(high)
        for h in self.holes:
            self.hole(h)
        for k, z in enumerate((0.0, self.height)):
            self.faces.append(brep.plane_face(z, rims[k][0], [rims[k][1]], k == 1))
        self.faces += [self.sides[0].done(True), self.sides[1].done(False)]
        solid = brep.closed_solid(self.faces)
        return self.upside_down(solid) if self.flip else solid

    def upside_down(self, solid: Any) -> Any:
        """Half a turn about a line along x, half way up."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
        from OCP.gp import gp_Ax1, gp_Dir, gp_Trsf

        turn = gp_Trsf()
        turn.SetRotation(gp_Ax1(brep.point((0.0, 0.0, self.height / 2)), gp_Dir(1, 0, 0)), math.pi)
        return BRepBuilderAPI_Transform(solid, turn, True).Shape()


def flat_curve(poles: np.ndarray, breaks: np.ndarray) -> Any:
    """A quintic on a surface, as `spline_curve` in space."""
    from OCP.Geom2d import Geom2d_BSplineCurve
    from OCP.gp import gp_Pnt2d
    from OCP.TColgp import TColgp_Array1OfPnt2d

    _, knots, times = spline(np.column_stack([poles, np.zeros(len(poles))]), breaks)
    points = TColgp_Array1OfPnt2d(1, len(poles))
    for i, p in enumerate(poles.tolist(), 1):
        points.SetValue(i, gp_Pnt2d(*p))
    return Geom2d_BSplineCurve(points, knots, times, 5)
