"""A grid: a panel at every setting, computed beforehand, so that a page can answer without Python."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from deskside.errors import DesksideError
from deskside.panels import sentences
from deskside.panels.measure import Watcher
from deskside.panels.pack import packed, unpacked
from deskside.panels.pictures import PICTURES, Scene

if TYPE_CHECKING:
    from deskside.panels.panel import Panel

__all__ = ["MOST_BYTES", "POINTS", "compute"]

#: The most a grid may take in a notebook; and the points of a long line in it.
MOST_BYTES = 90_000
POINTS = 84


def compute(
    panel: Panel,
    most_bytes: int | None = MOST_BYTES,
    watcher: Watcher | None = None,
    chosen: Mapping[str, Sequence[Any]] | None = None,
) -> dict[str, Any]:
    """Every setting of a panel, as ``fromGrid`` in ``front/grid.js`` takes it; or those that are chosen.

    Raises `DesksideError`, before anything is run, when the whole would be larger than ``most_bytes``.
    ``watcher(done, total)`` hears of every setting; what it raises ends the work.
    """
    axes = [(path, chosen[path] if chosen else lever.settings()) for path, lever in panel.levers.items()]
    places = [
        dict(zip(panel.levers, values, strict=True)) for values in itertools.product(*(v for _, v in axes))
    ]
    if most_bytes is not None:
        _check_size(panel, len(places), most_bytes)
    rows = _Rows(panel)
    for number, settings in enumerate(places):
        rows.add(settings)
        if watcher is not None:
            watcher(number + 1, len(places))
    at_first = panel.at_first
    still = places.index(panel.at_first_settings) if at_first.now is at_first.before else -1
    return {"axes": [[path, list(values)] for path, values in axes], "still": still, **rows.done()}


def _check_size(panel: Panel, places: int, most_bytes: int) -> None:
    """What a place takes is known from the panel as it stands."""
    scene = panel.at_first
    numbers = sum(
        len(column)
        for name in panel.pictures
        for columns in _moving(name, scene).values()
        for column in (columns.values() if isinstance(columns, Mapping) else [columns])
    )
    words = len(panel.summary) + 60 + len(str(sentences.cells(panel.table)["rows"]))
    size = places * (2 * numbers + words)
    if size > most_bytes:
        raise DesksideError(
            f"{panel.form.spec['title']}: a grid of {places} settings takes about {size // 1000:,} kB, "
            f"more than {most_bytes // 1000:,} kB; use fewer levers, coarser steps or fewer pictures"
        )


def _moving(name: str, scene: Scene) -> dict[str, Any]:
    """The numbers of a picture, also where the desk is as it was: every place needs as many."""
    now = PICTURES[name].apart(scene, POINTS)
    return {series: _floats(columns) for series, columns in now.items()}


def _floats(columns: Any) -> Any:
    if isinstance(columns, Mapping):
        return {name: _floats(column) for name, column in columns.items()}
    if isinstance(columns, bytes):
        return unpacked(columns).tolist()
    return [math.nan if value is None else value for value in columns]


class _Rows:
    """Collects what each place has."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.said: list[str] = []
        self.rows: list[list[Any]] = []
        self.prints: dict[str, int] = {}
        self.print_of: list[int] = []
        self.problems: dict[int, str] = {}
        self.frames: list[dict[str, Any]] = []
        self.head: list[str] = []

    def add(self, settings: Mapping[str, Any]) -> None:
        panel = self.panel
        try:
            scene = panel.scene_at(settings)
            said = sentences.summary(scene, panel.words_for(settings))
        except DesksideError as problem:
            self.problems[len(self.said)] = str(problem)
            scene, said = panel.at_first, ""
        table = sentences.cells(sentences.table(scene))
        small = panel.small_print_of(scene)
        self.head = table["head"]
        self.said.append(said)
        self.rows.append(table["rows"])
        self.print_of.append(self.prints.setdefault(small, len(self.prints)))
        self.frames.append({name: _moving(name, scene) for name in panel.pictures})

    def done(self) -> dict[str, Any]:
        return {
            "said": self.said,
            "problems": {str(place): text for place, text in self.problems.items()},
            "html": {"texts": list(self.prints), "of": self.print_of},
            "tables": {"head": self.head, "rows": self.rows},
            "frames": {
                name: dict(_stacked([one[name] for one in self.frames])) for name in self.panel.pictures
            },
        }


def _stacked(places: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The columns of all places, one after the other."""
    for series, first in places[0].items():
        if isinstance(first, Mapping):
            yield series, {name: packed([v for one in places for v in one[series][name]]) for name in first}
        else:  # a few numbers of very different sizes: not packed
            yield series, [_short(value) for one in places for value in one[series]]


def _short(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None
