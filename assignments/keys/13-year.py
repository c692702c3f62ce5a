"""The key of 13-year: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out. The figures of the twelve
papers were made by the model: `report` makes one again, and a test compares it with the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from deskside.grading import Choice, Decided, Miss, Number, Paper, Sheet, YearReplay
from deskside.organisation.quarters import QUARTERS, WEEKS, Decisions
from deskside.organisation.year import Year
from deskside.scenario import Scenario, load

#: Years that no learner has seen. Change it for every class.
EVALUATION_SEED = 771_340_219
MEASURES = ("receipt", "checklist", "writing", "colleague")
TITLES = {
    "receipt": "the receipt with an honest time",
    "checklist": "the checklist before closing",
    "writing": "the hours for articles",
    "colleague": "the colleague in the mornings",
}

# --- the desks ----------------------------------------------------------------------------------------------

#: A desk without any special trouble.
CALM: dict[str, float] = {
    "needs": 0.5,
    "receipt_after": 120,
    "progress_after": 360,
    "chase_effort": 4,
    "unclear": 0.06,
    "look_effort": 2,
    "reopen": 0.05,
    "tries": 0.12,
    "email": 0.5,
    "portal": 0.15,
    "phone": 0.3,
    "patience": 12,
    "work_around": 45,
}


def silent(after: float) -> dict[str, float]:
    """Nobody hears anything, and people ask again soon."""
    return {"receipt_after": after, "progress_after": 3 * after, "chase_effort": 6}


def maze(unclear: float, look: float) -> dict[str, float]:
    """Nobody knows what is whose."""
    return {"unclear": unclear, "look_effort": look}


def leaky(share: float) -> dict[str, float]:
    """What is solved comes back."""
    return {"reopen": share}


def callers(work_around: float) -> dict[str, float]:
    """Most call, are out of patience soon, and work around the desk."""
    return {"email": 0.15, "portal": 0.0, "phone": 0.8, "patience": 6, "work_around": work_around}


def curious(share: float) -> dict[str, float]:
    """People look it up first, and find nothing."""
    return {"tries": share}


#: What each trouble is helped by.
HELPS = {
    "silent": "receipt",
    "maze": "roles",
    "leaky": "checklist",
    "callers": "callback",
    "curious": "writing",
}
#: The two troubles of each desk, and how strong they are: so that each is worth about as much.
DESKS: tuple[tuple[tuple[str, str], dict[str, float]], ...] = (
    (("silent", "maze"), silent(36) | maze(0.44, 16)),
    (("silent", "leaky"), silent(30) | leaky(0.13)),
    (("silent", "callers"), silent(36) | callers(120)),
    (("silent", "curious"), silent(26) | curious(0.8)),
    (("maze", "leaky"), maze(0.44, 16) | leaky(0.12)),
    (("maze", "callers"), maze(0.42, 15) | callers(110)),
    (("leaky", "callers"), leaky(0.13) | callers(105)),
    (("leaky", "curious"), leaky(0.14) | curious(0.8)),
    (("callers", "curious"), callers(110) | curious(0.7)),
    (("silent", "leaky"), silent(26) | leaky(0.14) | {"needs": 0.46}),
    (("callers", "curious"), callers(115) | curious(0.75) | {"needs": 0.46}),
    (("leaky", "callers"), leaky(0.14) | callers(110) | {"needs": 0.46}),
)
#: What is so at the sister company's desk, and about which measure question 1 asks.
SISTERS: tuple[tuple[dict[str, float], str], ...] = (
    ({"needs": 0.73, "reopen": 0.08, "tries": 0.6}, "receipt"),
    ({"needs": 0.74, "tries": 0.4}, "receipt"),
    (silent(75) | {"needs": 0.70, "tries": 0.4}, "colleague"),
    ({"needs": 0.70, "reopen": 0.11, "tries": 0.3}, "colleague"),
    ({"needs": 0.73, "tries": 0.55}, "colleague"),
    ({"needs": 0.72, "reopen": 0.06, "tries": 0.35}, "writing"),
    (silent(60) | {"needs": 0.68, "reopen": 0.07, "tries": 0.4}, "writing"),
    ({"needs": 0.72, "reopen": 0.10, "tries": 0.4}, "receipt"),
    ({"needs": 0.72, "reopen": 0.06, "tries": 0.6}, "writing"),
    ({"needs": 0.74, "reopen": 0.07, "tries": 0.35}, "checklist"),
    (silent(80) | {"needs": 0.72, "tries": 0.4}, "receipt"),
    ({"needs": 0.73, "reopen": 0.10, "tries": 0.3}, "checklist"),
)


#: Minute of the sister company's incident: the last Friday of the third quarter, at ten.
LAST_FRIDAY = 389_400
#: Years that the table of the incident is a mean of.
RUNS = 3


def settings(paper: Paper, values: Mapping[str, float]) -> dict[str, Any]:
    """A variant's values as the paper sets them at its desk."""
    assert paper.desk is not None
    return {**paper.desk.fixed, **{lever: values[name] for lever, name in paper.desk.varied.items()}}


def desk_of(paper: Paper, values: Mapping[str, float]) -> Scenario:
    """The desk with a variant's values."""
    return load("year-ahead").with_(settings(paper, values))


# --- the papers ---------------------------------------------------------------------------------------------


def report(number: int, paper: Paper) -> dict[str, float | str]:
    """The values of paper ``number``, 1 to 12: the desk's own, and the figures in its tables."""
    values = CALM | DESKS[number - 1][1]
    return {**values, **_sister(number, paper), **_own(number, paper, values)}


def _sister(number: int, paper: Paper) -> dict[str, float | str]:
    changes, asked = SISTERS[number - 1]
    contacts = 190 + 30 * (5 * number % 12)
    desk = desk_of(paper, CALM | changes).with_(
        {"incidents.0.contacts": contacts, "incidents.0.at": LAST_FRIDAY}
    )

    def cost(names: Iterable[str]) -> float:
        return round(sum(_quarters(paper, desk, [list(names)] * QUARTERS, number)), 1)

    found: dict[str, float | str] = {"report": number, "asked": asked, "asked_title": TITLES[asked]}
    found |= {"nothing": cost(()), "four": cost(MEASURES)}
    for name in MEASURES:
        found[f"alone_{name}"] = cost([name])
        found[f"without_{name}"] = cost([each for each in MEASURES if each != name])
    return found | _incident(number, paper, desk)


def _incident(number: int, paper: Paper, shaken: Scenario) -> dict[str, float]:
    """Quarters with and without the incident, under the four measures and under nothing."""
    still = shaken.with_({"incidents": []})
    found = {}
    for row, at, names in (
        ("plan", shaken, MEASURES),
        ("calm", still, MEASURES),
        ("bare", shaken, ()),
        ("still", still, ()),
    ):
        years = [_quarters(paper, at, [list(names)] * QUARTERS, 10 * number + one) for one in range(RUNS)]
        means = np.mean(years, axis=0).tolist()
        found |= {f"{row}_{place}": round(each, 1) for place, each in enumerate(means, start=1)}
    return found


def _quarters(paper: Paper, desk: Scenario, decisions: Decisions, seed: int) -> list[float]:
    """What each quarter cost, in thousands."""
    ahead = paper.question("plan").year
    assert ahead is not None
    weeks = ahead.by_week(ahead.play(decisions, desk, seed)).sum(axis=1)
    return [float(one) for one in weeks.reshape(QUARTERS, WEEKS).sum(axis=1) / 1000]


def _own(number: int, paper: Paper, values: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {
        "own_calls": round(100 * values["phone"]),
        "own_looked": round(100 * values["tries"]),
    }
    for whose, own in (("own", values), ("usual", CALM | {"needs": values["needs"]})):
        ahead, desk = paper.question("plan").year, desk_of(paper, own)
        assert ahead is not None
        year = ahead.play((), desk, 100 + number)
        found |= {f"{whose}_{name}": each for name, each in _figures(year, own).items()}
        found[f"{whose}_cost"] = round(ahead.total(year) / 1000)
    return found


def _figures(year: Year, values: Mapping[str, float]) -> dict[str, float]:
    seen = year.figures()
    return {
        "gave_up": round(100 * seen["abandoned_share"], 1),
        "found": round(100 * seen["self_served_share"], 1),
        "again": round(100 * seen["chasers_per_ticket"]),
        "passed": round(100 * seen["transfers_per_ticket"]),
        "back": round(100 * seen["reopened_share"], 1),
        "wait": round(seen["mean_first_response"]),
        "busy": round(100 * seen["utilisation"]),
    }


# --- 1 to 3: the sister company -----------------------------------------------------------------------------


def apart(right: float, *misses: Miss) -> tuple[Miss, ...]:
    """Misses that are not right by chance with this learner's figures, nor alike."""
    kept: list[Miss] = []
    for miss in misses:
        others = [right, *(one.value for one in kept)]
        if all(abs(miss.value - other) > max(0.4, 0.04 * abs(other)) for other in others):
            kept.append(miss)
    return tuple(kept)


def figures(sheet: Sheet) -> Mapping[str, Any]:
    """The learner's tables."""
    return sheet.variant("desk")


def on_top(sheet: Sheet, name: str) -> float:
    """What a measure adds to the three others, thousands."""
    own = figures(sheet)
    return round(float(own[f"without_{name}"] - own["four"]), 1)


def adds(sheet: Sheet) -> Number:
    own = figures(sheet)
    name = own["asked"]
    right, alone = on_top(sheet, name), own["nothing"] - own[f"alone_{name}"]
    saved = own["nothing"] - own["four"]
    every = sum(own["nothing"] - own[f"alone_{one}"] for one in MEASURES)
    return Number(
        right,
        span=(right - 0.15, right + 0.15),
        guess=(0.0, 60.0),
        misses=apart(
            right,
            Miss("what it saves alone", alone, "Alone it meets all the trouble; the three others took some."),
            Miss("what the three save", own["nothing"] - own[f"without_{name}"], "This is without it."),
            Miss("what all four save", saved, "This is what all four save together."),
            Miss("a quarter of the plan", saved / 4, "The four do not bring the same."),
            Miss("its part of the sum", saved * alone / every, "What it adds is not in proportion to that."),
            Miss("the cost without it", own[f"without_{name}"], "Take from this what the year cost with it."),
            Miss("against it alone", own[f"alone_{name}"] - own["four"], "This is what the three add to it."),
            Miss("the sum that is missing", every - saved, "This is the overlap of all four."),
        ),
        way=f"With the three others the year cost {own[f'without_{name}']:g}, with all four {own['four']:g}.",
    )


def honest_adds(sheet: Sheet, luck: np.random.Generator) -> float:
    exact = on_top(sheet, figures(sheet)["asked"])
    ways = (exact, round(exact, 1), exact + luck.uniform(-0.1, 0.1))
    return float(ways[luck.integers(len(ways))])


def carried(sheet: Sheet) -> Choice:
    own = figures(sheet)
    brought = {name: on_top(sheet, name) for name in MEASURES}
    right = max(brought, key=lambda name: brought[name])
    alone = {name: own["nothing"] - own[f"alone_{name}"] for name in MEASURES}
    whys = {
        name: f"Without {TITLES[name]} the year would have cost {brought[name]:.1f} thousand more than with "
        f"all four; alone it saves {alone[name]:.1f}."
        for name in MEASURES
    }
    return Choice(right, whys)


def honest_carried(sheet: Sheet, luck: np.random.Generator) -> str:
    """The dearest year in the last column."""
    own = figures(sheet)
    return max(MEASURES, key=lambda name: own[f"without_{name}"])


def _sum(sheet: Sheet, row: str, quarters: Iterable[int] = (1, 2, 3, 4)) -> float:
    return float(sum(figures(sheet)[f"{row}_{place}"] for place in quarters))


def shock(sheet: Sheet) -> Number:
    own = figures(sheet)
    right = _sum(sheet, "plan") - _sum(sheet, "calm")
    bare = _sum(sheet, "bare") - _sum(sheet, "still")
    return Number(
        right,
        span=(right - 0.25, right + 0.25),  # rounded figures of eight quarters
        guess=(0.0, 30.0),
        misses=apart(
            right,
            Miss("its quarter alone", own["plan_3"] - own["calm_3"], "A backlog went on into the fourth."),
            Miss("the quarter before", own["plan_3"] - own["plan_2"], "Other things differ, too."),
            Miss("the quarter after", own["plan_3"] - own["plan_4"], "Other things differ, too."),
            Miss("the year that was not", bare, "That is what it would have cost with nothing done."),
            Miss("what the measures spared", bare - right, "So much less it cost than with nothing done."),
            Miss("what the measures saved", _sum(sheet, "bare") - _sum(sheet, "plan"), "They saved that."),
            Miss("all of its quarter", own["plan_3"], "Most of it the quarter would have cost anyway."),
            Miss("a mean of quarters", right / 4, "It is the sum over the quarters, not the mean."),
            Miss(
                "the wrong pair of rows", _sum(sheet, "plan") - _sum(sheet, "still"), "Measures differ, too."
            ),
        ),
        way=f"With all four running, four quarters cost {_sum(sheet, 'plan'):.1f} with the incident and "
        f"{_sum(sheet, 'calm'):.1f} without it.",
    )


def honest_shock(sheet: Sheet, luck: np.random.Generator) -> float:
    """Row by row, or quarter by quarter."""
    own = figures(sheet)
    exact = sum(own[f"plan_{place}"] - own[f"calm_{place}"] for place in (1, 2, 3, 4))
    ways = (exact, round(exact, 1), exact + luck.uniform(-0.1, 0.1))
    return float(ways[luck.integers(len(ways))])


# --- 4: four quarters ---------------------------------------------------------------------------------------


def troubles(sheet: Sheet) -> tuple[str, str]:
    """The two troubles of a team's desk."""
    return DESKS[int(figures(sheet)["report"]) - 1][0]


def good_plans(sheet: Sheet) -> tuple[Decisions, ...]:
    """Years that earn all points; the first is the one that others are compared with.

    Found by trying: orders, articles and causes before, between and after, the text for the incident.
    """
    first, second = (HELPS[one] for one in troubles(sheet))
    if second == "writing":
        return (
            ((first,), ("writing", "causes"), ("writing", "broadcast"), ()),
            ((first, "broadcast"), ("writing", "causes"), ("writing", "causes"), ()),
            ((first,), ("writing", "causes"), ("writing", "causes", "broadcast"), ("writing",)),
        )
    ways: tuple[Decisions, ...] = (
        ((first,), (second,), ("broadcast",), ()),
        ((first,), (second,), ("causes", "broadcast"), ()),
        ((first, "broadcast"), (second,), (), ()),
    )
    if (first, second) == ("roles", "callback"):
        return ways  # the other way round more tickets come first, and nobody knows whose they are
    return (*ways, ((second,), (first,), ("broadcast",), ()))


def plan(sheet: Sheet) -> YearReplay:
    year = sheet.paper.question("plan").year
    assert year is not None
    target, *_ = good_plans(sheet)
    return YearReplay(year, sheet.desk, target, EVALUATION_SEED, floor=FLOOR, misses=tuple(popular(sheet)))


#: Half of a diagnosis, one measure all year, gets 71 per cent of the way; luck moves that by two or three.
FLOOR = 0.8


def popular(sheet: Sheet) -> Iterable[Miss]:
    """Years with a following of their own. None of them earns anything at any desk."""
    year = sheet.paper.question("plan").year
    assert year is not None

    def all_year(*names: str) -> Decided:
        return Decided(tuple(year.running([names] * QUARTERS, place) for place in range(QUARTERS)))

    yield Miss("leave it alone", all_year(), "Doing nothing saves nothing.")
    yield Miss("the popular bundle", all_year("chat", "bonus", "birthdays"), "Liked, and dear.")
    yield Miss("more hands", all_year("colleague"), "The work that should not be there stays there.")
    yield Miss("pay for speed", all_year("bonus"), "Haste makes answers that do not hold.")
    first, second = (HELPS[one] for one in troubles(sheet))
    yield Miss("one measure, all year", all_year(first), "There is a second trouble.")
    yield Miss("the other, all year", all_year(second), "There is a second trouble.")
    late = year.running(((), (), (), (first,)), 3)
    yield Miss(
        "the right thing, in October", Decided(((), (), (), late)), "One quarter is left to pay for it."
    )
    wrong = [name for name in ("receipt", "roles", "checklist", "callback") if name not in (first, second)]
    missed: Decisions = ((wrong[0],), (wrong[1],), ("broadcast",), ())
    yield Miss(
        "what others needed",
        Decided(tuple(year.running(missed, place) for place in range(QUARTERS))),
        "These two are not where your desk differs from others.",
    )


def honest_plan(sheet: Sheet, luck: np.random.Generator) -> Decided:
    """By the table of last year: the two lines in which the desk differs, and their measures first."""
    ways = good_plans(sheet)
    year = sheet.paper.question("plan").year
    assert year is not None
    chosen = ways[luck.integers(len(ways))]
    running = tuple(year.running(chosen, place) for place in range(QUARTERS))
    return Decided(running, tuple(float(one) for one in luck.integers(0, 15, QUARTERS)))


def difficulty(sheet: Sheet) -> dict[str, float]:
    judge = plan(sheet)
    best = judge.saved(judge.target).sum(axis=1).mean() / 1000
    singles = [judge.closed(miss.value.quarters)[0] for miss in judge.misses]
    return {
        "what a good plan saves, thousands": float(best),
        "the best of the popular years, in per cent of that": 100 * max(singles),
    }
