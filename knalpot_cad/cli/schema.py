"""schema/skema: the JSON schema of a design file, so that an editor completes and checks it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb
from knalpot_cad.fault import Fault, Faults


@verb("schema", "schema")
@option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE", word="opt_out_file")
@option("--force", is_flag=True, word="opt_overwrite")
@click.pass_obj
def VERB(screen: Screen, out: Path | None, force: bool) -> int:
    from knalpot_cad.design import json_schema
    schema = json_schema()
    if out is None:
        screen.json(schema)
        return 0
    save(out, json.dumps(schema, indent=1, ensure_ascii=False) + "\n", force)
    if screen.as_json:
        screen.json({"file": out.as_posix()})
    else:
        screen.say(screen.words("cli.schema_written", file=str(out), name=out.name))
    return 0


def save(path: Path, text: str, force: bool) -> None:
    """Write a new file whole; an existing one only with force. Raises Faults."""
    if path.exists() and not force:
        raise Faults(Fault("file-exists", None, {"file": str(path)}))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temp = path.with_name(f".{path.name}.tmp")
        temp.write_text(text, encoding="utf-8", newline="\n")
        temp.replace(path)
    except OSError as error:
        raise Faults(Fault("cannot-write", None, {"file": str(path), "reason": error.strerror or "?"})) from None
