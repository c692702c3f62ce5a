"""Surprises of the course that rest on arithmetic or known laws: direction and rough size, on ten seeds.

Where two policies meet the same needs the difference is paired (`paired`: 1 in 1,000). A ratio of two means
over the seeds must lie within the band beside it, in which the formula of the test's text lies, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from deskside import theory
from deskside.log import ContactKind, Outcome, TicketLog
from deskside.scenario import Scenario
from paired import agent_minutes, direction, figures, first_waits, handling, logs, way
from test_engines_theory import MINUTES, station
from test_levers_directions import HONEST, ROSY, contacts, plain


def ratio(a: Scenario, b: Scenario, figure: Callable[[TicketLog], float]) -> float:
    """How many times the figure of ``a`` that of ``b`` is, by means over ten seeds."""
    return float(figures(b, figure).mean() / figures(a, figure).mean())


def steady_waits(log: TicketLog) -> float:
    """Mean wait of those who came after the warm-up and before the last days."""
    tickets, desk = log.ticket_table, log.scenario
    mine = (tickets.arrived >= desk.warm_up) & (tickets.arrived < desk.end - desk.warm_up)
    return float(np.nanmean((tickets.first_response - tickets.arrived)[mine]))


# ---- why queues explode, and how many people it takes (03, 04) ---------------------------------------------


def test_a_tenth_more_demand_more_than_triples_the_wait() -> None:
    """Ten agents at 85 % load; Erlang C says 3.38 times."""
    desk = station(10, 0.85, tickets=40_000)
    assert 3.0 < ratio(desk, desk.with_({"needs_factor": 1.1}), steady_waits) < 3.9


def test_halving_variability_helps_nearly_like_hiring() -> None:
    """Ten agents at 85 %, efforts with cv 1.5. Half of it, or an eleventh agent: the wait is about halved.

    Allen and Cunneen: (1 + .75^2) / (1 + 1.5^2) = .48 for the first, Erlang C .37 for the second.
    """
    effort = {"mean": MINUTES, "kind": "lognormal", "cv": 1.5}
    desk = station(10, 0.85, tickets=40_000, **{"services.help.effort.desk": effort})
    even = desk.with_({"services.help.effort.desk.cv": 0.75})
    hired = desk.with_({"teams.desk.agents": 11})
    assert 0.40 < ratio(desk, even, steady_waits) < 0.58
    assert 0.30 < ratio(desk, hired, steady_waits) < 0.46
    assert direction(hired, even, steady_waits) == "up", "hiring helps more, at this load"


def test_two_people_make_you_wait_28_times_as_long_as_twenty() -> None:
    """At 80 % load: 17.8 minutes against .64."""
    two, twenty = station(2, 0.8, tickets=25_000), station(20, 0.8, tickets=50_000)
    exact = theory.erlang_c(2, 1.6 / MINUTES, MINUTES).mean_wait / theory.erlang_c(20, 1.6, MINUTES).mean_wait
    assert round(exact) == 28
    assert 22.0 < ratio(twenty, two, steady_waits) < 34.0


# ---- acknowledge and promise (05) -------------------------------------------------------------------------


def test_a_longer_honest_promise_beats_a_shorter_rosy_one() -> None:
    """Nobody waits for an agent here and the supplier takes as long: fewer questions and less work."""
    rosy, honest = (desk.with_({"teams.desk.agents": 20}) for desk in (ROSY, HONEST))
    assert direction(rosy, honest, contacts) == "down"
    assert direction(rosy, honest, agent_minutes) == "down"
    assert figures(rosy, first_waits).max() == figures(honest, first_waits).max() == 0.0


def test_a_receipt_without_a_time_stops_about_half_the_chasing() -> None:
    """Tickets are open four hours; people ask after two hours without a receipt, after eight about progress.

    By competing exponential clocks: 1.07 questions a ticket in silence, .50 with a receipt: 47 %.
    """
    desk = plain({"help": (500.0, 0.05)}, {"a": 1}, horizon={"days": 28}).with_(
        {
            "services.help.pending": {"share": 1.0, "on": "supplier", "after": 240.0, "rest": 0.01},
            "groups.staff.chase": {"receipt_after": 120.0, "progress_after": 480.0},
        }
    )

    def chases(log: TicketLog) -> float:
        kinds = (ContactKind.CHASE_RECEIPT, ContactKind.CHASE_PROGRESS)
        return float(np.isin(log.contact_table.kind, kinds).sum())

    assert 0.40 < ratio(desk, desk.with_({"policy.acknowledge": "auto"}), chases) < 0.55


# ---- haste (06) -------------------------------------------------------------------------------------------


def hasty(load_: float) -> tuple[Scenario, Scenario]:
    """Two agents; 10 % of resolutions do not hold. In haste a tenth less time, and 20 % do not hold."""
    a_week = load_ * 0.9 * 2 * 1008.0
    calm = plain({"help": (a_week, 10.0)}, {"a": 2}, horizon={"days": 100}).with_(
        {"services.help.reopen": {"share": 0.1, "at_most": 20, "after": 60.0}}
    )
    return calm, calm.with_({"teams.a.pressure": 0.1, "teams.a.pressure_reopens": 10.0})


def waits_a_ticket(log: TicketLog) -> float:
    """Minutes in queues of all visits of a ticket together."""
    visits = log.visit_table
    return float(np.nansum(visits.started - visits.queued) / len(log.ticket_table))


@pytest.mark.ci
def test_a_tenth_less_handling_time_and_twice_the_repeats() -> None:
    """Work: .9 / .8 against 1 / .9, so 1.25 % more. At 95 % load each wait grows by a fifth (Erlang C)."""
    calm, haste = hasty(0.95)
    assert 0.88 < ratio(calm, haste, handling) < 0.92
    assert direction(calm, haste, agent_minutes) == "up"
    assert 1.005 < ratio(calm, haste, agent_minutes) < 1.020
    assert direction(calm, haste, first_waits, runs=20) == "up"
    assert direction(calm, haste, waits_a_ticket) == "up"


def test_where_there_is_slack_the_first_wait_hides_it() -> None:
    """At 80 % load the first wait even falls (Erlang C: .97); all waits of a ticket show it (1.09)."""
    calm, haste = hasty(0.8)
    assert direction(calm, haste, agent_minutes) == "up"
    assert direction(calm, haste, first_waits) != "up"
    assert direction(calm, haste, waits_a_ticket) == "up"


# ---- priorities (07) --------------------------------------------------------------------------------------


def ranked(discipline: str, inflation: float = 0.0) -> Scenario:
    changes: dict[str, Any] = {
        "services.help.priorities": [0.2, 0.3, 0.5],
        "services.help.inflation": inflation,
        "teams.desk.discipline": discipline,
    }
    return station(5, 0.9, tickets=20_000, **changes)


def waits_by_true_priority(desk: Scenario, called: str = "") -> Any:
    """Mean waits (runs, priorities), by the priority that needs would have without inflation.

    ``called``: only of those that were called ``as they are`` or ``more`` urgent; all of them if empty.
    """
    rows = []
    for plain_log, log in zip(logs(desk.with_({"services.help.inflation": 0.0})), logs(desk), strict=True):
        true, tickets = plain_log.ticket_table.priority, log.ticket_table
        waits = tickets.first_response - tickets.arrived
        counted = ~np.isnan(waits)
        if called:
            counted &= (true == tickets.priority) == (called == "as they are")
        rows.append([_mean(waits[counted & (true == rank)]) for rank in (1, 2, 3)])
    return np.array(rows)


def _mean(values: Any) -> float:
    return float(values.mean()) if len(values) else float("nan")


def test_priorities_do_not_shorten_the_average_wait_they_move_it() -> None:
    """The mean over all is the same (Kleinrock); the urgent wait a ninth of it, the others nearly twice."""
    equal, ranks = ranked("first-come"), ranked("priority")
    assert direction(equal, ranks, steady_waits) == "unclear"
    assert 0.97 < ratio(equal, ranks, steady_waits) < 1.03
    before, after = waits_by_true_priority(equal).mean(axis=0), waits_by_true_priority(ranks).mean(axis=0)
    assert after[0] < 0.2 * before[0]
    assert after[2] > 1.5 * before[2]


def test_inflated_priorities_hurt_the_urgent_and_the_honest() -> None:
    """Half of the tickets are called one step more urgent than they are.

    The mean over all stays, so somebody gains: tickets of priority 3 that pass for 2 wait a quarter of what
    they did. Really urgent ones wait a fifth longer; honest ones of priority 2 twice as long, of 3 over half
    as long again.
    """
    true, inflated = ranked("priority"), ranked("priority", 0.5)
    assert direction(true, inflated, steady_waits) == "unclear"
    before, after = waits_by_true_priority(true), waits_by_true_priority(inflated)
    assert way((after - before)[:, 0]) == "up"
    assert 1.1 < after[:, 0].mean() / before[:, 0].mean() < 1.35
    honest = waits_by_true_priority(inflated, "as they are")
    assert way((honest - before)[:, 1]) == way((honest - before)[:, 2]) == "up"
    assert honest[:, 1].mean() > 1.7 * before[:, 1].mean()
    assert honest[:, 2].mean() > 1.4 * before[:, 2].mean()
    passing = waits_by_true_priority(inflated, "more")[:, 2]
    assert passing.mean() < 0.35 * before[:, 2].mean()


# ---- pooling (08) -----------------------------------------------------------------------------------------


def test_pooling_one_minute_with_ten_minute_jobs() -> None:
    """Both desks at 80 %. Apart the short ones wait 4 minutes and the mean is 7.3.

    Together, by Allen and Cunneen, everybody waits 9.8: short ones more than twice as long, the mean a third
    longer; only the long ones gain.
    """
    desk = plain(
        {"short": (8064.0, 1.0), "long": (806.4, 10.0)}, {"a": 1, "b": 1, "pool": 2}, horizon={"days": 28}
    )
    split, pooled = desk.with_({"services.long.team": "b"}), desk.with_({"services.*.team": "pool"})

    def wait_of(service: int) -> Callable[[TicketLog], float]:
        def mean(log: TicketLog) -> float:
            tickets = log.ticket_table
            return float(np.nanmean((tickets.first_response - tickets.arrived)[tickets.service == service]))

        return mean

    assert 2.0 < ratio(split, pooled, wait_of(0)) < 3.0
    assert 1.15 < ratio(split, pooled, first_waits) < 1.6
    assert direction(split, pooled, wait_of(1)) == "down"


# ---- channels (09) ----------------------------------------------------------------------------------------


def reachable(chat: float, *paces: float) -> Scenario:
    """Three agents; so many of the needs turn to the chat. A second source of needs is latent.

    Mail draws a tenth of those out, chat six in ten.
    """
    desk = plain({"help": (1500.0, 10.0), "little": (700.0, 5.0)}, {"a": 3}, horizon={"days": 14}).plain()
    desk["channels"] = {
        "mail": {"live": False, "draws_out": 0.1},
        "chat": {"live": True, "draws_out": 0.6, "at_once": list(paces) or [1.0]},
    }
    desk["groups"]["staff"]["channels"] = {"mail": 1.0 - chat, "chat": chat}
    desk["needs"][1]["latent"] = True
    return Scenario.parse(desk)


def test_an_easy_channel_raises_total_contacts() -> None:
    """All by mail, or half of all by chat: the latent needs that come rise from 10 % to 35 %.

    So contacts rise from 1,570 a week to 1,745, by 11 %.
    """
    mail, chat = reachable(0.0), reachable(0.5)
    assert direction(mail, chat, contacts) == "up"
    assert 1.08 < ratio(mail, chat, contacts) < 1.14
    assert direction(mail, chat, agent_minutes) == "up"


@pytest.mark.parametrize(
    ("paces", "whole"),
    [
        ((1.0, 1 / 2, 1 / 3, 1 / 4), "up"),  # nothing lost; but who has begun cannot move to a free agent
        ((1.0, 0.6, 0.44, 0.35), "down"),  # agents use what would be pauses: 1.4 times as much gets done
        ((1.0, 0.45, 0.27, 0.18), "up"),  # they lose the thread: .72 times as much
    ],
)
def test_four_chats_at_once_shorten_the_response_and_lengthen_the_chat(
    paces: tuple[float, ...], whole: str
) -> None:
    """Whatever it does to the whole time: somebody is there sooner, and takes longer."""
    one, four = reachable(1.0), reachable(1.0, *paces)
    assert direction(one, four, first_waits) == "down"
    assert direction(one, four, handling) == "up"

    def whole_time(log: TicketLog) -> float:
        visits = log.visit_table
        return float(np.nanmean(visits.ended - visits.queued))

    assert direction(one, four, whole_time) == whole


# ---- self-service (10) ------------------------------------------------------------------------------------


def test_self_service_takes_the_easy_needs_and_handling_time_rises() -> None:
    """All look for an article, half are solved, the easy ones first: what is left takes 15 minutes, not 10.

    (Exponential efforts; a need at place u of all has the chance 1 - u.) A quarter of the work is gone.
    """
    desk = plain({"help": (1500.0, 10.0)}, {"a": 3})
    rule = {"try_share": 1.0, "coverage": 0.5, "easy_first": 1.0, "reading": 5.0}
    served = desk.with_({"services.help.self_service": rule})
    assert 1.4 < ratio(desk, served, handling) < 1.6
    assert 0.7 < ratio(desk, served, agent_minutes) < 0.8
    assert 0.45 < ratio(desk, served, contacts) < 0.55
    solved = figures(served, lambda log: float((log.ticket_table.outcome == Outcome.SELF_SERVED).mean()))
    assert 0.48 < solved.mean() < 0.52
