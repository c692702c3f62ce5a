"""What requests cost everybody: hours of agents, and of those who ask, wait, work around, or live with it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from deskside.calendar import HOUR, WEEK, Hours
from deskside.experience.lost_time import on_the_line, worked_around
from deskside.log import Outcome, TicketLog
from deskside.metrics.window import Window, window_of
from deskside.metrics.work import spells, work
from deskside.reading import in_force, looked_up

__all__ = ["hours_of_everybody"]

Floats = NDArray[np.float64]


def hours_of_everybody(
    log: TicketLog, blocked: float = 0.25, office: tuple[str, ...] = ("Mon-Fri 08:00-18:00",)
) -> pd.DataFrame:
    """Hours a week, one row a group of requesters and one for the agents.

    Columns: ``on the line`` (waiting and talking there); ``worked around`` (who gave up); ``lived with``
    (needs nobody asked about, because asking is a bother); ``waiting``: of the time from a need to its first
    answer, off the line and within ``office`` hours by the requester's own clock, the share ``blocked`` (0 to
    1) in which nothing else could be done; ``agents``. Articles, and what comes after the first answer, are
    left out. Only captive people work around, or live with it.

    >>> import deskside as ds
    >>> short = ds.load("remote-workforce").with_({"horizon.days": 14})
    >>> hours_of_everybody(ds.simulate(short, engine="simpy")).index.tolist()
    ['head-office', 'home', 'abroad', 'agents']
    """
    window = window_of(log)
    minutes = _of_requesters(log, window, Hours.parse(office), blocked)
    groups = list(log.scenario.groups)
    group = log.ticket_table.group[window.tickets]
    table = pd.DataFrame(
        {name: np.bincount(group, each, minlength=len(groups)) for name, each in minutes.items()},
        index=groups,
    )
    table["agents"] = 0.0
    table.loc["agents"] = 0.0
    table.loc["agents", "agents"] = work(log, spells(log), window.start, window.end).busy
    return table / HOUR * WEEK / (window.end - window.start)


def _of_requesters(log: TicketLog, window: Window, office: Hours, blocked: float) -> dict[str, Floats]:
    """Minutes of each ticket's requester, by column."""
    table, visits, tickets, rows = log.ticket_table, log.visit_table, window.tickets, window.visits(log)
    line = on_the_line(log, rows)
    queued = np.where(line > 0, np.fmin(np.fmin(visits.started[rows], visits.ended[rows]), log.until), np.nan)
    in_line = np.fmin(np.nan_to_num(queued - visits.queued[rows]), line)
    of_ticket, count = visits.ticket[rows] - window.first, len(table.arrived[tickets])
    answered = np.fmin(np.fmin(table.first_response[tickets], table.ended[tickets]), log.until)
    ahead = (
        np.array([group.utc_offset for group in log.scenario.groups.values()])[table.group[tickets]] * HOUR
    )
    away = office.elapsed(table.arrived[tickets] + ahead, answered + ahead)
    away -= np.bincount(of_ticket, in_line, minlength=count)
    return {
        "on the line": np.bincount(of_ticket, line, minlength=count).astype(np.float64),
        "worked around": worked_around(log, tickets),
        "lived with": _lived_with(log, tickets),
        "waiting": blocked * np.maximum(away, 0.0),
    }


def _lived_with(log: TicketLog, tickets: slice) -> Floats:
    """Minutes that needs nobody asked about cost those who had them."""
    table = log.ticket_table
    asleep = (table.outcome[tickets] == Outcome.GAVE_UP) & (table.contacts[tickets] == 0)
    cost = np.array([[g.work_around * g.captive for g in s.groups.values()] for _, s in log.policies])
    arrived = table.arrived[tickets]
    minutes: Floats = asleep * looked_up(cost, in_force(log, arrived), table.group[tickets])
    return minutes
