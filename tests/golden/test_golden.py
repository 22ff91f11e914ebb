"""The example's files against the committed ones: tables to the letter, drawings and sound by canonical numbers.

Run this file as a script to write them anew after a change that was meant, and read the difference before it lands.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from knalpot_cad.built import build
from knalpot_cad.design import load
from knalpot_cad.library import Library
from knalpot_cad.outputs import OUTPUTS, Options

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXAMPLES = ("beat-standar", "bagian-lepas", "oval-dua-arah")
TABLES = ("bends", "tubes", "rolls", "welds", "bom", "isir")


def drawing(path: Path) -> dict[str, list[list[object]]]:
    """Entities of a DXF by layer: kind and coordinates to 1e-5 mm, in file order."""
    import ezdxf
    out: dict[str, list[list[object]]] = {}
    for e in ezdxf.readfile(path).modelspace():
        if e.dxftype() == "CIRCLE":
            data = ["circle", *(round(v, 5) for v in (e.dxf.center.x, e.dxf.center.y, e.dxf.radius))]
        else:
            data = ["line", e.closed, *(round(v, 5) for p in e.get_points("xyb") for v in p)]
        out.setdefault(e.dxf.layer, []).append(data)
    # lettering is bulk: its extent and count stand for it
    marks = out.pop("MARK", [])
    numbers = [v for m in marks for v in m[2:] if isinstance(v, float)]
    out["MARK"] = [[len(marks), round(sum(numbers), 2)]]
    return out


def canonical(name: str, folder: Path) -> dict[str, str]:
    """Golden texts of one example by file name."""
    built = build(load(ROOT / "examples" / name / "design.yaml", library := Library.open()), library)
    by_name = {o.name: o for o in OUTPUTS}
    out = {}
    for table in TABLES:
        for file in by_name[table].write(built, folder, Options()):
            out[file] = (folder / file).read_text(encoding="utf-8")
    drawings = {file: drawing(folder / file) for file in sorted(by_name["dxf"].write(built, folder, Options()))}
    out["drawings.json"] = json.dumps(drawings, indent=0) + "\n"
    if built.sound is not None:
        s = built.sound
        rows = [f"{f:.0f},{a:.2f},{b:.2f}" for f, a, b in
                zip(s.frequencies, s.tl_silencer_db, s.tl_line_db, strict=True)][::10]
        out["sound.txt"] = "\n".join(rows) + "\n"
    return out


def close(a: str, b: str, tolerance: float) -> bool:
    """Equal text but for numbers that differ by rounding."""
    if a == b:
        return True
    left, right = a.replace(",", " ").split(), b.replace(",", " ").split()
    if len(left) != len(right):
        return False
    for x, y in zip(left, right, strict=True):
        if x != y:
            try:
                if abs(float(x.strip("[]")) - float(y.strip("[]"))) > tolerance:
                    return False
            except ValueError:
                return False
    return True


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_is_as_committed(name: str, tmp_path: Path) -> None:
    made = canonical(name, tmp_path)
    golden = {p.name: p.read_text(encoding="utf-8") for p in (HERE / name).iterdir()}
    assert sorted(made) == sorted(golden)
    for file, text in made.items():
        limit = 0.011 if file == "sound.txt" else 2e-5 if file == "drawings.json" else 0.0
        assert close(text, golden[file], limit), f"{name}/{file} differs; if it was meant: python {Path(__file__).name}"


def main() -> None:
    import tempfile
    for name in EXAMPLES:
        (HERE / name).mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            for file, text in canonical(name, Path(folder)).items():
                (HERE / name / file).write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
