"""The parts a SimPy desk is made of: the clock, the people, a ticket's turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from simpy import Environment, Event

from deskside.demand import ANSWERS
from deskside.prepare import Agent as OnRoster
from deskside.prepare import Draws, Tables

if TYPE_CHECKING:
    from deskside.engines.simpy_lines import Line

NOT_YET = float("nan")
VISIT = 7  # values a visit's record has: those of `deskside.log`, in their order
AGENT, QUEUED, STARTED, ENDED = 3, 4, 5, 6  # places in it
COMMON = tuple(name for name in ANSWERS if name != "effort")
__all__ = ["Agent", "Answers", "Case", "Clock", "Life", "Rank", "Stage", "Turn", "stages_of"]


class Appointment(Event):
    """An event at ``time``; among events of that minute it goes by (kind, number)."""

    _ok, _value = True, None  # as in SimPy's own Timeout

    def __init__(self, env: Clock, time: float, kind: int, number: int) -> None:
        self.env, self.callbacks = env, []
        # SimPy's `schedule` takes a delay, and now + (time - now) is not always time
        heappush(env._queue, (time, kind, number, next(env._eid), self))  # type: ignore[misc]  # noqa: SLF001


class Clock(Environment):
    """SimPy's environment with appointments: an absolute time and a place in the tie order.

    It keeps SimPy's own list of events. What happens at once does not go through it.
    """

    now = 0.0  # SimPy's own is a property, and it is asked for a dozen times a ticket

    def __init__(self) -> None:
        super().__init__()
        self._soon: deque[Event] = deque()
        #: ``at(time, kind, number)`` is an appointment, as SimPy's ``timeout(delay)`` is a Timeout.
        self.at = partial(Appointment, self)
        #: Let an event happen before anything else of this minute.
        self.at_once = self._soon.append

    def happen(self, until: float, is_over: Callable[[], bool] | None = None) -> None:
        """Let all events before ``until`` happen, or until it is over. Raises what a process raised."""
        queue, soon = self._queue, self._soon
        while True:
            if soon:
                event = soon.popleft()
            elif not queue or queue[0][0] >= until or (is_over is not None and is_over()):
                return
            else:
                appointment = heappop(queue)
                self.now = self._now = appointment[0]
                event = appointment[-1]
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # as in SimPy
            for callback in callbacks:  # what a life raises comes through here; no event of ours can fail
                callback(event)


class Life:
    """A process as SimPy runs one, but it begins at once and its end is no event: nobody waits for it."""

    __slots__ = ("_step",)

    def __init__(self, steps: Generator[Event, Any, None]) -> None:
        self._step = steps.send
        first = next(steps, None)
        if first is not None:
            first.callbacks.append(self._go_on)

    def _go_on(self, event: Event) -> None:
        """What it waited for has happened: on to the next."""
        try:
            event = self._step(event._value)  # noqa: SLF001  # as SimPy's own process does
            while event.callbacks is None:  # it has happened already
                event = self._step(event._value)  # noqa: SLF001  # the same
        except StopIteration:
            return
        event.callbacks.append(self._go_on)


#: Level, key, visit: the smallest goes first. The visit settles every tie, for it numbers the queuing.
Rank = tuple[int, float, int]


class Turn(Event):
    """A turn at a team, waited for: comes with the agent, or with None if the wait ended without one."""

    rank: Rank  # by the team's discipline
    line: Line  # in which it waits
    place = 0  # in a line that keeps no order
    waiting = True
    queue_class = 0
    owner: Agent | None = None  # nobody else may take it
    fresh = True  # a ticket to begin, not one to go on with
    chat = was_read = False  # was read: in a team that reads at set times
    burden = 0  # what its agent held when they took it
    amount = mean = 0.0  # minutes of a visit beside the ticket's own way: drawn, expected

    env: Clock

    def __init__(self, env: Clock, case: Case, kind: int, visit: int) -> None:
        self.env, self.callbacks = env, []
        self.case, self.kind, self.visit, self.team = case, kind, visit, case.team

    def call(self, agent: Agent | None) -> None:
        """End the wait, before anything else happens in this minute."""
        self.waiting = False
        self.burden = 0 if agent is None else agent.held
        self._ok, self._value = True, agent
        self.env.at_once(self)


class Signal(Event):
    """Something a life waits for; whoever knows that it has come says so."""

    env: Clock

    def fire(self, value: Any = None) -> None:
        """Let the life go on, before anything else happens in this minute."""
        self._ok, self._value = True, value
        self.env.at_once(self)


class Agent:
    """A person on the roster. Their numbers never change; speed, skills and shifts may."""

    def __init__(self, identity: int, team: int) -> None:
        self.identity, self.team = identity, team
        self.speed = 1.0
        self.classes: tuple[int, ...] = ()
        self.rostered = self.on_duty = self.busy = False
        self.idle_since = 0.0
        self.lines: list[Line] = []  # of those who wait for them, with others or alone
        self.lines_to_go_on: list[Line] = []  # the same for tickets that are begun
        self.pick = 0.5  # where random order takes the next ticket: a number in [0, 1)
        self.held = 0  # tickets begun that wait for somebody else
        self.holding = 0  # tickets in hand for which help is on the way
        self.chats: list[tuple[float, int, Signal]] = []  # in hand: where they end, ticket, what waits for it
        self.chat_channel = -1
        self.chat_clock = self.chat_since = 0.0  # the clock of their conversations, and when it was set
        self.chat_plan = 0  # number of the end that is planned; others are stale

    def takes(self, data: OnRoster) -> None:
        """What the roster in force says of them."""
        self.rostered, self.speed, self.classes = True, data.speed, data.classes

    @property
    def can_come(self) -> bool:
        """Whether they could come on duty now."""
        return self.rostered and not self.on_duty and not self.busy


class Case:
    """What a need carries through its life. Most needs use only what `__init__` sets."""

    step: Any = None  # what the last visit led to
    # on the way
    tries = looks = repeats = 0  # after giving up; at wrong teams; brought up again
    pendings = 0  # waits for somebody outside
    parted = False  # other teams were asked for their parts
    children = 0  # parts of other teams that are not done
    factor = 1.0  # of the working time of the next visit
    extra = 0.0  # minutes that the next visit takes beyond it
    owner: Agent | None = None  # who worked on it last
    holder: Agent | None = None  # who began it, while it waits for somebody else
    turn: Turn | None = None  # waited for
    signal: Signal | None = None  # of those it waits for: other teams, a helper, who tells it again
    back: Signal | None = None  # comes if the resolution does not hold
    help: Turn | None = None
    check: Turn | None = None  # of asking whether it worked
    # what its requester heard
    last_word = 0.0
    chases = 0
    # a major incident
    incident = -1
    told = over = away = False
    astray = False  # at a wrong team
    canned = False  # the last visit used a ready-made reply
    chase_plan = 0  # number of the plan to ask; others are stale
    chase: Turn | None = None

    def __init__(self, need: int, service: int, channel: int, priority: int) -> None:
        self.need, self.service, self.channel, self.priority = need, service, channel, priority
        self.row = need  # where the answers about this visit stand
        self.back_row = need  # and those about this resolution
        self.team = self.visits = 0
        self.served = False
        self.heard = False  # that it arrived


@dataclass(frozen=True, slots=True)
class Stage:
    """What a service means to one team."""

    queue_class: int
    shape: int  # of effort
    mean: tuple[float, ...]  # effort by channel, minutes
    onward: int  # the team it hands on to
    share: float  # of visits handed on
    swarms: bool  # asks for help in place of handing on
    hold: float  # minutes to wait for a helper
    help: float  # working time of the two together, times what the other team would need


def stages_of(tables: Tables) -> list[list[Stage]]:
    """Stages by service and team."""
    teams = len(tables.wrap_up)
    columns: tuple[list[Any], ...] = (
        tables.stage_class.tolist(),
        tables.stage_shape.tolist(),
        [tuple(row) for row in tables.effort_mean.tolist()],
        tables.stage_next.tolist(),
        tables.stage_share.tolist(),
        tables.swarms.tolist(),
        tables.hold.tolist(),
        tables.help_effort.tolist(),
    )
    stages = [Stage(*row) for row in zip(*columns, strict=True)]
    return [stages[start : start + teams] for start in range(0, len(stages), teams)]


class Answers:
    """The answers of a run as plain Python numbers: NumPy's own would halve SimPy's speed.

    Each question is a list, by row: the common ones are attributes, the rare ones in ``rare``.
    """

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        draws.draw_ahead()
        self.escalate: list[float] = []
        self.reopen: list[float] = []
        self.reopen_after: list[float] = []
        self.patience: list[float] = []
        self.retry: list[float] = []
        self.retry_after: list[float] = []
        self.pick: list[float] = []
        self.effort: list[list[float]] = [[] for _ in draws.shapes]
        self.rare: dict[str, list[float]] = {}
        self.rows: dict[int, int] = {}  # by page * needs + need
        self.needs = len(draws.demand)
        self.size: list[float] = draws.demand.numbers("effort").tolist()  # of each need: 0 small, 1 large
        self._read()

    def _read(self) -> None:
        """Take over the rows that are new."""
        new = slice(len(self.rows), self.draws.used)
        for name in COMMON:
            getattr(self, name).extend(self.draws.rows[name][new].tolist())
        for name in self.draws.rare_purposes:
            self.rare.setdefault(name, []).extend(self.draws.rare[name][new].tolist())
        for shape, efforts in enumerate(self.draws.efforts[new].T.tolist()):
            self.effort[shape].extend(efforts)
        pages = self.draws.pages_of(new).tolist()
        self.rows.update(zip(pages, range(new.start, new.stop), strict=True))

    def row(self, need: int, page: int) -> int:
        """Where the answers of this page of a need stand."""
        if page == 0:
            return need
        row = self.rows.get(page * self.needs + need)
        if row is None:
            row = self.draws.row(need, page)
            self._read()
        return row

    def rarely(self, question: str, need: int, page: int) -> float:
        """The answer to a rare question."""
        return self.rare[question][self.row(need, page)]

    def adopt(self, tables: Tables) -> None:
        """Answer what another policy can ask."""
        self.draws.adopt(tables)
        for name in COMMON:
            getattr(self, name).clear()
        self.rare.clear()
        self.rows.clear()
        self.effort = [[] for _ in self.draws.shapes]
        self._read()
