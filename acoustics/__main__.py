"""python -m acoustics FILE: a silencer in its JSON form, answered on standard output; one line on bad input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from acoustics.errors import AcousticsError
from acoustics.form import answer


def main(arguments: list[str]) -> int:
    """0 with the answer on standard output, 2 with one line on standard error. Source: docs/acoustics-json.md."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m acoustics FILE   (- for standard input)\n")
        return 2
    try:
        if arguments[0] == "-":
            document = json.load(sys.stdin)
        else:
            document = json.loads(Path(arguments[0]).read_text(encoding="utf-8-sig"))
        sys.stdout.write(json.dumps(answer(document)) + "\n")
    except (OSError, ValueError, RecursionError) as error:      # AcousticsError and bad JSON are ValueErrors
        name = "" if isinstance(error, AcousticsError) else f"{arguments[0]}: "
        sys.stderr.write(f"{name}{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
