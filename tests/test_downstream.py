"""The early report, requesters' time in money, and consequences with their range."""

from __future__ import annotations

import numpy as np
import pytest

import deskside as ds
from deskside.downstream import (
    FIGURES,
    Consequences,
    DataEntry,
    Requesters,
    entered,
    entered_at,
    price,
    price_change,
    sent_at,
    worth_of_earliness,
)
from deskside.experiment import threads
from handmade import FRIDAY, MONDAY, TUESDAY, desk, log_of, ticket, visit

TWO_TO_SIX = DataEntry(
    service="help",
    people=1,
    shift=("Mon-Fri 14:00-18:00",),
    minutes=60.0,
    cv=0.0,
    hourly_cost=20.0,
    overtime=1.5,
    late_cost=7.0,
)


def at(hour: float) -> float:
    return hour * 60.0


def enter(*came: float, asked: float = 0.0, minutes: float = 60.0, entry: DataEntry = TWO_TO_SIX):
    count = len(came)
    return entered_at(entry, np.full(count, asked), np.array(came), np.full(count, minutes))


# ---- the early report -------------------------------------------------------------------------------------


def test_reports_are_entered_one_after_the_other():
    found = enter(at(13), at(13), at(16.5))
    assert found.begun.tolist() == [at(14), at(15), at(16.5)]
    assert found.finished.tolist() == [at(15), at(16), at(17.5)]
    assert (found.cost, found.late.any()) == (0.0, False)


def test_what_is_begun_is_finished_in_overtime_and_is_late():
    found = enter(at(17.5))
    assert found.overtime.tolist() == [30.0]
    assert found.late.tolist() == [True]
    assert found.cost == 0.5 * 20.0 * 1.5 + 7.0


def test_nobody_begins_after_the_shift():
    found = enter(at(18), at(17.75))
    assert found.begun.tolist() == [TUESDAY + at(14), at(17.75)]
    assert found.late.tolist() == [True, True]
    over_the_weekend = enter(FRIDAY + at(19), asked=FRIDAY)
    assert over_the_weekend.begun.tolist() == [7 * 1440.0 + at(14)]


def test_a_report_asked_for_after_the_shift_is_due_the_next_day():
    assert enter(at(20), asked=at(19)).late.tolist() == [False]


def test_two_people_share_the_reports():
    two = TWO_TO_SIX.model_copy(update={"people": 2})
    assert enter(at(13), at(13), at(13), entry=two).begun.tolist() == [at(14), at(14), at(15)]


def test_a_report_that_never_comes_is_late():
    found = enter(float("nan"), at(13))
    assert found.late.tolist() == [True, False]
    assert found.cost == 7.0


def test_the_report_due_at_four_sent_at_one():
    """Four reports of an hour: from four o'clock on two are entered too late, from one o'clock on all fit."""
    late, early = enter(*[at(16)] * 4), enter(*[at(13)] * 4)
    assert (late.late.sum(), early.late.sum()) == (2, 0)
    assert (late.cost, early.cost) == (2 * 7.0, 0.0)  # the third and fourth wait for tomorrow


def test_reports_of_a_log_come_when_they_are_resolved():
    tickets = [
        ticket(arrived=MONDAY + at(9), ended=at(16), outcome="resolved"),
        ticket(arrived=MONDAY + at(10), outcome="open"),
        ticket(arrived=MONDAY + at(11), ended=at(12), outcome="gave_up", group="guests"),
    ]
    log = log_of(desk(), tickets, [])
    assert entered(log, TWO_TO_SIX).finished[0] == at(17)
    assert entered(log, TWO_TO_SIX).late.tolist() == [False, True, True]
    assert len(entered(log, TWO_TO_SIX.model_copy(update={"group": "guests"})).came) == 1


def test_what_earliness_is_worth():
    tickets = [ticket(arrived=MONDAY + at(9), ended=at(17.5), outcome="resolved")]
    table = worth_of_earliness(log_of(desk(), tickets, []), TWO_TO_SIX, [0.0, 30.0, 600.0])
    assert table["worth"].tolist() == [0.0, 22.0, 22.0]
    assert table["late"].tolist() == [1.0, 0.0, 0.0]


def test_a_report_kept_until_an_hour():
    """Ready at half past nine, an hour of work, a shift from two to six; late is what no longer fits."""
    tickets = [ticket(arrived=MONDAY + at(9), ended=at(9.5), outcome="resolved")]
    table = sent_at(log_of(desk(), tickets, []), TWO_TO_SIX, [0.0, 14.0, 17.5, 18.0])
    assert table["late"].tolist() == [0.0, 0.0, 1.0, 1.0]
    assert table["overtime"].tolist() == [0.0, 0.0, 30.0, 0.0]


@pytest.mark.parametrize("seed", range(1, 6))
def test_where_there_is_room_earlier_reports_pay(seed: int):
    """Fixed luck: all reports an hour, two, three earlier, on five runs of five weeks."""
    entry = DataEntry(service="requests", people=6, minutes=30.0)
    table = worth_of_earliness(ds.simulate(ds.load("it-service-desk"), seed=seed), entry)
    assert (table["worth"].iloc[1:] > 0.0).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"shift": ["Mon 9-10"]}, "write them like"), ({"shift": []}, "nobody is ever there")],
)
def test_a_shift_must_be_readable(wrong, message):
    with pytest.raises(ValueError, match=message):
        DataEntry(service="help", **wrong)


# ---- requesters' time -------------------------------------------------------------------------------------


def test_time_lost_costs_what_the_group_costs():
    tickets = [
        ticket(arrived=600.0, first_response=605.0, ended=615.0, outcome="resolved"),
        ticket(arrived=600.0, ended=620.0, outcome="gave_up"),
        ticket(arrived=600.0, ended=606.0, outcome="gave_up", group="guests"),
    ]
    visits = [
        visit(0, "desk", agent=0, queued=600.0, started=605.0, ended=615.0),
        visit(1, "desk", agent=-1, queued=600.0, ended=620.0),
        visit(2, "desk", agent=-1, queued=600.0, ended=606.0),
    ]
    log = log_of(desk(), tickets, visits)
    requesters = Requesters(hourly_cost=60.0, by_group={"guests": 30.0})
    assert requesters.cost(log) == (15 + 20 + 60) * 1.0 + 6 * 0.5
    assert Consequences(requesters=requesters).figures(log) == {
        "requester_cost": 98.0,
        "downstream_cost": 98.0,
    }


# ---- consequences -----------------------------------------------------------------------------------------

EVERYTHING = {
    "requesters": {"hourly_cost": 50.0},
    "outlet": {"service": "network", "group": "outlets", "outlets": 4},
    "report": {"service": "requests", "people": 2},
}


def test_consequences_survive_a_file(tmp_path):
    found = Consequences.parse(EVERYTHING)
    path = tmp_path / "consequences.toml"
    path.write_text(found.to_toml(), encoding="utf-8")
    assert Consequences.load(path) == found


def test_every_problem_is_told_at_once(tmp_path):
    with pytest.raises(ds.DesksideError, match=r"outlet\.tills.*report\.peple"):
        Consequences.parse({"outlet": {"service": "a", "tills": 0}, "report": {"service": "b", "peple": 2}})
    with pytest.raises(ds.DesksideError, match="cannot be read"):
        Consequences.load(tmp_path / "nowhere.toml")
    (tmp_path / "bad.toml").write_text("= 3", encoding="utf-8")
    with pytest.raises(ds.DesksideError, match="not valid TOML"):
        Consequences.load(tmp_path / "bad.toml")


def test_the_money_adds_up_and_comes_with_a_range():
    scenario, consequences = ds.load("it-service-desk"), Consequences.parse(EVERYTHING)
    found = price(scenario, consequences, replications=4)
    assert list(found) == list(FIGURES)
    parts = ("requester_cost", "outlet_margin_lost", "entry_cost")
    assert found["downstream_cost"].mean == pytest.approx(sum(found[name].mean for name in parts))
    assert found["downstream_cost"].low < found["downstream_cost"].mean
    first = consequences.figures(ds.simulate(scenario, seed=1))
    assert price(scenario, consequences, replications=1)["outlet_gave_up"].mean == first["outlet_gave_up"]


def test_more_second_line_saves_money_downstream():
    """The same needs and the same luck: six pairs on fixed seeds, false alarms 2.5 %."""
    scenario, consequences = ds.load("it-service-desk"), Consequences.parse(EVERYTHING)
    pair = (scenario, scenario.with_({"teams.second-line.agents": 6, "teams.field.agents": 6}))
    change = price_change(pair, consequences, replications=6)["outlet_margin_lost"]
    assert change.clear
    assert change.change.high < 0.0
    with threads(2) as pool:
        assert price_change(pair, consequences, replications=6, executor=pool)["outlet_margin_lost"] == change
