"""The figures a panel can show: a desk's KPIs, and what follows from its work downstream."""

from __future__ import annotations

from collections.abc import Sequence

from deskside.downstream import FIGURES
from deskside.experiment import tables
from deskside.metrics.kpi import KPIS

__all__ = ["better", "known_names", "unit_of"]


def known_names(downstream: bool) -> Sequence[str]:
    """Names of figures; those of `deskside.downstream.FIGURES` only where somebody depends on the desk."""
    return [*KPIS, *(FIGURES if downstream else ())]


def unit_of(name: str) -> str:
    """The unit of a KPI or a figure downstream. Counts and money have none: what they are, their label says.

    >>> unit_of("mean_resolution"), unit_of("reports_late"), unit_of("outlet_margin_lost")
    ('minutes', 'share', '')
    """
    unit = FIGURES.get(name) or tables.unit_of(name)
    return "" if unit in ("count", "currency") else unit


def better(name: str) -> str:
    """Which way is better: less, more or neither. Downstream less is better for all.

    >>> better("sla_met_share"), better("outlet_margin_lost")
    ('more', 'less')
    """
    return "less" if name in FIGURES else KPIS[name].better
