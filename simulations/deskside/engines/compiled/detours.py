"""What can come between a contact and its resolution: wrong teams, no record, waiting for others, help.

The rules are those of `deskside.engines.simpy_detours`.
"""

from __future__ import annotations

import numpy as np

from deskside.engines.compiled.answers import answer, effort, minutes, question, unit_amount
from deskside.engines.compiled.heap import push
from deskside.engines.compiled.hearing import GENERATIONS, drop_chase, heard, key_of
from deskside.engines.compiled.records import (
    NOBODY,
    agent_at,
    channel_at,
    float_at,
    life_at,
    need_at,
    part_at,
    procedure,
    rule,
    service_at,
    stage_at,
    team_at,
    visit_at,
)
from deskside.engines.compiled.service import beside, look_up
from deskside.engines.order import END_OF_HOLD, RESUME
from deskside.log import VisitKind, WaitsFor
from deskside.prepare.policy import NO_LIMIT

__all__ = [
    "BOUNCE",
    "DONE",
    "HAND_ON",
    "OTHERS",
    "PENDS",
    "SWARM",
    "UNRECORDED",
    "ask_others",
    "check_back",
    "go_outside",
    "hold",
    "let_go",
    "next_step",
    "send_to",
    "swarm",
]

ASK_CHECK_BACK = question("check_back")
ASK_CHECK_BACK_EFFORT = question("check_back_effort")
ASK_ESCALATE = question("escalate")
ASK_MISROUTED = question("misrouted")
ASK_PENDING = question("pending")
ASK_PENDING_AFTER = question("pending_after")
ASK_RECORDED = question("recorded")
ASK_WRONG_TEAM = question("wrong_team")
#: What a visit has led to.
DONE, BOUNCE, UNRECORDED, PENDS, OTHERS, SWARM, HAND_ON = map(np.int64, range(7))
CHILD, HELP, CHECK_BACK = np.int64(VisitKind.CHILD), np.int64(VisitKind.HELP), np.int64(VisitKind.CHECK_BACK)
DESK, REQUESTER, OTHER_TEAMS = (
    np.int64(WaitsFor.DESK),
    np.int64(WaitsFor.REQUESTER),
    np.int64(WaitsFor.OTHER_TEAMS),
)


# ---- what next? -------------------------------------------------------------------------------------------


@rule
def next_step(s, number, need):
    """What the visit that ends now leads to."""
    if s.rich:
        return _detailed_step(s, number, need)
    return HAND_ON if _is_beyond_the_team(s, number, need) else DONE


@procedure
def _detailed_step(s, number, need):
    """The same, with every lever."""
    life = life_at(s.life_table, number)
    if life.incident != NOBODY:
        return DONE
    if life.astray:
        return BOUNCE
    step = _what_is_missing(s, number, need, life)
    share = channel_at(s.channel_table, need.channel).recorded
    if step != DONE and share < 1.0 and answer(s, ASK_RECORDED, number, life.repeats) >= share:
        return UNRECORDED
    return step


@rule
def _what_is_missing(s, number, need, life):
    """What it would take to close the ticket."""
    service = service_at(s.service_table, need.service)
    if (
        service.pending_share > 0.0
        and life.pendings < service.pending_at_most
        and answer(s, ASK_PENDING, number, need.visits - 1) < service.pending_share
    ):
        return PENDS
    if not life.parted:
        for place in range(s.parts):
            if _is_asked(s, number, need, place):
                return OTHERS
    if not _is_beyond_the_team(s, number, need):
        return DONE
    return SWARM if stage_at(s.stage_table, need.service * s.teams + need.team).swarms else HAND_ON


@rule
def _is_asked(s, number, need, place):
    """Whether another team has a part in it."""
    part = part_at(s.part_table, need.service * s.parts + place)
    return part.team != NOBODY and float_at(s.asked_table, number * s.parts + place) < part.share


@rule
def _is_beyond_the_team(s, number, need):
    """Some visits end in a hand-off to the next team, or in a call for its help."""
    share = stage_at(s.stage_table, need.service * s.teams + need.team).share
    return share > 0.0 and answer(s, ASK_ESCALATE, number, need.visits - 1) < share


# ---- unclear roles ----------------------------------------------------------------------------------------


@rule
def send_to(s, number, need, now):
    """The team it gets to next: the right one or, where roles are unclear, by chance another."""
    need.team = service_at(s.service_table, need.service).first_team
    if s.rich:
        _mislead(s, number, need, now)


@procedure
def _mislead(s, number, need, now):
    """Where roles are unclear it gets by chance to another team than the right one and where it is now."""
    service = service_at(s.service_table, need.service)
    right = service.first_team
    life = life_at(s.life_table, number)
    life.astray = 0
    others = s.teams - 1 if now == right else s.teams - 2
    if service.unclear == 0.0 or others <= 0 or life.incident != NOBODY:
        return
    if answer(s, ASK_MISROUTED, number, life.looks) < service.unclear:
        life.astray = 1
        place = int(answer(s, ASK_WRONG_TEAM, number, life.looks) * others)
        for team in range(s.teams):
            if team not in (right, now):
                if place == 0:
                    need.team = team
                    return
                place -= 1


# ---- waiting for others -----------------------------------------------------------------------------------


@rule
def go_outside(s, number, need):
    """The ticket waits for its requester or a supplier."""
    service, life = service_at(s.service_table, need.service), life_at(s.life_table, number)
    unit = unit_amount(s, ASK_PENDING_AFTER, number, need.visits - 1)
    life.pendings += 1
    life.waits_for = service.pending_on
    if service.pending_on == REQUESTER:
        heard(s, number, need, False)
        drop_chase(s, number)
    push(s, s.now + minutes(s, unit * service.pending_after), key_of(RESUME, number, 0))


@rule
def ask_others(s, number, need):
    """Other teams do their parts side by side."""
    life = life_at(s.life_table, number)
    life.parted, life.waits_for = 1, OTHER_TEAMS
    for place in range(s.parts):
        if _is_asked(s, number, need, place):
            life.children += 1
    for place in range(s.parts):
        if _is_asked(s, number, need, place):
            part = part_at(s.part_table, need.service * s.parts + place)
            amount = float_at(s.part_effort_table, number * s.parts + place)
            beside(s, number, CHILD, part.team, amount, part.mean)


@rule
def hold(s, need, life):
    """The agent has begun it and goes on with something else."""
    life.holder = need.owner
    if need.owner != NOBODY:
        agent = agent_at(s.agent_table, need.owner)
        agent.held += 1


@procedure
def let_go(s, life):
    """The wait is over; an agent whose hands were full may begin something new."""
    life.waits_for = DESK
    who = life.holder
    life.holder = NOBODY
    if who != NOBODY:
        agent = agent_at(s.agent_table, who)
        agent.held -= 1
        if team_at(s.team_table, agent.team).wip_limit < NO_LIMIT and agent.on_duty and not agent.busy:
            look_up(s, who, agent)


# ---- help, and closing the loop ---------------------------------------------------------------------------


@procedure
def swarm(s, number, need):
    """Ask the next team for help, for as long as the agent can hold the ticket."""
    life = life_at(s.life_table, number)
    agent = agent_at(s.agent_table, visit_at(s.visit_table, need.visit).agent)
    agent.holding += 1
    stage = stage_at(s.stage_table, need.service * s.teams + need.team)
    beyond = need.service * s.teams + stage.onward
    shape = stage_at(s.stage_table, beyond).shape
    unit = effort(s, shape, number, need.visits)
    mean = float_at(s.mean_table, beyond * s.channels + need.channel) * stage.help_effort
    life.help = beside(s, number, HELP, stage.onward, unit * mean, mean)
    if need_at(s.need_table, life.help).queue != NOBODY:
        push(s, s.now + minutes(s, stage.hold), key_of(END_OF_HOLD, number, life.help & GENERATIONS))


@procedure
def check_back(s, number, need):
    """After closing, the team may ask whether it worked."""
    life, team = life_at(s.life_table, number), team_at(s.team_table, need.team)
    if team.check_back > 0.0 and answer(s, ASK_CHECK_BACK, number, need.reopened) < team.check_back:
        mean = team.check_back_effort
        unit = unit_amount(s, ASK_CHECK_BACK_EFFORT, number, need.reopened)
        life.check = beside(s, number, CHECK_BACK, need.team, unit * mean, mean)
