"""Columns of numbers and amounts, compiled: stand-ins for functions of arrays, bit for bit.

Loops without branches, of which the compiler works off several turns at once. So of a quantile the centre is
worked out for all numbers, and the tails apart, a piece of the column at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import float64, types, uint64, void
from numpy.typing import NDArray

from deskside import arithmetic, streams
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


def fill_logarithms(numbers, found):
    """See `deskside.arithmetic.logarithm`."""
    for place in range(len(numbers)):
        found[place] = plain_logarithm(numbers[place])


def fill_powers(numbers, found):
    """See `deskside.arithmetic.power_of_e`."""
    for place in range(len(numbers)):
        found[place] = plain_power_of_e(numbers[place])


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
    logarithms = compiled(fill_logarithms, void(_GIVEN, _FOUND))
    powers = compiled(fill_powers, void(_GIVEN, _FOUND))
    quantiles = compiled(fill_quantiles, void(_GIVEN, _FOUND, _FOUND, types.int64[::1]))

    def uniforms(key: tuple[int, int], count: int, *, page: int = 0, first: int = 0) -> Floats:
        block, skip = divmod(first, _WORDS)
        found = np.empty((-(-(skip + count) // _WORDS), _WORDS))
        numbers(np.uint64(key[0]), np.uint64(key[1]), np.uint64(page), np.uint64(block), found)
        return found.reshape(-1)[skip : skip + count]

    def quantile(given: Floats, found: Floats) -> None:
        quantiles(given, found, np.empty(PIECE + 1), np.empty(PIECE + 1, dtype=np.int64))

    put_in_place(streams.uniforms, uniforms)
    put_in_place(arithmetic.logarithm, _of_any_shape(logarithms))
    put_in_place(arithmetic.power_of_e, _of_any_shape(powers))
    put_in_place(arithmetic.normal_quantile, _of_any_shape(quantile))


def _of_any_shape(fill: Callable[[Floats, Floats], None]) -> Callable[[Floats], Floats]:
    def found_for(numbers: Floats) -> Floats:
        given = np.ascontiguousarray(numbers, dtype=np.float64).reshape(-1)
        found = np.empty_like(given)
        fill(given, found)
        return found.reshape(np.shape(numbers))

    return found_for
