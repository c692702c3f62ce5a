"""Tickets that wait for somebody outside, by hand (lever 12, first part)."""

from __future__ import annotations

from typing import Any

import pytest

from by_hand import (
    DESK,
    NO,
    YES,
    Need,
    contact_lines,
    demand_of,
    heard_lines,
    minute,
    run,
    visit_lines,
    waiting_for,
)
from deskside.engines import start
from deskside.scenario import Scenario


def pending(on: str = "supplier", at_most: int = 1, **changes: Any) -> Scenario:
    """An hour outside, and then half the work of a normal visit."""
    rule = {"share": 0.5, "on": on, "after": 60.0, "at_most": at_most, "rest": 0.5}
    return DESK.with_({"services.*.pending": rule} | changes)


def outside(time: str, *after: bool, **more: Any) -> Need:
    """A ticket that waits outside after these visits."""
    answers = {"pending": [YES if yes else NO for yes in after]}
    return Need(time, answers=answers | more.pop("answers", {}), **more)


@pytest.mark.parametrize("on", ["supplier", "requester"])
def test_pending(engine: str, on: str) -> None:
    """Outside from 09:10 to 10:10; the agent is free meanwhile; then five minutes. No further contact."""
    needs = [outside("Mon 09:00", True), Need("Mon 09:05")]
    current = start(demand_of(pending(on), needs), pending(on), engine).advance(minute("Mon 10:00"))
    assert waiting_for(current.log()) == [on, "desk"]
    log = current.finish().log()
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:20",
        "0 returned desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:15",
    ]
    assert contact_lines(log) == ["0 first email Mon 09:00", "1 first email Mon 09:05"]
    assert waiting_for(log) == ["desk", "desk"]


@pytest.mark.parametrize(("at_most", "visits"), [(0, 1), (1, 2), (2, 3), (5, 4)])
def test_how_often_a_ticket_can_wait(engine: str, at_most: int, visits: int) -> None:
    """It would three times: after 30 minutes, after 60, after 90."""
    need = outside("Mon 09:00", True, True, True, answers={"pending_after": [0.5, 1.0, 1.5]})
    assert (
        visit_lines(run(engine, pending(at_most=at_most), [need]))
        == [
            "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
            "0 returned desk, Mon 09:40: agent 0 Mon 09:40 to Mon 09:45",
            "0 returned desk, Mon 10:45: agent 0 Mon 10:45 to Mon 10:50",
            "0 returned desk, Mon 12:20: agent 0 Mon 12:20 to Mon 12:25",
        ][:visits]
    )


def test_pending_with_tiers(engine: str) -> None:
    """Outside before it is handed on; handed on after the rest is done. At the second line: back there.

    Ticket 0 is outside after the desk's visit, ticket 1 after the second line's.
    """
    needs = [
        outside("Mon 09:00", True, False, escalate=[True, True]),
        outside("Mon 11:00", False, True, escalate=[True, False]),
    ]
    assert visit_lines(run(engine, pending(), needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 returned desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:15",
        "0 escalated second, Mon 10:15: agent 1 Mon 10:15 to Mon 10:35",
        "1 first desk, Mon 11:00: agent 0 Mon 11:00 to Mon 11:10",
        "1 escalated second, Mon 11:10: agent 1 Mon 11:10 to Mon 11:30",
        "1 returned second, Mon 12:30: agent 1 Mon 12:30 to Mon 12:40",
    ]


def test_ties_of_pending(engine: str) -> None:
    """At 10:20: ticket 0 returns from outside, ticket 1 is reopened, ticket 2 arrives. In this order."""
    needs = [
        outside("Mon 09:00", True, answers={"pending_after": [70 / 60]}),
        Need("Mon 09:05", reopen=[True]),
        Need("Mon 10:20"),
    ]
    assert visit_lines(run(engine, pending(), needs))[2:] == [
        "0 returned desk, Mon 10:20: agent 0 Mon 10:20 to Mon 10:25",
        "1 reopened desk, Mon 10:20: agent 0 Mon 10:25 to Mon 10:35",
        "2 first desk, Mon 10:20: agent 0 Mon 10:35 to Mon 10:45",
    ]


def test_pending_with_closing_time(engine: str) -> None:
    """Outside for an hour of the clock: back at 16:50, when nobody is on duty any more."""
    assert visit_lines(run(engine, pending(), [outside("Mon 15:40", True)]))[1:] == [
        "0 returned desk, Mon 16:50: agent 0 Tue 08:00 to Tue 08:05"
    ]


def test_pending_with_patience(engine: str) -> None:
    """A caller whose ticket comes back from outside does not wait on the line until 10:38."""
    needs = [outside("Mon 09:00", True, channel="phone"), Need("Mon 10:08", service="long")]
    assert visit_lines(run(engine, pending(), needs))[2:] == [
        "0 returned desk, Mon 10:10: agent 0 Mon 10:38 to Mon 10:43"
    ]


def test_pending_with_reopening(engine: str) -> None:
    """Resolved at 10:15, back at 11:15: a full visit, and no second wait, as one is the most in its life."""
    need = outside("Mon 09:00", True, False, True, reopen=[True])
    assert visit_lines(run(engine, pending(), [need]))[2:] == [
        "0 reopened desk, Mon 11:15: agent 0 Mon 11:15 to Mon 11:25"
    ]


def test_pending_with_unclear_roles(engine: str) -> None:
    """A look at the wrong team is not followed by a wait; the first visit of the right team is."""
    desk = pending(**{"services.*.unclear": 0.5})
    need = outside("Mon 09:00", True, answers={"misrouted": [YES], "wrong_team": [0.0]})
    assert visit_lines(run(engine, desk, [need])) == [
        "0 first second, Mon 09:00: agent 1 Mon 09:00 to Mon 09:04",
        "0 bounced desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:14",
        "0 returned desk, Mon 10:14: agent 0 Mon 10:14 to Mon 10:19",
    ]


def test_pending_with_promises(engine: str) -> None:
    """A promise is no matter while one waits outside: it stays the one of the automatic reply."""
    policy = {"acknowledge": "auto", "promise": "honest", "promise_minutes": [60.0]}
    log = run(engine, pending("requester", policy=policy), [outside("Mon 09:00", True)])
    assert heard_lines(log) == ["0 acknowledged Mon 09:00, promised Mon 10:00"]
