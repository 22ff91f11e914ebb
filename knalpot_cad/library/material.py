"""A material: density, strength, what it stands, the K of each process, and the sizes it is bought in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, pi, sqrt

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.library.form import Form
from knalpot_cad.library.value import Value
from knalpot_cad.strict import Node

KINDS = ("sheet", "tube", "wool", "perforated")
KEYS = ("kind", "standard", "names", "base", "density_kg_m3", "colour", "sources", "data", "price", "stock",
        "corrosion", "notes")
FORMS = ("sheet", "drum", "tube", "perforated", "roving", "mat")
STOCK_KEYS = ("form", "width_mm", "length_mm", "thickness_mm", "od_mm", "wall_mm", "wall_least_mm", "hole_mm",
              "pitch_mm", "trust", "source", "by", "date")
CURRENCY = ("IDR/kg", "IDR/m2", "IDR/sheet", "IDR/m", "IDR/pack")


@dataclass(frozen=True)
class Stock:
    """A size the material is bought in [mm]; None and () where nobody said. wall_least_mm: thinner is not made."""

    form: str
    width_mm: float | None
    length_mm: float | None
    thickness_mm: tuple[float, ...]
    od_mm: tuple[float, ...]
    wall_mm: tuple[float, ...]
    wall_least_mm: float | None
    hole_mm: float | None
    pitch_mm: float | None
    trust: str
    source: str

    @property
    def open_area(self) -> float | None:
        """Open share of round holes on a triangular pitch, pi/(2 sqrt 3) (d/p)^2; None where there are no holes."""
        if self.hole_mm is None or self.pitch_mm is None:
            return None
        return pi / (2 * sqrt(3)) * (self.hole_mm / self.pitch_mm) ** 2


@dataclass(frozen=True)
class Material:
    """A material: density, colour for STEP, grade data with their trust."""

    name: str
    kind: str
    standard: str
    density: Value
    colour: tuple[int, int, int]
    data: Mapping[str, Value]
    stock: tuple[Stock, ...] = ()
    price: Value | None = None          # the workshop's own: never in the packaged files
    names: tuple[str, ...] = ()         # what the trade calls it
    base: str = ""                      # the sheet that a perforated one is made of
    corrosion: str = ""
    notes: str = ""

    @property
    def density_kg_m3(self) -> float:
        return self.density.number or 0.0

    def k_factor(self, process: str) -> Value | None:
        """Place of the neutral fibre for a process (roll, press_brake); None where no source gives it."""
        return self.data.get(f"k_{process}")

    def resistivity(self, density_kg_m3: float) -> Value:
        """Flow resistivity of wool packed to a density [Pa s/m2], by a power law through the material's two points."""
        d0, r0 = self._point("resistivity_1")
        d1, r1 = self._point("resistivity_2")
        if d0 == d1:
            raise Faults(Fault("material-no-wool", None, {"name": self.name}))
        power = log(r1 / r0) / log(d1 / d0)
        source = self.data["resistivity_1"]
        return Value(r0 * (density_kg_m3 / d0) ** power, "Pa s/m2", source.trust, source.source)

    @property
    def wool_model(self) -> str:
        """Name of the acoustic core's model for this wool."""
        found = self.data.get("wool_model")
        return str(found.value) if found else "delany_bazley"

    def _point(self, name: str) -> tuple[float, float]:
        found = self.data.get(name, Value(None))
        if found.at is None or found.at <= 0 or found.number is None or found.number <= 0:
            raise Faults(Fault("material-no-wool", None, {"name": self.name}))
        return found.at, found.number


def read_material(name: str, root: Node) -> Material:
    """The material of a tree. Raises Faults with everything that is wrong in its file."""
    form = Form(root)
    form.only(KEYS)
    form.take_sources()
    kind = form.choice("kind", KINDS)
    found = Material(name, kind, form.text("standard"), _density(form), _colour(form), form.values("data"),
                     tuple(_stock(row) for row in form.rows("stock")), _price(form), form.names("names"),
                     form.text("base", required=kind == "perforated"), form.text("corrosion"), form.text("notes"))
    form.done()
    return found


def _density(form: Form) -> Value:
    """A number, then unverified, or a mapping with its provenance."""
    node = form.root.value.get("density_kg_m3")
    inner = form.inner("density_kg_m3") if node is not None and isinstance(node.value, dict) else None
    if inner is None:
        return Value(form.number("density_kg_m3", 0.1, 30_000.0) or 0.0, "kg/m3")
    inner.number("value", 0.1, 30_000.0)
    return inner.value()


def _price(form: Form) -> Value | None:
    """What the workshop pays: with its unit, who wrote it and when."""
    inner = form.inner("price")
    if inner is None:
        return None
    inner.number("value", 0.0, 1e9)
    inner.choice("unit", CURRENCY)
    return inner.value()


def _stock(row: Form) -> Stock:
    row.only(STOCK_KEYS)
    trust, source = row.trust()

    def size(key: str) -> float | None:
        return row.number(key, 0.1, 20_000.0, required=False)
    return Stock(row.choice("form", FORMS), size("width_mm"), size("length_mm"),
                 row.numbers("thickness_mm", 0.1, 100.0), row.numbers("od_mm", 1.0, 1000.0),
                 row.numbers("wall_mm", 0.1, 50.0), size("wall_least_mm"), size("hole_mm"), size("pitch_mm"),
                 trust, source)


def _colour(form: Form) -> tuple[int, int, int]:
    found = form.got("colour", (list,), required=True)
    if found is None:
        return 0, 0, 0
    parts = [n.value for n in found]
    if len(parts) != 3 or any(type(v) is not int or not 0 <= v <= 255 for v in parts):
        form.wrong("wrong-kind", "colour", expected="[0..255, 0..255, 0..255]", got=str(parts)[:40])
        return 0, 0, 0
    return parts[0], parts[1], parts[2]
