"""Numbers by their bits: of two that are not below 0, the larger has the larger bits."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

__all__ = ["bits_of", "number_of"]


def _to_bits(_context: Any, _number: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), code


def _to_number(_context: Any, _bits: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), code


#: The 64 bits of a number, as a whole number.
bits_of: Any = intrinsic(_to_bits)
#: The number that has these 64 bits.
number_of: Any = intrinsic(_to_number)
