"""The text of a design template: lines with placeholders, comments in two languages, choices and shared blocks.

    #id aturan 54 (M): baja biasa        one comment in Bahasa Indonesia, and the same in English below it; it is
    #en rule 54 (M): plain steel         written beside the line that follows where both are short, else above it
    # {{ how.mount_x_mm }}               a comment for both languages
    od_mm: {{ pipe_od_mm }}              a number of the sizing; {{ mach:.2f }} with two digits
    #when cylinders 2 4                  the lines up to #end only where that number of the sizing is 2 or 4
    #end
    #include flens                       the lines of blocks/flens.yaml
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from knalpot_cad.fault import Fault, Where
from knalpot_cad.library.form import nearest

PLACEHOLDER = re.compile(r"\{\{ *([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)(?::(\.\d[fg]))? *\}\}", re.ASCII)
SPOKEN = re.compile(r"\s*#(id|en|) (.*\S)\s*")
WHEN = re.compile(r"#when ([a-z][a-z0-9_]*)((?: \d{1,4})+)\s*", re.ASCII)
INCLUDE = re.compile(r"#include ([a-z0-9][a-z0-9_-]{0,63})\s*", re.ASCII)
INLINE, COLUMN, WIDTH = 50, 52, 116         # a longer line has its comment above; comments begin here; end here


@dataclass(frozen=True)
class Line:
    """One line as written, and its place; when: it stands only where that number of the sizing is one of these."""

    text: str
    where: Where
    when: tuple[str, tuple[int, ...]] | None = None


def read_lines(text: str, label: str, first: int, block: Callable[[str], str], faults: list[Fault],
               inside: bool = False) -> Iterator[Line]:
    """The lines of a text whose first one has that number; block gives a shared block's text by name (KeyError)."""
    when: tuple[str, tuple[int, ...]] | None = None
    opened = Where(label)
    for number, row in enumerate(text.splitlines(), first):
        where = Where(label, number, 1)
        chosen, included = WHEN.fullmatch(row), INCLUDE.fullmatch(row)
        if chosen and when is None:
            when, opened = (chosen[1], tuple(int(n) for n in chosen[2].split())), where
        elif row.rstrip() == "#end" and when is not None:
            when = None
        elif included and not inside:
            try:
                found = block(included[1])
            except KeyError as error:
                faults.append(Fault("unknown-name", where, {"name": included[1], "nearest": str(error.args[0])}))
                continue
            for line in read_lines(found, f"blocks/{included[1]}.yaml", 1, block, faults, inside=True):
                yield Line(line.text, line.where, line.when or when)
        elif row.startswith(("#when", "#end", "#include")):
            faults.append(Fault("template-line", where, {"got": row.strip()[:60]}))
        else:
            yield Line(row, where, when)
    if when is not None:
        faults.append(Fault("template-line", opened, {"got": "#when"}))


def check(lines: Iterable[Line], known: Iterable[str]) -> list[Fault]:
    """Placeholders and #when names that are not known, and comments in one language only."""
    names, out = list(known), []
    waiting: Line | None = None
    for line in lines:
        out += [Fault("template-name", Where(line.where.file, line.where.line, m.start() + 1),
                      {"name": m[1], "nearest": nearest(m[1], names)})
                for m in PLACEHOLDER.finditer(line.text) if m[1] not in names]
        rest = PLACEHOLDER.sub("", line.text)
        if "{{" in rest:        # `}}` also ends two mappings
            out.append(Fault("template-line", line.where, {"got": line.text.strip()[:60]}))
        if line.when and line.when[0] not in names:
            out.append(Fault("template-name", line.where, {"name": line.when[0],
                                                           "nearest": nearest(line.when[0], names)}))
        spoken = SPOKEN.fullmatch(line.text)
        if (waiting is not None) != (spoken is not None and spoken[1] == "en"):
            alone = waiting or line
            out.append(Fault("template-language", alone.where, {"got": alone.text.strip()[:60]}))
        waiting = line if spoken and spoken[1] == "id" else None
    if waiting is not None:
        out.append(Fault("template-language", waiting.where, {"got": waiting.text.strip()[:60]}))
    return _once(out)


def _once(faults: list[Fault]) -> list[Fault]:
    return list({(f.code, str(f.where), str(f.values)): f for f in faults}.values())


def fill(lines: Iterable[Line], values: Mapping[str, object], lang: str) -> str:
    """The text with its numbers, and its comments in one language. values of a number or a text by name."""
    out: list[str] = []
    waiting: list[str] = []
    for line in lines:
        if line.when and values[line.when[0]] not in line.when[1]:
            continue
        text = PLACEHOLDER.sub(lambda m: spelt(values[m[1]], m[2] or ""), line.text)
        spoken = SPOKEN.fullmatch(text)
        if spoken:
            waiting += [spoken[2]] if spoken[1] in (lang, "") else []
        else:
            out += beside(text.rstrip(), waiting)
            waiting = []
    return "\n".join(out + [f"# {c}" for c in waiting]) + "\n"


def beside(line: str, comments: list[str]) -> list[str]:
    """A line with its comments: one that is short beside it, others above it."""
    if len(comments) == 1 and 0 < len(line) <= INLINE and "#" not in line and COLUMN + 2 + len(comments[0]) <= WIDTH:
        return [f"{line:<{COLUMN}}# {comments[0]}"]
    indent = " " * (len(line) - len(line.lstrip()))
    wrapped = [row for c in comments for row in textwrap.wrap(c, WIDTH - len(indent) - 2, break_long_words=False)]
    return [*(f"{indent}# {row}" for row in wrapped), line]


def spelt(value: object, form: str) -> str:
    """A number with at most six digits that count, or in the form asked for; a text as it is."""
    if isinstance(value, str):
        return value
    assert isinstance(value, int | float)
    found = format(value, form or ".6g")
    return "0" if found.strip("-0.") == "" else found
