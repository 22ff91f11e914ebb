"""A picture of the assembly without a display: own depth buffer on the tessellated solids, the same bytes each time.

Parallel projection in the frame of the largest part (the silencer's shell): gas from left to right, y up, the reader
on the side of -x. A section leaves out what lies on the reader's side of the plane x = 0 there; where a ray then meets
the inside of a solid first, it went through the cut metal, which is drawn flat and hatched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.shape import BentTube, Placed
from knalpot_cad.solids.mesh import tessellate
from knalpot_cad.solids.raster import Picture, blank, raster

SAMPLES = 2                                     # picture elements a side of each pixel
MARGIN = 0.05
TALLEST = 0.625                                 # height over width of a picture that is as high as it needs
PAPER = np.array([1.0, 1.0, 1.0])
INK = np.array([0.13, 0.15, 0.18])
SECTION = np.array([0.86, 0.27, 0.18])         # cut metal
LIGHT = np.array([-0.35, 0.62, 0.70])           # to the light, in the picture's axes: right, up, towards the reader


def view(yaw_deg: float, pitch_deg: float) -> np.ndarray:
    """Rows: the picture's right, up and towards the reader; at 0, 0 z runs right, y up, the reader at -x."""
    a, b = math.radians(yaw_deg), math.radians(pitch_deg)
    towards = np.array([-math.cos(a) * math.cos(b), math.sin(b), -math.sin(a) * math.cos(b)])
    right = np.cross([0.0, 1.0, 0.0], towards)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(towards, right), towards])


def frame_matrix(f: Frame) -> np.ndarray:
    """Columns: the frame's x, y and z."""
    return np.stack([f.x, f.y, f.z], axis=1)


def main_part(placed: Sequence[Placed]) -> Placed:
    """The part with the largest box, bent pipes only where there is nothing else; the first of equals."""
    def size(p: Placed) -> float:
        b = p.shape.box_mm
        return (b[3] - b[0]) * (b[4] - b[1]) * (b[5] - b[2])
    straight = [p for p in placed if not isinstance(p.shape, BentTube) and p.solid] or list(placed)
    return max(straight, key=size)


def reference(placed: Sequence[Placed]) -> Frame:
    """Frame of the main part."""
    return main_part(placed).frame


def draw(placed: Sequence[Placed], size: tuple[int, int | None], cut: bool, axes: np.ndarray) -> Picture:
    """All parts in one picture of size times SAMPLES elements; without a height as high as they need."""
    meshes = []
    main = reference(placed)
    back, start = frame_matrix(main), np.array(main.origin)     # v @ back is v in the frame of the main part
    for part in placed:
        mesh, turn, shift = tessellate(part.shape), frame_matrix(part.frame), np.array(part.frame.origin) - start
        meshes.append(((mesh.corners @ turn.T + shift) @ back, mesh.normals @ turn.T @ back))
    spread = np.concatenate([c.reshape(-1, 3) @ axes.T for c, _ in meshes])
    low, high = spread.min(axis=0), spread.max(axis=0)
    need = (high[1] - low[1]) / (high[0] - low[0]) * (1 - 2 * MARGIN) + 2 * MARGIN
    columns, rows = size[0] * SAMPLES, (size[1] or math.ceil(size[0] * min(need, TALLEST))) * SAMPLES
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
        alone = blank(r, c, left + x0 / scale, top - y0 / scale, scale)
        raster(alone, flat - [x0, y0, 0], normals @ axes.T, corners[..., 0] if cut else None)
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
    rows, columns = np.nonzero(alone.cut)
    right, up = alone.left + (columns + 0.5) / alone.scale, alone.top - (rows + 0.5) / alone.scale
    # depth of the plane x = 0 on the ray: x = right axes[0, 0] + up axes[1, 0] + depth axes[2, 0] = 0
    alone.depth[rows, columns] = -(right * axes[0, 0] + up * axes[1, 0]) / axes[2, 0]
    alone.normal[rows, columns] = axes @ np.array([-1.0, 0.0, 0.0])


def colours(picture: Picture, placed: Sequence[Placed]) -> np.ndarray:
    """Shaded picture (rows, columns, 3) in 0 .. 1, with ink where parts, faces or depths meet."""
    drawn = picture.part >= 0
    normal = picture.normal[drawn]
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    picture.normal[drawn] = normal
    light = LIGHT / np.linalg.norm(LIGHT)
    half = light + np.array([0.0, 0.0, 1.0])
    shine = np.clip(normal @ (half / np.linalg.norm(half)), 0, 1) ** 40
    shade = 0.30 + 0.18 * np.clip(normal[:, 2], 0, 1) + 0.55 * np.clip(normal @ light, 0, 1)
    number = picture.part[drawn]
    base = np.array([[c / 255 for c in p.colour] for p in placed])[number]
    shown = np.clip(base * shade[:, None] + 0.20 * shine[:, None], 0, 1)

    cut = picture.cut[drawn]
    rows, columns = np.nonzero(drawn)
    hatch = (((rows + columns) // (2 * SAMPLES)) % 4 == 0)[cut, None]
    filling = np.array([not p.solid for p in placed])[number[cut], None]
    metal = np.where(filling, base[cut], base[cut] * 0.35 + SECTION * 0.65)
    shown[cut] = metal * np.where(hatch, np.where(filling, 0.86, 0.62), 1.0)

    image = np.empty((*drawn.shape, 3))
    image[...] = PAPER
    image[drawn] = shown
    ink = edges(picture)[..., None]
    return image + (INK - image) * ink


def edges(picture: Picture) -> np.ndarray:
    """Strength of the drawn line 0 .. 1 at each element: outlines strong, creases weak."""
    ink = np.zeros(picture.part.shape)
    normal = picture.normal
    for axis in (0, 1):
        a = [slice(None)] * 2
        b = [slice(None)] * 2
        a[axis], b[axis] = slice(1, None), slice(None, -1)
        one, two = tuple(a), tuple(b)
        apart = (picture.part[one] != picture.part[two]) | (picture.cut[one] != picture.cut[two])
        section = picture.cut[one] | picture.cut[two]
        with np.errstate(invalid="ignore"):
            step = np.abs(picture.depth[one] - picture.depth[two])
        slope = np.maximum(np.minimum(np.abs(normal[one][..., 2]), np.abs(normal[two][..., 2])), 0.05)
        jump = ~apart & (step > 2.5 / picture.scale / slope + 0.8)
        crease = (normal[one] * normal[two]).sum(axis=2) < 0.80
        strength = np.where(crease & (picture.part[one] >= 0), 0.5, 0.0)
        strength[apart | jump] = np.where(section, 0.6, 0.9)[apart | jump]
        ink[one] = np.maximum(ink[one], strength)
        ink[two] = np.maximum(ink[two], strength)
    return ink


def preview_png(placed: Sequence[Placed], path: Path, size: tuple[int, int | None] = (1600, None),
                cut: bool = False) -> None:
    """Writes a picture of the parts to path, size in pixels; cut leaves out the half towards the reader, x < 0 in the
    frame of the largest part.

    Fillings (wool) are drawn only in the section, parts without a place not at all.
    """
    from matplotlib.image import imsave

    parts = [p for p in placed if p.located and (p.solid or cut)]
    if not parts:
        raise ValueError("nothing to draw")
    picture = draw(parts, size, cut, view(22, 14) if cut else view(35, 24))
    image = colours(picture, parts)
    image = image.reshape(len(image) // SAMPLES, SAMPLES, size[0], SAMPLES, 3).mean(axis=(1, 3))
    imsave(path, np.round(image * 255).astype(np.uint8), format="png", metadata={"Software": None})      # type: ignore[dict-item]
