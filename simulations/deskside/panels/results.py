"""What a panel has run already: going back to a setting is instant."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from deskside.downstream import Consequences
from deskside.experiment.notes import offered_load
from deskside.panels.measure import Measured, Watcher, measure
from deskside.scenario import Scenario

__all__ = ["Results"]

#: Settings whose results are kept.
KEPT = 40
#: Loads of the fullest team at which a load curve is measured, and runs at each.
_LOADS = (0.5, 0.65, 0.75, 0.82, 0.88, 0.92, 0.95)
_RUNS = 5


class Results:
    """Desks, each run ``replications`` times with the seeds that come from ``seed``; the newest are kept.

    ``names`` are the KPIs that are wanted, if not all.
    """

    def __init__(
        self,
        replications: int,
        seed: int,
        consequences: Consequences | None = None,
        parts: Sequence[str] = (),
        names: Sequence[str] | None = None,
    ) -> None:
        self.replications, self.seed = replications, seed
        self.consequences, self.parts, self.names = consequences, tuple(parts), names
        self._kept: OrderedDict[tuple[str, int], Measured] = OrderedDict()
        self._curves: dict[tuple[str, int, str], pd.DataFrame] = {}

    def of(self, desk: Scenario, watcher: Watcher | None = None, keep: str = "") -> Measured:
        """The desk's result, measured now if it is not here. The desk with the digest ``keep`` stays."""
        key = (desk.digest, self.seed)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        found = measure(
            desk, self.replications, self.seed, watcher, self.consequences, self.parts, self.names
        )
        self._kept[key] = found
        while len(self._kept) > KEPT:
            del self._kept[next(one for one in self._kept if one != (keep, self.seed))]
        return found

    def curve(self, desk: Scenario, kpi: str, watcher: Watcher | None = None) -> pd.DataFrame:
        """A KPI at several loads of this desk, as `deskside.charts.wait_against_load` takes it."""
        key = (desk.digest, self.seed, kpi)
        if key not in self._curves:
            fullest = max(load.share for load in offered_load(desk).values()) / (desk.needs_factor or 1.0)
            factors = [load / fullest for load in _LOADS] if fullest > 0 else [1.0]
            runs, watched = min(_RUNS, self.replications), _part_of(watcher, len(factors))
            found = [
                measure(each, runs, self.seed, watched(number), None, self.parts, self.names)
                for number, each in enumerate(desk.with_({"needs_factor": factor}) for factor in factors)
            ]
            rows = [_row(one, kpi) for one in found]
            self._curves[key] = pd.DataFrame(rows).dropna(subset=["load", "mean"]).sort_values("load")
        return self._curves[key]


def _row(found: Measured, kpi: str) -> dict[str, float]:
    wait = found.kpi(kpi)
    low, high = (wait.mean if np.isnan(end) else end for end in (wait.low, wait.high))
    return {"load": found.kpi("utilisation").mean, "mean": wait.mean, "low": low, "high": high}


def _part_of(watcher: Watcher | None, parts: int) -> Callable[[int], Watcher | None]:
    """Watchers for the parts of one piece of work."""

    def watched(number: int) -> Watcher | None:
        if watcher is None:
            return None
        return lambda done, total: watcher(number * total + done, parts * total)

    return watched
