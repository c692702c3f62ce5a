"""A log: columns that stay, frames with names, and differences down to the bit."""

from __future__ import annotations

import gc
import pickle
from dataclasses import replace

import numpy as np
import pytest

from by_hand import DESK, Need, run
from deskside.calendar import WEEK
from deskside.demand import sample
from deskside.engines import start
from deskside.log import TicketLog, Tickets, Visits
from deskside.organisation.measuring import part_of
from deskside.scenario import load

NEEDS = [
    Need("Mon 09:00", escalate=[True]),
    Need("Mon 09:05", group="guests", channel="phone", patience=[4]),
    Need("Mon 09:06", service="long", priority=2),
]


def test_frames_have_names(engine: str) -> None:
    log = run(engine, DESK, NEEDS)
    tickets = log.tickets()
    assert tickets.index.name == "ticket"
    assert tickets["outcome"].tolist() == ["resolved", "gave_up", "resolved"]
    assert tickets["source"].tolist() == ["staff/short", "guests/short", "staff/long"]
    assert tickets["channel"].tolist() == ["email", "phone", "email"]
    assert tickets["priority"].tolist() == [1, 1, 2]
    assert log.visits()["kind"].tolist() == ["first", "first", "first", "escalated"]
    assert log.visits()["team"].tolist() == ["desk", "desk", "desk", "second"]
    assert log.contacts()["kind"].tolist() == ["first"] * 3


def test_columns_are_tight(engine: str) -> None:
    log = run(engine, DESK, NEEDS)
    for table in (log.ticket_table, log.visit_table, log.contact_table):
        assert {name: values.dtype.type for name, values in table.columns().items()} == dict(table.dtypes)
        assert all(values.flags.c_contiguous for values in table.columns().values())


def test_a_log_outlives_its_run(engine: str) -> None:
    """The compiled engine's memory goes round: later runs must not write into an earlier log."""
    desk = load("yardstick").with_({"horizon.days": 4})
    demand = sample(desk, 1)
    current = start(demand, desk, engine).advance(2000.0)
    early, kept = current.log(), current.log()
    current.finish()
    final = current.log()
    again = TicketLog(**{**vars(final), "ticket_table": Tickets.of(final.ticket_table.columns())})
    del current
    gc.collect()
    for other in (2, 3):
        start(sample(desk, other), desk, engine).finish().log()
    assert early.differences(kept) == []
    assert early.until == 2000.0
    assert np.nanmax(early.ticket_table.ended) < 2000.0
    assert final.differences(again) == []
    assert final.differences(start(demand, desk, engine).finish().log()) == []


def test_nobody_writes_into_what_happened_or_into_the_needs(engine: str) -> None:
    """Later results come from the same columns: a value written into one would change them unnoticed."""
    desk = load("one-queue")
    demand = sample(desk, 1)
    log = start(demand, desk, engine).finish().log()
    again, again_demand = pickle.loads(pickle.dumps((log, demand)))
    of_a_week = part_of(log, 0.0, WEEK)
    columns = [
        values
        for one in (log, again, of_a_week)
        for table in (one.ticket_table, one.visit_table, one.contact_table)
        for values in table.columns().values()
    ]
    for needs in (demand, again_demand):
        columns += [needs.arrived, needs.source, needs.ordinal]
        columns += [needs.answers("patience"), needs.numbers("effort"), needs.efforts("lognormal", 0.8)]
        columns += [needs.source_numbers]
    assert not any(values.flags.writeable for values in columns)
    with pytest.raises(ValueError, match="read-only"):
        log.visit_table.started[0] = 0.0
    frame = log.visits()
    frame.loc[0, "started"] = -1.0  # a frame is the reader's own
    assert log.visit_table.started[0] != -1.0


def test_differences_say_where(engine: str) -> None:
    log = run(engine, DESK, NEEDS)
    assert log.differences(run(engine, DESK, NEEDS)) == []
    started = log.visit_table.started.copy()
    started[0] = np.nextafter(started[0], np.inf)
    other = replace(log, visit_table=Visits.of({**log.visit_table.columns(), "started": started}))
    assert len(log.differences(other)) == 1
    assert "visit_table.started: 1 rows differ, first row 0" in log.differences(other)[0]
    shorter = run(engine, DESK, NEEDS[:2])
    assert "ticket_table: 3 rows against 2" in log.differences(shorter)


def test_what_has_not_happened_equals_itself() -> None:
    log = run("simpy", DESK, NEEDS)
    assert np.isnan(log.ticket_table.first_response[1])
    assert log.differences(log) == []


def test_an_empty_table() -> None:
    assert len(Visits.of([])) == 0
    assert Visits.of([]).queued.dtype == np.float64


def test_the_log_says_who_ran_and_under_what(engine: str) -> None:
    log = run(engine, DESK, NEEDS)
    assert (log.engine, log.seed, log.scenario, log.people) == (engine, 0, DESK, ((0, 0, 0), (1, 0, 0)))
    assert log.policies == ((0.0, DESK),)
