"""A month later: what became of the cards."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date
from typing import Any

from deskside.errors import DesksideError
from deskside.lesson.keeping import store
from deskside.lesson.page import paragraphs
from deskside.lesson.reminder import Card, today
from deskside.panels import Answers, Button, Control, Part, Progress, Watch, nobody, quietly, watch
from deskside.progress.standing import in_force

__all__ = ["FollowUp", "cards"]

OUTCOMES = {"done": "done", "partly": "done in part", "not": "not done", "later": "not yet"}
_CARD, _PART = "own-desk", "follow-up"


def cards() -> dict[str, Card]:
    """The last card of each module, by its number."""
    found = {}
    for entry in in_force(store().entries()):
        if (entry.part, entry.verb) == (_CARD, "wrote"):
            given = {name: str(entry.data.get(name, "")) for name in ("action", "measure", "date")}
            found[entry.module] = Card(entry.module, **given, made=date.fromisoformat(entry.time[:10]))
    return found


class FollowUp(Part):
    """The cards somebody made, what is due, and a place for what became of each."""

    live = True

    def __init__(self, on: date | None = None) -> None:
        self.today = on or today()
        self.cards = cards()
        options = tuple((number, f"{number}: {card.action}") for number, card in self.cards.items())
        controls = (
            Control("card", "choice", "My card", value=None, options=options),
            Control("outcome", "choice", "Was it done?", value=None, options=tuple(OUTCOMES.items())),
            Control("seen", "text", "What I saw", value="", hint="the number I wanted to look at"),
        )
        title = "A month later"
        if self.cards:
            intro = "Thirty days after you made a card, say what became of it. It is kept for you alone."
            super().__init__(title, controls, (Button("keep", "Keep it", True),), paragraphs(intro))
        else:
            intro = "You have made no card yet. Each module has one at its end."
            super().__init__(title, (), (), paragraphs(intro))

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Keep what became of a card. Raises `DesksideError` while something is missing."""
        number, outcome = str(values.get("card")), str(values.get("outcome"))
        if number not in self.cards:
            raise DesksideError("Choose the card first.")
        if outcome not in OUTCOMES:
            raise DesksideError("Choose whether it was done.")
        seen = str(values.get("seen") or "").strip()
        if watch() is Watch.LIVE:
            kept = {"value": outcome, "text": seen, "of": self.cards[number].action}
            store().add(number, _PART, "answered", kept)
        self._show({**self._kept(), number: (outcome, seen)})

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """A page has no cards of other modules."""
        return nobody("This page does not know your cards. The lab does.")

    def prepare(self) -> None:
        """Show every card and what became of it."""
        if self.cards:
            self._show(self._kept())

    def rehearse(self) -> None:
        """Show every outcome."""
        for outcome in OUTCOMES:
            self._show(dict.fromkeys(self.cards, (outcome, "<b>")))
        self.form.show("")

    def _kept(self) -> dict[str, tuple[str, str]]:
        said = [one for one in in_force(store().entries()) if (one.part, one.verb) == (_PART, "answered")]
        found = {one.module: one for one in said if one.data.get("of") == self._action(one.module)}
        return {
            number: (str(one.data.get("value")), str(one.data.get("text", "")))
            for number, one in found.items()
        }

    def _action(self, number: str) -> str:
        return self.cards[number].action if number in self.cards else ""

    def _show(self, kept: Mapping[str, tuple[str, str]]) -> None:
        asked = [number for number, card in self.cards.items() if card.asked_on <= self.today]
        due = [number for number in asked if number not in kept]
        rows = "".join(self._row(number, card, kept.get(number)) for number, card in self.cards.items())
        names = ("Module", "What I wanted to do", "Asked on", "What became of it")
        head = "".join(f'<th scope="col">{name}</th>' for name in names)
        table = f'<table class="ds-numbers"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        said = f"Due now: {', '.join(due)}." if due else "Nothing is due today."
        self.form.show(table, said=said)

    def _row(self, number: str, card: Card, kept: tuple[str, str] | None) -> str:
        became = "-" if kept is None else OUTCOMES.get(kept[0], kept[0]) + (f": {kept[1]}" if kept[1] else "")
        cells = (number, card.action, f"{card.asked_on:%Y-%m-%d}", became)
        return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
