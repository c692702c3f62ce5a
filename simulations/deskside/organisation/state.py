"""Where an organisation stands at the beginning of a week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deskside.organisation.behaviour import NEUTRAL, Behaviour
from deskside.organisation.equations import Mood, articles_for
from deskside.scenario import Scenario
from deskside.scenario.fields import FrozenDict

__all__ = ["VETERAN", "Person", "Seat", "State", "Vacancy", "beginning"]

#: The week in which those joined who were there before anybody counted.
VETERAN = -10_000


@dataclass(frozen=True)
class Seat:
    """A place on a roster: whose shift one works, and where in the order of breaks."""

    row: int
    number: int


@dataclass(frozen=True)
class Person:
    """Somebody in a team. ``number`` is theirs for life; ``skill`` is what training has added to speed.

    ``ramp`` counts weeks of catching up, mentored ones for more; ``left`` is the week at whose end they left.
    """

    team: str
    number: int
    seat: Seat
    joined: int = VETERAN
    skill: float = 0.0
    ramp: float = float("inf")
    left: int | None = None

    @property
    def here(self) -> bool:
        """Whether they have not left."""
        return self.left is None

    def new(self, week: int, weeks: float) -> bool:
        """Whether they joined within so many weeks."""
        return self.joined > week - weeks


@dataclass(frozen=True)
class Vacancy:
    """A seat that somebody will take at the beginning of a week."""

    team: str
    seat: Seat
    from_week: int


@dataclass(frozen=True)
class State:
    """The organisation at the beginning of a week.

    ``articles`` by service (a stock of good ones), ``informed`` by service (share of people who know what to
    do), ``causes`` (share of needs whose cause is removed), ``morale`` by team, ``trust`` and ``leaders``,
    all 0 to 1; ``load``, utilisation by team in the week before (0 where nobody looked); ``people``, those
    who left included, and ``vacancies``.
    """

    week: int
    articles: Mapping[str, float]
    informed: Mapping[str, float]
    causes: float
    morale: Mapping[str, float]
    load: Mapping[str, float]
    trust: float
    leaders: float
    people: tuple[Person, ...]
    vacancies: tuple[Vacancy, ...] = ()

    def team(self, name: str) -> list[Person]:
        """Those who are there, in the order of their numbers."""
        return [person for person in self.people if person.team == name and person.here]

    def mood(self, name: str) -> Mood:
        """Morale and load of a team."""
        return Mood(self.morale[name], self.load[name])

    def heads(self, name: str) -> int:
        """How many are there."""
        return len(self.team(name))


def beginning(scenario: Scenario, behaviour: Behaviour) -> State:
    """The state before the first week: today's coverage, everybody experienced, all else neutral."""
    return State(
        week=0,
        articles=FrozenDict(
            {
                name: articles_for(service.self_service.coverage, behaviour)
                for name, service in scenario.services.items()
            }
        ),
        informed=FrozenDict(dict.fromkeys(scenario.services, 0.0)),
        causes=0.0,
        morale=FrozenDict(dict.fromkeys(scenario.teams, NEUTRAL)),
        load=FrozenDict(dict.fromkeys(scenario.teams, 0.0)),
        trust=NEUTRAL,
        leaders=0.0,
        people=tuple(
            Person(name, number, seat)
            for name, team in scenario.teams.items()
            for number, seat in enumerate(
                Seat(row, place) for row, each in enumerate(team.roster) for place in range(each.agents)
            )
        ),
    )
