"""A desk as tables: what both engines look up, and nothing that is a decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from deskside.demand import Demand
from deskside.distributions import Shape
from deskside.errors import DesksideError
from deskside.prepare.needs import need_columns
from deskside.prepare.people import Agent, Shift, duty_hours
from deskside.prepare.policy import NO_LIMIT, RANDOM, SHARED, policy_tables
from deskside.scenario import Scenario

__all__ = ["Tables", "prepare"]

Known = TypeVar("Known")


class _OfPolicy(Generic[Known]):
    """A property of tables that follows from their policy: see `Tables.of_policy`."""

    def __init__(self, work_out: Callable[[Any], Known]) -> None:
        self.work_out, self.__doc__ = work_out, work_out.__doc__

    @overload
    def __get__(self, tables: None, owner: type) -> _OfPolicy[Known]: ...
    @overload
    def __get__(self, tables: Tables, owner: type) -> Known: ...
    def __get__(self, tables: Tables | None, owner: type) -> Any:
        return self if tables is None else tables.of_policy(self.work_out.__name__, None, self.work_out)


@dataclass(frozen=True, eq=False)
class Tables:
    """What the engines look up. Arrays are indexed by the order of names in the scenario.

    ``stage_*`` and ``effort_mean`` describe a service at a team: row ``service * teams + team``.
    """

    scenario: Scenario
    whole_minutes: bool
    # each need
    service: NDArray[np.int16]
    group: NDArray[np.int16]
    channel: NDArray[np.int16]
    priority: NDArray[np.int8]
    due: NDArray[np.float64]  # when its resolution falls due; all 0 if no team goes by that
    latent: NDArray[np.bool_]
    incident: NDArray[np.int64]  # the major incident it belongs to, -1 if none
    child_asked: NDArray[np.float64]  # shape (needs or 0, most children): numbers in [0, 1)
    child_effort: NDArray[np.float64]  # the same shape, minutes
    # each channel
    live: NDArray[np.bool_]
    patience: NDArray[np.float64]  # mean, infinite if endless
    refuses: NDArray[np.bool_]
    canned_share: NDArray[np.float64]
    canned_effort: NDArray[np.float64]
    canned_reopens: NDArray[np.float64]
    draws_out: NDArray[np.float64]
    recorded: NDArray[np.float64]
    calls_back: NDArray[np.bool_]
    call_back_effort: NDArray[np.float64]
    chats: NDArray[np.int64]  # conversations one agent can hold at once
    paces: NDArray[np.float64]  # shape (channels, MOST_CHATS + 1): of each of so many
    # each group
    retry_share: NDArray[np.float64]  # 0 where people are not captive
    retry_after: NDArray[np.float64]
    receipt_after: NDArray[np.float64]  # business minutes, infinite if never
    progress_after: NDArray[np.float64]
    hastened: NDArray[np.float64]
    # each service
    first_team: NDArray[np.int64]
    reopen_share: NDArray[np.float64]
    reopen_at_most: NDArray[np.int64]
    reopen_after: NDArray[np.float64]
    removed: NDArray[np.float64]
    try_share: NDArray[np.float64]
    coverage: NDArray[np.float64]
    easy_first: NDArray[np.float64]
    reading: NDArray[np.float64]
    unclear: NDArray[np.float64]  # 0 where there is only one team
    pending_share: NDArray[np.float64]
    pending_on: NDArray[np.int64]  # `WaitsFor`
    pending_after: NDArray[np.float64]
    pending_at_most: NDArray[np.int64]
    pending_rest: NDArray[np.float64]
    child_team: NDArray[np.int64]  # shape (services, most children), -1 if there is none
    child_share: NDArray[np.float64]
    child_mean: NDArray[np.float64]
    closing: NDArray[np.float64]
    # each service at each team
    stage_shape: NDArray[np.int64]
    stage_next: NDArray[np.int64]  # team it is handed to, -1 if none
    stage_share: NDArray[np.float64]
    stage_class: NDArray[np.int64]  # queue class: services that the same people can serve wait together
    effort_mean: NDArray[np.float64]  # shape (services * teams, channels)
    swarms: NDArray[np.bool_]  # asks for help in place of handing on
    hold: NDArray[np.float64]
    help_effort: NDArray[np.float64]
    # each team
    wrap_up: NDArray[np.float64]
    discipline: NDArray[np.int64]  # place in `DISCIPLINES`
    head_start: NDArray[np.float64]  # shape (teams, levels): minutes, by priority
    counts_heads: NDArray[np.bool_]  # at the end of a shift whoever is free first goes
    open_class: NDArray[np.int64]  # the queue class that everybody in the team can serve
    ownership: NDArray[np.int64]  # place in `OWNERSHIPS`
    hand_over: NDArray[np.float64]
    reads_at: tuple[tuple[int, ...], ...]  # minutes of the week
    wip_limit: NDArray[np.int64]
    switching: NDArray[np.float64]
    haste: NDArray[np.float64]  # factor of working times
    haste_reopens: NDArray[np.float64]  # factor of the share of resolutions that do not hold
    chase_effort: NDArray[np.float64]
    look_effort: NDArray[np.float64]
    check_back: NDArray[np.float64]
    check_back_effort: NDArray[np.float64]
    # what requesters are told
    acknowledge: int  # place in `ACKNOWLEDGEMENTS`
    promise: NDArray[np.float64]  # business minutes by priority, shape (LEVELS,); 0 if nothing is promised
    stopped_clocks: float
    # each major incident
    incident_effort: float
    mended_at: NDArray[np.float64]
    told_at: NDArray[np.float64]  # infinite if nobody is told
    reach: float
    # people and hours
    agents: tuple[Agent, ...]
    shifts: tuple[Shift, ...]
    next_open: NDArray[np.int64]
    worked: NDArray[np.int64]  # shape (10081,): open minutes passed at each minute of the week
    open_minutes: NDArray[np.int64]  # the open minutes of the week, in order
    shapes: tuple[tuple[Shape, float], ...]
    worked_out: dict[str, tuple[Any, Any]]  # what follows from the policy; its tables for all needs share it

    def of_policy(self, name: str, key: Any, work_out: Callable[[Tables], Known]) -> Known:
        """What follows from the policy and a key; the latest of each name is kept while its key stays."""
        kept = self.worked_out.get(name)
        if kept is None or kept[0] != key:
            kept = self.worked_out[name] = (key, work_out(self))
        known: Known = kept[1]
        return known

    @_OfPolicy
    def purposes(self) -> frozenset[str]:
        """The questions that this policy can raise."""
        asked = {"effort"}
        if self.stage_share.any():
            asked.add("escalate")
        if self.likely_again[1] > 0.0:
            asked |= {"reopen", "reopen_after"}
        impatient = bool(np.isfinite(self.patience).any())
        if impatient:
            asked.add("patience")
        if self.retry_share.any():  # who lost patience under an earlier policy may ask, too
            asked |= {"retry", "retry_after"}
        if (self.discipline == RANDOM).any():
            asked.add("pick")
        return frozenset(asked)

    @_OfPolicy
    def chases(self) -> bool:
        """Whether anybody ever asks what became of a ticket."""
        return bool(np.isfinite(self.receipt_after).any() or np.isfinite(self.progress_after).any())

    @_OfPolicy
    def rare_purposes(self) -> frozenset[str]:
        """The rare questions that this policy can raise."""
        raised = {
            ("removed",): self.removed.any(),
            ("latent",): any(needs.latent for needs in self.scenario.needs),
            ("broadcast",): self.reach > 0.0 and len(self.told_at),
            ("told",): len(self.mended_at),
            ("self_try", "self_solved", "reading"): self.try_share.any(),
            ("misrouted", "wrong_team", "look"): self.unclear.any(),
            ("canned",): self.canned_share.any(),
            ("recorded",): (self.recorded < 1.0).any(),
            ("clock_stopped",): self.stopped_clocks > 0.0,
            ("pending", "pending_after"): self.pending_share.any(),
            ("chase_receipt", "chase_progress", "chase_effort"): self.chases,
            ("call_back_effort",): self.calls_back.any(),
            ("check_back", "check_back_effort"): self.check_back.any(),
        }
        return frozenset(name for names, is_raised in raised.items() if is_raised for name in names)

    @_OfPolicy
    def rich(self) -> bool:
        """Whether tickets can do more than be routed, handed on, resolved and reopened."""
        return bool(
            self.rare_purposes
            or self.child_team.size
            or len(self.mended_at)
            or self.acknowledge
            or self.promise.any()
            or self.swarms.any()
            or (self.chats > 1).any()
            or (self.ownership != SHARED).any()
            or (self.wip_limit < NO_LIMIT).any()
            or any(self.reads_at)
            or (self.haste != 1.0).any()
        )

    @_OfPolicy
    def likely_again(self) -> tuple[float, float]:
        """The largest share of visits handed on, and of resolutions that do not hold."""
        reopened = float(self.reopen_share[self.reopen_at_most > 0].max(initial=0.0))
        reopened *= float(
            self.haste_reopens.max(initial=1.0) * max(1.0, self.canned_reopens.max(initial=1.0))
        )
        return float(self.stage_share.max(initial=0.0)), reopened

    def on_duty(self, agent: int, minute: float) -> bool:
        """Whether an agent's shift runs at a time."""
        who = self.agents[agent]
        row = list(self.scenario.teams.values())[who.team].roster[who.row]
        return duty_hours(row, who.number).covers(minute)


def prepare(demand: Demand, scenario: Scenario, before: Tables | None = None, arrived: int = 0) -> Tables:
    """Look-up tables for one demand under one policy.

    After a change of policy the first ``arrived`` needs keep the channel and priority they had ``before``.
    Raises `DesksideError` if the two do not belong together.
    """
    if scenario.demand_digest != demand.digest:
        raise DesksideError(
            f"{scenario.name}: its demand side differs from that of the needs; draw new needs for it"
        )
    return Tables(
        scenario=scenario, **need_columns(demand, scenario, before, arrived), **policy_tables(scenario)
    )
