"""Whether a silencer is made of what its types say, before any number in it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from reprlib import repr as shown
from typing import Any

from acoustics.outline import Outline
from acoustics.silencer import Body, Hole, HoleField, Packing, Perforation, Plate, Silencer, Tube
from acoustics.wool import Wool

# what each field holds: one thing, many of one (in a list), or one or none (with None)
PARTS: dict[type, dict[str, Any]] = {
    Silencer: {"body": [Body], "tubes": [Tube], "plates": [Plate], "packing": [Packing], "inlet": str, "outlet": str},
    Body: {"start": Outline, "end": Outline},
    Tube: {"name": str, "start": str, "end": str, "spans": [Perforation]},
    Plate: {"name": str, "holes": [Hole], "field": (HoleField, None)},
    Perforation: {"model": str},
    HoleField: {"model": str},
    Packing: {"wool": Wool},
}


def kinds(thing: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """What in a silencer (or a part of one at a path) is of another type than its field says, as (field, message).

    Valid for anything; no errors. Source: definition (silencer.py).
    """
    for name, wanted in PARTS.get(type(thing), {}).items():
        field, value = f"{path}{name}", getattr(thing, name)
        if isinstance(wanted, list):
            if isinstance(value, tuple | list):
                for i, one in enumerate(value):
                    yield from _kind(one, wanted[0], f"{field}[{i}]")
            else:
                yield field, f"must be a tuple of {wanted[0].__name__}, is {shown(value)}"
        elif isinstance(wanted, type) or value is not None:
            yield from _kind(value, wanted if isinstance(wanted, type) else wanted[0], field)


def _kind(value: Any, wanted: type, field: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, wanted):
        yield field, f"must be {'text' if wanted is str else f'of type {wanted.__name__}'}, is {shown(value)}"
    else:
        yield from kinds(value, f"{field}.")
