"""Words: nothing that is missing or slipped in a words file hides the fault it speaks of."""

import pytest

from knalpot_cad import words
from knalpot_cad.fault import Fault
from knalpot_cad.words import choose_language, known_keys, render_fault, text


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_sentence_stands_without_its_values(lang):
    assert all(isinstance(text(key, lang), str) for key in known_keys(lang))


def test_a_slip_in_a_sentence_does_not_raise(monkeypatch):
    sentences = {"form": "{v:.2f} mm", "open": "{v", "bare": "{}", "deep": "{v.x}", "kind": "{v:d}"}
    monkeypatch.setattr(words, "table", lambda lang: {"ui": sentences})
    assert text("ui.form", "id") == "{v} mm" and text("ui.form", "id", v=1.5) == "1.50 mm"
    assert text("ui.kind", "id", v="text") == "{v:d}"
    assert [text(f"ui.{k}", "id") for k in ("open", "bare", "deep")] == ["{v", "{}", "{v.x}"]


def test_values_are_never_read_as_placeholders():
    said = render_fault(Fault("unknown-name", None, {"name": "{nearest}", "nearest": "{0.x}"}), "id")
    assert "{nearest}" in said and "{0.x}" in said


def test_language_goes_by_option_then_variable_then_locale():
    env = {"KNALPOT_LANG": "en", "LANG": "id_ID.UTF-8"}
    assert choose_language("id", env) == "id" and choose_language(None, env) == "en"
    assert choose_language(None, {"LC_ALL": "en_GB.UTF-8", "LANG": "id_ID.UTF-8"}) == "en"
    assert choose_language(None, {"KNALPOT_LANG": "de", "LANG": "de_DE.UTF-8"}) == "id"
    assert choose_language(None, {}, "en_US") == "en" and choose_language(None, {}) == "id"
