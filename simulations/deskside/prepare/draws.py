"""The answers a run may ask for: one row a need and page, the first page ready, later pages on demand."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.demand import ROW, Demand
from deskside.distributions import Shape, unit_amounts

__all__ = ["Draws"]

Shapes = tuple[tuple[Shape, float], ...]

_FIRST_BATCH = 64


class Draws:
    """Rows of answers and, beside them, efforts with mean 1: one column for each shape of effort.

    Rows 0 to n - 1 are page 0 of the n needs. A later page of a need is a row further down, found by following
    ``later`` from row to row. Rows are added in batches that double: whoever asks first is joined by the next
    needs that are likely to ask too, so that asking stays cheap and little is drawn in vain.
    """

    def __init__(self, demand: Demand, shapes: Shapes) -> None:
        self.demand, self.shapes = demand, shapes
        self.used = len(demand)
        room = self.used + self.used // 2 + _FIRST_BATCH
        self.rows: NDArray[Any] = np.empty(room, dtype=ROW)
        self.rows[: self.used] = demand.rows()
        self.efforts = np.empty((room, len(shapes)))
        for column, shape in enumerate(shapes):
            self.efforts[: self.used, column] = demand.efforts(*shape)
        self._last = np.arange(self.used)  # the last row of each need
        self.pages = np.zeros(self.used, dtype=np.int64)  # the last page that is there, for each need
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
        """Draw the next page of a need, and of those after it that may soon ask for theirs."""
        page = self.pages[need]
        window = np.arange(need, min(need + self._batch, len(self.pages)))
        self._batch *= 2
        asks = window[self.pages[window] == page] if page < 2 else np.array([need])
        self._append(asks, page + 1)

    def _append(self, needs: NDArray[np.int64], page: int) -> None:
        first, count = self.used, len(needs)
        self._make_room(first + count)
        rows = self.demand.later_rows(needs, np.full(count, page, dtype=np.int64))
        new = slice(first, first + count)
        self.rows[new] = rows
        for column, (kind, cv) in enumerate(self.shapes):
            self.efforts[new, column] = unit_amounts(kind, cv, rows["effort"])
        self.rows["later"][self._last[needs]] = np.arange(first, first + count)
        self._last[needs] = np.arange(first, first + count)
        self.pages[needs] = page
        self.used += count

    def _make_room(self, rows: int) -> None:
        if rows <= len(self.rows):
            return
        room = max(rows, 2 * len(self.rows))
        grown, efforts = np.empty(room, dtype=ROW), np.empty((room, len(self.shapes)))
        grown[: self.used], efforts[: self.used] = self.rows[: self.used], self.efforts[: self.used]
        self.rows, self.efforts = grown, efforts
