"""A log in few bytes: what a page gets once, before it plays.

Every column is a row of whole numbers written in groups of seven bits, lowest first; the top bit of a byte
says that more follow. Times are written as the step from the row before, or from the moment before in the
same row. Numbers that may be negative are folded: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.panels.floor.columns import NEVER, Columns, Integers

__all__ = ["Packed", "pack", "unpack"]


@dataclass(frozen=True)
class Packed:
    """``sizes`` are rows of tickets, visits and contacts; ``bases`` the numbers of values a code mixes."""

    sizes: tuple[int, int, int]
    bases: dict[str, int]
    data: bytes


def pack(columns: Columns) -> Packed:
    """The columns in bytes."""
    bases = {name: _base(columns, *parts) for name, parts in _BASES.items()}
    sizes = (len(columns.source), len(columns.visit_ticket), len(columns.contact_ticket))
    return Packed(sizes, bases, b"".join(_written(each).tobytes() for each in _streams(columns, bases)))


_BASES: dict[str, tuple[str, ...]] = {
    "channel": ("channel", "visit_channel", "contact_channel"),
    "priority": ("priority",),
    "outcome": ("outcome",),
    "waits": ("waits_for",),
    "team": ("visit_team",),
    "kind": ("visit_kind",),
    "contact": ("contact_kind",),
}


def _base(columns: Columns, *names: str) -> int:
    return 1 + max((int(getattr(columns, name).max(initial=0)) for name in names), default=0)


def _streams(c: Columns, base: dict[str, int]) -> Iterator[Integers]:
    """The numbers to write, in the order in which the page reads them."""
    code = (c.source * base["channel"] + c.channel) * base["priority"] + c.priority
    yield (code * base["waits"] + c.waits_for) * base["outcome"] + c.outcome
    yield _steps(c.arrived)
    yield _maybe(_folded(c.acknowledged - c.arrived), c.acknowledged)
    yield _maybe(_folded(c.promised - c.arrived), c.promised)
    yield _maybe(_folded(c.ended - _last_end(c)), c.ended)
    yield _steps(c.visit_ticket)
    shift = (c.visit_channel - c.channel[c.visit_ticket]) % base["channel"]
    yield (shift * base["team"] + c.visit_team) * base["kind"] + c.visit_kind
    yield c.visit_agent + 1
    yield _steps(c.visit_queued)
    yield _maybe(c.visit_started - c.visit_queued, c.visit_started)
    yield _maybe(c.visit_ended - _begun(c), c.visit_ended)
    yield _steps(c.contact_ticket)
    yield c.contact_channel * base["contact"] + c.contact_kind
    yield _steps(c.contact_time)


def _begun(c: Columns) -> Integers:
    return np.where(c.visit_started == NEVER, c.visit_queued, c.visit_started)


def _last_end(c: Columns) -> Integers:
    """When the latest visit of each ticket ended, or when the ticket arose."""
    last = c.arrived.copy()
    np.maximum.at(last, c.visit_ticket, c.visit_ended)
    return last


def _folded(numbers: Integers) -> Integers:
    return np.where(numbers < 0, -2 * numbers - 1, 2 * numbers)


def _steps(numbers: Integers) -> Integers:
    return _folded(np.diff(numbers, prepend=0))


def _maybe(numbers: Integers, moments: Integers) -> Integers:
    """0 for what did not happen, else one more than the number."""
    return np.where(moments == NEVER, 0, numbers + 1)


def _written(numbers: Integers) -> NDArray[np.uint8]:
    """Groups of seven bits."""
    groups = np.ones(len(numbers), dtype=np.int64)
    for size in range(1, 9):
        groups += numbers >= 1 << 7 * size
    start = np.cumsum(groups) - groups
    written = np.zeros(int(groups.sum()), dtype=np.uint8)
    for group in range(int(groups.max(initial=0))):
        here = groups > group
        more = np.where(groups[here] > group + 1, 128, 0)
        written[start[here] + group] = (numbers[here] >> 7 * group & 127) + more
    return written


class _Reader:
    """Reads the numbers back, row after row."""

    def __init__(self, data: bytes) -> None:
        read = np.frombuffer(data, dtype=np.uint8).astype(np.int64)
        self._low, ends = read & 127, np.flatnonzero(read < 128)
        self._starts = np.concatenate([[0], ends + 1])
        self._at = 0

    def row(self, size: int) -> Integers:
        """The next ``size`` numbers."""
        numbers = np.zeros(size, dtype=np.int64)
        for place in range(size):
            start, end = self._starts[self._at + place], self._starts[self._at + place + 1]
            for group, low in enumerate(self._low[start:end].tolist()):
                numbers[place] += low << 7 * group
        self._at += size
        return numbers

    def folded(self, size: int) -> Integers:
        """The next numbers, unfolded."""
        return _unfolded(self.row(size))

    def steps(self, size: int) -> Integers:
        """The next numbers, each a step from the one before."""
        return np.cumsum(self.folded(size))


def _unfolded(numbers: Integers) -> Integers:
    return np.where(numbers % 2, -(numbers + 1) // 2, numbers // 2)


def unpack(packed: Packed) -> Columns:
    """The columns again. The page does the same (log.js)."""
    tickets, visits, contacts = packed.sizes
    base, read, found = packed.bases, _Reader(packed.data), dict[str, Any]()
    code = read.row(tickets)
    for name, of in (("outcome", "outcome"), ("waits_for", "waits"), ("priority", "priority")):
        code, found[name] = np.divmod(code, base[of])
    found["source"], found["channel"] = np.divmod(code, base["channel"])
    arrived = found["arrived"] = read.steps(tickets)
    for name in ("acknowledged", "promised"):
        later = read.row(tickets)
        found[name] = np.where(later == 0, NEVER, arrived + _unfolded(later - 1))
    late = read.row(tickets)
    found["visit_ticket"] = read.steps(visits)
    code, found["visit_kind"] = np.divmod(read.row(visits), base["kind"])
    code, found["visit_team"] = np.divmod(code, base["team"])
    found["visit_channel"] = (code + found["channel"][found["visit_ticket"]]) % base["channel"]
    found["visit_agent"] = read.row(visits) - 1
    queued = found["visit_queued"] = read.steps(visits)
    wait, work = read.row(visits), read.row(visits)
    started = found["visit_started"] = np.where(wait == 0, NEVER, queued + wait - 1)
    begun = np.where(started == NEVER, queued, started)
    found["visit_ended"] = np.where(work == 0, NEVER, begun + work - 1)
    found["contact_ticket"] = read.steps(contacts)
    found["contact_channel"], found["contact_kind"] = np.divmod(read.row(contacts), base["contact"])
    found["contact_time"] = read.steps(contacts)
    last = found["arrived"].copy()
    np.maximum.at(last, found["visit_ticket"], found["visit_ended"])
    found["ended"] = np.where(late == 0, NEVER, last + _unfolded(late - 1))
    return Columns(**{field.name: found[field.name] for field in fields(Columns)})
