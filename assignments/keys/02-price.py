"""The key of 02-price: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np

import deskside as ds
from deskside import downstream
from deskside.experiment import estimate, seeds_from
from deskside.grading import Choice, Ends, Miss, Number, Several, Sheet

WEEKS, OPEN_HOURS = 5, 72
RUNS = 10
#: What each proposal changes: the people at places of the teams' rosters, or a rule.
CHANGES: dict[str, dict[str, object]] = {
    name: {f"teams.{place}": value for place in places}
    for name, value, places in (
        ("tool", "priority", ["*.discipline"]),
        ("second", 2, ["network.roster.0.agents"]),
        ("saturday", 2, [f"{team}.roster.2.agents" for team in ("first-line", "network")]),
        ("first", 3, ["first-line.roster.1.agents"]),
    )
}
#: The rows of the table as the question names them.
ROWS = {"tool": "tool", "second line": "second", "Saturday": "saturday", "first line": "first"}
NAMES = {proposal: row for row, proposal in ROWS.items()}


_Made = TypeVar("_Made")
_KNOWN: dict[tuple[str, float], object] = {}


def known(name: str, seed: float, compute: Callable[[], _Made]) -> _Made:
    """What ``compute`` gives, worked out once for a seed: marking makes a new sheet for each answer."""
    if (name, seed) not in _KNOWN:
        _KNOWN[name, seed] = compute()
    found: _Made = _KNOWN[name, seed]  # type: ignore[assignment]  # what was put there under this name
    return found


def apart(right: float, *misses: Miss) -> tuple[Miss, ...]:
    """Misses that are not right by chance on this learner's figures."""
    return tuple(miss for miss in misses if abs(miss.value - right) > 0.04 * abs(right) + 1e-9)


def as_written(number: float, luck: np.random.Generator) -> float:
    """In full, to three figures, or off by as much as the question forgives."""
    ways = (number, float(f"{number:.3g}"), number * (1 + luck.uniform(-0.0195, 0.0195)))
    return float(ways[luck.integers(len(ways))])


def outlet_of(sheet: Sheet) -> downstream.Outlet:
    """The learner's outlets."""
    own = sheet.variant("desk")
    sixty = downstream.Consequences.of(sheet.desk.name).outlet
    changed = {"visits_per_week": own["visits"], "spend": own["spend"], "margin": own["margin"] / 100}
    assert sixty is not None
    return sixty.model_copy(update=changed)


# --- 1 to 3: measure ----------------------------------------------------------------------------------------


class Measured(NamedTuple):
    """The table of part A: outages, open hours without pace, hours by the clock, money lost."""

    number: int
    hours: float
    by_the_clock: float
    same_day: float
    later: float


def measured(sheet: Sheet) -> Measured:
    """Rounded as the learner sees it."""

    def found() -> Measured:
        outlet = outlet_of(sheet)
        down = downstream.outages(sheet.log, outlet)
        lost = downstream.cost_of_outages(down, outlet)
        same_day = float(lost.frame()["margin"].sum())
        hours = round(float(lost.down.sum()) / 60, 1)
        by_the_clock = float(down.minutes.sum()) / 60
        return Measured(len(down), hours, by_the_clock, round(same_day), round(lost.margin - same_day))

    return known("measured", sheet.seed("log"), found)


def hours(sheet: Sheet) -> Number:
    seen = measured(sheet)
    right = seen.hours / WEEKS
    return Number(
        right,
        misses=apart(
            right,
            Miss("five weeks", seen.hours, "This is for five weeks; the question is for one."),
            Miss("four weeks", seen.hours / 4, "All five weeks count: you have divided by four."),
            Miss("minutes", 60 * right, "These are minutes; the question is for hours."),
            Miss("for each outlet", right / 60, "This is for each outlet; the question is for all sixty."),
            Miss("for each outage", seen.hours / seen.number, "This is for each outage."),
            Miss("by the clock", seen.by_the_clock / WEEKS, "Nights and Sundays count for nothing here."),
            Miss("a day", right / 6, "This is for an open day; the question is for a week."),
        ),
    )


def honest_hours(sheet: Sheet, luck: np.random.Generator) -> float:
    return as_written(measured(sheet).hours / WEEKS, luck)


def margin_a_week(sheet: Sheet) -> float:
    own = sheet.variant("desk")
    return float(own["visits"] * own["spend"] * own["margin"] / 100)


def rule(sheet: Sheet) -> Number:
    seen, own, a_week = measured(sheet), sheet.variant("desk"), margin_a_week(sheet)
    part = own["margin"] / 100
    right = seen.hours / WEEKS * a_week / OPEN_HOURS
    return Number(
        right,
        way=f"An open hour brings {a_week / OPEN_HOURS:.1f} of margin: times the hours of outage a week.",
        misses=apart(
            right,
            Miss("turnover", right / part, "This is turnover: goods that were not sold are still there."),
            Miss("cost of the goods", right / part * (1 - part), "This is what the goods cost."),
            Miss("all hours", right * OPEN_HOURS / 168, "An outlet is open for 72 hours, not for 168."),
            Miss("five weeks", right * WEEKS, "This is for five weeks; the question is for one."),
            Miss("one hour", a_week / OPEN_HOURS, "This is one hour; multiply by the hours of a week."),
            Miss(
                "what was lost",
                (seen.same_day + seen.later) / WEEKS,
                "This is what the outages did cost; the question is what the rule says.",
            ),
            Miss("lost the same day", seen.same_day / WEEKS, "This was lost; the question is for the rule."),
        ),
    )


def honest_rule(sheet: Sheet, luck: np.random.Generator) -> float:
    a_week = float(f"{measured(sheet).hours / WEEKS:.4g}")
    return as_written(a_week * float(f"{margin_a_week(sheet) / OPEN_HOURS:.4g}"), luck)


def noon(sheet: Sheet) -> Number:
    own = sheet.variant("noon")
    served = 60 * own["tills"] / own["takes"] * own["keeps"] / 100
    left, each = own["come"] - served, own["spend"] * own["margin"] / 100
    later = own["misses"] / own["stays"]
    right = left * (1 + later) * each
    return Number(
        right,
        way=f"{served:g} are served, {left:g} leave, {left * later:g} visits are missed later; each lost "
        f"visit is {each:g} of margin.",
        misses=apart(
            right,
            Miss("today alone", left * each, "Those who stay away later come on top."),
            Miss("later alone", left * later * each, "The visits of that hour are lost, too."),
            Miss("everybody stays away", left * (1 + own["misses"]) * each, "Only some stay away."),
            Miss("turnover", left * (1 + later) * own["spend"], "This is turnover; take the margin."),
            Miss("those who are served", served * (1 + later) * each, "These are served: the others leave."),
            Miss(
                "a share of the customers",
                own["come"] * (1 - own["keeps"] / 100) * (1 + later) * each,
                "The pace of the tills falls, not the number of customers: they had room to spare before.",
            ),
            Miss("everybody leaves", own["come"] * (1 + later) * each, "Some are served in that hour."),
        ),
    )


def honest_noon(sheet: Sheet, luck: np.random.Generator) -> float:
    return as_written(noon(sheet).right, luck)


# --- 4 and 5: decide ----------------------------------------------------------------------------------------


class Row(NamedTuple):
    """What one proposal saves in five weeks, and its price a week."""

    saved: float
    low: float
    high: float
    same_day: float
    price: float

    @property
    def left(self) -> tuple[float, float, float]:
        """Mean and range of what is left over in five weeks."""
        cost = WEEKS * self.price
        return self.saved - cost, self.low - cost, self.high - cost


def rows_of(sheet: Sheet) -> dict[str, Row]:
    """The table of part B, rounded as the learner sees it: the same runs, so the same figures."""

    def run(changes: dict[str, object]) -> np.ndarray:
        outlet = outlet_of(sheet)
        seeds = seeds_from(int(sheet.variant("desk")["luck"]), RUNS)
        costs = [downstream.loss(ds.simulate(sheet.desk.with_(changes), seed=one), outlet) for one in seeds]
        each = outlet.spend * outlet.margin
        return np.array([[one.margin, float(one.gave_up.sum()) * each] for one in costs])

    def found() -> dict[str, Row]:
        own, before = sheet.variant("desk"), run({})
        rows = {}
        for name, change in CHANGES.items():
            saved, same_day = (before - run(change)).T
            all_in = estimate(saved.tolist())
            exact = (all_in.mean, all_in.low, all_in.high, float(same_day.mean()))
            mean, low, high, day = (float(round(one)) for one in exact)
            rows[name] = Row(mean, low, high, day, own[name])
        return rows

    return known("rows", sheet.variant("desk")["luck"], found)


def sure_of(sheet: Sheet) -> frozenset[str]:
    """Proposals whose whole range lies above their cost; ``none`` if there is none."""
    sure = frozenset(name for name, row in rows_of(sheet).items() if row.left[1] > 0)
    return sure or frozenset({"none"})


def best_of(sheet: Sheet) -> str:
    """Of those that are sure, the one that leaves most over."""
    sure, rows = sure_of(sheet), rows_of(sheet)
    return "none" if "none" in sure else max(sorted(sure), key=lambda name: rows[name].left[0])


def sure(sheet: Sheet) -> Several:
    right, rows = sure_of(sheet), rows_of(sheet)
    saving = frozenset(name for name, row in rows.items() if row.low > 0)
    means = frozenset(name for name, row in rows.items() if row.left[0] > 0)
    once = frozenset(name for name, row in rows.items() if row.low > row.price)
    highest = frozenset(name for name, row in rows.items() if row.left[2] > 0)
    ways = {
        "saves, whatever it costs": (saving, "The price must be taken off."),
        "by the mean alone": (means, "The mean may be luck: the whole range must lie above the cost."),
        "the price of one week": (once, "The saving is for five weeks, the price for one."),
        "by the upper end": (highest, "At its best it pays; sure means at its worst, too."),
        "the cheapest": (frozenset({min(rows, key=lambda name: rows[name].price)}), "Cheap is not sure."),
        "saves most": (frozenset({max(rows, key=lambda name: rows[name].saved)}), "Take the price off."),
        "the dearest": (frozenset({max(rows, key=lambda name: rows[name].price)}), "Dear is not sure."),
        "all of them": (frozenset(rows), "Compare each range with five weeks of its price."),
        "the people": (frozenset({"second", "saturday", "first"}), "Compare the ranges with the prices."),
        "the two cheapest": (
            frozenset(sorted(rows, key=lambda name: rows[name].price)[:2]),
            "Cheap is not sure: compare each range with its price.",
        ),
        "the two that save most": (
            frozenset(sorted(rows, key=lambda name: -rows[name].saved)[:2]),
            "Compare each range with its price.",
        ),
        "none is ever sure": (frozenset({"none"}), "A range need not hold the cost."),
        "the Saturday": (frozenset({"saturday"}), "Compare the ranges with the prices."),
        "the phones": (frozenset({"first"}), "Compare the ranges with the prices."),
    }
    misses: dict[frozenset[str], Miss] = {}
    for name, (value, why) in ways.items():
        if value and value != right and value not in misses:
            share = max(0, len(value & right) - len(value - right)) / len(right)
            misses[value] = Miss(name, value, why, share)
    told = "; ".join(
        f"{NAMES[name]}, {row.low:.0f} to {row.high:.0f} saved for {WEEKS * row.price:.0f}"
        for name, row in rows.items()
    )
    return Several(right, f"In five weeks: {told}.", tuple(misses.values()))


def honest_sure(sheet: Sheet, luck: np.random.Generator) -> frozenset[str]:
    """By week or by five weeks: the comparison is the same."""
    weeks = (1, WEEKS)[luck.integers(2)]
    rows = rows_of(sheet).items()
    found = frozenset(name for name, row in rows if row.low * weeks / WEEKS > row.price * weeks)
    return found or frozenset({"none"})


def buy(sheet: Sheet) -> Choice:
    rows, right = rows_of(sheet), best_of(sheet)
    whys = {"none": "At least one proposal is sure to pay: its whole range lies above its cost."}
    for name, row in rows.items():
        mean, low, high = row.left
        whys[name] = f"It leaves {mean:.0f} over in five weeks, {low:.0f} to {high:.0f}."
        if name != right:
            whys[name] += " Another one leaves more." if low > 0 else " That is not sure."
    if right == "none":
        whys["none"] = "No range lies above its cost; that is an answer, and not a weak one."
    return Choice(right, whys)


def honest_buy(sheet: Sheet, luck: np.random.Generator) -> str:
    return best_of(sheet)


# --- 6 and 7: price -----------------------------------------------------------------------------------------


def priced(sheet: Sheet, item: str) -> Row:
    """The proposal that a learner's question is about."""
    return rows_of(sheet)[ROWS[sheet.variant(item)["priced"]]]


def year(sheet: Sheet) -> Ends:
    row = priced(sheet, "year")
    _, low, high = row.left
    ends = np.array([row.low, row.high])
    right = np.array([low, high]) * 52 / WEEKS
    ways = {
        "the price left out": (ends * 52 / WEEKS, "The price is not taken off."),
        "the price of one week": ((ends - row.price) * 52 / WEEKS, "Five weeks are saved, one was paid."),
        "a year, paid for one week": (ends * 52 / WEEKS - row.price, "The price is for each week."),
        "the price added": ((ends + WEEKS * row.price) * 52 / WEEKS, "The price is taken off, not added."),
        "five weeks": (ends - WEEKS * row.price, "These are five weeks; the question is for 52."),
        "as if it were a week": ((ends - row.price) * 52, "The savings are for five weeks, not for one."),
        "one week": ((ends - WEEKS * row.price) / WEEKS, "This is one week; the question is for 52."),
        "twelve times": ((ends - WEEKS * row.price) * 12, "A year has 52 weeks: 10.4 times five weeks."),
        "no range": (
            np.full(2, row.left[0] * 52 / WEEKS),
            "This is the mean; the range is asked for.",
        ),
    }
    width = float(right[1] - right[0])
    misses = []
    for name, (value, why) in ways.items():
        if np.all(np.abs(value - right) > 0.04 * width):
            misses.append(Miss(name, (float(value[0]), float(value[1])), why))
    return Ends(float(right.mean()), width, misses=tuple(misses))


def honest_year(sheet: Sheet, luck: np.random.Generator) -> tuple[float, float]:
    """The cost first, or the year first; in full, to the nearest hundred, or off as far as is forgiven."""
    asked, row = year(sheet), priced(sheet, "year")
    by_week = [52 * (end / WEEKS - row.price) for end in (row.low, row.high)]
    off = luck.uniform(-0.0295, 0.0295, 2) * asked.width
    near = [end + one for end, one in zip(asked.shown, off, strict=True)]
    ways = (asked.shown, by_week, [round(end, -1) for end in asked.shown], near)
    low, high = ways[luck.integers(len(ways))]
    return float(low), float(high)


def at_most(sheet: Sheet) -> Number:
    row = priced(sheet, "at_most")
    right = max(0.0, row.low / WEEKS)
    return Number(
        right,
        guess=(0.0, 2 * row.saved / WEEKS),
        misses=apart(
            right,
            Miss("by the mean", row.saved / WEEKS, "At that price it pays on average, and is not sure."),
            Miss("by the upper end", row.high / WEEKS, "At that price it hardly ever pays."),
            Miss("five weeks", row.low, "This is for five weeks; the question is for one."),
            Miss("what is left over", row.left[1] / WEEKS, "This is what is left over at today's price."),
            Miss("four weeks", row.low / 4, "Five weeks are in the table: you have divided by four."),
            Miss("seven days", row.low / 7, "The table is for five weeks, not for seven days."),
            Miss("a year", row.low / WEEKS * 52, "This is for a year; the question is for a week."),
            Miss("today's price", row.price, "This is what it costs today."),
            Miss("the same day alone", row.same_day / WEEKS, "This leaves out what is lost later."),
        ),
    )


def honest_at_most(sheet: Sheet, luck: np.random.Generator) -> float:
    return as_written(max(0.0, priced(sheet, "at_most").low / WEEKS), luck)


def difficulty(sheet: Sheet) -> dict[str, float]:
    rows, seen = rows_of(sheet), measured(sheet)
    return {
        "outages on the log": float(seen.number),
        "width of the price for a year, in means of what is saved": year(sheet).width
        / (priced(sheet, "year").saved * 52 / WEEKS),
        "proposals whose means leave something over": float(sum(row.left[0] > 0 for row in rows.values())),
    }
