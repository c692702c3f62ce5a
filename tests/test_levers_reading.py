"""Mail that a team reads at set times, by hand (lever 9): alone, and with other levers."""

from __future__ import annotations

import pytest

from by_hand import DAY_SHIFT, DESK, NO, TWO_AGENTS, YES, Need, run, visit_lines
from deskside.scenario import Scenario

READING = DESK.with_({"teams.desk.reads_at": ["Mon-Fri 09:00", "Mon-Fri 14:00"]})


def test_mail_is_read_at_set_times(engine: str) -> None:
    """Mail of 08:30 at 09:00; calls at once. A reading goes before an arrival of that minute.

    So the mail of 09:00 and of 13:59 is read at 14:00, that of 14:00 on Tuesday.
    """
    needs = [
        Need("Mon 08:30"),
        Need("Mon 08:40", channel="phone"),
        Need("Mon 09:00"),
        Need("Mon 13:59"),
        Need("Mon 14:00"),
    ]
    assert visit_lines(run(engine, READING, needs)) == [
        "0 first desk, Mon 08:30: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 08:40: agent 0 Mon 08:40 to Mon 08:50",
        "2 first desk, Mon 09:00: agent 0 Mon 14:00 to Mon 14:10",
        "3 first desk, Mon 13:59: agent 0 Mon 14:10 to Mon 14:20",
        "4 first desk, Mon 14:00: agent 0 Tue 09:00 to Tue 09:10",
    ]


def test_mail_that_is_read_with_nobody_on_duty(engine: str) -> None:
    """Read at 07:00, it is in the queue when the shift begins; mail of 07:30 has to wait for Tuesday."""
    desk = DESK.with_({"teams.desk.reads_at": ["Mon-Fri 07:00"]})
    assert visit_lines(run(engine, desk, [Need("Mon 06:50"), Need("Mon 07:30")])) == [
        "0 first desk, Mon 06:50: agent 0 Mon 08:00 to Mon 08:10",
        "1 first desk, Mon 07:30: agent 0 Tue 08:00 to Tue 08:10",
    ]


def test_reading_with_priorities(engine: str) -> None:
    """Nobody sees the urgent mail before 14:00; a call lasts until 14:05, and then it goes first."""
    desk = READING.with_({"teams.desk.discipline": "priority"})
    needs = [
        Need("Mon 09:10", priority=3),
        Need("Mon 09:20", priority=1),
        Need("Mon 13:55", channel="phone", priority=4),
    ]
    assert visit_lines(run(engine, desk, needs))[:2] == [
        "0 first desk, Mon 09:10: agent 0 Mon 14:15 to Mon 14:25",
        "1 first desk, Mon 09:20: agent 0 Mon 14:05 to Mon 14:15",
    ]


def test_reading_with_reopening(engine: str) -> None:
    """Who writes again at 10:10 waits for 14:00, who calls again at 11:50 does not."""
    needs = [Need("Mon 08:50", reopen=[True]), Need("Mon 10:40", channel="phone", reopen=[True])]
    assert visit_lines(run(engine, READING, needs)) == [
        "0 first desk, Mon 08:50: agent 0 Mon 09:00 to Mon 09:10",
        "0 reopened desk, Mon 10:10: agent 0 Mon 14:00 to Mon 14:10",
        "1 first desk, Mon 10:40: agent 0 Mon 10:40 to Mon 10:50",
        "1 reopened desk, Mon 11:50: agent 0 Mon 11:50 to Mon 12:00",
    ]


def test_reading_with_tiers_and_with_pending(engine: str) -> None:
    """What another team hands on or a supplier sends back is no mail of a requester."""
    desk = DESK.with_(
        {
            "teams.second.reads_at": ["Mon-Fri 14:00"],
            "services.short.pending": {"share": 0.5, "after": 60.0, "rest": 0.5, "on": "supplier"},
        }
    )
    need = Need("Mon 09:00", escalate=[True], answers={"pending": [NO, YES]})
    assert visit_lines(run(engine, desk, [need])) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 escalated second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:30",
        "0 returned second, Mon 10:30: agent 1 Mon 10:30 to Mon 10:40",
    ]


@pytest.mark.parametrize(
    ("channel", "minutes", "line"),
    [
        ("email", 240.0, "0 chase desk, Mon 09:50: gave up Mon 13:00"),
        ("email", 360.0, "0 chase desk, Mon 09:50: agent 1 Mon 14:00 to Mon 14:03"),
    ],
)
def test_reading_with_chases(engine: str, channel: str, minutes: float, line: str) -> None:
    """Mail of 08:50, begun at 09:00; "did you get it?" at 09:50 is mail, too, and not read before 14:00.

    If the work is done at 13:00 it is withdrawn unread; if it lasts until 15:00 agent 1 answers at 14:00.
    """
    desk = READING.with_(
        TWO_AGENTS
        | {
            "groups.staff.chase.receipt_after": 60.0,
            "services.long.effort.desk.mean": minutes,
        }
    )
    assert visit_lines(run(engine, desk, [Need("Mon 08:50", service="long", channel=channel)]))[1:] == [line]


def test_reading_with_chases_by_phone(engine: str) -> None:
    """A call leaves it open at 09:10; the question is a call again, at 10:10, and is answered at once."""
    desk = READING.with_(
        {
            "groups.staff.chase.progress_after": 60.0,
            "services.short.effort.second.mean": 90.0,
            "teams.second.reads_at": ["Mon-Fri 14:00"],
            "teams.second.roster.0.agents": 2,
        }
    )
    assert visit_lines(run(engine, desk, [Need("Mon 09:00", channel="phone", escalate=[True])]))[1:] == [
        "0 escalated second, Mon 09:10: agent 1 Mon 09:10 to Mon 10:40",
        "0 chase second, Mon 10:10: agent 2 Mon 10:10 to Mon 10:13",
    ]


def test_a_wrong_team_that_reads_at_set_times(engine: str) -> None:
    """Mail that goes astray waits unread there; what is passed on to a reading team is seen at once."""
    desk = READING.with_({"services.short.unclear": 0.5, "teams.second.reads_at": ["Mon-Fri 10:00"]})
    need = Need("Mon 09:20", answers={"misrouted": [YES], "wrong_team": [0.0]})
    assert visit_lines(run(engine, desk, [need])) == [
        "0 first second, Mon 09:20: agent 1 Mon 10:00 to Mon 10:04",
        "0 bounced desk, Mon 10:04: agent 0 Mon 10:04 to Mon 10:14",
    ]


@pytest.mark.parametrize("kinds", [1, 2])
def test_mail_that_is_read_late_has_waited_longest(engine: str, kinds: int) -> None:
    """Busy with a call until 14:20. The mail of 09:30, read at 14:00, goes before the call of 13:55.

    It is the same where the two wait in different lines because not everybody can do both.
    """
    desk = READING.with_({"channels.phone.patience": None})
    if kinds == 2:
        afterwards = {"agents": 1, "shift": ["Mon-Fri 16:00-18:00"], "skills": ["short"]}
        desk = desk.with_({"teams.desk.roster": [DAY_SHIFT, afterwards]})
    needs = [
        Need("Mon 09:30", service="long"),
        Need("Mon 13:50", channel="phone", service="long"),
        Need("Mon 13:55", channel="phone"),
    ]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:30: agent 0 Mon 14:20 to Mon 14:50",
        "1 first desk, Mon 13:50: agent 0 Mon 13:50 to Mon 14:20",
        "2 first desk, Mon 13:55: agent 0 Mon 14:50 to Mon 15:00",
    ]


def test_all_mail_is_read_before_work_begins(engine: str) -> None:
    """Two agents are idle at 14:00; agent 1 longer, since a call occupied agent 0 until 13:40.

    So agent 1 takes the most urgent mail, whenever it came, and agent 0 the next.
    """
    desk = READING.with_(TWO_AGENTS | {"teams.desk.discipline": "priority"})
    needs = [
        Need("Mon 09:10", priority=3),
        Need("Mon 09:20", priority=2),
        Need("Mon 09:30", priority=1),
        Need("Mon 13:30", channel="phone"),
    ]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:10: agent 0 Mon 14:10 to Mon 14:20",
        "1 first desk, Mon 09:20: agent 0 Mon 14:00 to Mon 14:10",
        "2 first desk, Mon 09:30: agent 1 Mon 14:00 to Mon 14:10",
        "3 first desk, Mon 13:30: agent 0 Mon 13:30 to Mon 13:40",
    ]


def owning(how: str) -> Scenario:
    """Agent 0 until 16:00, agent 1 until 20:00; mail at 09:00 and at 17:00."""
    return DESK.with_(
        {
            "teams.desk.roster": [DAY_SHIFT, {"agents": 1, "shift": ["Mon-Fri 08:00-20:00"]}],
            "teams.desk.reads_at": ["Mon-Fri 09:00", "Mon-Fri 17:00"],
            "teams.desk.ownership": how,
            "teams.desk.hand_over": 5.0,
        }
    )


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ("owner", "0 reopened desk, Mon 10:10: agent 0 Tue 08:00 to Tue 08:10"),
        ("hand-over", "0 reopened desk, Mon 10:10: agent 1 Mon 17:00 to Mon 17:15"),
    ],
)
def test_reading_with_owners(engine: str, how: str, line: str) -> None:
    """Agent 0 is on duty when the mail of 10:10 comes, and not any more when it is read, at 17:00."""
    lines = visit_lines(run(engine, owning(how), [Need("Mon 08:50", reopen=[True])]))
    assert lines == ["0 first desk, Mon 08:50: agent 0 Mon 09:00 to Mon 09:10", line]
