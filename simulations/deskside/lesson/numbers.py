"""Answers that are numbers, for a page that judges by itself: by where a number lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deskside.lesson.texts import Miss
from deskside.panels import Answers, Part, after

__all__ = ["by_number", "places", "samples"]


def places(answer: float, tolerance: float, misses: Sequence[Miss]) -> dict[str, Any]:
    """Where a number can lie: near the answer, near a common miss, below or above; the first that holds."""
    near = [{"name": "right", "target": answer, "tolerance": tolerance}]
    near += [
        {"name": f"miss{number}", "target": miss.value, "tolerance": tolerance}
        for number, miss in enumerate(misses)
    ]
    return {"near": near, "target": answer}


def samples(answer: float, tolerance: float, misses: Sequence[Miss]) -> dict[str, float]:
    """A number for each place."""
    known = [answer, *(miss.value for miss in misses)]
    apart = 1.0 + 2.0 * max(abs(value) for value in known) * (1.0 + tolerance)
    found = {"right": answer, "below": min(known) - apart, "above": max(known) + apart}
    return found | {f"miss{number}": miss.value for number, miss in enumerate(misses)}


def by_number(part: Part, control: str, answer: float, tolerance: float, misses: Sequence[Miss]) -> Answers:
    """The states of a part that judges one number, by the place of the number."""
    shown = {
        name: after(part, "check", {control: value})
        for name, value in samples(answer, tolerance, misses).items()
    }
    shown["none"] = after(part, "check", {control: None})
    part.form.values = {control: part.controls[control].value}
    part.form.show("")
    return {"by": "number", "control": control, "shown": shown, **places(answer, tolerance, misses)}
