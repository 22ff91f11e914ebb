"""Canonical bytes of a STEP file: the same entities, numbered and ordered by content, under a fixed header.

The kernel's text differs between runs (facts/cad.md 3.2): the clock in the header, a counter of the process in assembly
links and product names, coloured items in the order of pointers; and, as AP203, the clock, the time zone, the user and
the computer. It also writes the unit of density as g3 cm2, which is g cm-3 here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ENTITY = re.compile(r"#(\d+)\s*=\s*((?:'(?:[^']|'')*'|[^';])*);", re.DOTALL)
TOKEN = re.compile(r"('(?:[^']|'')*'|#\d+)", re.DOTALL)
SCHEMA = re.compile(r"FILE_SCHEMA\(\((.*?)\)\);", re.DOTALL)
STYLES = "MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION"
PRODUCT = re.compile(r"PRODUCT\(('(?:[^']|'')*'),('(?:[^']|'')*'),'(?:[^']|'')*'(,.*)", re.DOTALL)
LINK = re.compile(r"NEXT_ASSEMBLY_USAGE_OCCURRENCE\('(?:[^']|'')*'")
COUNTER = re.compile(r"'Open CASCADE STEP translator [\d. ]*'")
NO_DATE = "2000-01-01"            # no clock: the same design gives the same bytes

Pieces = list[str]                # text and tokens (strings, references) in turn, beginning with text


@dataclass(frozen=True)
class Header:
    """What the file says of itself; author and date (YYYY-MM-DD) only when somebody gave them."""

    name: str
    part_number: str = ""
    author: str = ""
    date: str = ""
    root: str = ""                # stand-in for the assembly's name in the kernel's text


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


def parse(text: str) -> dict[int, Pieces]:
    """Entities of the data section: number to pieces, without line breaks or blanks outside strings."""
    data = text[text.index("DATA;") + 5:text.rindex("ENDSEC;")]
    out = {}
    for n, body in ENTITY.findall(data):
        pieces = TOKEN.split(body)
        pieces[::2] = ["".join(p.split()) for p in pieces[::2]]
        pieces[1::2] = [p.replace("\n", "") for p in pieces[1::2]]
        out[int(n)] = pieces
    return out


def references(pieces: Pieces) -> list[int]:
    return [int(p[1:]) for p in pieces[1::2] if p[0] == "#"]


def order_styles(entities: dict[int, Pieces]) -> None:
    """Presentation representations with their styled items in the order of what they colour."""
    for pieces in entities.values():
        if not pieces[0].startswith(STYLES):
            continue
        start = 3                 # name, then the list of items
        end = next(i for i in range(start, len(pieces), 2) if ")" in pieces[i + 1]) + 1
        items = pieces[start:end:2]
        pieces[start:end:2] = sorted(items, key=lambda r: references(entities[int(r[1:])])[-1:] or [int(r[1:])])


def order(refers: dict[int, list[int]], entities: dict[int, Pieces]) -> list[int]:
    """All numbers, each root followed by what it refers to, depth first; colours last."""
    used = {r for rs in refers.values() for r in rs}
    loose = [n for n in entities if n not in used]
    roots = [n for n in loose if not entities[n][0].startswith(STYLES)]
    styles = [n for n in loose if entities[n][0].startswith(STYLES)]
    styles.sort(key=lambda n: [refers[s][-1:] for s in refers[n]])
    seen: dict[int, None] = {}
    stack = [*reversed(styles), *reversed(roots)]
    while stack:
        n = stack.pop()
        if n not in seen:
            seen[n] = None
            stack += [r for r in reversed(refers[n]) if r not in seen]
    return list(seen)


def product(body: str, header: Header) -> str:
    """A PRODUCT with the part number as its description; the root's number and name in place of the stand-in."""
    match = PRODUCT.fullmatch(body)
    if not match:
        return body
    number, title, tail = match.groups()
    if (header.root and title == f"'{header.root}'") or COUNTER.fullmatch(title):
        number, title = quoted(header.part_number or header.name), quoted(header.name)
    return f"PRODUCT({number},{title},{quoted(header.part_number)}{tail}"


def approval(body: str, header: Header) -> str:
    """Date and person of AP203, where the kernel puts the clock and the user of this computer."""
    year, month, day = (header.date or NO_DATE).split("-")
    kind = body.partition("(")[0]
    if kind == "CALENDAR_DATE":
        return f"CALENDAR_DATE({int(year)},{int(day)},{int(month)})"
    if kind == "LOCAL_TIME":
        return f"LOCAL_TIME(0,0,$,{body.rpartition(',')[2]}"
    if kind == "COORDINATED_UNIVERSAL_TIME_OFFSET":
        return "COORDINATED_UNIVERSAL_TIME_OFFSET(0,$,.EXACT.)"
    if kind == "PERSON":
        return f"PERSON('1',{quoted(header.author)},$,$,$,$)"
    return "ORGANIZATION($,'','')" if kind == "ORGANIZATION" else body


SPECIAL = ("PRODUCT(", "CALENDAR_DATE(", "LOCAL_TIME(", "COORDINATED_UNIVERSAL_TIME_OFFSET(", "PERSON(",
           "ORGANIZATION(", "NEXT_ASSEMBLY_USAGE_OCCURRENCE(")


def density_unit(entities: dict[int, Pieces]) -> None:
    """Grams to the first over a cubed length, where the kernel has other exponents."""
    for pieces in entities.values():
        if pieces[0] == "DERIVED_UNIT((" and len(references(pieces)) == 2:
            for n in references(pieces):
                mass = "MASS_UNIT" in entities[references(entities[n])[0]][0]
                entities[n][2] = ",1.)" if mass else ",-3.)"


def canonical(text: str, header: Header) -> bytes:
    """The file with fixed header, counted links and stable numbers; its schema is that of the text."""
    entities = parse(text)
    order_styles(entities)
    density_unit(entities)
    refers = {n: references(pieces) for n, pieces in entities.items()}
    new = {f"#{old}": f"#{i}" for i, old in enumerate(order(refers, entities), 1)}
    root = {f"'{header.root}'": quoted(header.name)} if header.root else {}
    links = 0
    lines = []
    for old, number in new.items():
        pieces = entities[int(old[1:])]
        special = pieces[0].startswith(SPECIAL)
        pieces[1::2] = [new.get(p, p) for p in pieces[1::2]]
        if root and not special:
            pieces[1::2] = [root.get(p, p) for p in pieces[1::2]]
        body = "".join(pieces)
        if special:
            body = approval(product(body, header), header)
            if link := LINK.match(body):
                links += 1
                body = f"NEXT_ASSEMBLY_USAGE_OCCURRENCE('{links}'{body[link.end():]}"
        lines.append(f"{number}={body};")
    schema = SCHEMA.search(text)
    names_of = " ".join(schema[1].split()) if schema else "''"
    day, author = f"'{header.date or NO_DATE}T00:00:00'", quoted(header.author)
    head = ["ISO-10303-21;", "HEADER;", f"FILE_DESCRIPTION(({quoted(header.part_number)}),'2;1');",
            f"FILE_NAME({quoted(header.name)},{day},({author}),(''),'knalpot-cad','knalpot-cad','');",
            f"FILE_SCHEMA(({names_of}));", "ENDSEC;", "DATA;"]
    return "\n".join([*head, *lines, "ENDSEC;", "END-ISO-10303-21;", ""]).encode("ascii")
