"""The key of 08-routing: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from deskside.grading import Aim, Miss, Number, Replay, Sheet

#: Weeks that no learner has seen. Change it for every class.
EVALUATION_SEED = 294_817_350

PAGE: Mapping[str, object] = {"services.*.unclear": 0.0}
CALL_IN: Mapping[str, object] = {"services.*.escalate.first-line.how": "swarm"}
ONE_QUEUE: Mapping[str, object] = {"teams.specialists.pooled": True}
GO_ON: Mapping[str, object] = {"teams.specialists.ownership": "hand-over"}

#: The best choice within the budget, by what is so at the desk: three desks of each kind. Of the six pairs
#: that the budget allows one alone does what is needed; a test tries all that it allows.
BEST: dict[str, dict[str, object]] = {
    "roles, and help is quick": {**PAGE, **CALL_IN},
    "roles, and one queue is long": {**PAGE, **ONE_QUEUE},
    "roles, and owners are away": {**PAGE, **GO_ON},
    "owners are away, and one queue is long": {**ONE_QUEUE, **GO_ON},
}


def kind_of(sheet: Sheet) -> str:
    """What is so at a learner's desk: a name in `BEST`."""
    own = sheet.variant("desk")
    unclear, quick = own["out_of_100"] >= 20, own["share"] <= 50
    uneven, away = own["one"] > 1.5 * own["other"], own["owed"] >= 30
    found = {
        "roles, and help is quick": unclear and quick,
        "roles, and one queue is long": unclear and uneven,
        "roles, and owners are away": unclear and away,
        "owners are away, and one queue is long": away and uneven,
    }
    (kind,) = [name for name, so in found.items() if so]
    return kind


def apart(right: float, *misses: Miss, by: float = 0.0) -> tuple[Miss, ...]:
    """Misses that are not right by chance with this learner's figures."""
    return tuple(miss for miss in misses if abs(miss.value - right) > max(0.04 * abs(right), by))


def as_written(number: float, luck: np.random.Generator) -> float:
    """In full, to three figures, or off by as much as the question forgives."""
    ways = (number, float(f"{number:.3g}"), number * (1 + luck.uniform(-0.0195, 0.0195)))
    return float(ways[luck.integers(len(ways))])


# --- 1 and 2: wrong teams and tiers -------------------------------------------------------------------------


def hops(sheet: Sheet) -> Number:
    own = sheet.variant("hops")
    first, again, wait = own["u"] / 100, own["v"] / 100, own["w"]
    right = first / (1 - again) * wait
    return Number(
        right,
        misses=apart(
            right,
            Miss("the first wrong team alone", first * wait, "Some go to a second wrong team, and a third."),
            Miss("two wrong teams at most", first * (1 + again) * wait, "Some go to a third, and so on."),
            Miss("as often again", first / (1 - first) * wait, "The second share differs from the first."),
            Miss(
                "the shares added", (first + again) * wait, "The second share is of those that began wrong."
            ),
            Miss("those that began wrong", wait / (1 - again), "The question is for the mean over all."),
            Miss("looks", first / (1 - again), "These are wrong teams for each request; each is a wait."),
            Miss("minutes", 60 * right, "These are minutes; the question is for hours."),
            Miss("a hundred requests", 100 * right, "This is for a hundred requests."),
        ),
        way=f"Of 100, {100 * first:g} begin wrong, {100 * first * again:.3g} are wrong again, and so on: "
        f"{100 * first / (1 - again):.3g} wrong teams, each {wait:g} hours.",
    )


def honest_hops(sheet: Sheet, luck: np.random.Generator) -> float:
    """By the rule, or term by term until nothing is left to add."""
    own = sheet.variant("hops")
    looks, left = 0.0, own["u"] / 100
    for _ in range(12):
        looks, left = looks + left, left * own["v"] / 100
    return as_written(looks * own["w"], luck)


def tiers(sheet: Sheet) -> Number:
    own = sheet.variant("tiers")
    look, solve, cheap, dear = own["a"], own["c"], own["r1"], own["r2"]
    right = 100 * look * cheap / (solve * dear)
    return Number(
        right,
        guess=(0.0, 100.0),
        misses=apart(
            right,
            Miss("minutes alone", 100 * look / solve, "Minutes of the two cost differently."),
            Miss("costs alone", 100 * cheap / dear, "The two need different minutes."),
            Miss("what is left over", 100 - right, "This is the share that may be handed on at most."),
            Miss(
                "the costs turned round", 100 * look * dear / (solve * cheap), "The look is the cheap part."
            ),
            Miss(
                "a share of both together",
                100 * look * cheap / (solve * dear + look * cheap),
                "Compare with what a specialist would cost for every request.",
            ),
            Miss("a fraction", right / 100, "This is a fraction; the question is for per cent."),
            Miss("the other way up", 100 * 100 / right, "Divide what it costs by what it can save."),
            Miss("half", 50.0, "Work it out: minutes and costs of both."),
        ),
        way=f"A look costs {look:g} times {cheap:g}, a solution saves {solve:g} times {dear:g}: divide.",
    )


def honest_tiers(sheet: Sheet, luck: np.random.Generator) -> float:
    """Through the cost of one look and of one solution, in currency."""
    own = sheet.variant("tiers")
    return as_written(100 * (own["a"] * own["r1"] / 60) / (own["c"] * own["r2"] / 60), luck)


# --- 3 and 4: two tables, two queues ------------------------------------------------------------------------


def without_easy(sheet: Sheet, row: str) -> float:
    """Mean hours of the tickets of a row that were open for more than an hour."""
    own = sheet.variant("desk")
    easy = own[f"easy_{row}"] / 100
    return float((own[f"mean_{row}"] - easy * own[f"quick_{row}"]) / (1 - easy))


def hand_offs(sheet: Sheet) -> Number:
    own = sheet.variant("desk")
    never, once = without_easy(sheet, "never"), without_easy(sheet, "once")
    right = once - never
    easy = own["easy_never"] / 100
    return Number(
        right,
        span=(right - max(0.3, 0.02 * right), right + max(0.3, 0.02 * right)),
        misses=apart(
            right,
            Miss("as the table has it", own["mean_once"] - own["mean_never"], "The easy ones are still in."),
            Miss("only the first column", own["mean_once"] - never, "Some of the second were easy, too."),
            Miss(
                "taken off, not divided",
                own["mean_once"]
                - own["easy_once"] / 100 * own["quick_once"]
                - own["mean_never"]
                + easy * own["quick_never"],
                "Fewer tickets are left: divide by their share.",
            ),
            Miss(
                "divided, not taken off",
                own["mean_once"] / (1 - own["easy_once"] / 100) - own["mean_never"] / (1 - easy),
                "The hours of the easy ones go, too.",
            ),
            Miss(
                "divided by the easy ones", own["mean_once"] - own["mean_never"] / easy, "Divide by the rest."
            ),
            Miss("the other way round", -right, "Those handed on once take longer."),
            Miss("those handed on", once, "This is how long these take; the question is how much longer."),
            Miss("twice or more", own["mean_more"] - never, "The question is for those handed on once."),
            Miss("times as long", once / never, "The question is for hours, not how many times."),
            by=0.5,
        ),
        way=f"Without the easy ones: {once:.1f} hours for those handed on once, {never:.1f} for the others.",
    )


def honest_hand_offs(sheet: Sheet, luck: np.random.Generator) -> float:
    """Each of the two means rounded to a tenth, as one writes it down, or the hours of all the tickets."""
    own, exact = sheet.variant("desk"), {}
    for row in ("never", "once"):
        every = own[row] * own[f"mean_{row}"]
        easy = own[row] * own[f"easy_{row}"] / 100
        exact[row] = (every - easy * own[f"quick_{row}"]) / (own[row] - easy)
    ways = (
        exact["once"] - exact["never"],
        round(exact["once"], 1) - round(exact["never"], 1),
        exact["once"] - exact["never"] + luck.uniform(-0.29, 0.29),
    )
    return float(ways[luck.integers(len(ways))])


def one_queue(sheet: Sheet) -> Number:
    own = sheet.variant("one_queue")
    many, few, one, other, now = own["n1"], own["n2"], own["w1"], own["w2"], own["w"]
    before = (many * one + few * other) / (many + few)
    right = now - before
    work = (many * own["t1"], few * own["t2"])
    misses = (
        Miss("the two means", now - (one + other) / 2, "There are many more of the one kind: weigh by jobs."),
        Miss("the other way round", -right, "Now, less before: a minus where it gets shorter."),
        Miss("the first kind", now - one, "This is the first kind; the question is for all jobs."),
        Miss("the second kind", now - other, "This is the second kind; the question is for all jobs."),
        Miss(
            "weighed by work",
            now - (work[0] * one + work[1] * other) / sum(work),
            "Weigh by jobs, not by the minutes they take.",
        ),
        Miss(
            "weights turned round",
            now - (few * one + many * other) / (many + few),
            "Each wait belongs to its own number of jobs.",
        ),
        Miss("before", before, "This is the mean wait before; the question is for the change."),
        Miss("in per cent", 100 * right / before, "The question is for minutes, not for per cent."),
        Miss("now", now, "This is the wait with one queue; the question is for the change."),
    )
    return Number(
        right,
        span=(right - 0.1, right + 0.1),
        misses=apart(right, *misses, by=0.3),
        guess=(-20, 20),
        way=f"All {many + few:g} jobs, weighed by their number, waited {before:.2f} minutes; now {now:g}.",
    )


def honest_one_queue(sheet: Sheet, luck: np.random.Generator) -> float:
    own = sheet.variant("one_queue")
    waited = own["n1"] * own["w1"] + own["n2"] * own["w2"]
    exact = own["w"] - waited / (own["n1"] + own["n2"])
    ways = (exact, round(exact, 1), round(exact, 2), exact + luck.uniform(-0.095, 0.095))
    return float(ways[luck.integers(len(ways))])


# --- 5: what helps ------------------------------------------------------------------------------------------


def policy(sheet: Sheet) -> Replay:
    best = BEST[kind_of(sheet)]
    return Replay(
        sheet.desk,
        best,
        aims=(Aim("time until solved, nights included", "mean_resolution"), Aim("contacts", "contacts")),
        seed=EVALUATION_SEED,
        replications=40,  # with 12 a desk with one long queue could not be marked under one seed in thirty
        floor=0.85,  # the better half of a pair alone comes near five sixths of the way
        reported=(Aim("times passed on", "transfers_per_ticket"), Aim("agents busy", "utilisation")),
        misses=POPULAR,
    )


#: Choices with a following of their own; each gets nothing at any desk.
POPULAR = (
    Miss("a page is enough", PAGE, "A page shortens every queue; look what else holds tickets up."),
    Miss("no hand-offs", CALL_IN, "Two are busy with one ticket; it pays where they need far less together."),
    Miss("one queue is enough", ONE_QUEUE, "Nobody is idle beside a queue any more; that is not all of it."),
    Miss("somebody else goes on", GO_ON, "It helps where owners are often away, and is not all of it."),
    Miss("keep it, and go on", {**CALL_IN, **GO_ON}, "Look at what two need together, and at who is away."),
    Miss(
        "keep it, in one queue",
        {**CALL_IN, **ONE_QUEUE},
        "Look at what two need together, and whether one queue is long.",
    ),
    Miss("half a page", {"services.*.unclear": 0.06 * 2}, "What is left still waits in two queues."),
)


def honest_policy(sheet: Sheet, luck: np.random.Generator) -> dict[str, object]:
    return BEST[kind_of(sheet)]


def difficulty(sheet: Sheet) -> dict[str, float]:
    judge = policy(sheet)
    solved, contacts = judge.aims
    before, best = (judge.means(solved, settings) for settings in ({}, judge.target))
    more, fewer = (judge.means(contacts, settings) for settings in ({}, judge.target))
    return {
        "per cent of the time until solved that the best choice saves": 100 * (1 - best / before),
        "per cent of contacts that it saves": 100 * (1 - fewer / more),
    }
