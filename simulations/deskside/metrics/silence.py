"""How long requesters heard nothing: the longest stretch of each ticket."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deskside.log import ContactKind, Outcome, TicketLog, VisitKind, WaitsFor
from deskside.metrics.ordering import by_number_and_time
from deskside.metrics.pauses import pauses, pauses_possible
from deskside.metrics.targets import business_between
from deskside.metrics.way import first_part, with_the_visit_before
from deskside.reading import among, first_contact, in_force, looked_up, so_far
from deskside.scenario import Scenario

__all__ = ["silence", "words_matter"]

Floats = NDArray[np.float64]
#: Tickets, and from when to when they heard something; a word takes no time.
Spans = tuple[NDArray[np.integer], Floats, Floats]
#: Visits in which the requester of a live channel is spoken to.
SPOKEN = (VisitKind.FIRST, VisitKind.RETRY, VisitKind.REPEATED, VisitKind.CALL_BACK)


def words_matter(log: TicketLog) -> bool:
    """Whether any policy of the log acknowledges, promises, or has people who chase."""
    return any(_words_matter(scenario) for _, scenario in log.policies)


def _words_matter(scenario: Scenario) -> bool:
    policy, chasing = scenario.policy, [group.chase for group in scenario.groups.values()]
    return (
        policy.acknowledge != "none"
        or policy.promise != "none"
        or any(each.receipt_after is not None or each.progress_after is not None for each in chasing)
    )


def silence(log: TicketLog) -> Floats:
    """For each ticket the longest stretch in which its requester heard nothing, in business minutes.

    From the first contact to the resolution, so far where the ticket is open; NaN for needs that made no
    contact, were abandoned or forgotten. Silence ends with any word: an acknowledgement, the answer to a
    chase, a conversation, a question from the desk, the resolution. None counts while the desk waits for the
    requester, and none between a resolution and the ticket's return.
    """
    ticket, begin, end = _heard(log)
    # where spans overlap, one of them takes no time: so the last span with a length says until when it holds
    place = np.arange(len(ticket))
    lasting = np.maximum.accumulate(np.where(end > begin, place, 0))
    until = np.where(ticket[lasting] == ticket, np.maximum(end, end[lasting]), end)
    same = ticket[1:] == ticket[:-1]
    ticket, until, begin = ticket[1:][same], until[:-1][same], begin[1:][same]
    quiet = begin > until
    ticket, until, begin = ticket[quiet], until[quiet], begin[quiet]
    minutes = business_between(log, log.ticket_table.arrived[ticket], until, begin)
    longest = np.where(_counts(log), 0.0, np.nan)
    first = np.flatnonzero(np.diff(ticket, prepend=-1))
    if len(first):
        longest[ticket[first]] += np.maximum.reduceat(minutes, first)
    return longest


def _counts(log: TicketLog) -> NDArray[np.bool_]:
    table = log.ticket_table
    found: NDArray[np.bool_] = (table.outcome <= Outcome.RESOLVED) & (table.contacts > 0)
    return found


def _heard(log: TicketLog) -> Spans:
    """When requesters heard something, by ticket and time, with first contact and end; cut at the end."""
    table, everything = log.ticket_table, slice(None)
    tickets = np.arange(len(table))
    last = np.fmin(np.where(table.outcome == Outcome.RESOLVED, table.ended, np.nan), log.until)
    spans = [
        _words(tickets, first_contact(log, everything)),
        _words(tickets, table.acknowledged),
        _words(tickets, last),
        *_conversations(log),
        *_replies(log),
        _away(log),
        _announced(log),
    ]
    if pauses_possible(log):
        asked = pauses(log)
        mine = asked.waits_for == WaitsFor.REQUESTER
        spans.append((asked.ticket[mine], asked.begin[mine], asked.end[mine]))
    ticket, begin, end = (np.concatenate(column) for column in zip(*spans, strict=True))
    known = ~np.isnan(begin) & _counts(log)[ticket]
    ticket, begin, end = ticket[known], begin[known], end[known]
    begin, end = np.minimum(begin, last[ticket]), np.minimum(end, last[ticket])
    order = by_number_and_time(ticket, begin)
    return ticket[order], begin[order], end[order]


def _words(tickets: NDArray[np.integer], times: Floats) -> Spans:
    return tickets, times, times


def _conversations(log: TicketLog) -> list[Spans]:
    """Conversations on live channels, and answers to chases."""
    visits = log.visit_table
    live = np.array([[channel.live for channel in s.channels.values()] for _, s in log.policies])
    spoken = np.flatnonzero(among(visits.kind, SPOKEN) & (visits.agent >= 0))
    channel = log.ticket_table.channel[visits.ticket[spoken]]
    spoken = spoken[looked_up(live, in_force(log, visits.started[spoken]), channel)]
    chases = np.flatnonzero((visits.kind == VisitKind.CHASE) & (visits.agent >= 0))
    return [
        (visits.ticket[spoken], visits.started[spoken], so_far(log, visits.ended[spoken])),
        _words(visits.ticket[chases], visits.ended[chases]),
    ]


def _replies(log: TicketLog) -> list[Spans]:
    """On deferred channels: a personal reply at the first touch, an automatic one to what is told again."""
    table, contacts = log.ticket_table, log.contact_table
    tickets = np.arange(len(table))
    again = np.flatnonzero(contacts.kind == ContactKind.REPEATED)
    return [
        _words(tickets, _if_told(log, table.channel, table.first_response, "personal")),
        _words(contacts.ticket[again], _if_told(log, contacts.channel[again], contacts.time[again], "auto")),
    ]


def _if_told(log: TicketLog, channel: NDArray[np.int16], times: Floats, how: str) -> Floats:
    """The times at which the policy in force sends such a reply over the channel, else NaN."""
    tells = np.array(
        [[not c.live and s.policy.acknowledge == how for c in s.channels.values()] for _, s in log.policies]
    )
    return np.where(looked_up(tells, in_force(log, times), channel), times, np.nan)


def _away(log: TicketLog) -> Spans:
    """From each resolution to the return of the ticket: its requester believes that it is solved."""
    visits = log.visit_table
    concerned = np.zeros(len(log.ticket_table), dtype=bool)
    concerned[visits.ticket[visits.kind == VisitKind.REOPENED]] = True
    rows, before = with_the_visit_before(log, concerned)
    back = visits.kind[rows] == VisitKind.REOPENED
    rows, before = rows[back], before[back]
    ticket, resolved = visits.ticket[rows], visits.ended[before]
    part, parts_end = first_part(log)[ticket], _end_of_parts(log)[ticket]
    resolved = np.where((part >= 0) & (part < rows), np.fmax(resolved, parts_end), resolved)
    return ticket, resolved, visits.queued[rows]


def _end_of_parts(log: TicketLog) -> Floats:
    """When the last of the other teams had done its part of each ticket; NaN where there was none."""
    visits, found = log.visit_table, np.full(len(log.ticket_table), np.nan)
    parts = np.flatnonzero(visits.kind == VisitKind.CHILD)
    np.fmax.at(found, visits.ticket[parts], visits.ended[parts])
    return found


def _announced(log: TicketLog) -> Spans:
    """Who leaves the queue at the very time of a broadcast has heard it."""
    visits, table = log.visit_table, log.ticket_table
    if not log.scenario.incidents:
        return _words(np.empty(0, dtype=np.int32), np.empty(0))
    tells = np.array([_broadcasts(since, scenario) for since, scenario in log.policies])
    left = np.flatnonzero((visits.agent < 0) & ~np.isnan(visits.ended))
    told = looked_up(tells, in_force(log, visits.ended[left]), table.source[visits.ticket[left]])
    left = left[visits.ended[left] == told]
    return _words(visits.ticket[left], visits.ended[left])


def _broadcasts(since: float, scenario: Scenario) -> list[float]:
    """For each source of needs when everybody is told of the incident, under a policy in force since then."""
    after = scenario.policy.broadcast_after
    told = [np.nan if after is None else max(each.at + after, since) for each in scenario.incidents]
    return [np.nan] * len(scenario.needs) + told
