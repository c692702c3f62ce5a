"""Other teams' parts of a ticket, by hand (lever 12, second part): child tickets, one way and both ways."""

from __future__ import annotations

from typing import Any

import pytest

from by_hand import (
    DAY_SHIFT,
    DESK,
    NO,
    TWO_AGENTS,
    YES,
    Need,
    demand_of,
    minute,
    run,
    ticket_lines,
    visit_lines,
    waiting_for,
)
from deskside.engines import start
from deskside.scenario import Scenario


def part(team: str, minutes: float, share: float = 1.0) -> dict[str, Any]:
    return {"team": team, "share": share, "effort": {"mean": minutes, "kind": "constant"}}


#: Short work needs 20 minutes of the second line (agent 1) and 40 of the third (agent 2).
SHARED_WORK = DESK.with_(
    {
        "teams.third": {"discipline": "first-come", "roster": [DAY_SHIFT]},
        "services.short.children": [part("second", 20.0), part("third", 40.0)],
    }
)


def test_parts_are_done_side_by_side(engine: str) -> None:
    """From 09:10 to 09:30 and to 09:50; then it is done. The agent of the desk is free from 09:10 on."""
    needs = [Need("Mon 09:00"), Need("Mon 09:05", service="long")]
    current = start(demand_of(SHARED_WORK, needs), SHARED_WORK, engine).advance(minute("Mon 09:40"))
    assert waiting_for(current.log()) == ["other_teams", "desk"]
    log = current.finish().log()
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:40",
        "0 child second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:30",
        "0 child third, Mon 09:10: agent 2 Mon 09:10 to Mon 09:50",
    ]
    assert ticket_lines(log)[0] == "0 resolved Mon 09:50, first response Mon 09:00"
    assert log.ticket_table.contacts.tolist() == [1, 1]
    assert log.ticket_table.transfers.tolist() == [0, 0]


def test_a_visit_to_close(engine: str) -> None:
    desk = SHARED_WORK.with_({"services.short.closing": 0.5})
    assert visit_lines(run(engine, desk, [Need("Mon 09:00")]))[3:] == [
        "0 returned desk, Mon 09:50: agent 0 Mon 09:50 to Mon 09:55"
    ]


def test_not_all_tickets_need_all_parts(engine: str) -> None:
    parts = [part("second", 20.0, share=0.5), part("third", 40.0, share=0.5)]
    desk = SHARED_WORK.with_({"services.short.children": parts})
    needs = [
        Need("Mon 09:00", answers={"child 0": [YES], "child 1": [NO]}),
        Need("Mon 09:10", answers={"child 0": [NO], "child 1": [NO]}),
    ]
    assert ticket_lines(run(engine, desk, needs)) == [
        "0 resolved Mon 09:30, first response Mon 09:00",
        "1 resolved Mon 09:20, first response Mon 09:10",
    ]


def test_parts_wait_in_queues_and_for_shifts(engine: str) -> None:
    """The third team goes home at 09:00: its part waits until Tuesday, and with it the ticket.

    The second line does the parts of tickets 0 and 1 one after the other.
    """
    desk = SHARED_WORK.with_({"teams.third.roster.0.shift": ["Mon-Fri 08:00-09:00"]})
    log = run(engine, desk, [Need("Mon 09:00"), Need("Mon 09:05")])
    assert visit_lines(log)[2:] == [
        "0 child second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:30",
        "0 child third, Mon 09:10: agent 2 Tue 08:00 to Tue 08:40",
        "1 child second, Mon 09:20: agent 1 Mon 09:30 to Mon 09:50",
        "1 child third, Mon 09:20: agent 2 Tue 08:40 to Tue 09:20",
    ]
    assert [line.split(",")[0] for line in ticket_lines(log)] == [
        "0 resolved Tue 08:40",
        "1 resolved Tue 09:20",
    ]


def test_parts_that_end_in_the_same_minute(engine: str) -> None:
    """Both until 09:30, and it is closed once."""
    desk = SHARED_WORK.with_(
        {
            "services.short.children": [part("second", 20.0), part("third", 20.0)],
            "services.short.closing": 1.0,
        }
    )
    assert visit_lines(run(engine, desk, [Need("Mon 09:00")]))[1:] == [
        "0 child second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:30",
        "0 child third, Mon 09:10: agent 2 Mon 09:10 to Mon 09:30",
        "0 returned desk, Mon 09:30: agent 0 Mon 09:30 to Mon 09:40",
    ]


# ---- both ways --------------------------------------------------------------------------------------------


def both_ways(**changes: Any) -> Scenario:
    """Pilots and crew: short work is the desk's and needs the second line, long work the other way round."""
    return DESK.with_(
        {
            "services.short.children": [part("second", 20.0)],
            "services.long.children": [part("desk", 30.0)],
            "services.long.team": "second",
            "services.long.effort.second.mean": 10.0,
            "services.long.escalate": {},
            "services.*.closing": 0.5,
        }
        | changes
    )


def test_two_teams_that_need_each_other(engine: str) -> None:
    """Both begin at 09:00 and at 09:10 need the other one, who is free: nobody waits for somebody who waits.

    At 09:30 the desk's ticket returns and finds its agent busy with the other's part until 09:40; five
    minutes then, and five for the second line's at 09:40.
    """
    needs = [Need("Mon 09:00"), Need("Mon 09:00", service="long")]
    assert visit_lines(run(engine, both_ways(), needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first second, Mon 09:00: agent 1 Mon 09:00 to Mon 09:10",
        "0 child second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:30",
        "1 child desk, Mon 09:10: agent 0 Mon 09:10 to Mon 09:40",
        "0 returned desk, Mon 09:30: agent 0 Mon 09:40 to Mon 09:45",
        "1 returned second, Mon 09:40: agent 1 Mon 09:40 to Mon 09:45",
    ]


def test_two_teams_that_need_each_other_under_a_wip_limit(engine: str) -> None:
    """Each agent holds a ticket, which is the limit; the other's part must go on all the same."""
    needs = [Need("Mon 09:00"), Need("Mon 09:00", service="long")]
    log = run(engine, both_ways(**{"teams.*.wip_limit": 1}), needs)
    assert [line.split(",")[0] for line in ticket_lines(log)] == [
        "0 resolved Mon 09:45",
        "1 resolved Mon 09:45",
    ]


def test_a_part_for_ones_own_team(engine: str) -> None:
    """Nothing forbids it: the agent is free first, takes ticket 1, and then the part of 0."""
    desk = DESK.with_({"services.short.children": [part("desk", 20.0)]})
    assert visit_lines(run(engine, desk, [Need("Mon 09:00"), Need("Mon 09:05", service="long")])) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:40",
        "0 child desk, Mon 09:10: agent 0 Mon 09:40 to Mon 10:00",
    ]


# ---- with other levers ------------------------------------------------------------------------------------


def test_parts_with_a_wip_limit(engine: str) -> None:
    """The desk's agent holds ticket 0 until 09:50: then ticket 1, then the visit to close 0."""
    desk = SHARED_WORK.with_({"services.short.closing": 0.5, "teams.desk.wip_limit": 1})
    lines = visit_lines(run(engine, desk, [Need("Mon 09:00"), Need("Mon 09:15", service="long")]))
    assert lines[1:] == [
        "0 child second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:30",
        "0 child third, Mon 09:10: agent 2 Mon 09:10 to Mon 09:50",
        "1 first desk, Mon 09:15: agent 0 Mon 09:50 to Mon 10:20",
        "0 returned desk, Mon 09:50: agent 0 Mon 10:20 to Mon 10:25",
    ]


@pytest.mark.parametrize(("ownership", "agent", "start"), [("owner", 0, "10:00"), ("shared", 1, "09:50")])
def test_parts_with_an_owner(engine: str, ownership: str, agent: int, start: str) -> None:
    """The visit to close is the owner's, who is busy from 09:30 to 10:00. The desk has agents 0 and 1."""
    desk = SHARED_WORK.with_(TWO_AGENTS | {"services.short.closing": 0.5, "teams.desk.ownership": ownership})
    needs = [
        Need("Mon 09:00"),
        Need("Mon 09:15", service="long", group="guests"),
        Need("Mon 09:30", service="long"),
    ]
    lines = visit_lines(run(engine, desk, needs))
    assert lines[3:5] == [
        "1 first desk, Mon 09:15: agent 1 Mon 09:15 to Mon 09:45",
        "2 first desk, Mon 09:30: agent 0 Mon 09:30 to Mon 10:00",
    ]
    assert lines[5].startswith(f"0 returned desk, Mon 09:50: agent {agent} Mon {start}")


def test_parts_with_tiers(engine: str) -> None:
    """Other teams first. Closed by itself, nothing is handed on; after a visit to close it can be."""
    need = Need("Mon 09:00", escalate=[True, True])
    assert ticket_lines(run(engine, SHARED_WORK, [need])) == [
        "0 resolved Mon 09:50, first response Mon 09:00"
    ]
    desk = SHARED_WORK.with_({"services.short.closing": 0.5})
    assert visit_lines(run(engine, desk, [need]))[3:] == [
        "0 returned desk, Mon 09:50: agent 0 Mon 09:50 to Mon 09:55",
        "0 escalated second, Mon 09:55: agent 1 Mon 09:55 to Mon 10:15",
    ]


def test_parts_with_pending_and_reopening(engine: str) -> None:
    """Outside until 10:10, five minutes, then the parts until 10:55. Back at 11:55: no parts again."""
    desk = SHARED_WORK.with_(
        {"services.short.pending": {"share": 0.5, "after": 60.0, "rest": 0.5, "on": "supplier"}}
    )
    need = Need("Mon 09:00", reopen=[True], answers={"pending": [YES]})
    assert visit_lines(run(engine, desk, [need])) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 returned desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:15",
        "0 child second, Mon 10:15: agent 1 Mon 10:15 to Mon 10:35",
        "0 child third, Mon 10:15: agent 2 Mon 10:15 to Mon 10:55",
        "0 reopened desk, Mon 11:55: agent 0 Mon 11:55 to Mon 12:05",
    ]


def test_parts_with_chases(engine: str) -> None:
    """The question goes to the team that has the ticket, not to those that do their parts."""
    desk = SHARED_WORK.with_({"groups.staff.chase.progress_after": 30.0, "policy.acknowledge": "auto"})
    assert visit_lines(run(engine, desk, [Need("Mon 09:00", answers={"chase_progress": [1, 99]})]))[3:] == [
        "0 chase desk, Mon 09:30: agent 0 Mon 09:30 to Mon 09:33"
    ]


def test_parts_with_skills(engine: str) -> None:
    """Only agent 2, of the second line, can do short work; agent 1 stays idle."""
    roster = [DAY_SHIFT | {"skills": ["long"]}, DAY_SHIFT]
    desk = DESK.with_({"services.short.children": [part("second", 20.0)], "teams.second.roster": roster})
    assert visit_lines(run(engine, desk, [Need("Mon 09:00")]))[1:] == [
        "0 child second, Mon 09:10: agent 2 Mon 09:10 to Mon 09:30"
    ]
