"""Tickets that wait: linked lists through the needs, one for each team, queue class and level."""

from __future__ import annotations

from deskside.engines.compiled.records import LEVELS, NOBODY, need_at, queue_at, rule, stage_at, team_at

__all__ = ["join", "leave", "next_turn"]


@rule
def join(s, number, need):
    """A ticket joins the end of its queue."""
    team = team_at(s.team_table, need.team)
    stage = stage_at(s.stage_table, need.service * s.teams + need.team)
    level = need.priority if team.by_priority else 0
    place = (team.first_queue + stage.queue_class) * LEVELS + level
    queue = queue_at(s.queue_table, place)
    need.queue, need.next, need.previous = place, NOBODY, queue.last
    if queue.last == NOBODY:
        queue.first = number
    else:
        before = need_at(s.need_table, queue.last)
        before.next = number
    queue.last = number
    team.waiting += 1


@rule
def leave(s, need):
    """A ticket leaves its queue, wherever in it it stands."""
    queue = queue_at(s.queue_table, need.queue)
    if need.previous == NOBODY:
        queue.first = need.next
    else:
        before = need_at(s.need_table, need.previous)
        before.next = need.next
    if need.next == NOBODY:
        queue.last = need.previous
    else:
        after = need_at(s.need_table, need.next)
        after.previous = need.previous
    need.queue = NOBODY
    team = team_at(s.team_table, need.team)
    team.waiting -= 1


@rule
def next_turn(s, agent):
    """The ticket this agent takes next, or -1: best level, then who queued first."""
    team = team_at(s.team_table, agent.team)
    if team.waiting == 0:
        return NOBODY
    for level in range(s.levels):
        best, first_visit = NOBODY, 0
        for queue_class in range(team.classes):
            if (agent.classes >> queue_class) & 1:
                number = queue_at(s.queue_table, (team.first_queue + queue_class) * LEVELS + level).first
                if number != NOBODY:
                    visit = need_at(s.need_table, number).visit
                    if best == NOBODY or visit < first_visit:
                        best, first_visit = number, visit
        if best != NOBODY:
            return best
    return NOBODY
