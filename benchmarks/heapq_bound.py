"""The bound of pure Python: a plain event loop on `heapq`, with every draw taken before the run.

No library, no process, no object a ticket: lists, one deque a priority, and a heap of tuples. Arrivals
never enter the heap, and no event is made where an agent is free. It is what a patient Python programmer
gets without a compiler, so it says how much of a ratio is the loop's and how much is the compiler's.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass
from heapq import heappop, heappush
from time import perf_counter

import numpy as np

from . import yardstick as y

__all__ = ["mm10", "run"]

DONE, HANG_UP, REOPEN, SHIFT = range(4)
WAITING = -1.0  # start of a ticket nobody has looked at yet
NOBODY = (float("inf"), -1)


@dataclass(frozen=True)
class _Demand:
    """One run's draws as plain lists; lists of lists have one for each time a need is resolved."""

    arrived: list[float]
    priority: list[int]
    patience: list[float]  # minutes; below zero = endless
    effort: list[list[float]]
    escalated: list[list[bool]]
    second_effort: list[list[float]]
    reopened: list[list[bool]]
    reopen_after: list[list[float]]


def run(seed: int, days: int = 30) -> y.KPIs:
    """Sample, run and measure `days` days of the yardstick desk; the same seed gives the same KPIs."""
    before = perf_counter()
    demand = _sample(np.random.default_rng(seed), days)
    ready = perf_counter()
    started, resolved, events = _simulate(demand)
    done = perf_counter()
    kpis = y.measure(demand.arrived, demand.priority, started, resolved)
    after = perf_counter()
    return y.KPIs(
        **kpis,
        needs=len(started),
        events=events,
        seconds_run=done - ready,
        seconds_around=after - done + ready - before,
    )


def _sample(rng: np.random.Generator, days: int) -> _Demand:
    counts = rng.poisson(np.tile(y.HOUR_SHARES, days) * y.NEEDS_A_DAY)
    hour = np.concatenate(
        [day * y.DAY + y.OPENING + 60.0 * np.arange(len(y.HOUR_SHARES)) for day in range(days)]
    )
    arrived = np.sort(np.repeat(hour, counts) + 60.0 * rng.random(counts.sum()))
    n = len(arrived)
    channel = rng.choice(len(y.CHANNELS), n, p=y.CHANNELS)
    pages = range(y.REOPENED_AT_MOST + 1)
    first_mean = np.array([y.log_mean(mean) for mean in y.EFFORT_MEAN])[channel]
    second_mean = y.log_mean(y.SECOND_EFFORT_MEAN)
    return _Demand(
        arrived=arrived.tolist(),
        priority=rng.choice(len(y.PRIORITIES), n, p=y.PRIORITIES).tolist(),
        patience=np.where(channel == y.PHONE, rng.exponential(y.PATIENCE, n), -1.0).tolist(),
        effort=[rng.lognormal(first_mean, y.SIGMA).tolist() for _ in pages],
        escalated=[(rng.random(n) < y.ESCALATED).tolist() for _ in pages],
        second_effort=[rng.lognormal(second_mean, y.SIGMA, n).tolist() for _ in pages],
        reopened=[(rng.random(n) < y.REOPENED).tolist() for _ in pages[:-1]] + [[False] * n],
        reopen_after=[rng.exponential(y.REOPEN_AFTER, n).tolist() for _ in pages],
    )


def _simulate(demand: _Demand) -> tuple[list[float], list[float], int]:
    """First start and last resolution of each need (NaN where the caller hung up), and the events handled.

    One long function on purpose: local names and few calls are what make such a loop fast.
    """
    heap = _shift_changes()
    on_duty, busy = [0, 0], [0, 0]  # by tier
    waiting: list[list[deque[int]]] = [[deque() for _ in y.PRIORITIES] for _ in range(2)]
    efforts = demand.effort, demand.second_effort
    priority, patience = demand.priority, demand.patience
    n = left = len(demand.arrived)
    started, resolved = [WAITING] * n, [y.ABANDONED] * n
    page = [0] * n
    events, number = 0, len(heap)

    def push(time: float, kind: int, who: int, tier: int = 0) -> None:
        nonlocal number
        number += 1
        heappush(heap, (time, number, kind, who, tier))

    def begin(now: float, tier: int, ticket: int) -> None:
        busy[tier] += 1
        if started[ticket] == WAITING:
            started[ticket] = now
        push(now + efforts[tier][page[ticket]][ticket], DONE, ticket, tier)

    def join(now: float, tier: int, ticket: int) -> bool:
        """Go to the team; True if the ticket has to wait there."""
        if busy[tier] < on_duty[tier]:
            begin(now, tier, ticket)
            return False
        waiting[tier][priority[ticket]].append(ticket)
        return True

    def take_next(now: float, tier: int) -> None:
        for line in waiting[tier]:
            while line:
                ticket = line.popleft()
                if started[ticket] == started[ticket]:  # not NaN: has not hung up
                    begin(now, tier, ticket)
                    return

    arrivals = iter(zip(demand.arrived, range(n), strict=True))
    arrival, newcomer = next(arrivals, NOBODY)
    while left:
        events += 1
        if arrival <= heap[0][0]:
            if join(arrival, 0, newcomer) and patience[newcomer] >= 0.0:
                push(arrival + patience[newcomer], HANG_UP, newcomer)
            arrival, newcomer = next(arrivals, NOBODY)
            continue
        now, _, kind, who, tier = heappop(heap)
        if kind == DONE:
            busy[tier] -= 1
            if tier == 0 and demand.escalated[page[who]][who]:
                join(now, 1, who)
            else:
                resolved[who] = now
                if demand.reopened[page[who]][who]:
                    push(now + demand.reopen_after[page[who]][who], REOPEN, who)
                else:
                    left -= 1
            if busy[tier] < on_duty[tier]:
                take_next(now, tier)
        elif kind == HANG_UP:
            if started[who] == WAITING:
                started[who] = y.ABANDONED
                left -= 1
        elif kind == REOPEN:
            page[who] += 1
            join(now, 0, who)
        else:  # a shift of `who` agents begins, or ends if that is negative
            push(now + y.DAY, SHIFT, who, tier)
            on_duty[tier] += who
            for _ in range(who):
                if busy[tier] < on_duty[tier]:
                    take_next(now, tier)
    return started, resolved, events


def _shift_changes() -> list[tuple[float, int, int, int, int]]:
    """The first day's shift changes as a heap; each comes back a day later."""
    changes = [
        (time, SHIFT, sign * count, tier)
        for tier, agents in enumerate((y.FIRST_AGENTS, y.SECOND_AGENTS))
        for count, shift in zip(agents, y.SHIFTS, strict=True)
        for time, sign in zip(shift, (1, -1), strict=True)
    ]
    return [(time, number, kind, who, tier) for number, (time, kind, who, tier) in enumerate(sorted(changes))]


def mm10(seed: int, customers: int, load: float = 0.9, servers: int = 10) -> y.QueueResult:
    """The first `customers` of M/M/10 from empty; mean wait in units of the mean service time."""
    rng = random.Random(seed)
    before = perf_counter()
    draw, rate = rng.expovariate, servers * load
    line: deque[float] = deque()
    heap: list[float] = []  # ends of service
    arrival, arrived, served, free, waited, events = draw(rate), 0, 0, servers, 0.0, 0
    while served < customers:
        events += 1
        if not heap or arrival <= heap[0]:
            arrived += 1
            if free:
                free -= 1
                heappush(heap, arrival + draw(1.0))
            else:
                line.append(arrival)
            arrival = arrival + draw(rate) if arrived < customers else float("inf")
            continue
        now = heappop(heap)
        served += 1
        if line:
            waited += now - line.popleft()
            heappush(heap, now + draw(1.0))
        else:
            free += 1
    return y.QueueResult(waited / customers, customers, events, perf_counter() - before)
