"""From one week to the next: what was learnt, removed and forgotten, who leaves and who comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from deskside.organisation.equations import (
    causes_next,
    informed_next,
    leaders_next,
    leaving_hazard,
    morale_next,
    ramp_next,
    skill_next,
    stock_next,
    trust_next,
)
from deskside.organisation.measures import (
    Departure,
    Explaining,
    Hiring,
    Ideas,
    Leading,
    Mentoring,
    People,
    Training,
    Writing,
)
from deskside.organisation.measuring import Week
from deskside.organisation.plan import Plan
from deskside.organisation.state import Person, Seat, State, Vacancy
from deskside.organisation.timetable import newcomers, working_days
from deskside.prepare.people import duty_hours
from deskside.scenario import Scenario
from deskside.scenario.fields import FrozenDict
from deskside.streams import stream_key, uniforms

__all__ = ["after"]


def after(
    scenario: Scenario,
    plan: Plan,
    state: State,
    start: State,
    weeks: tuple[Week, Week],
    spent: Mapping[str, float],
    seed: int,
) -> State:
    """The state at the beginning of the next week.

    ``weeks`` is what the log says of this week and of the first one; ``start`` is the state before the first.
    ``spent`` is the share of the time that measures ask for which a team took: what nobody had time for has
    no effect. Who leaves is drawn at the address (seed, ``leaving``, team and number, week): the same person
    has the same luck under every plan.
    """
    (week, first), b = weeks, plan.behaviour
    grown = replace(
        state,
        articles=FrozenDict(
            {
                name: stock_next(stock, start.articles[name], _written(scenario, plan, state, name, spent), b)
                for name, stock in state.articles.items()
            }
        ),
        informed=FrozenDict(
            {
                name: informed_next(known, _explained(plan, state, week, name), _asking(scenario, name), b)
                for name, known in state.informed.items()
            }
        ),
        causes=causes_next(state.causes, _on_ideas(plan, state, spent), b),
        morale=FrozenDict(
            {
                name: morale_next(value, _lift(plan, state, name), week.utilisation[name], b)
                for name, value in state.morale.items()
            }
        ),
        load=FrozenDict(week.utilisation),
        leaders=leaders_next(state.leaders, any(plan.running(Leading, state.week)), b),
        trust=trust_next(state.trust, week.satisfaction, first.satisfaction, b),
        people=tuple(_grown(plan, state, person, spent.get(person.team, 1.0)) for person in state.people),
    )
    return _filled(plan, _left(scenario, plan, grown, week, seed))


def _on_ideas(plan: Plan, state: State, spent: Mapping[str, float]) -> float:
    running = plan.running(Ideas, state.week)
    return sum(each.hours_a_week * spent.get(each.team, 1.0) for each in running)


def _written(scenario: Scenario, plan: Plan, state: State, service: str, spent: Mapping[str, float]) -> float:
    """Hours of writing about a service in the week; a measure's hours are shared evenly by its services."""
    hours = 0.0
    for each in plan.running(Writing, state.week):
        about = each.services or tuple(scenario.services)
        if service in about and state.team(each.team):
            writer = state.team(each.team)[0]
            row = scenario.teams[each.team].roster[writer.seat.row]
            days = working_days(duty_hours(row, writer.seat.number))
            hours += each.hours_a_day * days / len(about) * spent.get(each.team, 1.0)
    return hours


def _explained(plan: Plan, state: State, week: Week, service: str) -> float:
    return sum(each.share * week.visits[each.team][service] for each in plan.running(Explaining, state.week))


def _asking(scenario: Scenario, service: str) -> float:
    """People in the groups that have needs of a service."""
    groups = {needs.group for needs in scenario.needs if needs.service == service}
    return float(sum(scenario.groups[name].people for name in groups))


def _lift(plan: Plan, state: State, team: str) -> float:
    lift = sum(each.morale for each in plan.running(People, state.week, team))
    return lift * (1.0 + plan.behaviour.leaders_lift * state.leaders)


def _grown(plan: Plan, state: State, person: Person, spent: float) -> Person:
    if not person.here:
        return person
    b, week = plan.behaviour, state.week
    trained = sum(each.hours_a_week for each in plan.running(Training, week, person.team)) * spent
    skill = skill_next(person.skill, trained, b) if trained or person.skill else person.skill
    if person.ramp == float("inf"):
        return replace(person, skill=skill) if skill != person.skill else person
    new = newcomers(plan, state, person.team)
    alone = len(new) == state.heads(person.team)
    mentored = sum(each.hours_a_week for each in plan.running(Mentoring, week, person.team)) * spent
    hours = mentored if person in new and not alone else 0.0
    return replace(person, skill=skill, ramp=ramp_next(person.ramp, hours, b))


def _left(scenario: Scenario, plan: Plan, state: State, week: Week, seed: int) -> State:
    """Without those who leave at the end of the week; their seats become vacant."""
    b = plan.behaviour
    people, vacancies = list(state.people), list(state.vacancies)
    for team in scenario.teams:
        here = state.team(team)
        luck = {each.number: _luck(seed, each, state.week) for each in here}
        hazard = leaving_hazard(week.utilisation[team], state.morale[team], b)
        shocks = sum(each.agents for each in plan.running(Departure, state.week, team))
        ordered = sorted(here, key=lambda each: luck[each.number])
        wanting = [each for place, each in enumerate(ordered) if place < shocks or luck[each.number] < hazard]
        for person in _spared(scenario, team, here, wanting):
            people[people.index(person)] = replace(person, left=state.week)
            if b.replaced:
                vacancies.append(Vacancy(team, person.seat, state.week + 1 + b.hire_weeks))
    return replace(state, people=tuple(people), vacancies=tuple(vacancies))


def _luck(seed: int, person: Person, week: int) -> float:
    key = stream_key(seed, "leaving", f"{person.team}/{person.number}")
    return float(uniforms(key, 1, first=week)[0])


def _spared(scenario: Scenario, team: str, here: list[Person], wanting: list[Person]) -> list[Person]:
    """Those who can go: the last one who can do something stays until somebody else can."""
    leaving: list[Person] = []
    for person in wanting:
        rest = [each for each in here if each not in leaving and each != person]
        if _skills(scenario, team, rest) == _skills(scenario, team, here):
            leaving.append(person)
    return leaving


def _skills(scenario: Scenario, team: str, people: list[Person]) -> frozenset[str]:
    pooled, roster = scenario.teams[team].pooled, scenario.teams[team].roster
    found: set[str] = set()
    for person in people:
        skills = None if pooled else roster[person.seat.row].skills
        found |= set(scenario.services if skills is None else skills)
    return frozenset(found)


def _filled(plan: Plan, state: State) -> State:
    """The next week, with those who begin in it. Each has a new number; nobody takes an old one's."""
    week = state.week + 1
    vacancies = list(state.vacancies)
    for measure in plan.running(Hiring, state.week):
        start = week + plan.behaviour.hire_weeks
        vacancies += [Vacancy(measure.team, Seat(measure.row, 0), start) for _ in range(measure.agents)]
    people = list(state.people)
    for vacancy in (each for each in vacancies if each.from_week <= week):
        number = sum(each.team == vacancy.team for each in people)
        people.append(Person(vacancy.team, number, vacancy.seat, joined=week, ramp=0.0))
    waiting = tuple(each for each in vacancies if each.from_week > week)
    return replace(state, week=week, people=tuple(people), vacancies=waiting)


def joined_in(state: State) -> Mapping[str, int]:
    """How many began in the state's week, by team."""
    found: dict[str, int] = {}
    for person in state.people:
        if person.joined == state.week:
            found[person.team] = found.get(person.team, 0) + 1
    return found
