"""One lesson: its questions by name, each shown by one short line of code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from deskside.errors import DesksideError
from deskside.experiment import Estimate
from deskside.lesson.desk import OwnDesk
from deskside.lesson.memory import kept
from deskside.lesson.page import bullets
from deskside.lesson.predict import Predict, Reveal, words_of
from deskside.lesson.quiz import Ask
from deskside.lesson.texts import Prediction, Texts, read_texts
from deskside.panels import LOOK
from deskside.scenario.check import suggestion

__all__ = ["KeyPoints", "Lesson", "Quiz", "start"]


def start(number: str, folder: str | Path = "questions") -> Lesson:
    """The lesson whose texts are in ``questions/NUMBER.toml``, seen from where the notebook is.

    Raises `DesksideError` when the file is missing or wrong.
    """
    return Lesson(read_texts(Path(folder) / f"{number}.toml"))


class Lesson:
    """Predictions, reveals, the quiz and the key points of one lesson; show each as a cell's last line."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def predict(self, name: str) -> Predict:
        """The form for a prediction."""
        return Predict(self.texts.lesson, self._prediction(name))

    def reveal(self, name: str, result: Callable[[], Estimate | tuple[str, str]]) -> Reveal:
        """The prediction beside the result; ``result`` is called when it is wanted."""
        return Reveal(self.texts.lesson, self._prediction(name), result)

    def quiz(self) -> Quiz:
        """All questions of the quiz."""
        return Quiz([Ask(one, n, len(self.texts.quiz)) for n, one in enumerate(self.texts.quiz, start=1)])

    def own_desk(self) -> OwnDesk:
        """The card for one action, one measure and one date."""
        return OwnDesk(self.texts.own_desk)

    def key_points(self) -> KeyPoints:
        """What to take away, and what was predicted."""
        return KeyPoints(self.texts)

    def _prediction(self, name: str) -> Prediction:
        found = self.texts.predictions.get(name)
        if found is None:
            raise DesksideError(f"no prediction {name!r}{suggestion(name, self.texts.predictions)}")
        return found

    def __repr__(self) -> str:
        return f"Ready: {self.texts.lesson}, {self.texts.title}"


class Quiz:
    """Several questions, one below the other."""

    def __init__(self, questions: list[Ask]) -> None:
        self.questions = questions

    def _ipython_display_(self) -> None:
        for question in self.questions:
            question._ipython_display_()


class KeyPoints:
    """A card with the key points and the predictions made since the kernel started."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        made = {name: kept(self.texts.lesson, name) for name in self.texts.predictions}
        yours = [
            f"{_short(self.texts.predictions[n].ask)} {words_of(self.texts.predictions[n], one)}"
            for n, one in made.items()
            if one
        ]
        mine = f"<p><b>What you predicted</b></p>{bullets(yours)}" if yours else ""
        points = f'<div class="ds-title">Key points</div>{bullets(self.texts.key_points)}'
        card = f'<section class="ds-form">{points}{mine}</section>'
        plain = "\n".join(["Key points", *(f"- {point}" for point in self.texts.key_points)])
        return {"text/html": f'<style>{LOOK}</style><div class="deskside">{card}</div>', "text/plain": plain}


def _short(ask: str) -> str:
    """The last sentence of a question."""
    return " ".join(ask.split()).replace("? ", "?\n").split("\n")[0].split(". ")[-1]
