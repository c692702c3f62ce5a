"""Results as tables: one row a ticket, and one row a team and quarter hour.

pandas takes half a second to import and most runs need no table: it is imported when one is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import Hours
from deskside.errors import DesksideError
from deskside.log import ContactKind, Outcome, TicketLog, VisitKind
from deskside.metrics.pauses import pauses
from deskside.metrics.silence import silence
from deskside.metrics.targets import Promise, clock_minutes, missed, paused_minutes, target_minutes
from deskside.metrics.window import periods, window_of
from deskside.metrics.work import handling, spells
from deskside.prepare.people import duty_hours
from deskside.reading import first_contact, outcomes
from deskside.scenario.teams import RosterRow

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["QUARTER", "intervals", "tickets"]

QUARTER = 15.0

Floats = NDArray[np.float64]
EVERYTHING = slice(None)
#: How often a ticket's requester reached the desk so, by the column that tells it.
CONTACT_COUNTS = {
    "chases_receipt": ContactKind.CHASE_RECEIPT,
    "chases_progress": ContactKind.CHASE_PROGRESS,
    "repeats": ContactKind.REPEATED,
}


def tickets(log: TicketLog) -> pd.DataFrame:
    """One row a ticket: the log's columns, and what they amount to.

    ``counted`` says whether `kpis` counts it by default: it arose after the warm-up, and at all.
    ``first_contact`` is when its requester first reached for the desk. In minutes: ``wait`` in queues on its
    own way from team to team, and ``handling`` by agents, wrap-up and visits beside it included, so far where
    the ticket is open; ``response_minutes`` and ``resolution_minutes`` by the clock from the first contact,
    ``response_business`` and ``resolution_business`` in opening hours as the targets count them, NaN where
    there was none; ``response_target`` and ``resolution_target``, NaN without one. ``met_response`` and
    ``met_resolution`` are missing where the ticket does not count (see `deskside.metrics.targets.missed`).

    ``chases_receipt``, ``chases_progress`` and ``repeats`` count its requester's contacts of these kinds;
    ``promise_kept`` says whether it was resolved by the time that was promised last, missing where none was
    or it is not over; ``pauses`` counts its waits for somebody outside and ``paused`` sums them, in business
    minutes; ``silence`` is the longest stretch without a word, in business minutes.
    """
    import pandas as pd

    table, count = log.ticket_table, len(log.ticket_table)
    frame = TicketLog.tickets(log)
    visits, window = log.visit_table, window_of(log)
    arose = outcomes(log, EVERYTHING) != Outcome.PREVENTED
    frame["counted"] = (np.arange(count) >= window.first) & (np.arange(count) < window.last) & arose
    frame["first_contact"] = reached = first_contact(log, EVERYTHING)
    waits = (_left_queue(log) - visits.queued) * (visits.kind < VisitKind.CHASE)
    frame["wait"] = np.bincount(visits.ticket, weights=waits, minlength=count)
    frame["handling"] = np.bincount(visits.ticket, weights=handling(log), minlength=count)
    resolved = np.where(table.outcome == Outcome.RESOLVED, table.ended, np.nan)
    ends: dict[Promise, Floats] = {"response": table.first_response, "resolution": resolved}
    for promise, done in ends.items():
        frame[f"{promise}_minutes"] = done - reached
        frame[f"{promise}_business"] = clock_minutes(log, EVERYTHING, promise, done)
        frame[f"{promise}_target"] = target_minutes(log, EVERYTHING, promise)
        late = missed(log, EVERYTHING, promise)
        late = np.full(count, -1, dtype=np.int8) if late is None else late
        frame[f"met_{promise}"] = pd.arrays.BooleanArray(late == 0, late < 0)
    for name, kind in CONTACT_COUNTS.items():
        asked = log.contact_table.ticket[log.contact_table.kind == kind]
        frame[name] = np.bincount(asked, minlength=count)
    frame["promise_kept"] = _kept(log, resolved)
    waited = pauses(log)
    frame["pauses"] = np.bincount(waited.ticket, minlength=count)
    frame["paused"] = paused_minutes(log, EVERYTHING)
    frame["silence"] = silence(log)
    return frame


def _kept(log: TicketLog, resolved: Floats) -> pd.arrays.BooleanArray:
    """Whether each ticket was resolved by the time promised last; an open one fails when that has passed."""
    import pandas as pd

    promised, open_ = log.ticket_table.promised, log.ticket_table.outcome == Outcome.OPEN
    kept = resolved <= promised
    known = ~np.isnan(promised) & (~np.isnan(resolved) | (open_ & (promised < log.until)))
    return pd.arrays.BooleanArray(kept, ~known)


def intervals(log: TicketLog, minutes: float = QUARTER) -> pd.DataFrame:
    """One row for each interval and team, from minute 0 to the log's end; means over the interval's time.

    ``minute`` is where the interval begins, ``waiting`` what is in the team's queue (tickets, and work beside
    them: chases, calls for help, parts of other teams' tickets, asking back), ``busy`` the agents at work or
    wrapping up, overtime included, ``on_duty`` the agents whose shift runs and who have no break. The last
    interval may be shorter. Raises `DesksideError` if ``minutes`` is not above 0.

    >>> from deskside.demand import sample
    >>> from deskside.engines import start
    >>> from deskside.scenario import load
    >>> desk = load("one-queue")
    >>> frame = intervals(start(sample(desk, seed=1), desk, engine="simpy").advance(60).log())
    >>> frame[["minute", "on_duty"]].to_dict("list")
    {'minute': [0.0, 15.0, 30.0, 45.0], 'on_duty': [10.0, 10.0, 10.0, 10.0]}
    """
    import pandas as pd

    if not 0.0 < minutes < np.inf:
        raise DesksideError(f"intervals: {minutes!r} minutes; give a number above 0, such as 15")
    edges = np.append(np.arange(0.0, log.until, minutes), log.until)
    visits, everything = log.visit_table, spells(log)
    names, count = list(log.scenario.teams), len(edges) - 1
    columns: dict[str, list[Floats]] = {"waiting": [], "busy": [], "on_duty": _on_duty(log, edges)}
    for team in range(len(names)):
        mine = visits.team == team
        columns["waiting"].append(_mean_number(edges, visits.queued[mine], _left_queue(log)[mine]))
        taken = (everything.team == team) & (everything.agent >= 0)
        columns["busy"].append(_mean_number(edges, everything.begin[taken], everything.finish[taken]))
    return pd.DataFrame(
        {
            "minute": np.repeat(edges[:-1], len(names)),
            "team": pd.Categorical.from_codes(np.tile(np.arange(len(names)), count), categories=names),
            **{name: np.column_stack(values).ravel() for name, values in columns.items()},
        }
    )


def _left_queue(log: TicketLog) -> Floats:
    """When each visit stopped waiting: an agent took it, the requester gave up, or the log ends."""
    return np.fmin(np.fmin(log.visit_table.started, log.visit_table.ended), log.until)


def _mean_number(edges: Floats, begin: Floats, end: Floats) -> Floats:
    """How many of the spells run in each interval, as a mean over its time."""
    running = np.cumsum(_steps(edges, begin) - _steps(edges, end))[:-1]
    before = np.concatenate([[0.0], running[:-1]]) if len(running) else running
    inside = _minutes_left(edges, begin) - _minutes_left(edges, end)
    return before + inside / np.diff(edges)


def _place(edges: Floats, times: Floats) -> NDArray[np.intp]:
    """The interval of each time; one at the log's end is in none."""
    return np.searchsorted(edges, times, side="right") - 1


def _steps(edges: Floats, times: Floats) -> NDArray[np.intp]:
    return np.bincount(_place(edges, times), minlength=len(edges))


def _minutes_left(edges: Floats, times: Floats) -> Floats:
    """For each interval the sum of what is left of it at each of the times in it."""
    place = _place(edges, times)
    inside = place < len(edges) - 1
    left = edges[place[inside] + 1] - times[inside]
    return np.asarray(np.bincount(place[inside], weights=left, minlength=len(edges) - 1), dtype=np.float64)


def _on_duty(log: TicketLog, edges: Floats) -> list[Floats]:
    """Agents whose shift runs and who have no break, as a mean over each interval, for each team."""
    minutes = [np.zeros(len(edges) - 1) for _ in log.scenario.teams]
    for period in periods(log, 0.0, log.until):
        cut = np.clip(edges, period.start, period.end)
        for number, team in enumerate(period.scenario.teams.values()):
            for row in team.roster:
                for hours, heads in _same_hours(row).items():
                    minutes[number] += heads * hours.elapsed(cut[:-1], cut[1:])
    return [each / np.diff(edges) for each in minutes]


def _same_hours(row: RosterRow) -> Mapping[Hours, int]:
    """How many agents of a roster row are on duty in the same hours: all of them, unless they have breaks."""
    return Counter(duty_hours(row, number) for number in range(row.agents))
