"""Same seed, same log: in this process, in others, on either engine, and from version to version."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from hashlib import blake2b
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from deskside.demand import sample
from deskside.engines import start
from deskside.log import TicketLog
from deskside.scenario import Scenario, load

ENGINES = ("simpy", "compiled")

#: Logs of this version, in whole minutes: there the last bit of a logarithm, which differs between machines,
#: does not show. A change here is a change of results, and needs a word in CHANGELOG.md.
GOLDEN = {
    "yardstick": "57a8009a1478bfdc2ae7343c",
    "it-service-desk": "e0f76139ca12e558a8fbed5b",
    "one-queue": "ba628279fa28600be8a9d926",
}


def whole_minutes(name: str) -> Scenario:
    return load(name).with_(
        {
            "horizon.days": 6,
            "horizon.warm_up_days": 0,
            "horizon.clock": "whole-minute",
            "needs.*.busy_day_cv": 0.0,
        }
    )


def fingerprint(log: TicketLog) -> str:
    digest = blake2b(digest_size=12)
    for table in (log.ticket_table, log.visit_table, log.contact_table):
        for name, values in table.columns().items():
            digest.update(f"{name} {len(values)} ".encode())
            digest.update(np.nan_to_num(values.astype(np.float64), nan=-1.0).tobytes())
    return digest.hexdigest()


def fingerprint_of(name: str, seed: int, engine: str) -> str:
    desk = whole_minutes(name)
    return fingerprint(start(sample(desk, seed), desk, engine).finish().log())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", GOLDEN)
def test_the_logs_of_this_version_stay(name: str, engine: str) -> None:
    assert fingerprint_of(name, 20_261_122, engine) == GOLDEN[name]


def test_seeds_differ() -> None:
    assert len({fingerprint_of("yardstick", seed, "compiled") for seed in range(20)}) == 20


@pytest.mark.parametrize("hash_seed", ["0", "12345"])
def test_the_order_of_hashing_does_not_matter(hash_seed: str) -> None:
    """A new process in which Python's sets and dictionaries of text are laid out in another way."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_engines_seed import fingerprint_of, whole_minutes\n"
        "print(*(fingerprint_of('it-service-desk', 3, engine) for engine in ('simpy', 'compiled')))\n"
        "print(whole_minutes('it-service-desk').digest)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    simpy, compiled, digest = done.stdout.split()
    assert simpy == compiled == fingerprint_of("it-service-desk", 3, "simpy")
    assert digest == whole_minutes("it-service-desk").digest


def test_spawned_workers_agree() -> None:
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(fingerprint_of, ["yardstick"] * 2, [4, 4], ENGINES))
    assert found == [fingerprint_of("yardstick", 4, "compiled")] * 2


@pytest.mark.parametrize("engine", ENGINES)
def test_runs_side_by_side_do_not_disturb_each_other(engine: str) -> None:
    """Two runs on the same needs, advanced in turn, under different policies."""
    desk = whole_minutes("yardstick")
    other = desk.with_({"teams.service-desk.agents": 11, "services.help.reopen.share": 0.5})
    demand = sample(desk, 8)
    runs = [start(demand, policy, engine) for policy in (desk, other, desk)]
    for until in np.linspace(0, desk.end, 30):
        for run in runs:
            run.advance(float(until))
    together = [fingerprint(run.finish().log()) for run in runs]
    alone = [
        fingerprint(start(sample(desk, 8), policy, engine).finish().log()) for policy in (desk, other, desk)
    ]
    assert together == alone
