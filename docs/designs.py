"""Every design on a vehicle of its class: TL by octaves, volume ratio, Mach while flowing, mass, into docs/designs.md.

    python docs/designs.py           a representative vehicle of each class, into docs/designs.md
    python docs/designs.py --all     every design on every vehicle that it suits, on the screen

Sizes that nobody published are given example values here, so that the whole line can be heard; no vehicle has them.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from knalpot_cad.assemblies.gas import GasSpace
from knalpot_cad.built import Built, build
from knalpot_cad.design import load
from knalpot_cad.library import DesignTemplate, Fitment, Library, Value
from knalpot_cad.rules import Sizing

HERE = Path(__file__).parent
SHOWN = ("yamaha_nmax_155", "kawasaki_ninja_250", "toyota_avanza_13", "mitsubishi_l300_4d56", "yamaha_rx_king")
RANGE_HZ = (20.0, 2850.0, 10.0)
BANDS = ("63", "125", "250", "500", "1000", "2000")
HEAD = """# Designs

Every parametric design of `templates/designs` on one vehicle of its class, as `knalpot new` sizes it. Written by
`python docs/designs.py`; `--all` prints every design on every vehicle that it suits.

- TL: transmission loss of the silencer [dB] by octaves, plane waves with end corrections, no flow, at the design's gas
  temperatures; `line` is the mean of 63 to 2000 Hz for the whole line with header and tail. Without flow the resonance
  of chambers joined by tubes (the 250 Hz octave of a two-chamber) lets all through; on an engine flow damps it.
  Differences between designs can be trusted further than the numbers: the wool's flow resistivity is unverified.
- V/Vd: gas volume over displacement. Mach: while flowing at full load (rule 8), the mean one where the design has no
  other. kPa: steady loss of the silencer by rule 9 (K is S or M). `-`: the design has no such part or figure.
  Volume, Mach and pressure size a draft; none of them is a verdict.
- Sizes that nobody published have example values here.
"""


@dataclass(frozen=True)
class Row:
    """One design on one vehicle."""

    design: str
    vehicle: str
    tl_db: tuple[float, ...]
    line_db: float
    ratio: float
    mach: float
    kpa: float
    mass_kg: float
    outside: tuple[str, ...]

    def cells(self) -> list[str]:
        def cell(value: float, form: str) -> str:
            return "-" if math.isnan(value) else format(value, form)
        return [self.design, *(cell(v, "z.0f") for v in self.tl_db), cell(self.line_db, "z.0f"),
                cell(self.ratio, ".1f"), cell(self.mach, ".2f"), cell(self.kpa, ".1f"), cell(self.mass_kg, ".2f"),
                ", ".join(self.outside) or "-"]


HEADER = ["design", *(f"{b} Hz" for b in BANDS), "line", "V/Vd", "Mach", "kPa", "kg", "outside its band"]


def examples(library: Library, vehicle: Fitment) -> Fitment:
    """The vehicle with an example for every size that is still to be measured: the middle of what its guide expects.

    Free room is left open: it would only make a body smaller.
    """
    values = dict(vehicle.values)
    for name in vehicle.open:
        guide = library.guides[name]
        middle = {"port_spacing_mm": 75.0, "mount_x_mm": 50.0, "port_bore_mm": 0.0, "exhaust_pipe_mm": 0.0}.get(
            name, (guide.low * guide.high) ** 0.5)
        if middle and not name.startswith("free_"):
            values[name] = Value(middle, guide.unit, "example", "example", "example", "2026-01-01")
    return replace(vehicle, values=values)


class ExampleLibrary(Library):
    """The packaged library, every vehicle with example sizes."""

    def fitment(self, name: str) -> Fitment:
        return examples(self, super().fitment(name))


def made(library: Library, design: DesignTemplate, vehicle: Fitment) -> tuple[Built, Sizing]:
    """The design on the vehicle, built."""
    sizing = design.size(vehicle)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "design.yaml"
        file.write_text(design.write(vehicle, "en", library.guides, sizing), encoding="utf-8")
        built = build(load(file, library), library)
    built.sound_range, built.sound_model = RANGE_HZ, "plane"
    return built, sizing


def row(library: Library, design: DesignTemplate, vehicle: Fitment) -> Row:
    """Its figures; a number that a sizing does not have is nan."""
    built, sizing = made(library, design, vehicle)
    sound = built.sound
    octaves = {b[0]: b for b in sound.bands} if sound else {}
    heard = any(isinstance(g, GasSpace) for g in built.gas)
    tl = tuple(octaves[b][3] if b in octaves and heard else float("nan") for b in BANDS)
    line = [octaves[b][4] for b in BANDS if b in octaves]
    names = sizing.names()

    def of(*wanted: str) -> float:
        return next((sizing.value(n) for n in wanted if n in names), float("nan"))
    ratio = built.summary.volume_ratio
    return Row(design.id, vehicle.id, tl, sum(line) / len(line) if line else float("nan"),
               float("nan") if ratio is None else ratio, of("mach_flowing", "stinger_mach", "mach"), of("steady_kpa"),
               built.summary.mass_kg, tuple(b.name for b in design.outside(sizing)))


def rows(library: Library, vehicles: list[str]) -> Iterator[Row]:
    designs, _ = library.every("designs")
    for name in vehicles:
        vehicle = library.fitment(name)
        for design in designs:
            if design.suits.fits(vehicle):
                yield row(library, design, vehicle)


def table(found: list[Row]) -> list[str]:
    lines = ["| " + " | ".join(HEADER) + " |", "|" + "---|" * len(HEADER)]
    return lines + ["| " + " | ".join(r.cells()) + " |" for r in found]


def main(everything: bool) -> None:
    library = ExampleLibrary(Library.open().folders)
    if everything:
        for r in rows(library, list(library.names("fitments"))):
            sys.stdout.write("\t".join((r.vehicle, *r.cells())) + "\n")
        return
    lines = [HEAD]
    for name in SHOWN:
        found = list(rows(library, [name]))
        if found:
            lines += [f"## {library.fitment(name).title}", "", *table(found), ""]
    (HERE / "designs.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main("--all" in sys.argv[1:])
