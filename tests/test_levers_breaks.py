"""Planned breaks by hand (lever 17): where they lie, and what they do to work and callers."""

from __future__ import annotations

from by_hand import DAY_SHIFT, DESK, YES, Need, run, ticket_lines, visit_lines

#: One agent: the break of 30 minutes lies in the middle of 08:00 to 16:00, from 11:45 to 12:15.
RESTED = DESK.with_({"teams.desk.roster": [DAY_SHIFT | {"break_minutes": 30}]})


def test_a_break(engine: str) -> None:
    """Work in hand at 11:45 is finished, at 11:50; the next ticket waits until 12:15."""
    needs = [Need("Mon 11:40"), Need("Mon 11:44"), Need("Mon 12:15")]
    assert visit_lines(run(engine, RESTED, needs)) == [
        "0 first desk, Mon 11:40: agent 0 Mon 11:40 to Mon 11:50",
        "1 first desk, Mon 11:44: agent 0 Mon 12:15 to Mon 12:25",
        "2 first desk, Mon 12:15: agent 0 Mon 12:25 to Mon 12:35",
    ]


def test_breaks_are_staggered(engine: str) -> None:
    """Two agents, 480 minutes: the middles lie at 160 and 320, so 10:25 to 10:55 and 13:05 to 13:35.

    At 10:25 agent 0 (longest idle, lower number) is away, so agent 1 takes tickets 0 and 1. At 13:10 agent 1
    is away, and agent 0 takes both.
    """
    desk = RESTED.with_({"teams.desk.roster.0.agents": 2})
    needs = [Need("Mon 10:25"), Need("Mon 10:26"), Need("Mon 13:10"), Need("Mon 13:11")]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 10:25: agent 1 Mon 10:25 to Mon 10:35",
        "1 first desk, Mon 10:26: agent 1 Mon 10:35 to Mon 10:45",
        "2 first desk, Mon 13:10: agent 0 Mon 13:10 to Mon 13:20",
        "3 first desk, Mon 13:11: agent 0 Mon 13:20 to Mon 13:30",
    ]


def test_a_break_with_callers(engine: str) -> None:
    """Nobody is on duty in the break: callers are refused, or wait as long as their patience lasts."""
    call = Need("Mon 12:00", group="guests", channel="phone")
    assert ticket_lines(run(engine, RESTED.with_({"channels.phone.unstaffed": "refuse"}), [call])) == [
        "0 gave_up Mon 12:00, first response never"
    ]
    assert visit_lines(run(engine, RESTED, [call])) == ["0 first desk, Mon 12:00: gave up Mon 12:05"]
    late = Need("Mon 12:10", group="guests", channel="phone")  # the break ends as patience would
    assert visit_lines(run(engine, RESTED, [late])) == [
        "0 first desk, Mon 12:10: agent 0 Mon 12:15 to Mon 12:25"
    ]


def test_a_break_with_an_owner(engine: str) -> None:
    """Agent 0 owns ticket 0, which comes back at 10:30, in agent 0's break from 10:25 to 10:55.

    "owner": it waits for them although agent 1 is free. "hand-over": agent 1 takes it, and reads in for five
    minutes.
    """
    desk = RESTED.with_({"teams.desk.roster.0.agents": 2})
    needs = [Need("Mon 09:20", reopen=[True])]
    for ownership, line in (
        ("owner", "0 reopened desk, Mon 10:30: agent 0 Mon 10:55 to Mon 11:05"),
        ("hand-over", "0 reopened desk, Mon 10:30: agent 1 Mon 10:30 to Mon 10:45"),
    ):
        changed = desk.with_({"teams.desk.ownership": ownership, "teams.desk.hand_over": 5.0})
        assert visit_lines(run(engine, changed, needs))[1:] == [line]


def test_a_break_with_a_check_back(engine: str) -> None:
    """Resolved at 11:50 in the break; the team asks whether it worked when it is back, at 12:15."""
    desk = RESTED.with_({"teams.desk.check_back": 0.5, "teams.desk.check_back_effort": 3.0})
    needs = [Need("Mon 11:40", answers={"check_back": [YES]})]
    assert visit_lines(run(engine, desk, needs))[1:] == [
        "0 check_back desk, Mon 11:50: agent 0 Mon 12:15 to Mon 12:18"
    ]
