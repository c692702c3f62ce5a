"""The texts of a lesson, as data: predictions, questions, checks, stories and what else its parts show.

They are in ``questions/NN.toml`` beside the notebook, so that no answer can be read there and so that another
skin can put its words. docs/authoring.md shows a whole file.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

__all__ = [
    "Card",
    "Check",
    "Checklist",
    "Deciding",
    "Miss",
    "Option",
    "OwnDesk",
    "Prediction",
    "Question",
    "Reflection",
    "Story",
    "Texts",
    "Timing",
]

Text = Annotated[str, Strict(), StringConstraints(min_length=1)]
Line = Annotated[str, Strict()]  # may be empty
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]


class _Piece(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Piece):
    """One answer to choose or to put in order, and why it is right, wrong, or where it is."""

    key: Text
    text: Text
    why: Line = ""
    right: Annotated[bool, Strict()] = False


class Prediction(_Piece):
    """Something to say before it is known; ``within`` of the result, as a share of it, counts as a hit."""

    id: Text
    ask: Text
    kind: Literal["number", "choice"]
    why: Text
    unit: Line = ""
    low: Number = 0.0
    high: Number = 1e6
    within: Annotated[Number, Field(gt=0, le=1)] = 0.25
    options: tuple[Option, ...] = ()


class Miss(_Piece):
    """A number people often give, and what they got wrong."""

    value: Number
    why: Text


class Question(_Piece):
    """A quiz question.

    ``single`` has one right option, ``multiple`` one or more, ``order`` has its options written in their
    right order, ``number`` has an answer that is right within ``tolerance``, a share of it.
    """

    id: Text
    ask: Text
    kind: Literal["single", "multiple", "order", "number"] = "single"
    options: tuple[Option, ...] = ()
    answer: Number | None = None
    tolerance: Annotated[Number, Field(ge=0, le=1)] = 0.05
    unit: Line = ""
    why: Line = ""
    misses: tuple[Miss, ...] = ()


class Check(_Piece):
    """A value the learner works out, with three hints and the answer explained.

    Without an ``answer`` the notebook gives one. ``{answer}`` in ``explain`` becomes the answer.
    """

    id: Text
    ask: Text
    explain: Text
    hints: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)]
    answer: Number | None = None
    tolerance: Annotated[Number, Field(ge=0, le=1)] = 0.05
    unit: Line = ""
    misses: tuple[Miss, ...] = ()


class Reflection(_Piece):
    """A question that is answered in one's own words."""

    id: Text
    ask: Text
    hint: Line = ""


class Checklist(_Piece):
    """Things to tick off."""

    id: Text
    ask: Text
    items: Annotated[tuple[Text, ...], Field(min_length=2)]


class Deciding(_Piece):
    """A quarter of a year to decide about, 1 to 4."""

    id: Text
    ask: Text
    quarter: Annotated[int, Strict(), Field(ge=1, le=4)]


class Timing(_Piece):
    """So many minutes for something a group does."""

    id: Text
    minutes: Annotated[Number, Field(gt=0, le=180)]
    text: Text


class Story(_Piece):
    """A story in Markdown."""

    id: Text
    text: Text


class Card(_Piece):
    """A card to print and hand out: cards of one ``set`` belong together. ``text`` is Markdown."""

    set: Text
    title: Text
    text: Text


class OwnDesk(_Piece):
    """What the card for one's own desk says and suggests."""

    intro: Line = ""
    action: Line = ""
    measure: Line = ""


class Texts(_Piece):
    """All texts of one lesson. ``order`` lists its parts as they come in the file and on the page.

    ``words`` are names in the glossary that stand, with their meaning, on the lesson's first card.
    """

    lesson: Text
    title: Text
    words: tuple[Text, ...] = ()
    predictions: dict[str, Prediction] = Field(alias="predict", default={})
    quiz: tuple[Question, ...] = ()
    checks: dict[str, Check] = Field(alias="check", default={})
    reflections: dict[str, Reflection] = Field(alias="reflect", default={})
    checklists: dict[str, Checklist] = Field(alias="checklist", default={})
    decisions: dict[str, Deciding] = Field(alias="decide", default={})
    timers: dict[str, Timing] = Field(alias="timer", default={})
    stories: dict[str, Story] = Field(alias="story", default={})
    cards: tuple[Card, ...] = Field(alias="card", default=())
    own_desk: OwnDesk | None = None
    key_points: tuple[Text, ...] = ()
    order: tuple[str, ...] = ()

    def parts(self) -> tuple[tuple[str, str], ...]:
        """What a person can do in the lesson, in order: the id of each part and what people see of it."""
        return tuple((part, self._title(part)) for part in self.order)

    def _title(self, part: str) -> str:
        kind, _, name = part.partition(":")
        if kind == "own-desk":
            return "On my own desk"
        if kind == "quiz":
            number, question = next((n, q) for n, q in enumerate(self.quiz, start=1) if q.id == name)
            return f"Question {number}: {shortened(question.ask)}"
        asks = {
            "predict": {one.id: one.ask for one in self.predictions.values()},
            "check": {one.id: one.ask for one in self.checks.values()},
            "reflect": {one.id: one.ask for one in self.reflections.values()},
            "checklist": {one.id: one.ask for one in self.checklists.values()},
            "decide": {one.id: one.ask for one in self.decisions.values()},
        }
        return f"{_WORDS[kind]}: {shortened(asks[kind][name])}"


_WORDS = {
    "predict": "Prediction",
    "check": "Work it out",
    "reflect": "In your words",
    "checklist": "Checklist",
    "decide": "Decision",
}


def shortened(ask: str, most: int = 90) -> str:
    """The last sentence of a text, which is the question, cut where it is too long.

    >>> shortened("Ten agents are busy. How long will the wait be?")
    'How long will the wait be?'
    """
    words = " ".join(ask.split())
    asked = words.replace("? ", "?\n").split("\n")[0].split(". ")[-1]
    return asked if len(asked) <= most else asked[: most - 4].rsplit(" ", 1)[0] + " ..."
