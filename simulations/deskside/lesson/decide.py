"""A year at a desk, quarter by quarter: decide within a budget, say what you expect, see what comes.

What was decided is kept, and a quarter that is over cannot be changed. The same needs meet the year of the
learner, the year in which nothing is done, and the plans that come with the desk.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from deskside.charts import Figure, over_weeks
from deskside.charts.words import plain
from deskside.errors import DesksideError
from deskside.lesson.judge import number_in
from deskside.lesson.keeping import Keeping
from deskside.lesson.page import bullets, note, paragraphs
from deskside.lesson.texts import Deciding
from deskside.organisation.quarters import QUARTERS, WEEKS, Option, Quarter, Quarters
from deskside.organisation.year import Year
from deskside.panels import Answers, Button, Control, Part, Progress, Watch, quietly, watch
from deskside.panels.exported import nobody
from deskside.scenario import Scenario
from deskside.scenario.check import suggestion

__all__ = ["Decide", "OneYear", "TheYear", "priced"]

YOURS, NOTHING = "your year", "doing nothing"
#: The KPIs a quarter is reported with: name, words, factor.
SHOWN = {
    "mean_first_response": ("Mean wait until somebody looks, minutes", 1.0),
    "chasers_per_ticket": ("Asked again, per ticket", 1.0),
    "abandoned_share": ("Gave up, %", 100.0),
    "reopened_share": ("Came back, %", 100.0),
    "utilisation": ("Agents busy, %", 100.0),
}
MONEY = {
    "desk": "The desk",
    "waiting": "Work not done while a ticket is open",
    "lost": "On the line, reading, working around",
}

TOTAL = "All the firm pays, thousands"

Job = Callable[[int, int], None]


class OneYear:
    """The year of somebody who decides it. ``decide`` gives the form of a quarter; the rest looks back.

    Subclasses say whose desk it is, and where decisions are kept.
    """

    def __init__(self, texts: Mapping[str, Deciding], quarters: Quarters, seed: int = 1) -> None:
        self.texts, self.quarters, self.seed = texts, quarters, seed
        self._shown: dict[int, Decide] = {}
        self._years: dict[tuple[str, int, tuple[tuple[str, ...], ...]], Year] = {}

    @property
    def desk(self) -> Scenario:
        """The desk."""
        raise NotImplementedError

    def made(self, quarter: int) -> Mapping[str, Any] | None:
        """What was decided for a quarter (0 for the first): ``value``, ``belief`` and, at first, ``team``."""
        raise NotImplementedError

    def keep(self, quarter: int, part: str, data: Mapping[str, Any]) -> None:
        """Keep what was decided for a quarter. ``part`` is the name of its form."""
        raise NotImplementedError

    def decide(self, name: str) -> Decide:
        """The form of a quarter. Raises `DesksideError` for a name that no quarter has."""
        found = self.texts.get(name)
        if found is None:
            raise DesksideError(f"no decision {name!r}{suggestion(name, self.texts)}")
        self._shown[found.quarter - 1] = part = Decide(self, found)
        return part

    def make(self, quarter: int, part: str, data: Mapping[str, Any]) -> None:
        """Decide a quarter, for good; a form of the next one that is open already ticks what goes on."""
        self.keep(quarter, part, data)
        after = self._shown.get(quarter + 1)
        if after is not None:
            after.renew()

    @property
    def decisions(self) -> tuple[tuple[str, ...], ...]:
        """The options of the quarters decided so far; what the desk no longer offers is left out."""
        known = {each.name for each in self.quarters.options}
        found = []
        for quarter in range(QUARTERS):
            made = self.made(quarter)
            if made is None:
                break
            found.append(tuple(name for name in made.get("value", ()) if name in known))
        return tuple(found)

    def played(self, decisions: tuple[tuple[str, ...], ...], job: Job | None = None) -> Year:
        """The year under decisions, run once."""
        desk = self.desk
        key = desk.digest, self.seed, decisions
        if key not in self._years:
            self._years[key] = self.quarters.play(decisions, desk, self.seed, job)
        return self._years[key]

    def named(self, name: str) -> Year:
        """A plan that comes with the desk, run with the same needs."""
        return self.played(self.quarters.named(name).quarters)

    def _beside(self, names: Iterable[str]) -> dict[str, Year]:
        """The learner's year, once something is decided, and plans by name, under words for people."""
        yours = {YOURS: self.played(self.decisions)} if self.decisions else {}
        return yours | {self.quarters.named(name).title: self.named(name) for name in names}

    def saved(self, year: Year) -> NDArray[np.float64]:
        """What each week cost less than if nothing were done, in currency; negative: more. Shape (weeks,)."""
        nothing = self.quarters.by_week(self.played(()))
        saved: NDArray[np.float64] = (nothing - self.quarters.by_week(year)).sum(axis=1)
        return saved

    def table(self, *names: str) -> pd.DataFrame:
        """What plans saved against doing nothing: a row a plan, thousands for each quarter and the year."""
        years = self._beside(names)
        rows = {
            name: [one / 1000.0 for one in self.saved(year).reshape(QUARTERS, WEEKS).sum(axis=1)]
            for name, year in years.items()
        }
        frame = pd.DataFrame(rows, index=[f"quarter {one}" for one in range(1, QUARTERS + 1)]).T
        return frame.assign(year=frame.sum(axis=1)).round(0).astype(int)

    def chart(self, *names: str) -> Figure:
        """What was saved so far against doing nothing, every other week: the year and plans by name."""
        years = self._beside(names)
        frames = []
        for name, year in years.items():
            weeks = np.arange(2, QUARTERS * WEEKS + 1, 2)  # every other one: it is a picture
            sums = np.cumsum(self.saved(year))[weeks - 1] / 1000.0
            columns = {"week": weeks, "plan": name, "value": sums, "low": np.nan, "high": np.nan}
            frames.append(pd.DataFrame(columns))
        return over_weeks(pd.concat(frames), "Saved so far, thousands", "")

    def beliefs(self) -> pd.DataFrame:
        """What was expected of each quarter beside what came, in per cent less than doing nothing."""
        if not self.decisions:
            return pd.DataFrame(index=["nothing is decided yet"])
        came = self.changes(self.played(self.decisions))
        rows = {}
        for quarter in range(len(self.decisions)):
            made = self.made(quarter) or {}
            rows[f"quarter {quarter + 1}"] = {
                "you expected, %": made.get("belief"),
                "it came to, %": round(came[quarter], 1),
            }
        return pd.DataFrame(rows).T

    def changes(self, year: Year) -> list[float]:
        """How much less each quarter cost than doing nothing, in per cent."""
        nothing = self.quarters.by_week(self.played(())).sum(axis=1).reshape(QUARTERS, WEEKS).sum(axis=1)
        saved = self.saved(year).reshape(QUARTERS, WEEKS).sum(axis=1)
        return [100.0 * float(one) for one in saved / nothing]

    @cached_property
    def rehearsed(self) -> tuple[tuple[str, ...], ...]:
        """What a run nobody attends decides."""
        return self.quarters.named("best-known").quarters


class TheYear(OneYear):
    """The year of a lesson: decisions go where a learner's progress is kept, and teams choose their desk."""

    def __init__(
        self, keeping: Keeping, texts: Mapping[str, Deciding], quarters: Quarters, seed: int = 1
    ) -> None:
        super().__init__(texts, quarters, seed)
        self.keeping = keeping
        self._made: dict[int, Mapping[str, Any]] = {}  # in a run nobody attends nothing is kept

    @property
    def desk(self) -> Scenario:
        """The desk of the team."""
        return self.quarters.team(self.team)

    @property
    def team(self) -> str:
        """Which team's desk it is; empty for the desk as shipped."""
        made = self.made(0)
        known = [each.name for each in self.quarters.teams]
        return str(made["team"]) if made and made.get("team") in known else ""

    def made(self, quarter: int) -> Mapping[str, Any] | None:
        """What was decided, of the learner's progress."""
        if quarter in self._made:
            return self._made[quarter]
        one = next((one for one in self.texts.values() if one.quarter == quarter + 1), None)
        entry = self.keeping.first(f"decide:{one.id}", "chose") if one else None
        return entry.data if entry else None

    def keep(self, quarter: int, part: str, data: Mapping[str, Any]) -> None:
        """Into the learner's progress."""
        self._made[quarter] = data
        self.keeping.add(part, "chose", data)


class Decide(Part):
    """The options of a quarter with their prices, what one expects, and what came of it."""

    kind = "quiz"

    def __init__(self, year: OneYear, texts: Deciding) -> None:
        self.year, self.texts, self.quarter = year, texts, texts.quarter - 1
        self.part = f"decide:{texts.id}"
        buttons: tuple[Button, ...] = (Button("run", "Decide, and run the quarter", True),)
        if self.quarter:
            buttons += (Button("same", "Go on as before, and run"),)
        super().__init__(
            f"Quarter {texts.quarter} of {QUARTERS}", self._controls(), buttons, paragraphs(texts.ask)
        )
        self.form.work_apart()

    @property
    def going_on(self) -> list[str]:
        """What ran in the quarter before."""
        before = self.year.decisions[: self.quarter]
        return list(self.year.quarters.running(before, self.quarter - 1)) if self.quarter and before else []

    def _controls(self) -> tuple[Control, ...]:
        quarters, before = self.year.quarters, self.year.decisions[: self.quarter]
        lasting = {name for each in before for name in each if quarters.option(name).lasting}
        options = tuple(
            (
                each.name,
                f"{each.title}: {priced(each, each.name in lasting)}",
            )
            for each in quarters.options
        )
        budget = f"Budget of the quarter: {quarters.budget:,.0f}. What is left is not carried over."
        controls: tuple[Control, ...] = (
            Control(
                "value",
                "many",
                "What runs in this quarter",
                value=self.going_on,
                options=options,
                help=budget,
            ),
            Control(
                "belief",
                "number",
                "I expect: this quarter costs the firm less by",
                unit="%",
                help="Against doing nothing. A minus means that it costs more.",
            ),
        )
        if self.quarter == 0 and quarters.teams:
            teams = tuple((each.name, each.title) for each in quarters.teams)
            controls = (Control("team", "select", "Our desk", value=teams[0][0], options=teams), *controls)
        return controls

    def renew(self) -> None:
        """Tick what goes on after the quarter before, with the prices it then has; what was typed stays."""
        controls = self._controls()
        self.controls = {control.id: control for control in controls}
        with self.form.hold_sync():
            self.form.spec = {**self.form.spec, "controls": [asdict(control) for control in controls]}
            self.form.values = {**self.form.values, "value": self.going_on}

    def act(self, action: str, values: Mapping[str, Any], job: Job | None = None) -> None:
        """Decide and run. Raises `DesksideError` where it is too early, too dear, or nothing is expected."""
        made = self.year.made(self.quarter)
        if made is None:
            self._decide(action, values)
        self.show(job)

    def _decide(self, action: str, values: Mapping[str, Any]) -> None:
        before = self.year.decisions
        if len(before) < self.quarter:
            raise DesksideError(f"Decide quarter {len(before) + 1} first.")
        quarters = self.year.quarters
        self.form.values = dict(values)  # what is ticked and typed stays, whatever is wrong with it
        wanted = tuple(values.get("value") or ())
        if action == "same":
            wanted = quarters.running(before, self.quarter - 1)
            self.form.values = {**values, "value": list(wanted)}
        chosen = quarters.running((*before, wanted), self.quarter)
        over = quarters.price((*before, chosen), self.quarter) - quarters.budget
        if over > 0.0:
            raise DesksideError(
                f"That is {over:,.0f} more than the budget of {quarters.budget:,.0f}: leave something out."
            )
        if values.get("belief") in (None, ""):
            raise DesksideError("First say what you expect: how many per cent less than doing nothing?")
        data: dict[str, Any] = {"value": list(chosen), "belief": number_in(values["belief"])}
        if "team" in self.controls:
            data["team"] = values.get("team") or self.controls["team"].value
        self.year.make(self.quarter, self.part, data)

    def show(self, job: Job | None = None) -> None:
        """The result of a quarter that is decided, beside doing nothing on the same needs."""
        made = self.year.made(self.quarter)
        if made is None:
            return
        year = self.year
        decided = year.decisions[: self.quarter + 1]
        yours = year.quarters.quarter(year.played(decided, job), self.quarter)
        nothing = year.quarters.quarter(year.played((), job), self.quarter)
        less = 100.0 * (1.0 - yours.total / nothing.total)
        word = "less" if less >= 0.0 else "more"
        said = (
            f"Quarter {self.quarter + 1} cost the firm {abs(less):.1f} % {word} than doing nothing. "
            f"You expected {plain(float(made.get('belief', 0.0)))} % less."
        )
        running = year.quarters.running(decided, self.quarter)
        titles = [year.quarters.option(name).title for name in running] or ["Nothing"]
        price = f"Paid: {year.quarters.price(decided, self.quarter):,.0f} of {year.quarters.budget:,.0f}."
        self.form.values = {name: made.get(name) for name in self.controls}
        self.form.locked = True
        self.form.show(f"{_compared(nothing, yours)}<p>{price} Running:</p>{bullets(titles)}", said=said)

    def open_again(self) -> None:
        """As before anything was decided: for a year that is begun again."""
        self.form.locked = False
        self.form.values = {name: [] if name == "value" else None for name in self.controls}
        self.form.show("", said="The year was begun again.")

    def prepare(self) -> None:
        """Show what was decided before."""
        if watch() is not Watch.INERT:
            self.show()

    def rehearse(self) -> None:
        """Decide what the best plan that is known does."""
        plan = self.year.rehearsed
        value = list(plan[self.quarter]) if self.quarter < len(plan) else []
        if len(self.year.decisions) <= self.quarter:
            self._decide("run", {"value": value, "belief": 5.0})

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """A page without Python cannot run a year."""
        return nobody("A year is run in JupyterLab: open the notebook there to decide.")

    def twin_note(self) -> str:
        """Whether it was decided."""
        return "" if self.year.made(self.quarter) else note("Not decided yet.")


def priced(option: Option, there: bool = False) -> str:
    """The price of an option in words.

    >>> ahead = Quarters.of("year-ahead")
    >>> [priced(ahead.option(name)) for name in ("receipt", "bonus", "chat")]
    ['2,000 once', '3,000 a quarter', '6,000, then 1,500 a quarter']
    """
    price, upkeep = option.price, option.upkeep
    if option.lasting and there:
        return f"{upkeep:,.0f} a quarter, stays" if upkeep else "paid, stays"
    if not upkeep:
        return f"{price:,.0f} once"
    if price == upkeep:
        return f"{price:,.0f} a quarter{', for good' if option.lasting else ''}"
    return f"{price:,.0f}, then {upkeep:,.0f} a quarter"


def _compared(nothing: Quarter, yours: Quarter) -> str:
    """Figures of a quarter under both, as a table in HTML."""
    rows = [
        (f"{words}, thousands", getattr(nothing, name) / 1000.0, getattr(yours, name) / 1000.0)
        for name, words in MONEY.items()
    ]
    rows.append((TOTAL, nothing.total / 1000.0, yours.total / 1000.0))
    for name, (words, factor) in SHOWN.items():
        if name in nothing.kpis and name in yours.kpis:
            rows.append((words, factor * nothing.kpis[name], factor * yours.kpis[name]))
    lines = "".join(
        f"<tr><td>{_strong(words)}</td><td>{plain(a)}</td><td>{plain(b)}</td><td>{plain(b - a)}</td></tr>"
        for words, a, b in rows
    )
    names = ("in the quarter", NOTHING, YOURS, "difference")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f'<table class="ds-numbers"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'


def _strong(words: str) -> str:
    """The line that counts stands out."""
    return f"<b>{html.escape(words)}</b>" if words == TOTAL else html.escape(words)
