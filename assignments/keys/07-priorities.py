"""The key of 07-priorities: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from deskside.experiment import Simulation
from deskside.grading import Aim, Choice, Miss, Number, Replay, Sheet
from deskside.metrics.targets import clock_minutes
from deskside.metrics.window import window_of

#: Weeks that no learner has seen. Change it for every class.
EVALUATION_SEED = 583_120_647
ORDER, HEAD_START = "teams.service-desk.discipline", "teams.service-desk.head_start"
PRIORITIES = (1, 2, 3, 4)


def ageing(*minutes: int) -> dict[str, object]:
    """Settings of ageing with head starts for priorities 1 to 3, as a panel keeps them."""
    came_with = (120, 60, 0)
    given = {f"{HEAD_START}.{place}": each for place, each in enumerate(minutes) if each != came_with[place]}
    return {ORDER: "ageing", **given}


#: Orders that meet all limits of a kind of desk; the first is the one a policy is compared with.
GOOD = {
    "one": (ageing(1440, 0, 0), ageing(960, 0, 0), ageing(1200, 0, 0)),
    "two": (ageing(1440, 960, 0), ageing(1440, 1440, 0), ageing(1200, 720, 0), ageing(1440, 480, 0)),
    "steps": (ageing(1440, 240, 120), ageing(960, 240, 120), ageing(1200, 300, 120)),
    "pair": (ageing(1440, 120, 120), ageing(960, 120, 120), ageing(1200, 120, 120)),
}


def kind_of(sheet: Sheet) -> str:
    """What the limits of a learner's desk ask for: the name of an option of `what_order`."""
    own = sheet.variant("desk")
    if own["limit2"] == own["limit4"]:
        return "one"
    if own["limit2"] == own["limit3"]:
        return "pair"
    return "two" if own["limit3"] == own["limit4"] else "steps"


def apart(right: float, *misses: Miss) -> tuple[Miss, ...]:
    """Misses that are not right by chance with this learner's figures."""
    return tuple(miss for miss in misses if abs(miss.value - right) > 0.04 * abs(right))


# --- 1 and 2: what an order cannot do -----------------------------------------------------------------------


def who_pays(sheet: Sheet) -> Number:
    own = sheet.variant("who_pays")
    number = np.array([own[f"n{rank}"] for rank in PRIORITIES])
    before, now = own["before"], np.array([own["w1"], own["w2"], own["w3"]])
    saved = float(number[:3] @ (before - now))
    right = before + saved / number[3]
    return Number(
        right,
        way=f"Priorities 1 to 3 wait {saved:g} minutes a week less in all: {number[3]:g} tickets share them, "
        f"on top of {before:g} each.",
        misses=apart(
            right,
            Miss("the increase alone", saved / number[3], "This is how much longer; add what it was before."),
            Miss(
                "all share it", before + saved / number.sum(), "Priorities 1 to 3 do not pay for themselves."
            ),
            Miss(
                "every priority alike", 4 * before - float(now.sum()), "Weigh each priority by its tickets."
            ),
            Miss("as before", before, "What the others wait less has to go somewhere."),
            Miss(
                "only priority 1 saved",
                before + float(number[0] * (before - now[0])) / number[3],
                "Priorities 2 and 3 wait less, too.",
            ),
            Miss("minutes in all", saved, "These are the minutes that the others save in a week."),
            Miss("the three means", float((before - now).sum()), "Weigh by tickets, and add what it was."),
        ),
    )


def honest_who_pays(sheet: Sheet, luck: np.random.Generator) -> float:
    """Through the minutes in all, as one does it on paper."""
    own = sheet.variant("who_pays")
    every = own["before"] * sum(own[f"n{rank}"] for rank in PRIORITIES)
    left = every - sum(own[f"n{rank}"] * own[f"w{rank}"] for rank in (1, 2, 3))
    exact = left / own["n4"]
    ways = (exact, round(exact), round(exact, 1), exact * (1 + luck.uniform(-0.0195, 0.0195)))
    return float(ways[luck.integers(len(ways))])


def red_flags(sheet: Sheet) -> Number:
    own = sheet.variant("red_flags")
    first, second, inflate = own["first"], own["second"], own["inflate"] / 100
    flags = first + inflate * second
    right = 100 * first / flags
    misses = (
        Miss("the others", 100 - right, "This is the share that is not so urgent."),
        Miss("a fraction", right / 100, "This is a fraction; the question is for per cent."),
        Miss("how many carry it", flags, "So many of 100 tickets carry priority 1."),
        Miss("all pass", 100 * first / (first + second), "Not all of priority 2 pass for more urgent."),
        Miss("the truly urgent move, too", 100 * (1 - inflate), "Nothing is more urgent than priority 1."),
        Miss("of all tickets", float(first), "This is the share of all tickets; divide by the red flags."),
        Miss("the inflation", own["inflate"], "This is the share that inflates."),
        Miss(
            "some of priority 1 leave",
            100 * (1 - inflate) * first / ((1 - inflate) * first + inflate * second),
            "Priority 1 keeps its own: there is nothing above it.",
        ),
        Miss(
            "from 3, too",
            100 * first / (first + inflate * (100 - first)),
            "Priorities 3 and 4 pass for 2 and 3: one step.",
        ),
    )
    far = tuple(miss for miss in misses if abs(miss.value - right) > 1.5)
    way = f"Of 100 tickets {flags:g} carry priority 1, and {first:g} of them are so urgent."
    return Number(right, span=(right - 1, right + 1), misses=far, guess=(0.0, 100.0), way=way)


def honest_red_flags(sheet: Sheet, luck: np.random.Generator) -> float:
    own = sheet.variant("red_flags")
    flags = own["first"] + own["second"] * own["inflate"] / 100
    exact = 100 * own["first"] / flags
    ways = (exact, round(exact), round(exact, 1), exact + luck.uniform(-0.99, 0.99))
    return float(ways[luck.integers(len(ways))])


# --- 3 and 4: an order that meets the limits ----------------------------------------------------------------


def what_order(sheet: Sheet) -> Choice:
    own = sheet.variant("desk")
    limits = ", ".join(f"{own[f'limit{rank}']:g}" for rank in PRIORITIES)
    why = {
        "one": "Whoever is not priority 1 then waits about alike, a little longer than in order of arrival.",
        "two": "Priorities 1 and 2 wait minutes; 3 and 4 share what that costs, alike.",
        "steps": "Priority 2 stays short, 3 is spared most of it, and 4 pays, but less than under priority.",
        "pair": "Priorities 2 and 3 wait alike, well below order of arrival, and 4 pays for both, in part.",
        "strict": "Priority 4 then pays for everybody and is far above its limit, today as well.",
    }
    right = kind_of(sheet)
    return Choice(right, {name: f"The limits are {limits}. {told}" for name, told in why.items()})


def honest_what_order(sheet: Sheet, luck: np.random.Generator) -> str:
    """By the limits alone: who is to be quick, and whether 3 is to be quicker than 4."""
    own = sheet.variant("desk")
    if own["limit3"] < own["limit4"]:
        return "steps" if own["limit2"] < own["limit3"] else "pair"
    return "two" if own["limit2"] < own["limit3"] / 2 else "one"


@lru_cache(maxsize=1)
def _waits(log: Simulation) -> dict[int, float]:
    """Mean opening minutes until somebody looks, by priority. Replays ask for all four in turn."""
    window = window_of(log)
    counted = slice(window.first, window.last)
    waits = clock_minutes(log, counted, "response", log.ticket_table.first_response[counted])
    ranks = log.ticket_table.priority[counted]
    return {rank: float(np.mean(waits[ranks == rank])) for rank in PRIORITIES}


def wait_of(priority: int) -> Callable[[Simulation], float]:
    """The mean wait of a priority in one run."""
    return lambda log: _waits(log)[priority]


def policy(sheet: Sheet) -> Replay:
    own, (target, *_) = sheet.variant("desk"), GOOD[kind_of(sheet)]
    aims = tuple(
        Aim(
            f"the mean wait of priority {rank}",
            wait_of(rank),
            to=float(own[f"limit{rank}"]),
            keep=rank < 4,
            unit="minutes",
        )
        for rank in PRIORITIES
    )
    return Replay(
        sheet.desk,
        target,
        aims=aims,
        seed=EVALUATION_SEED,
        replications=80,  # with 20 what ageing as it came earned hung on the seed
        floor=0.8,  # ageing with long head starts for everybody comes to two thirds of the way
        reported=(Aim("old targets met", "sla_met_share"),),
        misses=POPULAR,
    )


#: Orders with a following of their own. None of them meets the limits of any desk.
POPULAR = (
    Miss("fair is in order of arrival", {ORDER: "first-come"}, "The urgent then wait like everybody."),
    Miss("due first keeps promises", {ORDER: "earliest-due"}, "It goes by the old targets, not your limits."),
    Miss("ageing as it came", {ORDER: "ageing"}, "A head start of two hours is gone after one night."),
    Miss("a working day is enough", ageing(600, 600, 600), "Priorities 1 to 3 are then one class."),
    Miss("nobody a head start", ageing(0, 0, 0), "Without head starts ageing is order of arrival."),
    Miss("everybody far ahead", ageing(1440, 1200, 960), "So far ahead, ageing is nearly strict priority."),
    Miss(
        "head starts without ageing",
        {f"{HEAD_START}.0": 1440, f"{HEAD_START}.1": 960},
        "Head starts do nothing under priority.",
    ),
)


def honest_policy(sheet: Sheet, luck: np.random.Generator) -> dict[str, object]:
    ways = GOOD[kind_of(sheet)]
    return ways[luck.integers(len(ways))]


def difficulty(sheet: Sheet) -> dict[str, float]:
    judge, own = policy(sheet), sheet.variant("desk")
    waits = [judge.means(aim, judge.target) for aim in judge.aims]
    return {
        "wait of priority 4 today, in per cent of its limit": 100
        * judge.means(judge.aims[3], {})
        / own["limit4"],
        "the limit nearest to a good order, in per cent of it": max(
            100 * wait / own[f"limit{rank}"] for rank, wait in zip(PRIORITIES, waits, strict=True)
        ),
    }
