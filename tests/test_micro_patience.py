"""Logs worked out on paper: patience, retries, refusal, and targets; as in test_micro, on both engines."""

from __future__ import annotations

from by_hand import DESK, Need, contact_lines, minute, run, ticket_lines, visit_lines

# ---- patience, retries, refusal ---------------------------------------------------------------------------


def test_abandonment_at_the_instant_an_agent_frees_up(engine: str) -> None:
    """09:10 ticket 0 ends and two patiences run out: 09:05 + 5 and 09:06 + 4. The end of service goes first.

    So ticket 1, who waited longest, is served; nobody is left for ticket 2, who gives up.
    """
    needs = [
        Need("Mon 09:00"),
        Need("Mon 09:05", group="guests", channel="phone", patience=[5]),
        Need("Mon 09:06", group="guests", channel="phone", patience=[4]),
    ]
    log = run(engine, DESK, needs)
    assert visit_lines(log)[1:] == [
        "1 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:20",
        "2 first desk, Mon 09:06: gave up Mon 09:10",
    ]
    assert ticket_lines(log)[1:] == [
        "1 resolved Mon 09:20, first response Mon 09:10",
        "2 gave_up Mon 09:10, first response never",
    ]


def test_patience_is_lost_before_a_wrap_up_ends(engine: str) -> None:
    """One minute of wrap-up after 09:10, and patience until 09:10: too late.

    With patience until 09:11, in time.
    """
    desk = DESK.with_({"teams.desk.wrap_up": 1.0})
    for patience, after in ((5, "gave up Mon 09:10"), (6, "agent 0 Mon 09:11 to Mon 09:21")):
        needs = [Need("Mon 09:00"), Need("Mon 09:05", group="guests", channel="phone", patience=[patience])]
        assert visit_lines(run(engine, desk, needs))[1] == f"1 first desk, Mon 09:05: {after}"


def test_patience_counts_at_the_first_team_only(engine: str) -> None:
    """With a minute of patience: served, handed on, and there waits 9 minutes without giving up."""
    needs = [
        Need("Mon 09:00", escalate=[True]),
        Need("Mon 09:11", channel="phone", patience=[1], escalate=[True]),
    ]
    assert visit_lines(run(engine, DESK, needs))[2:] == [
        "1 first desk, Mon 09:11: agent 0 Mon 09:11 to Mon 09:21",
        "1 escalated second, Mon 09:21: agent 1 Mon 09:30 to Mon 09:50",
    ]


def test_a_retry_after_closing(engine: str) -> None:
    """Friday 17:50, nobody on duty since 16:00.

    Five minutes of patience, then at 17:55 she will try in half an hour.

    That is 18:25, the desk is closed: she calls on Monday at 08:00, when it opens. The agent has come, and
    takes the call. She who gives up on Friday 17:25 calls again at 17:55, within the hours, gives up at
    18:00, and does not try a third time.
    """
    desk = DESK.with_({"horizon.days": 14})
    needs = [
        Need("Fri 17:20", channel="phone", retry=[True, False], patience=[5, 5]),
        Need("Fri 17:50", channel="phone", retry=[True], patience=[5, 5]),
    ]
    log = run(engine, desk, needs)
    assert contact_lines(log) == [
        "0 first phone Fri 17:20",
        "1 first phone Fri 17:50",
        "0 retry phone Fri 17:55",
        "1 retry phone Mon 08:00 of week 2",
    ]
    assert visit_lines(log) == [
        "0 first desk, Fri 17:20: gave up Fri 17:25",
        "1 first desk, Fri 17:50: gave up Fri 17:55",
        "0 retry desk, Fri 17:55: gave up Fri 18:00",
        "1 retry desk, Mon 08:00 of week 2: agent 0 Mon 08:00 of week 2 to Mon 08:10 of week 2",
    ]
    assert ticket_lines(log)[0] == "0 gave_up Fri 18:00, first response never"


def test_a_retry_at_the_minute_of_closing(engine: str) -> None:
    """A retry due at 18:00 sharp is too late: open hours end before that minute."""
    needs = [Need("Mon 17:25", channel="phone", retry=[True, False])]
    assert contact_lines(run(engine, DESK, needs)) == ["0 first phone Mon 17:25", "0 retry phone Tue 08:00"]


def test_refusal_when_unstaffed(engine: str) -> None:
    """Closed lines while nobody is on duty. Monday 07:00: a guest is turned away and is gone.

    A colleague tries again after 90 minutes, at 08:30, and gets through. E-mail waits. 16:05: the agent still
    works, but is off duty, so the line is closed.
    """
    desk = DESK.with_({"channels.phone.unstaffed": "refuse"})
    needs = [
        Need("Mon 07:00", group="guests", channel="phone"),
        Need("Mon 07:00", channel="phone", retry=[True], retry_after=[90]),
        Need("Mon 07:00"),
        Need("Mon 15:45", service="long"),
        Need("Mon 16:05", group="guests", channel="phone"),
    ]
    log = run(engine, desk, needs)
    assert visit_lines(log) == [
        "2 first desk, Mon 07:00: agent 0 Mon 08:00 to Mon 08:10",
        "1 retry desk, Mon 08:30: agent 0 Mon 08:30 to Mon 08:40",
        "3 first desk, Mon 15:45: agent 0 Mon 15:45 to Mon 16:15",
    ]
    assert [line.split(",")[0] for line in ticket_lines(log)] == [
        "0 gave_up Mon 07:00",
        "1 resolved Mon 08:40",
        "2 resolved Mon 08:10",
        "3 resolved Mon 16:15",
        "4 gave_up Mon 16:05",
    ]
    assert log.ticket_table.contacts.tolist() == [1, 2, 1, 1, 1]


# ---- targets ----------------------------------------------------------------------------------------------


def test_a_target_that_spans_a_weekend(engine: str) -> None:
    """Within 60 business minutes, Monday to Friday 08 to 18.

    Ticket 0 comes Friday 17:30, ticket 1 Friday 17:45; the agent is back on Monday at 08:00 and takes 30
    minutes for each. Ticket 0 is resolved Monday 08:30 after 30 + 30 = 60 business minutes: met. Ticket 1 at
    09:00 after 15 + 60 = 75: missed. The first responses, after 30 and 45 business minutes, miss their 15.
    """
    needs = [Need("Fri 17:30", service="long"), Need("Fri 17:45", service="long")]
    log = run(engine, DESK, needs)
    assert ticket_lines(log) == [
        "0 resolved Mon 08:30 of week 2, first response Mon 08:00 of week 2",
        "1 resolved Mon 09:00 of week 2, first response Mon 08:30 of week 2",
    ]
    hours, table = DESK.calendar.hours, log.ticket_table
    assert hours.elapsed(table.arrived, table.ended).tolist() == [60.0, 75.0]
    assert hours.elapsed(table.arrived, table.first_response).tolist() == [30.0, 45.0]
    assert hours.due(table.arrived, 60.0).tolist() == [
        minute("Mon 08:30 of week 2"),
        minute("Mon 08:45 of week 2"),
    ]
