"""Getting the quick engine ready, with progress, before anybody waits for it."""

from __future__ import annotations

import time
from importlib.util import find_spec

from deskside.cli.show import Bar, say, warn

__all__ = ["prepare_engine"]


def prepare_engine(told_when_ready: bool = True) -> None:
    """Compile the quick engine unless that was done before; say so where it cannot be done or kept."""
    if find_spec("numba") is None:
        say("Numba is not installed: the SimPy engine does all the work, some 50 times slower.")
        return
    from deskside.engines.compiled import cache_folder, is_warm, warm

    if is_warm():
        if told_when_ready:
            say("The compiled engine is ready.")
        return
    if cache_folder() is None:
        warn("No place to keep the compiled engine: each start takes half a minute more.")
        warn("Set DESKSIDE_CACHE to a folder you can write.")
        return
    say("Compiling the quick engine, once; half a minute at most.")
    began = time.monotonic()
    with Bar("Compiling", unit="%") as bar:
        warm(lambda share: bar(int(100 * share), 100))
    say(f"The compiled engine is ready ({time.monotonic() - began:.0f} s).")
