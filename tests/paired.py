"""Two policies that meet the same needs, run by run: which way a figure goes, if it is more than luck.

A figure goes "up" or "down" if the paired t-interval of its change over the runs leaves out zero; otherwise
the answer is "unclear". With other seeds a change that is none at all would be called one in 1 of 1,000
comparisons (`FALSE_ALARM`); the seeds are fixed, so nothing changes from day to day.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from deskside.demand import sample
from deskside.engines import start
from deskside.log import Outcome, TicketLog
from deskside.scenario import Scenario

__all__ = [
    "agent_minutes",
    "direction",
    "figures",
    "first_waits",
    "handling",
    "logs",
    "times_to_resolve",
    "way",
]

RUNS = 10
FALSE_ALARM = 0.001

Figure = Callable[[TicketLog], float]


_logs: dict[tuple[str, int], TicketLog] = {}  # of the latest desks: several figures are read from each run
_MOST = 60


def _log(desk: Scenario, seed: int) -> TicketLog:
    key = (desk.digest, seed)
    if key not in _logs:
        while len(_logs) >= _MOST:
            del _logs[next(iter(_logs))]
        _logs[key] = start(sample(desk, seed), desk).finish().log()
    return _logs[key]


def logs(desk: Scenario, runs: int = RUNS) -> list[TicketLog]:
    """So many runs, of seeds 0, 1, 2 ..."""
    return [_log(desk, seed) for seed in range(runs)]


def figures(desk: Scenario, figure: Figure, runs: int = RUNS) -> NDArray[np.float64]:
    """The figure in each of so many runs."""
    return np.array([figure(log) for log in logs(desk, runs)])


def direction(a: Scenario, b: Scenario, figure: Figure, runs: int = RUNS) -> str:
    """Where the figure goes from ``a`` to ``b``: up, down, or unclear."""
    changes = figures(b, figure, runs) - figures(a, figure, runs)
    return way(changes)


def way(changes: Any) -> str:
    """Whether the mean of these changes is more or less than nothing, beyond luck."""
    changes = np.asarray(changes)
    if not changes.std():
        return "unclear" if not changes.mean() else "up" if changes.mean() > 0.0 else "down"
    t = changes.mean() / stats.sem(changes)
    if abs(t) < stats.t(len(changes) - 1).isf(FALSE_ALARM / 2):
        return "unclear"
    return "up" if t > 0.0 else "down"


# ---- figures ----------------------------------------------------------------------------------------------


def agent_minutes(log: TicketLog) -> float:
    """Minutes of all agents together."""
    visits = log.visit_table
    return float(np.nansum((visits.ended - visits.started)[visits.agent >= 0]))


def handling(log: TicketLog) -> float:
    """Minutes of a visit that was worked on, on average."""
    visits = log.visit_table
    return float(np.nanmean((visits.ended - visits.started)[visits.agent >= 0]))


def first_waits(log: TicketLog) -> float:
    """Minutes until somebody answered, on average."""
    tickets = log.ticket_table
    return float(np.nanmean(tickets.first_response - tickets.arrived))


def times_to_resolve(log: TicketLog) -> float:
    """Minutes until a ticket was resolved for the last time, on average."""
    tickets = log.ticket_table
    done = tickets.outcome == Outcome.RESOLVED
    return float((tickets.ended - tickets.arrived)[done].mean())
