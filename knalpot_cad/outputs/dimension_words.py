"""What a dimension of a sheet is called on paper and on the screen; programs read its plain name."""

from __future__ import annotations

from knalpot_cad.words import table


def called(name: str, language: str) -> str:
    """`start saw_deg` as a person reads it: word for word, letters and names of parts as they are."""
    known = table(language)["dimension"]
    if name in known:
        return str(known[name])
    return " ".join(known.get(w, w) for w in name.removesuffix("_deg").split(" "))


def unit_of(name: str) -> str:
    """Its unit as written behind the number."""
    return "°" if name.endswith("_deg") else " mm"
