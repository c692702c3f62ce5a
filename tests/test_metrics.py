"""Every KPI worked out by hand on a week of seven tickets, and then one rule at a time.

The week (minutes of Monday; 480 is 08:00, the shift ends at 960):

0  phone, solved at once, 480 to 490
1  phone, waits from 485 to 490, ten minutes at the desk, handed on at 500, second team 510 to 540
2  phone, gives up after ten minutes and works around
3  e-mail, 500 to 520, comes back at 700 and is solved again at 730
4  phone, hangs up after five minutes, tries again at 560, is answered at 570, solved at 575
5  e-mail at 950, worked on until 980: twenty minutes of overtime
6  e-mail at 1000, nobody is there; still open when the log stops a week later
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from deskside.experience import experience
from deskside.log import TicketLog
from deskside.metrics import KPIS, kpis, measured
from deskside.scenario import Scenario
from handmade import FRIDAY, NAN, NEXT_MONDAY, desk, log_of, ticket, visit

TARGETS = {"targets.response": [15, 60], "targets.resolution": [60, 240]}
COSTS = {"teams.desk.hourly_cost": 60, "teams.second.hourly_cost": 120}


def solved(arrived: float, ended: float, first_response: float | None = None, **more):
    start = arrived if first_response is None else first_response
    heard = {"acknowledged": start} | more
    return ticket(arrived=arrived, first_response=start, ended=ended, outcome="resolved", **heard)


def the_week(scenario: Scenario) -> TicketLog:
    tickets = [
        solved(480.0, 490.0),
        solved(485.0, 540.0, 490.0, priority=2, transfers=1),
        ticket(arrived=486.0, ended=496.0, outcome="gave_up"),
        solved(500.0, 730.0, priority=2, channel="email", contacts=2, reopened=1, acknowledged=520.0),
        solved(520.0, 575.0, 570.0, priority=2, contacts=2),
        solved(950.0, 980.0, priority=2, channel="email", acknowledged=980.0),
        ticket(arrived=1000.0, outcome="open", channel="email"),
    ]
    visits = [
        visit(0, "desk", agent=0, queued=480.0, started=480.0, ended=490.0),
        visit(1, "desk", agent=0, queued=485.0, started=490.0, ended=500.0),
        visit(2, "desk", agent=-1, queued=486.0, ended=496.0),
        visit(3, "desk", agent=0, queued=500.0, started=500.0, ended=520.0),
        visit(1, "second", agent=1, queued=500.0, started=510.0, ended=540.0, kind="escalated"),
        visit(4, "desk", agent=-1, queued=520.0, ended=525.0),
        visit(4, "desk", agent=0, queued=560.0, started=570.0, ended=575.0, kind="retry"),
        visit(3, "desk", agent=0, queued=700.0, started=700.0, ended=730.0, kind="reopened"),
        visit(5, "desk", agent=0, queued=950.0, started=950.0, ended=980.0),
        visit(6, "desk", agent=-1, queued=1000.0),
    ]
    return log_of(scenario, tickets, visits)


TRUE_SATISFACTION = float(np.mean(experience(the_week(desk(TARGETS | COSTS)))))
BY_HAND = {
    "tickets": 7,
    "contacts": 9,
    "resolved": 5,
    "abandoned_share": 1 / 7,
    "self_served_share": 0,
    "forgotten_share": 0,
    "mean_acknowledgement": (0 + 5 + 20 + 50 + 30) / 5,  # on the phone the first word, by e-mail the last
    "mean_first_response": (0 + 5 + 0 + 50 + 0) / 5,
    "p50_first_response": 0,
    "p90_first_response": 5 + 0.6 * 45,  # rank 3.6 of 0 0 0 5 50
    "mean_resolution": (10 + 55 + 230 + 55 + 30) / 5,
    "p90_resolution": 55 + 0.6 * 175,  # rank 3.6 of 10 30 55 55 230
    "sla_met_share": 5 / 6,  # ticket 6 has missed its hour, ticket 2 does not count
    "utilisation": (10 + 40 + 50 + 5 + 30) / (2 * 5 * 480 + 20),
    "chasers_per_ticket": 0,
    "transfers_per_ticket": 1 / 7,
    "contact_effort": 135 / 6,  # six contacts were answered: 0, 1, 3 twice, 4 once, 5
    "first_contact_resolution": 2 / 5,  # 0 and 5
    "reopened_share": 1 / 5,
    "backlog_end": 1,
    "true_satisfaction": TRUE_SATISFACTION,  # test_experience.py works scores out
    "requester_time_lost": 10 + 15 + (10 + 60) + (5 + 15),  # 0, 1, 2, 4
    "cost": 1.0 * (2400 + 20) + 2.0 * 2400,
}


def test_the_week_by_hand():
    assert kpis(the_week(desk(TARGETS | COSTS))) == pytest.approx(BY_HAND)


def test_results_come_in_the_glossarys_order_and_are_plain_floats():
    found = kpis(the_week(desk(TARGETS)))
    assert list(found) == [name for name in KPIS if name in found] == list(BY_HAND)
    assert {type(value) for value in found.values()} == {float}


def test_what_the_log_does_not_define_is_absent():
    """Nobody acknowledges, promises or chases, and nobody is asked."""
    assert set(BY_HAND) == set(KPIS) - {"silence", "survey_satisfaction"}


def test_without_resolution_targets_nothing_can_be_kept():
    assert "sla_met_share" not in kpis(the_week(desk()))
    assert "sla_met_share" not in kpis(the_week(desk({"targets.response": [15]})))


def test_no_tickets():
    found = kpis(log_of(desk(TARGETS | COSTS), [], []))
    empty = {name for name, value in found.items() if math.isnan(value)}
    assert {name: value for name, value in found.items() if name not in empty} == {
        "tickets": 0.0,
        "contacts": 0.0,
        "resolved": 0.0,
        "utilisation": 0.0,
        "backlog_end": 0.0,
        "requester_time_lost": 0.0,
        "cost": 7200.0,
    }


def test_a_log_that_has_not_begun():
    found = kpis(log_of(desk(), [], [], until=0.0))
    assert math.isnan(found["utilisation"])
    assert found["cost"] == found["backlog_end"] == 0.0


def test_one_ticket_is_its_own_every_quantile():
    found = kpis(log_of(desk(), [solved(480.0, 500.0, 487.0)], []))
    assert found["p50_first_response"] == found["p90_first_response"] == 7.0
    assert found["p90_resolution"] == 20.0


def test_who_gave_up_has_no_response_time_even_after_one():
    gone = ticket(arrived=480.0, first_response=490.0, ended=500.0, outcome="gave_up")
    assert kpis(log_of(desk(), [gone, solved(480.0, 484.0, 482.0)], []))["mean_first_response"] == 2.0


def test_the_warm_up_leaves_tickets_out_and_keeps_their_work():
    """Ticket 0 arose in the warm-up; its second visit and its wait end lie in the window."""
    scenario = desk(TARGETS | {"horizon.warm_up_days": 1})
    tickets = [solved(900.0, 2000.0, contacts=2, reopened=1), solved(1930.0, 1940.0)]
    visits = [
        visit(0, "desk", agent=0, queued=900.0, started=900.0, ended=910.0),
        visit(1, "desk", agent=0, queued=1930.0, started=1930.0, ended=1940.0),
        visit(0, "desk", agent=0, queued=1950.0, started=1950.0, ended=2000.0, kind="reopened"),
    ]
    found = kpis(log_of(scenario, tickets, visits))
    assert (found["tickets"], found["contacts"], found["resolved"]) == (1.0, 1.0, 1.0)
    assert found["mean_resolution"] == found["contact_effort"] == found["requester_time_lost"] == 10.0
    assert found["reopened_share"] == 0.0
    assert found["utilisation"] == (10 + 50) / (2 * 4 * 480)


def test_a_span_chooses_another_window():
    log = the_week(desk(TARGETS))
    found = kpis(log, (480.0, 500.0))
    assert (found["tickets"], found["abandoned_share"]) == (3.0, 1 / 3)
    assert found["utilisation"] == (10 + 10) / (2 * 20)
    assert kpis(log, (0.0, NEXT_MONDAY)) == kpis(log)


@pytest.mark.parametrize(("ended", "met"), [(510.0, 1.0), (511.0, 0.0)])
def test_a_target_that_spans_a_weekend_runs_in_business_minutes(ended: float, met: float):
    """Friday 17:30 to Monday 08:30 is one business hour."""
    late = solved(FRIDAY + 1050, NEXT_MONDAY + ended)
    log = log_of(desk(TARGETS), [late], [], until=NEXT_MONDAY + 600)
    assert kpis(log)["sla_met_share"] == met
    assert measured(log).tickets()["resolution_business"][0] == 60.0 + (ended - 510.0)


def test_a_missing_priority_has_the_last_target():
    scenario = desk({"targets.resolution": [60, 240]})
    assert kpis(log_of(scenario, [solved(480.0, 700.0, priority=5)], []))["sla_met_share"] == 1.0
    assert kpis(log_of(scenario, [solved(480.0, 721.0, priority=5)], []))["sla_met_share"] == 0.0


def test_an_open_ticket_counts_once_its_target_has_passed():
    tickets = [solved(480.0, 490.0), ticket(arrived=500.0, outcome="open")]
    on_the_way = log_of(desk(TARGETS), tickets, [], until=560.0)
    assert kpis(on_the_way)["sla_met_share"] == 1.0
    passed = log_of(desk(TARGETS), tickets, [], until=561.0)
    assert kpis(passed)["sla_met_share"] == 0.5


def test_targets_hold_as_they_were_when_the_need_arose():
    before = desk({"targets.resolution": [60]})
    after = before.with_({"targets.resolution": [10]})
    tickets = [solved(480.0, 530.0), solved(500.0, 530.0)]
    log = log_of(before, tickets, [], policies=((0.0, before), (500.0, after)))
    assert kpis(log)["sla_met_share"] == 0.5
    assert measured(log).tickets()["resolution_target"].tolist() == [60.0, 10.0]
    none_before = log_of(desk(), tickets, [], policies=((0.0, desk()), (500.0, after)))
    assert kpis(none_before)["sla_met_share"] == 0.0  # of the one that has a target


def test_who_leaves_for_good_does_not_work_around():
    def gone(group: str) -> TicketLog:
        left = ticket(arrived=480.0, ended=488.0, outcome="gave_up", group=group)
        return log_of(desk(), [left], [visit(0, "desk", agent=-1, queued=480.0, ended=488.0)])

    assert kpis(gone("guests"))["requester_time_lost"] == 8.0
    assert kpis(gone("staff"))["requester_time_lost"] == 68.0


def test_the_cost_of_a_workaround_is_that_in_force_when_they_gave_up():
    after = desk({"groups.staff.work_around": 5.0})
    tickets = [ticket(arrived=t, ended=t, outcome="gave_up") for t in (480.0, 600.0)]
    log = log_of(desk(), tickets, [], policies=((0.0, desk()), (600.0, after)))
    assert kpis(log)["requester_time_lost"] == 65.0


def test_time_on_the_line_counts_so_far_and_only_where_one_is_on_the_line():
    tickets = [
        ticket(arrived=480.0, first_response=490.0, outcome="open"),
        ticket(arrived=481.0, outcome="open", channel="email"),
    ]
    visits = [
        visit(0, "desk", agent=0, queued=480.0, started=490.0),
        visit(1, "desk", agent=-1, queued=481.0),
    ]
    found = kpis(log_of(desk(), tickets, visits, until=500.0))
    assert found["requester_time_lost"] == 20.0
    assert found["contact_effort"] == 10.0
    assert found["backlog_end"] == 2.0


def test_a_channel_that_turns_live_takes_time_from_then_on():
    deferred = desk({"channels.phone": {"live": False}})
    tickets = [solved(480.0, 490.0), solved(500.0, 520.0)]
    visits = [
        visit(0, "desk", agent=0, queued=480.0, started=480.0, ended=490.0),
        visit(1, "desk", agent=0, queued=500.0, started=500.0, ended=520.0),
    ]
    log = log_of(deferred, tickets, visits, policies=((0.0, deferred), (500.0, desk())))
    assert kpis(log)["requester_time_lost"] == 20.0


def test_wrap_up_is_that_in_force_when_the_visit_ends_and_counts_as_effort():
    after = desk({"teams.desk.wrap_up": 6.0})
    visits = [
        visit(0, "desk", agent=0, queued=480.0, started=480.0, ended=490.0),
        visit(1, "desk", agent=0, queued=495.0, started=495.0, ended=500.0),
    ]
    log = log_of(
        desk(), [solved(480.0, 490.0), solved(495.0, 500.0)], visits, policies=((0.0, desk()), (500.0, after))
    )
    assert kpis(log)["contact_effort"] == (10 + 5 + 6) / 2


def test_a_reopened_ticket_that_is_open_again_counts_as_reopened_and_not_as_resolved():
    again = ticket(arrived=480.0, first_response=480.0, outcome="open", contacts=2, reopened=1)
    found = kpis(log_of(desk(), [again, solved(500.0, 510.0)], []))
    assert (found["resolved"], found["reopened_share"], found["backlog_end"]) == (1.0, 0.5, 1.0)


def test_backlog_is_what_was_open_at_the_windows_end_whatever_came_later():
    """At minute 700: 0 is solved, 1 waits, 2 was solved and comes back at 800, 3 has not arisen."""
    tickets = [
        solved(480.0, 490.0),
        solved(600.0, 710.0, 705.0),
        solved(610.0, 830.0, contacts=2, reopened=1),
        solved(720.0, 730.0),
    ]
    visits = [
        visit(0, "desk", agent=0, queued=480.0, started=480.0, ended=490.0),
        visit(1, "desk", agent=0, queued=600.0, started=705.0, ended=710.0),
        visit(2, "desk", agent=0, queued=610.0, started=610.0, ended=620.0),
        visit(3, "desk", agent=0, queued=720.0, started=720.0, ended=730.0),
        visit(2, "desk", agent=0, queued=800.0, started=800.0, ended=830.0, kind="reopened"),
    ]
    log = log_of(desk(), tickets, visits)
    at = {time: kpis(log, (0.0, time))["backlog_end"] for time in (480.0, 490.0, 615.0, 700.0, 725.0, 810.0)}
    assert at == {480.0: 0.0, 490.0: 1.0, 615.0: 2.0, 700.0: 1.0, 725.0: 1.0, 810.0: 1.0}


@pytest.mark.parametrize("size", [1, 2, 3, 10, 999])
def test_quantiles_are_numpys(size: int):
    waits = np.random.default_rng(size).exponential(30.0, size).round(1)
    tickets = [solved(480.0, 480.0 + 2 * wait, 480.0 + wait) for wait in waits.tolist()]
    found = kpis(log_of(desk(), tickets, []))
    assert found["p50_first_response"] == pytest.approx(np.quantile(waits, 0.5))
    assert found["p90_first_response"] == pytest.approx(np.quantile(waits, 0.9))
    assert found["p90_resolution"] == pytest.approx(np.quantile(2 * waits, 0.9))


def test_a_log_is_measured_without_copying_it():
    log = the_week(desk(TARGETS))
    results = measured(log)
    assert results.ticket_table is log.ticket_table
    assert results.differences(log) == []
    assert results.kpis() == kpis(log)
    assert results.kpis((480.0, 500.0)) == kpis(log, (480.0, 500.0))


def test_the_ticket_grain():
    frame = measured(the_week(desk(TARGETS))).tickets()
    assert frame["wait"].tolist() == [0.0, 15.0, 10.0, 0.0, 15.0, 0.0, NEXT_MONDAY - 1000.0]
    assert frame["handling"].tolist() == [10.0, 40.0, 0.0, 50.0, 5.0, 30.0, 0.0]
    responses = [0.0, 5.0, NAN, 0.0, 50.0, 0.0, NAN]
    assert frame["response_minutes"].tolist() == pytest.approx(responses, nan_ok=True)
    resolutions = [10.0, 55.0, NAN, 230.0, 55.0, 30.0, NAN]
    assert frame["resolution_minutes"].tolist() == pytest.approx(resolutions, nan_ok=True)
    assert frame["met_response"].astype(object).fillna("-").tolist() == [
        True,
        True,
        "-",
        True,
        True,
        True,
        False,
    ]
    assert frame["met_resolution"].astype(object).fillna("-").tolist() == [
        True,
        True,
        "-",
        True,
        True,
        True,
        False,
    ]
    assert frame["outcome"].tolist() == ["resolved"] * 2 + ["gave_up"] + ["resolved"] * 3 + ["open"]
    assert frame["counted"].all()


def test_the_ticket_grain_without_targets_or_tickets():
    frame = measured(the_week(desk())).tickets()
    assert frame["met_resolution"].isna().all()
    assert frame["resolution_target"].isna().all()
    assert len(measured(log_of(desk(), [], [])).tickets()) == 0
