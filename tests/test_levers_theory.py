"""Levers against closed forms: mean over runs within an interval (see `test_engines_theory.hold`).

With other seeds all comparisons of that file and this one together would fail by chance once in 200 times; as
the seeds are fixed, they do not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.sparse import diags
from scipy.sparse.linalg import expm_multiply

from deskside import theory
from deskside.log import ContactKind, Outcome
from deskside.scenario import Scenario
from test_engines_theory import MINUTES, Figures, Window, hold, run, station

PLENTY = 1000  # agents, so that nobody waits


def in_system(window: Window) -> Figures:
    """Minutes from arrival to resolution."""
    tickets = window.log.ticket_table
    return {"time": float((tickets.ended - tickets.arrived)[window.tickets].mean())}


# ---- chats: processor sharing (lever 3) -------------------------------------------------------------------

#: Each of n conversations goes at 1/n of full pace.
SHARING = [1.0 / n for n in range(1, 9)]


def chatting(load_: float, tickets: int, kind: str = "exponential", **more: Any) -> Scenario:
    effort = {"mean": MINUTES, "kind": kind, **more}
    changes = {
        "channels.email": {"live": True, "at_once": SHARING},
        "services.help.effort.desk": effort,
    }
    return station(1, load_, tickets=tickets, **changes)


@pytest.mark.parametrize("load_", [0.5, 0.8])
def test_processor_sharing_is_mm1_on_average(load_: float) -> None:
    """The agent is never slower, only shared: with exponential efforts the mean time is that of M/M/1.

    That holds with at most eight at once, too (the ninth waits): the number present has the same rates.
    """
    hold(chatting(load_, 20_000), {"time": theory.mm1(load_ / MINUTES, MINUTES).mean_time}, in_system)


@pytest.mark.parametrize(("kind", "cv"), [("constant", 0.0), ("lognormal", 1.5)])
def test_processor_sharing_does_not_care_how_efforts_spread(kind: str, cv: float) -> None:
    """At 40 % load a ninth chat is one in 4,000, so the limit of eight does not matter.

    One at a time it would be M/G/1, whose mean time is 13.3 or 20.8 minutes here, not 16.7.
    """
    desk = chatting(0.4, 20_000, kind, cv=cv)
    hold(desk, {"time": theory.processor_sharing(0.4 / MINUTES, MINUTES).mean_time}, in_system)


def test_processor_sharing_slows_all_alike() -> None:
    """Mean time is proportional to effort: 2 and 18 minutes of work, both times 1 / (1 - load)."""
    data = chatting(0.4, 40_000, "constant").plain()
    rate = data["needs"][0]["per_week"] / 2
    data["needs"] = [data["needs"][0] | {"per_week": rate, "service": name} for name in ("help", "long")]
    data["services"]["long"] = {"team": "desk", "effort": {"desk": {"mean": 18.0, "kind": "constant"}}}
    data["services"]["help"]["effort"]["desk"]["mean"] = 2.0
    shared = theory.processor_sharing(0.4 / MINUTES, MINUTES)

    def by_service(window: Window) -> Figures:
        tickets, mine = window.log.ticket_table, window.tickets
        time, service = (tickets.ended - tickets.arrived)[mine], tickets.service[mine]
        return {str(number): float(time[service == number].mean()) for number in (0, 1)}

    hold(Scenario.parse(data), {"0": shared.time_for(2.0), "1": shared.time_for(18.0)}, by_service)


# ---- tiers: Jackson's network (lever 11) ------------------------------------------------------------------


@pytest.mark.parametrize("onward", [1.0, 0.4])
def test_two_teams_in_a_row(onward: float) -> None:
    """Burke: what leaves M/M/2 is Poisson again, so the second team is M/M/c by itself."""
    data = station(2, 0.7, tickets=15_000).plain()
    data["teams"]["second"] = {"discipline": "first-come", "agents": 3}
    data["services"]["help"]["effort"]["second"] = {"mean": 15.0, "kind": "exponential"}
    data["services"]["help"]["escalate"] = {"desk": {"to": "second", "share": onward}}
    row = theory.tandem(0.7 * 2 / MINUTES, (2, 3), (MINUTES, 15.0), onward)
    hold(Scenario.parse(data), {"time": row.mean_time}, in_system)


# ---- unclear roles: hops (lever 6) ------------------------------------------------------------------------


def teams_of(number: int, share: float) -> Scenario:
    """So many teams with plenty of agents; roles are unclear for a share of tickets, look by look."""
    data = station(PLENTY, 0.001, tickets=4_000).plain()
    data["horizon"] = {"days": 6, "warm_up_days": 1}
    data["teams"] |= {f"team {i}": {"agents": PLENTY} for i in range(1, number)}
    data["services"]["help"]["unclear"] = share
    return Scenario.parse(data)


def hops(window: Window) -> Figures:
    transfers = window.log.ticket_table.transfers[window.tickets]
    return {
        "mean": float(transfers.mean()),
        "none": float((transfers == 0).mean()),
        "three or more": float((transfers >= 3).mean()),
    }


@pytest.mark.parametrize(("teams", "share"), [(3, 0.4), (5, 0.4), (4, 0.6)])
def test_expected_hops(teams: int, share: float) -> None:
    """With three teams or more every look is a new throw: geometric, share / (1 - share) on average."""
    expected = {"mean": share / (1.0 - share), "none": 1.0 - share, "three or more": share**3}
    hold(teams_of(teams, share), expected, hops)


def test_with_two_teams_it_goes_astray_once_at_most() -> None:
    hold(teams_of(2, 0.4), {"mean": 0.4, "none": 0.6}, hops)


def test_wrong_teams_get_equal_shares() -> None:
    """Of the looks of four wrong teams each has a quarter."""

    def shares(window: Window) -> Figures:
        visits = window.log.visit_table
        looks = np.bincount(visits.team, minlength=5)[1:]
        return {str(team): float(count / looks.sum()) for team, count in enumerate(looks, 1)}

    hold(teams_of(5, 0.5), {str(team): 0.25 for team in (1, 2, 3, 4)}, shares)


# ---- other teams' parts: onboarding (lever 12) ------------------------------------------------------------


def test_four_departments_that_are_nine_in_ten_on_time() -> None:
    """Four parts of exponential length, each on time in 90 of 100 cases: all of them in 66 (.9^4)."""
    data = station(PLENTY, 0.001, tickets=6_000).plain()
    data["horizon"] = {"days": 8, "warm_up_days": 1}
    deadline = MINUTES * np.log(10.0)
    departments = ("it", "hr", "facilities", "security")
    data["teams"] |= {name: {"agents": PLENTY} for name in departments}
    part = {"effort": {"mean": MINUTES, "kind": "exponential"}}
    data["services"]["help"]["children"] = [part | {"team": name} for name in departments]
    data["services"]["help"]["effort"]["desk"] = {"mean": 0.05, "kind": "constant"}

    def on_time(window: Window) -> Figures:
        visits, tickets = window.log.visit_table, window.log.ticket_table
        parts = visits.team > 0
        ready = (tickets.ended - tickets.arrived)[window.tickets] - 0.05
        return {
            "one": float((visits.ended - visits.queued <= deadline)[parts].mean()),
            "all": float((ready <= deadline).mean()),
            "mean of the last": float(ready.mean()),
        }

    longest = MINUTES * (1 + 1 / 2 + 1 / 3 + 1 / 4)
    hold(Scenario.parse(data), {"one": 0.9, "all": 0.9**4, "mean of the last": longest}, on_time)


# ---- chasing (lever 8) ------------------------------------------------------------------------------------


def chased(acknowledge: str, promise: str = "none") -> Scenario:
    """Every ticket is open for an exponential time of ten hours (a supplier's); nobody waits for an agent."""
    return station(PLENTY, 0.001, tickets=6_000).with_(
        {
            "horizon": {"days": 14, "warm_up_days": 4},
            "services.help.effort.desk": {"mean": 0.05, "kind": "constant"},
            "services.help.pending": {"share": 1.0, "on": "supplier", "after": 600.0, "rest": 0.01},
            "groups.*.chase": {"receipt_after": 240.0, "progress_after": 480.0, "hastened": 0.5},
            "teams.*.chase_effort": 0.05,
            "policy": {"acknowledge": acknowledge, "promise": promise, "promise_minutes": [300.0]},
        }
    )


def chases(window: Window) -> Figures:
    contacts, many = window.log.contact_table, len(window.tickets)
    mine = np.isin(contacts.ticket, window.tickets)
    of_kind = {
        kind: float((contacts.kind[mine] == kind).sum()) / many
        for kind in (ContactKind.CHASE_RECEIPT, ContactKind.CHASE_PROGRESS)
    }
    return {"receipt": of_kind[ContactKind.CHASE_RECEIPT], "progress": of_kind[ContactKind.CHASE_PROGRESS]}


def test_chases_of_those_who_know_it_arrived() -> None:
    """After each answer a new exponential wait: a Poisson process, 600 / 480 questions a ticket.

    Answers take .05 minutes, which is .01 % of it.
    """
    hold(chased("auto"), {"progress": 600.0 / 480.0}, chases)


def test_chases_in_silence() -> None:
    """Three exponential clocks run: receipt, progress, the end. Whichever question comes first acknowledges.

    So the first is about the receipt in 1/240 of 1/240 + 1/480 + 1/600 cases; all others are about progress.
    """
    rates = 1 / 240 + 1 / 480 + 1 / 600
    receipt = (1 / 240) / rates
    progress = (1 / 480) / rates + (1 / 240 + 1 / 480) / rates * (600 / 480)
    hold(chased("none"), {"receipt": receipt, "progress": progress}, chases)


def test_chases_with_a_promise() -> None:
    """A question comes 300 minutes after the last answer and then at twice the pace: renewals until the end.

    The ticket lives through a promise with exp(-300/600), and through the wait after it with
    (1/240) / (1/240 + 1/600): q = their product is the chance of one more question, q / (1 - q) their number.
    """
    q = np.exp(-300 / 600) * (1 / 240) / (1 / 240 + 1 / 600)
    hold(chased("auto", "honest"), {"progress": q / (1 - q)}, chases)


# ---- order of service (lever 9) ---------------------------------------------------------------------------


def rest_of_wait_in_random_order(load_: float, most: int = 400) -> Callable[[float], float]:
    """P(wait > t minutes) in M/M/1 when the next one is drawn by lot, from the chain of one who waits.

    With n others in the queue the next one to be served is one of n + 1. The chain is cut at ``most`` others.
    """
    rate, service = load_ / MINUTES, 1.0 / MINUTES
    others = np.arange(most)
    down = service * others / (others + 1)  # somebody else is drawn
    up = np.where(others < most - 1, rate, 0.0)
    chain = diags([down[1:], -(service + up), up[:-1]], [-1, 0, 1], format="csr")
    found = (1.0 - load_) * load_ ** (others + 1)  # on arrival: that many wait, and one is in service
    return lambda t: float(found @ expm_multiply(chain * t, np.ones(most)))


def longer_than(minutes: float) -> Callable[[Window], Figures]:
    return lambda window: {"share": float((window.waits > minutes).mean())}


@pytest.mark.parametrize("load_", [0.7, pytest.param(0.85, marks=pytest.mark.ci)])
def test_the_longest_waits_of_random_order_and_of_first_come(load_: float) -> None:
    """One in a hundred waits longer than the 99th percentile that theory gives; by lot that is far longer."""
    first_come = np.log(load_ / 0.01) * MINUTES / (1.0 - load_)
    tail = rest_of_wait_in_random_order(load_)
    assert abs(tail(0.0) - load_) < 1e-9
    low, high = first_come, 4 * first_come
    while high - low > 1e-6 * first_come:
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle) > 0.01 else (low, middle)
    assert high > 1.2 * first_come
    desk = station(1, load_, tickets=60_000 if load_ < 0.8 else 200_000)
    hold(desk, {"share": 0.01}, longer_than(first_come))
    hold(desk.with_({"teams.desk.discipline": "random"}), {"share": 0.01}, longer_than(high))


#: Two kinds of work, of 4 and 16 minutes, and three priorities of each.
KINDS, SHARES = (4.0, 16.0), (0.2, 0.3, 0.5)


def two_kinds(load_: float, tickets: int) -> tuple[Scenario, list[float]]:
    """Half of the tickets of each kind; the kinds differ in their priorities. Rates by kind."""
    data = station(1, load_, tickets=tickets).plain()
    rate = data["needs"][0]["per_week"] / 2
    data["needs"] = [data["needs"][0] | {"per_week": rate, "service": name} for name in ("help", "long")]
    for name, mean in zip(("help", "long"), KINDS, strict=True):
        effort = {"desk": {"mean": mean, "kind": "exponential"}}
        data["services"][name] = {"team": "desk", "effort": effort, "priorities": [1.0]}
    return Scenario.parse(data), [load_ / MINUTES / 2] * 2


def waits_by_kind(window: Window) -> dict[str, float]:
    service = window.log.ticket_table.service[window.tickets]
    return {str(kind): float(window.waits[service == kind].mean()) for kind in (0, 1)}


@pytest.mark.parametrize("urgent", ["help", "long"])
def test_cobham_with_unequal_efforts(urgent: str) -> None:
    """The urgent kind goes first; it may be the short or the long one."""
    desk, rates = two_kinds(0.75, 30_000)
    changed = desk.with_(
        {
            "teams.desk.discipline": "priority",
            f"services.{'long' if urgent == 'help' else 'help'}.priorities": [0.0, 1.0],
        }
    )
    first = 0 if urgent == "help" else 1
    waits = theory.cobham(rates, [KINDS[first], KINDS[1 - first]]).waits
    hold(changed, {str(first): waits[0], str(1 - first): waits[1]}, waits_by_kind)


@pytest.mark.parametrize(
    "discipline",
    ["first-come", "last-come", "random", "priority", "ageing", "shortest-expected", "earliest-due"],
)
def test_the_conservation_law(discipline: str) -> None:
    """No order that does not know a ticket's own effort changes the sum of load x wait over the kinds."""
    desk, rates = two_kinds(0.75, 30_000)
    changed = desk.with_(
        {
            "teams.desk.discipline": discipline,
            "teams.desk.head_start": [60.0, 20.0],
            "services.*.priorities": list(SHARES),
            "targets.resolution": [30.0, 120.0],
        }
    )

    def weighed(window: Window) -> Figures:
        waits = waits_by_kind(window)
        return {"sum": sum(rates[kind] * KINDS[kind] * waits[str(kind)] for kind in (0, 1))}

    hold(changed, {"sum": theory.conserved_wait(rates, KINDS)}, weighed)


def test_cherry_picking_escapes_the_conservation_law() -> None:
    """Whoever sees the effort takes the shortest: the sum falls well below."""
    desk, rates = two_kinds(0.75, 30_000)

    def weighed(window: Window) -> float:
        waits = waits_by_kind(window)
        return sum(rates[kind] * KINDS[kind] * waits[str(kind)] for kind in (0, 1))

    picked = [
        weighed(run(desk.with_({"teams.desk.discipline": "cherry-picking"}), seed)) for seed in range(5)
    ]
    assert max(picked) < 0.8 * theory.conserved_wait(rates, KINDS)


# ---- self-service thins (lever 2) -------------------------------------------------------------------------


def test_articles_thin_a_poisson_stream() -> None:
    """Half look for an article and 60 % of those find one: what reaches the desk is Poisson at 70 %."""
    rule = {"try_share": 0.5, "coverage": 0.6, "reading": 20.0}
    desk = station(2, 0.9, tickets=20_000).with_({"services.help.self_service": rule})
    left = theory.erlang_c(2, 0.7 * 0.9 * 2 / MINUTES, MINUTES)

    def figures(window: Window) -> Figures:
        tickets = window.log.ticket_table
        asked = np.setdiff1d(window.tickets, np.flatnonzero(tickets.outcome == Outcome.SELF_SERVED))
        visits = window.log.visit_table
        wait = np.full(len(tickets), np.nan)
        wait[visits.ticket] = visits.started - visits.queued
        return {"share": len(asked) / len(window.tickets), "wait": float(np.nanmean(wait[asked]))}

    hold(desk, {"share": 0.7, "wait": left.mean_wait}, figures)


def test_easy_needs_first_leaves_the_share_and_raises_the_effort() -> None:
    """Half are solved, the easy ones first: a need whose effort stands at u of all is with chance 1 - u.

    What is left has density 2u. Efforts are -10 ln(1 - u), so their mean is 15 minutes where it was 10.
    """
    rule = {"try_share": 1.0, "coverage": 0.5, "easy_first": 1.0, "reading": 20.0}
    desk = station(PLENTY, 0.001, tickets=6_000).with_(
        {"horizon": {"days": 8, "warm_up_days": 1}, "services.help.self_service": rule}
    )

    def figures(window: Window) -> Figures:
        visits = window.log.visit_table
        return {
            "share": float((window.log.ticket_table.outcome[window.tickets] == Outcome.SELF_SERVED).mean()),
            "effort": float((visits.ended - visits.started).mean()),
        }

    hold(desk, {"share": 0.5, "effort": 15.0}, figures)


def test_pooling_two_agents_by_formula() -> None:
    """Two desks of one agent at 80 %, or one of two: 40 minutes and 17.8."""
    assert theory.mm1(0.8 / MINUTES, MINUTES).mean_wait == pytest.approx(40.0)
    pooled = theory.erlang_c(2, 1.6 / MINUTES, MINUTES).mean_wait
    hold(station(2, 0.8, tickets=30_000), {"wait": pooled}, lambda w: {"wait": float(w.waits.mean())})
