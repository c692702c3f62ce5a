"""The compiled loop, from the cache on disk where there is one.

Numba's own cache index sees only a change of the file that holds the entry function. So the cache lives in a
folder named by a digest of all sources that are compiled in, and of the Numba version. Where no such folder
can be written Numba would silently use another place and could serve a stale result there; then we compile
afresh.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from typing import Any

import numba
import platformdirs
from numba.core import config, event

from deskside.engines.compiled.arrays import stand_in
from deskside.engines.compiled.loop import advance
from deskside.engines.compiled.needs import SIGNATURE, write_needs
from deskside.engines.compiled.records import CHECKED

__all__ = ["cache_folder", "compiled_loop", "compiled_writer", "is_warm", "warm"]

#: How many functions Numba compiles for the loop, about: for the progress bar.
_COMPILATIONS = 53
Loop = Callable[[int], int]

_one_at_a_time = RLock()

_PACKAGE = Path(__file__).parents[2]
_SOURCES = (
    *sorted(Path(__file__).parent.glob("*.py")),
    *(_PACKAGE / name for name in ("arithmetic.py", "demand.py", "log.py", "prepare/policy.py")),
)
_SOURCES += (_PACKAGE / "engines" / "order.py",)


def _digest() -> str:
    """Identity of everything that is compiled in."""
    digest = blake2b(f"{numba.__version__} {CHECKED}".encode(), digest_size=10)
    for source in _SOURCES:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path | None:
    """Where the compiled loop is kept, or None if no place can be written.

    ``DESKSIDE_CACHE`` names another place than the user's cache folder.
    """
    root = Path(os.environ.get("DESKSIDE_CACHE") or platformdirs.user_cache_dir("deskside", appauthor=False))
    folder = root / f"kernel-{_digest()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


def is_warm() -> bool:
    """Whether all that runs compiled is in the cache, so that the first run starts at once."""
    folder = cache_folder()
    return folder is not None and all(
        any(folder.rglob(f"{part}.*.nbi")) for part in ("loop", "arrays", "needs")
    )


@lru_cache(maxsize=1)
def compiled_loop() -> Loop:
    """The loop, compiled: from the cache in a moment, afresh in less than half a minute. Columns likewise."""
    loop: Loop = _compiled(advance, numba.int64(numba.int64))
    stand_in(_compiled)
    return loop


@lru_cache(maxsize=1)
def compiled_writer() -> Callable[..., None]:
    """`write_needs`, compiled."""
    writer: Callable[..., None] = _compiled(write_needs, SIGNATURE)
    return writer


def warm(progress: Callable[[float], None] | None = None) -> bool:
    """Compile ahead of the first run. Returns False if everything was in the cache already.

    ``progress`` is told the share done, 0 to 1, each time another rule is compiled. Without a place for a
    cache the work is lost when this process ends; `cache_folder` tells.
    """
    cold = not is_warm()
    with _told(progress or _nobody):
        compiled_loop()
        compiled_writer()
    return cold


def _nobody(_share: float) -> None:
    """Who is told when nobody asked."""


@contextmanager
def _told(progress: Callable[[float], None]) -> Iterator[None]:
    """Follow Numba's own events: a compilation within the big one has ended."""
    done = 0

    class Listener(event.Listener):
        def on_start(self, event: Any) -> None:
            """Only ends count."""

        def on_end(self, event: Any) -> None:
            nonlocal done
            done += 1
            progress(min(1.0, done / _COMPILATIONS))

    with event.install_listener("numba:compile", Listener()):
        yield
    progress(1.0)


def _compiled(function: Callable[..., Any], signature: Any) -> Any:
    folder = cache_folder()
    with _numba_cache_in(folder):
        return numba.njit(signature, nogil=True, error_model="numpy", cache=folder is not None)(function)


@contextmanager
def _numba_cache_in(folder: Path | None) -> Iterator[None]:
    """Numba's cache folder is a setting of the whole process: one thread at a time, and put it back."""
    settings: Any = config  # a module whose names Numba makes when it is imported
    with _one_at_a_time:
        before = settings.CACHE_DIR
        if folder is not None:
            settings.CACHE_DIR = str(folder)
        try:
            yield
        finally:
            settings.CACHE_DIR = before
