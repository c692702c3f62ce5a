"""Who serves: teams, their rosters, and the rules they work by."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from deskside.calendar import Hours
from deskside.scenario.fields import Name, Part, amount, count, minutes, share, switch
from deskside.scenario.rules import readable_hours, readable_times

__all__ = ["Discipline", "RosterRow", "Team"]

HeadStart = Annotated[float, Field(ge=0.0, le=100_800.0)]

Discipline = Literal[
    "first-come",
    "last-come",
    "random",
    "priority",
    "ageing",
    "earliest-due",
    "shortest-expected",
    "cherry-picking",
]


class RosterRow(Part):
    """Agents who work the same shift."""

    agents: int = count("How many.", low=0, high=100_000)
    shift: tuple[str, ...] = switch("When they are on duty.", default=("Mon-Sun 00:00-24:00",))
    speed: float = amount(
        "How fast they work: 1 is the pace the efforts are given for, 1.2 is a fifth faster.",
        unit="",
        low=0.1,
        high=10.0,
        default=1.0,
    )
    skills: tuple[Name, ...] | None = switch(
        "Services they can serve; absent means every service of the team.", default=None
    )
    break_minutes: int = count(
        "Minutes of planned breaks in each shift. Breaks are staggered: one after the other, spread over the "
        "shift.",
        low=0,
        high=480,
        default=0,
    )

    @field_validator("shift")
    @classmethod
    def _readable(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        return readable_hours(texts)

    @model_validator(mode="after")
    def _more_than_breaks(self) -> Self:
        shortest = min((end - start for start, end in self.hours.spans), default=0)
        if self.break_minutes and self.break_minutes >= shortest:
            raise ValueError(
                f"break_minutes = {self.break_minutes}: as long as a shift of {shortest} minutes; "
                "shorten the break or lengthen the shift"
            )
        return self

    @property
    def hours(self) -> Hours:
        """The texts, read."""
        return Hours.parse(self.shift)


def _agents_for_short(schema: dict[str, Any]) -> None:
    """Tell editors of the shorthand ``agents = 10``, which stands for a roster."""
    schema["properties"]["agents"] = {
        "type": "integer",
        "minimum": 1,
        "description": "Short for a roster: so many agents who are always on duty.",
    }
    schema["required"].remove("roster")
    schema["anyOf"] = [{"required": ["roster"]}, {"required": ["agents"]}]


class Team(Part):
    """Agents who share a queue."""

    model_config = ConfigDict(json_schema_extra=_agents_for_short)

    discipline: Discipline = switch(
        "Which ticket is taken next: the one that waited longest (first-come) or shortest (last-come), any "
        "(random), the most urgent (priority), the most urgent but with a head start that wears off "
        "(ageing), the one due first (earliest-due), the one that should be shortest (shortest-expected), "
        "or the one an agent sees to be shortest (cherry-picking).",
        default="priority",
    )
    head_start: tuple[HeadStart, ...] = switch(
        "With ageing: how many minutes a ticket of priority 1, 2, 3 ... is treated as having waited already; "
        "a priority that is not listed has none.",
        default=(480.0, 120.0, 30.0),
    )
    shift_end: Literal["own", "first-free"] = switch(
        "When a shift ends, who goes: the people whose shift it was, after the work in hand; or as many as "
        "go, whoever is free first, as in models that only count heads.",
        default="own",
    )
    wrap_up: float = minutes(
        "Time an agent needs after each visit before the next one.", low=0.0, high=480.0, default=0.0
    )
    hourly_cost: float = amount("Cost of an agent's hour.", unit="per hour", low=0.0, high=1e5, default=0.0)
    ownership: Literal["shared", "owner", "hand-over"] = switch(
        "Who goes on with a ticket that comes back to the team: anybody (shared); the agent who had it, for "
        "whom it waits even overnight (owner); or that agent if on duty, else anybody, who has to read "
        "themselves in (hand-over).",
        default="shared",
    )
    hand_over: float = minutes(
        "Working time to read oneself in to somebody else's ticket, with hand-over.",
        low=0.0,
        high=480.0,
        default=5.0,
    )
    pooled: bool = switch(
        "One queue for everybody: whoever is free takes the next ticket, whatever skills the roster names.",
        default=False,
    )
    reads_at: tuple[str, ...] = switch(
        "When new work from deferred channels is read, such as ['Mon-Fri 09:00', 'Mon-Fri 14:00']; empty "
        "means as it comes.",
        default=(),
    )
    wip_limit: int | None = count(
        "Work in progress: an agent who has begun this many tickets that now wait for somebody else begins "
        "no new one; absent means no limit.",
        low=1,
        high=1000,
        default=None,
    )
    switching: float = minutes(
        "Working time it costs to find back into a piece of work, for each ticket one has begun and not "
        "finished.",
        low=0.0,
        high=120.0,
        default=0.0,
    )
    pressure: float = share(
        "Pressure on handling time: visits get shorter by this share, and more resolutions do not hold.",
        default=0.0,
        high=0.9,
    )
    pressure_reopens: float = amount(
        "How much haste brings back: the share of resolutions that do not hold is multiplied by 1 + this x "
        "pressure.",
        unit="",
        low=0.0,
        high=1000.0,
        default=10.0,
    )
    chase_effort: float = minutes(
        "Mean working time to answer somebody who chases a ticket.", low=0.05, high=480.0, default=3.0
    )
    look_effort: float = minutes(
        "Mean working time until the team sees that a ticket is not theirs.",
        low=0.05,
        high=480.0,
        default=4.0,
    )
    check_back: float = share(
        "Closed loop: share of resolved tickets after which the team asks whether it worked.", default=0.0
    )
    check_back_effort: float = minutes("Mean working time of asking.", low=0.05, high=480.0, default=3.0)
    roster: tuple[RosterRow, ...] = switch("Who works when.")

    @model_validator(mode="before")
    @classmethod
    def _agents_round_the_clock(cls, data: Any) -> Any:
        """``agents = 10`` without a roster is short for ten agents who are always on duty."""
        if isinstance(data, dict) and "agents" in data and "roster" not in data:
            rest = {key: value for key, value in data.items() if key != "agents"}
            return rest | {"roster": [{"agents": data["agents"]}]}
        return data

    @field_validator("reads_at")
    @classmethod
    def _times(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        return readable_times(texts)

    @field_validator("roster")
    @classmethod
    def _somebody(cls, roster: tuple[RosterRow, ...]) -> tuple[RosterRow, ...]:
        if not any(row.agents and row.hours.minutes_a_week for row in roster):
            raise ValueError("nobody is ever on duty; give at least one roster row with agents and a shift")
        return roster

    @property
    def agents(self) -> int:
        """Heads on the roster, whatever their shifts."""
        return sum(row.agents for row in self.roster)
