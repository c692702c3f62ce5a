"""How a team works, by hand: work in progress, switching, pressure (levers 9 and 13)."""

from __future__ import annotations

from typing import Any

import pytest

from by_hand import DAY_SHIFT, DESK, NO, TWO_AGENTS, YES, Need, run, ticket_lines, visit_lines

# ---- work in progress and switching -----------------------------------------------------------------------

SUPPLIER = {"services.*.pending": {"share": 0.5, "on": "supplier", "after": 60.0, "rest": 0.5}}


def limited(limit: int | None, **changes: Any) -> Any:
    return DESK.with_(SUPPLIER | {"teams.desk.wip_limit": limit} | changes)


def pends(time: str, *outside: bool, **more: Any) -> Need:
    """A short ticket that waits for the supplier after these visits: an hour, then five minutes' work."""
    return Need(
        time, answers={"pending": [YES if yes else NO for yes in outside]} | more.pop("answers", {}), **more
    )


def test_a_limit_on_work_in_progress(engine: str) -> None:
    """Ticket 0 is with the supplier until 10:10, and the agent begins nothing else.

    As it comes back the agent may begin again and does, before it has queued: ticket 1, then the rest of 0.
    """
    needs = [pends("Mon 09:00", True), Need("Mon 09:05")]
    assert visit_lines(run(engine, limited(1), needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:05: agent 0 Mon 10:10 to Mon 10:20",
        "0 returned desk, Mon 10:10: agent 0 Mon 10:20 to Mon 10:25",
    ]
    assert visit_lines(run(engine, limited(None), needs))[1:] == [
        "1 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:20",
        "0 returned desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:15",
    ]


def test_a_limit_of_two(engine: str) -> None:
    """Tickets 0 and 1 are outside until 10:10 and 10:20, so ticket 2 waits until 10:10.

    At 10:20 the agent is free before 1 comes back: the rest of 0, then of 1.
    """
    needs = [pends("Mon 09:00", True), pends("Mon 09:05", True), Need("Mon 09:15")]
    assert visit_lines(run(engine, limited(2), needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:20",
        "2 first desk, Mon 09:15: agent 0 Mon 10:10 to Mon 10:20",
        "0 returned desk, Mon 10:10: agent 0 Mon 10:20 to Mon 10:25",
        "1 returned desk, Mon 10:20: agent 0 Mon 10:25 to Mon 10:30",
    ]


def test_whose_hands_are_full_is_passed_over(engine: str) -> None:
    """At 09:40 agent 0 has been idle longest, and holds ticket 0: agent 1 takes ticket 2."""
    needs = [pends("Mon 09:00", True), Need("Mon 09:20"), Need("Mon 09:40")]
    for limit, agent in ((1, 1), (None, 0)):
        lines = visit_lines(run(engine, limited(limit, **TWO_AGENTS), needs))
        assert lines[1] == "1 first desk, Mon 09:20: agent 1 Mon 09:20 to Mon 09:30"
        assert lines[2] == f"2 first desk, Mon 09:40: agent {agent} Mon 09:40 to Mon 09:50"


def test_a_limit_with_chases_and_with_check_backs(engine: str) -> None:
    """A question is no new work: the agent whose hands are full answers it, and calls a requester back.

    At 09:20 the agent begins to hold ticket 1 and calls about 0; at 09:35 somebody asks about 1. Ticket 2 has
    to wait until 10:20.
    """
    desk = limited(1, **{"groups.staff.chase.progress_after": 30.0, "teams.desk.check_back": 0.5})
    needs = [
        Need("Mon 09:00", group="guests", answers={"check_back": [YES]}),
        pends("Mon 09:05", True, answers={"check_back": [YES], "chase_progress": [1.0, 99.0]}),
        Need("Mon 09:11", group="guests", answers={"check_back": [NO]}),
        Need("Mon 09:12", group="guests", service="long"),
    ]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:20",
        "0 check_back desk, Mon 09:10: agent 0 Mon 09:20 to Mon 09:23",
        "2 first desk, Mon 09:11: agent 0 Mon 10:20 to Mon 10:30",
        "3 first desk, Mon 09:12: agent 0 Mon 10:30 to Mon 11:00",
        "1 chase desk, Mon 09:35: agent 0 Mon 09:35 to Mon 09:38",
        "1 returned desk, Mon 10:20: agent 0 Mon 11:00 to Mon 11:05",
        "1 check_back desk, Mon 11:05: agent 0 Mon 11:05 to Mon 11:08",
    ]


def test_a_limit_with_tiers(engine: str) -> None:
    """The second line's agent holds ticket 0 from 09:30 to 10:30: what is handed on at 09:50 is new work."""
    desk = DESK.with_(SUPPLIER | {"teams.second.wip_limit": 1})
    needs = [
        Need("Mon 09:00", escalate=[True], answers={"pending": [NO, YES]}),
        Need("Mon 09:40", escalate=[True]),
    ]
    assert visit_lines(run(engine, desk, needs))[1:] == [
        "0 escalated second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:30",
        "1 first desk, Mon 09:40: agent 0 Mon 09:40 to Mon 09:50",
        "1 escalated second, Mon 09:50: agent 1 Mon 10:30 to Mon 10:50",
        "0 returned second, Mon 10:30: agent 1 Mon 10:50 to Mon 11:00",
    ]


def test_a_limit_with_an_owner(engine: str) -> None:
    """Ticket 0 is agent 0's and comes back at 10:10; they hold ticket 1 until 10:50 and begin nothing.

    A reopened ticket is new work: it waits until then. "shared": agent 1 takes it at once.
    """
    needs = [Need("Mon 09:00", reopen=[True]), Need("Mon 09:05"), pends("Mon 09:40", True)]
    for ownership, line in (
        ("owner", "0 reopened desk, Mon 10:10: agent 0 Mon 10:50 to Mon 11:00"),
        ("shared", "0 reopened desk, Mon 10:10: agent 1 Mon 10:10 to Mon 10:20"),
    ):
        changes = TWO_AGENTS | {"teams.desk.ownership": ownership}
        lines = visit_lines(run(engine, limited(1, **changes), needs))
        assert lines[2] == "2 first desk, Mon 09:40: agent 0 Mon 09:40 to Mon 09:50"
        assert lines[3] == line


def test_switching_costs_time(engine: str) -> None:
    """Three minutes for each ticket one holds: 13 with one, 16 with two; none for the last one to go on with.

    At half the pace all of it takes twice as long.
    """
    needs = [pends("Mon 09:00", True), pends("Mon 09:10", True), Need("Mon 09:25"), Need("Mon 10:45")]
    lines = visit_lines(run(engine, limited(None, **{"teams.desk.switching": 3.0}), needs))
    assert lines == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:10: agent 0 Mon 09:10 to Mon 09:23",
        "2 first desk, Mon 09:25: agent 0 Mon 09:25 to Mon 09:41",
        "0 returned desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:18",
        "1 returned desk, Mon 10:23: agent 0 Mon 10:23 to Mon 10:28",
        "3 first desk, Mon 10:45: agent 0 Mon 10:45 to Mon 10:55",
    ]
    slow = {"teams.desk.switching": 3.0, "teams.desk.roster": [DAY_SHIFT | {"speed": 0.5}]}
    assert visit_lines(run(engine, limited(None, **slow), [pends("Mon 09:00", True), Need("Mon 09:30")]))[
        1:
    ] == [
        "1 first desk, Mon 09:30: agent 0 Mon 09:30 to Mon 09:56",
        "0 returned desk, Mon 10:20: agent 0 Mon 10:20 to Mon 10:30",
    ]


def test_switching_with_chases(engine: str) -> None:
    """The question about the ticket that is outside costs three minutes, and three to find back."""
    desk = limited(None, **{"teams.desk.switching": 3.0, "groups.staff.chase.progress_after": 30.0})
    need = pends("Mon 09:00", True, answers={"chase_progress": [1.0, 99.0]})
    assert (
        visit_lines(run(engine, desk, [need]))[1] == "0 chase desk, Mon 09:30: agent 0 Mon 09:30 to Mon 09:36"
    )


def test_switching_is_not_for_looks_and_words_of_an_incident(engine: str) -> None:
    """Agent 1, of the second line, holds ticket 0, and sees in four minutes that ticket 1 is not theirs.

    Agent 0 holds ticket 2, and tells in two minutes that the failure is known.
    """
    outage = {
        "name": "outage",
        "service": "short",
        "group": "staff",
        "at": 600.0,
        "contacts": 10.0,
        "spread": 30.0,
        "mended_after": 60.0,
    }
    desk = DESK.with_(
        SUPPLIER | {"services.short.unclear": 0.5, "teams.*.switching": 3.0, "incidents": [outage]}
    )
    needs = [
        Need("Mon 09:00", escalate=[True], answers={"pending": [NO, YES]}),
        Need("Mon 09:40", answers={"misrouted": [YES], "wrong_team": [0.0]}),
        pends("Mon 09:55", True),
        Need("Mon 10:10", incident="outage"),
    ]
    lines = visit_lines(run(engine, desk, needs))
    assert lines[2] == "1 first second, Mon 09:40: agent 1 Mon 09:40 to Mon 09:44"
    assert lines[5] == "3 first desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:12"


# ---- pressure on handling time (lever 13) -----------------------------------------------------------------


@pytest.mark.parametrize(("pressure", "lines"), [(0.0, 1), (0.2, 2)])
def test_pressure(engine: str, pressure: float, lines: int) -> None:
    """A fifth less: eight minutes; and three times as many returns: .6 of them instead of .2."""
    desk = DESK.with_({"services.short.reopen.share": 0.2, "teams.desk.pressure": pressure})
    found = visit_lines(run(engine, desk, [Need("Mon 09:00", answers={"reopen": [0.5, NO]})]))
    assert len(found) == lines
    assert found[0].endswith("Mon 09:08" if pressure else "Mon 09:10")


@pytest.mark.parametrize(("team", "ends", "returns"), [("desk", "09:28", 0), ("second", "09:26", 1)])
def test_pressure_with_tiers(engine: str, team: str, ends: str, returns: int) -> None:
    """8 + 20 or 10 + 16 minutes; it is the haste of the team that resolves it that brings it back."""
    desk = DESK.with_({"services.short.reopen.share": 0.2, f"teams.{team}.pressure": 0.2})
    log = run(engine, desk, [Need("Mon 09:00", escalate=[True], answers={"reopen": [0.5, NO]})])
    assert visit_lines(log)[1].endswith(f"Mon {ends}")
    assert log.ticket_table.reopened.tolist() == [returns]


def test_pressure_with_chases_and_check_backs(engine: str) -> None:
    """It shortens the work and not the words: three minutes for a question and for a call back."""
    desk = DESK.with_(
        TWO_AGENTS
        | {
            "services.short.reopen.share": 0.0,
            "teams.desk.pressure": 0.5,
            "teams.desk.check_back": 0.5,
            "groups.staff.chase.receipt_after": 2.0,
        }
    )
    assert visit_lines(run(engine, desk, [Need("Mon 09:00", answers={"check_back": [YES]})])) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:05",
        "0 chase desk, Mon 09:02: agent 1 Mon 09:02 to Mon 09:05",
        "0 check_back desk, Mon 09:05: agent 0 Mon 09:05 to Mon 09:08",
    ]
    assert ticket_lines(run(engine, desk, [Need("Mon 09:00")])) == [
        "0 resolved Mon 09:05, first response Mon 09:00"
    ]
