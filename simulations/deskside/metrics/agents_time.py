"""What agents' time goes into: value demand, and failure demand that better work would have spared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deskside.log import TicketLog, VisitKind
from deskside.metrics.way import with_the_visit_before
from deskside.metrics.window import window_of
from deskside.metrics.work import handling

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["agents_time", "is_failure"]

#: Kinds of visit that are there only because something was not done, or not done right.
FAILURES = (VisitKind.REOPENED, VisitKind.REPEATED, VisitKind.CHASE)


def agents_time(log: TicketLog, span: tuple[float, float] | None = None) -> pd.DataFrame:
    """One row for each team, kind of visit and demand (``value`` or ``failure``) that took agents' time.

    ``visits`` that agents took for the window's tickets, ``minutes`` they spent on them with wrap-up, so far
    where they last, and ``share`` of the minutes of all rows. ``span`` chooses the window as in `kpis`.

    >>> from deskside.demand import sample
    >>> from deskside.engines import start
    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> agents_time(start(sample(desk, seed=1), desk, engine="simpy").finish().log())["share"].tolist()
    [1.0]
    """
    import pandas as pd

    visits, teams = log.visit_table, list(log.scenario.teams)
    rows = np.arange(len(visits))[window_of(log, span).visits(log)]
    rows = rows[visits.agent[rows] >= 0]
    frame = pd.DataFrame(
        {
            "team": pd.Categorical.from_codes(visits.team[rows], teams),
            "kind": pd.Categorical.from_codes(visits.kind[rows], [k.name.lower() for k in VisitKind]),
            "demand": pd.Categorical.from_codes(is_failure(log)[rows].astype(int), ["value", "failure"]),
            "minutes": handling(log)[rows],
        }
    )
    groups = frame.groupby(["team", "kind", "demand"], observed=True)["minutes"]
    found = groups.agg(visits="size", minutes="sum").reset_index()
    return found.assign(share=found["minutes"] / found["minutes"].sum())


def is_failure(log: TicketLog) -> NDArray[np.bool_]:
    """Whether each visit is failure demand, shape (visits,).

    Answers to chases, what is told again, looks at a team that the ticket does not belong to, and all work on
    a ticket after it came back. A retry is none: it is the first work on the need, later. Asking whether it
    worked is none either.
    """
    visits = log.visit_table
    failure: NDArray[np.bool_] = np.isin(visits.kind, FAILURES)
    concerned = np.zeros(len(log.ticket_table), dtype=bool)
    concerned[visits.ticket[visits.kind == VisitKind.BOUNCED]] = True
    rows, before = with_the_visit_before(log, concerned)
    failure[before[visits.kind[rows] == VisitKind.BOUNCED]] = True
    return_of = np.full(len(concerned), len(visits))
    back = np.flatnonzero(visits.kind == VisitKind.REOPENED)[::-1]
    return_of[visits.ticket[back]] = back
    after = np.arange(len(visits)) > return_of[visits.ticket]
    found: NDArray[np.bool_] = failure | (after & (visits.kind != VisitKind.CHECK_BACK))
    return found
