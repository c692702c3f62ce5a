"""A panel for a page without Python: its results computed beforehand, at fewer settings if there are many."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from deskside.errors import DesksideError
from deskside.experiment import Estimate
from deskside.panels.exported import Answers, Progress, nobody, plain_data, settings_of
from deskside.panels.form import Control
from deskside.panels.stops import ladder, stops_within, uneven
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
    """The result at every setting of a panel, or at some where there are more than ``most``.

    Where not even the ends of its sliders and what is named fit, the panel shows its best case: of the levers
    moved alone, each at up to three values, the setting that is best for its first KPI.
    """
    named = {path: lever.named for path, lever in panel.levers.items()}
    axes = axes_within(panel.controls, most, named)
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


# --- how many settings ------------------------------------------------------------------------------------


def axes_within(
    controls: Mapping[str, Control], most: int, named: Mapping[str, Sequence[float]] = MappingProxyType({})
) -> Axes | None:
    """The values of each control that make no more than ``most`` settings together; None if that cannot be.

    Sliders are thinned, to round numbers, as evenly as that goes. Each keeps both its ends, where it stands,
    and the values that are ``named``.

    >>> requests = Control("n", "range", "Requests", 1.0, low=0.8, high=1.15, step=0.01)
    >>> axes_within({"n": requests}, 10)
    {'n': [0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15]}
    """
    axes: Axes = {name: list(_values(control)) for name, control in controls.items()}
    sliders = {name: control for name, control in controls.items() if control.kind == "range"}
    fixed = math.prod(len(values) for name, values in axes.items() if name not in sliders)
    stops = stops_within(sliders, most // fixed, named)
    return None if stops is None else {name: stops.get(name, values) for name, values in axes.items()}


def _values(control: Control) -> Sequence[Any]:
    """All that a control can hold; for a slider the values it can stand at."""
    if control.kind == "range":
        return ladder(control)[0]
    found = settings_of(control)
    if found is None:
        raise DesksideError(f"{control.label}: a {control.kind} cannot be computed beforehand")
    return found


def _coarser(control: Control, values: Sequence[Any]) -> dict[str, Any]:
    """The control with the steps of the grid; uneven ones are listed."""
    found = asdict(control)
    if control.kind == "range" and len(values) > 1:
        found |= {"low": values[0], "high": values[-1], "step": round(values[1] - values[0], 10)}
        if uneven(values):
            found["stops"] = list(values)
    return found


def _larger_steps(controls: Mapping[str, Control], axes: Axes) -> str:
    """What a thinned slider of the page can still do."""
    moved = [
        _stops_in_words(control, axes[name])
        for name, control in controls.items()
        if control.kind == "range" and 1 < len(axes[name]) < len(_values(control))
    ]
    return f"On this page you can move {'; '.join(moved)}." if moved else ""


def _stops_in_words(control: Control, stops: Sequence[float]) -> str:
    if not uneven(stops):
        return f"{control.label} in steps of {control.shown(stops[1] - stops[0])}"
    *before, last = (control.shown(value) for value in stops)
    short = ", ".join(one.removesuffix(control.unit).rstrip() for one in before)
    return f"{control.label} to {short} or {last}"
