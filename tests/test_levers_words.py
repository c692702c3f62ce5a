"""What requesters are told, by hand: acknowledgements and promises (lever 7)."""

from __future__ import annotations

from typing import Any

import pytest

from by_hand import DESK, NO, YES, Need, demand_of, heard_lines, minute, run, ticket_lines
from deskside.engines import start
from deskside.scenario import Scenario

PATIENT = DESK.with_({"channels.phone.patience": None})


def telling(acknowledge: str, promise: str = "none", *times: float, **more: Any) -> Scenario:
    """The desk under this policy; times in business minutes, by priority."""
    policy = {"acknowledge": acknowledge, "promise": promise} | (
        {"promise_minutes": list(times)} if times else {}
    )
    return PATIENT.with_({"policy": policy | more})


#: Long work until 09:30; ticket 1 comes at 09:05 and is resolved at 09:40.
def waiting(channel: str = "email", **more: Any) -> list[Need]:
    return [Need("Mon 09:00", service="long"), Need("Mon 09:05", channel=channel, **more)]


@pytest.mark.parametrize(
    ("acknowledge", "heard"), [("none", "Mon 09:40"), ("auto", "Mon 09:05"), ("personal", "Mon 09:30")]
)
def test_acknowledgements(engine: str, acknowledge: str, heard: str) -> None:
    """Who writes hears at once, at the first touch, or only that it is done. On the phone there is a voice.

    An automatic reply is no response: that is 09:30 for all.
    """
    log = run(engine, telling(acknowledge), waiting())
    assert heard_lines(log)[1] == f"1 acknowledged {heard}, promised never"
    assert ticket_lines(log)[1] == "1 resolved Mon 09:40, first response Mon 09:30"
    assert heard_lines(run(engine, telling(acknowledge), waiting("phone")))[1] == (
        "1 acknowledged Mon 09:30, promised never"
    )


def test_somebody_who_gives_up_has_heard_nothing(engine: str) -> None:
    desk = telling("auto", "honest").with_({"channels.phone.patience": 5.0})
    assert heard_lines(run(engine, desk, waiting("phone", group="guests")))[1] == (
        "1 acknowledged never, promised never"
    )


@pytest.mark.parametrize(
    ("acknowledge", "promise", "promised"),
    [
        ("auto", "none", "never"),
        ("auto", "honest", "Mon 10:05"),
        ("auto", "rosy", "Mon 09:20"),
        ("personal", "honest", "Mon 10:30"),
        ("personal", "rosy", "Mon 09:45"),
        ("none", "honest", "never"),
    ],
)
def test_promises(engine: str, acknowledge: str, promise: str, promised: str) -> None:
    """An hour, or in rosy words a quarter of it, from the acknowledgement on."""
    desk = telling(acknowledge, promise, 60.0, rosy_factor=0.25)
    assert heard_lines(run(engine, desk, waiting()))[1].endswith(f"promised {promised}")


def test_a_promise_on_the_phone_comes_with_the_voice(engine: str) -> None:
    """Whatever is done about mail: from the first touch, 09:30, an hour."""
    for acknowledge in ("none", "auto", "personal"):
        log = run(engine, telling(acknowledge, "honest", 60.0), waiting("phone"))
        assert heard_lines(log)[1] == "1 acknowledged Mon 09:30, promised Mon 10:30"


def test_promises_by_priority(engine: str) -> None:
    """One hour for priority 1, two for priority 2 and, as none is given, for 3 and 4."""
    needs = [Need("Mon 09:00", priority=rank) for rank in (1, 2, 3, 4)]
    log = run(engine, telling("auto", "honest", 60.0, 120.0), needs)
    assert log.ticket_table.promised.tolist() == [minute("Mon 10:00")] + [minute("Mon 11:00")] * 3


@pytest.mark.parametrize(
    ("sent", "promised"),
    [
        ("Mon 07:00", "Mon 09:00"),
        ("Mon 16:59", "Mon 17:59"),
        ("Mon 17:00", "Tue 08:00"),
        ("Mon 17:01", "Tue 08:01"),
        ("Mon 18:00", "Tue 09:00"),
        ("Fri 17:30", "Mon 08:30 of week 2"),
        ("Sat 12:00", "Mon 09:00 of week 2"),
    ],
)
def test_a_promise_in_business_hours(engine: str, sent: str, promised: str) -> None:
    """An hour of 08:00 to 18:00. One that would end as the desk closes ends as it opens."""
    log = run(engine, telling("auto", "honest", 60.0), [Need(sent)])
    assert heard_lines(log) == [f"0 acknowledged {sent}, promised {promised}"]


def test_a_promise_longer_than_a_week(engine: str) -> None:
    """50 hours are a week of ten-hour days: to the minute a week later."""
    log = run(engine, telling("auto", "honest", 3000.0), [Need("Tue 10:17")])
    assert log.ticket_table.promised.tolist() == [minute("Tue 10:17 of week 2")]


# ---- with other levers ------------------------------------------------------------------------------------


def test_acknowledgement_with_unclear_roles(engine: str) -> None:
    """Personal: whoever looks at it first says so, in the wrong team too."""
    desk = telling("personal", "honest", 60.0).with_({"services.short.unclear": 0.5})
    log = run(engine, desk, [Need("Mon 09:00", answers={"misrouted": [YES], "wrong_team": [0.0]})])
    assert heard_lines(log) == ["0 acknowledged Mon 09:00, promised Mon 10:00"]
    assert ticket_lines(log) == ["0 resolved Mon 09:14, first response Mon 09:00"]


def test_acknowledgement_with_self_service(engine: str) -> None:
    """The automatic reply answers a contact, and the one who reads until 09:10 has not made one before."""
    desk = telling("auto").with_(
        {"services.short.self_service": {"try_share": 0.5, "coverage": 0.5, "reading": 10.0}}
    )
    needs = [Need("Mon 09:00", answers={"self_try": [YES], "self_solved": [n]}) for n in (YES, NO)]
    assert [line.split(",")[0] for line in heard_lines(run(engine, desk, needs))] == [
        "0 acknowledged never",
        "1 acknowledged Mon 09:10",
    ]


def test_promises_with_reading_at_set_times(engine: str) -> None:
    """The automatic reply goes out at 09:05; the personal one only when the mail is read, at 14:00."""
    for acknowledge, promised in (("auto", "Mon 10:05"), ("personal", "Mon 15:00")):
        desk = telling(acknowledge, "honest", 60.0).with_({"teams.desk.reads_at": ["Mon-Fri 14:00"]})
        log = run(engine, desk, [Need("Mon 09:05")])
        assert heard_lines(log)[0].endswith(promised)


def test_a_promise_in_mid_flight(engine: str) -> None:
    """What was promised under the old policy stays promised; the new one holds for what is sent in later."""
    desk = telling("auto", "honest", 60.0)
    current = start(demand_of(desk, [*waiting(), Need("Mon 09:20")]), desk, engine)
    current.advance(minute("Mon 09:10"))
    log = current.advance(minute("Mon 09:10"), telling("auto", "honest", 120.0)).finish().log()
    assert [line.split("promised ")[1] for line in heard_lines(log)] == [
        "Mon 10:00",
        "Mon 10:05",
        "Mon 11:20",
    ]
