"""One number at an address, compiled: as `deskside.streams.uniforms_at` gives it, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from deskside.engines.compiled.records import procedure, rule

__all__ = ["block_at", "in_unit", "number_at"]

FIRST, SECOND = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
STEP_FIRST, STEP_SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)


@intrinsic
def high_product(_context: Any, _left: Any, _right: Any) -> Any:
    """The upper 64 bits of a product of two 64-bit words."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        wide = ir.IntType(128)
        left, right = (builder.zext(word, wide) for word in arguments)
        upper = builder.lshr(builder.mul(left, right), ir.Constant(wide, 64))
        return builder.trunc(upper, ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), code


@rule
def block_at(key0, key1, block, page):
    """The four words of a block; the two words of the key and the block are unsigned."""
    word0, word1 = block + np.uint64(1), np.uint64(page)
    word2 = word3 = np.uint64(0)
    for _ in range(10):
        high0, low0 = high_product(FIRST, word0), FIRST * word0  # type: ignore[call-arg,var-annotated]
        high2, low2 = high_product(SECOND, word2), SECOND * word2
        word0, word1 = high2 ^ word1 ^ key0, low2
        word2, word3 = high0 ^ word3 ^ key1, low0
        key0, key1 = key0 + STEP_FIRST, key1 + STEP_SECOND
    return word0, word1, word2, word3


@rule
def in_unit(word):
    """A word as a number in [0, 1)."""
    return np.float64(word >> np.uint64(11)) * 2.0**-53


@procedure
def number_at(key0, key1, ordinal, page):
    """A number in [0, 1); the two words of the key and the ordinal are unsigned."""
    word0, word1, word2, word3 = block_at(key0, key1, ordinal >> np.uint64(2), page)
    place = ordinal & np.uint64(3)
    word = word0
    if place == 1:
        word = word1
    elif place == 2:
        word = word2
    elif place == 3:
        word = word3
    return in_unit(word)
