"""Levers of needs by hand: incidents, self-service, removed and latent needs.

The desk is that of `by_hand`: one agent from 08:00 to 16:00, short work takes 10 minutes and long work 30.
Every log was worked out on paper before an engine was asked.
"""

from __future__ import annotations

from typing import Any

from by_hand import (
    DESK,
    NO,
    YES,
    Need,
    contact_lines,
    demand_of,
    minute,
    run,
    ticket_lines,
    visit_lines,
    waiting_for,
)
from deskside.engines import start
from deskside.metrics import kpis
from deskside.scenario import Scenario

# ---- major incidents (lever 1) ----------------------------------------------------------------------------

#: It fails at 09:00 and is mended at 10:00; telling one caller takes 2 minutes.
OUTAGE = {
    "name": "outage",
    "service": "short",
    "group": "staff",
    "at": 540.0,
    "contacts": 10.0,
    "spread": 30.0,
    "mended_after": 60.0,
}
FAILING = DESK.with_({"incidents": [OUTAGE], "policy.incident_effort": 2.0})


def hit(time: str, **more: Any) -> Need:
    """Somebody whom the outage drives to the desk."""
    return Need(time, incident="outage", **more)


def told(desk: Scenario, after: float) -> Scenario:
    """Everybody is told so many minutes after the beginning; half of them are reached."""
    return desk.with_({"policy.broadcast_after": after, "policy.broadcast_reach": 0.5})


def test_an_incident_is_resolved_for_all_when_it_is_mended(engine: str) -> None:
    """Two are told that it is known and wait for the cause; 3 still waits in the queue at 10:00.

    Ticket 2 is ordinary work, and at 10:00 in service. Ticket 3 leaves the queue at 10:00, so 4 is next.
    """
    needs = [
        hit("Mon 09:01", answers={"told": [1.5]}),
        hit("Mon 09:02"),
        Need("Mon 09:40", service="long"),
        hit("Mon 09:50"),
        Need("Mon 10:05"),
    ]
    log = run(engine, FAILING, needs)
    assert visit_lines(log) == [
        "0 first desk, Mon 09:01: agent 0 Mon 09:01 to Mon 09:04",
        "1 first desk, Mon 09:02: agent 0 Mon 09:04 to Mon 09:06",
        "2 first desk, Mon 09:40: agent 0 Mon 09:40 to Mon 10:10",
        "3 first desk, Mon 09:50: gave up Mon 10:00",
        "4 first desk, Mon 10:05: agent 0 Mon 10:10 to Mon 10:20",
    ]
    assert ticket_lines(log) == [
        "0 resolved Mon 10:00, first response Mon 09:01",
        "1 resolved Mon 10:00, first response Mon 09:04",
        "2 resolved Mon 10:10, first response Mon 09:40",
        "3 resolved Mon 10:00, first response never",
        "4 resolved Mon 10:20, first response Mon 10:10",
    ]


def test_an_incident_that_is_mended_while_somebody_is_being_told(engine: str) -> None:
    """The call of 09:59 ends at 10:01 and is resolved then. None of it comes back, though it would."""
    log = run(engine, FAILING, [hit("Mon 09:01", reopen=[True]), hit("Mon 09:59", reopen=[True])])
    assert ticket_lines(log) == [
        "0 resolved Mon 10:00, first response Mon 09:01",
        "1 resolved Mon 10:01, first response Mon 09:59",
    ]
    assert log.ticket_table.reopened.tolist() == [0, 0]


def test_a_call_that_ends_in_the_minute_of_the_mending(engine: str) -> None:
    """Mended first: who waits has left when the call of 09:58 to 10:00 ends and the agent is free."""
    log = run(engine, FAILING, [hit("Mon 09:58"), hit("Mon 09:59")])
    assert visit_lines(log)[1] == "1 first desk, Mon 09:59: gave up Mon 10:00"
    assert [line.split(",")[0] for line in ticket_lines(log)] == [
        "0 resolved Mon 10:00",
        "1 resolved Mon 10:00",
    ]


def test_an_incident_waits_for_its_cause(engine: str) -> None:
    current = start(demand_of(FAILING, [hit("Mon 09:01")]), FAILING, engine)
    log = current.advance(minute("Mon 09:30")).log()
    assert waiting_for(log) == ["cause"]
    assert ticket_lines(log) == ["0 open never, first response Mon 09:01"]
    assert waiting_for(current.finish().log()) == ["desk"]


def test_an_incident_with_retries(engine: str) -> None:
    """Ordinary work until 10:10. Both callers give up after five minutes.

    Ticket 1 would try again at 10:10, but all is well at 10:00. Ticket 2 tries again at 09:57, and is in the
    queue at 10:00. Ticket 3 gives up at 09:58 and works around it.
    """
    needs = [
        Need("Mon 09:40", service="long"),
        hit("Mon 09:45", channel="phone", retry=[True], retry_after=[20]),
        hit("Mon 09:46", channel="phone", retry=[True], retry_after=[6]),
        hit("Mon 09:53", channel="phone"),
    ]
    log = run(engine, FAILING, needs)
    assert visit_lines(log) == [
        "0 first desk, Mon 09:40: agent 0 Mon 09:40 to Mon 10:10",
        "1 first desk, Mon 09:45: gave up Mon 09:50",
        "2 first desk, Mon 09:46: gave up Mon 09:51",
        "3 first desk, Mon 09:53: gave up Mon 09:58",
        "2 retry desk, Mon 09:57: gave up Mon 10:00",
    ]
    assert ticket_lines(log)[1:] == [
        "1 resolved Mon 10:00, first response never",
        "2 resolved Mon 10:00, first response never",
        "3 gave_up Mon 09:58, first response never",
    ]
    assert log.ticket_table.contacts.tolist() == [1, 1, 2, 1]


def test_an_incident_with_chases(engine: str) -> None:
    """Who was told asks again 20 minutes after the last word: 09:02, 09:25 and 09:48 are the last words.

    The next one would come at 10:08, and the cause is mended at 10:00. With 58 minutes it would come at
    10:00, in the minute of the mending: too late.
    """
    desk = FAILING.with_({"groups.staff.chase.progress_after": 20.0})
    log = run(engine, desk, [hit("Mon 09:00", channel="phone")])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:02",
        "0 chase desk, Mon 09:22: agent 0 Mon 09:22 to Mon 09:25",
        "0 chase desk, Mon 09:45: agent 0 Mon 09:45 to Mon 09:48",
    ]
    desk = FAILING.with_({"groups.staff.chase.progress_after": 58.0})
    assert contact_lines(run(engine, desk, [hit("Mon 09:00", channel="phone")])) == [
        "0 first phone Mon 09:00"
    ]


def test_a_broadcast(engine: str) -> None:
    """At 09:20 everybody is told, and it reaches 1, 3 and 4.

    Ordinary work until 09:30. Ticket 1 leaves the queue; 2 stays and is told at 09:30. Ticket 3 comes at
    09:20, and an arrival goes before a broadcast: a contact, and away in the same minute. Ticket 4 has heard
    of it and does not call at all; 5 has not.
    """
    needs = [
        Need("Mon 09:00", service="long"),
        hit("Mon 09:05", answers={"broadcast": [YES]}),
        hit("Mon 09:06", answers={"broadcast": [NO]}),
        hit("Mon 09:20", answers={"broadcast": [YES]}),
        hit("Mon 09:21", answers={"broadcast": [YES]}),
        hit("Mon 09:22", answers={"broadcast": [NO]}),
    ]
    log = run(engine, told(FAILING, 20.0), needs)
    assert visit_lines(log)[1:] == [
        "1 first desk, Mon 09:05: gave up Mon 09:20",
        "2 first desk, Mon 09:06: agent 0 Mon 09:30 to Mon 09:32",
        "3 first desk, Mon 09:20: gave up Mon 09:20",
        "5 first desk, Mon 09:22: agent 0 Mon 09:32 to Mon 09:34",
    ]
    assert contact_lines(log)[1:] == [
        f"{i} first email Mon 09:{m}" for i, m in zip("1235", ("05", "06", "20", "22"), strict=True)
    ]
    assert ticket_lines(log)[1:] == [
        "1 resolved Mon 10:00, first response never",
        "2 resolved Mon 10:00, first response Mon 09:30",
        "3 resolved Mon 10:00, first response never",
        "4 self_served Mon 10:00, first response never",
        "5 resolved Mon 10:00, first response Mon 09:32",
    ]


def test_an_arrival_that_is_served_in_the_minute_of_the_broadcast(engine: str) -> None:
    """The agent is free at 09:20: whoever comes in that minute is in service before the broadcast."""
    log = run(engine, told(FAILING, 20.0), [hit("Mon 09:20", answers={"broadcast": [YES]})])
    assert visit_lines(log) == ["0 first desk, Mon 09:20: agent 0 Mon 09:20 to Mon 09:22"]


def test_a_broadcast_keeps_people_from_trying_again(engine: str) -> None:
    """Both give up at 09:10 and would call again at 09:20, and a broadcast goes before a retry.

    Ticket 1 is reached and waits for the cause; ticket 2 calls.
    """
    again: dict[str, Any] = {"channel": "phone", "retry": [True], "retry_after": [10]}
    needs = [
        Need("Mon 09:00", service="long"),
        hit("Mon 09:05", answers={"broadcast": [YES]}, **again),
        hit("Mon 09:05", answers={"broadcast": [NO]}, **again),
    ]
    desk = told(FAILING, 20.0)
    current = start(demand_of(desk, needs), desk, engine).advance(minute("Mon 09:21"))
    assert waiting_for(current.log()) == ["desk", "cause", "desk"]
    log = current.finish().log()
    assert contact_lines(log)[1:] == [
        "1 first phone Mon 09:05",
        "2 first phone Mon 09:05",
        "2 retry phone Mon 09:20",
    ]
    assert ticket_lines(log)[1] == "1 resolved Mon 10:00, first response never"


# ---- self-service, removed causes, latent needs (lever 2) --------------------------------------------------


def test_self_service(engine: str) -> None:
    """Tickets 0 and 1 read for ten minutes. That solves 0 without a contact.

    Ticket 1 then writes, at 09:10, in the minute in which ticket 2 arrives: an arrival goes first.
    """
    desk = DESK.with_({"services.short.self_service": {"try_share": 0.5, "coverage": 0.5, "reading": 10.0}})
    needs = [
        Need("Mon 09:00", channel="phone", answers={"self_try": [YES], "self_solved": [YES]}),
        Need("Mon 09:00", answers={"self_try": [YES], "self_solved": [NO]}),
        Need("Mon 09:10", answers={"self_try": [NO], "self_solved": [YES]}),
    ]
    log = run(engine, desk, needs)
    assert visit_lines(log) == [
        "2 first desk, Mon 09:10: agent 0 Mon 09:10 to Mon 09:20",
        "1 first desk, Mon 09:10: agent 0 Mon 09:20 to Mon 09:30",
    ]
    assert contact_lines(log) == ["2 first email Mon 09:10", "1 first email Mon 09:10"]
    assert ticket_lines(log) == [
        "0 self_served Mon 09:10, first response never",
        "1 resolved Mon 09:30, first response Mon 09:20",
        "2 resolved Mon 09:20, first response Mon 09:10",
    ]
    assert log.ticket_table.contacts.tolist() == [0, 1, 1]


def test_articles_for_easy_needs(engine: str) -> None:
    """Half are covered. If articles favour the easy, three quarters of the short and a quarter of the long.

    The number that says how much work a need is stands at .25 for ticket 0 and at .75 for ticket 1.
    """
    shares = {"try_share": 1.0, "coverage": 0.5, "reading": 10.0}
    needs = [
        Need("Mon 09:00", answers={"effort": [0.25], "self_try": [YES], "self_solved": [0.7]}),
        Need("Mon 09:00", answers={"effort": [0.75], "self_try": [YES], "self_solved": [0.3]}),
    ]
    for easy_first, outcomes in ((0.0, ["resolved", "self_served"]), (1.0, ["self_served", "resolved"])):
        desk = DESK.with_({"services.short.self_service": shares | {"easy_first": easy_first}})
        lines = ticket_lines(run(engine, desk, needs))
        assert [line.split()[1] for line in lines] == outcomes, easy_first


def test_self_service_with_patience_and_with_reading_at_set_times(engine: str) -> None:
    """The reader's patience begins when they call, and mail that follows an article waits to be read, too.

    Long work until 09:30. Ticket 1 reads until 09:10, calls and gives up at 09:15. Ticket 2 reads until 09:12
    and writes; the mail is read at 11:00.
    """
    desk = DESK.with_(
        {
            "services.short.self_service": {"try_share": 0.5, "coverage": 0.5, "reading": 10.0},
            "teams.desk.reads_at": ["Mon-Fri 11:00"],
        }
    )
    tries = {"self_try": [YES]}
    needs = [
        Need("Mon 09:00", service="long", channel="phone"),
        Need("Mon 09:00", group="guests", channel="phone", answers=tries),
        Need("Mon 09:02", answers=tries),
    ]
    assert visit_lines(run(engine, desk, needs))[1:] == [
        "1 first desk, Mon 09:10: gave up Mon 09:15",
        "2 first desk, Mon 09:12: agent 0 Mon 11:00 to Mon 11:10",
    ]


def test_a_removed_cause(engine: str) -> None:
    """Half of the needs no longer arise: ticket 0 is prevented as it comes, ticket 1 is served."""
    desk = DESK.with_({"services.short.removed": 0.5})
    needs = [Need("Mon 09:00", answers={"removed": [0.49]}), Need("Mon 09:00", answers={"removed": [0.51]})]
    log = run(engine, desk, needs)
    assert ticket_lines(log) == [
        "0 prevented Mon 09:00, first response never",
        "1 resolved Mon 09:10, first response Mon 09:00",
    ]
    assert contact_lines(log) == ["1 first email Mon 09:00"]


def test_a_removed_cause_with_self_service_and_with_chases(engine: str) -> None:
    """What is prevented reads no article and never asks: nothing happens at all."""
    desk = DESK.with_(
        {
            "services.short.removed": 0.5,
            "services.short.self_service": {"try_share": 1.0, "coverage": 1.0, "reading": 10.0},
            "groups.staff.chase.receipt_after": 30.0,
        }
    )
    log = run(engine, desk, [Need("Mon 09:00", answers={"removed": [YES], "self_try": [YES]})])
    assert ticket_lines(log) == ["0 prevented Mon 09:00, first response never"]
    assert not len(log.visit_table) + len(log.contact_table)


def test_latent_needs(engine: str) -> None:
    """The phone draws half of them out, mail none; needs of other sources are not latent."""
    desk = DESK.with_({"needs.staff/short.latent": True, "channels.phone.draws_out": 0.5})
    needs = [
        Need("Mon 09:00", channel="phone", answers={"latent": [0.49]}),
        Need("Mon 09:20", channel="phone", answers={"latent": [0.51]}),
        Need("Mon 09:40", channel="email", answers={"latent": [YES]}),
        Need("Mon 10:00", channel="email", group="guests", answers={"latent": [NO]}),
    ]
    log = run(engine, desk, needs)
    assert ticket_lines(log) == [
        "0 resolved Mon 09:10, first response Mon 09:00",
        "1 gave_up Mon 09:20, first response never",
        "2 gave_up Mon 09:40, first response never",
        "3 resolved Mon 10:10, first response Mon 10:00",
    ]
    assert contact_lines(log) == ["0 first phone Mon 09:00", "3 first email Mon 10:00"]
    assert log.ticket_table.contacts.tolist() == [1, 0, 0, 1]


def test_latent_needs_with_self_service_and_with_patience(engine: str) -> None:
    """Of three latent needs of callers ticket 2 is not drawn out: it reads no article and counts nowhere.

    Ticket 1 is drawn out and finds its article. Long work lasts until 09:30; ticket 3 calls and hangs up.
    """
    desk = DESK.with_(
        {
            "needs.staff/short.latent": True,
            "channels.phone.draws_out": 0.5,
            "services.short.self_service": {"try_share": 0.5, "coverage": 0.5, "reading": 10.0},
        }
    )
    reads = {"self_try": [YES], "self_solved": [YES]}
    needs = [
        Need("Mon 09:00", service="long", group="guests"),
        Need("Mon 09:00", channel="phone", answers={"latent": [0.49]} | reads),
        Need("Mon 09:01", channel="phone", answers={"latent": [0.51]} | reads),
        Need("Mon 09:05", channel="phone", answers={"latent": [0.3]}),
    ]
    log = run(engine, desk, needs)
    assert ticket_lines(log) == [
        "0 resolved Mon 09:30, first response Mon 09:00",
        "1 self_served Mon 09:10, first response never",
        "2 gave_up Mon 09:01, first response never",
        "3 gave_up Mon 09:10, first response never",
    ]
    assert contact_lines(log) == ["0 first email Mon 09:00", "3 first phone Mon 09:05"]
    assert (kpis(log)["tickets"], kpis(log)["abandoned_share"]) == (3.0, 1 / 3)
