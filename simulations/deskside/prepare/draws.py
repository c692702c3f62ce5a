"""The answers a run may ask for: one row a need and page, the first page ready, later pages on demand."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.demand import ROW, Demand
from deskside.distributions import Shape, unit_amounts
from deskside.prepare.tables import Tables
from deskside.streams import NumbersAt, uniforms_at

__all__ = ["Draws"]

Shapes = tuple[tuple[Shape, float], ...]

_WINDOW = 1 << 16
_AHEAD = (
    4  # pages drawn before anybody asks: where nearly all is handed on or comes back, guessing has no end
)


class Draws:
    """Rows of answers and, beside them, efforts with mean 1: one column for each shape of effort.

    Rows 0 to n - 1 are page 0 of the n needs. A later page of a need is a row further down, found by
    following
    ``later`` from row to row; ``pages`` says how many later pages each need has. Whoever asks for a page is
    joined by the needs around it that are likely to ask too, so that asking is rare and little is drawn in
    vain:
    ``likely_again`` holds the shares of visits that are handed on and of resolutions that do not hold. Only
    ``purposes`` that the policy can ask for are answered; the other fields of a row are 0.
    """

    def __init__(self, demand: Demand, tables: Tables, numbers_at: NumbersAt = uniforms_at) -> None:
        self.demand, self._numbers_at = demand, numbers_at
        self.used = len(demand)
        room = self.used + self.used // 2 + 64
        self.rows: NDArray[Any] = np.zeros(room, dtype=ROW)
        self.rows["later"][: self.used] = -1
        self.pages = np.zeros(self.used, dtype=np.int64)
        self._last = np.arange(self.used)  # the row of each need's last page
        self._later: list[tuple[NDArray[np.int64], int]] = []  # needs and page of each batch of later rows
        self.purposes: frozenset[str] = frozenset()
        self.shapes: Shapes = ()
        self.adopt(tables)

    def adopt(self, tables: Tables) -> None:
        """Answer what this policy can ask: the same numbers, whatever was asked before."""
        for purpose in sorted(tables.purposes - self.purposes):
            self._fill(purpose)
        self.purposes |= tables.purposes
        if tables.shapes != self.shapes:
            self.shapes = tables.shapes
            self.efforts = np.empty((len(self.rows), len(self.shapes)))
            self._shape(0, self.used)
        self.likely_again = tables.likely_again
        gives_up = (np.isfinite(tables.patience) | tables.refuses)[tables.channel]
        self._retry_share = tables.retry_share[tables.group] * gives_up
        self._persistent = np.zeros(len(self.demand), dtype=np.bool_)  # would try again after giving up
        self._expected = np.zeros(
            len(self.demand), dtype=np.int64
        )  # later pages each need will probably ask for
        self._expect(np.arange(len(self.demand)), self.rows[: len(self.demand)])
        row = len(self.demand)
        for needs, _ in self._later:
            self._expect(needs, self.rows[row : row + len(needs)])
            row += len(needs)

    def _fill(self, purpose: str) -> None:
        """Answers to a question that was not asked before, for all rows so far."""
        row = len(self.demand)
        self.rows[purpose][:row] = self.demand.answers(purpose)
        for needs, page in self._later:
            self.rows[purpose][row : row + len(needs)] = self.demand.later_answers(
                purpose, needs, page, self._numbers_at
            )
            row += len(needs)

    def _shape(self, first: int, end: int) -> None:
        """Efforts of rows, in every shape."""
        for column, (kind, cv) in enumerate(self.shapes):
            if first == 0:
                self.efforts[: len(self.demand), column] = self.demand.efforts(kind, cv)
            later = slice(max(first, len(self.demand)), end)
            self.efforts[later, column] = unit_amounts(kind, cv, self.rows["effort"][later])

    def row(self, need: int, page: int) -> int:
        """The row of a page of a need, drawn if it is not there yet."""
        while self.pages[need] < page:
            self.add(need)
        row = need
        for _ in range(page):
            row = int(self.rows["later"][row])
        return row

    def add(self, need: int) -> None:
        """Draw the next page of a need, and what it and the needs around it will probably ask for."""
        page, first = self.pages[need], need // _WINDOW * _WINDOW
        window = slice(first, first + _WINDOW)
        expected = self._expected[window]
        while len(asks := np.flatnonzero(expected.clip(max=page + _AHEAD) > self.pages[window])):
            for level in np.unique(self.pages[window][asks]):
                self._append(first + asks[self.pages[window][asks] == level], int(level) + 1)
        if self.pages[need] == page:  # it gave up and tries again; others will, too
            asks = self._persistent[window] & (self.pages[window] == page)
            asks[need - first] = True
            self._append(first + np.flatnonzero(asks), int(page) + 1)

    def _expect(self, needs: NDArray[np.int64], rows: NDArray[Any]) -> None:
        """How many further pages these rows make likely, and whether their needs would try again."""
        self._persistent[needs] = rows["retry"] < self._retry_share[needs]
        handed_on, reopened = self.likely_again
        if handed_on > 0.0:
            self._expected[needs] += rows["escalate"] < handed_on
        if reopened > 0.0:
            self._expected[needs] += rows["reopen"] < reopened

    def _append(self, needs: NDArray[np.int64], page: int) -> None:
        first, end = self.used, self.used + len(needs)
        self._make_room(end)
        new = self.rows[first:end]
        for purpose in self.purposes:
            new[purpose] = self.demand.later_answers(purpose, needs, page, self._numbers_at)
        new["later"] = -1
        self.used = end
        self._shape(first, end)
        self.rows["later"][self._last[needs]] = np.arange(first, end)
        self._last[needs] = np.arange(first, end)
        self._later.append((needs, page))
        self.pages[needs] = page
        self._expect(needs, new)

    def _make_room(self, rows: int) -> None:
        if rows <= len(self.rows):
            return
        room = max(rows, 2 * len(self.rows))
        grown, efforts = np.zeros(room, dtype=ROW), np.empty((room, len(self.shapes)))
        grown[: self.used], efforts[: self.used] = self.rows[: self.used], self.efforts[: self.used]
        self.rows, self.efforts = grown, efforts
