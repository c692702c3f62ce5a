"""What commands print: one JSON value or plain lines; progress goes to the other stream."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from deskside.experiment import Estimate, Replications

__all__ = ["Bar", "horizon_words", "kpis_plain", "say", "say_json", "warn"]

#: Seconds of work after which a bar is worth looking at.
_PATIENCE = 2.0


def say(*lines: str) -> None:
    """Print lines for people."""
    sys.stdout.write("\n".join(lines) + "\n")


def warn(*lines: str) -> None:
    """Print lines beside the result, on standard error."""
    sys.stdout.flush()
    sys.stderr.write("\n".join(lines) + "\n")


def say_json(data: Any) -> None:
    """Print one JSON value; what is not a number is null."""
    sys.stdout.write(json.dumps(_jsonable(data), indent=2, allow_nan=False) + "\n")


def _jsonable(data: Any) -> Any:
    if isinstance(data, float):
        return data if math.isfinite(data) else None
    if isinstance(data, Mapping):
        return {str(key): _jsonable(value) for key, value in data.items()}
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [_jsonable(value) for value in data]
    return data


def estimate_plain(found: Estimate) -> dict[str, Any]:
    """Mean and range; the range is null with one replication."""
    return {"mean": found.mean, "low": found.low, "high": found.high}


def kpis_plain(result: Replications) -> dict[str, Any]:
    """The KPIs of a result by name, each with its unit."""
    from deskside.experiment.tables import unit_of

    return {name: {**estimate_plain(found), "unit": unit_of(name)} for name, found in result.kpis.items()}


def horizon_words(days: int, warm_up: int, replications: int, seed: int, engine: str) -> str:
    """What was run, in a line."""
    many = "1 replication, so no range" if replications == 1 else f"{replications} replications"
    kept = f" after {_days(warm_up)} of warm-up" if warm_up else ""
    return f"{_days(days - warm_up)}{kept}, {many}, seed {seed}, {engine} engine"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


class Bar:
    """A progress bar on standard error, for people only, and only when the work lasts.

    Call it with runs done and runs in all.
    """

    def __init__(self, what: str, unit: str = "runs") -> None:
        self.what, self.unit = what, unit
        self.began = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is."""
        if self._bar is None and self._wanted(done, total):
            self._open(total)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _wanted(self, done: int, total: int) -> bool:
        return done < total and time.monotonic() - self.began > _PATIENCE and sys.stderr.isatty()

    def _open(self, total: int) -> None:
        from rich.console import Console  # a tenth of a second to import, and most commands never need it
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(self.unit),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(self.what, total=total)
        self._bar.start()
