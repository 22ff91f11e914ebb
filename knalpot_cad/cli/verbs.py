"""The verbs: English name, Bahasa name, module."""

from __future__ import annotations

import click

from knalpot_cad.cli.speaking import SpokenGroup, VerbName, WordOption, show_version

VERBS = (
    VerbName("build", "buat", "build"),
    VerbName("pattern", "pola", "pattern"),
    VerbName("bend", "tekuk", "bend"),
    VerbName("sound", "suara", "sound"),
    VerbName("check", "periksa", "check"),
    VerbName("batch", "katalog", "batch"),
    VerbName("new", "baru", "new"),
    VerbName("fitments", "motor", "fitments"),
    VerbName("schema", "skema", "schema"),
    VerbName("glossary", "istilah", "glossary"),
    VerbName("doctor", "cek-alat", "doctor"),
)


def welcome(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


ROOT = SpokenGroup(
    "knalpot", verbs=VERBS, invoke_without_command=True, callback=click.pass_context(welcome),
    params=[WordOption(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show_version,
                       help="opt_version")])
ROOT.words_key = "knalpot"
