"""The reference of every ratio: the yardstick desk as a good SimPy user writes it. FROZEN.

What makes it idiomatic: one process a ticket, a `PriorityResource` a tier, `with pool.request(priority=...)`,
`request | timeout` for callers who may hang up, random numbers drawn by the process that needs them, and
agents off duty as claims that go before every ticket, so that the end of a shift waits for work in hand.

A slow reference flatters every ratio, so two choices were measured. Random numbers come from
`random.Random`, not
from NumPy: taken one at a time an exponential costs 0.5 against 1.3 microseconds. And the model also runs
on numbers drawn beforehand in NumPy blocks (`run_drawn_before`): that is faster still, less idiomatic, and
keeps the draws out of the run, as an engine does that samples first. Ratios are taken against that faster
one.

A test holds the digest of this file. Whoever changes it starts a new series of ratios and says so in
`docs/benchmarks.md`.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import accumulate
from time import perf_counter
from typing import Any

import numpy as np
import simpy

from . import yardstick as y

__all__ = ["mm10", "run", "run_drawn_before"]

OFF_DUTY = -1  # before every ticket: those have priorities 0 to 3
Process = Generator[simpy.Event, Any, None]


@dataclass(slots=True)
class Ticket:
    arrived: float
    channel: int
    priority: int
    started: float = y.ABANDONED
    resolved: float = y.ABANDONED


class Draws:
    """The random quantities of the desk, each drawn when a process asks for it."""

    channels = tuple(accumulate(y.CHANNELS))
    priorities = tuple(accumulate(y.PRIORITIES))
    first_location = tuple(y.log_mean(mean) for mean in y.EFFORT_MEAN)
    second_location = y.log_mean(y.SECOND_EFFORT_MEAN)

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def gap(self, rate: float) -> float:
        return self.random.expovariate(rate)

    def channel(self) -> int:
        return self.random.choices((0, 1, 2), cum_weights=self.channels)[0]

    def priority(self) -> int:
        return self.random.choices((0, 1, 2, 3), cum_weights=self.priorities)[0]

    def patience(self) -> float:
        return self.random.expovariate(1 / y.PATIENCE)

    def first_effort(self, channel: int) -> float:
        return self.random.lognormvariate(self.first_location[channel], y.SIGMA)

    def second_effort(self) -> float:
        return self.random.lognormvariate(self.second_location, y.SIGMA)

    def escalated(self) -> bool:
        return self.random.random() < y.ESCALATED

    def reopened(self) -> bool:
        return self.random.random() < y.REOPENED

    def reopen_after(self) -> float:
        return self.random.expovariate(1 / y.REOPEN_AFTER)


class DrawnBefore:
    """The same quantities for `days` days, drawn in blocks before the run, handed out from lists."""

    def __init__(self, seed: int, days: int) -> None:
        rng = np.random.default_rng(seed)
        needs = y.NEEDS_A_DAY * days
        enough = int(1.3 * (needs + 10 * needs**0.5)) + len(y.HOUR_SHARES) * days

        def hand_out(values: np.ndarray) -> Callable[[], Any]:
            return iter(values.tolist()).__next__

        self._gap = hand_out(rng.exponential(size=enough))
        self.channel = hand_out(rng.choice(len(y.CHANNELS), enough, p=y.CHANNELS))
        self.priority = hand_out(rng.choice(len(y.PRIORITIES), enough, p=y.PRIORITIES))
        self.patience = hand_out(rng.exponential(y.PATIENCE, enough))
        self._effort = hand_out(np.exp(y.SIGMA * rng.standard_normal(enough)))
        self._scale = [math.exp(y.log_mean(mean)) for mean in y.EFFORT_MEAN]
        self.second_effort = hand_out(rng.lognormal(y.log_mean(y.SECOND_EFFORT_MEAN), y.SIGMA, enough))
        self.escalated = hand_out(rng.random(enough) < y.ESCALATED)
        self.reopened = hand_out(rng.random(enough) < y.REOPENED)
        self.reopen_after = hand_out(rng.exponential(y.REOPEN_AFTER, enough))

    def gap(self, rate: float) -> float:
        return self._gap() / rate

    def first_effort(self, channel: int) -> float:
        return self._scale[channel] * self._effort()


class Desk:
    """Two tiers of agents and the processes around them."""

    def __init__(self, env: simpy.Environment, draws: Draws | DrawnBefore) -> None:
        self.env = env
        self.draws = draws
        self.first = simpy.PriorityResource(env, sum(y.FIRST_AGENTS))
        self.second = simpy.PriorityResource(env, sum(y.SECOND_AGENTS))
        self.tickets: list[Ticket] = []
        self.in_progress = 0
        self.drained = env.event()
        for pool, agents in (
            (self.first, y.FIRST_AGENTS),
            (self.second, y.SECOND_AGENTS),
        ):
            for (on, off), count in zip(y.SHIFTS, agents, strict=True):
                for _ in range(count):
                    env.process(self.shift(pool, on, off))

    def shift(self, pool: simpy.PriorityResource, on: float, off: float) -> Process:
        """Keep one agent of the pool away while off duty, every day anew."""
        while True:
            with pool.request(priority=OFF_DUTY) as claim:
                yield claim
                yield self.env.timeout((on - self.env.now) % y.DAY)
            yield self.env.timeout(off - on)

    def arrivals(self, days: int) -> Process:
        """Start a process for every need, hour by hour, and end when the last ticket is through."""
        env = self.env
        self.in_progress += 1  # this process itself, so that a quiet night is not the end
        for day in range(days):
            for hour, share in enumerate(y.HOUR_SHARES):
                begins = day * y.DAY + y.OPENING + 60 * hour
                yield env.timeout(begins - env.now)
                rate = y.NEEDS_A_DAY * share / 60
                while env.now + (gap := self.draws.gap(rate)) < begins + 60:
                    yield env.timeout(gap)
                    env.process(self.ticket())
        self.end()
        yield self.drained

    def ticket(self) -> Process:
        """One need, from its arrival until it is resolved for good or the caller has hung up."""
        env, draws = self.env, self.draws
        ticket = Ticket(env.now, draws.channel(), draws.priority())
        self.tickets.append(ticket)
        self.in_progress += 1
        for visit in range(y.REOPENED_AT_MOST + 1):
            with self.first.request(priority=ticket.priority) as agent:
                if visit == 0 and ticket.channel == y.PHONE:
                    result = yield agent | env.timeout(draws.patience())
                    if agent not in result:
                        break
                else:
                    yield agent
                if visit == 0:
                    ticket.started = env.now
                yield env.timeout(draws.first_effort(ticket.channel))
            if draws.escalated():
                with self.second.request(priority=ticket.priority) as agent:
                    yield agent
                    yield env.timeout(draws.second_effort())
            ticket.resolved = env.now
            if visit == y.REOPENED_AT_MOST or not draws.reopened():
                break
            yield env.timeout(draws.reopen_after())
        self.end()

    def end(self) -> None:
        self.in_progress -= 1
        if self.in_progress == 0:
            self.drained.succeed()


def run(seed: int, days: int = 30) -> y.KPIs:
    """Run and measure `days` days of the yardstick desk, drawing inside the processes."""
    before = perf_counter()
    return _run(Draws(seed), days, before)


def run_drawn_before(seed: int, days: int = 30) -> y.KPIs:
    """The same model on numbers drawn before the run: the denominator of every ratio."""
    before = perf_counter()
    return _run(DrawnBefore(seed, days), days, before)


def _events(env: simpy.Environment) -> int:
    return next(env._eid)  # noqa: SLF001  # SimPy counts its events nowhere else


def _run(draws: Draws | DrawnBefore, days: int, before: float) -> y.KPIs:
    env = simpy.Environment()
    desk = Desk(env, draws)
    ready = perf_counter()
    env.run(until=env.process(desk.arrivals(days)))
    done = perf_counter()
    tickets = desk.tickets
    kpis = y.measure(
        [t.arrived for t in tickets],
        [t.priority for t in tickets],
        [t.started for t in tickets],
        [t.resolved for t in tickets],
    )
    after = perf_counter()
    return y.KPIs(
        **kpis,
        needs=len(tickets),
        events=_events(env),
        seconds_run=done - ready,
        seconds_around=after - done + ready - before,
    )


def mm10(seed: int, customers: int, load: float = 0.9, servers: int = 10) -> y.QueueResult:
    """The first `customers` of M/M/10 from empty; mean wait in units of the mean service time."""
    draw = random.Random(seed).expovariate
    env = simpy.Environment()
    pool = simpy.Resource(env, servers)
    waits: list[float] = []

    def customer() -> Process:
        arrived = env.now
        with pool.request() as server:
            yield server
            waits.append(env.now - arrived)
            yield env.timeout(draw(1.0))

    def source() -> Process:
        for _ in range(customers):
            yield env.timeout(draw(load * servers))
            env.process(customer())

    env.process(source())
    before = perf_counter()
    env.run()
    seconds = perf_counter() - before
    return y.QueueResult(sum(waits) / customers, customers, _events(env), seconds)
