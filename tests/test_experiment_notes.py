"""What a result says about itself: an overloaded desk, an empty one, people who give up."""

from __future__ import annotations

import re

import pytest

import deskside as ds
from deskside.experiment import notes_on, offered_load

DESK = ds.load("one-queue").with_({"needs_factor": 0.2, "teams.desk.agents": 2, "horizon.days": 28})


def notes(desk: ds.Scenario, seed: int = 1) -> tuple[str, ...]:
    return notes_on(ds.simulate(desk, seed=seed, engine="simpy"))


def test_the_load_of_the_yardstick_by_hand():
    # 4200 needs x (1 + .1 + .01 + .001) tries x 9.6 minutes; 16 agents x 56 hours
    load = offered_load(ds.load("yardstick"))
    assert load["service-desk"].work == pytest.approx(4200 * 1.111 * 9.6 / 60)
    assert load["second-line"].work == pytest.approx(4200 * 1.111 * 0.2 * 25 / 60)
    assert load["service-desk"].roster == 16 * 56


def test_speed_and_wrap_up_count():
    desk = DESK.with_({"teams.desk.roster.0.speed": 2.0, "teams.desk.wrap_up": 8.0})
    assert offered_load(desk)["desk"].share == pytest.approx(offered_load(DESK)["desk"].share)


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_desk_that_keeps_up_has_no_notes(seed):
    assert notes(DESK, seed) == ()


def test_an_overloaded_desk_says_by_how_much_the_backlog_grows():
    """10 % too much work: 10,710 x .2 x 1.1 / .85 = 2,772 tickets a week for 2,520 that two agents can do."""
    (note,) = notes(DESK.with_({"needs_factor": 0.2 * 1.1 / 0.85}))
    found = re.match(
        r"The backlog grows by about ([\d,]+) tickets a week: the team desk is offered 370 hours of work",
        note,
    )
    assert found, note
    assert 150 < int(found[1].replace(",", "")) < 350


def test_a_short_run_of_an_overloaded_desk_says_so_too():
    (note,) = notes(DESK.with_({"horizon.days": 4, "horizon.warm_up_days": 1, "needs_factor": 0.4}))
    assert note.startswith("The backlog grows by about")


def test_a_queue_that_fills_up_over_night_does_not_grow():
    office = {"teams.desk.roster.0.shift": ["Mon-Fri 08:00-18:00"], "teams.desk.roster.0.agents": 8}
    assert notes(DESK.with_(office)) == ()


def test_people_who_give_up_hide_an_overload():
    impatient = {"channels.email.live": True, "channels.email.patience": 5.0, "needs_factor": 0.4}
    (note,) = notes(DESK.with_(impatient))
    assert note.endswith("it keeps up only because people give up.")


def test_the_note_names_the_team_that_is_short():
    desk = ds.load("yardstick").with_(
        {"teams.second-line.agents": 4, "horizon.days": 14, "horizon.at_end": "stop"}
    )
    (note,) = notes(desk)
    assert "second-line is offered 389 hours of work a week and has 224 on its roster" in note


def test_a_queue_that_grows_at_a_team_with_hours_enough_is_seen_too():
    """Two skills: those for `help` are too few, while those for `other` have little to do."""
    data = DESK.plain()
    data["services"]["other"] = data["services"]["help"]
    data["needs"].append({**data["needs"][0], "service": "other", "per_week": 100.0})
    data["teams"]["desk"]["roster"] = [
        {"agents": 1, "skills": ["help"]},
        {"agents": 4, "skills": ["other"]},
    ]
    desk = ds.Scenario.parse(data)
    assert offered_load(desk)["desk"].share < 0.5
    (note,) = notes(desk)
    assert note.startswith("The backlog grows by about")
    assert "in this run, although the team desk is offered" in note
