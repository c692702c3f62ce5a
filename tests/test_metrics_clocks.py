"""Targets whose clocks stand, worked out by hand.

Times are minutes of Monday: 480 is 08:00, the shifts end at 960 (16:00), the calendar closes at 1080 (18:00).
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from deskside.log import TicketLog
from deskside.metrics import kpis, measured
from deskside.metrics.pauses import pauses
from handmade import NAN, TUESDAY, at_desk, desk, log_of, solved, ticket, visit

PENDS = {"services.help.pending.share": 0.5, "targets.resolution": [60]}


# ---- clocks that stand ------------------------------------------------------------------------------------


def a_ticket_that_waits(ended: float, until: float = 3000.0, **more: Any) -> TicketLog:
    """Work 480 to 500, out until 700, work 710 to 720, out until 900 on the next morning, then the rest."""
    row = (
        solved(480.0, ended, **more) if ended < until else ticket(480.0, "open", waits_for="supplier", **more)
    )
    visits = [
        at_desk(0, 480.0, 480.0, 500.0),
        at_desk(0, 700.0, 710.0, 720.0, "returned"),
    ]
    if ended < until:
        visits.append(at_desk(0, TUESDAY + 500.0, TUESDAY + 500.0, ended, "returned"))
    return log_of(desk(PENDS | {"services.help.pending.at_most": 2}), [row], visits, until=until)


@pytest.mark.parametrize(("ended", "met"), [(TUESDAY + 520.0, 1.0), (TUESDAY + 521.0, 0.0)])
def test_the_targets_clock_stands_while_a_ticket_waits_outside(ended: float, met: float):
    """20 + 20 minutes at work or in the queue, and what the last visit takes: the target is 60."""
    log = a_ticket_that_waits(ended)
    assert kpis(log)["sla_met_share"] == met
    frame = measured(log).tickets()
    assert frame["resolution_business"][0] == 40.0 + (ended - TUESDAY - 500.0)
    assert frame["resolution_minutes"][0] == ended - 480.0
    assert (frame["pauses"][0], frame["paused"][0]) == (2, 200.0 + 360.0 + 20.0)


def test_the_clock_of_a_ticket_that_still_waits_stands():
    log = a_ticket_that_waits(NAN)
    assert pauses(log).end.tolist() == [700.0, 3000.0]
    assert math.isnan(kpis(log)["sla_met_share"])
    assert kpis(log)["backlog_end"] == 1.0


def test_pauses_of_two_tickets_side_by_side():
    tickets = [solved(480.0, 600.0), solved(480.0, 640.0), solved(480.0, 490.0)]
    visits = [
        at_desk(0, 480.0, 480.0, 490.0),
        at_desk(1, 480.0, 490.0, 500.0),
        at_desk(2, 480.0, 480.0, 490.0),
        at_desk(0, 590.0, 590.0, 600.0, "returned"),
        at_desk(1, 620.0, 630.0, 640.0, "returned"),
    ]
    found = pauses(log_of(desk(PENDS), tickets, visits))
    assert list(zip(found.ticket, found.begin, found.end, strict=True)) == [
        (0, 490.0, 590.0),
        (1, 500.0, 620.0),
    ]


def test_the_clock_runs_while_other_teams_do_their_parts():
    """Two parts until 560, then the rest: a return, but not from outside. Later it does wait outside."""
    visits = [
        at_desk(0, 480.0, 480.0, 490.0),
        visit(0, "second", agent=1, queued=490.0, started=500.0, ended=520.0, kind="child"),
        visit(0, "second", agent=1, queued=490.0, started=520.0, ended=560.0, kind="child"),
        at_desk(0, 560.0, 560.0, 565.0, "returned"),
        at_desk(0, 665.0, 665.0, 670.0, "returned"),
    ]
    log = log_of(desk(PENDS), [solved(480.0, 670.0)], visits)
    assert pauses(log).begin.tolist() == [565.0]
    assert measured(log).tickets()["resolution_business"][0] == 90.0


def test_whom_it_waited_for_is_by_the_policy_in_force_then():
    before = desk(PENDS)
    after = before.with_({"services.help.pending.on": "supplier"})
    log = a_ticket_that_waits(TUESDAY + 520.0)
    changed = log_of(
        before,
        [solved(480.0, 900.0)],
        [at_desk(0, 480.0, 480.0, 500.0), at_desk(0, 700.0, 700.0, 720.0, "returned")],
        policies=((0.0, before), (500.0, after)),
    )
    assert pauses(log).waits_for.tolist() == [1, 1]
    assert pauses(changed).waits_for.tolist() == [2]


def test_a_clock_stopped_as_a_trick_never_goes_on():
    scenario = desk(PENDS | {"policy.stopped_clocks": 0.5})
    tickets = [
        solved(480.0, 800.0, 500.0, clock_stopped=1),
        solved(480.0, 800.0, 500.0),
        ticket(arrived=480.0, first_response=500.0, outcome="open", clock_stopped=1),
        solved(480.0, 800.0, 600.0, clock_stopped=1),
    ]
    log = log_of(scenario, tickets, [], until=2000.0)
    frame = measured(log).tickets()
    assert frame["resolution_business"].tolist() == pytest.approx([20.0, 320.0, NAN, 120.0], nan_ok=True)
    met = frame["met_resolution"].astype(object).fillna("-").tolist()
    assert met == [True, False, "-", False]
    assert kpis(log)["sla_met_share"] == pytest.approx(1 / 3)


def test_the_response_has_no_pauses():
    """Nothing waits outside before the first response, and the trick begins with it."""
    scenario = desk(PENDS | {"targets.response": [15], "policy.stopped_clocks": 1.0})
    log = log_of(scenario, [solved(480.0, 800.0, 500.0, clock_stopped=1)], [])
    assert measured(log).tickets()["response_business"][0] == 20.0
