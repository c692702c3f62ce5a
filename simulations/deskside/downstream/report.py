"""The report that is due at four: when it comes earlier, the next team can start earlier."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from deskside.calendar import DAY, HOUR, WEEK, Hours
from deskside.distributions import unit_amounts
from deskside.downstream.places import place_of
from deskside.experience import numbers
from deskside.log import Outcome, TicketLog
from deskside.scenario.fields import Name, Part, amount, count, minutes, switch
from deskside.scenario.rules import readable_hours

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DataEntry", "Entered", "entered", "entered_at", "sent_at", "worth_of_earliness"]

Floats = NDArray[np.float64]


class DataEntry(Part):
    """The team that works on with what the desk delivers. Every default is an assumption.

    People of the shift take reports in the order they come. Nobody starts a report after the shift's end;
    what is begun is finished, in overtime. A report should be entered by the end of the shift in which it was
    asked for, or of the next shift if none runs then; later it is late and costs ``late_cost``.

    ============= ============= ========================================================================
    field         range         where the default comes from
    ============= ============= ========================================================================
    people        1 to 1,000    assumption: two
    shift         hours         assumption: an afternoon shift that ends an hour after the report is due
    minutes, cv   .05 to 1,440  assumption: forty minutes of typing and checking, fairly even
    hourly_cost   money         assumption
    overtime      1 to 3        assumption: half as much again
    late_cost     money         assumption: what it costs that a figure is a day old
    ============= ============= ========================================================================
    """

    service: Name = switch("The service whose resolved tickets are the reports.")
    group: Name | None = switch("Only tickets of this group; absent means all.", default=None)
    people: int = count("How many enter data.", low=1, high=1000, default=2)
    shift: tuple[str, ...] = switch("When they work.", default=("Mon-Fri 13:00-17:00",))
    minutes: float = minutes("Mean time to enter one report.", low=0.05, high=1440.0, default=40.0)
    cv: float = amount("Its coefficient of variation (log-normal).", unit="", low=0.0, high=5.0, default=0.3)
    hourly_cost: float = amount("Cost of an hour.", unit="per hour", low=0.0, high=1e5, default=30.0)
    overtime: float = amount(
        "What an hour of overtime costs, times that.", unit="", low=1.0, high=3.0, default=1.5
    )
    late_cost: float = amount(
        "What each late report costs.", unit="currency", low=0.0, high=1e6, default=100.0
    )

    @field_validator("shift")
    @classmethod
    def _readable(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        if not Hours.parse(readable_hours(texts)).minutes_a_week:
            raise ValueError("nobody is ever there; give at least one shift")
        return texts

    @property
    def hours(self) -> Hours:
        """The texts, read."""
        return Hours.parse(self.shift)


@dataclass(frozen=True, eq=False)
class Entered:
    """What became of each report: when it came, was begun and finished (NaN: not in the time watched)."""

    entry: DataEntry
    came: Floats
    begun: Floats
    finished: Floats
    due: Floats  # the end of the shift of the day it was due
    overtime: Floats  # minutes beyond the shift

    @property
    def late(self) -> NDArray[np.bool_]:
        """Whether each was finished after it was due, or never."""
        return ~(self.finished <= self.due)

    @property
    def cost(self) -> float:
        """Overtime and late reports, in money; the shift itself is paid anyway."""
        paid = float(self.overtime.sum()) / HOUR * self.entry.hourly_cost * self.entry.overtime
        return paid + float(np.count_nonzero(self.late)) * self.entry.late_cost

    def figures(self) -> dict[str, float]:
        """The totals by name: a share, minutes, currency."""
        count = len(self.came)
        return {
            "reports_late": float(np.count_nonzero(self.late)) / count if count else float("nan"),
            "entry_overtime": float(self.overtime.sum()),
            "entry_cost": self.cost,
        }


def entered(log: TicketLog, entry: DataEntry) -> Entered:
    """Data entry after a log: each resolved ticket of the service is a report that comes when it is resolved.

    How long it takes to enter is drawn at the need's own address (purpose ``data-entry``). Reports that were
    not resolved never come. Raises `DesksideError` for a service or group the desk has not.
    """
    rows = _reports(log, entry)
    tickets = log.ticket_table
    came = np.where(tickets.outcome[rows] == Outcome.RESOLVED, tickets.ended[rows], np.nan)
    return entered_at(entry, tickets.arrived[rows], came, _minutes_of_work(log, entry))


def _reports(log: TicketLog, entry: DataEntry) -> NDArray[np.intp]:
    mine = log.ticket_table.service == place_of(log.scenario.services, entry.service, "service")
    if entry.group is not None:
        mine &= log.ticket_table.group == place_of(log.scenario.groups, entry.group, "group")
    return np.flatnonzero(mine)


def _minutes_of_work(log: TicketLog, entry: DataEntry) -> Floats:
    return entry.minutes * unit_amounts(
        "lognormal", entry.cv, numbers(log, _reports(log, entry), "data-entry")
    )


def entered_at(entry: DataEntry, asked: Floats, came: Floats, work: Floats) -> Entered:
    """Data entry for reports that were asked for and came at these times and take so long; shape (n,) each.

    >>> import numpy as np
    >>> one = DataEntry(service="report", people=1, shift=("Mon-Fri 13:00-17:00",), minutes=60.0, cv=0.0)
    >>> hour, asked = np.full(2, 60.0), np.zeros(2)
    >>> entered_at(one, asked, 16 * hour, hour).late.tolist()
    [False, True]
    >>> entered_at(one, asked, 13 * hour, hour).late.tolist()
    [False, False]
    """
    hours = entry.hours
    next_open = hours.next_open()
    begun, finished, overtime = np.full((3, len(came)), np.nan)
    free = [0.0] * entry.people
    for report in np.lexsort((asked, came)).tolist():
        if np.isnan(came[report]):
            continue
        start = _open_from(next_open, max(float(came[report]), heapq.heappop(free)))
        end = start + float(work[report])
        heapq.heappush(free, end)
        begun[report], finished[report] = start, end
        overtime[report] = max(0.0, end - _closes(hours, start))
    due = np.array([_closes(hours, _open_from(next_open, float(each))) for each in asked])
    return Entered(entry, came, begun, finished, due, np.nan_to_num(overtime))


def worth_of_earliness(
    log: TicketLog, entry: DataEntry, minutes: Sequence[float] = (0.0, 60.0, 120.0, 180.0)
) -> pd.DataFrame:
    """What it would be worth if every report came so many minutes earlier, never before it was asked for.

    One row an amount: ``earlier`` (minutes), ``late`` (share), ``overtime`` (minutes), ``cost``, and
    ``worth``, the cost saved against the log as it is (currency). Where data entry can hardly keep up it can
    be below 0: reports that are late anyway then come in before fresh ones, and make those late, too.
    """
    import pandas as pd

    now = entered(log, entry)
    tickets = log.ticket_table
    asked = tickets.arrived[_reports(log, entry)]
    work = _minutes_of_work(log, entry)
    rows = []
    for earlier in minutes:
        then = entered_at(entry, asked, np.maximum(now.came - earlier, asked), work)
        figures = then.figures()
        rows.append(
            {
                "earlier": float(earlier),
                "late": figures["reports_late"],
                "overtime": figures["entry_overtime"],
                "cost": then.cost,
                "worth": now.cost - then.cost,
            }
        )
    return pd.DataFrame(rows)


def sent_at(
    log: TicketLog, entry: DataEntry, hours: Sequence[float] = (12.0, 13.0, 14.0, 15.0, 16.0)
) -> pd.DataFrame:
    """What it would cost to keep a report that is ready earlier until an hour of the day it was asked for.

    ``hours`` run from 0 to 24. One row an hour: ``hour``, ``late`` (share), ``overtime`` (minutes) and
    ``cost`` (currency). A report that is not ready by then is sent when it is.
    """
    import pandas as pd

    now = entered(log, entry)
    asked = log.ticket_table.arrived[_reports(log, entry)]
    work = _minutes_of_work(log, entry)
    rows = []
    for hour in hours:
        then = entered_at(entry, asked, np.maximum(now.came, asked // DAY * DAY + hour * HOUR), work)
        figures = then.figures()
        rows.append(
            {
                "hour": float(hour),
                "late": figures["reports_late"],
                "overtime": figures["entry_overtime"],
                "cost": then.cost,
            }
        )
    return pd.DataFrame(rows)


def _open_from(next_open: NDArray[np.int64], time: float) -> float:
    """The first moment of a shift at or after a time."""
    week, of_week = divmod(time, WEEK)
    opens = int(next_open[int(of_week)])
    return max(time, week * WEEK + opens)


def _closes(hours: Hours, time: float) -> float:
    """The end of the shift that runs at a time."""
    week = time // WEEK * WEEK
    return next(week + end for start, end in hours.spans if start <= time - week < end)
