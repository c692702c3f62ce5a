"""The yardstick desk in Cimba, a C engine with stackful processes, through its Python package.

The package compiles the model with Numba once a process and runs it on the C library; the seconds here are
of a second run, after that. The whole desk can be said: a model is spawned for each ticket, `set_capacity`
lets work in hand run over a shift's end, and a timer interrupts the wait of a caller who hangs up. Draws
are taken inside the run, by Cimba's own generators, which are among the fastest there are: its run contains
its sampling.
"""

from __future__ import annotations

from functools import cache
from time import perf_counter
from typing import Any

import cimba as cb
import numpy as np
from cimba import inputs, random

from . import yardstick as y

__all__ = ["mm10", "run"]

GRANTED, HUNG_UP = 0, 1  # why a wait ended
HOURS = len(y.HOUR_SHARES)
RATES = tuple(y.NEEDS_A_DAY * share / 60 for share in y.HOUR_SHARES)
FIRST_LOCATION = tuple(y.log_mean(mean) for mean in y.EFFORT_MEAN)
SECOND_LOCATION = y.log_mean(y.SECOND_EFFORT_MEAN)
DAY, OPENING, SIGMA = y.DAY, y.OPENING, y.SIGMA
CHANNELS, PRIORITIES, TARGETS, PHONE = y.CHANNELS, y.PRIORITIES, y.TARGETS, y.PHONE
PATIENCE, ESCALATED, REOPENED, REOPEN_AFTER = (
    y.PATIENCE,
    y.ESCALATED,
    y.REOPENED,
    y.REOPEN_AFTER,
)
VISITS = y.REOPENED_AT_MOST + 1
(EARLY_ON, EARLY_OFF), (LATE_ON, LATE_OFF) = y.SHIFTS
FIRST_EARLY, FIRST_LATE = y.FIRST_AGENTS
SECOND_EARLY, SECOND_LATE = y.SECOND_AGENTS
SLACK_DAYS = 20  # shifts go on for so long after the last arrival; enough for three reopenings


class Desk(cb.Model):
    days: cb.Param[int] = 30
    first: cb.Resource = cb.Resource(capacity=0)
    second: cb.Resource = cb.Resource(capacity=0)
    responses: cb.Dataset = cb.Dataset()
    needs: cb.Output[int] = 0
    abandoned: cb.Output[int] = 0
    late: cb.Output[int] = 0
    resolution: cb.Output[float] = 0.0  # sum over tickets not abandoned

    @cb.process
    def arrivals(self):
        for day in range(self.days):
            for hour in range(HOURS):
                begins = day * DAY + OPENING + 60.0 * hour
                cb.hold(begins - cb.now())
                gap = random.exponential(1.0 / RATES[hour])
                while cb.now() + gap < begins + 60.0:
                    cb.hold(gap)
                    self.needs += 1
                    cb.spawn(Ticket, desk=self)
                    gap = random.exponential(1.0 / RATES[hour])

    @cb.process
    def shifts(self):
        for day in range(self.days + SLACK_DAYS):
            cb.hold(day * DAY + EARLY_ON - cb.now())
            self.first.set_capacity(FIRST_EARLY)
            self.second.set_capacity(SECOND_EARLY)
            cb.hold(LATE_ON - EARLY_ON)
            self.first.set_capacity(FIRST_EARLY + FIRST_LATE)
            self.second.set_capacity(SECOND_EARLY + SECOND_LATE)
            cb.hold(EARLY_OFF - LATE_ON)
            self.first.set_capacity(FIRST_LATE)
            self.second.set_capacity(SECOND_LATE)
            cb.hold(LATE_OFF - EARLY_OFF)
            self.first.set_capacity(0)
            self.second.set_capacity(0)


class Ticket(cb.Model):
    desk: cb.Ref[Desk]

    @cb.process
    def life(self):
        desk = self.desk
        arrived = cb.now()
        channel = random.categorical(CHANNELS)
        priority = random.categorical(PRIORITIES)
        resolved = arrived
        for visit in range(VISITS):
            if visit == 0 and channel == PHONE:
                caller = cb.this_process()
                caller.timer_set(random.exponential(PATIENCE), HUNG_UP)
                if desk.first.acquire(1, -priority) != GRANTED:
                    desk.abandoned += 1
                    return
                caller.timers_clear()
            else:
                desk.first.acquire(1, -priority)
            if visit == 0:
                desk.responses.record(cb.now() - arrived)
            cb.hold(random.lognormal(FIRST_LOCATION[channel], SIGMA))
            desk.first.release(1)
            if random.bernoulli(ESCALATED):
                desk.second.acquire(1, -priority)
                cb.hold(random.lognormal(SECOND_LOCATION, SIGMA))
                desk.second.release(1)
            resolved = cb.now()
            if visit == VISITS - 1 or not random.bernoulli(REOPENED):
                break
            cb.hold(random.exponential(REOPEN_AFTER))
        desk.resolution += resolved - arrived
        if resolved - arrived > TARGETS[priority]:
            desk.late += 1


class Queue(cb.Model):
    """M/M/10 as Cimba's own examples put a queue: an arrival process, a store, and server processes."""

    customers: cb.Param[int] = 1000
    gap: cb.Input[float] = inputs.dist.exponential(mean=1 / 9)
    service: cb.Input[float] = inputs.dist.exponential(mean=1.0)
    line: cb.Store[float] = cb.Store()
    waited: cb.Output[float] = 0.0
    served: cb.Output[int] = 0

    @cb.process
    def arrivals(self):
        for _ in range(self.customers):
            cb.hold(self.gap.next())
            self.line.put(cb.now())

    @cb.process(copies=10)
    def server(self):
        while True:
            arrived = self.line.get()
            self.waited += cb.now() - arrived
            cb.hold(self.service.next())
            self.served += 1
            if self.served == self.customers:
                cb.end_trial()


def _compiled(model: Any, seed: int) -> tuple[Any, float, float]:
    """The model's results and the seconds of the native run and of everything around it."""
    before = perf_counter()
    experiment = cb.Experiment(model, replications=1, window=cb.Window.until_idle(), seed=seed)
    results = experiment.run(workers=1, on_failure="raise")
    seconds = perf_counter() - before
    native = results.meta["native_wall_time"]
    return results[model], native, seconds - native


@cache
def _compile(kind: type) -> None:
    """Compile a model class once a process, on little work."""
    model = kind()
    if kind is Desk:
        model.days = 1
    _compiled(model, 0)


def run(seed: int, days: int = 30) -> y.KPIs:
    """Run and measure `days` days of the yardstick desk; the same seed gives the same KPIs."""
    _compile(Desk)
    desk = Desk()
    desk.days = days
    desk.responses.capture()
    result, native, around = _compiled(desk, seed)
    before = perf_counter()
    needs, abandoned = int(result.needs[0, 0]), int(result.abandoned[0, 0])
    responses = result.responses.trial(0, 0)[1]
    kept = needs - abandoned
    assert len(responses) == kept, "every ticket that was not abandoned was looked at"
    kpis = {
        "abandoned_share": abandoned / needs,
        "mean_first_response": float(responses.mean()),
        "p90_first_response": float(np.percentile(responses, 90)),
        "mean_resolution": float(result.resolution[0, 0]) / kept,
        "late_share": int(result.late[0, 0]) / kept,
    }
    after = perf_counter()
    return y.KPIs(
        **kpis,
        needs=needs,
        events=0,
        seconds_run=native,
        seconds_around=around + after - before,
    )


def mm10(seed: int, customers: int) -> y.QueueResult:
    """The first `customers` of M/M/10 at load 0.9 from empty; mean wait in units of the mean service time."""
    _compile(Queue)
    queue = Queue()
    queue.customers = customers
    result, native, _ = _compiled(queue, seed)
    return y.QueueResult(float(result.waited[0, 0]) / customers, customers, 0, native)
