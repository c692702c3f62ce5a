"""Quiz questions: every answer, right or wrong, gets its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskside.lesson.judge import Verdict, judge, number_in, other_reasons, shuffled
from deskside.lesson.keeping import Keeping
from deskside.lesson.numbers import by_number
from deskside.lesson.page import folded, paragraphs, reasons, verdict
from deskside.lesson.texts import Question
from deskside.panels import Answers, Button, Control, Part, Progress, quietly, replies

__all__ = ["Ask"]

_ORDER_HELP = "Move a line with its two buttons, or with the arrow keys while one of them is in focus."


class Ask(Part):
    """One question. It can be answered again; when it is right, the other reasons can be read too.

    The page gets the options and nothing that tells which are right; those of a question for an order get
    there mixed, under names that say nothing about their place.
    """

    kind = "quiz"

    def __init__(self, keeping: Keeping, question: Question, number: int = 1, of: int = 1) -> None:
        self.keeping, self.question = keeping, question
        self.part = f"quiz:{question.id}"
        self.right = False
        shown = shuffled(question) if question.kind == "order" else list(question.options)
        keys = (
            [f"line{place}" for place, _ in enumerate(shown, start=1)]
            if question.kind == "order"
            else [option.key for option in shown]
        )
        self._inside = {key: option.key for key, option in zip(keys, shown, strict=True)}
        options = tuple((key, option.text) for key, option in zip(keys, shown, strict=True))
        super().__init__(
            f"Question {number} of {of}",
            (_control(question, options),),
            (Button("check", "Check my answer", True),),
            paragraphs(question.ask),
        )

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Judge an answer, keep it and give its reason. Raises `DesksideError` for none."""
        answer = self._from_page(values.get("answer"))
        if self.question.kind == "number":
            answer = number_in(answer)
        found = judge(self.question, answer)
        self._show(answer, found)
        kept = {"value": answer, "right": found.right, "text": self._words(answer)}
        self.keeping.add(self.part, "answered", kept)

    def prepare(self) -> None:
        """Show an answer that was given before."""
        before = self.keeping.last(self.part, "answered")
        if before is not None and self._known(before.data.get("value")):
            answer = before.data["value"]
            self._show(answer, judge(self.question, answer))

    def rehearse(self) -> None:
        """Give every kind of answer once."""
        question = self.question
        keys = [option.key for option in question.options]
        answers: dict[str, list[Any]] = {
            "single": keys,
            "multiple": [*([key] for key in keys), keys],
            "order": [keys, keys[::-1]],
            "number": [question.answer, *(miss.value for miss in question.misses)],
        }
        for answer in answers[question.kind]:
            self._show(answer, judge(question, answer))
        self.form.values = {"answer": self.controls["answer"].value}
        self.form.show("")
        self.right = False

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """The verdict on every answer; on a number by where it lies."""
        if self.question.kind != "number":
            return replies(self, most)
        assert self.question.answer is not None
        return by_number(self, "answer", self.question.answer, self.question.tolerance, self.question.misses)

    def twin_result(self) -> str:
        """No answer: the twin is saved with the notebook."""
        return ""

    def twin_said(self) -> str:
        """Nor what was said of one."""
        return ""

    def twin_note(self) -> str:
        """The options, as there is nothing to choose with."""
        options = reasons((text, "") for _, text in self.controls["answer"].options)
        return f"{options}{super().twin_note()}"

    def _show(self, answer: Any, found: Verdict) -> None:
        self.right = found.right
        self.form.values = {"answer": self._to_page(answer)}
        word = verdict(found.right, "Right." if found.right else "Not quite.")
        detail = reasons(found.lines)
        rest = folded("And the other answers?", other_reasons(self.question, answer)) if found.right else ""
        self.form.show(f"{paragraphs(found.why, word)}{detail}{rest}")

    # --- answers have other names on the page than inside -------------------------------------------------

    def _from_page(self, answer: Any) -> Any:
        if isinstance(answer, list | tuple):
            return [self._inside.get(key, key) for key in answer]
        return self._inside.get(answer, answer) if isinstance(answer, str) and self._inside else answer

    def _to_page(self, answer: Any) -> Any:
        outside = {inside: key for key, inside in self._inside.items()}
        if isinstance(answer, list | tuple):
            return [outside[key] for key in answer]
        return outside.get(answer, answer) if isinstance(answer, str) else answer

    def _known(self, answer: Any) -> bool:
        """Whether an answer of an earlier day still fits the question."""
        keys = {option.key for option in self.question.options}
        if self.question.kind == "number":
            return isinstance(answer, int | float)
        if self.question.kind == "single":
            return isinstance(answer, str) and answer in keys
        given = list(answer) if isinstance(answer, list | tuple) else []
        return (
            bool(given)
            and set(given) <= keys
            and (self.question.kind == "multiple" or len(given) == len(keys))
        )

    def _words(self, answer: Any) -> str:
        texts = {option.key: option.text for option in self.question.options}
        if isinstance(answer, list):
            return "; ".join(texts[key] for key in answer)
        return texts.get(answer, f"{answer} {self.question.unit}".strip())


def _control(question: Question, options: tuple[tuple[str, str], ...]) -> Control:
    if question.kind == "number":
        return Control("answer", "number", "My answer", unit=question.unit)
    if question.kind == "multiple":
        return Control("answer", "many", "My answer: all that are right", value=[], options=options)
    if question.kind == "order":
        keys = [key for key, _ in options]
        return Control("answer", "order", "My order", value=keys, options=options, help=_ORDER_HELP)
    return Control("answer", "choice", "My answer", options=options)
