"""A plate with a field of holes against finite elements: its two faces joined by (jk/zeta)[p][q], nothing between."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse
from skfem import Basis, BilinearForm, ElementLineP2, MeshLine

from acoustics import Body, HoleField, Packing, Plate, Round, Silencer, Tube, Wool, two_port, wool_backed
from acoustics.basis import Effort
from tests.validation import fem_axisymmetric
from tests.validation.cases import AIR

FREQUENCIES = np.linspace(60, 3000, 50)
WOOL = Wool(5000.0, "selamet")


class Sheeted(fem_axisymmetric.Model):
    """The finite elements, with every plate's faces joined where it has a field: one behind the other, by r."""

    def _matrices(self):
        super()._matrices()
        self.sheets = [(p, self._faces(p)) for p in self.silencer.plates if p.field]

    def _faces(self, plate):
        mesh = self.mesh
        ends = mesh.p[:, mesh.facets]
        sides = []
        for z in (plate.z0, plate.z1):
            on = np.all(np.abs(ends[0] - z) < 1e-9, axis=0) & (mesh.f2t[1] < 0)
            dofs = self.basis.get_dofs(np.flatnonzero(on)).all()
            sides.append(dofs[np.argsort(self.basis.doflocs[1, dofs])])
        r = self.basis.doflocs[1, sides[0]]
        assert np.abs(r - self.basis.doflocs[1, sides[1]]).max() < 1e-9
        basis = Basis(MeshLine(r[::2]), ElementLineP2(), intorder=5)
        small = BilinearForm(lambda u, v, w: w.x[0] * u * v).assemble(basis)
        order = np.argsort(basis.doflocs[0])
        n = len(r)
        put = scipy.sparse.coo_matrix((np.repeat([1.0, -1.0], n), (np.concatenate(sides), np.tile(np.arange(n), 2))),
                                      shape=(self.size, n)).tocsr()
        return put @ small[order][:, order] @ put.T

    def system(self, f, gas):
        out, k = super().system(f, gas), 2 * math.pi * f / gas.c
        for plate, jump in self.sheets:
            ratio = -1.0
            for z in (plate.z0, plate.z1):
                wool = next((p.wool for p in self.silencer.packing if p.z0 - 1e-9 <= z <= p.z1 + 1e-9), None)
                zw, kw = wool.zk(np.array([f]), gas) if wool else (np.array([gas.z]), np.array([k]))
                ratio = ratio + complex((zw * kw / (gas.z * k))[0])
            field = plate.field
            zeta = complex(wool_backed(k, plate.z1 - plate.z0, field.hole, field.porosity, ratio))
            out = out + 1j * k / zeta * jump
        return out.tocsc()


def silencer(porosity, packing=(), through=False, thickness=0.001):
    """A chamber with tubes of two bores and a plate near its middle; a third tube passes it, or none."""
    tubes = [Tube("in", 0, 0, 0.0160, 0.0172, -0.05, 0.05, "port"),
             Tube("out", 0, 0, 0.0135, 0.0147, 0.19, 0.31, "open", "port")]
    if through:
        tubes[0] = Tube("in", 0, 0, 0.0160, 0.0172, -0.05, 0.15, "port")
    plate = Plate("p", 0.12, 0.12 + thickness, (), HoleField(0.004, porosity, "sullivan"))
    return Silencer((Body(0.0, 0.26, Round(0.055), Round(0.055)),), tuple(tubes), (plate,), packing, "in", "out")


CASES = {
    "open": (silencer(0.25), 0.04, 0.25),
    "few": (silencer(0.03), 0.04, 0.25),
    "tube passes": (silencer(0.08, through=True), 0.08, 1.0),
    "wool before": (silencer(0.1, (Packing(0.0, 0.12, WOOL),)), 0.06, 0.3),
    "wool on both sides": (silencer(0.1, (Packing(0.0, 0.12, WOOL), Packing(0.121, 0.26, WOOL))), 0.06, 0.3),
}


@pytest.mark.slow
@pytest.mark.parametrize("key", CASES)
def test_a_field_of_holes_against_finite_elements(key):
    case, median, most = CASES[key]
    found = two_port(case, AIR, FREQUENCIES, "modes").transmission_loss()
    away = np.abs(found - Sheeted(case).loss(FREQUENCIES, AIR))
    assert np.median(away) < median and np.percentile(away, 90) < most


def test_a_field_of_holes_at_a_few_frequencies():
    f = np.array([150.0, 400.0, 700.0])           # the peak at 1100 Hz is the tail's alone, plate or not
    case = CASES["few"][0]
    found = two_port(case, AIR, f, "modes", Effort(tail=14.0)).transmission_loss()
    assert found == pytest.approx(Sheeted(case).loss(f, AIR), abs=0.1)
