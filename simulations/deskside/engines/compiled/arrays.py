"""Columns of numbers and amounts, compiled: stand-ins for functions of arrays, bit for bit.

Loops without branches, of which the compiler works off several turns at once. So of a quantile the centre is
worked out for all numbers, and the tails apart, a piece of the column at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import float64, int64, types, uint64, void
from numpy.typing import NDArray

from deskside import arithmetic, distributions, streams
from deskside.engines.compiled.amounts import (
    CENTRE,
    LEAST,
    in_centre,
    plain_logarithm,
    plain_power_of_e,
    tail_quantile,
)
from deskside.engines.compiled.philox import block_at, in_unit
from deskside.stand_ins import put_in_place

__all__ = ["stand_in"]

Floats = NDArray[np.float64]
Compile = Callable[[Callable[..., Any], Any], Any]

PIECE = 1024
_WORDS = 4  # numbers in one Philox block
_GIVEN, _FOUND = types.Array(float64, 1, "C", readonly=True), float64[::1]


def fill_numbers(key0, key1, page, block, found):
    """Numbers in [0, 1), four to a block; shape (blocks, 4)."""
    for row in range(len(found)):
        words = block_at(key0, key1, block + np.uint64(row), page)
        found[row, 0], found[row, 1] = in_unit(words[0]), in_unit(words[1])
        found[row, 2], found[row, 3] = in_unit(words[2]), in_unit(words[3])


def fill_exponentials(numbers, found):
    """See `deskside.distributions.exponential`."""
    for place in range(len(numbers)):
        found[place] = -plain_logarithm(1.0 - numbers[place])


def turn_lognormal(amounts, sigma, drift):
    """See `deskside.distributions.lognormal`."""
    for place in range(len(amounts)):
        amounts[place] = plain_power_of_e(amounts[place] * sigma - drift)


def fill_quantiles(numbers, found, tails, places):
    """See `deskside.arithmetic.normal_quantile`; the last two are room for tails, one more than a piece."""
    for first in range(0, len(numbers), PIECE):
        end = min(first + PIECE, len(numbers))
        for place in range(first, end):
            found[place] = in_centre(max(numbers[place], LEAST) - 0.5)
        outside = 0
        for place in range(first, end):
            number = max(numbers[place], LEAST)
            tails[outside], places[outside] = min(number, 1.0 - number), place
            outside += abs(number - 0.5) > CENTRE
        for tail in range(outside):
            tails[tail] = math.sqrt(-plain_logarithm(tails[tail]))
        for tail in range(outside):
            upper = tail_quantile(tails[tail])
            found[places[tail]] = -upper if numbers[places[tail]] < 0.5 else upper


def stand_in(compiled: Compile) -> None:
    """Compile the fills, and let them answer for NumPy's ways from now on, for whoever asks."""
    numbers = compiled(fill_numbers, void(uint64, uint64, uint64, uint64, float64[:, ::1]))
    exponentials = compiled(fill_exponentials, void(_GIVEN, _FOUND))
    quantiles = compiled(fill_quantiles, void(_GIVEN, _FOUND, _FOUND, int64[::1]))
    turned_lognormal = compiled(turn_lognormal, void(_FOUND, float64, float64))

    def uniforms(key: tuple[int, int], count: int, *, page: int = 0, first: int = 0) -> Floats:
        block, skip = divmod(first, _WORDS)
        found = np.empty((-(-(skip + count) // _WORDS), _WORDS))
        numbers(np.uint64(key[0]), np.uint64(key[1]), np.uint64(page), np.uint64(block), found)
        return found.reshape(-1)[skip : skip + count]

    def exponential(drawn: Floats) -> Floats:
        if not _is_plain(drawn):
            return _in_numpy(distributions.exponential)(drawn)
        given, found = _in_line(drawn), np.empty(np.shape(drawn))
        exponentials(given, found.reshape(-1))
        return found

    def normal_quantile(drawn: Floats) -> Floats:
        if not _is_plain(drawn):
            return _in_numpy(arithmetic.normal_quantile)(drawn)
        given, found = _in_line(drawn), np.empty(np.shape(drawn))
        quantiles(given, found.reshape(-1), np.empty(PIECE + 1), np.empty(PIECE + 1, dtype=np.int64))
        return found

    def lognormal(normal: Floats, sigma: float, drift: float) -> Floats:
        if not _is_plain(normal):
            return _in_numpy(distributions.lognormal)(normal, sigma, drift)
        amounts = np.require(normal, np.float64, ["C", "W"])
        turned_lognormal(amounts.reshape(-1), sigma, drift)
        return amounts

    put_in_place(streams.uniforms, uniforms)
    put_in_place(arithmetic.normal_quantile, normal_quantile)
    put_in_place(distributions.exponential, exponential)
    put_in_place(distributions.lognormal, lognormal)


def _is_plain(numbers: Any) -> bool:
    """Whether a stand-in gives the same bits and the same type: not for one number alone, nor float32."""
    return isinstance(numbers, np.ndarray) and numbers.dtype == np.float64 and numbers.ndim > 0


def _in_numpy(function: Any) -> Callable[..., Any]:
    found: Callable[..., Any] = function.__wrapped__
    return found


def _in_line(numbers: Floats) -> Floats:
    return np.ascontiguousarray(numbers, dtype=np.float64).reshape(-1)
