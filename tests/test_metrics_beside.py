"""Conversations at once, breaks, and visits beside a ticket's own way, worked out by hand.

Times are minutes of Monday: 480 is 08:00, the shifts end at 960 (16:00), the calendar closes at 1080 (18:00).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deskside.log import TicketLog
from deskside.metrics import agents_time, intervals, kpis, measured
from deskside.metrics.agents_time import is_failure
from deskside.metrics.side_by_side import SideBySide
from deskside.metrics.work import handling, spells, work
from deskside.scenario import Scenario
from handmade import MONDAY, NAN, TUESDAY, altered, at_desk, desk, log_of, solved, ticket, visit

CHASES = {"groups.staff.chase.progress_after": 60, "groups.staff.chase.receipt_after": 30}
PENDS = {"services.help.pending.share": 0.5, "targets.resolution": [60]}


# ---- conversations at once --------------------------------------------------------------------------------


CHAT = {"channels.phone.at_once": [1, 0.5]}


def two_chats(scenario: Scenario, ends: tuple[float, float] = (530.0, 510.0)) -> TicketLog:
    """One from 500 to 530; another from 500 to 510."""
    tickets = [solved(500.0, end) for end in ends]
    return log_of(scenario, tickets, [at_desk(i, 500.0, 500.0, end) for i, end in enumerate(ends)])


def test_an_agents_minute_counts_once_however_many_they_talk_to():
    log = two_chats(desk(CHAT))
    assert handling(log).tolist() == [5 + 20, 5.0]
    found = kpis(log)
    assert found["utilisation"] == 30.0 / (2 * 5 * 480)
    assert found["contact_effort"] == 30.0 / 2
    assert found["requester_time_lost"] == 30.0 + 10.0
    assert intervals(log).query("team == 'desk'").set_index("minute")["busy"][510.0] == 1.0
    assert measured(log).tickets()["handling"].sum() == 30.0


@pytest.mark.parametrize(
    ("ends", "minutes"), [((530.0, 510.0), [25.0 + 8.0, 5.0]), ((530.0, 530.0), [15.0, 15.0 + 8.0])]
)
def test_who_holds_several_conversations_wraps_up_after_the_last(ends: Any, minutes: list[float]):
    log = two_chats(desk(CHAT | {"teams.desk.wrap_up": 8.0}), ends)
    assert sorted(handling(log)) == sorted(minutes)
    assert kpis(log)["utilisation"] == 38.0 / (2 * 5 * 480)


def test_overtime_with_two_chats_in_hand_counts_once():
    log = altered(two_chats(desk(CHAT)), "visit_table", queued=950.0, started=950.0, ended=[980.0, 970.0])
    found = work(log, spells(log), MONDAY, TUESDAY)
    assert (found.busy, found.overtime) == (30.0, 20.0)


def test_conversations_of_two_agents_are_apart_and_work_in_hand_ends_with_the_log():
    log = log_of(
        desk(CHAT),
        [ticket(arrived=500.0, first_response=500.0, outcome="open") for _ in range(2)],
        [at_desk(0, 500.0, 500.0, NAN), at_desk(1, 500.0, 505.0, NAN, agent=1)],
        until=520.0,
    )
    assert handling(log).tolist() == [20.0, 15.0]
    assert kpis(log)["utilisation"] == 35.0 / (2 * 40)


def test_side_by_side_without_anybody():
    nobody = SideBySide.of(np.empty(0, dtype=np.int32), np.empty(0), np.empty(0))
    assert len(nobody.shares()) == len(nobody.is_last()) == len(nobody.unbroken()[0]) == 0


# ---- people -----------------------------------------------------------------------------------------------


def test_breaks_are_paid_and_nobody_is_on_duty():
    """One agent, 08-16, half an hour in the middle: 11:45 to 12:15. Work that begins at 11:40 takes 10."""
    scenario = desk({"teams.desk.roster.0.break_minutes": 30, "teams.desk.hourly_cost": 60})
    log = log_of(scenario, [solved(700.0, 710.0)], [at_desk(0, 700.0, 700.0, 710.0)])
    found = work(log, spells(log), MONDAY, TUESDAY)
    assert (found.rostered, found.busy, found.overtime, found.cost) == (960.0, 10.0, 0.0, 480.0)
    on_duty = intervals(log).query("team == 'desk'").set_index("minute")["on_duty"]
    assert on_duty[[690.0, 705.0, 720.0, 735.0]].tolist() == [1.0, 0.0, 0.0, 1.0]


def test_breaks_of_a_row_are_staggered():
    scenario = desk({"teams.desk.agents": 3, "teams.desk.roster.0.break_minutes": 30})
    on_duty = intervals(log_of(scenario, [], [])).query("team == 'desk'").set_index("minute")["on_duty"]
    assert on_duty[480.0:945.0].sum() * 15 == 3 * (480 - 30)
    assert on_duty[480.0:945.0].min() == 2.0


# ---- on the line, and beside ------------------------------------------------------------------------------


def test_who_chases_or_is_called_back_is_only_there_while_they_talk():
    call = solved(480.0, 600.0, 590.0, contacts=2)
    visits = [
        at_desk(0, 480.0, NAN, 490.0, agent=-1),
        at_desk(0, 490.0, 590.0, 600.0, "call_back"),
        at_desk(0, 550.0, 560.0, 565.0, "chase"),
        at_desk(0, 600.0, 620.0, 622.0, "check_back"),
    ]
    log = log_of(desk(CHASES), [call], visits)
    assert kpis(log)["requester_time_lost"] == 10.0 + 10.0 + 5.0 + 2.0
    assert kpis(log)["contact_effort"] == (10 + 5 + 2) / 2  # called back, and the chase
    mail = log_of(desk(CHASES), [call._replace(channel="email")], visits)
    assert kpis(mail)["requester_time_lost"] == 0.0


def test_help_and_parts_are_work_and_no_hand_off():
    mail = solved(480.0, 560.0, channel="email")
    visits = [
        at_desk(0, 480.0, 480.0, 520.0),
        visit(0, "second", agent=1, queued=490.0, started=500.0, ended=520.0, kind="help"),
        visit(0, "second", agent=1, queued=520.0, started=530.0, ended=560.0, kind="child"),
    ]
    log = log_of(desk(), [mail], visits)
    found = kpis(log)
    assert found["contact_effort"] == 40.0 + 20.0 + 30.0
    assert (found["transfers_per_ticket"], found["first_contact_resolution"]) == (0.0, 1.0)
    assert found["utilisation"] == 90.0 / (2 * 5 * 480)
    assert agents_time(log)["demand"].tolist() == ["value"] * 3


def test_looks_at_wrong_teams_and_all_that_follows_a_return_are_failure_demand():
    call = solved(480.0, 800.0, contacts=2, transfers=2, reopened=1)
    visits = [
        visit(0, "second", agent=1, queued=480.0, started=480.0, ended=485.0),  # a look
        at_desk(0, 485.0, 485.0, 495.0, "bounced"),
        visit(0, "second", agent=1, queued=495.0, started=495.0, ended=505.0, kind="escalated"),
        at_desk(0, 505.0, 505.0, 508.0, "check_back"),
        at_desk(0, 700.0, 700.0, 710.0, "reopened"),
        visit(0, "second", agent=1, queued=710.0, started=780.0, ended=800.0, kind="escalated"),
        at_desk(0, 800.0, 800.0, 803.0, "check_back"),
    ]
    log = log_of(desk(), [call], visits)
    assert is_failure(log).tolist() == [True, False, False, False, True, True, False]
    rows = agents_time(log).groupby("demand", observed=True)["minutes"].sum().to_dict()
    assert rows == {"value": 10.0 + 10.0 + 3.0 + 3.0, "failure": 5.0 + 10.0 + 20.0}
    assert measured(log).agents_time((0.0, 100.0)).empty


@pytest.mark.parametrize("kind", ["check_back", "chase"])
def test_what_outlasts_a_resolution_leaves_it_resolved(kind: str):
    """Solved at 500, asked until 520, back at 600: at 510 nothing is open."""
    call = solved(480.0, 620.0, contacts=2, reopened=1)
    visits = [
        at_desk(0, 480.0, 480.0, 500.0),
        at_desk(0, 499.0, 505.0, 520.0, kind),
        at_desk(0, 600.0, 610.0, 620.0, "reopened"),
    ]
    log = log_of(desk(), [call], visits)
    assert [kpis(log, (0.0, time))["backlog_end"] for time in (490.0, 510.0, 550.0, 610.0)] == [1, 0, 0, 1]


def test_backlog_holds_what_waits_outside_and_for_other_teams():
    """At 520: 0 waits for its requester, 1 for another team's part, 2 for nobody."""
    tickets = [solved(480.0, 610.0), solved(480.0, 550.0), solved(480.0, 700.0)]
    visits = [
        at_desk(0, 480.0, 480.0, 490.0),
        at_desk(1, 480.0, 490.0, 500.0),
        at_desk(2, 480.0, 500.0, 510.0),
        visit(1, "second", agent=1, queued=500.0, started=540.0, ended=550.0, kind="child"),
        at_desk(0, 600.0, 600.0, 610.0, "returned"),
        at_desk(2, 690.0, 690.0, 700.0, "repeated"),
    ]
    assert kpis(log_of(desk(PENDS), tickets, visits), (0.0, 520.0))["backlog_end"] == 3.0
