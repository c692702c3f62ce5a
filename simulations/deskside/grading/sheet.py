"""One learner's copy of a paper: own desk, own luck, own numbers, options in an own order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from deskside.experiment import Simulation, simulate
from deskside.grading.answers import UnclearError, letter
from deskside.grading.marks import Mark, mark_choice, mark_number
from deskside.grading.note import Note
from deskside.grading.variants import order_of, place_of, seed_of
from deskside.scenario import Scenario, load

if TYPE_CHECKING:
    from deskside.grading.paper import Paper

__all__ = ["Sheet"]


@dataclass(frozen=True)
class Sheet:
    """What one learner is asked, and marks for what the learner answers."""

    paper: Paper
    learner: str

    def variant(self, item: str) -> Mapping[str, float]:
        """The learner's values for an item; ``desk`` is the desk."""
        variants = self.paper.desk.variants if item == "desk" else self.paper.question(item).variants
        return variants[place_of(self.paper.course, self.learner, self._address(item), len(variants))]

    def seed(self, item: str) -> int:
        """The seed of the learner's own luck."""
        return seed_of(self.paper.course, self.learner, self._address(item))

    def options(self, item: str) -> tuple[str, ...]:
        """The names of a choice's options in the learner's order."""
        names = list(self.paper.question(item).options)
        order = order_of(self.paper.course, self.learner, self._address(item), len(names))
        return tuple(names[place] for place in order)

    @cached_property
    def desk(self) -> Scenario:
        """The learner's desk."""
        desk, values = self.paper.desk, self.variant("desk")
        own = {lever: _whole(values[value]) for lever, value in desk.varied.items()}
        return load(desk.scenario).with_({**desk.fixed, **own})

    @cached_property
    def log(self) -> Simulation:
        """What happened at the learner's desk."""
        return simulate(self.desk, seed=self.seed("log"))

    def about(self) -> Note:
        """The desk in words, and whose it is."""
        signed_in = os.environ.get("JUPYTERHUB_USER", "").strip().casefold()
        warning = ""
        if signed_in and signed_in != self.learner and not os.environ.get("NBGRADER_EXECUTION"):
            warning = (
                f"\n\n**You are signed in as {signed_in}.** Marks count for the one who hands in: "
                "is the name above yours?"
            )
        about = self.paper.desk.about.format(**self.variant("desk"))
        return Note(f"**The desk of {self.learner}.** {about}{warning}")

    def ask(self, item: str) -> Note:
        """A question with the learner's own numbers, options lettered in the learner's order."""
        question = self.paper.question(item)
        lines = (
            [
                f"**{letter(place)})** {question.options[name]}"
                for place, name in enumerate(self.options(item))
            ]
            if question.options
            else []
        )
        return Note("\n\n".join([question.text.format(**self.variant(item)).strip(), *lines]))

    def mark_number(
        self,
        item: str,
        answer: object,
        right: float,
        *,
        points: float,
        span: tuple[float, float] | None = None,
        near: float = 0.0,
        misses: Mapping[float, str] | None = None,
    ) -> Mark:
        """Marks for a number; ``span`` is what counts as right, 2 % around ``right`` unless given."""
        try:
            number = self.paper.read(item, answer)
        except UnclearError as problem:
            return Mark(0.0, points, str(problem))
        around = span or (right - 0.02 * abs(right), right + 0.02 * abs(right))
        return mark_number(number, right, points, span=around, near=near, misses=misses)

    def mark_choice(
        self, item: str, answer: object, right: str, *, points: float, whys: Mapping[str, str]
    ) -> Mark:
        """Marks for a letter; ``right`` and the keys of ``whys`` are names of options."""
        try:
            place = int(self.paper.read(item, answer))
        except UnclearError as problem:
            return Mark(0.0, points, str(problem))
        return mark_choice(self.options(item)[place], right, points, whys)

    def _address(self, item: str) -> str:
        return f"{self.paper.assignment}/{item}"


def _whole(value: float) -> float | int:
    """Numbers such as 5.0 as 5: a head count must be whole."""
    return int(value) if value == int(value) else value
