"""What is right for one learner, by the kind of question, and how many points an answer gets.

A judge gets an answer that was read already (`Sheet.read`) and gives a share of the points, 0 to 1, with its
reason and a hint. Its misses are answers that people give who think in a certain wrong way; each has a name,
the share it gets, and what to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from deskside.errors import DesksideError

__all__ = ["Choice", "Edges", "Ends", "Interval", "Judge", "Miss", "Number", "Order", "Several", "Verdict"]

#: Words of an option, by its name, for people.
Words: TypeAlias = Callable[[str], str]


@dataclass(frozen=True)
class Verdict:
    """A share of the points, 0 to 1, why, and what to look at next."""

    share: float
    reason: str
    hint: str = ""


@dataclass(frozen=True)
class Miss:
    """A wrong answer with the thought behind it.

    ``name`` is that thought in a few words, ``value`` the answer as `Sheet.read` gives it, ``why`` what to
    tell, ``share`` the share of the points it gets all the same.
    """

    name: str
    value: Any
    why: str
    share: float = 0.0


class Judge(Protocol):
    """What all of them have."""

    misses: Sequence[Miss]

    def verdict(self, answer: Any, words: Words) -> Verdict:
        """The share of the points for an answer."""
        ...

    @property
    def shown(self) -> Any:
        """The right answer."""
        ...


def _shown(value: float) -> str:
    """A number for people: four places that count, or more where it is a long one, and no power of ten.

    >>> _shown(13832.0), _shown(0.77237), _shown(1230000.0)
    ('13832', '0.7724', '1230000')
    """
    return f"{float(f'{value:.{4 if abs(value) < 1000 else 6}g}'):.15g}"


@dataclass(frozen=True)
class Number:
    """A number within ``span`` (ends included; 2 % around ``right`` unless given).

    ``near`` outside it gets half. A miss is met within half a per cent, and its share is what counts then.
    ``guess`` is the range in which somebody who has no idea would guess. ``way`` tells those who are wrong,
    but not by a miss, how one comes to the number.

    >>> Number(0.2, misses=(Miss("an hour", 12.0, "This is an hour."),)).verdict(12.0, str)
    Verdict(share=0.0, reason='You wrote 12; it is 0.2.', hint='This is an hour.')
    """

    right: float
    span: tuple[float, float] | None = None
    near: float = 0.0
    misses: Sequence[Miss] = ()
    guess: tuple[float, float] | None = None
    way: str = ""

    @property
    def shown(self) -> float:
        """The right number."""
        return self.right

    @property
    def ends(self) -> tuple[float, float]:
        """What counts as right, from and to."""
        return self.span or (self.right - 0.02 * abs(self.right), self.right + 0.02 * abs(self.right))

    def verdict(self, answer: float, words: Words) -> Verdict:
        """Full, half, a miss's share, or nothing."""
        low, high = self.ends
        if low <= answer <= high:
            return Verdict(1.0, f"Right: you wrote {_shown(answer)}; it is {_shown(self.right)}.")
        told = f"You wrote {_shown(answer)}; it is {_shown(self.right)}."
        for miss in self.misses:
            if abs(answer - miss.value) <= 0.005 * abs(miss.value) + 1e-12:
                return Verdict(miss.share, told, miss.why)
        if low - self.near <= answer <= high + self.near:
            return Verdict(0.5, f"Nearly. {told}", self.way)
        return Verdict(0.0, told, self.way)


@dataclass(frozen=True)
class Choice:
    """One option; ``whys`` has a reason for every option by its name. Each other option is a miss."""

    right: str
    whys: Mapping[str, str]

    @property
    def shown(self) -> str:
        """The right option."""
        return self.right

    @property
    def misses(self) -> Sequence[Miss]:
        """Every other option."""
        return tuple(Miss(name, name, why) for name, why in self.whys.items() if name != self.right)

    def verdict(self, answer: str, words: Words) -> Verdict:
        """All or nothing."""
        if answer == self.right:
            return Verdict(1.0, f"Right. {self.whys[self.right]}")
        right = f'Right would have been "{words(self.right).rstrip(".")}".'
        return Verdict(0.0, f"Not this one. {self.whys[answer]}", f"{right} {self.whys[self.right]}")


@dataclass(frozen=True)
class _Some:
    """Some of several: each right one earns an equal part, each wrong one loses one; never below nothing."""

    right: frozenset[Any]
    why: str
    misses: Sequence[Miss] = ()

    def __post_init__(self) -> None:
        if not self.right:
            raise DesksideError("something must be right; an option such as 'none of them' can be it")

    @property
    def shown(self) -> frozenset[Any]:
        """The right ones."""
        return self.right

    def verdict(self, answer: frozenset[Any], words: Words) -> Verdict:
        """The parts that are left."""
        hits, wrong = answer & self.right, answer - self.right
        share = max(0, len(hits) - len(wrong)) / len(self.right)
        if share == 1.0:
            return Verdict(1.0, f"Right. {self.why}")
        named = [f"{len(hits)} of {len(self.right)} right"] + ([f"{len(wrong)} wrong"] if wrong else [])
        right = "; ".join(sorted(self.words_of(one, words) for one in self.right))
        why = next((miss.why for miss in self.misses if miss.value == answer), "")
        return Verdict(share, f"{' and '.join(named)}. Right are: {right}.", f"{why} {self.why}".strip())

    def words_of(self, one: Any, words: Words) -> str:
        """One of them for people."""
        return words(one).rstrip(".")


@dataclass(frozen=True)
class Several(_Some):
    """Some of the options, by name."""


@dataclass(frozen=True)
class Edges(_Some):
    """Arrows on a map, (from, to) by name."""

    def words_of(self, one: Any, words: Words) -> str:
        """An arrow for people."""
        return f"{words(one[0])} → {words(one[1])}"


@dataclass(frozen=True)
class Order:
    """All options in one order. Two neighbours the wrong way round get half, anything else nothing."""

    right: tuple[str, ...]
    why: str
    misses: Sequence[Miss] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The right order."""
        return self.right

    def verdict(self, answer: tuple[str, ...], words: Words) -> Verdict:
        """Full, half or nothing."""
        if answer == self.right:
            return Verdict(1.0, f"Right. {self.why}")
        places = [self.right.index(name) for name in answer]
        wrong = [place for place, at in enumerate(places) if place != at]
        neighbours = len(wrong) == 2 and wrong[1] - wrong[0] == 1
        told = f"The right order: {'; '.join(words(name) for name in self.right)}."
        why = next((miss.why for miss in self.misses if miss.value == answer), self.why)
        if neighbours:
            return Verdict(0.5, f"Two neighbours are the wrong way round. {told}", why)
        return Verdict(0.0, told, why)


@dataclass(frozen=True)
class Interval:
    """Two numbers that must contain the truth and be no wider than ``width``; up to twice as wide gets half.

    >>> asked = Interval(64.0, width=6.0)
    >>> asked.verdict((60.0, 65.0), str).share, asked.verdict((58.0, 66.0), str).share
    (1.0, 0.5)
    """

    truth: float
    width: float
    why: str = ""
    misses: Sequence[Miss] = field(default=())
    guess: tuple[float, float] | None = None

    @property
    def shown(self) -> tuple[float, float]:
        """A right interval: the truth in its middle, as wide as allowed."""
        return self.truth - self.width / 2, self.truth + self.width / 2

    def verdict(self, answer: tuple[float, float], words: Words) -> Verdict:
        """Coverage first, then width."""
        low, high = answer
        told = f"You wrote {_shown(low)} to {_shown(high)}; the true value is {_shown(self.truth)}."
        why = next((miss.why for miss in self.misses if _same(miss.value, answer)), self.why)
        if not low <= self.truth <= high:
            return Verdict(0.0, f"{told} It is outside.", why)
        if high - low <= self.width * (1 + 1e-9):
            return Verdict(1.0, f"{told} It is inside, and {self.width:.4g} wide or less was asked for.")
        said = f"{told} It is inside, but your range is {high - low:.4g} wide; {self.width:.4g} was possible."
        return Verdict(0.5 if high - low <= 2 * self.width * (1 + 1e-9) else 0.0, said, why)


@dataclass(frozen=True)
class Ends(Interval):
    """Two ends that were worked out: ``truth`` is their middle, ``width`` their distance.

    Each end counts as right within ``off``, a share of the width. One right end gets half.

    >>> asked = Ends(64.0, width=6.0)
    >>> [asked.verdict(one, str).share for one in ((61.1, 66.9), (61.0, 70.0), (63.0, 65.0))]
    [1.0, 0.5, 0.0]
    """

    off: float = 0.03

    def verdict(self, answer: tuple[float, float], words: Words) -> Verdict:
        """Full, half or nothing."""
        told = "You wrote {} to {}; it is {} to {}.".format(*map(_shown, (*answer, *self.shown)))
        room = self.off * self.width * (1 + 1e-9)
        hits = sum(abs(given - right) <= room for given, right in zip(answer, self.shown, strict=True))
        if hits == 2:
            return Verdict(1.0, f"Right. {told}")
        why = next((miss.why for miss in self.misses if _same(miss.value, answer)), self.why)
        return Verdict(hits / 2, f"One end is right. {told}" if hits else told, why)


def _same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= 1e-9 + 1e-6 * abs(a) for a, b in zip(one, other, strict=True))
