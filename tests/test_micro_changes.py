"""Logs worked out on paper, on both engines: a policy that changes on the way, and the run as a whole."""

from __future__ import annotations

import pytest

from by_hand import DAY_SHIFT, DESK, TWO_AGENTS, Need, demand_of, minute, run, ticket_lines, visit_lines
from deskside.demand import sample
from deskside.engines import start
from deskside.errors import DesksideError
from deskside.scenario import Scenario, load

# ---- policy changes ---------------------------------------------------------------------------------------


def test_a_policy_change_in_mid_queue(engine: str) -> None:
    """First-come until 09:15, priority from then on.

    09:00 ticket 0; 09:01 ticket 1 (4), 09:02 ticket 2 (3), 09:03 ticket 3 (1), 09:04 ticket 4 (1) wait. 09:10
    ticket 1, who came first. 09:20, by priority: ticket 3, then 4, then 2.
    """
    needs = [Need(f"Mon 09:0{i}", priority=rank) for i, rank in enumerate((1, 4, 3, 1, 1))]
    for text in ("Mon 09:15", "Mon 09:11", "Mon 09:20"):
        current = start(demand_of(DESK, needs), DESK, engine).advance(minute(text))
        current.advance(minute("Mon 09:21"), DESK.with_({"teams.desk.discipline": "priority"}))
        assert visit_lines(current.finish().log()) == [
            "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
            "1 first desk, Mon 09:01: agent 0 Mon 09:10 to Mon 09:20",
            "2 first desk, Mon 09:02: agent 0 Mon 09:40 to Mon 09:50",
            "3 first desk, Mon 09:03: agent 0 Mon 09:20 to Mon 09:30",
            "4 first desk, Mon 09:04: agent 0 Mon 09:30 to Mon 09:40",
        ]


def test_fewer_priorities_lose_nobody_who_waits(engine: str) -> None:
    """A ticket of priority 4 waits; the new policy knows only one priority.

    It keeps its own, and is served.
    """
    desk = DESK.with_({"teams.desk.discipline": "priority"})
    needs = [Need("Mon 09:00", service="long"), Need("Mon 09:01", priority=4), Need("Mon 09:20")]
    current = start(demand_of(desk, needs), desk, engine).advance(minute("Mon 09:10"))
    current.advance(minute("Mon 09:10"), desk.with_({"services.*.priorities": [1.0]}))
    assert visit_lines(current.finish().log())[1:] == [
        "1 first desk, Mon 09:01: agent 0 Mon 09:40 to Mon 09:50",
        "2 first desk, Mon 09:20: agent 0 Mon 09:30 to Mon 09:40",
    ]


def test_agents_added_in_mid_queue(engine: str) -> None:
    """09:00 ticket 0 (long) at agent 0; tickets 1 and 2 wait. From 09:15 there are two agents.

    The new one (number 2, after the second line's 1) takes ticket 1 at once, and ticket 2 at 09:25.
    """
    needs = [Need("Mon 09:00", service="long"), Need("Mon 09:01"), Need("Mon 09:02")]
    current = start(demand_of(DESK, needs), DESK, engine).advance(minute("Mon 09:15"))
    current.advance(minute("Mon 09:15"), DESK.with_(TWO_AGENTS))
    log = current.finish().log()
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:30",
        "1 first desk, Mon 09:01: agent 2 Mon 09:15 to Mon 09:25",
        "2 first desk, Mon 09:02: agent 2 Mon 09:25 to Mon 09:35",
    ]
    assert log.people == ((0, 0, 0), (1, 0, 0), (0, 0, 1))


def test_agents_removed_in_mid_work(engine: str) -> None:
    """09:00 agents 0 and 1 both start long work. From 09:15 on one agent is left.

    Agent 1 finishes at 09:30 and is gone; tickets 2 and 3 both go to agent 0, who is free at 09:30.
    """
    desk = DESK.with_(TWO_AGENTS)
    needs = [*[Need("Mon 09:00", service="long")] * 2, Need("Mon 09:05"), Need("Mon 09:06")]
    current = start(demand_of(desk, needs), desk, engine).advance(minute("Mon 09:15"))
    assert visit_lines(current.advance(minute("Mon 09:15"), DESK).finish().log()) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:30",
        "1 first desk, Mon 09:00: agent 1 Mon 09:00 to Mon 09:30",
        "2 first desk, Mon 09:05: agent 0 Mon 09:30 to Mon 09:40",
        "3 first desk, Mon 09:06: agent 0 Mon 09:40 to Mon 09:50",
    ]


def test_new_skills_for_somebody_who_is_free(engine: str) -> None:
    """Agent 0 does short work only, agent 1 (of row 1) long work only, and is busy with ticket 0 until 09:30.

    Ticket 1 (long) waits beside a free agent 0, who may do everything from 09:15 on, and starts then.
    """
    roster = [DAY_SHIFT | {"skills": ["short"]}, DAY_SHIFT | {"skills": ["long"]}]
    desk = DESK.with_({"teams.desk.roster": roster})
    needs = [Need("Mon 09:00", service="long"), Need("Mon 09:05", service="long")]
    current = start(demand_of(desk, needs), desk, engine).advance(minute("Mon 09:15"))
    current.advance(minute("Mon 09:15"), DESK.with_({"teams.desk.roster": [DAY_SHIFT, roster[1]]}))
    assert visit_lines(current.finish().log()) == [
        "0 first desk, Mon 09:00: agent 1 Mon 09:00 to Mon 09:30",
        "1 first desk, Mon 09:05: agent 0 Mon 09:15 to Mon 09:45",
    ]


def test_what_is_agreed_stays_agreed(engine: str) -> None:
    """Work in hand keeps its end and a caller his patience, whatever the new policy says."""
    needs = [
        Need("Mon 09:00", service="long"),
        Need("Mon 09:05", group="guests", channel="phone", patience=[10]),
    ]
    current = start(demand_of(DESK, needs), DESK, engine).advance(minute("Mon 09:10"))
    policy = DESK.with_({"services.long.effort.desk.mean": 300.0, "channels.phone.patience": 100.0})
    assert visit_lines(current.advance(minute("Mon 09:10"), policy).finish().log()) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:30",
        "1 first desk, Mon 09:05: gave up Mon 09:15",
    ]


def test_of_two_rosters_in_one_minute_the_last_counts(engine: str) -> None:
    """At 09:15 a roster without the morning comes and goes in the same minute: nothing happens."""
    needs = [Need("Mon 09:00"), Need("Mon 09:12", service="long"), Need("Mon 09:13"), Need("Mon 09:16")]
    current = start(demand_of(DESK, needs), DESK, engine).advance(minute("Mon 09:15"))
    evening = DESK.with_({"teams.desk.roster.0.shift": ["Mon-Fri 16:00-20:00"]})
    current.advance(minute("Mon 09:15"), evening).advance(minute("Mon 09:15"), DESK)
    straight = run(engine, DESK, needs)
    assert not straight.differences(current.finish().log())


# ---- the run as a whole -----------------------------------------------------------------------------------


def test_a_log_in_mid_run(engine: str) -> None:
    """09:05, ticket 0 is in work and ticket 1 waits; ticket 2, of that minute, is not there yet."""
    needs = [Need("Mon 09:00"), Need("Mon 09:04"), Need("Mon 09:05")]
    current = start(demand_of(DESK, needs), DESK, engine).advance(minute("Mon 09:05"))
    log = current.log()
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to never",
        "1 first desk, Mon 09:04: waits",
    ]
    assert ticket_lines(log) == [
        "0 open never, first response Mon 09:00",
        "1 open never, first response never",
    ]
    current.finish()
    assert ticket_lines(log)[0] == "0 open never, first response Mon 09:00", (
        "a log does not change afterwards"
    )


def test_stop_and_drain(engine: str) -> None:
    """One day, and a ticket at Monday 15:55 (long) with a second behind it.

    Stopping at midnight leaves it open, draining resolves it on Tuesday.
    """
    needs = [Need("Mon 15:55", service="long"), Need("Mon 15:56")]
    for at_end, second in (("stop", "1 open never"), ("drain", "1 resolved Tue 08:10")):
        log = run(engine, DESK.with_({"horizon.days": 1, "horizon.at_end": at_end}), needs)
        assert [line.split(",")[0] for line in ticket_lines(log)] == ["0 resolved Mon 16:25", second]
        assert log.until == (minute("Tue 00:00") if at_end == "stop" else minute("Tue 08:10"))


def test_no_needs_at_all(engine: str) -> None:
    log = run(engine, DESK, [])
    assert [len(table) for table in (log.ticket_table, log.visit_table, log.contact_table)] == [0, 0, 0]
    assert log.until == DESK.end


@pytest.mark.parametrize("until", [float("nan"), float("inf"), -1.0, 59.0])
def test_time_goes_on_and_ends(engine: str, until: float) -> None:
    current = start(demand_of(DESK, []), DESK, engine).advance(60.0)
    with pytest.raises(DesksideError, match="advance"):
        current.advance(until)


def test_a_running_desk_keeps_its_names_and_its_demand(engine: str) -> None:
    current = start(demand_of(DESK, []), DESK, engine).advance(60.0)
    other = DESK.with_({"needs_factor": 2.0})
    with pytest.raises(DesksideError, match="demand side"):
        current.advance(120.0, other)
    data = DESK.plain()
    data["teams"]["third"] = {"agents": 1}
    with pytest.raises(DesksideError, match="keeps its teams"):
        current.advance(120.0, Scenario.parse(data))


def test_a_running_desk_keeps_an_effort_where_tickets_may_be(engine: str) -> None:
    """A ticket waits at the second line; a policy without an effort there would serve it in no time."""
    current = start(demand_of(DESK, [Need("Mon 15:50", escalate=[True])]), DESK, engine).advance(1020.0)
    data = DESK.plain()
    data["services"]["short"]["escalate"] = {}
    current.advance(1025.0, Scenario.parse(data))
    del data["services"]["short"]["effort"]["second"]
    with pytest.raises(DesksideError, match="keep an effort"):
        current.advance(1030.0, Scenario.parse(data))


def test_an_unknown_engine() -> None:
    with pytest.raises(DesksideError, match="no engine 'fast'"):
        start(demand_of(DESK, []), DESK, "fast")


def test_who_is_off_the_roster_is_not_called_where_heads_count(engine: str) -> None:
    """Row 1 is emptied on Thursday and row 2 takes its place: nobody of row 1 begins a visit after that."""
    rows = [
        {"agents": 4, "shift": ["Mon-Sun 08:00-16:00"]},
        {"agents": 4, "shift": ["Mon-Sun 15:00-08:00"]},
        {"agents": 0, "shift": ["Mon-Sun 15:00-08:00"]},
    ]
    data = load("one-queue").plain()
    data |= {"horizon": {"days": 9}, "needs_factor": 0.45}
    data["teams"]["desk"] = {"shift_end": "first-free", "roster": rows}
    before = Scenario.parse(data)
    after = before.with_({"teams.desk.roster.1.agents": 0, "teams.desk.roster.2.agents": 4})
    thursday = 3 * 1440.0 + 600.0
    current = start(sample(before, 1), before, engine).advance(thursday).advance(9 * 1440.0, after)
    log = current.log()
    visits, row = log.visit_table, [row for _, row, _ in log.people]
    late = {row[agent] for agent, began in zip(visits.agent, visits.started, strict=True) if began > thursday}
    assert late == {0, 2}
    assert {row[agent] for agent in visits.agent if agent >= 0} == {0, 1, 2}
