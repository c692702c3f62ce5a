"""What a ratio does not say: growth with backlog and length, a panel's redraw, memory and the first start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import median
from time import perf_counter

from deskside.bench.child import Fresh, in_fresh_process
from deskside.bench.contender import Sample
from deskside.bench.desks import Rules, backlog_desk, long_desk, panel_desk, year_plan
from deskside.bench.ours import ENGINES, read_kpis, timed
from deskside.bench.table import Cell, Table
from deskside.demand import sample as sample_demand
from deskside.engines import start
from deskside.organisation import run as carry_out
from deskside.scenario import Scenario, load

__all__ = ["backlog_growth", "first_start", "length_growth", "memory", "organisation_year", "panel_redraw"]

Timer = Callable[[Scenario, str, int], Sample]
RULES: tuple[Rules, ...] = (
    "first-come",
    "priority",
    "first-come, timers",
    "priority, timers",
)
BACKLOGS = (10, 100, 1_000, 10_000, 100_000)
LENGTHS = (10_000, 100_000, 300_000, 1_000_000, 3_000_000)
SIMPY_LONGEST = 300_000


def backlog_growth(
    engine: str,
    backlogs: Sequence[int] = BACKLOGS,
    rules: Sequence[Rules] = RULES,
    needs: int = 200_000,
    rounds: int = 5,
    timer: Timer = timed,
) -> Table:
    """Microseconds a need while a backlog of each size waits.

    Every desk has ``needs`` needs, at least twice its backlog, so that little but the backlog differs.
    """
    rows = []
    for rule in rules:
        desks = [backlog_desk(size, rule, max(needs, 2 * size)) for size in backlogs]
        micros = _medians(desks, engine, rounds, timer)
        rows.append((rule, *micros, max(micros) / min(micros)))
    columns = ("rules", *(f"{size:,}" for size in backlogs), "largest / smallest")
    note = (
        "Microseconds a need, run only, by the number of tickets that wait. See `backlog_desk` for the desk."
    )
    return Table(f"Growth with backlog: {ENGINES[engine]}", columns, tuple(rows), note)


def length_growth(
    engines: Iterable[str] = tuple(ENGINES),
    lengths: Sequence[int] = LENGTHS,
    rounds: int = 5,
    timer: Timer = timed,
) -> Table:
    """Microseconds a need of the yardstick, run longer and longer; SimPy stops at 300 thousand tickets."""
    rows: list[tuple[Cell, ...]] = []
    for engine in engines:
        able = [size for size in lengths if engine != "simpy" or size <= SIMPY_LONGEST]
        micros = _medians([long_desk(size) for size in able], engine, rounds, timer)
        padded = [*micros, *[None] * (len(lengths) - len(able))]
        rows.append((ENGINES[engine], *padded, max(micros) / min(micros)))
    columns = ("engine", *(f"{size:,}" for size in lengths), "largest / smallest")
    return Table(
        "Growth with run length",
        columns,
        tuple(rows),
        "Microseconds a need, run only, by tickets a run.",
    )


def _medians(desks: Sequence[Scenario], engine: str, rounds: int, timer: Timer) -> list[float]:
    """Median microseconds a unit of each desk, taken in turns, after a first run that is not counted."""
    timer(desks[0], engine, 0)
    taken: list[list[float]] = [[] for _ in desks]
    for number in range(rounds):
        for place, desk in enumerate(desks):
            taken[place].append(1e6 * timer(desk, engine, number).run_per_unit)
    return [median(values) for values in taken]


def panel_redraw(
    engines: Iterable[str] = tuple(ENGINES),
    replications: int = 30,
    rounds: int = 5,
    desk: Scenario | None = None,
) -> Table:
    """Milliseconds until a panel's desk has run all replications again from cached demand, with KPIs."""
    scenario = desk if desk is not None else panel_desk()
    demands = [sample_demand(scenario, seed) for seed in range(replications)]
    needs = sum(map(len, demands)) // replications

    def redraw(engine: str) -> float:
        began = perf_counter()
        for demand in demands:
            read_kpis(start(demand, scenario, engine=engine).finish().log())
        return 1e3 * (perf_counter() - began)

    rows = []
    for engine in engines:
        redraw(engine)
        rows.append(
            (
                ENGINES[engine],
                needs,
                replications,
                median(redraw(engine) for _ in range(rounds)),
            )
        )
    columns = ("engine", "tickets a replication", "replications", "milliseconds")
    return Table(
        "A panel redraws",
        columns,
        tuple(rows),
        "From cached demand: prepare, run, log and KPIs.",
    )


def organisation_year(
    engines: Iterable[str] = tuple(ENGINES),
    weeks: int = 52,
    rounds: int = 5,
) -> Table:
    """Seconds for a year of the yardstick, 600 needs a day, with measures of every kind: run and figures."""
    desk, plan = load("yardstick"), year_plan(weeks)

    def year(engine: str, seed: int) -> float:
        began = perf_counter()
        carry_out(plan, desk, seed, engine=engine).figures()
        return perf_counter() - began

    rows = []
    for engine in engines:
        year(engine, 0)
        rows.append((ENGINES[engine], weeks, median(year(engine, number) for number in range(rounds))))
    columns = ("engine", "weeks", "seconds")
    return Table(
        "A year of an organisation", columns, tuple(rows), "Measures of every kind; run and figures."
    )


def memory(
    engines: Iterable[str] = tuple(ENGINES),
    tickets: int = 1_000_000,
    fresh: Fresh = in_fresh_process,
) -> Table:
    """The most memory a new process holds that runs this many tickets of the yardstick."""
    rows = []
    for engine in engines:
        found = fresh("memory", {"engine": engine, "tickets": tickets})
        rows.append((ENGINES[engine], found["tickets"], found["before"], found["peak"]))
    columns = ("engine", "tickets", "MB before the run", "MB at most")
    return Table("Memory", columns, tuple(rows), "A new process: sample, run, log and KPIs.")


def first_start(
    engines: Iterable[str] = tuple(ENGINES),
    rounds: int = 5,
    fresh: Fresh = in_fresh_process,
) -> Table:
    """Seconds until a new process has its first KPIs, with a warm cache and with an empty one."""
    imports = median(fresh("import", {})["seconds"] for _ in range(rounds))
    rows: list[tuple[Cell, ...]] = [("import deskside", None, imports)]
    for engine in engines:
        ask = {"engine": engine}
        cold = None
        if engine == "compiled":
            cold = median(fresh("first", ask, empty_cache=True)["seconds"] for _ in range(rounds))
        fresh("first", ask)
        warm = median(fresh("first", ask)["seconds"] for _ in range(rounds))
        rows.append((f"{ENGINES[engine]}: first KPIs", cold, warm))
    columns = ("what", "seconds, empty cache", "seconds, warm cache")
    note = "Whole life of a new process: Python starts, imports, and runs a panel's desk once."
    return Table("First start", columns, tuple(rows), note)
