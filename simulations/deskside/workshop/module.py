"""The modules of the course: notebooks with a number."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from deskside.errors import DesksideError

__all__ = ["Cell", "Module", "module", "modules"]

_NAME = re.compile(r"(\d\d)-(.+)\.ipynb")


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook: its id, its kind (markdown or code), its text and its tags."""

    id: str
    kind: str
    source: str
    tags: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The comment a code cell begins with; its id where there is none."""
        first = self.source.lstrip().split("\n", 1)[0]
        return first.lstrip("# ").strip() if first.startswith("#") else self.id


@dataclass(frozen=True)
class Module:
    """A lesson by its number, such as ``03``, and its notebook."""

    number: str
    path: Path

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Its cells. Raises `DesksideError` if the notebook cannot be read."""
        try:
            found: Mapping[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
            return tuple(_cell(number, cell) for number, cell in enumerate(found["cells"]))
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise DesksideError(f"{self.path.name}: not a notebook that can be read: {problem}") from problem

    @property
    def title(self) -> str:
        """Its first heading; the file's name where there is none."""
        for cell in self.cells:
            found = re.search(r"^# +(.+)$", cell.source, re.MULTILINE) if cell.kind == "markdown" else None
            if found:
                return found.group(1).strip()
        return self.path.stem


def _cell(number: int, cell: Mapping[str, Any]) -> Cell:
    tags = tuple(cell.get("metadata", {}).get("tags", ()))
    return Cell(str(cell.get("id", number)), cell["cell_type"], "".join(cell["source"]), tags)


def modules(folder: Path) -> tuple[Module, ...]:
    """The modules of a course folder, in the order of their numbers."""
    found = ((_NAME.fullmatch(path.name), path) for path in sorted(folder.glob("*.ipynb")))
    return tuple(Module(match.group(1), path) for match, path in found if match)


def module(wanted: str, folder: Path) -> Module:
    """A module by its number (3 or 03) or its file. Raises `DesksideError` that lists those there are."""
    name = Path(wanted).name
    number = wanted.zfill(2) if wanted.isdigit() else name[:2]
    there = modules(folder)
    for one in there:
        if one.number == number and (wanted.isdigit() or name in (one.path.name, one.path.stem)):
            return one
    if not there:
        raise DesksideError(
            f"{folder}: no module here; a module is a notebook such as 03-why-queues-explode.ipynb"
        )
    raise DesksideError(f"no module {wanted!r}; there are {', '.join(one.number for one in there)}")
