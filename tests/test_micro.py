"""Logs worked out on paper: whole minutes, every case of a rule or a tie, on both engines.

Two engines by one author share mistakes; these logs were written down before an engine was asked. Short work
takes 10 minutes and long work 30, always. Unless a test says otherwise one agent works Monday to Friday from
08:00 to 16:00, and the desk can be reached until 18:00.
"""

from __future__ import annotations

from by_hand import DAY_SHIFT, DESK, TWO_AGENTS, Need, contact_lines, run, ticket_lines, visit_lines

# ---- queues -----------------------------------------------------------------------------------------------


def test_first_come_first_served(engine: str) -> None:
    """One agent.

    09:00 ticket 0 starts, until 09:10; 09:03 ticket 1 waits; 09:05 ticket 2 waits, urgent, but that counts
    for nothing here. 09:10 ticket 1, until 09:40; 09:40 ticket 2, until 09:50.
    """
    needs = [Need("Mon 09:00"), Need("Mon 09:03", service="long", priority=4), Need("Mon 09:05", priority=1)]
    assert visit_lines(run(engine, DESK, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:03: agent 0 Mon 09:10 to Mon 09:40",
        "2 first desk, Mon 09:05: agent 0 Mon 09:40 to Mon 09:50",
    ]


def test_a_priority_arrival_while_all_are_busy(engine: str) -> None:
    """By priority, and nobody is interrupted.

    09:00 ticket 0 (priority 3) starts. 09:02 ticket 1 (3), 09:04 ticket 2 (1) and 09:05 ticket 3 (1) wait.
    09:10 the agent is free: 2 before 3 (both urgent, 2 came first), and 1 last.
    """
    desk = DESK.with_({"teams.desk.discipline": "priority"})
    needs = [
        Need("Mon 09:00", priority=3),
        Need("Mon 09:02", priority=3),
        Need("Mon 09:04", priority=1),
        Need("Mon 09:05", priority=1),
    ]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:02: agent 0 Mon 09:30 to Mon 09:40",
        "2 first desk, Mon 09:04: agent 0 Mon 09:10 to Mon 09:20",
        "3 first desk, Mon 09:05: agent 0 Mon 09:20 to Mon 09:30",
    ]


def test_skills(engine: str) -> None:
    """Agent 0 can do short work, agent 1 both.

    09:00 ticket 0 (long) goes to agent 1, the only one who can. 09:01 ticket 1 (long) waits although agent 0
    is free. 09:02 ticket 2 (short): agent 0. 09:03 ticket 3 (short) waits. 09:12 agent 0 passes over ticket
    1, which it cannot do, and takes ticket 3. 09:30 agent 1 is free for ticket 1.
    """
    roster = [DAY_SHIFT | {"skills": ["short"]}, DAY_SHIFT | {"skills": ["short", "long"]}]
    needs = [
        Need("Mon 09:00", service="long"),
        Need("Mon 09:01", service="long"),
        Need("Mon 09:02"),
        Need("Mon 09:03"),
    ]
    assert visit_lines(run(engine, DESK.with_({"teams.desk.roster": roster}), needs)) == [
        "0 first desk, Mon 09:00: agent 1 Mon 09:00 to Mon 09:30",
        "1 first desk, Mon 09:01: agent 1 Mon 09:30 to Mon 10:00",
        "2 first desk, Mon 09:02: agent 0 Mon 09:02 to Mon 09:12",
        "3 first desk, Mon 09:03: agent 0 Mon 09:12 to Mon 09:22",
    ]


def test_a_pooled_team_has_one_queue_whatever_its_skills(engine: str) -> None:
    """As above with one queue: 09:01 ticket 1 goes to agent 0, who is free; tickets 2 and 3 wait.

    09:30 agent 1 is free and takes ticket 2, then ticket 3; agent 0 has the long one until 09:31.
    """
    roster = [DAY_SHIFT | {"skills": ["short"]}, DAY_SHIFT | {"skills": ["short", "long"]}]
    needs = [
        Need("Mon 09:00", service="long"),
        Need("Mon 09:01", service="long"),
        Need("Mon 09:02"),
        Need("Mon 09:03"),
    ]
    desk = DESK.with_({"teams.desk.roster": roster, "teams.desk.pooled": True})
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:30",
        "1 first desk, Mon 09:01: agent 1 Mon 09:01 to Mon 09:31",
        "2 first desk, Mon 09:02: agent 0 Mon 09:30 to Mon 09:40",
        "3 first desk, Mon 09:03: agent 1 Mon 09:31 to Mon 09:41",
    ]


def test_first_come_holds_across_skills(engine: str) -> None:
    """Agents 0 (short only) and 1 (both) are busy; 09:01 a long ticket waits, 09:02 a short one.

    09:10 both are free at once: agent 0's work (ticket 0) ends first. Agent 0 takes the short ticket 3, the
    first it can do; agent 1 takes the long ticket 2.
    """
    roster = [DAY_SHIFT | {"skills": ["short"]}, DAY_SHIFT]
    needs = [Need("Mon 09:00"), Need("Mon 09:00"), Need("Mon 09:01", service="long"), Need("Mon 09:02")]
    assert visit_lines(run(engine, DESK.with_({"teams.desk.roster": roster}), needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:00: agent 1 Mon 09:00 to Mon 09:10",
        "2 first desk, Mon 09:01: agent 1 Mon 09:10 to Mon 09:40",
        "3 first desk, Mon 09:02: agent 0 Mon 09:10 to Mon 09:20",
    ]


def test_speed_and_rounding(engine: str) -> None:
    """Speed 0.8: 10 minutes take 12.5, which the whole-minute clock tells as 13; 30 take 37.5, told as 38."""
    desk = DESK.with_({"teams.desk.roster.0.speed": 0.8})
    assert visit_lines(run(engine, desk, [Need("Mon 09:00"), Need("Mon 10:00", service="long")])) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:13",
        "1 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:38",
    ]


def test_wrap_up(engine: str) -> None:
    """Five minutes after each visit: 09:10 ticket 0 is resolved, 09:15 ticket 1 starts, 09:30 ticket 2."""
    desk = DESK.with_({"teams.desk.wrap_up": 5.0})
    log = run(engine, desk, [Need("Mon 09:00"), Need("Mon 09:01"), Need("Mon 09:02")])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:01: agent 0 Mon 09:15 to Mon 09:25",
        "2 first desk, Mon 09:02: agent 0 Mon 09:30 to Mon 09:40",
    ]
    assert ticket_lines(log)[0] == "0 resolved Mon 09:10, first response Mon 09:00"


def test_wrap_up_keeps_to_whole_minutes(engine: str) -> None:
    """A wrap-up of 1.5 minutes is told as 2: 09:10 work ends, 09:12 the next begins."""
    desk = DESK.with_({"teams.desk.wrap_up": 1.5})
    assert visit_lines(run(engine, desk, [Need("Mon 09:00"), Need("Mon 09:01")]))[1:] == [
        "1 first desk, Mon 09:01: agent 0 Mon 09:12 to Mon 09:22"
    ]


# ---- tiers and reopening ----------------------------------------------------------------------------------


def test_escalation(engine: str) -> None:
    """Ticket 0 is handed on: 09:00 to 09:10 at the desk, then 20 minutes at the second line (agent 1).

    Ticket 1 starts at the desk at 09:10, the minute it is free, and is handed on at 09:20 too: it waits there
    until 09:30.
    """
    log = run(engine, DESK, [Need("Mon 09:00", escalate=[True]), Need("Mon 09:05", escalate=[True])])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:20",
        "0 escalated second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:30",
        "1 escalated second, Mon 09:20: agent 1 Mon 09:30 to Mon 09:50",
    ]
    assert log.ticket_table.transfers.tolist() == [1, 1]
    assert ticket_lines(log)[1] == "1 resolved Mon 09:50, first response Mon 09:10"


def test_reopening_goes_back_to_the_first_team(engine: str) -> None:
    """Handed on, resolved at 09:30, an hour later back at the desk, resolved at 10:40, and it holds."""
    needs = [Need("Mon 09:00", escalate=[True, False, False], reopen=[True])]
    log = run(engine, DESK, needs)
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "0 escalated second, Mon 09:10: agent 1 Mon 09:10 to Mon 09:30",
        "0 reopened desk, Mon 10:30: agent 0 Mon 10:30 to Mon 10:40",
    ]
    assert contact_lines(log) == ["0 first email Mon 09:00", "0 reopened email Mon 10:30"]
    assert ticket_lines(log) == ["0 resolved Mon 10:40, first response Mon 09:00"]


def test_reopening_at_most_three_times(engine: str) -> None:
    """Nothing holds, but three returns are the most: 09:10, 10:20, 11:30 and 12:40, an hour and ten apart."""
    log = run(engine, DESK, [Need("Mon 09:00", reopen=[True] * 9)])
    assert ticket_lines(log) == ["0 resolved Mon 12:40, first response Mon 09:00"]
    assert log.ticket_table.reopened.tolist() == [3]
    assert [line.split(":")[0] for line in visit_lines(log)] == [
        "0 first desk, Mon 09",
        *(f"0 reopened desk, Mon {hour}" for hour in ("10", "11", "12")),
    ]


def test_a_reopened_ticket_at_closing_time(engine: str) -> None:
    """Ticket 0 is resolved at 15:40 and comes back 20 minutes later, at 16:00.

    The shift ends first, so it waits.

    Ticket 1 is resolved at 15:50 and comes back after 9 minutes, at 15:59: work in hand is finished, at
    16:09. Tuesday 08:00 the agent takes ticket 0.
    """
    needs = [
        Need("Mon 15:30", reopen=[True], reopen_after=[20]),
        Need("Mon 15:40", reopen=[True], reopen_after=[9]),
    ]
    assert visit_lines(run(engine, DESK, needs)) == [
        "0 first desk, Mon 15:30: agent 0 Mon 15:30 to Mon 15:40",
        "1 first desk, Mon 15:40: agent 0 Mon 15:40 to Mon 15:50",
        "1 reopened desk, Mon 15:59: agent 0 Mon 15:59 to Mon 16:09",
        "0 reopened desk, Mon 16:00: agent 0 Tue 08:00 to Tue 08:10",
    ]


# ---- shifts -----------------------------------------------------------------------------------------------


def test_a_shift_that_ends_mid_ticket(engine: str) -> None:
    """15:50 ticket 0 (long) starts; 15:55 ticket 1 waits.

    16:00 the shift ends, and the work goes on until 16:20.

    Then the agent goes home: ticket 1 waits until Tuesday 08:00.
    """
    log = run(engine, DESK, [Need("Mon 15:50", service="long"), Need("Mon 15:55")])
    assert visit_lines(log) == [
        "0 first desk, Mon 15:50: agent 0 Mon 15:50 to Mon 16:20",
        "1 first desk, Mon 15:55: agent 0 Tue 08:00 to Tue 08:10",
    ]


def test_a_shift_that_ends_at_the_end_of_a_ticket(engine: str) -> None:
    """15:50 to 16:00: the shift ends before the work does in that minute, so ticket 1 is not begun."""
    assert visit_lines(run(engine, DESK, [Need("Mon 15:50"), Need("Mon 15:55")]))[1:] == [
        "1 first desk, Mon 15:55: agent 0 Tue 08:00 to Tue 08:10"
    ]


def test_a_shift_begins_before_an_arrival_of_that_minute(engine: str) -> None:
    """07:55 ticket 0 waits. 08:00 the agent comes first and takes it; then ticket 1 arrives and waits."""
    assert visit_lines(run(engine, DESK, [Need("Mon 07:55"), Need("Mon 08:00")])) == [
        "0 first desk, Mon 07:55: agent 0 Mon 08:00 to Mon 08:10",
        "1 first desk, Mon 08:00: agent 0 Mon 08:10 to Mon 08:20",
    ]


def test_a_night_shift_over_the_end_of_the_week(engine: str) -> None:
    """Sunday 22:00 to Monday 06:00, one agent: on duty at minute 0, and no change at the midnight of Sunday.

    Monday 05:55 to 06:05 is finished; the ticket of Monday 07:00 waits for Sunday 22:00. Sunday 23:50 a long
    ticket starts and runs over midnight, and at Monday 00:20 the next one follows without a break.
    """
    desk = DESK.with_({"teams.desk.roster": [{"agents": 1, "shift": ["Sun 22:00-06:00"]}]})
    needs = [
        Need("Mon 05:55"),
        Need("Mon 07:00"),
        Need("Sun 23:50", service="long"),
        Need("Sun 23:55"),
    ]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 05:55: agent 0 Mon 05:55 to Mon 06:05",
        "1 first desk, Mon 07:00: agent 0 Sun 22:00 to Sun 22:10",
        "2 first desk, Sun 23:50: agent 0 Sun 23:50 to Mon 00:20 of week 2",
        "3 first desk, Sun 23:55: agent 0 Mon 00:20 of week 2 to Mon 00:30 of week 2",
    ]


def test_agents_without_any_shift_change(engine: str) -> None:
    """Two agents round the clock: both work, from the first minute on."""
    desk = DESK.with_({"teams.desk.roster": [{"agents": 2}], "teams.second.roster": [{"agents": 1}]})
    assert visit_lines(run(engine, desk, [Need("Mon 00:00"), Need("Mon 00:00"), Need("Mon 00:01")])) == [
        "0 first desk, Mon 00:00: agent 0 Mon 00:00 to Mon 00:10",
        "1 first desk, Mon 00:00: agent 1 Mon 00:00 to Mon 00:10",
        "2 first desk, Mon 00:01: agent 0 Mon 00:10 to Mon 00:20",
    ]


def test_first_free_goes_home(engine: str) -> None:
    """Agent 0 until 16:00, agent 1 until 18:00, and only heads count.

    15:50 ticket 0 (long): agent 0, until 16:20. 16:00 one head goes: agent 1, who is free. 16:10 ticket 1
    finds nobody. 16:20 agent 0 is free and stays on, for 18:00 is when the other head goes.
    """
    roster = [DAY_SHIFT, {"agents": 1, "shift": ["Mon-Fri 08:00-18:00"]}]
    desk = DESK.with_({"teams.desk.roster": roster, "teams.desk.shift_end": "first-free"})
    needs = [Need("Mon 15:50", service="long"), Need("Mon 16:10"), Need("Mon 17:40")]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 15:50: agent 0 Mon 15:50 to Mon 16:20",
        "1 first desk, Mon 16:10: agent 0 Mon 16:20 to Mon 16:30",
        "2 first desk, Mon 17:40: agent 0 Mon 17:40 to Mon 17:50",
    ]


# ---- ties -------------------------------------------------------------------------------------------------


def test_of_two_free_agents_the_lower_number_then_the_longest_idle(engine: str) -> None:
    """Both have been free since 08:00: the lower number, agent 0, gets ticket 0.

    Then agent 1 is longest idle.

    09:10 agent 0 is free, 09:12 agent 1. 10:00: agent 0 is the longest idle.
    """
    needs = [Need("Mon 09:00"), Need("Mon 09:02"), Need("Mon 10:00"), Need("Mon 10:30"), Need("Mon 10:50")]
    assert visit_lines(run(engine, DESK.with_(TWO_AGENTS), needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:02: agent 1 Mon 09:02 to Mon 09:12",
        "2 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:10",
        "3 first desk, Mon 10:30: agent 1 Mon 10:30 to Mon 10:40",
        "4 first desk, Mon 10:50: agent 0 Mon 10:50 to Mon 11:00",
    ]


def test_agents_who_become_free_in_the_same_minute(engine: str) -> None:
    """Agent 1 gets the lower ticket of two that end at 09:30, and so is free first.

    Yet both count as free since 09:30, and the lower number goes first.

    09:00 ticket 0 (short) agent 0; 09:00 ticket 1 (long) agent 1, until 09:30. 09:20 ticket 2 (short) agent
    0, until 09:30. Ticket 1 ends before ticket 2, so agent 1 sits down first. 10:00 ticket 3: agent 0.
    """
    needs = [Need("Mon 09:00"), Need("Mon 09:00", service="long"), Need("Mon 09:20"), Need("Mon 10:00")]
    assert visit_lines(run(engine, DESK.with_(TWO_AGENTS), needs))[1:] == [
        "1 first desk, Mon 09:00: agent 1 Mon 09:00 to Mon 09:30",
        "2 first desk, Mon 09:20: agent 0 Mon 09:20 to Mon 09:30",
        "3 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:10",
    ]


def test_an_end_of_service_goes_before_an_arrival(engine: str) -> None:
    """09:10 ticket 0 ends, ticket 1, who waits, is taken.

    Then ticket 2 arrives and waits, though it is urgent.
    """
    desk = DESK.with_({"teams.desk.discipline": "priority"})
    needs = [Need("Mon 09:00"), Need("Mon 09:05", priority=4), Need("Mon 09:10", priority=1)]
    assert visit_lines(run(engine, desk, needs))[1:] == [
        "1 first desk, Mon 09:05: agent 0 Mon 09:10 to Mon 09:20",
        "2 first desk, Mon 09:10: agent 0 Mon 09:20 to Mon 09:30",
    ]


def test_a_reopening_goes_before_an_arrival_and_a_retry_after_it(engine: str) -> None:
    """10:10 ticket 0 comes back, ticket 2 arrives, and ticket 1 tries again: in this order.

    09:00 ticket 0, resolved 09:10, back after 60. 09:04 ticket 1 calls, gives up after 5 at 09:09, tries
    again after 61.
    """
    needs = [
        Need("Mon 09:00", reopen=[True]),
        Need("Mon 09:04", channel="phone", retry=[True], retry_after=[61], patience=[5, 60]),
        Need("Mon 10:10"),
    ]
    assert visit_lines(run(engine, DESK, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:04: gave up Mon 09:09",
        "0 reopened desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:20",
        "2 first desk, Mon 10:10: agent 0 Mon 10:20 to Mon 10:30",
        "1 retry desk, Mon 10:10: agent 0 Mon 10:30 to Mon 10:40",
    ]
