"""Levers of channels by hand: ready-made replies, what is not written down, calls back (3, 5, 14)."""

from __future__ import annotations

from typing import Any

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
    ticket_lines,
    visit_lines,
    waiting_for,
)
from deskside.engines import start

# ---- ready-made replies (lever 3) -------------------------------------------------------------------------

CANNED = DESK.with_({"channels.email.canned_share": 0.5, "channels.email.canned_effort": 0.3})


def test_ready_made_replies(engine: str) -> None:
    """Three minutes of ten where one fits; by phone there are none."""
    needs = [
        Need("Mon 09:00", answers={"canned": [YES]}),
        Need("Mon 09:03", answers={"canned": [NO]}),
        Need("Mon 09:13", channel="phone", answers={"canned": [YES]}),
    ]
    assert visit_lines(run(engine, CANNED, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:03",
        "1 first desk, Mon 09:03: agent 0 Mon 09:03 to Mon 09:13",
        "2 first desk, Mon 09:13: agent 0 Mon 09:13 to Mon 09:23",
    ]


def test_ready_made_replies_with_tiers_and_reopening(engine: str) -> None:
    """Each visit has its own answer, and a ready-made one brings more tickets back: .6 of them, not .2.

    Ticket 0: the desk's reply fits (3 minutes), the second line's does not; so .5 is no return. Ticket 1: the
    other way round (10 and 6 minutes), resolved at 10:16 by a ready-made reply, back at 11:16.
    """
    desk = CANNED.with_({"channels.email.canned_reopens": 3.0, "services.short.reopen.share": 0.2})
    returns = {"reopen": [0.5, NO]}
    needs = [
        Need("Mon 09:00", escalate=[True], answers={"canned": [YES, NO], **returns}),
        Need("Mon 10:00", escalate=[True], answers={"canned": [NO, YES, NO], **returns}),
    ]
    log = run(engine, desk, needs)
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:03",
        "0 escalated second, Mon 09:03: agent 1 Mon 09:03 to Mon 09:23",
        "1 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:10",
        "1 escalated second, Mon 10:10: agent 1 Mon 10:10 to Mon 10:16",
        "1 reopened desk, Mon 11:16: agent 0 Mon 11:16 to Mon 11:26",
    ]
    assert log.ticket_table.reopened.tolist() == [0, 1]


def test_working_time_of_everything_together(engine: str) -> None:
    """30 minutes, ready-made .5: 15; pressure .2: 12; speed .8: 15. After the requester's reply the rest .5.

    The second visit is not ready-made: 30, with pressure 24, the rest 12, at speed .8: 15. The third, again
    by a ready-made reply, is a new start: 15.
    """
    desk = DESK.with_(
        {
            "channels.email.canned_share": 0.5,
            "channels.email.canned_effort": 0.5,
            "teams.desk.pressure": 0.2,
            "teams.desk.pressure_reopens": 0.0,
            "teams.desk.roster.0.speed": 0.8,
            "services.long.pending": {"share": 0.5, "after": 60.0, "rest": 0.5},
        }
    )
    answers = {"canned": [YES, NO, YES], "pending": [YES]}
    needs = [Need("Mon 09:00", service="long", reopen=[True], answers=answers)]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:15",
        "0 returned desk, Mon 10:15: agent 0 Mon 10:15 to Mon 10:30",
        "0 reopened desk, Mon 11:30: agent 0 Mon 11:30 to Mon 11:45",
    ]


# ---- what nobody writes down (lever 5) --------------------------------------------------------------------

#: Half of the mail and of the calls are not written down.
UNWRITTEN = DESK.with_({"channels.*.recorded": 0.5})
ASKING = UNWRITTEN.with_({"groups.staff.chase.progress_after": 60.0})


def lost(time: str, *written: bool, **more: Any) -> Need:
    """A short ticket that has to be handed on, and whether each contact of it is written down."""
    recorded = [YES if yes else NO for yes in written]
    more["answers"] = {"recorded": recorded} | more.get("answers", {})
    return Need(time, **({"escalate": [True] * len(written)} | more))


def test_what_nobody_wrote_down_is_forgotten(engine: str) -> None:
    """Ticket 0 is not written down and forgotten; 1 is, and handed on; 2 is not, but solved on the spot."""
    log = run(
        engine,
        UNWRITTEN,
        [lost("Mon 09:00", False), lost("Mon 09:10", True), lost("Mon 09:20", False, escalate=[False])],
    )
    assert ticket_lines(log) == [
        "0 forgotten Mon 09:10, first response Mon 09:00",
        "1 resolved Mon 09:40, first response Mon 09:10",
        "2 resolved Mon 09:30, first response Mon 09:20",
    ]
    assert log.ticket_table.transfers.tolist() == [0, 1, 0]


def test_what_nobody_wrote_down_is_told_again(engine: str) -> None:
    """Mail: the last word is the contact of 09:00, so it is told again at 10:00, from the beginning.

    That is not written down either: at 11:00 once more, and now the desk can do it alone.
    """
    needs = [lost("Mon 09:00", False, False, escalate=[True, True, False])]
    current = start(demand_of(ASKING, needs), ASKING, engine).advance(minute("Mon 09:30"))
    assert waiting_for(current.log()) == ["nobody"]
    log = current.finish().log()
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 repeated desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:10",
        "0 repeated desk, Mon 11:00: agent 0 Mon 11:00 to Mon 11:10",
    ]
    assert contact_lines(log) == [
        "0 first email Mon 09:00",
        "0 repeated email Mon 10:00",
        "0 repeated email Mon 11:00",
    ]
    assert ticket_lines(log) == ["0 resolved Mon 11:10, first response Mon 09:00"]


def test_what_nobody_wrote_down_on_a_live_channel(engine: str) -> None:
    """The last word is the end of the call, 09:10: the next one comes at 10:10, and it is written down."""
    log = run(engine, ASKING, [lost("Mon 09:00", False, True, channel="phone")])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 repeated desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:20",
        "0 escalated second, Mon 10:20: agent 1 Mon 10:20 to Mon 10:40",
    ]
    assert heard_lines(log) == ["0 acknowledged Mon 09:00, promised never"]


def test_what_nobody_wrote_down_with_an_automatic_reply(engine: str) -> None:
    """Without a reply it is "did you get it?" that comes first, after 30 minutes.

    An automatic one ends that: 60 minutes. With a promise of 90 minutes it is told again half of 60 minutes
    after that time, at 11:00.
    """
    desk = ASKING.with_({"groups.staff.chase.receipt_after": 30.0})
    told_again = [
        ({}, "Mon 09:30"),
        ({"acknowledge": "auto"}, "Mon 10:00"),
        ({"acknowledge": "auto", "promise": "honest", "promise_minutes": [90.0]}, "Mon 11:00"),
    ]
    for policy, time in told_again:
        log = run(engine, desk.with_({"policy": policy}), [lost("Mon 09:00", False, True)])
        assert contact_lines(log) == ["0 first email Mon 09:00", f"0 repeated email {time}"]


def test_what_nobody_wrote_down_with_waiting_for_others(engine: str) -> None:
    """It goes before the requester is asked, and before other teams are.

    Pending: told again at 10:00, the question goes out at 10:10, comes back at 11:10 for half the work.
    """
    pending = {"services.short.pending": {"share": 0.5, "after": 60.0, "rest": 0.5, "on": "supplier"}}
    child = {"team": "second", "effort": {"mean": 20.0, "kind": "constant"}}
    need = lost("Mon 09:00", False, True, escalate=(), answers={"pending": [YES] * 3})
    assert ticket_lines(run(engine, UNWRITTEN.with_(pending), [need])) == [
        "0 forgotten Mon 09:10, first response Mon 09:00"
    ]
    assert visit_lines(run(engine, ASKING.with_(pending), [need])) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 repeated desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:10",
        "0 chase desk, Mon 11:00: agent 0 Mon 11:00 to Mon 11:03",
        "0 returned desk, Mon 11:10: agent 0 Mon 11:10 to Mon 11:15",
    ]
    assert visit_lines(run(engine, ASKING.with_({"services.short.children": [child]}), [need])) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 repeated desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:10",
        "0 child second, Mon 10:10: agent 1 Mon 10:10 to Mon 10:30",
    ]


def test_a_chase_that_is_open_as_the_ticket_is_lost(engine: str) -> None:
    """Who waits five minutes asks at 09:05; the agent answers at 09:10, when the visit is over.

    Answered at 09:13, the requester tells it again at 09:18, and does not ask any more.
    """
    desk = ASKING.with_({"groups.staff.chase.progress_after": 5.0})
    need = lost("Mon 09:00", False, escalate=[True, False], answers={"chase_progress": [1.0, 1.0, 99.0]})
    assert visit_lines(run(engine, desk, [need])) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 chase desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:13",
        "0 repeated desk, Mon 09:18: agent 0 Mon 09:18 to Mon 09:28",
    ]


# ---- calls back (lever 14) --------------------------------------------------------------------------------

CALLED_BACK = DESK.with_(
    {"channels.phone.missed_becomes_ticket": True, "channels.phone.call_back_effort": 2.0}
)


def test_who_gives_up_is_called_back(engine: str) -> None:
    """Ticket 1 gives up at 09:10 and is called back at 09:30: three minutes more than usual."""
    needs = [
        Need("Mon 09:00", service="long"),
        Need("Mon 09:05", channel="phone", retry=[True], answers={"call_back_effort": [1.5]}),
    ]
    log = run(engine, CALLED_BACK, needs)
    assert visit_lines(log)[1:] == [
        "1 first desk, Mon 09:05: gave up Mon 09:10",
        "1 call_back desk, Mon 09:10: agent 0 Mon 09:30 to Mon 09:43",
    ]
    assert ticket_lines(log)[1] == "1 resolved Mon 09:43, first response Mon 09:30"
    assert log.ticket_table.contacts.tolist() == [1, 1]


def test_who_is_refused_is_called_back(engine: str) -> None:
    """At 17:00 nobody is on duty: a ticket for Tuesday morning, and no call in the log of visits."""
    desk = CALLED_BACK.with_({"channels.phone.unstaffed": "refuse"})
    assert visit_lines(run(engine, desk, [Need("Mon 17:00", channel="phone")])) == [
        "0 call_back desk, Mon 17:00: agent 0 Tue 08:00 to Tue 08:12"
    ]


def test_a_call_back_with_chases(engine: str) -> None:
    """Who gave up at 09:10 has heard nothing: "did you get it?" at 09:20, which waits behind the call back.

    The agent calls at 09:30, which is the first word, and answers the chase as soon as they are free: before
    the ticket they have just finished counts as resolved. (A chase that waits would be withdrawn then.)
    """
    desk = CALLED_BACK.with_({"groups.staff.chase.receipt_after": 10.0})
    needs = [
        Need("Mon 09:00", service="long", group="guests"),
        Need("Mon 09:05", channel="phone"),
    ]
    log = run(engine, desk, needs)
    assert visit_lines(log)[1:] == [
        "1 first desk, Mon 09:05: gave up Mon 09:10",
        "1 call_back desk, Mon 09:10: agent 0 Mon 09:30 to Mon 09:42",
        "1 chase desk, Mon 09:20: agent 0 Mon 09:42 to Mon 09:45",
    ]
    assert contact_lines(log)[1:] == ["1 first phone Mon 09:05", "1 chase_receipt phone Mon 09:20"]
    assert heard_lines(log)[1] == "1 acknowledged Mon 09:30, promised never"


def test_a_call_back_with_reading_at_set_times_and_reopening(engine: str) -> None:
    """A call back is no mail that waits to be read, and when the ticket comes back there is nothing extra."""
    desk = CALLED_BACK.with_({"teams.desk.reads_at": ["Mon-Fri 15:00"]})
    needs = [
        Need("Mon 09:00", service="long", channel="phone"),
        Need("Mon 09:05", channel="phone", reopen=[True]),
    ]
    assert visit_lines(run(engine, desk, needs))[2:] == [
        "1 call_back desk, Mon 09:10: agent 0 Mon 09:30 to Mon 09:42",
        "1 reopened desk, Mon 10:42: agent 0 Mon 10:42 to Mon 10:52",
    ]
