"""Chats at once by hand (lever 3): an agent who holds several serves each of them slower.

The phone of `by_hand` becomes a chat that nobody leaves: alone it goes at full pace, two at once at half.
"""

from __future__ import annotations

from by_hand import DAY_SHIFT, DESK, NO, TWO_AGENTS, YES, Need, run, ticket_lines, visit_lines
from deskside.scenario import Scenario

CHAT = DESK.with_({"channels.phone.at_once": [1.0, 0.5], "channels.phone.patience": None})


def paced(*paces: float) -> Scenario:
    return CHAT.with_({"channels.phone.at_once": list(paces)})


def chat(time: str, **more: object) -> Need:
    return Need(time, channel="phone", **more)  # type: ignore[arg-type]  # fields of a need


def test_two_chats_at_half_pace(engine: str) -> None:
    """By 09:04 four minutes of ticket 0 are done; ticket 1 joins, and 2, at 09:05, finds two in hand.

    The six minutes left of 0 take twelve: 09:16. Then 2 joins; 1 has four minutes left, which take eight:
    09:24. Now 2 has done four and is alone with six: 09:30.
    """
    log = run(engine, CHAT, [chat("Mon 09:00"), chat("Mon 09:04"), chat("Mon 09:05")])
    assert visit_lines(log) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:16",
        "1 first desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:24",
        "2 first desk, Mon 09:05: agent 0 Mon 09:16 to Mon 09:30",
    ]
    assert ticket_lines(log)[2] == "2 resolved Mon 09:30, first response Mon 09:16"


def test_one_pace_is_one_at_a_time(engine: str) -> None:
    log = run(engine, paced(1.0), [chat("Mon 09:00"), chat("Mon 09:04")])
    assert visit_lines(log)[1:] == ["1 first desk, Mon 09:04: agent 0 Mon 09:10 to Mon 09:20"]


def test_a_chat_that_comes_in_the_minute_in_which_one_ends(engine: str) -> None:
    """At 09:16 the end of ticket 0 goes before the arrival of 2, so there is room."""
    log = run(engine, CHAT, [chat("Mon 09:00"), chat("Mon 09:04"), chat("Mon 09:16")])
    assert visit_lines(log)[2:] == ["2 first desk, Mon 09:16: agent 0 Mon 09:16 to Mon 09:30"]


def test_equal_chats_end_together_and_a_pace_keeps_to_whole_minutes(engine: str) -> None:
    """Three of ten minutes at pace .4: 25 minutes, all three. The agent is free for mail then.

    A long one alone until 10:10; a short one joins at pace .6: ten minutes take 16.7, told as 17, 10:27. The
    agent's clock stands at 20 exactly: ten minutes of the long one are left, 10:37.
    """
    needs = [
        *(chat("Mon 09:00") for _ in range(3)),
        Need("Mon 09:01"),
        chat("Mon 10:00", service="long"),
        chat("Mon 10:10"),
    ]
    assert visit_lines(run(engine, paced(1.0, 0.6, 0.4), needs)) == [
        *(f"{i} first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:25" for i in range(3)),
        "3 first desk, Mon 09:01: agent 0 Mon 09:25 to Mon 09:35",
        "4 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:37",
        "5 first desk, Mon 10:10: agent 0 Mon 10:10 to Mon 10:27",
    ]


def test_who_is_idle_first_then_who_holds_the_fewest(engine: str) -> None:
    """Ticket 1 goes to agent 1, who is idle; 2 and 4 to agent 0 (as many, lower number); 3 to agent 1.

    Agent 0: two minutes alone, two at half pace, then at a quarter from clock 3: 0 ends at 30 (27 minutes
    take 108), 2 at 32, 4 at 33. Agent 1: clock 2 at 09:03; 1 ends at 30 (28 minutes take 56), 3 at 32.
    """
    needs = [chat(f"Mon 09:0{i}", service="long") for i in range(5)]
    assert visit_lines(run(engine, paced(1.0, 0.5, 0.25).with_(TWO_AGENTS), needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 10:52",
        "1 first desk, Mon 09:01: agent 1 Mon 09:01 to Mon 09:59",
        "2 first desk, Mon 09:02: agent 0 Mon 09:02 to Mon 10:56",
        "3 first desk, Mon 09:03: agent 1 Mon 09:03 to Mon 10:01",
        "4 first desk, Mon 09:04: agent 0 Mon 09:04 to Mon 10:57",
    ]


def test_chats_and_other_work_exclude_each_other(engine: str) -> None:
    """Mail in hand: the chat of 09:02 waits. A chat in hand: the mail of 10:02 waits.

    The mail is next, so the chat of 10:03 waits behind it although the agent has room for one.
    """
    needs = [
        Need("Mon 09:00"),
        chat("Mon 09:02"),
        chat("Mon 10:00"),
        Need("Mon 10:02"),
        chat("Mon 10:03"),
    ]
    assert visit_lines(run(engine, CHAT, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:02: agent 0 Mon 09:10 to Mon 09:20",
        "2 first desk, Mon 10:00: agent 0 Mon 10:00 to Mon 10:10",
        "3 first desk, Mon 10:02: agent 0 Mon 10:10 to Mon 10:20",
        "4 first desk, Mon 10:03: agent 0 Mon 10:20 to Mon 10:30",
    ]


def test_chats_with_priorities(engine: str) -> None:
    """The chat of 09:03 is urgent and so the next ticket before the mail: the agent takes it at once.

    At clock 3 it joins; the seven minutes left of ticket 0 take fourteen, 09:17; then three: 09:20.
    """
    desk = CHAT.with_({"teams.desk.discipline": "priority"})
    needs = [chat("Mon 09:00"), Need("Mon 09:02", priority=4), chat("Mon 09:03")]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:17",
        "1 first desk, Mon 09:02: agent 0 Mon 09:20 to Mon 09:30",
        "2 first desk, Mon 09:03: agent 0 Mon 09:03 to Mon 09:20",
    ]


def test_wrap_up_after_the_last_chat(engine: str) -> None:
    """Chats end at 09:16 and 09:20; five minutes to wrap up; mail at 09:25, wrap-up again from 09:35.

    The chat of 09:22 finds an agent who wraps up and waits until 09:40.
    """
    desk = CHAT.with_({"teams.desk.wrap_up": 5.0})
    needs = [chat("Mon 09:00"), chat("Mon 09:04"), Need("Mon 09:10"), chat("Mon 09:22")]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:16",
        "1 first desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:20",
        "2 first desk, Mon 09:10: agent 0 Mon 09:25 to Mon 09:35",
        "3 first desk, Mon 09:22: agent 0 Mon 09:40 to Mon 09:50",
    ]


def test_chats_with_patience(engine: str) -> None:
    """Two in hand until 09:16. Ticket 2 gives up at 09:10. Ticket 3 would at 09:16, but an end goes first.

    From 09:16 ticket 1 has four minutes left, which take eight: 09:24. Ticket 2 tries again at 09:18, as a
    chat, and would wait until 09:28: at 09:24 there is room. Six minutes of 3 are left, which take twelve,
    09:36; then four of 2, 09:40.
    """
    desk = CHAT.with_({"channels.phone.patience": 5.0})
    needs = [
        chat("Mon 09:00"),
        chat("Mon 09:04"),
        chat("Mon 09:05", retry=[True], retry_after=[8], patience=[5, 10]),
        chat("Mon 09:11"),
    ]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:16",
        "1 first desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:24",
        "2 first desk, Mon 09:05: gave up Mon 09:10",
        "3 first desk, Mon 09:11: agent 0 Mon 09:16 to Mon 09:36",
        "2 retry desk, Mon 09:18: agent 0 Mon 09:24 to Mon 09:40",
    ]


def test_chats_with_the_end_of_a_shift(engine: str) -> None:
    """At 15:55 ticket 1 joins at clock 5; its ten minutes take twenty: 16:15; then fifteen of 0: 16:30.

    Ticket 2 has waited since 15:56. At 16:15 there is room, but the agent is off duty since 16:00.
    """
    needs = [chat("Mon 15:50", service="long"), chat("Mon 15:55"), chat("Mon 15:56")]
    assert visit_lines(run(engine, CHAT, needs)) == [
        "0 first desk, Mon 15:50: agent 0 Mon 15:50 to Mon 16:30",
        "1 first desk, Mon 15:55: agent 0 Mon 15:55 to Mon 16:15",
        "2 first desk, Mon 15:56: agent 0 Tue 08:00 to Tue 08:10",
    ]


def test_a_chat_at_the_minute_of_the_shifts_end(engine: str) -> None:
    """One chat in hand; at 16:00 the shift ends before the next one arrives."""
    needs = [chat("Mon 15:50", service="long"), chat("Mon 16:00")]
    assert visit_lines(run(engine, CHAT, needs)) == [
        "0 first desk, Mon 15:50: agent 0 Mon 15:50 to Mon 16:20",
        "1 first desk, Mon 16:00: agent 0 Tue 08:00 to Tue 08:10",
    ]


def test_chats_with_tiers_and_reopening(engine: str) -> None:
    """What follows a chat is no chat.

    Ticket 0 is handed on at 09:16, and comes back at 10:36 as ordinary work: the chat of 10:40 waits for its
    end.
    """
    needs = [
        chat("Mon 09:00", escalate=[True], reopen=[True]),
        chat("Mon 09:04"),
        chat("Mon 10:40"),
    ]
    assert visit_lines(run(engine, CHAT, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:16",
        "1 first desk, Mon 09:04: agent 0 Mon 09:04 to Mon 09:20",
        "0 escalated second, Mon 09:16: agent 1 Mon 09:16 to Mon 09:36",
        "0 reopened desk, Mon 10:36: agent 0 Mon 10:36 to Mon 10:46",
        "2 first desk, Mon 10:40: agent 0 Mon 10:46 to Mon 10:56",
    ]


def test_chats_with_ready_made_replies_and_speed(engine: str) -> None:
    """A ready-made reply takes 3 minutes of 10, and speed .5 doubles all: 6 and 20.

    Ticket 1 joins at clock 2; 0 has four minutes left, which take eight: 09:10; then sixteen of 1: 09:26.
    """
    desk = CHAT.with_(
        {
            "channels.phone.canned_share": 0.5,
            "channels.phone.canned_effort": 0.3,
            "teams.desk.roster": [DAY_SHIFT | {"speed": 0.5}],
        }
    )
    needs = [
        chat("Mon 09:00", answers={"canned": [YES]}),
        chat("Mon 09:02", answers={"canned": [NO]}),
    ]
    assert visit_lines(run(engine, desk, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10",
        "1 first desk, Mon 09:02: agent 0 Mon 09:02 to Mon 09:26",
    ]


def test_three_chats_of_the_same_minute(engine: str) -> None:
    """The third waits, and ends of the same minute go by ticket.

    Both in hand end at 09:20; ticket 2 joins as 0 ends, when 1 has nothing left, and is then alone.
    """
    needs = [chat("Mon 09:00") for _ in range(3)]
    assert visit_lines(run(engine, CHAT, needs)) == [
        "0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:20",
        "1 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:20",
        "2 first desk, Mon 09:00: agent 0 Mon 09:20 to Mon 09:30",
    ]
