"""The KPIs by groups: those that are worked out together, each group in one small function.

docs/glossary.md has every formula in words. A group gives nothing where the log's levers do not define it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from deskside.experience import experience, survey
from deskside.log import ContactKind, Outcome, VisitKind, WaitsFor
from deskside.metrics.counted import GAVE_UP, Counted, Floats
from deskside.metrics.silence import silence, words_matter
from deskside.metrics.targets import missed
from deskside.metrics.work import handling
from deskside.reading import among

__all__ = ["GROUPS", "Group", "figures"]

NAN = float("nan")
# plain numbers: to compare a column with a member of an enumeration takes eight times as long
SELF_SERVED, FORGOTTEN, NOBODY = int(Outcome.SELF_SERVED), int(Outcome.FORGOTTEN), int(WaitsFor.NOBODY)
RECEIPT, PROGRESS = int(ContactKind.CHASE_RECEIPT), int(ContactKind.CHASE_PROGRESS)
ESCALATED, REOPENED, CHASE = int(VisitKind.ESCALATED), int(VisitKind.REOPENED), int(VisitKind.CHASE)
CHILD = int(VisitKind.CHILD)
#: Visits in which an agent answers a requester.
ANSWERS = (
    *(VisitKind.FIRST, VisitKind.RETRY, VisitKind.REOPENED, VisitKind.REPEATED, VisitKind.CALL_BACK),
    VisitKind.CHASE,
)
Number = float | np.floating[Any] | np.integer[Any]


@dataclass(frozen=True)
class Group:
    """KPIs that are worked out together. ``of_tickets``: of some of the tickets as well as of all."""

    names: tuple[str, ...]
    work_out: Callable[[Counted], tuple[float, ...] | None]
    of_tickets: bool = True


def figures(counted: Counted, names: Iterable[str]) -> dict[str, float]:
    """The KPIs of these names that the log's levers define; works out only the groups that give them."""
    wanted, found = frozenset(names), dict[str, float]()
    for group in GROUPS:
        if not wanted.isdisjoint(group.names):
            values = group.work_out(counted)
            if values is not None:
                found |= zip(group.names, values, strict=True)
    return {name: value for name, value in found.items() if name in wanted}


def _of_needs(counted: Counted) -> tuple[float, ...]:
    """How many needs, and what became of them."""
    table, of, outcome, needs = counted.log.ticket_table, counted.tickets, counted.outcome, counted.needs
    forgotten = (outcome == FORGOTTEN) | (table.waits_for[of] == NOBODY)
    return (
        float(needs),
        float(table.contacts[of].sum()),
        float(np.count_nonzero(counted.resolved)),
        _share(np.count_nonzero(outcome == GAVE_UP), needs),
        _share(np.count_nonzero(outcome == SELF_SERVED), needs),
        _share(np.count_nonzero(forgotten), needs),
        _share(table.transfers[of].sum(), needs),
    )


def _acknowledgement(counted: Counted) -> tuple[float]:
    return (_mean(counted.until(counted.log.ticket_table.acknowledged[counted.tickets])),)


def _response(counted: Counted) -> tuple[float, ...]:
    minutes = counted.until(counted.log.ticket_table.first_response[counted.tickets])
    return (_mean(minutes), *_quantiles(minutes, 0.5, 0.9))


def _resolution(counted: Counted) -> tuple[float, ...]:
    ended = counted.log.ticket_table.ended[counted.tickets]
    minutes = (ended - counted.reached)[counted.resolved]
    return (_mean(minutes), *_quantiles(minutes, 0.9))


def _targets(counted: Counted) -> tuple[float] | None:
    late = missed(counted.log, counted.tickets, "resolution")
    if late is None:
        return None
    return (1.0 - _share(np.count_nonzero(late == 1), np.count_nonzero(late >= 0)),)


def _chases(counted: Counted) -> tuple[float]:
    """How often requesters asked what became of their tickets."""
    contacts, window = counted.log.contact_table, counted.window
    if contacts.kind.max(initial=0) < RECEIPT:
        return (_share(0, counted.needs),)
    chases = (contacts.kind == RECEIPT) | (contacts.kind == PROGRESS)
    ticket = contacts.ticket[chases]
    if counted.some is None:
        mine = (ticket >= window.first) & (ticket < window.last)
    else:
        mine = np.isin(ticket, counted.some)
    return (_share(np.count_nonzero(mine), counted.needs),)


def _silence(counted: Counted) -> tuple[float] | None:
    if not words_matter(counted.log):
        return None
    minutes = silence(counted.log)[counted.tickets]
    return (_mean(minutes[~((counted.outcome == GAVE_UP) | np.isnan(minutes))]),)


def _smoothness(counted: Counted) -> tuple[float, ...]:
    """How smoothly it went: one contact enough, back again."""
    table, of, resolved = counted.log.ticket_table, counted.tickets, counted.resolved
    back = table.reopened[of] > 0
    at_once = resolved & (table.contacts[of] == 1) & (table.transfers[of] == 0) & ~back
    return (
        _share(np.count_nonzero(at_once), np.count_nonzero(resolved)),
        _share(np.count_nonzero(back), np.count_nonzero(back | resolved)),
    )


def _satisfaction(counted: Counted) -> tuple[float]:
    scores = experience(counted.log, counted.window.tickets, lost=counted.lost)
    scores = scores if counted.some is None else scores[counted.some - counted.window.first]
    return (_mean(scores[~np.isnan(scores)]),)


def _survey(counted: Counted) -> tuple[float] | None:
    """What those say who answer a survey, where somebody is asked."""
    if not any(policy.survey.asked for _, policy in counted.log.policies):
        return None
    return (survey(counted.log, tickets=counted.window.tickets).mean,)


def _agents(counted: Counted) -> tuple[float, ...]:
    agents = counted.work
    return _share(agents.busy, agents.rostered + agents.overtime), agents.cost


def _contact_effort(counted: Counted) -> tuple[float]:
    """Agents' minutes on the window's tickets, for each contact that an agent answered."""
    visits, rows = counted.log.visit_table, counted.visits
    kind, answered = visits.kind[rows], visits.agent[rows] >= 0
    if kind.max(initial=0) <= ESCALATED:
        answered &= kind != ESCALATED
    else:
        answered &= among(kind, ANSWERS)
    return (_share(handling(counted.log, counted.spells)[rows].sum(), np.count_nonzero(answered)),)


def _time_lost(counted: Counted) -> tuple[float]:
    return (float(counted.lost.sum()),)


def _backlog(counted: Counted) -> tuple[float]:
    """Needs that have arisen and have no outcome just before the window's end, whatever came after it."""
    tickets, visits, time = counted.log.ticket_table, counted.log.visit_table, counted.window.end
    arisen = int(np.searchsorted(tickets.arrived, time))
    without_end = arisen - int(np.count_nonzero(tickets.ended[:arisen] < time))
    # a ticket that was resolved and came back only after ``time`` has its end later, yet it was not open then
    queued = int(np.searchsorted(visits.queued, time))
    later, place = np.unique(visits.ticket[queued:], return_index=True)
    back = later[visits.kind[queued:][place] == REOPENED]
    if not len(back):
        return (float(without_end),)
    unfinished = np.flatnonzero(~(visits.ended[:queued] < time))
    # a chase, or asking whether it worked, can outlast the resolution
    kind = visits.kind[unfinished]
    there = visits.ticket[unfinished[(kind < CHASE) | (kind == CHILD)]]
    return (float(without_end - len(set(back.tolist()).difference(there.tolist()))),)


#: Every KPI is in exactly one group.
GROUPS = (
    Group(
        (
            *("tickets", "contacts", "resolved", "abandoned_share", "self_served_share", "forgotten_share"),
            "transfers_per_ticket",
        ),
        _of_needs,
    ),
    Group(("mean_acknowledgement",), _acknowledgement),
    Group(("mean_first_response", "p50_first_response", "p90_first_response"), _response),
    Group(("mean_resolution", "p90_resolution"), _resolution),
    Group(("sla_met_share",), _targets),
    Group(("chasers_per_ticket",), _chases),
    Group(("silence",), _silence),
    Group(("first_contact_resolution", "reopened_share"), _smoothness),
    Group(("true_satisfaction",), _satisfaction),
    Group(("survey_satisfaction",), _survey, of_tickets=False),
    Group(("utilisation", "cost"), _agents, of_tickets=False),
    Group(("contact_effort",), _contact_effort, of_tickets=False),
    Group(("requester_time_lost",), _time_lost, of_tickets=False),
    Group(("backlog_end",), _backlog, of_tickets=False),
)


def _share(part: Number, whole: Number) -> float:
    return float(part) / float(whole) if whole else NAN


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else NAN


def _quantiles(values: Floats, *shares: float) -> list[float]:
    """Quantiles with linear interpolation between order statistics, as `numpy.quantile` has them."""
    if not len(values):
        return [NAN] * len(shares)
    # one rank alone is quickest by partition; sorting is quicker for several, and where many values are equal
    ordered = np.sort(values) if len(shares) > 1 else None
    return [_quantile(values, ordered, *divmod(share * (len(values) - 1), 1.0)) for share in shares]


def _quantile(values: Floats, ordered: Floats | None, rank: float, rest: float) -> float:
    lower = int(rank)
    if ordered is None:
        ordered = np.partition(values, lower)
        above = float(ordered[lower + 1 :].min(initial=np.inf))
    else:
        above = float(ordered[min(lower + 1, len(ordered) - 1)])
    low = float(ordered[lower])
    return low + (above - low) * rest if rest else low
