"""Deskside's two engines as contenders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from time import perf_counter

from deskside.bench.contender import Contender, Sample
from deskside.bench.desks import all_levers_desk, queue_desk
from deskside.demand import sample as sample_demand
from deskside.engines import start
from deskside.log import TicketLog
from deskside.scenario import Scenario, load

__all__ = [
    "ENGINES",
    "REFERENCE_KPIS",
    "engine_contenders",
    "lacks",
    "lever_engines",
    "queue_engines",
    "timed",
    "yardstick_engines",
]

#: Engine name and the name it has in a table.
ENGINES = {"compiled": "Deskside, compiled", "simpy": "Deskside, SimPy engine"}


#: What the peers work out of a run (`benchmarks/yardstick.py`): late is what has not met its target.
REFERENCE_KPIS = (
    "abandoned_share",
    "mean_first_response",
    "p90_first_response",
    "mean_resolution",
    "sla_met_share",
)
_OTHER_SEEDS = 1_000_000  # so that the second run of a round finds nothing drawn


def read_kpis(log: TicketLog, names: tuple[str, ...] | None = None) -> dict[str, float]:
    """Every KPI of a log, or those named: the last part of a measurement from end to end."""
    from deskside.metrics import kpis

    return kpis(log, names=names)


def timed(scenario: Scenario, engine: str, seed: int, names: tuple[str, ...] | None = None) -> Sample:
    """One run from sampling to KPIs; the run alone is `Run.finish`, with the later draws it asks for."""
    began = perf_counter()
    demand = sample_demand(scenario, seed)
    run = start(demand, scenario, engine=engine)
    ready = perf_counter()
    run.finish()
    done = perf_counter()
    read_kpis(run.log(), names)
    return Sample(len(demand), done - ready, perf_counter() - began)


def engine_contenders(
    build: Callable[[], Scenario], whole: bool = True, engines: tuple[str, ...] = ()
) -> list[Contender]:
    """Both engines, or those named, on one scenario. ``whole`` false: the run alone is reported.

    The whole is measured twice, in two runs: with every KPI, and with those that the reference works out.
    """
    kept = lru_cache(maxsize=1)(build)

    def contender(engine: str) -> Contender:
        def run(round_: int) -> Sample:
            taken = timed(kept(), engine, seed=round_)
            if not whole:
                return Sample(taken.units, taken.run)
            fewer = timed(kept(), engine, _OTHER_SEEDS + round_, REFERENCE_KPIS)
            assert fewer.whole is not None
            return replace(taken, same_kpis=fewer.whole * taken.units / fewer.units)

        return Contender(ENGINES[engine], run, prepare=lambda: run(0), missing=lacks(engine))

    return [contender(engine) for engine in engines or tuple(ENGINES)]


def yardstick_engines(days: int = 30) -> list[Contender]:
    """Both engines on the yardstick desk."""
    return engine_contenders(lambda: load("yardstick").with_({"horizon.days": days}))


def lever_engines(days: int = 30) -> list[Contender]:
    """Both engines on the yardstick with every lever on."""
    return engine_contenders(lambda: all_levers_desk(days))


def queue_engines(customers: int = 200_000) -> list[Contender]:
    """Both engines on M/M/10. The SimPy engine is given a tenth of the customers."""
    return [
        *engine_contenders(lambda: queue_desk(customers), whole=False, engines=("compiled",)),
        *engine_contenders(lambda: queue_desk(customers // 10), whole=False, engines=("simpy",)),
    ]


def lacks(engine: str) -> str:
    """Why an engine cannot run here; empty if it can."""
    if engine == "compiled":
        try:
            import numba  # noqa: F401  # only asking whether it is there
        except ImportError as problem:
            return f"Numba cannot be imported ({problem})"
    return ""
