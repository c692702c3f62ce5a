"""The KPIs by name: unit, which way is better, and a line of meaning. The glossary defines them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from deskside.glossary import entries

__all__ = ["KPIS", "Kpi"]


@dataclass(frozen=True)
class Kpi:
    """One figure for a whole log.

    ``unit`` is minutes, share, count, per ticket, currency or points; ``better`` is less, more or neither.
    """

    name: str
    title: str
    unit: str
    better: str
    about: str


KPIS: Mapping[str, Kpi] = MappingProxyType(
    {
        name: Kpi(name, entry.title, entry.unit, entry.better, entry.about)
        for (kind, name), entry in entries().items()
        if kind == "kpi"
    }
)
