"""The yardstick desk: the one piece of work every peer here simulates, and how its result is read.

Thirty days in a row, 600 needs a day, two tiers of agents in two shifts. Times are minutes since midnight
before the first day. The numbers below are the whole definition; each peer says in its own words, and in
its own file, what happens to a ticket. All peers hand their tickets to `measure`, so a KPI means the same
for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = [
    "ABANDONED",
    "CHANNELS",
    "DAY",
    "EFFORT_MEAN",
    "ESCALATED",
    "FIRST_AGENTS",
    "HOUR_SHARES",
    "NEEDS_A_DAY",
    "OPENING",
    "PATIENCE",
    "PHONE",
    "PRIORITIES",
    "REOPENED",
    "REOPENED_AT_MOST",
    "REOPEN_AFTER",
    "SECOND_AGENTS",
    "SECOND_EFFORT_MEAN",
    "SHIFTS",
    "SIGMA",
    "TARGETS",
    "KPIs",
    "QueueResult",
    "log_mean",
    "mean_wait_in_theory",
    "measure",
]

DAY = 1440.0
NEEDS_A_DAY = 600
OPENING = 480.0  # minute of the day at which the first of the ten hours begins
HOUR_SHARES = (0.07, 0.12, 0.13, 0.12, 0.08, 0.08, 0.12, 0.12, 0.10, 0.06)
PHONE = 0
CHANNELS = (0.4, 0.4, 0.2)  # phone, e-mail, chat
PRIORITIES = (0.05, 0.15, 0.50, 0.30)  # highest first
PATIENCE = 10.0  # mean, exponential, on the phone, first visit only
EFFORT_MEAN = (8.0, 10.0, 12.0)  # first tier, by channel
SECOND_EFFORT_MEAN = 25.0
SIGMA = 0.8  # of the logarithm of every effort
ESCALATED = 0.2
REOPENED = 0.1
REOPENED_AT_MOST = 3
REOPEN_AFTER = 240.0  # mean, exponential
SHIFTS = ((480.0, 960.0), (600.0, 1080.0))  # every day; minutes of the day
FIRST_AGENTS = (8, 8)  # by shift
SECOND_AGENTS = (4, 4)
TARGETS = (60.0, 240.0, 480.0, 1440.0)  # resolution by priority, wall clock

ABANDONED = math.nan  # the start and the resolution of a ticket whose caller hung up


def log_mean(mean: float) -> float:
    """Location of a log-normal with this mean and the yardstick's sigma.

    >>> round(math.exp(log_mean(8.0) + SIGMA**2 / 2), 9)
    8.0
    """
    return math.log(mean) - SIGMA**2 / 2


@dataclass(frozen=True)
class KPIs:
    """What one run of the yardstick gave. Shares are 0 to 1, times are minutes, seconds are the computer's.

    `abandoned_share` is over all needs; the other KPIs are over the tickets that were not abandoned.
    `late_share` is resolution after the target of the ticket's priority, counted from arrival to the last
    resolution. `events` is what the peer's own loop handled; `seconds_run` is the event loop alone, with
    whatever the peer draws inside it; `seconds_around` is sampling before the run and computing the KPIs
    after it.
    """

    abandoned_share: float
    mean_first_response: float
    p90_first_response: float
    mean_resolution: float
    late_share: float
    needs: int
    events: int
    seconds_run: float
    seconds_around: float


def measure(
    arrived: Sequence[float],
    priority: Sequence[int],
    started: Sequence[float],
    resolved: Sequence[float],
) -> dict[str, float]:
    """The five KPIs of tickets in four columns of one length; `started` is NaN where the caller hung up.

    >>> two = measure([0.0, 1.0], [0, 3], [ABANDONED, 4.0], [ABANDONED, 2000.0])
    >>> two["abandoned_share"], two["mean_first_response"], two["late_share"]
    (0.5, 3.0, 1.0)
    """
    start = np.asarray(started, dtype=float)
    kept = ~np.isnan(start)
    arrival = np.asarray(arrived, dtype=float)[kept]
    response = start[kept] - arrival
    resolution = np.asarray(resolved, dtype=float)[kept] - arrival
    target = np.asarray(TARGETS)[np.asarray(priority, dtype=int)[kept]]
    return {
        "abandoned_share": float(1.0 - kept.mean()),
        "mean_first_response": float(response.mean()),
        "p90_first_response": float(np.percentile(response, 90)),
        "mean_resolution": float(resolution.mean()),
        "late_share": float((resolution > target).mean()),
    }


@dataclass(frozen=True)
class QueueResult:
    """What one run of M/M/10 gave; the mean wait is in units of the mean service time."""

    mean_wait: float
    customers: int
    events: int
    seconds_run: float


def mean_wait_in_theory(servers: int = 10, load: float = 0.9) -> float:
    """Mean wait of M/M/c in units of the mean service time (Erlang C; load 0 to 1 a server).

    >>> round(mean_wait_in_theory(1, 0.5), 12)
    1.0
    """
    offered = servers * load
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    waits = blocked / (1.0 - load * (1.0 - blocked))
    return waits / (servers * (1.0 - load))
