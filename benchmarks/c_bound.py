"""What plain C does on M/M/10: compiles `c_bound.c` with the system's compiler and calls it. Not Cimba."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from time import perf_counter

from . import yardstick as y

__all__ = ["compiler", "mm10"]

SOURCE = Path(__file__).with_name("c_bound.c")


def compiler() -> str | None:
    """The system's C compiler, or None."""
    return next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)


@cache
def _library() -> ctypes.CDLL:
    found = compiler()
    if found is None:
        raise RuntimeError("no C compiler: install gcc or clang")
    folder = Path(tempfile.mkdtemp(prefix="deskside-bench-"))
    try:
        target = folder / "c_bound.so"
        subprocess.run(
            [found, "-O2", "-shared", "-fPIC", "-o", str(target), str(SOURCE), "-lm"],
            check=True,
        )
        library = ctypes.CDLL(str(target))
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what is loaded stays loaded
    library.c_bound_mmc.restype = ctypes.c_double
    library.c_bound_mmc.argtypes = [
        ctypes.c_uint64,
        ctypes.c_long,
        ctypes.c_double,
        ctypes.c_int,
    ]
    return library


def mm10(seed: int, customers: int, load: float = 0.9, servers: int = 10) -> y.QueueResult:
    """The first `customers` of M/M/10 from empty; mean wait in units of the mean service time."""
    library = _library()
    before = perf_counter()
    waited = library.c_bound_mmc(seed, customers, load, servers)
    seconds = perf_counter() - before
    return y.QueueResult(waited / customers, customers, 2 * customers, seconds)
