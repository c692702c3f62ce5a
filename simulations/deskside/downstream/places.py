"""Services and groups by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskside.errors import DesksideError
from deskside.scenario.check import suggestion

__all__ = ["place_of"]


def place_of(names: Mapping[str, Any], name: str, what: str) -> int:
    """The number of a service or group by name. Raises `DesksideError` if the desk has none of that name."""
    known = list(names)
    if name not in known:
        raise DesksideError(f"no {what} {name!r} at this desk{suggestion(name, known)}")
    return known.index(name)
