"""Every design on a vehicle of its class: TL by octaves, volume ratio, Mach while flowing, mass, into docs/designs.md.

    python docs/designs.py           a representative vehicle of each class, into docs/designs.md
    python docs/designs.py --all [VEHICLE ...]     every design on every vehicle that it suits, on the screen

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
`python docs/designs.py`; `--all` prints every design on every vehicle that it suits. A page of each with pictures,
sheet use and sizes: [gallery of designs](designs/README.md).

- TL: transmission loss of the silencer [dB] by octaves, plane waves with end corrections, no flow, at the design's gas
  temperatures; `line` is the mean of 63 to 2000 Hz for the whole line with header and tail. Differences between designs
  can be trusted further than the numbers: the wool's flow resistivity is unverified, and above some 40 dB the shell's
  own noise and that of the flow take over.
- V/Vd: gas volume over displacement. Mach: while flowing at full load (rule 8), the mean one where the design has no
  other. kPa: steady loss of the silencer by rule 9 (K is S or M). `-`: the design has no such part or figure.
  Volume, Mach and pressure size a draft; none of them is a verdict.
- Sizes that nobody published have example values here.
- Outside its band: what stock tubes and the engine's data bring out of the rules' range, by a few percent. It is told
  by `knalpot new`, never refused.

## How to read it

**Below 100 Hz volume and outlet decide**, whatever is inside: the whole box is one spring of gas, and the way out a
mass on it. A can of 13 x Vd with an outlet as wide as the inlet gives 3 to 4 dB at 63 Hz, chambers with a narrower,
longer one 5 to 6. Only a larger box or a thinner, longer tail does better, and both cost room or pressure.

**Two chambers joined by tubes always have one frequency** at which the gas in the tubes swings between them as
between two springs. Without losses a pair of equal chambers then lets all sound through (0.4 dB near 290 Hz with the
58 : 42 of the rules, on an NMAX). No choice of tube removes it: longer or thinner ones move it down (180 Hz), shorter
ones up (380 Hz), where it opens the next octave; flow and a rough tube damp it on an engine, which these figures
leave out. What helps is inequality: a lopsided pair takes sound in at one side better than it gives it out at the
other, and at 78 : 22 nothing from 60 to 1000 Hz is below 4.5 dB. So the two-chamber is 78 : 22, and its transfer
tubes begin at L/2 of the large chamber, which makes up above the resonance for what the unequal split costs. It stays
the weakest of all at 250 Hz. A third chamber or wool is the cure, and that is another design.

**The three-chamber fills its own trough.** Chambers 2 and 3 leave one near 150 Hz. With its wool chamber open to the
inlet all along, chamber 1 only adds to chamber 3, and the trough was 5 dB. One belt of holes, 0.3 x the pipe's area,
makes chamber 1 a resonator that its own wool damps: 125, 250 and 500 Hz gain 2, 2 and 1 dB, 1000 Hz falls from 60 to
46 dB, which nobody hears. It holds for 0.2 to 0.4 x that area, and for small singles as for twins. At 125 Hz it is
still no more than a packed can of three quarters its volume (1 dB above to 1 below on all 35 motorcycles): there both
are one spring of gas, and the passages of the chambers, which close the higher octaves, cost what the volume gains.
The underbelly, the same way of the gas, gains 2 dB at 250 Hz.

**Standard-racing** has its core open in the rear half alone: the plain pipe before it lets the wool work lower down.
It is above a free-flow can at 63, 125 and from 1000 Hz on, equal at 250 and 2 dB below it at 500 Hz, where its
chamber takes room from the wool.

**The three-pass rear box is quieter where a car fires** (30 to 140 Hz) and noisier than the two-pass at 250 to 500
Hz, at 18 dB and more. Gas passes its middle chamber in two holed tubes side by side, and what leaves one enters the
other: a short cut. Fewer holes close it (500 Hz: 24 to 36 dB) but cost 4 dB at 125 Hz; its 10 % is the best of both
by A-weighted sum. The two-pass has no short cut and a trough of 6 dB near 110 Hz instead.
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
    own = {"port_spacing_mm": 75.0, "mount_x_mm": 50.0, "port_bore_mm": 0.0, "exhaust_pipe_mm": 0.0}
    if vehicle.vehicle_class != "L3":
        own["flange_bolt_spacing_mm"] = 95.0        # round a car's pipe of up to 60 mm
    for name in vehicle.open:
        guide = library.guides[name]
        middle = own.get(name, (guide.low * guide.high) ** 0.5)
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
    return figures(design, vehicle, *made(library, design, vehicle))


def figures(design: DesignTemplate, vehicle: Fitment, built: Built, sizing: Sizing) -> Row:
    """What is to be known of it; a number that a sizing does not have is nan."""
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


def main(arguments: list[str]) -> None:
    library = ExampleLibrary(Library.open().folders)
    if arguments[:1] == ["--all"]:
        for r in rows(library, arguments[1:] or list(library.names("fitments"))):
            sys.stdout.write("\t".join((r.vehicle, *r.cells())) + "\n")
            sys.stdout.flush()
        return
    lines = [HEAD]
    for name in SHOWN:
        found = list(rows(library, [name]))
        if found:
            lines += [f"## {library.fitment(name).title}", "", *table(found), ""]
    (HERE / "designs.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
