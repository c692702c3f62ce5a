"""Unclear roles and owners by hand (lever 6), alone and with patience, skills, tiers, shifts and replies."""

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
    run,
    ticket_lines,
    visit_lines,
)
from deskside.scenario import Scenario

# ---- unclear roles ----------------------------------------------------------------------------------------

#: Two teams, of agents 0 and 1; a look takes 4 minutes.
TWO_TEAMS = DESK.with_({"services.*.unclear": 0.5, "teams.*.look_effort": 4.0})
#: A third team, of agent 2, that no service belongs to.
THREE_TEAMS = TWO_TEAMS.with_({"teams.third": {"discipline": "first-come", "roster": [DAY_SHIFT]}})


def stray(time: str, *wrong: bool, to: tuple[float, ...] = (), **more: Any) -> Need:
    """A ticket that goes astray so often; ``to`` says where, each as a number in [0, 1)."""
    misrouted = [YES if yes else NO for yes in wrong]
    answers = {"misrouted": misrouted, "wrong_team": to or [0.0] * len(wrong)}
    return Need(time, answers=answers | more.pop("answers", {}), **more)


def test_a_wrong_team(engine: str) -> None:
    """It looks for four minutes and passes it on. Where there are two teams the next one is the right one."""
    log = run(engine, TWO_TEAMS, [stray("Mon 09:00", True, True)])
    assert visit_lines(log) == [
        "0 first second, Mon 09:00: agent 1 Mon 09:00 to Mon 09:04",
        "0 bounced desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:14",
    ]
    assert ticket_lines(log) == ["0 resolved Mon 09:14, first response Mon 09:00"]
    assert log.ticket_table.transfers.tolist() == [1]


def test_two_wrong_teams(engine: str) -> None:
    """Of the second and the third line .9 is the third. Then only the second is wrong and not where it is.

    Each look has a length of its own: 4 and 8 minutes.
    """
    log = run(
        engine, THREE_TEAMS, [stray("Mon 09:00", True, True, False, to=(0.9, 0.9), answers={"look": [1, 2]})]
    )
    assert visit_lines(log) == [
        "0 first third, Mon 09:00: agent 2 Mon 09:00 to Mon 09:04",
        "0 bounced second, Mon 09:04: agent 1 Mon 09:04 to Mon 09:12",
        "0 bounced desk, Mon 09:12: agent 0 Mon 09:12 to Mon 09:22",
    ]
    assert log.ticket_table.transfers.tolist() == [2]


@pytest.mark.parametrize(
    ("number", "team"), [(0.0, "second"), (0.49, "second"), (0.5, "third"), (0.99, "third")]
)
def test_which_wrong_team(engine: str, number: float, team: str) -> None:
    lines = visit_lines(run(engine, THREE_TEAMS, [stray("Mon 09:00", True, to=(number,))]))
    assert lines[0].startswith(f"0 first {team},")


def test_a_round_trip(engine: str) -> None:
    """Passed to the right team once it is there, it is worked on; what comes back knows the way."""
    need = stray("Mon 09:00", True, False, True, reopen=[True])
    assert visit_lines(run(engine, THREE_TEAMS, [need])) == [
        "0 first second, Mon 09:00: agent 1 Mon 09:00 to Mon 09:04",
        "0 bounced desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:14",
        "0 reopened desk, Mon 10:14: agent 0 Mon 10:14 to Mon 10:24",
    ]


def test_a_look_is_no_visit_of_the_right_team(engine: str) -> None:
    """The first answers about handing on are for the desk's visit; pressure and speed there, not in looks.

    Second line: speed .5, so eight minutes. Desk: pressure .2, eight minutes of ten.
    """
    desk = TWO_TEAMS.with_(
        {
            "teams.second.roster": [DAY_SHIFT | {"speed": 0.5}],
            "teams.desk.pressure": 0.2,
            "teams.desk.pressure_reopens": 0.0,
        }
    )
    assert visit_lines(run(engine, desk, [stray("Mon 09:00", True, escalate=[True, False])])) == [
        "0 first second, Mon 09:00: agent 1 Mon 09:00 to Mon 09:08",
        "0 bounced desk, Mon 09:08: agent 0 Mon 09:08 to Mon 09:16",
        "0 escalated second, Mon 09:16: agent 1 Mon 09:16 to Mon 09:56",
    ]


def test_unclear_roles_with_skills(engine: str) -> None:
    """Agent 1, of the second line, does long work only; but anybody there can see that it is not theirs."""
    roster = [DAY_SHIFT | {"skills": ["long"]}, DAY_SHIFT]
    desk = TWO_TEAMS.with_({"teams.second.roster": roster})
    assert visit_lines(run(engine, desk, [stray("Mon 09:00", True, escalate=[True])])) == [
        "0 first second, Mon 09:00: agent 1 Mon 09:00 to Mon 09:04",
        "0 bounced desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:14",
        "0 escalated second, Mon 09:14: agent 2 Mon 09:14 to Mon 09:34",
    ]


def test_unclear_roles_with_patience(engine: str) -> None:
    """On the phone, in the wrong queue: the second line looks at ticket 0 for 40 minutes.

    Ticket 1 gives up at 09:10. Nobody has looked at it, so the second try, at 09:30, goes the same wrong way;
    there, from 09:40 on, they see it, and once somebody has spoken to it patience is no matter.
    """
    needs = [
        stray("Mon 09:00", True, answers={"look": [10.0]}),
        stray("Mon 09:05", True, channel="phone", retry=[True], retry_after=[20], patience=[5, 20]),
        Need("Mon 09:41", service="long"),
    ]
    log = run(engine, TWO_TEAMS, needs)
    assert visit_lines(log) == [
        "0 first second, Mon 09:00: agent 1 Mon 09:00 to Mon 09:40",
        "1 first second, Mon 09:05: gave up Mon 09:10",
        "1 retry second, Mon 09:30: agent 1 Mon 09:40 to Mon 09:44",
        "0 bounced desk, Mon 09:40: agent 0 Mon 09:40 to Mon 09:50",
        "2 first desk, Mon 09:41: agent 0 Mon 09:50 to Mon 10:20",
        "1 bounced desk, Mon 09:44: agent 0 Mon 10:20 to Mon 10:30",
    ]


def test_unclear_roles_with_closing_time(engine: str) -> None:
    """The wrong team goes home at 12:00: what strays there sleeps until Tuesday, though the desk is there."""
    desk = TWO_TEAMS.with_({"teams.second.roster.0.shift": ["Mon-Fri 08:00-12:00"]})
    assert visit_lines(run(engine, desk, [stray("Mon 12:30", True)])) == [
        "0 first second, Mon 12:30: agent 1 Tue 08:00 to Tue 08:04",
        "0 bounced desk, Tue 08:04: agent 0 Tue 08:04 to Tue 08:14",
    ]


# ---- owners -----------------------------------------------------------------------------------------------

EVENING = {"agents": 1, "shift": ["Mon-Fri 08:00-20:00"]}


def owning(how: str, **changes: Any) -> Scenario:
    """Agents 0 (until 16:00) and 1 (until 20:00); reading in takes five minutes."""
    return DESK.with_(
        {
            "teams.desk.roster": [DAY_SHIFT, EVENING],
            "teams.desk.ownership": how,
            "teams.desk.hand_over": 5.0,
        }
        | changes
    )


#: Agent 0 has ticket 0 until 09:10; from 10:00 to 10:30 long work; at 10:10 ticket 0 comes back.
BUSY_OWNER = [
    Need("Mon 09:00", reopen=[True]),
    Need("Mon 09:05"),
    Need("Mon 10:00", service="long"),
]


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ("shared", "0 reopened desk, Mon 10:10: agent 1 Mon 10:10 to Mon 10:20"),
        ("owner", "0 reopened desk, Mon 10:10: agent 0 Mon 10:30 to Mon 10:40"),
        ("hand-over", "0 reopened desk, Mon 10:10: agent 0 Mon 10:30 to Mon 10:40"),
    ],
)
def test_a_ticket_waits_for_its_owner(engine: str, how: str, line: str) -> None:
    """Agent 1 is free and, unless the ticket is shared, must leave it alone."""
    lines = visit_lines(run(engine, owning(how), BUSY_OWNER))
    assert lines[2] == "2 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:30"
    assert lines[3] == line


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ("shared", "0 reopened desk, Mon 16:50: agent 1 Mon 16:50 to Mon 17:00"),
        ("owner", "0 reopened desk, Mon 16:50: agent 0 Tue 08:00 to Tue 08:10"),
        ("hand-over", "0 reopened desk, Mon 16:50: agent 1 Mon 16:50 to Mon 17:05"),
    ],
)
def test_an_owner_who_is_off_duty(engine: str, how: str, line: str) -> None:
    assert visit_lines(run(engine, owning(how), [Need("Mon 15:40", reopen=[True])]))[1] == line


#: Ticket 0 is agent 0's and comes back at 15:40, when they have work until 16:05 and then go home.
LATE = [
    Need("Mon 14:30", reopen=[True]),
    Need("Mon 14:50"),
    Need("Mon 15:35", service="long"),
]


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ("owner", "0 reopened desk, Mon 15:40: agent 0 Tue 08:00 to Tue 08:10"),
        ("hand-over", "0 reopened desk, Mon 15:40: agent 1 Mon 16:00 to Mon 16:15"),
    ],
)
def test_an_owner_who_goes_home(engine: str, how: str, line: str) -> None:
    """Handed over as the shift ends, at 16:00, although the owner is still at work on another ticket."""
    lines = visit_lines(run(engine, owning(how), LATE))
    assert lines[2:] == ["2 first desk, Mon 15:35: agent 0 Mon 15:35 to Mon 16:05", line]


def test_an_owner_takes_the_first_of_own_and_shared_tickets(engine: str) -> None:
    """Agent 0 is free at 10:30: ticket 0 came back at 10:10, ticket 4 came at 10:05.

    Both agents are busy then, agent 1 with ticket 3 until 10:32; first come, first served: 4, then 0.
    """
    needs = [*BUSY_OWNER, Need("Mon 10:02", service="long"), Need("Mon 10:05")]
    assert visit_lines(run(engine, owning("owner"), needs))[3:] == [
        "3 first desk, Mon 10:02: agent 1 Mon 10:02 to Mon 10:32",
        "4 first desk, Mon 10:05: agent 0 Mon 10:30 to Mon 10:40",
        "0 reopened desk, Mon 10:10: agent 0 Mon 10:40 to Mon 10:50",
    ]


def test_owners_with_tiers(engine: str) -> None:
    """The owner is whoever worked on it last: the second line's agent, who is no owner at the desk.

    So anybody at the desk takes it when it comes back: agent 1, the longest idle, without reading in. When it
    comes back once more, at 11:40, it is agent 1's, who is busy until 12:00; agent 0 is free at 11:50.
    """
    needs = [
        Need("Mon 09:00", escalate=[True], reopen=[True, True]),
        Need("Mon 11:20", service="long"),
        Need("Mon 11:30", service="long"),
    ]
    lines = visit_lines(run(engine, owning("owner"), needs))
    assert lines == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 escalated second, Mon 09:10: agent 2 Mon 09:10 to Mon 09:30",
        "0 reopened desk, Mon 10:30: agent 1 Mon 10:30 to Mon 10:40",
        "1 first desk, Mon 11:20: agent 0 Mon 11:20 to Mon 11:50",
        "2 first desk, Mon 11:30: agent 1 Mon 11:30 to Mon 12:00",
        "0 reopened desk, Mon 11:40: agent 1 Mon 12:00 to Mon 12:10",
    ]


def test_owners_with_pending(engine: str) -> None:
    """The supplier answers at 10:10, in long work of the owner: as with reopening, and for half the work.

    With hand-over an owner who is on duty is waited for; so is nobody else's five minutes.
    """
    pending = {"services.short.pending": {"share": 0.5, "on": "supplier", "after": 60.0, "rest": 0.5}}
    needs = [Need("Mon 09:00", answers={"pending": [YES]}), *BUSY_OWNER[1:]]
    for how, line in (
        ("shared", "agent 1 Mon 10:10 to Mon 10:15"),
        ("owner", "agent 0 Mon 10:30 to Mon 10:35"),
        ("hand-over", "agent 0 Mon 10:30 to Mon 10:35"),
    ):
        lines = visit_lines(run(engine, owning(how, **pending), needs))
        assert lines[3] == f"0 returned desk, Mon 10:10: {line}", how


def test_owners_with_unclear_roles(engine: str) -> None:
    """A look makes nobody the owner: after the bounce the desk's agent is, as if it had come straight."""
    desk = owning("owner").with_({"services.*.unclear": 0.5, "teams.*.look_effort": 4.0})
    needs = [stray("Mon 09:00", True, reopen=[True]), *BUSY_OWNER[1:]]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first second, Mon 09:00: agent 2 Mon 09:00 to Mon 09:04",
        "0 bounced desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:14",
        "1 first desk, Mon 09:05: agent 1 Mon 09:05 to Mon 09:15",
        "2 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:30",
        "0 reopened desk, Mon 10:14: agent 0 Mon 10:30 to Mon 10:40",
    ]


def test_reading_in_is_not_shortened_by_pressure_but_by_speed(engine: str) -> None:
    """Off duty owner: agent 1 reads in. Pressure .2: 8 minutes of work and 5 of reading, at speed .5: 26."""
    desk = owning("hand-over").with_(
        {
            "teams.desk.roster.1.speed": 0.5,
            "teams.desk.pressure": 0.2,
            "teams.desk.pressure_reopens": 0.0,
        }
    )
    assert visit_lines(run(engine, desk, [Need("Mon 15:40", reopen=[True], reopen_after=[62])])) == [
        "0 first desk, Mon 15:40: agent 0 Mon 15:40 to Mon 15:48",
        "0 reopened desk, Mon 16:50: agent 1 Mon 16:50 to Mon 17:16",
    ]


def test_two_agents_without_ownership_share(engine: str) -> None:
    """Nobody reads in where tickets are shared, whatever it would cost."""
    desk = DESK.with_(TWO_AGENTS | {"teams.desk.hand_over": 60.0})
    assert visit_lines(run(engine, desk, [Need("Mon 09:00", reopen=[True])]))[1] == (
        "0 reopened desk, Mon 10:10: agent 1 Mon 10:10 to Mon 10:20"
    )
