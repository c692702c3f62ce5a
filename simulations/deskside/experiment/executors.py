"""Many runs, here or elsewhere: what is sent is scenarios and seeds, what comes back is numbers.

An executor is any `concurrent.futures.Executor`: none is this process, `threads` suit the compiled engine,
`processes` suit the SimPy engine, Dask's ``Client.get_executor()`` is a cluster. Results do not depend on it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TypeVar

from deskside.engines import start
from deskside.errors import DesksideError
from deskside.experiment.needs import check_size, needs_of
from deskside.experiment.notes import notes_on
from deskside.log import TicketLog
from deskside.metrics import kpis
from deskside.scenario import Scenario

__all__ = ["Progress", "Result", "processes", "run_all", "run_one", "spread", "suited", "threads"]

Job = TypeVar("Job")
Answer = TypeVar("Answer")

#: Told after each piece of work: runs done, runs in all.
Progress = Callable[[int, int], None]

#: Batches for an executor: enough to share out evenly and to show progress, few enough to cost nothing.
_BATCHES = 64
#: With fewer seeds than this a seed's scenarios are shared out too, though each then draws its own needs.
_FEW_SEEDS = 16
#: Needs in all runs that go on at the same time, at about 1 kB each.
_NEEDS_AT_A_TIME = 4_000_000


@dataclass(frozen=True)
class Result:
    """What is kept of one run."""

    engine: str
    kpis: Mapping[str, float]
    notes: tuple[str, ...]  # only of the first seed


@dataclass(frozen=True)
class _Batch:
    """Some cells, each a scenario (by its number here) and a seed; notes are wanted where the flag is set."""

    scenarios: tuple[Scenario, ...]
    cells: tuple[tuple[int, int, bool], ...]
    engine: str


def threads(workers: int | None = None) -> ThreadPoolExecutor:
    """Threads of this process; good for the compiled engine, which lets them run side by side."""
    return ThreadPoolExecutor(workers or os.cpu_count())


def processes(workers: int | None = None) -> ProcessPoolExecutor:
    """Fresh processes on this machine; good for the SimPy engine.

    In a script, make and use it below ``if __name__ == "__main__":``, because each process imports the
    script.
    """
    count = workers or os.cpu_count() or 1
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=spawn, initializer=_leave_ctrl_c)
    with _deaf_to_ctrl_c():
        for _ in range(count):
            pool.submit(os.getpid)  # starts a worker, which is deaf from its first moment
    return pool


def _leave_ctrl_c() -> None:
    """Ctrl-C is for the process that asked; the workers end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes that start meanwhile do not hear Ctrl-C. Only the main thread can say so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def run_one(scenario: Scenario, seed: int, engine: str) -> TicketLog:
    """One whole run."""
    return start(needs_of(scenario, seed), scenario, engine).finish().log()


def run_all(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    engine: str = "auto",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[list[Result]]:
    """Every scenario with every seed: one list a scenario, in the order of the seeds.

    Ctrl-C, or an error in one run, gives up the rest. Raises `DesksideError` when a worker process dies.
    """
    for scenario in scenarios:
        check_size(scenario)
    batches = _batches(tuple(scenarios), seeds, engine, 1 if executor is None else 0)
    weights = [len(batch.cells) for batch in batches]
    flat = [result for results in spread(_run, batches, executor, progress, weights) for result in results]
    return [flat[number :: len(scenarios)] for number in range(len(scenarios))]


def spread(
    work: Callable[[Job], Answer],
    jobs: Sequence[Job],
    executor: Executor | None = None,
    progress: Progress | None = None,
    weights: Sequence[int] | None = None,
) -> list[Answer]:
    """Do every job, here or on the executor, and give the answers in the order of the jobs.

    ``work`` is a function of a module, so that it can be sent; ``weights`` say how many runs each job is.
    What a job raises ends the work. Raises `DesksideError` when a worker process dies.
    """
    tell, weights = progress or _silent, weights or [1] * len(jobs)
    done, total = 0, sum(weights)
    tell(done, total)
    if executor is None:
        answers = []
        for job, weight in zip(jobs, weights, strict=True):
            answers.append(work(job))
            done += weight
            tell(done, total)
        return answers
    futures: dict[Future[Answer], int] = {}
    try:
        futures = {executor.submit(work, job): weight for job, weight in zip(jobs, weights, strict=True)}
        for future in as_completed(futures):
            future.result()
            done += futures[future]
            tell(done, total)
        return [future.result() for future in futures]
    except BrokenExecutor as problem:
        raise DesksideError(
            "a worker process ended early; in a script, start the work below if __name__ == '__main__':, "
            "and if memory is short use fewer workers"
        ) from problem
    finally:
        for future in futures:
            future.cancel()


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def _batches(scenarios: tuple[Scenario, ...], seeds: Sequence[int], engine: str, size: int) -> list[_Batch]:
    """Seed by seed, so that the scenarios of a seed meet in one batch and share their needs."""
    cells = [(number, seed, seed == seeds[0]) for seed in seeds for number in range(len(scenarios))]
    if not size:
        whole_seeds = -(-len(seeds) // _BATCHES) * len(scenarios)
        size = whole_seeds if len(seeds) >= _FEW_SEEDS else -(-len(cells) // _BATCHES)
    return [_batch(scenarios, cells[first : first + size], engine) for first in range(0, len(cells), size)]


def _batch(scenarios: tuple[Scenario, ...], cells: list[tuple[int, int, bool]], engine: str) -> _Batch:
    """Only the scenarios that these cells need are sent along."""
    used = sorted({number for number, _, _ in cells})
    place = {number: index for index, number in enumerate(used)}
    return _Batch(
        tuple(scenarios[number] for number in used),
        tuple((place[number], seed, flag) for number, seed, flag in cells),
        engine,
    )


def _run(batch: _Batch) -> list[Result]:
    """The work itself; runs wherever the executor likes."""
    results = []
    for number, seed, wants_notes in batch.cells:
        log = run_one(batch.scenarios[number], seed, batch.engine)
        measured = {name: float(value) for name, value in kpis(log).items()}
        results.append(Result(log.engine, measured, notes_on(log) if wants_notes else ()))
    return results


@contextmanager
def suited(engine: str, workers: int | None = None, needs: float = 0.0) -> Iterator[Executor | None]:
    """What suits an engine on this machine, closed at the end: threads, processes, or just this process.

    Without ``workers`` the compiled engine gets as many threads as there are processors; the SimPy engine
    stays in this process, because a new one takes a second to start. ``needs`` in the largest run bound how
    many threads run side by side, so that they fit into memory together.
    """
    quick = engine != "simpy" and find_spec("numba") is not None
    side_by_side = max(1, min(os.cpu_count() or 1, int(_NEEDS_AT_A_TIME / max(needs, 1.0))))
    count = workers or (side_by_side if quick else 1)
    if count == 1:
        yield None
        return
    if quick:
        with threads(count) as executor:
            yield executor
        return
    pool = processes(count)
    try:
        yield pool
    except BaseException:
        _end_now(pool)
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _end_now(pool: ProcessPoolExecutor) -> None:
    """Do not wait for runs that nobody wants any more. (Python 3.14 has `terminate_workers`.)."""
    for worker in list((getattr(pool, "_processes", None) or {}).values()):
        worker.terminate()
