"""Plans that learners choose: what each dial sets, what it costs, and the weeks that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from deskside.organisation import Measure, Plan, Year, run
from deskside.panels import Control, Lever
from deskside.scenario import Scenario
from deskside.scenario.fields import FrozenDict

__all__ = ["Dial", "Planned"]

_MEASURE: TypeAdapter[Measure] = TypeAdapter(Measure)


class Dial(BaseModel):
    """One number of a plan that a question lets learners set, from 0 to ``high`` by ``step``, and its price.

    At 0 nothing is done. Any other value becomes the field ``sets`` of ``measure``, and costs ``each`` for
    every unit. Where a policy has levers a plan has dials, so a dial answers to what a lever does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    label: str
    help: str = ""
    unit: str = ""
    high: float = Field(gt=0.0)
    step: float = Field(gt=0.0)
    each: float = 0.0
    measure: Annotated[dict[str, Any], AfterValidator(FrozenDict)]
    sets: str

    @model_validator(mode="after")
    def _whole(self) -> Self:
        self.at(self.high)
        return self

    def at(self, value: float) -> Measure:
        """The measure at a value above 0."""
        return _MEASURE.validate_python({**self.measure, self.sets: value})

    def lever(self) -> Lever:
        """The lever that moves as this dial does; nothing has to be read from a desk."""
        digits = 0 if float(self.step).is_integer() else 1
        return Lever(
            self.path,
            self.label,
            low=0.0,
            high=self.high,
            step=self.step,
            unit=self.unit,
            factor=1.0,
            digits=digits,
            help=self.help,
            kind="number",
        )

    def control(self) -> Control:
        """The control of a form."""
        lever = self.lever()
        return Control(
            self.path,
            "range",
            self.label,
            value=0.0,
            low=0.0,
            high=self.high,
            step=self.step,
            unit=self.unit,
            digits=lever.digits or 0,
            help=self.help,
        )

    def start(self, desk: object) -> float:
        """Nothing is done before it is set."""
        return 0.0

    def settings(self, desk: object) -> tuple[Any, ...]:
        """Everything it can be set to."""
        return self.lever().settings()

    def cost(self, value: Any, desk: object) -> float:
        """What a setting costs."""
        return self.each * float(value)


@dataclass(frozen=True)
class Planned:
    """A desk with its organisation, and where the dials of its plan stand; ``plan`` is what happens anyway.

    To a question it is what a scenario is to a policy: `value` and `with_` are theirs.
    """

    desk: Scenario
    plan: Plan
    dials: tuple[Dial, ...]
    settings: FrozenDict[float] = field(default_factory=FrozenDict)

    def value(self, path: str) -> float:
        """Where a dial stands."""
        return self.settings.get(path, 0.0)

    def with_(self, settings: Mapping[str, Any]) -> Planned:
        """The same with some dials set otherwise."""
        return replace(self, settings=FrozenDict({**self.settings, **settings}))

    @cached_property
    def whole(self) -> Plan:
        """The plan with what the dials add to it."""
        measures = [dial.at(value) for dial in self.dials if (value := self.value(dial.path))]
        return self.plan.with_(*measures) if measures else self.plan

    def play(self, seed: int) -> Year:
        """The weeks of the plan, once."""
        return run(self.whole, self.desk, seed)
