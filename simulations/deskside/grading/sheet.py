"""One learner's copy of a paper: own desk, own luck, own numbers, options in an own order."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from deskside.errors import DesksideError
from deskside.experiment import Simulation, simulate
from deskside.grading.answers import (
    UnclearError,
    letter,
    read_arrows,
    read_interval,
    read_letter,
    read_letters,
    read_number,
    read_order,
)
from deskside.grading.bill import changes, chosen
from deskside.grading.decided import read_year
from deskside.grading.dial import Planned
from deskside.grading.kept import Kept
from deskside.grading.note import Note
from deskside.grading.variants import order_of, place_of, seed_of
from deskside.lesson import skin
from deskside.lesson.decide import priced
from deskside.organisation import Plan
from deskside.panels import Part, Watch, watch
from deskside.scenario import Scenario, load
from deskside.scenario.check import suggestion

if TYPE_CHECKING:
    from deskside.grading.marks import Mark
    from deskside.grading.paper import Desk, Paper

__all__ = ["Sheet"]

_Made = TypeVar("_Made")


class _Words(dict[str, Any]):
    """A variant's values; what is none of them is a word of the skin."""

    def __init__(self, values: Mapping[str, Any], name: str) -> None:
        super().__init__(values)
        self.skin = skin(name)

    def __missing__(self, word: str) -> str:
        return self.skin.fill(f"{{{word}}}")


@dataclass(frozen=True)
class Sheet:
    """What one learner is asked, what the learner answered, and marks for it."""

    paper: Paper
    learner: str
    team: str = ""
    kept: Kept = field(default_factory=Kept)

    # --- whose it is --------------------------------------------------------------------------------------

    def variant(self, item: str) -> Mapping[str, Any]:
        """The learner's values for an item; ``desk`` is the desk."""
        variants = self._desk.variants if item == "desk" else self.paper.question(item).variants
        return variants[place_of(self.paper.course, self._who, self._address(item), len(variants))]

    def seed(self, item: str) -> int:
        """The seed of the learner's own luck."""
        return seed_of(self.paper.course, self._who, self._address(item))

    def options(self, item: str) -> tuple[str, ...]:
        """The names of a question's options in the learner's order."""
        names = list(self.paper.question(item).options)
        order = order_of(self.paper.course, self._who, self._address(item), len(names))
        return tuple(names[place] for place in order)

    @cached_property
    def desk(self) -> Scenario:
        """The learner's desk. Raises `DesksideError` if the assignment has none."""
        desk, values = self._desk, self.variant("desk")
        own = {lever: _whole(values[value]) for lever, value in desk.varied.items()}
        return load(desk.scenario).with_({**desk.fixed, **own})

    def moved_at(self, item: str) -> Scenario | Planned:
        """What a policy or a plan moves: the learner's desk, or the desk with its weeks ahead.

        Raises `DesksideError` for a plan if the assignment has no weeks ahead.
        """
        question, ahead = self.paper.question(item), self.paper.ahead
        if question.kind != "plan":
            return self.desk
        if ahead is None:
            raise DesksideError(f"{self.paper.assignment} has no weeks ahead")
        values = self.variant("desk")
        behaviour = ahead.behaviour | {name: values[value] for name, value in ahead.varied.items()}
        plan = Plan.parse({"name": item, "weeks": ahead.weeks, "behaviour": behaviour})
        return Planned(self.desk, plan, question.dials)

    @cached_property
    def log(self) -> Simulation:
        """What happened at the learner's desk."""
        return simulate(self.desk, seed=self.seed("log"))

    def once(self, name: str, compute: Callable[[], _Made]) -> _Made:
        """What ``compute`` gives, worked out once for this sheet: for tables that several questions need."""
        made: dict[str, Any] = self.__dict__.setdefault("_once", {})
        if name not in made:
            made[name] = compute()
        found: _Made = made[name]
        return found

    # --- what is on the page ------------------------------------------------------------------------------

    def fill(self, text: str, item: str = "") -> str:
        """A text with the variant's values and the words of the skin filled in."""
        values = self.variant(item) if item else {}
        return text.format_map(_Words(values, self.paper.skin)).strip()

    def about(self) -> Note:
        """The desk in words, if there is one, and whose it is."""
        signed_in = os.environ.get("JUPYTERHUB_USER", "").strip().casefold()
        warning = ""
        if signed_in and signed_in != self.learner and watch() is Watch.LIVE:
            warning = (
                f"\n\n**You are signed in as {signed_in}.** Marks count for the one who hands in: "
                "is the name above yours?"
            )
        whose, desk = self.team or self.learner, self.paper.desk
        told = (
            f"**The desk of {whose}.** {self.fill(desk.about, 'desk')}"
            if desk
            else f"**The questions of {whose}.**"
        )
        return Note(f"{told}{warning}")

    def tell(self, name: str) -> Note:
        """A text of the paper. Raises `DesksideError` for a name it does not have."""
        if name not in self.paper.tell:
            raise DesksideError(f"no text {name!r}{suggestion(name, self.paper.tell)}")
        return Note(self.fill(self.paper.tell[name], "desk" if self.paper.desk else ""))

    def ask(self, item: str) -> Part | Note:
        """A question with a place for the answer; of a written part, what is asked and its rubric."""
        if item in self.paper.written:
            written = self.paper.written[item]
            return Note(f"{self.fill(written.text)}\n\n{written.rubric()}")
        question = self.paper.question(item)
        if os.environ.get("NBGRADER_VALIDATING"):
            self.read(item, self.answer(item))
        if watch() is not Watch.LIVE:  # nothing to fill in, and no panel's runs
            return Note("\n\n".join([self.question_text(item), *self.evidence(item, self.answer(item))]))
        from deskside.grading.ask import Ask, AskPolicy, Buy  # they know sheets
        from deskside.grading.ask_plan import AskPlan
        from deskside.grading.ask_year import AskYear, OwnYear

        if question.evidence:
            return Buy(self, item)
        if question.year:
            return AskYear(OwnYear.of(self, item))
        kinds: dict[str, type[Ask | AskPolicy | AskPlan]] = {"policy": AskPolicy, "plan": AskPlan}
        return kinds.get(question.kind, Ask)(self, item)

    def quarter(self, item: str, number: int) -> Part | Note:
        """The form of a quarter (1 for the first) of a year; where nothing is live, its news."""
        if watch() is not Watch.LIVE:
            return Note(self.fill(self.paper.question(item).news[number - 1], item))
        from deskside.grading.ask_year import OwnYear  # it knows sheets

        return OwnYear.of(self, item).form(number)

    def self_mark(self, item: str) -> Part:
        """For those who learn alone: the rubric and three worked answers to mark one's own text by."""
        from deskside.grading.self_mark import SelfMark

        return SelfMark(self, item)

    def question_text(self, item: str) -> str:
        """A question as Markdown, options lettered in the learner's order."""
        question = self.paper.question(item)
        lines = [f"**{letter(place)})** {text}" for place, text in enumerate(self.option_texts(item))]
        if question.year:
            lines += [f"{option.title}: {priced(option)}." for option in question.year.options]
        return "\n\n".join([self.fill(question.text, item), *lines])

    def option_texts(self, item: str) -> list[str]:
        """The options of a question in the learner's order."""
        question = self.paper.question(item)
        return [self.fill(question.options[name], item) for name in self.options(item)]

    def evidence(self, item: str, answer: object) -> list[str]:
        """What somebody sees who bought what ``answer`` names, a text each; none for what cannot be read."""
        question = self.paper.question(item)
        try:
            bought = self.read(item, answer) if question.evidence else frozenset()
        except UnclearError:
            return []
        return [
            f"**{self.fill(question.options[name], item)}** {self.fill(question.evidence[name], 'desk')}"
            for name in self.options(item)
            if name in bought
        ]

    # --- answers ------------------------------------------------------------------------------------------

    def answer(self, item: str) -> Any:
        """What the learner kept for a question; None for nothing."""
        return self.kept.answers.get(item)

    def read(self, item: str, answer: object) -> Any:
        """An answer as a plain value, options by their names.

        A float; a name; a frozenset of names; a tuple of names in order; a frozenset of (from, to); a tuple
        (low, high); settings by path; a year as `Decided`. Raises `UnclearError`.
        """
        question, names = self.paper.question(item), self.options(item)
        if question.movable:
            return chosen(answer, question.movable, question.budget, self.moved_at(item))
        if question.year:
            return read_year(answer, question.year)
        if question.kind in ("number", "interval"):
            reader = read_number if question.kind == "number" else read_interval
            return reader(answer, question.low, question.high, question.unit)
        if question.kind == "choice":
            return names[read_letter(answer, len(names))]
        if question.kind == "order":
            return tuple(names[place] for place in read_order(answer, len(names)))
        found: frozenset[Any]
        if question.kind == "edges":
            found = frozenset((names[a], names[b]) for a, b in read_arrows(answer, len(names)))
        else:
            found = frozenset(names[place] for place in read_letters(answer, len(names)))
        if question.most and len(found) > question.most:
            raise UnclearError(f"Name at most {question.most}.")
        cost = question.cost(found)
        if cost > question.budget:
            raise UnclearError(f"This costs {cost:g}; the budget is {question.budget:g}. Nothing is bought.")
        return found

    def under(self, item: str, answer: object) -> Scenario:
        """The learner's desk under a policy; as it is for none. Raises `UnclearError`."""
        if answer is None:
            return self.desk
        return self.desk.with_(changes(self.read(item, answer), self.paper.question(item).levers))

    def letters(self, item: str, value: Any) -> Any:
        """The answer that `read` makes ``value`` of: as the learner would give it."""
        names = self.options(item)

        def of(name: str) -> str:
            return letter(names.index(name))

        kind = self.paper.question(item).kind
        if kind == "choice":
            return of(value)
        if kind == "edges":
            return sorted(f"{of(a)}>{of(b)}" for a, b in value)
        if kind in ("several", "order"):
            return [of(name) for name in (value if kind == "order" else sorted(value))]
        if kind == "quarters":
            return value.plain()
        return list(value) if kind == "interval" else value

    def mark(self, item: str) -> Mark:
        """Marks for what the learner kept, by the course's key. For instructors: learners have no key."""
        from deskside.grading.evaluate import mark_item  # it knows sheets
        from deskside.grading.key import find_key

        return mark_item(find_key(self.paper), self, item)

    @property
    def _who(self) -> str:
        return f"team {self.team}" if self.paper.by_team else self.learner

    @property
    def _desk(self) -> Desk:
        if self.paper.desk is None:
            raise DesksideError(f"{self.paper.assignment} has no desk")
        return self.paper.desk

    def _address(self, item: str) -> str:
        return f"{self.paper.assignment}/{item}"


def _whole(value: Any) -> Any:
    """Numbers such as 5.0 as 5: a head count must be whole."""
    return int(value) if isinstance(value, float) and value == int(value) else value
