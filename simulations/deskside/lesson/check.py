"""A value the learner worked out, checked at once, with hints that lead to it step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from deskside.charts.words import amount
from deskside.errors import DesksideError
from deskside.lesson.judge import judge, number_in
from deskside.lesson.keeping import Keeping
from deskside.lesson.numbers import places, samples
from deskside.lesson.page import bullets, paragraphs, verdict
from deskside.lesson.texts import Check, Question
from deskside.panels import Answers, Button, Control, Part, Progress, after, quietly
from deskside.panels.exported import RESULT, state_of

__all__ = ["TYPED", "CheckIt"]

#: In place of a value: the learner types it into the form.
TYPED = object()


class CheckIt(Part):
    """A value, typed here or worked out in the notebook, against the answer.

    Each press on the help button gives one hint more; after the third the answer comes, with its
    explanation. ``answer`` is a number or a function that works it out, where the texts hold none.
    """

    kind = "quiz"

    def __init__(
        self,
        keeping: Keeping,
        check: Check,
        value: Any = TYPED,
        answer: float | Callable[[], float] | None = None,
        place: str = "",
    ) -> None:
        self.keeping, self.check, self.given = keeping, check, value
        self.part = f"check:{check.id}"
        self.right: bool | None = None
        self.hints = 0  # how many were given; one beyond the last is the answer itself
        self._answer = check.answer if answer is None else answer
        if self._answer is None:
            raise DesksideError(f"check.{check.id}: no answer, neither in the texts nor in the notebook")
        typed = value is TYPED
        controls = (Control("value", "number", "My answer", unit=check.unit),) if typed else ()
        buttons = (Button("check", "Check my answer", True),) if typed else ()
        super().__init__(
            f"Work it out{place}",
            controls,
            (*buttons, Button("hint", "Give me a hint")),
            paragraphs(check.ask),
        )

    @property
    def answer(self) -> float:
        """The right value."""
        return float(self._answer()) if callable(self._answer) else float(self._answer or 0)

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Check a value, or give the next hint. Raises `DesksideError` where there is no value."""
        typed = values.get("value")
        if action == "hint":
            if typed not in (None, ""):
                self.form.values = {"value": typed}
            self.hints = min(self.hints + 1, len(self.check.hints) + 1)
            self._keep_hint()
            self._show()
            return
        value = number_in(typed)
        self.form.values = {"value": typed}
        self._judge(value)
        self._keep(value)

    def to_page(self, most: int, progress: Progress = quietly) -> dict[str, Any]:
        """On a page there is no cell to put a value into: it is typed."""
        if self.given is not TYPED:
            return CheckIt(self.keeping, self.check, TYPED, self._answer).to_page(most, progress)
        return super().to_page(most, progress)

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """What is shown for each number of hints, before a value and for each place a value can lie."""
        one, levels = self.check, []
        values = samples(self.answer, one.tolerance, one.misses)
        for self.hints in range(len(one.hints) + 2):
            self.right = None
            self._show()
            shown = {"start": state_of(self.form, RESULT)}
            for name, value in values.items():
                self._judge(value)
                shown[name] = state_of(self.form, RESULT)
            levels.append(shown)
        self.hints, self.right = 0, None
        self._show()
        none = after(self, "check", {"value": None})
        return {
            "by": "check",
            "levels": levels,
            "none": none,
            **places(self.answer, one.tolerance, one.misses),
        }

    def prepare(self) -> None:
        """Go on where the learner was; check a value that comes from the notebook."""
        hinted = self.keeping.last(self.part, "hinted")
        self.hints = int(hinted.data.get("value", 0)) if hinted else 0
        if self.given is TYPED:
            before = self.keeping.last(self.part, "checked")
            if before is not None and isinstance(before.data.get("value"), int | float):
                self.form.values = {"value": before.data["value"]}
                self._judge(float(before.data["value"]))
                return
        elif self.given not in (None, ...):
            value = number_in(self.given)
            self._judge(value)
            self._keep(value)
            return
        self._show()

    def rehearse(self) -> None:
        """Check the answer and what people often give in its place, and take every hint."""
        for value in (self.answer, *(miss.value for miss in self.check.misses)):
            self._judge(value)
        self.hints = len(self.check.hints) + 1
        self._show()
        self.hints, self.right = 0, None

    def _judge(self, value: float) -> None:
        found = judge(self._question(), value)
        self.right = found.right
        word = verdict(found.right, "Right." if found.right else "Not yet.")
        said = amount(value, self.check.unit) if self.given is not TYPED else ""
        self._show(paragraphs(f"{f'Your value: {said}. ' if said else ''}{found.why}", word))

    def _question(self) -> Question:
        """The check as a question for a number; its explanation is the reason."""
        one = self.check
        return Question(
            id=one.id,
            ask=one.ask,
            kind="number",
            answer=self.answer,
            tolerance=one.tolerance,
            unit=one.unit,
            why=self._explained(),
            misses=one.misses,
        )

    def _explained(self) -> str:
        return self.check.explain.replace("{answer}", amount(self.answer, self.check.unit))

    def _show(self, judged: str = "") -> None:
        given = self.check.hints[: self.hints]
        lines = [f"Hint {number}: {text}" for number, text in enumerate(given, start=1)]
        told = self.hints > len(self.check.hints) and not self.right
        answer = f"<p><b>The answer: {amount(self.answer, self.check.unit)}.</b></p>" if told else ""
        explained = paragraphs(self._explained()) if told else ""
        rest = "The next press shows the answer." if self.hints == len(self.check.hints) and not told else ""
        waiting = self.given in (None, ...) if self.given is not TYPED else False
        said = "Put your value into the cell, in the place of the dots, and run it." if waiting else rest
        self.form.show(f"{judged}{bullets(lines) if lines else ''}{answer}{explained}", said=said)

    def _keep(self, value: float) -> None:
        kept = {"value": value, "right": self.right, "done": bool(self.right)}
        before = self.keeping.last(self.part, "checked")
        if before is None or before.data != kept:  # a cell that is run again checks nothing new
            self.keeping.add(self.part, "checked", kept)

    def _keep_hint(self) -> None:
        done = self.hints > len(self.check.hints)
        self.keeping.add(self.part, "hinted", {"value": self.hints, "done": done})

    def twin_result(self) -> str:
        """No hints and no answer: the twin is saved with the notebook."""
        return ""

    def twin_said(self) -> str:
        """Nor what was said of one."""
        return ""
