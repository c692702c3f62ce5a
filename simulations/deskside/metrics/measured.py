"""A log that also tells its results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from deskside.log import TicketLog
from deskside.metrics import frames
from deskside.metrics.agents_time import agents_time
from deskside.metrics.replication import kpis

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MeasuredLog", "measured"]


@dataclass(frozen=True, eq=False)
class MeasuredLog(TicketLog):
    """A `TicketLog` with its metrics at hand."""

    def kpis(
        self, span: tuple[float, float] | None = None, names: Iterable[str] | None = None
    ) -> dict[str, float]:
        """One number each for the whole log; see `deskside.metrics.kpis`."""
        return kpis(self, span, names)

    def tickets(self) -> pd.DataFrame:
        """One row a ticket, with waits, handling and targets; see `deskside.metrics.tickets`."""
        return frames.tickets(self)

    def intervals(self, minutes: float = frames.QUARTER) -> pd.DataFrame:
        """One row for each quarter hour and team; see `deskside.metrics.intervals`."""
        return frames.intervals(self, minutes)

    def agents_time(self, span: tuple[float, float] | None = None) -> pd.DataFrame:
        """What agents' time went into, by team and kind of visit; see `deskside.metrics.agents_time`."""
        return agents_time(self, span)


def measured(log: TicketLog) -> MeasuredLog:
    """The same log, sharing its tables, with metrics."""
    return MeasuredLog(**{field.name: getattr(log, field.name) for field in fields(log)})
