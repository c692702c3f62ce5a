"""How the compiled engine keeps its state: tables of records, reached by address.

Numba is quick when a rule gets one pointer and slow when it gets many arrays. So the state is one record that
holds single values and the addresses of tables, and `accessor` turns (address, row) into a record of the
table. The tables are NumPy arrays that `CompiledRun` owns; nothing here allocates. All fields have eight
bytes; only tables of minutes have two.

A wrong row would corrupt memory without a word. With ``DESKSIDE_CHECKED=1`` the same rules are compiled with
bounds checks: each table's number of rows stands in the eight bytes before it, and a row outside raises
IndexError.
"""

from __future__ import annotations

import os
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

__all__ = [
    "AGENT",
    "CONTACT",
    "NEED",
    "NODE",
    "QUEUE",
    "SHAPE",
    "SHIFT_CHANGE",
    "STAGE",
    "STATE",
    "TEAM",
    "VISIT",
    "accessor",
    "address_of",
    "common",
    "rule",
]

CHECKED = os.environ.get("DESKSIDE_CHECKED", "") == "1"
# NumPy's whole number, as wherever a rule is called with one: Numba takes each plain number for a type of its
# own, and compiles a rule anew for each that it is called with.
NOBODY = np.int64(-1)
_WORD = ir.IntType(64)


def _record(numbers: str, times: str = "") -> np.dtype[Any]:
    """A record of whole numbers and of floating-point values."""
    return np.dtype(
        [(name, np.float64) for name in times.split()] + [(name, np.int64) for name in numbers.split()],
        align=True,
    )


#: Something that waits or is worked on: first the needs' tickets, by their numbers, then what is to be done
#: beside them (a chase, another team's part ...). ``queue`` is where it waits, -1 if it does not; ``owner``
#: is the agent who worked on it last.
NEED = _record(
    "service group channel priority team kind visit visits tries reopened contacts transfers outcome "
    "queue next previous child owner",
    "arrived first_response ended due key acknowledged last_word",
)
#: What else can happen to a ticket; kept only where a policy has such levers. ``chase``, ``help`` and
#: ``check`` are what is to be done beside it, -1 if there is nothing; ``holder`` is the agent who began it.
LIFE = _record(
    "astray looks repeats pendings parted children canned holder chases chase_plan chase_kind chase help "
    "check back back_plan away incident latent waits_for clock_stopped was_read",
    "promised factor extra",
)
#: Something to be done beside a ticket.
BESIDE = _record("ticket was_read", "amount mean")
VISIT = _record("ticket kind team agent entry", "queued started ended")
CONTACT = _record("ticket kind number channel", "time")
#: A person. ``next`` and ``previous`` are their neighbours on the bench; ``own_queue`` is the first of the
#: queues for tickets that wait for them alone.
AGENT = _record(
    "team classes rostered on_duty busy next previous held holding own_queue "
    "chats chat_channel chat_plan asked",
    "speed idle_since pick chat_clock chat_since",
)
#: A conversation in hand: its ticket, and where on the agent's clock it ends.
CHAT = _record("ticket", "ends")
TEAM = _record(
    "first last on_duty discipline counts_heads owed classes lanes first_queue inbox waiting "
    "open_class ownership reads first_reading wip_limit",
    "wrap_up hand_over switching haste haste_reopens chase_effort look_effort check_back check_back_effort",
)
#: A line of tickets: from first to last, or a heap whose root is ``first``, or ``waiting`` places in a table.
QUEUE = _record("first last waiting places")
#: What a service means to one team.
STAGE = _record("queue_class shape onward swarms", "share hold help_effort")
#: How large work is: the kind by its number, the address of the first answers, and of its logarithm the
#: deviation and how far its mean lies below 0.
SHAPE = _record("kind first", "sigma drift")
#: Who stands at a place of a line that keeps no order.
PLACE = _record("number")
CHANNEL = _record(
    "live refuses calls_back chats",
    "patience canned_share canned_effort canned_reopens draws_out recorded call_back_effort",
)
GROUP = _record("", "retry_share retry_after receipt_after progress_after hastened")
SERVICE = _record(
    "first_team reopen_at_most pending_on pending_at_most",
    "reopen_share reopen_after removed try_share coverage easy_first reading unclear "
    "pending_share pending_after pending_rest closing",
)
#: Another team's part in a service.
PART = _record("team", "share mean")
#: A column of numbers, one or several a need: where it begins, and the bytes from a need to the next.
COLUMN = _record("address step")
INCIDENT = _record("told mended")
SHIFT_CHANGE = _record("number on", "time")
#: An event to come; its time by the bits, which have the order of the times.
NODE = _record("time key")

#: The whole desk: clock, counters, then the addresses of the tables.
STATE = _record(
    "needs agents rejoins plans next_arrival alive stop_when_done whole_minutes teams channels levels pages "
    "sources rich parts acknowledge chases roster announced open_week visits_used visits_room "
    "contacts_used contacts_room heap_used heap_room gap besides_used besides_room shift_next "
    "shift_at_once shift_first shifts "
    "need_table life_table beside_table visit_table contact_table agent_table chat_table team_table "
    "queue_table stage_table channel_table group_table service_table part_table incident_table "
    "mean_table source_table ordinal_table key_table column_table shape_table next_open worked "
    "open_minutes head_start_table pace_table promise_table asked_table part_effort_table size_table "
    "reading_table rejoin_table plan_table shift_table heap columns fetch_table",
    "now until last shift_time shift_week incident_effort stopped_clocks reach",
)


def address_of(array: Any) -> int:
    """Where an array's data lies. Whoever stores it must keep the array alive."""
    return int(array.ctypes.data)


#: No rule gets an entry for Python or C: they cost compile time, and only compiled code calls a rule. (Python
#: would crash: tests wrap a rule in a compiled function of their own.)
_NO_ENTRIES = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"} | _NO_ENTRIES


def rule(function: Any) -> Any:
    """Write a rule into whoever calls it, before anything is compiled: most cost the least time so."""
    return numba.njit(**_OPTIONS, inline="always")(function)


def common(function: Any) -> Any:
    """Compile a rule once and copy it into whoever calls it: the few that a dozen others call."""
    return numba.njit(**_OPTIONS, forceinline=True)(function)


def procedure(function: Any) -> Any:
    """Compile a larger rule to be called: copied into every caller it would make the loop grow without end.

    Each takes a copy of all procedures below it through the compiler, so a hundred would be dear. Callees
    inherit what they do not say themselves, so it has to say that it is not to be inlined.
    """
    return numba.njit(**_OPTIONS, forceinline=False)(function)


def accessor(dtype: np.dtype[Any]) -> Any:
    """A function (address of a table, row) -> record, for rules."""
    return _reach(numba.from_dtype(dtype), dtype.itemsize, None)


def _reach(numba_type: Any, size: int, cell: Any) -> Any:
    """A function (address, row) -> what lies there: a record of ``size`` bytes, or a value (``cell``)."""

    @intrinsic
    def at(_context: Any, _table: Any, _row: Any) -> Any:
        def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            table, row = arguments
            if CHECKED:
                _check(context, builder, table, row)
            place = builder.add(table, builder.mul(row, ir.Constant(_WORD, size)))
            if cell is None:
                return builder.inttoptr(place, context.get_value_type(numba_type))
            value = builder.load(builder.inttoptr(place, cell.as_pointer()))
            return builder.sext(value, _WORD) if isinstance(cell, ir.IntType) and cell.width < 64 else value

        return numba_type(types.int64, types.int64), code

    return at


def _check(context: Any, builder: Any, table: Any, row: Any) -> None:
    """Raise IndexError unless 0 <= row < rows; as unsigned numbers one comparison says both."""
    before = builder.inttoptr(builder.sub(table, ir.Constant(_WORD, 8)), _WORD.as_pointer())
    with builder.if_then(builder.icmp_unsigned(">=", row, builder.load(before)), likely=False):
        context.call_conv.return_user_exc(builder, IndexError, ("a row outside its table",))


state_at = accessor(STATE)
need_at = accessor(NEED)
visit_at = accessor(VISIT)
contact_at = accessor(CONTACT)
agent_at = accessor(AGENT)
life_at = accessor(LIFE)
beside_at = accessor(BESIDE)
chat_at = accessor(CHAT)
part_at = accessor(PART)
incident_at = accessor(INCIDENT)
team_at = accessor(TEAM)
queue_at = accessor(QUEUE)
stage_at = accessor(STAGE)
channel_at = accessor(CHANNEL)
group_at = accessor(GROUP)
service_at = accessor(SERVICE)
shape_at = accessor(SHAPE)
shift_at = accessor(SHIFT_CHANGE)
node_at = accessor(NODE)
place_at = accessor(PLACE)
column_at = accessor(COLUMN)
float_at = _reach(types.float64, 8, ir.DoubleType())
whole_at = _reach(types.int64, 8, _WORD)
#: A minute of a week or of the next, in two bytes: so what is said of every minute of a week stays near.
minute_at = _reach(types.int64, 2, ir.IntType(16))
