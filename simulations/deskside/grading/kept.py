"""The answers file: what a learner answered, beside the notebook, as plain TOML that goes in with it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from deskside.grading.answers import UnclearError

__all__ = ["FILE", "KEYS", "Kept"]

#: Its name, in the folder of the notebook.
FILE = "answers.toml"
#: The folder of the keys in the course root. nbgrader never releases it.
KEYS = "keys"
_LARGEST = 200_000  # bytes: hundreds of times what anybody answers
_HANDED_OUT = ("source", "release")  # folders of the course root
_DOTS = 100  # in one line; keys within keys take tomllib time by the square of their number
_HEAD = "# Written by the notebook of this folder. Hand it in together with the notebook.\n"


@dataclass(frozen=True)
class Kept:
    """Answers by question, and under whose name; ``problem`` says why a file could not be read.

    >>> Kept(learner="ada", answers={"load": 0.8}).with_answer("why", "b").answers
    {'load': 0.8, 'why': 'b'}
    """

    assignment: str = ""
    learner: str = ""
    team: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""

    def with_answer(self, item: str, answer: Any) -> Kept:
        """These answers and one more."""
        return Kept(self.assignment, self.learner, self.team, {**self.answers, item: answer})

    @classmethod
    def read(cls, folder: str | Path = ".") -> Kept:
        """The answers in a folder; none where there is no file, or none that can be read."""
        path = Path(folder) / FILE
        try:
            if path.stat().st_size > _LARGEST:
                return cls(problem=f"{path.name}: too large for answers; rename it and give them again")
            text = path.read_text(encoding="utf-8")
            if any(line.count(".") > _DOTS for line in text.split("\n")):
                return cls(
                    problem=f"{path.name}: holds no answers of a notebook; rename it and give them again"
                )
            data = tomllib.loads(text)
        except FileNotFoundError:
            return cls()
        except (ValueError, RecursionError, OSError) as problem:
            return cls(
                problem=f"{path.name}: cannot be read ({problem}); rename it and give the answers again"
            )
        answers = data.get("answers")
        names = (data.get(name) for name in ("assignment", "learner", "team"))
        assignment, learner, team = (name if isinstance(name, str) else "" for name in names)
        return cls(assignment, learner, team, answers if isinstance(answers, dict) else {})

    def put_aside(self, folder: str | Path = ".") -> str:
        """Give the file another name, that of its learner, so that nothing is lost; gives back that name.

        Raises `UnclearError` where a thousand such names are taken.
        """
        path = Path(folder) / FILE
        stem = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in self.learner) or "earlier"
        for number in range(1, 1000):
            beside = path.with_name(f"answers-{stem}{'' if number == 1 else f'-{number}'}.toml")
            if not beside.exists():
                path.replace(beside)
                return beside.name
        raise UnclearError(f"{path.parent.resolve().name}: holds too many old answers; clear some out")

    def write(self, folder: str | Path = ".") -> None:
        """Put the answers into a folder, whole or not at all. Raises `UnclearError` where that fails.

        And in the source or the release of a course: nbgrader hands out what lies there.
        """
        path = Path(folder) / FILE
        here = path.parent.resolve()
        if here.parent.name in _HANDED_OUT and (here.parent.parent / KEYS).is_dir():
            raise UnclearError(
                f"{path.name}: is not kept here, for what lies in {here.parent.name}/ is handed out to "
                f"everybody; copy the folder {here.name} to another place and try it there"
            )
        who = {"assignment": self.assignment, "learner": self.learner, "team": self.team}
        text = _HEAD + tomli_w.dumps({**who, "answers": dict(self.answers)})
        beside = path.with_name(f".{FILE}.{os.getpid()}")
        try:
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(path)
        except OSError as problem:
            raise UnclearError(
                f"{path.name}: cannot be written ({problem.strerror}); start the lab in a folder of your own"
            ) from problem
