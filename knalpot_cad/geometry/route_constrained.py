"""Routes through hard points whose straights have a least length: vertices moved under constraints (SLSQP), in mm.

Unknown are the intersection points, and where on its arc each point between lies. Started from the polyline of the
points; without points between, where that fails, with a third bend set off to six sides (a turn back in little room).
The shortest that holds everything is the answer: a local optimum, the same on every run, not proven the shortest of
all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.frame import Vec
from knalpot_cad.geometry.route_through import MOST_DEG, Hard, too_short

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LOOSE = 1.5
MISS_MM = 1e-5           # a point between may lie this far off the centre line


class Problem:
    """One choice of bends: kinds are `leave`, `arrive`, `free`, or the number of a point between."""

    def __init__(self, hard: Hard, kinds: list[str | int], begin: list[Vec]) -> None:
        import numpy as np

        self.hard, self.kinds = hard, kinds
        self.first, self.last = np.array(hard.points[0]), np.array(hard.points[-1])
        self.leave = np.array(hard.leave) if hard.leave else None
        self.arrive = np.array(hard.arrive) if hard.arrive else None
        start: list[float] = []
        for kind, p in zip(kinds, begin, strict=True):
            if kind == "leave":
                start.append(math.dist(p, hard.points[0]))
            elif kind == "arrive":
                start.append(math.dist(p, hard.points[-1]))
            else:
                start += [*p] if kind == "free" else [*p, 0.5]
        self.start = np.array(start)
        self._seen: dict[bytes, tuple[float, Array, Array, Array]] = {}

    def vertices(self, x: Array) -> tuple[Array, list[tuple[int, float, int]]]:
        """The chain of vertices (n, 3), and for each point between its number, place on the arc and vertex."""
        import numpy as np

        out, places, k = [self.first], [], 0
        for kind in self.kinds:
            if kind == "leave":
                assert self.leave is not None
                out.append(self.first + x[k] * self.leave)
                k += 1
            elif kind == "arrive":
                assert self.arrive is not None
                out.append(self.last - x[k] * self.arrive)
                k += 1
            else:
                out.append(x[k:k + 3])
                k += 3
                if kind != "free":
                    places.append((int(kind), float(x[k]), len(out) - 1))
                    k += 1
        return np.array([*out, self.last]), places

    def measures(self, x: Array) -> tuple[float, Array, Array, Array]:
        """Length, straights, angles [rad], and how far each point between lies off its place on the arc (3 each)."""
        key = x.tobytes()
        if key not in self._seen:      # the solver asks length and every rule at the same places
            self._seen[key] = self._measure(x)
        return self._seen[key]

    def _measure(self, x: Array) -> tuple[float, Array, Array, Array]:
        import numpy as np

        v, places = self.vertices(x)
        c = self.hard.clr_mm
        d = np.diff(v, axis=0)
        n = np.maximum(np.linalg.norm(d, axis=1), 1e-9)
        u = d / n[:, None]
        cosine = (u[:-1] * u[1:]).sum(axis=1)
        angles = np.arctan2(np.linalg.norm(np.cross(u[:-1], u[1:]), axis=1), cosine)
        back = c * np.tan(np.minimum(angles, 3.0) / 2)
        straights = n - np.concatenate([[0.0], back]) - np.concatenate([back, [0.0]])
        off = []
        for number, t, i in places:
            a = angles[i - 1]
            side = u[i] - u[i - 1] * math.cos(a)
            size = float(np.linalg.norm(side))
            side = side / size if size > 1e-12 else side
            begin = v[i] - back[i - 1] * u[i - 1]
            on = begin + c * math.sin(t * a) * u[i - 1] + c * (1 - math.cos(t * a)) * side
            off.append(on - np.array(self.hard.between[number]))
        return (float(straights.sum() + c * angles.sum()), straights, angles,
                np.concatenate(off) if off else np.zeros(0))

    def least(self) -> Array:
        import numpy as np

        w, n = self.hard.least, len(self.kinds) + 1
        return np.array([w.start_mm, *[w.between_mm] * (n - 2), w.end_mm] if n > 1 else [0.0])

    def solve(self) -> tuple[float, list[Vec]] | None:
        """Length and vertices of the optimum, or None where nothing holds all constraints."""
        import numpy as np
        from scipy.optimize import minimize

        least = self.least()
        rules: list[dict[str, Any]] = [
            {"type": "ineq", "fun": lambda x: self.measures(x)[1] - least},
            {"type": "ineq", "fun": lambda x: math.radians(MOST_DEG) - self.measures(x)[2]}]
        if any(isinstance(k, int) for k in self.kinds):
            rules.append({"type": "eq", "fun": lambda x: self.measures(x)[3]})
        bounds: list[tuple[float | None, float | None]] = []
        for kind in self.kinds:
            bounds += [(0.0, None)] if kind in ("leave", "arrive") else [(None, None)] * 3
            bounds += [(0.0, 1.0)] if isinstance(kind, int) else []
        done = minimize(lambda x: self.measures(x)[0], self.start, method="SLSQP", jac="3-point", bounds=bounds,
                        constraints=rules, options={"maxiter": 150, "ftol": 1e-10})
        x = np.asarray(done.x)
        length, straights, angles, off = self.measures(x)
        if not np.isfinite(length) or (np.abs(off) > MISS_MM).any() or (straights < least - MISS_MM).any() \
                or (angles > math.radians(MOST_DEG) + 1e-9).any():
            return None
        return length, [(float(p[0]), float(p[1]), float(p[2])) for p in self.vertices(x)[0]]


def problems(hard: Hard) -> Iterator[Problem]:
    """The plain chain of bends; then, without points between, one bend more in its middle, set off to six sides."""
    import numpy as np

    c, least = hard.clr_mm, hard.least
    kinds: list[str | int] = [*(["leave"] if hard.leave else []), *range(len(hard.between)),
                              *(["arrive"] if hard.arrive else [])]
    spots = {"leave": tuple(np.array(hard.points[0]) + (least.start_mm + 1.5 * c) * np.array(hard.leave or (0, 0, 0))),
             "arrive": tuple(np.array(hard.points[-1]) - (least.end_mm + 1.5 * c) * np.array(hard.arrive or (0, 0, 0)))}
    begin = [hard.between[k] if isinstance(k, int) else spots[k] for k in kinds]
    if kinds:
        yield Problem(hard, kinds, begin)
    if hard.between:
        return
    chain = [hard.points[0], *begin, hard.points[-1]]
    gap = len(chain) // 2 - 1
    for axis in range(3):
        for sign in (1.0, -1.0):
            spot = (np.array(chain[gap]) + np.array(chain[gap + 1])) / 2
            spot[axis] += sign * 3 * c
            yield Problem(hard, [*kinds[:gap], "free", *kinds[gap:]], [*begin[:gap], tuple(spot), *begin[gap:]])


def constrained(hard: Hard) -> list[Vec] | None:
    """Vertices of the shortest route found that holds every least straight; None where none was found.

    A route that only comes to hold by winding about (longer than LOOSE times the points' legs and a full turn) is none.
    """
    limit = LOOSE * math.fsum(math.dist(a, b) for a, b in zip(hard.points, hard.points[1:], strict=False))
    limit += 2 * math.pi * hard.clr_mm
    found: list[tuple[float, list[Vec]]] = []
    for i, problem in enumerate(problems(hard)):
        if i == 1 and found:
            break                # fewest bends first: one more is only asked where the plain chain fails
        answer = problem.solve()
        if answer and answer[0] <= limit and not too_short(Hard(hard.points, hard.clr_mm), answer[1]):
            found.append(answer)
    return min(found, key=lambda f: f[0])[1] if found else None
