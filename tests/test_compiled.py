"""The compiled engine as a machine: its cache, memory, numbers; that it is right is in test_engines_equal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from deskside import distributions
from deskside.bench.desks import all_levers_desk
from deskside.demand import sample
from deskside.engines import start
from deskside.engines.compiled import kernel, records
from deskside.engines.compiled.amounts import exponential, lognormal
from deskside.engines.compiled.philox import number_at
from deskside.engines.compiled.policies import policy_records
from deskside.engines.compiled.run import CompiledRun
from deskside.engines.compiled.store import Store
from deskside.errors import DesksideError
from deskside.prepare import prepare
from deskside.scenario import Scenario, load
from deskside.streams import stream_key, uniforms_at


def run_python(code: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh process: what is compiled, and where, is settled when the engine is imported."""
    env = os.environ | environment
    return subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


BOTH_ENGINES = """
from deskside.bench.desks import all_levers_desk
from deskside.demand import sample
from deskside.engines import start
from deskside.prepare import prepare
from deskside.scenario import Scenario, load
for name in ("it-service-desk", "yardstick"):
    desk = load(name).with_({"horizon.days": 3, "horizon.warm_up_days": 0})
    demand = sample(desk, 5)
    logs = [start(demand, desk, engine).finish().log() for engine in ("compiled", "simpy")]
    assert not logs[0].differences(logs[1]), logs[0].differences(logs[1])
print("equal")
"""


def test_one_compiled_number_is_that_of_numpy() -> None:
    rng = np.random.default_rng(1)
    keys = np.array([stream_key(3, "effort", str(i % 7)) for i in range(500)], dtype=np.uint64)
    ordinals = rng.integers(0, 10**12, 500)
    # rules have no entry for Python
    look = numba.njit(number_at.py_func)
    for page in (0, 1, 2**40):
        drawn = [look(*key, np.uint64(o), page) for key, o in zip(keys, ordinals, strict=True)]
        assert drawn == uniforms_at(keys, ordinals, page).tolist()


def test_compiled_amounts_are_those_of_numpy_to_the_last_bit() -> None:
    drawn = np.random.default_rng(2).random(20_000)
    drawn = np.concatenate([drawn, drawn * 1e-12, 1.0 - drawn * 1e-12, [0.0, 2.0**-53, 0.075, 0.5, 0.925]])
    assert np.array_equal(_each(exponential)(drawn), distributions.exponential(drawn))
    for cv in (1e-6, 0.3, 1.0, 4.0):
        sigma, drift = distributions.spread(cv)
        mine = _each(numba.njit(lambda number, s=sigma, d=drift: lognormal(number, s, d)))(drawn)
        assert np.array_equal(mine, distributions.unit_amounts("lognormal", cv, drawn))


def _each(function: Any) -> Callable[[np.ndarray], np.ndarray]:
    """A rule for one number, for an array."""

    @numba.njit(error_model="numpy")
    def each(numbers: np.ndarray) -> np.ndarray:
        found = np.empty(len(numbers))
        for place in range(len(numbers)):
            found[place] = function(numbers[place])
        return found

    return each


def test_the_cache_folder_changes_with_every_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKSIDE_CACHE", str(tmp_path))
    source = tmp_path / "rule.py"
    source.write_text("a = 1")
    monkeypatch.setattr(kernel, "_SOURCES", (source,))
    before = kernel.cache_folder()
    source.write_text("a = 2")
    assert kernel.cache_folder() != before


def test_all_files_of_the_engine_are_sources_of_the_cache() -> None:
    folder = Path(kernel.__file__).parent
    assert {p.name for p in folder.glob("*.py")} <= {p.name for p in kernel._SOURCES}
    assert {"demand.py", "log.py", "order.py"} <= {p.name for p in kernel._SOURCES}


def test_numbas_own_setting_is_put_back(tmp_path: Path) -> None:
    settings: Any = numba.config  # a module whose names Numba makes when it is imported
    before = settings.CACHE_DIR
    with kernel._numba_cache_in(tmp_path):
        assert str(tmp_path) == settings.CACHE_DIR
    assert before == settings.CACHE_DIR


def test_threads_that_compile_at_once_do_not_mix_up_the_cache(tmp_path: Path) -> None:
    code = """
import numba
from concurrent.futures import ThreadPoolExecutor
from deskside.engines.compiled import kernel
before = numba.config.CACHE_DIR
with ThreadPoolExecutor(8) as pool:
    loops = list(pool.map(lambda i: kernel.compiled_loop(), range(8)))
assert numba.config.CACHE_DIR == before
print("put back")
"""
    done = run_python(code, cwd=tmp_path)
    assert done.stdout.strip() == "put back", done.stderr
    assert not list(tmp_path.iterdir()), "the cache went into the working folder"


def test_no_cache_folder_where_none_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DESKSIDE_CACHE", str(tmp_path / "file" / "below"))
    assert kernel.cache_folder() is None
    assert not kernel.is_warm()


@pytest.mark.ci
def test_it_runs_without_a_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run_python(BOTH_ENGINES, DESKSIDE_CACHE=str(tmp_path / "file" / "below"))
    assert done.stdout.strip() == "equal", done.stderr
    assert not list(Path(kernel.__file__).parent.rglob("*.nbi")), "Numba fell back to a folder of its own"


@pytest.mark.ci
def test_with_bounds_checks_no_row_lies_outside_its_table(tmp_path: Path) -> None:
    done = run_python(BOTH_ENGINES, DESKSIDE_CHECKED="1")
    assert done.stdout.strip() == "equal", done.stderr


@pytest.mark.ci
def test_the_bounds_check_can_fail() -> None:
    code = """
import numba
from deskside.engines.compiled.records import NODE, node_at
from deskside.engines.compiled.store import Store
store = Store()
store.table("heap", NODE, 3)
look = numba.njit(lambda table, row: node_at(table, row).time)
assert look(store.address("heap"), 2) == 0.0
for row in (3, -1):
    try:
        look(store.address("heap"), row)
    except IndexError:
        print("caught")
"""
    assert run_python(code, DESKSIDE_CHECKED="1").stdout.split() == ["caught", "caught"]


def test_a_table_starts_with_zeros_and_keeps_its_rows_when_it_grows() -> None:
    store = Store()
    table = store.table("heap", records.NODE, 10_000)
    table["time"] = 7.0
    store.grow("heap", records.NODE, used=10_000, rows=20_000)
    assert (store.tables["heap"]["time"][:10_000] == 7.0).all()
    del store
    assert not Store().table("heap", records.NODE, 10_000)["time"].any(), (
        "a buffer of an earlier run came back unclean"
    )


def test_a_view_is_laid_out_before_its_address_is_taken() -> None:
    store = Store()
    backwards = np.arange(5)[::-1]
    store.keep("numbers", backwards)
    assert store.tables["numbers"].tolist() == [4, 3, 2, 1, 0]
    assert store.tables["numbers"].flags.c_contiguous


def test_runs_in_threads_do_not_disturb_each_other() -> None:
    desk = load("it-service-desk").with_({"horizon.days": 4, "horizon.warm_up_days": 0})
    demands = [sample(desk, seed) for seed in range(6)]

    def log_of(number: int):  # type: ignore[no-untyped-def]  # local helper
        return start(demands[number], desk, "compiled").finish().log()

    alone = [log_of(number) for number in range(6)]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(log_of, range(6)))
    assert [a.differences(b) for a, b in zip(alone, together, strict=True)] == [[]] * 6


def test_auto_takes_simpy_where_numba_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    desk = load("one-queue").with_({"horizon.days": 1, "horizon.warm_up_days": 0})
    demand = sample(desk, 1)
    assert start(demand, desk, "auto").log().engine == "simpy"
    with pytest.raises(DesksideError, match="needs Numba"):
        start(demand, desk, "compiled")


def test_auto_takes_the_compiled_engine_where_it_can() -> None:
    desk = load("one-queue").with_({"horizon.days": 1, "horizon.warm_up_days": 0})
    assert start(sample(desk, 1), desk, "auto").log().engine == "compiled"


def test_warming_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[float] = []
    kernel.warm(told.append)
    assert told[-1] == 1.0
    assert told == sorted(told)


def test_needs_that_other_policies_have_met_give_the_same_log() -> None:
    base = load("it-service-desk").with_({"horizon.days": 6, "horizon.warm_up_days": 0})
    policies = [
        base,
        base.with_({"services.*.effort.*.cv": 0.3}),
        base.with_({"groups.*.captive": False, "services.*.reopen.share": 0.5}),
        base,
    ]
    shared = sample(base, 2)
    for policy in policies:
        log = start(shared, policy, "compiled").finish().log()
        assert log.differences(start(sample(base, 2), policy, "compiled").finish().log()) == []


def test_a_run_leaves_what_runs_of_one_policy_share_as_it_was() -> None:
    desk = all_levers_desk(3)
    demand = sample(desk, 1)
    run = start(demand, desk, "compiled")
    shared = {name: (table, table.copy()) for name, (_, table) in _shared_tables(run).items()}
    assert {"service_table", "stage_table", "teams", "shift changes"} <= shared.keys()
    more = desk.with_({"teams.service-desk.roster.0.agents": 9})
    run.advance(1_000.0).advance(2_000.0, more).advance(3_000.0, desk).finish()
    again = start(demand, desk, "compiled")
    for name, (_, table) in _shared_tables(again).items():
        assert table.tobytes() == shared[name][1].tobytes(), name
        assert table is shared[name][0] or name == "shift changes", f"{name} was worked out twice"


def test_every_need_begins_as_it_is_before_it_arises() -> None:
    desk = all_levers_desk(3)
    demand = sample(desk, 1)
    run: Any = start(demand, desk, "compiled")
    again: Any = start(demand, desk, "compiled")  # in memory that was used before
    tables = run.tables
    expected = np.zeros(len(demand), dtype=records.NEED)
    for name in ("service", "group", "channel", "priority", "due"):
        expected[name] = getattr(tables, name)
    expected["arrived"] = demand.arrived
    expected["first_response"] = expected["ended"] = expected["acknowledged"] = np.nan
    expected["queue"] = expected["owner"] = records.NOBODY
    assert len(set(tables.priority.tolist())) > 2
    for mine in (run._needs, again._needs):
        for name in records.NEED.names or ():
            np.testing.assert_array_equal(mine[name], expected[name], err_msg=name)


def _shared_tables(run: Any) -> dict[str, tuple[Any, np.ndarray]]:
    worked_out = dict(run.tables.worked_out)
    records = {name: (None, table) for name, table in worked_out.pop("records")[1].items()}
    return records | {name: worked_out[name] for name in ("teams", "shift changes")}


def test_a_minute_of_a_week_or_of_the_next_has_two_bytes() -> None:
    minutes = np.array([0, 1, 10_080, 20_160], dtype=np.int16)
    store = Store()
    address = store.keep("minutes", minutes)
    look = numba.njit(lambda table, row: records.minute_at(table, row))  # noqa: PLW0108  # it is no function
    assert [look(address, row) for row in range(4)] == minutes.tolist()
    desk = load("yardstick").with_({"horizon.days": 1})
    tables = prepare(sample(desk, 1), desk)
    for name in ("next_open", "worked", "open_minutes"):
        assert (policy_records(tables)[name] == getattr(tables, name)).all()


@pytest.mark.parametrize("desk", [load("yardstick"), all_levers_desk()], ids=["levers off", "levers on"])
def test_what_is_fetched_ahead_is_what_the_loop_reads(desk: Scenario) -> None:
    run = start(sample(desk.with_({"horizon.days": 1}), 1), desk.with_({"horizon.days": 1}), "compiled")
    assert isinstance(run, CompiledRun)
    tables = run._store.tables
    fetched = dict(zip(tables["fetch_table"]["address"].tolist(), tables["fetch_table"]["step"], strict=True))
    columns = [tables[name] for name in tables if name.endswith(" 0")]
    columns += [tables["source_table"], tables["ordinal_table"]]
    columns += [tables["asked_table"]] * (tables["asked_table"].size > 0)
    for column in columns:
        assert fetched.pop(column.ctypes.data) * len(run.demand) == column.nbytes
    assert set(fetched) <= set(tables["shape_table"]["first"].tolist())
    assert run._state["columns"] == len(tables["fetch_table"])
