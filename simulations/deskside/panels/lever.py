"""A lever: one value of a scenario that a panel lets people move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deskside.errors import DesksideError
from deskside.panels.form import Control
from deskside.scenario import Scenario

__all__ = ["Lever"]


@dataclass(frozen=True)
class Lever:
    """One value of a scenario, with the words and the range a person sees.

    ``path`` is as in ``Scenario.with_``. ``low``, ``high`` and ``step`` are in the scenario's own unit; what
    is shown is value x ``factor`` with ``unit`` after it (``factor=100, unit="%"`` shows a share as per
    cent).

    >>> from deskside.scenario import load
    >>> Lever("teams.desk.agents", "Agents", 8, 14).start(load("one-queue"))
    10
    """

    path: str
    label: str
    low: float
    high: float
    step: float = 1.0
    unit: str = ""
    factor: float = 1.0
    digits: int = 0
    help: str = ""

    def start(self, scenario: Scenario) -> float:
        """The value the scenario has. Raises `DesksideError` if it is no number or outside the range."""
        value = scenario.value(self.path)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DesksideError(f"{self.path} is {value!r}: a lever moves a number")
        if not self.low <= value <= self.high:
            raise DesksideError(
                f"{self.path} is {value:g}: outside the lever's range {self.low:g} to {self.high:g}"
            )
        return value

    def snapped(self, value: Any) -> float:
        """The nearest step in the range; whole where all steps are. Raises `DesksideError` for no number."""
        try:
            wanted = float(value)
        except (TypeError, ValueError):
            raise DesksideError(f"{self.label}: {value!r} is no number") from None
        steps = round((min(max(wanted, self.low), self.high) - self.low) / self.step)
        exact = round(self.low + steps * self.step, 10)
        return int(exact) if float(self.step).is_integer() and float(self.low).is_integer() else exact

    def control(self, scenario: Scenario) -> Control:
        """The control for it, standing where the scenario stands."""
        start = self.start(scenario)
        control = Control(
            id=self.path,
            kind="range",
            label=self.label,
            value=start,
            low=self.low,
            high=self.high,
            step=self.step,
            unit=self.unit,
            factor=self.factor,
            digits=self.digits,
        )
        at_first = f"As it is: {control.shown(start)}."
        return Control(**{**control.__dict__, "help": f"{at_first} {self.help}".strip()})
