"""Who spends how much time away from the queue, and the roster that follows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from deskside.calendar import DAY, HOUR, Hours
from deskside.organisation.away import hours_as_texts, without
from deskside.organisation.equations import speed_of
from deskside.organisation.measures import Ideas, Mentoring, People, Training, Writing
from deskside.organisation.plan import Plan
from deskside.organisation.state import Person, State
from deskside.prepare.people import duty_hours
from deskside.scenario import Scenario

__all__ = ["Timetable", "newcomers", "timetable"]

#: More hours of writing a day than this for one person, and it is shared by two.
_WRITING_ALONE = 2.0
#: Less than a minute, in hours: sums of whole minutes differ by no more than their last bit.
_ROUNDING = 0.001


@dataclass(frozen=True)
class Timetable:
    """A team's week: roster rows as plain data, at the queue and as paid, and the hours away from the queue.

    What is paid includes breaks and all that people are away for. ``spent`` is the share of the time asked
    for that could be taken: below 1 only where measures want more than half of somebody's day.
    """

    rows: list[dict[str, Any]]
    paid: list[dict[str, Any]]
    away: float
    spent: float


def timetable(scenario: Scenario, plan: Plan, state: State, team: str) -> Timetable:
    """The roster of a team in a week: one row for each person there ever was, nobody in those who left.

    Speeds follow from ramp, skill and morale; time for measures is cut out of shifts, one person after the
    other.
    """
    template, here = scenario.teams[team].roster, state.team(team)
    order = {person.number: place for place, person in enumerate(here)}
    weekly = _weekly_minutes(plan, state, team)
    rows, paid, away, asked = [], [], 0.0, 0.0
    for person in (each for each in state.people if each.team == team):
        row = template[person.seat.row]
        hours = duty_hours(row, person.seat.number)
        left = hours
        if person.number in order:
            daily, blocks = _daily_minutes(plan, state, team, person), weekly.get(person.number, 0.0)
            left = without(hours, daily, round(blocks), order[person.number], len(here))
            asked += (daily * working_days(hours) + round(blocks)) / HOUR
            away += (hours.minutes_a_week - left.minutes_a_week) / HOUR
        speed = speed_of(row.speed, person.ramp, person.skill, state.mood(team), plan.behaviour)
        rows.append(_row(int(person.here), left, round(speed, 4), row.skills))
        paid.append(rows[-1] | {"shift": list(row.shift)})
    return Timetable(rows, paid, away, away / asked if away < asked - _ROUNDING else 1.0)


def newcomers(plan: Plan, state: State, team: str) -> list[Person]:
    """Who still catches up: for one time constant after joining."""
    return [each for each in state.team(team) if each.new(state.week, plan.behaviour.ramp_weeks)]


def _row(agents: int, hours: Hours, speed: float, skills: tuple[str, ...] | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "agents": agents,
        "shift": list(hours_as_texts(hours)),
        "speed": min(max(speed, 0.1), 10.0),
    }
    return row if skills is None else row | {"skills": list(skills)}


def _daily_minutes(plan: Plan, state: State, team: str, person: Person) -> int:
    """Minutes a day for writing: the first in the team write, as few as can do it."""
    hours = sum(each.hours_a_day for each in plan.running(Writing, state.week, team))
    if not hours:
        return 0
    here = state.team(team)
    writers = here[: min(math.ceil(hours / _WRITING_ALONE), len(here))]
    return round(hours * HOUR / len(writers)) if person in writers else 0


def _weekly_minutes(plan: Plan, state: State, team: str) -> dict[int, float]:
    """Minutes a week for all else, by the number of the person."""
    here, week = state.team(team), state.week
    if not here:
        return {}
    each_head = sum(each.hours_a_week for each in plan.running(Training, week, team))
    each_head += sum(each.hours_a_week for each in plan.running(People, week, team))
    shared = sum(each.hours_a_week for each in plan.running(Ideas, week, team)) / len(here)
    found = {person.number: (each_head + shared) * HOUR for person in here}
    new = newcomers(plan, state, team)
    mentors = [person for person in here if person not in new]
    asked = sum(each.hours_a_week for each in plan.running(Mentoring, week, team)) * len(new)
    for mentor in mentors if asked else ():
        found[mentor.number] += asked * HOUR / len(mentors)
    return found


def working_days(hours: Hours) -> int:
    """On how many days of a week somebody works."""
    return len({start // DAY for start, _ in hours.spans})
