"""The desk as SimPy processes: the reference, and the one to read and to change.

Each need is a process that tells its own life: it reaches a team, waits for its turn, is worked on, is handed
on, is resolved, may come back. Agents belong to a `Team`, which gives a free one the next ticket. The
compiled engine follows the same rules; `deskside.engines.order` says what goes first in the same minute.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from simpy import Event

from deskside.calendar import WEEK
from deskside.demand import Demand
from deskside.engines.order import ARRIVAL, END_OF_SERVICE, END_OF_WRAP_UP, PATIENCE, REOPEN, RETRY, SHIFT
from deskside.engines.run import Columns, Run
from deskside.engines.simpy_pool import Team
from deskside.engines.simpy_team import Agent, Answers, Case, Clock, Stage, Turn, stages_of
from deskside.log import ContactKind, Outcome, VisitKind
from deskside.prepare import Draws, Duty
from deskside.prepare.policy import (
    AGEING,
    CHERRY_PICKING,
    EARLIEST_DUE,
    LAST_COME,
    PRIORITY,
    RANDOM,
    SHORTEST_EXPECTED,
)
from deskside.scenario import Scenario

__all__ = ["SimpyRun"]

KEYED = {LAST_COME, AGEING, EARLIEST_DUE, SHORTEST_EXPECTED, CHERRY_PICKING}
NOT_YET = float("nan")
ENDLESS = float("inf")
FIRST, AGAIN = int(VisitKind.FIRST), int(VisitKind.RETRY)
REOPENED, ESCALATED = int(VisitKind.REOPENED), int(VisitKind.ESCALATED)
OPEN, RESOLVED, GAVE_UP = int(Outcome.OPEN), int(Outcome.RESOLVED), int(Outcome.GAVE_UP)
VISIT, CONTACT = 7, 5  # how many values a record has: those of `deskside.log`, in their order
AGENT, QUEUED, STARTED, ENDED = 3, 4, 5, 6  # places in the record of a visit
Life = Generator[Event, Any, None]


class SimpyRun(Run):
    """A desk at work, as SimPy processes. `deskside.engines.start` makes one."""

    engine = "simpy"

    def __init__(self, demand: Demand, scenario: Scenario) -> None:
        super().__init__(demand, scenario)
        self.env = Clock()
        self.answers = Answers(Draws(demand, self.tables))
        self.teams = [Team(self.env) for _ in scenario.teams]
        self.agents: list[Agent] = []
        # one after the other in a flat list: a list for each would keep Python's garbage collector busy
        self.visits: list[Any] = []
        self.contacts: list[Any] = []
        needs = len(demand)
        self.first_response, self.ended = [NOT_YET] * needs, [NOT_YET] * needs
        self.outcome = [OPEN] * needs
        self.contact_count, self.transfers, self.reopened = [0] * needs, [0] * needs, [0] * needs
        self.channel: list[int] = []
        self.priority: list[int] = []
        self.arrived, self.rosters = 0, 0
        self._look_up()
        self._publish_roster(0.0)
        self._expect(0, demand.arrived.tolist())

    # ---- the life of a need -------------------------------------------------------------------------------

    def _expect(self, need: int, times: list[float]) -> None:
        """A need will arise at its time; then we expect the next."""
        if need < len(times):
            self.env.begin(self._life(need, times), self.env.at(times[need], ARRIVAL, need))

    def _life(self, need: int, times: list[float]) -> Life:
        """One need, from its first contact to its end."""
        self.arrived = need + 1
        self._expect(need + 1, times)
        case = Case(need, self.service[need], self.channel[need], self.priority[need])
        self._contact(case, int(ContactKind.FIRST))
        yield from self._get_through(case, FIRST)
        while case.served:
            if self._handed_on(case):
                yield from self._visit(case, ESCALATED)
                continue
            self._resolve(case)
            if not self._comes_back(case):
                break
            yield self.env.at(self._reopen_time(case), REOPEN, need)
            self._reopen(case)
            yield from self._visit(case, REOPENED)
        self.alive -= 1
        self.last = self.env.now

    def _get_through(self, case: Case, kind: int) -> Life:
        """Reach the first team; on a live channel perhaps give up, and perhaps try again."""
        case.team = self.first_team[case.service]
        while True:
            if not self._refused(case):
                yield from self._visit(case, kind)
            if case.served:
                return
            if not self._tries_again(case):
                self.outcome[case.need], self.ended[case.need] = GAVE_UP, self.env.now
                return
            yield self.env.at(self._retry_time(case), RETRY, case.need)
            case.tries += 1
            kind = AGAIN
            self._contact(case, int(ContactKind.RETRY))

    def _visit(self, case: Case, kind: int) -> Life:
        """One spell at a team: wait for an agent, be worked on."""
        env, visits, team = self.env, self.visits, self.teams[case.team]
        queue_class, visit = self.stages[case.service][case.team].queue_class, len(visits)
        visits += (case.need, kind, case.team, -1, env.now, NOT_YET, NOT_YET)
        agent = team.free_agent(queue_class)
        if agent is None:
            turn = Turn(env, case, visit)
            self._rank(turn, team)
            team.join(turn)
            if kind <= AGAIN and self.patience[case.channel] < ENDLESS:
                self._lose_patience(case, turn)
            agent = yield turn
        case.visits += 1
        now = env.now
        if agent is None:
            visits[visit + ENDED] = now
            return
        if not case.served:
            case.served, self.first_response[case.need] = True, now
        visits[visit + AGENT], visits[visit + STARTED] = agent.identity, now
        yield env.at(now + self._effort(case, agent), END_OF_SERVICE, case.need)
        visits[visit + ENDED] = env.now
        if team.discipline == RANDOM:
            agent.pick = self.answers.pick[self.answers.row(case.need, case.visits - 1)]
        self._release(agent)

    # ---- the rules ----------------------------------------------------------------------------------------

    def _contact(self, case: Case, kind: int) -> None:
        """The requester reaches the desk."""
        self.contacts += (case.need, kind, self.contact_count[case.need], case.channel, self.env.now)
        self.contact_count[case.need] += 1

    def _refused(self, case: Case) -> bool:
        """Some live channels are closed while nobody is on duty."""
        return self.refuses[case.channel] and self.teams[case.team].on_duty == 0

    def _lose_patience(self, case: Case, turn: Turn) -> None:
        """Set the moment at which the requester stops waiting, unless it is their turn before."""
        row = self.answers.row(case.need, case.tries)
        team = self.teams[case.team]
        lasts = self._minutes(self.answers.patience[row] * self.patience[case.channel])

        def give_up(_: Event) -> None:
            if turn.waiting:
                team.give_up(turn)

        self.env.at(self.env.now + lasts, PATIENCE, case.need).callbacks.append(give_up)

    def _tries_again(self, case: Case) -> bool:
        """Captive people may try again; the others leave."""
        row = self.answers.row(case.need, case.tries)
        return bool(self.answers.retry[row] < self.retry_share[self.group[case.need]])

    def _retry_time(self, case: Case) -> float:
        """After a while, in opening hours."""
        row = self.answers.row(case.need, case.tries)
        after = self._minutes(self.answers.retry_after[row] * self.retry_after[self.group[case.need]])
        return self._opening(self.env.now + after)

    def _rank(self, turn: Turn, team: Team) -> None:
        """How a ticket ranks among those who wait at its team."""
        stage = self.stages[turn.case.service][turn.case.team]
        turn.queue_class = stage.queue_class
        turn.level = turn.case.priority if team.discipline == PRIORITY else 0
        turn.key = self._key(turn, team, stage) if team.discipline in KEYED else 0.0

    def _key(self, turn: Turn, team: Team, stage: Stage) -> float:
        """What the team's discipline goes by: the smallest first."""
        case = turn.case
        if team.discipline == LAST_COME:
            return -float(turn.visit)
        if team.discipline == AGEING:
            return float(self.visits[turn.visit + QUEUED] - self.head_start[case.team][case.priority])
        if team.discipline == EARLIEST_DUE:
            return float(self.due[case.need])
        if team.discipline == SHORTEST_EXPECTED:
            return stage.mean[case.channel]
        unit = self.answers.effort[self.answers.row(case.need, case.visits)][stage.shape]
        return float(unit * stage.mean[case.channel])  # an agent who picks cherries sees what is in them

    def _effort(self, case: Case, agent: Agent) -> float:
        """Minutes of work in this visit, for this agent."""
        stage = self.stages[case.service][case.team]  # of the policy in force now, not when the wait began
        unit = self.answers.effort[self.answers.row(case.need, case.visits - 1)][stage.shape]
        return self._minutes(unit * stage.mean[case.channel] / agent.speed)

    def _release(self, agent: Agent) -> None:
        """The agent wraps up, if the team does, and is free."""
        wrap_up = self.wrap_up[agent.team]
        if wrap_up > 0.0:
            done = self.env.at(self.env.now + wrap_up, END_OF_WRAP_UP, agent.identity)
            done.callbacks.append(lambda _: self._free(agent))
        else:
            self._free(agent)

    def _free(self, agent: Agent) -> None:
        team = self.teams[agent.team]
        agent.busy = False
        if team.owed and agent.on_duty:  # goes home in the place of somebody who was still busy
            team.owed -= 1
            team.on_duty -= 1
            agent.on_duty = False
        team.work_or_rest(agent)

    def _handed_on(self, case: Case) -> bool:
        """Some visits end in a hand-off to the next team."""
        stage = self.stages[case.service][case.team]
        if self.answers.escalate[self.answers.row(case.need, case.visits - 1)] >= stage.share:
            return False
        case.team = stage.onward
        self.transfers[case.need] += 1
        return True

    def _resolve(self, case: Case) -> None:
        self.outcome[case.need], self.ended[case.need] = RESOLVED, self.env.now

    def _comes_back(self, case: Case) -> bool:
        """Some resolutions do not hold."""
        times = self.reopened[case.need]
        if times >= self.reopen_at_most[case.service]:
            return False
        return bool(self.answers.reopen[self.answers.row(case.need, times)] < self.reopen_share[case.service])

    def _reopen_time(self, case: Case) -> float:
        row = self.answers.row(case.need, self.reopened[case.need])
        return self.env.now + self._minutes(self.answers.reopen_after[row] * self.reopen_after[case.service])

    def _reopen(self, case: Case) -> None:
        """The requester says that it is not solved; the ticket goes back to the first team."""
        self.outcome[case.need], self.ended[case.need] = OPEN, NOT_YET
        self.reopened[case.need] += 1
        self._contact(case, int(ContactKind.REOPENED))
        case.team = self.first_team[case.service]

    def _minutes(self, amount: float) -> float:
        """An amount of time as the scenario's clock tells it."""
        return float(int(amount + 0.5)) if self.whole_minutes else amount

    def _opening(self, time: float) -> float:
        """When the desk is next open: at this time, or later."""
        minute = int(time)
        week = minute // WEEK
        opens = self.next_open[minute - week * WEEK]
        return time if opens == minute - week * WEEK else float(week * WEEK + opens)

    # ---- people on duty -----------------------------------------------------------------------------------

    def _publish_roster(self, now: float) -> None:
        """Put a roster in force: the right people on duty at once, then the shift changes week by week."""
        duty = self.crew.duty(self.tables, now)
        for identity in range(len(self.agents), len(self.crew.people)):
            self.agents.append(Agent(identity, self.crew.people[identity][0]))
        for agent in self.agents:
            agent.rostered = False
        for identity, data in zip(duty.present, self.tables.agents, strict=True):
            self.agents[identity].takes(data)
        self.rosters += 1
        self.env.process(self._shifts(duty, self.rosters))

    def _shifts(self, duty: Duty, roster: int) -> Life:
        """Shifts begin and end, until another roster is published."""
        for number, on in duty.at_once:
            yield self.env.at(duty.start, SHIFT, number)
            if self.rosters != roster:
                return
            self._shift(self.agents[number], on)
        for time, number, on in duty.changes():
            yield self.env.at(time, SHIFT, number)
            if self.rosters != roster:
                return
            agent = self.agents[number]
            who = self._by_heads(agent, on) if self.teams[agent.team].counts_heads else agent
            if who is not None:
                self._shift(who, on)

    def _by_heads(self, agent: Agent, on: bool) -> Agent | None:
        """Who comes or goes where only heads count; nobody, if somebody stays on or leaves later instead."""
        team = self.teams[agent.team]
        if on and team.owed:
            team.owed -= 1
            return None
        if on and agent.on_duty:
            return next((a for a in self.agents if a.team == agent.team and a.can_come), None)
        if on or (agent.on_duty and not agent.busy):
            return agent
        if team.bench:
            return team.bench[0][2]
        team.owed += 1
        return None

    def _shift(self, agent: Agent, on: bool) -> None:
        """Whoever comes on duty takes work or waits for it; whoever goes off finishes work in hand."""
        team = self.teams[agent.team]
        resting = agent.on_duty and not agent.busy
        team.on_duty += on - agent.on_duty
        agent.on_duty = on
        if agent.busy:
            return
        if on and resting:
            team.look_up(agent)
        elif on:
            team.work_or_rest(agent)
        elif resting:
            team.leave_bench(agent)

    # ---- running it ---------------------------------------------------------------------------------------

    def _look_up(self) -> None:
        """Tables as plain Python values; what has arrived keeps its channel and priority."""
        t, known = self.tables, self.arrived
        self.whole_minutes, self.next_open = t.whole_minutes, t.next_open.tolist()
        self.service, self.group = t.service.tolist(), t.group.tolist()
        self.channel = [*self.channel[:known], *t.channel[known:].tolist()]
        self.priority = [*self.priority[:known], *t.priority[known:].tolist()]
        self.patience, self.refuses = t.patience.tolist(), t.refuses.tolist()
        self.retry_share, self.retry_after = t.retry_share.tolist(), t.retry_after.tolist()
        self.first_team, self.wrap_up = t.first_team.tolist(), t.wrap_up.tolist()
        self.reopen_share, self.reopen_after = t.reopen_share.tolist(), t.reopen_after.tolist()
        self.reopen_at_most = t.reopen_at_most.tolist()
        self.stages, self.due, self.head_start = stages_of(t), t.due.tolist(), t.head_start.tolist()
        for number, team in enumerate(self.teams):
            team.discipline, team.counts_heads = int(t.discipline[number]), bool(t.counts_heads[number])
            team.owed = 0

    def _adopt(self) -> None:
        self._look_up()
        self.answers.adopt(self.tables)
        for team in self.teams:
            for turn in team.everybody_waiting():
                self._rank(turn, team)
                team.join(turn)
        self._publish_roster(self.now)

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
            },
            visits=[self.visits[place::VISIT] for place in range(VISIT)],
            contacts=[self.contacts[place::CONTACT] for place in range(CONTACT)],
        )
