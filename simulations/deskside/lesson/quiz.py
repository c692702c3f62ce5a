"""Quiz questions: every answer, right or wrong, gets its reason."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from deskside.charts.words import amount
from deskside.errors import DesksideError
from deskside.lesson.page import paragraphs, verdict
from deskside.lesson.texts import Question
from deskside.panels import Button, Control, Part

__all__ = ["Ask"]


class Ask(Part):
    """One question. It can be answered again; when it is right, the other reasons can be read too."""

    kind = "quiz"

    def __init__(self, question: Question, number: int, of: int) -> None:
        self.question = question
        self.right = False
        if question.kind == "single":
            options = tuple((option.key, option.text) for option in question.options)
            control = Control("answer", "choice", "My answer", options=options)
        else:
            control = Control("answer", "number", "My answer", unit=question.unit)
        super().__init__(
            f"Question {number} of {of}",
            (control,),
            (Button("check", "Check my answer", True),),
            paragraphs(question.ask),
        )

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Judge an answer and give its reason. Raises `DesksideError` for none."""
        answer = values.get("answer")
        if answer in (None, ""):
            raise DesksideError("Give an answer first; a guess will do.")
        self.right, why = self._judge(answer)
        word = "Right." if self.right else "Not quite."
        rest = self._other_reasons(answer) if self.right else ""
        self.form.values = {"answer": answer}
        self.form.show(f"<p>{verdict(self.right, word)} {html.escape(why)}</p>{rest}", said="")

    def _judge(self, answer: Any) -> tuple[bool, str]:
        question = self.question
        if question.kind == "single":
            for option in question.options:
                if option.key == answer:
                    return option.right, option.why
            raise DesksideError(f"{answer!r} is none of the options")
        try:
            value = float(answer)
        except (TypeError, ValueError):
            raise DesksideError("Type a number.") from None
        if abs(value - question.answer) <= question.tolerance * abs(question.answer):
            return True, question.why
        for near, why in question.misses:
            if abs(value - near) <= question.tolerance * abs(near):
                return False, why
        side = "too low" if value < question.answer else "too high"
        return False, f"That is {side}. Try again, or look back at the explanation."

    def _other_reasons(self, answer: Any) -> str:
        question = self.question
        if question.kind == "single":
            pairs = [(option.text, option.why) for option in question.options if option.key != answer]
        else:
            pairs = [(amount(value, question.unit), why) for value, why in question.misses]
        items = "".join(f"<li>{html.escape(text)}: {html.escape(why)}</li>" for text, why in pairs)
        return (
            f"<details><summary>And the other answers?</summary><ul>{items}</ul></details>" if items else ""
        )

    def rehearse(self) -> None:
        """Give every answer once."""
        answers: list[Any] = [option.key for option in self.question.options]
        if self.question.kind == "number":
            answers = [self.question.answer, *(value for value, _ in self.question.misses)]
        for answer in answers:
            self.act("check", {"answer": answer})
        self.form.values = {"answer": None}
        self.form.show("")

    def twin_note(self) -> str:
        """The options, as there is nothing to choose with."""
        options = "".join(f"<li>{html.escape(option.text)}</li>" for option in self.question.options)
        return f"<ul>{options}</ul>{super().twin_note()}" if options else super().twin_note()
