"""A depth buffer in numpy: triangles to picture elements, all small triangles of a size at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIZES = (4, 8, 16, 32)      # picture elements a side; larger triangles are halved until they fit
BATCH = 1 << 17             # elements looked at in one go


@dataclass
class Picture:
    """What each picture element shows: depth towards the reader, part number (-1 paper), normal, cut or not.

    cut is first set where the inside of a face is seen.
    """

    depth: np.ndarray
    part: np.ndarray
    normal: np.ndarray
    cut: np.ndarray
    left: float
    top: float
    scale: float


def blank(rows: int, columns: int, left: float, top: float, scale: float) -> Picture:
    """Paper; left and top [mm] of its corner, scale in elements a mm."""
    return Picture(np.full((rows, columns), -np.inf), np.full((rows, columns), -1), np.zeros((rows, columns, 3)),
                   np.zeros((rows, columns), bool), left, top, scale)


def extent(corners: np.ndarray) -> np.ndarray:
    """Larger side of each triangle's box [elements]."""
    return np.asarray((corners[:, :, :2].max(axis=1) - corners[:, :, :2].min(axis=1)).max(axis=1))


def halved(corners: np.ndarray) -> np.ndarray:
    """Triangles (n, 3, k) split at the middle of their longest edge until none is larger than the largest size."""
    done = []
    while len(corners):
        large = extent(corners) > SIZES[-1] - 2
        done.append(corners[~large])
        corners = corners[large]
        sides = np.linalg.norm(corners[:, [1, 2, 0], :2] - corners[:, :, :2], axis=2)
        first = np.argmax(sides, axis=1)
        turn = (first[:, None] + np.arange(3)) % 3
        a, b, c = (corners[np.arange(len(corners)), turn[:, k]] for k in range(3))
        middle = (a + b) / 2
        corners = np.concatenate([np.stack([a, middle, c], axis=1), np.stack([middle, b, c], axis=1)])
    return np.concatenate(done) if done else corners


def raster(picture: Picture, corners: np.ndarray, normals: np.ndarray, keep: np.ndarray | None) -> None:
    """Draws one solid; corners (n, 3, 3) are column, row [elements] and depth, the larger the nearer.

    normals (n, 3, 3) in the picture's axes. keep (n, 3) is each corner's distance to the section plane, negative
    where it is cut away; without a section the faces that look away are hidden by the others, and left out.
    """
    if keep is None:
        ab, ac = corners[:, 1, :2] - corners[:, 0, :2], corners[:, 2, :2] - corners[:, 0, :2]
        shown = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0] < 0       # rows run down
        keep = np.ones(corners.shape[:2])
    else:
        shown = (keep > 0).any(axis=1)
    joined = halved(np.concatenate([corners, normals, keep[..., None]], axis=2)[shown])
    size = extent(joined)
    low = 0
    for side in SIZES:
        some = joined[(size > low) & (size <= side - 2)] if low else joined[size <= side - 2]
        low = side - 2
        step = max(1, BATCH // side**2)
        for i in range(0, len(some), step):
            small(picture, some[i:i + step], side)


def small(picture: Picture, triangles: np.ndarray, side: int) -> None:
    """Triangles that fit in side times side elements."""
    rows, columns = picture.depth.shape
    a, ab, ac = triangles[:, 0], triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    fair = np.abs(area) > 1e-9
    a, ab, ac, area, triangles = a[fair], ab[fair], ac[fair], area[fair], triangles[fair]
    corner = np.floor(triangles[:, :, :2].min(axis=1)).astype(int)
    grid = np.arange(side)
    x, y = (corner[:, 0, None, None] + grid[None, None, :]), (corner[:, 1, None, None] + grid[None, :, None])
    dx, dy = x + 0.5 - a[:, 0, None, None], y + 0.5 - a[:, 1, None, None]
    s = (dx * (ac[:, 1] / area)[:, None, None] - dy * (ac[:, 0] / area)[:, None, None])
    t = (dy * (ab[:, 0] / area)[:, None, None] - dx * (ab[:, 1] / area)[:, None, None])
    inside = np.minimum(np.minimum(s, t), 1 - s - t) >= -1e-7
    inside &= (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    n, j, i = np.nonzero(inside)
    s, t = s[n, j, i, None], t[n, j, i, None]
    values = a[n] + s * ab[n] + t * ac[n]
    place = (corner[n, 1] + j) * columns + corner[n, 0] + i
    good = (values[:, 6] >= 0) & (values[:, 2] > picture.depth.ravel()[place])
    place, values, behind = place[good], values[good], area[n[good]] > 0
    order = np.lexsort((values[:, 2], place))
    last = np.append(place[order][1:] != place[order][:-1], True)[:len(place)]     # the nearest at each place
    best = order[last]
    place, values = place[best], values[best]
    picture.cut.ravel()[place] = behind[best]
    picture.depth.ravel()[place] = values[:, 2]
    picture.part.ravel()[place] = 0
    picture.normal.reshape(-1, 3)[place] = values[:, 3:6]
