"""click in both languages: help and usage errors come from words; verbs have an English and a Bahasa name."""

from __future__ import annotations

import difflib
import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from knalpot_cad.cli.screen import Screen
from knalpot_cad.fault import Fault, Faults
from knalpot_cad.words import LANGUAGES, text

MARKS = {"[OPTIONS]": "cli.options_mark", "[COMMAND] [ARGS]...": "cli.verb_mark", "COMMAND [ARGS]...": "cli.verb_mark"}


def lang_of(ctx: click.Context) -> str:
    found = ctx.find_object(Screen)
    return found.lang if found else "id"


class WordOption(click.Option):
    """An option whose help is a key of words `cli`."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        key, self.help = self.help, text(f"cli.{self.help}", lang_of(ctx))
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = key

    def get_help_extra(self, ctx: click.Context) -> Any:
        """What click says in brackets behind the help, in the language of the screen: default, range, required."""
        extra, default, said = super().get_help_extra(ctx), self.get_default(ctx, call=False), []
        if isinstance(default, str | int | float) and default != "" and not isinstance(default, bool):
            value = default if isinstance(default, str) else f"{default:.9g}"
            said.append(text("cli.default", lang_of(ctx), value=value))
        if isinstance(self.type, click.IntRange | click.FloatRange):
            said.append(f"{self.type.min:.9g} .. {self.type.max:.9g}")
        if said:
            extra["range"] = "; ".join(said)
        if self.required:
            extra["required"] = text("cli.required", lang_of(ctx))
        return extra


def show_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from knalpot_cad import __version__
        click.echo(f"knalpot {__version__}")
        ctx.exit()


def option(*names: str, word: str, **more: Any) -> Callable[[Any], Any]:
    """A click option with its help from words."""
    return click.option(*names, cls=WordOption, help=word, **more)


class Spoken(click.Command):
    """A verb whose help is words cli.verb_<name> and cli.more_<name>, with --lang, --json and --help of its own."""

    words_key = ""

    def __init__(self, *args: Any, prints: bool = True, **more: Any) -> None:
        more["add_help_option"] = False
        super().__init__(*args, **more)
        self.params = [*self.params, *self._common(prints)]

    @staticmethod
    def _common(prints: bool) -> list[click.Parameter]:
        out: list[click.Parameter] = []
        if prints:
            out.append(WordOption(["--json", "as_json"], is_flag=True, expose_value=False, help="opt_json"))
        out.append(WordOption(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help="opt_lang"))
        out.append(WordOption(["--help", "-h"], is_flag=True, is_eager=True, expose_value=False, callback=show_help,
                              help="opt_help"))
        return out

    def key(self) -> str:
        return self.words_key or (self.name or "").replace("-", "_")

    def get_short_help_str(self, limit: int = 45) -> str:
        return ""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = lang_of(ctx)
        pieces = [text(MARKS[p], lang) if p in MARKS else p for p in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=text("cli.usage", lang) + ": ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = lang_of(ctx)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text(f"cli.verb_{self.key()}", lang))
            more = text(f"cli.more_{self.key()}", lang)
            if not more.startswith("cli."):
                for line in more.strip().splitlines():
                    formatter.write_text(line)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [r for p in self.get_params(ctx) if isinstance(p, click.Option) and (r := p.get_help_record(ctx))]
        if rows:
            with formatter.section(text("cli.options", lang_of(ctx))):
                formatter.write_dl(rows)


@dataclass(frozen=True)
class VerbName:
    """Where a verb lives: module of this package, and its two names."""

    name: str
    alias: str
    module: str


class SpokenGroup(Spoken, click.Group):
    """Verbs by either name; a module is loaded when its verb is called, not to list it."""

    def __init__(self, *args: Any, verbs: tuple[VerbName, ...] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [v.name for v in self.verbs]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = next((v for v in self.verbs if cmd_name in (v.name, v.alias)), None)
        if found is None:
            return None
        module, _, attribute = found.module.partition(":")
        command: click.Command = getattr(importlib.import_module(f"knalpot_cad.cli.{module}"), attribute or "VERB")
        return command

    def resolve_command(self, ctx: click.Context,
                        args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            known = [n for v in self.verbs for n in (v.name, v.alias)]
            near = difflib.get_close_matches(args[0], known, 1, 0.5)
            raise Faults(Fault("usage-verb", None, {"verb": args[0], "nearest": near[0] if near else ", ".join(known)}))
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = lang_of(ctx)
        rows = [(f"{v.name}, {v.alias}" if v.alias != v.name else v.name,
                 text(f"cli.verb_{v.module.replace(':', '_').lower()}", lang)) for v in self.verbs]
        with formatter.section(text("cli.verbs", lang)):
            formatter.write_dl(rows)
        Spoken.format_options(self, ctx, formatter)


def verb(name: str, words: str = "", prints: bool = True, **more: Any) -> Callable[[Any], Spoken]:
    """A verb of the command line."""
    def wrap(call: Any) -> Spoken:
        made = click.command(name, cls=Spoken, prints=prints, **more)(call)
        made.words_key = words
        return made
    return wrap


def usage_fault(error: click.UsageError) -> Fault:
    """click's own refusals in our words."""
    param = getattr(error, "param", None)
    name = ""
    if param is not None:
        name = max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name.upper()
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or []) or "--help"
        return Fault("usage-option", None, {"option": error.option_name, "nearest": near})
    if isinstance(error, click.MissingParameter):
        return Fault("usage-missing", None, {"name": name})
    if isinstance(error, click.BadOptionUsage):
        return Fault("usage-missing", None, {"name": error.option_name})
    if isinstance(error, click.BadParameter):
        kind = getattr(param, "type", None)
        hint = " | ".join(str(c) for c in kind.choices) if isinstance(kind, click.Choice) else error.message
        return Fault("usage-value", None, {"name": name, "expected": hint})
    extra = re.search(r"unexpected extra arguments? \((.*)\)", error.message)
    if extra:
        return Fault("usage-extra", None, {"words": extra.group(1)})
    return Fault("usage-other", None, {"reason": error.message})
