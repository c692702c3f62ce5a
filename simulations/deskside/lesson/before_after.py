"""Eight questions before the course, and their twins after it: what has changed."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from math import comb
from pathlib import Path
from typing import Any, Literal

from deskside.errors import DesksideError
from deskside.lesson.format import read_texts
from deskside.lesson.keeping import store
from deskside.lesson.page import paragraphs
from deskside.lesson.texts import Question, Texts
from deskside.panels import Answers, Button, Control, Part, Progress, Watch, nobody, quietly, watch
from deskside.progress import Entry, standings

__all__ = ["FORMS", "BeforeAfter", "by_luck"]

FORMS = ("a", "b")
When = Literal["before", "after"]
#: What the questions are about, in their order; both forms have these.
TOPICS = {
    "ready": "everything ready at once",
    "customer": "who is an internal customer",
    "receipt": "what a receipt does",
    "promise": "which time to promise",
    "load": "load and wait",
    "even": "even days and jobs",
    "haste": "haste and repeats",
    "figure": "what gives a figure away",
}


class BeforeAfter(Part):
    """One of the two tests. Nothing tells which answers were right before both are handed in.

    ``when`` says which; ``modules`` are those that open the second one. By lot half of the people get form
    A first, the others form B. Raises `DesksideError` where the texts are missing or do not fit together.
    """

    live = True

    def __init__(
        self, when: When, folder: str | Path = "questions", modules: Iterable[str] = ("01", "05", "03", "06")
    ) -> None:
        self.when: When = when
        self.texts = {form: read_texts(Path(folder) / f"test-{form}.toml") for form in FORMS}
        for form, texts in self.texts.items():
            if [question.id for question in texts.quiz] != list(TOPICS):
                raise DesksideError(f"test-{form}.toml: must ask about {', '.join(TOPICS)}, in this order")
        self.form_name = _form(when)
        missing = _not_finished(modules) if when == "after" else []
        title = "Eight questions before you begin" if when == "before" else "Eight questions afterwards"
        if missing and watch() is Watch.LIVE:
            intro = (
                f"They open when these modules are done: {', '.join(missing)}. How far you are stands above."
            )
            super().__init__(title, (), (), paragraphs(intro))
            return
        controls = tuple(_control(number, one) for number, one in enumerate(self.asked.quiz, start=1))
        super().__init__(title, controls, (Button("hand-in", "Hand in", True),), paragraphs(_INTRO[when]))

    @property
    def asked(self) -> Texts:
        """The form that is asked now."""
        return self.texts[self.form_name]

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Keep the answers, once. Raises `DesksideError` while some are missing."""
        if _handed_in(self.when) is not None:
            raise DesksideError(
                "You have handed this in. It is taken once, so that before and after compare."
            )
        given = {one.id: str(values.get(one.id) or "") for one in self.asked.quiz}
        empty = [str(place) for place, name in enumerate(given.values(), start=1) if not name]
        if empty:
            raise DesksideError(f"No answer yet to {', '.join(empty)}. A guess will do.")
        if watch() is Watch.LIVE:
            right = [one.id for one in self.asked.quiz if given[one.id] == _right(one)]
            kept = {
                "value": given,
                "form": self.form_name,
                "of": right,
                "text": f"{len(right)} of {len(given)}",
            }
            store().add("", f"test:{self.when}", "answered", kept)
        self.form.values = given
        self.prepare()

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """A page on its own does not remember from one to the other."""
        return nobody("This page does not keep a test. The lab does.")

    def prepare(self) -> None:
        """Show what is known: kept, or both side by side."""
        before, after = _handed_in("before"), _handed_in("after")
        mine = before if self.when == "before" else after
        if mine is None:
            return
        self.form.values = {
            name: key for name, key in dict(mine.data["value"]).items() if name in self.controls
        }
        self.form.locked = True
        if before is None or after is None:
            self.form.show("", said="Kept. You will see both results side by side once the other one is in.")
        else:
            self.form.show(self._side_by_side(before, after), said=_gain(before, after))

    def rehearse(self) -> None:
        """Show a result without keeping one."""
        made = Entry("", "test:before", "answered", {"of": ["ready"], "form": "a", "value": {}})
        self.form.show(self._side_by_side(made, made), said=_gain(made, made))
        self.form.show("")

    def _side_by_side(self, before: Entry, after: Entry) -> str:
        head = "".join(f'<th scope="col">{name}</th>' for name in ("About", "Before", "After"))
        rows = "".join(
            f"<tr><td>{topic}</td><td>{_mark(name, before)}</td><td>{_mark(name, after)}</td></tr>"
            for name, topic in TOPICS.items()
        )
        table = f'<table class="ds-numbers"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        return f"{table}{self._reasons()}"

    def _reasons(self) -> str:
        lines = "".join(
            f"<li>{html.escape(one.ask)} <b>{html.escape(option.text)}</b>: {html.escape(option.why)}</li>"
            for one in self.asked.quiz
            for option in one.options
            if option.right
        )
        return f"<details><summary>The right answers, and why</summary><ul>{lines}</ul></details>"


_INTRO = {
    "before": "No marks, and nobody else sees it. Answer as you think today; a guess will do. After the core "
    "path you get eight others about the same things.",
    "after": "The same eight things in other words. Answer without looking back; then you see both side by "
    "side.",
}


def _control(number: int, question: Question) -> Control:
    options = tuple((option.key, option.text) for option in question.options)
    return Control(question.id, "choice", f"{number}. {question.ask}", value=None, options=options)


def _right(question: Question) -> str:
    return next(option.key for option in question.options if option.right)


def _handed_in(when: str) -> Entry | None:
    found = [one for one in store().entries("") if (one.part, one.verb) == (f"test:{when}", "answered")]
    return found[0] if found else None


def _form(when: str) -> str:
    """Which form: that of the other test turned round or, where there is none, by lot."""
    mine, other = _handed_in(when), _handed_in("after" if when == "before" else "before")
    if mine is not None:
        return str(mine.data.get("form"))
    if other is not None:
        return FORMS[1 - FORMS.index(str(other.data.get("form")))]
    person = store().person if watch() is Watch.LIVE else ""
    lot = blake2b(person.encode(), digest_size=1, person=b"two forms").digest()[0] % 2
    return FORMS[lot if when == "before" else 1 - lot]


def _not_finished(modules: Iterable[str]) -> list[str]:
    found = standings(store().entries())
    return [number for number in modules if number not in found or not found[number].finished]


def _mark(name: str, entry: Entry) -> str:
    return "right" if name in entry.data.get("of", ()) else "not right"


def _gain(before: Entry, after: Entry) -> str:
    first, then = set(before.data.get("of", ())), set(after.data.get("of", ()))
    better, worse = len(then - first), len(first - then)
    said = f"Before {len(first)} of {len(TOPICS)}, after {len(then)}."
    if better + worse:
        chance = 100 * by_luck(better, worse)
        said += (
            f" {better} went from wrong to right, {worse} the other way; if only luck changed answers, "
            f"so much or more would happen in about {chance:.0f} of 100 cases."
        )
    return f"{said} The two forms were written to be alike; nobody has measured whether they are."


def by_luck(better: int, worse: int) -> float:
    """How probable so many more in one direction are, if each change goes either way with equal chance.

    >>> by_luck(5, 0), by_luck(1, 1)
    (0.0625, 1.0)
    """
    many = better + worse
    tail = sum(comb(many, count) for count in range(max(better, worse), many + 1)) / 2**many
    return float(min(1.0, 2 * tail))
