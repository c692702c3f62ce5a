"""A plan carried out: the desk and its organisation, week by week."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import HOUR, WEEK
from deskside.engines import start
from deskside.experiment.needs import check_size, needs_of
from deskside.log import Outcome, TicketLog
from deskside.metrics import kpis
from deskside.metrics.work import handling, spells, work
from deskside.organisation.expression import Desk, desk_of
from deskside.organisation.measuring import Week, part_of, week_of
from deskside.organisation.money import COSTS, costs_of
from deskside.organisation.plan import Plan
from deskside.organisation.state import State, beginning
from deskside.organisation.transition import after
from deskside.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIGURES", "Year", "run"]

#: Told after each week: weeks done, weeks in all.
Progress = Callable[[int, int], None]

#: The figures of a year beyond its KPIs, with units.
FIGURES = {
    "total_cost": "currency",
    **{f"cost_{item}": "currency" for item in COSTS},
    "away_hours": "hours",
    "left": "count",
    "joined": "count",
    "heads_end": "count",
    "needs_removed": "count",
    "morale_end": "share",
    "trust_end": "share",
}


@dataclass(frozen=True, eq=False)
class Year:
    """What became of a plan. ``states`` has one more than the weeks: the state after the last."""

    plan: Plan
    scenario: Scenario
    seed: int
    states: tuple[State, ...]
    desks: tuple[Desk, ...]
    log: TicketLog

    @cached_property
    def paid_log(self) -> TicketLog:
        """The log under rosters as they are paid: what KPIs are computed from."""
        paid = {desk.scenario.digest: desk.paid for desk in self.desks}
        policies = tuple((since, paid[scenario.digest]) for since, scenario in self.log.policies)
        return replace(self.log, policies=policies)

    @cached_property
    def weeks(self) -> tuple[Mapping[str, float], ...]:
        """The KPIs of each week: needs that arose in it, with all that became of them until the log ends."""
        edges = [(week * WEEK, (week + 1) * WEEK) for week in range(len(self.desks))]
        return tuple(kpis(part_of(self.paid_log, *edge), edge) for edge in edges)

    @cached_property
    def costs(self) -> tuple[Mapping[str, float], ...]:
        """The costs of each week by item, in currency."""
        return tuple(
            costs_of(self.scenario, self.plan, state, desk, self._paid(week))
            for week, (state, desk) in enumerate(zip(self.states, self.desks, strict=False))
        )

    @cached_property
    def worked(self) -> NDArray[np.float64]:
        """Agents' hours on the tickets that arrived in each week, with all that became of them.

        Shape (weeks,).
        """
        log, weeks = self.paid_log, len(self.desks)
        arrived = np.minimum(log.ticket_table.arrived // WEEK, weeks - 1).astype(np.int64)
        return np.bincount(arrived[log.visit_table.ticket], handling(log), weeks) / HOUR

    @cached_property
    def away(self) -> NDArray[np.float64]:
        """Agents' hours away from the queue in each week, for what the plan does. Shape (weeks,)."""
        return np.array([sum(desk.away.values()) for desk in self.desks], dtype=np.float64)

    def _paid(self, week: int) -> float:
        """The KPI cost of a week alone: all KPIs of 52 weeks take as long as half a run."""
        edge = week * WEEK, (week + 1) * WEEK
        part = part_of(self.paid_log, *edge)
        return work(part, spells(part), *edge).cost

    @property
    def total_cost(self) -> float:
        """All costs of all weeks, in currency."""
        return sum(sum(week.values()) for week in self.costs)

    def figures(self) -> dict[str, float]:
        """KPIs of the whole time after the warm-up, and the figures of `FIGURES`."""
        last, people = self.states[-1], self.states[-1].people
        morale = list(last.morale.values())
        return kpis(self.paid_log) | {
            "total_cost": self.total_cost,
            **{f"cost_{item}": sum(week[item] for week in self.costs) for item in COSTS},
            "away_hours": sum(sum(desk.away.values()) for desk in self.desks),
            "left": float(sum(not person.here for person in people)),
            "joined": float(sum(person.joined >= 0 for person in people)),
            "heads_end": float(sum(person.here for person in people)),
            "needs_removed": float((self.log.ticket_table.outcome == Outcome.PREVENTED).sum()),
            "morale_end": sum(morale) / len(morale),
            "trust_end": last.trust,
        }

    def frame(self) -> pd.DataFrame:
        """One row a week: the state at its beginning, its KPIs, and its costs.

        ``heads`` and ``new`` are people and those who still catch up, ``coverage`` and ``removed`` means over
        services, ``morale`` the mean over teams, costs in currency with ``cost_`` before the item.
        """
        import pandas as pd

        rows = []
        for state, desk, week, costs in zip(self.states, self.desks, self.weeks, self.costs, strict=False):
            services, morale = desk.scenario.services.values(), state.morale.values()
            row = {
                "week": state.week,
                "heads": sum(person.here for person in state.people),
                "new": sum(person.here and person.new(state.week, 13.0) for person in state.people),
                "articles": sum(state.articles.values()),
                "coverage": sum(each.self_service.coverage for each in services) / len(services),
                "removed": sum(each.removed for each in services) / len(services),
                "morale": sum(morale) / len(morale),
                "trust": state.trust,
                "away_hours": sum(desk.away.values()),
            }
            rows.append(row | dict(week) | {f"cost_{item}": value for item, value in costs.items()})
        return pd.DataFrame(rows).set_index("week")


def run(
    plan: Plan,
    scenario: Scenario,
    seed: int = 1,
    engine: str = "auto",
    progress: Progress | None = None,
) -> Year:
    """Carry out a plan at a desk: advance a week, look at it, bring the organisation to the next week.

    The horizon of the scenario becomes the plan's weeks; tickets, work in hand and backlog go over from week
    to week. A plan without measures, whose behaviour moves nobody, is the plain run of the desk, bit for bit.
    Raises `DesksideError` where the plan does not fit the desk.

    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"needs_factor": 0.1, "teams.desk.agents": 2})
    >>> year = run(Plan(name="nothing", weeks=2), desk, engine="simpy")
    >>> len(year.weeks), year.states[-1].people == year.states[0].people
    (2, True)
    """
    plan.check(scenario)
    warm_up = min(scenario.horizon.warm_up_days, 7 * plan.weeks - 1)
    scenario = scenario.with_({"horizon.days": 7 * plan.weeks, "horizon.warm_up_days": warm_up})
    check_size(scenario)
    state = begins = beginning(scenario, plan.behaviour)
    states, desks = [state], [desk_of(scenario, plan, state, begins)]
    running = start(needs_of(scenario, seed), desks[0].scenario, engine)
    first: Week | None = None
    for week in range(plan.weeks):
        running.advance((week + 1) * WEEK, desks[-1].scenario)
        seen = _seen(plan, running.log, week, desks[-1].scenario)
        if first is None and week * WEEK >= scenario.warm_up:
            first = seen
        state = after(scenario, plan, state, begins, (seen, first or seen), desks[-1].spent, seed)
        states.append(state)
        if week + 1 < plan.weeks:
            desks.append(desk_of(scenario, plan, state, begins))
        if progress:
            progress(week + 1, plan.weeks)
    return Year(plan, scenario, seed, tuple(states), tuple(desks), running.finish().log())


def _seen(plan: Plan, log: Callable[[], TicketLog], week: int, scenario: Scenario) -> Week:
    """What the equations want to know of a week; where they want nothing, nobody looks."""
    if plan.watches:
        return week_of(log(), week * WEEK, (week + 1) * WEEK)
    nothing = {team: dict.fromkeys(scenario.services, 0.0) for team in scenario.teams}
    return Week(dict.fromkeys(scenario.teams, 0.0), nothing, float("nan"))
