"""A QR code that ties a sheet of paper to the design it was drawn from; on paper and in SVG, never on the metal.

It says knalpot:<design>/<part>?sha256=<hash of the design>, the hash that manifest.json and summary.json bear: whoever
scans it can see whether a pattern on the wall is that of the design as it now stands.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

QUIET = 4            # modules kept white all round, asked by ISO/IEC 18004


def payload(design: str, part: str, sha256: str) -> str:
    """What the code says."""
    return f"knalpot:{quote(design)}/{quote(part)}?sha256={sha256}"


@lru_cache(maxsize=64)
def modules(words: str) -> tuple[tuple[bool, ...], ...]:
    """Rows from the top, dark modules True, without the quiet zone; error correction M (15 %)."""
    import segno

    code = segno.make_qr(words, error="m", boost_error=False)
    return tuple(tuple(bool(v) for v in row) for row in code.matrix)


def path(words: str) -> tuple[str, int]:
    """The dark modules as one SVG path on a grid of unit squares with its quiet zone, and the grid's side."""
    rows = modules(words)
    pieces = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                pieces.append(f"M{x + QUIET} {y + QUIET}h{run}v1h-{run}z")
            x += run + 1
    return "".join(pieces), len(rows) + 2 * QUIET


def svg(words: str) -> str:
    """The code as an SVG picture of its own."""
    drawn, side = path(words)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}" '
            f'shape-rendering="crispEdges"><path d="{drawn}"/></svg>')
