"""What moves at every junction when a wave comes in at the inlet: the eliminated system put back in place."""

from __future__ import annotations

import numpy as np

from acoustics.arrays import Complex
from acoustics.assembly import Assembly
from acoustics.chain import Chain
from acoustics.waves import Waves


def velocities(chain: Chain, waves: Waves) -> tuple[list[Complex], Complex]:
    """Velocities (n, m) of each junction of a chain [m] under a unit power wave at the inlet, and S11, S21 (n, 2) [-].

    Zsys x = 2 C' e_inlet, eliminated from the far end as in sweep.py, then back; outlet anechoic. Valid without flow;
    no errors. Source: formulation c, h.
    """
    n = waves.k.size
    kept: list[tuple[Complex, Complex, Complex]] = []           # D, right side, E' to the junction after
    for here, d, e in Assembly(chain).blocks(waves):
        r = np.broadcast_to(2 * here.signal[0], (n, here.signal.shape[1])).astype(np.complex128)
        if kept and kept[-1][0].shape[1]:
            x = np.linalg.solve(kept[-1][0], np.concatenate([e, kept[-1][1][:, :, None]], axis=2))
            back = e.swapaxes(1, 2)
            d, r = d - back @ x[:, :, :-1], r - (back @ x[:, :, -1:])[:, :, 0]
        kept.append((d, r, e))
    out: list[Complex] = []
    before: Complex | None = None
    for d, r, e in reversed(kept):
        right = r if before is None else r - (before @ out[-1][:, :, None])[:, :, 0]
        out.append(np.asarray(np.linalg.solve(d, right[:, :, None])[:, :, 0]))
        before = e
    away = sum((x @ j.signal.T for x, j in zip(out, chain.junctions, strict=True)), np.zeros((n, 2)))
    return out, np.asarray(np.array([1.0, 0.0]) - away, np.complex128)
