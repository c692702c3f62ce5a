"""The kinds of field a scenario has: unit, allowed range, side and meaning, said once for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

__all__ = [
    "FrozenDict",
    "Name",
    "Names",
    "Part",
    "ShareOfOne",
    "Side",
    "amount",
    "count",
    "minutes",
    "share",
    "switch",
]

Side = Literal["demand", "policy"]
ShareOfOne = Annotated[float, Field(ge=0.0, le=1.0)]
Value = TypeVar("Value")


class FrozenDict(dict[str, Value]):
    """A mapping that cannot change, so that a scenario is frozen to its last leaf.

    >>> FrozenDict({"a": 1})["a"]
    1
    """

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a scenario cannot be changed in place; scenario.with_({...}) makes a new one")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)

    def __hash__(self) -> int:  # type: ignore[override]  # dict is unhashable because it can change; this cannot
        return hash(frozenset(self.items()))


class Part(BaseModel):
    """A part of a scenario: frozen, and no unknown field. Defaults are checked, too: that freezes them."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, strict=False, validate_default=True
    )


def _without_signs(name: str) -> str:
    if any(sign in "./*" or not sign.isprintable() for sign in name):
        raise ValueError(f"name {name!r}: leave out '.', '/', '*' and signs that cannot be printed")
    return name


def _plain(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return dict(mapping)


#: Dots and slashes join names to paths and sources, and a star stands for every name.
Name = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_without_signs)]
#: A mapping from names to things, frozen.
Names = Annotated[
    dict[Name, Value], AfterValidator(FrozenDict), PlainSerializer(_plain, return_type=dict[str, Any])
]


def _field(side: Side, unit: str, default: Any, about: str, low: float | None, high: float | None) -> Any:
    return Field(
        default=default, ge=low, le=high, description=about, json_schema_extra={"side": side, "unit": unit}
    )


def minutes(about: str, *, low: float, high: float, default: Any = ..., side: Side = "policy") -> Any:
    """A time in minutes."""
    return _field(side, "minutes", default, about, low, high)


def share(about: str, *, default: Any = ..., high: float = 1.0, side: Side = "policy") -> Any:
    """A share of the whole, 0 to 1."""
    return _field(side, "share", default, about, 0.0, high)


def count(about: str, *, low: int, high: int, default: Any = ..., side: Side = "policy") -> Any:
    """A whole number."""
    return _field(side, "count", default, about, low, high)


def amount(
    about: str, *, unit: str, low: float, high: float, default: Any = ..., side: Side = "policy"
) -> Any:
    """A number in a unit of its own."""
    return _field(side, unit, default, about, low, high)


def switch(about: str, *, default: Any = ..., side: Side = "policy") -> Any:
    """A choice, a text, a yes or no."""
    return _field(side, "", default, about, None, None)
