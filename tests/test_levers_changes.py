"""A policy that changes on the way, by hand, for levers that carry something in hand.

What is in hand and agreed (running work, timers) goes on as it was. Who waits queues again by the new rules,
in the order they queued before.
"""

from __future__ import annotations

from typing import Any

import pytest

from by_hand import (
    DAY_SHIFT,
    DESK,
    YES,
    Need,
    contact_lines,
    demand_of,
    heard_lines,
    minute,
    ticket_lines,
    visit_lines,
)
from deskside.engines import start
from deskside.log import TicketLog
from deskside.scenario import Scenario


def changed(engine: str, desk: Scenario, needs: list[Need], time: str, changes: dict[str, Any]) -> TicketLog:
    """A run of these needs in which another policy comes into force at ``time``."""
    current = start(demand_of(desk, needs), desk, engine).advance(minute(time))
    return current.advance(minute(time), desk.with_(changes)).finish().log()


# ---- chats in hand ----------------------------------------------------------------------------------------

CHAT = DESK.with_({"channels.phone.at_once": [1.0, 0.5], "channels.phone.patience": None})


def test_another_pace_for_chats_in_hand(engine: str) -> None:
    """Clock 4 at 09:04, 7 at 09:10. From then on a quarter of full pace.

    Three minutes of ticket 0 take twelve: 09:22; four of ticket 1, alone: 09:26. What has been said is said:
    at the old pace they would have ended at 09:16 and 09:20.
    """
    needs = [Need("Mon 09:00", channel="phone"), Need("Mon 09:04", channel="phone")]
    log = changed(engine, CHAT, needs, "Mon 09:10", {"channels.phone.at_once": [1.0, 0.25]})
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:22",
        "1 first desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:26",
    ]


def test_no_more_chats_side_by_side(engine: str) -> None:
    """From 09:05 on one at a time: ticket 0 alone until 09:10, and only then the chat of 09:06."""
    needs = [Need("Mon 09:00", channel="phone"), Need("Mon 09:06", channel="phone")]
    log = changed(engine, CHAT, needs, "Mon 09:05", {"channels.phone.at_once": [1.0]})
    assert visit_lines(log)[1:] == ["1 first desk, Mon 09:06: agent 0 Mon 09:10 to Mon 09:20"]


@pytest.mark.parametrize("another", [False, True])
def test_more_chats_side_by_side(engine: str, another: bool) -> None:
    """Ticket 2 waits, as two are the most; from 09:08 on it is three, all at half pace.

    Nobody looks again before a chat ends, at 09:16, or the next one comes: ticket 3 at 09:10, which waits in
    its turn. Then 2 joins at clock 7 and is over at 17, 3 at clock 10 (09:16) and is over at 20.
    """
    needs = [Need(f"Mon 09:{m}", channel="phone") for m in ("00", "04", "05", "10")[: 4 if another else 3]]
    log = changed(engine, CHAT, needs, "Mon 09:08", {"channels.phone.at_once": [1.0, 0.5, 0.5]})
    expected = [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:16",
        "1 first desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:24",
        "2 first desk, Mon 09:05: agent 0 Mon 09:16 to Mon 09:30",
    ]
    if another:
        expected[2:] = [
            "2 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:30",
            "3 first desk, Mon 09:10: agent 0 Mon 09:16 to Mon 09:33",
        ]
    assert visit_lines(log) == expected


def test_somebody_who_chats_leaves_the_roster(engine: str) -> None:
    """Both conversations are finished, at 09:16 and 09:20; the third one gets nobody before the new shift."""
    needs = [Need(f"Mon 09:0{i}", channel="phone") for i in (0, 4, 5)]
    log = changed(engine, CHAT, needs, "Mon 09:10", {"teams.desk.roster.0.shift": ["Mon-Fri 12:00-16:00"]})
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:16",
        "1 first desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:20",
        "2 first desk, Mon 09:05: agent 0 Mon 12:00 to Mon 12:10",
    ]


# ---- mail that nobody has read ----------------------------------------------------------------------------

READING = DESK.with_({"teams.desk.reads_at": ["Mon-Fri 09:00", "Mon-Fri 14:00"]})


@pytest.mark.parametrize(
    ("times", "begins"),
    [([], "Mon 10:00"), (["Mon-Fri 11:00"], "Mon 11:00"), (["Mon-Fri 09:30"], "Tue 09:30")],
)
def test_unread_mail(engine: str, times: list[str], begins: str) -> None:
    """Mail of 09:10; at 10:00 the team begins to read as it comes, or at other times."""
    log = changed(engine, READING, [Need("Mon 09:10")], "Mon 10:00", {"teams.desk.reads_at": times})
    assert visit_lines(log)[0].startswith(f"0 first desk, Mon 09:10: agent 0 {begins}")


def test_unread_mail_queues_in_its_order(engine: str) -> None:
    """A call keeps the agent busy until 10:05; then the mail of 09:10, then that of 09:20."""
    needs = [Need("Mon 09:10"), Need("Mon 09:20"), Need("Mon 09:55", channel="phone")]
    log = changed(engine, READING, needs, "Mon 10:00", {"teams.desk.reads_at": []})
    assert visit_lines(log)[:2] == [
        "0 first desk, Mon 09:10: agent 0 Mon 10:05 to Mon 10:15",
        "1 first desk, Mon 09:20: agent 0 Mon 10:15 to Mon 10:25",
    ]


# ---- tickets that somebody holds --------------------------------------------------------------------------

OUTSIDE = DESK.with_({"services.*.pending": {"share": 0.5, "on": "supplier", "after": 60.0, "rest": 0.5}})


def outside(time: str) -> Need:
    return Need(time, answers={"pending": [YES]})


def test_a_limit_that_is_lifted(engine: str) -> None:
    """The agent holds ticket 0 and leaves ticket 1 alone, until at 09:30 there is no limit any more."""
    desk = OUTSIDE.with_({"teams.desk.wip_limit": 1})
    log = changed(
        engine, desk, [outside("Mon 09:00"), Need("Mon 09:15")], "Mon 09:30", {"teams.desk.wip_limit": None}
    )
    assert visit_lines(log)[1:] == [
        "1 first desk, Mon 09:15: agent 0 Mon 09:30 to Mon 09:40",
        "0 returned desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:15",
    ]


def test_a_limit_that_comes(engine: str) -> None:
    """From 09:30 on one is the most: whoever holds two begins nothing before 10:30, when both are back."""
    needs = [outside("Mon 09:00"), outside("Mon 09:20"), Need("Mon 09:40")]
    log = changed(engine, OUTSIDE, needs, "Mon 09:30", {"teams.desk.wip_limit": 1})
    assert visit_lines(log)[2:] == [
        "2 first desk, Mon 09:40: agent 0 Mon 10:30 to Mon 10:40",
        "0 returned desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:15",
        "1 returned desk, Mon 10:30: agent 0 Mon 10:40 to Mon 10:45",
    ]


def test_what_waits_outside_keeps_its_time(engine: str) -> None:
    """The supplier answers at 10:10 as agreed; the work that is left is what the new policy says."""
    rule = {"share": 0.5, "on": "supplier", "after": 600.0, "rest": 2.0}
    log = changed(engine, OUTSIDE, [outside("Mon 09:00")], "Mon 09:30", {"services.*.pending": rule})
    assert visit_lines(log)[1:] == ["0 returned desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:30"]


def test_the_last_lever_goes_while_its_ticket_waits(engine: str) -> None:
    """Back at 10:10 for half of its work; nothing pends any more from 10:15 on, and it still is half."""
    needs = [outside("Mon 09:00"), Need("Mon 10:00", service="long")]
    rule = {"share": 0.0, "on": "supplier", "after": 60.0, "rest": 1.0}
    log = changed(engine, OUTSIDE, needs, "Mon 10:15", {"services.*.pending": rule})
    assert visit_lines(log)[1:] == [
        "1 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:30",
        "0 returned desk, Mon 10:10: agent 0 Mon 10:30 to Mon 10:35",
    ]


# ---- owners -----------------------------------------------------------------------------------------------

#: Agent 0 has ticket 0, which comes back at 10:10 while they are busy until 10:30; agent 1 is free.
WITH_OWNER = [Need("Mon 09:00", reopen=[True]), Need("Mon 09:05"), Need("Mon 10:00", service="long")]
OWNED = DESK.with_(
    {
        "teams.desk.roster": [DAY_SHIFT, DAY_SHIFT],
        "teams.desk.ownership": "owner",
        "teams.desk.hand_over": 5.0,
    }
)


def test_an_owner_who_leaves_the_roster(engine: str) -> None:
    """At 10:15 agent 0 is off the roster: agent 1 takes the ticket, and has to read in."""
    log = changed(engine, OWNED, WITH_OWNER, "Mon 10:15", {"teams.desk.roster.0.agents": 0})
    assert visit_lines(log)[2:] == [
        "2 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:30",
        "0 reopened desk, Mon 10:10: agent 1 Mon 10:15 to Mon 10:30",
    ]


def test_tickets_that_are_shared_from_now_on(engine: str) -> None:
    log = changed(engine, OWNED, WITH_OWNER, "Mon 10:15", {"teams.desk.ownership": "shared"})
    assert visit_lines(log)[3:] == ["0 reopened desk, Mon 10:10: agent 1 Mon 10:15 to Mon 10:25"]


def test_tickets_that_are_owned_from_now_on(engine: str) -> None:
    """Whoever worked on it last is the owner from 10:05 on, though nobody cared then."""
    desk = OWNED.with_({"teams.desk.ownership": "shared"})
    log = changed(engine, desk, WITH_OWNER, "Mon 10:05", {"teams.desk.ownership": "owner"})
    assert visit_lines(log)[3:] == ["0 reopened desk, Mon 10:10: agent 0 Mon 10:30 to Mon 10:40"]


# ---- help, words, incidents -------------------------------------------------------------------------------


def test_somebody_who_waits_for_help(engine: str) -> None:
    """Held until 09:20 as agreed at 09:10, though from 09:15 on one would wait for an hour."""
    rule = {"to": "second", "share": 0.5, "how": "swarm", "hold": 10.0, "help_effort": 0.5}
    desk = DESK.with_(
        {
            "services.short.escalate": {"desk": rule},
            "services.long.team": "second",
            "services.long.escalate": {},
        }
    )
    needs = [Need("Mon 09:00", escalate=[True]), Need("Mon 09:05", service="long")]
    log = changed(engine, desk, needs, "Mon 09:15", {"services.short.escalate.desk.hold": 60.0})
    assert visit_lines(log)[0] == "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:20"
    assert visit_lines(log)[-1] == "0 escalated second, Mon 09:20: agent 1 Mon 09:25 to Mon 09:45"


def test_a_question_that_is_due(engine: str) -> None:
    """It comes at 10:00 as planned; the next one, by the new policy, five hours later, does not."""
    desk = DESK.with_(
        {
            "teams.desk.roster.0.agents": 2,
            "services.long.effort.desk.mean": 240.0,
            "groups.staff.chase": {"progress_after": 60.0},
        }
    )
    log = changed(
        engine,
        desk,
        [Need("Mon 09:00", service="long")],
        "Mon 09:30",
        {"groups.staff.chase.progress_after": 300.0, "policy.promise": "honest"},
    )
    assert contact_lines(log)[1:] == ["0 chase_progress email Mon 10:00"]
    assert heard_lines(log) == ["0 acknowledged Mon 10:03, promised Tue 08:03"]


@pytest.mark.parametrize(
    ("before", "time", "after", "leaves"),
    [
        (None, "Mon 09:10", 20.0, "Mon 09:20"),  # announced in time
        (None, "Mon 09:25", 20.0, "Mon 09:25"),  # announced at once
        (20.0, "Mon 09:10", None, "Mon 10:00"),  # not announced after all: waits until it is mended
        (20.0, "Mon 09:10", 40.0, "Mon 09:40"),  # put off
    ],
)
def test_a_broadcast_that_is_decided_on_the_way(
    engine: str, before: float | None, time: str, after: float | None, leaves: str
) -> None:
    """The outage lasts from 09:00 to 10:00; the only agent is busy until 13:00."""
    outage = {
        "name": "outage",
        "service": "short",
        "group": "staff",
        "at": 540.0,
        "contacts": 10.0,
        "spread": 30.0,
        "mended_after": 60.0,
    }
    desk = DESK.with_(
        {
            "incidents": [outage],
            "policy.broadcast_after": before,
            "services.long.effort.desk.mean": 240.0,
        }
    )
    needs = [
        Need("Mon 09:00", service="long"),
        Need("Mon 09:05", incident="outage", answers={"broadcast": [YES]}),
    ]
    log = changed(engine, desk, needs, time, {"policy.broadcast_after": after})
    assert visit_lines(log)[1:] == [f"1 first desk, Mon 09:05: gave up {leaves}"]
    assert ticket_lines(log)[1] == "1 resolved Mon 10:00, first response never"


def test_a_break_that_is_moved(engine: str) -> None:
    """11:45 to 12:15; at 11:50 it is shortened to 10 minutes, 11:55 to 12:05, so it has not begun."""
    desk = DESK.with_({"teams.desk.roster.0.break_minutes": 30})
    log = changed(
        engine,
        desk,
        [Need("Mon 11:46"), Need("Mon 11:56")],
        "Mon 11:50",
        {"teams.desk.roster.0.break_minutes": 10},
    )
    assert visit_lines(log) == [
        "0 first desk, Mon 11:46: agent 0 Mon 11:50 to Mon 12:00",
        "1 first desk, Mon 11:56: agent 0 Mon 12:05 to Mon 12:15",
    ]
