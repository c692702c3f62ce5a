"""Priorities that are not what they seem, by hand: inflation, important people, stopped clocks (lever 16).

The desk is that of `by_hand`. Every log was worked out on paper before an engine was asked.
"""

from __future__ import annotations

from by_hand import DESK, NO, YES, Need, demand_of, minute, run, visit_lines
from deskside.engines import start


def test_inflation_and_important_people(engine: str) -> None:
    """Ticket 1 (3) passes for 2; 2 (1) cannot be more urgent; 3 (4) is a guest and counts as 1.

    Long work until 09:30; then by priority: 2, 3 (both 1), 1 (2), 4 (3).
    """
    desk = DESK.with_(
        {
            "services.short.inflation": 0.5,
            "groups.guests.vip_share": 0.5,
            "teams.desk.discipline": "priority",
        }
    )
    needs = [
        Need("Mon 09:00", service="long", priority=2, answers={"inflation": [YES]}),
        Need("Mon 09:01", priority=3, answers={"inflation": [YES], "vip": [YES]}),
        Need("Mon 09:02", priority=1, answers={"inflation": [YES]}),
        Need("Mon 09:03", priority=4, group="guests", answers={"vip": [YES]}),
        Need("Mon 09:04", priority=3, answers={"inflation": [NO]}),
    ]
    log = run(engine, desk, needs)
    assert log.ticket_table.priority.tolist() == [2, 2, 1, 1, 3]
    assert [line.split("agent 0 ")[1][:9] for line in visit_lines(log)] == [
        "Mon 09:00",
        "Mon 09:50",
        "Mon 09:30",
        "Mon 09:40",
        "Mon 10:00",
    ]


def test_inflation_with_promises(engine: str) -> None:
    """A ticket that passes for more urgent is promised a time of that priority."""
    desk = DESK.with_(
        {
            "services.short.inflation": 0.5,
            "policy": {"acknowledge": "auto", "promise": "honest", "promise_minutes": [60.0, 120.0]},
        }
    )
    needs = [Need("Mon 09:00", priority=2, answers={"inflation": [n]}) for n in (YES, NO)]
    promised = run(engine, desk, needs).ticket_table.promised
    assert promised.tolist() == [minute("Mon 10:00"), minute("Mon 11:00")]


def test_clocks_that_are_stopped_as_a_trick(engine: str) -> None:
    """At the first response, for ticket 0; ticket 1 has an honest clock; 2 never gets a response."""
    desk = DESK.with_({"policy.stopped_clocks": 0.5})
    needs = [
        Need("Mon 09:00", service="long", answers={"clock_stopped": [YES]}),
        Need("Mon 09:05", answers={"clock_stopped": [NO]}),
        Need("Mon 09:06", group="guests", channel="phone", answers={"clock_stopped": [YES]}),
    ]
    current = start(demand_of(desk, needs), desk, engine)
    assert current.advance(minute("Mon 09:06")).log().ticket_table.clock_stopped.tolist() == [1, 0]
    assert current.finish().log().ticket_table.clock_stopped.tolist() == [1, 0, 0]
