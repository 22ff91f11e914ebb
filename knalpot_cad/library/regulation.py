"""Tables of limits and tolerances: each with its status; one that nobody confirmed is never used for a verdict."""

from __future__ import annotations

from typing import Any

from knalpot_cad.library.form import LIST, MAPPING, SCALAR, Form
from knalpot_cad.library.value import TRUST
from knalpot_cad.strict import Node

KEYS = ("name", "status", "source", "sources", "use", "scope", "notes", "tables")
TABLE_KEYS = ("status", "source", "unit", "notes", "from_mm", "to_mm", "grades", "rows", "values")
# check: a check may use it; info: it is only told; off: waits until a person has read the original
USES = ("check", "info", "off")


def read_regulation(root: Node) -> dict[str, Any]:
    """The plain tree of a file, its form checked. Raises Faults with everything that is wrong in its file."""
    form = Form(root)
    form.only(KEYS)
    form.take_sources()
    form.text("name")
    form.text("notes")
    form.source()
    form.both("scope")
    status = form.choice("status", TRUST, "unverified")
    if form.choice("use", USES, "off") == "check" and status not in ("verified", "secondary", "measured"):
        form.wrong("wrong-choice", "use", got="check", expected="info, off")
    for table in form.forms("tables").values():
        _table(table)
    form.done()
    plain: dict[str, Any] = root.plain()
    return plain


def _table(form: Form) -> None:
    """Bands by size with grades, rows of plain values, or values with their provenance."""
    form.only(TABLE_KEYS)
    form.choice("status", TRUST, "unverified")
    for key in ("unit", "notes"):
        form.text(key)
    form.source()
    form.values("values")
    for row in form.rows("rows"):
        for key in row.root.value:
            row.got(key, SCALAR)
    if form.got("grades", MAPPING) is not None:
        low, high = form.numbers("from_mm"), form.numbers("to_mm")
        grades = form.inner("grades")
        assert grades is not None
        if len(low) != len(high) or any(a >= b for a, b in zip(low, high, strict=False)):
            form.wrong("wrong-kind", "to_mm", expected=f"{len(low)} sizes above from_mm", got=str(list(high))[:40])
        for key in grades.root.value:
            found = grades.got(key, LIST)
            if found is not None and (len(found) != len(low) or not all(
                    n.value is None or type(n.value) in (int, float) for n in found)):
                grades.wrong("wrong-kind", key, expected=f"{len(low)} numbers", got=str([n.value for n in found])[:40])
