"""Conversations side by side: an agent who holds several chats serves each of them slower.

Each agent has a clock of their own that runs at the pace of one conversation; a conversation ends when that
clock reaches its start plus its working time. So one end is planned for each agent, whatever they hold.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from simpy import Event

from deskside.engines.order import END_OF_CHAT
from deskside.engines.simpy_team import Agent, Case, Signal
from deskside.prepare import Tables

if TYPE_CHECKING:
    from deskside.engines.simpy_desk import SimpyRun

__all__ = ["Chats"]


class Chats:
    """Who talks to whom, and how fast."""

    def __init__(self, desk: SimpyRun) -> None:
        self.desk, self.env = desk, desk.env

    def look_up(self, tables: Tables) -> None:
        """The policy's tables as plain Python values."""
        self.at_once, self.paces = tables.chats.tolist(), tables.paces.tolist()

    def begin(self, agent: Agent, case: Case, lasts: float) -> Signal:
        """One more conversation, of so many minutes at full pace; comes when it is over."""
        self._advance(agent, self.env.now)
        agent.chat_channel = case.channel
        over = Signal(self.env)
        insort(agent.chats, (agent.chat_clock + lasts, case.need, over))
        self.desk.teams[agent.team].chatting[agent.identity] = agent
        self._plan(agent, self.env.now)
        return over

    def release(self, agent: Agent) -> None:
        """A conversation is over: the agent may take another one."""
        if agent.on_duty:
            turn = self.desk.teams[agent.team].next_turn(agent)
            if turn is not None:
                turn.call(agent)

    def settle(self) -> None:
        """Count the conversations so far at the pace that held, before another policy comes into force."""
        for agent in self.desk.rosters.agents:
            if agent.chats:
                self._advance(agent, self.desk.now)

    def plan_anew(self) -> None:
        """Plan the ends at the pace of the policy in force."""
        for agent in self.desk.rosters.agents:
            if agent.chats:
                self._plan(agent, self.desk.now)

    def _advance(self, agent: Agent, now: float) -> None:
        """Bring an agent's clock to the present."""
        if agent.chats:
            pace = self.paces[agent.chat_channel][len(agent.chats)]
            agent.chat_clock += (now - agent.chat_since) * pace
        else:
            agent.chat_clock = 0.0
        agent.chat_since = now

    def _plan(self, agent: Agent, now: float) -> None:
        """Plan the end of the conversation that will be over first."""
        agent.chat_plan += 1
        if not agent.chats:
            return
        env, plan = self.env, agent.chat_plan
        left = agent.chats[0][0] - agent.chat_clock
        pace = self.paces[agent.chat_channel][len(agent.chats)]
        after = self.desk.minutes(left / pace) if left > 0.0 else 0.0

        def end(_: Event) -> None:
            if agent.chat_plan == plan:
                self._end(agent)

        env.at(now + after, END_OF_CHAT, agent.identity).callbacks.append(end)

    def _end(self, agent: Agent) -> None:
        """The conversation that is over first, and of equals that of the lowest ticket, is over now."""
        agent.chat_clock, _, over = agent.chats.pop(0)
        agent.chat_since = self.env.now
        if not agent.chats:
            del self.desk.teams[agent.team].chatting[agent.identity]
        self._plan(agent, self.env.now)
        over.fire()
