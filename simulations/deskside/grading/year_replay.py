"""Marks on a year in four quarters: played with luck nobody saw, beside doing nothing and a good plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from deskside.errors import DesksideError
from deskside.experiment import seeds_from
from deskside.grading.decided import Decided
from deskside.grading.judges import Miss, Verdict, Words
from deskside.grading.replay import share_closed
from deskside.organisation.quarters import QUARTERS, WEEKS, Decisions, Quarters
from deskside.scenario import Scenario

__all__ = ["YearReplay"]


@dataclass(frozen=True)
class YearReplay:
    """A year judged by what it costs the firm, on ``replications`` years from a secret ``seed``.

    ``target`` are the quarters of a good plan. All plans meet the same needs. A plan gets all points when it
    closes ``enough`` of the gap between doing nothing and the target, but for what chance explains; none at
    ``floor`` of it or below; in between in proportion, in quarters. What was expected is told beside what
    came, and earns nothing.

    Raises `DesksideError` if the target does not cost clearly less than doing nothing.
    """

    year: Quarters
    desk: Scenario
    target: Decisions
    seed: int
    replications: int = 4
    floor: float = 0.5
    enough: float = 0.9
    misses: Sequence[Miss] = ()

    @property
    def shown(self) -> Decided:
        """The good plan."""
        return Decided(self._running(self.target))

    def verdict(self, answer: Decided, words: Words) -> Verdict:
        """The share of the points by how much of the gap is closed."""
        gap, tolerance = self.closed(answer.quarters)
        share = share_closed(gap, tolerance, self.floor)
        saved, best = (self.saved(one).sum(axis=1).mean() / 1000.0 for one in (answer.quarters, self.target))
        brings = f"saves the firm {saved:.0f} thousand a year against doing nothing"
        if saved < 0.0:
            brings = f"costs the firm {-saved:.0f} thousand a year more than doing nothing"
        reached = "all" if share == 1.0 else f"{100 * max(0.0, gap):.0f} %"
        told = (
            f"Played on {self.replications} years with other luck, your plan {brings}; a good plan saves "
            f"{best:.0f}. That is {reached} of what can be reached."
        )
        miss = next((miss for miss in self.misses if miss.value.quarters == answer.quarters), None)
        return Verdict(share, f"{told} {self.calibrated(answer)}", miss.why if miss else "")

    def closed(self, decisions: Decisions) -> tuple[float, float]:
        """The share of the gap that a plan closes, and how much of a shortfall is forgiven.

        Raises `DesksideError` where the good plan closes none: the question is at fault.
        """
        mine, best = (self.saved(one).sum(axis=1) for one in (decisions, self.target))
        gap, chance = float(best.mean()), _chance(self.replications)
        if gap <= chance * _error(best):
            raise DesksideError("the good plan is no better than doing nothing")
        return float(mine.mean()) / gap, (1.0 - self.enough) + chance * _error(mine - best) / gap

    def saved(self, decisions: Decisions) -> NDArray[np.float64]:
        """What each quarter costs less than if nothing were done, in currency; (replications, quarters)."""
        nothing, mine = (
            np.array(_costs(self.year, self.desk, self._running(one), self.seed, self.replications))
            for one in ((), decisions)
        )
        saved: NDArray[np.float64] = nothing - mine
        return saved

    def calibrated(self, answer: Decided) -> str:
        """What was expected beside what came on these years, quarter by quarter; it earns nothing."""
        if not answer.expected:
            return "Not marked: what you expected was not kept."
        nothing = np.array(_costs(self.year, self.desk, self._running(()), self.seed, self.replications))
        came = 100.0 * self.saved(answer.quarters).mean(axis=0) / nothing.mean(axis=0)
        off = float(np.mean(np.abs(came - np.array(answer.expected))))
        expected, here = (", ".join(f"{one:.1f}" for one in each) for each in (answer.expected, came))
        tries = f", in your year number {answer.again + 1}" if answer.again else ""
        return (
            f"Not marked: you expected the quarters to cost {expected} % less{tries}; here they cost "
            f"{here} % less. On average you were {off:.1f} points off."
        )

    def _running(self, decisions: Decisions) -> tuple[tuple[str, ...], ...]:
        return tuple(self.year.running(decisions, quarter) for quarter in range(QUARTERS))


@lru_cache(maxsize=4096)
def _costs(
    year: Quarters, desk: Scenario, decisions: tuple[tuple[str, ...], ...], seed: int, replications: int
) -> tuple[tuple[float, ...], ...]:
    """What each quarter of each year costs the firm, in currency."""
    found = []
    for one in seeds_from(seed, replications):
        weeks = year.by_week(year.play(decisions, desk, one)).sum(axis=1)
        found.append(tuple(weeks.reshape(QUARTERS, WEEKS).sum(axis=1).tolist()))
    return tuple(found)


@lru_cache(maxsize=16)
def _chance(replications: int) -> float:
    """Standard errors that fewer than one in a thousand plans exceed that are truly as good (Student's t)."""
    from scipy.special import stdtrit  # the same as scipy.stats.t.ppf, without a third of a second to import

    return float(stdtrit(replications - 1, 0.999))


def _error(values: NDArray[np.float64]) -> float:
    """The standard error of a mean."""
    return float(np.std(values, ddof=1)) / math.sqrt(len(values))
