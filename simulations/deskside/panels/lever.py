"""A lever: one value of a scenario that a panel lets people move."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from deskside.errors import DesksideError
from deskside.panels.form import Control
from deskside.scenario import Scenario
from deskside.scenario.describe import Field, describe

__all__ = ["Lever"]

#: Numbers people count in, and into how many steps a range is divided that nobody divided.
_ROUND = (1, 2, 5, 10)
_STEPS = 20
#: Most settings of one lever in a grid.
_MOST_SETTINGS = 200


@dataclass(frozen=True)
class Lever:
    """One value of a scenario, with the words and the range a person sees.

    ``path`` is as in ``Scenario.with_``. All else may be left out: a panel reads it from the scenario and its
    schema (`fitted`). A number becomes a slider; ``low``, ``high`` and ``step`` are in the scenario's own
    unit, and what is shown is value x ``factor`` with ``unit`` after it (``factor=100, unit="%"`` shows a
    share as per cent). A choice, such as a discipline, becomes a list to unfold, yes or no a box to tick;
    ``names`` gives options their words for people and, where it names only some, offers only those.

    With ``changes`` each option stands for several values that are set together, by path, such as another
    roster; ``path`` is then a name of the lever's own. It stands at the option that changes nothing.

    ``named`` are values that a text tells people to set: they stay where a slider has to do with fewer stops
    (`deskside.panels.stops`).

    >>> from deskside.scenario import load
    >>> Lever("teams.desk.agents", "Agents", 8, 14).start(load("one-queue"))
    10
    >>> fitted = Lever("teams.desk.discipline").fitted(load("one-queue"))
    >>> fitted.label, fitted.options[0]
    ('Discipline', ('first-come', 'First come'))
    """

    path: str
    label: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    unit: str | None = None
    factor: float | None = None
    digits: int | None = None
    help: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    options: tuple[tuple[str, str], ...] = ()
    kind: str = ""  # number, choice or switch, once fitted
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    named: tuple[float, ...] = ()

    def fitted(self, scenario: Scenario) -> Lever:
        """The lever with everything that was left out read from the scenario and its schema.

        Raises `DesksideError` for a path that is not there, for a value that no lever moves, and for a value
        outside the lever's range.
        """
        if self.kind:
            return self
        if self.changes:
            return self._of_several(scenario)
        value, known = scenario.value(self.path), describe(self.path)
        label = self.label or _words(self.path.rsplit(".", 1)[-1])
        named = replace(self, label=label)
        if known.kind in ("number", "whole"):
            found = _as_number(named, float(value), known)
        elif known.kind in ("choice", "switch"):
            found = _as_choice(named, known)
        else:
            raise DesksideError(f"{self.path} is {value!r}: a lever moves a number, a choice or a switch")
        for one in self.named:
            if abs(found.snapped(one) - one) > 1e-9:
                raise DesksideError(f"{self.path}: the lever cannot be set to {one:g}, which is named")
        found.start(scenario)
        return found

    def start(self, scenario: Scenario) -> Any:
        """The value the scenario has. Raises `DesksideError` if the lever cannot stand there."""
        if self.changes:
            return next(option for option, changes in self.changes.items() if not changes)
        value, fitted = scenario.value(self.path), self if self.kind else self.fitted(scenario)
        if fitted.kind == "number" and not (fitted.low or 0) <= value <= (fitted.high or 0):
            raise DesksideError(
                f"{self.path} is {value:g}: outside the lever's range {fitted.low:g} to {fitted.high:g}"
            )
        if fitted.kind == "number" and abs(fitted.snapped(value) - value) > 1e-9:
            raise DesksideError(
                f"{self.path} is {value:g}: between two steps of the lever "
                f"(from {fitted.low:g} by {fitted.step:g})"
            )
        if fitted.kind == "choice" and value not in dict(fitted.options):
            raise DesksideError(
                f"{self.path} is {value!r}: not among the lever's options {', '.join(dict(fitted.options))}"
            )
        return value

    def applied(self, value: Any) -> dict[str, Any]:
        """What a setting changes at a desk, by path."""
        return dict(self.changes[value]) if self.changes else {self.path: value}

    def _of_several(self, scenario: Scenario) -> Lever:
        """Fitted, with every option tried: each must be a desk. Raises `DesksideError`."""
        if sum(not changes for changes in self.changes.values()) != 1:
            raise DesksideError(f"{self.path}: exactly one option must change nothing")
        if set(self.names or self.changes) != set(self.changes):
            raise DesksideError(f"{self.path}: names and changes must have the same options")
        for changes in self.changes.values():
            scenario.with_(changes)
        words = tuple((key, self.names.get(key) or _words(key)) for key in self.names or self.changes)
        label = self.label or _words(self.path)
        return replace(self, label=label, kind="choice", unit="", factor=1.0, digits=0, options=words)

    def snapped(self, value: Any) -> Any:
        """The nearest step in the range; whole where all steps are. An option, or true or false, as it is.

        Raises `DesksideError` for anything else.
        """
        if self.kind == "switch":
            return bool(value)
        if self.kind == "choice":
            by_label = {label: key for key, label in self.options}
            if value in dict(self.options) or value in by_label:
                return by_label.get(value, value)
            raise DesksideError(f"{self.label}: no {value!r}; there are {', '.join(dict(self.options))}")
        low, high, step = self.low, self.high, self.step or 1.0
        try:
            wanted = float(value)
        except (TypeError, ValueError):
            raise DesksideError(f"{self.label}: {value!r} is no number") from None
        if low is None or high is None or math.isnan(wanted):
            raise DesksideError(f"{self.label}: {value!r} is no number, or the lever has no range yet")
        exact = round(low + round((min(max(wanted, low), high) - low) / step) * step, 10)
        return int(exact) if float(step).is_integer() and float(low).is_integer() else exact

    def settings(self) -> tuple[Any, ...]:
        """Every place a fitted lever can stand. Raises `DesksideError` where these are too many to list."""
        if self.kind == "switch":
            return (False, True)
        if self.kind == "choice":
            return tuple(dict(self.options))
        low, high, step = self.low or 0.0, self.high or 0.0, self.step or 1.0
        count = int((high - low) / step + 1e-9) + 1
        if count > _MOST_SETTINGS:
            raise DesksideError(f"{self.label}: {count} settings are too many; use a coarser step")
        return tuple(self.snapped(low + number * step) for number in range(count))

    def control(self, scenario: Scenario) -> Control:
        """The control for it, standing where the scenario stands."""
        fitted = self.fitted(scenario)
        start = fitted.start(scenario)
        control = Control(
            id=fitted.path,
            kind={"number": "range", "choice": "select", "switch": "switch"}[fitted.kind],  # type: ignore[arg-type]  # one of these
            label=fitted.label,
            value=start,
            low=fitted.low,
            high=fitted.high,
            step=fitted.step,
            unit=fitted.unit or "",
            factor=fitted.factor or 1.0,
            digits=fitted.digits or 0,
            options=fitted.options,
        )
        return replace(control, help=f"As it is: {control.shown(start)}. {fitted.help}".strip())


def _as_number(lever: Lever, value: float, known: Field) -> Lever:
    share = known.unit == "share" and lever.unit is None
    unit = "%" if share else known.unit if lever.unit is None else lever.unit
    factor = lever.factor or (100.0 if share else 1.0)
    low, high = _ends(lever, value, known)
    rough = _round_step(high - low)
    step = lever.step or (max(1.0, rough) if known.kind == "whole" else rough)
    if lever.low is None:  # the value as it is must be one of the steps
        low = value - math.floor((value - low) / step + 1e-9) * step
    if lever.high is None:
        high = low + math.floor((high - low) / step + 1e-9) * step
    digits = _digits(step * factor, value * factor) if lever.digits is None else lever.digits
    return replace(
        lever,
        kind="number",
        low=_plain(low),
        high=_plain(high),
        step=_plain(step),
        unit="" if unit == "count" else unit,
        factor=factor,
        digits=digits,
    )


def _ends(lever: Lever, value: float, known: Field) -> tuple[float, float]:
    """From half of what it is to twice as much, within what is allowed; a share from nothing to all."""
    least, most = (-math.inf if known.low is None else known.low), (known.high or math.inf)
    low, high = (0.0, most) if known.unit == "share" else (value / 2, max(2 * value, value + 1))
    if known.kind == "whole":
        low, high = float(math.floor(low)), max(high, value + 4)
    return (
        max(least, low) if lever.low is None else lever.low,
        min(most, high) if lever.high is None else lever.high,
    )


def _as_choice(lever: Lever, known: Field) -> Lever:
    if lever.low is not None or lever.high is not None:
        raise DesksideError(f"{lever.path} is a {known.kind}: a lever on it has no range")
    unknown = [name for name in lever.names if name not in known.options]
    if unknown and known.kind == "choice":
        raise DesksideError(f"{lever.path}: no option {unknown[0]!r}; there are {', '.join(known.options)}")
    keys = tuple(lever.names) or known.options
    options = tuple((key, lever.names.get(key) or _words(key)) for key in keys)
    return replace(lever, kind=known.kind, unit="", factor=1.0, digits=0, options=options)


def _plain(value: float) -> float:
    """Without the dust of decimal fractions; whole numbers as such."""
    exact = round(value, 10)
    return int(exact) if float(exact).is_integer() else exact


def _words(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def _digits(*values: float) -> int:
    """Digits after the point that show the values; two at most."""
    return max(next((digits for digits in (0, 1) if abs(round(v, digits) - v) < 1e-9), 2) for v in values)


def _round_step(span: float) -> float:
    rough = max(span, 1e-9) / _STEPS
    ten = 10.0 ** math.floor(math.log10(rough))
    return next(times * ten for times in _ROUND if times * ten >= rough * 0.999)
