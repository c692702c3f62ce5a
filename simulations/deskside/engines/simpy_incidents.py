"""Major incidents: one cause, a burst of contacts, all resolved together; a broadcast keeps some away."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from simpy import Event

from deskside.engines.order import BROADCAST, MENDED
from deskside.engines.simpy_team import Case, Signal
from deskside.log import ContactKind, Outcome, VisitKind, WaitsFor
from deskside.prepare import Tables

if TYPE_CHECKING:
    from deskside.engines.simpy_desk import SimpyRun

__all__ = ["Incidents"]

Steps = Generator[Event, Any, None]
OPEN, SELF_SERVED = int(Outcome.OPEN), int(Outcome.SELF_SERVED)


class Incidents:
    """What goes on about each major incident of the scenario."""

    def __init__(self, desk: SimpyRun) -> None:
        self.desk, self.env, self.answers = desk, desk.env, desk.answers
        self.cases: list[list[Case]] = [[] for _ in desk.scenario.incidents]
        self.told = [False] * len(self.cases)
        self.mended = [False] * len(self.cases)
        self.announced = 0  # how often announcements were planned; those planned before are stale

    def look_up(self, tables: Tables) -> None:
        """The policy's tables as plain Python values."""
        self.mended_at, self.told_at = tables.mended_at.tolist(), tables.told_at.tolist()
        self.reach, self.effort = tables.reach, tables.incident_effort

    def announce(self, now: float) -> None:
        """Plan when causes are mended, once, and when people are told, by the policy in force."""
        self.announced += 1
        plan, env = self.announced, self.env
        for number, time in enumerate(self.mended_at):
            if plan == 1:
                env.at(time, MENDED, number).callbacks.append(self._when(number, plan, self._mend))
            if self.told_at[number] < float("inf") and not self.told[number]:
                at = env.at(max(self.told_at[number], now), BROADCAST, number)
                at.callbacks.append(self._when(number, plan, self._tell))

    def _when(self, number: int, plan: int, then: Any) -> Any:
        def happens(_: Event) -> None:
            if then == self._mend or plan == self.announced:
                then(number)

        return happens

    def life(self, need: int, number: int) -> Steps:
        """A need that a major incident caused."""
        desk = self.desk
        case = Case(need, desk.service[need], desk.channel[need], desk.priority[need])
        case.incident = number
        self.cases[number].append(case)
        if self.keeps_away(case):
            yield from self._until_mended(case)
            desk.end(case, SELF_SERVED)
        else:
            yield from self._calls(case)
        if not case.over:
            desk.over()

    def _calls(self, case: Case) -> Steps:
        """Its requester calls, and is told that it is known; it is resolved with all the others."""
        desk = self.desk
        desk.contact(case, int(ContactKind.FIRST))
        desk.hearing.sent_in(case)
        case.team = desk.first_team[case.service]
        yield from desk.get_through(case, int(VisitKind.FIRST))
        if desk.outcome[case.need] == OPEN:
            if not self.mended[case.incident]:
                yield from self._until_mended(case)
            desk.closing_up.resolve_for_good(case)

    def _until_mended(self, case: Case) -> Steps:
        self.desk.waits_for[case.need] = int(WaitsFor.CAUSE)
        case.signal = Signal(self.env)
        yield case.signal

    def keeps_away(self, case: Case) -> bool:
        """Whether the requester has heard of it and does not call."""
        if not self.told[case.incident] or self.reach == 0.0:
            return False
        return bool(self.answers.rarely("broadcast", case.need, 0) < self.reach)

    def telling(self, case: Case) -> float:
        """Minutes to tell one caller that it is known."""
        return float(self.answers.rarely("told", case.need, case.tries) * self.effort)

    def _tell(self, number: int) -> None:
        """Everybody is told: some who wait hang up."""
        self.told[number] = True
        for case in self.cases[number]:
            if case.turn is not None and self.keeps_away(case):
                case.told = True
                self.desk.work.withdraw(case.turn)

    def _mend(self, number: int) -> None:
        """All that is not over is resolved, or will be as soon as the agent who has it has said so."""
        self.mended[number] = True
        for case in self.cases[number]:
            if self.desk.outcome[case.need] != OPEN:
                continue
            if case.turn is not None:
                case.told = True
                self.desk.work.withdraw(case.turn)
                self.desk.hearing.withdraw_chase(case)
            elif self.desk.waits_for[case.need] == WaitsFor.CAUSE:
                assert case.signal is not None
                case.signal.fire()
                self.desk.hearing.withdraw_chase(case)
            elif case.away:
                self.desk.closing_up.resolve_for_good(case)
                case.over = True
                self.desk.over()
