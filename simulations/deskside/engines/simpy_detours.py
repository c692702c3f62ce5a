"""What can come between a contact and its resolution: wrong teams, no record, waiting for others, help.

`Detours.next_step` says what a visit has led to; the life in `simpy_desk` then goes that way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simpy import Event

from deskside.engines.order import END_OF_HOLD, RESUME
from deskside.engines.simpy_team import Case, Signal, Turn
from deskside.log import ContactKind, VisitKind, WaitsFor
from deskside.prepare import Tables
from deskside.prepare.policy import NO_LIMIT

if TYPE_CHECKING:
    from collections.abc import Generator

    from deskside.engines.simpy_desk import SimpyRun

__all__ = ["BOUNCE", "DONE", "HAND_ON", "SWARM", "UNRECORDED", "WAITS", "Detours"]


# what a visit has led to
DONE = 0  # the ticket can be closed
BOUNCE = 1  # it is not this team's
UNRECORDED = 2  # more is to be done, and nobody wrote it down
PENDS = 3  # it waits for somebody outside
OTHERS = 4  # other teams have to do their parts
SWARM = 5  # somebody of the next team is asked to help
HAND_ON = 6  # it goes to the next team
#: Its agent has begun it and is free meanwhile.
WAITS = frozenset({PENDS, OTHERS})

#: Tables that the rules below look up under the same name.
LOOKED_UP = (
    *("unclear", "recorded", "pending_share", "pending_on", "pending_after", "pending_at_most"),
    *("pending_rest", "closing", "child_team", "child_share", "child_mean", "child_asked", "child_effort"),
    "call_back_effort",
)


class Detours:
    """The ways round; each rule is one method."""

    def __init__(self, desk: SimpyRun) -> None:
        self.desk, self.env, self.answers = desk, desk.env, desk.answers

    def look_up(self, tables: Tables) -> None:
        """The policy's tables as plain Python values."""
        for name in LOOKED_UP:
            setattr(self, name, getattr(tables, name).tolist())
        asks = (tables.child_team >= 0).any(axis=1)
        self.can_wait = ((tables.pending_share > 0.0) | asks).tolist()  # by service

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    # ---- what next? ---------------------------------------------------------------------------------------

    def next_step(self, case: Case) -> int:
        """What the visit that ends now leads to."""
        if case.incident >= 0:
            return DONE
        if case.astray:
            return BOUNCE
        stage = self.desk.stages[case.service][case.team]
        if self.can_wait[case.service] and self._pends(case):
            step = PENDS
        elif self.can_wait[case.service] and self._needs_others(case):
            step = OTHERS
        elif self.answers.escalate[case.row] < stage.share:  # it is beyond the team
            step = SWARM if stage.swarms else HAND_ON
        else:
            return DONE
        return UNRECORDED if self._is_unrecorded(case) else step

    def _pends(self, case: Case) -> bool:
        share = self.pending_share[case.service]
        if share == 0.0 or case.pendings >= self.pending_at_most[case.service]:
            return False
        return bool(self.answers.rarely("pending", case.need, case.visits - 1) < share)

    def _needs_others(self, case: Case) -> bool:
        return not case.parted and any(self._asked(case))

    def _asked(self, case: Case) -> list[bool]:
        """Which other teams have a part in it."""
        rows = self.child_share[case.service]
        return [
            team >= 0 and self.child_asked[case.need][place] < rows[place]
            for place, team in enumerate(self.child_team[case.service])
        ]

    def _is_unrecorded(self, case: Case) -> bool:
        share = self.recorded[case.channel]
        return bool(share < 1.0 and self.answers.rarely("recorded", case.need, case.repeats) >= share)

    # ---- unclear roles ------------------------------------------------------------------------------------

    def first_stop(self, case: Case) -> int:
        """The team a contact gets to: the right one or, where roles are unclear, perhaps another."""
        right: int = self.desk.first_team[case.service]
        return right if self.unclear[case.service] == 0.0 else self._wrong_team(case, right, right)

    def bounce(self, case: Case) -> None:
        """It is passed on: to the right team, or to yet another."""
        self.desk.transfers[case.need] += 1
        case.looks += 1
        case.team = self._wrong_team(case, self.desk.first_team[case.service], case.team)

    def _wrong_team(self, case: Case, right: int, now: int) -> int:
        """A team that it does not belong to and that has not got it, by chance; else the right one."""
        share, answers = self.unclear[case.service], self.answers
        case.astray = False
        if share == 0.0:
            return right
        others = [team for team in range(len(self.desk.teams)) if team not in {right, now}]
        case.astray = bool(others and answers.rarely("misrouted", case.need, case.looks) < share)
        if not case.astray:
            return right
        return others[int(answers.rarely("wrong_team", case.need, case.looks) * len(others))]

    # ---- no record ----------------------------------------------------------------------------------------

    def is_told_again(self, case: Case) -> Generator[Event, Any, bool]:
        """Nobody works on it, until its requester brings it up again. Returns False if it is forgotten."""
        self.desk.waits_for[case.need] = int(WaitsFor.NOBODY)
        if not self.desk.hearing.plan_chase(case):
            return False
        case.signal = Signal(self.env)
        return bool((yield case.signal))

    def told_again(self, case: Case) -> None:
        """The requester brings it up again; it starts from the beginning."""
        desk = self.desk
        case.repeats += 1
        desk.waits_for[case.need] = int(WaitsFor.DESK)
        desk.contact(case, int(ContactKind.REPEATED))
        desk.hearing.sent_in(case)
        case.team = desk.first_team[case.service]
        assert case.signal is not None
        case.signal.fire(True)

    def forget(self, case: Case) -> None:
        """Nobody wrote it down, and its requester will not ask again."""
        assert case.signal is not None
        case.signal.fire(False)

    # ---- waiting for others -------------------------------------------------------------------------------

    def wait(self, case: Case) -> Generator[Event, Any, None]:
        """The ticket waits for others. Its step is DONE afterwards if that was all that was missing."""
        if case.step == PENDS:
            yield from self._outside(case)
        else:
            yield self._others(case)
            if not self._closes_with_a_visit(case):
                case.step = DONE

    def _outside(self, case: Case) -> Generator[Event, Any, None]:
        """The ticket waits for its requester or a supplier, then comes back for the rest."""
        desk, on = self.desk, self.pending_on[case.service]
        unit = desk.answers.rarely("pending_after", case.need, case.visits - 1)
        case.pendings += 1
        desk.waits_for[case.need] = on
        if on == WaitsFor.REQUESTER:
            desk.hearing.asked(case)
        after = desk.minutes(unit * self.pending_after[case.service])
        yield desk.env.at(desk.env.now + after, RESUME, case.need)
        self._let_go(case)
        case.factor = self.pending_rest[case.service]
        if on == WaitsFor.REQUESTER:
            desk.hearing.replied(case)

    def _others(self, case: Case) -> Signal:
        """Other teams do their parts side by side; comes when the last one is done."""
        desk = self.desk
        case.parted, case.signal = True, Signal(desk.env)
        desk.waits_for[case.need] = int(WaitsFor.OTHER_TEAMS)
        asked = self._asked(case)
        case.children = sum(asked)
        for place, is_asked in enumerate(asked):
            if is_asked:
                team, effort = self.child_team[case.service][place], self.child_effort[case.need][place]
                desk.work.beside(case, VisitKind.CHILD, team, effort, self.child_mean[case.service][place])
        return case.signal

    def part_done(self, case: Case) -> None:
        """Another team has done its part."""
        case.children -= 1
        if case.children == 0:
            self._let_go(case)
            assert case.signal is not None
            case.signal.fire()

    def _closes_with_a_visit(self, case: Case) -> bool:
        """Whether somebody has to look at it once more after the others."""
        case.factor = self.closing[case.service] or 1.0
        return bool(self.closing[case.service] > 0.0)

    def hold(self, case: Case) -> None:
        """The agent has begun it and goes on with something else."""
        case.holder = case.owner
        if case.holder is not None:
            case.holder.held += 1

    def _let_go(self, case: Case) -> None:
        """The wait is over; an agent whose hands were full may begin something new."""
        self.desk.waits_for[case.need] = int(WaitsFor.DESK)
        agent, case.holder = case.holder, None
        if agent is None:
            return
        agent.held -= 1
        team = self.desk.teams[agent.team]
        if team.wip_limit < NO_LIMIT and agent.on_duty and not agent.busy:
            team.look_up(agent)

    # ---- help ---------------------------------------------------------------------------------------------

    def swarm(self, case: Case) -> Signal:
        """Ask the next team for help; comes with DONE when the two have solved it, else with HAND_ON."""
        desk = self.desk
        stage = desk.stages[case.service][case.team]
        beyond = desk.stages[case.service][stage.onward]
        unit = desk.answers.effort[beyond.shape][desk.answers.row(case.need, case.visits)]
        mean = beyond.mean[case.channel] * stage.help
        case.signal = Signal(desk.env)
        case.help = turn = desk.work.beside(case, VisitKind.HELP, stage.onward, unit * mean, mean)
        if turn.waiting:
            ends = desk.env.at(desk.env.now + desk.minutes(stage.hold), END_OF_HOLD, case.need)
            ends.callbacks.append(lambda _: self._nobody_came(case, turn))
        return case.signal

    def _nobody_came(self, case: Case, turn: Turn) -> None:
        if case.help is turn and turn.waiting:
            self.desk.work.withdraw(turn)
            self._helped(case, HAND_ON)

    def help_ends(self, case: Case) -> None:
        """The two have solved it."""
        self._helped(case, DONE)

    def _helped(self, case: Case, step: int) -> None:
        case.help = None
        assert case.signal is not None
        case.signal.fire(step)

    # ---- calling back ---------------------------------------------------------------------------------

    def promise_a_call(self, case: Case) -> None:
        """Who gave up waiting will be called back: a ticket with a little more work."""
        unit = self.answers.rarely("call_back_effort", case.need, case.tries)
        case.extra = unit * self.call_back_effort[case.channel]
        self.desk.hearing.waits_for_a_call(case)
