"""What is luck downstream: numbers at the addresses of the needs, so that same needs have the same luck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.errors import DesksideError
from deskside.log import TicketLog
from deskside.scenario.check import suggestion
from deskside.streams import stream_key, uniforms_at

__all__ = ["numbers_for", "place_of"]


def numbers_for(log: TicketLog, purpose: str, tickets: NDArray[np.intp]) -> NDArray[np.float64]:
    """A number in [0, 1) for each of these tickets, by seed, purpose, source and ordinal."""
    sources = [needs.source for needs in log.scenario.needs]
    keys = np.array([stream_key(log.seed, purpose, source) for source in sources], dtype=np.uint64)
    return uniforms_at(keys[log.ticket_table.source[tickets]], log.ticket_table.ordinal[tickets])


def place_of(names: Mapping[str, Any], name: str, what: str) -> int:
    """The number of a service or group by name. Raises `DesksideError` if the desk has none of that name."""
    known = list(names)
    if name not in known:
        raise DesksideError(f"no {what} {name!r} at this desk{suggestion(name, known)}")
    return known.index(name)
