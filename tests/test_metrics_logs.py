"""Laws that results must keep on the logs of runs: conservation, Little's law, sums that agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, seed

from deskside.calendar import WEEK
from deskside.demand import sample
from deskside.engines import start
from deskside.errors import DesksideError
from deskside.log import Outcome
from deskside.metrics import MeasuredLog, intervals, kpis, measured
from deskside.metrics.work import spells, work
from deskside.scenario import Scenario, load
from generated import Story, desks, fixed, stories
from handmade import NEXT_MONDAY, desk, log_of, ticket, visit


def run(scenario: Scenario, number: int = 1) -> MeasuredLog:
    return measured(start(sample(scenario, number), scenario, engine="simpy").finish().log())


def has_breaks(scenario: Scenario) -> bool:
    return any(row.break_minutes for team in scenario.teams.values() for row in team.roster)


def test_the_interval_grain_by_hand():
    """Two tickets in half an hour: one is worked on from 5 to 20, the other waits from 10 to 20."""
    tickets = [ticket(arrived=t, first_response=NEXT_MONDAY, outcome="open") for t in (485.0, 490.0)]
    visits = [
        visit(0, "desk", agent=0, queued=485.0, started=485.0, ended=500.0),
        visit(1, "desk", agent=0, queued=490.0, started=500.0),
    ]
    frame = intervals(log_of(desk(), tickets, visits, until=505.0))
    at_desk = frame[(frame["team"] == "desk") & (frame["minute"] >= 480)]
    assert at_desk["minute"].tolist() == [480.0, 495.0]  # the last one is ten minutes long
    assert at_desk["waiting"].tolist() == pytest.approx([5 / 15, 5 / 10])
    assert at_desk["busy"].tolist() == pytest.approx([10 / 15, 1.0])
    assert at_desk["on_duty"].tolist() == [1.0, 1.0]
    assert frame["minute"].iloc[0] == 0.0
    assert frame[frame["team"] == "second"]["busy"].sum() == 0.0


def test_agents_on_duty_follow_the_roster_in_force():
    more = desk({"teams.desk.agents": 3})
    log = log_of(desk(), [], [], until=960.0, policies=((0.0, desk()), (487.5, more)))
    on_duty = intervals(log).query("team == 'desk'").set_index("minute")["on_duty"]
    assert on_duty[[465.0, 480.0, 495.0, 945.0]].tolist() == [0.0, 2.0, 3.0, 3.0]


def test_intervals_of_any_length_and_none():
    log = log_of(desk(), [], [], until=100.0)
    assert intervals(log, 60)["minute"].unique().tolist() == [0.0, 60.0]
    assert len(intervals(log_of(desk(), [], [], until=0.0))) == 0
    with pytest.raises(DesksideError, match="give a number above 0"):
        intervals(log, 0)


def lengths(frame, log: MeasuredLog) -> np.ndarray:
    return np.minimum(frame["minute"] + 15.0, log.until) - frame["minute"]


@seed(20_261_122)
@fixed(40)
@given(scenario=desks(rare=True))
def test_littles_law_holds_on_a_log_that_ends_empty(scenario: Scenario):
    """Mean number waiting x time = arrivals x mean wait: exact, whatever the discipline."""
    log = run(scenario.with_({"horizon.at_end": "drain"}))
    frame, visits = log.intervals(), log.visit_table
    for number, team in enumerate(scenario.teams):
        mine = visits.team == number
        waits = np.fmin(visits.started[mine], visits.ended[mine]) - visits.queued[mine]
        here = frame["team"] == team
        number_x_time = (frame["waiting"] * lengths(frame, log))[here].sum()
        if len(waits):
            assert number_x_time == pytest.approx(len(waits) * waits.mean(), rel=1e-9, abs=1e-6)
        assert frame["waiting"].min() >= -1e-9


@seed(20_261_123)
@fixed(40)
@given(story=stories(rare=True))
def test_what_holds_for_every_log(story: Story):
    run_ = start(sample(story.desk, story.seed), story.desk, engine="simpy")
    for cut, policy in zip(story.cuts, story.policies, strict=True):
        run_.advance(cut, policy)
    log = measured(run_.finish().log())
    found, frame, tickets = log.kpis(), log.intervals(), log.ticket_table
    counts = np.bincount(tickets.outcome, minlength=len(Outcome))
    assert counts.sum() == len(tickets)  # each need has exactly one outcome
    asleep = np.count_nonzero((tickets.outcome == Outcome.GAVE_UP) & (tickets.contacts == 0))
    assert found["tickets"] == len(tickets) - counts[Outcome.PREVENTED] - asleep
    assert counts[Outcome.RESOLVED] == found["resolved"]
    assert len(log.contact_table) == found["contacts"]
    minutes = work(log, spells(log), 0.0, log.until)
    assert (frame["busy"] * lengths(frame, log)).sum() == pytest.approx(minutes.busy, abs=1e-5)
    on_duty = (frame["on_duty"] * lengths(frame, log)).sum()
    assert on_duty <= minutes.rostered + 1e-5  # breaks are on the roster
    if not any(has_breaks(policy) for _, policy in log.policies):
        assert on_duty == pytest.approx(minutes.rostered, abs=1e-5)
    assert minutes.overtime <= minutes.busy + 1e-6
    assert log.tickets()["handling"].sum() == pytest.approx(minutes.busy, abs=1e-5)
    shares = {name: value for name, value in found.items() if name.endswith("share") and not np.isnan(value)}
    assert all(0.0 <= value <= 1.0 for value in shares.values())


@seed(20_261_124)
@fixed(30)
@given(scenario=desks(rare=True))
def test_backlog_is_the_same_whether_the_desk_drains_or_stops(scenario: Scenario):
    stopped = run(scenario.with_({"horizon.at_end": "stop"}))
    drained = run(scenario.with_({"horizon.at_end": "drain"}))
    open_at_the_end = np.count_nonzero(stopped.ticket_table.outcome == Outcome.OPEN)
    assert stopped.kpis()["backlog_end"] == drained.kpis()["backlog_end"] == open_at_the_end


def test_weeks_add_up_to_the_whole():
    """Windows of a week each: counts and money add up, so an organisation can read week by week."""
    scenario = load("one-queue").with_({"horizon.days": 21, "horizon.warm_up_days": 0, "needs_factor": 0.1})
    log = run(scenario.with_({"teams.desk.hourly_cost": 40}))
    weeks = [kpis(log, (week * WEEK, (week + 1) * WEEK)) for week in range(3)]
    for name in ("tickets", "contacts", "resolved", "cost", "requester_time_lost"):
        assert sum(week[name] for week in weeks) == pytest.approx(log.kpis()[name])


def test_more_patience_means_fewer_give_up_and_a_longer_wait():
    impatient = load("yardstick").with_({"horizon.days": 4})
    patient = impatient.with_({"channels.phone.patience": 60})
    few, many = run(patient).kpis(), run(impatient).kpis()
    assert few["abandoned_share"] < many["abandoned_share"]
    assert few["mean_first_response"] > many["mean_first_response"]


@pytest.mark.ci
def test_the_yardstick_has_the_values_it_is_known_for():
    """Means of 60 runs against those of 200 runs of an independent model of the same desk.

    Each KPI within 4 joint standard errors: five such checks raise a false alarm once in 3,000 seeds.
    """
    known = {
        "abandoned_share": (0.0706, 0.0003),
        "mean_first_response": (7.47, 0.10),
        "p90_first_response": (7.98, 0.06),
        "mean_resolution": (87.4, 0.23),
        "sla_met_share": (1 - 0.0418, 0.00013),
    }
    scenario = load("yardstick")
    runs = [kpis(start(sample(scenario, number), scenario).finish().log()) for number in range(60)]
    for name, (mean, error) in known.items():
        values = np.array([found[name] for found in runs])
        joint = np.hypot(values.std(ddof=1) / np.sqrt(len(values)), error)
        assert abs(values.mean() - mean) < 4 * joint, name
