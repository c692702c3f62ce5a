"""The parts a SimPy desk is made of: the clock, the people, a ticket's turn."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from simpy import Environment, Event, Process

from deskside.engines.order import KIND, NUMBER
from deskside.prepare import Agent as OnRoster
from deskside.prepare import Draws, Tables

__all__ = ["Agent", "Answers", "Case", "Clock", "Stage", "Turn", "stages_of"]


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

    def __init__(self, env: Clock, case: Case, visit: int) -> None:
        super().__init__(env)
        self.case, self.visit, self.queue_class = case, visit, 0
        self.level, self.key = 0, 0.0  # the team's discipline says how it ranks
        self.place = 0  # in a line that keeps no order
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
        self.rostered = self.on_duty = self.busy = False
        self.idle_since = 0.0
        self.pick = 0.5  # where random order takes the next ticket: a number in [0, 1)

    def takes(self, data: OnRoster) -> None:
        """What the roster in force says of them."""
        self.rostered, self.speed, self.classes = True, data.speed, data.classes

    @property
    def can_come(self) -> bool:
        """Whether they could come on duty now."""
        return self.rostered and not self.on_duty and not self.busy


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
        self.pick: list[float] = []
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
            "pick": self.pick,
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
