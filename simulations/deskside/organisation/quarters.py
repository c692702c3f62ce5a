"""A year in four quarters: what can be bought in each, what a set of decisions costs, and what it brings.

The course's capstone plays it; whoever plans a real year can, too. Options, budget and named plans are data
(``scenarios/plans``), one file a desk.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from deskside.calendar import HOUR, WEEK
from deskside.errors import DesksideError
from deskside.experience import minutes_lost
from deskside.log import Outcome, TicketLog
from deskside.metrics import kpis
from deskside.organisation.behaviour import Behaviour
from deskside.organisation.measures import Hiring, Measure
from deskside.organisation.measuring import part_of
from deskside.organisation.plan import Plan
from deskside.organisation.year import Progress, Year, run
from deskside.scenario import Scenario, load
from deskside.scenario.check import field_problems, suggestion
from deskside.scenario.fields import Name, Part, amount, share, switch
from deskside.scenario.named import Changes

__all__ = ["QUARTERS", "WEEKS", "Decisions", "NamedYear", "Option", "Quarter", "Quarters", "Variant"]

QUARTERS = 4
#: Weeks of a quarter.
WEEKS = 13

#: The names of the options that run in each quarter, from the first quarter on; there may be fewer than four.
Decisions = Sequence[Iterable[str]]

_Named = TypeVar("_Named", "Option", "NamedYear", "Variant")


class Option(Part):
    """Something that can be decided in a quarter, with its price.

    The price is what it takes out of the daily work: people's time at what it costs, and outlay. An option
    that is ``lasting`` stays once it is there; another runs in the quarters in which it is decided.
    """

    name: Name = switch("Short name.")
    title: str = switch("The decision, in a few words.")
    price: float = amount("In the first quarter.", unit="currency", low=0.0, high=1e7)
    upkeep: float = amount("In each further quarter.", unit="currency", low=0.0, high=1e7, default=0.0)
    lasting: bool = switch("Whether it stays.", default=False)
    measures: tuple[Measure, ...] = switch("What it does; their dates come from the quarters.")


class NamedYear(Part):
    """Decisions for a whole year under a name."""

    name: Name = switch("Short name.")
    title: str = switch("Name for people.")
    about: str = switch("What it is for, and how it was found.", default="")
    quarters: tuple[tuple[Name, ...], ...] = switch("The options of each quarter.", default=())


class Variant(Part):
    """The desk as one of several teams has it."""

    name: Name = switch("Short name.")
    title: str = switch("Name for people.")
    changes: Changes = switch("What differs, by path, as `Scenario.with_` takes it.", default={})

    def on(self, desk: Scenario) -> Scenario:
        """The desk with these differences."""
        return desk.with_(dict(self.changes)) if self.changes else desk


@dataclass(frozen=True)
class Quarter:
    """What became of a quarter. Money in currency.

    ``desk`` is what the desk cost, roster and measures; ``waiting`` the work colleagues did not get done
    while a ticket was open, ``lost`` the time they spent on the line, on articles or on working around.
    """

    number: int
    desk: float
    waiting: float
    lost: float
    kpis: Mapping[str, float]

    @property
    def total(self) -> float:
        """All of it."""
        return self.desk + self.waiting + self.lost


class Quarters(Part):
    """A year at one desk: its budget, the options, and plans that are known.

    >>> ahead = Quarters.of("year-ahead")
    >>> ahead.price([["receipt"], ["receipt"]], 1)
    0.0
    """

    desk: Name = switch("The scenario.")
    budget: float = amount(
        "For each quarter; what is left does not carry over.", unit="currency", low=0.0, high=1e8
    )
    slowed: float = share("The part of their work colleagues do not get done while a ticket is open.")
    hourly_cost: float = amount("What an hour of a colleague costs.", unit="per hour", low=0.0, high=1e5)
    behaviour: Behaviour = switch("How the organisation behaves.", default=Behaviour())
    options: tuple[Option, ...] = switch("What can be decided.")
    plans: tuple[NamedYear, ...] = switch("Years that are known.", default=())
    teams: tuple[Variant, ...] = switch("The same desk with differences, for teams.", default=())

    @classmethod
    def of(cls, name: str) -> Self:
        """The year that comes with a shipped desk. Raises `DesksideError` where there is none."""
        folder = files("deskside") / "scenarios" / "plans"
        place = folder / f"{name}.toml"
        if not place.is_file():
            known = [entry.name.removesuffix(".toml") for entry in folder.iterdir()]
            raise DesksideError(f"no plans for {name!r}{suggestion(name, known)}")
        try:
            return cls.model_validate(tomllib.loads(place.read_text(encoding="utf-8")))
        except ValidationError as problem:
            raise DesksideError(f"plans of {name}: {'; '.join(field_problems(problem))}") from problem

    def team(self, name: str = "") -> Scenario:
        """The desk of a team; without a name as it is shipped. Raises `DesksideError` for an unknown name."""
        desk = load(self.desk)
        return _named(name, self.teams, "team").on(desk) if name else desk

    def named(self, name: str) -> NamedYear:
        """A plan that is known. Raises `DesksideError` where there is none of that name."""
        return _named(name, self.plans, "plan")

    def option(self, name: str) -> Option:
        """An option by its name. Raises `DesksideError` where there is none."""
        return _named(name, self.options, "option")

    def running(self, decisions: Decisions, quarter: int) -> tuple[str, ...]:
        """The options that run in a quarter (0 for the first), what has stayed included, in their order."""
        chosen = set(decisions[quarter]) if quarter < len(decisions) else set()
        before = {name for each in decisions[:quarter] for name in each if self.option(name).lasting}
        for name in chosen:
            self.option(name)
        return tuple(each.name for each in self.options if each.name in chosen | before)

    def price(self, decisions: Decisions, quarter: int) -> float:
        """What the options of a quarter cost, in currency."""
        before = {name for earlier in range(quarter) for name in self.running(decisions, earlier)}
        running = [self.option(name) for name in self.running(decisions, quarter)]
        return sum((each.upkeep if each.name in before else each.price for each in running), 0.0)

    def check(self, decisions: Decisions) -> None:
        """Whether every quarter is within the budget. Raises `DesksideError` for the first that is not."""
        for quarter in range(len(decisions)):
            over = self.price(decisions, quarter) - self.budget
            if over > 0.0:
                raise DesksideError(
                    f"quarter {quarter + 1} costs {over:,.0f} more than the budget of {self.budget:,.0f}"
                )

    def plan(self, decisions: Decisions, name: str = "year") -> Plan:
        """The decisions as a plan of 52 weeks."""
        measures = [
            _dated(measure, first, last)
            for option in self.options
            for first, last in self._spans(decisions, option.name)
            for measure in option.measures
        ]
        plan = Plan(name=name, weeks=QUARTERS * WEEKS, behaviour=self.behaviour)
        return plan.with_(*measures)

    def _spans(self, decisions: Decisions, name: str) -> Iterator[tuple[int, int]]:
        """First quarter and first quarter no more, for each stretch in which an option runs."""
        runs = [name in self.running(decisions, quarter) for quarter in range(QUARTERS)] + [False]
        first = None
        for quarter, on in enumerate(runs):
            if on and first is None:
                first = quarter
            elif not on and first is not None:
                yield first, quarter
                first = None

    def play(
        self, decisions: Decisions, scenario: Scenario, seed: int = 1, progress: Progress | None = None
    ) -> Year:
        """The year under these decisions; quarters nobody has decided yet go on with what lasts."""
        return run(self.plan(decisions), scenario, seed, progress=progress)

    def by_week(self, year: Year) -> NDArray[np.float64]:
        """What each week of a year cost the firm, shape (weeks, 3): desk, waiting, lost; in currency.

        ``desk`` is roster and measures; ``waiting`` the work colleagues did not get done while a ticket was
        open; ``lost`` what they lost on the line, on articles or working around, in the week they asked.
        Costs and waiting of a week are not changed by what is decided later.
        """
        log, weeks = year.paid_log, len(year.desks)
        lost = minutes_lost(log, slice(0, None), slice(None)) / HOUR
        asked = np.clip(log.ticket_table.arrived // WEEK, 0, weeks - 1).astype(np.int64)
        return np.column_stack(
            [
                [sum(week.values()) for week in year.costs],
                self.slowed * self.hourly_cost / HOUR * open_minutes(log, weeks),
                self.hourly_cost * np.bincount(asked, lost, weeks),
            ]
        )

    def quarter(self, year: Year, number: int) -> Quarter:
        """What became of a quarter (0 for the first) of a year."""
        weeks = slice(number * WEEKS, (number + 1) * WEEKS)
        start, end = weeks.start * WEEK, weeks.stop * WEEK
        desk, waiting, lost = self.by_week(year)[weeks].sum(axis=0).tolist()
        return Quarter(number, desk, waiting, lost, kpis(part_of(year.paid_log, start, end), (start, end)))

    def total(self, year: Year) -> float:
        """What a year cost the firm, in currency."""
        return float(self.by_week(year).sum())


def _named(name: str, among: Sequence[_Named], what: str) -> _Named:
    for each in among:
        if each.name == name:
            return each
    raise DesksideError(f"no {what} {name!r}{suggestion(name, [each.name for each in among])}")


def open_minutes(log: TicketLog, weeks: int) -> NDArray[np.float64]:
    """Opening minutes in which tickets were open, all tickets together, shape (weeks,).

    A ticket is open from its arrival until it ends, for the last time if it came back; who never reached for
    the desk has none.
    """
    table, hours = log.ticket_table, log.scenario.calendar.hours
    mine = (table.contacts > 0) & ~np.isin(table.outcome, (Outcome.PREVENTED, Outcome.SELF_SERVED))
    arrived, ended = table.arrived[mine], np.nan_to_num(table.ended[mine], nan=weeks * WEEK)
    found = np.zeros(weeks)
    for week in range(weeks):
        start, end = week * WEEK, (week + 1) * WEEK
        here = (arrived < end) & (ended > start)
        found[week] = hours.elapsed(np.maximum(arrived[here], start), np.minimum(ended[here], end)).sum()
    return found


def _dated(measure: Measure, first: int, last: int) -> Measure:
    """A measure that runs from a quarter to another."""
    if isinstance(measure, Hiring):
        return measure.model_copy(update={"from_week": first * WEEKS})
    to_week = last * WEEKS if last < QUARTERS else None
    return measure.model_copy(update={"from_week": first * WEEKS, "to_week": to_week})
