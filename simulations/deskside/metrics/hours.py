"""Hour by hour: what arrived, who was there, how many waited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deskside.log import TicketLog
from deskside.metrics.frames import intervals
from deskside.metrics.window import window_of
from deskside.metrics.work import handling

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["by_hour"]

HOUR, DAY, WEEK = 60.0, 1440.0, 10080.0


def by_hour(log: TicketLog, team: str | None = None) -> pd.DataFrame:
    """One row for each full hour after the warm-up.

    ``week`` and ``day`` (0 is Monday) and ``hour`` (0 to 23) say when; ``tickets`` that arose in it, ``work``
    they brought (agent-hours, wrap-up included, wherever and whenever it was done), and as means over the
    hour the agents ``on_duty`` and ``busy`` and the tickets ``waiting``. ``team`` leaves out what other teams
    have: of the work then counts what that team did, by the hour in which the ticket arose.

    >>> from deskside.demand import sample
    >>> from deskside.engines import start
    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> frame = by_hour(start(sample(desk, seed=1), desk, engine="simpy").advance(2880).log())
    >>> len(frame), frame["on_duty"].unique().tolist()
    (24, [10.0])
    """
    import pandas as pd

    window = window_of(log)
    first, last = int(np.ceil(window.start / HOUR)), int(window.end // HOUR)
    minutes = HOUR * np.arange(first, last)
    means = intervals(log, HOUR)
    if team is not None:
        means = means[means["team"] == team]
    means = (
        means.groupby("minute")[["on_duty", "busy", "waiting"]].sum().reindex(minutes).reset_index(drop=True)
    )
    arrived = log.ticket_table.arrived
    place = np.floor(arrived / HOUR).astype(np.int64) - first
    inside = (place >= 0) & (place < len(minutes))
    effort = _effort(log, team) / HOUR
    frame = pd.DataFrame(
        {
            "week": (minutes // WEEK).astype(int),
            "day": (minutes % WEEK // DAY).astype(int),
            "hour": (minutes % DAY // HOUR).astype(int),
            "tickets": np.bincount(place[inside], minlength=len(minutes)).astype(np.float64),
            "work": np.bincount(place[inside], weights=effort[inside], minlength=len(minutes)),
        }
    )
    return pd.concat([frame, means], axis=1)


def _effort(log: TicketLog, team: str | None) -> NDArray[np.float64]:
    """Agents' minutes for each ticket, of all teams or one."""
    visits, minutes = log.visit_table, handling(log)
    if team is not None:
        minutes = minutes * (visits.team == list(log.scenario.teams).index(team))
    return np.bincount(visits.ticket, minutes, len(log.ticket_table)).astype(np.float64)
