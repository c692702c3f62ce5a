"""How fair an assignment's marks are: honest and mistaken people, a coin, a copier, and nobody at all."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import numpy as np
from scipy.special import betaincinv

from deskside.grading.coins import guess
from deskside.grading.evaluate import evaluate, mark_item
from deskside.grading.judges import Judge
from deskside.grading.kept import Kept
from deskside.grading.key import Key
from deskside.grading.sheet import Sheet

__all__ = ["SECRETS", "WAYS", "Audit", "Count", "ItemAudit", "audit", "table"]

#: Honest answers to each question that one learner's sheet gives rise to.
WAYS = 4
#: Sets of evaluation seeds that learners are shared out among: marks must not hang on an instructor's own.
SECRETS = 4
#: A misconception that only some variants know is looked for among so many times the learners at most.
FURTHER = 20
#: That takes long, so only an audit of so many wrong answers of each kind does it.
FULL = 400
_CONFIDENCE = 0.95
#: Of a year so many learners guess, and so many copy.
_DEAR = 200
#: Fewer learners say nothing about what guessing or copying earns.
_ENOUGH = 20


@dataclass
class Count:
    """How many of ``total`` did as they should."""

    hits: int = 0
    total: int = 0

    def add(self, hit: bool) -> None:
        """One more."""
        self.hits += hit
        self.total += 1

    @property
    def missed(self) -> int:
        """How many did not."""
        return self.total - self.hits

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % bounds of Clopper and Pearson (1934) for the share that did not.

        >>> Count(200, 200).bounds[0], round(Count(200, 200).bounds[1], 4)
        (0.0, 0.0183)
        """
        half, k, n = (1 - _CONFIDENCE) / 2, self.missed, self.total
        low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, half))
        high = 1.0 if k == n else float(betaincinv(k + 1, n - k, 1 - half))
        return low, high


@dataclass
class ItemAudit:
    """One question: honest answers that got all points, misses that got their stated share, and the rest."""

    points: int
    honest: Count = field(default_factory=Count)
    misses: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    full: Count = field(default_factory=Count)  # of all misses: that got less than all points
    guesses: list[float] = field(default_factory=list)
    copies: list[float] = field(default_factory=list)
    by_variant: dict[int, Count] = field(default_factory=lambda: defaultdict(Count))
    failed: list[str] = field(default_factory=list)


@dataclass
class Audit:
    """An assignment, looked at with made-up learners."""

    assignment: str
    learners: int
    items: dict[str, ItemAudit]
    difficulty: dict[str, tuple[float, float]]
    secrets: int = 1
    untouched: float = 0.0
    hostile: list[str] = field(default_factory=list)

    @property
    def guessing(self) -> float:
        """The mean share of the automatic points for somebody who tosses coins."""
        return self._share(_guesses)

    @property
    def copying(self) -> float:
        """The mean share of the automatic points for a colleague's right answers under one's own name."""
        return self._share(_copies)

    def _share(self, of: Callable[[ItemAudit], list[float]]) -> float:
        points = sum(item.points for item in self.items.values())
        return (
            sum(item.points * float(np.mean(of(item))) for item in self.items.values() if of(item)) / points
        )

    @property
    def problems(self) -> list[str]:
        """What is not as it should be, a line each."""
        found = [f"{name}: {line}" for name, item in self.items.items() for line in item.failed[:5]]
        found += self.hostile
        if self.untouched:
            found.append(f"an untouched release gets {self.untouched:g} points")
        for name, share in (("guessing", self.guessing), ("copying", self.copying)):
            if share >= 1 / 3 and self.learners >= _ENOUGH:
                found.append(
                    f"{name} gets {100 * share:.0f} % of the automatic points: under a third is asked"
                )
        return found

    def plain(self) -> dict[str, Any]:
        """Everything as JSON can hold it."""
        return {
            "assignment": self.assignment,
            "learners": self.learners,
            "secrets": self.secrets,
            "items": {name: _item_plain(item) for name, item in self.items.items()},
            "difficulty": self.difficulty,
            "untouched": self.untouched,
            "guessing": self.guessing,
            "copying": self.copying,
            "problems": self.problems,
        }


def _guesses(item: ItemAudit) -> list[float]:
    return item.guesses


def _copies(item: ItemAudit) -> list[float]:
    return item.copies


def _item_plain(item: ItemAudit) -> dict[str, Any]:
    def count(one: Count) -> dict[str, Any]:
        return {"as_it_should": one.hits, "of": one.total, "share_not": list(one.bounds)}

    rates = [one.hits / one.total for one in item.by_variant.values()]
    return {
        "points": item.points,
        "honest": count(item.honest),
        "misses": {name: count(one) for name, one in item.misses.items()},
        "false_pass": count(item.full),
        "guess": float(np.mean(item.guesses)) if item.guesses else 0.0,
        "copy": float(np.mean(item.copies)) if item.copies else 0.0,
        "variants": len(item.by_variant),
        "honest_by_variant": [min(rates), max(rates)] if rates else [],
    }


def audit(
    key: Key,
    honest: int = 200,
    wrong: int = 50,
    progress: Callable[[int, int], None] = lambda done, of: None,
    secrets: int = SECRETS,
) -> Audit:
    """Evaluate ``honest`` right answers to every question, and ``wrong`` of each named misconception.

    Learners are made up; each gives `WAYS` honest answers a question, every misconception once, a guess, and
    the honest answers of the learner before, options by what they say. A full audit looks for a misconception
    that only some variants know among further learners. The learners are shared out in turn among ``secrets``
    sets of evaluation seeds, the key's own and others. Problems that are found are in the result.
    """
    learners = max(math.ceil(honest / WAYS), wrong)
    made = {item: ItemAudit(key.paper.question(item).points) for item in key.paper.ask}
    keys = elsewhere(key, secrets) if key.replays else (key,)
    result = Audit(key.paper.assignment, learners, made, {}, len(keys))
    figures: dict[str, list[float]] = defaultdict(list)
    before: Mapping[str, Any] = {}
    for number in range(learners):
        key = keys[number % len(keys)]
        sheet = key.paper.sheet(f"made-up-{number}", f"made-up-{number}" if key.paper.by_team else "")
        judges = {item: key.judge(sheet, item) for item in key.paper.ask}
        ways = WAYS if number * WAYS < honest else 0
        answers = _honest(key, sheet, result, ways)
        if number < wrong:
            _misses(key, sheet, judges, result)
        _guess(key, sheet, {item: judges[item] for item in judges if _cheap(key, item, number)}, result)
        if before:
            copied = {
                item: sheet.letters(item, value)
                for item, value in before.items()
                if _cheap(key, item, number)
            }
            marks = evaluate(copied, key, sheet.learner, sheet.team)
            for item in copied:
                made[item].copies.append(marks[item].points / marks[item].out_of)
        before = answers or before
        for name, figure in key.difficulty(sheet).items():
            figures[name].append(figure)
        progress(number + 1, learners)
    if wrong >= FULL:
        _seldom_misses(keys, result, range(wrong, FURTHER * wrong), wrong)
    result.difficulty.update({name: (min(found), max(found)) for name, found in figures.items()})
    someone = key.paper.sheet("nobody", "nobody" if key.paper.by_team else "")
    result.untouched = sum(mark.points for mark in evaluate({}, key, someone.learner, someone.team).values())
    result.hostile += _hostile(key, someone)
    return result


def _cheap(key: Key, item: str, number: int) -> bool:
    """Whether a learner tosses coins and copies: each year so made is another one, and dear to replay."""
    return number < _DEAR or not key.paper.question(item).year


def elsewhere(key: Key, secrets: int) -> tuple[Key, ...]:
    """A key with its own evaluation seeds, and as ``secrets`` less one other classes have it."""
    others = (int(luck("secret", number).integers(2**31)) for number in range(1, secrets))
    return (key, *(key.under(secret) for secret in others))


def luck(*address: object) -> np.random.Generator:
    """Random numbers with an address."""
    digest = blake2b(repr(address).encode(), digest_size=16, person=b"audit").digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))


def _share(key: Key, sheet: Sheet, item: str, answer: Any) -> float:
    mark = mark_item(key, replace(sheet, kept=Kept(answers={item: answer})), item)
    return mark.points / mark.out_of


def _honest(key: Key, sheet: Sheet, result: Audit, ways: int) -> dict[str, Any]:
    """Honest answers to all questions, each evaluated; the first of each is given back, options by name."""
    first: dict[str, Any] = {}
    for way in range(ways):
        values = {item: solve(sheet, luck(sheet.learner, item, way)) for item, solve in key.honest.items()}
        answers = {item: sheet.letters(item, value) for item, value in values.items()}
        first = first or values
        for item, mark in evaluate(answers, key, sheet.learner, sheet.team).items():
            found, passed = result.items[item], mark.points == mark.out_of
            found.honest.add(passed)
            found.by_variant[_variant(sheet, item)].add(passed)
            if not passed:
                found.failed.append(f"honest {answers[item]!r} of {_who(key, sheet)}: {mark.reason}")
    return first


def _who(key: Key, sheet: Sheet) -> str:
    """A made-up learner, and under which evaluation seed, where it is not the key's own."""
    return sheet.learner if key.secret is None else f"{sheet.learner} under the seed {key.secret}"


def _variant(sheet: Sheet, item: str) -> int:
    """A number for the variants of item and desk that a learner has."""
    own = [tuple(sheet.variant(item).items())]
    own += [tuple(sheet.variant("desk").items())] if sheet.paper.desk else []
    return hash(tuple(own))


def _seldom_misses(keys: Sequence[Key], result: Audit, numbers: range, wrong: int) -> None:
    """Further learners, until every misconception has come up ``wrong`` times."""
    for number in numbers:
        key = keys[number % len(keys)]
        seldom = [
            name
            for name, item in result.items.items()
            # a year is dear to replay, and what is wrong with it is wrong at every desk
            if not key.paper.question(name).year
            and any(count.total < wrong for count in item.misses.values())
        ]
        if not seldom:
            return
        sheet = key.paper.sheet(f"further-{number}", f"further-{number}" if key.paper.by_team else "")
        _misses(key, sheet, {item: key.judge(sheet, item) for item in seldom}, result)


def _misses(key: Key, sheet: Sheet, judges: Mapping[str, Judge], result: Audit) -> None:
    for item, judge in judges.items():
        found = result.items[item]
        for miss in judge.misses:
            share = _share(key, sheet, item, sheet.letters(item, miss.value))
            as_stated = abs(share - miss.share) < 1e-9
            found.misses[miss.name].add(as_stated)
            found.full.add(share < 1.0)
            if not as_stated:
                found.failed.append(
                    f"{miss.name!r} of {_who(key, sheet)} gets {share:.2f} of the points, "
                    f"not {miss.share:.2f}"
                )


def _guess(key: Key, sheet: Sheet, judges: Mapping[str, Judge], result: Audit) -> None:
    for item, judge in judges.items():
        answer = guess(sheet, item, judge, luck(sheet.learner, item, "guess"))
        result.items[item].guesses.append(_share(key, sheet, item, answer))


class _Evil:
    """An object that says it is equal to everything and raises from the rest."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __float__(self) -> float:
        raise RuntimeError


def hostile_answers() -> Iterator[Any]:
    """What nobody should get a point for, nor a crash from."""
    deep: list[Any] = []
    for _ in range(2000):
        deep = [deep]
    yield from (math.nan, math.inf, -math.inf, 10**400, -1e308, True, b"x", "", "nan", "a" * 10_000, "1e999")
    yield from ([], {}, [math.nan, math.nan], {"policy.acknowledge": [1]}, {1: 2}, {"x" * 9999: 1}, deep)
    yield from (
        _Evil(),
        [_Evil(), _Evil()],
        {"seed": 1, "horizon.days": 1},
        object,
        lambda: 1,
        ["a>a"],
        range(3),
    )


def _hostile(key: Key, sheet: Sheet) -> list[str]:
    """Problems with hostile answers: each must get nothing, with a reason."""
    found = []
    for answer in hostile_answers():
        marks = evaluate(dict.fromkeys(key.paper.ask, answer), key, sheet.learner, sheet.team)
        found += [
            f"{item}: a hostile answer of type {type(answer).__name__} gets points, or no reason"
            for item, mark in marks.items()
            if mark.points or not mark.reason
        ]
    return found


def table(found: Audit) -> list[str]:
    """The items of an audit as lines of text."""
    head = ("question", "points", "right answers marked down", "wrong ones with all points", "guess", "copy")
    rows: list[tuple[str, ...]] = [head]
    for name, item in found.items.items():
        means = [float(np.mean(given)) if given else 0.0 for given in (item.guesses, item.copies)]
        counts = [_in_words(item.honest), _in_words(item.full)]
        rows.append((name, str(item.points), *counts, *(f"{100 * mean:.0f} %" for mean in means)))
    wide = [max(len(row[place]) for row in rows) for place in range(len(head))]
    return [
        "  ".join(cell.ljust(size) for cell, size in zip(row, wide, strict=True)).rstrip() for row in rows
    ]


def _in_words(one: Count) -> str:
    """Cases, and up to how many in a hundred there may be in the long run."""
    return f"{one.missed} of {one.total} (at most {100 * one.bounds[1]:.2g} %)" if one.total else "none"
