"""Who is served next: each discipline by hand, against theory, and on both engines.

By hand: one agent, every visit takes ten minutes unless said otherwise. Ticket 0 comes at 0 and is taken at
once; tickets 1 to 4 come at 1, 2, 3 and 4 and wait. The order they are served in is the discipline.
"""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from scipy import stats

from deskside import theory
from deskside.demand import Demand, sample
from deskside.engines import start
from deskside.errors import DesksideError
from deskside.log import TicketLog
from deskside.scenario import Scenario, load
from deskside.scenario.teams import Discipline
from paired import direction

DISCIPLINES = get_args(Discipline)
ENGINES = ("simpy", "compiled")

DESK: dict[str, Any] = {
    "name": "one agent",
    "horizon": {"days": 1, "clock": "whole-minute"},
    "profiles": {"flat": [1.0] * 24},
    "needs": [{"service": "help", "group": "staff", "per_week": 10.0, "profile": "flat"}],
    "groups": {"staff": {"channels": {"mail": 0.5, "desk": 0.5}}},
    "channels": {"mail": {"live": False}, "desk": {"live": False}},
    "services": {
        "help": {
            "team": "team",
            "priorities": [0.25, 0.25, 0.25, 0.25],
            "effort": {"team": {"mean": 10.0, "kind": "constant", "by_channel": {"desk": 5.0}}},
        }
    },
    "teams": {"team": {"agents": 1, "discipline": "first-come"}},
    "targets": {"resolution": [60, 120, 240, 480]},
}

MAIL, AT_DESK = 0.1, 0.9  # numbers that fall on the one and the other channel


def demand_of(
    scenario: Scenario,
    arrived: list[float],
    priorities: list[int],
    channels: list[float],
    **answers: list[float],
) -> Demand:
    """Needs at these times; priorities 1 to 4; further answers by purpose."""
    count = len(arrived)
    demand = Demand(
        seed=1,
        digest=scenario.demand_digest,
        sources=("staff/help",),
        arrived=np.array(arrived),
        source=np.zeros(count, dtype=np.int32),
        ordinal=np.arange(count),
    )
    numbers = {"priority": [(p - 0.5) / 4 for p in priorities], "channel": channels, "effort": [0.5] * count}
    demand._kept.update({name: np.array(values) for name, values in (numbers | answers).items()})
    return demand


def order_served(engine: str, discipline: str, **more: Any) -> list[int]:
    """Tickets 1 to 4 in the order in which they are served."""
    changes = {f"teams.team.{field}": value for field, value in more.pop("team", {}).items()}
    desk = Scenario.parse(DESK).with_({"teams.team.discipline": discipline} | changes)
    needs = {
        "arrived": [0.0, 1.0, 2.0, 3.0, 4.0],
        "priorities": [1, 3, 1, 4, 2],
        "channels": [MAIL] * 5,
    } | more
    log = start(demand_of(desk, **needs), desk, engine).finish().log()
    served = np.argsort(log.ticket_table.first_response)
    assert served[0] == 0
    return [int(number) for number in served[1:]]


@pytest.mark.parametrize("engine", ENGINES)
class TestByHand:
    def test_first_come(self, engine: str) -> None:
        assert order_served(engine, "first-come") == [1, 2, 3, 4]

    def test_last_come(self, engine: str) -> None:
        assert order_served(engine, "last-come") == [4, 3, 2, 1]

    def test_priority(self, engine: str) -> None:
        assert order_served(engine, "priority") == [2, 4, 1, 3]

    def test_random_takes_who_stands_at_the_place_drawn(self, engine: str) -> None:
        # At 10 the agent has finished ticket 0, whose number .6 of four who wait is place 2: ticket 3.
        # The last one, 4, fills the gap: 1 2 4. Ticket 3 leaves .4: place 1, ticket 2. Then 1 4; ticket 2
        # leaves .9: 4.
        assert order_served(engine, "random", pick=[0.6, 0.0, 0.9, 0.4, 0.0]) == [3, 2, 4, 1]

    def test_ageing_lets_a_head_start_wear_off(self, engine: str) -> None:
        # Keys are queued - head start. With 2.5 minutes for priority 1 and 1.5 for 2: 1 -> 1, 2 -> -.5,
        # 3 -> 3, 4 -> 2.5. Strict priority would take 4 before 1.
        assert order_served(engine, "ageing", team={"head_start": [2.5, 1.5]}) == [2, 1, 4, 3]

    def test_ageing_without_a_head_start_is_first_come(self, engine: str) -> None:
        assert order_served(engine, "ageing", team={"head_start": [0.0]}) == [1, 2, 3, 4]

    def test_earliest_due(self, engine: str) -> None:
        # Due at arrival + 60, 120, 240 or 480: 241, 62, 483, 124.
        assert order_served(engine, "earliest-due") == [2, 4, 1, 3]

    def test_earliest_due_is_not_priority(self, engine: str) -> None:
        # Ticket 1 (priority 2) came at 1 and is due at 121; ticket 2 (priority 1) at 70 and is due at 130.
        served = order_served(
            engine,
            "earliest-due",
            arrived=[0.0, 1.0, 70.0, 71.0, 72.0],
            priorities=[1, 2, 1, 4, 4],
        )
        assert served[:2] == [1, 2]

    def test_shortest_expected_goes_by_the_mean(self, engine: str) -> None:
        # By the counter a visit takes 5 minutes: tickets 2 and 4 first, each kind in the order of coming.
        channels = [MAIL, MAIL, AT_DESK, MAIL, AT_DESK]
        assert order_served(engine, "shortest-expected", channels=channels) == [2, 4, 1, 3]

    def test_cherry_picking_sees_the_ticket_itself(self, engine: str) -> None:
        desk = {"services.help.effort.team.kind": "exponential"}
        scenario = Scenario.parse(DESK).with_({"teams.team.discipline": "cherry-picking"} | desk)
        demand = demand_of(
            scenario,
            [0.0, 1.0, 2.0, 3.0, 4.0],
            [1] * 5,
            [MAIL] * 5,
            effort=[0.5, 0.9, 0.3, 0.7, 0.2],
        )
        log = start(demand, scenario, engine).finish().log()
        assert np.argsort(log.ticket_table.first_response).tolist() == [0, 4, 2, 3, 1]

    def test_who_gives_up_is_passed_over(self, engine: str) -> None:
        # Everybody is at a live channel; ticket 2 is impatient and gone when its turn would come.
        for discipline, expected in (
            ("first-come", [1, 3, 4]),
            ("last-come", [4, 3, 1]),
            ("earliest-due", [4, 1, 3]),
            ("random", [4, 1, 3]),  # 4 fills the gap of 2: 1 4 3; place 1 of three, then 0 of 1 3
        ):
            desk = Scenario.parse(DESK).with_(
                {
                    "teams.team.discipline": discipline,
                    "channels.mail.live": True,
                    "channels.mail.patience": 10.0,
                    "groups.staff.captive": False,
                }
            )
            lasts = [1e6, 1e6, 3.0, 1e6, 1e6]
            demand = demand_of(
                desk,
                [0.0, 1.0, 2.0, 3.0, 4.0],
                [1, 3, 1, 4, 2],
                [MAIL] * 5,
                patience=[1 - np.exp(-t / 10.0) if t < 1e5 else 1 - 1e-16 for t in lasts],
                pick=[0.4, 0.0, 0.0, 0.0, 0.0],
            )
            response = start(demand, desk, engine).finish().log().ticket_table.first_response
            served = [int(n) for n in np.argsort(response) if response[n] > 0]
            assert served == expected, discipline

    def test_a_new_policy_orders_those_who_wait_anew(self, engine: str) -> None:
        desk = Scenario.parse(DESK)
        run = start(demand_of(desk, [0.0, 1.0, 2.0, 3.0, 4.0], [1, 3, 1, 4, 2], [MAIL] * 5), desk, engine)
        run.advance(15.0)  # 0 is done, 1 in hand; 2 3 4 wait
        run.advance(25.0, desk.with_({"teams.team.discipline": "last-come"}))  # 4 at 20
        run.advance(35.0, desk.with_({"teams.team.discipline": "earliest-due"}))  # of 2 and 3: 2 at 30
        response = run.finish().log().ticket_table.first_response
        assert response.tolist() == [0.0, 10.0, 30.0, 40.0, 20.0]


@pytest.mark.parametrize("clock", ["continuous", "whole-minute"])
@pytest.mark.parametrize("discipline", DISCIPLINES)
def test_both_engines_agree(discipline: str, clock: str) -> None:
    desk = load("it-service-desk").with_(
        {
            "horizon.days": 9,
            "horizon.warm_up_days": 0,
            "horizon.clock": clock,
            "needs_factor": 1.25,
            "teams.*.discipline": discipline,
        }
    )
    demand = sample(desk, 3)
    logs = [start(demand, desk, engine).finish().log() for engine in ENGINES]
    assert logs[0].differences(logs[1]) == []


def test_both_engines_agree_while_disciplines_change() -> None:
    base = load("it-service-desk").with_({"horizon.days": 9, "horizon.warm_up_days": 0, "needs_factor": 1.25})
    demand = sample(base, 4)
    runs = [start(demand, base, engine) for engine in ENGINES]
    order = np.random.default_rng(2).integers(0, len(DISCIPLINES), 30)
    for step, choice in enumerate(order, 1):
        policy = base.with_({"teams.*.discipline": DISCIPLINES[choice]})
        for run in runs:
            run.advance(400.0 * step, policy)
    assert runs[0].finish().log().differences(runs[1].finish().log()) == []


def test_earliest_due_needs_a_promise() -> None:
    desk = Scenario.parse({key: value for key, value in DESK.items() if key != "targets"}).with_(
        {"teams.team.discipline": "earliest-due"}
    )
    with pytest.raises(DesksideError, match=r"give targets\.resolution"):
        start(demand_of(desk, [0.0], [1], [MAIL]), desk, "simpy")


@pytest.mark.parametrize("name", ["first_come", "random", "last_come"])
def test_the_spread_of_waits_is_that_of_theory(name: str) -> None:
    """E[wait^2] of M/M/2 at load .8 over 40 runs of 60 days, in a 99.9 % interval (three tests)."""
    desk = load("one-queue").with_(
        {
            "horizon.days": 67,
            "horizon.warm_up_days": 7,
            "teams.desk.agents": 2,
            "teams.desk.discipline": name.replace("_", "-"),
            "services.*.effort.desk.mean": 8.0,
            "needs.0.per_week": 0.2 * 10_080,
        }
    )
    moments = []
    for seed in range(40):
        tickets = start(sample(desk, seed), desk).finish().log().ticket_table
        counted = (tickets.arrived >= desk.warm_up) & (tickets.first_response == tickets.first_response)
        moments.append(np.mean((tickets.first_response - tickets.arrived)[counted] ** 2))
    expected = getattr(theory.wait_second_moments(2, 0.2, 8.0), name)
    half = stats.t.ppf(0.9995, 39) * np.std(moments, ddof=1) / np.sqrt(40)
    assert abs(np.mean(moments) - expected) < half


def busy(discipline: str, **changes: Any) -> Scenario:
    """A desk for `direction` (40 runs, false alarms 1 in 1,000)."""
    weeks = {"horizon.days": 21, "horizon.warm_up_days": 7, "teams.*.discipline": discipline}
    return load("it-service-desk").with_(weeks | changes)


def counted_waits(log: TicketLog) -> np.ndarray:
    """Minutes until somebody answered, of tickets after the warm-up; NaN for the others."""
    tickets = log.ticket_table
    waits = tickets.first_response - tickets.arrived
    return np.where(tickets.arrived >= log.scenario.warm_up, waits, np.nan)


def mean_wait(log: TicketLog) -> float:
    return float(np.nanmean(counted_waits(log)))


def longest_low(log: TicketLog) -> float:
    """What 99 in 100 tickets of the lowest priority wait at most."""
    return float(np.nanquantile(counted_waits(log)[log.ticket_table.priority == 4], 0.99))


def test_strict_priority_starves_and_ageing_does_not() -> None:
    much = {"needs_factor": 1.3, "groups.*.captive": False}
    assert direction(busy("priority", **much), busy("ageing", **much), longest_low, 40) == "down"


@pytest.mark.parametrize("discipline", ["shortest-expected", "cherry-picking"])
def test_the_shortest_first_shortens_the_mean_wait(discipline: str) -> None:
    mail_only = {"groups.*.channels": {"email": 1.0}}
    first_come, other = busy("first-come", **mail_only), busy(discipline, **mail_only)
    assert direction(first_come, other, mean_wait, 40) == "down"
