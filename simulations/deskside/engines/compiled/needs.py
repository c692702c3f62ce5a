"""The needs as records, written in one pass: no table of a run is larger, and each pass over it costs."""

from __future__ import annotations

import math

from numba import float64, int8, int16, int64, types, void

from deskside.engines.compiled.records import NOBODY, need_at

__all__ = ["SIGNATURE", "write_needs"]


def _column(number: types.Number) -> types.Array:
    return types.Array(number, 1, "C", readonly=True)


SIGNATURE = void(
    int64, _column(float64), _column(int16), _column(int16), _column(int16), _column(int8), _column(float64)
)


def write_needs(table, arrived, service, group, channel, priority, due):
    """Write every need as it is before it arises, into a table of zeros at an address."""
    for number in range(len(arrived)):
        need = need_at(table, number)
        need.arrived, need.due = arrived[number], due[number]
        need.first_response = need.ended = need.acknowledged = math.nan
        need.service, need.group = service[number], group[number]
        need.channel, need.priority = channel[number], priority[number]
        need.queue = need.owner = NOBODY
