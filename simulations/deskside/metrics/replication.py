"""One number each for a whole log: the replication grain. docs/glossary.md has every formula in words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.experience import experience, minutes_lost, survey
from deskside.log import ContactKind, Outcome, TicketLog, VisitKind, WaitsFor
from deskside.metrics.kpi import KPIS
from deskside.metrics.silence import silence, words_matter
from deskside.metrics.targets import missed
from deskside.metrics.window import Window, window_of
from deskside.metrics.work import Spells, handling, spells, work
from deskside.reading import first_contact, outcomes

__all__ = ["kpis", "of_tickets"]

NAN = float("nan")
Floats = NDArray[np.float64]
Rows = NDArray[np.intp] | slice
# plain numbers: to compare a column with a member of an enumeration takes eight times as long
RESOLVED, GAVE_UP, SELF_SERVED = int(Outcome.RESOLVED), int(Outcome.GAVE_UP), int(Outcome.SELF_SERVED)
FORGOTTEN, PREVENTED, NOBODY = int(Outcome.FORGOTTEN), int(Outcome.PREVENTED), int(WaitsFor.NOBODY)
RECEIPT, PROGRESS = int(ContactKind.CHASE_RECEIPT), int(ContactKind.CHASE_PROGRESS)
ESCALATED, REOPENED, CHASE = int(VisitKind.ESCALATED), int(VisitKind.REOPENED), int(VisitKind.CHASE)
CHILD = int(VisitKind.CHILD)
#: Visits in which an agent answers a requester.
ANSWERS = (
    *(VisitKind.FIRST, VisitKind.RETRY, VisitKind.REOPENED, VisitKind.REPEATED, VisitKind.CALL_BACK),
    VisitKind.CHASE,
)
Number = float | np.floating[Any] | np.integer[Any]


def kpis(log: TicketLog, span: tuple[float, float] | None = None) -> dict[str, float]:
    """KPIs that the log's levers define, by name, in the order of `deskside.metrics.KPIS`.

    ``span`` (from minute, to minute) chooses the window; without it, it runs from the end of the warm-up to
    the end of the horizon. Needs that arise in the window count, with all that became of them until the log
    ends; agents' time counts as far as it lies in the window. NaN where there is nothing to divide by.

    >>> from deskside.demand import sample
    >>> from deskside.engines import start
    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> results = kpis(start(sample(desk, seed=1), desk, engine="simpy").finish().log())
    >>> 0.6 < results["utilisation"] < 1.0, "sla_met_share" in results  # no targets, so no share of them met
    (True, False)
    """
    window = window_of(log, span)
    found = of_tickets(log, window) | _survey(log, window) | _money_and_time(log, window)
    found["backlog_end"] = float(_open_at(log, window.end))
    return {name: found[name] for name in KPIS if name in found}


def of_tickets(log: TicketLog, window: Window, rows: NDArray[np.intp] | None = None) -> dict[str, float]:
    """The KPIs that tickets alone define, of all tickets of a window or of ``rows`` among them."""
    tickets, of = log.ticket_table, window.tickets if rows is None else rows
    outcome, reached = outcomes(log, of), first_contact(log, of)
    resolved, gave_up = outcome == RESOLVED, outcome == GAVE_UP
    needs = len(outcome) - np.count_nonzero(outcome == PREVENTED)
    forgotten = (outcome == FORGOTTEN) | (tickets.waits_for[of] == NOBODY)
    found = {
        "tickets": float(needs),
        "contacts": float(tickets.contacts[of].sum()),
        "resolved": float(np.count_nonzero(resolved)),
        "abandoned_share": _share(np.count_nonzero(gave_up), needs),
        "self_served_share": _share(np.count_nonzero(outcome == SELF_SERVED), needs),
        "forgotten_share": _share(np.count_nonzero(forgotten), needs),
        "chasers_per_ticket": _share(_chases(log, window, rows), needs),
        "transfers_per_ticket": _share(tickets.transfers[of].sum(), needs),
    }
    found["mean_acknowledgement"] = _mean(_known(tickets.acknowledged[of] - reached, gave_up))
    found |= _response(_known(tickets.first_response[of] - reached, gave_up))
    found |= _resolution((tickets.ended[of] - reached)[resolved])
    late = missed(log, of, "resolution")
    if late is not None:
        found["sla_met_share"] = 1.0 - _share(np.count_nonzero(late == 1), np.count_nonzero(late >= 0))
    if words_matter(log):
        found["silence"] = _mean(_known(silence(log)[of], gave_up))
    scores = experience(log, window.tickets)
    scores = scores if rows is None else scores[rows - window.first]
    found["true_satisfaction"] = _mean(scores[~np.isnan(scores)])
    return found | _quality(log, of, resolved)


def _share(part: Number, whole: Number) -> float:
    return float(part) / float(whole) if whole else NAN


def _known(minutes: Floats, gave_up: NDArray[np.bool_]) -> Floats:
    """The minutes of those who did not give up and whose time has ended."""
    return minutes[~(gave_up | np.isnan(minutes))]


def _response(minutes: Floats) -> dict[str, float]:
    mean, (half, most) = _mean(minutes), _quantiles(minutes, 0.5, 0.9)
    return {"mean_first_response": mean, "p50_first_response": half, "p90_first_response": most}


def _resolution(minutes: Floats) -> dict[str, float]:
    (most,) = _quantiles(minutes, 0.9)
    return {"mean_resolution": _mean(minutes), "p90_resolution": most}


def _chases(log: TicketLog, window: Window, rows: NDArray[np.intp] | None) -> int:
    """How often requesters of the window's tickets, or of ``rows``, asked what became of them."""
    contacts = log.contact_table
    if contacts.kind.max(initial=0) < RECEIPT:
        return 0
    chases = (contacts.kind == RECEIPT) | (contacts.kind == PROGRESS)
    ticket = contacts.ticket[chases]
    if rows is not None:
        return int(np.count_nonzero(np.isin(ticket, rows)))
    return int(np.count_nonzero((ticket >= window.first) & (ticket < window.last)))


def _quality(log: TicketLog, of: Rows, resolved: NDArray[np.bool_]) -> dict[str, float]:
    """How smoothly it went: one contact enough, back again."""
    tickets = log.ticket_table
    contacts, transfers = tickets.contacts[of], tickets.transfers[of]
    back = tickets.reopened[of] > 0
    at_once = resolved & (contacts == 1) & (transfers == 0) & ~back
    return {
        "first_contact_resolution": _share(np.count_nonzero(at_once), np.count_nonzero(resolved)),
        "reopened_share": _share(np.count_nonzero(back), np.count_nonzero(back | resolved)),
    }


def _money_and_time(log: TicketLog, window: Window) -> dict[str, float]:
    everything, rows = spells(log), window.visits(log)
    agents = work(log, everything, window.start, window.end)
    return {
        "utilisation": _share(agents.busy, agents.rostered + agents.overtime),
        "contact_effort": _contact_effort(log, everything, rows),
        "requester_time_lost": float(minutes_lost(log, window.tickets, rows).sum()),
        "cost": agents.cost,
    }


def _survey(log: TicketLog, window: Window) -> dict[str, float]:
    """What those say who answer a survey, where somebody is asked."""
    if not any(policy.survey.asked for _, policy in log.policies):
        return {}
    return {"survey_satisfaction": survey(log, tickets=window.tickets).mean}


def _contact_effort(log: TicketLog, everything: Spells, rows: Rows) -> float:
    """Agents' minutes on the window's tickets, for each contact that an agent answered."""
    kind = log.visit_table.kind[rows]
    answered = log.visit_table.agent[rows] >= 0
    if kind.max(initial=0) <= ESCALATED:
        answered &= kind != ESCALATED
    else:
        answered &= np.isin(kind, ANSWERS)
    return _share(handling(log, everything)[rows].sum(), np.count_nonzero(answered))


def _open_at(log: TicketLog, time: float) -> int:
    """Needs that have arisen and have no outcome just before ``time``, whatever became of them after it."""
    tickets, visits = log.ticket_table, log.visit_table
    arisen = int(np.searchsorted(tickets.arrived, time))
    without_end = arisen - np.count_nonzero(tickets.ended[:arisen] < time)
    # a ticket that was resolved and came back only after ``time`` has its end later, yet it was not open then
    queued = int(np.searchsorted(visits.queued, time))
    later, place = np.unique(visits.ticket[queued:], return_index=True)
    back = later[visits.kind[queued:][place] == REOPENED]
    unfinished = np.flatnonzero(~(visits.ended[:queued] < time))
    # a chase, or asking whether it worked, can outlast the resolution
    kind = visits.kind[unfinished]
    there = visits.ticket[unfinished[(kind < CHASE) | (kind == CHILD)]]
    return int(without_end) - len(set(back.tolist()).difference(there.tolist()))


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
