"""Run a desk several times and keep what panels and charts want: KPIs, queues and waits of every run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import WEEK
from deskside.downstream import Consequences
from deskside.engines import start
from deskside.experiment import Estimate, Simulation, estimate, seeds_from
from deskside.experiment.needs import expected_needs, needs_of
from deskside.experiment.notes import notes_on
from deskside.log import TicketLog
from deskside.metrics import Part, kpi_of, kpis, part_of
from deskside.scenario import Scenario

__all__ = ["Measured", "Watcher", "measure"]

#: Told how far the work is: pieces done, pieces in all. What it raises ends the work.
Watcher = Callable[[int, int], None]

HOUR = 60.0
#: Intervals a queue is shown in: enough for a line on a screen.
POINTS = 168
#: Minutes at which "answered within" is read off.
WITHIN = np.arange(0.0, 61.0)
#: A run of more needs than this is done in pieces, so that its progress can be told and it can be stopped.
NEEDS_A_PIECE = 100_000


@dataclass(frozen=True, eq=False)
class Measured:
    """A desk over several runs.

    ``values`` has one number a run for each KPI and each figure downstream. The time that counts is divided
    into equal intervals: ``times`` is when each begins (minutes), ``waiting`` (runs x intervals) the mean
    number of tickets that wait in it. ``answered`` (runs x `WITHIN`) is the share of tickets whose first
    response came within so many minutes. ``notes`` are sentences the numbers should not be read without.
    """

    scenario: Scenario
    values: Mapping[str, NDArray[np.float64]]
    times: NDArray[np.float64]
    waiting: NDArray[np.float64]
    answered: NDArray[np.float64]
    notes: tuple[str, ...]

    def kpi(self, name: str) -> Estimate:
        """A KPI's mean and range over the runs."""
        return estimate(self.values[name].tolist())

    def change(self, name: str, before: Measured) -> Estimate:
        """The paired difference to another desk with the same seeds."""
        return estimate((self.values[name] - before.values[name]).tolist())


def measure(
    scenario: Scenario,
    replications: int = 10,
    seed: int = 1,
    watcher: Watcher | None = None,
    consequences: Consequences | None = None,
    parts: Sequence[str] = (),
    names: Sequence[str] | None = None,
) -> Measured:
    """Run a desk ``replications`` times. The same seed meets the same luck, whatever the policy.

    ``names`` are the KPIs that are wanted, if not all.
    ``parts`` are KPIs of some of the tickets or of one team, such as ``sla_met_share[priority=1]``
    (`deskside.metrics.part_of`): they stand beside the others. With ``consequences`` it also has the figures
    of what follows downstream, over the whole log of each run.

    ``watcher(done, total)`` is called as the work goes on, from several threads; an exception it raises ends
    the work and is raised here.

    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> found = measure(desk, replications=3)
    >>> 0.7 < found.kpi("utilisation").mean < 1.0
    True
    """
    seeds = seeds_from(seed, replications)
    wanted = {name: part for name in parts if (part := part_of(name))}
    pieces = _pieces(scenario)
    tally = _Tally(replications * pieces, watcher)
    # the compiled engine lets threads run side by side; each run takes memory, so they are few
    with ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
        jobs = [_Job(scenario, one, one == seeds[0], consequences, wanted, names) for one in seeds]
        works = [pool.submit(_run, job, pieces, tally) for job in jobs]
        try:
            runs = [work.result() for work in works]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    found = list(dict.fromkeys(name for run in runs for name in run.kpis))
    return Measured(
        scenario=scenario,
        values={name: np.array([run.kpis.get(name, np.nan) for run in runs]) for name in found},
        times=runs[0].times,
        waiting=np.array([run.waiting for run in runs]),
        answered=np.array([run.answered for run in runs]),
        notes=runs[0].notes,
    )


class _Tally:
    """Counts pieces of work, from any thread, and tells the watcher."""

    def __init__(self, total: int, watcher: Watcher | None) -> None:
        self.done, self.total, self.watcher, self.lock = 0, total, watcher, Lock()

    def count(self) -> None:
        with self.lock:
            self.done += 1
            done = self.done
        if self.watcher is not None:
            self.watcher(done, self.total)


@dataclass(frozen=True, eq=False)
class _Job:
    scenario: Scenario
    seed: int
    with_notes: bool
    consequences: Consequences | None
    parts: Mapping[str, Part]
    names: Sequence[str] | None


@dataclass(frozen=True, eq=False)
class _Run:
    kpis: Mapping[str, float]
    times: NDArray[np.float64]
    waiting: NDArray[np.float64]
    answered: NDArray[np.float64]
    notes: tuple[str, ...]


def _run(job: _Job, pieces: int, tally: _Tally) -> _Run:
    scenario = job.scenario
    run = start(needs_of(scenario, job.seed), scenario)
    for piece in range(1, pieces):
        run.advance(scenario.end * piece / pieces)
        tally.count()
    plain = run.finish().log()
    log = Simulation(**{field.name: getattr(plain, field.name) for field in fields(plain)})
    edges = _edges(scenario)
    found = {**kpis(log, names=job.names), **(job.consequences.figures(log) if job.consequences else {})}
    found |= {name: kpi_of(log, part) for name, part in job.parts.items()}
    notes = notes_on(log) if job.with_notes else ()
    measured = _Run(found, edges[:-1], _waiting(log, edges), _answered(log), notes)
    tally.count()
    return measured


def _pieces(scenario: Scenario) -> int:
    """In how many pieces a run is done: weeks at the least, so that a small run is one piece."""
    return max(1, min(int(expected_needs(scenario) / NEEDS_A_PIECE), int(scenario.end / WEEK)))


def _edges(scenario: Scenario) -> NDArray[np.float64]:
    """Times that divide the part that counts into at most `POINTS` equal intervals of an hour or more."""
    hours = (scenario.end - scenario.warm_up) / HOUR
    return np.linspace(scenario.warm_up, scenario.end, int(min(POINTS, max(1.0, hours))) + 1)


def _waiting(log: TicketLog, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean number of tickets that wait for an agent, over each interval of time."""
    visits = log.visit_table
    left = np.where(visits.agent >= 0, visits.started, visits.ended)
    ticket_minutes = _since(visits.queued, edges) - _since(left[~np.isnan(left)], edges)
    return np.diff(ticket_minutes) / np.diff(edges)


def _since(moments: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.float64]:
    """At each time, the minutes that have passed since each earlier moment, summed."""
    moments = np.sort(moments)
    earlier = np.searchsorted(moments, times)
    passed: NDArray[np.float64] = earlier * times - np.concatenate([[0.0], np.cumsum(moments)])[earlier]
    return passed


def _answered(log: TicketLog) -> NDArray[np.float64]:
    """The share of tickets that had their first response within each of `WITHIN` minutes."""
    tickets, scenario = log.ticket_table, log.scenario
    counted = (tickets.arrived >= scenario.warm_up) & (tickets.arrived < scenario.end)
    waits = np.sort((tickets.first_response - tickets.arrived)[counted])
    shares: NDArray[np.float64] = np.searchsorted(waits, WITHIN, side="right") / max(1, len(waits))
    return shares
