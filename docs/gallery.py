"""Writes docs/gallery: a page of every kind of part and assembly, from its design.

python docs/gallery.py [KIND ...] [--pages]; --pages leaves the pictures as they are, which takes seconds.

Each page has the solid, the flat pattern, the design that made them and its fields in both languages. Pictures are
small (palette PNG); the same design gives the same picture.
"""

from __future__ import annotations

import io
import math
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic_core import PydanticUndefined

from knalpot_cad.assemblies import ASSEMBLIES
from knalpot_cad.built import Built, build
from knalpot_cad.design import load
from knalpot_cad.fields import Model
from knalpot_cad.geometry.sheet import Sheet
from knalpot_cad.library import Library
from knalpot_cad.outputs.pattern_svg import sheet_svg
from knalpot_cad.parts import PARTS
from knalpot_cad.words import field_meaning, text

HERE = Path(__file__).parent
FOLDER = HERE / "gallery"
EXAMPLES = {"silencer": "beat-standar", "header": "kolektor-4-1", "expansion_chamber": "ekspansi-2-tak"}
WIDE, HIGH = 900, 560            # of the solid, pixels
FLAT_PX = 1100                   # width of the flat patterns, pixels
GAP_MM = 10.0
MOST_SHEETS = 8
LINE_PX = 2.0
COLOURS = 48
MOST_BYTES = 60_000
UNITS = (("_kg_m3", "kg/m³"), ("_mm", "mm"), ("_deg", "°"), ("_percent", "%"), ("_rpm", "1/min"), ("_cc", "cm³"),
         ("_kw", "kW"), ("_c", "°C"))
LEGEND = ("Hitam dipotong, merah dan ungu lubang, hijau garis roll, biru garis tekuk, cokelat tanda; batang 50 mm.  ",
          "Black is cut, red and purple are holes, green are roll lines, blue bend lines, brown marks; the bar: 50 mm.")
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def design_of(kind: str) -> Path:
    """The design whose pictures stand for a kind."""
    own = FOLDER / "designs" / f"{kind}.yaml"
    return own if own.is_file() else HERE.parent / "examples" / EXAMPLES[kind] / "design.yaml"


def built_of(kind: str) -> Built:
    library = Library.open()
    return build(load(design_of(kind), library), library)


# pictures -------------------------------------------------------------------------------------------------------------
def small(picture: Any, path: Path) -> None:
    """Cut off the empty rim and save with a palette, with fewer colours and then smaller until it is small enough."""
    from PIL import Image, ImageOps

    picture = picture.convert("RGB")
    box = ImageOps.invert(picture).point(lambda v: 255 if v > 12 else 0).getbbox()
    picture = ImageOps.expand(picture.crop(box), 16, "white")
    for colours, scale in ((COLOURS, 1.0), (24, 1.0), (24, 0.8), (16, 0.65), (12, 0.5)):
        size = (round(picture.width * scale), round(picture.height * scale))
        shown = picture.resize(size, Image.Resampling.LANCZOS).quantize(colours, dither=Image.Dither.NONE)
        stream = io.BytesIO()
        shown.save(stream, format="PNG", optimize=True)
        if len(stream.getvalue()) < MOST_BYTES:
            break
    path.write_bytes(stream.getvalue())


def solid_picture(built: Built, path: Path, cut: bool = False) -> None:
    from PIL import Image

    from knalpot_cad.solids.preview import preview_png

    full = path.with_suffix(".full.png")
    try:
        preview_png(built.solids, full, (WIDE, HIGH), cut=cut)
        with Image.open(full) as picture:
            small(picture, path)
    finally:
        full.unlink(missing_ok=True)


def different(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Of sheets with the same cuts only the first."""
    return list({(s.outline, s.holes, s.punched): s for s in reversed(list(sheets))}.values())[::-1]


def arranged(pieces: list[tuple[float, float]], most: float) -> tuple[list[tuple[float, float]], float, float]:
    """Upper left corners of boxes in rows no wider than most, and the size of it all."""
    x = y = row = wide = 0.0
    out = []
    for w, h in pieces:
        if x and x + w > most:
            x, y, row = 0.0, y + row + GAP_MM, 0.0
        out.append((x, y))
        x, row = x + w + GAP_MM, max(row, h)
        wide = max(wide, x - GAP_MM)
    return out, wide, y + row


def flat_picture(sheets: list[Sheet], path: Path) -> None:
    """All flat parts at one scale, as their SVG shows them."""
    import typst
    from PIL import Image

    sizes = [(float(m.group(1)), float(m.group(2))) for s in sheets if (m := VIEW_BOX.search(sheet_svg(s)))]
    area = math.fsum(w * h for w, h in sizes)
    most = max(max(w for w, _ in sizes), math.sqrt(2.0 * area))
    corners, wide, high = arranged(sizes, most)
    dots = FLAT_PX / max(wide, 1.2 * high)                     # pixels a millimetre
    inner = [f'<svg x="{x}" y="{y}" width="{w}" height="{h}" viewBox="0 0 {w} {h}">'
             + sheet_svg(s, line_mm=LINE_PX / dots).split("\n", 1)[1]
             for s, (x, y), (w, h) in zip(sheets, corners, sizes, strict=True)]
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}mm" height="{high}mm" '
           f'viewBox="0 0 {wide} {high}">{"".join(inner)}</svg>')
    page = (f'#set page(width: {wide}mm, height: {high}mm, margin: 0mm, fill: white)\n'
            '#image(bytes(sys.inputs.svg), format: "svg", width: 100%)')
    png = typst.compile(page.encode(), sys_inputs={"svg": svg}, format="png", ppi=dots * 25.4)
    with Image.open(io.BytesIO(png[0] if isinstance(png, list) else png)) as picture:
        small(picture, path)


# fields ---------------------------------------------------------------------------------------------------------------
def inner_models(annotation: Any) -> list[type[Model]]:
    if get_origin(annotation) is None:
        return [annotation] if isinstance(annotation, type) and issubclass(annotation, Model) else []
    return [m for a in get_args(annotation) for m in inner_models(a)]


def unit(name: str) -> str:
    return next((u for ending, u in UNITS if name.endswith(ending)), "")


def default(field: Any) -> str:
    if field.is_required():
        return "**!**"
    value = field.default if field.default is not PydanticUndefined else field.get_default(call_default_factory=True)
    if isinstance(value, Model):
        return "{…}" if value.model_dump(exclude_none=True) else "{}"
    if value is None or value in ((), ""):
        return "–"
    return f"{value:g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)


def tables(kind: type[Model]) -> list[str]:
    """A table of the kind's fields, and one of every mapping inside it."""
    out: list[str] = []
    todo: list[tuple[str, type[Model]]] = [("", kind)]
    seen: set[type[Model]] = set()
    while todo:
        where, model = todo.pop(0)
        if model in seen:
            continue
        seen.add(model)
        if where:
            out += ["", f"### `{where}`", ""]
        out += ["| isian / field | satuan | bawaan | arti | meaning |", "|---|---|---|---|---|"]
        for name, field in model.model_fields.items():
            shown = field.alias or name
            meanings = (field_meaning(model, name, lang).replace("|", "\\|") for lang in ("id", "en"))
            out.append(f"| `{shown}` | {unit(name)} | {default(field)} | {' | '.join(meanings)} |")
            todo += [(f"{where}.{shown}".lstrip("."), m) for m in inner_models(field.annotation)]
    return out


# pages ----------------------------------------------------------------------------------------------------------------
def title(kind: str) -> str:
    return f"{kind}: {text(f'part.{kind}', 'id')} / {text(f'part.{kind}', 'en')}"


def page(kind: type[Model], built: Built) -> str:
    """The page in Markdown; pictures lie beside it."""
    name = str(getattr(kind, "kind", ""))
    where = design_of(name)
    link = f"designs/{name}.yaml" if where.parent.name == "designs" else f"../../examples/{EXAMPLES[name]}/design.yaml"
    lines = [f"# {title(name)}", "", f"![{name}]({name}.png)", ""]
    if (FOLDER / f"{name}-cut.png").is_file():
        lines += [f"![{name}: potongan / section]({name}-cut.png)", ""]
    if built.sheets:
        lines += ["## Pola datar / flat pattern", "", f"![{name}: pola datar]({name}-flat.png)", "",
                  *LEGEND, ""]
    written = where.read_text(encoding="utf-8").rstrip()
    lines += [f"## [Desain / design]({link})", "", "```yaml", written, "```", "",
              "## Isian / fields", "", "**!** wajib diisi / must be given; – tidak ada / none", "", *tables(kind), ""]
    return "\n".join(lines)


def index() -> str:
    lines = ["# Galeri / gallery", "",
             "Tiap jenis bagian dan rakitan: bentuk, pola datar, desain, arti isian. Dibuat oleh `docs/gallery.py`.  ",
             "Every kind of part and assembly: solid, flat pattern, design and fields. Made by `docs/gallery.py`.", "",
             "Knalpot utuh / whole exhausts: [galeri desain / gallery of designs](../designs/README.md)", ""]
    for heading, kinds in (("Bagian / parts", PARTS), ("Rakitan / assemblies", ASSEMBLIES)):
        lines += [f"## {heading}", "", "| | | |", "|:---:|:---:|:---:|"]
        cells = [f"[<img src=\"{k.kind}.png\" width=\"260\"><br>{title(k.kind)}]({k.kind}.md)" for k in kinds]
        cells += [""] * (-len(cells) % 3)
        lines += [f"| {' | '.join(cells[i:i + 3])} |" for i in range(0, len(cells), 3)]
        lines.append("")
    return "\n".join(lines)


def draw(kind: type[Model], built: Built) -> None:
    """The pictures of a kind."""
    name = str(getattr(kind, "kind", ""))
    filling = not any(s.solid for s in built.solids)
    solid_picture(built, FOLDER / f"{name}.png", cut=filling)
    if kind in ASSEMBLIES and name == "silencer":
        solid_picture(built, FOLDER / f"{name}-cut.png", cut=True)
    if built.sheets:
        flat_picture(different(built.sheets)[:MOST_SHEETS], FOLDER / f"{name}-flat.png")


def main(wanted: list[str], pictures: bool) -> None:
    for kind in (*PARTS, *ASSEMBLIES):
        if not wanted or kind.kind in wanted:
            sys.stdout.write(f"{kind.kind}\n")
            sys.stdout.flush()
            built = built_of(kind.kind)
            if pictures:
                draw(kind, built)
            (FOLDER / f"{kind.kind}.md").write_text(page(kind, built), encoding="utf-8", newline="\n")
    (FOLDER / "README.md").write_text(index(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main([a for a in sys.argv[1:] if a != "--pages"], "--pages" not in sys.argv)
