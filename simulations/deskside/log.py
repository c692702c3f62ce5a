"""What happened: the tickets, their visits to teams, and every contact, as tight columns.

All times are minutes since Monday 00:00 of week 0; NaN means that it has not happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar, Self, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from deskside.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BESIDE",
    "ContactKind",
    "Contacts",
    "Outcome",
    "TicketLog",
    "Tickets",
    "VisitKind",
    "Visits",
    "WaitsFor",
]


class Outcome(IntEnum):
    """What became of a need."""

    OPEN = 0
    RESOLVED = 1
    SELF_SERVED = 2
    GAVE_UP = 3  # worked around, or left
    FORGOTTEN = 4
    PREVENTED = 5  # its recurring cause was removed: it never arose, and no result counts it


class VisitKind(IntEnum):
    """Why a ticket is at a team."""

    FIRST = 0
    RETRY = 1
    REOPENED = 2
    ESCALATED = 3  # handed on by the team before
    BOUNCED = 4  # passed on by a team that it did not belong to
    RETURNED = 5  # back from somebody outside, or from other teams that have done their part
    REPEATED = 6  # brought up again, because nobody had written it down
    CALL_BACK = 7  # who gave up waiting is called back
    CHASE = 8  # beside the ticket: its requester asks what became of it
    HELP = 9  # beside the ticket: somebody of the next team helps the agent who has it
    CHILD = 10  # beside the ticket: another team's part
    CHECK_BACK = 11  # after the resolution: did it work?


#: Visits beside the ticket's own way from team to team.
BESIDE = (VisitKind.CHASE, VisitKind.HELP, VisitKind.CHILD, VisitKind.CHECK_BACK)


class ContactKind(IntEnum):
    """Why a requester reached the desk."""

    FIRST = 0
    RETRY = 1
    REOPENED = 2
    CHASE_RECEIPT = 3  # "did you get it?"
    CHASE_PROGRESS = 4  # "when will it be done?"
    REPEATED = 5  # "I told you before"


class WaitsFor(IntEnum):
    """What an open ticket waits for, beside an agent's time."""

    DESK = 0
    REQUESTER = 1
    SUPPLIER = 2
    OTHER_TEAMS = 3
    CAUSE = 4  # of a major incident, to be mended
    NOBODY = 5  # it was not written down


@dataclass(frozen=True, eq=False)
class _Table:
    dtypes: ClassVar[Mapping[str, type[np.generic]]]

    def __post_init__(self) -> None:
        """Columns are to be read: a value written into one would change all that is worked out later."""
        for values in self.columns().values():
            values.flags.writeable = False

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Pickled arrays forget that they are to be read only."""
        self.__dict__.update(state)
        self.__post_init__()

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    @classmethod
    def of(cls, columns: Mapping[str, Any] | Sequence[Any]) -> Self:
        """A table from columns by name, or in the order of the fields (no columns: no rows).

        The columns are copied: a run goes on, and its memory goes round, but a log stays what it was.
        """
        names = [f.name for f in fields(cls)]
        if not isinstance(columns, Mapping):
            columns = dict(zip(names, columns or [[]] * len(names), strict=True))
        return cls(**{name: np.array(columns[name], dtype=cls.dtypes[name]) for name in names})

    def columns(self) -> dict[str, NDArray[Any]]:
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True, eq=False)
class Tickets(_Table):
    """One row a need that arose before the log was taken; the row number is the ticket's number."""

    source: NDArray[np.int32]
    ordinal: NDArray[np.int64]
    service: NDArray[np.int16]
    group: NDArray[np.int16]
    channel: NDArray[np.int16]
    priority: NDArray[np.int8]  # 1 is the most urgent
    arrived: NDArray[np.float64]
    first_response: NDArray[np.float64]  # an agent's first touch
    ended: NDArray[np.float64]  # when it got its outcome: last resolution, or giving up
    outcome: NDArray[np.int8]
    contacts: NDArray[np.int32]
    transfers: NDArray[np.int32]  # hand-offs and bounces
    reopened: NDArray[np.int32]
    acknowledged: NDArray[np.float64]  # when the requester first heard that the desk has it
    promised: NDArray[np.float64]  # the last time that was promised
    waits_for: NDArray[np.int8]  # when the log was taken; `WaitsFor`
    clock_stopped: NDArray[np.int8]  # 1: its target's clock was stopped at the first response, as a trick


@dataclass(frozen=True, eq=False)
class Visits(_Table):
    """One row each time a ticket comes to a team, in the order they were queued.

    A visit that nobody took has agent -1: the requester gave up (``ended`` is set) or still waits.
    """

    ticket: NDArray[np.int32]
    kind: NDArray[np.int8]
    team: NDArray[np.int16]
    agent: NDArray[np.int32]
    queued: NDArray[np.float64]
    started: NDArray[np.float64]
    ended: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Contacts(_Table):
    """One row each time a requester reaches the desk, in order of time."""

    ticket: NDArray[np.int32]
    kind: NDArray[np.int8]
    number: NDArray[np.int32]  # 0 for the ticket's first contact
    channel: NDArray[np.int16]
    time: NDArray[np.float64]


for _table in (Tickets, Visits, Contacts):
    _table.dtypes = {
        name: get_args(get_args(hint)[1])[0]
        for name, hint in get_type_hints(_table).items()
        if name != "dtypes"
    }


@dataclass(frozen=True, eq=False)
class TicketLog:
    """Everything that happened up to ``until``, under one scenario or several in turn.

    ``policies`` are pairs (from minute, scenario); ``people`` are triples (team, roster row, number in the
    row), one for each agent number of the visits.
    """

    engine: str
    seed: int
    until: float
    policies: tuple[tuple[float, Scenario], ...]
    people: tuple[tuple[int, int, int], ...]
    ticket_table: Tickets
    visit_table: Visits
    contact_table: Contacts

    @property
    def scenario(self) -> Scenario:
        """The scenario in force at the end."""
        return self.policies[-1][1]

    def tickets(self) -> pd.DataFrame:
        """One row a ticket, with names for codes."""
        s = self.scenario
        names: Mapping[str, list[str]] = {
            "source": list(s.sources),
            "service": list(s.services),
            "group": list(s.groups),
            "channel": list(s.channels),
            "outcome": [o.name.lower() for o in Outcome],
            "waits_for": [w.name.lower() for w in WaitsFor],
        }
        return _frame(self.ticket_table, names).rename_axis("ticket")

    def visits(self) -> pd.DataFrame:
        """One row a visit of a ticket to a team, with names for codes."""
        return _frame(
            self.visit_table,
            {"kind": [k.name.lower() for k in VisitKind], "team": list(self.scenario.teams)},
        )

    def contacts(self) -> pd.DataFrame:
        """One row a contact, with names for codes."""
        return _frame(
            self.contact_table,
            {"kind": [k.name.lower() for k in ContactKind], "channel": list(self.scenario.channels)},
        )

    def differences(self, other: TicketLog) -> list[str]:
        """Where two logs differ, bit for bit; empty when they are equal."""
        found = []
        for name in ("ticket_table", "visit_table", "contact_table"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if len(mine) != len(theirs):
                found.append(f"{name}: {len(mine)} rows against {len(theirs)}")
                continue
            for column, values in mine.columns().items():
                unequal = np.flatnonzero(_bits(values) != _bits(theirs.columns()[column]))
                if len(unequal):
                    row = int(unequal[0])
                    found.append(
                        f"{name}.{column}: {len(unequal)} rows differ, first row {row}: "
                        f"{values[row]!r} against {theirs.columns()[column][row]!r}"
                    )
        return found


def _bits(values: NDArray[Any]) -> NDArray[Any]:
    return values.view(np.int64) if values.dtype == np.float64 else values


def _frame(table: _Table, names: Mapping[str, list[str]]) -> pd.DataFrame:
    import pandas as pd  # half a second to import, and most runs never need a frame

    columns: dict[str, Any] = {}
    for column, values in table.columns().items():
        columns[column] = (
            pd.Categorical.from_codes(values, categories=names[column]) if column in names else values
        )
    return pd.DataFrame(columns)
