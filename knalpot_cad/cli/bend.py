"""bend/tekuk: every bent pipe as LRA and XYZ, and as its machine is set; calibrate writes what test bends gave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knalpot_cad.cli.options import csv_option, folder_options, job_options
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import SpokenGroup, VerbName, verb
from knalpot_cad.fault import Fault, Faults

if TYPE_CHECKING:
    from knalpot_cad.batch import Job
    from knalpot_cad.bending import BendPlan

NOMINAL = ("step", "straight_mm", "rotation_deg", "angle_deg", "x_mm", "y_mm", "z_mm", "bend_start_mm")
MACHINE = ("set_straight_mm", "set_angle_deg", "mark_mm")
FILES = ("bends", "bends_pdf", "ybc", "marking", "tubes")


@verb("table", "bend")
@folder_options
@csv_option
@job_options
@click.pass_obj
def TABLE(screen: Screen, job: Job, out: Path | None, force: bool) -> int:
    from knalpot_cad.cli.told import making_code, tell, to_measure, warnings
    from knalpot_cad.outputs.bends import HEADER, bend_rows
    built = job.built()
    plans = built.bend_plans
    files: tuple[str, ...] = ()
    if out and plans:
        from knalpot_cad.batch import publish_job, write_outputs
        files = publish_job(built, out, job.options, FILES,
                            lambda temp: write_outputs(built, temp, job.options, FILES), force).files
    if screen.as_json:
        rows = [dict(zip(HEADER, row, strict=True)) for plan in plans for row in bend_rows(plan)]
        screen.json({"design": built.design.name, "bends": rows, "pipes": [pipe_row(p) for p in plans],
                     "files": list(files), "measure_first": to_measure(built, screen.lang),
                     "warnings": warnings(built, screen.lang), "exit_code": making_code(built)})
        return making_code(built)
    for plan in plans:
        show(screen, plan)
    nominal = any(p.state == "nominal" for p in plans)
    screen.say(screen.words("cli.no_bends" if not plans else "cli.bend_note" if nominal else "bend.signs"))
    tell(screen, built)
    if files:
        screen.say(screen.words("cli.written_to", count=len(files), folder=str(out)))
    return making_code(built)


def show(screen: Screen, plan: BendPlan) -> None:
    """The table of one pipe, what it needs, and pie cuts for what can't be bent."""
    from knalpot_cad.outputs.bends import HEADER, bend_rows
    pipe = plan.pipe
    title = screen.words("cli.bend_title", part=plan.part, od=f"{pipe.outer_mm:g}", wall=f"{pipe.wall_mm:g}",
                         clr=f"{pipe.route.clr_mm:g}", length=f"{pipe.route.length_mm:.1f}")
    shown = [*NOMINAL, *(MACHINE if plan.tool else ())]
    index = [HEADER.index(h) for h in shown]
    note = HEADER.index("note")
    screen.table([*(screen.words(f"cli.bend_{h}") for h in shown), screen.words("cli.bend_state")],
                 [[*(cell(row[i]) for i in index), said(screen, str(row[note]))] for row in bend_rows(plan)],
                 title=title, right=0)
    screen.say(screen.words("cli.bend_facts", saw=f"{plan.saw_mm:.1f}", thinning=f"{100 * plan.thinning:.0f}",
                            strain=f"{100 * plan.strain:.0f}", seam=f"{plan.seam[0]:.0f}",
                            difficulty=f"{max((r.difficulty for r in plan.rows), default=0.0):.1f}"))
    if plan.failed:
        cannot(screen, plan)


def cannot(screen: Screen, plan: BendPlan) -> None:
    """Which bends of a pipe can't be made on its machine, and what goes in their place."""
    from knalpot_cad.bending.limits import offers, refused
    machine = plan.tool.machine.name if plan.tool else ""
    bends = refused(plan)
    whole = not bends or len(bends) == len(plan.rows)
    key = "cli.bend_cannot_at_all" if whole else "cli.bend_cannot"
    screen.say(screen.words(key, part=plan.part, bends=", ".join(map(str, bends)), machine=machine))
    pies = offers(plan)
    if pies:
        screen.say(screen.words("cli.bend_pie"))
        for pie in pies:
            screen.say("  " + pie.written(plan.part))
    elif bends:
        screen.say(screen.words("cli.bend_no_pie"))


def said(screen: Screen, note: str) -> str:
    """What a row's figures are, in words; nothing of the ends."""
    return screen.words(f"bend.state_{note}") if note in ("nominal", "calibrated", "extrapolated") else ""


def pipe_row(plan: BendPlan) -> dict[str, Any]:
    """One pipe as a program reads it."""
    from knalpot_cad.bending.limits import offers
    return {"part": plan.part, "machine": plan.tool.machine.name if plan.tool else None, "state": plan.state,
            "cut_length_mm": plan.cut_mm, "saw_length_mm": plan.saw_mm, "elong_mm": plan.grown_mm,
            "clr_mm": plan.clr_mm, "thinning": plan.thinning, "strain": plan.strain, "seam_deg": plan.seam[0],
            "seam_away_deg": plan.seam[1], "can_be_bent": not plan.failed,
            "findings": [f.code for f in plan.findings], "pies": [p.written(plan.part) for p in offers(plan)]}


def cell(value: Any) -> str:
    from knalpot_cad.numbers import fmt
    return "" if value is None else fmt(value, 1) if isinstance(value, float) else str(value)


def alone(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        raise Faults(Fault("usage-missing", None, {"name": "DESIGN"}))


class Bends(SpokenGroup):
    """A first word that is no verb is a design: `knalpot bend design.yaml`."""

    def resolve_command(self, ctx: click.Context,
                        args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0].startswith("-") or self.get_command(ctx, args[0]) is None:
            return "table", self.get_command(ctx, "table"), args
        return super().resolve_command(ctx, args)


VERB = Bends("bend", invoke_without_command=True, callback=click.pass_context(alone),
             context_settings={"ignore_unknown_options": True}, verbs=(
                 VerbName("table", "tabel", "bend:TABLE"), VerbName("calibrate", "kalibrasi", "calibrate:VERB")))
VERB.words_key = "bend"
