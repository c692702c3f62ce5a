"""Levers that read what they are from the scenario and its schema."""

from __future__ import annotations

from typing import Any

import pytest

from deskside.errors import DesksideError
from deskside.panels import Lever, Panel
from deskside.scenario import Scenario, load, shipped
from deskside.scenario.describe import describe


def desk() -> Scenario:
    return load("it-service-desk")


@pytest.mark.parametrize(
    ("path", "kind", "unit", "side"),
    [
        ("teams.first-line.agents", "whole", "count", "policy"),
        ("needs_factor", "number", "", "demand"),
        ("needs.office/access.per_week", "number", "needs a week", "demand"),
        ("services.access.effort.first-line.mean", "number", "minutes", "policy"),
        ("groups.office.captive", "switch", "", "policy"),
        ("groups.office.retry_share", "number", "share", "policy"),
        ("teams.*.discipline", "choice", "", "policy"),
        ("targets.response.0", "number", "", "policy"),
        ("services.access.team", "text", "", "policy"),
    ],
)
def test_a_value_is_known_by_its_path(path: str, kind: str, unit: str, side: str) -> None:
    found = describe(path)
    assert (found.kind, found.unit, found.side) == (kind, unit, side)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("teams.first-line.colour", "Team has no field 'colour'"),
        ("teams.first-line", "no single value"),
        ("targets.response", "no single value"),
        ("needs_factor.more", "nothing lies below a single value"),
    ],
)
def test_what_is_no_single_value_is_told(path: str, message: str) -> None:
    with pytest.raises(DesksideError, match=message):
        describe(path)


@pytest.mark.parametrize(
    ("path", "low", "high", "step", "unit", "factor"),
    [
        ("teams.first-line.agents", 3, 14, 1, "", 1),
        ("groups.office.retry_share", 0, 1, 0.05, "%", 100),
        ("groups.office.retry_after", 15, 60, 5, "minutes", 1),
    ],
)
def test_ranges_units_and_steps_come_from_the_schema(
    path: str, low: Any, high: Any, step: Any, unit: str, factor: float
) -> None:
    found = Lever(path).fitted(desk())
    assert (found.low, found.high, found.step, found.unit, found.factor) == (low, high, step, unit, factor)


@pytest.mark.parametrize("name", shipped())
def test_every_value_of_every_shipped_desk_makes_a_lever_or_says_why_not(name: str) -> None:
    """The lever stands where the desk stands, and all its settings lie in what the schema allows."""
    scenario, made, others = load(name), 0, []
    for path in scenario.paths():
        try:
            control = Lever(path).control(scenario)
        except DesksideError as problem:
            others.append((path, str(problem)))
            continue
        made += 1
        known = describe(path)
        assert control.value == scenario.value(path)
        if control.kind == "range":
            assert control.low is not None
            assert control.high is not None
            assert (known.low or 0) <= control.low <= control.value <= control.high <= (known.high or 1e9)
    assert made > 15
    assert [message for path, message in others if not message.startswith(path)] == []


def test_a_choice_offers_every_option_or_those_that_are_named() -> None:
    every = Lever("teams.first-line.discipline").fitted(desk())
    assert dict(every.options)["shortest-expected"] == "Shortest expected"
    some = Lever("teams.first-line.discipline", names={"priority": "Most urgent", "random": "Anybody"})
    control = some.control(desk())
    assert (control.kind, control.value) == ("select", "priority")
    assert control.options == (("priority", "Most urgent"), ("random", "Anybody"))
    assert control.help == "As it is: Most urgent."


def test_a_choice_takes_a_key_or_its_words_and_nothing_else() -> None:
    lever = Lever(
        "teams.first-line.discipline", "Order", names={"priority": "Most urgent", "random": "Anybody"}
    )
    fitted = lever.fitted(desk())
    assert fitted.snapped("Anybody") == fitted.snapped("random") == "random"
    with pytest.raises(DesksideError, match="Order: no 'tallest'; there are priority, random"):
        fitted.snapped("tallest")


def test_yes_or_no_becomes_a_switch() -> None:
    control = Lever("groups.office.captive", "They must come to us").control(desk())
    assert (control.kind, control.value, control.shown(control.value)) == ("switch", True, "on")
    assert Lever("groups.office.captive").fitted(desk()).settings() == (False, True)


@pytest.mark.parametrize(
    ("lever", "message"),
    [
        (
            Lever("teams.first-line.discipline", names={"tallest": "Tallest"}),
            "no option 'tallest'; there are first-come",
        ),
        (
            Lever("teams.first-line.discipline", names={"random": "Anybody"}),
            "not among the lever's options random",
        ),
        (Lever("groups.office.captive", low=0, high=1), "a switch: a lever on it has no range"),
        (Lever("services.access.team"), "a lever moves a number, a choice or a switch"),
        (
            Lever("teams.first-line.agents", low=2, high=20, step=2),
            r"between two steps of the lever \(from 2 by 2\)",
        ),
    ],
)
def test_a_lever_that_does_not_fit_says_why(lever: Lever, message: str) -> None:
    with pytest.raises(DesksideError, match=message):
        lever.fitted(desk())


def test_all_settings_of_a_slider_are_listed_and_too_many_are_told() -> None:
    assert Lever("needs_factor", low=0.9, high=1.1, step=0.05).fitted(desk()).settings() == (
        0.9,
        0.95,
        1.0,
        1.05,
        1.1,
    )
    with pytest.raises(DesksideError, match="1501 settings are too many; use a coarser step"):
        Lever("groups.office.people", low=500, high=2000, step=1).fitted(desk()).settings()


SHIFTS = {
    "all day": {},
    "early": {
        "teams.desk.roster": [{"agents": 10, "shift": ["Mon-Fri 06:00-14:00"]}],
        "teams.desk.wrap_up": 2.0,
    },
}


def test_an_option_can_stand_for_several_values() -> None:
    two_days = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    lever = Lever("hours", "Hours", names={"all day": "all day", "early": "from six"}, changes=SHIFTS)
    panel = Panel(two_days, [lever], {"utilisation": "Busy"}, replications=1)
    assert panel.desk == two_days
    panel.set("Hours", "from six")
    assert panel.desk == two_days.with_(SHIFTS["early"])
    assert panel.summary.startswith("Hours from six")
    assert "'teams.desk.wrap_up': 2.0" in panel.code
    assert panel.reset().desk == two_days


@pytest.mark.parametrize(
    ("lever", "message"),
    [
        (Lever("hours", changes={"early": SHIFTS["early"]}), "exactly one option must change nothing"),
        (Lever("hours", names={"a": "A"}, changes=SHIFTS), "the same options"),
        (Lever("hours", changes={"a": {}, "b": {"teams.desk.rooster": 1}}), "rooster"),
    ],
)
def test_options_that_are_no_desks_are_told(lever: Lever, message: str) -> None:
    with pytest.raises(DesksideError, match=message):
        lever.fitted(load("one-queue"))


def test_one_is_a_person_and_two_are_people() -> None:
    control = Lever("teams.desk.agents", "Agents", 1, 14, unit="people").control(load("one-queue"))
    assert (control.shown(1), control.shown(2)) == ("1 person", "2 people")
    look = Lever("services.help.effort.desk.mean", "A job takes", 1, 14, 1, "minutes").control(
        load("one-queue")
    )
    assert (look.shown(1), look.shown(2)) == ("1 minute", "2 minutes")
