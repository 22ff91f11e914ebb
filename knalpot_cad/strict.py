"""Strict YAML with line numbers: one way to read each value, all faults of a file at once, safe on any bytes."""

from __future__ import annotations

import math
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knalpot_cad.fault import Fault, Faults, Where

MAX_BYTES, MAX_DEPTH, MAX_VALUES = 1_000_000, 40, 50_000
# ASCII: digits of other scripts are words
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
COMMA = re.compile(r"[-+]?\d+,\d+", re.ASCII)
DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?", re.ASCII)
CLOCK = re.compile(r"\d+(:\d+)+(\.\d+)?", re.ASCII)
NOT_FINITE = re.compile(r"[-+]?\.?(nan|inf|infinity)", re.IGNORECASE)
# also halves of characters and marks that the YAML reader refuses without telling a line
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Node:
    """A value and its place: str, float, int, bool, None, dict of key to Node, or list of Node."""

    value: Any
    where: Where

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {k: v.plain() for k, v in self.value.items()}
        if isinstance(self.value, list):
            return [v.plain() for v in self.value]
        return self.value


def read_yaml(path: Path, label: str | None = None) -> Node:
    """The tree of a file. Raises Faults."""
    label = label or path.name
    return parse_yaml(read_regular(path, label), label)


def read_regular(path: Path, label: str, limit_mb: int = 1) -> bytes:
    """Bytes of a regular file of bounded size; a pipe or device would hang or never end. Raises Faults."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise OSError(0, "not a file")
        if about.st_size > limit_mb * MAX_BYTES:
            raise Faults(Fault("too-large", Where(label), {"what": label, "limit": f"{limit_mb} MB"}))
        return path.read_bytes()
    except (OSError, ValueError) as error:      # ValueError: a name that no system knows
        reason = getattr(error, "strerror", None) or "?"
        raise Faults(Fault("cannot-read", Where(label), {"file": str(path), "reason": reason})) from None


def clean_text(data: str | bytes, label: str) -> str:
    """Text of UTF-8 bytes without a mark at its start; control characters are refused. Raises Faults."""
    text = _decoded(data, label)
    bad = CONTROL.search(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        raise Faults(Fault("control-character", Where(label, line, bad.start() - text.rfind("\n", 0, bad.start())),
                           {"code": f"U+{ord(bad.group()):04X}"}))
    return text


def _decoded(data: str | bytes, label: str) -> str:
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Faults(Fault("not-utf8", Where(label), {"offset": 0, "encoding": "UTF-16"}))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[:error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise Faults(Fault("not-utf8", Where(label, line, column),
                           {"offset": error.start, "encoding": "Windows-1252"})) from None


def parse_yaml(data: str | bytes, label: str) -> Node:
    """The tree of a text. Raises Faults with every fault that can be told at once."""
    import yaml
    if len(data) > MAX_BYTES:
        raise Faults(Fault("too-large", Where(label), {"what": label, "limit": "1 MB"}))
    text = clean_text(data, label)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    reader = Reader(label)
    try:
        root = reader.document(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = Where(label, mark.line + 1, mark.column + 1) if mark else Where(label)
        reader.faults.append(Fault("yaml-syntax", where, {"reason": str(getattr(error, "problem", "") or "?")}))
        root = None
    except (RecursionError, ValueError, OverflowError):
        reader.faults.append(Fault("yaml-syntax", Where(label), {"reason": "?"}))
        root = None
    if reader.faults or root is None:
        raise Faults(reader.faults or Fault("empty-file", Where(label), {"file": label}))
    return root


def short(path: str) -> str:
    """A path into a tree as a sentence can hold it."""
    return path if len(path) <= 40 else f"{path[:20]}...{path[-12:]}"


class Reader:
    """Builds the tree from events; depth and count are bounded before anything is composed."""

    def __init__(self, label: str) -> None:
        self.label, self.count = label, 0
        self.faults: list[Fault] = []
        self.anchors: set[str] = set()          # each is told once, however often it stands there

    def fault(self, code: str, mark: Any, **values: object) -> None:
        self.faults.append(Fault(code, self.where(mark), values))

    def where(self, mark: Any, path: str = "") -> Where:
        return Where(self.label, mark.line + 1, mark.column + 1, path)

    def document(self, events: Iterator[Any]) -> Node | None:
        import yaml
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self.fault("yaml-documents", event.start_mark)
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, events, "", 1)
                root = root or node
        return root

    def node(self, event: Any, events: Iterator[Any], path: str, depth: int) -> Node:
        import yaml
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_VALUES:
            limit = MAX_DEPTH if depth > MAX_DEPTH else MAX_VALUES
            raise Faults([*self.faults, Fault("too-large", self.where(event.start_mark, path),
                                              {"what": short(path) or self.label, "limit": limit})])
        where = self.where(event.start_mark, path)
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            if event.anchor not in self.anchors:
                self.anchors.add(event.anchor)
                self.fault("yaml-alias", event.start_mark, name=event.anchor)
            if isinstance(event, yaml.AliasEvent):
                return Node(None, where)
        if event.tag and event.tag != "!":
            self.fault("yaml-tag", event.start_mark, tag=event.tag)
        if isinstance(event, yaml.ScalarEvent):
            self.controls(event)
            return Node(event.value if event.style else self.scalar(event), where)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            for inner in events:
                if isinstance(inner, yaml.SequenceEndEvent):
                    break
                items.append(self.node(inner, events, f"{path}[{len(items)}]", depth + 1))
            return Node(items, where)
        return Node(self.mapping(events, path, depth), where)

    def controls(self, event: Any) -> None:
        """A quoted text may spell a control character that the file itself does not hold."""
        bad = CONTROL.search(event.value) if event.style == '"' else None
        if bad:
            code = f"U+{ord(bad.group()):04X}"
            self.faults.append(Fault("control-character", self.where(event.start_mark), {"code": code}))

    def mapping(self, events: Iterator[Any], path: str, depth: int) -> dict[str, Node]:
        import yaml
        out: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = event.value if isinstance(event, yaml.ScalarEvent) else None
            if key is not None:
                self.controls(event)
            if key is None:
                self.fault("yaml-key", event.start_mark)
                self.node(event, events, path, depth + 1)
            elif key in out:
                self.fault("duplicate-key", event.start_mark, key=key, first=lines[key])
            elif event.anchor or event.tag:
                self.fault("yaml-tag", event.start_mark, tag=event.anchor or event.tag)
            value = self.node(next(events), events, f"{path}.{key}".strip("."), depth + 1)
            if key is not None and key not in out:
                out[key], lines[key] = value, event.start_mark.line + 1
        return out

    def scalar(self, event: Any) -> str | float | int | bool | None:
        """A plain scalar: number, true, false, nothing, or words; what other readers guess is refused."""
        text = event.value
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return bool(text == "true")
        if NOT_FINITE.fullmatch(text):
            self.fault("not-finite", event.start_mark, value=text)
        elif COMMA.fullmatch(text):
            self.fault("decimal-comma", event.start_mark, value=text, better=text.replace(",", "."))
        elif DATE.fullmatch(text) or CLOCK.fullmatch(text):
            self.fault("quote-it", event.start_mark, value=text)
        elif NUMBER.fullmatch(text):
            digits = text.lstrip("+-")
            if re.match(r"0\d", digits):
                self.fault("leading-zero", event.start_mark, value=text)
                return 0
            if re.fullmatch(r"[-+]?\d{1,15}", text):
                return int(text)
            value = float(text)
            if not math.isfinite(value):
                self.fault("not-finite", event.start_mark, value=text)
            return value
        return str(text)
