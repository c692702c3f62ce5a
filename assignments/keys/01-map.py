"""The key of 01-map: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from deskside.grading import Choice, Edges, Miss, Number, Sheet

#: Who needs whom in each sentence of the paper, by how it begins. None: nobody inside needs anybody.
NEEDS: dict[str, tuple[str, str] | None] = {
    "A new colleague's contract": ("hr", "managers"),
    "A manager has to plan": ("managers", "hr"),
    "HR cannot open": ("hr", "it"),
    "Before IT may open": ("it", "hr"),
    "A badge printer": ("security", "it"),
    "IT wants to rewire": ("it", "facilities"),
    "The lift company's people": ("facilities", "security"),
    "Nobody may enter": ("security", "hr"),
    "A meeting room": ("managers", "facilities"),
    "Facilities can put up": ("facilities", "managers"),
    "A customer in the shop": None,
    "A passer-by": None,
    "A shareholder": None,
}
SENTENCES = ("s1", "s2", "s3", "s4", "s5")
SHARES = ("p1", "p2", "p3", "p4")
SHOWN = 15


def need_in(text: str) -> tuple[str, str] | None:
    """The arrow of a sentence."""
    (found,) = (arrow for begins, arrow in NEEDS.items() if text.startswith(begins))
    return found


# --- 1 and 2: who depends on whom -------------------------------------------------------------------------


def arrows_of(sheet: Sheet) -> frozenset[tuple[str, str]]:
    """All arrows of the learner's five sentences."""
    own = sheet.variant("desk")
    found = (need_in(str(own[name])) for name in SENTENCES)
    return frozenset(arrow for arrow in found if arrow is not None)


def depends(sheet: Sheet) -> Edges:
    right = arrows_of(sheet)
    why = "The arrow starts at whoever cannot go on, and ends at whoever can help."
    turned = frozenset((b, a) for a, b in right)
    thoughts = {
        "from who serves": turned,
        "both ways, always": right | turned,
        "everybody needs IT": frozenset((who, "it") for who in ("managers", "hr", "facilities", "security")),
        "everybody needs HR": frozenset((who, "hr") for who in ("managers", "it", "facilities", "security")),
        "managers are served by all": frozenset(
            ("managers", whom) for whom in ("hr", "it", "facilities", "security")
        ),
        "one is enough": frozenset(sorted(right)[:1]),
        "one turned round": (right - {min(right)}) | {min(right)[::-1]},
        "in a ring": frozenset(
            [("managers", "hr"), ("hr", "it"), ("it", "facilities"), ("facilities", "security")]
        ),
    }
    judge = Edges(right, why)
    kept = {value: name for name, value in thoughts.items() if value != right and len(value) <= 6}
    misses = tuple(
        Miss(name, value, f"The thought behind it: {name}.", judge.verdict(value, lambda _: "").share)
        for value, name in kept.items()
    )
    return Edges(right, why, misses)


def honest_depends(sheet: Sheet, luck: np.random.Generator) -> frozenset[tuple[str, str]]:
    return arrows_of(sheet)


def outside(sheet: Sheet) -> Choice:
    own = sheet.variant("desk")
    (right,) = (name for name in SENTENCES if need_in(str(own[name])) is None)
    yes = "Here somebody inside cannot do their job without somebody else inside."
    no = "Who waits here does no work in the firm or for it: a buyer, a passer-by, an owner of shares."
    return Choice(right, {name: no if name == right else yes for name in SENTENCES})


def honest_outside(sheet: Sheet, luck: np.random.Generator) -> str:
    own = sheet.variant("desk")
    return next(name for name in SENTENCES if need_in(str(own[name])) is None)


# --- 3 and 4: everything ready ----------------------------------------------------------------------------


def shares(sheet: Sheet) -> list[float]:
    """On time, by department, as shares."""
    own = sheet.variant("all_ready")
    return [float(own[name]) / 100 for name in SHARES]


def _number(right: float, *misses: Miss, span: float = 0.3) -> Number:
    low, high = right - span, right + span
    return Number(
        right, (low, high), guess=(40, 95), misses=tuple(m for m in misses if not low <= m.value <= high)
    )


def all_ready(sheet: Sheet) -> Number:
    each = shares(sheet)
    right = 100 * float(np.prod(each))
    return _number(
        right,
        Miss("the weakest", 100 * min(each), "Even if three are on time, the fourth may not be."),
        Miss("the mean", 100 * float(np.mean(each)), "That is one part on time, not all four at once."),
        Miss("the best", 100 * max(each), "All four have to be there."),
        Miss("failures added", 100 - sum(100 * (1 - p) for p in each), "Near, but two can be late at once."),
        Miss("two of them", 100 * each[0] * each[1], "There are four."),
        Miss(
            "at least one",
            100 * (1 - float(np.prod([1 - p for p in each]))),
            "At least one is on time, then.",
        ),
        Miss("as a share", right / 100, "The question is for per cent."),
        Miss("late", 100 - right, "That is the share for whom something is missing."),
    )


def honest_all_ready(sheet: Sheet, luck: np.random.Generator) -> float:
    return _as_written(100 * float(np.prod(shares(sheet))), luck)


def better(sheet: Sheet) -> Number:
    own = sheet.variant("better")
    now, to, all_now = own["now"] / 100, own["to"] / 100, own["all_now"] / 100
    right = 100 * all_now * to / now
    return _number(
        right,
        Miss("added", 100 * (all_now + to - now), "The gain counts only where the others are on time."),
        Miss("its own share", 100 * to, "The others are still late as often as before."),
        Miss("as it was", 100 * all_now, "It rises: one part of the product has grown."),
        Miss("multiplied once more", 100 * all_now * to, "Its old share is still in it: divide by that."),
        Miss("turned round", 100 * all_now * now / to, "That would be worse than today."),
        Miss("as a share", right / 100, "The question is for per cent."),
        Miss("the gain", 100 * (right / 100 - all_now), "That is how much it rises; how high is it then?"),
    )


def honest_better(sheet: Sheet, luck: np.random.Generator) -> float:
    own = sheet.variant("better")
    return _as_written(own["all_now"] * own["to"] / own["now"], luck)


def _as_written(number: float, luck: np.random.Generator) -> float:
    ways = (number, round(number, 1), round(number, 2), number + luck.uniform(-0.29, 0.29))
    return float(ways[luck.integers(len(ways))])


# --- 5 and 6: the arrow that holds everybody up -----------------------------------------------------------


def hours_of(sheet: Sheet) -> pd.DataFrame:
    """Working hours from HR's request until each department was done: a row a starter."""

    def taken() -> pd.DataFrame:
        log, hours = sheet.log, sheet.desk.calendar.hours
        counted = set(log.tickets().query("counted and service == 'starter'").index)
        parts = log.visits().query("kind == 'child'")
        parts = parts[[ticket in counted for ticket in parts["ticket"]]]
        took = pd.Series(hours.elapsed(parts["queued"], parts["ended"]), index=parts.index) / 60
        return took.groupby([parts["ticket"], parts["team"]], observed=True).max().unstack().dropna(axis=1)

    found: pd.DataFrame = sheet.once("hours", taken)
    return found


def critical(sheet: Sheet) -> Edges:
    slow = str(hours_of(sheet).mean().idxmax())
    right = frozenset({("hr", slow)})
    why = "The parts are done side by side: ready is who has the slowest one, however few its requests."
    others = [team for team in ("it", "facilities", "security") if team != slow]
    thoughts = {
        "whoever is asked most": frozenset({("managers", "it")}),
        "one of the others": frozenset({("hr", others[0])}),
        "the other of the others": frozenset({("hr", others[1])}),
        "from who serves": frozenset({(slow, "hr")}),
        "where it begins": frozenset({("managers", "hr")}),
        "past HR": frozenset({("managers", slow)}),
        "all of them": frozenset({(slow, others[0])}),
        "one after the other": frozenset({(others[0], slow)}),
    }
    kept = {value: name for name, value in thoughts.items() if value != right}
    told = {name: f"The thought behind it: {name}." for name in thoughts}
    told["one of the others"] = told["the other of the others"] = "On average that one is done sooner."
    misses = (Miss(name, value, told[name]) for value, name in kept.items())
    return Edges(right, why, tuple(misses))


def honest_critical(sheet: Sheet, luck: np.random.Generator) -> frozenset[tuple[str, str]]:
    return frozenset({("hr", str(hours_of(sheet).mean().round(2).idxmax()))})


def last_part(sheet: Sheet) -> Number:
    shown = hours_of(sheet).head(SHOWN).round(1)
    right = float(shown.max(axis=1).mean())
    means = shown.mean()
    misses = (
        Miss("the slowest department", float(means.max()), "For some starters it was another one."),
        Miss("the mean of all", float(means.mean()), "A starter does not wait for the average part."),
        Miss("one after the other", float(means.sum()), "The parts are done side by side."),
        Miss("the slowest of all", float(shown.max().max()), "That is one starter."),
        Miss("the first part", float(shown.min(axis=1).mean()), "Ready is who has the last part."),
        Miss("the median", float(shown.max(axis=1).median()), "Half are sooner; take the mean."),
        Miss("minutes", 60 * right, "These are minutes."),
        Miss("days", right / 24, "These are days."),
        Miss(
            "the last but one", float(np.sort(shown, axis=1)[:, -2].mean()), "One part is still missing then."
        ),
    )
    low, high = 0.98 * right, 1.02 * right
    return Number(right, (low, high), misses=tuple(m for m in misses if not low <= m.value <= high))


def honest_last_part(sheet: Sheet, luck: np.random.Generator) -> float:
    value = float(hours_of(sheet).head(SHOWN).round(1).max(axis=1).mean())
    ways = (value, round(value, 2), float(f"{value:.3g}"), value * (1 + luck.uniform(-0.019, 0.019)))
    return float(ways[luck.integers(len(ways))])


def difficulty(sheet: Sheet) -> dict[str, float]:
    means = sorted(hours_of(sheet).mean())
    return {
        "arrows to draw": float(len(arrows_of(sheet))),
        "slowest part, times the next": float(means[-1] / means[-2]),
        "all ready, per cent": 100 * float(np.prod(shares(sheet))),
    }
