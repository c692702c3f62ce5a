"""Work: how long a visit takes, what is done beside a ticket's own way, and when its agent is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskside.engines.order import END_BESIDE, END_OF_WRAP_UP
from deskside.engines.simpy_pool import Team
from deskside.engines.simpy_team import AGENT, ENDED, NOT_YET, STARTED, VISIT, Agent, Case, Turn
from deskside.log import VisitKind
from deskside.prepare import Tables
from deskside.prepare.policy import SHARED

if TYPE_CHECKING:
    from deskside.engines.simpy_desk import SimpyRun

__all__ = ["Work"]

CHASE, HELP, CHILD = int(VisitKind.CHASE), int(VisitKind.HELP), int(VisitKind.CHILD)


class Work:
    """What agents do."""

    def __init__(self, desk: SimpyRun) -> None:
        self.desk, self.env = desk, desk.env
        self.varies = False

    def look_up(self, tables: Tables) -> None:
        """Whether anything but the effort can matter, or could: a visit may follow from an earlier policy."""
        self.varies = self.varies or tables.rich or bool(tables.switching.any())

    def beside(self, case: Case, kind: int, team: int, amount: float, mean: float) -> Turn:
        """Something else to do for a ticket, of so many minutes' work, in a team's queue.

        It has no process of its own: what follows is said by `_begin` and `_end`.
        """
        visit = len(self.desk.visits)
        self.desk.visits += (case.need, kind, team, -1, self.env.now, NOT_YET, NOT_YET)
        self.desk.alive += 1
        turn = Turn(self.env, case, kind, visit)
        turn.team, turn.amount, turn.mean = team, amount, mean
        turn.callbacks.append(lambda _: self._begin(turn, turn.value))
        agent = self.desk.queueing.join(turn, self.desk.teams[team])
        if agent is not None:
            turn.waiting = False
            self._begin(turn, agent)
        return turn

    def _begin(self, turn: Turn, agent: Agent | None) -> None:
        """An agent takes it, or it was withdrawn."""
        now, visits, team = self.env.now, self.desk.visits, turn.team
        if agent is None:
            visits[turn.visit + ENDED] = now
            self.desk.alive -= 1
            self.desk.last = now
            return
        visits[turn.visit + AGENT], visits[turn.visit + STARTED] = agent.identity, now
        amount = turn.amount
        if turn.kind in {HELP, CHILD}:
            amount = amount * self.desk.haste[team]
        amount = amount + self.desk.switching[team] * turn.burden
        ends = self.env.at(now + self.desk.minutes(amount / agent.speed), END_BESIDE, turn.visit // VISIT)
        ends.callbacks.append(lambda _: self._end(turn, agent))

    def _end(self, turn: Turn, agent: Agent) -> None:
        """It is done: the agent is free, and the ticket hears of it."""
        self.desk.visits[turn.visit + ENDED] = self.env.now
        self.desk.alive -= 1
        self.desk.last = self.env.now
        self.release(agent, self.desk.teams[turn.team])
        if turn.kind == CHASE:
            self.desk.hearing.chase_ends(turn.case)
        elif turn.kind == CHILD:
            self.desk.detours.part_done(turn.case)
        elif turn.kind == HELP:
            self.desk.detours.help_ends(turn.case)
        else:
            self.desk.closing_up.checked(turn.case, turn)

    def withdraw(self, turn: Turn) -> None:
        """Nobody needs to do it any more."""
        self.desk.teams[turn.team].give_up(turn)

    def lasts(self, turn: Turn, agent: Agent) -> float:
        """Minutes of work in this visit at full pace, by the policy in force now."""
        desk, case, team = self.desk, turn.case, turn.team
        if case.incident >= 0:
            return desk.incidents.telling(case)
        if case.astray:
            return float(desk.answers.rarely("look", case.need, case.looks) * desk.look_effort[team])
        stage = desk.stages[case.service][team]
        amount: float = desk.answers.effort[stage.shape][case.row] * stage.mean[case.channel]
        return self._varied(amount, turn, agent) if self.varies else amount

    def _varied(self, amount: float, turn: Turn, agent: Agent) -> float:
        """What makes this effort more or less: ready-made replies, pressure, who had it, full hands."""
        desk, case, team, channel = self.desk, turn.case, turn.team, turn.case.channel
        share = desk.canned_share[channel]
        case.canned = share > 0.0 and desk.answers.rare["canned"][case.row] < share
        if case.canned:
            amount = amount * desk.canned_effort[channel]
        amount = amount * desk.haste[team] * case.factor + case.extra
        case.factor, case.extra = 1.0, 0.0
        if desk.ownership[team] != SHARED and self._is_new_to(case, agent):
            amount = amount + desk.hand_over[team]
        return amount + float(desk.switching[team] * turn.burden)

    @staticmethod
    def _is_new_to(case: Case, agent: Agent) -> bool:
        """Somebody else of the team worked on it last."""
        return case.owner is not None and case.owner.team == agent.team and case.owner is not agent

    def release(self, agent: Agent, team: Team) -> None:
        """The agent goes on with other conversations or wraps up, if the team does, and is free."""
        if agent.chats:
            self.desk.chats.release(agent)
            return
        if agent.holding:  # a ticket for which help is on the way
            return
        if team.wrap_up > 0.0:
            done = self.env.at(self.env.now + team.wrap_up, END_OF_WRAP_UP, agent.identity)
            done.callbacks.append(lambda _: team.work_or_rest(agent))
        else:
            team.work_or_rest(agent)
