"""What requesters hear, and what they do when they hear nothing: acknowledgement, promise, chasing.

Somebody who waits asks one of two things. "Did you get it?" ends for good with any acknowledgement. "When
will it be done?" is held only by a time: it comes some time after the last word, and sooner once a promised
time has passed. A ticket has one planned chase at most, and none while a chase waits to be answered.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from simpy import Event

from deskside.engines.order import CHASE
from deskside.engines.simpy_team import Case
from deskside.log import ContactKind, Outcome, VisitKind, WaitsFor
from deskside.prepare import Tables
from deskside.prepare.policy import AUTOMATIC, PERSONAL

if TYPE_CHECKING:
    from deskside.engines.simpy_desk import SimpyRun

__all__ = ["Hearing"]

NEVER = float("inf")


class Hearing:
    """The words between the desk and its requesters."""

    def __init__(self, desk: SimpyRun) -> None:
        self.desk, self.env = desk, desk.env
        self.acknowledged: list[float] = [float("nan")] * len(desk.demand)
        self.promised: list[float] = [float("nan")] * len(desk.demand)

    def look_up(self, tables: Tables) -> None:
        """The policy's tables as plain Python values."""
        self.acknowledge, self.promise = tables.acknowledge, tables.promise.tolist()
        self.receipt_after, self.progress_after = (
            tables.receipt_after.tolist(),
            tables.progress_after.tolist(),
        )
        self.hastened, self.chase_effort = tables.hastened.tolist(), tables.chase_effort.tolist()
        self.live, self.chases = tables.live.tolist(), tables.chases

    # ---- what the desk says -------------------------------------------------------------------------------

    def sent_in(self, case: Case) -> None:
        """A contact over a deferred channel arrives; an automatic reply may go out at once."""
        case.last_word = self.env.now
        if self.live[case.channel]:
            return
        if self.acknowledge == AUTOMATIC:
            self._tell_when(case)
        self.plan_chase(case)

    def touched(self, case: Case) -> None:
        """An agent takes the ticket for the first time: a voice on the line, or perhaps a personal reply."""
        if self.live[case.channel]:
            self._tell_when(case)
        elif self.acknowledge == PERSONAL:
            self._tell_when(case)
            self.plan_chase(case)

    def hung_up(self, case: Case) -> None:
        """A conversation on a live channel is over and the ticket is not: the wait in silence begins."""
        if self.live[case.channel]:
            self._tell(case)
            self.plan_chase(case)

    def waits_for_a_call(self, case: Case) -> None:
        """Who gave up waiting has left a number."""
        case.last_word = self.env.now
        self.plan_chase(case)

    def asked(self, case: Case) -> None:
        """The desk waits for the requester: they have heard, and it is not for them to chase."""
        self._tell(case)
        case.chase_plan += 1

    def replied(self, case: Case) -> None:
        """The requester has sent what was asked for, and waits again."""
        case.last_word = self.env.now
        self.plan_chase(case)

    def came_back(self, case: Case) -> None:
        """The requester has just said that it is not solved: they wait anew, without a promise."""
        case.last_word = self.env.now
        self.promised[case.need] = float("nan")
        self.plan_chase(case)

    def resolved(self, case: Case) -> None:
        """It is done, and the requester hears that; a chase that was planned will not happen."""
        self._tell(case)
        case.chase_plan += 1
        if case.chase is not None:
            self.withdraw_chase(case)

    def withdraw_chase(self, case: Case) -> None:
        """A chase that still waits need not be answered any more."""
        if case.chase is not None and case.chase.waiting:
            self.desk.work.withdraw(case.chase)
            case.chase = None

    def _tell(self, case: Case) -> None:
        """The requester hears from the desk; the first word acknowledges the ticket."""
        case.last_word = self.env.now
        if not case.heard:
            case.heard, self.acknowledged[case.need] = True, case.last_word

    def _tell_when(self, case: Case) -> None:
        """The same; they also hear when it will be done, if the desk says such things."""
        self._tell(case)
        if self.promise[case.priority] > 0.0:
            self.promised[case.need] = self.desk.time.business(self.env.now, self.promise[case.priority])

    # ---- what requesters do -------------------------------------------------------------------------------

    def plan_chase(self, case: Case) -> bool:
        """Plan the next chase afresh. Returns whether there will be one."""
        case.chase_plan += 1
        if not self.chases:
            return False
        if case.chase is not None:
            return True
        receipt, progress = self._receipt(case), self._progress(case)
        if receipt == NEVER and progress == NEVER:
            return False
        kind = ContactKind.CHASE_RECEIPT if receipt <= progress else ContactKind.CHASE_PROGRESS
        plan, time = case.chase_plan, max(min(receipt, progress), self.env.now)

        def chase(_: Event) -> None:
            if case.chase_plan == plan:
                self._chase(case, int(kind))

        self.env.at(time, CHASE, case.need).callbacks.append(chase)
        return True

    def _receipt(self, case: Case) -> float:
        """When "did you get it?" is due."""
        desk = self.desk
        after = self.receipt_after[desk.group[case.need]]
        if after == NEVER or case.heard:
            return NEVER
        unit = desk.answers.rarely("chase_receipt", case.need, case.chases)
        return desk.time.business(case.last_word, desk.minutes(unit * after))

    def _progress(self, case: Case) -> float:
        """When "when will it be done?" is due."""
        desk = self.desk
        group = desk.group[case.need]
        after = self.progress_after[group]
        if after == NEVER:
            return NEVER
        unit = desk.answers.rarely("chase_progress", case.need, case.chases)
        promised = self.promised[case.need]
        if isnan(promised):
            return desk.time.business(case.last_word, desk.minutes(unit * after))
        since = max(promised, case.last_word)
        return desk.time.business(since, desk.minutes(unit * after * self.hastened[group]))

    def _chase(self, case: Case, kind: int) -> None:
        """The requester asks; what nobody wrote down has to be told again."""
        desk = self.desk
        if desk.waits_for[case.need] == WaitsFor.NOBODY:
            case.chases += 1
            desk.detours.told_again(case)
            return
        desk.contact(case, kind)
        unit = desk.answers.rarely("chase_effort", case.need, case.chases)
        case.chases += 1
        mean = self.chase_effort[case.team]
        case.chase = desk.work.beside(case, VisitKind.CHASE, case.team, unit * mean, mean)

    def chase_ends(self, case: Case) -> None:
        """An agent has answered."""
        case.chase = None
        if self.desk.outcome[case.need] != Outcome.OPEN:
            return
        self._tell_when(case)
        waits_for = self.desk.waits_for[case.need]
        if waits_for == WaitsFor.REQUESTER:  # who is asked does not chase
            return
        if not self.plan_chase(case) and waits_for == WaitsFor.NOBODY:
            self.desk.detours.forget(case)
