"""A question on the page with a place for its answer, which is kept beside the notebook as TOML."""

from __future__ import annotations

import contextlib
import html
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from deskside.charts.words import within_a_sentence
from deskside.grading.answers import UnclearError, letter
from deskside.grading.bill import bill
from deskside.grading.dial import Dial
from deskside.grading.kept import Kept
from deskside.grading.note import page
from deskside.panels import Button, Control, Panel, Part

if TYPE_CHECKING:
    from deskside.grading.sheet import Sheet

__all__ = ["KEEP", "Ask", "AskPolicy", "form_is_right", "keep", "priced", "title_of"]

KEEP = Button("keep", "Keep this answer", True)
#: A browser leaves out a comma that is typed into such a field: 12,5 would become 125.
NUMBERS = "Decimals with a point, such as 12.5; no commas."


def title_of(sheet: Sheet, item: str) -> str:
    """Which answer it is, by its place in the paper, and what it is worth: no two on a page are alike."""
    points = sheet.paper.question(item).points
    number = list(sheet.paper.ask).index(item) + 1
    return f"Answer {number} ({points} point{'' if points == 1 else 's'})"


def form_is_right(sheet: Sheet, item: str, answer: object) -> str:
    """What to say of an answer that can be read: how it was read, and not whether it is right.

    Raises `UnclearError`.
    """
    question, read = sheet.paper.question(item), sheet.read(item, answer)
    if question.movable:
        said = ", ".join(_set_to(sheet, item, path, value) for path, value in read.items())
        said = said or "nothing changed at the desk"
        if math.isfinite(question.budget):
            said += f"; it costs {priced(sheet, item, read)}"
    elif question.kind in ("number", "interval"):
        ends = [read] if question.kind == "number" else read
        said = f"{' to '.join(f'{end:.12g}' for end in ends)} {question.unit}".strip()
    elif question.kind == "edges":
        said = ", ".join(sorted(_arrow(sheet, item, start, end) for start, end in read))
    else:
        given = sheet.letters(item, read)
        said = f"answer {given if isinstance(given, str) else ', '.join(given)}"
        if question.costs:
            said += f"; it costs {question.cost(read):g} of {question.budget:g}"
    return f"Kept. The form is right: {said}. Marks come later."


def _arrow(sheet: Sheet, item: str, start: str, end: str) -> str:
    texts = sheet.paper.question(item).options
    return " → ".join(sheet.fill(texts[place], item) for place in (start, end))


def _set_to(sheet: Sheet, item: str, path: str, value: Any) -> str:
    (lever,) = [lever for lever in sheet.paper.question(item).movable if lever.path == path]
    control = lever.control() if isinstance(lever, Dial) else lever.lever().control(sheet.desk)
    between = ": " if isinstance(lever, Dial) else " "
    return f"{within_a_sentence(lever.label)}{between}{control.shown(value)}"


def priced(sheet: Sheet, item: str, settings: Mapping[str, Any]) -> str:
    """What a policy or a plan costs, of how much."""
    question = sheet.paper.question(item)
    cost = bill(settings, question.movable, sheet.moved_at(item))
    return f"{cost:g} of {question.budget:g} {question.unit}".rstrip()


def keep(sheet: Sheet, item: str, answer: object) -> str:
    """Put an answer into the file, and say how it was read. Raises `UnclearError`, and keeps nothing then."""
    said = form_is_right(sheet, item, answer)
    kept = Kept.read()
    if kept.problem:
        raise UnclearError(kept.problem)
    whose = replace(kept, assignment=sheet.paper.assignment, learner=sheet.learner, team=sheet.team)
    whose.with_answer(item, answer).write()
    return said


class Ask(Part):
    """A question of any kind but a policy. What was kept last is shown again."""

    kind = "quiz"
    buttons = (KEEP,)

    def __init__(self, sheet: Sheet, item: str) -> None:
        self.sheet, self.item = sheet, item
        question = sheet.paper.question(item)
        controls = _controls(sheet, item)
        super().__init__(title_of(sheet, item), controls, self.buttons, page(sheet.fill(question.text, item)))

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Keep an answer. Raises `UnclearError` for one that cannot be read."""
        self.form.values = dict(values)
        self.form.show("", said=keep(self.sheet, self.item, self._answer(values)))

    def prepare(self) -> None:
        """Show what was kept."""
        answer = self.sheet.answer(self.item)
        if answer is None:
            return
        try:
            said = form_is_right(self.sheet, self.item, answer)
        except UnclearError as problem:
            self.form.show("", problem=str(problem))
        else:
            self.form.values = self._values(answer)
            self.form.show("", said=said)

    def twin_note(self) -> str:
        """The options, as there is nothing to choose with."""
        rows = "".join(f"<li>{html.escape(text)}</li>" for text in self.sheet.option_texts(self.item))
        return f'<ol type="a">{rows}</ol>' if rows else ""

    def _answer(self, values: Mapping[str, Any]) -> Any:
        if self.sheet.paper.question(self.item).kind != "interval":
            return values.get("answer")
        ends = [values.get("from"), values.get("to")]
        return None if ends in ([None, None], ["", ""]) else ends

    def _values(self, answer: Any) -> dict[str, Any]:
        if self.sheet.paper.question(self.item).kind == "interval":
            return dict(zip(("from", "to"), answer, strict=False))
        return {"answer": answer}


def _controls(sheet: Sheet, item: str) -> tuple[Control, ...]:
    question, texts = sheet.paper.question(item), sheet.option_texts(item)
    letters = [letter(place) for place in range(len(texts))]
    options = tuple((key, f"{key}) {text}") for key, text in zip(letters, texts, strict=True))
    if question.kind == "number":
        return (Control("answer", "number", "My answer", unit=question.unit, help=NUMBERS),)
    if question.kind == "interval":
        return (
            Control("from", "number", "From", unit=question.unit),
            Control("to", "number", "To", unit=question.unit, help=NUMBERS),
        )
    if question.kind == "choice":
        return (Control("answer", "choice", "My answer", options=options),)
    if question.kind == "order":
        return (Control("answer", "order", "My order", value=letters, options=options),)
    most = f"at most {question.most}" if question.most else "all that are right"
    if question.kind == "edges":
        places = list(zip(letters, texts, strict=True))
        options = tuple(
            (f"{a}>{b}", f"{first} → {second}") for a, first in places for b, second in places if a != b
        )
    label = "I buy" if question.costs else f"My answer: {most}"
    return (Control("answer", "many", label, value=[], options=options),)


class Buy(Ask):
    """A question whose options are bought: what they show appears at once, and none can be given back.

    More can be bought as long as the budget holds.
    """

    buttons = (Button("keep", "Buy what is ticked", True),)

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Buy. Raises `UnclearError` for what cannot be read, costs too much or would give something back."""
        self.form.values = dict(values)  # what is refused stays ticked
        answer = self._answer(values)
        before, wanted = self._bought(), self.sheet.read(self.item, answer)
        if before - wanted:
            missing = ", ".join(self.sheet.letters(self.item, before - wanted))
            raise UnclearError(f"You have seen what {missing} shows: it cannot be given back. Tick it again.")
        super().act(action, values)
        self._show_evidence(answer)

    def prepare(self) -> None:
        """Show what was bought."""
        super().prepare()
        self._show_evidence(self.sheet.answer(self.item))

    def _bought(self) -> frozenset[Any]:
        kept = Kept.read()
        mine = kept.learner == self.sheet.learner and self.item in kept.answers
        bought: frozenset[Any] = frozenset()
        if mine:
            with contextlib.suppress(UnclearError):
                bought = self.sheet.read(self.item, kept.answers[self.item])
        return bought

    def _show_evidence(self, answer: object) -> None:
        shown = "".join(page(text) for text in self.sheet.evidence(self.item, answer))
        self.form.show(shown, said=self.form.said, problem=self.form.problem)


class AskPolicy(Panel):
    """A panel whose settings are the answer: try policies, then keep the one to hand in."""

    buttons = (Button("reset", "Back to how it is"), Button("new", "New demand"), KEEP)

    def __init__(self, sheet: Sheet, item: str) -> None:
        self.sheet, self.item = sheet, item
        question = sheet.paper.question(item)
        levers = [lever.lever() for lever in question.levers]
        title = title_of(sheet, item)
        super().__init__(sheet.desk, levers, question.kpis, question.pictures, title, replications=10)
        self.form.spec = {**self.form.spec, "intro": page(sheet.fill(question.text, item))}
        self._put_back(sheet.answer(item))

    def act(self, action: str, values: Mapping[str, Any], watcher: Any = None) -> None:
        """What the page asks for; ``keep`` puts the policy into the answers.

        Raises `UnclearError` where there is nothing to keep.
        """
        super().act("set" if action == "keep" else action, values, watcher)
        if action == "keep":
            if not self._moved():
                raise UnclearError("Nothing is changed at this desk yet: move a lever, then keep the policy.")
            self.form.note = {"words": keep(self.sheet, self.item, self._moved())}
        else:
            self.form.note = {"words": self._price()}

    def _price(self) -> str:
        question = self.sheet.paper.question(self.item)
        if not math.isfinite(question.budget):
            return "Nothing is kept yet."
        cost = bill(self._moved(), question.levers, self.sheet.desk)
        over = " That is too much: it would not be run." if cost > question.budget else ""
        return f"This policy costs {priced(self.sheet, self.item, self._moved())}.{over} Nothing is kept yet."

    def _put_back(self, answer: Any) -> None:
        """Move the levers to the policy that was kept."""
        if answer is None:
            return
        try:
            said = form_is_right(self.sheet, self.item, answer)
        except UnclearError as problem:
            said = str(problem)
        else:
            self.settings = {**self.settings, **self.sheet.read(self.item, answer)}
        self.form.note = {"words": said}
