"""The key of 06-desks: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out. The figures of the twelve
reports were made by the model: `report` makes one again, and a test compares it with the paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

import deskside as ds
from deskside.grading import Choice, Miss, Number, Several, Sheet

DESKS = ("north", "south", "east", "west")
#: What is so at the four desks of each report, and about which of them questions 2 and 3 ask.
REPORTS: tuple[tuple[tuple[str, str, str, str], str], ...] = (
    (("pauses", "short", "supplier", "plain"), "north"),
    (("short", "hurries", "plain", "supplier"), "south"),
    (("supplier", "plain", "short", "picks"), "east"),
    (("plain", "supplier", "pauses", "short"), "south"),
    (("hurries", "pauses", "supplier", "short"), "north"),
    (("short", "picks", "pauses", "supplier"), "south"),
    (("supplier", "short", "hurries", "picks"), "west"),
    (("pauses", "supplier", "short", "hurries"), "north"),
    (("plain", "short", "supplier", "plain"), "south"),
    (("supplier", "plain", "plain", "short"), "north"),
    (("short", "plain", "supplier", "plain"), "north"),
    (("plain", "plain", "short", "supplier"), "west"),
)
TRICKS = frozenset({"pauses", "hurries", "picks"})
#: Policy and work of a desk, on top of `desk-a` with tighter targets.
SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "short": {"needs_factor": 1.14},
    "supplier": {
        "services.software.pending": {"share": 0.25, "on": "supplier", "after": 1440.0, "rest": 0.5},
        "services.requests.pending.share": 0.5,
    },
    "pauses": {"policy.stopped_clocks": 0.5},
    "hurries": {"teams.service-desk.pressure": 0.12},
    "picks": {"teams.service-desk.discipline": "cherry-picking"},
}
RUNS = 5
#: The clock that question 4 is about. At most desks without idle pauses it is one that never stands: else the
#: line of the report would be right there as it is.
FAIR, NEVER = "stands only while somebody owes an answer", "never stands, whoever owes an answer"
RULES = (FAIR, NEVER, FAIR, NEVER, FAIR, FAIR, NEVER, NEVER, NEVER, NEVER, FAIR, NEVER)


# --- the reports --------------------------------------------------------------------------------------------


def report(number: int) -> dict[str, float | str]:
    """The figures of report ``number``, 1 to 12, as the paper has them."""
    roles, asked = REPORTS[number - 1]
    found: dict[str, float | str] = {"report": number, "asked": asked.capitalize()}
    clock = roles.index("pauses") if "pauses" in roles else roles.index("supplier")
    # where clocks stand for no reason, or else where answers are owed: the two sums of question 4 are alike
    found["clock_desk"] = DESKS[clock].capitalize()
    found["rule"] = RULES[number - 1]
    for place, (desk, role) in enumerate(zip(DESKS, roles, strict=True)):
        tickets, line = _five_weeks(role, number, place)
        urgent, later = (
            tickets.query(f"priority == {level}")["response_business"].mean() for level in (1, 3)
        )
        owed = tickets["pauses"] > 0
        found |= {
            f"{desk}_first": round(line["mean_first_response"]),
            f"{desk}_handling": round(float(line["contact_effort"]), 1),
            f"{desk}_met": round(100 * float(_met(tickets).mean()), 1),
            f"{desk}_back": round(100 * float(line["reopened_share"]), 1),
            f"{desk}_urgent": round(urgent),
            f"{desk}_later": round(later),
            f"{desk}_paused": round(100 * ((tickets["clock_stopped"] == 1) | owed).mean()),
            f"{desk}_owed": round(100 * owed.mean()),
            f"{desk}_busy": round(100 * line["utilisation"]),
        }
        if place == clock:
            found |= _clocks(role, number, place, tickets)
    return found


def _runs(role: str, number: int, place: int, **changes: Any) -> list[ds.Simulation]:
    factor = 0.94 + 0.01 * ((5 * number + 3 * place) % 12)
    settings = dict(SETTINGS[role]) | changes
    settings["needs_factor"] = factor * settings.get("needs_factor", 1.0)
    desk = ds.load("desk-a").with_({"targets.resolution": [45, 150, 300], "services.*.reopen.share": 0.07})
    first = 1000 * number + 10 * place
    return [ds.simulate(desk.with_(settings), seed=seed) for seed in range(first, first + RUNS)]


def _five_weeks(role: str, number: int, place: int) -> tuple[pd.DataFrame, pd.Series]:
    """Tickets that count, and KPIs: five runs of five weeks."""
    logs = _runs(role, number, place)
    tickets = pd.concat([log.tickets().query("counted and outcome == 'resolved'") for log in logs])
    return tickets, pd.DataFrame([log.kpis() for log in logs]).mean()


def _met(tickets: pd.DataFrame) -> pd.Series:
    return tickets["met_resolution"].fillna(False).astype(bool)


def _clocks(role: str, number: int, place: int, tickets: pd.DataFrame) -> dict[str, float | str]:
    """Of the tickets of a desk: how many met their target, by which clock."""
    logs = _runs(role, number, place, **{"policy.stopped_clocks": 0.0})
    honest = pd.concat([log.tickets().query("counted and outcome == 'resolved'") for log in logs])
    on_the_wall = honest["resolution_business"] + honest["paused"] <= honest["resolution_target"]
    only_paused = _met(tickets).to_numpy() & ~on_the_wall.to_numpy()
    return {
        "every": len(tickets),
        "met": int(_met(tickets).sum()),
        "only_paused": int(only_paused.sum()),
        "only_owed": int((only_paused & _met(honest).to_numpy()).sum()),
    }


# --- what a careful reader does with a report ---------------------------------------------------------------


def figures(sheet: Sheet) -> Mapping[str, Any]:
    """The learner's report."""
    return sheet.variant("desk")


def role_of(sheet: Sheet, desk: str) -> str:
    """What is so at a desk."""
    return REPORTS[int(figures(sheet)["report"]) - 1][0][DESKS.index(desk)]


def asked_desk(sheet: Sheet) -> str:
    """The desk that questions 2 and 3 are about."""
    return str(figures(sheet)["asked"]).lower()


def seen(sheet: Sheet, desk: str) -> str:
    """What the figures of a desk show to somebody who compares them in pairs."""
    own = figures(sheet)
    if own[f"{desk}_paused"] > own[f"{desk}_owed"] + 10:
        return "pauses"
    if own[f"{desk}_back"] > 12:
        return "hurries"
    if own[f"{desk}_urgent"] > 0.5 * own[f"{desk}_later"]:
        return "picks"
    if own[f"{desk}_owed"] > 12:
        return "supplier"
    return "short" if own[f"{desk}_busy"] >= 80 else "plain"


# --- 1: which desks play ------------------------------------------------------------------------------------


def games(sheet: Sheet) -> Several:
    right = frozenset(desk for desk in DESKS if role_of(sheet, desk) in TRICKS) or frozenset({"none"})
    own = figures(sheet)

    def most(name: str, sign: int = 1) -> frozenset[str]:
        return frozenset({max(DESKS, key=lambda desk: sign * own[f"{desk}_{name}"])})

    thoughts = {
        "the slowest must be hiding something": most("first"),
        "the one that misses most targets": most("met", -1),
        "the longest handling time": most("handling"),
        "the busiest, for lack of time": most("busy"),
        "whoever pauses clocks": frozenset(desk for desk in DESKS if own[f"{desk}_paused"] > 12),
        "the best figure is too good": most("met"),
        "the quickest is too quick": most("first", -1),
        "somebody always does": frozenset(DESKS),
        "nobody would": frozenset({"none"}),
        "whose urgent ones wait longest": most("urgent"),
        "where most comes back": most("back"),
        "who waits for others most": most("owed"),
        "all but the one that meets its targets": frozenset(DESKS) - most("met"),
        "all but the slowest": frozenset(DESKS) - most("first"),
    }
    misses = {value: name for name, value in thoughts.items() if value and value != right}
    why = "Look at the pairs: came back beside handling time, urgent beside can wait, paused beside owed."
    judge = Several(right, why)
    return Several(right, why, tuple(_miss(judge, name, value) for value, name in misses.items()))


def _miss(judge: Several, name: str, value: frozenset[str]) -> Miss:
    return Miss(name, value, f"The thought behind it: {name}.", judge.verdict(value, str).share)


def honest_games(sheet: Sheet, luck: np.random.Generator) -> frozenset[str]:
    return frozenset(desk for desk in DESKS if seen(sheet, desk) in TRICKS) or frozenset({"none"})


# --- 2 and 3: one desk in depth -----------------------------------------------------------------------------

WHAT = {
    "plain": "usual",
    "short": "people",
    "supplier": "owed",
    "pauses": "clocks",
    "hurries": "haste",
    "picks": "picking",
}
FIGURE = {"short": "busy", "supplier": "pauses", "pauses": "pauses", "hurries": "back", "picks": "urgent"}


def what(sheet: Sheet) -> Choice:
    return Choice(
        WHAT[role_of(sheet, asked_desk(sheet))],
        {
            "haste": "Haste shows as a short handling time and many solutions that come back.",
            "picking": "Picking shows as urgent tickets that wait about as long as those that can wait.",
            "clocks": "This trick shows as far more clocks paused than answers owed.",
            "people": "Too few people show as busy agents and long waits of what can wait, no more.",
            "owed": "Where suppliers owe answers, many clocks stand, each for a reason; it is no trick.",
            "usual": "Such a desk: agents busy below four fifths, few answers owed, no pair that differs.",
        },
    )


def honest_what(sheet: Sheet, luck: np.random.Generator) -> str:
    return WHAT[seen(sheet, asked_desk(sheet))]


def decides(sheet: Sheet) -> Choice:
    return Choice(
        FIGURE[role_of(sheet, asked_desk(sheet))],
        {
            "back": "Came back beside handling time tells haste.",
            "urgent": "Urgent beside can wait tells who is taken first.",
            "pauses": "Paused beside owed tells whether clocks stand for a reason.",
            "busy": "How busy the agents are tells whether there are enough of them.",
            "met": "Targets met is a line of the report: what makes it good or bad stands beside it.",
            "handling": "Handling time alone is a line of the report: short can be skilled or hasty.",
        },
    )


def honest_decides(sheet: Sheet, luck: np.random.Generator) -> str:
    return FIGURE.get(seen(sheet, asked_desk(sheet)), "busy")


# --- 4: the honest value ------------------------------------------------------------------------------------


def honest_share(sheet: Sheet) -> Number:
    own = figures(sheet)
    every, met, paused, owed = (float(own[name]) for name in ("every", "met", "only_paused", "only_owed"))
    fair = own["rule"] == FAIR
    off = paused - owed if fair else paused
    right = 100 * (met - off) / every
    misses = (
        Miss("the report", 100 * met / every, "This is the report: what pauses gained is still in it."),
        Miss("no pause counts", 100 * (met - paused) / every, "Pauses for which an answer is owed are fair."),
        Miss("fair ones count", 100 * (met - (paused - owed)) / every, "The clock asked for never stands."),
        Miss(
            "the fair ones taken out",
            100 * (met - owed) / every,
            "You took out the fair ones and left the others.",
        ),
        Miss("what was gained", 100 * off / every, "This is the share gained by pauses; take it off."),
        Miss("gained, of those met", 100 * off / met, "This is a share gained, and of those that met."),
        Miss("as a share", right / 100, "The question is for per cent."),
        Miss("of those met", 100 * (met - off) / met, "Divide by all tickets, not by those that met."),
        Miss("tickets", met - off, "These are tickets; divide by all of them."),
        Miss("the other way", 100 * (met + off) / every, "What pauses gained is taken off."),
        Miss("missed", 100 - right, "This is the share that missed its target."),
    )
    # figures are counted, so only rounding is forgiven
    low, high = right - 0.15, right + 0.15
    return Number(
        right,
        (low, high),
        guess=(70, 100),
        way=f"{met:g} met, {off:g} only by pauses that do not count here; divide the rest by {every:g}.",
        misses=tuple(m for m in misses if not low <= m.value <= high),
    )


def honest_honest_share(sheet: Sheet, luck: np.random.Generator) -> float:
    own = figures(sheet)
    stays = own["met"] - own["only_paused"] + (own["only_owed"] if "owes" in own["rule"].split(",")[0] else 0)
    value = 100 * stays / own["every"]
    return float(
        (value, round(value, 1), round(value, 2), value + luck.uniform(-0.14, 0.14))[luck.integers(4)]
    )


# --- 5: when haste is more work -----------------------------------------------------------------------------


def break_even(sheet: Sheet) -> Number:
    own = sheet.variant("break_even")
    cut, before = own["cut"] / 100, own["before"] / 100
    right = 100 * (1 - (1 - cut) * (1 - before))
    misses = (
        Miss(
            "added",
            100 * (before + cut),
            "Work for one request is handling time / (1 - repeats).",
        ),
        Miss("a cut of the repeats", 100 * before * (1 - cut), "With fewer repeats it would be less work."),
        Miss(
            "as much more",
            100 * before * (1 + cut),
            "With repeats that grow only so much most of the gain is kept.",
        ),
        Miss("solved", 100 - right, "This share stays solved. How many come back?"),
        Miss("as a share", right / 100, "The question is for per cent."),
        Miss("twice", 200 * before, "Twice as many is more than it takes, or less: work it out."),
        Miss("today", 100 * before, "With today's repeats the whole cut is saved."),
        Miss("the cut", 100 * cut, "This is the cut of the handling time."),
    )
    low, high = right - 0.25, right + 0.25
    return Number(
        right,
        (low, high),
        guess=(5, 40),
        way=f"The share that holds, now {100 * (1 - before):g} %, may fall as the handling time does.",
        misses=tuple(m for m in misses if not low <= m.value <= high),
    )


def honest_break_even(sheet: Sheet, luck: np.random.Generator) -> float:
    own = sheet.variant("break_even")
    value = 100 - (100 - own["cut"]) * (100 - own["before"]) / 100
    return float((value, round(value, 1), value + luck.uniform(-0.24, 0.24))[luck.integers(3)])


def difficulty(sheet: Sheet) -> dict[str, float]:
    """How far the figures that decide lie from those of a desk in order."""
    own = figures(sheet)
    tricks = [desk for desk in DESKS if role_of(sheet, desk) in TRICKS]
    margins = {
        "pauses": lambda desk: (own[f"{desk}_paused"] - own[f"{desk}_owed"]) / 10,
        "hurries": lambda desk: own[f"{desk}_back"] / 12,
        "picks": lambda desk: own[f"{desk}_urgent"] / (0.5 * own[f"{desk}_later"]),
    }
    found = [margins[role_of(sheet, desk)](desk) for desk in tricks]
    return {
        "desks that play": float(len(tricks)),
        "least a trick stands out, times": min(found, default=float("nan")),
        "idle pauses, points": 100 * (own["only_paused"] - own["only_owed"]) / own["every"],
    }


def as_toml() -> str:
    """The variants of the paper's desk."""
    lines = chain.from_iterable(
        [
            "[[desk.variants]]",
            *(f"{name} = {value!r}".replace("'", '"') for name, value in report(number).items()),
        ]
        for number in range(1, len(REPORTS) + 1)
    )
    return "\n".join(lines) + "\n"
