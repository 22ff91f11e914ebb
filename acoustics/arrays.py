"""Array types and the refusals every formula shares."""

from __future__ import annotations

import sys

import numpy as np
import numpy.typing as npt

from acoustics.errors import AcousticsError

Real = npt.NDArray[np.float64]
Complex = npt.NDArray[np.complex128]
Mask = npt.NDArray[np.bool_]
MOST = sys.float_info.max           # a whole number beyond it is no number that can be reckoned with
LOWEST, HIGHEST = 1e-3, 1e9         # Hz: no sound of a silencer lies outside of them
SMALLEST, LARGEST = 1e-6, 100.0     # m: no size of a silencer lies outside of them


def checked_frequencies(frequencies: npt.ArrayLike) -> Real:
    """Frequencies as an array.

    frequencies [Hz], any shape that flattens to (n,). Valid: from LOWEST to HIGHEST, at least one.
    Raises AcousticsError "frequencies". Source: definition.
    """
    try:
        f = np.atleast_1d(np.asarray(frequencies, dtype=np.float64)).ravel()
    except (TypeError, ValueError, OverflowError) as error:
        raise AcousticsError("frequencies", "must be numbers, in Hz") from error
    if f.size == 0:
        raise AcousticsError("frequencies", "must be one at least, none is given")
    wrong = ~((f >= LOWEST) & (f <= HIGHEST))       # NaN too
    if wrong.any():
        raise AcousticsError("frequencies", f"must be from {LOWEST:g} to {HIGHEST:g} Hz, one is {f[wrong][0]:g}")
    return f


def is_number(value: object) -> bool:
    """Whether a value [-] is a finite real number. Valid for anything; no errors. Source: definition."""
    if not isinstance(value, int | float | np.floating | np.integer) or isinstance(value, bool):
        return False
    return bool(-MOST <= value <= MOST)


def length_problem(value: float, above: bool) -> str | None:
    """What is wrong with a length [m], None where nothing is; above: whether it is a size, that must be above 0.

    Valid for any finite number; no errors. Source: definition (SMALLEST, LARGEST).
    """
    if above and value <= 0:
        return f"must be above 0, is {value:g}"
    if above and value < SMALLEST:
        return f"must be at least {SMALLEST:g} m, is {value:g}"
    if abs(value) > LARGEST:
        return f"must be at most {LARGEST:g} m, is {value:g}: lengths are in metres"
    return None


def positive(field: str, value: float) -> None:
    """Refuse a value [any unit] that is not finite and above 0.

    Raises AcousticsError naming the field. Source: definition.
    """
    if not is_number(value) or value <= 0:
        raise AcousticsError(field, f"must be a finite number above 0, is {value!r}")


def size(field: str, value: float) -> None:
    """Refuse a size [m] that no part of a line has.

    Raises AcousticsError naming the field. Source: definition (SMALLEST, LARGEST).
    """
    positive(field, value)
    wrong = length_problem(value, above=True)
    if wrong:
        raise AcousticsError(field, wrong)


def not_negative(field: str, value: float) -> None:
    """Refuse a value [any unit] that is not finite and at least 0.

    Raises AcousticsError naming the field. Source: definition.
    """
    if not is_number(value) or value < 0:
        raise AcousticsError(field, f"must be a finite number of at least 0, is {value!r}")
