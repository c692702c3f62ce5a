"""A turn comes to a team: who may take it, whether it was read, and how it ranks among those who wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskside.engines.simpy_pool import Team
from deskside.engines.simpy_team import QUEUED, Agent, Case, Turn
from deskside.log import VisitKind
from deskside.prepare.policy import (
    AGEING,
    CHERRY_PICKING,
    EARLIEST_DUE,
    HAND_OVER,
    LAST_COME,
    PRIORITY,
    SHORTEST_EXPECTED,
)

if TYPE_CHECKING:
    from deskside.engines.simpy_desk import SimpyRun

__all__ = ["Queueing"]

KEYED = frozenset({LAST_COME, AGEING, EARLIEST_DUE, SHORTEST_EXPECTED, CHERRY_PICKING})
AGAIN, CHASE, CHECK_BACK = int(VisitKind.RETRY), int(VisitKind.CHASE), int(VisitKind.CHECK_BACK)
#: Visits that anybody of the team can do.
TALK = frozenset({CHASE, CHECK_BACK})
#: Of a ticket's own visits those to go on with; the others are to begin, and an agent whose work in progress
#: is limited may have to leave them.
BEGUN = int(VisitKind.RETURNED)
#: Visits that follow from what a requester sent in; a team that reads at set times leaves them until then.
SENT_IN = frozenset({int(VisitKind.FIRST), AGAIN, int(VisitKind.REOPENED), int(VisitKind.REPEATED), CHASE})


class Queueing:
    """How turns come to their teams."""

    def __init__(self, desk: SimpyRun) -> None:
        self.desk, self.answers = desk, desk.answers

    def join(self, turn: Turn, team: Team) -> Agent | None:
        """A turn comes to a team: who takes it at once? If nobody, it waits."""
        self.address(turn, team)
        if team.reads and self.is_left_unread(turn, team):
            team.inbox.append(turn)
            return None
        agent = team.free_agent(turn) if team.bench else None
        if agent is None:
            self.rank(turn, team)
            team.join(turn)
            if turn.chat and team.chatting:
                agent = team.chat_on(turn)
        if agent is not None:
            turn.burden = agent.held
        return agent

    def address(self, turn: Turn, team: Team) -> None:
        """Who may take it: by skill, by who had it before, by what is begun already."""
        case, kind = turn.case, turn.kind
        if kind in TALK or (case.astray and kind < CHASE):
            turn.queue_class = self.desk.open_class[turn.team]
        else:
            turn.queue_class = self.desk.stages[case.service][turn.team].queue_class
        if team.is_choosy:
            turn.fresh = kind < CHASE and kind != BEGUN
            turn.owner = self._owner(case) if team.owns and kind < CHASE else None
            turn.chat = kind <= AGAIN and team.chats[case.channel] > 1 and not case.astray

    def _owner(self, case: Case) -> Agent | None:
        """For whom the ticket waits: who worked on it last, if of this team and on its roster."""
        owner = case.owner
        if owner is None or owner.team != case.team or not owner.rostered:
            return None
        if self.desk.ownership[case.team] == HAND_OVER and not owner.on_duty:
            return None
        return owner

    def is_left_unread(self, turn: Turn, team: Team) -> bool:
        """Some teams read what was sent in at set times."""
        if not team.reads or turn.was_read or turn.kind not in SENT_IN:
            return False
        return not self.desk.live[turn.case.channel]

    def read(self, team: Team) -> None:
        """A team reads what has come in since the last time."""
        inbox, team.inbox = team.inbox, []
        for turn in inbox:
            turn.was_read = True
            self.address(turn, team)
            self.rank(turn, team)
            team.join(turn)
        for _, _, agent in list(team.bench):
            team.look_up(agent)

    def rank(self, turn: Turn, team: Team) -> None:
        """How a ticket ranks among those who wait at its team."""
        level = turn.case.priority if team.discipline == PRIORITY else 0
        key = self._key(turn, team) if team.discipline in KEYED else 0.0
        turn.rank = level, key, turn.visit

    def _key(self, turn: Turn, team: Team) -> float:
        """What the team's discipline goes by: the smallest first."""
        case = turn.case
        if team.discipline == LAST_COME:
            return -float(turn.visit)
        if team.discipline == AGEING:
            return float(
                self.desk.visits[turn.visit + QUEUED] - self.desk.head_start[turn.team][case.priority]
            )
        if team.discipline == EARLIEST_DUE:
            return float(self.desk.due[case.need])
        expected, seen = self._sizes(turn)
        # an agent who picks cherries sees what is in them
        return expected if team.discipline == SHORTEST_EXPECTED else seen

    def _sizes(self, turn: Turn) -> tuple[float, float]:
        """Working time of a turn: expected, and as it will be."""
        case = turn.case
        if turn.kind >= CHASE:
            return turn.mean, turn.amount
        if case.astray:
            mean = self.desk.look_effort[turn.team]
            return mean, self.answers.rarely("look", case.need, case.looks) * mean
        stage = self.desk.stages[case.service][turn.team]
        unit = self.answers.effort[stage.shape][case.row]
        return stage.mean[case.channel], unit * stage.mean[case.channel]
