"""Putting many rows in order, by a whole number and a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["by_number_and_time"]

Rows = NDArray[np.intp]
BITS = 16  # numbers as short as this are sorted by counting


def by_number_and_time(number: NDArray[np.integer[Any]], time: NDArray[np.float64]) -> Rows:
    """The order of rows by a number from 0 on, then by time (no NaN), then as they come: `numpy.lexsort`.

    Many times as quick: that sort guesses at every comparison, and with times of a log guesses wrong half of
    the time. This one sorts the times, which takes no guesses, and then counts.

    >>> by_number_and_time(np.array([1, 0, 1, 1]), np.array([5.0, 7.0, 4.0, 5.0])).tolist()
    [1, 2, 0, 3]
    """
    sorted_anyhow = np.argsort(time)
    times = time[sorted_anyhow]
    rank = np.zeros(len(time), dtype=np.int64)  # the same for equal times
    rank[sorted_anyhow[1:]] = np.cumsum(times[1:] != times[:-1])
    return _by_counting(_by_counting(np.arange(len(time)), rank), number)


def _by_counting(order: Rows, number: NDArray[np.integer[Any]]) -> Rows:
    """Rows in this order sorted by a number, those with equal numbers as they were."""
    for shift in range(0, max(int(number.max(initial=0)).bit_length(), 1), BITS):
        part = (number >> shift).astype(np.uint16)  # its lowest bits
        order = order[np.argsort(part[order], kind="stable")]
    return order
