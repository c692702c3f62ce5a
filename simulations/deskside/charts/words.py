"""Numbers as people say them: few digits, a unit, and how sure we are."""

from __future__ import annotations

import math

__all__ = ["NO_VALUE", "SHARES", "amount", "change", "plain", "ranged", "shown_as", "within_a_sentence"]

#: KPI units whose values are shown as per cent.
SHARES = ("share", "shares")
NO_VALUE = "no value"


def shown_as(value: float, unit: str) -> tuple[float, str]:
    """A value and its unit as they are shown: shares become per cent.

    >>> shown_as(0.85, "share")
    (85.0, '%')
    """
    return (100.0 * value, "%") if unit in SHARES else (value, unit)


def plain(value: float) -> str:
    """A number with the digits a person can use: three above 10, one after the point below.

    >>> plain(9.5622), plain(84.97), plain(1234.5), plain(0.043), plain(float("nan")), plain(-0.001)
    ('9.6', '85', '1,234', '0.04', 'no value', '0')
    """
    if math.isnan(value):
        return NO_VALUE
    if math.isinf(value):
        return "without end"
    size = abs(value)
    digits = 0 if size >= 20 else 1 if size >= 0.95 else 2
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def amount(value: float, unit: str) -> str:
    """A number with its unit.

    >>> amount(0.935, "share"), amount(1.0, "minutes"), amount(3.0, "")
    ('94 %', '1 minute', '3')
    """
    value, unit = shown_as(value, unit)
    text = plain(value)
    if text == "1" and unit.endswith("s"):
        unit = unit[:-1]
    return f"{text} {unit}".rstrip()


def within_a_sentence(label: str) -> str:
    """A label as it stands inside a sentence: with a small first letter, but an abbreviation as it is.

    >>> within_a_sentence("More on Mondays"), within_a_sentence("SLA met")
    ('more on Mondays', 'SLA met')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def ranged(value: float, low: float, high: float, unit: str) -> str:
    """A number with its range and unit.

    >>> ranged(9.4, 8.1, 10.7, "minutes")
    '9.4 minutes (range 8.1 to 10.7)'
    """
    if math.isnan(low) or math.isnan(high):
        return amount(value, unit)
    return (
        f"{amount(value, unit)} (range {plain(shown_as(low, unit)[0])} to {plain(shown_as(high, unit)[0])})"
    )


def change(mean: float, low: float, high: float, unit: str) -> str:
    """A difference with its sign and range; shares differ by points.

    >>> change(6.6, 5.5, 7.7, "minutes"), change(0.0, 0.0, 0.0, "minutes")
    ('+6.6 minutes (+5.5 to +7.7)', 'no change')
    """
    if mean == low == high == 0.0:
        return "no change"
    points = unit in SHARES
    shown = [shown_as(value, unit)[0] for value in (mean, low, high)]
    name = "points" if points else unit
    texts = [_signed(value) for value in shown]
    spread = "" if math.isnan(low) else f" ({texts[1]} to {texts[2]})"
    return f"{texts[0]} {name}".rstrip() + spread


def _signed(value: float) -> str:
    text = plain(abs(value))
    if math.isnan(value) or text == "0":
        return text
    return f"+{text}" if value > 0 else f"\N{MINUS SIGN}{text}"
