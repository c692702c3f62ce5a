"""A policy as tables of records: made once, read by every run under it, written by none."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.engines.compiled import records as r
from deskside.prepare import Duty, Tables
from deskside.prepare.policy import LEVELS, NO_LIMIT

__all__ = ["policy_records", "shift_changes", "speeds_and_classes", "teams_at_first"]

Table = NDArray[Any]


def policy_records(tables: Tables) -> dict[str, Table]:
    """The tables that the loop only reads, by the state's names for them."""
    return tables.of_policy("records", None, _policy_records)


def teams_at_first(tables: Tables) -> Table:
    """The teams' records as a run begins, nobody on the bench; a run writes on a copy.

    Each team has its lines of tickets, a lane and class each; all teams' inboxes come after all lines.
    """
    return tables.of_policy("teams", None, _teams_at_first)


def speeds_and_classes(tables: Tables) -> tuple[Table, Table]:
    """Of everybody on the roster: how quick they are, and the queue classes they serve, as bits."""
    return tables.of_policy("speeds and classes", None, _speeds_and_classes)


def shift_changes(tables: Tables, duty: Duty) -> Table:
    """Changes at once, then a week of changes that repeats, and one row to spare."""
    return tables.of_policy("shift changes", duty, lambda _: _shift_changes(duty))


def _policy_records(t: Tables) -> dict[str, Table]:
    return {
        "channel_table": _records(r.CHANNEL, len(t.live), **_columns(t, r.CHANNEL)),
        "group_table": _records(r.GROUP, len(t.retry_share), **_columns(t, r.GROUP)),
        "service_table": _records(r.SERVICE, len(t.first_team), **_columns(t, r.SERVICE)),
        "stage_table": _records(
            r.STAGE,
            len(t.stage_class),
            queue_class=t.stage_class,
            shape=t.stage_shape,
            onward=t.stage_next,
            share=t.stage_share,
            **_columns(t, r.STAGE, ("swarms", "hold", "help_effort")),
        ),
        "part_table": _records(
            r.PART,
            t.child_team.size,
            team=t.child_team.ravel(),
            share=t.child_share.ravel(),
            mean=t.child_mean.ravel(),
        ),
        "reading_table": _records(
            r.PLACE, sum(map(len, t.reads_at)), number=[minute for times in t.reads_at for minute in times]
        ),
        "mean_table": t.effort_mean,
        "next_open": t.next_open.astype(np.int16),
        "head_start_table": t.head_start,
        "worked": t.worked.astype(np.int16),
        "open_minutes": t.open_minutes.astype(np.int16),
        "pace_table": t.paces,
        "promise_table": t.promise,
    }


def _teams_at_first(t: Tables) -> Table:
    teams = _records(r.TEAM, len(t.wrap_up), **_columns(t, r.TEAM))
    teams["first"] = teams["last"] = r.NOBODY
    teams["classes"] = np.maximum(t.stage_class.reshape(-1, len(teams)).max(axis=0), t.open_class) + 1
    teams["lanes"] = np.where(t.wip_limit < NO_LIMIT, 2, 1)
    lines = teams["classes"] * teams["lanes"]
    teams["first_queue"] = np.cumsum(lines) - lines
    teams["inbox"] = int(lines.sum()) * LEVELS + np.arange(len(teams))
    teams["reads"] = [len(times) for times in t.reads_at]
    teams["first_reading"] = np.cumsum(teams["reads"]) - teams["reads"]
    return teams


def _speeds_and_classes(t: Tables) -> tuple[Table, Table]:
    speeds = np.array([agent.speed for agent in t.agents])
    return speeds, np.array([sum(1 << c for c in agent.classes) for agent in t.agents], dtype=np.int64)


def _shift_changes(duty: Duty) -> Table:
    rows = [(duty.start, number, on) for number, on in duty.at_once]
    rows += [(minute, number, on) for minute, number, on in duty.weekly]
    changes = np.zeros(len(rows) + 1, dtype=r.SHIFT_CHANGE)
    changes["time"][:-1], changes["number"][:-1], changes["on"][:-1] = np.array(rows).T
    return changes


def _records(dtype: np.dtype[Any], rows: int, **columns: Any) -> Table:
    table = np.zeros(rows, dtype=dtype)
    for column, values in columns.items():
        table[column] = values
    return table


def _columns(tables: Tables, dtype: np.dtype[Any], names: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Those of the tables' arrays that a record has under the same name."""
    names = names or tuple(n for n in dtype.names or () if isinstance(getattr(tables, n, None), np.ndarray))
    return {name: getattr(tables, name) for name in names}
