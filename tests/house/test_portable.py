"""Most workshops own a Windows laptop: nothing in the packages is tied to POSIX, and text has an encoding."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT, imports, python_files, tracked_text, tree

POSIX_MODULES = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "posix", "curses", "readline", "syslog"}
POSIX_NAMES = {("os", n) for n in ("fork", "getuid", "geteuid", "getpgid", "setsid", "killpg", "mkfifo", "chown",
                                   "nice", "sched_getaffinity", "getloadavg", "wait")}
POSIX_NAMES |= {("signal", n) for n in ("SIGKILL", "SIGALRM", "SIGHUP", "SIGUSR1", "SIGUSR2", "alarm", "setitimer",
                                        "pthread_kill")}
NO_FILE = {("os", "open"), ("Image", "open"), ("webbrowser", "open"), ("Library", "open"), ("formatter", "write_text")}
GUARD = "hasattr("      # a line that asks first may use the name


def calls(path: Path) -> Iterator[ast.Call]:
    return (n for n in ast.walk(tree(path)) if isinstance(n, ast.Call))


def spoken(function: ast.expr) -> tuple[str, str]:
    """Owner and name of a called function: ("os", "open") of os.open."""
    if isinstance(function, ast.Attribute):
        return (function.value.id if isinstance(function.value, ast.Name) else ""), function.attr
    return "", getattr(function, "id", "")


def test_nothing_is_tied_to_posix() -> None:
    wrong = [f"{i.importer}:{i.line} imports {i.imported}" for p in python_files() for i in imports(p)
             if i.imported.split(".")[0] in POSIX_MODULES]
    for path in python_files():
        lines = path.read_text(encoding="utf-8").splitlines()
        wrong += [f"{path.relative_to(ROOT)}:{n.lineno} {n.value.id}.{n.attr}" for n in ast.walk(tree(path))
                  if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
                  and (n.value.id, n.attr) in POSIX_NAMES and GUARD not in lines[n.lineno - 1]]
    assert not wrong, "\n".join(wrong)


def test_text_is_opened_with_an_encoding() -> None:
    wrong = []
    for path in python_files():
        for call in calls(path):
            owner, name = spoken(call.func)
            if name not in ("open", "read_text", "write_text", "fdopen", "NamedTemporaryFile", "TemporaryFile"):
                continue
            if (owner, name) in NO_FILE:
                continue
            mode = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            mode += [k.value.value for k in call.keywords if k.arg == "mode" and isinstance(k.value, ast.Constant)]
            binary = any(re.fullmatch(r"[rwxa]?\+?b\+?[rwxa]?\+?", m) for m in mode)
            if not binary and not any(k.arg == "encoding" for k in call.keywords):
                wrong.append(f"{path.relative_to(ROOT)}:{call.lineno} {name}")
    assert not wrong, "\n".join(wrong)


# written in pieces, so that this file does not hold what it looks for
MACHINE = re.compile("|".join((r"(?<![\w.])/" + "home/", r"(?<![\w.])/" + "root/", r"(?<![\w.])/" + "work/",
                               r"(?<![\w.<])/" + "tmp/", "/" + "opt/", r"[A-Z]:\\" + "Users", "file:" + "//")))
HOSTS = re.compile("|".join(("py" + r"pi\.org", "python" + "hosted", "index" + "-url", "find" + "-links",
                             r"(?:local" + "host|127" + r"\.0\.0\.1):\d+")))


def test_no_file_names_a_machine_or_a_package_host() -> None:
    wrong = []
    for path in tracked_text():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if MACHINE.search(line) or HOSTS.search(line):
                wrong.append(f"{path.relative_to(ROOT)}:{number} {line.strip()[:80]}")
    assert not wrong, "\n".join(wrong)
