"""Keys: what is right in an assignment, for any learner. They stay with the instructor.

A key is a Python file, ``keys/NN-name.py`` in the course root. For each question it has a function of that
name that takes a `Sheet` and gives a judge; ``honest_NAME(sheet, luck)`` gives an answer as careful people
find it, in one of many ways; ``difficulty(sheet)`` gives figures that should be alike for all variants.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from deskside.errors import DesksideError
from deskside.grading.beside import KEYS
from deskside.grading.judges import Judge
from deskside.grading.paper import Paper, open_paper
from deskside.grading.replay import Replay
from deskside.grading.sheet import Sheet
from deskside.grading.year_replay import YearReplay

__all__ = ["KEYS", "Key", "find_key", "open_key"]

_REMEMBERED = 500  # judges


@dataclass(frozen=True, eq=False)
class Key:
    """What is right in one assignment: by question who judges, and how careful people answer.

    ``secret`` stands in for the evaluation seeds that the key itself has; None leaves them.
    """

    paper: Paper
    judges: Mapping[str, Callable[[Sheet], Judge]]
    honest: Mapping[str, Callable[[Sheet, np.random.Generator], Any]]
    difficulty: Callable[[Sheet], Mapping[str, float]]
    secret: int | None = None
    _made: dict[tuple[str, str, str], Judge] = field(default_factory=dict)

    def judge(self, sheet: Sheet, item: str) -> Judge:
        """Who judges a learner's answers to a question. Made once: it may take a run of the desk."""
        address = (sheet.learner, sheet.team, item)
        if address not in self._made:
            if len(self._made) > _REMEMBERED:
                self._made.clear()
            self._made[address] = self._with_seed(self.judges[item](sheet))
        return self._made[address]

    @property
    def replays(self) -> bool:
        """Whether answers to any question are run on evaluation seeds."""
        return any(question.movable or question.year for question in self.paper.ask.values())

    def under(self, secret: int) -> Key:
        """The same key as a class elsewhere has it, with other evaluation seeds: a whole number from 0."""
        return replace(self, secret=secret, _made={})

    def _with_seed(self, judge: Judge) -> Judge:
        if self.secret is None or not isinstance(judge, Replay | YearReplay):
            return judge
        return replace(judge, seed=self.secret)


def open_key(assignment: str, course: str | Path = ".", skin: str = "") -> Key:
    """The key of an assignment of the course root at ``course``. Raises `DesksideError` for what it lacks."""
    paper = open_paper(Path(course) / "source" / assignment / "questions.toml", skin)
    return _key(paper, Path(course) / KEYS / f"{assignment}.py")


def find_key(paper: Paper) -> Key:
    """The key for a paper, from the folder of a submission or of the source. Raises `DesksideError`."""
    for folder in Path.cwd().parents:
        path = folder / KEYS / f"{paper.assignment}.py"
        if path.is_file():
            return _key(paper, path)
    raise DesksideError(f"no {KEYS}/{paper.assignment}.py in any folder above: marks need the course root")


def _key(paper: Paper, path: Path) -> Key:
    module = _module(path.resolve())
    missing = [
        name
        for item in paper.ask
        for name in (item, f"honest_{item}")
        if not callable(getattr(module, name, None))
    ]
    if missing:
        raise DesksideError(f"{path.name}: no function {', '.join(missing)}")
    return Key(
        paper,
        {item: getattr(module, item) for item in paper.ask},
        {item: getattr(module, f"honest_{item}") for item in paper.ask},
        getattr(module, "difficulty", lambda sheet: {}),
    )


@lru_cache(maxsize=64)
def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"key_{path.stem.replace('-', '_')}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise DesksideError(f"{path}: there is no such key")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
