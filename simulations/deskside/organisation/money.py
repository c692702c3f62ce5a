"""What a week costs: people, time away from the queue, outlay."""

from __future__ import annotations

from deskside.calendar import HOUR
from deskside.organisation.expression import Desk
from deskside.organisation.measures import Change, Ideas, Leading, People, Training
from deskside.organisation.plan import Plan
from deskside.organisation.state import State
from deskside.organisation.transition import joined_in
from deskside.scenario import Scenario

__all__ = ["COSTS", "costs_of"]

#: What a week's costs are made of, in currency. ``roster`` is the KPI cost of the week.
COSTS = ("roster", "away", "measures", "leaders", "hiring")

_WEEKS_A_YEAR = 52


def costs_of(scenario: Scenario, plan: Plan, state: State, desk: Desk, paid: float) -> dict[str, float]:
    """A week's costs by item.

    ``paid`` is the week's KPI cost: shifts and overtime. ``away`` is the part of it that people spend away
    from the queue for measures, ``roster`` the rest, breaks included; ``measures`` is
    outlay, training fees included; ``leaders`` their time; ``hiring`` what finding the new people cost.
    """
    week = state.week
    outlay = sum((each.money_a_week for each in plan.running(Ideas, week)), 0.0)
    outlay += sum(each.money_a_week for each in plan.running(People, week))
    outlay += sum(
        each.fee * each.hours_a_week * state.heads(each.team) for each in plan.running(Training, week)
    )
    for change in plan.running(Change, week):
        outlay += change.cost_a_week + (change.cost_once if change.from_week == week else 0.0)
    away = sum(hours * scenario.teams[team].hourly_cost for team, hours in desk.away.items())
    return {
        "roster": paid - away,
        "away": away,
        "measures": outlay,
        "leaders": sum(each.hours_a_week * each.hourly_cost for each in plan.running(Leading, week)),
        "hiring": sum(
            count * plan.behaviour.hire_cost * _pay(scenario, team)
            for team, count in joined_in(state).items()
        ),
    }


def _pay(scenario: Scenario, team: str) -> float:
    """What a person of a team costs in a year."""
    roster = scenario.teams[team].roster
    heads = sum(row.agents for row in roster)
    hours = sum(row.agents * row.hours.minutes_a_week for row in roster) / HOUR
    return hours / max(heads, 1) * scenario.teams[team].hourly_cost * _WEEKS_A_YEAR
