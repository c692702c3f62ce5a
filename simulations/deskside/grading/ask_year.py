"""A year in four quarters on the page: one form a quarter, and the year as it stands."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from deskside.errors import DesksideError
from deskside.grading.answers import UnclearError
from deskside.grading.ask import title_of
from deskside.grading.decided import read_year, so_far
from deskside.grading.kept import Kept
from deskside.grading.note import page
from deskside.lesson.decide import Decide, OneYear
from deskside.lesson.texts import Deciding
from deskside.organisation.quarters import QUARTERS
from deskside.panels import Button, Part
from deskside.scenario import Scenario

if TYPE_CHECKING:
    from deskside.grading.sheet import Sheet

__all__ = ["AskYear", "OwnYear"]


class OwnYear(OneYear):
    """The year of whoever hands in: what is decided goes into the answers file at once.

    Whoever begins it again meets other luck; what was decided before stays in the file.
    """

    def __init__(self, sheet: Sheet, item: str) -> None:
        self.sheet, self.item = sheet, item
        question = sheet.paper.question(item)
        texts = {
            str(number): Deciding(id=str(number), quarter=number, ask=sheet.fill(news, item))
            for number, news in enumerate(question.news, start=1)
        }
        assert question.year is not None  # the paper has checked it
        super().__init__(texts, question.year)
        self.seed = self._seed()

    @property
    def desk(self) -> Scenario:
        """The desk of the learner's team."""
        return self.sheet.desk

    @classmethod
    def of(cls, sheet: Sheet, item: str) -> OwnYear:
        """The one year of a sheet that all its forms on the page share."""
        return sheet.once(f"year {item}", lambda: cls(sheet, item))

    def form(self, quarter: int) -> Decide:
        """The form of a quarter (1 for the first). Raises `DesksideError` for one there is not."""
        return self.decide(str(quarter))

    def made(self, quarter: int) -> Mapping[str, Any] | None:
        """What was decided, by the answers file."""
        decided = so_far(self._answer())
        if quarter >= len(decided):
            return None
        names, belief = decided[quarter]
        return {"value": list(names), "belief": belief}

    def keep(self, quarter: int, part: str, data: Mapping[str, Any]) -> None:
        """Into the answers file. Raises `UnclearError` where that cannot be written."""
        before = so_far(self._answer())[:quarter]
        self._write(_plain([*before, (tuple(data["value"]), float(data["belief"]))]))

    def begin_again(self) -> None:
        """Put the year back to its first day, with other luck. Raises `UnclearError`."""
        decided = so_far(self._answer())
        if not decided:
            raise UnclearError("Nothing is decided yet: begin with quarter 1.")
        self._write({**_plain([]), "earlier": [*self._earlier(), _plain(decided)]})
        self.seed = self._seed()
        for number in self._shown:  # forms that are open can be filled in again
            self._shown[number].open_again()

    @property
    def lived(self) -> int:
        """How often it was begun again."""
        return len(self._earlier())

    def _answer(self) -> Any:
        return Kept.read().answers.get(self.item)

    def _earlier(self) -> list[Any]:
        answer = self._answer()
        earlier = answer.get("earlier") if isinstance(answer, Mapping) else None
        return list(earlier) if isinstance(earlier, list) else []

    def _seed(self) -> int:
        return self.sheet.seed(self.item) + self.lived

    def _write(self, answer: Mapping[str, Any]) -> None:
        kept = Kept.read()
        if kept.problem:
            raise UnclearError(kept.problem)
        sheet = self.sheet
        whose = replace(kept, assignment=sheet.paper.assignment, learner=sheet.learner, team=sheet.team)
        earlier = {"earlier": self._earlier()} if self._earlier() else {}
        whose.with_answer(self.item, {**earlier, **answer}).write()


class AskYear(Part):
    """The year as it will be handed in: what was decided and expected, what came, and whether it is whole."""

    kind = "quiz"

    def __init__(self, own: OwnYear) -> None:
        self.own = own
        sheet = own.sheet
        buttons = (Button("show", "Show my year", True), Button("again", "Begin the year again"))
        text = sheet.fill(sheet.paper.question(own.item).text, own.item)
        super().__init__(title_of(sheet, own.item), (), buttons, page(text))

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Show it, or begin again. Raises `UnclearError`."""
        if action == "again":
            self.own.begin_again()
        self.prepare()

    def prepare(self) -> None:
        """The table of what was decided so far."""
        decided = self.own.decisions
        if not decided:
            begun = f"year number {self.own.lived + 1} begins" if self.own.lived else "nothing is decided yet"
            self.form.show("", said=f"Quarter 1 is next: {begun}.")
            return
        try:
            self.form.show(self._table(), said=self._said())
        except DesksideError as problem:
            self.form.show("", problem=str(problem))

    def twin_note(self) -> str:
        """Nothing to say where nothing is live."""
        return ""

    def _said(self) -> str:
        decided = len(self.own.decisions)
        if decided < QUARTERS:
            return f"Kept so far: {decided} of {QUARTERS} quarters. Quarter {decided + 1} is next."
        read_year(self.own._answer(), self.own.quarters)  # noqa: SLF001  # both are this page's
        return "Kept. The form is right: four quarters are decided, each within its budget. Marks come later."

    def _table(self) -> str:
        own, decided = self.own, self.own.decisions
        came = own.changes(own.played(decided))
        rows = []
        for quarter in range(len(decided)):
            running = own.quarters.running(decided, quarter)
            titles = "; ".join(own.quarters.option(name).title for name in running) or "nothing"
            made = own.made(quarter) or {}
            price = own.quarters.price(decided, quarter)
            figures = (f"{price:,.0f}", f"{made['belief']:.1f}", f"{came[quarter]:.1f}")
            cells = (f"{quarter + 1}: {html.escape(titles)}", *figures)
            rows.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
        names = ("quarter, and what ran in it", "paid", "you expected, % less", "it came to, % less")
        head = "".join(f'<th scope="col">{name}</th>' for name in names)
        body = "".join(rows)
        return f'<table class="ds-numbers"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _plain(decided: Sequence[tuple[tuple[str, ...], float]]) -> dict[str, Any]:
    """Quarters as the answers file has them."""
    return {"quarters": [list(names) for names, _ in decided], "expected": [one for _, one in decided]}
