"""The floors of the package: a module imports from its own floor or from floors below, never from above.

A module is the first name after ``deskside.``; what happens inside a subpackage is its own affair. Imports
inside functions count like any other: they change when a module is needed, not whether.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "simulations" / "deskside"

#: From the ground up. A new module finds its place here before it finds its first user.
FLOORS = (
    ("errors", "toml", "stand_ins", "arithmetic", "streams", "distributions", "calendar", "theory"),
    ("scenario", "glossary", "model_page"),  # the desk as data, what its words mean, what it assumes
    ("demand", "log", "reading"),  # what arrives; what happened
    ("prepare", "engines"),  # the run
    ("metrics", "experience"),  # pure functions of a log
    ("experiment",),
    ("organisation", "downstream"),
    ("intake", "fit", "match"),
    ("charts", "panels"),
    ("lesson", "progress"),
    ("workshop",),  # the trainer
    ("grading", "course"),  # the instructor
    ("__init__",),  # the names people meet as `ds.`; inside, modules import each other, not this
    ("bench",),  # measures everything below
    ("cli", "__main__"),
)
FLOOR_OF = {module: number for number, floor in enumerate(FLOORS) for module in floor}


def modules_of(package: Path) -> set[str]:
    """Every module and subpackage directly below the package."""
    files = {path.stem for path in package.glob("*.py")}
    return files | {path.parent.name for path in package.glob("*/__init__.py")}


def imports_of(source: str, inside: tuple[str, ...], known: set[str]) -> Iterator[tuple[int, str]]:
    """Line and module of every import from the package; ``inside`` are the package names around the source.

    >>> list(imports_of("from deskside.engines.run import Run", ("deskside",), {"engines"}))
    [(1, 'engines')]
    >>> list(imports_of("from . import log, load", ("deskside",), {"log"}))
    [(1, 'log'), (1, '__init__')]
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            around = inside[: len(inside) - node.level + 1] if node.level else ()
            stem = around + tuple((node.module or "").split(".") if node.module else ())
            names = [(*stem, alias.name) for alias in node.names]
        else:
            continue
        for name in names:
            if name[0] == "deskside":
                yield node.lineno, name[1] if len(name) > 1 and name[1] in known else "__init__"


def breaches(package: Path) -> list[str]:
    """Every import that goes up, and every module without a floor."""
    known = modules_of(package)
    found = [f"{module}: has no floor; give it one in FLOORS" for module in sorted(known - set(FLOOR_OF))]
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package)
        module = place.parts[0].removesuffix(".py")
        inside = ("deskside", *place.parts[:-1])
        for line, target in imports_of(path.read_text(encoding="utf-8"), inside, known):
            if FLOOR_OF.get(target, -1) > FLOOR_OF.get(module, len(FLOORS)):
                found.append(f"{place.as_posix()}:{line}: {module} imports {target}, a floor above")
    return found


def circles(package: Path) -> list[str]:
    """Modules that import each other, directly or by way of others. Only neighbours on a floor can."""
    known = modules_of(package)
    needs: dict[str, set[str]] = {module: set() for module in known}
    for path in package.rglob("*.py"):
        place = path.relative_to(package)
        module = place.parts[0].removesuffix(".py")
        inside = ("deskside", *place.parts[:-1])
        source = path.read_text(encoding="utf-8")
        needs[module] |= {target for _, target in imports_of(source, inside, known)} - {module}
    resolved: set[str] = set()
    while ready := {
        module for module, wants in needs.items() if module not in resolved and wants <= resolved
    }:
        resolved |= ready
    return sorted(known - resolved)


def test_no_import_goes_up() -> None:
    assert breaches(PACKAGE) == []


def test_no_modules_import_each_other() -> None:
    assert circles(PACKAGE) == []


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """A small package that keeps to the floors."""
    (tmp_path / "engines").mkdir()
    (tmp_path / "__init__.py").write_text("from deskside.log import TicketLog\n")
    (tmp_path / "log.py").write_text("from deskside.errors import DesksideError\n")
    (tmp_path / "errors.py").write_text("import math\n")
    (tmp_path / "engines" / "__init__.py").write_text("from ..log import TicketLog\nfrom . import clock\n")
    (tmp_path / "engines" / "clock.py").write_text("import deskside.errors\n")
    return tmp_path


def test_the_made_up_package_is_sound(made_up: Path) -> None:
    assert breaches(made_up) == []
    assert circles(made_up) == []


@pytest.mark.parametrize(
    "upward",
    [
        "from deskside.engines import start",
        "import deskside.engines.clock",
        "from deskside import engines",
        "from . import engines",
        "from .engines.clock import now",
        "def late():\n    from deskside.engines import start\n",
        "import deskside as ds",
        "from deskside import TicketLog",
    ],
)
def test_an_upward_import_is_found(made_up: Path, upward: str) -> None:
    (made_up / "log.py").write_text(upward)
    assert len(breaches(made_up)) == 1
    assert "log imports" in breaches(made_up)[0]


def test_an_upward_import_from_inside_a_subpackage_is_found(made_up: Path) -> None:
    (made_up / "metrics").mkdir()
    (made_up / "metrics" / "__init__.py").write_text("")
    (made_up / "engines" / "clock.py").write_text("from ..metrics import kpis")
    assert breaches(made_up) == ["engines/clock.py:1: engines imports metrics, a floor above"]


def test_a_module_without_a_floor_is_found(made_up: Path) -> None:
    (made_up / "helpers.py").write_text("")
    assert breaches(made_up) == ["helpers: has no floor; give it one in FLOORS"]


def test_a_circle_between_neighbours_is_found(made_up: Path) -> None:
    (made_up / "demand.py").write_text("from deskside.log import TicketLog")
    (made_up / "log.py").write_text("from deskside.demand import Demand")
    assert breaches(made_up) == []
    assert {"demand", "log"} <= set(circles(made_up))
