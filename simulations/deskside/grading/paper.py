"""One assignment's questions as everybody may read them, from ``questions.toml`` beside its notebook."""

from __future__ import annotations

import os
import tomllib
import warnings
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from deskside.errors import DesksideError
from deskside.grading.answers import UnclearError, letter, read_letter, read_number
from deskside.grading.note import Note
from deskside.grading.sheet import Sheet
from deskside.grading.variants import learner_id
from deskside.scenario.check import suggestion

__all__ = ["Desk", "Paper", "Question", "open_paper"]

Variant = dict[str, float]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Part):
    """One thing to answer. ``text`` may name a variant's values in braces."""

    kind: Literal["number", "choice"]
    text: str
    unit: str = ""
    low: float = 0.0
    high: float = 1e6
    options: dict[str, str] = Field(default_factory=dict)  # by a name that does not tell which is right
    variants: tuple[Variant, ...] = ({},)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.kind == "choice") != (len(self.options) > 1):
            raise ValueError("a choice needs two or more options, a number none")
        if not self.variants or any(set(v) != set(self.variants[0]) for v in self.variants):
            raise ValueError("every variant must have the same values")
        self.text.format(**self.variants[0])
        return self


class Desk(_Part):
    """The desk a learner runs: a shipped scenario, what is set for all, and what a variant sets."""

    scenario: str
    about: str
    fixed: dict[str, Any] = Field(default_factory=dict)
    varied: dict[str, str] = Field(default_factory=dict)  # lever -> the variant's value
    variants: tuple[Variant, ...] = ({},)


class Paper(_Part):
    """All questions of one assignment."""

    assignment: str
    course: str
    desk: Desk
    ask: dict[str, Question]

    def question(self, item: str) -> Question:
        """A question by its name. Raises `DesksideError`."""
        if item not in self.ask:
            raise DesksideError(f"no question {item!r}{suggestion(item, self.ask)}")
        return self.ask[item]

    def sheet(self, learner: object) -> Sheet:
        """A learner's own numbers. Raises `UnclearError` for a name that is none."""
        return Sheet(self, learner_id(learner))

    def submission(self, learner: object) -> Sheet:
        """The sheet that marks count for: that of the learner whose folder nbgrader is grading.

        Elsewhere, as when an instructor runs the original, that of ``learner``, the name in the notebook.
        While nbgrader grades, warnings are switched off: one of any library would cost the learner the cell's
        points. Raises `DesksideError` if nbgrader's folders are not laid out as STUDENT/ASSIGNMENT.
        """
        if os.environ.get("NBGRADER_EXECUTION") != "autograde":
            return self.sheet(learner)
        warnings.simplefilter("ignore")
        here = Path.cwd()
        if here.name != self.assignment:
            raise DesksideError(
                f"marks need nbgrader's folders to be STUDENT/{self.assignment}, not STUDENT/{here.name}"
            )
        return self.sheet(here.parent.name)

    def form(self, item: str, answer: object) -> Note:
        """Whether an answer can be read. It says nothing about whether it is right.

        For nbgrader's Validate button an answer that cannot be read is raised as `UnclearError`.
        """
        try:
            read = self.read(item, answer)
        except UnclearError as problem:
            if os.environ.get("NBGRADER_VALIDATING"):
                raise
            return Note(f"**{problem}**")
        question = self.question(item)
        said = (
            f"{read:g} {question.unit}".strip()
            if question.kind == "number"
            else f"answer {letter(int(read))}"
        )
        return Note(f"The form is right: {said}. Marks come later.")

    def read(self, item: str, answer: object) -> float:
        """The answer as a number, or for a choice the place of its letter. Raises `UnclearError`."""
        question = self.question(item)
        if question.kind == "choice":
            return read_letter(answer, len(question.options))
        return read_number(answer, question.low, question.high, question.unit)


def open_paper(path: str | Path = "questions.toml") -> Paper:
    """The paper in a file. Raises `DesksideError` that says what is wrong with it."""
    path = Path(path)
    try:
        return Paper.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise DesksideError(
            f"{path} is missing: open the notebook in the folder it was handed out in"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DesksideError(f"{path}: not a valid paper: {problem}") from problem
    except ValidationError as problem:
        wrong = problem.errors()[0]
        place = ".".join(str(part) for part in wrong["loc"])
        raise DesksideError(f"{path}: {place}: {wrong['msg']}") from None
