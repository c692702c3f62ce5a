"""What the state of an organisation makes of its desk: one week's scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deskside.organisation.behaviour import NEUTRAL
from deskside.organisation.equations import behind, coverage_of, needs_removed, reopening_factor
from deskside.organisation.measures import Change, Explaining
from deskside.organisation.plan import Plan
from deskside.organisation.state import State
from deskside.organisation.timetable import timetable
from deskside.scenario import Scenario

__all__ = ["Desk", "desk_of"]


@dataclass(frozen=True)
class Desk:
    """A week's scenario, and the hours its people are away from the queue, by team.

    ``paid`` is the same with everybody's whole shift, breaks and time away included: what metrics divide by
    and what it costs. ``spent`` is the share of the time measures ask for that a team could take, 1 where it
    is not named.
    """

    scenario: Scenario
    paid: Scenario
    away: dict[str, float]
    spent: dict[str, float]


def desk_of(scenario: Scenario, plan: Plan, state: State, start: State) -> Desk:
    """The desk of a week: the plan's changes so far, and what differs from the ``start``.

    What has not changed is left as it is, so a plan that does nothing gives back the very scenario.
    """
    settings: dict[str, Any] = {}
    for change in plan.running(Change, state.week):
        settings |= change.plain()
    base = scenario.with_(settings) if settings else scenario
    changes = (
        _services(base, plan, state, start) | _explaining(base, plan, state) | _survey(base, plan, state)
    )
    away = dict.fromkeys(base.teams, 0.0)
    if not plan.moves_people:
        scenario = base.with_(changes) if changes else base
        return Desk(scenario, scenario, away, {})
    paid, spent = {}, {}
    for team in base.teams:
        table = timetable(base, plan, state, team)
        away[team], spent[team], path = table.away, table.spent, f"teams.{team}.roster"
        changes[path], paid[path] = table.rows, table.paid
    return Desk(base.with_(changes), base.with_(changes | paid), away, spent)


def _services(base: Scenario, plan: Plan, state: State, start: State) -> dict[str, Any]:
    b, found = plan.behaviour, {}
    for name, service in base.services.items():
        path, own = f"services.{name}", service.self_service
        if state.articles[name] != start.articles[name]:
            gained = coverage_of(state.articles[name], b) - coverage_of(start.articles[name], b)
            found[f"{path}.self_service.coverage"] = _share(own.coverage + gained)
        if b.trust_tries and state.trust != NEUTRAL and own.try_share:
            tries = own.try_share * (1.0 + b.trust_tries * (state.trust - NEUTRAL))
            found[f"{path}.self_service.try_share"] = _share(tries)
        removed = needs_removed(service.removed, state.causes, state.informed[name], b)
        if removed != service.removed:
            found[f"{path}.removed"] = _share(removed)
        factor = _reopening(plan, state, service.team)
        if factor != 1.0 and service.reopen.share:
            found[f"{path}.reopen.share"] = _share(service.reopen.share * factor)
    return found


def _reopening(plan: Plan, state: State, team: str) -> float:
    here, b = state.team(team), plan.behaviour
    skill = sum(person.skill for person in here) / len(here)
    newness = sum(behind(person.ramp, b) for person in here) / len(here)
    return reopening_factor(skill, newness, state.mood(team), b)


def _explaining(base: Scenario, plan: Plan, state: State) -> dict[str, Any]:
    """Explaining takes time after each visit."""
    found = {}
    for name, team in base.teams.items():
        more = sum(each.share * each.minutes for each in plan.running(Explaining, state.week, name))
        if more:
            found[f"teams.{name}.wrap_up"] = min(team.wrap_up + more, 480.0)
    return found


def _survey(base: Scenario, plan: Plan, state: State) -> dict[str, Any]:
    """Who trusts the desk is less polite and holds back less."""
    b = plan.behaviour
    if not b.trust_candour or state.trust == NEUTRAL or not base.survey.asked:
        return {}
    factor = max(1.0 - b.trust_candour * (state.trust - NEUTRAL), 0.0)
    return {
        "survey.politeness": min(base.survey.politeness * factor, 100.0),
        "survey.holds_back": _share(base.survey.holds_back * factor),
    }


def _share(value: float) -> float:
    """Within 0 and 1, to six places: smaller steps would change the policy every week for nothing."""
    return round(min(max(value, 0.0), 1.0), 6)
