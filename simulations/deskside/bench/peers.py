"""The peers: the yardstick desk in other simulators, which live in a checkout's `benchmarks/`."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from deskside.bench.contender import Contender, Sample

__all__ = [
    "IN_PROCESS",
    "NO_CHECKOUT",
    "QUEUE_REFERENCE",
    "REFERENCE",
    "checkout_folder",
    "peer",
    "queue_peers",
    "yardstick_peers",
]

PACKAGE = "deskside_benchmarks"
REFERENCE = "SimPy, idiomatic, draws before"
IN_PROCESS = "SimPy, idiomatic, draws inside"
QUEUE_REFERENCE = "SimPy, idiomatic"
NO_CHECKOUT = (
    "The peers (SimPy, Ciw, salabim, Cimba) need a checkout of Deskside: only its own engines are measured."
)
# Slow peers do less work a round; figures are per need. salabim is given 2 days, Ciw 5, of the usual 30.
DAYS = {"ciw_yardstick": 5, "salabim_yardstick": 2}
CUSTOMERS = {
    "c_bound": 1_000_000,
    "cimba_yardstick": 200_000,
    "salabim_yardstick": 1_000,
    "ciw_yardstick": 10_000,
}


def checkout_folder() -> Path | None:
    """The checkout's `benchmarks/`, or None outside a checkout."""
    folder = Path(__file__).resolve().parents[3] / "benchmarks"
    return folder if (folder / "idiomatic_simpy.py").is_file() else None


def peer(name: str) -> ModuleType:
    """A module of `benchmarks/` by name. Raises ImportError if it, or the library it needs, is not there."""
    if PACKAGE not in sys.modules:
        folder = checkout_folder()
        if folder is None:
            raise ImportError(NO_CHECKOUT)
        spec = importlib.util.spec_from_file_location(
            PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        assert spec is not None
        assert spec.loader is not None
        package = importlib.util.module_from_spec(spec)
        sys.modules[PACKAGE] = package
        spec.loader.exec_module(package)
    return importlib.import_module(f"{PACKAGE}.{name}")


def yardstick_peers(days: int | None = None) -> list[Contender]:
    """Every peer that can say the yardstick desk; ``days`` overrides each one's share of the work."""
    return [
        _yardstick(REFERENCE, "idiomatic_simpy", days, "run_drawn_before"),
        _yardstick(IN_PROCESS, "idiomatic_simpy", days, note="draws inside the run"),
        _yardstick("plain heapq loop", "heapq_bound", days),
        _yardstick(
            "Cimba",
            "cimba_yardstick",
            days,
            note="draws inside the run; compile left out",
        ),
        _yardstick(
            "Ciw",
            "ciw_yardstick",
            days,
            note="shift changes differ; draws inside the run",
        ),
        _yardstick("salabim", "salabim_yardstick", days, note="draws inside the run"),
    ]


def queue_peers(customers: int | None = None) -> list[Contender]:
    """Every peer on M/M/10; all draw inside the run."""
    return [
        _queue(QUEUE_REFERENCE, "idiomatic_simpy", customers),
        _queue("plain heapq loop", "heapq_bound", customers),
        _queue("plain C (not Cimba)", "c_bound", customers),
        _queue("Cimba", "cimba_yardstick", customers, note="compile left out"),
        _queue("Ciw", "ciw_yardstick", customers),
        _queue("salabim", "salabim_yardstick", customers),
    ]


def _yardstick(name: str, module: str, days: int | None, function: str = "run", note: str = "") -> Contender:
    work = days if days is not None else DAYS.get(module, 30)

    def sample(found: ModuleType, round_: int) -> Sample:
        kpis = getattr(found, function)(round_, work)
        whole = kpis.seconds_run + kpis.seconds_around
        return Sample(kpis.needs, kpis.seconds_run, whole, same_kpis=whole)

    def warm(found: ModuleType) -> Any:
        return getattr(found, function)(0, 1)

    return _contender(name, module, sample, warm, note)


def _queue(name: str, module: str, customers: int | None, note: str = "") -> Contender:
    work = customers if customers is not None else CUSTOMERS.get(module, 20_000)

    def sample(found: ModuleType, round_: int) -> Sample:
        result = found.mm10(round_, work)
        return Sample(result.customers, result.seconds_run)

    def warm(found: ModuleType) -> Any:
        return found.mm10(0, 100)

    return _contender(name, module, sample, warm, note)


def _contender(
    name: str,
    module: str,
    sample: Callable[[ModuleType, int], Sample],
    warm: Callable[[ModuleType], Any],
    note: str,
) -> Contender:
    """Bind a peer's module, or say why it cannot run here."""
    try:
        found = peer(module)
        missing = _lacks(found)
    except ImportError as problem:
        return Contender(name, lambda _: Sample(0, 0.0), missing=f"not installed ({problem})")
    return Contender(
        name,
        lambda round_: sample(found, round_),
        lambda: warm(found),
        note=note,
        missing=missing,
    )


def _lacks(module: ModuleType) -> str:
    """The C stand-in needs a compiler."""
    find = getattr(module, "compiler", None)
    return "no C compiler here" if find is not None and find() is None else ""
