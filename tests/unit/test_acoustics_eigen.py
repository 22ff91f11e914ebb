"""The eigenproblems of sections and the static shapes against dense algebra, without slices and cuts."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
import scipy.sparse

from acoustics import Round, eigen
from acoustics.curve import circle
from acoustics.eigen import first_below, lowest
from acoustics.mesh import Loop, build
from acoustics.modes import Elements, hard_modes
from acoustics.static import SHAPES, static_shapes
from acoustics.tail import straight


@pytest.fixture(scope="module")
def section():
    """A disc of 50 mm without two holes of one size, which stand opposite each other: pairs and near pairs."""
    loops = (Loop(Round(0.05).curve, 0), Loop(circle(0.022, 0, 0.0127), 1), Loop(circle(-0.022, 0, 0.0127), 2))
    elements = Elements(build(loops, 0.006))
    return elements, ~elements.mesh.inside[:, 1] & ~elements.mesh.inside[:, 2]


def dense(section):
    part = section[0].part(section[1])
    return scipy.linalg.eigh(part.stiffness.toarray(), part.mass.toarray())


@pytest.mark.parametrize(("limit", "a_slice"), [(150.0, 180), (400.0, 180), (400.0, 40), (700.0, 60)])
def test_pairs_below_a_limit_are_those_of_a_dense_solution(section, limit, a_slice, monkeypatch):
    """One shift or several, few modes or many: as many, the same values, one space, orthonormal to round-off."""
    monkeypatch.setattr(eigen, "SLICE", a_slice)
    part = section[0].part(section[1])
    values, vectors = lowest(part.stiffness, part.mass, limit**2, 20 if limit < 200 else int(limit / 4))
    all_values, all_vectors = dense(section)
    n = len(first_below(all_values, all_vectors, limit**2)[0])
    assert len(values) == n > 5
    assert values[1:] == pytest.approx(all_values[1:n], rel=1e-6) and abs(values[0]) < 1e-4
    assert np.abs(vectors.T @ (part.mass @ vectors) - np.eye(n)).max() < 1e-10
    assert scipy.linalg.svdvals(all_vectors[:, :n].T @ (part.mass @ vectors)) == pytest.approx(1, abs=1e-5)


def test_the_modes_of_a_lower_limit_are_the_first_of_a_higher_one(section):
    """A region is solved once, as far as its duct's tail goes; an aperture takes the first of these."""
    elements, chosen = section
    far, near = hard_modes(elements, chosen, 420.0**2), hard_modes(elements, chosen, 400.0**2)
    values, shapes = first_below(far.values, far.shapes, 400.0**2)
    assert values == pytest.approx(near.values, rel=1e-6, abs=1e-9) and len(values) < len(far.values)
    mass = elements.matrices(chosen)[1]
    assert scipy.linalg.svdvals(shapes.T @ (mass @ near.shapes)) == pytest.approx(1, abs=1e-5)


def test_a_pair_is_not_split_at_the_limit(section):
    elements = section[0]
    disc = np.ones(len(elements.mesh.triangles), bool)
    pair = 1.8412 / 0.05
    for limit in (pair * 0.9999, pair * 1.0001):
        assert len(hard_modes(elements, disc, limit**2).values) in (1, 3)


def test_twice_asked_is_the_same_bytes(section):
    part = section[0].part(section[1])
    one, two = (lowest(part.stiffness, part.mass, 300.0**2, 60) for _ in range(2))
    assert one[0].tobytes() == two[0].tobytes() and one[1].tobytes() == two[1].tobytes()


def test_a_problem_with_as_many_modes_as_nodes_is_solved_densely():
    size = 120
    k = scipy.sparse.diags_array(np.arange(1.0, size + 1), format="csr")
    values, vectors = lowest(k, scipy.sparse.eye_array(size, format="csr"), 1e9, size)
    assert values == pytest.approx(np.arange(1.0, size + 1)) and vectors.shape == (size, size)


def test_a_part_holds_what_the_whole_holds(section):
    """Area, perimeter and stiffness of the part with its own numbers of nodes, and on all nodes."""
    elements, chosen = section
    part, (k, m) = elements.part(chosen), elements.matrices(chosen)
    area = np.pi * (0.05**2 - 2 * 0.0127**2)
    assert part.mass.sum() == pytest.approx(area, rel=1e-4) == m.sum()
    assert elements.width(chosen) == pytest.approx(2 * area / (2 * np.pi * (0.05 + 2 * 0.0127)), rel=0.01)
    x = elements.mesh.nodes[:, 0]
    assert x @ (k @ x) == pytest.approx(area, rel=1e-4)                  # int |grad x|^2
    assert x[part.nodes] @ (part.stiffness @ x[part.nodes]) == pytest.approx(area, rel=1e-4)
    assert np.array_equal(part.nodes, np.unique(elements.mesh.triangles[chosen]))


def chain(rng, sizes, live):
    """A positive tail with its coupling, and live rows, of junctions of some sizes."""
    total = sum(sizes)
    at = np.cumsum([0, *sizes])
    s = np.zeros((total, total))
    for a, b in zip(at[:-1], at[2:], strict=False):                     # each slab answers at both its ends
        q = rng.normal(size=(b - a, b - a)) * np.exp(-0.15 * np.arange(b - a))[:, None]
        s[a:b, a:b] += q.T @ q
    s += np.diag(rng.uniform(1e-3, 1e-2, total))
    blocks = [s[a:b, a:b] for a, b in zip(at[:-1], at[1:], strict=True)]
    between = [s[a:b, b:c] for a, b, c in zip(at[:-2], at[1:-1], at[2:], strict=True)]
    return s, blocks, between, [rng.normal(size=(n, m)) for n, m in zip(live, sizes, strict=True)]


@pytest.mark.parametrize(("sizes", "live"), [((5, 30, 30, 8, 40), (2, 6, 9, 3, 5)), ((12,), (4,)), ((9, 6), (0, 2))])
def test_static_shapes_are_the_span_of_the_whole_solution(sizes, live):
    """(S + R'R/top)^-1 R' by one dense solution, its rows cut junction by junction by their singular values."""
    top = 41.0
    s, blocks, between, rows = chain(np.random.default_rng(3), sizes, live)
    r = scipy.linalg.block_diag(*rows)
    x = np.linalg.solve(s + r.T @ r / top, r.T)
    at = np.cumsum([0, *sizes])
    for a, b, shapes in zip(at[:-1], at[1:], static_shapes(blocks, between, rows, top), strict=True):
        u, size, _ = np.linalg.svd(x[a:b], full_matrices=False)
        u = u[:, size > SHAPES * size[0]]
        assert shapes.shape == u.shape and np.abs(shapes.T @ shapes - np.eye(u.shape[1])).max() < 1e-9
        assert scipy.linalg.svdvals(u.T @ shapes) == pytest.approx(1, abs=1e-9)


def test_a_junction_without_velocities_has_no_shapes():
    _, (first, last), _, rows = chain(np.random.default_rng(1), (6, 7), (2, 3))
    empty = np.zeros((0, 0))
    made = static_shapes([first, empty, last], [np.zeros((6, 0)), np.zeros((0, 7))],
                         [rows[0], np.zeros((0, 0)), rows[1]], 40.0)
    alone = static_shapes([first], [], [rows[0]], 40.0)
    assert made[1].shape == (0, 0) and scipy.linalg.svdvals(made[0].T @ alone[0]) == pytest.approx(1, abs=1e-9)


def test_tails_of_a_slab_add_up_to_its_closed_forms():
    """jk (S0 + k^2 S1) against Zc and Zx of an evanescent mode, to second order in k^2; a long slab couples nothing."""
    values, length, k = np.array([60.0, 200.0, 900.0]) ** 2, np.array([0.03, 0.01, 0.5]), 4.0
    ends, cross = straight(values, length)
    h = np.sqrt(values - k**2)
    assert ends[0] + k**2 * ends[1] == pytest.approx(1 / np.tanh(h * length) / h, rel=1e-4)
    assert (cross[0] + k**2 * cross[1])[:2] == pytest.approx(-1 / (h * np.sinh(h * length))[:2], rel=1e-4)
    assert abs(cross[0, 2]) < 1e-150 and np.all(np.isfinite(cross))
    assert np.all(np.isfinite(straight(np.array([9e8]), np.array([5.0]))))
