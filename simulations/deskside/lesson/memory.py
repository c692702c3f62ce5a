"""What a person predicted, kept in memory while the kernel runs and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Kept", "forget", "keep", "kept"]


@dataclass(frozen=True)
class Kept:
    """A prediction as it was made: a number or the key of an option, and how sure, in per cent."""

    value: float | str
    sure: int


_KEPT: dict[tuple[str, str], Kept] = {}


def keep(lesson: str, question: str, prediction: Kept) -> None:
    """Keep a prediction; one that was kept before stays, so that nobody predicts after the reveal."""
    _KEPT.setdefault((lesson, question), prediction)


def kept(lesson: str, question: str) -> Kept | None:
    """The prediction, if one was made since the kernel started."""
    return _KEPT.get((lesson, question))


def forget(lesson: str) -> None:
    """Drop a lesson's predictions, to take it again."""
    for key in [key for key in _KEPT if key[0] == lesson]:
        del _KEPT[key]
