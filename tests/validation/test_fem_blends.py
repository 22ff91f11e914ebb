"""A casing that goes from round to oval and back, against finite elements of its true shape in three dimensions.

A round bar of quadratic tetrahedra, every section stretched so that the point of each normal lies where the ruled wall
has it: closed form, nothing of acoustics/ but the gas.
"""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse.linalg
from skfem import Basis, BilinearForm, ElementTetP2, FacetBasis, LinearForm, MeshTet, MeshTet2, MeshTri
from skfem.helpers import dot, grad

from acoustics import Body, Ellipse, Gas, Round, Silencer, Tube, two_port

AIR = Gas.air(293.15)
PORT, WIDTH, CONE, PIPE = 0.02, 0.14, 0.1, 0.03       # m
F = np.array([300.0, 700.0, 1100.0, 1500.0, 1900.0, 2300.0])


def wall(angle, z, height):
    """Points of the wall with normals at an angle: a round pipe, cone, cone, pipe; the widest at z = 0."""
    part = np.clip(1 - np.abs(z) / CONE, 0.0, 1.0)
    c, s, a, b = np.cos(angle), np.sin(angle), WIDTH / 2, height / 2
    h = np.hypot(a * c, b * s)
    return np.array([(1 - part) * PORT * c + part * a**2 * c / h, (1 - part) * PORT * s + part * b**2 * s / h])


def solid(refined, layers, height):
    """A quarter of the gas between both ends of the pipes: all is its own mirror image in x and y."""
    whole = MeshTri.init_circle(refined)
    disc = whole.restrict(np.flatnonzero((whole.p[:, whole.t].mean(axis=1) > 0).all(axis=0)))
    t, n = np.sort(disc.t, axis=0), disc.p.shape[1]
    z = np.concatenate([np.linspace(-CONE - PIPE, -CONE, layers // 3 + 1)[:-1],
                        np.linspace(-CONE, 0, layers + 1)])
    z = np.concatenate([z, -z[-2::-1]])
    cells = [np.array(c) for i in range(len(z) - 1) for low in [t + i * n] for high in [low + n]
             for c in ((low[0], low[1], low[2], high[2]), (low[0], low[1], high[1], high[2]),
                       (low[0], high[0], high[1], high[2]))]
    bar = MeshTet(np.vstack([np.tile(disc.p, len(z)), np.repeat(z, n)]), np.hstack(cells))
    mesh = MeshTet2.from_mesh(bar)
    x, y, high = mesh.doflocs
    far, corners = np.hypot(x, y), bar.p.shape[1]
    rim = np.isclose(far[bar.edges], 1.0, atol=1e-9).all(axis=0)
    far[corners:][rim] = 1.0                            # the middle of an edge of the rim lies on it
    return MeshTet2(np.vstack([far * wall(np.arctan2(y, x), high, height), high]), mesh.t)


def finite_elements(f, height):
    """TL [dB] between two plane waves."""
    mesh, element = solid(3, 18, height), ElementTetP2()
    basis = Basis(mesh, element, intorder=4)
    stiffness = BilinearForm(lambda u, v, w: dot(grad(u), grad(v))).assemble(basis).tocsc()
    mass = BilinearForm(lambda u, v, w: u * v).assemble(basis).tocsc()
    end = CONE + PIPE
    faces = [FacetBasis(mesh, element, facets=mesh.facets_satisfying(lambda x, z=z: np.abs(x[2] - z) < 1e-9, True),
                        intorder=4) for z in (-end, end)]
    loads = [LinearForm(lambda v, w: v).assemble(face) for face in faces]
    ends = [BilinearForm(lambda u, v, w: u * v).assemble(face).tocsc() for face in faces]
    out = []
    for k in AIR.k(f):
        system = stiffness - k**2 * mass + 1j * k * (ends[0] + ends[1])
        p = scipy.sparse.linalg.splu(system, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0,
                                     options={"SymmetricMode": True}).solve(2j * k * loads[0])
        out.append(-20 * np.log10(abs(loads[1] @ p / loads[1].sum())))
    return np.array(out), 4 * mass.sum()


@pytest.mark.slow
@pytest.mark.parametrize(("height", "near"), [
    pytest.param(0.06, 0.005, id="each section in the next"), pytest.param(0.03, 0.15, id="flatter than the pipe")])
def test_round_to_oval_and_back(height, near):
    """To above the first cut-on of the middle; where sections cross, steps of uniform functions stand for the cones."""
    oval = Ellipse(WIDTH, height)
    tubes = (Tube("in", 0, 0, PORT, PORT, -CONE - PIPE, -CONE, "port", "open"),
             Tube("out", 0, 0, PORT, PORT, CONE, CONE + PIPE, "open", "port"))
    can = Silencer((Body(-CONE, 0, Round(PORT), oval), Body(0, CONE, oval, Round(PORT))), tubes, inlet="in",
                   outlet="out")
    truth, volume = finite_elements(F, height)
    assert sum(can.chamber_volumes()) + 2 * np.pi * PORT**2 * PIPE == pytest.approx(volume, rel=1e-3)
    for model in ("plane", "modes"):
        loss = two_port(can, AIR, F, model).transmission_loss()
        assert np.median(np.abs(loss - truth)) < near
