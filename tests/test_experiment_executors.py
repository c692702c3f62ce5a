"""Where the work is done never changes a number, and what is sent is small."""

from __future__ import annotations

import pickle
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from importlib.util import find_spec

import pytest

import deskside as ds
from conftest import require
from deskside.experiment import compare, processes, replicate, suited, sweep, threads
from deskside.experiment.executors import _batches, run_all
from deskside.experiment.replication import seeds_from

DESK = ds.load("one-queue").with_(
    {"horizon.days": 2, "horizon.warm_up_days": 1, "needs_factor": 0.2, "teams.desk.agents": 2}
)


class Here(Executor):
    """An executor that works at once and remembers what it was given."""

    def __init__(self) -> None:
        self.sent: list[object] = []

    def submit(self, work, /, *arguments, **options):
        self.sent += arguments
        future: Future[object] = Future()
        try:
            future.set_result(work(*arguments, **options))
        except Exception as problem:
            future.set_exception(problem)
        return future


class Stuck(Executor):
    """An executor whose first job fails and whose others never start."""

    def __init__(self, problem: BaseException) -> None:
        self.problem, self.futures = problem, []

    def submit(self, work, /, *arguments, **options):
        future: Future[object] = Future()
        if not self.futures:
            future.set_exception(self.problem)
        self.futures.append(future)
        return future


@pytest.fixture(scope="module")
def serial():
    return replicate(DESK, replications=6, engine="simpy")


def test_threads_give_the_same_numbers(serial):
    with threads(3) as pool:
        assert replicate(DESK, 6, engine="simpy", executor=pool).values == serial.values


def test_fresh_processes_give_the_same_numbers(serial):
    with processes(2) as pool:
        assert replicate(DESK, 6, engine="simpy", executor=pool).values == serial.values
        pair = compare(DESK, DESK.with_({"teams.desk.agents": 3}), 3, engine="simpy", executor=pool)
        swept = sweep(DESK, "teams.desk.agents", [2, 3], pool, replications=3, engine="simpy")
    assert pair.a.values == swept.points[0].result.values
    assert pair.b.values == swept.points[1].result.values
    assert pair.b.values == replicate(DESK.with_({"teams.desk.agents": 3}), 3, engine="simpy").values


@pytest.mark.ci
def test_a_dask_cluster_gives_the_same_numbers(serial):
    require(find_spec("distributed"), "distributed is not installed")
    import distributed

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = replicate(DESK, 6, engine="simpy", executor=client.get_executor())
    assert found.values == serial.values
    assert found.notes == serial.notes


def test_what_is_sent_is_scenarios_and_seeds():
    yardstick, here = ds.load("yardstick"), Here()
    run_all([DESK], seeds_from(1, 5), "simpy", here)
    assert len(here.sent) == 5
    assert (
        max(len(pickle.dumps(batch)) for batch in _batches((yardstick,), seeds_from(1, 30), "simpy", 0))
        < 20_000
    )


@pytest.mark.parametrize(("scenarios", "replications"), [(1, 1), (2, 30), (17, 10), (1, 1000), (40, 20)])
def test_batches_hold_every_run_once_and_in_order(scenarios, replications):
    desks = tuple(DESK.with_({"teams.desk.agents": number + 1}) for number in range(scenarios))
    seeds = seeds_from(1, replications)
    batches = _batches(desks, seeds, "simpy", 0)
    runs = [(batch.scenarios[place].digest, seed) for batch in batches for place, seed, _ in batch.cells]
    assert runs == [(desk.digest, seed) for seed in seeds for desk in desks]
    assert len(batches) <= 64


def test_with_many_seeds_the_scenarios_of_a_seed_stay_together():
    batches = _batches((DESK, DESK.with_({"teams.desk.agents": 3})), seeds_from(1, 30), "simpy", 0)
    assert all({seed for _, seed, _ in b.cells} == {b.cells[0][1]} and len(b.cells) == 2 for b in batches)


@pytest.mark.parametrize("executor", [None, Here()])
def test_progress_goes_from_nothing_to_all(executor):
    told: list[tuple[int, int]] = []
    replicate(DESK, 4, engine="simpy", executor=executor, progress=lambda *now: told.append(now))
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize("problem", [KeyboardInterrupt(), ds.DesksideError("no")])
def test_a_failure_or_ctrl_c_gives_up_the_rest(problem):
    stuck = Stuck(problem)
    with pytest.raises(type(problem)):
        run_all([DESK], seeds_from(1, 6), "simpy", stuck)
    assert all(future.cancelled() for future in stuck.futures[1:])


def test_a_dead_worker_is_told_in_one_line():
    with pytest.raises(ds.DesksideError, match="a worker process ended early") as caught:
        run_all([DESK], [1], "simpy", Stuck(BrokenProcessPool("gone")))
    assert "\n" not in str(caught.value)


def test_an_error_in_a_worker_comes_back_as_it_was():
    with processes(1) as pool, pytest.raises(ds.DesksideError, match="no engine 'quantum'"):
        replicate(DESK, 2, engine="quantum", executor=pool)


def test_what_suits_an_engine():
    with suited("simpy") as executor:
        assert executor is None
    with suited("simpy", 2) as executor:
        assert type(executor).__name__ == "ProcessPoolExecutor"
    with suited("compiled", 1) as executor:
        assert executor is None
