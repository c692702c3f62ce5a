"""A panel for a page without Python: its results computed beforehand, in larger steps if there are many."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from deskside.errors import DesksideError
from deskside.experiment import Estimate
from deskside.panels.exported import Answers, Progress, nobody, plain_data, settings_of
from deskside.panels.form import Control
from deskside.panels.units import better

if TYPE_CHECKING:
    from deskside.panels.panel import Panel

__all__ = ["axes_within", "panel_answers"]

Axes = dict[str, list[Any]]

_TOO_MANY = (
    "This panel has too many settings for a page. Of {tried}, one lever at a time, this one is the best."
)
_AS_IT_IS = "This panel has too many settings for a page: it stands as it is. In JupyterLab you can move it."


def panel_answers(panel: Panel, most: int, progress: Progress) -> Answers:
    """The result at every setting of a panel, or at every so many where there are more than ``most``.

    Where not even three values a slider fit, the panel shows its best case: of the levers moved alone, each
    at up to three values, the setting that is best for its first KPI.
    """
    axes = axes_within(panel.controls, most)
    if axes is None:
        return nobody(_best_case(panel, progress))
    controls = [_coarser(control, axes[name]) for name, control in panel.controls.items()]
    page = panel.page(controls, axes, progress)
    return {"by": "grid", "page": plain_data(page), "note": _larger_steps(panel.controls, axes)}


def _best_case(panel: Panel, progress: Progress) -> str:
    """Put the panel to the best setting of those tried; gives back what to say of it."""
    name = next(iter(panel.kpis))
    way = better(name)
    if way not in ("less", "more"):
        return _AS_IT_IS
    tried = [
        {**panel.at_first_settings, path: value}
        for path, control in panel.controls.items()
        for value in _few(control)
        if value != panel.at_first_settings[path]
    ]
    found: list[tuple[float, Mapping[str, Any]]] = []
    for number, settings in enumerate(tried):
        progress(number, len(tried))
        try:
            reached: Estimate = panel.scene_at(settings).now.kpi(name)
        except DesksideError:
            continue  # a setting that cannot be run is no best case
        if math.isfinite(reached.mean):
            found.append((reached.mean if way == "less" else -reached.mean, settings))
    if not found:
        return _AS_IT_IS
    panel.act("set", min(found, key=lambda one: one[0])[1])
    return _TOO_MANY.format(tried=len(found))


def _few(control: Control) -> Sequence[Any]:
    values = _values(control)
    return values if control.kind != "range" or len(values) <= 3 else [values[0], control.value, values[-1]]


# --- how many steps ---------------------------------------------------------------------------------------


def axes_within(controls: Mapping[str, Control], most: int) -> Axes | None:
    """The values of each control that make no more than ``most`` settings together; None if that cannot be.

    Sliders are thinned, first those that keep both their ends, the longest before the others, down to three
    values. Each keeps where it stands.

    >>> requests = Control("n", "range", "Requests", 1.0, low=0.8, high=1.15, step=0.01)
    >>> axes_within({"n": requests}, 10)
    {'n': [0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15]}
    """
    axes = {name: list(_values(control)) for name, control in controls.items()}
    while math.prod(len(values) for values in axes.values()) > most:
        long = [name for name, one in controls.items() if one.kind == "range" and len(axes[name]) > 3]
        if not long:
            return None
        thinner = {name: _thinner(controls[name], axes[name]) for name in long}
        first = max(long, key=lambda name: (_same_ends(thinner[name], axes[name]), len(axes[name])))
        axes[first] = thinner[first]
    return axes


def _same_ends(some: Sequence[float], full: Sequence[float]) -> bool:
    return (some[0], some[-1]) == (full[0], full[-1])


def _values(control: Control) -> Sequence[Any]:
    """All that a control can hold; for a slider the values it can stand at."""
    if control.kind == "range":
        return _steps(control)
    found = settings_of(control)
    if found is None:
        raise DesksideError(f"{control.label}: a {control.kind} cannot be computed beforehand")
    return found


def _steps(control: Control, every: int = 1) -> list[float]:
    """The values of a slider from where it stands, ``every`` so many steps."""
    low, high, step = float(control.low or 0), float(control.high or 0), every * float(control.step or 1)
    start = float(control.value)
    below, above = int((start - low) / step + 1e-9), int((high - start) / step + 1e-9)
    values = [round(start + number * step, 10) for number in range(-below, above + 1)]
    whole = float(control.step or 1).is_integer() and start.is_integer()
    return [int(value) for value in values] if whole else values


def _thinner(control: Control, now: Sequence[float]) -> list[float]:
    """Fewer values than now, if possible with both ends of the slider among them."""
    full, count = _steps(control), len(now)
    tried = [found for every in range(2, len(full)) if len(found := _steps(control, every)) < count]
    long = [found for found in tried if len(found) >= 3]
    good = [found for found in long if _same_ends(found, full) and len(found) >= count / 5]
    return (good or long or [_three(control, full)])[0]


def _three(control: Control, full: list[float]) -> list[float]:
    """Three values an even step apart: around where the slider stands, or from there if that is an end."""
    place = min(range(len(full)), key=lambda number: abs(full[number] - float(control.value)))
    half, last = (len(full) - 1) // 2, len(full) - 1
    if place in (0, last):
        first, reach = (0 if place == 0 else last - 2 * half), half
    else:
        reach = min(place, last - place)
        first = place - reach
    return [full[first], full[first + reach], full[first + 2 * reach]]


def _coarser(control: Control, values: Sequence[Any]) -> dict[str, Any]:
    """The control with the steps of the grid."""
    found = asdict(control)
    if control.kind == "range" and len(values) > 1:
        found |= {"low": values[0], "high": values[-1], "step": round(values[1] - values[0], 10)}
    return found


def _larger_steps(controls: Mapping[str, Control], axes: Axes) -> str:
    moved = [
        f"{control.label} in steps of {control.shown(axes[name][1] - axes[name][0])}"
        for name, control in controls.items()
        if control.kind == "range" and 1 < len(axes[name]) < len(_steps(control))
    ]
    return f"On this page you can move {', '.join(moved)}." if moved else ""
