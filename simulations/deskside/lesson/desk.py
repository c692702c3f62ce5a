"""Take it to your own desk: one action, one measure, one date."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date
from typing import Any

from deskside.errors import DesksideError
from deskside.lesson.keeping import Keeping
from deskside.lesson.page import paragraphs
from deskside.lesson.reminder import Card, link, today
from deskside.lesson.texts import OwnDesk as Texts
from deskside.panels import Answers, Button, Control, Part, Progress, quietly
from deskside.panels.exported import RESULT, state_of

__all__ = ["OwnDesk"]


class OwnDesk(Part):
    """Three inputs that become a card to copy, and that are there again on the day it names."""

    part = "own-desk"

    def __init__(self, keeping: Keeping, texts: Texts) -> None:
        self.keeping = keeping
        controls = (
            Control("action", "text", "One thing I will do", value="", hint=texts.action),
            Control("measure", "text", "How I will see whether it worked", value="", hint=texts.measure),
            Control("date", "date", "When I will look", value=""),
        )
        super().__init__(
            "On my own desk",
            controls,
            (Button("write", "Make my card", True),),
            paragraphs(texts.intro),
        )

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Make the card and keep it. Raises `DesksideError` while something is empty."""
        given = {name: str(values.get(name) or "").strip() for name in self.controls}
        empty = [self.controls[name].label for name, text in given.items() if not text]
        if empty:
            raise DesksideError(f"Still empty: {'; '.join(empty)}.")
        self.keeping.add(self.part, "wrote", {**given, "text": self._show(given, today())})

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """The page makes the card by itself; each ``{name}`` stands for what was typed."""
        self._show({name: f"{{{name}}}" for name in self.controls})
        shown = state_of(self.form, RESULT)
        self.form.values = dict.fromkeys(self.controls, "")
        self.form.show("")
        return {"by": "card", "shown": shown, "missing": "Still empty: {names}."}

    def prepare(self) -> None:
        """Show the card that was made before."""
        before = self.keeping.last(self.part, "wrote")
        if before is not None:
            given = {name: str(before.data.get(name, "")) for name in self.controls}
            self._show(given, date.fromisoformat(before.time[:10]))

    def _show(self, given: dict[str, str], made: date | None = None) -> str:
        self.form.values = dict(given)
        text = f"On {given['date']} I look at: {given['measure']}. Until then I: {given['action']}."
        remind = link(Card(self.keeping.lesson, **given, made=made)) if made else ""
        self.form.show(
            f"<p>{html.escape(text)}</p>{remind}",
            said="Your card. Copy it to where you will see it again.",
        )
        return text

    def rehearse(self) -> None:
        """Make a card and clear it again."""
        self._show({"action": "try <this>", "measure": "that", "date": "2026-12-01"}, date(2026, 11, 1))
        self.form.values = dict.fromkeys(self.controls, "")
        self.form.show("")
