"""Swarming by hand (lever 11): help in place of a hand-off, alone and with shifts, chases, skills, wrap-up.

Long work belongs to the second line here (20 minutes there), so that its agent can be busy. The two together
need half of what the second line would need alone: ten minutes of twenty.
"""

from __future__ import annotations

from typing import Any

from by_hand import DAY_SHIFT, DESK, TWO_AGENTS, Need, run, ticket_lines, visit_lines

RULE = {"to": "second", "share": 0.5, "how": "swarm", "hold": 10.0, "help_effort": 0.5}
SWARM = DESK.with_(
    {
        "services.short.escalate": {"desk": RULE},
        "services.long.team": "second",
        "services.long.escalate": {},
    }
)
EVENING = [{"agents": 1, "shift": ["Mon-Fri 08:00-20:00"]}]


def asks(time: str, **more: Any) -> Need:
    """A short ticket with which the desk needs help after ten minutes."""
    return Need(time, escalate=[True], **more)


def test_a_helper_who_is_free(engine: str) -> None:
    """At 09:10 agent 1 comes; both are busy until 09:20, and it is done without a hand-off."""
    log = run(engine, SWARM, [asks("Mon 09:00"), Need("Mon 09:05")])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:20",
        "1 first desk, Mon 09:05: agent 0 Mon 09:20 to Mon 09:30",
        "0 help second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:20",
    ]
    assert ticket_lines(log)[0] == "0 resolved Mon 09:20, first response Mon 09:00"
    assert log.ticket_table.transfers.tolist() == [0, 0]


def test_nobody_comes(engine: str) -> None:
    """Agent 1 is busy until 09:21. At 09:20 the call is withdrawn and the ticket handed on, as usual."""
    log = run(engine, SWARM, [asks("Mon 09:00"), Need("Mon 09:01", service="long"), Need("Mon 09:05")])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:20",
        "1 first second, Mon 09:01: agent 1 Mon 09:01 to Mon 09:21",
        "2 first desk, Mon 09:05: agent 0 Mon 09:20 to Mon 09:30",
        "0 help second, Mon 09:10: gave up Mon 09:20",
        "0 escalated second, Mon 09:20: agent 1 Mon 09:21 to Mon 09:41",
    ]
    assert log.ticket_table.transfers.tolist() == [1, 0, 0]


def test_a_helper_who_is_free_in_the_last_minute(engine: str) -> None:
    """Busy until 09:20, the minute in which the agent would give up: an end of service goes first."""
    lines = visit_lines(run(engine, SWARM, [asks("Mon 09:00"), Need("Mon 09:00", service="long")]))
    assert lines == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:30",
        "1 first second, Mon 09:00: agent 1 Mon 09:00 to Mon 09:20",
        "0 help second, Mon 09:10: agent 1 Mon 09:20 to Mon 09:30",
    ]


def test_no_time_to_hold(engine: str) -> None:
    """Zero minutes: help only from somebody who is free in that minute."""
    desk = SWARM.with_({"services.short.escalate.desk.hold": 0.0})
    assert len(visit_lines(run(engine, desk, [asks("Mon 09:00")]))) == 2
    lines = visit_lines(run(engine, desk, [asks("Mon 09:00"), Need("Mon 09:00", service="long")]))
    assert lines == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first second, Mon 09:00: agent 1 Mon 09:00 to Mon 09:20",
        "0 help second, Mon 09:10: gave up Mon 09:10",
        "0 escalated second, Mon 09:10: agent 1 Mon 09:20 to Mon 09:40",
    ]


def test_help_waits_in_the_helpers_queue(engine: str) -> None:
    """Agent 1 finishes ticket 0 at 09:15. Ticket 2 came at 09:05, the call at 09:10: first come goes first.

    By priority the call goes first: it has that of its ticket.
    """
    needs = [
        Need("Mon 08:55", service="long"),
        asks("Mon 09:00", priority=1),
        Need("Mon 09:05", service="long", priority=2),
    ]
    assert "1 help second, Mon 09:10: gave up Mon 09:20" in visit_lines(run(engine, SWARM, needs))
    by_priority = SWARM.with_({"teams.second.discipline": "priority"})
    assert "1 help second, Mon 09:10: agent 1 Mon 09:15 to Mon 09:25" in visit_lines(
        run(engine, by_priority, needs)
    )


def test_swarming_with_skills_and_pressure(engine: str) -> None:
    """Agent 1 cannot do short work, agent 2 can. The helping team hurries: 20 x .5 x .8 = 8 minutes."""
    desk = SWARM.with_(
        {
            "teams.second.roster": [DAY_SHIFT | {"skills": ["long"]}, DAY_SHIFT],
            "teams.second.pressure": 0.2,
        }
    )
    assert visit_lines(run(engine, desk, [asks("Mon 09:00")])) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:18",
        "0 help second, Mon 09:10: agent 2 Mon 09:10 to Mon 09:18",
    ]


def test_swarming_with_wrap_up(engine: str) -> None:
    """The helper wraps up until 09:20, and still comes; whoever was helped wraps up, too: 09:35."""
    desk = SWARM.with_({"teams.*.wrap_up": 5.0})
    needs = [Need("Mon 08:55", service="long"), asks("Mon 09:00"), Need("Mon 09:05")]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first second, Mon 08:55: agent 1 Mon 08:55 to Mon 09:15",
        "1 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:30",
        "2 first desk, Mon 09:05: agent 0 Mon 09:35 to Mon 09:45",
        "1 help second, Mon 09:10: agent 1 Mon 09:20 to Mon 09:30",
    ]


def test_swarming_with_a_helper_off_duty(engine: str) -> None:
    """The desk works in the evening, the second line does not: held until 16:50, handed on until Tuesday.

    If it begins at 16:50 the helper comes in the last minute: shifts go first.
    """
    desk = SWARM.with_({"teams.desk.roster": EVENING})
    assert visit_lines(run(engine, desk, [asks("Mon 16:30")])) == [
        "0 first desk, Mon 16:30: agent 0 Mon 16:30 to Mon 16:50",
        "0 help second, Mon 16:40: gave up Mon 16:50",
        "0 escalated second, Mon 16:50: agent 1 Tue 08:00 to Tue 08:20",
    ]
    late = desk.with_({"teams.second.roster.0.shift": ["Mon-Fri 16:50-20:00"]})
    assert visit_lines(run(engine, late, [asks("Mon 16:30")])) == [
        "0 first desk, Mon 16:30: agent 0 Mon 16:30 to Mon 17:00",
        "0 help second, Mon 16:40: agent 1 Mon 16:50 to Mon 17:00",
    ]


def test_swarming_with_the_end_of_the_owners_shift(engine: str) -> None:
    """The desk's shift ends at 16:00, while the agent holds the ticket: it is finished, at 16:15."""
    desk = SWARM.with_({"teams.second.roster": EVENING})
    needs = [Need("Mon 15:45", service="long"), asks("Mon 15:49"), Need("Mon 15:55")]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first second, Mon 15:45: agent 1 Mon 15:45 to Mon 16:05",
        "1 first desk, Mon 15:49: agent 0 Mon 15:49 to Mon 16:15",
        "2 first desk, Mon 15:55: agent 0 Tue 08:00 to Tue 08:10",
        "1 help second, Mon 15:59: agent 1 Mon 16:05 to Mon 16:15",
    ]


def test_swarming_with_chasing(engine: str) -> None:
    """Held until 10:10; asked 40 minutes after the automatic reply, at the desk, which has it still.

    The other agent of the desk answers, at 09:40. The second line is busy until 13:00.
    """
    desk = SWARM.with_(
        TWO_AGENTS
        | {
            "services.short.escalate.desk.hold": 60.0,
            "services.long.effort.second.mean": 240.0,
            "groups.staff.chase.progress_after": 40.0,
            "policy.acknowledge": "auto",
        }
    )
    needs = [
        Need("Mon 09:00", service="long", group="guests"),
        asks("Mon 09:00", answers={"chase_progress": [1.0, 99.0]}),
    ]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first second, Mon 09:00: agent 2 Mon 09:00 to Mon 13:00",
        "1 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 10:10",
        "1 help second, Mon 09:10: gave up Mon 10:10",
        "1 chase desk, Mon 09:40: agent 1 Mon 09:40 to Mon 09:43",
        "1 escalated second, Mon 10:10: agent 2 Mon 13:00 to Mon 13:20",
    ]


def test_swarming_with_reopening(engine: str) -> None:
    """Solved by two at 09:20, back at 10:20, and then the desk can do it alone."""
    need = Need("Mon 09:00", escalate=[True, False], reopen=[True])
    log = run(engine, SWARM, [need])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:20",
        "0 help second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:20",
        "0 reopened desk, Mon 10:20: agent 0 Mon 10:20 to Mon 10:30",
    ]


def test_swarming_with_what_nobody_wrote_down(engine: str) -> None:
    """It is lost before anybody is asked for help."""
    desk = SWARM.with_({"channels.email.recorded": 0.5})
    log = run(engine, desk, [asks("Mon 09:00", answers={"recorded": [0.9]})])
    assert ticket_lines(log) == ["0 forgotten Mon 09:10, first response Mon 09:00"]
