"""The trade's words are all there, in both languages, and are found from either side."""

from __future__ import annotations

import json

import pytest

from knalpot_cad.cli.glossary import terms
from tests.unit.said import say

# as the workshops and the trade press say them; those of the second list from memory alone
HEARD = """
knalpot, leher, leheran, silincer, tabung, saringan, sarangan, kawat nyamuk, sekat, glasswool, glaswool, busa peredam,
moncong, DB killer, bobok, bobokan, plong, free flow, freeflow, las cacing, tekuk, lekukan, pelat, plat, plat eser,
galvanis, galvanil, stenlis, stainless 201, stainless 304, slip-on, full system, full set, standar racing, brong,
langsam, bar-baran, digeber, resonator, downpipe, frontpipe, centerpipe, header 4-2-1, seher, klep, tendangan balik,
back pressure, tilang, razia, perajin, IKM, UPT Logam, Pilog
"""
REMEMBERED = """
las argon, flens, braket, bracket, dudukan, per, corong, mal, pola, bukaan, roll, pon, shearing, potong, gerinda,
paku rivet, cincin, penutup depan, penutup belakang, selongsong, lem knalpot, paking, doff, krom, bubut
"""


def words(listed: str) -> set[str]:
    return {w.strip() for w in listed.split(",")}


def test_every_word_of_the_trade_is_there() -> None:
    sure = {w for word, _, known in terms() if known for w in word.split(", ")}
    unsure = {w for word, _, known in terms() if not known for w in word.split(", ")}
    assert words(HEARD) <= sure and words(REMEMBERED) <= unsure and not sure & unsure


@pytest.mark.parametrize(("asked", "found"), [("saringan", "perforated core"), ("PERFORATED", "perforated core"),
                                              ("kawat nyamuk", "perforated core")])
def test_a_word_is_found_from_either_side(asked: str, found: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = say(capsys, "istilah", "--json", *asked.split())
    assert code == 0 and [row["en"] for row in json.loads(out)] == [found]


def test_an_unknown_word_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = say(capsys, "--lang", "en", "glossary", "carburettor")
    assert code == 3 and "knalpot glossary" in out
