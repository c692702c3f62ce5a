"""The memory of a run: owns every table, so that addresses stay good, and uses old buffers again."""

from __future__ import annotations

from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.engines.compiled.records import CHECKED, address_of

__all__ = ["Store"]

#: A table begins where a processor's fetches from memory begin. In the eight bytes before stands its number
#: of rows.
_FETCH = 64
_KEPT = 64  # buffers that wait to be used again
_SMALL = 1 << 16  # bytes; fresh memory below this costs nothing
_free: list[NDArray[np.uint8]] = []
_lock = Lock()


def _buffer(size: int) -> NDArray[np.uint8]:
    """Memory of at least this size; what is in it does not matter."""
    if size >= _SMALL:
        with _lock:
            for place, buffer in enumerate(_free):
                if size <= len(buffer) <= 4 * size:
                    return _free.pop(place)
    buffer = np.empty(size + _FETCH, dtype=np.uint8)
    return buffer[-buffer.ctypes.data % _FETCH :]


class Store:
    """Tables by name. Fresh memory is slow to touch for the first time, so large buffers go round."""

    def __init__(self) -> None:
        self.tables: dict[str, NDArray[Any]] = {}
        self._buffers: dict[str, NDArray[np.uint8]] = {}

    def table(self, name: str, dtype: np.dtype[Any], rows: int) -> NDArray[Any]:
        """A table of zeros."""
        table = self._fresh(name, dtype, rows)
        table.view(np.uint8)[:] = 0
        return table

    def grow(self, name: str, dtype: np.dtype[Any], used: int, rows: int) -> None:
        """A larger table with the rows used so far; those after them are zero only in small tables."""
        before, buffer = self.tables.get(name), self._buffers.pop(name, None)
        table = self._fresh(name, dtype, rows)
        if table.nbytes < _SMALL:
            table.view(np.uint8)[:] = 0
        if before is not None:
            table[:used] = before[:used]
        if buffer is not None:
            self._give_back(buffer)

    def records(self, name: str, dtype: np.dtype[Any], **columns: Any) -> NDArray[Any]:
        """A table from columns; fields that are not given are zero."""
        table = self.table(name, dtype, len(next(iter(columns.values()))))
        for column, values in columns.items():
            table[column] = values
        return table

    def copy(self, name: str, records: NDArray[Any]) -> NDArray[Any]:
        """A table of the run's own that begins as these records."""
        table = self._fresh(name, records.dtype, len(records))
        table[:] = records
        return table

    def keep(self, name: str, array: NDArray[Any]) -> int:
        """Keep somebody else's array alive under a name; its address."""
        array = np.ascontiguousarray(array)  # the loop knows an address and nothing of strides
        if CHECKED:  # the number of rows must stand before it
            table = self._fresh(name, array.reshape(-1).dtype, array.size)
            table[:] = array.reshape(-1)
        else:
            self.tables[name] = array
        return self.address(name)

    def address(self, name: str) -> int:
        """Where a table lies."""
        return address_of(self.tables[name])

    def _fresh(self, name: str, dtype: np.dtype[Any], rows: int) -> NDArray[Any]:
        if name in self._buffers:
            self._give_back(self._buffers.pop(name))
        buffer = _buffer(rows * dtype.itemsize + _FETCH)
        buffer[:_FETCH].view(np.int64)[-1] = rows
        self._buffers[name] = buffer
        table: NDArray[Any] = buffer[_FETCH : rows * dtype.itemsize + _FETCH].view(dtype)
        self.tables[name] = table
        return table

    @staticmethod
    def _give_back(buffer: NDArray[np.uint8]) -> None:
        if len(buffer) >= _SMALL:
            with _lock:
                if len(_free) < _KEPT:
                    _free.append(buffer)

    def __del__(self) -> None:
        for buffer in self._buffers.values():
            self._give_back(buffer)
