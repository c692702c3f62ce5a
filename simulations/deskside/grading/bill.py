"""Policies that learners choose: which levers they may move, how far, what it costs, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from deskside.charts.words import within_a_sentence
from deskside.errors import DesksideError
from deskside.grading.answers import UnclearError, read_settings, safely
from deskside.panels import Lever
from deskside.scenario import Scenario
from deskside.scenario.describe import describe, side_of

__all__ = ["Choosable", "Movable", "bill", "changes", "chosen"]


class Movable(Protocol):
    """What learners may move, with its price: a lever of a policy, or a dial of a plan."""

    @property
    def path(self) -> str:
        """What it moves."""

    @property
    def label(self) -> str:
        """Its name for people."""

    def lever(self) -> Lever:
        """The lever of a panel."""
        ...

    def start(self, desk: Any) -> Any:
        """Where it stands before anything is moved."""
        ...

    def settings(self, desk: Any) -> tuple[Any, ...]:
        """Everything it can be set to."""
        ...

    def cost(self, value: Any, desk: Any) -> float:
        """What a setting costs."""
        ...


class Choosable(BaseModel):
    """A lever that a question lets learners move, and its price.

    A choice costs what ``costs`` says for the option, nothing where it says nothing; a number costs ``each``
    for every unit above what the desk has (below it gives nothing back); where ``each`` is negative, every
    unit below costs that much, as with a share that is to fall. ``names`` are the options for people, in the
    order shown; a number goes from ``low`` to ``high`` by ``step``. With ``changes`` an option
    stands for several values set together, and ``path`` is a name of the lever's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    label: str
    help: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    step: float = 1.0
    names: dict[str, str] = Field(default_factory=dict)
    costs: dict[str, float] = Field(default_factory=dict)
    each: float = 0.0
    changes: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _policy_side(self) -> Self:
        if self.changes:
            return self._all_policy()
        field = describe(self.path.replace("*", "x"))
        if field.side != "policy":
            raise ValueError(f"{self.path} happens to the desk: no policy sets it")
        if (field.kind in ("number", "whole")) != (self.low is not None and self.high is not None):
            raise ValueError(f"{self.path}: a number needs low and high, anything else has neither")
        options = self.names or field.options or ("False", "True")  # a switch has none of its own
        if set(self.costs) - set(options):
            raise ValueError(f"{self.path}: a cost for an option that is not offered")
        return self

    def _all_policy(self) -> Self:
        if set(self.names) != set(self.changes) or set(self.costs) - set(self.changes):
            raise ValueError(f"{self.path}: names, costs and changes must be of the same options")
        for path in (path for changed in self.changes.values() for path in changed):
            if side_of(path) != "policy":
                raise ValueError(f"{path} happens to the desk: no policy sets it")
        return self

    def lever(self) -> Lever:
        """The lever of a panel."""
        step = self.step if self.low is not None else None
        return Lever(
            self.path,
            self.label,
            low=self.low,
            high=self.high,
            step=step,
            unit=self.unit or None,
            help=self.help,
            names=self.names,
            changes=self.changes,
        )

    def start(self, desk: Scenario) -> Any:
        """Where the desk has it."""
        return self.lever().start(desk)

    def settings(self, desk: Scenario) -> tuple[Any, ...]:
        """Everything it can be set to."""
        return self.lever().fitted(desk).settings()

    def cost(self, value: Any, desk: Scenario) -> float:
        """What a setting costs."""
        if self.low is not None:
            return max(0.0, self.each * (float(value) - float(desk.value(self.path))))
        return self.costs.get(str(value), 0.0)


def bill(settings: Mapping[str, Any], levers: Sequence[Movable], desk: Any) -> float:
    """What a policy costs: the sum over its levers."""
    by_path = {lever.path: lever for lever in levers}
    return sum(by_path[path].cost(value, desk) for path, value in settings.items())


def changes(settings: Mapping[str, Any], levers: Sequence[Movable]) -> dict[str, Any]:
    """What the settings of a policy change at a desk, by path; settings of other levers as they are."""
    by_path = {lever.path: lever.lever() for lever in levers}
    found: dict[str, Any] = {}
    for path, value in settings.items():
        found |= by_path[path].applied(value) if path in by_path else {path: value}
    return found


def chosen(answer: object, levers: Sequence[Movable], budget: float, desk: Any) -> dict[str, Any]:
    """A policy as a learner may choose it: settings by path that differ from the desk's own.

    Raises `UnclearError` that says why, where it moves what the question does not offer, lies between or
    outside a lever's steps, or costs more than the budget.
    """
    settings, by_path = read_settings(answer), {lever.path: lever for lever in levers}
    if len(settings) > 50:
        raise UnclearError("This is no policy of this question: it sets too much.")
    for path, value in settings.items():
        if path not in by_path:
            raise UnclearError(_refused(path, levers))
        settings[path] = _on_lever(by_path[path].lever().fitted(desk), value)
    cost = bill(settings, levers, desk)
    if cost > budget + 1e-9:
        raise UnclearError(f"This costs {cost:g}; the budget is {budget:g}. It is not run.")
    return {path: value for path, value in settings.items() if value != by_path[path].start(desk)}


def _on_lever(lever: Lever, value: Any) -> Any:
    """The value, if the lever can stand there. Raises `UnclearError`."""
    said = "a number so large" if type(value) is int and abs(value) >= 10**15 else value
    refused = UnclearError(f"{lever.label}: {str(said)[:40]!r} is no setting that its lever has.")
    try:
        snapped = safely(lambda: lever.snapped(value))
    except DesksideError:
        raise refused from None
    if (type(value) is str and lever.kind != "choice") or not _same(snapped, value):
        raise refused
    return snapped


def _same(snapped: Any, value: Any) -> bool:
    if isinstance(snapped, bool) or isinstance(value, bool):
        return snapped is value
    if isinstance(snapped, int | float) and isinstance(value, int | float):
        return math.isfinite(value) and abs(snapped - value) < 1e-9
    return bool(snapped == value)


def _refused(path: str, levers: Sequence[Movable]) -> str:
    offered = ", ".join(within_a_sentence(lever.label) for lever in levers)
    try:
        side = describe(path[:200]).side
    except DesksideError:
        return f"There is no lever {path[:60]!r}. This question lets you set: {offered}."
    if side == "demand":
        return f"{path} is what happens to the desk, no policy. This question lets you set: {offered}."
    return f"{path} is not to be set here. This question lets you set: {offered}."
