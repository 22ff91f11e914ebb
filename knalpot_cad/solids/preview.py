"""A picture of the assembly without a display: own depth buffer on the tessellated solids, the same bytes each time.

Parallel projection, gas from left to right, y up, the reader on the side of -x. A section leaves out what lies on
the reader's side of the plane; where a ray then meets the inside of a solid first, it went through the cut metal,
which is drawn flat and hatched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knalpot_cad.geometry.shape import Placed, Shape
from knalpot_cad.solids.bake import bake

DEFLECTION_MM = 0.3
ANGLE = 0.12                                    # rad between facets of a curved face
SAMPLES = 2                                     # picture elements a side of each pixel
MARGIN = 0.05
PAPER = np.array([1.0, 1.0, 1.0])
INK = np.array([0.13, 0.15, 0.18])
LIGHT = np.array([-0.35, 0.62, 0.70])           # to the light, in the picture's axes: right, up, towards the reader


@dataclass(frozen=True)
class Mesh:
    """Corners of triangles (n, 3, 3) and the surface's normals there, outward."""

    corners: np.ndarray
    normals: np.ndarray


@dataclass
class Picture:
    """What each picture element shows: depth towards the reader, shade, part number (-1 paper), normal, cut."""

    depth: np.ndarray
    part: np.ndarray
    normal: np.ndarray
    cut: np.ndarray
    left: float
    top: float
    scale: float


def tessellate(shape: Shape) -> Mesh:
    """Triangles of a recipe's solid with smooth normals on each face."""
    from OCP.BRep import BRep_Tool
    from OCP.BRepMesh import BRepMesh_IncrementalMesh
    from OCP.TopAbs import TopAbs_REVERSED
    from OCP.TopLoc import TopLoc_Location

    from knalpot_cad.solids.bake import sub_shapes

    solid = bake(shape).wrapped
    BRepMesh_IncrementalMesh(solid, DEFLECTION_MM, False, ANGLE, False)
    corners, normals = [], []
    for face in sub_shapes(solid, "face"):
        mesh = BRep_Tool.Triangulation_s(face, TopLoc_Location())
        if mesh is None:
            continue
        nodes = np.array([(p.X(), p.Y(), p.Z()) for p in (mesh.Node(i) for i in range(1, mesh.NbNodes() + 1))])
        index = np.array([mesh.Triangle(i).Get() for i in range(1, mesh.NbTriangles() + 1)]) - 1
        if face.Orientation() == TopAbs_REVERSED:
            index = index[:, ::-1]
        flat = np.cross(nodes[index[:, 1]] - nodes[index[:, 0]], nodes[index[:, 2]] - nodes[index[:, 0]])
        smooth = np.zeros_like(nodes)
        for k in range(3):
            np.add.at(smooth, index[:, k], flat)
        smooth /= np.maximum(np.linalg.norm(smooth, axis=1, keepdims=True), 1e-12)
        corners.append(nodes[index])
        normals.append(smooth[index])
    return Mesh(np.concatenate(corners), np.concatenate(normals))


def view(yaw_deg: float, pitch_deg: float) -> np.ndarray:
    """Rows: the picture's right, up and towards the reader; at 0, 0 z runs right, y up, the reader at -x."""
    a, b = math.radians(yaw_deg), math.radians(pitch_deg)
    towards = np.array([-math.cos(a) * math.cos(b), math.sin(b), -math.sin(a) * math.cos(b)])
    right = np.cross([0.0, 1.0, 0.0], towards)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(towards, right), towards])


def frame_matrix(placed: Placed) -> tuple[np.ndarray, np.ndarray]:
    f = placed.frame
    return np.stack([f.x, f.y, f.z], axis=1), np.array(f.origin)


def raster(picture: Picture, corners: np.ndarray, normals: np.ndarray, keep: np.ndarray | None) -> Picture:
    """One solid drawn alone in the picture's window; corners in picture elements (column, row, depth).

    keep is the signed distance of each corner to the section plane [mm], positive on the side that stays.
    """
    rows, columns = picture.depth.shape
    low = np.floor(corners[:, :, :2].min(axis=1)).astype(int)
    high = np.ceil(corners[:, :, :2].max(axis=1)).astype(int)
    ab, ac = corners[:, 1, :2] - corners[:, 0, :2], corners[:, 2, :2] - corners[:, 0, :2]
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    for i in np.flatnonzero(np.abs(area) > 1e-9):
        (x0, y0), (x1, y1) = np.maximum(low[i], 0), np.minimum(high[i], [columns - 1, rows - 1])
        if x1 < x0 or y1 < y0:
            continue
        x, y = np.arange(x0, x1 + 1)[None, :] + 0.5, np.arange(y0, y1 + 1)[:, None] + 0.5
        dx, dy = x - corners[i, 0, 0], y - corners[i, 0, 1]
        s = (dx * ac[i, 1] - dy * ac[i, 0]) / area[i]
        t = (ab[i, 0] * dy - ab[i, 1] * dx) / area[i]
        inside = (s >= -1e-9) & (t >= -1e-9) & (s + t <= 1 + 1e-9)
        if keep is not None:
            inside &= keep[i, 0] * (1 - s - t) + keep[i, 1] * s + keep[i, 2] * t >= 0
        depth = corners[i, 0, 2] * (1 - s - t) + corners[i, 1, 2] * s + corners[i, 2, 2] * t
        here = (slice(y0, y1 + 1), slice(x0, x1 + 1))
        inside &= depth > picture.depth[here]
        if inside.any():
            n = normals[i]
            picture.depth[here][inside] = depth[inside]
            picture.part[here][inside] = 0
            picture.normal[here][inside] = ((1 - s - t)[..., None] * n[0] + s[..., None] * n[1] + t[..., None] * n[2])[inside]
    return picture


def blank(rows: int, columns: int, left: float, top: float, scale: float) -> Picture:
    return Picture(np.full((rows, columns), -np.inf), np.full((rows, columns), -1), np.zeros((rows, columns, 3)),
                   np.zeros((rows, columns), bool), left, top, scale)


def draw(placed: Sequence[Placed], size: tuple[int, int], cut: bool, axes: np.ndarray) -> Picture:
    """All parts in one picture of size times SAMPLES elements."""
    meshes = []
    for part in placed:
        mesh = tessellate(part.shape)
        turn, origin = frame_matrix(part)
        meshes.append((mesh.corners @ turn.T + origin, mesh.normals @ turn.T))
    spread = np.concatenate([c.reshape(-1, 3) @ axes.T for c, _ in meshes])
    low, high = spread.min(axis=0), spread.max(axis=0)
    columns, rows = size[0] * SAMPLES, size[1] * SAMPLES
    scale = (1 - 2 * MARGIN) * min(columns / (high[0] - low[0]), rows / (high[1] - low[1]))
    left = (low[0] + high[0]) / 2 - columns / 2 / scale
    top = (low[1] + high[1]) / 2 + rows / 2 / scale
    whole = blank(rows, columns, left, top, scale)
    for number, (corners, normals) in enumerate(meshes):
        seen = corners @ axes.T
        flat = np.stack([(seen[..., 0] - left) * scale, (top - seen[..., 1]) * scale, seen[..., 2]], axis=-1)
        x0, y0 = np.maximum(np.floor(flat[..., :2].min(axis=(0, 1))).astype(int) - 1, 0)
        x1, y1 = np.ceil(flat[..., :2].max(axis=(0, 1))).astype(int) + 2
        window = (slice(y0, y1), slice(x0, x1))
        r, c = whole.depth[window].shape
        alone = raster(blank(r, c, left + x0 / scale, top - y0 / scale, scale), flat - [x0, y0, 0],
                       normals @ axes.T, corners[..., 0] if cut else None)
        if cut:
            cap(alone, axes)
        nearer = alone.depth > whole.depth[window]
        whole.depth[window][nearer] = alone.depth[nearer]
        whole.part[window][nearer] = number
        whole.normal[window][nearer] = alone.normal[nearer]
        whole.cut[window][nearer] = alone.cut[nearer]
    return whole


def cap(alone: Picture, axes: np.ndarray) -> None:
    """Where the inside of the solid shows first, the section plane x = 0 was metal there."""
    metal = (alone.part >= 0) & (alone.normal[..., 2] < 0)
    rows, columns = np.nonzero(metal)
    right, up = alone.left + (columns + 0.5) / alone.scale, alone.top - (rows + 0.5) / alone.scale
    # depth of the plane x = 0 on the ray: x = right axes[0, 0] + up axes[1, 0] + depth axes[2, 0] = 0
    alone.depth[rows, columns] = -(right * axes[0, 0] + up * axes[1, 0]) / axes[2, 0]
    alone.normal[rows, columns] = axes @ np.array([-1.0, 0.0, 0.0])
    alone.cut[metal] = True


def colours(picture: Picture, placed: Sequence[Placed]) -> np.ndarray:
    """Shaded picture (rows, columns, 3) in 0 .. 1, with ink where parts, faces or depths meet."""
    normal = picture.normal / np.maximum(np.linalg.norm(picture.normal, axis=2, keepdims=True), 1e-9)
    light = LIGHT / np.linalg.norm(LIGHT)
    diffuse = np.clip(normal @ light, 0, 1)
    half = light + [0, 0, 1]
    shine = np.clip(normal @ (half / np.linalg.norm(half)), 0, 1) ** 40
    facing = np.clip(normal[..., 2], 0, 1)
    shade = 0.30 + 0.18 * facing + 0.55 * diffuse
    palette = np.array([[c / 255 for c in p.colour] for p in placed])
    base = palette[np.maximum(picture.part, 0)]
    image = np.clip(base * shade[..., None] + 0.20 * shine[..., None], 0, 1)
    rows, columns = np.indices(picture.part.shape)
    hatch = ((rows + columns) // (2 * SAMPLES)) % 4 == 0
    metal = np.clip(base * 0.55 + np.array([0.42, 0.16, 0.10]) * 0.6, 0, 1)
    metal = np.where(hatch[..., None], metal * 0.62, metal)
    image = np.where(picture.cut[..., None], metal, image)
    image = np.where((picture.part < 0)[..., None], PAPER, image)
    ink = edges(picture, normal)
    return image * (1 - ink[..., None]) + INK * ink[..., None]


def edges(picture: Picture, normal: np.ndarray) -> np.ndarray:
    """Strength of the drawn line 0 .. 1 at each element: outlines strong, creases weak."""
    ink = np.zeros(picture.part.shape)
    for axis in (0, 1):
        a = [slice(None)] * 2
        b = [slice(None)] * 2
        a[axis], b[axis] = slice(1, None), slice(None, -1)
        one, two = tuple(a), tuple(b)
        apart = (picture.part[one] != picture.part[two]) | (picture.cut[one] != picture.cut[two])
        with np.errstate(invalid="ignore"):
            step = np.abs(picture.depth[one] - picture.depth[two])
        slope = np.maximum(np.minimum(np.abs(normal[one][..., 2]), np.abs(normal[two][..., 2])), 0.05)
        jump = ~apart & (step > 2.5 / picture.scale / slope + 0.8)
        crease = (normal[one] * normal[two]).sum(axis=2) < 0.80
        strength = np.maximum(np.where(apart | jump, 0.9, 0.0), np.where(crease & (picture.part[one] >= 0), 0.5, 0.0))
        ink[one] = np.maximum(ink[one], strength)
        ink[two] = np.maximum(ink[two], strength)
    return ink


def preview_png(placed: Sequence[Placed], path: Path, size: tuple[int, int] = (1600, 1000), cut: bool = False) -> None:
    """Writes a picture of the parts to path, size in pixels; cut leaves out the half x < 0 towards the reader.

    Fillings (wool) are drawn only in the section.
    """
    from matplotlib.image import imsave

    parts = [p for p in placed if p.solid or cut]
    if not parts:
        raise ValueError("nothing to draw")
    picture = draw(parts, size, cut, view(22, 14) if cut else view(35, 24))
    image = colours(picture, parts)
    image = image.reshape(size[1], SAMPLES, size[0], SAMPLES, 3).mean(axis=(1, 3))
    imsave(path, np.round(image * 255).astype(np.uint8), format="png", metadata={"Software": None})
