"""What is about to be read for the first time, fetched from memory ahead: nobody waits for it then.

A need's rows and answers lie far apart, and a desk with many levers reads a dozen of them. Arrivals come in
the order of the numbers, so it is known which are next. A fetch changes nothing, not even where nothing
lies.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from deskside.engines.compiled.records import LIFE, NEED, column_at, rule

__all__ = ["fetch_next"]

FETCH = 64  # bytes that come at once
NEED_BYTES, LIFE_BYTES = NEED.itemsize, LIFE.itemsize
SOON, LATER = 3, 8  # needs ahead: of rows, and of columns, of which one fetch brings eight needs' numbers


def _prefetch(_context: Any, _address: Any) -> Any:
    def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        place, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [place], kind)
        to_read, to_keep, data = number(0), number(3), number(1)
        builder.call(prefetch, [builder.inttoptr(arguments[0], place), to_read, to_keep, data])
        return context.get_dummy_value()

    return types.none(types.int64), code


#: Have what lies at an address fetched, without waiting for it.
_fetch: Any = intrinsic(_prefetch)


@rule
def _fetch_row(address, size):
    for place in range(0, size, FETCH):
        _fetch(address + place)


@rule
def fetch_next(s, number):
    """A need arrives: fetch what those will read that arrive next."""
    _fetch_row(s.need_table + (number + SOON) * NEED_BYTES, NEED_BYTES)
    if s.rich:
        _fetch_row(s.life_table + (number + SOON) * LIFE_BYTES, LIFE_BYTES)
    if number % LATER == 0:
        for place in range(s.columns):
            column = column_at(s.fetch_table, place)
            _fetch(column.address + (number + LATER) * column.step)
