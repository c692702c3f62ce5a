"""The desk as SimPy processes: the reference, and the one to read and to change.

Each need is a process that tells its own life: it reaches a team, waits for its turn, is worked on, is handed
on, is resolved, may come back. Agents belong to a `Team`, which gives a free one the next ticket. What can
happen on the way stands beside this file, one subject a file: words between desk and requester in
`simpy_hearing`, waiting for others in `simpy_detours`, conversations in `simpy_chats`, major incidents in
`simpy_incidents`, people on duty in `simpy_roster`. The compiled engine follows the same rules;
`deskside.engines.order` says what goes first in the same minute.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from simpy import Event

from deskside.calendar import WEEK
from deskside.demand import Demand
from deskside.engines.order import (
    ARRIVAL,
    END_BESIDE,
    END_OF_READING,
    END_OF_SERVICE,
    END_OF_WRAP_UP,
    PATIENCE,
    REOPEN,
    RETRY,
)
from deskside.engines.run import Columns, Run
from deskside.engines.simpy_chats import Chats
from deskside.engines.simpy_detours import Detours, Step
from deskside.engines.simpy_hearing import Hearing
from deskside.engines.simpy_incidents import Incidents
from deskside.engines.simpy_pool import Team
from deskside.engines.simpy_roster import Rosters
from deskside.engines.simpy_team import Agent, Answers, Case, Clock, Signal, Turn, stages_of
from deskside.log import ContactKind, Outcome, VisitKind, WaitsFor
from deskside.prepare import Draws
from deskside.prepare.policy import (
    AGEING,
    CHERRY_PICKING,
    EARLIEST_DUE,
    HAND_OVER,
    LAST_COME,
    PRIORITY,
    RANDOM,
    SHARED,
    SHORTEST_EXPECTED,
)
from deskside.scenario import Scenario

__all__ = ["SimpyRun"]

KEYED = {LAST_COME, AGEING, EARLIEST_DUE, SHORTEST_EXPECTED, CHERRY_PICKING}
NOT_YET = float("nan")
ENDLESS = float("inf")
FIRST, AGAIN = int(VisitKind.FIRST), int(VisitKind.RETRY)
REOPENED, ESCALATED, BOUNCED = int(VisitKind.REOPENED), int(VisitKind.ESCALATED), int(VisitKind.BOUNCED)
RETURNED, REPEATED, CALL_BACK = int(VisitKind.RETURNED), int(VisitKind.REPEATED), int(VisitKind.CALL_BACK)
CHASE, HELP, CHILD, CHECK_BACK = VisitKind.CHASE, VisitKind.HELP, VisitKind.CHILD, VisitKind.CHECK_BACK
OPEN, RESOLVED, GAVE_UP = int(Outcome.OPEN), int(Outcome.RESOLVED), int(Outcome.GAVE_UP)
SELF_SERVED, FORGOTTEN, PREVENTED = int(Outcome.SELF_SERVED), int(Outcome.FORGOTTEN), int(Outcome.PREVENTED)
#: Visits to begin a ticket with: an agent whose work in progress is limited may have to leave them.
FRESH = {FIRST, AGAIN, REOPENED, ESCALATED, BOUNCED, REPEATED, CALL_BACK}
#: Visits that follow from what a requester sent in; a team that reads at set times leaves them until then.
SENT_IN = {FIRST, AGAIN, REOPENED, REPEATED, int(CHASE)}
#: Visits in which the requester of a live channel is on the line.
SPOKEN = {FIRST, AGAIN, REPEATED, CALL_BACK}
VISIT, CONTACT = 7, 5  # how many values a record has: those of `deskside.log`, in their order
AGENT, QUEUED, STARTED, ENDED = 3, 4, 5, 6  # places in the record of a visit
#: Tables that the rules below look up under the same name.
LOOKED_UP = (
    *("live", "patience", "refuses", "calls_back", "canned_share", "canned_effort", "canned_reopens"),
    *("draws_out", "retry_share", "retry_after", "first_team", "reopen_share", "reopen_after"),
    *("reopen_at_most", "removed", "try_share", "coverage", "easy_first", "reading", "wrap_up", "open_class"),
    *("ownership", "hand_over", "switching", "haste", "haste_reopens", "look_effort"),
)
Life = Generator[Event, Any, None]


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
        self.hearing, self.detours, self.chats = Hearing(self), Detours(self), Chats(self)
        self.incidents, self.rosters = Incidents(self), Rosters(self)
        self._look_up()
        self.rosters.publish(0.0)
        self.incidents.announce(0.0)
        self._expect(0, demand.arrived.tolist())

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The tables named in `LOOKED_UP`."""

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
        if self.incident[need] >= 0:
            yield from self.incidents.life(case, self.incident[need])
        else:
            yield from self._usual_life(case)
        if not case.over:
            self.alive -= 1
            self.last = self.env.now

    def _usual_life(self, case: Case) -> Life:
        """A need that is no part of a major incident."""
        if self._never_comes(case) or (yield from self._helps_itself(case)):
            return
        self.contact(case, int(ContactKind.FIRST))
        self.hearing.sent_in(case)
        yield from self.get_through(case, FIRST)
        while case.served and (yield from self._goes_on(case)):
            pass

    def _helps_itself(self, case: Case) -> Generator[Event, Any, bool]:
        """Some people look for an article first. Returns whether it solves the need."""
        if not self._looks_it_up(case):
            return False
        yield self.env.at(self._end_of_reading(case), END_OF_READING, case.need)
        solved = self._article_solves(case)
        if solved:
            self.end(case, SELF_SERVED)
        return solved

    def _goes_on(self, case: Case) -> Generator[Event, Any, bool]:
        """A visit is over, and the ticket goes where it led. Returns whether another visit has followed."""
        step, detours = case.step, self.detours
        if step == Step.BOUNCE:
            detours.bounce(case)
            kind = BOUNCED
        elif step == Step.UNRECORDED:
            if not detours.left_unrecorded(case):
                self.end(case, FORGOTTEN)
                return False
            yield detours.until_told_again(case)
            kind = REPEATED
        elif step == Step.PENDS:
            yield from detours.outside(case)
            kind = RETURNED
        elif step == Step.OTHERS:
            yield detours.others(case)
            if not detours.closes_with_a_visit(case):
                return (yield from self._done(case))
            kind = RETURNED
        elif step == Step.HAND_ON:
            self._hand_on(case)
            kind = ESCALATED
        else:
            return (yield from self._done(case))
        yield from self.visit(case, kind)
        return True

    def _done(self, case: Case) -> Generator[Event, Any, bool]:
        """The ticket is resolved. Returns whether it came back, and has had its next visit."""
        self.resolve(case)
        again = self._comes_back(case)
        if again:
            case.back = self._return(case)
        self.detours.check_back(case)
        if case.back is None:
            return False
        by_requester = yield case.back
        self._reopen(case, by_requester)
        yield from self.visit(case, REOPENED)
        return True

    def get_through(self, case: Case, kind: int) -> Life:
        """Reach the first team; on a live channel perhaps give up, and perhaps try again."""
        case.team = self.detours.first_stop(case)
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
            self.contact(case, int(ContactKind.RETRY))

    def visit(self, case: Case, kind: int) -> Life:
        """One spell at a team: wait for an agent, be worked on."""
        env, visits, team = self.env, self.visits, self.teams[case.team]
        visit = len(visits)
        visits += (case.need, kind, case.team, -1, env.now, NOT_YET, NOT_YET)
        if not case.astray:
            case.visits += 1
        turn = Turn(env, case, kind, visit)
        agent = self._queue_up(turn, team)
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
        lasts = self._working_time(turn, agent)
        if turn.chat:
            yield self.chats.begin(agent, case, lasts / agent.speed)
        else:
            yield env.at(env.now + self.minutes(lasts / agent.speed), END_OF_SERVICE, case.need)
        case.step = self.detours.next_step(case)
        if case.step == Step.SWARM:
            agent.holding += 1
            case.step = yield self.detours.swarm(case)
            agent.holding -= 1
        self._leave(turn, agent)

    def _leave(self, turn: Turn, agent: Agent) -> None:
        """A visit is over: the agent is free, and the requester of a live channel hangs up."""
        case = turn.case
        self.visits[turn.visit + ENDED] = self.env.now
        if not case.astray:
            case.owner = agent
            if self.teams[agent.team].discipline == RANDOM:
                agent.pick = self.answers.pick[self.answers.row(case.need, case.visits - 1)]
        if case.step in {Step.PENDS, Step.OTHERS}:
            self.detours.hold(case)
        self.release(agent)
        if turn.kind in SPOKEN and (case.step != Step.DONE or case.incident >= 0):
            self.hearing.hung_up(case)

    # ---- visits beside the ticket's own way ---------------------------------------------------------------

    def beside(self, case: Case, kind: int, team: int, amount: float, mean: float) -> Turn:
        """Something else to do for a ticket, of so many minutes' work, in a team's queue.

        It has no process of its own: what follows is said by `_begin_beside` and `_end_beside`.
        """
        visit = len(self.visits)
        self.visits += (case.need, kind, team, -1, self.env.now, NOT_YET, NOT_YET)
        self.alive += 1
        turn = Turn(self.env, case, kind, visit)
        turn.team, turn.amount, turn.mean = team, amount, mean
        turn.callbacks.append(lambda _: self._begin_beside(turn, turn.value))
        agent = self._queue_up(turn, self.teams[team])
        if agent is not None:
            turn.waiting = False
            self._begin_beside(turn, agent)
        return turn

    def _begin_beside(self, turn: Turn, agent: Agent | None) -> None:
        """An agent takes it, or it was withdrawn."""
        now, visits, team = self.env.now, self.visits, turn.team
        if agent is None:
            visits[turn.visit + ENDED] = now
            self.alive -= 1
            self.last = now
            return
        visits[turn.visit + AGENT], visits[turn.visit + STARTED] = agent.identity, now
        amount = turn.amount
        if turn.kind in {HELP, CHILD}:
            amount = amount * self.haste[team]
        amount = amount + self.switching[team] * turn.burden
        ends = self.env.at(now + self.minutes(amount / agent.speed), END_BESIDE, turn.visit // VISIT)
        ends.callbacks.append(lambda _: self._end_beside(turn, agent))

    def _end_beside(self, turn: Turn, agent: Agent) -> None:
        """It is done: the agent is free, and the ticket hears of it."""
        self.visits[turn.visit + ENDED] = self.env.now
        self.alive -= 1
        self.last = self.env.now
        self.release(agent)
        if turn.kind == CHASE:
            self.hearing.chase_ends(turn.case)
        elif turn.kind == CHILD:
            self.detours.part_done(turn.case)
        elif turn.kind == HELP:
            self.detours.help_ends(turn.case)
        else:
            self.detours.checked(turn.case, turn)

    def withdraw(self, turn: Turn) -> None:
        """Nobody needs to do it any more."""
        self.teams[turn.team].give_up(turn)

    # ---- the rules ----------------------------------------------------------------------------------------

    def contact(self, case: Case, kind: int) -> None:
        """The requester reaches the desk."""
        self.contacts += (case.need, kind, self.contact_count[case.need], case.channel, self.env.now)
        self.contact_count[case.need] += 1

    def _never_comes(self, case: Case) -> bool:
        """Its recurring cause was removed; or it is latent, and no channel makes asking easy enough."""
        need = case.need
        removed = self.removed[case.service]
        if removed > 0.0 and self.answers.rarely("removed", need, 0) < removed:
            self.end(case, PREVENTED)
            return True
        if self.latent[need] and self.answers.rarely("latent", need, 0) >= self.draws_out[case.channel]:
            self.end(case, GAVE_UP)
            return True
        return False

    def _looks_it_up(self, case: Case) -> bool:
        """Some people look for an article first."""
        share = self.try_share[case.service]
        return bool(share > 0.0 and self.answers.rarely("self_try", case.need, 0) < share)

    def _end_of_reading(self, case: Case) -> float:
        unit = self.answers.rarely("reading", case.need, 0)
        return self.env.now + self.minutes(unit * self.reading[case.service])

    def _article_solves(self, case: Case) -> bool:
        """Articles solve some; if they favour easy needs, those with little effort."""
        size = self.answers.size[case.need]  # 0 the least effort of all, 1 the most
        favour = 1.0 + self.easy_first[case.service] * (1.0 - 2.0 * size)
        return bool(self.answers.rarely("self_solved", case.need, 0) < self.coverage[case.service] * favour)

    def refused(self, case: Case) -> bool:
        """Some live channels are closed while nobody is on duty."""
        return self.refuses[case.channel] and self.teams[case.team].on_duty == 0

    def _queue_up(self, turn: Turn, team: Team) -> Agent | None:
        """A turn comes to a team: who takes it at once? If nobody, it waits."""
        self._address(turn, team)
        if self._is_left_unread(turn, team):
            team.inbox.append(turn)
            return None
        agent = team.free_agent(turn)
        if agent is None:
            self.rank(turn, team)
            team.join(turn)
            if turn.chat and team.chatting:
                agent = team.chat_on(turn)
        turn.burden = 0 if agent is None else agent.held
        return agent

    def _address(self, turn: Turn, team: Team) -> None:
        """Who may take it: by skill, by who had it before, by what is begun already."""
        case, kind = turn.case, turn.kind
        if kind in {CHASE, CHECK_BACK} or (case.astray and kind < CHASE):
            turn.queue_class = self.open_class[turn.team]
        else:
            turn.queue_class = self.stages[case.service][turn.team].queue_class
        turn.fresh = kind in FRESH
        turn.owner = self._owner(case) if team.owns and kind < CHASE else None
        turn.chat = kind <= AGAIN and self.chats.at_once[case.channel] > 1 and not case.astray

    def _owner(self, case: Case) -> Agent | None:
        """For whom the ticket waits: who worked on it last, if of this team and on its roster."""
        owner = case.owner
        if owner is None or owner.team != case.team or not owner.rostered:
            return None
        if self.ownership[case.team] == HAND_OVER and not owner.on_duty:
            return None
        return owner

    def _is_left_unread(self, turn: Turn, team: Team) -> bool:
        """Some teams read what was sent in at set times."""
        if not team.reads or turn.was_read or turn.kind not in SENT_IN:
            return False
        return not self.live[turn.case.channel]

    def read(self, team: Team) -> None:
        """A team reads what has come in since the last time."""
        inbox, team.inbox = team.inbox, []
        for turn in inbox:
            turn.was_read = True
            self._address(turn, team)
            self.rank(turn, team)
            team.join(turn)
        for _, _, agent in list(team.bench):
            team.look_up(agent)

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
        return self._opening(self.env.now + after)

    def rank(self, turn: Turn, team: Team) -> None:
        """How a ticket ranks among those who wait at its team."""
        turn.level = turn.case.priority if team.discipline == PRIORITY else 0
        turn.key = self._key(turn, team) if team.discipline in KEYED else 0.0

    def _key(self, turn: Turn, team: Team) -> float:
        """What the team's discipline goes by: the smallest first."""
        case = turn.case
        if team.discipline == LAST_COME:
            return -float(turn.visit)
        if team.discipline == AGEING:
            return float(self.visits[turn.visit + QUEUED] - self.head_start[turn.team][case.priority])
        if team.discipline == EARLIEST_DUE:
            return float(self.due[case.need])
        expected, seen = self._sizes(turn)
        # an agent who picks cherries sees what is in them
        return expected if team.discipline == SHORTEST_EXPECTED else seen

    def _sizes(self, turn: Turn) -> tuple[float, float]:
        """Working time of a turn: expected, and as it will be."""
        case = turn.case
        if turn.kind >= CHASE:
            return turn.mean, turn.amount
        if case.astray:
            mean = self.look_effort[turn.team]
            return mean, self.answers.rarely("look", case.need, case.looks) * mean
        stage = self.stages[case.service][turn.team]
        unit = self.answers.effort[self.answers.row(case.need, case.visits - 1)][stage.shape]
        return stage.mean[case.channel], unit * stage.mean[case.channel]

    def _respond(self, case: Case) -> None:
        """An agent looks at the ticket for the first time."""
        case.served, self.first_response[case.need] = True, self.env.now
        self.hearing.touched(case)
        if self.stopped_clocks > 0.0:
            stopped = self.answers.rarely("clock_stopped", case.need, 0) < self.stopped_clocks
            self.clock_stopped[case.need] = int(stopped)

    def _working_time(self, turn: Turn, agent: Agent) -> float:
        """Minutes of work in this visit at full pace, by the policy in force now."""
        case, team = turn.case, turn.team
        if case.incident >= 0:
            return self.incidents.telling(case)
        if case.astray:
            return float(self.answers.rarely("look", case.need, case.looks) * self.look_effort[team])
        stage = self.stages[case.service][team]
        row = self.answers.row(case.need, case.visits - 1)
        amount = self.answers.effort[row][stage.shape] * stage.mean[case.channel]
        if self.canned_share[case.channel] > 0.0:
            case.canned = self.answers.rare["canned"][row] < self.canned_share[case.channel]
            if case.canned:
                amount = amount * self.canned_effort[case.channel]
        else:
            case.canned = False
        amount = amount * self.haste[team] * case.factor + case.extra
        case.factor, case.extra = 1.0, 0.0
        if self.ownership[team] != SHARED and self._is_new_to(case, agent):
            amount = amount + self.hand_over[team]
        return float(amount + self.switching[team] * turn.burden)

    @staticmethod
    def _is_new_to(case: Case, agent: Agent) -> bool:
        """Somebody else of the team worked on it last."""
        return case.owner is not None and case.owner.team == agent.team and case.owner is not agent

    def release(self, agent: Agent) -> None:
        """The agent goes on with other conversations or wraps up, if the team does, and is free."""
        if agent.chats:
            self.chats.release(agent)
            return
        if agent.holding:  # a ticket for which help is on the way
            return
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

    def _hand_on(self, case: Case) -> None:
        """The ticket goes to the next team."""
        case.team = self.stages[case.service][case.team].onward
        self.transfers[case.need] += 1

    def resolve(self, case: Case) -> None:
        """It is done, for now."""
        self.end(case, RESOLVED)
        self.hearing.resolved(case)

    def end(self, case: Case, outcome: int) -> None:
        """A need gets its outcome."""
        self.outcome[case.need], self.ended[case.need] = outcome, self.env.now
        self.waits_for[case.need] = int(WaitsFor.DESK)

    def _comes_back(self, case: Case) -> bool:
        """Some resolutions do not hold; of those made in haste or by ready-made replies, more."""
        times = self.reopened[case.need]
        if times >= self.reopen_at_most[case.service]:
            return False
        share = self.reopen_share[case.service] * self.haste_reopens[case.team]
        if case.canned:
            share = share * self.canned_reopens[case.channel]
        return bool(self.answers.reopen[self.answers.row(case.need, times)] < share)

    def _return(self, case: Case) -> Signal:
        """Plan when the requester comes back; the signal comes then, or when the team asks before."""
        back = Signal(self.env)
        row = self.answers.row(case.need, self.reopened[case.need])
        after = self.minutes(self.answers.reopen_after[row] * self.reopen_after[case.service])

        def comes(_: Event) -> None:
            if case.back is back:
                case.back = None
                back.fire(True)

        self.env.at(self.env.now + after, REOPEN, case.need).callbacks.append(comes)
        return back

    def _reopen(self, case: Case, by_requester: bool) -> None:
        """It is not solved; the ticket goes back to the first team."""
        if case.check is not None and case.check.waiting:
            self.withdraw(case.check)
        case.check = None
        self.outcome[case.need], self.ended[case.need] = OPEN, NOT_YET
        self.reopened[case.need] += 1
        if by_requester:
            self.contact(case, int(ContactKind.REOPENED))
        self.hearing.came_back(case)
        case.team = self.first_team[case.service]

    def minutes(self, amount: float) -> float:
        """An amount of time as the scenario's clock tells it."""
        return float(int(amount + 0.5)) if self.whole_minutes else amount

    def _opening(self, time: float) -> float:
        """When the desk is next open: at this time, or later."""
        minute = int(time)
        week = minute // WEEK
        opens = self.next_open[minute - week * WEEK]
        return time if opens == minute - week * WEEK else float(week * WEEK + opens)

    def business(self, time: float, minutes: float) -> float:
        """When so many business minutes will have passed."""
        minute = int(time)
        week = minute // WEEK
        of_week = minute - week * WEEK
        passed, total = self.worked[of_week] + minutes, self.worked[WEEK]
        if self.worked[of_week + 1] > self.worked[of_week]:
            passed = passed + (time - minute)
        weeks = int(passed / total)
        rest = passed - weeks * total
        if rest < 0.0:  # the division may be off by a little
            weeks, rest = weeks - 1, rest + total
        if rest >= total:
            weeks, rest = weeks + 1, rest - total
        whole = int(rest)
        return float(float((week + weeks) * WEEK + self.open_minutes[whole]) + (rest - whole))

    # ---- running it ---------------------------------------------------------------------------------------

    def _look_up(self) -> None:
        """Tables as plain Python values; what has arrived keeps its channel and priority."""
        t, known = self.tables, self.arrived
        self.whole_minutes, self.next_open = t.whole_minutes, t.next_open.tolist()
        self.worked, self.open_minutes = t.worked.tolist(), t.open_minutes.tolist()
        self.service, self.group = t.service.tolist(), t.group.tolist()
        self.channel = [*self.channel[:known], *t.channel[known:].tolist()]
        self.priority = [*self.priority[:known], *t.priority[known:].tolist()]
        self.incident, self.latent = t.incident.tolist(), t.latent.tolist()
        self.stages, self.due, self.head_start = stages_of(t), t.due.tolist(), t.head_start.tolist()
        self.stopped_clocks = t.stopped_clocks
        for name in LOOKED_UP:
            setattr(self, name, getattr(t, name).tolist())
        self.hearing.look_up(t)
        self.detours.look_up(t)
        self.chats.look_up(t)
        self.incidents.look_up(t)
        for number, team in enumerate(self.teams):
            team.discipline, team.counts_heads = int(t.discipline[number]), bool(t.counts_heads[number])
            team.wip_limit, team.owns = int(t.wip_limit[number]), bool(t.ownership[number] != SHARED)
            team.reads, team.chats = bool(t.reads_at[number]), t.chats.tolist()
            team.owed = 0

    def _adopt(self) -> None:
        self.chats.settle()
        self._look_up()
        self.answers.adopt(self.tables)
        self.rosters.publish(self.now)
        for team in self.teams:
            for turn in team.everybody_waiting():
                self._address(turn, team)
                if self._is_left_unread(turn, team):
                    team.inbox.append(turn)
                else:
                    self.rank(turn, team)
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
