"""The answers a run may ask for: one row a need and page, the first page ready, later pages on demand."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.demand import ASKED_ONCE, RARE_ROW, ROW, Demand
from deskside.distributions import Shape, unit_amounts
from deskside.prepare.tables import Tables

__all__ = ["Draws"]

Shapes = tuple[tuple[Shape, float], ...]

_WINDOW = 1 << 16
# Needs that are drawn together where nobody knows who will ask, and many will: a sixteenth of all, within
# these bounds. More draw much in vain, fewer ask often: with every lever on 8192 took twice as long as 1200.
_NEAR = (512, 8192)
_AHEAD = 2  # pages drawn before anybody asks: where nearly all is handed on, guessing would have no end
_BEFORE = 8  # pages drawn before a run, at most


class Draws:
    """Rows of answers and, beside them, efforts with mean 1: one column for each shape of effort.

    Rows 0 to n - 1 are page 0 of the n needs. A later page of a need is a row further down, found by
    following ``later`` from row to row; ``pages`` says how many later pages each need has. Whoever asks is
    joined by the needs around it that will probably ask too, so that asking is rare and little is drawn in
    vain. Only ``purposes`` that the policy can ask for are answered; the other fields of a row are 0.
    ``rare`` holds the answers to rare questions, row by row, and just one row where none can be raised.
    """

    def __init__(self, demand: Demand, tables: Tables) -> None:
        self.demand = demand
        needs = self.used = len(demand)
        room = needs + needs // 2 + 64
        self.rows: NDArray[Any] = np.zeros(room, dtype=ROW)
        self.rows["later"][:needs] = -1
        self.rare: NDArray[Any] = np.zeros(1, dtype=RARE_ROW)
        self.pages = np.zeros(needs, dtype=np.int64)
        self._last = np.arange(needs)  # the row of each need's last page
        self._need, self._page = np.zeros((2, room), dtype=np.int64)  # of each row
        self._need[:needs] = self._last
        self.purposes: frozenset[str] = frozenset()
        self.rare_purposes: frozenset[str] = frozenset()
        self.shapes: Shapes = ()
        self._near = min(max(needs // 16, _NEAR[0]), _NEAR[1])
        self._adopted = ""
        self.adopt(tables)

    def adopt(self, tables: Tables) -> None:
        """Answer what this policy can ask: the same numbers, whatever was asked before."""
        if tables.scenario.digest == self._adopted:
            return
        self._adopted = tables.scenario.digest
        for purpose in sorted(tables.purposes - self.purposes):
            self._fill(self.rows[purpose], purpose)
        self.purposes |= tables.purposes
        self._adopt_rare(tables.rare_purposes)
        if tables.shapes != self.shapes:
            self.shapes = tables.shapes
            self.efforts = np.empty((len(self.rows), len(self.shapes)))
            self._shape(0, self.used)
        self._handed_on, self._reopened = tables.likely_again
        self._many_ask = tables.chases or bool(tables.unclear.any())
        self._pending = float(tables.pending_share.max(initial=0.0))
        gives_up = (np.isfinite(tables.patience) | tables.refuses)[tables.channel]
        self._retry_share = tables.retry_share[tables.group] * gives_up
        rows = self.rows[: self.used]
        # later pages each need will probably ask for, and whether it would try again after giving up
        self._expected = np.bincount(
            self._need[: self.used], self._triggers(slice(self.used)), len(self.demand)
        )
        self._persistent = rows["retry"][self._last] < self._retry_share

    def _adopt_rare(self, purposes: frozenset[str]) -> None:
        new = purposes - self.rare_purposes
        if new and len(self.rare) < len(self.rows):
            self.rare = np.zeros(len(self.rows), dtype=RARE_ROW)
        for purpose in sorted(new):
            self._fill(self.rare[purpose], purpose)
        self.rare_purposes |= purposes

    def _triggers(self, which: slice) -> NDArray[np.int64]:
        """How many further pages each of these rows makes likely."""
        rows = self.rows[which]
        found = np.zeros(len(rows), dtype=np.int64)
        if self._handed_on > 0.0:
            found += rows["escalate"] < self._handed_on
        if self._reopened > 0.0:
            found += rows["reopen"] < self._reopened
        if self._pending > 0.0:
            found += self.rare["pending"][which] < self._pending
        return found

    def _fill(self, column: NDArray[np.float64], purpose: str) -> None:
        """Answers to a question that was not asked before, for all rows so far."""
        needs = len(self.demand)
        column[:needs] = self.demand.answers(purpose)
        pages = () if purpose in ASKED_ONCE else np.unique(self._page[needs : self.used])
        for page in pages:
            rows = needs + np.flatnonzero(self._page[needs : self.used] == page)
            column[rows] = self.demand.later_answers(purpose, self._need[rows], int(page))

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

    def pages_of(self, rows: slice) -> NDArray[np.int64]:
        """Which page of which need stands in each row: page * needs + need."""
        return self._page[rows] * len(self.demand) + self._need[rows]

    def add(self, need: int) -> None:
        """Draw the next page of a need, and what it and the needs around it will probably ask for."""
        page, first = int(self.pages[need]), need // _WINDOW * _WINDOW
        window = slice(first, first + _WINDOW)
        self._draw_ahead(window, page + _AHEAD)
        if self.pages[need] == page:  # it gave up and tries again; others will, too
            asks = self._persistent[window] & (self.pages[window] == page)
            if self._many_ask:  # those who came about the same time
                begin = max(need // self._near * self._near - first, 0)
                near = slice(begin, begin + self._near)
                asks[near] |= self.pages[window][near] == page
            asks[need - first] = True
            self._append(first + np.flatnonzero(asks), page + 1)

    def draw_ahead(self) -> None:
        """Draw what will probably be asked for, before anybody asks."""
        for first in range(0, len(self.demand), _WINDOW):
            self._draw_ahead(slice(first, first + _WINDOW), _BEFORE)

    def _draw_ahead(self, window: slice, last: int) -> None:
        """Draw what these needs will probably ask for, up to a last page."""
        expected, pages = self._expected[window], self.pages[window]
        while len(asks := np.flatnonzero(expected.clip(max=last) > pages)):
            for level in np.unique(pages[asks]):
                self._append(window.start + asks[pages[asks] == level], int(level) + 1)

    def _append(self, needs: NDArray[np.int64], page: int) -> None:
        first, end = self.used, self.used + len(needs)
        self._make_room(end)
        new = self.rows[first:end]
        common = tuple(sorted(self.purposes))
        rare = tuple(sorted(self.rare_purposes - ASKED_ONCE))
        answers = self.demand.later_numbers(common + rare, needs, page)
        for purpose, found in zip(common, answers, strict=False):
            new[purpose] = found
        for purpose, found in zip(rare, answers[len(common) :], strict=True):
            self.rare[purpose][first:end] = found
        new["later"] = -1
        self.used = end
        self._shape(first, end)
        self.rows["later"][self._last[needs]] = np.arange(first, end)
        self._last[needs] = np.arange(first, end)
        self._need[first:end], self._page[first:end] = needs, page
        self.pages[needs] = page
        self._expected[needs] += self._triggers(slice(first, end))
        self._persistent[needs] = new["retry"] < self._retry_share[needs]

    def _make_room(self, rows: int) -> None:
        if rows <= len(self.rows):
            return
        room = max(rows, 2 * len(self.rows))
        grown, efforts = np.zeros(room, dtype=ROW), np.empty((room, len(self.shapes)))
        grown[: self.used], efforts[: self.used] = self.rows[: self.used], self.efforts[: self.used]
        self.rows, self.efforts = grown, efforts
        if self.rare_purposes:
            rare, self.rare = self.rare, np.zeros(room, dtype=RARE_ROW)
            self.rare[: self.used] = rare[: self.used]
        self._need = np.concatenate([self._need, np.zeros(room - len(self._need), dtype=np.int64)])
        self._page = np.concatenate([self._page, np.zeros(room - len(self._page), dtype=np.int64)])
