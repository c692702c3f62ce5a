"""A panel: up to four levers on a desk, the desk as it is beside the desk with your settings."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from deskside.charts import (
    Figure,
    before_after,
    queue_over_time,
    quick_altair,
    share_answered_within,
    table_html,
)
from deskside.charts.words import SHARES, change, plain, ranged, shown_as
from deskside.errors import DesksideError
from deskside.experiment import Estimate
from deskside.experiment.tables import unit_of
from deskside.panels.exported import Answers, Progress, grid, quietly
from deskside.panels.form import Button, Part
from deskside.panels.frames import answered_frame, difference_frame, known, queue_frame
from deskside.panels.lever import Lever
from deskside.panels.measure import Measured, measure
from deskside.scenario import Scenario

__all__ = ["MOST_LEVERS", "PICTURES", "Panel"]

#: More than this many levers and people stop to see which one did it.
MOST_LEVERS = 4
#: Settings whose results are kept, so that going back is instant.
KEPT = 40

BEFORE, NOW = "as it is", "with your settings"


def _desks(before: Measured, now: Measured) -> dict[str, Measured]:
    """What a picture shows: one desk until a lever is moved, then two."""
    return {BEFORE: before} if now is before else {BEFORE: before, NOW: now}


def _change_picture(panel: Panel, before: Measured, now: Measured) -> Figure:
    return before_after(difference_frame(before, now, panel.kpis), BEFORE, NOW)


def _queue_picture(panel: Panel, before: Measured, now: Measured) -> Figure:
    return queue_over_time(queue_frame(_desks(before, now)))


def _answered_picture(panel: Panel, before: Measured, now: Measured) -> Figure:
    return share_answered_within(answered_frame(_desks(before, now)))


#: The pictures a panel can show, by name.
PICTURES: dict[str, Callable[[Panel, Measured, Measured], Figure]] = {
    "change": _change_picture,
    "queue": _queue_picture,
    "answered": _answered_picture,
}


class Panel(Part):
    """Levers on one desk.

    ``kpis`` maps KPI names to names for people; the first one is what the summary speaks of. ``pictures`` are
    names from `PICTURES`. Defaults of the levers come from the scenario, never from here. The desk as it is
    stays in view; both are run ``replications`` times with the same seeds, so a change of policy meets the
    same needs.

    ``set`` drives it from Python and raises what goes wrong; ``figures``, ``summary`` and ``table`` hold what
    is shown. Raises `DesksideError` for more than four levers, an unknown path, KPI or picture.
    """

    kind = "panel"
    live = True

    def __init__(
        self,
        scenario: Scenario,
        levers: Sequence[Lever],
        kpis: Mapping[str, str],
        pictures: Sequence[str] = ("queue",),
        title: str = "",
        replications: int = 10,
        seed: int = 1,
    ) -> None:
        if not 1 <= len(levers) <= MOST_LEVERS:
            raise DesksideError(f"a panel has 1 to {MOST_LEVERS} levers, not {len(levers)}: leave some out")
        unknown = [name for name in pictures if name not in PICTURES]
        if unknown:
            raise DesksideError(f"no picture {unknown[0]!r}; there are {', '.join(PICTURES)}")
        self.scenario, self.levers = scenario, {lever.path: lever for lever in levers}
        self.kpis, self.pictures = dict(kpis), tuple(pictures)
        self.replications, self.seed = replications, seed
        self.settings = {lever.path: lever.start(scenario) for lever in levers}
        self.figures: tuple[Figure, ...] = ()
        self.summary, self.table = "", pd.DataFrame()
        self._results: dict[str, Measured] = {}
        controls = tuple(lever.control(scenario) for lever in levers)
        super().__init__(title or scenario.title, controls, (Button("reset", "Back to how it is"),))

    # --- what a person does -------------------------------------------------------------------------------

    def set(self, lever: str, value: float) -> Panel:
        """Move a lever, by its path or its label, and show the result. Raises what goes wrong."""
        path = next((p for p, one in self.levers.items() if lever in (p, one.label)), None)
        if path is None:
            labels = ", ".join(one.label for one in self.levers.values())
            raise DesksideError(f"no lever {lever!r} here; there are {labels}")
        self._move({**self.settings, path: value})
        return self

    def reset(self) -> Panel:
        """Put every lever back to where the scenario has it."""
        self._move({path: lever.start(self.scenario) for path, lever in self.levers.items()})
        return self

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Move all levers to ``values``, or back."""
        if action == "reset":
            self.reset()
        else:
            self._move({path: values.get(path, now) for path, now in self.settings.items()})

    def rehearse(self) -> None:
        """Move each lever to both its ends and back."""
        for path, lever in self.levers.items():
            self.set(path, lever.low)
            self.set(path, lever.high)
            self.reset()

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """The results at up to ``most`` settings."""
        return grid(self, most, progress)

    def prepare(self) -> None:
        """Run the desk as it is."""
        if not self.figures:
            self._move(self.settings)

    # --- what it shows ------------------------------------------------------------------------------------

    @property
    def desk(self) -> Scenario:
        """The scenario with the settings of the levers."""
        moved = {
            path: value
            for path, value in self.settings.items()
            if value != self.levers[path].start(self.scenario)
        }
        return self.scenario.with_(moved) if moved else self.scenario

    def _move(self, settings: Mapping[str, Any]) -> None:
        self.settings = {path: self.levers[path].snapped(value) for path, value in settings.items()}
        self.form.values = dict(self.settings)
        before, now = self._measured(self.scenario), self._measured(self.desk)
        known(self.kpis, before)
        with quick_altair():
            self.figures = tuple(PICTURES[name](self, before, now) for name in self.pictures)
        self.summary = self._summary(before, now)
        self.table = self._table(before, now)
        pictures = "".join(figure.to_html(style=False) for figure in self.figures)
        self.form.show(f"{table_html(self.table)}{self._small_print(now)}{pictures}", said=self.summary)

    def _measured(self, desk: Scenario) -> Measured:
        if desk.digest not in self._results:
            while len(self._results) > KEPT:
                oldest = next(digest for digest in self._results if digest != self.scenario.digest)
                del self._results[oldest]
            self._results[desk.digest] = measure(desk, self.replications, self.seed)
        return self._results[desk.digest]

    def _summary(self, before: Measured, now: Measured) -> str:
        name, label = next(iter(self.kpis.items()))
        unit, at_first = unit_of(name), before.kpi(name)
        if now is before:
            found = ranged(at_first.mean, at_first.low, at_first.high, unit)
            return f"The desk as it is: {label.lower()} {found}."
        difference, after = now.change(name, before), now.kpi(name)
        sentence = f"{label.lower()} {_moved(at_first, after, difference, unit)}."
        return " ".join([f"{self._setting_words()}: {sentence}", *now.notes])

    def _setting_words(self) -> str:
        moved = [
            f"{self.controls[path].label.lower()} {self.controls[path].shown(value)}"
            for path, value in self.settings.items()
            if value != self.levers[path].start(self.scenario)
        ]
        words = " and ".join(moved)
        return words[:1].upper() + words[1:]

    def _table(self, before: Measured, now: Measured) -> pd.DataFrame:
        columns, rows = {"As it is": before, "With your settings": now}, []
        for name, label in self.kpis.items():
            unit, difference = unit_of(name), now.change(name, before)
            moved = change(difference.mean, difference.low, difference.high, unit if unit in SHARES else "")
            row = {"": f"{label}, {shown_as(0.0, unit)[1]}".rstrip(", ")}
            row |= {
                heading: plain(shown_as(desk.kpi(name).mean, unit)[0]) for heading, desk in columns.items()
            }
            rows.append({**row, "Change, with its range": moved})
        return pd.DataFrame(rows)

    def _small_print(self, now: Measured) -> str:
        same = now.scenario.demand_digest == self.scenario.demand_digest
        needs = (
            "both desks met the same needs"
            if same
            else "your settings change which needs arise, the luck is the same"
        )
        days = self.scenario.horizon.days - self.scenario.horizon.warm_up_days
        text = f"{self.replications} runs of {days} days; {needs}. Ranges: 95 %."
        return f'<p class="ds-note">{html.escape(text)}</p>'


def _moved(before: Estimate, after: Estimate, difference: Estimate, unit: str) -> str:
    """How a KPI moved, in words that say how sure that is."""
    first, last = (plain(shown_as(value, unit)[0]) for value in (before.mean, after.mean))
    unit_words = shown_as(0.0, unit)[1]
    spread = change(difference.mean, difference.low, difference.high, unit)
    if difference.low <= 0.0 <= difference.high:
        return f"hardly changed, {first} to {last} {unit_words}: {spread} may be luck"
    verb = "rose" if difference.mean > 0 else "fell"
    times = ""
    if before.mean > 0 and after.mean > 1.5 * before.mean:
        times = f", {plain(after.mean / before.mean)} times as much"
    return f"{verb} from {first} to {last} {unit_words}{times}; change {spread}"
