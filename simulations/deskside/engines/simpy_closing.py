"""The end of a ticket: resolved, perhaps asked about, perhaps not for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simpy import Event

from deskside.engines.order import REOPEN
from deskside.engines.simpy_team import NOT_YET, Case, Signal, Turn
from deskside.log import ContactKind, Outcome, VisitKind
from deskside.prepare import Tables

if TYPE_CHECKING:
    from deskside.engines.simpy_desk import SimpyRun

__all__ = ["Closing"]

OPEN, RESOLVED = int(Outcome.OPEN), int(Outcome.RESOLVED)


class Closing:
    """Whether resolutions hold, and who finds out first."""

    def __init__(self, desk: SimpyRun) -> None:
        self.desk, self.env, self.answers = desk, desk.env, desk.answers

    def look_up(self, tables: Tables) -> None:
        """The policy's tables as plain Python values."""
        self.checks_back, self.check_back_effort = (
            tables.check_back.tolist(),
            tables.check_back_effort.tolist(),
        )

    def resolve(self, case: Case) -> Signal | None:
        """It is done, for now. Returns what comes when that turns out wrong; None if it holds."""
        self.desk.end(case, RESOLVED)
        self.desk.hearing.resolved(case)
        if self._comes_back(case):
            case.back = self._return(case)
        if self.checks_back[case.team] > 0.0:
            self._check_back(case)
        return case.back

    def resolve_for_good(self, case: Case) -> None:
        """Its cause is mended."""
        self.desk.end(case, RESOLVED)
        self.desk.hearing.resolved(case)

    def _comes_back(self, case: Case) -> bool:
        """Some resolutions do not hold; of those made in haste or by ready-made replies, more."""
        desk = self.desk
        if desk.reopened[case.need] >= desk.reopen_at_most[case.service]:
            return False
        share: float = desk.reopen_share[case.service] * desk.haste_reopens[case.team]
        if case.canned:
            share = share * desk.canned_reopens[case.channel]
        return desk.answers.reopen[case.back_row] < share

    def _return(self, case: Case) -> Signal:
        """Plan when the requester comes back; the signal comes then, or when the team asks before."""
        back = Signal(self.env)
        unit = self.answers.reopen_after[case.back_row]
        after = self.desk.minutes(unit * self.desk.reopen_after[case.service])

        def comes(_: Event) -> None:
            if case.back is back:
                case.back = None
                back.fire(True)

        self.env.at(self.env.now + after, REOPEN, case.need).callbacks.append(comes)
        return back

    def reopen(self, case: Case, by_requester: bool) -> None:
        """It is not solved; the ticket goes back to the first team."""
        if case.check is not None and case.check.waiting:
            self.desk.work.withdraw(case.check)
        case.check = None
        self.desk.outcome[case.need], self.desk.ended[case.need] = OPEN, NOT_YET
        self.desk.reopened[case.need] += 1
        case.back_row = self.answers.row(case.need, self.desk.reopened[case.need])
        if by_requester:
            self.desk.contact(case, int(ContactKind.REOPENED))
        self.desk.hearing.came_back(case)
        case.team = self.desk.first_team[case.service]

    def _check_back(self, case: Case) -> None:
        """After closing, the team may ask whether it worked."""
        times = self.desk.reopened[case.need]
        if self.answers.rarely("check_back", case.need, times) >= self.checks_back[case.team]:
            return
        unit = self.answers.rarely("check_back_effort", case.need, times)
        mean = self.check_back_effort[case.team]
        case.check = self.desk.work.beside(case, VisitKind.CHECK_BACK, case.team, unit * mean, mean)

    def checked(self, case: Case, turn: Turn) -> None:
        """The team has asked. If it did not work, the ticket is opened again at once."""
        if case.check is not turn:
            return
        case.check = None
        if case.back is not None:
            back, case.back = case.back, None
            back.fire(False)
