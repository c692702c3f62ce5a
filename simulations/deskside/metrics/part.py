"""A KPI of some of the tickets, or of one team: ``mean_resolution[service=starter]``.

docs/glossary.md says which KPIs can be asked of what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskside.errors import DesksideError
from deskside.log import TicketLog
from deskside.metrics.counted import Counted
from deskside.metrics.groups import GROUPS, figures
from deskside.metrics.window import Window, window_of
from deskside.metrics.work import spells, team_work
from deskside.scenario import Scenario
from deskside.scenario.check import suggestion

__all__ = ["OF_A_TEAM", "OF_TICKETS", "Part", "kpi_of", "part_of"]

_NAME = re.compile(r"(\w+)\[(\w+)=([^\[\]]+)\]")
#: What tickets go by, and what each name of it stands for in a scenario.
BY = ("service", "group", "channel", "priority")
OF_TICKETS = tuple(name for group in GROUPS if group.of_tickets for name in group.names)
OF_A_TEAM = ("utilisation", "cost")


@dataclass(frozen=True)
class Part:
    """A KPI, what the tickets (or the agents) go by, and which of them are meant."""

    kpi: str
    by: str
    key: str

    def check(self, scenario: Scenario) -> None:
        """Raises `DesksideError` if a scenario has no such part."""
        if self.by == "priority":
            most = max(len(service.priorities) for service in scenario.services.values())
            there = [str(number) for number in range(1, most + 1)]
        else:
            there = list(getattr(scenario, f"{self.by}s"))
        if self.key not in there:
            near = suggestion(self.key, there)
            raise DesksideError(f"{self.kpi}: {scenario.name} has no {self.by} {self.key!r}{near}")


def part_of(name: str) -> Part | None:
    """What a name with brackets asks for; None for a name without.

    Raises `DesksideError` where it asks for what there is not.

    >>> part_of("sla_met_share[priority=1]")
    Part(kpi='sla_met_share', by='priority', key='1')
    >>> part_of("utilisation")
    """
    if "[" not in name:
        return None
    found = _NAME.fullmatch(name)
    if found is None:
        raise DesksideError(
            f"{name!r} is no KPI of a part; write it as mean_first_response[service=NAME] or [priority=1]"
        )
    part = Part(*found.groups())
    by, kpis = (("team",), OF_A_TEAM) if part.by == "team" else (BY, OF_TICKETS)
    if part.by not in by:
        raise DesksideError(f"{name!r}: tickets go by {', '.join(BY)}, agents by team, not by {part.by!r}")
    if part.kpi not in kpis:
        what = "of a team" if part.by == "team" else "of some of the tickets"
        raise DesksideError(f"{name!r}: there is no {part.kpi!r} {what}{suggestion(part.kpi, kpis)}")
    return part


def kpi_of(log: TicketLog, part: Part, span: tuple[float, float] | None = None) -> float:
    """A KPI of a part of a log; ``span`` chooses the window as in `deskside.metrics.kpis`.

    It counts as the KPI of the whole does, over the tickets of that part or the agents of that team. NaN
    where there is nothing to divide by, or where the log does not define it. Raises `DesksideError` for a
    part the scenario does not have.

    >>> from deskside.demand import sample
    >>> from deskside.engines import start
    >>> from deskside.metrics import kpis
    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> log = start(sample(desk, seed=1), desk, engine="simpy").finish().log()
    >>> all_of_them = kpi_of(log, Part("mean_first_response", "service", "help"))
    >>> all_of_them == kpis(log)["mean_first_response"]
    True
    """
    part.check(log.scenario)
    window = window_of(log, span)
    if part.by == "team":
        team = list(log.scenario.teams).index(part.key)
        mine = team_work(log, spells(log), window.start, window.end)[team]
        hours = mine.rostered + mine.overtime
        return mine.cost if part.kpi == "cost" else mine.busy / hours if hours else float("nan")
    counted = Counted(log, window, _rows(log, window, part))
    return figures(counted, (part.kpi,)).get(part.kpi, float("nan"))


def _rows(log: TicketLog, window: Window, part: Part) -> NDArray[np.intp]:
    """The rows of the window's tickets that belong to a part."""
    if part.by == "priority":
        code = int(part.key)
    else:
        code = list(getattr(log.scenario, f"{part.by}s")).index(part.key)
    column = getattr(log.ticket_table, part.by)[window.tickets]
    return window.first + np.flatnonzero(column == code)
