"""The answers a run may ask for: one row a need and page, the first page ready, later pages on demand."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.demand import ROW, Demand
from deskside.distributions import Shape, unit_amounts

__all__ = ["Draws"]

Shapes = tuple[tuple[Shape, float], ...]

_FIRST_BATCH = 8
_WINDOW = 1 << 16


class Draws:
    """Rows of answers and, beside them, efforts with mean 1: one column for each shape of effort.

    Rows 0 to n - 1 are page 0 of the n needs. A later page of a need is a row further down, found by following
    ``later`` from row to row; ``pages`` says how many later pages each need has. Whoever asks for a page is
    joined by the needs after it that are likely to ask too, so that asking is rare and little is drawn in vain:
    `likely_again` holds the shares of visits that are handed on and of resolutions that do not hold.
    """

    def __init__(self, demand: Demand, shapes: Shapes, likely_again: tuple[float, float]) -> None:
        self.demand, self.shapes, self.likely_again = demand, shapes, likely_again
        self.used = len(demand)
        room = self.used + self.used // 2 + 64
        self.rows: NDArray[Any] = np.empty(room, dtype=ROW)
        self.rows[: self.used] = demand.rows()
        self.efforts = np.empty((room, len(shapes)))
        for column, shape in enumerate(shapes):
            self.efforts[: self.used, column] = demand.efforts(*shape)
        self.pages = np.zeros(self.used, dtype=np.int64)
        self._last = np.arange(self.used)  # the row of each need's last page
        self._expected = self._triggers(self.rows[: self.used])  # later pages each need will probably ask for
        self._batch = _FIRST_BATCH

    def reshape(self, shapes: Shapes) -> None:
        """Other shapes of effort, after a change of policy: the same numbers, turned into other amounts."""
        if shapes == self.shapes:
            return
        self.shapes = shapes
        self.efforts = np.empty((len(self.rows), len(shapes)))
        numbers = self.rows["effort"][: self.used]
        for column, (kind, cv) in enumerate(shapes):
            self.efforts[: self.used, column] = unit_amounts(kind, cv, numbers)

    def row(self, need: int, page: int) -> int:
        """The row of a page of a need, drawn if it is not there yet."""
        while self.pages[need] < page:
            self.add(need)
        row = need
        for _ in range(page):
            row = int(self.rows["later"][row])
        return row

    def add(self, need: int) -> None:
        """Draw the next page of a need, and what it and the needs after it will probably ask for."""
        page = self.pages[need]
        window = slice(need, need + _WINDOW)
        while len(asks := np.flatnonzero(self._expected[window] > self.pages[window])):
            for level in np.unique(self.pages[window][asks]):
                self._append(need + asks[self.pages[window][asks] == level], int(level) + 1)
        if self.pages[need] == page:  # nobody could know: it gave up and tries again; others will, too
            after = np.arange(need, min(need + self._batch, len(self.pages)))
            self._append(after[self.pages[after] == page], int(page) + 1)
            self._batch = min(2 * self._batch, _WINDOW)

    def _triggers(self, rows: NDArray[Any]) -> NDArray[np.int64]:
        """How many further pages these rows make likely."""
        handed_on, reopened = self.likely_again
        return (rows["escalate"] < handed_on).astype(np.int64) + (rows["reopen"] < reopened)

    def _append(self, needs: NDArray[np.int64], page: int) -> None:
        first, count = self.used, len(needs)
        self._make_room(first + count)
        rows = self.demand.later_rows(needs, page)
        new = slice(first, first + count)
        self.rows[new] = rows
        for column, (kind, cv) in enumerate(self.shapes):
            self.efforts[new, column] = unit_amounts(kind, cv, rows["effort"])
        self.rows["later"][self._last[needs]] = np.arange(first, first + count)
        self._last[needs] = np.arange(first, first + count)
        self.pages[needs] = page
        self._expected[needs] += self._triggers(rows)
        self.used += count

    def _make_room(self, rows: int) -> None:
        if rows <= len(self.rows):
            return
        room = max(rows, 2 * len(self.rows))
        grown, efforts = np.empty(room, dtype=ROW), np.empty((room, len(self.shapes)))
        grown[: self.used], efforts[: self.used] = self.rows[: self.used], self.efforts[: self.used]
        self.rows, self.efforts = grown, efforts
