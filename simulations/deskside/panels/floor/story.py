"""What happened to a ticket, in plain words. The page tells the same from the same columns (story.js)."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import numpy as np

from deskside.errors import DesksideError
from deskside.log import ContactKind, Outcome, TicketLog, VisitKind, WaitsFor
from deskside.panels.floor.columns import NEVER, Columns, columns, ticks
from deskside.panels.floor.phrases import Phrases, Wording, clock, duration, kind_names, phrases
from deskside.scenario import Scenario
from deskside.scenario.requesters import Incident, Needs

__all__ = ["WAITS", "agent_numbers", "sources_of", "ticket_story"]


class _Moment(NamedTuple):
    """Something that happened; within a tick in order of the visit's row and of what befell it."""

    tick: int
    row: int
    rank: int
    text: str


#: What happens to a visit, in order; then what happens to the ticket.
CAME, TAKEN, DONE, CLOSED = range(4)
BEFORE_ALL = -1
#: What a ticket was before a visit of a kind.
_BETWEEN = {"REOPENED": "closed", "RETURNED": "held"}
#: What an open ticket waits for, by number.
WAITS = kind_names(WaitsFor)


def ticket_story(log: TicketLog, ticket: int, wording: Wording | None = None) -> list[str]:
    r"""The life of a ticket: a line that says what it is, then one line for each moment.

    ``ticket`` is its number in the log's tables; ``wording`` gives names of the scenario other words. Agents
    are numbered from 1 within their team. Raises `DesksideError` for a number the log does not have.

    >>> from deskside.experiment import simulate
    >>> from deskside.scenario import load
    >>> log = simulate(load("one-queue").with_({"horizon.days": 1, "horizon.warm_up_days": 0}), seed=1)
    >>> print("\n".join(ticket_story(log, 0)))
    Ticket 0: help, for colleagues
    Mon 00:00 came in by email, for desk; taken at once by agent 1 of desk
    Mon 00:02 worked on for 3 minutes; resolved, 3 minutes after it came in
    """
    if not 0 <= ticket < len(log.ticket_table):
        raise DesksideError(
            f"no ticket {ticket} in this log; it has the numbers 0 to {len(log.ticket_table) - 1}"
        )
    teller = _Teller(log, columns(log), wording or Wording(), phrases())
    moments = sorted(teller.moments(ticket), key=lambda moment: moment[:3])
    lines = [
        f"{clock(tick)} {'; '.join(moment.text for moment in same)}"
        for tick, same in groupby(moments, key=lambda moment: moment.tick)
    ]
    return [teller.head(ticket), *lines]


def sources_of(scenario: Scenario) -> tuple[Needs | Incident, ...]:
    """Where needs come from, by the number of the source."""
    return (*scenario.needs, *scenario.incidents)


def agent_numbers(log: TicketLog) -> list[int]:
    """For each agent the number within the team, from 1."""
    seen: dict[int, int] = {}
    numbers = []
    for team, _, _ in log.people:
        seen[team] = seen.get(team, 0) + 1
        numbers.append(seen[team])
    return numbers


class _Teller:
    """Tells the stories of one log."""

    def __init__(self, log: TicketLog, columns: Columns, wording: Wording, phrases: Phrases) -> None:
        self.log, self.columns, self.wording, self.phrases = log, columns, wording, phrases
        self.also = phrases.texts["also"]
        self.agents, self.sources = agent_numbers(log), sources_of(log.scenario)
        scenario = log.scenario
        self.teams = [wording.label("teams", name) for name in scenario.teams]
        self.channels = [wording.label("channels", name) for name in scenario.channels]
        self.refuses = [one.live and one.unstaffed == "refuse" for one in scenario.channels.values()]

    def head(self, ticket: int) -> str:
        needs = self.sources[self.columns.source[ticket]]
        service = self.wording.label("services", needs.service)
        group = self.wording.label("groups", needs.group)
        text: str = self.also["head"].format(number=ticket, service=service, group=group)
        if any(len(service.priorities) > 1 for service in self.log.scenario.services.values()):
            text += self.also["priority"].format(priority=self.columns.priority[ticket])
        said = self.wording.text(needs.service, ticket)
        return text + self.also["text"].format(text=said) if said else text

    def moments(self, ticket: int) -> Iterator[_Moment]:
        """Everything that happened to a ticket, in no order."""
        visits = np.flatnonzero(self.columns.visit_ticket == ticket).tolist()
        contacts = np.flatnonzero(self.columns.contact_ticket == ticket).tolist()
        yield from self._arose(ticket, visits, contacts)
        yield from self._heard(ticket, visits)
        for contact in contacts:
            yield self._contact(contact)
        for visit in visits:
            yield from self._visit(visit)
        yield from self._between(visits)
        yield from self._end(ticket)

    def _arose(self, ticket: int, visits: list[int], contacts: list[int]) -> Iterator[_Moment]:
        c, tick = self.columns, int(self.columns.arrived[ticket])
        told = [c.visit_queued[row] for row in visits] + [c.contact_time[row] for row in contacts]
        if Outcome(int(c.outcome[ticket])).name == "PREVENTED":
            yield _Moment(tick, BEFORE_ALL, CAME, self.phrases.texts["outcome"]["PREVENTED"])
        elif tick not in told:
            yield _Moment(tick, BEFORE_ALL, CAME, self.also["arose"])

    def _heard(self, ticket: int, visits: list[int]) -> Iterator[_Moment]:
        """That the requester heard of it, if not from an agent at work on it; and the promised time."""
        c, rows = self.columns, len(self.columns.visit_ticket)
        heard, promised = int(c.acknowledged[ticket]), int(c.promised[ticket])
        by_agent = [moment for row in visits for moment in (c.visit_started[row], c.visit_ended[row])]
        if heard != NEVER and heard not in by_agent:
            yield _Moment(heard, rows, CAME, self.also["acknowledged"])
        if promised != NEVER and not self._in_time(ticket):
            yield _Moment(promised, rows, TAKEN, self.also["promised"])

    def _contact(self, row: int) -> _Moment:
        c = self.columns
        kind = ContactKind(int(c.contact_kind[row])).name
        channel = int(c.contact_channel[row])
        text = self.phrases.say("contact", kind, channel=self.channels[channel])
        if kind in VisitKind.__members__ and self.refuses[channel]:  # a visit would have told it
            text += self.phrases.find("contact", "refused")
        return _Moment(int(c.contact_time[row]), BEFORE_ALL, TAKEN, text)

    def _visit(self, row: int) -> Iterator[_Moment]:
        c = self.columns
        kind = VisitKind(int(c.visit_kind[row])).name
        team, channel = self.teams[c.visit_team[row]], self.channels[c.visit_channel[row]]
        queued, started, ended = (int(each[row]) for each in (c.visit_queued, c.visit_started, c.visit_ended))
        subject = self.phrases.find("subject", kind)
        about = f"{subject}: " if subject else ""
        yield _Moment(queued, row, CAME, self.phrases.say("came", kind, team=team, channel=channel))
        if c.visit_agent[row] >= 0:
            wait = "waited" if started > queued else "at_once"
            agent = self.agents[c.visit_agent[row]]
            taken = self.phrases.say("taken", wait, team=team, agent=agent, wait=duration(started - queued))
            yield _Moment(started, row, TAKEN, about + taken)
            if ended != NEVER:
                done = self.phrases.say("worked", kind, worked=duration(ended - started))
                yield _Moment(ended, row, DONE, about + done)
        elif ended != NEVER:
            wait = kind if ended > queued else "at_once"
            left = self.phrases.say("left", wait, wait=duration(ended - queued))
            yield _Moment(ended, row, DONE, about + left)

    def _between(self, visits: list[int]) -> Iterator[_Moment]:
        """A ticket that comes back was closed, or on hold, since its own work before that had ended."""
        c, own = self.columns, list[tuple[int, int]]()  # ends of its own visits so far, in order
        for row in visits:
            text = _BETWEEN.get(VisitKind(int(c.visit_kind[row])).name)
            before = bisect_right(own, (int(c.visit_queued[row]), row))
            if text and before:
                tick, last = own[before - 1]
                yield _Moment(tick, last, CLOSED, self.also[text])
            if self._its_own(row):
                insort(own, (int(c.visit_ended[row]), row))

    def _its_own(self, row: int) -> bool:
        """Whether a visit is the request itself, and an agent had it to the end."""
        kind = VisitKind(int(self.columns.visit_kind[row])).name
        served = self.columns.visit_agent[row] >= 0 and self.columns.visit_ended[row] != NEVER
        return bool(served) and not self.phrases.find("subject", kind)

    def _end(self, ticket: int) -> Iterator[_Moment]:
        c, rows = self.columns, len(self.columns.visit_ticket)
        outcome, ended, arrived = (int(each[ticket]) for each in (c.outcome, c.ended, c.arrived))
        if ended == NEVER:  # forgotten ones have no end but the log's
            ended = int(ticks(np.array([self.log.until]))[0])
        kind = Outcome(outcome).name
        if kind == "OPEN":
            until = int(ticks(np.array([self.log.until]))[0])
            text = self.also["open"].format(since=duration(until - arrived)) + self._waits(ticket)
            yield _Moment(until, rows, CLOSED, text)
        elif kind != "PREVENTED":
            group = self.sources[c.source[ticket]].group
            if kind == "GAVE_UP" and self.log.scenario.groups[group].captive:
                kind = "GAVE_UP_captive"
            text = self.phrases.say("outcome", kind, since=duration(ended - arrived))
            yield _Moment(ended, rows, CLOSED, text + self.also["kept"] * self._in_time(ticket))

    def _in_time(self, ticket: int) -> bool:
        """Whether it was resolved by the time that was promised last."""
        c = self.columns
        return bool(c.outcome[ticket] == Outcome.RESOLVED and c.ended[ticket] <= c.promised[ticket])

    def _waits(self, ticket: int) -> str:
        return self.phrases.find("waits", WAITS[int(self.columns.waits_for[ticket])])
