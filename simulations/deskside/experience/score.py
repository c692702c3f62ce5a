"""True experience: what each requester thinks of what happened, asked or not."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from deskside.arithmetic import normal_quantile
from deskside.experience.heard import Heard, heard
from deskside.experience.lost_time import minutes_lost
from deskside.experience.weights import WEIGHTS, Weights
from deskside.log import Outcome, TicketLog
from deskside.reading import outcomes
from deskside.streams import stream_key, uniforms

__all__ = ["Stage", "experience", "numbers"]

Floats = NDArray[np.float64]

# a plain number: to compare a column with a member of an enumeration takes eight times as long
GAVE_UP = int(Outcome.GAVE_UP)
MOST_KEPT = 20_000  # needs of a source whose tastes are kept for the next run
#: How much of it one has seen: up to the first response, up to the closing, or all of it.
Stage = Literal["during", "closing", "later"]


def experience(
    log: TicketLog,
    tickets: slice = slice(0, None),
    weights: Weights = WEIGHTS,
    stage: Stage = "later",
    lost: Floats | None = None,
) -> Floats:
    """A score from 0 to 100 for each ticket, shape (tickets,); NaN for a need that never arose.

    With W business minutes of waiting, E expected, U units of effort, S business minutes in doubt:

        r = W / E, where E is the promised time if there was one, else what one expects of the channel
        G = max(1 - r, 0)           how much quicker
        L = max(1 - 1 / r, 0)       how much slower
        U = contacts beyond the first + hand-offs / 2 + minutes on the line or with articles / 20
        score = base + quicker G - slower L - effort U / (U + half_effort) - doubt S / (S + half_doubt)
                - what the outcome costs + taste z, kept within 0 and 100

    z is standard normal for each need (purpose ``experience``), so the same need has the same taste under
    every policy. At the stage ``during`` only what came before the first response counts, at ``closing``
    nobody knows yet whether the solution holds. All weights and where they come from: `Weights`. ``lost`` is
    `minutes_lost` of these tickets, if it is known already.
    """
    table = log.ticket_table
    outcome = outcomes(log, tickets)
    found = heard(log, tickets, table.first_response[tickets] if stage == "during" else None)
    ratio = found.wait / _expected(found, weights)
    units = _effort(log, tickets, found, stage, lost)
    score = weights.base + weights.quicker * np.maximum(1.0 - ratio, 0.0)
    score -= weights.slower * (1.0 - 1.0 / np.maximum(ratio, 1.0))
    score -= weights.effort * (units / (units + weights.half_effort))
    score -= weights.doubt * (found.doubt / (found.doubt + weights.half_doubt))
    score -= _outcome_costs(weights, stage).take(outcome)
    if stage == "later":
        score -= weights.came_back * np.minimum(table.reopened[tickets], 2)
    if weights.taste:
        score += weights.taste * _taste(log, tickets)
    return np.clip(score, 0.0, 100.0, out=score)


def _expected(found: Heard, weights: Weights) -> Floats:
    """How long each requester expects to wait: at least a minute, in business minutes."""
    by_channel = np.array([weights.by_message, weights.on_the_line])
    default: Floats = np.fmax(by_channel, 1.0).take(found.live)
    unknown = np.isnan(found.promised)
    return default if unknown.all() else np.where(unknown, default, np.fmax(found.promised, 1.0))


def numbers(log: TicketLog, tickets: slice | NDArray[np.intp], purpose: str) -> Floats:
    """A number in [0, 1) for each of these tickets, at its need's own address.

    The address is seed, purpose, source and ordinal, so the same need has the same luck under every policy.
    """

    def drawn(source: str, first: int, count: int) -> Floats:
        return uniforms(stream_key(log.seed, purpose, source), count, first=first)

    return _of_needs(log, tickets, drawn)


def _of_needs(
    log: TicketLog, tickets: slice | NDArray[np.intp], run: Callable[[str, int, int], Floats]
) -> Floats:
    """What ``run`` (source, first ordinal, how many) says of these tickets' needs."""
    source, ordinal = log.ticket_table.source[tickets], log.ticket_table.ordinal[tickets]
    names = log.scenario.sources
    if len(names) == 1:
        return _of_source(names[0], ordinal, run)
    found = np.empty(len(source))
    for index, name in enumerate(names):
        mine = np.flatnonzero(source == index)
        found[mine] = _of_source(name, ordinal[mine], run)
    return found


def _of_source(name: str, ordinal: NDArray[np.int64], run: Callable[[str, int, int], Floats]) -> Floats:
    """The same for needs of one source."""
    if not len(ordinal):
        return np.empty(0)
    first = int(ordinal.min())
    return run(name, first, int(ordinal.max()) + 1 - first).take(ordinal - first)


def _effort(log: TicketLog, tickets: slice, found: Heard, stage: Stage, lost: Floats | None) -> Floats:
    """What it cost the requester, in units of one more contact."""
    if stage == "during":
        return np.where(found.live, found.wait, 0.0) / 20.0
    table, count = log.ticket_table, len(log.ticket_table)
    if lost is None:
        first, last, _ = tickets.indices(count)
        ticket = log.visit_table.ticket
        rows: NDArray[np.intp] | slice = slice(None)
        if last - first < count:
            rows = np.flatnonzero((ticket >= first) & (ticket < last))
        lost = minutes_lost(log, slice(first, last), rows)
    line = lost * (outcomes(log, tickets) != GAVE_UP) / 20.0  # giving up has a price of its own
    contacts = table.contacts[tickets] - 1
    if stage == "closing":
        contacts = contacts - table.reopened[tickets]
    units: Floats = np.maximum(contacts, 0) + 0.5 * table.transfers[tickets] + line
    return units


def _outcome_costs(weights: Weights, stage: Stage) -> Floats:
    """Points by outcome; NaN for what never came about."""
    costs = np.zeros(len(Outcome))
    if stage != "during":
        costs[Outcome.GAVE_UP] = weights.gave_up
        costs[Outcome.FORGOTTEN] = weights.forgotten
        costs[Outcome.OPEN] = weights.still_open
    costs[Outcome.PREVENTED] = np.nan
    return costs


def _taste(log: TicketLog, tickets: slice) -> Floats:
    def tastes(source: str, first: int, count: int) -> Floats:
        draw = _tastes if count <= MOST_KEPT else _tastes.__wrapped__
        return draw(log.seed, source, first, count)

    return _of_needs(log, tickets, tastes)


@lru_cache(maxsize=64)  # a panel asks for the same needs at every move of a lever
def _tastes(seed: int, source: str, first: int, count: int) -> Floats:
    drawn = uniforms(stream_key(seed, "experience", source), count, first=first)
    z: Floats = normal_quantile(drawn)
    z.flags.writeable = False
    return z
