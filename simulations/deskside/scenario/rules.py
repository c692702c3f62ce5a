"""Checks that several parts of a scenario share."""

from __future__ import annotations

from deskside.calendar import Hours, times_of_week
from deskside.errors import DesksideError

__all__ = ["readable_hours", "readable_times", "sum_to_one"]


def readable_hours(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts, if they can be read as hours. Raises `ValueError`, for pydantic."""
    try:
        Hours.parse(texts)
    except DesksideError as problem:
        raise ValueError(str(problem)) from problem
    return texts


def readable_times(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts, if they can be read as times of the week. Raises `ValueError`, for pydantic."""
    try:
        times_of_week(texts)
    except DesksideError as problem:
        raise ValueError(str(problem)) from problem
    return texts


def sum_to_one(shares: list[float]) -> None:
    """Refuse shares that do not make up the whole. Raises `ValueError`, for pydantic."""
    if abs(sum(shares) - 1.0) > 1e-6:
        raise ValueError(f"shares must sum to 1, these sum to {sum(shares):.6g}")
