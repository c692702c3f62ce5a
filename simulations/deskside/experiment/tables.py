"""Results as plain text: aligned columns, a mean with its range, and the unit it is in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from deskside.experiment.estimate import Estimate
from deskside.glossary import entries

__all__ = ["aligned", "estimate_row", "kpi_lines", "number", "ranged", "scaled", "unit_of"]

_HEAD = ("", "mean", "95 % range", "unit")


def unit_of(kpi: str) -> str:
    """The unit of a KPI, such as ``minutes`` or ``share``.

    >>> unit_of("mean_resolution")
    'minutes'
    """
    return entries()["kpi", kpi].unit


def number(value: float) -> str:
    """A number with about four figures; a dash where there is none.

    >>> number(1234567.0), number(7.4712), number(0.01234), number(float("nan"))
    ('1,234,567', '7.471', '0.01234', '-')
    """
    if math.isnan(value):
        return "-"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if value == int(value):
        return f"{value:.0f}"
    return f"{value:.4g}"


def ranged(found: Estimate) -> str:
    """The range in words; a dash where one replication gives none."""
    return "-" if math.isnan(found.low) else f"{number(found.low)} to {number(found.high)}"


def scaled(found: Estimate, unit: str) -> tuple[Estimate, str]:
    """Shares as people read them, in per cent; everything else as it is."""
    if unit != "share":
        return found, unit
    hundredfold = (found.mean * 100, found.low * 100, found.high * 100, found.deviation * 100)
    return Estimate(*hundredfold, found.replications, found.undefined), "%"


def kpi_lines(kpis: Mapping[str, Estimate]) -> list[str]:
    """A table of KPIs: one line each, with a mark where some replications had nothing to measure."""
    rows = []
    for name, raw in kpis.items():
        found, unit = scaled(raw, unit_of(name))
        rows.append((name, number(found.mean), ranged(found), f"{unit}{gaps(raw)}"))
    return aligned([_HEAD, *rows])


def gaps(found: Estimate) -> str:
    """A remark on replications that had nothing to measure."""
    if found.undefined == 0.0:
        return ""
    empty = round(found.undefined * found.replications)
    return f"  (nothing to measure in {empty} of {found.replications} replications)"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns under each other: the first and the last to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    last = len(widths) - 1
    return [
        "  ".join(
            cell.ljust(width) if column in (0, last) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def estimate_row(kpi: str, found: Estimate) -> dict[str, Any]:
    """An estimate as a row of a frame, in the KPI's own unit."""
    return {
        "kpi": kpi,
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "unit": unit_of(kpi),
        "undefined": found.undefined,
    }
