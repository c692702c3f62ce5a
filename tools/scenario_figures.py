"""Figures of shipped scenarios and of their named policies, on the same needs: for tests and a page.

Beside the KPIs there are figures from downstream, the desk's cost with what it costs elsewhere, and for
onboarding the share of new colleagues for whom every department was on time.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from deskside.demand import sample
from deskside.downstream import Consequences
from deskside.engines import start
from deskside.experiment import Difference, columns, differences, seeds_from
from deskside.log import BESIDE, TicketLog
from deskside.metrics import kpis, readiness
from deskside.metrics.window import Window, window_of
from deskside.metrics.work import handling
from deskside.scenario import Scenario, load, policies

#: What each department promises for its part of a new colleague's first day, in business minutes: three
#: hours, half a day, half a day, a day.
PROMISED = {"hr": 180.0, "it": 270.0, "facilities": 270.0, "security": 540.0}


def run(desk: Scenario, seed: int) -> TicketLog:
    """One whole run."""
    return start(sample(desk, seed), desk).finish().log()


def figures(log: TicketLog) -> dict[str, float]:
    """Every figure of a log that a named policy may move."""
    window = window_of(log)
    found = kpis(log) | _work(log, window)
    money = Consequences.of(log.scenario.name).figures(log)
    if len(money) > 1:
        found |= money | {"cost_in_all": found["cost"] + money["downstream_cost"]}
    if log.scenario.name == "onboarding-day":
        found["ready"] = readiness(log, "starter", PROMISED).ready
    return found


def _work(log: TicketLog, window: Window) -> dict[str, float]:
    """Agents' minutes for each ticket, and for each visit on its own way from team to team."""
    visits, rows = log.visit_table, window.visits(log)
    minutes = handling(log)[rows]
    own = (visits.agent[rows] >= 0) & ~np.isin(visits.kind[rows], BESIDE)
    return {
        "work_per_ticket": float(minutes.sum()) / (window.last - window.first),
        "handling_time": float(minutes[own].mean()),
    }


@cache
def figures_of(desk: Scenario, replications: int) -> tuple[Mapping[str, float], ...]:
    """The figures of a desk, replication by replication from seed 1."""
    return tuple(figures(run(desk, seed)) for seed in seeds_from(1, replications))


def changes(name: str, policy: str, replications: int) -> dict[str, Difference]:
    """What a named policy of a shipped scenario changes."""
    desk = load(name)
    before = figures_of(desk, replications)
    after = figures_of(policies(name)[policy].on(desk), replications)
    return differences(columns(before), columns(after))
