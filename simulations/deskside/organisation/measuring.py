"""What a week of a log says: KPIs of one week, quickly, and what the equations want to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.experience import experience
from deskside.log import Contacts, TicketLog, Tickets, Visits
from deskside.metrics.work import spells
from deskside.prepare.people import duty_hours
from deskside.scenario import Scenario

__all__ = ["Week", "part_of", "rostered_minutes", "week_of"]


@dataclass(frozen=True)
class Week:
    """A week as the equations see it: utilisation by team, visits done by team and service, satisfaction."""

    utilisation: Mapping[str, float]
    visits: Mapping[str, Mapping[str, float]]
    satisfaction: float


def week_of(log: TicketLog, start: float, end: float) -> Week:
    """What happened from ``start`` to ``end`` (minutes). Satisfaction is that of needs that arose in it."""
    scenario = log.scenario
    part = part_of(log, start, end)
    table, all_spells = part.visit_table, spells(part)
    inside = np.minimum(all_spells.finish, end) - np.maximum(all_spells.begin, start)
    busy = np.bincount(  # NaN, taken by nobody, is no time
        all_spells.team, np.fmax(inside, 0.0), minlength=len(scenario.teams)
    )
    rostered = rostered_minutes(scenario)
    done = (table.ended >= start) & (table.ended < end) & (table.agent >= 0)
    service = part.ticket_table.service[table.ticket[done]]
    counts = np.zeros((len(scenario.teams), len(scenario.services)))
    np.add.at(counts, (table.team[done], service), 1.0)
    first, last = np.searchsorted(part.ticket_table.arrived, (start, end)).tolist()
    scores = experience(part, slice(first, last))
    arose = ~np.isnan(scores)
    return Week(
        {name: float(busy[t]) / rostered[name] for t, name in enumerate(scenario.teams)},
        {
            name: dict(zip(scenario.services, counts[t].tolist(), strict=True))
            for t, name in enumerate(scenario.teams)
        },
        float(scores[arose].mean()) if arose.any() else float("nan"),
    )


def rostered_minutes(scenario: Scenario) -> dict[str, float]:
    """Minutes on duty in a week, all people of a team, breaks left out."""
    return {
        name: float(
            sum(duty_hours(row, number).minutes_a_week for row in team.roster for number in range(row.agents))
        )
        for name, team in scenario.teams.items()
    }


def part_of(log: TicketLog, start: float, end: float) -> TicketLog:
    """The log of only those tickets that were there between two times, with all that became of them.

    KPIs of that span are the same as those of the whole log; they take as long as the span has tickets.
    """
    table = log.ticket_table
    until = int(np.searchsorted(table.arrived, end))
    kept = np.flatnonzero(~(table.ended[:until] < start) | (table.arrived[:until] >= start))
    number = np.full(len(table), -1, dtype=np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    return replace(
        log,
        ticket_table=Tickets(**_rows(table.columns(), kept)),
        visit_table=Visits(**_of(log.visit_table.columns(), number)),
        contact_table=Contacts(**_of(log.contact_table.columns(), number)),
    )


def _of(columns: Mapping[str, NDArray[Any]], number: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
    rows = np.flatnonzero(number[columns["ticket"]] >= 0)
    found = _rows(columns, rows)
    found["ticket"] = number[found["ticket"]]
    return found


def _rows(columns: Mapping[str, NDArray[Any]], rows: NDArray[np.intp]) -> dict[str, NDArray[Any]]:
    return {name: values.take(rows) for name, values in columns.items()}
