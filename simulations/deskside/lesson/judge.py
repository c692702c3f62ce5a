"""Judging an answer to a quiz question: right or not, and the reasons that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from deskside.charts.words import amount
from deskside.errors import DesksideError
from deskside.lesson.texts import Miss, Option, Question

__all__ = ["Verdict", "judge", "near", "number_in", "other_reasons", "shuffled"]


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, what to say about it, and lines of (text, reason) that go into detail."""

    right: bool
    why: str
    lines: tuple[tuple[str, str], ...] = ()


def judge(question: Question, answer: Any) -> Verdict:
    """The verdict on an answer: a number, a key, keys that are ticked, or all keys in order.

    Raises `DesksideError` when there is no answer yet.
    """
    if question.kind == "number":
        assert question.answer is not None
        return _number(number_in(answer), question.answer, question.tolerance, question.why, question.misses)
    if question.kind == "single":
        return _single(question, answer)
    keys = list(answer or ())
    unknown = set(keys) - {option.key for option in question.options}
    if unknown:
        raise DesksideError(f"{unknown.pop()!r} is none of the options")
    return _multiple(question, keys) if question.kind == "multiple" else _order(question, keys)


def number_in(answer: Any) -> float:
    """The number in what was typed. Raises `DesksideError` when there is none."""
    if answer in (None, ""):
        raise DesksideError("Give an answer first; a guess will do.")
    try:
        return float(answer)
    except (TypeError, ValueError):
        raise DesksideError("Type a number.") from None


def near(value: float, target: float, tolerance: float) -> bool:
    """Whether a value is within a tolerance, a share of the target."""
    return abs(value - target) <= tolerance * abs(target) + 1e-12


def _number(value: float, target: float, tolerance: float, why: str, misses: Sequence[Miss]) -> Verdict:
    if near(value, target, tolerance):
        return Verdict(True, why)
    for miss in misses:
        if near(value, miss.value, tolerance):
            return Verdict(False, miss.why)
    side = "too low" if value < target else "too high"
    return Verdict(False, f"That is {side}. Try again, or look back at the explanation.")


def _single(question: Question, answer: Any) -> Verdict:
    if answer in (None, ""):
        raise DesksideError("Give an answer first; a guess will do.")
    for option in question.options:
        if option.key == answer:
            return Verdict(option.right, option.why)
    raise DesksideError(f"{answer!r} is none of the options")


def _multiple(question: Question, keys: Sequence[str]) -> Verdict:
    if not keys:
        raise DesksideError("Tick what you think is right first; a guess will do.")
    ticked = [option for option in question.options if option.key in keys]
    missing = sum(option.right for option in question.options) - sum(option.right for option in ticked)
    wrong = sum(not option.right for option in ticked)
    lines = tuple((f"{option.text} {_word(option)}", option.why) for option in ticked)
    said = []
    if wrong:
        said.append(f"{_count(wrong)} of what you ticked {_does(wrong)} not belong here.")
    if missing:
        said.append(
            f"{_count(missing)} that {_does(missing, 'belongs', 'belong')} here {_is(missing)} missing."
        )
    return Verdict(not (wrong or missing), " ".join(said), lines)


def _order(question: Question, keys: Sequence[str]) -> Verdict:
    right = [option.key for option in question.options]
    if len(keys) != len(right):
        raise DesksideError("Put all of them in order first.")
    options = {option.key: option for option in question.options}
    if list(keys) == right:
        return Verdict(True, "This is the order.", tuple((one.text, one.why) for one in question.options))
    first = next(place for place, key in enumerate(keys) if key != right[place])
    misplaced = options[keys[first]]
    good = sum(key == right[place] for place, key in enumerate(keys))
    said = f"{good} of {len(right)} are in their place. Number {first + 1} comes too early."
    return Verdict(False, said, ((misplaced.text, misplaced.why),))


def other_reasons(question: Question, answer: Any) -> list[tuple[str, str]]:
    """What to tell of the other answers once the right one was given."""
    if question.kind == "number":
        return [(amount(miss.value, question.unit), miss.why) for miss in question.misses]
    if question.kind == "order":
        return []
    given = [answer] if question.kind == "single" else list(answer or ())
    return [(option.text, option.why) for option in question.options if option.key not in given]


def shuffled(question: Question) -> list[Option]:
    """The options of a question for an order, in an order that gives nothing away and is always the same."""
    mixed = sorted(question.options, key=lambda option: _hash(f"{question.id}/{option.key}"))
    return mixed if mixed != list(question.options) else mixed[::-1]


def _hash(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()


def _word(option: Option) -> str:
    return "(belongs here)" if option.right else "(does not belong here)"


def _count(many: int) -> str:
    return ("One", "Two", "Three", "Four", "Five")[many - 1] if many <= 5 else str(many)


def _does(many: int, one: str = "does", several: str = "do") -> str:
    return one if many == 1 else several


def _is(many: int) -> str:
    return "is" if many == 1 else "are"
