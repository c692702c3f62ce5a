"""Plans as data, weeks of a log, the year as a table, and luck."""

from __future__ import annotations

import pytest

import deskside as ds
from deskside.calendar import WEEK
from deskside.experiment import threads
from deskside.metrics import kpis
from deskside.metrics.work import spells, work
from deskside.organisation import (
    FIGURES,
    Behaviour,
    Change,
    Departure,
    Hiring,
    Leading,
    Plan,
    Writing,
    compare,
    replicate,
    run,
)
from deskside.organisation.measuring import part_of, week_of
from small_organisation import EVERYTHING, small, year

# ---- weeks of a log ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scenario",
    [ds.load("it-service-desk"), small({"horizon.days": 35, "needs_factor": 2.0})],
    ids=["drained", "overloaded"],
)
def test_a_part_of_a_log_has_the_kpis_of_its_span(scenario):
    log = ds.simulate(scenario, seed=3)
    for week in range(5):
        edge = (week * WEEK, (week + 1) * WEEK)
        assert kpis(part_of(log, *edge), edge) == pytest.approx(kpis(log, edge), nan_ok=True)


def test_a_week_sees_what_the_metrics_see():
    log = ds.simulate(small({"horizon.days": 21}), seed=2)
    seen = week_of(log, WEEK, 2 * WEEK)
    busy = work(log, spells(log), WEEK, 2 * WEEK).busy
    assert seen.utilisation["desk"] == pytest.approx(busy / (4 * 5 * 450))  # breaks are no time to work
    visits = log.visit_table
    done = (visits.ended >= WEEK) & (visits.ended < 2 * WEEK) & (visits.agent >= 0)
    assert sum(seen.visits["desk"].values()) == done.sum()


def test_a_year_as_a_frame():
    found = year(*EVERYTHING, weeks=4)
    frame = found.frame()
    assert list(frame.index) == [0, 1, 2, 3]
    assert frame["heads"].tolist() == [4, 4, 4, 4]
    assert frame["coverage"].is_monotonic_increasing
    assert frame.filter(like="cost_").sum(axis=1).sum() == pytest.approx(found.total_cost)
    assert set(FIGURES) < set(found.figures())


# ---- plans as data ----------------------------------------------------------------------------------------


def test_a_plan_survives_a_file(tmp_path):
    change = Change(settings={"targets.resolution": [60, 120]}, from_week=3, cost_a_week=1.0)
    plan = Plan(
        name="all", measures=(*EVERYTHING, change, Hiring(team="desk"), Departure(week=1, team="desk"))
    )
    path = tmp_path / "plan.toml"
    path.write_text(plan.to_toml(), encoding="utf-8")
    assert Plan.load(path) == plan
    assert plan.with_(Leading(), weeks=9).weeks == 9
    assert len(plan.with_(Leading()).measures) == len(plan.measures) + 1
    with pytest.raises(TypeError, match="cannot be changed in place"):
        change.settings["x"] = 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": "x", "weeks": 0}, "weeks"),
        ({"name": "x", "measures": [{"kind": "wriding", "team": "desk"}]}, "writing"),
        ({"name": "x", "measures": [{"kind": "writing", "team": "desk", "hours": 2}]}, "hours"),
        (
            {"name": "x", "measures": [{"kind": "ideas", "team": "d", "from_week": 4, "to_week": 4}]},
            "must come after",
        ),
        (
            {
                "name": "x",
                "measures": [{"kind": "change", "settings": {"teams.desk.agents": 5}, "cost_once": 1}],
            },
            "hiring",
        ),
        ({"name": "x", "behaviour": {"leaves_a_year": 1.0}}, "leaves_a_year"),
    ],
)
def test_what_a_plan_cannot_be(data, message):
    with pytest.raises(ds.DesksideError, match=message):
        Plan.parse(data)


def test_a_plan_must_fit_its_desk(tmp_path):
    plan = Plan(
        name="x",
        measures=(
            Writing(team="dsk", services=("shrt",)),
            Hiring(team="desk", row=7),
        ),
    )
    with pytest.raises(ds.DesksideError, match=r"no team 'dsk'.*no service 'shrt'.*no roster row 7"):
        run(plan, small())
    wrong = Plan(name="x", measures=(Change(settings={"policy.acknowledg": "auto"}, cost_once=1.0),))
    with pytest.raises(ds.DesksideError, match="acknowledg"):
        run(wrong, small())
    with pytest.raises(ds.DesksideError, match="cannot be read"):
        Plan.load(tmp_path / "none.toml")
    with pytest.raises(ds.DesksideError, match="not valid TOML"):
        Plan.from_toml("= 1")


# ---- luck -------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_year():
    first, second = (year(*EVERYTHING, weeks=4, leaves_a_year=0.5) for _ in range(2))
    assert first.log.differences(second.log) == []
    assert first.states == second.states


def test_replications_and_pairs():
    nothing = Plan(name="nothing", weeks=4)
    more = Plan(
        name="more", weeks=4, measures=(Hiring(team="desk", agents=2),), behaviour=Behaviour(hire_weeks=0)
    )
    found = replicate(nothing, small(), replications=3)
    assert found["utilisation"].low < found["utilisation"].mean
    assert found["total_cost"].mean == pytest.approx(4 * 4800.0, rel=0.05)  # and overtime
    pair = compare((nothing, more), small(), replications=4)
    assert pair["heads_end"].change.mean == 2.0
    assert pair["total_cost"].clear
    with threads(2) as pool:
        assert compare((nothing, more), small(), replications=4, executor=pool) == pair


def test_progress_is_told_week_by_week():
    told: list[tuple[int, int]] = []
    run(Plan(name="x", weeks=3), small(), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
