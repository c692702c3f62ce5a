"""Marking a text oneself: the rubric level by level, and three worked answers to set one's measure by."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deskside.errors import DesksideError
from deskside.grading.answers import UnclearError
from deskside.grading.note import page
from deskside.grading.self_marks import MARKS_FILE, SelfMarked, Whose, keep_marks, read_marks
from deskside.panels import Button, Control, Part, Watch, watch

if TYPE_CHECKING:
    from deskside.grading.sheet import Sheet

__all__ = ["SelfMark"]

_INTRO = (
    "<p>For those who learn alone or in pairs. First write your own text above. Then read the three worked "
    "answers with their marks, and choose in each row the sentence that fits the text you mark. What you "
    f"choose is kept at once in <code>{MARKS_FILE}</code> beside the notebook, your own text's levels and a "
    "colleague's apart. It is your opinion: nobody is graded by it.</p>"
)
_WHOSE = (("own", "my own text"), ("peer", "a colleague's text"))


class SelfMark(Part):
    """Levels to choose, worked answers to read; what comes out is one's own opinion and says so.

    What is chosen is kept in a file that nothing else reads. Only a live page reads or writes it.
    """

    live = True

    def __init__(self, sheet: Sheet, item: str) -> None:
        self.sheet, self.written = sheet, sheet.paper.written[item]
        self.about = {"assignment": sheet.paper.assignment, "part": item, "learner": sheet.learner}
        self.whose: Whose = "own"
        self.marked: dict[Whose, SelfMarked] = {"own": SelfMarked(), "peer": SelfMarked()}
        rows = tuple(_control(sheet, number, row) for number, row in enumerate(self.written.criteria))
        whose = Control("whose", "choice", "I mark", value="own", options=_WHOSE)
        buttons = (Button("add", "Add up", True), Button("show", "Show three worked answers"))
        super().__init__("Mark it yourself", (whose, *rows), buttons, _INTRO)
        self.form.show("", said=self._said())

    def prepare(self) -> None:
        """Show what was kept."""
        if watch() is not Watch.LIVE:
            return
        try:
            self.marked = {
                "own": read_marks(self.about, "own", self.written),
                "peer": read_marks(self.about, "peer", self.written),
            }
        except UnclearError as problem:
            self.form.show("", said=self._said(), problem=str(problem))
        else:
            self._show()

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Keep what was chosen, add it up, or show the worked answers.

        Raises `DesksideError` where a row is left out, and `UnclearError` where nothing can be kept; what was
        chosen stays on the page.
        """
        if action == "show":
            self.form.show(self._worked(), said=self.form.said)
        whose: Whose = "peer" if values.get("whose") == "peer" else "own"
        if whose == self.whose:
            self._choose(values)
        self.whose = whose  # the levels that came with it are those of the other text
        self._show()
        left = self._left()
        if action == "add" and left:
            raise DesksideError(f"Choose a level for {', '.join(left)} too.")

    def _choose(self, values: Mapping[str, Any]) -> None:
        levels = {
            row.name: int(str(values[str(number)]))
            for number, row in enumerate(self.written.criteria)
            if values.get(str(number)) is not None
        }
        before = self.marked[self.whose]
        if levels == before.levels and (before.when or not levels):
            return
        self.marked[self.whose] = SelfMarked(levels)
        self._show()
        if watch() is Watch.LIVE:
            self.marked[self.whose] = keep_marks(self.about, self.whose, levels)

    def _show(self) -> None:
        """Put the levels of the text at hand on the page, and what they come to."""
        mine = self.marked[self.whose]
        self.form.values = {"whose": self.whose} | {
            str(number): str(mine.levels[row.name]) if row.name in mine.levels else None
            for number, row in enumerate(self.written.criteria)
        }
        kept = f"Kept in {MARKS_FILE}, {mine.when:%Y-%m-%d %H:%M}." if mine.when else ""
        self.form.note = {"words": kept} if kept else {}
        self.form.show(self.form.html, said=self._said())

    def _left(self) -> list[str]:
        chosen = self.marked[self.whose].levels
        return [row.name for row in self.written.criteria if row.name not in chosen]

    def _said(self) -> str:
        chosen, left = self.marked[self.whose].levels, self._left()
        if not chosen:
            return "Not marked."
        if left:
            return f"Not marked in every row yet: {', '.join(left)} to choose."
        by = "A colleague's text, marked by you" if self.whose == "peer" else "Marked by yourself"
        points = sum(chosen.values())
        return f"{by}: {points} of {self.written.points} points. No instructor has marked it."

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

    def twin_said(self) -> str:
        """Nothing where a grader looks on: the file is not read there."""
        return self.form.said if watch() is Watch.LIVE else ""

    def twin_result(self) -> str:
        """What this part is, where nothing is live."""
        return "<p>Not marked by anybody else: for marking a text oneself; it counts for nothing.</p>"


def _control(sheet: Sheet, number: int, row: Any) -> Control:
    options = tuple((str(level), f"{level}: {sheet.fill(text)}") for level, text in enumerate(row.levels))
    return Control(str(number), "choice", row.name, options=options)
