"""Vehicles by what a person types: make, model, displacement, kind; near enough is found, the nearest comes first."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from knalpot_cad.library.fitment import Fitment

# words of both languages that choose by a datum
MEANS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("motor", "sepeda", "bike", "motorbike", "motorcycle"), ("class", "L3")),
    **dict.fromkeys(("mobil", "car", "minibus", "mpv"), ("class", "M1")),
    **dict.fromkeys(("pikap", "pickup", "niaga", "truk", "truck", "van"), ("class", "N1")),
    **dict.fromkeys(("diesel", "solar"), ("fuel", "diesel")), **dict.fromkeys(("bensin", "petrol"), ("fuel", "petrol")),
    **dict.fromkeys(("2tak", "2t", "2stroke", "twostroke"), ("cycle", "2")),
    **dict.fromkeys(("4tak", "4t", "4stroke", "fourstroke"), ("cycle", "4")),
    **dict.fromkeys(("twin", "kembar"), ("cylinders", "2"))}
# words that say nothing a vehicle's data could answer
EMPTY = {"knalpot", "exhaust", "silincer", "silencer", "muffler", "untuk", "buat", "for", "the", "dan", "and", "cc",
         "tipe", "type", "baru", "new", "standar", "standard", "racing", "matic", "matik", "skutik",
         "scooter", "bebek", "punya", "pakai"}
JOINED = re.compile(r"\b([24]|dua|two|empat|four)[ -]?(tak|stroke)\b")
LETTERED = re.compile(r"\b([a-z]) (\d{1,2})\b(?!\.)")       # M 3, R 25: a model's letter and number
COUNT = {"dua": "2", "two": "2", "empat": "4", "four": "4"}
# how near a spelling must be, a short word's nearer; a displacement; and how far below the best one is still shown
NEAR, NEAR_SHORT, CC_NEAR, ALIKE = 0.72, 0.75, 0.025, 0.9


def plain(text: str) -> str:
    """Lower case without accents; what people write for the same sound becomes one letter."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9.]+", " ", text).strip()


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """A word as it is heard: nmaks and nmax, pario and vario, supraa and supra are one."""
    for old, new in (("ks", "x"), ("ck", "k"), ("c", "k"), ("q", "k"), ("ph", "f"), ("v", "f"), ("p", "f"), ("y", "i"),
                     ("j", "i"), ("z", "s"), ("w", "u"), ("oe", "u"), ("h", "")):
        word = word.replace(old, new)
    return re.sub(r"([a-z])\1+", r"\1", word)


def words_of(text: str) -> list[str]:
    """The words that choose: 150cc is 150, m 3 is m3, dua tak is 2tak, what chooses nothing is left out."""
    text = JOINED.sub(lambda m: COUNT.get(m[1], m[1]) + "tak", plain(text.replace("_", " ")))
    text = re.sub(r"\b(\d+(?:\.\d+)?)\s*cc\b", r"\1", text)
    text = LETTERED.sub(r"\1\2", text)
    return [w.strip(".") for w in text.split() if w.strip(".") and w not in EMPTY]


def known_words(vehicle: Fitment) -> list[str]:
    return plain(f"{vehicle.id.replace('_', ' ')} {vehicle.title}").split()


def score(word: str, vehicle: Fitment, known: list[str], notes: list[str]) -> float:
    """How well one word fits: 0 not at all, 1 exactly."""
    if word in known:
        return 1.0
    if word in MEANS and _means(MEANS[word], vehicle):
        return 0.9
    if re.fullmatch(r"\d+(\.\d+)?", word):
        return _displacement(float(word), vehicle)
    if word in notes:
        return 0.8
    if any(k.startswith(word) for k in known):
        return 0.95 if len(word) > 1 else 0.85
    if len(word) >= 3 and any(word in k for k in (*known, "".join(known))):
        return 0.85
    heard = sound(word)
    best = 0.0
    for k in known:
        if not k[0].isdigit() and len(k) > 2:
            written = difflib.SequenceMatcher(None, word, k).ratio()
            best = max(best, written, 0.98 * difflib.SequenceMatcher(None, heard, sound(k)).ratio())
    return 0.9 * best if best >= (NEAR if len(word) > 4 else NEAR_SHORT) else 0.0


def _means(choice: tuple[str, str], vehicle: Fitment) -> bool:
    what, wanted = choice
    if what == "class":
        return wanted in vehicle.vehicle_class.split("/")
    if what == "fuel":
        return vehicle.fuel == wanted
    return vehicle.number("stroke_cycle" if what == "cycle" else "cylinders") == float(wanted)


def _displacement(number: float, vehicle: Fitment) -> float:
    """A number is cc, or litres where it is small."""
    cc = vehicle.number("displacement_cc")
    wanted = 1000 * number if number < 10 else number
    if not cc or abs(cc / wanted - 1) > CC_NEAR:
        return 0.0
    return 0.9 - abs(cc / wanted - 1)


def ranked(vehicles: Iterable[Fitment], text: str) -> list[tuple[float, Fitment]]:
    """(score a word, vehicle) of those that fit every word, the best first; 1.0 fits to the letter."""
    wanted = words_of(text)
    found = []
    for v in vehicles:
        known, notes = known_words(v), plain(v.notes).split()
        scores = [score(w, v, known, notes) for w in wanted]
        if scores and all(scores):
            found.append((-sum(scores) / len(scores), v.id, v))
    return [(-s, v) for s, _, v in sorted(found, key=lambda row: row[:2])]


def search(vehicles: Iterable[Fitment], text: str) -> list[Fitment]:
    """Vehicles that fit every word, the best first; beside a good one those spelt a little alike are left out."""
    found = ranked(vehicles, text)
    return [v for s, v in found if s >= ALIKE * found[0][0]]


def only(vehicles: Iterable[Fitment], text: str) -> Fitment | None:
    """The one vehicle that is meant: the only one that fits, or the only one that fits to the letter."""
    every = list(vehicles)
    found = search(every, text)
    exact = [v for s, v in ranked(every, text) if s > 1 - 1e-9]
    return found[0] if len(found) == 1 else exact[0] if len(exact) == 1 else None


def near(vehicles: Iterable[Fitment], text: str, most: int = 5) -> list[Fitment]:
    """Vehicles that fit some of the words, for an answer where none fits all."""
    wanted = [w for w in words_of(text) if not w.isdigit()]
    found = []
    for v in vehicles:
        known, notes = known_words(v), plain(v.notes).split()
        total = sum(score(w, v, known, notes) for w in wanted)
        if total:
            found.append((-total, v.id, v))
    return [v for *_, v in sorted(found, key=lambda row: row[:2])[:most]]
