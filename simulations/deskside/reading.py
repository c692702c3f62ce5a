"""Reading a log: which policy was in force when, what became of each need, when people reached the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.log import Outcome, TicketLog

__all__ = [
    "Tickets",
    "among",
    "articles_possible",
    "first_contact",
    "in_force",
    "looked_up",
    "outcomes",
    "so_far",
]


#: Rows of tickets: neighbours, or any.
Tickets = slice | NDArray[np.intp]


def outcomes(log: TicketLog, tickets: Tickets) -> NDArray[np.int8]:
    """What became of each need, with what never came about as `Outcome.PREVENTED`: no result counts it.

    That are needs whose recurring cause was removed, and latent ones that no channel drew out.
    """
    outcome = log.ticket_table.outcome[tickets]
    if not any(needs.latent for needs in log.scenario.needs):
        return outcome
    asleep = (outcome == Outcome.GAVE_UP) & (log.ticket_table.contacts[tickets] == 0)
    return np.where(asleep, np.int8(Outcome.PREVENTED), outcome)


def articles_possible(log: TicketLog) -> bool:
    """Whether people look for articles under any policy of the log."""
    return any(s.self_service.try_share > 0.0 for _, p in log.policies for s in p.services.values())


def first_contact(log: TicketLog, tickets: Tickets) -> NDArray[np.float64]:
    """When each requester first reached for the desk: as the need arose or, with articles, after reading.

    NaN for those who have not.
    """
    table = log.ticket_table
    if not articles_possible(log):
        return table.arrived[tickets]
    contacts, found = log.contact_table, np.full(len(table), np.nan)
    first = contacts.number == 0
    found[contacts.ticket[first]] = contacts.time[first]
    return found[tickets]


def among(codes: NDArray[np.int8], members: Iterable[int]) -> NDArray[np.bool_]:
    """Whether each code, from 0 on, is one of these; a table is many times as quick as `numpy.isin`."""
    table = np.zeros(128, dtype=bool)
    table[list(members)] = True
    return table.take(codes)


def so_far(log: TicketLog, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Times of ends, the log's end where there is none before it: what lasts, lasts until then."""
    found = np.full(len(times), log.until, dtype=np.float64)
    np.fmin(times, found, out=found)  # four times as quick as with a plain number
    return found


def in_force(log: TicketLog, times: NDArray[np.float64]) -> NDArray[np.intp] | int:
    """Which of the log's policies was in force at each time; just 0 if there was only one."""
    if len(log.policies) == 1:
        return 0
    changes: list[Any] = [since for since, _ in log.policies]
    return np.searchsorted(changes, times, side="right") - 1


def looked_up(table: NDArray[Any], policy: NDArray[np.intp] | int, code: NDArray[Any]) -> NDArray[Any]:
    """``table[policy, code]`` for a table by policy and code; `take` is three times as quick."""
    place = code if isinstance(policy, int) and policy == 0 else policy * table.shape[1] + code
    found: NDArray[Any] = table.ravel().take(place)
    return found
