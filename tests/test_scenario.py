"""A desk as data: there and back, frozen to the last leaf, changed by paths, all problems told at once."""

from __future__ import annotations

import copy
import json
import pickle
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, seed
from pydantic import BaseModel, ValidationError

from deskside.demand import sample
from deskside.engines import start
from deskside.errors import DesksideError
from deskside.scenario import Scenario, ScenarioError, json_schema, load, model, shipped
from generated import Story, fixed, stories

DESK = load("it-service-desk")
PLAIN = DESK.plain()
TEAM, SERVICE = next(iter(PLAIN["teams"])), next(iter(PLAIN["services"]))
LIVE = next(name for name, channel in PLAIN["channels"].items() if channel.get("patience"))


def there_and_back(desk: Scenario) -> None:
    again = Scenario.parse(tomllib.loads(desk.to_toml()))
    assert again == desk
    assert (again.digest, again.demand_digest) == (desk.digest, desk.demand_digest)
    assert again.to_toml() == desk.to_toml()
    assert Scenario.parse(desk.plain()) == desk


# ---- files ------------------------------------------------------------------------------------------------


def test_the_desks_of_this_version_are_shipped() -> None:
    assert {"one-queue", "yardstick", "it-service-desk"} <= set(shipped())


@pytest.mark.parametrize("name", shipped())
def test_shipped_desks_go_there_and_back_and_run(name: str) -> None:
    desk = load(name)
    assert desk.name == name
    assert desk.title
    assert len(desk.about) > 40
    there_and_back(desk)
    short = desk.with_({"horizon.days": 1, "horizon.warm_up_days": 0})
    assert len(start(sample(short, 1), short).finish().log().ticket_table) > 0


@seed(4)
@fixed(80)
@given(stories())
def test_generated_desks_go_there_and_back(story: Story) -> None:
    there_and_back(story.desk)


def test_saved_and_loaded(tmp_path: Any) -> None:
    path = tmp_path / "mein Schalter.toml"
    desk = DESK.with_({"title": 'Ä "desk" \\ of 1,500'})
    desk.save(path)
    assert load(path) == desk == load(str(path))
    with pytest.raises(DesksideError, match="cannot be written"):
        desk.save(tmp_path / "nowhere" / "desk.toml")


def test_the_schema_in_the_package_is_current() -> None:
    """To make it anew: write `json_schema()` to the file."""
    stored = (files("deskside") / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8")
    assert stored == json_schema()


def test_the_schema_tells_an_editor_fields_ranges_and_units() -> None:
    schema = json.loads(json_schema())
    assert set(schema["required"]) >= {"name", "horizon", "needs", "groups", "channels", "services", "teams"}
    assert schema["additionalProperties"] is False
    patience = schema["$defs"]["Channel"]["properties"]["patience"]
    assert patience["unit"] == "minutes"
    assert patience["description"]
    numbers = next(kind for kind in patience["anyOf"] if kind["type"] == "number")
    assert (numbers["minimum"], numbers["maximum"]) == (0.05, 14_400.0)


def test_every_field_says_its_side_and_meaning() -> None:
    parts = [getattr(model, name) for name in model.__all__]
    fields = {f"{part.__name__}.{name}": info for part in parts for name, info in part.model_fields.items()}
    assert len(fields) > 50
    for name, info in fields.items():
        assert info.json_schema_extra["side"] in {"demand", "policy"}, name
        assert info.description, name


# ---- frozen -----------------------------------------------------------------------------------------------


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every holder of values in a desk."""
    yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from leaves(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}")
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}.{index}")


def test_frozen_to_the_last_leaf() -> None:
    found = dict(leaves(DESK))
    assert len(found) > 300
    for path, value in found.items():
        if isinstance(value, BaseModel):
            field = next(iter(type(value).model_fields))
            with pytest.raises(ValidationError, match="frozen"):
                setattr(value, field, None)
        elif isinstance(value, dict):
            for change in (
                lambda d: d.__setitem__("x", 1),
                lambda d: d.update({"x": 1}),
                lambda d: d.pop(next(iter(d), "x")),
                lambda d: d.clear(),
                lambda d: d.setdefault("x", 1),
                lambda d: d.__ior__({"x": 1}),
            ):
                with pytest.raises(TypeError, match="with_"):
                    change(value)
        else:
            assert isinstance(value, str | int | float | bool | tuple | None), (path, type(value))


def test_a_desk_can_be_a_key_and_travel() -> None:
    for again in (pickle.loads(pickle.dumps(DESK)), copy.deepcopy(DESK), Scenario.parse(DESK.plain())):
        assert again == DESK
        assert hash(again) == hash(DESK)
        assert again.digest == DESK.digest
        with pytest.raises(TypeError, match="with_"):
            again.teams["new"] = again.teams[TEAM]


def test_plain_data_is_a_copy() -> None:
    before = DESK.digest
    DESK.plain()["teams"][TEAM]["roster"][0]["agents"] = 999
    assert Scenario.parse(DESK.plain()).digest == before


# ---- identity ---------------------------------------------------------------------------------------------


def test_names_for_people_do_not_count() -> None:
    other = DESK.with_({"name": "other", "title": "Another", "about": "..."})
    assert other.digest == DESK.digest
    assert other.demand_digest == DESK.demand_digest


@pytest.mark.parametrize(
    "path",
    [
        "horizon.days",
        "needs_factor",
        "needs.0.per_week",
        "needs.0.busy_day_cv",
        "horizon.clock",
        "profiles.log.40",
    ],
)
def test_the_demand_side_counts_for_the_needs(path: str) -> None:
    value = {"horizon.clock": "whole-minute", "horizon.days": 36}.get(path, 0.031)
    other = DESK.with_({path: value})
    assert other.demand_digest != DESK.demand_digest
    assert other.digest != DESK.digest


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"teams.{TEAM}.agents", 5),
        (f"teams.{TEAM}.discipline", "last-come"),
        (f"channels.{LIVE}.patience", 3.25),
        (f"services.{SERVICE}.reopen.share", 0.31),
        ("horizon.warm_up_days", 3),
        ("horizon.at_end", "stop"),
        ("calendar.open", ["Mon-Fri 09:00-17:00"]),
        ("targets.response", [7.0]),
    ],
)
def test_the_policy_side_leaves_the_needs(path: str, value: Any) -> None:
    other = DESK.with_({path: value})
    assert other.demand_digest == DESK.demand_digest
    assert other.digest != DESK.digest


def test_what_says_the_same_is_the_same() -> None:
    """Whole numbers for floats, defaults written out, and the order of fields."""
    data = DESK.plain()
    data["needs_factor"] = 1
    data = {key: data[key] for key in reversed(data)}
    assert Scenario.parse(data).digest == DESK.digest


def test_the_order_of_names_counts() -> None:
    """Draws fall on channels in their order, and logs hold places: the order is part of what runs."""
    for part in ("groups", "channels", "services", "teams"):
        data = DESK.plain()
        data[part] = dict(reversed(data[part].items()))
        assert Scenario.parse(data).digest != DESK.digest, part
        assert Scenario.parse(data).demand_digest == DESK.demand_digest


# ---- changes by path --------------------------------------------------------------------------------------


def test_changes_leave_the_original() -> None:
    before = DESK.to_toml()
    other = DESK.with_({"needs_factor": 2.0, "teams.*.discipline": "first-come"})
    assert DESK.to_toml() == before
    assert other.needs_factor == 2.0
    assert {team.discipline for team in other.teams.values()} == {"first-come"}


def test_every_path_can_be_read_and_set_again() -> None:
    for path in DESK.paths():
        assert DESK.with_({path: DESK.value(path)}) == DESK, path


def test_needs_go_by_their_source() -> None:
    source = DESK.needs[1].source
    other = DESK.with_({f"needs.{source}.per_week": 3.5})
    assert [n.per_week for n in other.needs if n.source == source] == [3.5]
    assert other.value(f"needs.{source}.per_week") == other.value("needs.1.per_week") == 3.5


@pytest.mark.parametrize("agents", [1, 2, 7, 16, 100])
def test_agents_scale_the_roster(agents: int) -> None:
    """By largest remainders: the heads add up, and each row has its share but for one head."""
    other = load("yardstick").with_({"teams.service-desk.agents": agents})
    rows = [row.agents for row in other.teams["service-desk"].roster]
    assert sum(rows) == agents == other.value("teams.service-desk.agents")
    assert max(rows) - min(rows) <= 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"teems.desk.agents": 3}, "no 'teems' there (did you mean 'teams'?)"),
        ({"teams.dsk.agents": 3}, "no 'dsk' there (did you mean 'desk'?)"),
        ({"teams.desk.agents": 0}, "must be a whole number of agents, 1 or more"),
        ({"teams.desk.agents": 2.5}, "must be a whole number of agents"),
        ({"teams.desk.agents": True}, "must be a whole number of agents"),
        ({"teams.desk.wrap": 3.0}, "unknown field (did you mean 'wrap_up'?)"),
        ({"teams.desk.roster.7.speed": 1.1}, "no '7' there"),
        ({"name.first": "x"}, "nothing lies below 'name'"),
        ({"services.help.escalate.*.share": 0.5}, "matches nothing"),
        ({"horizon.days": "soon"}, "horizon.days = 'soon'"),
        ({"needs.0.per_week": float("nan")}, "must be 0 to 10,000,000 needs a week"),
    ],
)
def test_changes_that_cannot_be(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(DesksideError) as problem:
        load("one-queue").with_(changes)
    assert says in str(problem.value)


@pytest.mark.parametrize("path", ["teams.desk.roster.7", "teams.desk.roster.first", "teams.desk.nothing"])
def test_a_value_that_is_not_there(path: str) -> None:
    with pytest.raises(DesksideError, match=f"no '{path.rsplit('.', 1)[-1]}' there"):
        load("one-queue").value(path)


# ---- problems ---------------------------------------------------------------------------------------------


def problems(**parts: Any) -> list[str]:
    """The problems of the one-queue desk with some top-level parts changed."""
    with pytest.raises(ScenarioError) as found:
        Scenario.parse({**load("one-queue").plain(), **parts})
    return list(found.value.problems)


def with_deep(path: str, value: Any) -> dict[str, Any]:
    data = load("one-queue").plain()
    *steps, last = path.split(".")
    holder: Any = data
    for step in steps:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    holder[int(last) if isinstance(holder, list) else last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("needs.0.per_week", 1e9, "needs.0.per_week = 1000000000.0: must be 0 to 10,000,000 needs a week"),
        ("needs.0.per_week", -1, "needs.0.per_week = -1: must be 0 to"),
        ("needs.0.per_week", float("inf"), "needs.0.per_week = inf: must be 0 to"),
        ("services.help.effort.desk.mean", 0.001, "must be 0.05 to 14,400 minutes; is the unit right?"),
        ("services.help.effort.desk.kind", "normal", "must be 'lognormal', 'exponential' or 'constant'"),
        ("services.help.effort.desk.kin", "constant", "unknown field (did you mean 'kind'?)"),
        ("services.help.team", "dessk", "no such team (did you mean 'desk'?)"),
        ("services.help.priorities", [0.5, 0.4], "shares must sum to 1, these sum to 0.9"),
        ("services.help.priorities", [], "give 1 to 9 shares"),
        ("services.help.escalate", {"desk": {"to": "desk", "share": 0.1}}, "circle: desk -> desk"),
        ("services.help.escalate", {"desk": {"to": "up", "share": 0.1}}, "no such team"),
        ("groups.colleagues.channels", {"emial": 1.0}, "no such channel (did you mean 'email'?)"),
        ("groups.colleagues.channels", {"email": 0.4}, "these sum to 0.4"),
        ("teams.desk.roster", [], "nobody is ever on duty"),
        ("teams.desk.roster", [{"agents": 3, "shift": []}], "nobody is ever on duty"),
        ("teams.desk.roster.0.shift", ["Mon-Fri 8-16"], "write them like 'Mon-Fri 08:00-16:00'"),
        ("teams.desk.roster.0.skills", ["halp"], "no such service (did you mean 'help'?)"),
        ("teams.desk.roster.0.skills", [], "nobody on duty has the skill 'help'"),
        ("profiles.flat", [1.0] * 23, "'flat' has 23 weights; give 168 (a week) or 24 (every day)"),
        ("profiles.flat", [0.0] * 24, "no weight above 0"),
        ("calendar.open", [], "the desk is never open"),
        ("horizon.warm_up_days", 28, "must be less than horizon.days"),
        ("needs.0.profile", "flatt", "no such profile (did you mean 'flat'?)"),
        ("name", "", "name = ''"),
    ],
)
def test_one_problem_is_told_in_one_line(path: str, value: Any, says: str) -> None:
    with pytest.raises(ScenarioError) as found:
        Scenario.parse(with_deep(path, value), "my.toml")
    told = found.value.problems
    assert any(says in line for line in told), told
    assert all("\n" not in line for line in told)
    assert str(found.value).startswith("my.toml: ")


def test_every_problem_comes_at_once() -> None:
    data = with_deep("needs.0.per_week", -5)
    data["needs"][0]["profile"] = "nights"
    data["services"]["help"]["effort"]["desk"]["mean"] = 1e9
    data["teams"]["desk"]["roster"][0]["speed"] = 0.0
    data["channels"]["email"]["colour"] = "blue"
    del data["horizon"]["days"]
    with pytest.raises(ScenarioError) as found:
        Scenario.parse(data)
    told = "\n".join(found.value.problems)
    assert len(found.value.problems) == 6, told
    for part in ("per_week = -5", "'nights'", "mean = 1000000000", "speed = 0", "colour", "days: missing"):
        assert part in told
    assert "6 problems" in str(found.value)


def test_skills_of_people_without_a_shift_do_not_help() -> None:
    roster = [{"agents": 1, "skills": []}, {"agents": 1, "shift": [], "skills": ["help"]}]
    told = problems(teams={"desk": {"roster": roster}})
    assert told == ["teams.desk.roster: nobody on duty has the skill 'help', which the team gets"]


@pytest.mark.parametrize("name", ["a.b", "a/b", "*", "a\nb"])
def test_names_that_would_break_paths(name: str) -> None:
    """Sources are ``group/service`` and paths have dots: a name with these signs could mean two things."""
    data = load("one-queue").plain()
    data["groups"] = {name: data["groups"]["colleagues"]}
    data["needs"][0]["group"] = name
    with pytest.raises(ScenarioError, match="leave out"):
        Scenario.parse(data)


def test_the_same_source_twice() -> None:
    data = load("one-queue").plain()
    data["needs"] *= 2
    with pytest.raises(ScenarioError, match="join the two"):
        Scenario.parse(data)


@pytest.mark.parametrize("part", ["needs", "groups", "channels", "services", "teams", "profiles", "horizon"])
@pytest.mark.parametrize("junk", [None, 3, "text", [], [1, None], {"x": 3}, {"x": {"y": []}}])
def test_junk_in_any_place_is_told_not_thrown(part: str, junk: Any) -> None:
    if (part, junk) == ("needs", []):
        return  # a desk that nobody needs is a quiet desk
    assert problems(**{part: junk})


def test_an_error_travels_between_processes() -> None:
    with pytest.raises(ScenarioError) as found:
        Scenario.parse({})
    again = pickle.loads(pickle.dumps(found.value))
    assert (str(again), again.problems) == (str(found.value), found.value.problems)


def test_a_desk_nobody_knows() -> None:
    with pytest.raises(DesksideError, match="no scenario 'one-que' \\(did you mean 'one-queue'\\?\\)"):
        load("one-que")


def test_agents_for_short() -> None:
    """``agents = 10`` in a team is ten agents round the clock."""
    data = load("one-queue").plain()
    data["teams"]["desk"] = {"discipline": "first-come", "agents": 10}
    assert Scenario.parse(data) == load("one-queue")
