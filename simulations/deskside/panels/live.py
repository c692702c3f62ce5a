"""Who is watching: a person before a live page, a run nobody attends, a grader, or a page being written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum

__all__ = ["UNATTENDED", "Watch", "exporting", "watch"]

#: Set this environment variable to 1 for runs nobody attends: interactive parts then try themselves out once,
#: show only their static twin, and raise what a callback raises.
UNATTENDED = "DESKSIDE_UNATTENDED"


class Watch(Enum):
    """How an interactive part behaves."""

    LIVE = "live"
    UNATTENDED = "unattended"
    INERT = "inert"  # nothing runs but what the static twin needs
    EXPORT = "export"  # a page without Python is written: parts hand themselves over to it


_EXPORTING = ContextVar("exporting", default=False)


@contextmanager
def exporting() -> Iterator[None]:
    """Within it every part that is shown hands itself over to the page that is being written."""
    before = _EXPORTING.set(True)
    try:
        yield
    finally:
        _EXPORTING.reset(before)


def watch() -> Watch:
    """How this process is watched, from its environment: nbgrader's runs are inert."""
    if _EXPORTING.get():
        return Watch.EXPORT
    if os.environ.get("NBGRADER_EXECUTION"):
        return Watch.INERT
    if os.environ.get(UNATTENDED, "") not in ("", "0"):
        return Watch.UNATTENDED
    return Watch.LIVE
