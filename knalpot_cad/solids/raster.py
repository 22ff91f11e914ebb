"""A depth buffer in numpy: triangles to spans of picture elements, row by row, all triangles of a part at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BATCH = 1 << 20             # elements looked at in one go


@dataclass
class Picture:
    """What each picture element shows: depth towards the reader, part number (-1 paper), normal, cut or not.

    cut is first set where the inside of a face is seen. normal is (3, rows, columns): a plane a direction.
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
    return Picture(np.full((rows, columns), -np.inf, np.float32), np.full((rows, columns), -1, np.int16),
                   np.zeros((3, rows, columns), np.float32), np.zeros((rows, columns), bool), left, top, scale)


def raster(picture: Picture, corners: np.ndarray, normals: np.ndarray, keep: np.ndarray | None) -> None:
    """Draws one solid; corners (n, 3, 3) are column, row [elements] and depth, the larger the nearer.

    normals (n, 3, 3) in the picture's axes. keep (n, 3) is each corner's distance to the section plane, negative
    where it is cut away; without a section the faces that look away are hidden by the others, and left out.
    """
    ab, ac = corners[:, 1, :2] - corners[:, 0, :2], corners[:, 2, :2] - corners[:, 0, :2]
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]                # rows run down: negative towards the reader
    if keep is None:
        shown, values = area < -1e-9, normals
    else:
        shown = (np.abs(area) > 1e-9) & (keep > 0).any(axis=1)
        values = np.concatenate([normals, keep[..., None]], axis=2)
    order = np.flatnonzero(shown)
    triangles = np.concatenate([corners, values], axis=2)[order]
    (x0, x1), (y0, y1) = reach(triangles, 0), reach(triangles, 1)
    ends = np.cumsum((np.ceil(x1) - np.floor(x0) + 1) * (np.ceil(y1) - np.floor(y0) + 1))   # at most its box
    start = 0
    while start < len(triangles):
        done = ends[start - 1] if start else 0.0
        stop = max(start + 1, int(np.searchsorted(ends, done + BATCH)))
        spans(picture, triangles[start:stop], area[order[start:stop]] > 0)
        start = stop


def reach(triangles: np.ndarray, value: int) -> tuple[np.ndarray, np.ndarray]:
    """Least and largest of a value at the three corners."""
    a, b, c = (triangles[:, i, value] for i in range(3))
    return np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)


def spans(picture: Picture, triangles: np.ndarray, behind: np.ndarray) -> None:
    """Fills triangles (n, 3, column, row, depth, normal, keep where there is a section) where they are nearest."""
    rows, columns = picture.depth.shape
    x, y = triangles[:, :, 0], triangles[:, :, 1]
    y0, y1 = reach(triangles, 1)
    first, last = np.maximum(np.ceil(y0 - 0.5), 0), np.minimum(np.floor(y1 - 0.5), rows - 1)
    owner, row = runs(first.astype(int), last.astype(int))
    middle = row + 0.5
    low, high = np.full(len(row), np.inf), np.full(len(row), -np.inf)
    for i, j in ((0, 1), (1, 2), (2, 0)):       # where each side crosses the middle of the row
        ya, yb = y[owner, i], y[owner, j]
        crossed = (np.minimum(ya, yb) <= middle) & (middle <= np.maximum(ya, yb)) & (ya != yb)
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x[owner, i] + (middle - ya) / (yb - ya) * (x[owner, j] - x[owner, i])
        low, high = np.where(crossed, np.minimum(low, at), low), np.where(crossed, np.maximum(high, at), high)
    fair = high >= low
    owner, row, low, high = owner[fair], row[fair], low[fair], high[fair]
    begin = np.maximum(np.ceil(low - 0.5), 0).astype(int)
    span, column = runs(begin, np.minimum(np.floor(high - 0.5), columns - 1).astype(int))
    owner, row = owner[span], row[span]
    nearest(picture, triangles, behind, owner, column, row)


def nearest(picture: Picture, triangles: np.ndarray, behind: np.ndarray, owner: np.ndarray, column: np.ndarray,
            row: np.ndarray) -> None:
    """Sets the elements (column, row) of their triangles where nothing nearer is there."""
    a, ab, ac = triangles[:, 0], triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    # every value is linear in the picture: its slopes along columns and rows
    right = (ab * ac[:, 1:2] - ac * ab[:, 1:2]) / area[:, None]
    down = (ac * ab[:, 0:1] - ab * ac[:, 0:1]) / area[:, None]
    dx, dy = column + 0.5 - a[owner, 0], row + 0.5 - a[owner, 1]
    depth = (a[owner, 2] + dx * right[owner, 2] + dy * down[owner, 2]).astype(np.float32)
    place = row * picture.depth.shape[1] + column
    shown = depth > picture.depth.ravel()[place]
    if triangles.shape[2] > 6:
        shown &= a[owner, 6] + dx * right[owner, 6] + dy * down[owner, 6] >= 0
    owner, place, depth, dx, dy = owner[shown], place[shown], depth[shown], dx[shown], dy[shown]
    np.maximum.at(picture.depth.ravel(), place, depth)
    best = depth == picture.depth.ravel()[place]
    owner, place, dx, dy = owner[best], place[best], dx[best], dy[best]
    picture.cut.ravel()[place] = behind[owner]
    picture.part.ravel()[place] = 0
    for i, plane in enumerate(picture.normal.reshape(3, -1), 3):
        plane[place] = a[owner, i] + dx * right[owner, i] + dy * down[owner, i]


def runs(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers first .. last of every pair one after the other, and which pair each comes from."""
    count = np.maximum(last - first + 1, 0)
    owner = np.repeat(np.arange(len(count)), count)
    start = np.cumsum(count) - count
    return owner, np.arange(len(owner)) - start[owner] + first[owner]
