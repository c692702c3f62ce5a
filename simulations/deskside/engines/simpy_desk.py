"""The desk as SimPy processes: the reference, and the one to read and to change.

Each need is a process that tells its own life: it reaches a team, waits for its turn, is worked on, is handed
on, is resolved, may come back. Agents belong to a `Team`, which gives a free one the next ticket. What can
happen on the way stands beside this file, one subject a file: before the first contact `simpy_arising`, in
the queue `simpy_queueing`, at work `simpy_work`, words between desk and requester `simpy_hearing`, waiting
for others `simpy_detours`, conversations `simpy_chats`, the end of a ticket `simpy_closing`, major incidents
`simpy_incidents`, people on duty `simpy_roster`. The compiled engine follows the same rules;
`deskside.engines.order` says what goes first in the same minute.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
from simpy import Event

from deskside.demand import Demand
from deskside.engines.order import ARRIVAL, END_OF_SERVICE, PATIENCE, RETRY
from deskside.engines.run import Columns, Run
from deskside.engines.simpy_arising import Arising
from deskside.engines.simpy_chats import Chats
from deskside.engines.simpy_closing import Closing
from deskside.engines.simpy_detours import (
    BOUNCE,
    DONE,
    HAND_ON,
    SWARM,
    UNRECORDED,
    WAITS,
    Detours,
)
from deskside.engines.simpy_hearing import Hearing
from deskside.engines.simpy_incidents import Incidents
from deskside.engines.simpy_pool import Team
from deskside.engines.simpy_queueing import Queueing
from deskside.engines.simpy_roster import Rosters
from deskside.engines.simpy_team import (
    AGENT,
    ENDED,
    NOT_YET,
    STARTED,
    VISIT,
    Agent,
    Answers,
    Case,
    Clock,
    Life,
    Turn,
    stages_of,
)
from deskside.engines.simpy_time import Time
from deskside.engines.simpy_work import Work
from deskside.log import ContactKind, Outcome, VisitKind, WaitsFor
from deskside.prepare import Draws
from deskside.prepare.policy import NO_LIMIT, RANDOM, SHARED
from deskside.scenario import Scenario

__all__ = ["SimpyRun"]

ENDLESS = float("inf")
FIRST, AGAIN = int(VisitKind.FIRST), int(VisitKind.RETRY)
REOPENED, ESCALATED, BOUNCED = int(VisitKind.REOPENED), int(VisitKind.ESCALATED), int(VisitKind.BOUNCED)
RETURNED, REPEATED, CALL_BACK = int(VisitKind.RETURNED), int(VisitKind.REPEATED), int(VisitKind.CALL_BACK)
OPEN, GAVE_UP, FORGOTTEN = int(Outcome.OPEN), int(Outcome.GAVE_UP), int(Outcome.FORGOTTEN)
DESK = int(WaitsFor.DESK)
CALLS, CALLS_AGAIN = int(ContactKind.FIRST), int(ContactKind.RETRY)
#: Visits in which the requester of a live channel is on the line.
SPOKEN = frozenset({FIRST, AGAIN, REPEATED, CALL_BACK})
CONTACT = 5  # how many values a record has: those of `deskside.log`, in their order
#: Tables that the rules below look up under the same name.
LOOKED_UP = (
    *("live", "patience", "refuses", "calls_back", "canned_share", "canned_effort", "canned_reopens"),
    *("draws_out", "retry_share", "retry_after", "first_team", "reopen_share", "reopen_after"),
    *("reopen_at_most", "removed", "try_share", "coverage", "easy_first", "reading", "open_class"),
    *("ownership", "hand_over", "switching", "haste", "haste_reopens", "look_effort"),
)
Steps = Generator[Event, Any, None]


class SimpyRun(Run):
    """A desk at work, as SimPy processes. `deskside.engines.start` makes one."""

    engine = "simpy"

    def __init__(self, demand: Demand, scenario: Scenario) -> None:
        super().__init__(demand, scenario)
        self.env = Clock()
        self.answers = Answers(Draws(demand, self.tables))
        self.teams = [Team(self.env) for _ in scenario.teams]
        # one after the other in a flat list: a list for each would keep Python's garbage collector busy
        self.visits: list[Any] = []
        self.contacts: list[Any] = []
        needs = len(demand)
        self.first_response, self.ended = [NOT_YET] * needs, [NOT_YET] * needs
        self.outcome, self.waits_for, self.clock_stopped = [OPEN] * needs, [0] * needs, [0] * needs
        self.contact_count, self.transfers, self.reopened = [0] * needs, [0] * needs, [0] * needs
        self.channel: list[int] = []
        self.priority: list[int] = []
        self.arrived = 0
        self.time = Time()
        self.arising, self.queueing, self.work = Arising(self), Queueing(self), Work(self)
        self.hearing, self.detours, self.chats = Hearing(self), Detours(self), Chats(self)
        self.closing_up, self.incidents, self.rosters = Closing(self), Incidents(self), Rosters(self)
        self.parts = (
            *(self.time, self.arising, self.work, self.hearing, self.detours, self.chats),
            *(self.closing_up, self.incidents),
        )
        self._look_up()
        self.rosters.publish(0.0)
        self.incidents.announce(0.0)
        Life(self._arrivals(demand.arrived.tolist()))

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The tables named in `LOOKED_UP`."""

    # ---- the life of a need -------------------------------------------------------------------------------

    def _arrivals(self, times: list[float]) -> Steps:
        """Needs arise, each at its time, and each with a life of its own."""
        for need, time in enumerate(times):
            yield self.env.at(time, ARRIVAL, need)
            self.arrived = need + 1
            number = self.incident[need]
            Life(self._life(need) if number < 0 else self.incidents.life(need, number))

    def _life(self, need: int) -> Steps:
        """One need, from its first contact to its end: visit after visit, as each leads to the next."""
        case = Case(need, self.service[need], self.channel[need], self.priority[need])
        if not self.arising.some_stay_away or (yield from self.arising.comes(case)):
            self.contact(case, CALLS)
            self.hearing.sent_in(case)
            case.team = self.detours.first_stop(case)
            reach = self.visit if self.waits_on[case.channel] else self.get_through
            yield from reach(case, FIRST)
        while case.served:
            if case.step == DONE:
                back = self.closing_up.resolve(case)
                if back is None:
                    break
                self.closing_up.reopen(case, by_requester=(yield back))
                kind = REOPENED
            elif case.step == HAND_ON:
                self._hand_on(case)
                kind = ESCALATED
            elif case.step == BOUNCE:
                self.detours.bounce(case)
                kind = BOUNCED
            elif case.step == UNRECORDED:
                if not (yield from self.detours.is_told_again(case)):
                    self.end(case, FORGOTTEN)
                    break
                kind = REPEATED
            else:
                yield from self.detours.wait(case)
                if case.step == DONE:
                    continue
                kind = RETURNED
            yield from self.visit(case, kind)
        self.over()

    def over(self) -> None:
        """The life of a need is over."""
        self.alive -= 1
        self.last = self.env.now

    def get_through(self, case: Case, kind: int) -> Steps:
        """Reach the first team or, on a live channel, perhaps give up and perhaps try again."""
        while True:
            if not self.refused(case):
                yield from self.visit(case, kind)
            if case.served or case.told:
                return
            if self.calls_back[case.channel]:
                self.detours.promise_a_call(case)
                yield from self.visit(case, CALL_BACK)
                return
            if not self.tries_again(case):
                self.end(case, GAVE_UP)
                return
            case.away = True
            yield self.env.at(self.retry_time(case), RETRY, case.need)
            case.away = False
            if case.over:
                return
            if case.incident >= 0 and self.incidents.keeps_away(case):
                case.told = True
                return
            case.tries += 1
            kind = AGAIN
            self.contact(case, CALLS_AGAIN)

    def visit(self, case: Case, kind: int) -> Steps:
        """One spell at a team: wait for an agent, be worked on."""
        env, visits, team = self.env, self.visits, self.teams[case.team]
        visit = len(visits)
        visits += (case.need, kind, case.team, -1, env.now, NOT_YET, NOT_YET)
        if not case.astray:
            if case.visits:
                case.row = self.answers.row(case.need, case.visits)
            case.visits += 1
        turn = Turn(env, case, kind, visit)
        agent = self.queueing.join(turn, team)
        if agent is None:
            if kind <= AGAIN and self.patience[case.channel] < ENDLESS:
                self._lose_patience(case, turn)
            case.turn = turn
            agent = yield turn
            case.turn = None
            if agent is None:
                visits[visit + ENDED] = env.now
                return
        if not case.served:
            self._respond(case)
        visits[visit + AGENT], visits[visit + STARTED] = agent.identity, env.now
        lasts = self.work.lasts(turn, agent)
        if turn.chat:
            yield self.chats.begin(agent, case, lasts / agent.speed)
        else:
            yield env.at(env.now + self.minutes(lasts / agent.speed), END_OF_SERVICE, case.need)
        case.step = self.detours.next_step(case)
        if case.step == SWARM:
            agent.holding += 1
            case.step = yield self.detours.swarm(case)
            agent.holding -= 1
        self._leave(turn, agent, team)

    def _leave(self, turn: Turn, agent: Agent, team: Team) -> None:
        """A visit is over: the agent is free, and the requester of a live channel hangs up."""
        case = turn.case
        self.visits[turn.visit + ENDED] = self.env.now
        if not case.astray:
            case.owner = agent
            if team.discipline == RANDOM:
                agent.pick = self.answers.pick[case.row]
        if case.step in WAITS:
            self.detours.hold(case)
        self.work.release(agent, team)
        if turn.kind in SPOKEN and (case.step != DONE or case.incident >= 0):
            self.hearing.hung_up(case)

    # ---- the rules ----------------------------------------------------------------------------------------

    def contact(self, case: Case, kind: int) -> None:
        """The requester reaches the desk."""
        before = self.contact_count[case.need]
        self.contacts += (case.need, kind, before, case.channel, self.env.now)
        self.contact_count[case.need] = before + 1

    def refused(self, case: Case) -> bool:
        """Some live channels are closed while nobody is on duty."""
        return self.refuses[case.channel] and self.teams[case.team].on_duty == 0

    def _lose_patience(self, case: Case, turn: Turn) -> None:
        """Set the moment at which the requester stops waiting, unless it is their turn before."""
        row = self.answers.row(case.need, case.tries)
        team = self.teams[case.team]
        lasts = self.minutes(self.answers.patience[row] * self.patience[case.channel])

        def give_up(_: Event) -> None:
            if turn.waiting:
                team.give_up(turn)

        self.env.at(self.env.now + lasts, PATIENCE, case.need).callbacks.append(give_up)

    def tries_again(self, case: Case) -> bool:
        """Captive people may try again; the others leave."""
        row = self.answers.row(case.need, case.tries)
        return bool(self.answers.retry[row] < self.retry_share[self.group[case.need]])

    def retry_time(self, case: Case) -> float:
        """After a while, in opening hours."""
        row = self.answers.row(case.need, case.tries)
        after = self.minutes(self.answers.retry_after[row] * self.retry_after[self.group[case.need]])
        return self.time.opening(self.env.now + after)

    def _respond(self, case: Case) -> None:
        """An agent looks at the ticket for the first time."""
        case.served, self.first_response[case.need] = True, self.env.now
        self.hearing.touched(case)
        if self.stopped_clocks > 0.0:
            stopped = self.answers.rarely("clock_stopped", case.need, 0) < self.stopped_clocks
            self.clock_stopped[case.need] = int(stopped)

    def _hand_on(self, case: Case) -> None:
        """The ticket goes to the next team."""
        case.team = self.stages[case.service][case.team].onward
        self.transfers[case.need] += 1

    def end(self, case: Case, outcome: int) -> None:
        """A need gets its outcome."""
        self.outcome[case.need], self.ended[case.need] = outcome, self.env.now
        self.waits_for[case.need] = DESK

    # ---- running it ---------------------------------------------------------------------------------------

    def _look_up(self) -> None:
        """Tables as plain Python values; what has arrived keeps its channel and priority."""
        t, known = self.tables, self.arrived
        self.service, self.group = t.service.tolist(), t.group.tolist()
        self.channel = [*self.channel[:known], *t.channel[known:].tolist()]
        self.priority = [*self.priority[:known], *t.priority[known:].tolist()]
        self.incident, self.latent = t.incident.tolist(), t.latent.tolist()
        self.stages, self.due, self.head_start = stages_of(t), t.due.tolist(), t.head_start.tolist()
        self.stopped_clocks = t.stopped_clocks
        # callers on these channels are never turned away, and never lose patience
        self.waits_on = (np.isinf(t.patience) & ~t.refuses).tolist()
        for name in LOOKED_UP:
            setattr(self, name, getattr(t, name).tolist())
        for part in self.parts:
            part.look_up(t)
        self.minutes = self.time.minutes
        for number, team in enumerate(self.teams):
            team.discipline, team.counts_heads = int(t.discipline[number]), bool(t.counts_heads[number])
            team.wip_limit, team.owns = int(t.wip_limit[number]), bool(t.ownership[number] != SHARED)
            team.reads, team.chats = bool(t.reads_at[number]), t.chats.tolist()
            team.is_choosy = team.owns or team.wip_limit < NO_LIMIT or max(team.chats) > 1
            team.wrap_up, team.owed = float(t.wrap_up[number]), 0

    def _adopt(self) -> None:
        self.chats.settle()
        waiting = [team.everybody_waiting() for team in self.teams]
        self._look_up()
        self.answers.adopt(self.tables)
        self.rosters.publish(self.now)
        for team, turns in zip(self.teams, waiting, strict=True):
            for turn in turns:
                self.queueing.address(turn, team)
                if self.queueing.is_left_unread(turn, team):
                    team.inbox.append(turn)
                else:
                    self.queueing.rank(turn, team)
                    team.join(turn)
        self.chats.plan_anew()
        self.incidents.announce(self.now)

    def _work(self, until: float, stop_when_done: bool) -> None:
        self.env.happen(until, (lambda: self.alive == 0) if stop_when_done else None)

    def _columns(self) -> Columns:
        n = self.arrived
        return Columns(
            tickets={
                "channel": self.channel[:n],
                "priority": self.priority[:n],
                "first_response": self.first_response[:n],
                "ended": self.ended[:n],
                "outcome": self.outcome[:n],
                "contacts": self.contact_count[:n],
                "transfers": self.transfers[:n],
                "reopened": self.reopened[:n],
                "acknowledged": self.hearing.acknowledged[:n],
                "promised": self.hearing.promised[:n],
                "waits_for": self.waits_for[:n],
                "clock_stopped": self.clock_stopped[:n],
            },
            visits=[self.visits[place::VISIT] for place in range(VISIT)],
            contacts=[self.contacts[place::CONTACT] for place in range(CONTACT)],
        )
