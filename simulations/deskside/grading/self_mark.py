"""Marking a text oneself: the rubric level by level, and three worked answers to set one's measure by."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deskside.errors import DesksideError
from deskside.grading.note import page
from deskside.panels import Button, Control, Part

if TYPE_CHECKING:
    from deskside.grading.sheet import Sheet

__all__ = ["SelfMark"]

_INTRO = (
    "<p>For those who learn alone or in pairs. First write your own text above. Then read the three worked "
    "answers with their marks, and choose in each row the sentence that fits the text you mark. It stays "
    "until the notebook is shut down; write the points down if you want to compare later.</p>"
)
_WHOSE = (("own", "my own text"), ("peer", "a colleague's text"))


class SelfMark(Part):
    """Levels to choose, worked answers to read; what comes out is one's own opinion and says so."""

    def __init__(self, sheet: Sheet, item: str) -> None:
        self.sheet, self.written = sheet, sheet.paper.written[item]
        rows = tuple(_control(sheet, number, row) for number, row in enumerate(self.written.criteria))
        whose = Control("whose", "choice", "I mark", value="own", options=_WHOSE)
        buttons = (Button("add", "Add up", True), Button("show", "Show three worked answers"))
        super().__init__("Mark it yourself", (whose, *rows), buttons, _INTRO)
        self.form.show("", said="Not marked.")

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Add the levels up, or show the worked answers. Raises `DesksideError` where a row is left out."""
        self.form.values = dict(values)
        if action == "show":
            self.form.show(self._worked(), said=self.form.said)
            return
        levels = [values.get(str(number)) for number in range(len(self.written.criteria))]
        left = [row.name for row, level in zip(self.written.criteria, levels, strict=True) if level is None]
        if left:
            raise DesksideError(f"Choose a level for {', '.join(left)} too.")
        points = sum(int(str(level)) for level in levels)
        by = "Marked by yourself" if values.get("whose") != "peer" else "A colleague's text, marked by you"
        said = f"{by}: {points} of {self.written.points} points. No instructor has marked it."
        self.form.show(self.form.html, said=said)

    def _worked(self) -> str:
        parts = []
        for number, one in enumerate(self.written.exemplars, start=1):
            pairs = zip(self.written.criteria, one.levels, strict=True)
            levels = ", ".join(f"{row.name.lower()} {level}" for row, level in pairs)
            told = f"{sum(one.levels)} of {self.written.points} points ({levels})"
            text = f"<blockquote>{page(self.sheet.fill(one.text))}</blockquote>"
            why = f"<p><b>{html.escape(told)}.</b> {html.escape(one.why)}</p>"
            parts.append(f"<details><summary>Worked answer {number}</summary>{text}{why}</details>")
        return "".join(parts)

    def twin_result(self) -> str:
        """Where nothing is live nobody has marked anything."""
        return "<p>Not marked: this part is for marking one's own text, and it counts for nothing.</p>"


def _control(sheet: Sheet, number: int, row: Any) -> Control:
    options = tuple((str(level), f"{level}: {sheet.fill(text)}") for level, text in enumerate(row.levels))
    return Control(str(number), "choice", row.name, options=options)
