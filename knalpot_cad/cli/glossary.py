"""glossary/istilah: the words of the trade, Bahasa Indonesia and English; a word given is searched in both."""

from __future__ import annotations

import click

from knalpot_cad.cli import DONE, UNTOLD
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import verb

SURE, UNSURE = "trade", "trade_unsure"      # sections of the words files; the second is from memory


def terms() -> list[tuple[str, str, bool]]:
    """(Bahasa, English, whether a source has it), in the order of the Bahasa word."""
    from knalpot_cad.words import table
    found = [(word, str(table("en")[section][key]), section == SURE)
             for section in (SURE, UNSURE) for key, word in table("id")[section].items()]
    return sorted(found, key=lambda row: row[0].casefold())


@verb("glossary", "glossary")
@click.argument("words", nargs=-1)
@click.pass_obj
def VERB(screen: Screen, words: tuple[str, ...]) -> int:
    asked = " ".join(words).casefold()
    rows = [row for row in terms() if asked in f"{row[0]}; {row[1]}".casefold()]
    if screen.as_json:
        screen.json([{"id": word, "en": meaning, "sure": sure} for word, meaning, sure in rows])
        return DONE if rows else UNTOLD
    if not rows:
        screen.say(screen.words("cli.glossary_none"))
        return UNTOLD
    screen.table([screen.words("cli.col_term"), screen.words("cli.col_meaning")],
                 [[word + ("" if sure else " *"), meaning] for word, meaning, sure in rows])
    if not all(sure for *_, sure in rows):
        screen.say(screen.words("cli.glossary_unsure"))
    return DONE
