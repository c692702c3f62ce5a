"""One lever at many settings, the luck the same at each."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from deskside.errors import DesksideError
from deskside.experiment.executors import Progress, run_all
from deskside.experiment.replication import Replications, gathered, scenario_of, seeds_from
from deskside.experiment.tables import aligned, estimate_row, number, ranged, scaled, unit_of
from deskside.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Point", "Sweep", "sweep"]

#: What the text table shows; the frame has every KPI.
_SHOWN = ("abandoned_share", "mean_first_response", "sla_met_share", "utilisation", "backlog_end")


@dataclass(frozen=True)
class Point:
    """One setting and what it gave."""

    value: Any
    result: Replications


@dataclass(frozen=True)
class Sweep:
    """A lever (``path``) at several values, in the order they were given."""

    scenario: Scenario
    path: str
    points: tuple[Point, ...]

    @property
    def values(self) -> tuple[Any, ...]:
        """The settings."""
        return tuple(point.value for point in self.points)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of the replications, the same at every setting."""
        return self.points[0].result.seeds

    @property
    def engine(self) -> str:
        """The engine that ran."""
        return self.points[0].result.engine

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know about single settings."""
        return tuple(f"at {point.value}: {note}" for point in self.points for note in point.result.notes)

    def frame(self) -> pd.DataFrame:
        """One row a setting and KPI: value, kpi, mean, low, high, unit, undefined."""
        import pandas as pd

        rows = [
            {"value": point.value, **estimate_row(name, found)}
            for point in self.points
            for name, found in point.result.kpis.items()
        ]
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        head = (
            f"{self.scenario.name}, {self.path}: {len(self.seeds)} replications a setting "
            f"from seed {self.seeds[0]}, {self.engine} engine"
        )
        return "\n".join([head, *self.lines(), *self.notes])

    def lines(self, kpis: Iterable[str] = _SHOWN) -> list[str]:
        """The table as text: one line a setting, each KPI with its range."""
        shown = [name for name in kpis if all(name in point.result.kpis for point in self.points)]
        units = ["%" if unit_of(name) == "share" else unit_of(name) for name in shown]
        rows = [("value", *shown, ""), ("", *units, "")]
        for point in self.points:
            cells = (scaled(point.result.kpis[name], unit_of(name))[0] for name in shown)
            rows.append((str(point.value), *(f"{number(c.mean)} ({ranged(c)})" for c in cells), ""))
        return aligned(rows)


def sweep(  # noqa: PLR0913  # `replicate` with two questions more
    scenario: Scenario,
    path: str,
    values: Iterable[Any],
    executor: Executor | None = None,
    *,
    replications: int = 10,
    seed: int = 1,
    engine: str = "auto",
    progress: Progress | None = None,
) -> Sweep:
    """Run a desk at every value of one lever, such as ``teams.desk.agents``.

    Every setting has the same seeds, so neighbours differ by the lever and hardly by luck. All values are
    checked before anything runs. Raises `DesksideError` for a path or a value that is not allowed.

    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> found = sweep(desk, "teams.desk.agents", range(9, 12), replications=2, engine="simpy")
    >>> found.values
    (9, 10, 11)
    """
    settings = [_plain(value) for value in values]
    if not settings:
        raise DesksideError(f"{path}: no values to try; give at least one")
    desks = [scenario_of(scenario).with_({path: value}) for value in settings]
    seeds = seeds_from(seed, replications)
    results = run_all(desks, seeds, engine, executor, progress)
    points = (
        Point(value, gathered(desk, seeds, found))
        for value, desk, found in zip(settings, desks, results, strict=True)
    )
    return Sweep(scenario, path, tuple(points))


def _plain(value: Any) -> Any:
    """NumPy's numbers as Python's, which is what a scenario file can hold."""
    return value.item() if isinstance(value, np.generic) else value
