"""Canonical bytes of a STEP file: the same entities, numbered and ordered by content, under a fixed header.

The kernel's text differs between runs for four reasons (facts/cad.md 3.2): the clock in the header, a counter of the
process in assembly links and product names, and coloured items in the order of pointers.
"""

from __future__ import annotations

import re

ENTITY = re.compile(r"#(\d+)\s*=\s*((?:'(?:[^']|'')*'|[^';])*);", re.DOTALL)
TOKEN = re.compile(r"'(?:[^']|'')*'|#\d+")
STYLES = "MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION"
PRODUCT = re.compile(r"PRODUCT\(('(?:[^']|'')*'),('(?:[^']|'')*'),'(?:[^']|'')*'(,.*)", re.DOTALL)
LINK = re.compile(r"NEXT_ASSEMBLY_USAGE_OCCURRENCE\('(?:[^']|'')*'")
COUNTER = re.compile(r"'Open CASCADE STEP translator [\d. ]*'")
SPACE = re.compile(r"('(?:[^']|'')*')|\s+")
TIME = "2000-01-01T00:00:00"      # no clock: the same design gives the same bytes


def quoted(text: str) -> str:
    """A Part 21 string; everything outside printable ASCII as \\X2\\."""
    out = []
    for c in text:
        if c in "'\\":
            out.append(c * 2)
        elif " " <= c <= "~":
            out.append(c)
        else:
            code = c.encode("utf-16-be").hex().upper() if ord(c) < 0x10000 else f"{ord(c):08X}"
            out.append(f"\\X{2 if ord(c) < 0x10000 else 4}\\{code}\\X0\\")
    return "'" + "".join(out) + "'"


def references(body: str) -> list[int]:
    return [int(t[1:]) for t in TOKEN.findall(body) if t[0] == "#"]


def parse(text: str) -> dict[int, str]:
    """Entities of the data section: number to body, without line breaks or blanks outside strings."""
    data = text[text.index("DATA;") + 5:text.rindex("ENDSEC;")]
    return {int(n): SPACE.sub(lambda m: (m[1] or "").replace("\n", ""), body) for n, body in ENTITY.findall(data)}


def ordered_styles(body: str, entities: dict[int, str]) -> str:
    """A presentation representation with its styled items in the order of what they colour."""
    head, items, tail = re.fullmatch(r"(.*?\()((?:#\d+,?)+)(\),.*)", body).groups()     # type: ignore[union-attr]
    numbers = sorted(references(items), key=lambda n: references(entities[n])[-1:] or [n])
    return head + ",".join(f"#{n}" for n in numbers) + tail


def order(entities: dict[int, str]) -> list[int]:
    """All numbers, each root followed by what it refers to, depth first; colours last."""
    used = {r for body in entities.values() for r in references(body)}
    roots = [n for n in entities if n not in used and not entities[n].startswith(STYLES)]
    styles = [n for n in entities if n not in used and entities[n].startswith(STYLES)]
    styles.sort(key=lambda n: [references(entities[s])[-1:] for s in references(entities[n])])
    seen: dict[int, None] = {}
    stack = [*reversed(styles), *reversed(roots)]
    while stack:
        n = stack.pop()
        if n not in seen:
            seen[n] = None
            stack += [r for r in reversed(references(entities[n])) if r not in seen]
    return list(seen)


def product(body: str, name: str, part_number: str, root: str) -> str:
    """A PRODUCT with the part number as its description; the root's number and name in place of the stand-in."""
    match = PRODUCT.fullmatch(body)
    if not match:
        return body.replace(f"'{root}'", quoted(name)) if root else body
    number, title, tail = match.groups()
    if (root and title == f"'{root}'") or COUNTER.fullmatch(title):
        number, title = quoted(part_number or name), quoted(name)
    return f"PRODUCT({number},{title},{quoted(part_number)}{tail}"


def canonical(text: str, schema: str, name: str, part_number: str, root: str = "") -> bytes:
    """The file with fixed header, counted links and stable numbers; root is the stand-in for the assembly's name."""
    entities = parse(text)
    for n, body in entities.items():
        if body.startswith(STYLES):
            entities[n] = ordered_styles(body, entities)
    new = {old: i for i, old in enumerate(order(entities), 1)}
    links = 0
    lines = []
    for old in new:
        body = TOKEN.sub(lambda m: f"#{new[int(m[0][1:])]}" if m[0][0] == "#" else m[0], entities[old])
        body = product(body, name, part_number, root)
        if LINK.match(body):
            links += 1
            body = f"NEXT_ASSEMBLY_USAGE_OCCURRENCE('{links}'{body[LINK.match(body).end():]}"     # type: ignore[union-attr]
        lines.append(f"#{new[old]}={body};")
    head = ["ISO-10303-21;", "HEADER;", f"FILE_DESCRIPTION(({quoted(part_number)}),'2;1');",
            f"FILE_NAME({quoted(name)},'{TIME}',(''),(''),'knalpot-cad','knalpot-cad','');",
            f"FILE_SCHEMA(('{schema}'));", "ENDSEC;", "DATA;"]
    return "\n".join([*head, *lines, "ENDSEC;", "END-ISO-10303-21;", ""]).encode("ascii")
