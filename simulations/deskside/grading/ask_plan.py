"""A plan on the page: set its dials, run the weeks ahead on one's own desk, then keep the one to hand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from deskside.charts import Figure, over_weeks, table_html
from deskside.experiment import Estimate, estimate, seeds_from
from deskside.grading.answers import UnclearError
from deskside.grading.ask import KEEP, form_is_right, keep, priced, title_of
from deskside.grading.dial import Planned
from deskside.grading.note import page
from deskside.panels import Answers, Button, Part, Progress, quietly
from deskside.panels.exported import nobody

if TYPE_CHECKING:
    from deskside.grading.sheet import Sheet

__all__ = ["LAST", "AskPlan"]

#: Runs of a plan, each beside one in which nothing is done.
RUNS = 4
#: The weeks at the end in which it is told how much less work there is in each.
LAST = 4

Floats = NDArray[np.float64]
Job = Callable[[int, int], None]


class AskPlan(Part):
    """Dials of a plan. *Run it* shows the agents' hours it wins on the learner's desk, week by week."""

    kind = "quiz"

    def __init__(self, sheet: Sheet, item: str) -> None:
        self.sheet, self.item = sheet, item
        self.question = sheet.paper.question(item)
        self.planned = sheet.moved_at(item)
        self._seeds = tuple(seeds_from(sheet.seed(item), RUNS))
        self._nothing: dict[int, Floats] = {}
        controls = tuple(dial.control() for dial in self.question.dials)
        buttons = (Button("run", "Run it"), KEEP)
        super().__init__(title_of(sheet, item), controls, buttons, page(sheet.fill(self.question.text, item)))
        self.form.work_apart()

    def act(self, action: str, values: Mapping[str, Any], job: Job | None = None) -> None:
        """Run the plan, or keep it. Raises `UnclearError` where it is too dear, or nothing is planned."""
        self.form.values = dict(values)
        self.form.note = {}
        settings = {dial.path: values.get(dial.path, 0.0) for dial in self.question.dials}
        moved = self.sheet.read(self.item, settings)
        if not moved:
            raise UnclearError("Nothing is planned yet: move a slider first.")
        if action == "keep":
            self.form.problem = ""
            self.form.note = {"words": keep(self.sheet, self.item, moved)}
            return
        self._show(moved, job)

    def prepare(self) -> None:
        """Put the dials to the plan that was kept."""
        answer = self.sheet.answer(self.item)
        if answer is None:
            return
        try:
            said = form_is_right(self.sheet, self.item, answer)
        except UnclearError as problem:
            self.form.show("", problem=str(problem))
        else:
            self.form.values = {**self.form.values, **self.sheet.read(self.item, answer)}
            self.form.note = {"words": said}

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """A page without Python cannot run weeks."""
        return nobody("A plan is run in JupyterLab: open the notebook there.")

    def _show(self, moved: Mapping[str, float], job: Job | None) -> None:
        less, spent = self._played(moved, job)
        sums = np.cumsum(less - spent, axis=1)
        marks = [(f"by week {week}, added up", _of(sums[:, week - 1])) for week in self.question.weeks]
        rest = (f"work less a week, last {LAST} weeks", _of(less[:, -LAST:].mean(axis=1)))
        by = ", ".join(f"{found.mean:+.0f} {words.split(',')[0]}" for words, found in marks)
        said = (
            f"Hours won, added up: {by}. In the last {LAST} weeks {rest[1].mean:.0f} hours a week less work."
        )
        self.form.note = {
            "words": f"This plan costs {priced(self.sheet, self.item, moved)}. Nothing is kept yet."
        }
        self.form.show(f"{table_html(_table([*marks, rest]))}{_chart(sums).to_html()}", said=said)

    def _played(self, moved: Mapping[str, float], job: Job | None) -> tuple[Floats, Floats]:
        """Hours less on tickets than if nothing is done, and hours spent; shape (runs, weeks) each."""
        assert isinstance(self.planned, Planned)  # the kind of question says so
        plan, less, spent = self.planned.with_(moved), [], []
        for number, seed in enumerate(self._seeds):
            if seed not in self._nothing:
                self._nothing[seed] = self.planned.play(seed).worked
            year = plan.play(seed)
            less.append(self._nothing[seed] - year.worked)
            spent.append(year.away)
            if job:
                job(number + 1, RUNS)
        return np.array(less), np.array(spent)


def _of(values: Floats) -> Estimate:
    return estimate(values.tolist())


def _table(rows: list[tuple[str, Estimate]]) -> pd.DataFrame:
    """Means with their ranges, whole hours."""
    return pd.DataFrame(
        [
            {"agents' hours": words, "won": f"{one.mean:+.0f}", "range": f"{one.low:+.0f} to {one.high:+.0f}"}
            for words, one in rows
        ]
    )


def _chart(sums: Floats) -> Figure:
    found = [_of(column) for column in sums.T]
    rows = [
        {"week": week, "plan": "your plan", "value": one.mean, "low": one.low, "high": one.high}
        for week, one in enumerate(found, 1)
    ]
    return over_weeks(pd.DataFrame(rows), "Won, added up", "hours", height=220)
