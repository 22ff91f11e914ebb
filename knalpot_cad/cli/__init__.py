"""The command `knalpot`: one file a verb, each loaded only when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

DONE, FAILED, USAGE, UNTOLD = 0, 1, 2, 3      # exit codes: done, a check fails, bad input, only a test can tell


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the console script; ends with one of the exit codes above."""
    one_thread()
    sys.exit(run(sys.argv[1:] if args is None else args))


def one_thread() -> None:
    """One thread in linear algebra: the matrices are small, and sums then run in the same order on every machine."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def run(args: Sequence[str]) -> int:
    """One command; every fault becomes words on stderr (JSON on stdout with --json), never a traceback."""
    import click

    from knalpot_cad.cli.screen import Screen, steady_streams
    from knalpot_cad.fault import Fault, Faults
    steady_streams()
    screen = Screen.of(args)
    try:
        from knalpot_cad.cli.verbs import ROOT
        code = ROOT.main(list(args), prog_name="knalpot", standalone_mode=False, obj=screen)
        return code if isinstance(code, int) else DONE
    except Faults as error:
        screen.faults(error.faults)
    except click.UsageError as error:
        from knalpot_cad.cli.speaking import usage_fault
        screen.faults([usage_fault(error)])
    except (click.Abort, KeyboardInterrupt):
        screen.note("cli.stopped")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:      # nobody at a bench should meet a traceback
        if os.environ.get("KNALPOT_DEBUG") == "1":
            raise
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        screen.faults([Fault("unexpected", None, {"error": reason})])
    return USAGE
