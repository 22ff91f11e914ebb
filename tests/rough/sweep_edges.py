"""Whole random designs: plausible ones, ones with optional fields by their type alone, and spoilt ones.

A field that nobody thought of in sweep_kinds.py is drawn from its type, so a new one is tried from its first day.
"""

from __future__ import annotations

import copy
import types
import typing
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from knalpot_cad.assemblies import ASSEMBLIES
from knalpot_cad.parts import PARTS
from tests.rough.sweep_kinds import PLAUSIBLE, Data, Draw

KINDS: dict[str, type[BaseModel]] = {k.kind: k for k in (*PARTS, *ASSEMBLIES)}
SHARES = {"silencer": 3, "header": 2, "collector": 2, "core": 2, "cut_pipe": 2}      # of all others one
LINES = ("silencer", "collector", "header", "expansion_chamber", "pipe", "flange")
WRONG = (0, -1, 1e-3, 0.2, 3, 60, 720, 9999.0, 1e6, "ask", "abc", "2 * 3", "1/0", None, True, [], {}, [1, 2], "lock")
FACTORS = (-1.0, 0.02, 0.1, 0.5, 0.9, 0.999, 1.001, 1.1, 2.0, 5.0, 30.0)


def random_design(seed: str) -> Data:
    """One design of one to three parts; as drawn, extended, spoilt or both."""
    d = Draw(seed)
    kinds = d.rng.choices(list(KINDS), [SHARES.get(k, 1) for k in KINDS], k=d.one(1, 1, 1, 2, 3))
    line = all(k in LINES for k in kinds) and d.often(0.6)
    items = []
    for kind in kinds:
        data = {**PLAUSIBLE[kind](d), "name": d.name()}
        items.append({kind: extended(d, KINDS[kind], data, 0.15) if d.often(0.35) else data})
    out: Data = {"design": 1, "name": "acak", "part_number": d.one("", "CONTOH-001"), "revision": d.one("", "A"),
                 "language": d.one("id", "en"), "line" if line else "parts": items}
    if line or d.often(0.1):
        out["gas"] = {"silencer_c": 350, "pipe_c": 450}
    if d.often(0.3):
        out["stock"] = {"shell": {"material": d.one("spcc", "sus304", "sus436l"), "thickness_mm": d.sheet_mm()},
                        "tube": {"wall_mm": d.one(1.0, 1.2, 1.5, 2.0)}}
    if d.often(0.1):
        out["process"] = d.one("laser", "plasma", "punch", "hand")
    if d.often(0.35):
        spoil(d, items, d.one(1, 1, 2, 4))
    return out


# by type alone ------------------------------------------------------------------------------------------------------
def extended(d: Draw, model: type[BaseModel], data: Data, share: float) -> Data:
    """The same with a share of the fields it does not give, here and in the mappings that it does."""
    out = copy.deepcopy(data)
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in out and (field.is_required() or d.often(share)):
            out[key] = drawn(d, key, field.annotation, share)
    return out


def drawn(d: Draw, key: str, kind: Any, share: float) -> Any:
    """A value of a type, its size by the unit in its name."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is Annotated:
        return drawn(d, key, inside[0], share)
    if origin in (typing.Union, types.UnionType):
        return drawn(d, key, d.one(*(a for a in inside if a is not type(None))), share)
    if origin is Literal:
        return d.one(*inside)
    if origin is tuple:
        each = [inside[0]] * d.whole(1, 3) if Ellipsis in inside else inside
        return [drawn(d, key, a, share) for a in each]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return one_of(d, kind, share)
    if kind is bool:
        return d.often()
    if kind is int:
        return d.whole(1, 6)
    return number(d, key) if kind is float else words(d, key)


def one_of(d: Draw, model: type[BaseModel], share: float) -> Data:
    """A mapping; where it needs none of its fields it is one of alternatives, most likely."""
    if any(f.is_required() for f in model.model_fields.values()) or d.often(0.3):
        return extended(d, model, {}, share)
    name = d.one(*model.model_fields)
    return {name: drawn(d, name, model.model_fields[name].annotation, share)}


def number(d: Draw, key: str) -> float:
    if key.endswith("_deg"):
        return d.one(0.0, 45.0, 90.0, d.mm(-180, 180))
    if key.endswith("_kg_m3"):
        return d.mm(50, 200)
    if key in ("k_factor", "open_area"):
        return d.mm(0.1, 0.5)
    return d.one(0.0, 1.0, d.mm(0.2, 3), d.mm(1, 15), d.mm(5, 60), d.mm(40, 250))


def words(d: Draw, key: str) -> Any:
    if key == "material":
        return d.one("spcc", "sus304", "glasswool", "tidak_ada")
    return d.name() if key == "name" else d.one("", "front", "back")


# spoilt -------------------------------------------------------------------------------------------------------------
def leaves(spot: Any) -> list[tuple[Any, Any]]:
    """(container, key) of everything inside."""
    pairs = list(spot.items()) if isinstance(spot, dict) else list(enumerate(spot)) if isinstance(spot, list) else []
    return [(spot, key) for key, _ in pairs] + [leaf for _, inner in pairs for leaf in leaves(inner)]


def spoil(d: Draw, items: list[Data], times: int) -> None:
    """Change so many places of the data: a number too small or large, a value of a wrong kind, a key less or more."""
    for _ in range(times):
        found = [leaf for item in items for leaf in leaves(next(iter(item.values())))]
        if not found:
            return
        box, key = d.one(*found)
        value = box[key]
        if isinstance(value, int | float) and not isinstance(value, bool) and d.often(0.75):
            box[key] = round(value * d.one(*FACTORS), 4)
        elif isinstance(box, dict) and d.often(0.3):
            del box[key]
        elif isinstance(box, list) and d.often(0.5):
            box.append(copy.deepcopy(value))
        elif d.often(0.1) and isinstance(box, dict):
            box["tidak_ada_mm"] = 3
        else:
            box[key] = copy.deepcopy(d.one(*WRONG))
