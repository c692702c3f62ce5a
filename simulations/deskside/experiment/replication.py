"""One run, and the same desk again and again with other luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from deskside.errors import DesksideError
from deskside.experiment.estimate import Estimate, columns, estimate
from deskside.experiment.executors import Progress, Result, run_all, run_one
from deskside.experiment.notes import notes_on
from deskside.experiment.tables import estimate_row, kpi_lines
from deskside.metrics.measured import MeasuredLog
from deskside.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Replications", "Simulation", "replicate", "seeds_from", "simulate"]

MOST_REPLICATIONS = 100_000


@dataclass(frozen=True)
class Replications:
    """The KPIs of one scenario over independent replications.

    ``values`` has for each KPI one number a replication, in the order of ``seeds``; ``kpis`` their mean and
    range. ``notes`` are sentences the numbers should not be read without (from the first replication).
    """

    scenario: Scenario
    seeds: tuple[int, ...]
    engine: str
    values: Mapping[str, tuple[float, ...]]
    kpis: Mapping[str, Estimate]
    notes: tuple[str, ...]

    @property
    def seed(self) -> int:
        """The seed all others come from; that of the first replication."""
        return self.seeds[0]

    def frame(self) -> pd.DataFrame:
        """One row a KPI: mean, low, high, unit, and the share of replications in which it is undefined."""
        import pandas as pd

        return pd.DataFrame([estimate_row(name, found) for name, found in self.kpis.items()]).set_index("kpi")

    def runs(self) -> pd.DataFrame:
        """One row a replication: its seed and every KPI."""
        import pandas as pd

        index = pd.RangeIndex(1, len(self.seeds) + 1, name="replication")
        return pd.DataFrame({"seed": self.seeds, **self.values}, index=index)

    def __repr__(self) -> str:
        many = f"{len(self.seeds)} replications from seed {self.seed}"
        head = f"{self.scenario.name}: {many}, {self.engine} engine"
        return "\n".join([head, *kpi_lines(self.kpis), *self.notes])


@dataclass(frozen=True, eq=False)
class Simulation(MeasuredLog):
    """The log of one run, with its metrics and what one should know when reading them."""

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Plain sentences, such as that the backlog grows; empty when all is well."""
        return notes_on(self)


def simulate(scenario: Scenario, seed: int = 1, engine: str = "auto") -> Simulation:
    """Run a desk once, to the end of its horizon.

    Parameters
    ----------
    scenario : from `deskside.load`, or changed with ``with_``.
    seed : whole number from 0; the same seed gives the same log.
    engine : ``auto``, ``compiled`` or ``simpy``; they give the same log.

    Raises `DesksideError` for a wrong seed or engine.

    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 1, "horizon.warm_up_days": 0})
    >>> log = simulate(desk, seed=1, engine="simpy")
    >>> log.kpis()["utilisation"] > 0.5, log.notes
    (True, ())
    """
    log = run_one(scenario_of(scenario), seed_of(seed), engine)
    return Simulation(**{field.name: getattr(log, field.name) for field in fields(log)})


def replicate(
    scenario: Scenario,
    replications: int = 10,
    seed: int = 1,
    engine: str = "auto",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Replications:
    """Run a desk several times with independent luck, and say how sure the means are.

    The first replication has the seed itself, so it is `simulate` with that seed. ``executor`` says where the
    work is done and never changes a number; ``progress(done, total)`` is called as it goes on.

    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> found = replicate(desk, replications=3, engine="simpy").kpis["utilisation"]
    >>> found.low < found.mean < found.high
    True
    """
    seeds = seeds_from(seed, replications)
    (results,) = run_all([scenario_of(scenario)], seeds, engine, executor, progress)
    return gathered(scenario, seeds, results)


def seeds_from(seed: int, replications: int) -> tuple[int, ...]:
    """The seeds of the replications: first the seed itself, then whole numbers below 2**53 made from it.

    Raises `DesksideError` for a seed below 0 and for a number of replications that is not 1 to 100,000.

    >>> seeds_from(7, 3)[0], seeds_from(7, 3) == seeds_from(7, 5)[:3]
    (7, True)
    """
    whole = isinstance(replications, int) and not isinstance(replications, bool)
    if not whole or not 1 <= replications <= MOST_REPLICATIONS:
        raise DesksideError(
            f"replications = {replications!r}: must be a whole number, 1 to {MOST_REPLICATIONS:,}"
        )
    first = seed_of(seed)
    return (first, *(_derived(first, number) for number in range(2, replications + 1)))


def _derived(seed: int, number: int) -> int:
    digest = blake2b(f"{seed}\x1f{number}".encode(), digest_size=8, person=b"replication").digest()
    return int.from_bytes(digest, "little") >> 11  # 53 bits: every reader of JSON keeps them exactly


def seed_of(seed: Any) -> int:
    """A seed that is a whole number from 0. Raises `DesksideError`."""
    try:
        whole = seed.__index__()
    except AttributeError:
        whole = -1
    if isinstance(seed, bool) or not 0 <= whole < 2**63:
        raise DesksideError(f"seed = {seed!r}: must be a whole number, 0 or more")
    return int(whole)


def scenario_of(scenario: Any) -> Scenario:
    """What can be run. Raises `DesksideError`."""
    if not isinstance(scenario, Scenario):
        raise DesksideError(f"{scenario!r} is not a scenario; deskside.load(name or path) gives one")
    return scenario


def gathered(scenario: Scenario, seeds: tuple[int, ...], results: Sequence[Result]) -> Replications:
    """Results of one scenario, as means and ranges. A KPI that a run does not have counts as undefined."""
    values = columns(result.kpis for result in results)
    return Replications(
        scenario=scenario,
        seeds=seeds,
        engine=results[0].engine,
        values=values,
        kpis={name: estimate(column) for name, column in values.items()},
        notes=results[0].notes,
    )
