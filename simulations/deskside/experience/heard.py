"""What a requester heard, and when: waiting, doubt, promises, in business minutes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskside.log import TicketLog
from deskside.reading import in_force, looked_up, so_far

__all__ = ["Heard", "heard"]

Floats = NDArray[np.float64]
_NOTHING_IF_NOT = np.array([np.nan, 0.0])


@dataclass(frozen=True, eq=False)
class Heard:
    """One entry a ticket; business minutes from its arrival.

    ``wait`` to its end, or to the end of the log; ``doubt`` in it; ``promised`` to the last time that was
    promised, NaN without one; ``live`` whether it came in on a live channel.
    """

    wait: Floats
    doubt: Floats
    promised: Floats
    live: NDArray[np.bool_]


def heard(log: TicketLog, tickets: slice, until: Floats | None = None) -> Heard:
    """What the requesters of these tickets heard, up to the tickets' end or an earlier time ``until``.

    Doubt counts half for not knowing *whether* the desk has the request, and half for not knowing *when* it
    will be done:

        doubt = 1/2 (a to f) + 1/2 ((a to e) - (f to min(p, e)))

    in business minutes, with a the arrival, f the first word, e the end and p the last promised time (no
    promise: p = f). A receipt ends the first half and not the second; a promised time ends the second until
    it passes. On a live channel the answer is the first word, and a ticket that is solved in that talk is not
    silent any more. The halves are an assumption. Time in which a ticket seemed solved counts as before.
    """
    table = log.ticket_table
    arrived = table.arrived[tickets]
    end = so_far(log, table.ended[tickets])
    if until is not None:
        end = np.fmin(end, until)
    policy = in_force(log, arrived)
    channels = np.array([[channel.live for channel in s.channels.values()] for _, s in log.policies])
    live: NDArray[np.bool_] = looked_up(channels, policy, table.channel[tickets])
    answered, promised = table.first_response[tickets], table.promised[tickets]
    first_word = np.fmin(table.acknowledged[tickets], _only(live, answered))
    first_word = np.fmax(np.fmin(first_word, end), arrived)
    known, times = first_word, [end, first_word]
    if not np.isnan(promised).all():
        known = np.fmax(first_word, np.minimum(promised, end))  # without a promise: the first word
        times.append(promised)
    in_one_talk = live & (table.transfers[tickets] == 0) & (answered <= end)
    times.append(np.fmax(known, _only(in_one_talk, end)))
    wait, to_word, *to_promise, to_known = _business(log, policy, arrived, times)
    doubt = 0.5 * to_word + 0.5 * (wait - (to_known - to_word))
    return Heard(wait, doubt, to_promise[0] if to_promise else promised, live)


def _only(which: NDArray[np.bool_], times: Floats) -> Floats:
    """These times, NaN for the others; several times as quick as `where`, which guesses at every row."""
    found: Floats = times + _NOTHING_IF_NOT.take(which)
    return found


def _business(
    log: TicketLog, policy: NDArray[np.intp] | int, arrived: Floats, times: list[Floats]
) -> list[Floats]:
    """Business minutes from arrival to several times, on the calendar in force when the need arose."""
    if len({scenario.calendar.open for _, scenario in log.policies}) == 1:
        return log.scenario.calendar.hours.elapsed_to_each(arrived, times)
    found = [np.empty(len(arrived)) for _ in times]
    for number in np.unique(policy):
        mine = policy == number
        hours = log.policies[number][1].calendar.hours
        minutes = hours.elapsed_to_each(arrived[mine], [time[mine] for time in times])
        for passed, of_mine in zip(found, minutes, strict=True):
            passed[mine] = of_mine
    return found
