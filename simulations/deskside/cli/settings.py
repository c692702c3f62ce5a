"""Settings as one types them: ``teams.desk.agents=12`` and ``teams.desk.agents=4:20:2``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

from deskside.errors import DesksideError
from deskside.toml import parsed

__all__ = ["changes_from", "value_from", "variation_from"]

MOST_VALUES = 1000
#: The word that takes a value away; "none" is a real value of some fields.
ABSENT = "absent"
_RANGE = re.compile(r"[^:\[\],\"']+:[^:\[\],\"']+(:[^:\[\],\"']+)?")


def changes_from(settings: Sequence[str]) -> dict[str, Any]:
    """What ``--set`` says, as paths and values. Raises `DesksideError` for a setting without ``=``.

    >>> changes_from(["needs_factor=1.2", "teams.desk.discipline=first-come"])
    {'needs_factor': 1.2, 'teams.desk.discipline': 'first-come'}
    """
    return dict(_split("--set", setting) for setting in settings)


def _split(option: str, setting: str) -> tuple[str, Any]:
    path, sign, text = setting.partition("=")
    if not sign or not path.strip():
        raise DesksideError(f"{option} {setting}: write it as path=value, such as teams.desk.agents=12")
    return path.strip(), value_from(text)


def value_from(text: str) -> Any:
    """A value as TOML reads it; what is no TOML value is a text, so that quotes are not needed.

    ``absent`` takes a value away: ``groups.office.chase.receipt_after=absent`` means that nobody asks.

    >>> value_from("12"), value_from("[15, 60]"), value_from("true"), value_from("first-come")
    (12, [15, 60], True, 'first-come')
    """
    text = text.strip()
    if text == ABSENT:
        return None
    try:
        read = parsed(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    value = read["value"]
    plain = len(read) == 1 and isinstance(value, bool | int | float | str | list | dict)
    return value if plain else text


def variation_from(text: str) -> tuple[str, list[Any]]:
    """What ``--vary`` says: a path and its values, as a range with both ends or as a list with commas.

    >>> variation_from("teams.desk.agents=4:10:2")
    ('teams.desk.agents', [4, 6, 8, 10])
    >>> variation_from("needs_factor=0.9:1.1:0.1")[1]
    [0.9, 1.0, 1.1]
    >>> variation_from("teams.desk.discipline=first-come,priority")[1]
    ['first-come', 'priority']
    """
    path, value = _split("--vary", text)
    spelled = text.partition("=")[2].strip()
    if _RANGE.fullmatch(spelled):
        return path, _range(text, spelled.split(":"))
    if isinstance(value, str) and "," in value:
        return path, [value_from(part) for part in spelled.split(",")]
    return path, value if isinstance(value, list) else [value]


def _range(text: str, parts: list[str]) -> list[int | float]:
    """Decimal steps, so that 0.1 + 0.1 + 0.1 is 0.3."""
    try:
        low, high, step = (Decimal(part.strip()) for part in [*parts, "1"][:3])
        whole = all(number == number.to_integral_value() for number in (low, high, step))
    except InvalidOperation as problem:
        raise DesksideError(f"--vary {text}: write a range as from:to or from:to:step") from problem
    if not all(number.is_finite() for number in (low, high, step)) or step <= 0 or high < low:
        raise DesksideError(f"--vary {text}: it must go up, by a step above 0")
    count = ((high - low) / step).to_integral_value(ROUND_FLOOR)
    if count >= MOST_VALUES:
        raise DesksideError(f"--vary {text}: {_many(count + 1)} values; at most {MOST_VALUES:,} at a time")
    rest = high - low - count * step
    if rest:
        last = low + count * step
        raise DesksideError(f"--vary {text}: steps of {step} from {low} do not meet {high}; end at {last}")
    values = (low + number * step for number in range(int(count) + 1))
    return [int(value) if whole else float(value) for value in values]


def _many(values: Decimal) -> str:
    return f"{values:,}" if values < 10**15 else "far too many"
