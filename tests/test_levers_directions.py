"""Which way each lever moves a desk that meets the same needs (`paired`: ten runs, 1 in 1,000)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from deskside.experiment import compare
from deskside.log import ContactKind, Outcome, TicketLog, VisitKind
from deskside.scenario import Scenario
from paired import agent_minutes, direction, figures, first_waits, handling, times_to_resolve, way

# ---- silence, receipts and promises -----------------------------------------------------------------------

#: Mail round the clock; each ticket waits ten hours for a supplier, and its requester for a word.
QUIET = Scenario.parse(
    {
        "name": "quiet",
        "horizon": {"days": 10},
        "profiles": {"flat": [1.0] * 24},
        "needs": [{"service": "help", "group": "staff", "per_week": 350.0, "profile": "flat"}],
        "groups": {
            "staff": {
                "channels": {"mail": 1.0},
                "chase": {"receipt_after": 240.0, "progress_after": 480.0, "hastened": 0.5},
            }
        },
        "channels": {"mail": {"live": False}},
        "services": {
            "help": {
                "team": "desk",
                "effort": {"desk": {"mean": 10.0}},
                "pending": {"share": 1.0, "on": "supplier", "after": 600.0, "rest": 0.5},
            }
        },
        "teams": {"desk": {"agents": 1}},
    }
)


def telling(acknowledge: str, promise: str = "none") -> Scenario:
    """An honest time of 20 hours, and one of ten in rosy words."""
    policy = {"acknowledge": acknowledge, "promise": promise, "promise_minutes": [1200.0], "rosy_factor": 0.5}
    return QUIET.with_({"policy": policy})


SILENT, RECEIPT = telling("none"), telling("auto")
HONEST, ROSY = telling("auto", "honest"), telling("auto", "rosy")


def chases(*kinds: ContactKind, since: float = 0.0, until: float = np.inf) -> Callable[[TicketLog], float]:
    """How many contacts of these kinds come so many minutes after the ticket did."""

    def count(log: TicketLog) -> float:
        contacts = log.contact_table
        age = contacts.time - log.ticket_table.arrived[contacts.ticket]
        return float((np.isin(contacts.kind, kinds) & (age >= since) & (age < until)).sum())

    return count


BOTH = (ContactKind.CHASE_RECEIPT, ContactKind.CHASE_PROGRESS)


def contacts(log: TicketLog) -> float:
    return float(len(log.contact_table))


def test_silence_brings_contacts_and_takes_agents_time() -> None:
    assert direction(HONEST, SILENT, contacts) == "up"
    assert direction(HONEST, SILENT, agent_minutes) == "up"


def test_a_receipt_ends_one_kind_of_chasing_and_not_the_other() -> None:
    assert (figures(SILENT, chases(ContactKind.CHASE_RECEIPT)) > 0).all()
    assert not figures(RECEIPT, chases(ContactKind.CHASE_RECEIPT)).any()
    assert (figures(RECEIPT, chases(ContactKind.CHASE_PROGRESS)) > 0).all()
    assert direction(SILENT, RECEIPT, chases(*BOTH)) == "down"


def test_an_honest_time_ends_more() -> None:
    assert direction(RECEIPT, HONEST, chases(*BOTH)) == "down"


def test_a_rosy_promise_means_fewer_now_and_more_after() -> None:
    """Against no time at all: fewer until the ten hours are over, more in the hours after that.

    (Later there are fewer again, as every answer promises anew.) Against an honest time: more altogether.
    """
    assert direction(RECEIPT, ROSY, chases(*BOTH, until=600.0)) == "down"
    assert direction(RECEIPT, ROSY, chases(*BOTH, since=600.0, until=780.0)) == "up"
    assert direction(HONEST, ROSY, chases(*BOTH)) == "up"


def test_a_comparison_as_learners_see_it_says_the_same() -> None:
    """`deskside.compare` at 95 %: contacts, questions a ticket and the load of agents are clearly higher."""
    found = compare(HONEST, SILENT, replications=10).kpis
    for name in ("contacts", "chasers_per_ticket", "utilisation", "mean_acknowledgement"):
        assert found[name].change.low > 0.0, name
    assert found["tickets"].change.mean == 0.0


# ---- roles, pooling, pressure -----------------------------------------------------------------------------


def plain(services: dict[str, tuple[float, float]], teams: dict[str, Any], **more: Any) -> Scenario:
    """Mail round the clock: services by needs a week and mean effort, teams by agents."""
    return Scenario.parse(
        {
            "name": "plain",
            "horizon": {"days": 14},
            "profiles": {"flat": [1.0] * 24},
            "needs": [
                {"service": name, "group": "staff", "per_week": rate, "profile": "flat"}
                for name, (rate, _) in services.items()
            ],
            "groups": {"staff": {"channels": {"mail": 1.0}}},
            "channels": {"mail": {"live": False}},
            "services": {
                name: {
                    "team": next(iter(teams)),
                    "effort": {team: {"mean": mean, "kind": "exponential"} for team in teams},
                }
                for name, (_, mean) in services.items()
            },
            "teams": {name: {"agents": agents, "discipline": "first-come"} for name, agents in teams.items()},
        }
        | more
    )


def test_unclear_roles_make_it_longer() -> None:
    desk = plain({"help": (1000.0, 15.0)}, {"a": 2, "b": 1, "c": 1})
    unclear = desk.with_({"services.help.unclear": 0.3})
    assert direction(desk, unclear, times_to_resolve) == "up"
    assert direction(desk, unclear, lambda log: float(log.ticket_table.transfers.sum())) == "up"
    assert direction(desk, unclear, agent_minutes) == "up"


def split_and_pooled(short: tuple[float, float], long: tuple[float, float]) -> tuple[Scenario, Scenario]:
    """An agent for each kind of work; or two who do both. The third team has nothing to do."""
    desk = plain({"short": short, "long": long}, {"a": 1, "b": 1, "pool": 2}, horizon={"days": 28})
    split = desk.with_({"services.long.team": "b"})
    return split, desk.with_({"services.*.team": "pool"})


def wait_of(service: int) -> Callable[[TicketLog], float]:
    def mean(log: TicketLog) -> float:
        tickets = log.ticket_table
        mine = tickets.service == service
        return float(np.nanmean((tickets.first_response - tickets.arrived)[mine]))

    return mean


def test_pooling_helps_equal_work_and_hurts_unequal() -> None:
    """Both at 80 % load. Equal: ten minutes each. Unequal: one minute against ten, ten times as many."""
    split, pooled = split_and_pooled((806.4, 10.0), (806.4, 10.0))
    assert direction(split, pooled, wait_of(0)) == direction(split, pooled, wait_of(1)) == "down"
    split, pooled = split_and_pooled((8064.0, 1.0), (806.4, 10.0))
    assert direction(split, pooled, wait_of(0)) == "up"
    assert direction(split, pooled, first_waits) == "up"


def test_pressure_betters_its_own_metric_and_worsens_total_work() -> None:
    """A tenth less time for a visit, and twice as many that come back: 20 % of them and not 10 %."""
    desk = plain({"help": (1400.0, 12.0)}, {"a": 2}, horizon={"days": 28}).with_(
        {"services.help.reopen": {"share": 0.1, "at_most": 20, "after": 60.0}}
    )
    hurried = desk.with_({"teams.a.pressure": 0.1, "teams.a.pressure_reopens": 10.0})
    assert direction(desk, hurried, handling) == "down"
    assert direction(desk, hurried, agent_minutes) == "up"
    assert direction(desk, hurried, lambda log: float(log.ticket_table.reopened.sum())) == "up"


# ---- order, self-service, broadcasts ----------------------------------------------------------------------


def test_earliest_due_keeps_promises_that_first_come_breaks() -> None:
    """Half is due after an hour, half after eight; nearly everything can be in time, and is not."""
    desk = plain({"help": (900.0, 10.0)}, {"a": 1}, targets={"resolution": [60.0, 480.0]}).with_(
        {"services.help.priorities": [0.5, 0.5]}
    )

    def late(log: TicketLog) -> float:
        tickets = log.ticket_table
        return float((tickets.ended - tickets.arrived > np.array([60.0, 480.0])[tickets.priority - 1]).mean())

    assert direction(desk, desk.with_({"teams.a.discipline": "earliest-due"}), late) == "down"


def test_strict_priority_starves_and_ageing_does_not() -> None:
    """The urgent half is 80 % of what one agent can do, and both halves together are 120 %, for three weeks.

    By strict priority nobody of the other half is served while an urgent one waits: their waits grow, and the
    urgent hardly wait. With a head start of an hour they wait an hour longer than the urgent and no more.
    """
    desk = plain(
        {"urgent": (806.4, 10.0), "other": (403.2, 10.0)}, {"a": 1}, horizon={"days": 21, "at_end": "stop"}
    ).with_({"services.*.priorities": [1.0, 0.0], "services.other.priorities": [0.0, 1.0]})
    strict = desk.with_({"teams.a.discipline": "priority"})
    ageing = desk.with_({"teams.a.discipline": "ageing", "teams.a.head_start": [60.0, 0.0]})

    def never_taken_up(service: int) -> Callable[[TicketLog], float]:
        """Share of a kind that came in the first two weeks and is still untouched after the third."""

        def share(log: TicketLog) -> float:
            tickets = log.ticket_table
            mine = (tickets.service == service) & (tickets.arrived < 14 * 1440.0)
            return float(np.isnan(tickets.first_response[mine]).mean())

        return share

    assert direction(desk, strict, never_taken_up(1)) == "up"
    assert direction(strict, ageing, never_taken_up(1)) == "down"
    assert not figures(strict, never_taken_up(0)).any()
    assert direction(strict, ageing, wait_of(0)) == "up"


def test_articles_that_decay_bring_the_contacts_back() -> None:
    """Half of the needs look for an article. While 80 % are covered the desk is quiet.

    At 20 % contacts and waits are back; and who reads in vain is served later than without any article.
    """
    desk = plain({"help": (900.0, 10.0)}, {"a": 1})

    def covered(share: float) -> Scenario:
        rule = {"try_share": 0.5, "coverage": share, "reading": 15.0}
        return desk.with_({"services.help.self_service": rule})

    for figure in (contacts, first_waits):
        assert direction(desk, covered(0.8), figure) == "down"
        assert direction(covered(0.8), covered(0.2), figure) == "up"
    assert direction(desk, covered(0.0), times_to_resolve) == "up"
    assert not (figures(desk, contacts) - figures(covered(0.0), contacts)).any()


def test_a_broadcast_shortens_the_queue_of_an_incident() -> None:
    """200 people notice within an hour or two; told after ten minutes, seven in ten of them do not call.

    Those with needs of their own wait less.
    """
    outage = {
        "name": "link",
        "service": "help",
        "group": "staff",
        "at": 3 * 1440.0 + 600.0,
        "contacts": 200.0,
        "spread": 45.0,
        "mended_after": 240.0,
    }
    desk = plain({"help": (900.0, 10.0)}, {"a": 2}, incidents=[outage]).with_({"policy.incident_effort": 4.0})
    told = desk.with_({"policy.broadcast_after": 10.0, "policy.broadcast_reach": 0.7})

    def others_wait(log: TicketLog) -> float:
        tickets = log.ticket_table
        mine = (
            (tickets.source == 0)
            & (tickets.arrived > outage["at"])
            & (tickets.arrived < outage["at"] + 480.0)
        )
        return float(np.nanmean((tickets.first_response - tickets.arrived)[mine]))

    assert direction(desk, told, contacts) == "down"
    assert direction(desk, told, others_wait) == "down"


# ---- further levers ---------------------------------------------------------------------------------------


def test_help_for_hard_tickets_is_quicker_and_takes_two() -> None:
    """Swarming at a quiet desk: resolved sooner, mostly without a hand-off, and with longer visits."""
    desk = plain({"help": (300.0, 10.0)}, {"a": 2, "b": 2}).with_(
        {"services.help.escalate": {"a": {"to": "b", "share": 0.4}}}
    )
    swarm = desk.with_({"services.help.escalate.a.how": "swarm"})
    assert direction(desk, swarm, times_to_resolve) == "down"
    assert direction(desk, swarm, lambda log: float(log.ticket_table.transfers.sum())) == "down"
    assert direction(desk, swarm, handling) == "up"


def test_an_owner_only_makes_wait() -> None:
    """What comes back finds its owner busy: longer than with anybody, at no gain in this model."""
    desk = plain({"help": (900.0, 12.0)}, {"a": 2}).with_(
        {"services.help.reopen": {"share": 0.3, "at_most": 3, "after": 200.0}}
    )
    assert direction(desk, desk.with_({"teams.a.ownership": "owner"}), times_to_resolve) == "up"


def test_reading_twice_a_day_delays_and_does_not_save_work() -> None:
    desk = plain({"help": (600.0, 10.0)}, {"a": 1})
    twice = desk.with_({"teams.a.reads_at": ["Mon-Sun 09:00", "Mon-Sun 15:00"]})
    assert direction(desk, twice, first_waits) == "up"
    assert way(figures(twice, agent_minutes) - figures(desk, agent_minutes)) == "unclear"


@pytest.mark.parametrize(
    ("changes", "expected"), [({"check_back": 0.5}, "down"), ({"check_back": 0.0}, "unclear")]
)
def test_asking_whether_it_worked_saves_contacts(changes: dict[str, float], expected: str) -> None:
    desk = plain({"help": (700.0, 10.0)}, {"a": 1}).with_(
        {"services.help.reopen": {"share": 0.3, "at_most": 3, "after": 600.0}}
    )
    asking = desk.with_({f"teams.a.{name}": value for name, value in changes.items()})
    assert direction(desk, asking, contacts) == expected


def test_unrecorded_calls_are_forgotten_or_come_again() -> None:
    """Nobody asks: forgotten. Everybody asks after a while: more contacts, and later solved."""
    desk = plain({"help": (700.0, 10.0)}, {"a": 1, "b": 1}).with_(
        {"services.help.escalate": {"a": {"to": "b", "share": 0.3}}}
    )
    loose = {"channels.mail.recorded": 0.7}
    forgotten = lambda log: float((log.ticket_table.outcome == Outcome.FORGOTTEN).sum())  # noqa: E731
    assert direction(desk, desk.with_(loose), forgotten) == "up"
    asking = desk.with_({"groups.staff.chase.progress_after": 600.0})
    assert not figures(asking.with_(loose), forgotten).any()
    assert direction(asking, asking.with_(loose), contacts) == "up"
    assert direction(asking, asking.with_(loose), times_to_resolve) == "up"


def test_a_call_back_reaches_people_who_gave_up() -> None:
    desk = plain({"help": (1000.0, 10.0)}, {"a": 1}).with_(
        {"channels.mail": {"live": True, "patience": 10.0}, "groups.staff.captive": False}
    )
    called = desk.with_({"channels.mail.missed_becomes_ticket": True})
    assert (
        direction(desk, called, lambda log: float((log.ticket_table.outcome == Outcome.GAVE_UP).sum()))
        == "down"
    )
    assert direction(desk, called, agent_minutes) == "up"
    visits = lambda log: float((log.visit_table.kind == VisitKind.CALL_BACK).sum())  # noqa: E731
    assert direction(desk, called, visits) == "up"
