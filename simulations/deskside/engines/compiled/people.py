"""Agents who wait for work: each team's bench, longest idle first, then lowest number."""

from __future__ import annotations

from deskside.engines.compiled.records import NOBODY, agent_at, rule, team_at

__all__ = ["free_agent", "leave_bench", "sit_down"]


@rule
def sit_down(s, number, agent):
    """An agent joins the end of the bench: those who sit down in the same minute by their numbers."""
    team = team_at(s.team_table, agent.team)
    agent.idle_since = s.now
    after, before = NOBODY, team.last
    while before != NOBODY and before > number and agent_at(s.agent_table, before).idle_since == s.now:
        after, before = before, agent_at(s.agent_table, before).previous
    agent.previous, agent.next = before, after
    if before == NOBODY:
        team.first = number
    else:
        left = agent_at(s.agent_table, before)
        left.next = number
    if after == NOBODY:
        team.last = number
    else:
        right = agent_at(s.agent_table, after)
        right.previous = number


@rule
def leave_bench(s, agent):
    """An agent gets up."""
    team = team_at(s.team_table, agent.team)
    if agent.previous == NOBODY:
        team.first = agent.next
    else:
        left = agent_at(s.agent_table, agent.previous)
        left.next = agent.next
    if agent.next == NOBODY:
        team.last = agent.previous
    else:
        right = agent_at(s.agent_table, agent.next)
        right.previous = agent.previous


@rule
def free_agent(s, team_number, queue_class, fresh, owner):
    """The longest idle agent who can serve this class and may take this ticket, or -1."""
    team = team_at(s.team_table, team_number)
    number = team.first
    while number != NOBODY:
        agent = agent_at(s.agent_table, number)
        if (
            agent.rostered
            and (agent.classes >> queue_class) & 1
            and (owner in (NOBODY, number))
            and not (fresh and agent.held >= team.wip_limit)
        ):
            return number
        number = agent.next
    return NOBODY
