"""The surprises of the course on the desks it ships: each claim on ten seeds, direction and rough size.

A claim compares two desks that meet the same needs. Its figure must go the way it says by more than luck (the
99.9 % paired interval of `paired`), and the ratio of the two means must lie in the band. The same laws on the
plainest desks, against their formulas, are in `test_levers_surprises.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from deskside.log import TicketLog, VisitKind
from deskside.scenario import Scenario, load, policies
from paired import agent_minutes, direction
from paired import figures as measured
from scenario_figures import figures

Changes = dict[str, Any]
Figure = Callable[[TicketLog], float]


def kpi(name: str) -> Figure:
    return lambda log: figures(log)[name]


def wait_of(service: str) -> Figure:
    """Mean time to the first response of one service's tickets."""

    def mean(log: TicketLog) -> float:
        tickets = log.ticket_table
        mine = tickets.service == list(log.scenario.services).index(service)
        return float(np.nanmean((tickets.first_response - tickets.arrived)[mine]))

    return mean


def wait_by_priority(priority: int) -> Figure:
    """Mean time to the first response of one priority's tickets, as they are called."""

    def mean(log: TicketLog) -> float:
        tickets = log.ticket_table
        return float(np.nanmean((tickets.first_response - tickets.arrived)[tickets.priority == priority]))

    return mean


def queued_per_ticket(log: TicketLog) -> float:
    """Minutes in queues of all visits of a ticket together."""
    visits = log.visit_table
    return float(np.nansum(visits.started - visits.queued) / len(log.ticket_table))


def time_in_chat(log: TicketLog) -> float:
    """Mean length of a chat, once it has begun."""
    visits = log.visit_table
    chat = list(log.scenario.channels).index("chat")
    mine = (log.ticket_table.channel[visits.ticket] == chat) & (visits.kind <= VisitKind.RETRY)
    return float(np.nanmean((visits.ended - visits.started)[mine & (visits.agent >= 0)]))


@dataclass(frozen=True)
class Claim:
    """What a module says: under ``after`` the figure goes this way, compared with ``before``."""

    module: str
    says: str
    desk: str
    figure: Figure
    way: str  # up, down, or unclear: no difference that is more than luck
    ratio: tuple[float, float]  # of the mean after to the mean before
    after: Changes = field(default_factory=dict)
    before: Changes = field(default_factory=dict)
    other: str = ""  # a second desk, in place of changes
    runs: int = 10

    @property
    def desks(self) -> tuple[Scenario, Scenario]:
        return load(self.desk).with_(self.before), load(self.other or self.desk).with_(self.after)


HONEST = {"policy.acknowledge": "auto", "policy.promise": "honest"}
ROSY = {"policy.acknowledge": "auto", "policy.promise": "rosy"}
MAIL, FOUR_AT_ONCE = "it-service-desk-mail", {"channels.chat.at_once": [1.0, 0.72, 0.54, 0.42]}
CLAIMS = (
    Claim(
        "02",
        "an average that falls can cost a fortune at the till",
        "outlet-network",
        kpi("p50_first_response"),
        "down",
        (0.3, 0.8),
        {"teams.*.discipline": "shortest-expected"},
    ),
    Claim(
        "02",
        "an average that falls can cost a fortune at the till",
        "outlet-network",
        kpi("outlet_margin_lost"),
        "up",
        (1.3, 4.0),
        {"teams.*.discipline": "shortest-expected"},
    ),
    Claim(
        "05",
        "a longer honest promise beats a shorter rosy one: a tenth of the chasing",
        MAIL,
        kpi("chasers_per_ticket"),
        "down",
        (0.0, 0.3),
        HONEST,
        ROSY,
    ),
    Claim(
        "05",
        "a longer honest promise beats a shorter rosy one at about the same waits",
        MAIL,
        kpi("mean_resolution"),
        "unclear",
        (0.95, 1.0),
        HONEST,
        ROSY,
    ),
    Claim(
        "05",
        "a receipt without a time stops only half of the chasing",
        MAIL,
        kpi("chasers_per_ticket"),
        "down",
        (0.4, 0.65),
        {"policy.acknowledge": "auto"},
    ),
    Claim(
        "05",
        "mail read twice a day brings more contacts, not fewer",
        MAIL,
        kpi("contacts"),
        "up",
        (1.1, 1.4),
        policies(MAIL)["mail-twice-a-day"].changes,
    ),
    Claim(
        "05",
        "a broadcast keeps most of those hit by an incident from calling",
        MAIL,
        kpi("contacts"),
        "down",
        (0.95, 0.995),
        {"policy.broadcast_after": 15.0},
    ),
    Claim(
        "06",
        "handling time a tenth shorter",
        "desk-c",
        kpi("handling_time"),
        "down",
        (0.87, 0.92),
        {"teams.service-desk.pressure": 0.1},
    ),
    Claim(
        "06",
        "repeats twice as many",
        "desk-c",
        kpi("reopened_share"),
        "up",
        (1.9, 2.1),
        {"teams.service-desk.pressure": 0.1},
    ),
    Claim(
        "06",
        "so total work is up",
        "desk-c",
        kpi("work_per_ticket"),
        "up",
        (1.005, 1.06),
        {"teams.service-desk.pressure": 0.1},
        runs=30,
    ),
    Claim(
        "06",
        "and waits are up",
        "desk-c",
        queued_per_ticket,
        "up",
        (1.1, 2.2),
        {"teams.service-desk.pressure": 0.1},
    ),
    Claim(
        "07",
        "priorities do not shorten the average wait",
        "urgent-requests",
        kpi("mean_first_response"),
        "unclear",
        (0.93, 1.07),
        {"teams.service-desk.discipline": "priority"},
        {"teams.service-desk.discipline": "first-come"},
    ),
    Claim(
        "07",
        "they move it: the most urgent wait a fraction",
        "urgent-requests",
        wait_by_priority(1),
        "down",
        (0.05, 0.5),
        {"teams.service-desk.discipline": "priority"},
        {"teams.service-desk.discipline": "first-come"},
    ),
    Claim(
        "07",
        "and the least urgent twice as long",
        "urgent-requests",
        wait_by_priority(4),
        "up",
        (1.5, 3.5),
        {"teams.service-desk.discipline": "priority"},
        {"teams.service-desk.discipline": "first-come"},
    ),
    Claim(
        "07",
        "inflation does not shorten it either",
        "urgent-requests",
        kpi("mean_first_response"),
        "unclear",
        (0.9, 1.15),
        {"services.help.inflation": 0.5},
    ),
    Claim(
        "08",
        "pooling one-minute with ten-minute jobs makes the mean wait longer",
        "split-services",
        kpi("mean_first_response"),
        "up",
        (1.1, 1.7),
        other="pooled-services",
    ),
    Claim(
        "08",
        "and short jobs wait far longer",
        "split-services",
        wait_of("address"),
        "up",
        (1.7, 3.2),
        other="pooled-services",
    ),
    Claim(
        "08",
        "unclear roles take time from everybody",
        "clear-roles",
        agent_minutes,
        "down",
        (0.85, 0.97),
        {"services.*.unclear": 0.0},
    ),
    Claim(
        "09",
        "four chats at once shorten the first response",
        "chat-desk",
        kpi("mean_first_response"),
        "down",
        (0.5, 0.95),
        FOUR_AT_ONCE,
    ),
    Claim(
        "09",
        "and lengthen the chat",
        "chat-desk",
        time_in_chat,
        "up",
        (1.2, 2.5),
        FOUR_AT_ONCE,
    ),
    Claim(
        "09",
        "an easy channel raises total contacts",
        "chat-desk",
        kpi("contacts"),
        "up",
        (1.02, 1.15),
        {"channels.chat.draws_out": 1.0},
    ),
    Claim(
        "10",
        "self-service takes the easy tickets, so handling time rises",
        "self-service-desk",
        kpi("handling_time"),
        "up",
        (1.04, 1.2),
        {"services.*.self_service.coverage": 0.5},
    ),
    Claim(
        "10",
        "though there is less work in all",
        "self-service-desk",
        agent_minutes,
        "down",
        (0.7, 0.95),
        {"services.*.self_service.coverage": 0.5},
    ),
    Claim(
        "12",
        "one of eight leaves at 85 % load: many times the wait",
        "team-of-eight",
        kpi("mean_first_response"),
        "up",
        (6.0, 14.0),
        {"teams.desk.agents": 7},
        runs=20,
    ),
)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.module}: {claim.says}")
def test_a_claim_holds(claim: Claim) -> None:
    before, after = claim.desks
    assert before.demand_digest == after.demand_digest
    assert direction(before, after, claim.figure, claim.runs) == claim.way
    first, second = (measured(desk, claim.figure, claim.runs) for desk in (before, after))
    ratio = second.mean() / first.mean()
    assert claim.ratio[0] <= ratio <= claim.ratio[1], ratio
