"""Two desks that meet the same needs, replication by replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskside.experiment.estimate import Estimate, estimate
from deskside.experiment.executors import Progress, run_all
from deskside.experiment.replication import Replications, gathered, scenario_of, seeds_from
from deskside.experiment.tables import aligned, number, ranged, scaled, unit_of
from deskside.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison", "Difference", "compare", "differences"]


@dataclass(frozen=True)
class Difference:
    """One KPI of two desks: each with its range, and ``change`` = B - A, paired by replication."""

    a: Estimate
    b: Estimate
    change: Estimate

    @property
    def clear(self) -> bool:
        """Whether the range of the change leaves out zero: more than luck, at 95 %."""
        return self.change.low > 0.0 or self.change.high < 0.0


@dataclass(frozen=True)
class Comparison:
    """Two desks over the same replications.

    ``same_needs`` says whether both met exactly the same needs. It is so when they share the demand side;
    then the difference is much better known than the two means. Otherwise the seeds are shared, the needs are
    not.
    """

    a: Replications
    b: Replications
    same_needs: bool
    kpis: Mapping[str, Difference]
    notes: tuple[str, ...]

    @property
    def seed(self) -> int:
        """The seed of the first replication."""
        return self.a.seed

    @property
    def replications(self) -> int:
        """How many pairs."""
        return len(self.a.seeds)

    @property
    def engine(self) -> str:
        """The engine that ran."""
        return self.a.engine

    def frame(self) -> pd.DataFrame:
        """One row a KPI: mean of A, mean of B, the change with its range, and the unit."""
        import pandas as pd

        rows = [
            {
                "kpi": name,
                "a": d.a.mean,
                "b": d.b.mean,
                "change": d.change.mean,
                "low": d.change.low,
                "high": d.change.high,
                "unit": unit_of(name),
            }
            for name, d in self.kpis.items()
        ]
        return pd.DataFrame(rows).set_index("kpi")

    def __repr__(self) -> str:
        a, b = self.a.scenario.name, self.b.scenario.name
        head = f"A {a}, B {b}: {self.replications} pairs from seed {self.seed}, {self.engine} engine"
        return "\n".join([head, *self.lines(), *self.notes])

    def lines(self) -> list[str]:
        """The table as text. A star marks a change that is more than luck."""
        rows = [("", "A", "B", "B - A", "95 % range", "", "unit")]
        for name, d in self.kpis.items():
            (a, unit), (b, _), (change, _) = (scaled(e, unit_of(name)) for e in (d.a, d.b, d.change))
            star = "*" if d.clear else ""
            rows.append(
                (name, number(a.mean), number(b.mean), number(change.mean), ranged(change), star, unit)
            )
        return aligned(rows)


def compare(
    a: Scenario,
    b: Scenario,
    replications: int = 30,
    seed: int = 1,
    engine: str = "auto",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run two desks with the same luck and say what the difference is, with its range.

    Replication by replication both get the same seed; where they share the demand side they meet the same
    needs, and every need draws the same answers. The range is a paired t-interval of B - A over the
    replications in which both have the KPI.

    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> found = compare(desk, desk.with_({"teams.desk.agents": 12}), replications=4, engine="simpy")
    >>> found.same_needs, found.kpis["utilisation"].clear
    (True, True)
    """
    pair = [scenario_of(a), scenario_of(b)]
    seeds = seeds_from(seed, replications)
    results = run_all(pair, seeds, engine, executor, progress)
    first, second = (gathered(desk, seeds, found) for desk, found in zip(pair, results, strict=True))
    same = a.demand_digest == b.demand_digest
    kpis = differences(first.values, second.values)
    return Comparison(first, second, same, kpis, _notes(first, second, same))


def differences(a: Mapping[str, Sequence[float]], b: Mapping[str, Sequence[float]]) -> dict[str, Difference]:
    """What the second changes in every figure that both have, from values in the order of the same seeds.

    >>> found = differences({"cost": [50.0, 60.0]}, {"cost": [40.0, 50.0]})["cost"]
    >>> found.a.mean, found.b.mean, found.change.mean, found.change.deviation
    (55.0, 45.0, -10.0, 0.0)
    """
    found = {}
    for name in (name for name in a if name in b):
        change = [after - before for before, after in zip(a[name], b[name], strict=True)]
        found[name] = Difference(estimate(a[name]), estimate(b[name]), estimate(change))
    return found


def _notes(a: Replications, b: Replications, same: bool) -> tuple[str, ...]:
    shared = [f"A and B: {note}" for note in a.notes if note in b.notes]
    own = [f"A: {note}" for note in a.notes if note not in b.notes]
    own += [f"B: {note}" for note in b.notes if note not in a.notes]
    apart = () if same else ("A and B differ on the demand side, so they do not meet the same needs.",)
    return (*apart, *shared, *own)
