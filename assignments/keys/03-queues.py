"""The key of 03-queues: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import deskside as ds
from deskside.grading import Choice, Miss, Number, Sheet
from deskside.theory import highest_load as by_erlang

MINUTES = 4 * 7 * 24 * 60
FIRST_WEEK = 7 * 24 * 60


# --- what careful people do with a number they have read off
# -------------------------------------------------


def as_written(number: float, luck: np.random.Generator) -> float:
    """In full, to three or four figures, or off by as much as the question forgives."""
    ways = (
        number,
        float(f"{number:.3g}"),
        float(f"{number:.4g}"),
        number * (1 + luck.uniform(-0.0195, 0.0195)),
    )
    return float(ways[luck.integers(len(ways))])


# --- 1 to 4: Little's law on the own log
# -----------------------------------------------------------------------


def tickets_of(sheet: Sheet) -> pd.DataFrame:
    """The tickets that count."""
    return sheet.once("tickets", lambda: sheet.log.tickets().query("counted"))


def quarters_of(sheet: Sheet) -> pd.Series:
    """Means over the quarter hours that count."""

    def means() -> pd.Series:
        quarters = sheet.log.intervals().query("minute >= @FIRST_WEEK")
        return quarters[["waiting", "busy", "on_duty"]].mean()

    return sheet.once("quarters", means)


def arrivals(sheet: Sheet) -> Number:
    right = len(tickets_of(sheet)) / MINUTES
    agents = sheet.variant("desk")["agents"]
    return Number(
        right,
        misses=(
            Miss("an hour", right * 60, "This is an hour; the question is for a minute."),
            Miss("a day", right * 1440, "This is a day; the question is for a minute."),
            Miss(
                "upside down",
                1 / right,
                "These are minutes from one ticket to the next; turn the fraction over.",
            ),
            Miss(
                "a number of tickets",
                right * MINUTES,
                "This is the number of tickets; divide it by the minutes.",
            ),
            Miss("five weeks", 0.8 * right, "Four weeks count: you have divided by five."),
            Miss(
                "for each agent", right / agents, "This is for each agent; the law is about the whole desk."
            ),
        ),
    )


def honest_arrivals(sheet: Sheet, luck: np.random.Generator) -> float:
    return as_written(len(tickets_of(sheet)) / MINUTES, luck)


def time_at_desk(sheet: Sheet) -> Number:
    tickets = tickets_of(sheet)
    wait, work = float(tickets["wait"].mean()), float(tickets["handling"].mean())
    times = tickets["wait"] + tickets["handling"]
    right = float(times.mean())
    return Number(
        right,
        misses=(
            Miss(
                "the wait alone",
                wait,
                "This is the wait alone: the work on the ticket is part of its time there.",
            ),
            Miss("the work alone", work, "This is the work alone: the wait is part of the time at the desk."),
            Miss("hours", right / 60, "These are hours; the question is for minutes."),
            Miss(
                "the median", float(times.median()), "Half stay shorter than this; the law is about the mean."
            ),
            Miss(
                "the slowest tenth",
                float(times.quantile(0.9)),
                "One in ten stays longer than this; take the mean.",
            ),
            Miss(
                "minutes between arrivals",
                MINUTES / len(tickets),
                "These are minutes from one ticket to the next.",
            ),
        ),
    )


def honest_time_at_desk(sheet: Sheet, luck: np.random.Generator) -> float:
    means = tickets_of(sheet)[["wait", "handling"]].mean().round(2)
    return as_written(float(means.sum()), luck)


def number_at_desk(sheet: Sheet) -> Number:
    means = quarters_of(sheet)
    waiting, busy, on_duty = (float(means[name]) for name in ("waiting", "busy", "on_duty"))
    right = waiting + busy
    return Number(
        right,
        misses=(
            Miss("waiting alone", waiting, "These wait: those being worked on are at the desk too."),
            Miss("in hand alone", busy, "These are being worked on: those that wait are at the desk too."),
            Miss("on duty for busy", waiting + on_duty, "On duty is not busy: count tickets."),
            Miss("people and tickets", right + on_duty, "Agents are no tickets: leave those on duty out."),
            Miss(
                "for each agent", right / on_duty, "This is for each agent; the law is about the whole desk."
            ),
            Miss(
                "the difference",
                abs(busy - waiting),
                "Waiting and being worked on are added: both are there.",
            ),
        ),
    )


def honest_number_at_desk(sheet: Sheet, luck: np.random.Generator) -> float:
    means = quarters_of(sheet)[["waiting", "busy"]].round(3)
    return as_written(float(means.sum()), luck)


def little(sheet: Sheet) -> Choice:
    return Choice(
        counted(sheet),
        {
            "edges": "Tickets a minute times waiting and work together is the number counted, but for 2 %.",
            "queue": "Tickets a minute times the wait alone is then the number counted.",
            "work": "Tickets a minute times the work alone is then the number counted.",
            "twice": "Tickets a minute times the wait and twice the work is then the number counted.",
            "chance": "The law needs no chance: the same minutes are added by ticket or by quarter hour.",
        },
    )


def counted(sheet: Sheet) -> str:
    """Which tickets the other desk's count holds: the name of an option."""
    own = sheet.variant("little")
    a_minute, wait, work = own["tickets"] / MINUTES, own["wait"], own["work"]
    minutes = {"edges": wait + work, "queue": wait, "work": work, "twice": wait + 2 * work}
    return min(minutes, key=lambda name: abs(a_minute * minutes[name] - own["number"]))


def honest_little(sheet: Sheet, luck: np.random.Generator) -> str:
    """By how far the count is from what the law says, in tickets that wait and in tickets in hand."""
    own = sheet.variant("little")
    waiting, in_hand = (own["tickets"] * own[name] / MINUTES for name in ("wait", "work"))
    more = own["number"] - waiting - in_hand
    if abs(more) < 0.05 * (waiting + in_hand):
        return "edges"
    if more > 0:
        return "twice"
    return "queue" if abs(more + in_hand) < abs(more + waiting) else "work"


# --- 5: a desk one cannot run yet
# ------------------------------------------------------------------------------


def changed_desk(sheet: Sheet) -> Number:
    own = sheet.variant("changed_desk")
    a_minute, waiting, work = own["arrivals"] / 60, own["waiting"], own["handling"]
    wait = waiting / a_minute
    return Number(
        wait + work,
        way=f"Number waiting / arrivals a minute = {wait:g} minutes of waiting; the work comes on top.",
        misses=(
            Miss("the wait alone", wait, "This is the wait alone: the work comes on top of it."),
            Miss(
                "a wait in hours", wait / 60 + work, "Arrivals are given an hour, so this wait is in hours."
            ),
            Miss("hours, without work", wait / 60, "This is the wait in hours, without the work."),
            Miss("multiplied", waiting * a_minute + work, "Number waiting = arrivals x wait, so divide."),
            Miss("tickets and minutes", (waiting + work) / a_minute, "Tickets and minutes were added."),
            Miss(
                "one after the other",
                waiting * work + work,
                "There are several agents: they do not queue for one.",
            ),
        ),
    )


def honest_changed_desk(sheet: Sheet, luck: np.random.Generator) -> float:
    own = sheet.variant("changed_desk")
    return as_written(60 * own["waiting"] / own["arrivals"] + own["handling"], luck)


# --- 6 and 7: how busy the agents may be
# -----------------------------------------------------------------------


def highest_load(sheet: Sheet) -> Number:
    own = sheet.variant("desk")
    agents, work, load = int(own["agents"]), own["effort"], own["load"]

    def limit(**promise: float) -> float:
        return 100 * by_erlang(agents, work, **promise).utilisation

    right = limit(part=0.9, within=30.0)
    return Number(
        right,
        # a row of the table is 2 points; luck moves its reading by 0.5 (a standard error): allow five of them
        # (of a thousand made-up learners one read more than four too much)
        span=(right - 2 - 5 * 0.5, right + 5 * 0.5),
        near=2,
        guess=(50.0, 95.0),
        misses=(
            Miss("the mean wait", limit(mean_wait=30.0), "At this load 30 minutes is the mean wait."),
            Miss(
                "half of them", limit(part=0.5, within=30.0), "At this load half are answered in 30 minutes."
            ),
            Miss("as it is", load, "This is the load your desk has at present."),
            Miss("always busy", 100.0, "At 100 % the queue grows without end."),
            Miss("the free time", 100 - right, "This is the share of time that is free."),
            Miss("minutes for per cent", 30.0, "This is the promise in minutes; the question is for a load."),
        ),
    )


def honest_highest_load(sheet: Sheet, luck: np.random.Generator) -> float:
    """The last row that keeps the promise, or a figure between it and the next."""
    rows = load_rows(sheet)
    below = max((load, wait) for load, wait in rows if wait <= 30)
    above = min((load, wait) for load, wait in rows if load > below[0])
    between = below[0] + 2 * (30 - below[1]) / (above[1] - below[1])
    return float((below[0], between, round(between), below[0] + luck.uniform(0, 1))[luck.integers(4)])


def load_rows(sheet: Sheet) -> list[tuple[int, float]]:
    """The rows of part C's table around the limit: load, and minutes within which 90 % are answered."""
    first = 2 * int(sheet.variant("desk")["load"] // 2) - 4
    near = [row for row in range(first, first + 24, 2) if abs(row - highest_load(sheet).right) < 5]
    return sheet.once("rows", lambda: [(load, _minutes(sheet, load)) for load in near])


def _minutes(sheet: Sheet, load: int) -> float:
    own = sheet.variant("desk")
    a_week = load / 100 * own["agents"] * 10080 / own["effort"]
    desk = sheet.desk.with_({"needs.colleagues/help.per_week": a_week})
    return ds.replicate(desk, 30, sheet.seed("months")).kpis["p90_first_response"].mean


#: What each case of question 7 shows: one ordinary month, one that is none, or a mean that moved.
CASES = 4 * ("within", "beyond", "mean")


def next_month(sheet: Sheet) -> Choice:
    return Choice(
        CASES[int(sheet.variant("next_month")["case"]) - 1],
        {
            "within": "Thirty months of the same desk spread that far: one such month shows no change.",
            "beyond": "A month far beyond the lowest and the highest of thirty is hardly luck.",
            "mean": "The range says where the mean of thirty months lies; months spread far, means little.",
            "range": "The range is about the mean of many months. Single months spread far wider.",
            "load": "The same desk gave thirty different months at this load: luck alone does that.",
        },
    )


def honest_next_month(sheet: Sheet, luck: np.random.Generator) -> str:
    """One month or the mean of many, and how far it lies from the others."""
    seen = str(sheet.variant("next_month")["seen"])
    if "mean lies within the range" in seen or "between the" in seen:
        return "within"
    return "mean" if "thirty" in seen else "beyond"


def difficulty(sheet: Sheet) -> dict[str, float]:
    own = sheet.variant("desk")
    return {
        "points of load to the limit": highest_load(sheet).right - own["load"],
        "tickets on the log": float(len(tickets_of(sheet))),
    }
