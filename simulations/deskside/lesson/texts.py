"""The texts of a lesson's questions, from ``questions/NN.toml`` beside its notebook.

They are kept out of the notebook so that no answer can be read there, and so that other words can take their
place.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from deskside.errors import DesksideError

__all__ = ["Option", "Prediction", "Question", "Texts", "read_texts"]


@dataclass(frozen=True)
class Option:
    """One answer to choose, and why it is right or what it gets wrong."""

    key: str
    text: str
    why: str = ""
    right: bool = False


@dataclass(frozen=True)
class Prediction:
    """Something to say before it is known; ``within`` of the result, as a share of it, counts as a hit."""

    id: str
    ask: str
    kind: Literal["number", "choice"]
    why: str
    unit: str = ""
    low: float = 0.0
    high: float = 1e6
    within: float = 0.25
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Question:
    """A quiz question: one of several options, or a number with a tolerance (a share of the answer)."""

    id: str
    ask: str
    kind: Literal["single", "number"]
    options: tuple[Option, ...] = ()
    answer: float = 0.0
    tolerance: float = 0.05
    unit: str = ""
    why: str = ""
    misses: tuple[tuple[float, str], ...] = ()  # numbers people often give, and what they got wrong


@dataclass(frozen=True)
class Texts:
    """All texts of one lesson."""

    lesson: str
    title: str
    predictions: dict[str, Prediction]
    quiz: tuple[Question, ...]
    key_points: tuple[str, ...]
    own_desk: dict[str, str]


def read_texts(path: str | Path) -> Texts:
    """The texts of a file. Raises `DesksideError` that says what is wrong with it."""
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DesksideError(
            f"{path}: no such file; start the lab in the folder that holds the notebooks"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DesksideError(f"{path}: not a valid questions file: {problem}") from problem
    try:
        return Texts(
            lesson=str(data["lesson"]),
            title=str(data["title"]),
            predictions={key: _prediction(key, part) for key, part in data.get("predict", {}).items()},
            quiz=tuple(_question(part) for part in data.get("quiz", [])),
            key_points=tuple(data.get("key_points", [])),
            own_desk=dict(data.get("own_desk", {})),
        )
    except (KeyError, TypeError) as problem:
        raise DesksideError(f"{path}: something is missing or unknown: {problem}") from problem


def _prediction(key: str, part: dict[str, Any]) -> Prediction:
    found = Prediction(id=key, **{**part, "options": _options(part)})
    if found.kind == "choice" and len(found.options) < 2:
        raise DesksideError(f"predict.{key}: a choice needs at least two options")
    return found


def _question(part: dict[str, Any]) -> Question:
    misses = tuple((float(miss["value"]), str(miss["why"])) for miss in part.get("misses", []))
    found = Question(**{"kind": "single", **part, "options": _options(part), "misses": misses})
    if found.kind == "single":
        if sum(option.right for option in found.options) != 1:
            raise DesksideError(f"quiz {found.id}: exactly one option must be right")
        if not all(option.why for option in found.options):
            raise DesksideError(f"quiz {found.id}: every option needs a reason")
    elif not found.why:
        raise DesksideError(f"quiz {found.id}: the answer needs a reason")
    return found


def _options(part: dict[str, Any]) -> tuple[Option, ...]:
    return tuple(
        Option(**{"key": chr(ord("a") + n), **option}) for n, option in enumerate(part.get("options", []))
    )
