"""Measuring a vehicle: what a person types, doubts about it, the workshop's own file, and cuts that rest on doubt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.fault import Fault, Faults, Finding
from knalpot_cad.fields import NAME
from knalpot_cad.formula import FormulaError, uses
from knalpot_cad.library import Fitment, Guide, Value
from knalpot_cad.places import templates_root

if TYPE_CHECKING:
    from knalpot_cad.design import Design
    from knalpot_cad.strict import Node

INCH_MM, MOST_APART = 25.4, 0.03     # two directions of one bore that differ by more than 3 % are measured again
MOST_BY = 60
PLAIN = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
SUM = re.compile(r"(\d+(?:[.,]\d+)?)((?:\s*[-+]\s*\d+(?:[.,]\d+)?)+)", re.ASCII)
UNITS = {"mm": 1.0, "cm": 10.0, "in": INCH_MM, "inci": INCH_MM, "inch": INCH_MM, '"': INCH_MM, "''": INCH_MM}


@dataclass(frozen=True)
class Doubt:
    """A reason to look again, with words of the section measure; nothing is refused for it twice."""

    code: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Entry:
    """What was typed, in mm or degrees; readings are the single ones of a mean."""

    value: float
    readings: tuple[float, ...] = ()


def read_entry(text: str) -> Entry:
    """`26.2`, `26,2 mm`, `1 in`, `66.4 - 8` (a difference) or `26.2 26.4` (their mean). Raises Faults."""
    typed = " ".join(text.split()).lower()
    unit = next((u for u in sorted(UNITS, key=len, reverse=True) if typed.endswith(u)), "")
    body = typed.removesuffix(unit).strip()
    whole = SUM.fullmatch(body)
    if whole:
        value = sum(_number(s) for s in re.findall(r"[-+]?\s*\d+(?:[.,]\d+)?", body))
        readings: tuple[float, ...] = ()
    elif body and all(PLAIN.fullmatch(part) for part in body.split()) and len(body.split()) <= 10:
        readings = tuple(_number(part) * UNITS.get(unit, 1.0) for part in body.split())
        value = sum(readings) / len(readings) / UNITS.get(unit, 1.0)
    else:
        raise Faults(Fault("measure-number", None, {"got": text.strip()[:40]}))
    value = round(value * UNITS.get(unit, 1.0), 3)
    if not 0 < value < 1e5:
        raise Faults(Fault("measure-number", None, {"got": text.strip()[:40]}))
    return Entry(value, readings if len(readings) > 1 else ())


def _number(text: str) -> float:
    return float(re.sub(r"\s", "", text).replace(",", "."))


def doubts(guide: Guide, entry: Entry, known: Mapping[str, float]) -> tuple[Doubt, ...]:
    """Why a value may be a slip: outside the usual range, not below what it lies within, two readings far apart."""
    out = []
    value = entry.value
    if not guide.low <= value <= guide.high:
        inch, tenfold = value * INCH_MM, value * 10
        likely = f"{value:g} in = {inch:.1f} mm" if guide.low <= inch <= guide.high else \
            f"{value:g} cm = {tenfold:g} mm" if guide.low <= tenfold <= guide.high else ""
        out.append(Doubt("doubt_maybe" if likely else "doubt_range",
                         {"value": value, "low": guide.low, "high": guide.high, "unit": guide.unit, "likely": likely}))
    out += [Doubt("doubt_less", {"value": value, "than": name, "limit": known[name], "unit": guide.unit})
            for name in guide.less_than if name in known and value >= known[name]]
    if entry.readings and max(entry.readings) / min(entry.readings) - 1 > MOST_APART:
        out.append(Doubt("doubt_apart", {"low": min(entry.readings), "high": max(entry.readings), "unit": guide.unit}))
    return tuple(out)


def numbers(vehicle: Fitment) -> dict[str, float]:
    """Every number that is known of a vehicle."""
    return {k: v.number for k, v in vehicle.values.items() if v.number is not None}


def person(text: str) -> str:
    """A name as it may stand in a file: one line, printable, short."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:MOST_BY].strip()


def measured(vehicle: Fitment, name: str, entry: Entry, by: str, date: str, how: str) -> Fitment:
    """The vehicle with one more value that somebody measured. by and date say who and when (YYYY-MM-DD)."""
    value = Value(entry.value, "mm", "measured", how, by, date)
    return replace(vehicle, values={**vehicle.values, name: value})


# the workshop's own file ----------------------------------------------------------------------------------------------
def own_path(folder: Path, kind: str, name: str) -> Path:
    """Where the workshop's own file of a kind lies. Raises Faults inside the installation, or for an unsafe name."""
    inside = templates_root().resolve()
    if folder.resolve() == inside or inside in folder.resolve().parents:
        raise Faults(Fault("measure-inside", None, {"folder": str(folder)}))
    if not NAME.fullmatch(name):
        raise Faults(Fault("name-not-safe", None, {"name": name}))
    return folder / kind / f"{name}.yaml"


def own_file(folder: Path, vehicle: Fitment) -> Path:
    """Where the workshop's own file of a vehicle lies."""
    return own_path(folder, "fitments", vehicle.id)


def written(vehicle: Fitment, guides: Mapping[str, Guide], head: str) -> str:
    """The YAML text of a vehicle, complete: engine data with their sources, and what was measured."""
    texts = list(dict.fromkeys(v.source for v in vehicle.values.values() if v.source))
    keys = {text: f"source_{i}" for i, text in enumerate(texts, 1)}
    lines = [f"# {head}", f"make: {quoted(vehicle.make)}", f"model: {quoted(vehicle.model)}"]
    lines += [f"{key}: {quoted(value)}" for key, value in (
        ("variant", vehicle.variant), ("vehicle_class", vehicle.vehicle_class), ("fuel", vehicle.fuel),
        ("notes", vehicle.notes)) if value]
    lines += ["sources:"] if keys else []
    lines += [f"  {key}: {quoted(text)}" for text, key in keys.items()]
    lines += ["values:"] if vehicle.values else []
    lines += [f"  {name}: {value_row(v, keys)}" for name, v in vehicle.values.items()]
    lines.append("measure:" if vehicle.measure else "measure: []")
    if all(k in guides for k in vehicle.measure):
        lines += [f"  - {k}" for k in vehicle.measure]
    else:
        lines += [f"  {k}: {{{', '.join(f'{lang}: {quoted(t)}' for lang, t in how.items())}}}"
                  for k, how in vehicle.measure.items()]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def value_row(v: Value, keys: Mapping[str, str]) -> str:
    number = f"{v.value:.10g}" if isinstance(v.value, int | float) else "" if v.value is None else quoted(v.value)
    parts = [f"value: {number}", f"unit: {quoted(v.unit)}" if v.unit else "", f"trust: {v.trust}",
             f"source: {keys[v.source]}" if v.source else "", f"by: {quoted(v.by)}" if v.by else "",
             f"date: {quoted(v.date)}" if v.date else "", f"at: {v.at:.10g}" if v.at is not None else ""]
    return f"{{{', '.join(p for p in parts if p)}}}"


def keep(file: Path, text: str, first: bool) -> Path | None:
    """Write the file whole; the one that was there before this session stays beside it under a new name, returned."""
    moved = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temp = file.with_name(f".{file.name}.tmp")
        temp.write_text(text, encoding="utf-8", newline="\n")
        if first and file.exists():
            n = next(i for i in range(1, 10_000) if not file.with_name(f"{file.name}.old-{i}").exists())
            moved = file.with_name(f"{file.name}.old-{n}")
            file.replace(moved)
        temp.replace(file)
    except OSError as error:
        raise Faults(Fault("cannot-write", None, {"file": str(file), "reason": error.strerror or "?"})) from None
    return moved


# cuts that rest on doubt ----------------------------------------------------------------------------------------------
def unverified_cuts(design: Design, vehicle: Fitment | None) -> tuple[Finding, ...]:
    """A warning a part and datum: the part is cut from a value of the vehicle that nobody confirmed."""
    if vehicle is None:
        return ()
    doubted = {f"motor_{k}": v for k, v in vehicle.values.items() if v.doubted and v.number is not None}
    out: dict[tuple[str, str], Finding] = {}
    for part, field, names in _followed(design):
        for name in sorted(names & set(doubted)):
            v = doubted[name]
            values = {"part": part, "field": field, "name": name, "value": v.number, "unit": v.unit, "source": v.source}
            out.setdefault((part, name), Finding("unverified-cut", "warn", values, part))
    return tuple(out.values())


def waits(design: Design, vehicle: Fitment | None) -> dict[str, tuple[str, ...]]:
    """Names of the vehicle's unmeasured sizes that each part follows, by part."""
    missing = {f"motor_{k}" for k in vehicle.open} if vehicle else set()
    out: dict[str, dict[str, None]] = {}
    for part, _, names in _followed(design):
        for name in sorted(names & missing):
            out.setdefault(part, {})[name.removeprefix("motor_")] = None
    return {part: tuple(names) for part, names in out.items()}


def _followed(design: Design) -> Iterator[tuple[str, str, set[str]]]:
    """(part, field, names it asks for, directly or through parameters) of every text inside a part."""
    block = design.source.value.get("parameters")
    parameters = block.value if block is not None and isinstance(block.value, dict) else {}
    formulas = {name: n.value for name, n in parameters.items() if isinstance(n.value, str)}
    for part, field, text in _texts(design.source, ""):
        yield part, field, _reaches(text, formulas)


def _texts(node: Node, owner: str, field: str = "") -> Iterator[tuple[str, str, str]]:
    """(part, field, text) of every text inside a part; parameters belong to no part."""
    if isinstance(node.value, dict):
        name = node.value.get("name")
        top = "design" in node.value
        if not top and name is not None and isinstance(name.value, str):
            owner = name.value
        for key, child in node.value.items():
            if not (top and key == "parameters"):
                yield from _texts(child, owner, key)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from _texts(child, owner, field)
    elif isinstance(node.value, str) and owner and field != "name":
        yield owner, field, node.value


def _reaches(text: str, formulas: Mapping[str, str]) -> set[str]:
    """Names that a formula asks for, directly or through parameters; none of a text that is no formula."""
    todo, seen = [text], set[str]()
    while todo:
        try:
            asked = uses(todo.pop())
        except FormulaError:
            continue
        todo += [formulas[n] for n in asked - seen if n in formulas]
        seen |= asked
    return seen
