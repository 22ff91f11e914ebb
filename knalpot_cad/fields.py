"""The field types of a design file: numbers that may be formulas, names, and what counts as unknown.

A number that nobody has measured yet (`ask`) is NaN, and so is everything computed from it: a part that holds a
NaN is withheld, all others are made. NaN can't be written in a file (strict.py refuses it), so it has one meaning.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from knalpot_cad.formula import FormulaError, evaluate

ASK = "ask"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
RESERVED = {"con", "prn", "aux", "nul", *(f"com{i}" for i in range(1, 10)), *(f"lpt{i}" for i in range(1, 10))}


class Model(BaseModel):
    """Base of everything read from a design file: frozen, unknown keys refused.

    Validators are built when first used: those of all kinds take a quarter of a second, and a design uses a few.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False, defer_build=True)


def _number(value: Any, info: ValidationInfo) -> Any:
    names = (info.context or {}).get("names", {})
    if isinstance(value, bool):
        raise PydanticCustomError("wrong-kind", "number expected", {"expected": "number", "got": str(value).lower()})
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        if value == ASK:
            return math.nan
        try:
            return evaluate(value, names)
        except FormulaError as error:
            raise PydanticCustomError(error.code, "formula", dict(error.values)) from error
    got = "list" if isinstance(value, list) else "mapping" if isinstance(value, dict) else "nothing"
    raise PydanticCustomError("wrong-kind", "number expected", {"expected": "number", "got": got})


def _range(low: float, high: float, open_low: bool) -> Callable[[float], float]:
    def check(value: float) -> float:
        if math.isnan(value):
            return value
        if not (low < value if open_low else low <= value) or value > high:
            raise PydanticCustomError("out-of-range", "out of range", {"value": value, "low": low, "high": high})
        return value
    return check


_SCHEMA = WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}]})


def number(low: float = -1e5, high: float = 1e5, open_low: bool = False) -> Any:
    """A float field with bounds, which may be written as a formula or `ask`."""
    return Annotated[float, _SCHEMA, AfterValidator(_range(low, high, open_low)), BeforeValidator(_number)]


def _name(value: str) -> str:
    if not NAME.fullmatch(value) or value in RESERVED:
        raise PydanticCustomError("name-not-safe", "name", {"name": value})
    return value


Name = Annotated[str, AfterValidator(_name)]
Length = number(0.0, 10_000.0, open_low=True)      # mm
Thickness = number(0.2, 50.0)                      # mm
Hole = number(0.1, 10_000.0)                       # mm, diameter or width of an opening: below it nothing is cut
Place = number(-10_000.0, 10_000.0)                # mm, a coordinate
Angle = number(-360.0, 360.0)                      # deg
Ratio = number(0.0, 0.9, open_low=True)
Offset = number(0.0, 1_000.0)                      # mm, may be 0
HoleOrNone: Any = Annotated[float, _SCHEMA, AfterValidator(lambda v: v and _range(0.1, 1_000.0, False)(v)),
                            BeforeValidator(_number)]       # mm, 0: none
Speed = number(100.0, 30_000.0)                    # rev/min
Power = number(0.0, 500.0, open_low=True)          # kW
Exponent = number(2.0, 8.0)                        # of a superellipse
Mass = number(0.0, 1_000.0, open_low=True)           # kg
Displacement = number(0.0, 5_000.0, open_low=True)  # cm3
GasHeat = number(-50.0, 1200.0)                    # deg C
Flare = number(1.0, 2.5)                           # exponent of a diffuser's horn
Count = Annotated[int, AfterValidator(lambda n: int(_range(1, 10_000, False)(n)))]


INSIDE: dict[type[Any], tuple[str, ...]] = {}


def _inside(kind: type[Any]) -> tuple[str, ...]:
    """Fields of a model or dataclass, looked up once; none of any other type."""
    if kind not in INSIDE:
        names = kind.model_fields if issubclass(kind, BaseModel) else ()
        INSIDE[kind] = tuple(f.name for f in fields(kind)) if is_dataclass(kind) else tuple(names)
    return INSIDE[kind]


def unknown(value: object) -> bool:
    """True when a number inside value (a model, dataclass, tuple ...) is NaN, so not measured yet."""
    if isinstance(value, float):
        return math.isnan(value)
    if value is None or isinstance(value, str | int):
        return False
    if isinstance(value, tuple | list):
        return any(map(unknown, value))
    if isinstance(value, dict):
        return any(map(unknown, value.values()))
    return any(unknown(getattr(value, name)) for name in _inside(type(value)))
