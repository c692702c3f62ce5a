"""How a team's tickets wait: one line for each queue class, in the order of the team's discipline.

A line knows who is first and how that one ranks against the first of another line. To try a discipline of
your own, give tickets another key (`Queueing._key`) and let them wait in a `Ranked` line.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import chain

from deskside.engines.simpy_team import Rank, Turn
from deskside.prepare.policy import FIRST_COME, LEVELS, PRIORITY, RANDOM

__all__ = ["Levels", "Line", "Ranked", "Shuffled", "line_for"]


class Levels:
    """First come, first served, within levels: all at level 0, or one level a priority."""

    def __init__(self) -> None:
        self.levels: list[deque[Turn]] = [deque() for _ in range(LEVELS)]
        self.next = self.levels[0]  # where `first` found the ticket to take next

    def add(self, turn: Turn) -> None:
        """A ticket joins the end of its level, but those read late stand where they would if read at once."""
        queue = self.levels[turn.rank[0]]
        if not queue or queue[-1].visit < turn.visit:
            queue.append(turn)
            return
        place = len(queue) - 1
        while place and queue[place - 1].visit > turn.visit:
            place -= 1
        queue.insert(place, turn)

    def drop(self, turn: Turn) -> None:
        """Who gave up is passed over when they come to the front."""

    def first(self) -> Turn | None:
        """The ticket to take next, None if nobody waits."""
        for queue in self.levels:
            while queue:
                if queue[0].waiting:
                    self.next = queue
                    return queue[0]
                queue.popleft()
        return None

    def take(self) -> None:
        """The ticket to take next leaves the line; call `first` before."""
        self.next.popleft()

    def emptied(self) -> list[Turn]:
        """Everybody, in the order they would have been taken."""
        turns = list(self)
        for queue in self.levels:
            queue.clear()
        return turns

    def __iter__(self) -> Iterator[Turn]:
        return chain.from_iterable(self.levels)


class Ranked:
    """The smallest key first; a heap, so a long line stays quick."""

    def __init__(self) -> None:
        self.heap: list[tuple[Rank, Turn]] = []

    def add(self, turn: Turn) -> None:
        """A ticket joins at the place of its key."""
        heappush(self.heap, (turn.rank, turn))

    def drop(self, turn: Turn) -> None:
        """Who gave up is passed over when they come to the front."""

    def first(self) -> Turn | None:
        """The ticket to take next, None if nobody waits."""
        while self.heap and not self.heap[0][1].waiting:
            heappop(self.heap)
        return self.heap[0][1] if self.heap else None

    def take(self) -> None:
        """The ticket to take next leaves the line; call `first` before."""
        heappop(self.heap)

    def emptied(self) -> list[Turn]:
        """Everybody, in the order they would have been taken."""
        turns = [turn for _, turn in sorted(self.heap)]
        self.heap.clear()
        return turns

    def __iter__(self) -> Iterator[Turn]:
        return (turn for _, turn in self.heap)


class Shuffled:
    """Any of those who wait, each with the same chance: the team says which number."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []

    def add(self, turn: Turn) -> None:
        """A ticket joins."""
        turn.place = len(self.turns)
        self.turns.append(turn)

    def drop(self, turn: Turn) -> None:
        """A ticket leaves; the last one takes its place."""
        last = self.turns.pop()
        if last is not turn:
            last.place = turn.place
            self.turns[turn.place] = last

    def emptied(self) -> list[Turn]:
        """Everybody: the first place again and again, which the last one fills."""
        turns = []
        while self.turns:
            turns.append(self.turns[0])
            self.drop(self.turns[0])
        return turns

    def __iter__(self) -> Iterator[Turn]:
        return iter(self.turns)


Line = Levels | Ranked | Shuffled


def line_for(discipline: int) -> Line:
    """An empty line for a discipline."""
    if discipline in (FIRST_COME, PRIORITY):
        return Levels()
    return Shuffled() if discipline == RANDOM else Ranked()
