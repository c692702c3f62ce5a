"""Measurements that need a process of their own: ``python -m deskside.bench.child WHAT JSON`` prints JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from deskside.errors import DesksideError

__all__ = ["Fresh", "in_fresh_process"]


class Fresh(Protocol):
    """How a new process is asked: what to do, with which options, with the usual or an empty cache."""

    def __call__(self, what: str, options: Mapping[str, Any], empty_cache: bool = False) -> dict[str, Any]:
        """Return what was measured, with ``seconds`` for the whole process."""


def in_fresh_process(what: str, options: Mapping[str, Any], empty_cache: bool = False) -> dict[str, Any]:
    """What a new process measured, with ``seconds``, the process's whole life as seen from here.

    Raises `DesksideError` with the last line it said if it failed.
    """
    with tempfile.TemporaryDirectory(prefix="deskside-bench-") as empty:
        environment = dict(os.environ) | ({"DESKSIDE_CACHE": empty} if empty_cache else {})
        source = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [source, environment.get("PYTHONPATH")]))
        began = perf_counter()
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "deskside.bench.child",
                what,
                json.dumps(dict(options)),
            ],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = perf_counter() - began
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"code {done.returncode}"]
        raise DesksideError(f"benchmark: measuring {what!r} in a new process failed: {said[-1]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found | {"seconds": seconds}


def _import() -> dict[str, Any]:
    import deskside  # noqa: F401  # it is the import that is measured

    return {}


def _first(engine: str) -> dict[str, Any]:
    from deskside.bench.desks import panel_desk
    from deskside.bench.ours import timed

    return {"tickets": timed(panel_desk(), engine, seed=1).units}


def _memory(engine: str, tickets: int) -> dict[str, Any]:
    from deskside.bench.desks import long_desk, panel_desk
    from deskside.bench.machine import peak_memory
    from deskside.bench.ours import timed

    timed(panel_desk(), engine, seed=1)  # what is loaded once belongs to "before"
    before = peak_memory()
    units = timed(long_desk(tickets), engine, seed=1).units
    return {"tickets": units, "before": before, "peak": peak_memory()}


def _main(what: str, options: str) -> None:
    measure: Any = {"import": _import, "first": _first, "memory": _memory}[what]
    json.dump(measure(**json.loads(options)), sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:])
