"""The key of 04-roster: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pandas as pd

from deskside import theory
from deskside.experiment import Simulation
from deskside.grading import Aim, Choice, Miss, Number, Replay, Sheet

#: Months that no learner has seen. Change it for every class.
EVALUATION_SEED = 264_918_305
TARGET, WITHIN, MINUTES_A_CALL = 70.0, 2, 8
PARTS = ("Mondays", "the other mornings", "the other afternoons")
SHIFTS = tuple(f"teams.desk.roster.{row}.agents" for row in (1, 2, 3, 4))

#: What each of the six weeks is like: the name of an option of `where`.
KINDS = {
    "week-1": "noon_monday",
    "week-2": "late_all",
    "week-3": "early_monday",
    "week-4": "noon_all",
    "week-5": "late_monday",
    "week-6": "early_all",
}


def people(early: int, noon: int, late: int, monday: int) -> dict[str, object]:
    """A roster as a panel keeps it."""
    heads = zip(SHIFTS, (early, noon, late, monday), strict=True)
    return {shift: each for shift, each in heads if each}


#: Rosters within the budget that meet the target in a kind of week; replays compare with the first.
GOOD = {
    "early_all": (people(3, 2, 0, 1), people(4, 0, 1, 1), people(3, 2, 0, 2)),
    "early_monday": (people(3, 0, 1, 4), people(3, 1, 0, 4)),
    "noon_all": (people(1, 3, 1, 1), people(1, 4, 0, 1), people(1, 3, 1, 2)),
    "noon_monday": (people(1, 2, 1, 4), people(1, 3, 0, 4), people(0, 4, 0, 4)),
    "late_all": (people(1, 1, 3, 1), people(1, 1, 3, 2)),
    "late_monday": (people(1, 0, 3, 4), people(1, 1, 2, 4), people(0, 2, 2, 4)),
}


def kind_of(sheet: Sheet) -> str:
    """What a learner's week is like: the name of an option of `where`."""
    return KINDS[sheet.variant("desk")["profile"]]


def apart(right: float, *misses: Miss) -> tuple[Miss, ...]:
    """Misses that are not right by chance with this learner's figures."""
    return tuple(miss for miss in misses if abs(miss.value - right) > 0.04 * abs(right))


# --- 1 and 2: people and names ------------------------------------------------------------------------------


def shrink(sheet: Sheet) -> Number:
    own = sheet.variant("shrink")
    there, away = own["there"], own["breaks"] + own["training"] + own["sick"]
    right = there / (1 - away / 100)
    return Number(
        right,
        way=f"Of paid time {100 - away:g} % is spent at the phones: divide the people by that share.",
        misses=(
            Miss("the share added", there * (1 + away / 100), "The share is missing of the names."),
            Miss("taken off", there * (1 - away / 100), "So many are there if the others are on the roster."),
            Miss("breaks only", there / (1 - own["breaks"] / 100), "Training and absence count, too."),
            Miss("nobody is ever away", there, "Of so many names some are away."),
            Miss("the extra ones", right - there, "So many more; how many in all?"),
            Miss("divided by the share away", there / (away / 100), "Divide by the share that is there."),
            Miss("absence only", there / (1 - own["sick"] / 100), "Breaks and training count, too."),
        ),
    )  # fmt: skip


def honest_shrink(sheet: Sheet, luck: np.random.Generator) -> float:
    own = sheet.variant("shrink")
    exact = own["there"] / (1 - (own["breaks"] + own["training"] + own["sick"]) / 100)
    ways = (exact, round(exact, 1), round(exact, 2), exact * (1 + luck.uniform(-0.0195, 0.0195)))
    return float(ways[luck.integers(len(ways))])


def root(sheet: Sheet) -> Number:
    own = sheet.variant("root")
    load, now, grown = own["load"], own["people"], own["grown"]
    spare, times = now - load, grown / load
    right = grown + spare * math.sqrt(times)
    misses = (
        Miss("as many times the people", times * now, "So many would be far more comfortable than before."),
        Miss("the old spare", grown + spare, "The spare has to grow, too, though slower than the load."),
        Miss("the spare alone", spare * math.sqrt(times), "This is the spare. How many people in all?"),
        Miss("no spare", grown, "So many are busy all the time, and the line grows without end."),
        Miss("how many more", right - now, "So many more; how many in all?"),
        Miss("the load alone grows", grown - load, "This is how much the load grows."),
        Miss("the root of the load", grown + math.sqrt(grown), "This desk has a comfort of its own, not 1."),
        Miss("the root of times the people", math.sqrt(times) * now, "Only the spare grows like the root."),
    )
    far = tuple(miss for miss in misses if abs(miss.value - right) > 0.6)
    way = f"The spare of {spare:g} grows {math.sqrt(times):.3g} times, the root of {times:.3g}; add the load."
    return Number(right, span=(right - 0.5, right + 0.5), misses=far, way=way)


def honest_root(sheet: Sheet, luck: np.random.Generator) -> float:
    """Through the comfort of the desk, as the module does it."""
    own = sheet.variant("root")
    comfort = (own["people"] - own["load"]) / math.sqrt(own["load"])
    exact = own["grown"] + round(comfort, (2, 3, 6)[luck.integers(3)]) * math.sqrt(own["grown"])
    return float((exact, round(exact), round(exact, 1))[luck.integers(3)])


# --- 3 and 4: the learner's own week ------------------------------------------------------------------------


def table_of(sheet: Sheet) -> pd.DataFrame:
    """The table on the page: first calls an hour on Mondays, on other days, on average, and the people."""

    def made() -> pd.DataFrame:
        contacts = sheet.log.contact_table
        time = contacts.time[contacts.number == 0]
        hour, monday = (time % 1440 // 60).astype(int), time // 1440 % 7 == 0
        mondays, others = (np.bincount(hour[days], minlength=18)[8:18] for days in (monday, ~monday))
        average = (mondays + others) / 20
        heads = [theory.agents_for(calls / 60, MINUTES_A_CALL, part=0.8, within=WITHIN) for calls in average]
        columns = {"Monday": mondays / 4, "other": others / 16, "average": average, "people": heads}
        return pd.DataFrame(columns, index=range(8, 18))

    return sheet.once("table", made)


def planner(sheet: Sheet) -> Number:
    top = table_of(sheet).loc[table_of(sheet)["Monday"].idxmax()]
    load, heads = top["Monday"] * MINUTES_A_CALL / 60, top["people"]
    first = table_of(sheet).iloc[0]
    right = 100 * load / heads
    return Number(
        right,
        way=f"That hour's calls on Mondays are {load:.1f} hours of work for {heads:g} people.",
        misses=apart(
            right,
            Miss("the average day", right * top["average"] / top["Monday"], "That is on the average day."),
            Miss("without the note", right * 7 / 8, "A minute to note it down belongs to each call."),
            Miss("a fraction", right / 100, "This is a fraction; the question is for per cent."),
            Miss("the load", load, "This is the load in erlang; divide by the planner's people."),
            Miss("upside down", 100 * heads / load, "Divide the work by the people."),
            Miss("the two seats", 100 * load / 2, "The planner has more people than the two seats of today."),
            Miss("one person", 100 * load, "This is the load of one person."),
            Miss("minutes an hour", 60 * load / heads, "These are minutes of 60, no per cent."),
            Miss(
                "the first hour",
                100 * first["Monday"] * MINUTES_A_CALL / 60 / first["people"],
                "This is the first hour; look for the one with most calls.",
            ),
        ),
    )  # fmt: skip


def honest_planner(sheet: Sheet, luck: np.random.Generator) -> float:
    """From the table, whose calls have one decimal."""
    shown = table_of(sheet).round(1)
    top = shown.loc[shown["Monday"].idxmax()]
    exact = 100 * top["Monday"] * MINUTES_A_CALL / 60 / top["people"]
    ways = (exact, round(exact, 1), exact * (1 + luck.uniform(-0.015, 0.015)))
    return float(ways[luck.integers(len(ways))])


def where(sheet: Sheet) -> Choice:
    table, right = table_of(sheet), kind_of(sheet)
    times, top = table["Monday"].sum() / table["other"].sum(), int(table["average"].idxmax())
    seen = f"Most calls come around {top} h, and on Mondays {times:.1f} times as many as on another day."
    hours, days = right.split("_")
    told = {
        "early": "That is before noon.",
        "noon": "That is around noon, when the two seats have their breaks as well.",
        "late": "That is in the afternoon.",
    }
    whys = {}
    for name in KINDS.values():
        asked = name.split("_")
        if name == right:
            more = "Such Mondays need people of their own." if days == "monday" else "Mondays need few more."
            whys[name] = f"{seen} {told[hours]} {more}"
        elif asked[0] != hours:
            whys[name] = f"{seen} {told[hours]}"
        else:
            whys[name] = f"{seen} Look at the rows for Monday and for the other days."
    return Choice(right, whys)


def honest_where(sheet: Sheet, luck: np.random.Generator) -> str:
    """From the table: which three hours are the busiest, and Monday beside another day."""
    table = table_of(sheet)
    hours = {"early": (8, 9, 10), "noon": (11, 12, 13), "late": (14, 15, 16)}
    busiest = max(hours, key=lambda name: float(table["average"].loc[list(hours[name])].sum()))
    return f"{busiest}_{'monday' if table['Monday'].sum() > 1.5 * table['other'].sum() else 'all'}"


# --- 5: the roster ------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _worst(log: Simulation) -> tuple[float, ...]:
    """Per cent of first calls answered in time, by part of the week, in the worst of four weeks."""
    visits = log.visit_table
    first = (visits.kind == 0) & (visits.queued % 1440 >= 480) & (visits.queued % 1440 < 1080)
    queued, started = visits.queued[first], visits.started[first]
    part = np.where(queued // 1440 % 7 == 0, 0, np.where(queued % 1440 < 780, 1, 2))
    cell = (queued // 10080 * 3 + part).astype(int)
    in_time = np.bincount(cell, weights=started - queued <= WITHIN, minlength=12)
    return tuple((100 * in_time / np.bincount(cell, minlength=12)).reshape(-1, 3).min(axis=0).tolist())


def share_of(part: int) -> Callable[[Simulation], float]:
    """The share of a part of the week, in the worst week of one run."""
    return lambda log: _worst(log)[part]


#: The same functions for every learner: replays are remembered by them.
AIMS = tuple(
    Aim(
        f"answered within two minutes on {name}, in the worst of four weeks",
        share_of(part),
        to=TARGET,
        unit="%",
    )
    for part, name in enumerate(PARTS)
)


def roster(sheet: Sheet) -> Replay:
    target, *_ = GOOD[kind_of(sheet)]
    return Replay(
        sheet.desk,
        target,
        aims=AIMS,
        seed=EVALUATION_SEED,
        replications=40,
        floor=0.85,  # what is right for another week must not come near: see the test
        reported=(Aim("agents busy", "utilisation"),),
        misses=POPULAR,
    )


#: Rosters with a following of their own. None of them gets a point in any of the six weeks.
POPULAR = (
    Miss("everybody early", people(5, 0, 0, 2), "Nobody is left for the afternoon."),
    Miss("everybody late", people(0, 0, 5, 2), "Nobody is left for the morning."),
    Miss("Mondays first", people(1, 0, 1, 6), "Monday is well served; four other days pay for it."),
    Miss("only Mondays", people(0, 0, 0, 6), "The target holds on the other days, too."),
    Miss("half of the budget", people(1, 1, 1, 0), "The line does not forgive what is saved here."),
    Miss("the ends of the day", people(2, 0, 2, 1), "Around noon the two seats have their breaks."),
)


def honest_roster(sheet: Sheet, luck: np.random.Generator) -> dict[str, object]:
    ways = GOOD[kind_of(sheet)]
    return ways[luck.integers(len(ways))]


def difficulty(sheet: Sheet) -> dict[str, float]:
    judge = roster(sheet)
    return {
        "per cent in time under a good roster, in the part that is served least": min(
            judge.means(aim, judge.target) for aim in judge.aims
        ),
        "the same today": min(judge.means(aim, {}) for aim in judge.aims),
    }
