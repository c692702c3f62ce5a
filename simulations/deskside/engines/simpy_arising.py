"""Needs that never reach the desk: removed at their cause, lived with, or solved by an article."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from simpy import Event

from deskside.engines.order import END_OF_READING
from deskside.engines.simpy_team import Case
from deskside.log import Outcome
from deskside.prepare import Tables

if TYPE_CHECKING:
    from deskside.engines.simpy_desk import SimpyRun

__all__ = ["Arising"]

SELF_SERVED, GAVE_UP, PREVENTED = int(Outcome.SELF_SERVED), int(Outcome.GAVE_UP), int(Outcome.PREVENTED)


class Arising:
    """What happens before a first contact."""

    def __init__(self, desk: SimpyRun) -> None:
        self.desk, self.env, self.answers = desk, desk.env, desk.answers

    def look_up(self, tables: Tables) -> None:
        """Whether there is anything here to ask about."""
        self.some_stay_away = bool(tables.removed.any() or tables.latent.any() or tables.try_share.any())

    def comes(self, case: Case) -> Generator[Event, Any, bool]:
        """Whether a need reaches the desk, after reading an article perhaps."""
        if self.never_comes(case):
            return False
        return not (self.looks_it_up(case) and (yield from self.helps_itself(case)))

    def helps_itself(self, case: Case) -> Generator[Event, Any, bool]:
        """They read an article. Returns whether it solves the need."""
        yield self.env.at(self._end_of_reading(case), END_OF_READING, case.need)
        solved = self._article_solves(case)
        if solved:
            self.desk.end(case, SELF_SERVED)
        return solved

    def never_comes(self, case: Case) -> bool:
        """Its recurring cause was removed; or it is latent, and no channel makes asking easy enough."""
        need = case.need
        removed = self.desk.removed[case.service]
        if removed > 0.0 and self.answers.rarely("removed", need, 0) < removed:
            self.desk.end(case, PREVENTED)
            return True
        if (
            self.desk.latent[need]
            and self.answers.rarely("latent", need, 0) >= self.desk.draws_out[case.channel]
        ):
            self.desk.end(case, GAVE_UP)
            return True
        return False

    def looks_it_up(self, case: Case) -> bool:
        """Some people look for an article first."""
        share = self.desk.try_share[case.service]
        return bool(share > 0.0 and self.answers.rarely("self_try", case.need, 0) < share)

    def _end_of_reading(self, case: Case) -> float:
        unit = self.answers.rarely("reading", case.need, 0)
        return self.env.now + self.desk.minutes(unit * self.desk.reading[case.service])

    def _article_solves(self, case: Case) -> bool:
        """Articles solve some; if they favour easy needs, those with little effort."""
        size = self.answers.size[case.need]  # 0 the least effort of all, 1 the most
        favour = 1.0 + self.desk.easy_first[case.service] * (1.0 - 2.0 * size)
        return bool(
            self.answers.rarely("self_solved", case.need, 0) < self.desk.coverage[case.service] * favour
        )
