"""People on duty: rosters come into force, shifts begin and end, mail is read at set times."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from simpy import Event

from deskside.calendar import WEEK
from deskside.engines.order import READING, SHIFT
from deskside.engines.simpy_pool import Team
from deskside.engines.simpy_team import Agent, Life
from deskside.prepare import Duty
from deskside.prepare.policy import HAND_OVER

if TYPE_CHECKING:
    from deskside.engines.simpy_desk import SimpyRun

__all__ = ["Rosters"]

Steps = Generator[Event, Any, None]


class Rosters:
    """Who is on duty when. ``agents`` holds everybody who was ever on a roster."""

    def __init__(self, desk: SimpyRun) -> None:
        self.desk, self.env = desk, desk.env
        self.agents: list[Agent] = []
        self.number = 0  # of the roster in force

    def publish(self, now: float) -> None:
        """Put a roster in force: the right people on duty at once, then the shift changes week by week."""
        duty = self.desk.crew.duty(self.desk.tables, now)
        for identity in range(len(self.agents), len(self.desk.crew.people)):
            self.agents.append(Agent(identity, self.desk.crew.people[identity][0]))
        for agent in self.agents:
            agent.rostered = False
        for identity, data in zip(duty.present, self.desk.tables.agents, strict=True):
            self.agents[identity].takes(data)
        for agent in self.agents:
            self.desk.teams[agent.team].show_lines(agent)
        self.number += 1
        Life(self._shifts(duty, self.number))
        for team, times in enumerate(self.desk.tables.reads_at):
            if times:
                Life(self._readings(team, times, now, self.number))

    def _shifts(self, duty: Duty, roster: int) -> Steps:
        """Shifts begin and end, until another roster is published."""
        for number, on in duty.at_once:
            yield self.env.at(duty.start, SHIFT, number)
            if self.number != roster:
                return
            self._shift(self.agents[number], on)
        for time, number, on in duty.changes():
            yield self.env.at(time, SHIFT, number)
            if self.number != roster:
                return
            agent = self.agents[number]
            who = self._by_heads(agent, on) if self.desk.teams[agent.team].counts_heads else agent
            if who is not None:
                self._shift(who, on)

    def _by_heads(self, agent: Agent, on: bool) -> Agent | None:
        """Who comes or goes where only heads count; nobody, if somebody stays on or leaves later instead."""
        team = self.desk.teams[agent.team]
        if on and team.owed:
            team.owed -= 1
            return None
        if on and agent.on_duty:
            return next((a for a in self.agents if a.team == agent.team and a.can_come), None)
        if on or (agent.on_duty and not agent.busy):
            return agent
        if team.bench:
            return team.bench[0][2]
        team.owed += 1
        return None

    def _shift(self, agent: Agent, on: bool) -> None:
        """Whoever comes on duty takes work or waits for it; whoever goes off finishes work in hand."""
        team = self.desk.teams[agent.team]
        resting = agent.on_duty and not agent.busy
        team.on_duty += on - agent.on_duty
        agent.on_duty = on
        if not on and team.owns and self.desk.ownership[agent.team] == HAND_OVER:
            self._leave_to_others(team, agent)
        if agent.busy:
            return
        if on and resting:
            team.look_up(agent)
        elif on:
            team.work_or_rest(agent)
        elif resting:
            team.leave_bench(agent)

    def _readings(self, team: int, times: tuple[int, ...], start: float, roster: int) -> Steps:
        """A team reads what came in, week by week, until another roster is published."""
        week = int(start // WEEK) * WEEK
        while True:
            for minute in times:
                if week + minute >= start:
                    yield self.env.at(float(week + minute), READING, team)
                    if self.number != roster:
                        return
                    self.desk.queueing.read(self.desk.teams[team])
            week += WEEK

    def _leave_to_others(self, team: Team, agent: Agent) -> None:
        """Whoever goes off duty leaves the tickets that wait for them to the others."""
        for turn in team.waiting_for(agent):
            turn.owner = None
            other = team.free_agent(turn)
            if other is None:
                team.join(turn)
            else:
                turn.call(other)
