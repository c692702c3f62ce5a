"""The key of 05-policy: what is right for a learner, what people get wrong, how careful people answer.

For instructors only. It lies outside `source/`, so nbgrader never hands it out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from deskside.grading import Aim, Choice, Miss, Number, Replay, Sheet

#: Weeks that no learner has seen. Change it for every class.
EVALUATION_SEED = 710_482_936
FROM, TO = 7 * 1440, 35 * 1440
MINUTES_AN_ANSWER = 8

RECEIPT, TIME = {"policy.acknowledge": "auto"}, {"policy.promise": "honest"}
ROSY, PERSONAL = {"policy.promise": "rosy"}, {"policy.acknowledge": "personal"}
TELL, AGENT = {"fault": "all"}, {"teams.service-desk.agents": 6}

#: The best of all 11 policies within the budget, by what hurts at the desk. A test tries them all.
BEST = {"arrived": RECEIPT, "done": {**RECEIPT, **TIME}, "line": AGENT, "fault": TELL}


def kind_of(sheet: Sheet) -> str:
    """What hurts at a learner's desk: the name of an option of `what_hurts`."""
    own = sheet.variant("desk")
    if own["fault"] > 500:
        return "fault"
    return "line" if own["receipt_after"] > 1000 else "arrived" if own["p1"] < 100 else "done"


# --- 1 to 3: what comes in ----------------------------------------------------------------------------------


def contacts_of(sheet: Sheet) -> pd.Series:
    """Contacts of the four weeks by kind."""

    def counted() -> pd.Series:
        contacts = sheet.log.contacts().query("@FROM <= time < @TO")
        return contacts["kind"].astype(str).value_counts()

    return sheet.once("contacts", counted)


def chases_of(sheet: Sheet) -> tuple[int, int]:
    """How many asked whether it arrived, and how many when it will be done."""
    found = contacts_of(sheet)
    return int(found.get("chase_receipt", 0)), int(found.get("chase_progress", 0))


def apart(right: float, *misses: Miss) -> tuple[Miss, ...]:
    """Misses that are not right by chance on this learner's log."""
    return tuple(miss for miss in misses if abs(miss.value - right) > 0.04 * right)


def asked_again(sheet: Sheet) -> Number:
    (arrived, when), found = chases_of(sheet), contacts_of(sheet)
    right, everything, first = arrived + when, int(found.sum()), int(found["first"])
    again = int(found.get("retry", 0))
    return Number(
        right,
        misses=apart(
            right,
            Miss(
                "all but the first",
                everything - first,
                "Who calls again was not reached: that is no question.",
            ),
            Miss(
                "with the calls again", right + again, "Who calls again was not reached: that is no question."
            ),
            Miss("arrived only", arrived, "These only asked whether it arrived; others asked when."),
            Miss("when only", when, "These only asked when; others asked whether it arrived."),
            Miss("a week", right / 4, "This is a week; the question is for four."),
            Miss("all contacts", everything, "These are all contacts."),
            Miss(
                "a share",
                100 * right / everything,
                "This is a share in per cent; the question is for a number.",
            ),
            Miss("first contacts", first, "These bring something new."),
        ),
    )


def honest_asked_again(sheet: Sheet, luck: np.random.Generator) -> float:
    return float(sum(chases_of(sheet)))


def did_you_get_it(sheet: Sheet) -> Number:
    arrived, when = chases_of(sheet)
    right, everything = 100 * arrived / (arrived + when), int(contacts_of(sheet).sum())
    misses = (
        Miss("the other question", 100 - right, "This is the share that asked when."),
        Miss(
            "of all contacts",
            100 * arrived / everything,
            "Of all contacts; the question is of those that asked.",
        ),
        Miss("a fraction", right / 100, "This is a fraction; the question is for per cent."),
        Miss("one to the other", min(100.0, 100 * arrived / max(when, 1)), "Divide by both kinds together."),
        Miss(
            "all that asked",
            100 * (arrived + when) / everything,
            "All that asked, as a share of all contacts.",
        ),
        Miss("the other, of all contacts", 100 * when / everything, "These asked when, of all contacts."),
        Miss(
            "by how much they differ",
            100 * abs(arrived - when) / (arrived + when),
            "By how much the two differ; the question is how many are of the first kind.",
        ),
        Miss("half", 50.0, "Count: the two questions are not asked alike."),
        Miss("all of them", 100.0, "Some asked when."),
    )
    far = tuple(miss for miss in misses if abs(miss.value - right) > 1.5)
    return Number(right, span=(right - 1, right + 1), misses=far, guess=(0.0, 100.0))


def honest_did_you_get_it(sheet: Sheet, luck: np.random.Generator) -> float:
    arrived, when = chases_of(sheet)
    share = 100 * arrived / (arrived + when)
    return float((share, round(share), round(share, 1), share + luck.uniform(-0.99, 0.99))[luck.integers(4)])


def hours(sheet: Sheet) -> Number:
    asked = sum(chases_of(sheet))
    right = asked * MINUTES_AN_ANSWER / 60 / 4
    return Number(
        right,
        way=f"{asked} questions of {MINUTES_AN_ANSWER} minutes, in hours, over four weeks.",
        misses=(
            Miss("four weeks", 4 * right, "This is for four weeks; the question is for one."),
            Miss("minutes", 60 * right, "These are minutes; the question is for hours."),
            Miss("minutes, four weeks", 240 * right, "These are minutes in four weeks."),
            Miss("a day", right / 5, "This is a day; the question is for a week."),
            Miss("for each agent", right / 5, "This is for each agent; the question is for the desk."),
            Miss("five weeks", 0.8 * right, "Four weeks count: you have divided by five."),
            Miss("as a number", asked / 4, "These are questions a week; each takes 8 minutes."),
        ),
    )


def honest_hours(sheet: Sheet, luck: np.random.Generator) -> float:
    exact = sum(chases_of(sheet)) * MINUTES_AN_ANSWER / 60 / 4
    return float(
        (exact, float(f"{exact:.3g}"), exact * (1 + luck.uniform(-0.0195, 0.0195)))[luck.integers(3)]
    )


# --- 4 and 5: what helps ------------------------------------------------------------------------------------


def what_hurts(sheet: Sheet) -> Choice:
    arrived, when = chases_of(sheet)
    again = int(contacts_of(sheet).get("retry", 0))
    seen = f"{arrived} asked whether it arrived, {when} when, and {again} called again."
    right = kind_of(sheet)
    whys = {
        "arrived": f"At this desk {seen} A receipt at once is enough; the published times cannot be kept.",
        "done": f"At this desk {seen} A time that is kept ends the second question, too.",
        "line": f"At this desk {seen} Words reach those who write; the line gets shorter by hands.",
        "fault": f"At this desk {seen} Hundreds of the contacts are one fault.",
        "heard": "A receipt that comes when somebody first looks comes after the question.",
    }
    wrong = {
        "arrived": f"{seen} A receipt ends only the first of these.",
        "done": f"{seen} Look whether a time answers most of them, and whether it would be kept.",
        "line": f"{seen} Look whether people call all month, or about one thing, or ask in writing.",
        "fault": f"{seen} A word about the fault spares a few dozen of these; look at what comes all month.",
    }
    return Choice(right, {name: why if name == right else wrong.get(name, why) for name, why in whys.items()})


def honest_what_hurts(sheet: Sheet, luck: np.random.Generator) -> str:
    """By what is said of the fault, the counts, and whether the published times are long enough."""
    if sheet.variant("desk")["fault"] > contacts_of(sheet)["first"] / 8:
        return "fault"
    arrived, when = chases_of(sheet)
    if arrived + when < contacts_of(sheet).get("retry", 0) / 3:
        return "line"
    return "arrived" if arrived > when else "done"


def policy(sheet: Sheet) -> Replay:
    return Replay(
        sheet.desk,
        BEST[kind_of(sheet)],
        aims=(Aim("contacts", "contacts"), Aim("the mean wait", "mean_first_response")),
        seed=EVALUATION_SEED,
        levers=sheet.paper.question("policy").levers,
        reported=(Aim("questions asked again", "chasers_per_ticket"), Aim("agents busy", "utilisation")),
        misses=tuple(miss for miss in POPULAR if dict(miss.value) != BEST[kind_of(sheet)]),
    )


#: Policies with a following of their own; each is wrong at three kinds of desk at least.
POPULAR = (
    Miss("only a person counts", PERSONAL, "It comes when somebody first looks: the question came before."),
    Miss(
        "under-promise nothing", {**PERSONAL, **ROSY}, "A time that is broken makes people ask again sooner."
    ),
    Miss("a time and no receipt", TIME, "Who hears nothing gets the time only after they have asked."),
    Miss("tell all of the fault", TELL, "One fault in five weeks; look what comes in on the other days."),
    Miss(
        "a receipt is enough", RECEIPT, "Look whether people ask if it arrived, or something else, or call."
    ),
    Miss(
        "one more person is always right", AGENT, "It is right where people wait to be answered, not to know."
    ),
    Miss("sound quick", ROSY, "A time that is broken makes people ask again sooner."),
)


def honest_policy(sheet: Sheet, luck: np.random.Generator) -> dict[str, object]:
    return BEST[kind_of(sheet)]


def difficulty(sheet: Sheet) -> dict[str, float]:
    judge = policy(sheet)
    contacts, wait = judge.aims
    before, best = (judge.means(contacts, settings) for settings in ({}, judge.target))
    slow, quick = (judge.means(wait, settings) for settings in ({}, judge.target))
    return {
        "per cent of contacts that the best policy saves": 100 * (1 - best / before),
        "per cent of the wait that it saves": 100 * (1 - quick / slow),
    }
