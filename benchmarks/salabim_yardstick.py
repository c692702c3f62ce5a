"""The yardstick desk in salabim: a component a ticket, a resource a tier, `fail_delay` for patience.

The whole desk can be said, with nothing left out: `set_capacity` lets work in hand run over a shift's end,
as the yardstick does. Components are generators (`yieldless` off): without greenlets salabim is faster.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from time import perf_counter
from typing import Any

import salabim as sim  # type: ignore[import-untyped]  # salabim carries no types

from . import yardstick as y

__all__ = ["mm10", "run"]

Process = Generator[Any, Any, None]


class Ticket(sim.Component):
    def setup(self, desk: Desk) -> None:
        draw = desk.draw
        self.desk = desk
        self.arrived = desk.env.now()
        self.channel = draw.choices((0, 1, 2), y.CHANNELS)[0]
        self.priority_ = draw.choices((0, 1, 2, 3), y.PRIORITIES)[0]
        self.started = self.resolved = y.ABANDONED
        desk.tickets.append(self)

    def process(self) -> Process:
        desk, draw = self.desk, self.desk.draw
        for visit in range(y.REOPENED_AT_MOST + 1):
            if visit == 0 and self.channel == y.PHONE:
                patience = draw.expovariate(1 / y.PATIENCE)
                yield self.request((desk.first, 1, self.priority_), fail_delay=patience)
                if self.failed():
                    return
            else:
                yield self.request((desk.first, 1, self.priority_))
            if visit == 0:
                self.started = desk.env.now()
            yield self.hold(draw.lognormvariate(y.log_mean(y.EFFORT_MEAN[self.channel]), y.SIGMA))
            self.release(desk.first)
            if draw.random() < y.ESCALATED:
                yield self.request((desk.second, 1, self.priority_))
                yield self.hold(draw.lognormvariate(y.log_mean(y.SECOND_EFFORT_MEAN), y.SIGMA))
                self.release(desk.second)
            self.resolved = desk.env.now()
            if visit == y.REOPENED_AT_MOST or draw.random() >= y.REOPENED:
                return
            yield self.hold(draw.expovariate(1 / y.REOPEN_AFTER))


class Arrivals(sim.Component):
    def process(self, desk: Desk, days: int) -> Process:
        env = desk.env
        for day in range(days):
            for hour, share in enumerate(y.HOUR_SHARES):
                begins = day * y.DAY + y.OPENING + 60 * hour
                yield self.hold(begins - env.now())
                rate = y.NEEDS_A_DAY * share / 60
                while env.now() + (gap := desk.draw.expovariate(rate)) < begins + 60:
                    yield self.hold(gap)
                    Ticket(desk=desk)


class Shifts(sim.Component):
    """The head count of one tier over the day."""

    def process(self, desk: Desk, pool: Any, agents: tuple[int, int], days: int) -> Process:
        (early_on, early_off), (late_on, late_off) = y.SHIFTS
        steps = [
            (early_on, agents[0]),
            (late_on, sum(agents)),
            (early_off, agents[1]),
            (late_off, 0),
        ]
        for day in range(days):
            for time, count in steps:
                yield self.hold(day * y.DAY + time - desk.env.now())
                pool.set_capacity(count)


class Desk:
    def __init__(self, seed: int, days: int) -> None:
        self.env = sim.Environment(trace=False, random_seed=seed, yieldless=False)
        self.draw = random.Random(seed)
        self.first = sim.Resource("first", capacity=0, monitor=False)
        self.second = sim.Resource("second", capacity=0, monitor=False)
        self.tickets: list[Ticket] = []
        Arrivals(desk=self, days=days)
        for pool, agents in (
            (self.first, y.FIRST_AGENTS),
            (self.second, y.SECOND_AGENTS),
        ):
            Shifts(desk=self, pool=pool, agents=agents, days=days + SLACK_DAYS)


SLACK_DAYS = 20  # after the last arrival; enough for three reopenings


def run(seed: int, days: int = 30) -> y.KPIs:
    """Run and measure `days` days of the yardstick desk; the same seed gives the same KPIs."""
    before = perf_counter()
    desk = Desk(seed, days)
    ready = perf_counter()
    desk.env.run()
    done = perf_counter()
    tickets = desk.tickets
    kpis = y.measure(
        [t.arrived for t in tickets],
        [t.priority_ for t in tickets],
        [t.started for t in tickets],
        [t.resolved for t in tickets],
    )
    after = perf_counter()
    return y.KPIs(
        **kpis,
        needs=len(tickets),
        events=0,
        seconds_run=done - ready,
        seconds_around=after - done + ready - before,
    )


class Customer(sim.Component):
    def process(self, pool: Any, draw: Any, waits: list[float]) -> Process:
        arrived = self.env.now()
        yield self.request(pool)
        waits.append(self.env.now() - arrived)
        yield self.hold(draw(1.0))
        self.release(pool)


class Source(sim.Component):
    def process(self, pool: Any, draw: Any, waits: list[float], customers: int, rate: float) -> Process:
        for _ in range(customers):
            yield self.hold(draw(rate))
            Customer(pool=pool, draw=draw, waits=waits)


def mm10(seed: int, customers: int, load: float = 0.9, servers: int = 10) -> y.QueueResult:
    """The first `customers` of M/M/10 from empty; mean wait in units of the mean service time."""
    env = sim.Environment(trace=False, random_seed=seed, yieldless=False)
    draw = random.Random(seed).expovariate
    waits: list[float] = []
    pool = sim.Resource("servers", capacity=servers, monitor=False)
    Source(pool=pool, draw=draw, waits=waits, customers=customers, rate=load * servers)
    before = perf_counter()
    env.run()
    return y.QueueResult(sum(waits) / customers, customers, 0, perf_counter() - before)
