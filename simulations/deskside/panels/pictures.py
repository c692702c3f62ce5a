"""The pictures a panel can show: each as numbers for the live page, and as a chart that stands still."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from deskside.calendar import DAY
from deskside.charts import (
    Figure,
    before_after,
    measures_of_a_desk,
    queue_over_time,
    quick_altair,
    share_answered_within,
    wait_against_load,
)
from deskside.charts.words import amount, shown_as
from deskside.experiment.estimate import half_width
from deskside.panels.frames import answered_frame, difference_frame, measures_frame, queue_frame
from deskside.panels.measure import WITHIN, Measured
from deskside.panels.pack import packed, rounded
from deskside.panels.units import unit_of

__all__ = ["PICTURES", "Picture", "Scene"]

Columns = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Scene:
    """What is to be seen: a desk before and now (the same object while nothing was moved), in which words.

    ``kpis`` gives each KPI its name for people, ``names`` the two desks theirs. ``promise`` (minutes) is a
    line to read off; ``curve`` a `deskside.panels.frames.load_frame` where a picture wants one;
    with ``both_move`` levers can change the desk before as well.
    """

    before: Measured
    now: Measured
    kpis: Mapping[str, str]
    names: tuple[str, str]
    promise: float | None = None
    curve: pd.DataFrame | None = None
    both_move: bool = False

    @property
    def alone(self) -> bool:
        """Whether there is one desk: no lever was moved."""
        return self.now is self.before

    @property
    def desks(self) -> dict[str, Measured]:
        """One desk until a lever is moved, then two."""
        first, second = self.names
        return {first: self.before} if self.alone else {first: self.before, second: self.now}

    @property
    def first_kpi(self) -> str:
        """The KPI everything turns on."""
        return next(iter(self.kpis))


class Picture(ABC):
    """One kind of picture.

    ``spec`` is what ``front/pictures.js`` wants to know beforehand; ``still`` the numbers that stay while
    levers move, ``moving`` those that do not; ``figure`` the same as a chart that stands still.
    """

    wants_curve: ClassVar[bool] = False
    #: Of a picture with one row a KPI: its table has all of them, and need not be said beside another.
    title_below_table: ClassVar[str] = ""

    @abstractmethod
    def spec(self, scene: Scene, points: int | None = None) -> dict[str, Any]:
        """The description without its name."""

    @abstractmethod
    def figure(self, scene: Scene) -> Figure:
        """A chart with its words and its table."""

    def still(self, scene: Scene, points: int | None = None) -> Columns:
        """Numbers of the desk before; ``points`` at most of a long line."""
        return {}

    def moving(self, scene: Scene, points: int | None = None) -> Columns:
        """Numbers of the desk now; none while it is the desk before."""
        return {} if scene.alone and not scene.both_move else self.apart(scene, points)

    @abstractmethod
    def apart(self, scene: Scene, points: int | None = None) -> Columns:
        """The same, whether it is the desk before or not: as many numbers at every setting."""


class _Lines(Picture):
    """Curves in a plane, one a desk."""

    def still(self, scene: Scene, points: int | None = None) -> Columns:
        x = packed(_fewer(self._x(scene.before), points))
        return {"x": x} if scene.both_move else {"x": x, "before": self._curve(scene.before, points)}

    def apart(self, scene: Scene, points: int | None = None) -> Columns:
        before = {"before": self._curve(scene.before, points)} if scene.both_move else {}
        return {**before, "now": self._curve(scene.now, points)}

    @abstractmethod
    def _x(self, found: Measured) -> NDArray[np.float64]:
        """Where the points are, the same for both desks."""

    @abstractmethod
    def _columns(self, found: Measured) -> Mapping[str, NDArray[np.float64]]:
        """The columns y, low and high."""

    def _curve(self, found: Measured, points: int | None) -> Columns:
        return {name: packed(_fewer(column, points)) for name, column in self._columns(found).items()}

    def _series(self, scene: Scene) -> list[dict[str, str]]:
        return [
            {"id": role, "name": name, "role": role}
            for role, name in zip(("before", "now"), scene.names, strict=True)
        ]


class Queue(_Lines):
    """How many wait, as time goes by."""

    def spec(self, scene: Scene, points: int | None = None) -> dict[str, Any]:
        days = (scene.before.scenario.end - scene.before.times[0]) / DAY
        many = len(_fewer(scene.before.times, points))
        return {
            "kind": "lines",
            "title": "Tickets waiting",
            "x": {"label": "Day", "low": 0, "high": days},
            "y": {"label": "Tickets"},
            "series": self._series(scene),
            "caption": {
                "head": "Line: one run; band: eight in ten of all runs. In that run,",
                "read": "mean-and-most",
            },
            "table": {"head": "Day", "every": max(1, round(many / max(days, 1))), "mean": True},
        }

    def figure(self, scene: Scene) -> Figure:
        return queue_over_time(queue_frame(scene.desks))

    def _x(self, found: Measured) -> NDArray[np.float64]:
        days: NDArray[np.float64] = (found.times - found.times[0]) / DAY
        return days

    def _columns(self, found: Measured) -> Mapping[str, NDArray[np.float64]]:
        low, high = np.quantile(found.waiting, (0.1, 0.9), axis=0)
        return {"y": found.waiting[0], "low": low, "high": high}


class Answered(_Lines):
    """How long people wait: the share answered within so many minutes."""

    def spec(self, scene: Scene, points: int | None = None) -> dict[str, Any]:
        told = {"rule": _promise(scene.promise)} if scene.promise is not None else {}
        read = "nine-in-ten" if scene.promise is None else "kept"
        return {
            "kind": "lines",
            "title": "Share of tickets answered within so many minutes",
            "x": {"label": "Wait, minutes", "low": 0, "high": float(WITHIN[-1])},
            "y": {"label": "%", "high": 100},
            "series": self._series(scene),
            "caption": {"head": "How long people wait for a first response.", "read": read},
            "table": {"head": "Within, minutes", "every": 5},
            **told,
        }

    def figure(self, scene: Scene) -> Figure:
        return share_answered_within(answered_frame(scene.desks), promise=scene.promise)

    def _x(self, found: Measured) -> NDArray[np.float64]:
        return WITHIN

    def _columns(self, found: Measured) -> Mapping[str, NDArray[np.float64]]:
        mean, low, high = (100 * column for column in _spread_of_columns(found.answered))
        return {"y": mean, "low": np.clip(low, 0, 100), "high": np.clip(high, 0, 100)}


class Load(Picture):
    """The wait at every load of the desk as it is, and where the desk stands now."""

    wants_curve = True

    def spec(self, scene: Scene, points: int | None = None) -> dict[str, Any]:
        load = [100.0] if scene.curve is None else (100 * scene.curve["load"]).tolist()
        return {
            "kind": "lines",
            "title": f"{scene.kpis[scene.first_kpi]} at every load",
            "x": {
                "label": "Load: share of the agents' time that is taken, %",
                "low": min(load),
                "high": max(100.0, *load),
            },
            "y": {"label": shown_as(0.0, unit_of(scene.first_kpi))[1].capitalize()},
            "series": [
                {"id": "curve", "name": f"{scene.names[0]}, with less work and more", "role": "before"},
                {"id": "at", "name": "here it stands", "role": "before"},
                {"id": "now", "name": scene.names[1], "role": "mark"},
            ],
            "caption": {"head": f"{scene.kpis[scene.first_kpi]} against load.", "read": "ends"},
            "table": {"head": "Load, %", "every": 1},
        }

    def figure(self, scene: Scene) -> Figure:
        if scene.curve is None:
            raise ValueError("this picture wants a curve")
        marks = pd.DataFrame(
            [
                {
                    "load": found.kpi("utilisation").mean,
                    "mean": found.kpi(scene.first_kpi).mean,
                    "label": name,
                }
                for name, found in scene.desks.items()
            ]
        )
        return wait_against_load(scene.curve, marks=marks, wait_name=scene.kpis[scene.first_kpi])

    def still(self, scene: Scene, points: int | None = None) -> Columns:
        return {} if scene.both_move else self._curves(scene)

    def apart(self, scene: Scene, points: int | None = None) -> Columns:
        before = self._curves(scene) if scene.both_move else {}
        return {**before, "now": self._point(scene, scene.now)}

    def _curves(self, scene: Scene) -> Columns:
        if scene.curve is None:
            return {}
        columns = {"x": 100 * scene.curve["load"], "y": scene.curve["mean"]}
        columns |= {"low": scene.curve["low"].clip(lower=0), "high": scene.curve["high"]}
        curve = {name: packed(column) for name, column in columns.items()}
        return {"curve": curve, "at": self._point(scene, scene.before)}

    def _point(self, scene: Scene, found: Measured) -> Columns:
        wait = found.kpi(scene.first_kpi)
        columns = {
            "x": 100 * found.kpi("utilisation").mean,
            "y": wait.mean,
            "low": wait.low,
            "high": wait.high,
        }
        return {name: packed([value]) for name, value in columns.items()}


class _Rows(Picture):
    """One block or lane a KPI: where it was, where it is, how it changed."""

    mark: ClassVar[str]
    title: ClassVar[str]

    def spec(self, scene: Scene, points: int | None = None) -> dict[str, Any]:
        units = {name: shown_as(0.0, unit_of(name))[1] for name in scene.kpis}
        return {
            "kind": "rows",
            "mark": self.mark,
            "title": self.title,
            "names": dict(zip(("before", "now"), scene.names, strict=True)),
            "rows": [{"name": label, "unit": units[name]} for name, label in scene.kpis.items()],
            "caption": {"head": "The range of each holds in 95 of 100 such comparisons."},
        }

    def figure(self, scene: Scene) -> Figure:
        if scene.alone:
            return measures_of_a_desk(measures_frame(scene.before, scene.kpis))
        frame = difference_frame(scene.before, scene.now, scene.kpis)
        return before_after(frame, *scene.names)

    def moving(self, scene: Scene, points: int | None = None) -> Columns:
        return self.apart(scene, points)

    def apart(self, scene: Scene, points: int | None = None) -> Columns:
        numbers = []
        for name in scene.kpis:
            times = shown_as(1.0, unit_of(name))[0]
            for found in (scene.before.kpi(name), scene.now.kpi(name), scene.now.change(name, scene.before)):
                numbers += [times * found.mean, times * found.low, times * found.high]
        return {"values": rounded(numbers)}


class Change(_Rows):
    """Before and after, a point and its range each."""

    mark, title = "dot", "Before and after"
    title_below_table = title


class Bars(_Rows):
    """The figures as bars from nothing."""

    mark, title = "bar", "The figures, each with its range"
    title_below_table = title


class Difference(_Rows):
    """The paired differences on one scale."""

    mark, title = "difference", "What changed, on the same needs"
    title_below_table = title


#: The pictures a panel can show, by name.
PICTURES: Mapping[str, Picture] = {
    "queue": Queue(),
    "answered": Answered(),
    "load": Load(),
    "change": Change(),
    "bars": Bars(),
    "difference": Difference(),
}


def figures(names: tuple[str, ...], scene: Scene) -> tuple[Figure, ...]:
    """The pictures as charts that stand still."""
    with quick_altair():
        return tuple(PICTURES[name].figure(scene) for name in names)


def _promise(minutes: float) -> dict[str, Any]:
    return {"x": minutes, "name": f"promise: {amount(minutes, 'minutes')}"}


def _fewer(column: NDArray[np.float64], points: int | None) -> NDArray[np.float64]:
    """At most so many of a line's points, evenly along it."""
    if points is None or len(column) <= points:
        return column
    fewer: NDArray[np.float64] = column[np.linspace(0, len(column) - 1, points).round().astype(int)]
    return fewer


def _spread_of_columns(runs: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Mean and 95 % range of every column over the runs; NaN ranges for a single run."""
    mean = runs.mean(axis=0)
    if len(runs) < 2:
        return mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    half = half_width(1.0, len(runs)) * runs.std(axis=0, ddof=1)
    return mean, mean - half, mean + half
