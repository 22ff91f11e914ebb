"""Sentences in Bahasa Indonesia and English, from templates/words; every code has both."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from knalpot_cad.fault import Fault
from knalpot_cad.places import templates_root

LANGUAGES = ("id", "en")


@lru_cache
def table(lang: str) -> dict[str, Any]:
    """All words of one language as they stand in its file."""
    file = templates_root() / "words" / f"{lang}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


class _Hole(str):
    """A missing value stays a hole, whatever form its sentence asks of it."""

    def __format__(self, form: str) -> str:
        return "{" + self + "}"


class _Open(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return _Hole(key)


def _find(key: str, lang: str) -> Any:
    spot: Any = table(lang)
    section, _, rest = key.partition(".")
    spot = spot.get(section, {})
    if isinstance(spot, dict) and rest in spot:
        return spot[rest]
    for step in rest.split("."):
        spot = spot.get(step) if isinstance(spot, dict) else None
    return spot


def text(key: str, lang: str, /, **values: object) -> str:
    """The words of a key such as ui.mass; the key itself where there are none."""
    found = _find(key, lang)
    if not isinstance(found, str):
        return key
    try:
        return found.format_map(_Open(values))
    except (ValueError, TypeError, LookupError, AttributeError):
        return found        # a slip in a words file must not hide the fault it speaks of


def known_keys(lang: str = "id") -> set[str]:
    """Every key that has words, flat: fault.unknown-key.what ..."""
    out: set[str] = set()

    def walk(node: dict[str, Any], path: str) -> None:
        for k, v in node.items():
            if isinstance(v, dict):
                walk(v, f"{path}{k}.")
            else:
                out.add(path + k)
    walk(table(lang), "")
    return out


def field_meaning(model: type, name: str, lang: str) -> str:
    """What a field of a design's model means: the words of the class that first has it, else those of its name.

    Two classes of one name are told apart by their module: `[field.pipe_end_EndData]`.
    """
    for owner in model.__mro__:
        for section in (f"{owner.__module__.rsplit('.', 1)[-1]}_{owner.__name__}", owner.__name__):
            found = _find(f"field.{section}.{name}", lang)
            if isinstance(found, str):
                return found
    return text(f"field.common.{name}", lang)


def fault_words(fault: Fault, lang: str) -> dict[str, str]:
    """what, why and fix of a fault."""
    values = {k: f"{v:g}" if isinstance(v, float) else v for k, v in fault.values.items()}
    return {part: text(f"fault.{fault.code}.{part}", lang, **values) for part in ("what", "why", "fix")}


def render_fault(fault: Fault, lang: str) -> str:
    """file:line:column, what is wrong, why it matters, what to do."""
    words = fault_words(fault, lang)
    place = f"{fault.where}: " if fault.where else ""
    return f"{place}{words['what']}\n    {words['why']}\n    {text('ui.fix', lang)}: {words['fix']}"


def choose_language(option: str | None, env: Mapping[str, str], locale: str | None = None) -> str:
    """--lang, KNALPOT_LANG, the locale where it is id or en, else Bahasa Indonesia."""
    for wanted in (option, env.get("KNALPOT_LANG")):
        if wanted in LANGUAGES:
            return str(wanted)
    found = locale or env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return found[:2].lower() if found[:2].lower() in LANGUAGES else "id"
