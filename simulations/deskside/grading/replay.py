"""Marks on policies by replay: run on weeks the learner never saw.

All three meet the same needs, replication by replication. What counts is how much of the gap between the
desk as it is and the known good policy a policy closes, and how well that is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from deskside.charts.words import amount
from deskside.errors import DesksideError
from deskside.experiment import Simulation, seeds_from, simulate
from deskside.grading.bill import Choosable, changes
from deskside.grading.dial import Planned
from deskside.grading.judges import Miss, Verdict, Words
from deskside.metrics import KPIS, kpis
from deskside.organisation import Year
from deskside.panels.units import unit_of
from deskside.scenario import Scenario

__all__ = ["Aim", "Replay", "share_closed"]

#: Standard errors of the difference to the known good policy that are forgiven: fewer than one in a thousand
#: policies that are truly as good falls short by more (Student's t, 19 degrees of freedom).
_FORGIVEN = 3.6

#: One run: of a desk, or of a desk with its organisation.
Run: TypeAlias = Simulation | Year


@dataclass(frozen=True)
class Aim:
    """A figure that a policy shall lower or raise.

    ``measure`` is a KPI or a function of one run: a `Simulation` or, of a plan, a `Year`. ``to`` is a value
    that will do, where the question states one; otherwise what the known good policy reaches will do. With
    ``keep`` the desk as it is is on the good side of ``to`` already, and a policy shall stay there. ``unit``
    is what the figures of a function are told in; a KPI has its own.
    """

    name: str
    measure: str | Callable[[Any], float]
    to: float | None = None
    keep: bool = False
    unit: str = ""

    @property
    def title(self) -> str:
        """Its name at the start of a sentence."""
        return self.name[:1].upper() + self.name[1:]

    def shown(self, value: float) -> str:
        """A figure with its unit, as people read it: no power of ten, a share in per cent.

        >>> Aim("agents busy", "utilisation").shown(0.739), Aim("contacts", "contacts").shown(4550.0)
        ('74 %', '4,550')
        """
        return amount(value, self.unit if callable(self.measure) else unit_of(self.measure))

    def of(self, log: Run) -> float:
        """The figure of one run. Raises `DesksideError` for a KPI there is none of."""
        if callable(self.measure):
            return float(self.measure(log))
        if self.measure not in KPIS:
            raise DesksideError(f"no KPI {self.measure!r}")
        found = kpis(log.paid_log if isinstance(log, Year) else log, names=[self.measure])
        if self.measure not in found:
            raise DesksideError(f"{self.name}: this desk has no {self.measure}")
        return found[self.measure]


@dataclass(frozen=True)
class Replay:
    """A policy (settings by path) judged on ``replications`` runs from a secret ``seed``.

    ``desk`` is a scenario, or a `Planned` one: then what is judged are the dials of its plan.
    ``target`` is a known good policy. Of several aims the one that is met least counts. A policy gets all
    points when it closes the gap (or stays within a limit) but for what chance explains, none at ``floor`` of
    the gap or below, and in between in proportion, in quarters. ``reported`` figures are told and earn
    nothing: they can be won by tricks. ``levers`` are needed where an option stands for several values.

    Raises `DesksideError` if the known good policy is no better than the desk as it is.
    """

    desk: Scenario | Planned
    target: Mapping[str, Any]
    aims: Sequence[Aim]
    seed: int
    replications: int = 20
    floor: float = 0.5
    reported: Sequence[Aim] = ()
    misses: Sequence[Miss] = ()
    levers: Sequence[Choosable] = ()

    @property
    def shown(self) -> Mapping[str, Any]:
        """The known good policy."""
        return self.target

    def verdict(self, answer: Mapping[str, Any], words: Words) -> Verdict:
        """The share of the points by how much of the gap is closed."""
        closed = {aim: self.closed(aim, answer) for aim in self.aims}
        shares = {aim: share_closed(*found, self.floor) for aim, found in closed.items()}
        worst, share = min(closed, key=lambda aim: (shares[aim], closed[aim][0])), min(shares.values())
        lines = [self._told(aim, answer, *closed[aim]) for aim in self.aims]
        lines += [self._reported(aim, answer) for aim in self.reported]
        miss = next((miss for miss in self.misses if dict(miss.value) == dict(answer)), None)
        least = f" Met least, so it counts: {worst.name}." if len(self.aims) > 1 and share < 1 else ""
        return Verdict(share, f"{' '.join(lines)}{least}", miss.why if miss else "")

    def closed(self, aim: Aim, answer: Mapping[str, Any]) -> tuple[float, float]:
        """The share of the gap that a policy closes, and how much of a shortfall chance explains.

        Raises `DesksideError` where the known good policy closes none: the question is at fault.
        """
        if aim.keep:
            return self._kept(aim, answer)
        before, mine, best = (self._values(aim, settings) for settings in ({}, answer, self.target))
        reach = best if aim.to is None else np.full_like(best, aim.to)
        gap = float(np.mean(before - reach))
        if abs(gap) <= _FORGIVEN * _error(before - best):
            raise DesksideError(f"{aim.name}: the known good policy is no better than the desk as it is")
        return float(np.mean(before - mine)) / gap, _FORGIVEN * _error(mine - reach) / abs(gap)

    def _kept(self, aim: Aim, answer: Mapping[str, Any]) -> tuple[float, float]:
        """1 on the good side of a limit; beyond it less, by how far compared with the room there was."""
        before, mine, best = (self._values(aim, settings) for settings in ({}, answer, self.target))
        limit = np.nan if aim.to is None else aim.to
        room = limit - float(np.mean(before))
        beyond = float(np.mean(best)) - limit  # nobody could be marked if luck alone made it so
        if not room or not beyond * math.copysign(1.0, room) <= _FORGIVEN * _error(best):
            raise DesksideError(f"{aim.name}: the desk as it is or the known good policy is beyond the limit")
        used = float(np.mean(mine - before)) / room
        return min(1.0, 2.0 - used), _FORGIVEN * _error(mine) / abs(room)

    def means(self, aim: Aim, settings: Mapping[str, Any]) -> float:
        """The mean of a figure over the runs, under a policy."""
        return float(np.mean(self._values(aim, settings)))

    def _values(self, aim: Aim, settings: Mapping[str, Any]) -> NDArray[np.float64]:
        desk = self.desk.with_(changes(settings, self.levers)) if settings else self.desk
        found = _runs(desk, self.seed, self.replications, (*self.aims, *self.reported))[aim.name]
        return np.array(found)

    def _told(self, aim: Aim, answer: Mapping[str, Any], gap: float, tolerance: float) -> str:
        before, mine = (self.means(aim, one) for one in ({}, answer))
        enough = share_closed(gap, tolerance, self.floor) == 1.0
        changed = f"from {aim.shown(before)} to {aim.shown(mine)}"
        if aim.to is not None and gap < 1.0 and aim.shown(mine) == aim.shown(aim.to):
            changed += f", a little {'more' if mine > aim.to else 'less'} than that"
        said = f"{aim.title}: {changed} on {self.replications} runs with other luck"
        if aim.to is not None:
            met = "is met" if gap >= 1.0 else "is met, but for what luck explains" if enough else "is not met"
            return f"{said}; the limit of {aim.shown(aim.to)} {met}."
        closed = "all" if enough else f"{100 * max(0.0, gap):.0f} %"
        return f"{said}; that is {closed} of what a good policy reaches."

    def _reported(self, aim: Aim, answer: Mapping[str, Any]) -> str:
        return f"Not marked: {aim.name}, {aim.shown(self.means(aim, answer))}."


def share_closed(gap: float, tolerance: float, floor: float) -> float:
    """Points by the share of the gap that is closed, in quarters rounded down."""
    tolerance = min(tolerance, (1.0 - floor) / 2)
    if gap + tolerance >= 1.0:
        return 1.0
    return max(0, math.floor(4 * (gap - floor) / (1.0 - tolerance - floor))) / 4


def _error(values: NDArray[np.float64]) -> float:
    """The standard error of a mean."""
    return float(np.std(values, ddof=1)) / math.sqrt(len(values))


@lru_cache(maxsize=4096)
def _runs(
    desk: Scenario | Planned, seed: int, replications: int, aims: tuple[Aim, ...]
) -> Mapping[str, tuple[float, ...]]:
    """Each aim's figure of each run."""
    logs = (_played(desk, one) for one in seeds_from(seed, replications))
    # run by run: what the aims of a run have in common is worked out once, and one log is held at a time
    runs = [[aim.of(log) for aim in aims] for log in logs]
    return {aim.name: figures for aim, figures in zip(aims, zip(*runs, strict=True), strict=True)}


def _played(desk: Scenario | Planned, seed: int) -> Run:
    return desk.play(seed) if isinstance(desk, Planned) else simulate(desk, seed)
