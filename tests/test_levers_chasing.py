"""Who hears nothing asks, by hand: "did you get it?" and "when will it be done?" (lever 8)."""

from __future__ import annotations

from typing import Any

import pytest

from by_hand import (
    DAY_SHIFT,
    DESK,
    TWO_AGENTS,
    Need,
    contact_lines,
    heard_lines,
    run,
    ticket_lines,
    visit_lines,
)
from deskside.scenario import Scenario

#: Long work takes four hours. The staff asks after an hour without a receipt, after two about progress.
ALONE = DESK.with_(
    {
        "services.long.effort.desk.mean": 240.0,
        "channels.phone.patience": None,
        "groups.staff.chase": {"receipt_after": 60.0, "progress_after": 120.0, "hastened": 0.5},
        "teams.*.chase_effort": 3.0,
    }
)
PAIR = ALONE.with_(TWO_AGENTS)

#: Four hours of work from 09:00 to 13:00, for agent 0; agent 1 is free to answer.
SLOW = Need("Mon 09:00", service="long")


def telling(desk: Scenario, acknowledge: str, promise: str = "none", minutes: float = 480.0) -> Scenario:
    return desk.with_(
        {"policy": {"acknowledge": acknowledge, "promise": promise, "promise_minutes": [minutes]}}
    )


def asked(engine: str, desk: Scenario, *needs: Need) -> list[str]:
    """Every contact after the first one, without the ticket's number, and how long the answer took."""
    log = run(engine, desk, needs or [SLOW])
    ends = [line.split("to ")[1][-5:] for line in visit_lines(log) if " chase " in line]
    chases = [line for line in contact_lines(log) if " chase_" in line]
    return [
        f"{kind.removeprefix('chase_')} {time} to {end}"
        for (_, kind, _, _, time), end in zip((line.split() for line in chases), ends, strict=True)
    ]


def test_silence(engine: str) -> None:
    """At 10:00 "did you get it?"; the answer of 10:03 acknowledges it for good.

    Two hours later, 12:03, "when will it be done?"; the next one would come at 14:06, and 13:00 it is done.
    """
    log = run(engine, PAIR, [SLOW])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 13:00",
        "0 chase desk, Mon 10:00: agent 1 Mon 10:00 to Mon 10:03",
        "0 chase desk, Mon 12:03: agent 1 Mon 12:03 to Mon 12:06",
    ]
    assert contact_lines(log) == [
        "0 first email Mon 09:00",
        "0 chase_receipt email Mon 10:00",
        "0 chase_progress email Mon 12:03",
    ]
    assert heard_lines(log) == ["0 acknowledged Mon 10:03, promised never"]
    assert ticket_lines(log) == ["0 resolved Mon 13:00, first response Mon 09:00"]
    assert log.ticket_table.contacts.tolist() == [3]


def test_a_receipt_ends_one_kind_and_not_the_other(engine: str) -> None:
    assert asked(engine, telling(PAIR, "auto")) == ["progress 11:00 to 11:03"]
    assert asked(engine, telling(PAIR, "personal")) == ["progress 11:00 to 11:03"]


def test_promises_hold_it_and_a_broken_one_hastens_it(engine: str) -> None:
    """Asked one hour (half of two) after the time that was told; the answer tells a new one.

    90 minutes: 10:30, asked at 11:30, promised anew 13:03. Half of it in rosy words: 09:45, asked at 10:45;
    promised 11:33, asked at 12:33; promised 13:21. Eight hours, until 17:00, are kept: nobody asks.
    """
    honest = telling(PAIR, "auto", "honest", 90.0)
    assert asked(engine, honest) == ["progress 11:30 to 11:33"]
    assert heard_lines(run(engine, honest, [SLOW])) == ["0 acknowledged Mon 09:00, promised Mon 13:03"]
    rosy = telling(PAIR, "auto", "rosy", 90.0)
    assert asked(engine, rosy) == ["progress 10:45 to 10:48", "progress 12:33 to 12:36"]
    assert heard_lines(run(engine, rosy, [SLOW])) == ["0 acknowledged Mon 09:00, promised Mon 13:21"]
    assert asked(engine, telling(PAIR, "auto", "honest", 480.0)) == []


def test_an_answer_promises_without_an_acknowledgement(engine: str) -> None:
    """Nobody acknowledges mail, but who asks at 10:00 is told at 10:03: three hours, until 13:03."""
    desk = telling(PAIR, "none", "honest", 180.0)
    assert asked(engine, desk) == ["receipt 10:00 to 10:03"]
    assert heard_lines(run(engine, desk, [SLOW])) == ["0 acknowledged Mon 10:03, promised Mon 13:03"]


def test_each_chase_has_its_own_answers(engine: str) -> None:
    """The second one comes half as late, after an hour: 11:03, and takes six minutes to answer: 11:09."""
    need = Need("Mon 09:00", service="long", answers={"chase_progress": [1, 0.5, 99], "chase_effort": [1, 2]})
    assert asked(engine, PAIR, need) == ["receipt 10:00 to 10:03", "progress 11:03 to 11:09"]


def test_ties_of_chases(engine: str) -> None:
    """In the minute of the resolution it is too late; a minute before the agent answers in spite of it.

    When both questions fall due in the same minute it is about the receipt.
    """
    desk = telling(PAIR, "auto").with_({"groups.staff.chase.progress_after": 60.0})
    for second, expected in ((117, []), (116, ["progress 12:59 to 13:02"])):
        need = Need("Mon 09:00", service="long", answers={"chase_progress": [2, second / 60, 99]})
        assert asked(engine, desk, need) == ["progress 11:00 to 11:03", *expected]
        assert ticket_lines(run(engine, desk, [need])) == ["0 resolved Mon 13:00, first response Mon 09:00"]
    both = PAIR.with_({"groups.staff.chase": {"receipt_after": 60.0, "progress_after": 60.0}})
    assert asked(engine, both)[0] == "receipt 10:00 to 10:03"


def test_only_business_time_counts(engine: str) -> None:
    """Sent at 17:30: half an hour then, half on Tuesday. Sent at 17:00: the hour ends as the desk opens."""
    assert asked(engine, PAIR, Need("Mon 17:30", service="long"))[0] == "receipt 08:30 to 08:33"
    assert asked(engine, PAIR, Need("Mon 17:00", service="long"))[0] == "receipt 08:00 to 08:03"


def test_one_question_at_a_time_and_one_that_is_withdrawn(engine: str) -> None:
    """The only agent is busy until 13:00. Ticket 1 asks at 10:05 and not again while that is open.

    At 13:10 ticket 1 is done. The agent is free first and takes ticket 2, which came before the question; the
    question is withdrawn.
    """
    needs = [
        Need("Mon 09:00", service="long", group="guests"),
        Need("Mon 09:05"),
        Need("Mon 09:30", group="guests"),
    ]
    log = run(engine, ALONE, needs)
    assert visit_lines(log)[1:] == [
        "1 first desk, Mon 09:05: agent 0 Mon 13:00 to Mon 13:10",
        "2 first desk, Mon 09:30: agent 0 Mon 13:10 to Mon 13:20",
        "1 chase desk, Mon 10:05: gave up Mon 13:10",
    ]
    assert contact_lines(log)[-1] == "1 chase_receipt email Mon 10:05"
    assert heard_lines(log)[1] == "1 acknowledged Mon 13:10, promised never"


def test_a_question_at_the_team_that_has_the_ticket_after_a_call(engine: str) -> None:
    """The call of 09:00 leaves it open at 09:10: the last word. The second line has it for four hours.

    Asked there at 11:10: by two agents the other one answers; a single one does when the work is done, at
    13:10, before the ticket counts as resolved.
    """
    slow = ALONE.with_({"services.short.effort.second.mean": 240.0})
    pair = slow.with_({"teams.second.roster": [DAY_SHIFT | {"agents": 2}]})
    call = Need("Mon 09:00", channel="phone", escalate=[True])
    for desk, agent, start, end in ((slow, 1, "13:10", "13:13"), (pair, 2, "11:10", "11:13")):
        assert visit_lines(run(engine, desk, [call])) == [
            "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
            "0 escalated second, Mon 09:10: agent 1 Mon 09:10 to Mon 13:10",
            f"0 chase second, Mon 11:10: agent {agent} Mon {start} to Mon {end}",
        ]


def test_a_reopened_ticket_has_no_promise(engine: str) -> None:
    """Promised 10:00 and resolved at 09:10; back at 10:10, when the agent has just begun long work.

    So the question comes two hours after 10:10, and not hastened after one.
    """
    desk = telling(ALONE, "auto", "honest", 60.0)
    needs = [Need("Mon 09:00", reopen=[True]), Need("Mon 10:00", service="long", group="guests")]
    log = run(engine, desk, needs)
    assert contact_lines(log)[1:] == [
        "1 first email Mon 10:00",
        "0 reopened email Mon 10:10",
        "0 chase_progress email Mon 12:10",
    ]


# ---- chases in the queue ----------------------------------------------------------------------------------


def queue(**chase: Any) -> list[Need]:
    """Busy until 13:00; ticket 1 (priority 3) asks at 10:05; tickets 2 (4) and 3 (3) come at 11 and 12."""
    return [
        Need("Mon 09:00", service="long", group="guests"),
        Need("Mon 09:05", priority=3, answers=chase),
        Need("Mon 11:00", priority=4, group="guests"),
        Need("Mon 12:00", priority=3, group="guests"),
    ]


@pytest.mark.parametrize(
    ("discipline", "order"),
    [
        ("first-come", ["1 first", "1 chase", "2 first", "3 first"]),
        ("last-come", ["3 first", "2 first", "1 chase", "1 first"]),
        ("priority", ["1 first", "1 chase", "3 first", "2 first"]),
        # short work is expected to take ten minutes, a question three, whatever it will be
        ("shortest-expected", ["1 chase", "1 first", "2 first", "3 first"]),
        # an agent who picks cherries sees that this one will take fifteen
        ("cherry-picking", ["1 first", "2 first", "3 first"]),
    ],
)
def test_how_a_question_ranks(engine: str, discipline: str, order: list[str]) -> None:
    desk = ALONE.with_({"teams.desk.discipline": discipline})
    lines = visit_lines(run(engine, desk, queue(chase_effort=[5.0], chase_progress=[1.0, 99.0])))[1:]
    taken = [line for line in lines if "agent" in line]
    taken.sort(key=lambda line: line.split("agent 0 ")[1])
    assert [line.split(" desk")[0] for line in taken] == order


# ---- with other levers ------------------------------------------------------------------------------------


def test_chasing_with_an_owner(engine: str) -> None:
    """Ticket 0 is agent 0's, who is busy from 10:00 to 14:00 when it comes back at 10:10, and waits for them.

    Anybody can answer its questions: agent 1 does, two hours after each last word: at 12:10.
    """
    desk = PAIR.with_({"teams.desk.ownership": "owner"})
    needs = [
        Need("Mon 09:00", reopen=[True]),
        Need("Mon 09:05", group="guests"),
        Need("Mon 10:00", service="long", group="guests"),
    ]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:05: agent 1 Mon 09:05 to Mon 09:15",
        "2 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 14:00",
        "0 reopened desk, Mon 10:10: agent 0 Mon 14:00 to Mon 14:10",
        "0 chase desk, Mon 12:10: agent 1 Mon 12:10 to Mon 12:13",
    ]


@pytest.mark.parametrize(("on", "expected"), [("requester", []), ("supplier", ["progress 11:00 to 11:03"])])
def test_chasing_with_pending(engine: str, on: str, expected: list[str]) -> None:
    """Five hours outside, from 09:10 to 14:10: who was asked themselves does not ask.

    The reply is a word: two hours from 14:10, and five minutes are enough.
    """
    pending = {"share": 0.5, "on": on, "after": 300.0, "rest": 0.5}
    desk = telling(ALONE, "auto").with_({"services.short.pending": pending})
    need = Need("Mon 09:00", answers={"pending": [0.1], "chase_progress": [1.0, 99.0]})
    assert asked(engine, desk, need) == expected
    assert ticket_lines(run(engine, desk, [need])) == ["0 resolved Mon 14:15, first response Mon 09:00"]


def test_the_silence_after_a_reply(engine: str) -> None:
    """The requester replies at 10:10 and finds the agent busy: a question two hours after that reply."""
    pending = {"share": 0.5, "on": "requester", "after": 60.0, "rest": 0.5}
    desk = telling(ALONE, "auto").with_({"services.short.pending": pending})
    needs = [
        Need("Mon 09:00", answers={"pending": [0.1]}),
        Need("Mon 10:00", service="long", group="guests"),
    ]
    assert contact_lines(run(engine, desk, needs))[2:] == ["0 chase_progress email Mon 12:10"]


def test_chasing_with_a_bounce(engine: str) -> None:
    """The second line looks at ticket 1 for two hours, then at ticket 0, which is not theirs either.

    Its question of 10:05 goes to the team that has it, and is answered there at 11:04, when the ticket itself
    is on its way to the desk. It was acknowledged, in person, by the look at 11:00.
    """
    desk = telling(ALONE, "personal").with_({"services.short.unclear": 0.5, "teams.second.look_effort": 4.0})
    astray = {"misrouted": [0.1], "wrong_team": [0.0]}
    needs = [
        Need("Mon 09:00", group="guests", answers=astray | {"look": [30.0]}),
        Need("Mon 09:05", answers=astray),
    ]
    log = run(engine, desk, needs)
    assert visit_lines(log) == [
        "0 first second, Mon 09:00: agent 1 Mon 09:00 to Mon 11:00",
        "1 first second, Mon 09:05: agent 1 Mon 11:00 to Mon 11:04",
        "1 chase second, Mon 10:05: agent 1 Mon 11:04 to Mon 11:07",
        "0 bounced desk, Mon 11:00: agent 0 Mon 11:00 to Mon 11:10",
        "1 bounced desk, Mon 11:04: agent 0 Mon 11:10 to Mon 11:20",
    ]
    assert heard_lines(log)[1] == "1 acknowledged Mon 11:00, promised never"
