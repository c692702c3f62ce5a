"""The key of 09-channels: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from deskside.experiment import Simulation, seeds_from, simulate
from deskside.grading import Aim, Choice, Miss, Number, Replay, Sheet
from deskside.metrics import hours_of_everybody

#: Weeks that no learner has seen. Change it for every class.
EVALUATION_SEED = 937_046_182
CALL_BACK = "channels.*.missed_becomes_ticket"

#: The best of the 18 plans within the budget, by where a firm loses most. A test tries them all.
BEST: dict[str, dict[str, object]] = {
    "ahead": {"hours": "early", "channels": "form-abroad"},
    "behind": {"hours": "late", "channels": "form-abroad"},
    "home": {"channels": "chat-home"},
    "line": {"channels": "form-all"},
    "post": {"replies": "third"},
}


def kind_of(sheet: Sheet) -> str:
    """Where a learner's firm loses most: the name of an option of `where_lost`."""
    own = sheet.variant("desk")
    if own["abroad"] == 100:
        return "ahead" if own["offset"] > 0 else "behind"
    if own["quiet"] > 100:
        return "home"
    return "line" if own["call_head"] > 0.5 else "post"


def apart(right: float, off: float, *misses: Miss) -> tuple[Miss, ...]:
    """Misses that are not right by chance with this learner's figures."""
    return tuple(miss for miss in misses if abs(miss.value - right) > off)


# --- 1 to 4: what channels do -------------------------------------------------------------------------------


def done_with(sheet: Sheet) -> list[float]:
    """What gets done with one to four chats in hand, in per cent of one."""
    own = sheet.variant("paces")
    return [100.0, 2 * own["two"], 3 * own["three"], 4 * own["four"]]


def paces(sheet: Sheet) -> Number:
    done, own = done_with(sheet), sheet.variant("paces")
    right = max(done)
    best = done.index(right) + 1
    return Number(
        right,
        span=(right - 0.6, right + 0.6),
        misses=apart(
            right,
            1.5,
            Miss("as many as possible", done[3], "With four in hand less gets done than with fewer."),
            Miss("two are enough", done[1], "Look whether a third chat still adds something."),
            Miss("three of them", done[2], "Three are not the best number at this desk."),
            Miss("how much more", right - 100, "This is how much more; the question is how much in all."),
            Miss("one chat's pace", right / best, "This is the pace of each; multiply by the chats."),
            Miss("a fraction", right / 100, "This is a fraction; the question is for per cent."),
            Miss("each at full pace", 100 * best, "Each chat goes slower than one alone."),
            Miss("all together", 100 + own["two"] + own["three"] + own["four"], "Paces are not added up."),
            Miss("one at a time", 100, "Two in hand get more done than one."),
            Miss("how long a chat lasts", 100 * 100 / own["four"], "That is how long each chat lasts."),
        ),
        way=f"Two chats get {done[1]:g} done, three {done[2]:g}, four {done[3]:g}, one 100: take the most.",
    )


def honest_paces(sheet: Sheet, luck: np.random.Generator) -> float:
    exact = max(done_with(sheet))
    return float((exact, round(exact), exact + luck.uniform(-0.5, 0.5))[luck.integers(3)])


def draw_out(sheet: Sheet) -> Number:
    own = sheet.variant("draw_out")
    turn, ask, again = own["turn"] / 100, own["ask"] / 100, 1 + own["again"] / 100
    new, now = own["quiet"] * turn * ask * again, own["now"]
    right = 100 * new / now
    return Number(
        right,
        misses=apart(
            right,
            0.04 * right,
            Miss("nobody comes back", right / again, "Some of those who ask come back once."),
            Miss("everything is asked", 100 * own["quiet"] / now, "Only a part of it turns to the chat."),
            Miss("whoever would turn", 100 * own["quiet"] * turn / now, "Not all of them do ask."),
            Miss("how many", new, "This is how many contacts; the question is for per cent of today's."),
            Miss("of all contacts then", 100 * new / (now + new), "Divide by the contacts of today."),
            Miss("the sum stays", 0.0, "The chat also brings what nobody asked before."),
            Miss("of the silent ones", 100 * new / own["quiet"], "Divide by the contacts, not by these."),
            Miss("a fraction", right / 100, "This is a fraction; the question is for per cent."),
        ),
        way=f"{own['quiet'] * turn * ask:.1f} new things are asked, with those who come back {new:.1f}; "
        f"divide by {now:g}.",
    )


def honest_draw_out(sheet: Sheet, luck: np.random.Generator) -> float:
    """Step by step, as on paper."""
    own = sheet.variant("draw_out")
    drawn = own["quiet"] * own["turn"] * own["ask"] / 10_000
    exact = 100 * (drawn + drawn * own["again"] / 100) / own["now"]
    return float((exact, float(f"{exact:.3g}"), exact * (1 + luck.uniform(-0.019, 0.019)))[luck.integers(3)])


def unwritten(sheet: Sheet) -> Number:
    own = sheet.variant("unwritten")
    left, noted = own["calls"] * own["open"] / 100, own["noted"] / 100
    right = left * (1 - noted) * own["minutes"] / 60
    return Number(
        right,
        misses=apart(
            right,
            0.04 * right,
            Miss(
                "those noted", left * noted * own["minutes"] / 60, "Those that are noted do not call again."
            ),
            Miss("all that stay open", left * own["minutes"] / 60, "Some of them are written down."),
            Miss("minutes", 60 * right, "These are minutes; the question is for hours."),
            Miss("as a number", left * (1 - noted), "So many calls; each takes some minutes."),
            Miss(
                "every call",
                own["calls"] * own["minutes"] / 60,
                "These are the hours of one call for everybody.",
            ),
            Miss(
                "nothing stays open",
                own["calls"] * (1 - noted) * own["minutes"] / 60,
                "Only calls that leave something open come again.",
            ),
            Miss("a day", right / 5, "This is a day; the question is for a week."),
        ),
        way=f"{left * (1 - noted):.4g} calls leave something open that nobody noted: each takes "
        f"{own['minutes']:g} minutes once more.",
    )


def honest_unwritten(sheet: Sheet, luck: np.random.Generator) -> float:
    own = sheet.variant("unwritten")
    again = own["calls"] * own["open"] * (100 - own["noted"]) / 10_000
    exact = again * own["minutes"] / 60
    return float((exact, float(f"{exact:.3g}"), exact * (1 + luck.uniform(-0.019, 0.019)))[luck.integers(3)])


def overlap(first: float, last: float, ahead: float) -> float:
    """Hours of a day from nine to five, ``ahead`` of the desk's clock, in which the desk answers."""
    return max(0.0, min(last, 17 - ahead) - max(first, 9 - ahead))


def reach(sheet: Sheet) -> Number:
    own = sheet.variant("reach")
    hours = overlap(own["first"], own["last"], own["ahead"])
    right, far = 100 * hours / 8, abs(own["ahead"])
    misses = apart(
        right,
        1.2,
        Miss("nobody there", 100 - right, "This is the time in which nobody is there."),
        Miss("hours", hours, "These are hours; the question is for per cent of eight."),
        Miss("of the desk's day", 100 * hours / 9, "Divide by the eight hours of the office."),
        Miss("of a day and night", 100 * hours / 24, "Divide by the eight hours of the office."),
        Miss(
            "the clock the other way",
            100 * overlap(own["first"], own["last"], -own["ahead"]) / 8,
            "Who is ahead begins earlier by the desk's clock; who is behind begins later.",
        ),
        Miss("the same clock", 100.0, "The office works by another clock."),
        Miss("never", 0.0, "Some hours they share."),
        Miss(
            "the hours between", 100 * far / 8, "This is how far apart they are, in per cent of eight hours."
        ),
        Miss("minutes", 60 * hours, "These are minutes; the question is for per cent."),
        Miss("a fraction", right / 100, "This is a fraction; the question is for per cent."),
    )
    return Number(
        right,
        span=(right - 0.55, right + 0.55),
        misses=misses,
        guess=(0.0, 100.0),
        way=f"Put both days on one clock: they share {hours:g} of the office's 8 hours.",
    )


def honest_reach(sheet: Sheet, luck: np.random.Generator) -> float:
    own = sheet.variant("reach")
    exact = 100 * overlap(own["first"], own["last"], own["ahead"]) / 8
    return float((exact, round(exact), round(exact, 1), exact + luck.uniform(-0.5, 0.5))[luck.integers(4)])


# --- 5 and 6: the learner's own firm ------------------------------------------------------------------------


def table_of(sheet: Sheet) -> pd.DataFrame:
    """The table on the page: hours a week by group and kind, over ten runs."""

    def made() -> pd.DataFrame:
        tables = [hours_of_everybody(simulate(sheet.desk, one)) for one in seeds_from(1, 10)]
        return pd.concat(tables).groupby(level=0).mean()

    return sheet.once("table", made)


def lost_in(sheet: Sheet) -> dict[str, float]:
    """Hours a week that a firm loses in each of four ways."""
    table = table_of(sheet)
    here = table.loc[["head-office", "home"]]
    return {
        "abroad": float(table.loc["abroad", ["worked around", "waiting"]].sum()),
        "home": float(table["lived with"].sum()),
        "line": float(here["on the line"].sum()),
        "post": float(here["waiting"].sum()),
    }


def where_lost(sheet: Sheet) -> Choice:
    lost, right = lost_in(sheet), kind_of(sheet)
    seen = (
        f"Hours a week: abroad, worked around or waited {lost['abroad']:.0f}; lived with {lost['home']:.0f}; "
        f"on the line, at head office and at home, {lost['line']:.0f}; waited there {lost['post']:.0f}."
    )
    whys = dict.fromkeys(BEST, f"{seen} Other hours are more.")
    if right in ("ahead", "behind"):
        other = "behind" if right == "ahead" else "ahead"
        whys[other] = (
            f"{seen} Look again who begins first: the office abroad is {sheet.variant('desk')['clock']} you."
        )
    whys[right] = f"{seen} These are the most."
    return Choice(right, whys)


def honest_where_lost(sheet: Sheet, luck: np.random.Generator) -> str:
    """The most hours; abroad, by whose clock is ahead."""
    lost = lost_in(sheet)
    most = max(lost, key=lambda name: lost[name])
    if most != "abroad":
        return most
    return "ahead" if "ahead" in str(sheet.variant("desk")["clock"]) else "behind"


@lru_cache(maxsize=1)
def _hours(log: Simulation) -> pd.DataFrame:
    return hours_of_everybody(log)


def everybody(log: Simulation) -> float:
    """All hours a week of one run."""
    return float(_hours(log).to_numpy().sum())


def missed(log: Simulation) -> float:
    """Of 100 who asked, how many gave up for good, in the group in which most do."""
    tickets = log.ticket_table
    asked = (tickets.contacts > 0) & (tickets.arrived >= log.scenario.warm_up)
    gave_up = np.bincount(tickets.group[asked], weights=tickets.outcome[asked] == 3, minlength=3)
    return float(100 * (gave_up / np.bincount(tickets.group[asked], minlength=3)).max())


#: The same functions for every learner: replays are remembered by them.
AIM = Aim("everybody's time in a week", everybody, unit="hours")
REPORTED = (
    Aim("gave up for good, of 100, in the group that is reached least", missed),
    Aim("contacts", "contacts"),
)


def plan(sheet: Sheet) -> Replay:
    best = BEST[kind_of(sheet)]
    return Replay(
        sheet.desk,
        best,
        aims=(AIM,),
        seed=EVALUATION_SEED,
        replications=40,  # with 20 other hours and calling back get a quarter under one seed in 250
        floor=0.8,  # other hours alone close three quarters of the gap where an office is far away
        reported=REPORTED,
        misses=(*(miss for miss in POPULAR if miss.value != best), *seconds(sheet)),
        levers=sheet.paper.question("plan").levers,
    )


#: Plans with a following of their own; each gets nothing at every firm but, where it is best, at one kind.
POPULAR = (
    Miss(
        "a chat, and all are served", {"channels": "chat-all"}, "Who finds the window closed is not served."
    ),
    Miss("those at home write at once", BEST["home"], "Few of your hours are lost in what is lived with."),
    Miss("nobody is lost", {CALL_BACK: True}, "Nobody gives up; everybody waits."),
    Miss("both ends of the world", {"hours": "both"}, "One person at each end, and two less in the middle."),
    Miss("we begin early", {"hours": "early"}, "Look who works when; most calls from there need no call."),
    Miss("we stay late", {"hours": "late"}, "Look who works when; most calls from there need no call."),
    Miss("a form, only abroad", {"channels": "form-abroad"}, "A form is read when somebody is there."),
    Miss(
        "a form abroad, and calling back",
        {"channels": "form-abroad", CALL_BACK: True},
        "What is not missed waits for the morning all the same.",
    ),
    Miss("ready-made", BEST["post"], "Few of your hours are lost in the mail."),
)


def seconds(sheet: Sheet) -> Iterator[Miss]:
    """Plans that come nearest to the best where one half of it was seen; no other kind of firm meets them."""
    kind = kind_of(sheet)
    if kind in ("ahead", "behind"):
        hours = BEST[kind]["hours"]
        yield Miss(
            "the right hours, and calling back",
            {"hours": hours, CALL_BACK: True},
            "Most calls from there can wait as a form; calling back makes a second call of one in vain.",
        )
        yield Miss(
            "a form abroad, and both ends",
            {"hours": "both", "channels": "form-abroad"},
            "Only one end of the day is theirs: at the other a person is missing in the middle.",
        )
    elif kind == "line":
        yield Miss(
            "the right channel, and calling back",
            BEST[kind] | {CALL_BACK: True},
            "Calling back costs hours here: each call back is agents' time, and keeps others waiting.",
        )


def honest_plan(sheet: Sheet, luck: np.random.Generator) -> dict[str, object]:
    return BEST[kind_of(sheet)]


def difficulty(sheet: Sheet) -> dict[str, float]:
    judge = plan(sheet)
    before, best = (judge.means(AIM, settings) for settings in ({}, judge.target))
    others = [judge.means(AIM, other) for other in BEST.values() if other != judge.target]
    return {
        "per cent of everybody's hours that the best plan saves": 100 * (1 - best / before),
        "per cent of that saved by the best plan of another kind of firm": 100
        * (before - min(others))
        / (before - best),
    }
