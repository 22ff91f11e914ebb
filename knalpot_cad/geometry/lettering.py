"""Words as single strokes, for engraving and marking: an own small font on a grid of 4 by 6.

No cutting software reads live text, and outline fonts would be engraved twice round each letter. Capitals only:
lower case is drawn as capitals, an unknown character as a box.
"""

from __future__ import annotations

import math
from functools import lru_cache

Line = list[tuple[float, float]]

CAP = 6            # grid units of a capital
GAP = 2            # between letters
# strokes of a glyph: pairs of digits x y, a blank between strokes
GLYPHS = {
    " ": "", "A": "0004264440 0242", "B": "00063645443303 3342413000", "C": "4536160501103041",
    "D": "00062644422000", "E": "46060040 0333", "F": "460600 0333", "G": "45361605011030414323",
    "H": "0006 4046 0343", "I": "0626 1610 0020", "J": "4641301001", "K": "0006 4602 1340", "L": "060040",
    "M": "0006234640", "N": "00064046", "O": "100105163645413010", "P": "00063645443303",
    "Q": "100105163645413010 2240", "R": "00063645443303 2340", "S": "453616050413334241301001", "T": "0646 2620",
    "U": "060110304146", "V": "062046", "W": "0610233046", "X": "0046 0640", "Y": "062346 2320", "Z": "06460040",
    "0": "100105162635312010", "1": "051610 0020", "2": "05163645440040", "3": "05163645443313 334241301001",
    "4": "30360242", "5": "460604344341301001", "6": "4536160501103041423303", "7": "064610",
    "8": "13040516364544331302011030414233", "9": "4313040516364541301001",
    "-": "0343", "–": "0343", "_": "0040", ".": "0001111000", ",": "1100", "/": "0046", "(": "26040220",
    ")": "06242200", "+": "0343 2521", ":": "0102 0405", "=": "0242 0444", "%": "0046 0506161505 3031414030",
    "×": "0145 0541", "Ø": "100105163645413010 0046", "°": "0516251405", "±": "0444 2622 0040", "'": "0406",
    "·": "0203", "<": "450341", ">": "054301", "→": "0353 355331", "←": "0353 250321", "↑": "2026 042644",
    "↓": "2026 022042",
}
SPACE = 2
UNKNOWN = "0006464000"


@lru_cache(maxsize=256)
def _glyph(letter: str) -> tuple[int, list[list[tuple[int, int]]]]:
    """Width in grid units and the strokes of a letter."""
    code = GLYPHS.get(letter, UNKNOWN)
    lines = [[(int(s[i]), int(s[i + 1])) for i in range(0, len(s), 2)] for s in code.split()]
    return max((x for line in lines for x, _ in line), default=SPACE), lines


def width(text: str, height: float) -> float:
    """Width [mm] of the words at a cap height [mm]."""
    units = sum(_glyph(letter)[0] + GAP for letter in text.upper())
    return max(0, units - GAP) * height / CAP


def strokes(text: str, x: float, y: float, height: float, angle_deg: float = 0.0, centred: bool = False) -> list[Line]:
    """Polylines [mm] of the words, cap height in mm, turned by angle_deg about (x, y).

    (x, y) is the lower left corner of the first letter; with centred it is the middle of the words.
    """
    scale = height / CAP
    left, base = (-width(text, height) / 2, -height / 2) if centred else (0.0, 0.0)
    flat: list[Line] = []
    pen = 0
    for letter in text.upper():
        wide, lines = _glyph(letter)
        flat += [[(left + (pen + gx) * scale, base + gy * scale) for gx, gy in line] for line in lines]
        pen += wide + GAP
    if not angle_deg:
        return [[(x + a, y + b) for a, b in line] for line in flat]
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return [[(x + c * a - s * b, y + s * a + c * b) for a, b in line] for line in flat]
