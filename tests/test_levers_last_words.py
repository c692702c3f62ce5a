"""What follows from the answer to a chase when nothing more is to be expected of its requester."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deskside.demand import sample
from deskside.engines import start
from deskside.log import ContactKind, Outcome, TicketLog, VisitKind, WaitsFor
from deskside.scenario import load

pytestmark = pytest.mark.parametrize("engine", ["simpy", "compiled"])


def written(engine: str, changes: dict[str, Any]) -> TicketLog:
    """Two days of a desk that people write to, worked on until all is closed."""
    desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 0, "horizon.at_end": "drain"})
    desk = desk.with_({"channels.*.live": False} | changes)
    return start(sample(desk, 1), desk, engine).finish().log()


def test_what_nobody_will_ask_for_again_is_forgotten(engine: str) -> None:
    """A ticket that nobody wrote down while a chase was open: the answer is the last that happens to it."""
    log = written(
        engine,
        {
            "channels.*.recorded": 0.3,
            "groups.*.chase.receipt_after": 30.0,
            "services.*.pending.share": 1.0,
        },
    )
    tickets = log.ticket_table
    assert not (tickets.waits_for == WaitsFor.NOBODY).any()
    assert set(tickets.outcome.tolist()) == {Outcome.RESOLVED, Outcome.FORGOTTEN}
    assert log.until < 2 * 10_080  # it does not wait for years for what will never come


def test_who_is_asked_does_not_chase_although_a_chase_is_answered_meanwhile(engine: str) -> None:
    log = written(
        engine,
        {
            "groups.*.chase.progress_after": 60.0,
            "services.*.pending.share": 0.5,
            "services.*.pending.on": "requester",
            "services.*.pending.after": 480.0,
        },
    )
    visits, contacts = log.visit_table, log.contact_table
    back = np.flatnonzero(visits.kind == VisitKind.RETURNED)
    first = np.flatnonzero(visits.kind == VisitKind.FIRST)
    asked = {int(visits.ticket[row]): float(visits.ended[row]) for row in first}
    chases = contacts.kind == ContactKind.CHASE_PROGRESS
    assert len(back) > 100
    assert chases.sum() > 100
    for row in back:
        ticket = visits.ticket[row]
        times = contacts.time[chases & (contacts.ticket == ticket)]
        assert not ((times > asked[int(ticket)]) & (times < visits.queued[row])).any()
