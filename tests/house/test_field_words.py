"""Every field of every part and assembly has its meaning in both languages, and no meaning is left over."""

from __future__ import annotations

import pytest

from knalpot_cad.assemblies import ASSEMBLIES
from knalpot_cad.parts import PARTS
from knalpot_cad.words import LANGUAGES, field_meaning, table
from tests.house.test_names import models

MODELS = list(dict.fromkeys(model for kind in (*PARTS, *ASSEMBLIES) for model in models(kind)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_meaning(language: str) -> None:
    silent = [f"{model.__name__}.{name}" for model in MODELS for name in model.model_fields
              if field_meaning(model, name, language).startswith("field.")]
    assert not silent, f"add to [field.<class>] of templates/words/{language}.toml: {silent}"


def test_no_meaning_is_left_over() -> None:
    owners = {owner.__name__: owner for model in MODELS for owner in model.__mro__}
    owners |= {f"{o.__module__.rsplit('.', 1)[-1]}_{o.__name__}": o for o in list(owners.values())
               + [owner for model in MODELS for owner in model.__mro__]}
    common = {name for model in MODELS for name in model.model_fields}
    for section, words in table("id")["field"].items():
        fields = common if section == "common" else set(getattr(owners.get(section), "model_fields", {}))
        assert set(words) <= fields, f"[field.{section}]: {sorted(set(words) - fields)}"
