"""One number each for a whole log: the replication grain. docs/glossary.md has every formula in words."""

from __future__ import annotations

from collections.abc import Iterable

from deskside.errors import DesksideError
from deskside.log import TicketLog
from deskside.metrics.counted import Counted
from deskside.metrics.groups import figures
from deskside.metrics.kpi import KPIS
from deskside.metrics.window import window_of

__all__ = ["kpis"]


def kpis(
    log: TicketLog, span: tuple[float, float] | None = None, names: Iterable[str] | None = None
) -> dict[str, float]:
    """KPIs that the log's levers define, by name, in the order of `deskside.metrics.KPIS`.

    ``span`` (from minute, to minute) chooses the window; without it, it runs from the end of the warm-up to
    the end of the horizon. Needs that arise in the window count, with all that became of them until the log
    ends; agents' time counts as far as it lies in the window. NaN where there is nothing to divide by.
    ``names`` are the KPIs that are wanted, if not all: nothing else is worked out. Raises `DesksideError` for
    a name that there is none of.

    >>> from deskside.demand import sample
    >>> from deskside.engines import start
    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> log = start(sample(desk, seed=1), desk, engine="simpy").finish().log()
    >>> results = kpis(log)
    >>> 0.6 < results["utilisation"] < 1.0, "sla_met_share" in results  # no targets, so no share of them met
    (True, False)
    >>> kpis(log, names=["utilisation"]) == {"utilisation": results["utilisation"]}
    True
    """
    wanted = KPIS.keys() if names is None else _checked(names)
    found = figures(Counted(log, window_of(log, span)), wanted)
    return {name: found[name] for name in KPIS if name in found}


def _checked(names: Iterable[str]) -> frozenset[str]:
    """The names. Raises `DesksideError` for the first that no KPI has."""
    wanted = (names,) if isinstance(names, str) else tuple(names)
    for name in wanted:
        if name not in KPIS:
            raise DesksideError(f"no KPI {name!r}; there are {', '.join(KPIS)}")
    return frozenset(wanted)
