"""The picture of the pressure: what stands in it is what was computed, the metal is where it is."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knalpot_cad.outputs import sound_field
from knalpot_cad.outputs.output import Options
from tests.unit.test_outputs_sample import sample
from tests.unit.test_outputs_sample import sound_field as made_up


def pixels(picture: bytes) -> Any:
    from matplotlib.image import imread
    return imread(io.BytesIO(picture))[..., :3]


@pytest.mark.parametrize("language", ["id", "en"])
def test_files_and_words(language: str, tmp_path: Path) -> None:
    names = sound_field.OUTPUT.write(sample(language), tmp_path, Options())
    assert names == ["sound_field_812_5hz.png", "sound_field_812_5hz.svg"]
    svg = (tmp_path / names[1]).read_text(encoding="utf-8")
    for part in ("812.5 Hz", "30°", "350 °C", "500 m/s", "contoh", "mm",
                 {"id": "Tekanan suara", "en": "Sound pressure"}[language]):
        assert part in svg
    assert str(tmp_path) not in svg


def test_loud_is_light_and_quiet_dark(tmp_path: Path) -> None:
    field = made_up()
    image = pixels(sound_field.picture(field, "x", "en", "png"))
    light = image.sum(axis=2)
    row = image.shape[0] // 2 - 60
    assert light[row, 130] > light[row, 130 + 250]       # z near 0 is loud; a quarter wave on it is quiet
    assert field.level_db[5, 0] > field.level_db[5, 18]


def test_two_silencers_have_names_of_their_own(tmp_path: Path) -> None:
    from dataclasses import replace
    built = sample()
    built.sound_fields = (made_up(), replace(made_up(), silencer=2))
    names = sound_field.OUTPUT.write(built, tmp_path, Options())
    assert len(set(names)) == 4 and "sound_field_2_812_5hz.png" in names


def test_a_field_of_nothing_but_metal_is_drawn_all_the_same() -> None:
    from dataclasses import replace
    field = replace(made_up(), level_db=np.full((20, 60), np.nan))
    assert sound_field.picture(field, "x", "id", "png")
    flat = replace(made_up(), level_db=np.zeros((20, 60)))
    assert sound_field.picture(flat, "x", "id", "svg")


def test_nothing_asked_for_is_nothing_written(tmp_path: Path) -> None:
    built = sample()
    built.sound_fields = ()
    assert sound_field.OUTPUT.write(built, tmp_path, Options()) == [] and not list(tmp_path.iterdir())
