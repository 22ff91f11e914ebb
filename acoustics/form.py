"""The plain JSON form of a silencer and of its answer (docs/acoustics-json.md); `python -m acoustics FILE` uses it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from reprlib import repr as shown
from typing import Any

import numpy as np

from acoustics.arrays import Real, checked_frequencies, is_number
from acoustics.blocks import TAIL
from acoustics.doubts import doubts
from acoustics.errors import AcousticsError
from acoustics.field import AxialPlane, CrossPlane, Plane, pressure_field
from acoustics.gas import Gas
from acoustics.levels import domes, notches, octave_bands, third_octave_bands
from acoustics.outline import SECTIONS, Outline
from acoustics.refuse import refuse
from acoustics.ritz import silencer_cut_on
from acoustics.silencer import Body, Hole, HoleField, Packing, Perforation, Plate, Silencer, Tube
from acoustics.sweep import TwoPort, two_port
from acoustics.valid import plane_valid_to
from acoustics.wool import FRAME, Wool

MODELS = ("auto", "uniform", "plane", "modes")
MOST_FREQUENCIES = 100_000


class Fields:
    """A mapping whose keys are taken one by one; what is left over is refused. path names it in errors."""

    def __init__(self, data: Any, path: str) -> None:
        if not isinstance(data, Mapping):
            raise AcousticsError(path or "document", f"must be a mapping {{...}}, is {shown(data)}")
        self.data, self.path, self.seen = data, path, set[str]()

    def where(self, key: str) -> str:
        """The field's path."""
        return f"{self.path}.{key}" if self.path else key

    def take(self, key: str, default: Any = None, needed: bool = True) -> Any:
        """The value of a key. Raises AcousticsError where a needed one is missing."""
        self.seen.add(key)
        if key not in self.data:
            if needed and default is None:
                raise AcousticsError(self.where(key), "is missing")
            return default
        return self.data[key]

    def number(self, key: str, default: float | None = None) -> float:
        """A finite number."""
        value = self.take(key, default)
        if not is_number(value):
            raise AcousticsError(self.where(key), f"must be a finite number, is {shown(value)}")
        return float(value)

    def text(self, key: str, default: str | None = None) -> str:
        """A word."""
        value = self.take(key, default)
        if not isinstance(value, str):
            raise AcousticsError(self.where(key), f"must be text, is {shown(value)}")
        return value

    def rows(self, key: str, make: Callable[[Fields], Any], needed: bool = False) -> tuple[Any, ...]:
        """A list of mappings, each made and checked for leftovers."""
        value = self.take(key, None if needed else [])
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise AcousticsError(self.where(key), f"must be a list [...], is {shown(value)}")
        out = []
        for i, item in enumerate(value):
            fields = Fields(item, f"{self.where(key)}[{i}]")
            out.append(make(fields))
            fields.done()
        return tuple(out)

    def done(self) -> None:
        """Refuse keys nobody took."""
        extra = sorted(set(self.data) - self.seen)
        if extra:
            raise AcousticsError(self.where(extra[0]), f"is not known here; known: {', '.join(sorted(self.seen))}")


@contextmanager
def _renamed(where: Callable[[str], str]) -> Iterator[None]:
    """Refusals of the types told by the fields of this form."""
    try:
        yield
    except AcousticsError as error:
        wrong = [(where(field), message) for field, message in error.problems]
        raise AcousticsError(*wrong[0], problems=wrong) from error


def _path(field: str, silencer: Silencer) -> str:
    """The path in a document of a field of its silencer."""
    found = re.match(r"body\[(\d+)\]\.(start|end)(.*)", field)
    if not found:
        return f"silencer.{field}"
    number, end, rest = found.groups()
    kind = getattr(silencer.body[int(number)], end).kind
    return f"silencer.body[{number}].{'section' if end == 'start' else 'end_section'}.{kind}{rest}"


def _section(data: Any, path: str) -> Outline:
    kind = Fields(data, path)
    known = {s.kind: s for s in SECTIONS}
    named = [k for k in kind.data if k in known]
    if len(named) != 1:
        raise AcousticsError(path, f"must be a mapping of one of {', '.join(known)}, is {shown(data)}")
    inner = Fields(kind.take(named[0]), kind.where(named[0]))
    out = known[named[0]](**{f.name: _points(inner) if f.name == "points" else inner.number(f.name)
                             for f in fields(known[named[0]])})
    inner.done()
    kind.done()
    return out


def _points(f: Fields) -> tuple[tuple[float, float], ...]:
    value = f.take("points")
    if not isinstance(value, Sequence) or not all(
            isinstance(p, Sequence) and len(p) == 2 and all(map(is_number, p)) for p in value):
        raise AcousticsError(f.where("points"), f"must be a list of pairs [x, y], is {shown(value)}")
    return tuple((float(x), float(y)) for x, y in value)


def _body(f: Fields) -> Body:
    start = _section(f.take("section"), f.where("section"))
    end = f.take("end_section", needed=False)
    return Body(f.number("z0"), f.number("z1"), start, _section(end, f.where("end_section")) if end else start)


def _span(f: Fields) -> Perforation:
    return Perforation(f.number("z0"), f.number("z1"), f.number("hole"), f.number("porosity"), f.number("thickness"),
                       f.text("model", "sullivan"), f.number("grazing", 0.0), f.number("bias", 0.0))


def _tube(f: Fields) -> Tube:
    inner = f.number("inner_radius")
    return Tube(f.text("name"), f.number("x", 0.0), f.number("y", 0.0), inner, f.number("outer_radius", inner),
                f.number("z0"), f.number("z1"), f.text("start", "open"), f.text("end", "open"), f.rows("spans", _span))


def _plate(f: Fields) -> Plate:
    return Plate(f.text("name"), f.number("z0"), f.number("z1"),
                 f.rows("holes", lambda h: Hole(h.number("x"), h.number("y"), h.number("radius"))), _field(f))


def _field(plate: Fields) -> HoleField | None:
    data = plate.take("field", needed=False)
    if data is None:
        return None
    f = Fields(data, plate.where("field"))
    circle = (f.number("x", 0.0), f.number("y", 0.0), f.number("radius")) if "radius" in f.data else (0.0, 0.0, None)
    out = HoleField(f.number("hole"), f.number("porosity"), f.text("model", "melling"), f.number("grazing", 0.0),
                    f.number("bias", 0.0), *circle)
    f.done()
    return out


def _packing(f: Fields) -> Packing:
    model: Any = f.text("model", "selamet")
    resistivity = f.number("resistivity")
    frame = {name: f.number(name) for name in FRAME if name in f.data}
    f.seen.update(FRAME)
    with _renamed(f.where):
        wool = Wool(resistivity, model, **frame)
    return Packing(f.number("z0"), f.number("z1"), wool)


def read_silencer(data: Any) -> Silencer:
    """The silencer of its JSON form [m]. Raises AcousticsError naming the field. Source: docs/acoustics-json.md."""
    f = Fields(data, "silencer")
    out = Silencer(f.rows("body", _body, needed=True), f.rows("tubes", _tube, needed=True), f.rows("plates", _plate),
                   f.rows("packing", _packing), f.text("inlet"), f.text("outlet"))
    f.done()
    return out


def read_gas(data: Any) -> Gas:
    """The gas of its JSON form, temperature [K]. Raises AcousticsError. Source: docs/acoustics-json.md."""
    f = Fields(data, "gas")
    kind, temperature = f.text("kind", "exhaust"), f.number("temperature")
    if kind not in ("air", "exhaust"):
        raise AcousticsError("gas.kind", f"must be air or exhaust, is {shown(kind)}")
    f.done()
    with _renamed(lambda field: f"gas.{field}"):
        return Gas.air(temperature) if kind == "air" else Gas.exhaust(temperature)


def read_frequencies(data: Any) -> Real:
    """Frequencies [Hz] (n,): a list, or {from, to, step}. Raises AcousticsError. Source: docs/acoustics-json.md."""
    if not isinstance(data, Mapping):
        if not isinstance(data, Sequence) or not all(map(is_number, data)):
            raise AcousticsError("frequencies", "must be a list of numbers, or a mapping of from, to and step, in Hz")
        if len(data) > MOST_FREQUENCIES:
            raise AcousticsError("frequencies", f"must be at most {MOST_FREQUENCIES}, are {len(data)}")
        return checked_frequencies(data)
    f = Fields(data, "frequencies")
    low, high, step = f.number("from"), f.number("to"), f.number("step")
    f.done()
    if not (0 < low <= high and step > 0 and (high - low) / step < MOST_FREQUENCIES):
        raise AcousticsError("frequencies", f"need 0 < from <= to, step > 0, and at most {MOST_FREQUENCIES} of them; "
                             f"are from {low:g} to {high:g} in steps of {step:g}")
    return checked_frequencies(low + step * np.arange(int((high - low) / step + 1e-9) + 1))


def chosen(model: str, silencer: Silencer, gas: Gas, top: float) -> str:
    """The model that answers: auto takes modes where top [Hz] passes the casing's first cut-on, else plane.

    Raises AcousticsError "model". Source: definition.
    """
    if model not in MODELS:
        raise AcousticsError("model", f"must be one of {', '.join(MODELS)}, is {shown(model)}")
    if model != "auto":
        return model
    refuse(silencer)
    return "modes" if top > silencer_cut_on(silencer, gas.c)[0] else "plane"


def read_plane(f: Fields) -> Plane:
    """The plane of a pressure field [m, rad]: across where z is given, else along the axis.

    Raises AcousticsError naming the field. Source: docs/acoustics-json.md.
    """
    def count(key: str, default: int) -> int:
        value = f.take(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise AcousticsError(f.where(key), f"must be a whole number, is {shown(value)}")
        return value
    if "z" in f.data:
        cross = CrossPlane(f.number("z"))
        return CrossPlane(cross.z, count("columns", cross.columns), count("rows", cross.rows))
    axial = AxialPlane(f.number("angle", 0.0), f.number("offset", 0.0))
    return AxialPlane(axial.angle, axial.offset, count("across", axial.across), count("along", axial.along))


def _pressures(request: tuple[Real, Plane], silencer: Silencer, gas: Gas, model: str) -> dict[str, Any]:
    """A pressure field as plain data; null where there is no gas."""
    with _renamed(lambda field: field.replace("plane", "pressure_field", 1)):
        field = pressure_field(silencer, gas, request[0], request[1], model)

    def told(p: complex) -> list[float] | None:
        return None if math.isnan(p.real) else [p.real, p.imag]
    return {"frequencies": field.frequencies.tolist(), "x": field.x.tolist(), "y": field.y.tolist(),
            "z": field.z.tolist(), "p": [[[told(p) for p in row] for row in one] for one in field.pressure.tolist()]}


def answer(document: Any) -> dict[str, Any]:
    """The answer [dB, Hz] of a whole document. Raises AcousticsError with the field. Source: docs/acoustics-json.md."""
    f = Fields(document, "")
    if f.take("acoustics", 0) != 1:
        raise AcousticsError("acoustics", "must be 1, the version of this form: see docs/acoustics-json.md")
    silencer, gas = read_silencer(f.take("silencer")), read_gas(f.take("gas"))
    frequencies, asked = read_frequencies(f.take("frequencies")), f.text("model", "auto")
    check, wanted = f.take("check", False), f.take("pressure_field", needed=False)
    picture = None
    if wanted is not None:
        inner = Fields(wanted, "pressure_field")
        picture = read_frequencies(inner.take("frequencies")), read_plane(inner)
        inner.done()
    f.done()
    if not isinstance(check, bool):
        raise AcousticsError("check", f"must be true or false, is {shown(check)}")
    with _renamed(lambda field: _path(field, silencer)):
        refuse(silencer)
    model = chosen(asked, silencer, gas, float(frequencies.max()))
    two = two_port(silencer, gas, frequencies, model)
    out = told(two, model, silencer)
    if model == "plane":
        out["valid_to_hz"] = plane_valid_to(silencer, gas)
    out["doubts"] = [list(d) for d in doubts(silencer, gas, frequencies)]
    if picture:
        out["pressure_field"] = _pressures(picture, silencer, gas, model)
    if check and model != "uniform":
        out["tail_change_db"] = _tail_change(silencer, two, model)
    return out


def _tail_change(silencer: Silencer, two: TwoPort, model: str) -> dict[str, float]:
    """How far TL moves with a tail twice as long [dB]."""
    from acoustics.blocks import Effort
    longer = two_port(silencer, two.gas, two.frequencies, model, Effort(tail=2 * TAIL, plane=model == "plane"))
    away = np.abs(longer.transmission_loss() - two.transmission_loss())
    return {"median": float(np.median(away)), "p90": float(np.percentile(away, 90)), "max": float(away.max())}


def told(two: TwoPort, model: str, silencer: Silencer) -> dict[str, Any]:
    """A two-port as plain data. Source: docs/acoustics-json.md."""
    tl = two.transmission_loss()
    cross, radial = silencer_cut_on(silencer, two.gas.c)

    def matrix(m: Any) -> list[Any]:
        return [[[[float(v.real), float(v.imag)] for v in row] for row in one] for one in m]
    rising = bool(np.all(np.diff(two.frequencies) > 0)) and two.frequencies.size > 1
    return {"acoustics": 1, "model": model, "cut_on_hz": {"cross": cross, "radial": radial},
            "valid_to_hz": cross if model == "uniform" else None, "live_modes": two.live, "tail_modes": two.tail,
            "gas": {"c": two.gas.c, "rho": two.gas.rho},
            "area_in": two.area_in, "area_out": two.area_out,
            "frequencies": two.frequencies.tolist(), "tl_db": tl.tolist(), "s": matrix(two.s), "t": matrix(two.t),
            "octaves": [list(b) for b in octave_bands(two.frequencies, tl)] if rising else [],
            "thirds": [list(b) for b in third_octave_bands(two.frequencies, tl)] if rising else [],
            "domes": [list(t) for t in domes(two.frequencies, tl)] if rising else [],
            "notches": [list(t) for t in notches(two.frequencies, tl)] if rising else []}
