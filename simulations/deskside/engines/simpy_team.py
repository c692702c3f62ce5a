"""The parts a SimPy desk is made of: the clock, the people, their queue, and a ticket's turn in it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from simpy import Environment, Event, Process

from deskside.engines.order import KIND, NUMBER
from deskside.prepare import Draws, Tables

__all__ = ["Agent", "Answers", "Case", "Clock", "Stage", "Team", "Turn", "stages_of"]

LEVELS = 10  # first-come work waits at level 0, priority work at level 1 to 9


class Clock(Environment):
    """SimPy's environment with appointments: an absolute time and a place in the tie order.

    It keeps SimPy's own list of events, and saves it two of them a process: a process begins with an event
    that is there anyway, and its end is no event if nobody waits for it.
    """

    def at(self, time: float, kind: int, number: int) -> Event:
        """An event at ``time``; among events of that minute it goes by (kind, number)."""
        event = Event(self)
        event._ok, event._value = True, None  # noqa: SLF001  # as SimPy's own Timeout does
        # SimPy's `schedule` takes a delay, and now + (time - now) is not always time
        heappush(self._queue, (time, kind << KIND | number << NUMBER, next(self._eid), event))  # type: ignore[misc]
        return event

    def begin(self, life: Generator[Event, Any, None], first: Event) -> None:
        """Begin a process when an event happens."""
        Life(self, life, first)

    def schedule(self, event: Event, priority: Any = 1, delay: float = 0) -> None:
        """What SimPy calls when an event comes about."""
        if isinstance(event, Process) and event._ok and not event.callbacks:  # noqa: SLF001
            event.callbacks = None  # type: ignore[assignment]  # SimPy's mark of an event that is over
        else:
            heappush(self._queue, (self._now + delay, priority, next(self._eid), event))

    def happen(self, until: float, is_over: Callable[[], bool] | None = None) -> None:
        """Let all events before ``until`` happen, or until it is over. Raises what a process raised."""
        queue = self._queue
        while queue and queue[0][0] < until:
            if is_over is not None and is_over():
                return
            self._now, _, _, event = heappop(queue)
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
            if not event._ok:  # noqa: SLF001
                raise event._value  # noqa: SLF001


class Life(Process):
    """A process that begins with a given event, where SimPy's own would add one at the present time."""

    def __init__(self, env: Clock, generator: Generator[Event, Any, None], first: Event) -> None:
        self.env = env
        self.callbacks = []
        self._generator = generator
        self._target = first
        first.callbacks.append(self._resume)


class Turn(Event):
    """A ticket's turn at a team, waited for: comes with the agent, or with None if patience ran out."""

    def __init__(self, env: Clock, visit: int, queue_class: int, priority: int) -> None:
        super().__init__(env)
        self.visit, self.queue_class, self.priority = visit, queue_class, priority
        self.waiting = True

    def call(self, agent: Agent | None) -> None:
        """End the wait, before anything else happens in this minute."""
        self.waiting = False
        self._ok, self._value = True, agent
        self.env.schedule(self, priority=0)  # type: ignore[arg-type]  # 0 is SimPy's URGENT


class Agent:
    """A person on the roster. Their numbers never change; speed, skills and shifts may."""

    def __init__(self, identity: int, team: int) -> None:
        self.identity, self.team = identity, team
        self.speed = 1.0
        self.classes: tuple[int, ...] = ()
        self.on_duty = self.busy = False
        self.idle_since = 0.0


class Team:
    """Agents who share a queue. Of the free ones the longest idle is next, then the lowest number."""

    def __init__(self, env: Clock) -> None:
        self.env, self.by_priority, self.counts_heads = env, False, False
        self.bench: list[tuple[float, int, Agent]] = []  # the free ones: since when, number
        self.queues: dict[int, list[deque[Turn]]] = {}  # by queue class, then level
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
        """A ticket joins the end of its queue."""
        if turn.queue_class not in self.queues:
            self.queues[turn.queue_class] = [deque() for _ in range(LEVELS)]
        self.waiting += 1
        self.queues[turn.queue_class][turn.priority if self.by_priority else 0].append(turn)

    def next_turn(self, agent: Agent) -> Turn | None:
        """The ticket this agent takes next: best level, then who queued first."""
        if not self.waiting:
            return None
        lines = [self.queues[c] for c in agent.classes if c in self.queues]
        for level in range(LEVELS):
            best: deque[Turn] | None = None
            for line in lines:
                queue = line[level]
                while queue and not queue[0].waiting:  # gave up
                    queue.popleft()
                if queue and (best is None or queue[0].visit < best[0].visit):
                    best = queue
            if best is not None:
                self.waiting -= 1
                return best.popleft()
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
        """All turns waited for, in the order they queued; the queues are empty afterwards."""
        turns = [t for line in self.queues.values() for queue in line for t in queue if t.waiting]
        self.queues.clear()
        self.waiting = 0
        return sorted(turns, key=lambda turn: turn.visit)


class Case:
    """What a need carries through its life."""

    __slots__ = ("channel", "need", "priority", "served", "service", "team", "tries", "visits")

    def __init__(self, need: int, service: int, channel: int, priority: int) -> None:
        self.need, self.service, self.channel, self.priority = need, service, channel, priority
        self.team = self.visits = self.tries = 0
        self.served = False


@dataclass(frozen=True, slots=True)
class Stage:
    """What a service means to one team."""

    queue_class: int
    shape: int  # of effort
    mean: tuple[float, ...]  # effort by channel, minutes
    onward: int  # the team it hands on to
    share: float  # of visits handed on


def stages_of(tables: Tables) -> list[list[Stage]]:
    """Stages by service and team."""
    teams = len(tables.wrap_up)
    stages = [
        Stage(*row[:2], tuple(row[2]), *row[3:])
        for row in zip(
            tables.stage_class.tolist(),
            tables.stage_shape.tolist(),
            tables.effort_mean.tolist(),
            tables.stage_next.tolist(),
            tables.stage_share.tolist(),
            strict=True,
        )
    ]
    return [stages[start : start + teams] for start in range(0, len(stages), teams)]


class Answers:
    """The answers of a run as plain Python numbers: NumPy's own would halve SimPy's speed."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        self.escalate: list[float] = []
        self.reopen: list[float] = []
        self.reopen_after: list[float] = []
        self.patience: list[float] = []
        self.retry: list[float] = []
        self.retry_after: list[float] = []
        self.effort: list[list[float]] = []
        self._read()

    def _read(self) -> None:
        """Take over the rows that are new."""
        new = slice(len(self.effort), self.draws.used)
        for name, column in self._columns().items():
            column.extend(self.draws.rows[name][new].tolist())
        self.effort.extend(self.draws.efforts[new].tolist())

    def _columns(self) -> dict[str, list[float]]:
        return {
            "escalate": self.escalate,
            "reopen": self.reopen,
            "reopen_after": self.reopen_after,
            "patience": self.patience,
            "retry": self.retry,
            "retry_after": self.retry_after,
        }

    def row(self, need: int, page: int) -> int:
        """Where the answers of this page of a need stand."""
        if page == 0:
            return need
        row = self.draws.row(need, page)
        if self.draws.used > len(self.effort):
            self._read()
        return row

    def adopt(self, tables: Tables) -> None:
        """Answer what another policy can ask."""
        self.draws.adopt(tables)
        for column in self._columns().values():
            column.clear()
        self.effort.clear()
        self._read()
