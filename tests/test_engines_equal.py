"""Two engines, one log: generated desks, runs in one go and in pieces, policies that change on the way.

Every story is a desk with its levers drawn in combination, a seed, and minutes at which the clock stops. The
engines must give the same three tables, bit for bit; cutting a run must change nothing; and an auditor who
shares no code with the engines (`audit`) must find nothing in the logs that the rules do not allow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, seed

from audit import objections
from audit_idle import idle_objections
from audit_rare import rare_objections
from deskside.demand import Demand, sample
from deskside.engines import start
from deskside.log import TicketLog
from deskside.prepare import prepare
from deskside.scenario import load
from generated import Story, fixed, stories
from generated_cover import levers, pairs
from handmade import altered

ENGINES = ("simpy", "compiled")
#: `make test-ci` tells so many stories, in parts that can run side by side; some desks come up twice.
PARTS, EACH, RARE_EACH = 5, 100, 60
DEEP_PARTS, DEEP_EACH = 12, 400
#: How many levers and settings `generated_cover` tells apart.
LEVERS = 73
#: How often each comes up, and with which other the least; `report_lever_pairs` writes it.
REPORT = Path(__file__).resolve().parent.parent / "docs" / "lever-pairs.md"
#: Where stories for rare pairs of levers are looked for.
FURTHER_PARTS = range(100, 130)


def for_each_story(part: int, examples: int, check: Callable[[Story], None], rare: bool = False) -> None:
    """The same stories on every machine: those of a part's own seed."""

    @seed(20_262_122 + part)
    @fixed(examples)
    @given(stories(rare))
    def one_by_one(story: Story) -> None:
        check(story)

    one_by_one()


def tell(story: Story, demand: Demand, engine: str, *, changes: bool, cuts: bool = True) -> TicketLog:
    """Run a story on an engine; without ``changes`` the policy at each cut is the desk's own."""
    run = start(demand, story.desk, engine)
    for cut, policy in zip(story.cuts, story.policies, strict=True):
        if changes:
            run.advance(cut)
            run.advance(cut, policy)  # from this minute on, and nothing has happened yet
        elif cuts:
            run.advance(cut, story.desk)
    if not (changes or cuts):
        run.advance(story.cuts[-1])  # which may lie beyond the horizon
    return run.finish().log()


def same(one: TicketLog, other: TicketLog) -> None:
    assert one.differences(other) == []
    assert (one.until, one.people) == (other.until, other.people)


def check(story: Story) -> None:
    """All that is said of one story."""
    demand = sample(story.desk, story.seed)
    whole = {engine: tell(story, demand, engine, changes=False, cuts=False) for engine in ENGINES}
    assert [whole[engine].engine for engine in ENGINES] == list(ENGINES)
    same(whole["simpy"], whole["compiled"])
    for engine in ENGINES:
        same(whole[engine], tell(story, demand, engine, changes=False))
    changed = {engine: tell(story, demand, engine, changes=True) for engine in ENGINES}
    same(changed["simpy"], changed["compiled"])
    same(whole["simpy"], tell(story, sample(story.desk, story.seed), "compiled", changes=False, cuts=False))
    for log in (whole["simpy"], changed["simpy"]):
        rich = any(prepare(demand, policy).rich for _, policy in log.policies)
        assert (rare_objections if rich else objections)(log, demand) == []
        assert idle_objections(log, demand) == []


@pytest.mark.parametrize("rare", [False, True])
def test_generated_desks(rare: bool) -> None:
    for_each_story(0, 25, check, rare)


@pytest.mark.ci
@pytest.mark.parametrize("rare", [False, True])
@pytest.mark.parametrize("part", range(PARTS))
def test_many_generated_desks(part: int, rare: bool) -> None:
    for_each_story(part, RARE_EACH if rare else EACH, check, rare)


@pytest.mark.deep
@pytest.mark.parametrize("rare", [False, True])
@pytest.mark.parametrize("part", range(PARTS, PARTS + DEEP_PARTS))
def test_very_many_generated_desks(part: int, rare: bool) -> None:
    for_each_story(part, DEEP_EACH, check, rare)


def covered(parts: range, examples: int) -> tuple[set[str], Counter[frozenset[str]]]:
    """The desks of some parts, by identity, and how many of them use each pair of levers."""
    desks: dict[str, frozenset[str]] = {}
    for part in parts:
        for_each_story(
            part, examples, lambda story: desks.update({story.desk.digest: levers(story.desk)}), True
        )
    return set(desks), Counter(pair for used in desks.values() for pair in pairs(used))


def stories_for(missing: set[frozenset[str]]) -> list[Story]:
    """Further stories, one for each pair that the first ones left out (Hypothesis promises no spread)."""
    found: list[Story] = []

    def keep(story: Story) -> None:
        new = pairs(levers(story.desk)) & missing
        if new:
            missing.difference_update(new)
            found.append(story)

    for part in FURTHER_PARTS:
        if missing:
            for_each_story(part, EACH, keep, rare=True)
    return found


@pytest.mark.ci
def test_every_pair_of_levers_comes_up_among_three_hundred_desks() -> None:
    desks, found = covered(range(PARTS), EACH)
    assert len(desks) >= 300
    names = frozenset(name for pair in found for name in pair)
    assert len(names) == LEVERS
    assert set(re.findall(r"^\| (.+?) \| \d", REPORT.read_text("utf-8"), re.MULTILINE)) == names
    missing = set(pairs(names) - found.keys())
    for story in stories_for(missing):
        check(story)
    assert sorted(map(sorted, missing)) == []


@pytest.mark.deep
def test_the_deep_run_tells_of_three_thousand_desks() -> None:
    assert len(covered(range(PARTS, PARTS + DEEP_PARTS), DEEP_EACH)[0]) >= 3000


def test_the_auditor_can_find_fault() -> None:
    """Change single values of sound logs: each change is noticed."""
    faults: Counter[str] = Counter()

    def spoil(story: Story) -> None:
        demand = sample(story.desk, story.seed)
        for table, column, by in (
            ("visit_table", "started", 1.0),
            ("visit_table", "ended", 1.0),
            ("visit_table", "queued", -1.0),
            ("visit_table", "agent", 1),
            ("ticket_table", "ended", 1.0),
            ("ticket_table", "outcome", 1),
            ("ticket_table", "transfers", 1),
            ("contact_table", "time", 1.0),
        ):
            log = tell(story, demand, "compiled", changes=False, cuts=False)
            values = getattr(getattr(log, table), column).copy()
            if len(log.visit_table) > 3 and values[2] == values[2] and log.visit_table.agent[2] >= 0:
                values[2] += by
                spoilt = altered(log, table, **{column: values})
                faults[f"{table}.{column}", bool(objections(spoilt, demand))] += 1

    for_each_story(7, 12, spoil)
    assert all(noticed for _, noticed in faults), faults
    assert len(faults) == 8


def test_the_auditor_of_rare_levers_can_find_fault() -> None:
    """Change a single value of a sound log: each kind of change is noticed in most of the logs."""
    noticed: Counter[str] = Counter()
    told: Counter[str] = Counter()

    def spoil(story: Story) -> None:
        demand = sample(story.desk, story.seed)
        for table, column, by in (
            ("visit_table", "queued", -5000.0),
            ("visit_table", "agent", 2000),
            ("visit_table", "started", -9000.0),
            ("ticket_table", "outcome", 1),
            ("ticket_table", "transfers", 1),
            ("ticket_table", "contacts", 1),
            ("ticket_table", "reopened", 1),
            ("ticket_table", "first_response", 1.0),
        ):
            log = tell(story, demand, "compiled", changes=False, cuts=False)
            values = getattr(getattr(log, table), column).copy()
            taken = np.flatnonzero(log.visit_table.agent >= 0)
            if len(taken) > 3:
                place = taken[3] if table == "visit_table" else log.visit_table.ticket[taken[3]]
                values[place] += by
                told[column] += 1
                try:
                    noticed[column] += bool(rare_objections(altered(log, table, **{column: values}), demand))
                except (IndexError, RuntimeError):  # an agent, an outcome or a time that does not exist
                    noticed[column] += 1

    for_each_story(7, 10, spoil, rare=True)
    assert len(told) == 8
    assert all(noticed[column] >= 0.8 * told[column] for column in told), (noticed, told)


def test_who_loses_patience_under_one_policy_may_try_again_under_the_next() -> None:
    calls = {"channels.email.live": True, "channels.email.patience": 120.0, "needs_factor": 1.6}
    before = load("one-queue").with_(calls | {"groups.colleagues.retry_share": 0.0})
    after = before.with_({"channels.email.patience": None, "groups.colleagues.retry_share": 0.5})
    needs = sample(before, 1)
    logs = [
        start(needs, before, engine).advance(1300).advance(1300, after).finish().log() for engine in ENGINES
    ]
    assert logs[0].differences(logs[1]) == []
    tries = np.bincount(logs[0].contact_table.ticket) > 1
    assert 0.3 < np.mean(needs.numbers("retry")[: len(tries)][tries] < 0.5) <= 1.0
    assert needs.numbers("retry")[: len(tries)][tries].max() < 0.5


def test_a_zero_with_a_minus_is_a_time_like_another() -> None:
    desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 0, "teams.desk.agents": 11})
    shuffled = desk.with_({"teams.desk.discipline": "random"})
    logs = [
        start(sample(desk, 1), desk, engine).advance(-0.0).advance(-0.0, shuffled).finish().log()
        for engine in ENGINES
    ]
    assert logs[0].differences(logs[1]) == []
