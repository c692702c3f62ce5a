"""What was measured, as the frames that charts take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from deskside.errors import DesksideError
from deskside.experiment import Estimate, Sweep, estimate
from deskside.log import TicketLog
from deskside.metrics import by_hour
from deskside.panels.measure import WITHIN, Measured, measure
from deskside.panels.units import unit_of

__all__ = [
    "answered_frame",
    "difference_frame",
    "load_frame",
    "measures_frame",
    "paired_frame",
    "queue_frame",
    "roster_frame",
]


def difference_frame(before: Measured, now: Measured, kpis: Mapping[str, str]) -> pd.DataFrame:
    """One row a KPI for `deskside.charts.before_after`; ``kpis`` gives each KPI its name for people."""
    return pd.DataFrame(
        [
            {
                "measure": label,
                "unit": unit_of(name),
                **_spread("before", before.kpi(name)),
                **_spread("now", now.kpi(name)),
                **_spread("difference", now.change(name, before)),
            }
            for name, label in known(kpis, before).items()
        ]
    )


def measures_frame(found: Measured, kpis: Mapping[str, str]) -> pd.DataFrame:
    """One row a KPI of one desk, for `deskside.charts.measures_of_a_desk`."""
    return pd.DataFrame(
        [
            {
                "measure": label,
                "unit": unit_of(name),
                "value": reached.mean,
                "low": reached.low,
                "high": reached.high,
            }
            for name, label in known(kpis, found).items()
            for reached in [found.kpi(name)]
        ]
    )


def queue_frame(desks: Mapping[str, Measured]) -> pd.DataFrame:
    """The queues of one desk or two, for `deskside.charts.queue_over_time`.

    The line is the first run, the band eight in ten of all runs.
    """
    frames = []
    for name, found in desks.items():
        low, high = np.quantile(found.waiting, (0.1, 0.9), axis=0)
        columns = {"time": found.times, "desk": name, "waiting": found.waiting[0], "low": low, "high": high}
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def answered_frame(desks: Mapping[str, Measured]) -> pd.DataFrame:
    """The waits of one desk or two, for `deskside.charts.share_answered_within`: means and their ranges."""
    frames = []
    for name, found in desks.items():
        spreads = [estimate(column.tolist()) for column in found.answered.T]
        frames.append(
            pd.DataFrame(
                {
                    "within": WITHIN,
                    "desk": name,
                    "share": [one.mean for one in spreads],
                    "low": [max(0.0, one.low) for one in spreads],
                    "high": [min(1.0, one.high) for one in spreads],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def load_frame(swept: Sweep, kpi: str = "mean_first_response") -> pd.DataFrame:
    """A sweep for `deskside.charts.wait_against_load`: a KPI and its range at each measured load."""
    rows = []
    for point in swept.points:
        wait, load = point.result.kpis[kpi], point.result.kpis["utilisation"]
        rows.append(
            {"setting": point.value, "load": load.mean, "mean": wait.mean, "low": wait.low, "high": wait.high}
        )
    return pd.DataFrame(rows).sort_values("load", ignore_index=True)


def paired_frame(before: Measured, now: Measured, kpi: str) -> pd.DataFrame:
    """A KPI run by run at two desks with the same seeds, for `deskside.charts.paired_difference`."""
    known({kpi: kpi}, before)
    runs = [str(number) for number in range(1, len(before.values[kpi]) + 1)]
    return pd.DataFrame({"run": runs, "before": before.values[kpi], "now": now.values[kpi]})


def roster_frame(logs: Sequence[TicketLog], day: int | None = None, team: str | None = None) -> pd.DataFrame:
    """Agents against work, for `deskside.charts.roster_against_demand`: a day (0 is Monday) or the week.

    The work is the mean over all weeks of all logs, its range holds eight in ten of them.
    """
    hours = _hours(logs, team)
    if day is not None:
        hours = hours[hours["day"] == day]
    rows = []
    for (at_day, hour), found in hours.groupby(["day", "hour"]):
        low, high = np.quantile(found["work"], (0.1, 0.9))
        row = {"hour": 24 * at_day + hour, "on_duty": found["on_duty"].mean(), "work": found["work"].mean()}
        rows.append({**row, "low": low, "high": high})
    return pd.DataFrame(rows)


def _hours(logs: Sequence[TicketLog], team: str | None) -> pd.DataFrame:
    if not logs:
        raise DesksideError("no logs: simulate the desk at least once")
    return pd.concat([by_hour(log, team) for log in logs], ignore_index=True)


def known(kpis: Mapping[str, str], found: Measured) -> dict[str, str]:
    """The KPIs, if all were measured. Raises `DesksideError` otherwise."""
    for name in kpis:
        if name not in found.values:
            there = dict.fromkeys([*measure(found.scenario, replications=1).values, *found.values])
            raise DesksideError(f"no KPI {name!r} for this desk; it has {', '.join(there)}")
    return dict(kpis)


def _spread(name: str, found: Estimate) -> dict[str, float]:
    return {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
