"""Who is watching: a person in front of a live page, a run nobody attends, or a grader."""

from __future__ import annotations

import os
from enum import Enum

__all__ = ["UNATTENDED", "Watch", "watch"]

#: Set this environment variable to 1 for runs nobody attends: interactive parts then try themselves out once,
#: show only their static twin, and raise what a callback raises.
UNATTENDED = "DESKSIDE_UNATTENDED"


class Watch(Enum):
    """How an interactive part behaves."""

    LIVE = "live"
    UNATTENDED = "unattended"
    INERT = "inert"  # nothing runs but what the static twin needs


def watch() -> Watch:
    """How this process is watched, from its environment: nbgrader's runs are inert."""
    if os.environ.get("NBGRADER_EXECUTION"):
        return Watch.INERT
    if os.environ.get(UNATTENDED, "") not in ("", "0"):
        return Watch.UNATTENDED
    return Watch.LIVE
