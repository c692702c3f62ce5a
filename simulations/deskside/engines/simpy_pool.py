"""A team: who is free, who waits, and who serves whom next."""

from __future__ import annotations

from bisect import bisect_left, insort

from deskside.engines.simpy_lines import Levels, Line, Ranked, Shuffled, line_for
from deskside.engines.simpy_team import Agent, Clock, Turn
from deskside.prepare.policy import FIRST_COME, RANDOM

__all__ = ["Team"]


class Team:
    """Agents who share a queue. Of the free ones the longest idle is next, then the lowest number."""

    def __init__(self, env: Clock) -> None:
        self.env, self.discipline, self.counts_heads = env, FIRST_COME, False
        self.bench: list[tuple[float, int, Agent]] = []  # the free ones: since when, number
        self.lines: dict[int, Line] = {}  # by queue class
        self.waiting = 0  # tickets
        self.on_duty = 0  # agents
        self.owed = 0  # heads that should have gone at a shift's end and are still busy

    def free_agent(self, queue_class: int) -> Agent | None:
        """The longest idle agent who can serve this class leaves the bench, if there is one."""
        for place, (_, _, agent) in enumerate(self.bench):
            if queue_class in agent.classes:
                del self.bench[place]
                agent.busy = True
                return agent
        return None

    def join(self, turn: Turn) -> None:
        """A ticket joins the line of its queue class."""
        if turn.queue_class not in self.lines:
            self.lines[turn.queue_class] = line_for(self.discipline)
        self.waiting += 1
        self.lines[turn.queue_class].add(turn)

    def give_up(self, turn: Turn) -> None:
        """A ticket leaves its line before its turn."""
        self.waiting -= 1
        self.lines[turn.queue_class].drop(turn)
        turn.call(None)

    def next_turn(self, agent: Agent) -> Turn | None:
        """The ticket this agent takes next, out of the lines they can serve."""
        if not self.waiting:
            return None
        lines = [self.lines[c] for c in agent.classes if c in self.lines]
        if self.discipline == RANDOM:
            turn = self._any(agent, [line for line in lines if isinstance(line, Shuffled)])
        else:
            turn = self._first([line for line in lines if not isinstance(line, Shuffled)])
        if turn is not None:
            self.waiting -= 1
        return turn

    @staticmethod
    def _first(lines: list[Levels | Ranked]) -> Turn | None:
        """Of those who are first in their lines the one who ranks first."""
        best, best_rank = None, None
        for line in lines:
            rank = line.first()
            if rank is not None and (best_rank is None or rank < best_rank):
                best, best_rank = line, rank
        return best.take() if best is not None else None

    @staticmethod
    def _any(agent: Agent, lines: list[Shuffled]) -> Turn | None:
        """Everybody has the same chance; the agent's last visit left a number that says who."""
        number = int(agent.pick * sum(len(line.turns) for line in lines))
        for line in lines:
            if number < len(line.turns):
                turn = line.turns[number]
                line.drop(turn)
                return turn
            number -= len(line.turns)
        return None

    def work_or_rest(self, agent: Agent) -> None:
        """A free agent takes the next ticket, or sits down to wait for one, or goes home."""
        if not agent.on_duty:
            return
        turn = self.next_turn(agent)
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

    def leave_bench(self, agent: Agent) -> None:
        """An agent gets up."""
        del self.bench[bisect_left(self.bench, (agent.idle_since, agent.identity))]

    def everybody_waiting(self) -> list[Turn]:
        """All turns waited for, in the order they queued; the lines are empty afterwards."""
        turns = [turn for line in self.lines.values() for turn in line if turn.waiting]
        self.lines.clear()
        self.waiting = 0
        return sorted(turns, key=lambda turn: turn.visit)
