"""The engines against queueing theory: figures within their interval, at a stated rate of false alarms.

Each desk is run several times; the mean of the runs must lie within t standard errors of the formula. With
other seeds all comparisons of this file and of `test_levers_theory`, some 320, would together fail by chance
once in 200 times at most (Bonferroni over `COMPARISONS`); the seeds are fixed, so they do not fail by chance
at all. Runs start empty, so each leaves
out a warm-up of some ten relaxation times, and as much at the end, where later tickets are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy import stats

from deskside import theory
from deskside.demand import sample
from deskside.engines import start
from deskside.log import Outcome, TicketLog
from deskside.scenario import Scenario, load

RUNS = 20
FALSE_ALARM, COMPARISONS = 0.005, 400
LIMIT = float(stats.t(RUNS - 1).ppf(1 - FALSE_ALARM / COMPARISONS / 2))
MINUTES = 10.0  # mean effort
RARE = 1e-4  # share of tickets

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Window:
    """What one run says of its steady part: a day's share cut off at either end."""

    log: TicketLog
    begins: float
    ends: float

    @property
    def tickets(self) -> Any:
        arrived = self.log.ticket_table.arrived
        return np.flatnonzero((arrived >= self.begins) & (arrived < self.ends))

    @property
    def waits(self) -> Any:
        """Minutes until an agent took it or the requester gave up; one visit a ticket in this file."""
        visits = self.log.visit_table
        left = np.where(visits.agent >= 0, visits.started, visits.ended)
        waits = np.empty(len(visits))
        waits[visits.ticket] = left - visits.queued
        return waits[self.tickets]

    def figures(self) -> dict[str, float]:
        waits, tickets = self.waits, self.log.ticket_table
        gave_up = tickets.outcome[self.tickets] == Outcome.GAVE_UP
        visits = self.log.visit_table
        left = np.where(visits.agent >= 0, visits.started, visits.ended)
        span = self.ends - self.begins
        queue = np.clip(left, self.begins, self.ends) - np.clip(visits.queued, self.begins, self.ends)
        busy = np.clip(visits.ended, self.begins, self.ends) - np.clip(visits.started, self.begins, self.ends)
        return {
            "mean_wait": float(waits.mean()),
            "p_wait": float((waits > 0).mean()),
            "abandonment": float(gave_up.mean()),
            "mean_wait_served": float(waits[~gave_up].mean()),
            "mean_queue": float(queue.sum() / span),
            "busy": float(np.nansum(busy) / span),
            "rate": len(waits) / span,
        }


def station(agents: int, load_: float, *, tickets: int, **changes: Any) -> Scenario:
    """M/M/c on the one-queue desk, long enough for so many tickets after the warm-up and before the end."""
    rate = load_ * agents / MINUTES
    relaxation = MINUTES / (np.sqrt(agents) - np.sqrt(min(load_, 0.97) * agents)) ** 2
    days = max(1, int(np.ceil(tickets / rate / 1440)))
    warm_up = max(1, int(np.ceil(10 * relaxation / 1440)))
    return load("one-queue").with_(
        {
            "horizon": {"days": days + 2 * warm_up, "warm_up_days": warm_up, "at_end": "drain"},
            "needs.0.per_week": rate * 10080,
            "services.help.effort.desk": {"mean": MINUTES, "kind": "exponential"},
            "teams.desk.roster": [{"agents": agents}],
            **changes,
        }
    )


def run(desk: Scenario, seed: int, engine: str = "auto") -> Window:
    log = start(sample(desk, seed), desk, engine).finish().log()
    return Window(log, desk.warm_up, desk.end - desk.warm_up)


def hold(desk: Scenario, expected: Figures, figures: Callable[[Window], Figures] = Window.figures) -> None:
    """The mean over the runs agrees with every expected figure."""
    found = [figures(run(desk, seed)) for seed in range(RUNS)]
    for name, value in expected.items():
        runs = np.array([figure[name] for figure in found])
        error = float(runs.std(ddof=1) / np.sqrt(RUNS))
        assert abs(runs.mean() - value) <= LIMIT * error, (name, value, runs.mean(), error)
        assert error < 0.08 * abs(value), (name, "too wide an interval says nothing", error)


def erlang_c_figures(agents: int, load_: float) -> Figures:
    c = theory.erlang_c(agents, load_ * agents / MINUTES, MINUTES)
    figures = {"busy": c.load, "rate": c.arrival_rate}
    if c.p_wait < RARE:  # a handful of waits in a million tickets: too few for a mean of runs
        return figures
    return figures | {"mean_wait": c.mean_wait, "p_wait": c.p_wait, "mean_queue": c.mean_queue}


@pytest.mark.parametrize(("agents", "load_"), [(1, 0.5), (5, 0.8), (10, 0.9)])
def test_erlang_c(agents: int, load_: float) -> None:
    hold(station(agents, load_, tickets=40_000), erlang_c_figures(agents, load_))


@pytest.mark.ci
@pytest.mark.parametrize("load_", [0.5, 0.7, 0.8, 0.9, 0.95])
@pytest.mark.parametrize("agents", [1, 5, 10, 50])
def test_erlang_c_over_its_range(agents: int, load_: float) -> None:
    hold(station(agents, load_, tickets=200_000), erlang_c_figures(agents, load_))


def test_fifty_agents_at_half_load_hardly_ever_let_wait() -> None:
    assert theory.erlang_c(50, 2.5, MINUTES).p_wait < RARE
    assert run(station(50, 0.5, tickets=60_000), 1).figures()["p_wait"] < RARE


def impatient(agents: int, load_: float, patience: float, tickets: int) -> Scenario:
    return station(
        agents,
        load_,
        tickets=tickets,
        **{
            "groups.colleagues.captive": False,
            "channels.email": {"live": True, "patience": patience},
        },
    )


def erlang_a_figures(agents: int, load_: float, patience: float) -> Figures:
    a = theory.erlang_a(agents, load_ * agents / MINUTES, MINUTES, patience)
    return {
        "abandonment": a.abandonment,
        "mean_wait": a.mean_wait,
        "mean_wait_served": a.mean_wait_served,
        "p_wait": a.p_wait,
        "mean_queue": a.mean_queue,
        "busy": a.utilisation * agents,
    }


@pytest.mark.parametrize(("agents", "load_", "patience"), [(5, 1.0, 5.0), (10, 1.3, 20.0)])
def test_erlang_a(agents: int, load_: float, patience: float) -> None:
    hold(impatient(agents, load_, patience, 8_000), erlang_a_figures(agents, load_, patience))


@pytest.mark.ci
@pytest.mark.parametrize("patience", [2.0, 10.0, 60.0])
@pytest.mark.parametrize("load_", [0.8, 1.0, 1.4])
@pytest.mark.parametrize("agents", [1, 10])
def test_erlang_a_over_its_range(agents: int, load_: float, patience: float) -> None:
    hold(impatient(agents, load_, patience, 40_000), erlang_a_figures(agents, load_, patience))


@pytest.mark.parametrize(("agents", "load_"), [(1, 0.7), (10, 0.9), (10, 1.5)])
def test_hardly_any_patience_is_erlang_b(agents: int, load_: float) -> None:
    """Three seconds of patience and ten hours of work: who finds nobody free is lost."""
    desk = impatient(agents, load_, 0.05, 6_000).with_(
        {
            "needs_factor": MINUTES / 600.0,
            "services.help.effort.desk.mean": 600.0,
            "horizon.days": 1000 if agents > 1 else 7000,
            "horizon.warm_up_days": 30,
        }
    )
    hold(desk, {"abandonment": theory.erlang_b(agents, load_ * agents)})


def test_patience_without_end_is_a_deferred_channel() -> None:
    """Callers who never give up wait like e-mail, ticket by ticket; so Erlang C holds for them."""
    desk = station(5, 0.8, tickets=10_000)
    callers = desk.with_({"channels.email": {"live": True}})
    patient = desk.with_(
        {"channels.email": {"live": True, "patience": 14_400.0}, "groups.colleagues.captive": False}
    )
    for engine in ("simpy", "compiled"):
        found = run(desk, 1, engine).log.differences(run(callers, 1, engine).log)
        # a caller hears at the first word that the desk has it, a writer only when it is done
        assert [where for where in found if not where.startswith("ticket_table.acknowledged")] == []
    hold(patient, erlang_c_figures(5, 0.8))


@pytest.mark.parametrize(
    ("kind", "cv", "load_"), [("constant", 0.0, 0.8), ("lognormal", 0.5, 0.8), ("lognormal", 1.5, 0.6)]
)
def test_pollaczek_and_khinchine(kind: str, cv: float, load_: float) -> None:
    effort = {"mean": MINUTES, "kind": kind, "cv": cv}
    desk = station(1, load_, tickets=20_000, **{"services.help.effort.desk": effort})
    one = theory.mg1(load_ / MINUTES, MINUTES, cv**2)
    hold(desk, {"mean_wait": one.mean_wait, "mean_queue": one.mean_queue, "p_wait": load_})


SHARES = (0.2, 0.3, 0.5)


def waits_by_priority(window: Window) -> Figures:
    priority = window.log.ticket_table.priority[window.tickets]
    return {str(rank): float(window.waits[priority == rank].mean()) for rank in (1, 2, 3)}


@pytest.mark.parametrize(("agents", "load_"), [(1, 0.7), (5, 0.9)])
def test_cobham(agents: int, load_: float) -> None:
    """Priorities that do not interrupt."""
    changes = {"teams.desk.discipline": "priority", "services.help.priorities": list(SHARES)}
    desk = station(agents, load_, tickets=20_000, **changes)
    rates = [share * load_ * agents / MINUTES for share in SHARES]
    waits = theory.cobham_agents(agents, rates, MINUTES).waits
    hold(desk, {str(rank): wait for rank, wait in enumerate(waits, 1)}, waits_by_priority)


def test_first_come_leaves_priorities_alike() -> None:
    """The same desk first-come: one wait for all, Erlang C's."""
    desk = station(5, 0.9, tickets=20_000, **{"services.help.priorities": list(SHARES)})
    wait = theory.erlang_c(5, 0.9 * 5 / MINUTES, MINUTES).mean_wait
    hold(desk, {str(rank): wait for rank in (1, 2, 3)}, waits_by_priority)


def test_speed_is_a_shorter_effort() -> None:
    desk = station(5, 0.8, tickets=8_000, **{"teams.desk.roster": [{"agents": 5, "speed": 1.25}]})
    faster = theory.erlang_c(5, 0.8 * 5 / MINUTES, MINUTES / 1.25)
    hold(desk, {"mean_wait": faster.mean_wait, "p_wait": faster.p_wait, "busy": faster.load})


def test_wrap_up_is_work_that_nobody_waits_for() -> None:
    """Constant effort of 6 and wrap-up of 4: M/D/1 with 10 minutes, for the waits."""
    effort = {"mean": 6.0, "kind": "constant"}
    desk = station(1, 0.7, tickets=20_000, **{"services.help.effort.desk": effort, "teams.desk.wrap_up": 4.0})
    one = theory.mg1(0.7 / MINUTES, MINUTES, 0.0)
    hold(desk, {"mean_wait": one.mean_wait, "p_wait": 0.7, "busy": 0.42})


def test_escalation_thins_and_reopening_thickens() -> None:
    """Jackson's network: of 5 + 3 agents each team is M/M/c at the rate that passes it."""
    rate, handed_on, returns = 0.3, 0.3, 0.2
    data = station(5, 0.6, tickets=8_000).plain()
    data["needs"][0]["per_week"] = rate * 10080
    data["teams"]["second"] = {"discipline": "first-come", "agents": 3}
    data["services"]["help"]["effort"]["second"] = {"mean": 2 * MINUTES, "kind": "exponential"}
    data["services"]["help"]["escalate"] = {"desk": {"to": "second", "share": handed_on}}
    data["services"]["help"]["reopen"] = {"share": returns, "at_most": 20, "after": 60.0}

    def by_team(window: Window) -> Figures:
        visits = window.log.visit_table
        within = (visits.queued >= window.begins) & (visits.queued < window.ends)
        waits = visits.started - visits.queued
        return {str(team): float(waits[within & (visits.team == team)].mean()) for team in (0, 1)}

    through = rate / (1 - returns)
    first = theory.erlang_c(5, through, MINUTES).mean_wait
    second = theory.erlang_c(3, through * handed_on, 2 * MINUTES).mean_wait
    hold(Scenario.parse(data), {"0": first, "1": second}, by_team)


def test_little() -> None:
    """L = rate x W, each measured in its own way: who is present at random times, and times of tickets."""
    desk = station(10, 0.9, tickets=20_000)
    looks = np.random.default_rng(1)
    differences = []
    for seed in range(RUNS):
        window = run(desk, seed)
        tickets = window.log.ticket_table
        times = looks.uniform(window.begins, window.ends, 4_000)
        arrived, ended = np.sort(tickets.arrived), np.sort(tickets.ended)
        number = np.searchsorted(arrived, times, side="right") - np.searchsorted(ended, times, side="right")
        spent = (tickets.ended - tickets.arrived)[window.tickets]
        differences.append(number.mean() - len(spent) / (window.ends - window.begins) * spent.mean())
    error = stats.sem(differences)
    assert abs(np.mean(differences)) <= LIMIT * error
    assert error < 0.5


# ---- the yardstick ----------------------------------------------------------------------------------------

#: Means of 200 runs of the prototype, with standard errors.
PROTOTYPE = {
    "abandoned_per_cent": (7.06, 0.03),
    "first_response": (7.47, 0.10),
    "first_response_p90": (7.98, 0.06),
    "resolution": (87.4, 0.23),
    "late_per_cent": (4.18, 0.013),
}


def yardstick_figures(log: TicketLog) -> dict[str, float]:
    """Over tickets that were not abandoned; a reopened one counts by its last resolution."""
    tickets, targets = log.ticket_table, np.array(log.scenario.targets.resolution)
    gave_up = tickets.outcome == Outcome.GAVE_UP
    kept = ~gave_up
    response = (tickets.first_response - tickets.arrived)[kept]
    resolution = (tickets.ended - tickets.arrived)[kept]
    return {
        "abandoned_per_cent": 100 * float(gave_up.mean()),
        "first_response": float(response.mean()),
        "first_response_p90": float(np.quantile(response, 0.9)),
        "resolution": float(resolution.mean()),
        "late_per_cent": 100 * float((resolution > targets[tickets.priority[kept] - 1]).mean()),
    }


@pytest.mark.parametrize("runs", [20, pytest.param(200, marks=pytest.mark.ci)])
def test_the_yardstick_is_the_prototypes(runs: int) -> None:
    """Five figures, each within its interval with both sides' errors, together at 1 in 200."""
    desk = load("yardstick")
    found = [yardstick_figures(start(sample(desk, seed), desk).finish().log()) for seed in range(runs)]
    limit = stats.norm.ppf(1 - 0.005 / len(PROTOTYPE) / 2)
    for name, (mean, error) in PROTOTYPE.items():
        values = np.array([figures[name] for figures in found])
        assert abs(values.mean() - mean) <= limit * np.hypot(error, stats.sem(values)), (name, values.mean())
