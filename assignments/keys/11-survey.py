"""The key of 11-survey: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out. Not even the desks are in
the paper, only what was seen of them: `figures` makes that again from the model, and a test compares it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import deskside as ds
from deskside import experience
from deskside.grading import Choice, Interval, Miss, Number, Several, Sheet
from deskside.scenario.survey import Survey

Floats = NDArray[np.float64]

# --- the desks, which no learner sees -----------------------------------------------------------------------


def mail(factor: float, specialists: int = 3, **more: Any) -> dict[str, Any]:
    """Nearly all write, so hardly anybody gives up."""
    return _desk(0.05, factor, 20.0) | {"teams.specialists.agents": specialists} | more


def ring(factor: float, phone: float = 0.75, **more: Any) -> dict[str, Any]:
    """Most call, and have little patience: many give up."""
    return _desk(phone, factor, 3.0) | more


def _desk(phone: float, factor: float, patience: float) -> dict[str, Any]:
    # nothing comes back, so that whoever has a closed ticket has seen the end
    return {
        "services.*.reopen.share": 0.0,
        "groups.employees.channels": {"phone": phone, "email": round(1 - phone, 2)},
        "channels.phone.patience": patience,
        "needs_factor": factor,
    }


NAMED: dict[str, Any] = {"candour": "named", "politeness": 30.0}
OUTSIDE: dict[str, Any] = {"candour": "third-party"}
FEW: dict[str, Any] = {"answers": 0.2, "strong": 0.5}
HALF: dict[str, Any] = {"answers": 0.5, "strong": 0.15}  # enough that politeness of theirs counts
MANY: dict[str, Any] = {"answers": 0.9, "strong": 0.15, "holds_back": 0.0}


class Case(NamedTuple):
    """One variant: the desk, its survey, which errors are large, and what became of the plan."""

    errors: tuple[str, ...]  # of again, silent, lost: what must be bought
    desk: dict[str, Any]
    survey: dict[str, Any]
    plan: str
    seed: int  # of the quarters of the branches


CASES: tuple[Case, ...] = (
    Case(("silent",), mail(1.155), OUTSIDE | FEW | {"answers": 0.18, "tilt": 1.0}, "worked", 25),
    Case(("silent",), mail(1.12, 2), OUTSIDE | FEW | {"tilt": -0.9}, "luck", 3),
    Case(("again",), mail(1.0, 2), NAMED | MANY, "harmed", 8),
    Case(("again",), mail(1.38, 2), NAMED | MANY, "unlike", 2),
    Case(("lost",), ring(1.15, 0.55), OUTSIDE | MANY, "luck", 6),
    Case(("lost",), ring(1.1, 0.9, **{"teams.hr-desk.agents": 2}), OUTSIDE | MANY, "worked", 10),
    Case(("again", "silent"), mail(1.12, 2), NAMED | HALF | {"tilt": -0.8, "holds_back": 0.0}, "unlike", 3),
    Case(("again", "silent"), mail(1.12, 2), NAMED | HALF | {"tilt": 0.6, "holds_back": 0.3}, "harmed", 4),
    Case(("silent", "lost"), ring(1.25, 0.85), OUTSIDE | FEW | {"tilt": 0.9}, "unlike", 1),
    Case(("silent", "lost"), ring(1.35, 0.9), OUTSIDE | FEW | {"tilt": -0.9}, "worked", 5),
    Case(("again", "lost"), ring(1.15, 0.9, **{"teams.hr-desk.agents": 3}), NAMED | MANY, "luck", 12),
    Case(("again", "lost"), ring(1.0, 0.8, **{"teams.hr-desk.agents": 2}), NAMED | MANY, "harmed", 9),
)
#: How many are called, at most.
CALLED = 400


# --- what is seen of them -----------------------------------------------------------------------------------


class Weeks(NamedTuple):
    """Five weeks of a desk: what all who counted think, and who of them answered, kept silent or gave up."""

    thought: Floats
    answered: NDArray[np.bool_]
    silent: NDArray[np.bool_]
    lost: NDArray[np.bool_]
    said: Floats  # by those who answered
    halfway: Floats  # what is said to a question during the transaction
    told: list[str]  # what happened to each, in words


def weeks(number: int, further: int = 0) -> Weeks:
    """The five weeks of variant ``number``, or further ones of the same desk."""
    case = CASES[number - 1]
    log = ds.simulate(ds.load("hr-benefits").with_(case.desk), seed=1000 * number + further)
    tickets, thought = log.tickets(), experience.experience(log)
    counted = tickets["counted"].to_numpy() & ~np.isnan(thought)
    outcome = tickets["outcome"].to_numpy()
    design = Survey(asked=1.0, **case.survey)
    found = experience.survey(log, design)
    mine = counted[found.answered]
    answered = np.zeros(len(thought), dtype=bool)
    answered[found.answered[mine]] = True
    halfway = experience.survey(log, Survey(asked=1.0, when="during", **case.survey))
    columns = ["outcome", "resolution_business", "contacts"]
    told = [_told(*row) for row in tickets[columns].itertuples(index=False)]
    return Weeks(
        thought[counted],
        answered[counted],
        ((outcome == "resolved") & ~answered)[counted],
        (outcome == "gave_up")[counted],
        found.said[mine],
        halfway.said[counted[halfway.answered]],
        [words for words, here in zip(told, counted, strict=True) if here],
    )


def _told(outcome: str, minutes: float, contacts: int) -> str:
    if outcome != "resolved":
        return "did not get through and gave up"
    took = f"{minutes / 60:.0f} business hours" if minutes >= 90 else "an hour or less"
    return f"solved after {took}, {contacts} contact{'' if contacts == 1 else 's'}"


def survey_figures(number: int) -> dict[str, float | str]:
    """What the survey says, and what each purchase would."""
    case, own = CASES[number - 1], weeks(number)
    chance = np.random.Generator(np.random.Philox(key=number))
    more = np.concatenate([own.said, *(weeks(number, later).said for later in (1, 2, 3))])
    named = case.survey["candour"] == "named"
    found: dict[str, float | str] = {
        "report": number,
        "how": "by mail, from the desk itself; every answer carries its name"
        if named
        else "by a firm from outside; no name comes back",
        "contacts": len(own.thought),
        "answered": round(100 * float(own.answered.mean())),
        "silent": round(100 * float(own.silent.mean())),
    }
    found["lost"] = 100 - int(found["answered"]) - int(found["silent"])
    found |= _range("score", own.said) | _range("more", more) | _range("during", own.halfway)
    for name, group in (("again", own.answered), ("silent", own.silent), ("lost", own.lost)):
        found |= _range(f"{name}_called", _called(own.thought[group], chance))
    return found | _talks(own, chance)


def _called(thought: Floats, chance: np.random.Generator) -> Floats:
    """What some of a group say to a firm from outside, drawn by lot."""
    asked = thought[chance.permutation(len(thought))[:CALLED]]
    return experience.said(asked, Survey(candour="third-party"), chance.random(len(asked)))


def _range(name: str, said: Floats) -> dict[str, float | str]:
    half = 1.96 * float(said.std(ddof=1)) / len(said) ** 0.5
    mean = float(said.mean())
    return {
        name: round(mean, 1),
        f"{name}_low": round(mean - half, 1),
        f"{name}_high": round(mean + half, 1),
        f"{name}_many": len(said),
    }


def _talks(own: Weeks, chance: np.random.Generator) -> dict[str, float | str]:
    """Eight people, of the best and the worst fifth: points, and what happened."""
    found: dict[str, float | str] = {}
    ends = np.quantile(own.thought, [0.2, 0.8])
    for name, group in (("good", own.thought >= ends[1]), ("bad", own.thought <= ends[0])):
        four = chance.choice(np.flatnonzero(group), 4, replace=False)
        found[f"talks_{name}"] = "; ".join(f"{own.thought[one]:.0f} points ({own.told[one]})" for one in four)
    return found


@cache
def truth_of(number: int) -> float:
    """What all who turned to the desk in these five weeks think, points."""
    return float(weeks(number).thought.mean())


# --- the plan of the branches -------------------------------------------------------------------------------

BRANCHES, SLOW, WITH = 24, 12, 6
#: What the plan does to the time a request takes, as a factor.
EFFECT = {"worked": 0.75, "luck": 1.0, "harmed": 1.1, "unlike": 1.0}
#: By how many minutes two groups of six drawn by lot differ at most without any plan, in 19 of 20 cases.
LUCK = 24


def quarter(seed: int, factor: float = 1.0) -> float:
    """The mean wait of one branch in one quarter, in minutes."""
    branch = ds.load("branch-team")
    path = "services.help.effort.service-desk.mean"
    changes = {"horizon.days": 98, "horizon.warm_up_days": 7, path: factor * float(branch.value(path))}
    return float(ds.simulate(branch.with_(changes), seed=seed).kpis()["mean_first_response"])


def plan_figures(number: int) -> dict[str, float | str]:
    """Twenty-four equal branches in two quarters; of the twelve slowest, six get a plan in the second."""
    case = CASES[number - 1]
    base = 100_000 * case.seed
    first = np.array([quarter(base + one) for one in range(BRANCHES)]).round()
    slow = np.argsort(-first, kind="stable")[:SLOW]
    lot = np.random.Generator(np.random.Philox(key=case.seed)).permutation(SLOW)
    chosen = set(slow[:WITH] if case.plan == "unlike" else slow[lot[:WITH]])
    second = {
        one: round(quarter(base + 500 + int(one), EFFECT[case.plan] if one in chosen else 1.0))
        for one in slow
    }
    rows = [(int(one) + 1, int(first[one]), second[one], one in chosen) for one in slow]
    found: dict[str, float | str] = {
        "who": "the regional lead gave it to the six slowest of the twelve"
        if case.plan == "unlike"
        else "which six of the twelve got it was drawn by lot",
        "branches": "".join(
            f"| {name} | {'yes' if has else 'no'} | {a} | {b} |\n" for name, a, b, has in rows
        ).rstrip("\n"),
    }
    for name, has in (("with", True), ("without", False)):
        mine = [(a, b) for _, a, b, its in rows if its is has]
        found |= {f"{name}_first": _whole(sum(a for a, _ in mine) / len(mine))}
        found |= {f"{name}_second": _whole(sum(b for _, b in mine) / len(mine))}
    return found


def _whole(minutes: float) -> int:
    """Halves upward, as people round: who adds the branches up is then within a minute of the table."""
    return int(minutes + 0.5)


def figures(number: int) -> dict[str, float | str]:
    """Everything the paper shows of variant ``number``, 1 to 12."""
    return survey_figures(number) | plan_figures(number)


# --- 1: what to buy -----------------------------------------------------------------------------------------


def own(sheet: Sheet) -> Mapping[str, Any]:
    """What the paper shows this learner."""
    return sheet.variant("desk")


def case_of(sheet: Sheet) -> Case:
    """What is so at the learner's desk."""
    return CASES[int(own(sheet)["report"]) - 1]


def needed(sheet: Sheet) -> frozenset[str]:
    """What the shares and the way of asking say must be bought."""
    seen = own(sheet)
    wanted = {
        "again": "its name" in str(seen["how"]),
        "silent": float(seen["silent"]) >= 10,
        "lost": float(seen["lost"]) >= 10,
    }
    return frozenset(name for name, is_so in wanted.items() if is_so)


def buy(sheet: Sheet) -> Several:
    right = frozenset(case_of(sheet).errors)
    judge = Several(
        right,
        "Names move what is said; many who kept silent, and many who were never asked, may think otherwise. "
        "A group of one to five in a hundred moves the whole by a point or two at most.",
    )
    others = sorted({"again", "silent", "lost"} - right)
    misses: dict[str, frozenset[str]] = {
        "more of the same": frozenset({"more"}),
        "talks tell all": frozenset({"talks"}),
        "ask while it is fresh": frozenset({"during"}),
        "more, and fresher": frozenset({"more", "during"}),
        "more, and talks": frozenset({"more", "talks"}),
        "fresher, and talks": frozenset({"during", "talks"}),
        "what is no hole here": frozenset(others[:1]),
        "right, and more of the same": right | {"more"}
        if len(right) == 1
        else frozenset({min(right), "more"}),
        "half of it": frozenset({min(right)}) if len(right) == 2 else right | {others[0]},
    }
    found = [
        Miss(name, value, _WHY_BUY.get(name, ""), judge.verdict(value, str).share)
        for name, value in misses.items()
    ]
    return Several(right, judge.why, tuple(found))


_WHY_BUY = {
    "more of the same": "That makes the range narrower around a number that is wrong.",
    "talks tell all": "Eight talks tell why, not how much.",
    "ask while it is fresh": "Halfway nobody has seen the end.",
    "what is no hole here": "So few are in this group that they cannot move the whole by much.",
}


def honest_buy(sheet: Sheet, luck: np.random.Generator) -> frozenset[str]:
    return needed(sheet)


# --- 2: more of the same ------------------------------------------------------------------------------------


def width(sheet: Sheet) -> Number:
    seen = own(sheet)
    wide, times = float(seen["score_high"]) - float(seen["score_low"]), float(sheet.variant("width")["times"])
    right = wide / times**0.5
    misses = (
        Miss("as before", wide, "More answers of one kind make the range narrower."),
        Miss("by the number", wide / times, "A range half as wide takes four times as many answers."),
        Miss("one side", right / 2, "This is one side of it."),
        Miss("wider", wide * times**0.5, "More answers of one kind make the range narrower."),
        Miss("times the number", wide * times, "More answers of one kind make the range narrower."),
        Miss("once too often", right / 4, "You have halved it twice too often."),
        Miss("the difference", wide - right, "This is by how much it becomes narrower."),
        Miss("a quarter off", 0.75 * wide, "A range half as wide takes four times as many answers."),
    )
    # rounding; who bought four times as many may read it off there, and that sample has a luck of its own
    off = 0.02 * right + (0.12 if times == 4 else 0.02)
    kept = tuple(miss for miss in misses if abs(miss.value - right) > off)
    way = f"It is {wide:.1f} wide; with {times:g} times as many answers divide that by {times**0.5:.0f}."
    return Number(right, (right - off, right + off), misses=kept, guess=(0.1, 8.0), way=way)


def honest_width(sheet: Sheet, luck: np.random.Generator) -> float:
    seen, times = own(sheet), int(sheet.variant("width")["times"])
    wide = seen["score_high"] - seen["score_low"]
    if times == 4 and luck.integers(4) == 0:
        return float(round(seen["more_high"] - seen["more_low"], 1))
    right = float(wide) / {4: 2, 16: 4, 64: 8}[times]
    return right if luck.integers(2) else round(right, 2)


# --- 3: the range for what all think ------------------------------------------------------------------------

#: What those think who gave up, where nobody called them; a careful guess, and they are few.
A_GUESS = 30.0
WIDE = 8.0


def estimate(sheet: Sheet) -> float:
    """Share times mean of each group, from what should be bought."""
    seen, bought = own(sheet), needed(sheet)
    answered = float(seen["again_called" if "again" in bought else "score"])
    silent = float(seen["silent_called"]) if "silent" in bought else answered
    lost = float(seen["lost_called"]) if "lost" in bought else A_GUESS
    parts = (("answered", answered), ("silent", silent), ("lost", lost))
    return sum(float(seen[group]) * mean for group, mean in parts) / 100


def truth(sheet: Sheet) -> Interval:
    seen, right = own(sheet), truth_of(int(own(sheet)["report"]))
    score, middle = float(seen["score"]), estimate(sheet)
    called = [float(seen[f"{name}_called"]) for name in ("again", "silent", "lost")]
    misses = {
        "the survey's own range": (float(seen["score_low"]), float(seen["score_high"])),
        "its range with four times as many": (float(seen["more_low"]), float(seen["more_high"])),
        "what is said halfway": (float(seen["during_low"]), float(seen["during_high"])),
        "anything": (0.0, 100.0),
        "a safe distance": (middle - 10, middle + 10),
        "one number": (score, score),
        "those who gave up alone": (called[2] - 4, called[2] + 4),
        "all groups alike": (sum(called) / 3 - 4, sum(called) / 3 + 4),
        "the score, and eight talks": ((score + 50) / 2 - 4, (score + 50) / 2 + 4),
        "every survey is ten too kind": (score - 14, score - 6),
        "every survey is five too kind": (score - 9, score - 1),
        "the score, give or take four": (score - 4, score + 4),
        "best and worst group": (min(called), max(called)),
        "too cautious": (middle - 7, middle + 7),
    }
    judge = Interval(
        right, WIDE, "Each group's mean, by its share in a hundred; then room for what you could not ask."
    )
    # what lies right by accident at this desk, or earns a part, is no miss here
    found = tuple(
        Miss(name, ends, f"The thought behind it: {name}.", judge.verdict(ends, str).share)
        for name, ends in misses.items()
        if judge.verdict(ends, str).share < 0.5 or name == "too cautious"
    )
    return Interval(right, WIDE, judge.why, found, guess=(40.0, 90.0))


def honest_truth(sheet: Sheet, luck: np.random.Generator) -> tuple[float, float]:
    middle = estimate(sheet)
    # up to four points either way, and at most eight together
    half, shift = luck.uniform(3.0, 3.9), luck.uniform(-0.5, 0.1)
    ends = (middle - half + shift, middle + half + shift)
    return ends if luck.integers(2) else (round(ends[0], 1), round(ends[1], 1))


# --- 4 and 5: did the plan work? ----------------------------------------------------------------------------


def gain(sheet: Sheet) -> Number:
    seen = own(sheet)
    names = ("with_first", "with_second", "without_first", "without_second")
    a, b, c, d = (float(seen[name]) for name in names)
    right = (a - b) - (c - d)
    misses = (
        Miss("before against after", a - b, "Slow branches would have improved without any plan, too."),
        Miss("what came by itself", c - d, "This much the others improved."),
        Miss("only the ends", d - b, "The two groups did not begin at the same place."),
        Miss("the wrong way round", -right, "A plan that helps more than nothing has a gain above 0."),
        Miss("both together", (a - b) + (c - d), "What came without the plan is not added, it is taken off."),
        Miss("where they began", a - c, "This is by how much the two groups differed before."),
        Miss("half of it", (a - b) - (c - d) / 2, "All of what came by itself goes off."),
        Miss("in per cent", 100 * (a - b) / a, "The question is for minutes."),
        Miss("twice", 2 * right, "Take off once what came by itself."),
    )
    low, high = right - 1.0, right + 1.0  # four means without places after the point
    kept = tuple(miss for miss in misses if not low - 0.5 <= miss.value <= high + 0.5)
    way = f"With the plan {a:g} less {b:g}, without it {c:g} less {d:g}: the one gain less the other."
    return Number(right, (low, high), misses=kept, guess=(-60.0, 60.0), way=way)


def honest_gain(sheet: Sheet, luck: np.random.Generator) -> float:
    seen = own(sheet)
    right = (seen["with_first"] - seen["with_second"]) - (seen["without_first"] - seen["without_second"])
    return float((right, right + luck.uniform(-0.99, 0.99))[luck.integers(2)])


def verdict(sheet: Sheet) -> Choice:
    return Choice(
        case_of(sheet).plan,
        {
            "worked": "It was drawn by lot, and the difference is beyond luck: the plan shortened the wait.",
            "luck": "A difference that two groups show without any plan says nothing about one.",
            "harmed": "It was drawn by lot, and the others gained more, by more than luck: it did harm.",
            "unlike": "The slowest had a bad quarter, which was part luck: the next is better anyway.",
            "before": "Before against after books as a success what luck would have brought alone.",
        },
    )


def honest_verdict(sheet: Sheet, luck: np.random.Generator) -> str:
    seen = own(sheet)
    if "slowest" in str(seen["who"]):
        return "unlike"
    change = (seen["with_first"] - seen["with_second"]) - (seen["without_first"] - seen["without_second"])
    return "luck" if abs(change) <= LUCK else "worked" if change > 0 else "harmed"


def difficulty(sheet: Sheet) -> dict[str, float]:
    """How far the evidence leaves one from the truth, and how clear the plan's result is."""
    seen, right = own(sheet), truth_of(int(own(sheet)["report"]))
    small = [float(seen[name]) for name in ("silent", "lost") if name not in needed(sheet)]
    change = (seen["with_first"] - seen["with_second"]) - (seen["without_first"] - seen["without_second"])
    return {
        "evidence to buy": float(len(needed(sheet))),
        "off the truth with it, points": abs(estimate(sheet) - right),
        "largest group that may be left, %": max(small, default=0.0),
        "distance from the limit of luck, minutes": abs(abs(change) - LUCK),
    }


def as_toml() -> str:
    """The variants of the paper's desk."""
    lines = []
    for number in range(1, len(CASES) + 1):
        lines.append("[[desk.variants]]")
        for name, value in figures(number).items():
            quotes = '"""' if name == "branches" else '"' if isinstance(value, str) else ""
            lines.append(f"{name} = {quotes}{value}{quotes}")
    return "\n".join(lines) + "\n"
