"""The whole benchmark: races against the peers, our own growth, and the machine it all ran on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from deskside.bench import peers
from deskside.bench.contender import LEAST_ROUNDS, Race, Result, race
from deskside.bench.machine import Machine, machine
from deskside.bench.ours import ENGINES, lacks, lever_engines, queue_engines, yardstick_engines
from deskside.bench.sections import (
    BACKLOGS,
    LENGTHS,
    backlog_growth,
    first_start,
    length_growth,
    memory,
    organisation_year,
    panel_redraw,
)
from deskside.bench.table import Cell, Table

__all__ = ["FULL", "QUICK", "Report", "Sizes", "bench", "race_table"]

LEVERS_ON = "Yardstick desk, levers of every kind on"
Progress = Callable[[str], None]
#: From sampling to KPIs: with every KPI a contender has, or with those alone that the reference has.
ENDS: dict[str, Callable[[Result], float | None]] = {
    "end to end": lambda result: result.whole_ratio,
    "end to end, the reference's KPIs": lambda result: result.same_kpis_ratio,
}


@dataclass(frozen=True)
class Report:
    """What a benchmark found."""

    races: tuple[Race, ...]
    tables: tuple[Table, ...]
    machine: Machine
    remark: str = ""

    def plain(self) -> dict[str, Any]:
        """The report as plain data, for ``--json``."""
        return {
            "machine": self.machine,
            "remark": self.remark,
            "races": [asdict(entry) for entry in self.races],
            "tables": [table.plain() for table in self.tables],
        }

    def markdown(self) -> str:
        """The report as Markdown, ratios first."""
        versions = ", ".join(f"{name} {value}" for name, value in self.machine.items())
        parts = [f"Machine: {versions}.", *([self.remark] if self.remark else [])]
        parts += [race_table(entry).markdown() for entry in self.races]
        parts += [table.markdown() for table in self.tables]
        return "\n\n".join(parts) + "\n"


def race_table(entry: Race) -> Table:
    """A race as a table: ratio and its range first, the fastest on top, who is absent below."""
    reference = entry.result(entry.reference)
    ends = {title: of for title, of in ENDS.items() if of(reference) is not None}
    columns = ("contender", "times the reference", "range", *ends, f"microseconds a {entry.unit}", "remark")
    rows: list[tuple[Cell, ...]] = []
    for result in sorted(entry.results, key=lambda result: -result.ratio):
        spread = f"{result.low:.3g} to {result.high:.3g}"
        end = (of(result) for of in ends.values())
        rows.append((result.name, result.ratio, spread, *end, result.micros, result.note))
    for name, reason in entry.absent.items():
        rows.append((name, None, "", *([None] * len(ends)), None, reason))
    note = (
        f"Reference: {entry.reference}, {1e6 / reference.micros:,.0f} {entry.unit}s a second. Medians of "
        f"{reference.rounds} interleaved rounds; run only, unless it says end to end."
    )
    if len(ends) > 1:
        note += (
            " End to end is with every KPI a contender has, or with just those that the reference works out."
        )
    return Table(entry.title, columns, tuple(rows), note)


@dataclass(frozen=True)
class Sizes:
    """How much work each section does. None: as much as each contender is given by itself."""

    days: int | None = None
    customers: int | None = None
    backlogs: tuple[int, ...] = BACKLOGS
    simpy_backlogs: tuple[int, ...] = (10, 100, 1_000, 10_000)
    needs: int = 200_000
    simpy_needs: int = 20_000  # seconds a run, not minutes
    lengths: tuple[int, ...] = LENGTHS
    replications: int = 30
    tickets: int = 1_000_000
    starts: int = LEAST_ROUNDS
    weeks: int = 52


FULL = Sizes()
QUICK = Sizes(2, 2_000, (10, 1_000), (10, 1_000), 4_000, 4_000, (1_200, 2_400), 3, 3_000, 1, 2)


def bench(rounds: int = LEAST_ROUNDS, sizes: Sizes = FULL, progress: Progress = lambda _: None) -> Report:
    """Measure everything. `QUICK` sizes do a small part of the work, to see whether it runs, not how fast.

    Outside a checkout the peers are left out, the remark says so, and the SimPy engine is the reference.
    """
    checkout = peers.checkout_folder() is not None
    desk = yardstick_engines(sizes.days or 30) + (peers.yardstick_peers(sizes.days) if checkout else [])
    queue = queue_engines(sizes.customers or 200_000) + (
        peers.queue_peers(sizes.customers) if checkout else []
    )
    levers = lever_engines(sizes.days or 30) + (peers.yardstick_peers(sizes.days)[:1] if checkout else [])
    desk_reference = peers.REFERENCE if checkout else ENGINES["simpy"]
    queue_reference = peers.QUEUE_REFERENCE if checkout else ENGINES["simpy"]
    races = (
        race("Yardstick desk", desk, desk_reference, rounds, "need", progress),
        race(f"{LEVERS_ON} (the reference has none)", levers, desk_reference, rounds, "need", progress),
        race("M/M/10 at load 0.9", queue, queue_reference, rounds, "customer", progress),
    )
    remark = "" if checkout else peers.NO_CHECKOUT
    return Report(races, _sections(rounds, sizes, progress), machine(), remark)


def _sections(rounds: int, sizes: Sizes, progress: Progress) -> tuple[Table, ...]:
    """Our own engines at other sizes. Without Numba only the SimPy engine is there."""
    engines = tuple(engine for engine in ENGINES if not lacks(engine))
    of_engine = {
        "compiled": (sizes.backlogs, sizes.needs),
        "simpy": (sizes.simpy_backlogs, sizes.simpy_needs),
    }
    tables = []
    for engine in engines:
        progress(f"growth with backlog, {engine}")
        backlogs, needs = of_engine[engine]
        tables.append(backlog_growth(engine, backlogs, needs=needs, rounds=rounds))
    progress("growth with run length")
    tables.append(length_growth(engines, sizes.lengths, rounds=rounds))
    progress("a panel redraws")
    tables.append(panel_redraw(engines, sizes.replications, rounds=rounds))
    progress("a year of an organisation")
    tables.append(organisation_year(engines, sizes.weeks, rounds=rounds))
    progress("memory")
    tables.append(memory(engines, sizes.tickets))
    progress("first start: compiles afresh")
    tables.append(first_start(engines, rounds=sizes.starts))
    return tuple(tables)
