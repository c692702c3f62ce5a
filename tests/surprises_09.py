"""What module 09 claims, on one seed: how many runs, and what they scatter by, says each."""

from __future__ import annotations

from deskside.experiment import replicate, simulate, threads
from deskside.scenario import Scenario, load, policies

WAIT, CONTACTS = "mean_first_response", "contacts"
FOUR = {"channels.chat.at_once": [1.0, 0.72, 0.54, 0.42]}


def means(desk: Scenario, seed: int, *kpis: str) -> list[float]:
    with threads(2) as pool:
        found = replicate(desk, 5, seed=seed, executor=pool).kpis
    return [found[kpi].mean for kpi in kpis]


def chat_minutes(desk: Scenario, seed: int) -> float:
    log = simulate(desk, seed=seed)
    talks = log.visits().query("kind in ['first', 'retry'] and agent >= 0")
    talks = talks[talks["ticket"].map(log.tickets()["channel"]) == "chat"]
    return float((talks["ended"] - talks["started"]).mean())


def lost_abroad(desk: Scenario, seed: int) -> float:
    """Share of the requests from abroad that nobody ever answered, three runs a seed."""
    logs = [simulate(desk, seed=3 * seed - 2 + run).tickets() for run in range(3)]
    mine = [
        log.query("counted and contacts > 0 and group == 'abroad'")["outcome"] == "gave_up" for log in logs
    ]
    return float(sum(gone.sum() for gone in mine) / sum(len(gone) for gone in mine))


def four_chats_shorten_the_wait_and_lengthen_the_chat(seed: int) -> None:
    """Five runs of four weeks a seed, three for the chats. Always four in hand: 2.4 times as long."""
    one = load("chat-desk")
    four = one.with_(FOUR)
    (before,), (after,) = means(one, seed, WAIT), means(four, seed, WAIT)
    assert 0.65 < after / before < 0.92
    runs = range(3 * seed - 2, 3 * seed + 1)
    longer = sum(chat_minutes(four, run) for run in runs) / sum(chat_minutes(one, run) for run in runs)
    assert 1.15 < longer < 1.4


def two_slow_chats_move_the_wait_into_the_chat(seed: int) -> None:
    """Five runs of four weeks a seed: two together get less done than one, and the wait looks no worse."""
    one, lost = load("chat-desk"), "requester_time_lost"
    before = means(one, seed, WAIT, lost)
    slow = means(one.with_({"channels.chat.at_once": [1.0, 0.45, 0.28]}), seed, WAIT, lost)
    assert slow[0] < 1.02 * before[0]
    assert slow[1] > 1.1 * before[1]


def an_easy_channel_brings_contacts_and_reaches_fewer_abroad(seed: int) -> None:
    """Five runs of five weeks a seed, three for those abroad."""
    firm, plans = load("remote-workforce"), policies("remote-workforce")
    chat, early = (firm.with_(plans[name].changes) for name in ("chat-for-all", "early-shift"))
    (before, wait), (after, shorter) = means(firm, seed, CONTACTS, WAIT), means(chat, seed, CONTACTS, WAIT)
    assert 1.03 < after / before < 1.12
    assert shorter < 0.8 * wait
    today = lost_abroad(firm, seed)
    assert lost_abroad(chat, seed) > today + 0.05
    assert lost_abroad(early, seed) < 0.6 * today


SURPRISES = [
    four_chats_shorten_the_wait_and_lengthen_the_chat,
    two_slow_chats_move_the_wait_into_the_chat,
    an_easy_channel_brings_contacts_and_reaches_fewer_abroad,
]
