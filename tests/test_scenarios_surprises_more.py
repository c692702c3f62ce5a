"""Surprises of the course that need more than one figure of two desks, on the shipped desks and ten seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from deskside import theory
from deskside.downstream import Consequences, Outages, cost_of_outages, outages
from deskside.log import TicketLog, VisitKind
from deskside.metrics import readiness
from deskside.scenario import Scenario, load
from paired import direction, logs
from paired import figures as measured
from scenario_figures import PROMISED
from test_scenarios_surprises import kpi


def test_01_each_is_on_time_and_everything_is_not() -> None:
    """Four departments, each nine times in ten; all four for two starters in three: .9^4 = .656."""
    found = [readiness(log, "starter", PROMISED) for log in logs(load("onboarding-day"), 30)]
    shares = np.array([list(run.shares.values()) for run in found])
    ready = np.array([run.ready for run in found])
    assert (np.abs(shares.mean(axis=0) - 0.90) < 0.03).all(), shares.mean(axis=0)
    assert 0.60 < ready.mean() < 0.72
    assert (ready <= shares.min(axis=1)).all()
    assert abs(ready.mean() - shares.prod(axis=1).mean()) < 0.03, "departments fail by luck of their own"


def test_01_the_busiest_edge_is_not_the_one_that_delays() -> None:
    """HR asks IT twice for each starter, and everybody asks IT; what comes last is the badge."""
    later = []
    for log in logs(load("onboarding-day")):
        visits = log.visit_table
        by_team = np.bincount(visits.team[visits.kind == VisitKind.CHILD], minlength=4)
        last = np.bincount(readiness(log, "starter", PROMISED).last, minlength=4)
        _, it, facilities, security = range(4)
        assert by_team[it] > 1.9 * max(by_team[facilities], by_team[security])
        later.append(last[security] - last[it])
    assert np.count_nonzero(np.array(later) > 0) >= 8
    assert np.mean(later) > 30.0


def test_02_the_average_can_fall_while_the_loss_stays() -> None:
    """Mend at once every outage that loses no customer, and the average falls; the loss is in a few others.

    Those are not the longest: by the clock the longest run through nights and Sundays.
    """
    outlet = Consequences.of("outlet-network").outlet
    assert outlet is not None
    for log in logs(load("outlet-network")):
        spells = outages(log, outlet)
        alone = cost_of_outages(Outages.by_hand(spells.start, spells.minutes), outlet)
        each = np.bincount(alone.number, alone.gave_up, minlength=len(spells))
        harmless = spells.shortened(by=np.where(each < 1e-9, spells.minutes, 0.0))
        worst = spells.shortened(by=np.where(each >= np.quantile(each, 0.9), spells.minutes / 2, 0.0))
        lost, even, less = (cost_of_outages(those, outlet).margin for those in (spells, harmless, worst))
        assert harmless.minutes.mean() < 0.93 * spells.minutes.mean()
        assert even > 0.97 * lost
        assert less < 0.9 * lost


def test_04_two_people_make_you_wait_28_times_as_long_as_twenty() -> None:
    """At 80 % load; 53 minutes against 1.9 by Erlang C."""
    two, twenty = (
        measured(load(name), kpi("mean_first_response")) for name in ("two-agents", "twenty-agents")
    )
    assert 20.0 < two.mean() / twenty.mean() < 36.0
    assert (two > 8.0 * twenty).all()


def test_04_erlang_on_an_average_day_misses_real_weeks() -> None:
    """Four calls in five within a minute, says the formula for every hour. On Mondays it is three in five."""
    desk = load("phone-desk")
    promised = _by_erlang(desk)
    assert promised >= 0.8
    for log in logs(desk):
        shares = _answered_within_a_minute(log)
        assert shares["all"] < promised
        assert shares["Monday"] < 0.70


def _average_day(desk: Scenario) -> Any:
    """Calls a minute by hour, eight to five, on an average working day."""
    week = sum(np.array(desk.week_weights(n.profile)) * n.per_week for n in desk.needs)
    return np.asarray(week).reshape(7, 24)[:5].mean(axis=0)[8:18] / 60.0


def _heads(desk: Scenario) -> list[int]:
    """Agents on duty by hour, eight to five, on a Tuesday."""
    rows = desk.teams["desk"].roster
    return [
        sum(row.agents for row in rows if row.hours.elapsed(1440.0 + hour * 60, 1440.0 + hour * 60 + 60) > 59)
        for hour in range(8, 18)
    ]


EFFORT = 8.0  # minutes a call takes at phone-desk, with the wrap-up


def test_04_the_roster_of_the_phone_desk_is_what_the_formula_says() -> None:
    desk = load("phone-desk")
    needed = [theory.agents_for(rate, EFFORT, part=0.8, within=1.0) for rate in _average_day(desk)]
    assert _heads(desk) == needed


def _by_erlang(desk: Scenario) -> float:
    """The share of calls that Erlang C says are answered within a minute on an average day."""
    rates = _average_day(desk)
    shares = [
        theory.erlang_c(heads, rate, EFFORT).answered_within(1.0)
        for heads, rate in zip(_heads(desk), rates, strict=True)
    ]
    return float(np.average(shares, weights=rates))


def _answered_within_a_minute(log: TicketLog) -> dict[str, float]:
    """The share of calls in opening hours whose first try was answered within a minute."""
    visits = log.visit_table
    first = visits.kind == VisitKind.FIRST
    minute = visits.queued[first] % 1440.0
    is_open = (minute >= 480.0) & (minute < 1080.0)
    prompt = (visits.started[first] - visits.queued[first] <= 1.0)[is_open]  # NaN, not answered, is False
    monday = (visits.queued[first][is_open] // 1440.0) % 7 == 0
    return {"all": float(prompt.mean()), "Monday": float(prompt[monday].mean())}


def test_07_inflated_priorities_hurt_the_urgent_and_the_honest() -> None:
    """Not everybody: the average stays, so whoever passes for more urgent gains. See the page."""
    desk = load("urgent-requests")
    inflated = desk.with_({"services.help.inflation": 0.5})
    rows = []
    for true, called in zip(logs(desk), logs(inflated), strict=True):
        before, after = (log.ticket_table.first_response - log.ticket_table.arrived for log in (true, called))
        rank, honest = true.ticket_table.priority, true.ticket_table.priority == called.ticket_table.priority
        change = after - before
        rows.append(
            [np.nanmean(change[rank == 2]), np.nanmean(change[honest & (rank > 1)]), np.nanmean(change)]
        )
        passing = change[~honest & (rank == 4)]
        assert np.nanmean(passing) < 0.0, "who calls it more urgent than it is gains"
    two, honest_ones, everybody = np.array(rows).mean(axis=0)
    assert honest_ones > 10.0
    assert two > -10.0
    assert abs(everybody) < 0.35 * honest_ones


def test_11_the_worst_three_of_twelve_equal_teams_improve_by_themselves() -> None:
    """Ten leagues of twelve teams, all alike; ranked by the first quarter, looked at in the second.

    It is luck, so it need not happen each time: in nine of these ten leagues it does.
    """
    quarters = np.array([_quarters(log) for log in logs(load("branch-team"), 120)]).reshape(10, 12, 2)
    better = []
    for first, second in zip(quarters[:, :, 0], quarters[:, :, 1], strict=True):
        worst = np.argsort(first)[-3:]
        better.append(first[worst].mean() - second[worst].mean())
    assert np.count_nonzero(np.array(better) > 0.0) >= 9
    assert np.mean(better) > 8.0


def _quarters(log: TicketLog) -> tuple[float, float]:
    """Mean first response of the needs of each of two quarters."""
    tickets = log.ticket_table
    wait, second = tickets.first_response - tickets.arrived, tickets.arrived >= log.scenario.end / 2
    return float(np.nanmean(wait[~second])), float(np.nanmean(wait[second]))


def test_12_the_replacement_makes_the_first_weeks_worse() -> None:
    """Seven are left. A newcomer does .3 of an agent's work, and whoever shows them how does .6 of it."""
    seven = load("team-of-eight").with_({"teams.desk.agents": 7})
    always = {"shift": ["Mon-Sun 00:00-24:00"]}
    helped = seven.with_(
        {
            "teams.desk.roster": [
                {"agents": 6, **always},
                {"agents": 1, "speed": 0.6, **always},
                {"agents": 1, "speed": 0.3, **always},
            ]
        }
    )
    assert direction(seven, helped, kpi("mean_first_response"), runs=20) == "up"
