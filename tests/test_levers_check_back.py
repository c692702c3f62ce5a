"""Closing the loop, by hand (lever 14): the team asks whether it worked."""

from __future__ import annotations

from typing import Any

import pytest

from by_hand import DESK, NO, TWO_AGENTS, YES, Need, contact_lines, run, ticket_lines, visit_lines

CHECKING = DESK.with_({"teams.desk.check_back": 0.5, "teams.desk.check_back_effort": 3.0})


def checked(time: str, *asked: bool, **more: Any) -> Need:
    """A short ticket after whose resolutions the team asks, or not."""
    return Need(
        time, answers={"check_back": [YES if yes else NO for yes in asked]} | more.pop("answers", {}), **more
    )


def test_it_worked(engine: str) -> None:
    """Resolved at 09:10 and, for the requester, done; the team spends three minutes more on it."""
    log = run(engine, CHECKING, [checked("Mon 09:00", True), checked("Mon 10:00", False)])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 check_back desk, Mon 09:10: agent 0 Mon 09:10 to Mon 09:13",
        "1 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:10",
    ]
    assert ticket_lines(log)[0] == "0 resolved Mon 09:10, first response Mon 09:00"
    assert log.ticket_table.contacts.tolist() == [1, 1]


def test_it_had_not_worked(engine: str) -> None:
    """The requester would come back at 10:10; asked at 09:13 they say so, and it needs no contact."""
    log = run(engine, CHECKING, [checked("Mon 09:00", True, False, reopen=[True])])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 check_back desk, Mon 09:10: agent 0 Mon 09:10 to Mon 09:13",
        "0 reopened desk, Mon 09:13: agent 0 Mon 09:13 to Mon 09:23",
    ]
    assert ticket_lines(log) == ["0 resolved Mon 09:23, first response Mon 09:00"]
    assert contact_lines(log) == ["0 first email Mon 09:00"]
    assert log.ticket_table.reopened.tolist() == [1]


def test_the_requester_comes_first(engine: str) -> None:
    """Long work until 09:40; the requester is back at 09:30, so nobody needs to ask any more.

    After the second resolution the team asks again, and this time it worked.
    """
    needs = [
        checked("Mon 09:00", True, True, reopen=[True], reopen_after=[20]),
        checked("Mon 09:05", False, service="long"),
    ]
    log = run(engine, CHECKING, needs)
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:40",
        "0 check_back desk, Mon 09:10: gave up Mon 09:30",
        "0 reopened desk, Mon 09:30: agent 0 Mon 09:40 to Mon 09:50",
        "0 check_back desk, Mon 09:50: agent 0 Mon 09:50 to Mon 09:53",
    ]
    assert contact_lines(log)[2:] == ["0 reopened email Mon 09:30"]


@pytest.mark.parametrize(("after", "contacts"), [(2, 2), (3, 1), (4, 1)])
def test_both_in_the_same_minute(engine: str, after: float, contacts: int) -> None:
    """Asked from 09:10 to 09:13. Who comes back at 09:12 makes a contact, while the agent still asks.

    Who would come at 09:13 does not: the end of the visit goes first. Either way the work is done once.
    """
    need = checked("Mon 09:00", True, False, reopen=[True], reopen_after=[after])
    log = run(engine, CHECKING, [need])
    came = min(after, 3)
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 check_back desk, Mon 09:10: agent 0 Mon 09:10 to Mon 09:13",
        f"0 reopened desk, Mon 09:{10 + came}: agent 0 Mon 09:13 to Mon 09:23",
    ]
    assert log.ticket_table.contacts.tolist() == [contacts]
    assert log.ticket_table.reopened.tolist() == [1]


def test_each_resolution_has_its_own_answers(engine: str) -> None:
    """Not after the first; after the second, for six minutes: one return by each."""
    need = checked(
        "Mon 09:00", False, True, False, reopen=[True, True], answers={"check_back_effort": [1, 2]}
    )
    log = run(engine, CHECKING, [need])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 reopened desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:20",
        "0 check_back desk, Mon 10:20: agent 0 Mon 10:20 to Mon 10:26",
        "0 reopened desk, Mon 10:26: agent 0 Mon 10:26 to Mon 10:36",
    ]
    assert log.ticket_table.contacts.tolist() == [2]


# ---- with other levers ------------------------------------------------------------------------------------


def test_check_back_with_the_end_of_a_shift(engine: str) -> None:
    """Resolved at 15:55 and asked until 15:58; resolved at 16:00, the question waits until Tuesday.

    A desk that works until all is done stays for it.
    """
    log = run(engine, CHECKING, [checked("Mon 15:45", True)])
    assert visit_lines(log)[1] == "0 check_back desk, Mon 15:55: agent 0 Mon 15:55 to Mon 15:58"
    desk = CHECKING.with_({"horizon.days": 1})
    log = run(engine, desk, [checked("Mon 15:50", True)])
    assert visit_lines(log)[1] == "0 check_back desk, Mon 16:00: agent 0 Tue 08:00 to Tue 08:03"


def test_check_back_with_priorities_and_tiers(engine: str) -> None:
    """It ranks with its ticket, and it is the team that resolved it that asks."""
    desk = CHECKING.with_({"teams.second.check_back": 0.5, "teams.second.discipline": "priority"})
    needs = [
        checked("Mon 09:00", True, escalate=[True], priority=4),
        checked("Mon 09:10", False, escalate=[True], priority=1),
    ]
    assert visit_lines(run(engine, desk, needs))[1:] == [
        "0 escalated second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:30",
        "1 first desk, Mon 09:10: agent 0 Mon 09:10 to Mon 09:20",
        "1 escalated second, Mon 09:20: agent 1 Mon 09:30 to Mon 09:50",
        "0 check_back second, Mon 09:30: agent 1 Mon 09:50 to Mon 09:53",
    ]


def test_check_back_with_an_owner(engine: str) -> None:
    """Anybody of the team can ask; the ticket it brings back is the owner's."""
    desk = CHECKING.with_(TWO_AGENTS | {"teams.desk.ownership": "owner"})
    needs = [
        checked("Mon 09:00", True, False, reopen=[True]),
        checked("Mon 09:05", False, service="long", group="guests"),
        checked("Mon 09:09", False, service="long", group="guests"),
    ]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:05: agent 1 Mon 09:05 to Mon 09:35",
        "2 first desk, Mon 09:09: agent 0 Mon 09:10 to Mon 09:40",
        "0 check_back desk, Mon 09:10: agent 1 Mon 09:35 to Mon 09:38",
        "0 reopened desk, Mon 09:38: agent 0 Mon 09:40 to Mon 09:50",
    ]


def test_check_back_with_chasing(engine: str) -> None:
    """Who is asked and says no has spoken at 09:13: a question of theirs comes 30 minutes after that."""
    desk = CHECKING.with_({"groups.staff.chase.progress_after": 30.0, "policy.acknowledge": "auto"})
    needs = [
        checked("Mon 09:00", True, False, reopen=[True], answers={"chase_progress": [1, 99]}),
        checked("Mon 09:12", False, service="long", group="guests"),
        checked("Mon 09:12", False, service="long", group="guests"),
    ]
    assert contact_lines(run(engine, desk, needs))[3:] == ["0 chase_progress email Mon 09:43"]
