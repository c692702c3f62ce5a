"""What requesters heard, read from logs and watched in an engine: waits outside, and the longest silence.

The engine tells of every word as it falls. From these, one by one, follows what `metrics` reads from tables.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, seed

from deskside.demand import Demand, sample
from deskside.engines.simpy_desk import SimpyRun
from deskside.log import Outcome, TicketLog, VisitKind
from deskside.metrics import silence
from deskside.metrics.pauses import pauses
from deskside.scenario import Scenario
from generated import Story, fixed, stories

SPOKEN = {VisitKind.FIRST, VisitKind.RETRY, VisitKind.REPEATED, VisitKind.CALL_BACK}
Spans = list[tuple[float, float]]


class Listening(SimpyRun):
    """An engine that keeps what it tells, by need: what happened, and when."""

    def __init__(self, demand: Demand, scenario: Scenario) -> None:
        super().__init__(demand, scenario)
        self.heard: dict[int, list[tuple[str, float]]] = defaultdict(list)
        self.outside: list[tuple[int, float, int]] = []
        self.broadcasts: set[float] = set()
        for name in ("_tell", "asked", "replied", "came_back", "resolved"):
            self._keep(self.hearing, name, lambda case, name=name: self._note(case, name))
        self._keep(self.detours, "_outside", self._goes_outside)
        self._keep(self.incidents, "_tell", lambda _: self.broadcasts.add(self.env.now))
        self.incidents.announce(0.0)  # what was planned before goes by what nobody listens to

    def _keep(self, part: Any, name: str, note: Callable[[Any], None]) -> None:
        does = getattr(part, name)

        def done_and_noted(subject: Any, **how: Any) -> Any:
            note(subject)
            return does(subject, **how)

        setattr(part, name, done_and_noted)

    def _note(self, case: Any, name: str) -> None:
        self.heard[case.need].append((name, self.env.now))

    def _goes_outside(self, case: Any) -> None:
        self.outside.append((case.need, self.env.now, self.detours.pending_on[case.service]))


def run_of(story: Story) -> tuple[Listening, TicketLog]:
    run = Listening(sample(story.desk, story.seed), story.desk)
    for cut, policy in zip(story.cuts, story.policies, strict=True):
        run.advance(cut, policy)
    return run, run.finish().log()


@seed(20_261_127)
@fixed(40)
@given(story=stories(rare=True))
def test_logs_tell_what_was_heard(story: Story) -> None:
    run, log = run_of(story)
    found = pauses(log)
    waited = zip(found.ticket.tolist(), found.begin.tolist(), found.waits_for.tolist(), strict=True)
    assert sorted(waited) == sorted(run.outside)
    longest = silence(log)
    for ticket in range(len(log.ticket_table)):
        assert longest[ticket] == pytest.approx(by_ear(run, log, ticket), abs=1e-6, nan_ok=True)


def by_ear(run: Listening, log: TicketLog, ticket: int) -> float:
    """The longest silence of a ticket, from one word to the next."""
    table, contacts = log.ticket_table, log.contact_table
    reached = contacts.time[(contacts.ticket == ticket) & (contacts.number == 0)]
    if table.outcome[ticket] > Outcome.RESOLVED or not len(reached):
        return math.nan
    last = float(table.ended[ticket]) if table.outcome[ticket] == Outcome.RESOLVED else log.until
    hours = [desk for since, desk in log.policies if since <= table.arrived[ticket]][-1].calendar.hours
    heard_until, longest = float(reached[0]), 0.0
    spans = [*words(run.heard[ticket], last), *talks(run, log, ticket), (last, last)]
    for begin, end in sorted((min(begin, last), min(end, last)) for begin, end in spans):
        if begin > heard_until:
            longest = max(longest, float(hours.elapsed(heard_until, begin)))
        heard_until = max(heard_until, end)
    return longest


def words(heard: list[tuple[str, float]], last: float) -> Iterator[tuple[float, float]]:
    """Single words; the time until a requester replies; the time until a resolution turns out wrong."""
    for place, (name, time) in enumerate(heard):
        until = {"asked": "replied", "resolved": "came_back"}.get(name)
        later = (when for what, when in heard[place:] if what == until)
        yield time, (next(later, last) if name == "asked" else next(later, time))


def talks(run: Listening, log: TicketLog, ticket: int) -> Spans:
    """Conversations on a live channel, and hanging up at a broadcast."""
    visits, found = log.visit_table, []
    channel = list(log.scenario.channels)[log.ticket_table.channel[ticket]]
    for row in np.flatnonzero(visits.ticket == ticket):
        ended = float(np.fmin(visits.ended[row], log.until))
        if visits.agent[row] < 0:
            incident = log.ticket_table.source[ticket] >= len(log.scenario.needs)
            found += [(ended, ended)] if incident and ended in run.broadcasts else []
        elif visits.kind[row] in SPOKEN:
            begin = float(visits.started[row])
            then = [desk for since, desk in log.policies if since <= begin][-1]
            found += [(begin, ended)] if then.channels[channel].live else []
    return found
