"""The answers file: what a learner answered, beside the notebook, as plain TOML that goes in with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deskside.grading.answers import UnclearError
from deskside.grading.beside import read_beside, write_beside

__all__ = ["FILE", "Kept"]

#: Its name, in the folder of the notebook.
FILE = "answers.toml"
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
        try:
            data = read_beside(Path(folder) / FILE, "answers of a notebook", "give the answers")
        except UnclearError as problem:
            return cls(problem=str(problem))
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
        who = {"assignment": self.assignment, "learner": self.learner, "team": self.team}
        write_beside(Path(folder) / FILE, _HEAD, {**who, "answers": dict(self.answers)})
