"""Array types and the refusals every formula shares."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from acoustics.errors import AcousticsError

Real = npt.NDArray[np.float64]
Complex = npt.NDArray[np.complex128]
Mask = npt.NDArray[np.bool_]


def checked_frequencies(frequencies: npt.ArrayLike) -> Real:
    """Frequencies as an array.

    frequencies [Hz], any shape that flattens to (n,). Valid: finite and above 0, at least one.
    Raises AcousticsError "frequencies". Source: definition.
    """
    try:
        f = np.atleast_1d(np.asarray(frequencies, dtype=np.float64)).ravel()
    except (TypeError, ValueError) as error:
        raise AcousticsError("frequencies", "not numbers") from error
    if f.size == 0:
        raise AcousticsError("frequencies", "none given")
    if not np.all(np.isfinite(f)) or np.any(f <= 0):
        raise AcousticsError("frequencies", "must be finite and above 0 Hz")
    return f


def is_number(value: object) -> bool:
    """Whether a value [-] is a finite real number. Valid for anything; no errors. Source: definition."""
    return isinstance(value, int | float | np.floating | np.integer) and not isinstance(value, bool) \
        and math.isfinite(value)


def positive(field: str, value: float) -> None:
    """Refuse a value [any unit] that is not finite and above 0.

    Raises AcousticsError naming the field. Source: definition.
    """
    if not is_number(value) or value <= 0:
        raise AcousticsError(field, f"must be a finite number above 0, is {value!r}")


def not_negative(field: str, value: float) -> None:
    """Refuse a value [any unit] that is not finite and at least 0.

    Raises AcousticsError naming the field. Source: definition.
    """
    if not is_number(value) or value < 0:
        raise AcousticsError(field, f"must be a finite number of at least 0, is {value!r}")
