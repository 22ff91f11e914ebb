"""cot and 1/sin of a matrix without eigenvectors: where these are known, where there are none."""

import numpy as np
import pytest

from acoustics.halves import ends_short
from acoustics.sections import ends

K = np.array([3.0, 20.0, 55.0]) * (1 - 1e-9j)


def _scalar(values, length):
    return ends(K[:, None], values, length)


@pytest.mark.parametrize("length", [0.004, 0.02, 0.06])
@pytest.mark.parametrize("fastest", [30.0, 300.0])
def test_known_eigenvectors(length, fastest):
    """Slow waves beside fast decay, turned by a matrix that is not orthogonal."""
    rng = np.random.default_rng(5)
    values = np.concatenate([K[:, None] ** 2 * [1.0, 1.7 - 0.4j, 2.2 - 1.5j],
                             np.tile(-np.array([0.2, 0.5, 1.0]) ** 2 * fastest**2, (3, 1))], axis=1)
    turn = np.eye(6) + 0.3 * rng.normal(size=(6, 6))
    back = np.linalg.inv(turn)
    found = ends_short((turn * values[:, None, :]) @ back, K, length)
    assert found is not None
    for z, f in zip(found, _scalar(values, length), strict=True):
        whole = (turn * f[:, None, :]) @ back
        assert np.abs(z - whole).max() < 1e-9 * np.abs(whole).max()


def test_a_matrix_without_eigenvectors():
    """A Jordan block has f and f' alone: the derivative by a central difference of the scalar."""
    value, step, length = 900.0 - 40.0j, 0.5, 0.05
    c = np.tile(np.array([[value, 1.0], [0.0, value]]), (3, 1, 1))
    found = ends_short(c, K, length)
    assert found is not None
    parts = [_scalar(np.full((3, 1), v), length) for v in (value - step, value, value + step)]
    for z, low, mid, high in zip(found, *parts, strict=True):
        assert z[:, 0, 0] == pytest.approx(mid[:, 0], rel=1e-11) and np.abs(z[:, 1, 0]).max() < 1e-12
        assert z[:, 0, 1] == pytest.approx((high - low)[:, 0] / (2 * step), rel=1e-6)


def test_too_long_for_the_fastest_decay_is_left_to_eigenvectors():
    c = np.tile(np.diag([100.0, -(400.0**2)]).astype(complex), (3, 1, 1))
    assert ends_short(c, K, 0.02) is not None and ends_short(c, K, 0.5) is None
    assert ends_short(np.zeros((3, 2, 2), complex), K, 0.1) is None
