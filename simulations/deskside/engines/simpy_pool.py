"""A team: who is free, who waits, and who serves whom next."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from typing import Any

from deskside.engines.simpy_lines import Line, line_for
from deskside.engines.simpy_team import Agent, Clock, Turn
from deskside.prepare.policy import FIRST_COME, NO_LIMIT, RANDOM

__all__ = ["Team"]


class Team:
    """Agents who share a queue. Of the free ones the longest idle is next, then the lowest number.

    Tickets wait in lines: one for each queue class; where work in progress is limited a second one beside it
    for tickets to go on with; and one for each agent who owns some.
    """

    def __init__(self, env: Clock) -> None:
        self.env, self.discipline, self.counts_heads = env, FIRST_COME, False
        self.bench: list[tuple[float, int, Agent]] = []  # the free ones: since when, number
        self.lines: defaultdict[int, Line] = defaultdict(self._line)
        self.waiting = 0  # tickets
        self.on_duty = 0  # agents
        self.owed = 0  # heads that should have gone at a shift's end and are still busy
        self.wip_limit, self.wrap_up = NO_LIMIT, 0.0
        self.owns = False  # tickets may wait for one agent
        self.is_choosy = False  # or who takes what goes by more than skill
        self.reads = False  # at set times
        self.inbox: list[Turn] = []  # what nobody has read yet
        self.chatting: dict[int, Agent] = {}  # agents with conversations in hand
        self.chats: list[int] = []  # by channel: how many one agent can hold

    def free_agent(self, turn: Turn) -> Agent | None:
        """The longest idle agent who can take this turn leaves the bench, if there is one."""
        for place, (_, _, agent) in enumerate(self.bench):
            if turn.queue_class in agent.classes and self._may(agent, turn):
                del self.bench[place]
                agent.busy = True
                return agent
        return None

    def _may(self, agent: Agent, turn: Turn) -> bool:
        """Whether nothing but skill could keep the agent from it."""
        if not agent.rostered:  # a new roster is in force, and they are about to go
            return False
        if turn.owner is not None and turn.owner is not agent:
            return False
        return not turn.fresh or agent.held < self.wip_limit

    def join(self, turn: Turn) -> None:
        """A ticket joins its line."""
        if turn.owner is not None:
            key = -1 - turn.owner.identity
        else:
            key = 2 * turn.queue_class + (self.wip_limit < NO_LIMIT and not turn.fresh)
        self.waiting += 1
        turn.line = self.lines[key]
        turn.line.add(turn)

    def _line(self) -> Line:
        return line_for(self.discipline)

    def give_up(self, turn: Turn) -> None:
        """A ticket leaves its line, or the inbox, before its turn."""
        if turn in self.inbox:
            self.inbox.remove(turn)
        else:
            self.waiting -= 1
            turn.line.drop(turn)
        turn.call(None)

    def next_turn(self, agent: Agent) -> Turn | None:
        """The ticket this agent takes next, out of the lines they can serve; it leaves its line."""
        lines = agent.lines if agent.held < self.wip_limit else agent.lines_to_go_on
        turn = self._any(agent, lines) if self.discipline == RANDOM else self._first(agent, lines)
        if turn is not None:
            self.waiting -= 1
        return turn

    def show_lines(self, agent: Agent) -> None:
        """The lines this agent may take from, by the policy in force; fewer with full hands."""
        begun = (0, 1) if self.wip_limit < NO_LIMIT else (0,)
        keys = [2 * queue_class + on for queue_class in agent.classes for on in begun]
        own = [-1 - agent.identity] if self.owns else []
        agent.lines = [self.lines[key] for key in keys + own]
        agent.lines_to_go_on = [self.lines[key] for key in keys[1::2] + own]

    def _first(self, agent: Agent, lines: list[Any]) -> Turn | None:
        """Of those who are first in their lines the one who ranks first."""
        first: Turn | None = None
        its_line: Any = None
        for line in lines:
            turn: Turn | None = line.first()
            if turn is not None and (first is None or turn.rank < first.rank):
                first, its_line = turn, line
        if first is None or (agent.chats and not self._has_room(agent, first)):
            return None
        its_line.take()
        return first

    def _any(self, agent: Agent, lines: list[Any]) -> Turn | None:
        """Everybody has the same chance; the agent's last visit left a number that says who."""
        number = int(agent.pick * sum(len(line.turns) for line in lines))
        for line in lines:
            if number < len(line.turns):
                turn: Turn = line.turns[number]
                if agent.chats and not self._has_room(agent, turn):
                    return None
                line.drop(turn)
                return turn
            number -= len(line.turns)
        return None

    def _has_room(self, agent: Agent, turn: Turn) -> bool:
        """Who holds conversations can only take one more of the kind, and not too many."""
        channel = turn.case.channel
        return turn.chat and channel == agent.chat_channel and len(agent.chats) < self.chats[channel]

    def work_or_rest(self, agent: Agent) -> None:
        """A free agent takes the next ticket, or sits down to wait for one, or goes home."""
        agent.busy = False
        if self.owed and agent.on_duty:  # goes home in the place of somebody who was still busy
            self.owed -= 1
            self.on_duty -= 1
            agent.on_duty = False
        if not agent.on_duty:
            return
        turn = self.next_turn(agent) if self.waiting else None
        if turn is None:
            agent.idle_since = self.env.now
            insort(self.bench, (agent.idle_since, agent.identity, agent))
        else:
            agent.busy = True
            turn.call(agent)

    def look_up(self, agent: Agent) -> None:
        """Somebody on the bench looks whether there is work for them after all."""
        turn = self.next_turn(agent)
        if turn is not None:
            self.leave_bench(agent)
            agent.busy = True
            turn.call(agent)

    def chat_on(self, turn: Turn) -> Agent | None:
        """Whoever talks to the fewest takes one more conversation, if this one in the queue is their next."""
        for agent in sorted(self.chatting.values(), key=lambda one: (len(one.chats), one.identity)):
            if agent.on_duty and self._has_room(agent, turn) and turn.queue_class in agent.classes:
                found = self.next_turn(agent)
                if found is turn:
                    turn.waiting = False
                    return agent
                if found is not None:  # random order can fall on somebody else
                    found.call(agent)
        return None

    def waiting_for(self, agent: Agent) -> list[Turn]:
        """The turns that wait for one agent, the next ones first; their line is empty afterwards."""
        turns = [turn for turn in self.lines[-1 - agent.identity].emptied() if turn.waiting]
        self.waiting -= len(turns)
        return turns

    def leave_bench(self, agent: Agent) -> None:
        """An agent gets up."""
        del self.bench[bisect_left(self.bench, (agent.idle_since, agent.identity))]

    def everybody_waiting(self) -> list[Turn]:
        """All turns waited for, in the order they queued; lines and inbox are empty afterwards."""
        turns = [turn for line in self.lines.values() for turn in line if turn.waiting]
        turns += self.inbox
        for turn in turns:  # as if it came now
            turn.owner, turn.fresh, turn.chat = None, True, False
        self.inbox = []
        self.lines.clear()
        self.waiting = 0
        return sorted(turns, key=lambda turn: turn.visit)
