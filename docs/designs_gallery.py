"""Writes docs/designs: a page of every parametric design, on one vehicle of its class, with what it gives.

python docs/designs_gallery.py [DESIGN ...] [--pages]; --pages leaves the pictures as they are.

Each page has the solid and the silencer cut open, the transmission loss, mass, volume and sheet use, the sizes and
where each should lie. The figures are those of docs/designs.py; the same design gives the same page.
"""

from __future__ import annotations

import importlib
import io
import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knalpot_cad.assemblies.gas import GasSpace
from knalpot_cad.built import Built
from knalpot_cad.geometry.sheet import Sheet
from knalpot_cad.library import DesignTemplate, Fitment, Library
from knalpot_cad.nest import Nest, nest
from knalpot_cad.rules import Sizing

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
table: Any = importlib.import_module("designs")     # the scripts beside this one
pictures: Any = importlib.import_module("gallery")
FOLDER = HERE / "designs"
USUAL_MM = (1219.0, 2438.0)         # a sheet of a material whose stock nobody wrote down
PLATE_MM = 4.0
CHART = (8.2, 3.3)                  # inches
OWN, LINE, GRID = "#1f4e79", "#b26a00", "#d0d0d0"
PAGE = """# {title[id]} / {title[en]}

`{id}`: {about[id]}.<br>
{about[en]}.

![{id}]({id}.png)

Di sini untuk / here for: {named}; cocok untuk {suited} kendaraan / suits {suited} vehicles of the library.

```sh
knalpot baru --motor {vehicle} --design {id} -o desain.yaml
```

| TL, dB | {bands} Hz | jalur / line |
|{rule}
| peredam / silencer | {tl} |
{chart}
| | |
|---|---|
| massa / mass | {mass:.2f} kg |
| isi ruang / gas volume | {room} |
| Mach | {mach} |
| hambatan / steady loss | {kpa} |
| bagian / parts | {parts} |
| plat / sheet | {sheet} |

{sizes}
Angka-angka ini rancangan, bukan vonis; syaratnya di [semua desain](../designs.md).<br>
These figures are a draft, no verdict; what they hold for: [all designs](../designs.md).

[Galeri / gallery](README.md)
"""
INDEX = """# Galeri desain / gallery of designs

Semua desain parametrik: gambar, peredaman, massa, pemakaian plat. Dibuat oleh `docs/designs_gallery.py`; tabelnya di
[designs.md](../designs.md).<br>
Every parametric design: picture, transmission loss, mass, sheet use. Made by `docs/designs_gallery.py`; the table is
[designs.md](../designs.md).

| | | |
|:---:|:---:|:---:|
"""


@dataclass(frozen=True)
class Shown:
    """One design on its vehicle, built, with its figures."""

    design: DesignTemplate
    vehicle: Fitment
    built: Built
    sizing: Sizing
    row: Any        # designs.Row
    suited: int


def shown(library: Library, design: DesignTemplate) -> Shown:
    """The design on the first of the table's vehicles that it suits."""
    vehicles = [library.fitment(name) for name in library.names("fitments")]
    vehicle = next(v for name in table.SHOWN for v in vehicles if v.id == name and design.suits.fits(v))
    built, sizing = table.made(library, design, vehicle)
    return Shown(design, vehicle, built, sizing, table.figures(design, vehicle, built, sizing),
                 sum(design.suits.fits(v) for v in vehicles))


def every(library: Library, wanted: Iterable[str] = ()) -> Iterator[Shown]:
    chosen = set(wanted)
    for name in library.names("designs"):
        if not chosen or name in chosen:
            yield shown(library, library.design(name))


def nested(library: Library, built: Built) -> Nest | None:
    """How the sheet with most metal in it is used; None where nothing of it is cut."""
    groups: dict[tuple[str, float], list[Sheet]] = {}
    for s in built.sheets:
        if not s.paper_only and s.count:
            groups.setdefault((s.material, s.thickness_mm), []).append(s)
    if not groups:
        return None
    (material, _), pieces = max(groups.items(), key=lambda g: math.fsum(s.area_mm2 * s.count for s in g[1]))
    stock = [(s.width_mm, s.length_mm) for s in library.material(material).stock
             if s.form == "sheet" and s.width_mm and s.length_mm]
    return nest(pieces, *max(stock, default=USUAL_MM, key=lambda s: s[0] * s[1]))


# pictures -------------------------------------------------------------------------------------------------------------
def solid_picture(built: Built, path: Path) -> None:
    """The whole line, and below it the silencer cut open."""
    from PIL import Image, ImageOps

    from knalpot_cad.solids.preview import preview_png

    placed = [p for p in built.solids if p.located]
    groups = {p.group for p in placed if p.name.endswith("_badan")}
    views = [(placed, False, 0.0)]
    if groups:
        views.append(([p for p in placed if p.group in groups], True, cut_deg(built)))
    views_of: list[Any] = []
    full = path.with_suffix(".full.png")
    try:
        for parts, cut, turn in views:
            preview_png(parts, full, (pictures.WIDE, pictures.HIGH), cut, turn)
            with Image.open(full) as picture:
                found = picture.convert("RGB")
            box = ImageOps.invert(found).point(lambda v: 255 if v > 12 else 0).getbbox()
            views_of.append(found.crop(box))
    finally:
        full.unlink(missing_ok=True)
    wide, gap = max(p.width for p in views_of), 24
    both = Image.new("RGB", (wide, sum(p.height + gap for p in views_of) - gap), "white")
    y = 0
    for p in views_of:
        both.paste(p, ((wide - p.width) // 2, y))
        y += p.height + gap
    pictures.small(both, path)


def cut_deg(built: Built) -> float:
    """How the cut is turned so that it runs through most tubes: flat where they stand abreast, seen from above."""
    tubes = [t for g in built.gas if isinstance(g, GasSpace) for t in g.tubes]
    level = sum(abs(t.y) < 1e-6 for t in tubes) > sum(abs(t.x) < 1e-6 for t in tubes)
    return -90.0 if level else 0.0


def heard(one: Shown) -> bool:
    """Whether there is a curve to show: a plain pipe has none."""
    return one.built.sound is not None and float(max(one.built.sound.tl_line_db)) >= 1.0


def chart(one: Shown, path: Path) -> None:
    """Transmission loss of the silencer and of the whole line."""
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from PIL import Image

    sound = one.built.sound
    assert sound is not None
    figure, axis = plt.subplots(figsize=CHART, dpi=100)
    axis.semilogx(sound.frequencies, sound.tl_line_db, color=LINE, linewidth=1.0, label="seluruh jalur / whole line")
    if not math.isnan(one.row.tl_db[0]):
        axis.semilogx(sound.frequencies, sound.tl_silencer_db, color=OWN, linewidth=1.8,
                      label="peredam saja / silencer alone")
    top = 10 * math.ceil(min(70.0, max(10.0, float(max(sound.tl_line_db[3:])))) / 10)
    ticks = [float(b) for b in table.BANDS]
    axis.set(xlim=(31.5, 2850), ylim=(0, top), xlabel="Hz", ylabel="TL, dB", xticks=ticks,
             xticklabels=[f"{t:g}" for t in ticks])
    axis.minorticks_off()
    axis.grid(color=GRID, linewidth=0.6)
    axis.legend(loc="upper left", frameon=False, fontsize=9)
    stream = io.BytesIO()
    figure.savefig(stream, format="png", bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)
    with Image.open(stream) as picture:
        pictures.small(picture, path)


def draw(one: Shown) -> None:
    solid_picture(one.built, FOLDER / f"{one.design.id}.png")
    if heard(one):
        chart(one, FOLDER / f"{one.design.id}-tl.png")


# pages ----------------------------------------------------------------------------------------------------------------
def sheet_use(found: Nest | None) -> str:
    if found is None:
        return "–"
    if found.thickness_mm >= PLATE_MM:              # flanges alone: cut from what is left over of other work
        return f"{found.material} {found.thickness_mm:g} mm, {found.metal_mm2 * 1e-2:.0f} cm²"
    metal = f"{found.material} {found.thickness_mm:g} mm, {found.metal_mm2 * 1e-6:.2f} m²"
    size = f"{found.width_mm:.0f} x {found.length_mm:.0f}"
    if not found.fits:
        return f"{metal}; tidak muat di / does not fit on {size}"
    return (f"{metal}; {found.fits} knalpot dari selembar / exhausts a sheet {size}, {found.used * 100:.0f} % terpakai "
            f"/ used; satu saja / one alone: {found.one_mm:.0f} mm")


def cell(value: float, form: str, unit: str = "") -> str:
    return "–" if math.isnan(value) else f"{value:{form}}{unit}"


def bands(one: Shown) -> list[str]:
    """The sizes that have a place where they should lie."""
    lines = ["| ukuran / size | nilai / value | di antara / between | aturan / rule | |", "|---|---|---|---|---|"]
    for b in one.design.expected:
        value = one.sizing.value(b.name)
        state = "" if b.holds(one.sizing) else "di luar / outside"
        lines.append(f"| `{b.name}` | {value:.3g} | {b.low:g} … {b.high:g} | {b.rule} ({b.trust}) | {state} |")
    return lines


def page(one: Shown, used: Nest | None) -> str:
    """The page in Markdown; its pictures lie beside it."""
    d, r = one.design, one.row
    litres = one.built.summary.chamber_volume_l
    curve = [f"![{d.id}: transmission loss]({d.id}-tl.png)", ""] if heard(one) else []
    room = "–" if litres is None else f"{litres:.2f} L, {r.ratio:.1f} x isi silinder / displacement"
    return PAGE.format(
        id=d.id, title=d.title, about=d.about, vehicle=one.vehicle.id, named=one.vehicle.title, suited=one.suited,
        bands=" | ".join(table.BANDS), rule="---|" * (len(table.BANDS) + 2), chart="\n".join(["", *curve]),
        tl=" | ".join(cell(v, "z.0f") for v in (*r.tl_db, r.line_db)), mass=r.mass_kg, parts=len(one.built.parts),
        room=room, mach=cell(r.mach, ".2f"), kpa=cell(r.kpa, ".1f", " kPa"), sheet=sheet_use(used),
        sizes="\n".join([*bands(one), ""]) if d.expected else "")


def index(library: Library) -> str:
    """All designs in a table of three columns."""
    found = [library.design(name) for name in library.names("designs")]
    cells = [f'[<img src="{d.id}.png" width="260"><br>{d.title["id"]} / {d.title["en"]}]({d.id}.md)' for d in found]
    cells += [""] * (-len(cells) % 3)
    return INDEX + "".join(f"| {' | '.join(cells[i:i + 3])} |\n" for i in range(0, len(cells), 3))


def main(wanted: list[str], drawn: bool) -> None:
    library = table.ExampleLibrary(Library.open().folders)
    FOLDER.mkdir(exist_ok=True)
    for one in every(library, wanted):
        sys.stdout.write(f"{one.design.id}\n")
        sys.stdout.flush()
        if drawn:
            draw(one)
        (FOLDER / f"{one.design.id}.md").write_text(page(one, nested(library, one.built)), encoding="utf-8",
                                                    newline="\n")
    (FOLDER / "README.md").write_text(index(library), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main([a for a in sys.argv[1:] if a != "--pages"], "--pages" not in sys.argv)
