"""Agents' minutes on the roster, busy, beyond the shift: by hand, and as a watched engine adds them up."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, seed

from deskside.demand import sample
from deskside.engines.simpy_desk import SimpyRun
from deskside.metrics.work import Work, spells, work
from deskside.scenario import Scenario
from generated import Story, fixed, stories
from handmade import MONDAY, NEXT_MONDAY, TUESDAY, desk, log_of, ticket, visit


def minutes(log, start: float = 0.0, end: float = 7 * 1440.0) -> Work:
    return work(log, spells(log), start, end)


def one_visit(start: float, end: float, scenario=None, **more):
    scenario = scenario or desk()
    row = visit(0, "desk", agent=0, queued=start, started=start, ended=end)
    return log_of(
        scenario, [ticket(arrived=start, first_response=start, ended=end, outcome="resolved")], [row], **more
    )


def test_roster_minutes_are_heads_times_shift():
    both = minutes(log_of(desk(), [], []))
    assert both.rostered == 2 * 5 * 480  # one agent at each of two teams, Monday to Friday 08-16
    more = minutes(log_of(desk({"teams.desk.agents": 3}), [], []))
    assert more.rostered == 4 * 5 * 480
    assert both.busy == both.overtime == 0.0


def test_work_in_hand_at_the_shift_end_is_overtime():
    found = minutes(one_visit(MONDAY + 950, MONDAY + 980))
    assert (found.busy, found.overtime) == (30.0, 20.0)


def test_work_that_ends_with_the_shift_is_none():
    assert minutes(one_visit(MONDAY + 950, MONDAY + 960)).overtime == 0.0


def test_wrap_up_is_work_and_can_be_overtime():
    log = one_visit(MONDAY + 940, MONDAY + 955, desk({"teams.desk.wrap_up": 8.0}))
    assert (minutes(log).busy, minutes(log).overtime) == (23.0, 3.0)


def test_work_through_the_night_is_overtime_until_the_next_shift():
    found = minutes(one_visit(MONDAY + 900, TUESDAY + 540))
    assert (found.busy, found.overtime) == (1080.0, 960.0)  # 16:00 to 08:00


def test_a_log_may_end_at_a_plain_whole_number():
    begun = MONDAY + 500
    row = visit(0, "desk", agent=0, queued=begun, started=begun)
    log = log_of(desk(), [ticket(arrived=begun, first_response=begun, outcome="open")], [row], until=600)
    assert minutes(log, end=600).busy == 100.0


def test_work_over_the_weekend_and_sunday_midnight():
    log = one_visit(4 * 1440 + 950.0, 7 * 1440 + 500.0, until=7 * 1440 + 500.0)
    found = minutes(log, end=8 * 1440.0)
    assert found.overtime == 7 * 1440 + 480 - (4 * 1440 + 960)


def test_work_beyond_a_night_shift_that_ends_on_monday_morning():
    night = desk({"teams.desk.roster": [{"agents": 1, "shift": ["Sun 22:00-06:00"]}]})
    log = one_visit(6 * 1440 + 1380.0, NEXT_MONDAY + 420.0, night, until=NEXT_MONDAY + 500.0)
    assert minutes(log, end=NEXT_MONDAY + 500.0).overtime == 60.0


def test_only_what_lies_in_the_window_counts():
    log = one_visit(MONDAY + 950, MONDAY + 980)
    cut = minutes(log, MONDAY + 955, MONDAY + 970)
    assert (cut.busy, cut.overtime, cut.rostered) == (15.0, 10.0, 2 * 5.0)
    late = minutes(log, MONDAY + 970, MONDAY + 1440)  # begins in the middle of overtime
    assert (late.busy, late.overtime, late.rostered) == (10.0, 10.0, 0.0)


def test_work_in_hand_ends_with_the_log():
    log = one_visit(MONDAY + 480, float("nan"), until=MONDAY + 500)
    assert minutes(log, end=MONDAY + 500).busy == 20.0


def test_a_visit_nobody_took_is_no_work():
    row = visit(0, "desk", agent=-1, queued=500.0, ended=510.0)
    log = log_of(desk(), [ticket(arrived=500.0, ended=510.0, outcome="gave_up")], [row])
    assert minutes(log).busy == 0.0


def test_cost_is_roster_and_overtime_at_each_teams_rate():
    log = one_visit(
        MONDAY + 950, MONDAY + 980, desk({"teams.desk.hourly_cost": 60, "teams.second.hourly_cost": 30})
    )
    assert minutes(log).cost == 1.0 * (2400 + 20) + 0.5 * 2400


def test_who_is_taken_off_the_roster_finishes_in_overtime():
    before = desk({"teams.desk.agents": 2})
    after = before.with_({"teams.desk.agents": 1})
    row = visit(0, "desk", agent=1, queued=600.0, started=600.0, ended=660.0)
    log = log_of(
        before,
        [ticket(arrived=600.0, first_response=600.0, ended=660.0, outcome="resolved")],
        [row],
        policies=((0.0, before), (630.0, after)),
        people=((0, 0, 0), (0, 0, 1), (1, 0, 0)),
    )
    found = minutes(log, end=1440.0)
    assert (found.busy, found.overtime) == (60.0, 30.0)
    assert found.rostered == 3 * 150 + 2 * 330


def test_a_team_that_counts_heads_has_overtime_only_above_them():
    """Four agents, two of whom leave at 16:00; who they are does not matter."""
    scenario = desk({"teams.desk.shift_end": "first-free", "teams.desk.agents": 2})
    rows = [{"agents": 2, "shift": ["Mon-Fri 08:00-16:00"]}, {"agents": 2, "shift": ["Mon-Fri 08:00-18:00"]}]
    scenario = scenario.with_({"teams.desk.roster": rows})
    ends = [965.0, 970.0, 990.0, 1000.0]
    tickets = [ticket(arrived=940.0, first_response=940.0, ended=end, outcome="resolved") for end in ends]
    visits = [visit(i, "desk", agent=i, queued=940.0, started=940.0, ended=end) for i, end in enumerate(ends)]
    people = ((0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 0))
    found = minutes(log_of(scenario, tickets, visits, people=people))
    assert found.overtime == 5.0 + 10.0  # the first two to be free go, at 16:05 and 16:10
    three = log_of(
        scenario, tickets[1:], [row._replace(ticket=i) for i, row in enumerate(visits[1:])], people=people
    )
    assert minutes(three).overtime == 10.0


def test_work_that_begins_as_the_roster_changes_is_in_hand_at_that_change():
    """At 16:00 the late agent comes, takes a ticket, and both early agents should go: two are too many."""
    scenario = desk({"teams.desk.shift_end": "first-free"})
    rows = [{"agents": 1, "shift": ["Mon-Fri 16:00-20:00"]}, {"agents": 2, "shift": ["Mon-Fri 08:00-16:00"]}]
    begun, ends = [950.0, 950.0, 960.0], [970.0, 980.0, 990.0]
    tickets = [
        ticket(arrived=b, first_response=b, ended=e, outcome="resolved")
        for b, e in zip(begun, ends, strict=True)
    ]
    visits = [
        visit(number, "desk", agent=(1, 2, 0)[number], queued=begun[number], started=begun[number], ended=end)
        for number, end in enumerate(ends)
    ]
    people = ((0, 0, 0), (0, 1, 0), (0, 1, 1), (1, 0, 0))
    log = log_of(scenario.with_({"teams.desk.roster": rows}), tickets, visits, people=people)
    assert minutes(log).overtime == 10.0 + 20.0


@seed(20_261_122)
@fixed(60)
@given(story=stories(rare=True))
def test_minutes_equal_what_a_watched_engine_adds_up(story: Story):
    story = watchable(story)
    run = Watched(sample(story.desk, story.seed), story.desk)
    for cut, policy in zip(story.cuts, story.policies, strict=True):
        run.advance(cut, policy)
    run.finish()
    log = run.log()
    found = work(log, spells(log), 0.0, log.until)
    assert found.busy == pytest.approx(run.busy, abs=1e-5)
    assert found.overtime == pytest.approx(run.overtime, abs=1e-5)
    assert found.rostered == pytest.approx(run.rostered, abs=1e-5)


def watchable(story: Story) -> Story:
    """Without breaks: they are on the roster, and an engine knows only who is on duty. Without draining."""
    changed = [None if policy is None else _watchable(policy) for policy in story.policies]
    return replace(story, desk=_watchable(story.desk), policies=tuple(changed))


def _watchable(scenario: Scenario) -> Scenario:
    rows = [(name, row) for name, team in scenario.teams.items() for row in range(len(team.roster))]
    breaks = {f"teams.{name}.roster.{row}.break_minutes": 0 for name, row in rows}
    return scenario.with_(breaks | {"horizon.at_end": "stop"})


class Watched(SimpyRun):
    """An engine that adds up, from one event to the next, who is on the roster, at work, and beyond it."""

    rostered = busy = overtime = watched_until = 0.0

    def _work(self, until: float, stop_when_done: bool) -> None:
        queue = self.env._queue  # SimPy's own list of events, the soonest first
        while queue and queue[0][0] < until and (self.alive or not stop_when_done):
            self._add_up(queue[0][0])
            super()._work(math.nextafter(queue[0][0], math.inf), stop_when_done)
        if not stop_when_done:
            self._add_up(until)

    def _add_up(self, until: float) -> None:
        passed, self.watched_until = until - self.watched_until, until
        owed = sum(team.owed for team in self.teams)
        agents = self.rosters.agents
        self.rostered += passed * (sum(team.on_duty for team in self.teams) - owed)
        self.busy += passed * sum(agent.busy for agent in agents)
        self.overtime += passed * (owed + sum(agent.busy and not agent.on_duty for agent in agents))
