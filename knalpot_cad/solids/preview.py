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
from knalpot_cad.solids.png import png
from knalpot_cad.solids.raster import Picture, blank, raster

SAMPLES = 2                                     # picture elements a side of each pixel
MARGIN = 0.05
TALLEST = 0.625                                 # height over width of a picture that is as high as it needs
BAND = 128                                      # rows of pixels that are coloured in one go
PAPER = np.array([1.0, 1.0, 1.0], np.float32)
INK = np.array([0.13, 0.15, 0.18], np.float32)
SECTION = np.array([0.86, 0.27, 0.18], np.float32)         # cut metal
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


def draw(placed: Sequence[Placed], size: tuple[int, int | None], cut: bool, axes: np.ndarray,
         turn_deg: float = 0.0) -> Picture:
    """All parts in one picture of size times SAMPLES elements; without a height as high as they need.

    turn_deg turns the reader and the cut about the main part's z.
    """
    meshes = []
    main = reference(placed).turned(turn_deg)
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
        for all_of_it, own in zip(whole.normal, alone.normal, strict=True):
            all_of_it[window][nearer] = own[nearer]
        whole.cut[window][nearer] = alone.cut[nearer]
    return whole


def cap(alone: Picture, axes: np.ndarray) -> None:
    """Where the inside of the solid shows first, the section plane x = 0 was metal there."""
    rows, columns = np.nonzero(alone.cut)
    right, up = alone.left + (columns + 0.5) / alone.scale, alone.top - (rows + 0.5) / alone.scale
    # depth of the plane x = 0 on the ray: x = right axes[0, 0] + up axes[1, 0] + depth axes[2, 0] = 0
    alone.depth[rows, columns] = -(right * axes[0, 0] + up * axes[1, 0]) / axes[2, 0]
    alone.normal[:, rows, columns] = (axes @ np.array([-1.0, 0.0, 0.0]))[:, None]


def shaded(picture: Picture, placed: Sequence[Placed], rows: slice) -> np.ndarray:
    """Some rows of the shaded picture (rows, columns, 3) in 0 .. 1, without lines."""
    part, normal, cut = picture.part[rows], picture.normal[:, rows], picture.cut[rows]
    image = np.empty((*part.shape, 3), np.float32)
    image[...] = PAPER
    drawn = part >= 0
    x, y, z = normal[0][drawn], normal[1][drawn], normal[2][drawn]
    light = (LIGHT / np.linalg.norm(LIGHT)).astype(np.float32)
    half = light + np.array([0.0, 0.0, 1.0], np.float32)
    half /= np.linalg.norm(half)
    shine = np.maximum(x * half[0] + y * half[1] + z * half[2], 0)
    eighth = np.square(np.square(np.square(shine)))
    shine = np.square(np.square(eighth)) * eighth       # to the 40th, much faster than a power
    shade = 0.30 + 0.18 * np.maximum(z, 0) + 0.55 * np.maximum(x * light[0] + y * light[1] + z * light[2], 0)
    number = part[drawn]
    base = np.array([[c / 255 for c in p.colour] for p in placed], np.float32)[number]
    shown = np.clip(base * shade[:, None] + 0.20 * shine[:, None], 0, 1)

    cut = cut[drawn]
    if cut.any():
        row, column = np.nonzero(drawn)
        hatch = (((row[cut] + rows.start + column[cut]) // (2 * SAMPLES)) % 4 == 0)[:, None]
        filling = np.array([not p.solid for p in placed])[number[cut], None]
        metal = np.where(filling, base[cut], base[cut] * 0.35 + SECTION * 0.65)
        shown[cut] = metal * np.where(hatch, np.where(filling, 0.86, 0.62), 1.0)
    image[drawn] = shown
    return image


def upright(picture: Picture) -> None:
    """Makes every normal one long."""
    long = np.sqrt(np.einsum("kij,kij->ij", picture.normal, picture.normal))
    picture.normal /= np.maximum(long, 1e-9, out=long)


def edges(picture: Picture) -> np.ndarray:
    """Strength of the drawn line 0 .. 1 at each element: outlines strong, creases weak. Normals are one long."""
    ink = np.zeros(picture.part.shape, np.float32)
    for axis in (0, 1):
        a = [slice(None)] * 2
        b = [slice(None)] * 2
        a[axis], b[axis] = slice(1, None), slice(None, -1)
        one, two = tuple(a), tuple(b)
        apart = (picture.part[one] != picture.part[two]) | (picture.cut[one] != picture.cut[two])
        nz = np.minimum(np.abs(picture.normal[2][one]), np.abs(picture.normal[2][two]))
        with np.errstate(invalid="ignore"):
            step = np.abs(picture.depth[one] - picture.depth[two])
        jump = apart | (step > 2.5 / picture.scale / np.maximum(nz, 0.05) + 0.8)
        along = sum(n[one] * n[two] for n in picture.normal)
        strength = np.where((along < 0.80) & (picture.part[one] >= 0), np.float32(0.5), np.float32(0.0))
        section = picture.cut[one] | picture.cut[two]
        strength[jump] = np.where(section[jump], np.float32(0.6), np.float32(0.9))
        np.maximum(ink[one], strength, out=ink[one])
        np.maximum(ink[two], strength, out=ink[two])
    return ink


def coloured(picture: Picture, placed: Sequence[Placed]) -> np.ndarray:
    """The picture in bytes (rows, columns, 3), SAMPLES elements a side to the pixel; a band after the other."""
    upright(picture)
    ink = edges(picture)
    bands = []
    for start in range(0, len(ink), BAND * SAMPLES):
        rows = slice(start, min(start + BAND * SAMPLES, len(ink)))
        image = shaded(picture, placed, rows)
        image += (INK - image) * ink[rows, :, None]
        mean = sum(image[i::SAMPLES, j::SAMPLES] for i in range(SAMPLES) for j in range(SAMPLES)) / SAMPLES**2
        bands.append(np.round(mean * 255).astype(np.uint8))
    return np.concatenate(bands)


def preview(placed: Sequence[Placed], size: tuple[int, int | None] = (1600, None), cut: bool = False,
            turn_deg: float = 0.0) -> bytes:
    """A picture of the parts as PNG, size in pixels; cut leaves out the half towards the reader, x < 0 in the frame of
    the largest part, turned about its z.

    Fillings (wool) are drawn only in the section, parts without a place not at all.
    """
    parts = [p for p in placed if p.located and (p.solid or cut)]
    if not parts:
        raise ValueError("nothing to draw")
    return png(coloured(draw(parts, size, cut, view(22, 14) if cut else view(35, 24), turn_deg), parts))


def preview_png(placed: Sequence[Placed], path: Path, size: tuple[int, int | None] = (1600, None),
                cut: bool = False, turn_deg: float = 0.0) -> None:
    """Writes preview() to path."""
    path.write_bytes(preview(placed, size, cut, turn_deg))
