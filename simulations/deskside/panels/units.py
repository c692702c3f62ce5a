"""The figures a panel can show: a desk's KPIs, and what follows from its work downstream."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from deskside.downstream import FIGURES
from deskside.experiment import tables
from deskside.metrics import KPIS, part_of
from deskside.scenario import Scenario

__all__ = ["better", "known_names", "parts_among", "unit_of"]


def known_names(downstream: bool) -> Sequence[str]:
    """Names of figures; those of `deskside.downstream.FIGURES` only where somebody depends on the desk."""
    return [*KPIS, *(FIGURES if downstream else ())]


def parts_among(names: Iterable[str], desks: Sequence[Scenario]) -> list[str]:
    """Those that ask for a KPI of a part. Raises `DesksideError` where a desk has no such part.

    >>> from deskside.scenario import load
    >>> parts_among(["utilisation", "utilisation[team=desk]"], [load("one-queue")])
    ['utilisation[team=desk]']
    """
    found = {name: part for name in names if (part := part_of(name))}
    for part, desk in itertools.product(found.values(), desks):
        part.check(desk)
    return list(found)


def _whole(name: str) -> str:
    """The KPI of a name, whatever part it is of."""
    part = part_of(name)
    return part.kpi if part else name


def unit_of(name: str) -> str:
    """The unit of a KPI or a figure downstream. Counts and money have none: what they are, their label says.

    >>> unit_of("mean_resolution[priority=1]"), unit_of("reports_late"), unit_of("outlet_margin_lost")
    ('minutes', 'share', '')
    """
    unit = FIGURES.get(name) or tables.unit_of(_whole(name))
    return "" if unit in ("count", "currency") else unit


def better(name: str) -> str:
    """Which way is better: less, more or neither. Downstream less is better for all.

    >>> better("sla_met_share"), better("outlet_margin_lost")
    ('more', 'less')
    """
    return "less" if name in FIGURES else KPIS[_whole(name)].better
