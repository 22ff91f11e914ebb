"""General tolerances from templates/regulations: JIS B 0405 (linear) and JIS B 0408 (pressed parts)."""

from __future__ import annotations

from knalpot_cad.library import Library

TABLES = {"jis_b_0405": ("jis_b_0405", "linear"), "jis_b_0408_blank": ("jis_b_0408", "blank"),
          "jis_b_0408_bend": ("jis_b_0408", "bend")}


def tolerance_mm(table: str, grade: str, nominal_mm: float, library: Library) -> float | None:
    """Half width of the tolerance of a nominal size [mm]; None outside the table's range or grades."""
    name, part = TABLES[table]
    data = library.regulation(name)["tables"][part]
    rows = data["grades"].get(grade)
    if rows is None:
        return None
    for low, high, value in zip(data["from_mm"], data["to_mm"], rows, strict=True):
        if low < abs(nominal_mm) <= high:
            return float(value) if value is not None else None
    return None
