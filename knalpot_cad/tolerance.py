"""General tolerances from templates/regulations: JIS B 0405 (linear) and JIS B 0408 (pressed parts)."""

from __future__ import annotations

from knalpot_cad.fault import Fault, Faults, Where
from knalpot_cad.library import Library

TABLES = {"jis_b_0405": ("jis_b_0405", "linear"), "jis_b_0408_blank": ("jis_b_0408", "blank"),
          "jis_b_0408_bend": ("jis_b_0408", "bend")}


def tolerance_mm(table: str, grade: str, nominal_mm: float, library: Library) -> float | None:
    """Half width of the tolerance of a nominal size [mm]; None outside the table's range or grades."""
    name, part = TABLES[table]
    plain = library.regulation(name)
    try:
        data = plain["tables"][part]
        rows = data["grades"].get(grade)
        bands = [] if rows is None else list(zip(data["from_mm"], data["to_mm"], rows, strict=True))
        # a band ends with its upper size; only the first one also holds its lower size
        value = next((v for low, high, v in bands if low <= abs(nominal_mm) <= high), None) if nominal_mm else None
        return None if value is None else float(value)
    except (AttributeError, LookupError, TypeError, ValueError):
        where = Where(f"regulations/{name}.yaml")
        raise Faults(Fault("wrong-kind", where, {"key": f"tables.{part}", "got": "?",
                                                 "expected": "from_mm, to_mm, grades"})) from None
