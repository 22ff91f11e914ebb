"""The gallery is complete and as its generator writes it now: python docs/gallery.py."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from knalpot_cad.assemblies import ASSEMBLIES
from knalpot_cad.parts import PARTS

DOCS = Path(__file__).parents[2] / "docs"
KINDS = (*PARTS, *ASSEMBLIES)


@pytest.fixture(scope="module")
def gallery() -> Any:
    spec = importlib.util.spec_from_file_location("docs_gallery", DOCS / "gallery.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.kind)
def test_a_page_of_every_kind(gallery: Any, kind: Any) -> None:
    built = gallery.built_of(kind.kind)
    assert not built.withheld
    page = (DOCS / "gallery" / f"{kind.kind}.md").read_text(encoding="utf-8")
    assert page == gallery.page(kind, built), f"run: python docs/gallery.py {kind.kind}"
    pictures = [f"{kind.kind}.png", *([f"{kind.kind}-flat.png"] if built.sheets else [])]
    for name in pictures:
        assert 1_000 < (DOCS / "gallery" / name).stat().st_size < gallery.MOST_BYTES, name


def test_the_index_and_nothing_left_over(gallery: Any) -> None:
    assert (DOCS / "gallery" / "README.md").read_text(encoding="utf-8") == gallery.index()
    kinds = {k.kind for k in KINDS}
    assert {p.stem for p in (DOCS / "gallery").glob("*.md")} == kinds | {"README"}
    assert {p.stem for p in (DOCS / "gallery" / "designs").glob("*.yaml")} <= kinds


def test_only_the_first_of_equal_cuts_is_shown(gallery: Any) -> None:
    from tests.unit.test_outputs_sample import flange, shell
    first, second = flange().sheets
    assert gallery.different([first, second, *shell().sheets]) == [first, *shell().sheets]


def test_boxes_lie_apart(gallery: Any) -> None:
    sizes = [(40.0, 10.0), (30.0, 25.0), (50.0, 5.0), (20.0, 20.0)]
    corners, wide, high = gallery.arranged(sizes, 85.0)
    boxes = [(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)]
    assert max(b[2] for b in boxes) == wide <= 85.0 and max(b[3] for b in boxes) == high
    assert all(a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
               for i, a in enumerate(boxes) for b in boxes[i + 1:])
