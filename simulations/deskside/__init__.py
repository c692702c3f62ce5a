"""Deskside: a flight simulator for internal customer service.

    import deskside as ds

    desk = ds.load("it-service-desk")
    log = ds.simulate(desk, seed=1)

Names are looked up when they are first used, so that ``import deskside`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deskside.errors import DesksideError
    from deskside.experiment import compare, replicate, simulate, sweep
    from deskside.log import TicketLog
    from deskside.scenario import Scenario, load, shipped

__all__ = [
    "DesksideError",
    "Scenario",
    "TicketLog",
    "compare",
    "load",
    "replicate",
    "shipped",
    "simulate",
    "sweep",
]

_HOME = {
    "DesksideError": "deskside.errors",
    "Scenario": "deskside.scenario",
    "TicketLog": "deskside.log",
    "compare": "deskside.experiment",
    "load": "deskside.scenario",
    "replicate": "deskside.experiment",
    "shipped": "deskside.scenario",
    "simulate": "deskside.experiment",
    "sweep": "deskside.experiment",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'deskside' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
