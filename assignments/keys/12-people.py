"""The key of 12-people: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out. The tables of the paper come
from the model's equations: `figures` works them out again, and a test compares it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from deskside.grading import Choice, Miss, Number, Several, Sheet
from deskside.organisation import Behaviour
from deskside.organisation.equations import leaving_hazard

# --- the teams ----------------------------------------------------------------------------------------------

SETTINGS = {"sceptic": Behaviour.sceptic(), "middle": Behaviour.middle(), "believer": Behaviour.believer()}
WEEKS, HOURS = 52, 40
#: What it costs to replace somebody, as a share of a year's pay: the median of 27 cases.
REPLACING = 0.21
ROWS = (85, 86, 88, 90, 92, 94, 96, 98, 100)


class Case(NamedTuple):
    """One variant: a team, two measures, and the team next door with a newcomer."""

    people: int
    busy: int  # per cent of their time
    pay: int  # an hour
    hours: float  # of measure A, a week for each
    outlay: int  # of measure A, a week
    lift_a: float  # of morale, a week
    price: int  # of measure B, a year
    lift_b: float
    next_door: tuple[int, int, float, int]  # people, busy, what the newcomer does, hours of the mentor


CASES: tuple[Case, ...] = (
    Case(8, 84, 36, 2.0, 10, 0.04, 4500, 0.005, (12, 80, 0.3, 20)),
    Case(7, 84, 33, 0.5, 20, 0.04, 9000, 0.01, (8, 86, 0.3, 20)),
    Case(6, 80, 41, 1.0, 20, 0.01, 3000, 0.01, (8, 92, 0.5, 8)),
    Case(10, 81, 38, 0.25, 20, 0.04, 4500, 0.005, (8, 80, 0.6, 8)),
    Case(9, 80, 29, 1.0, 20, 0.01, 1800, 0.02, (9, 82, 0.2, 16)),
    Case(12, 88, 34, 2.0, 10, 0.03, 1500, 0.002, (10, 89, 0.2, 16)),
    Case(15, 84, 31, 0.5, 40, 0.04, 3000, 0.005, (11, 94, 0.6, 16)),
    Case(11, 80, 37, 0.25, 20, 0.04, 4500, 0.01, (10, 85, 0.5, 12)),
    Case(16, 90, 30, 1.0, 40, 0.01, 4500, 0.02, (7, 78, 0.4, 24)),
    Case(8, 77, 42, 0.5, 60, 0.04, 900, 0.02, (6, 82, 0.3, 18)),
    Case(6, 75, 32, 2.0, 10, 0.04, 4500, 0.01, (14, 95, 0.7, 20)),
    Case(10, 90, 35, 1.0, 10, 0.04, 4500, 0.01, (6, 75, 0.7, 10)),
)


def settled(load: float, lift: float, b: Behaviour) -> float:
    """Where morale settles at a load, with a lift of so much a week."""
    return min(1.0, max(0.0, 0.5 + (lift - b.strain * max(load - b.busy, 0.0)) / b.recovers))


def leaving(load: float, lift: float, b: Behaviour) -> float:
    """The share that leaves within a year."""
    stays: float = (1.0 - leaving_hazard(load, settled(load, lift, b), b)) ** WEEKS
    return 1.0 - stays


def leavers(case: Case, b: Behaviour, lift: float = 0.0, hours: float = 0.0) -> float:
    """Leavers of the team in a year; hours for a measure are missing from the queue."""
    load = case.busy / 100 * HOURS / (HOURS - hours)
    return case.people * leaving(load, lift, b)


def load_row(load: int) -> str:
    """One row of the table of loads: leavers of a hundred, for the three settings."""
    cells = [f"{100 * leaving(load / 100, 0.0, b):.1f}" for b in SETTINGS.values()]
    first = "up to 85" if load == ROWS[0] else str(load)
    return f"| {first} | {' | '.join(cells)} |"


def figures(number: int) -> dict[str, float | str]:
    """Everything the paper shows of variant ``number``, 1 to 12."""
    case = CASES[number - 1]
    found: dict[str, float | str] = {"team": number}
    found |= {name: getattr(case, name) for name in ("people", "busy", "pay", "hours", "outlay", "price")}
    for name, b in SETTINGS.items():
        found[f"{name}_now"] = round(leavers(case, b), 2)
        found[f"{name}_a"] = round(leavers(case, b, case.lift_a, case.hours), 2)
        found[f"{name}_b"] = round(leavers(case, b, case.lift_b), 2)
    names = ("next_people", "next_busy", "newcomer", "mentor")
    return found | dict(zip(names, case.next_door, strict=True))


def as_toml() -> str:
    """The variants of the paper's desk."""
    lines = []
    for number in range(1, len(CASES) + 1):
        lines.append("[[desk.variants]]")
        for name, value in figures(number).items():
            lines.append(f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}")
    return "\n".join(lines) + "\n"


def load_table() -> str:
    """The rows of the table of loads, as the paper has them."""
    return "\n".join(load_row(load) for load in ROWS)


def own(sheet: Sheet) -> Mapping[str, Any]:
    """What the paper shows this learner."""
    return sheet.variant("desk")


def _number(
    right: float,
    off: float,
    misses: tuple[Miss, ...],
    guess: tuple[float, float] | None = None,
    way: str = "",
) -> Number:
    """A number with its room; what lies in it by accident is no miss."""
    kept = tuple(miss for miss in misses if abs(miss.value - right) > off + 0.006 * abs(miss.value))
    return Number(right, (right - off, right + off), misses=kept, guess=guess, way=way)


# --- 1 and 2: what measure A costs, and how many leavers that is --------------------------------------------


def year_of_a(sheet: Sheet) -> float:
    """What measure A costs in a year."""
    seen = own(sheet)
    return float(WEEKS * (seen["outlay"] + seen["people"] * seen["hours"] * seen["pay"]))


def leaver(sheet: Sheet) -> float:
    """What it costs to replace one."""
    return float(REPLACING * own(sheet)["pay"] * HOURS * WEEKS)


def cost(sheet: Sheet) -> Number:
    seen, right = own(sheet), year_of_a(sheet)
    outlay, people, hours, pay = (float(seen[name]) for name in ("outlay", "people", "hours", "pay"))
    misses = (
        Miss("outlay only", WEEKS * outlay, "Hours of agents cost what they are paid."),
        Miss("hours only", WEEKS * people * hours * pay, "There is an outlay, too."),
        Miss("one person", WEEKS * (outlay + hours * pay), "Each of them gives those hours."),
        Miss("a week", right / WEEKS, "The question is for a year."),
        Miss("a month", 4 * right / WEEKS, "The question is for a year."),
        Miss("48 weeks", 48 * right / WEEKS, "Here a year has 52 weeks."),
        Miss("outlay for each", WEEKS * people * (outlay + hours * pay), "The outlay is for the whole team."),
        Miss("all their pay", WEEKS * (outlay + people * HOURS * pay), "They give a part of their week."),
    )
    way = f"52 weeks of {people:g} people, {hours:g} hours at {pay:g} each, and of {outlay:g} of outlay."
    return _number(right, 0.005 * right, misses, (right / 5, right * 3), way)


def honest_cost(sheet: Sheet, luck: np.random.Generator) -> float:
    right = year_of_a(sheet)
    return (right, round(right, -1), right * luck.uniform(0.9951, 1.0049))[luck.integers(3)]


def break_even(sheet: Sheet) -> Number:
    right, one, year = year_of_a(sheet) / leaver(sheet), leaver(sheet), year_of_a(sheet)
    pay = one / REPLACING
    people = float(own(sheet)["people"])
    misses = (
        Miss("a whole year's pay", year / pay, "A leaver costs a fifth of a year's pay, not all of it."),
        Miss("upside down", 1 / right, "That is how many such measures one leaver would pay for."),
        Miss("for each", right / people, "That is for each person; the team has more of them."),
        Miss("of a hundred", 100 * right / people, "The question is for leavers, not for a share."),
        Miss("a week", right / WEEKS, "Both are for a year."),
        Miss("a month's pay", 12 * year / pay, "A leaver costs a fifth of a year's pay."),
        Miss("in money", one, "That is what one leaver costs."),
        Miss(
            "the rest of the pay", year / (pay - one), "What a leaver costs is the fifth, not what is left."
        ),
    )
    way = f"{year:.0f} a year over {one:.0f} for one leaver, which is 21 % of a year's pay of {pay:.0f}."
    return _number(right, 0.02 * right + 0.005, misses, (0.1, 4.0), way)


def honest_break_even(sheet: Sheet, luck: np.random.Generator) -> float:
    year = (year_of_a(sheet), round(year_of_a(sheet), -2))[luck.integers(2)]
    one = (leaver(sheet), round(leaver(sheet), -1))[luck.integers(2)]
    return float((year / one, round(year / one, 2))[luck.integers(2)])


# --- 3: for whom it pays ------------------------------------------------------------------------------------


def paying(sheet: Sheet) -> frozenset[str]:
    """For which settings which measure prevents as many as it must."""
    seen = own(sheet)
    needed = {"a": year_of_a(sheet) / leaver(sheet), "b": float(seen["price"]) / leaver(sheet)}
    found = frozenset(
        f"{measure}_{who}"
        for measure, least in needed.items()
        for who in SETTINGS
        if float(seen[f"{who}_now"]) - float(seen[f"{who}_{measure}"]) >= least
    )
    return found or frozenset({"none"})


def pays(sheet: Sheet) -> Several:
    right = paying(sheet)
    why = "As it is less with it: so many it prevents. Hold that against its cost over that of a leaver."
    judge = Several(right, why)
    every = [f"{measure}_{who}" for measure in "ab" for who in SETTINGS]
    sets: dict[str, frozenset[str]] = {
        "whoever believes": frozenset({"a_believer", "b_believer"}),
        "whatever prevents something": frozenset(one for one in every if "sceptic" not in one),
        "the cheap one for all": frozenset({"b_sceptic", "b_middle", "b_believer"}),
        "the large one for all": frozenset({"a_sceptic", "a_middle", "a_believer"}),
        "everything": frozenset(every),
        "nothing ever pays": frozenset({"none"}),
        "the sceptic saves the cost": frozenset({"a_sceptic", "b_sceptic"}),
        "large for believers": frozenset({"a_believer"}),
        "small for believers": frozenset({"b_believer"}),
        "the middle decides": frozenset({"a_middle", "b_middle"}),
    }
    misses = tuple(
        Miss(name, value, f"The thought behind it: {name}.", judge.verdict(value, str).share)
        for name, value in sets.items()
        if value != right
    )
    return Several(right, why, misses)


def honest_pays(sheet: Sheet, luck: np.random.Generator) -> frozenset[str]:
    return paying(sheet)


# --- 4: who follows -----------------------------------------------------------------------------------------


def new_load(sheet: Sheet) -> int:
    """How busy the others are when one has left, per cent."""
    seen = own(sheet)
    busy, people = int(seen["busy"]), int(seen["people"])
    return round(busy * people / (people - 1))


def of_hundred(load: int, who: str) -> float:
    """Leavers of a hundred as the table has them."""
    return round(100 * leaving(max(load, ROWS[0]) / 100, 0.0, SETTINGS[who]), 1)


def followers(sheet: Sheet) -> Number:
    seen = own(sheet)
    who, left = str(sheet.variant("followers")["belief"]), seen["people"] - 1
    before, after = seen["busy"], new_load(sheet)
    other = "middle" if who == "believer" else "believer"
    more = of_hundred(after, who) - of_hundred(before, who)
    right = left * more / 100
    naive = min(100, before + round(100 / seen["people"]))
    misses = (
        Miss("the sceptic", 0.0, "So it is for the sceptic, for whom load does not count."),
        Miss("all that leave", left * of_hundred(after, who) / 100, "Some of them would leave anyway."),
        Miss("of a hundred", more, "That many more of a hundred; the team is smaller."),
        Miss(
            "the other setting",
            left * (of_hundred(after, other) - of_hundred(before, other)) / 100,
            "That is another setting's column.",
        ),
        Miss("as at today's load", left * of_hundred(before, who) / 100, "So many leave at today's load."),
        Miss("one more has gone", (left - 1) * more / 100, "One has left; the others are still there."),
        Miss(
            "added to the load",
            left * (of_hundred(naive, who) - of_hundred(before, who)) / 100,
            "The work stays; divide it by those who are left.",
        ),
        Miss("and the first", right + 1, "The first one is not among those who follow."),
    )
    # the table's last place, and a load that was rounded
    way = (
        f"{left:g} people are left, {after} % busy: of 100 leave {of_hundred(after, who):.1f} in place of "
        f"{of_hundred(before, who):.1f}."
    )
    return _number(right, 0.02 * right + 0.01, misses, (0.0, 3.0), way)


def honest_followers(sheet: Sheet, luck: np.random.Generator) -> float:
    seen, who = own(sheet), str(sheet.variant("followers")["belief"])
    more = of_hundred(new_load(sheet), who) - of_hundred(seen["busy"], who)
    right = (seen["people"] - 1) * more / 100
    return float((right, round(right, 2))[luck.integers(2)])


# --- 5 and 6: the first weeks next door ---------------------------------------------------------------------


def hands_of(sheet: Sheet) -> float:
    """Full agents in the first weeks: who is left, the newcomer's part, less what the mentor gives."""
    seen = own(sheet)
    return float(seen["next_people"] - 1 + seen["newcomer"] - seen["mentor"] / HOURS)


def hands(sheet: Sheet) -> Number:
    seen, right = own(sheet), hands_of(sheet)
    people, newcomer, given = float(seen["next_people"]), float(seen["newcomer"]), seen["mentor"] / HOURS
    misses = (
        Miss("heads", people, "Count hands, not heads."),
        Miss("nobody mentors", people - 1 + newcomer, "The mentor's hours are missing from the queue."),
        Miss("nobody left", people + newcomer - given, "One of them has left."),
        Miss("the mentor is gone", people - 2 + newcomer, "A mentor gives some hours, not all."),
        Miss("before the newcomer", people - 1, "The newcomer does something, too."),
        Miss("without the newcomer", people - 1 - given, "The newcomer does something, too."),
        Miss("the mentor helps", people - 1 + newcomer + given, "The mentor's hours go off."),
        Miss("the work", people * seen["next_busy"] / 100, "That is the work there is."),
    )
    way = f"{people - 1:g} are left; the newcomer adds {newcomer:g}, the mentor gives up {given:g}."
    return _number(right, 0.03, misses, (3.0, 15.0), way)


def honest_hands(sheet: Sheet, luck: np.random.Generator) -> float:
    right = hands_of(sheet)
    return (right, right + luck.uniform(-0.029, 0.029))[luck.integers(2)]


def kind_of(sheet: Sheet) -> str:
    """What the first weeks are like."""
    seen, found = own(sheet), hands_of(sheet)
    gains = found > seen["next_people"] - 1
    room = found >= seen["next_people"] * seen["next_busy"] / 100
    return f"{'gain' if gains else 'loss'}_{'room' if room else 'full'}"


def first_weeks(sheet: Sheet) -> Choice:
    return Choice(
        kind_of(sheet),
        {
            "gain_room": "The newcomer does more than the mentor gives, and there are hands enough.",
            "gain_full": "They bring more than they take, but the work needs more hands than there are.",
            "loss_room": "The mentor gives up more than the newcomer does; what is left is enough.",
            "loss_full": "The mentor gives up more than the newcomer does, and that was all the room.",
            "same": "They do not cancel: compare what the one does with what the other gives.",
        },
    )


def honest_first_weeks(sheet: Sheet, luck: np.random.Generator) -> str:
    return kind_of(sheet)


# --- 7: evidence, opinion, assumption, arithmetic -----------------------------------------------------------

GROUPS = {
    "study": frozenset({"replacing", "fundraisers"}),
    "opinion": frozenset({"client", "special"}),
    "assumption": frozenset({"search", "tenth"}),
    "arithmetic": frozenset({"seven", "dearer"}),
}


def known(sheet: Sheet) -> Several:
    kind = str(sheet.variant("known")["kind"])
    right = GROUPS[kind]
    why = "Studies: a fifth of the pay, fundraisers. Opinions: client, special day. Ours: the weeks, a tenth."
    judge = Several(right, why)
    sets = {name: group for name, group in GROUPS.items() if name != kind}
    sets |= {
        "one of them": frozenset({min(right)}),
        "one, and a number": frozenset({max(right), "search" if kind != "assumption" else "replacing"}),
        "numbers must be measured": frozenset(
            {"replacing", "tenth"} if kind != "study" else {"search", "tenth"}
        ),
        "whatever sounds sure": frozenset({"special", "tenth"}),
    }
    misses = tuple(
        Miss(name, value, f"The thought behind it: {name}.", judge.verdict(value, str).share)
        for name, value in sets.items()
    )
    return Several(right, why, misses)


def honest_known(sheet: Sheet, luck: np.random.Generator) -> frozenset[str]:
    return GROUPS[str(sheet.variant("known")["kind"])]


def difficulty(sheet: Sheet) -> dict[str, float]:
    """How far every measure is from its break-even, and how clear the first weeks are."""
    seen = own(sheet)
    needed = {"a": year_of_a(sheet) / leaver(sheet), "b": float(seen["price"]) / leaver(sheet)}
    off = [
        abs(float(seen[f"{who}_now"]) - float(seen[f"{who}_{measure}"]) - least) / least
        for measure, least in needed.items()
        for who in SETTINGS
    ]
    work = seen["next_people"] * seen["next_busy"] / 100
    return {
        "least distance from break-even, as a share of it": min(off),
        "measures that pay": float(len(paying(sheet) - {"none"})),
        "hands less work, least of all": abs(hands_of(sheet) - work),
        "load after one has left, %": float(new_load(sheet)),
    }
