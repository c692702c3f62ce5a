"""The shared step: choices from numbers, rows of answers drawn on demand, who is on duty."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, seed

from deskside.demand import ANSWERS, sample
from deskside.distributions import unit_amounts
from deskside.engines import start
from deskside.errors import DesksideError
from deskside.prepare import Crew, Draws, prepare
from deskside.scenario import Scenario, load
from generated import Story, fixed, stories


def small(name: str = "yardstick", **changes: Any) -> Scenario:
    return load(name).with_({"horizon.days": 3, "horizon.warm_up_days": 0, **changes})


def test_shares_of_channels_and_priorities() -> None:
    """Each within 4.5 standard errors of its share; none where the share is 0."""
    desk = load("yardstick").with_(
        {"groups.colleagues.channels": {"phone": 0.3, "email": 0.0, "chat": 0.7}, "horizon.days": 60}
    )
    demand = sample(desk, 3)
    tables = prepare(demand, desk)
    for values, shares in (
        (tables.channel, [0.3, 0.0, 0.7]),
        (tables.priority - 1, [0.05, 0.15, 0.5, 0.3]),
    ):
        found = np.bincount(values, minlength=len(shares)) / len(demand)
        errors = np.sqrt(np.array(shares) * (1 - np.array(shares)) / len(demand))
        assert (np.abs(found - shares) <= 4.5 * errors).all()


def test_a_share_of_a_channel_moves_only_those_it_must() -> None:
    """Five per cent more phone: nobody who called before calls no more."""
    desk = load("yardstick")
    demand = sample(desk, 3)
    more = desk.with_({"groups.colleagues.channels": {"phone": 0.45, "email": 0.35, "chat": 0.2}})
    before, after = prepare(demand, desk).channel, prepare(demand, more).channel
    assert (after[before == 0] == 0).all()
    assert (after[before == 2] == 2).all()
    assert 0.04 < float((before != after).mean()) < 0.06


def test_a_later_page_is_the_demands_own() -> None:
    desk = small("it-service-desk")
    demand = sample(desk, 1)
    tables = prepare(demand, desk)
    draws = Draws(demand, tables)
    for need, page in ((5, 1), (5, 4), (17, 2), (len(demand) - 1, 1), (0, 3)):
        row = draws.row(need, page)
        for purpose in tables.purposes:
            assert draws.rows[purpose][row] == demand.later_answers(purpose, np.array([need]), page)[0]
        number = demand.later_answers("effort", np.array([need]), page)
        for column, (kind, cv) in enumerate(tables.shapes):
            assert draws.efforts[row, column] == unit_amounts(kind, cv, number)[0]


def test_the_order_of_asking_changes_no_answer() -> None:
    desk = small()
    demand = sample(desk, 1)
    tables = prepare(demand, desk)
    asked = [(need, page) for need in range(0, len(demand), 37) for page in (0, 1, 2, 3)]
    one, other = Draws(demand, tables), Draws(demand, tables)
    for need, page in asked:
        one.row(need, page)
    for need, page in reversed(asked):
        other.row(need, page)
    for need, page in asked:
        mine, theirs = one.rows[one.row(need, page)], other.rows[other.row(need, page)]
        assert [mine[p] for p in ANSWERS] == [theirs[p] for p in ANSWERS]


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_looking_ahead_has_an_end(share: float) -> None:
    """Where every visit is handed on, or returns, each page makes the next likely: guessing must stop."""
    desk = small(**{"services.help.escalate.service-desk.share": share, "services.help.reopen.share": share})
    demand = sample(desk, 1)
    draws = Draws(demand, prepare(demand, desk))
    draws.add(0)
    assert draws.used < 12 * len(demand)


def test_another_policy_asks_new_questions_of_old_rows() -> None:
    """Rows that were drawn before answer what only the new policy asks, as if it had always been asked."""
    desk = small(**{"services.help.reopen.share": 0.0, "channels.phone.patience": 100.0})
    eager = desk.with_(
        {
            "services.help.reopen.share": 0.4,
            "groups.colleagues.captive": True,
            "services.help.effort.second-line.kind": "exponential",
        }
    )
    demand = sample(desk, 1)
    late = Draws(demand, prepare(demand, desk))
    places = [(need, page) for need in range(0, len(demand), 41) for page in (1, 2)]
    for need, page in places:
        late.row(need, page)
    tables = prepare(demand, eager)
    late.adopt(tables)
    early = Draws(demand, tables)
    for need, page in [*places, (3, 0), (4, 5)]:
        mine, theirs = late.row(need, page), early.row(need, page)
        assert [late.rows[p][mine] for p in tables.purposes] == [
            early.rows[p][theirs] for p in tables.purposes
        ]
        assert late.efforts[mine].tolist() == early.efforts[theirs].tolist()


def test_what_no_policy_asks_is_never_garbage() -> None:
    """A number below every share would hand tickets to nobody: unasked questions must not be answered yes."""
    desk = small(**{"services.help.escalate": {}, "services.help.reopen.share": 0.0})
    demand = sample(desk, 1)
    tables = prepare(demand, desk)
    assert "escalate" not in tables.purposes
    draws = Draws(demand, tables)
    draws.row(0, 9)
    assert (draws.rows["escalate"][: draws.used] >= 0.0).all()


@seed(5)
@fixed(60)
@given(stories())
def test_duty_is_what_the_rosters_say(story: Story) -> None:
    """Follow the shift changes for two weeks, from any minute: on duty is exactly whose hours run."""
    demand = sample(story.desk, 1)
    tables = prepare(demand, story.desk)
    begins = story.cuts[0]
    duty = Crew().duty(tables, begins)
    on = dict(duty.at_once)
    events = iter(duty.changes())
    following = next(events, None)
    rows = [(a.team, a.row) for a in tables.agents]
    hours = [list(story.desk.teams.values())[team].roster[row].hours for team, row in rows]
    for minute in np.arange(begins, begins + 14 * 1440, 97.0):
        while following is not None and following[0] <= minute:
            _, number, is_on = following
            assert on[number] != is_on, "every change changes something"
            on[number] = is_on
            following = next(events, None)
        assert [on[n] for n in range(len(rows))] == [h.covers(float(minute)) for h in hours]


def test_people_keep_their_numbers() -> None:
    desk = small()
    demand = sample(desk, 1)
    crew = Crew()
    crew.duty(prepare(demand, desk), 0.0)
    before = list(crew.people)
    duty = crew.duty(prepare(demand, desk.with_({"teams.service-desk.roster.0.agents": 10})), 60.0)
    assert crew.people[: len(before)] == before
    assert crew.people[len(before) :] == [(0, 0, 8), (0, 0, 9)]
    assert len(duty.present) == len(before) + 2
    fewer = crew.duty(prepare(demand, desk.with_({"teams.service-desk.roster.0.agents": 2})), 60.0)
    assert len(fewer.present) == len(before) - 6
    assert len(fewer.at_once) == len(crew.people), "who is not on the roster is sent home"


def test_who_arrived_keeps_channel_and_priority() -> None:
    desk = small(**{"teams.*.discipline": "earliest-due"})
    demand = sample(desk, 1)
    before = prepare(demand, desk)
    policy = desk.with_({"services.help.priorities": [1.0], "groups.colleagues.channels": {"phone": 1.0}})
    after = prepare(demand, policy, before=before, arrived=700)
    assert (after.priority[:700] == before.priority[:700]).all()
    assert (after.channel[:700] == before.channel[:700]).all()
    assert (after.due[:700] == before.due[:700]).all()
    assert (after.priority[700:] == 1).all()
    assert (after.channel[700:] == 0).all()


def test_needs_of_another_demand_are_refused() -> None:
    desk = small()
    with pytest.raises(DesksideError, match="demand side differs"):
        prepare(sample(desk.with_({"needs_factor": 1.1}), 1), desk)


def test_the_order_of_names_in_a_file_is_not_confused() -> None:
    """Two desks that differ in the order of their channels only: each runs in its own way."""
    desk = small()
    data = desk.plain()
    data["channels"] = dict(reversed(data["channels"].items()))
    turned = Scenario.parse(data)
    demand = sample(desk, 1)
    for scenario in (desk, turned, desk):
        log = start(demand, scenario, "simpy").finish().log()
        phone = list(scenario.channels).index("phone")
        gave_up = log.ticket_table.channel[log.ticket_table.outcome == 3]
        assert len(gave_up) > 0
        assert (gave_up == phone).all(), "only callers have a patience to lose"


def test_too_many_kinds_of_skill() -> None:
    data = load("one-queue").plain()
    data["services"] = {f"s{i}": data["services"]["help"] for i in range(64)}
    data["needs"] = [{**data["needs"][0], "service": f"s{i}", "per_week": 1.0} for i in range(64)]
    data["teams"]["desk"]["roster"] = [{"agents": 1, "skills": [f"s{i}"]} for i in range(64)]
    desk = Scenario.parse(data)
    with pytest.raises(DesksideError, match="65 kinds"):
        prepare(sample(desk, 1), desk)
