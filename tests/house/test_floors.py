"""A room imports only rooms on lower floors, no circles, and the heavy libraries have one door each."""

from __future__ import annotations

import pytest

from tests.house.source import PACKAGES, ROOT, Import, imports, module_name, python_files

# from the ground up; rooms on one floor do not import each other
FLOORS = (
    ("fault",), ("places",), ("words", "numbers", "units"), ("strict",), ("strict_csv",), ("formula",), ("fields",),
    ("geometry", "rules"), ("parts",), ("assemblies",), ("library",), ("tolerance",), ("design",),
    ("sound", "nest", "measure"),
    ("bending",), ("built",), ("solids",), ("checks", "outputs"), ("publish",), ("batch",), ("cli",),
    ("__main__",),
)
FLOOR = {room: i for i, rooms in enumerate(FLOORS) for room in rooms}
OWN = [i for p in python_files() for i in imports(p)]


def room(module: str) -> str:
    """First part below knalpot_cad; empty for the package itself."""
    return module.split(".")[1] if "." in module else ""


def test_every_room_has_a_floor() -> None:
    rooms = {room(module_name(p)) for p in python_files() if module_name(p).startswith("knalpot_cad")} - {""}
    assert rooms <= set(FLOOR), f"give these rooms a floor in this file: {sorted(rooms - set(FLOOR))}"


def _inner() -> list[Import]:
    return [i for i in OWN if i.importer.startswith("knalpot_cad") and i.imported.split(".")[0] == "knalpot_cad"]


def test_a_room_imports_only_lower_floors() -> None:
    wrong = [f"{i.importer}:{i.line} imports {i.imported}" for i in _inner()
             if room(i.importer) and room(i.imported) and room(i.importer) != room(i.imported)
             and FLOOR.get(room(i.importer), 99) <= FLOOR.get(room(i.imported), 99)]
    assert not wrong, "\n".join(wrong)


def test_the_package_itself_imports_no_room() -> None:
    wrong = [f"{i.importer}:{i.line}" for i in _inner() if i.importer == "knalpot_cad" and room(i.imported)]
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
def test_no_circles_between_modules(package: str) -> None:
    graph: dict[str, set[str]] = {}
    for i in OWN:
        if i.importer.startswith(package) and i.imported.startswith(package) and not (i.inside or i.typing):
            graph.setdefault(i.importer, set()).add(i.imported)
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way, module))
        if module not in done:
            for other in sorted(graph.get(module, ())):
                if other != module:
                    visit(other, (*way, module))
            done.add(module)
    for module in sorted(graph):
        visit(module, ())


def test_acoustics_stands_alone_and_has_one_door() -> None:
    wrong = []
    for i in OWN:
        target = i.imported.split(".")[0]
        leaves = i.importer.startswith("acoustics") and target in ("knalpot_cad", "cadquery", "OCP", "ezdxf")
        enters = i.importer.startswith("knalpot_cad.") and target == "acoustics" and room(i.importer) != "sound"
        if leaves or enters:
            wrong.append(f"{i.importer}:{i.line} imports {i.imported}")
    assert not wrong, "\n".join(wrong)


def test_only_solids_imports_the_kernel_and_only_inside_functions() -> None:
    wrong = [f"{i.importer}:{i.line} imports {i.imported}" for i in OWN
             if i.imported.split(".")[0] in ("cadquery", "OCP")
             and not (room(i.importer) == "solids" and (i.inside or i.typing))]
    assert not wrong, "\n".join(wrong)


def test_only_the_dxf_output_imports_ezdxf() -> None:
    wrong = [f"{i.importer}:{i.line}" for i in OWN
             if i.imported.split(".")[0] == "ezdxf" and i.importer != "knalpot_cad.outputs.dxf"]
    assert not wrong, "\n".join(wrong)


def test_templates_hold_data_only() -> None:
    assert not list((ROOT / "templates").rglob("*.py"))
