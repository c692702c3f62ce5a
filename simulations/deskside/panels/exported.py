"""A part's answers to everything a person may do, worked out beforehand for a page without Python.

The page has a few ways to answer, each with a name (``by``): ``nobody`` shows a picture, ``grid`` looks a
setting up, ``replies`` looks an action up. A kind of part whose answers cannot be listed brings a way of its
own; ``workshop/page.js`` has them all.
"""

from __future__ import annotations

import base64
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from deskside.errors import DesksideError

if TYPE_CHECKING:
    from deskside.panels.form import Control, Form, Part

__all__ = ["PART", "Answers", "Progress", "after", "grid", "nobody", "quietly", "replies", "state_of"]

#: The name under which a part hands itself over to a page that is being written.
PART = "application/x-deskside-part"

Answers = dict[str, Any]
Progress = Callable[[int, int], None]


def quietly(done: int, total: int) -> None:
    """For progress nobody follows."""


#: What a result changes; the rest of a form's state stays.
RESULT = ("said", "problem", "html", "table", "frames")
WHOLE = ("spec", "values", "locked", "base", *RESULT)


def state_of(form: Form, names: Sequence[str] = WHOLE) -> dict[str, Any]:
    """The state of a form as JSON can hold it; bytes become base64, as the front end reads them."""
    state = {name: _plain(getattr(form, name)) for name in names if hasattr(form, name)}
    return {name: value for name, value in state.items() if value not in ("", {}, None)}


def nobody(note: str = "") -> Answers:
    """The part is a picture on the page; ``note`` says why."""
    return {"by": "nobody", "note": note}


def replies(part: Part, most: int) -> Answers:
    """The state after each button with each setting, if the controls allow no more than ``most``."""
    choices = [_settings(control) for control in part.controls.values()]
    actions = [button["id"] for button in part.form.spec["buttons"]] or ["set"] * part.live
    if not actions or any(one is None for one in choices):
        return nobody()
    combined: Iterator[tuple[Any, ...]] = itertools.product(*(one for one in choices if one is not None))
    wanted = list(itertools.islice(combined, most + 1))
    if len(wanted) > most:
        return nobody(f"It has more than {most} answers.")
    before = {name: getattr(part.form, name) for name in ("values", "locked", *RESULT)}
    found = []
    for action, chosen in itertools.product(actions, wanted):
        values = dict(zip(part.controls, chosen, strict=True))
        _put(part.form, before)
        found.append({"do": action, "values": values, "state": after(part, action, values)})
    _put(part.form, before)
    return {"by": "replies", "replies": found}


def after(part: Part, action: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The state of a part after an action; just the problem where it cannot be done."""
    try:
        part.act(action, values)
    except DesksideError as problem:
        return {"problem": str(problem)}
    return state_of(part.form, ("locked", *RESULT))


def _put(form: Form, state: Mapping[str, Any]) -> None:
    for name, value in state.items():
        setattr(form, name, value)


def _settings(control: Control) -> list[Any] | None:
    """All that a control can hold; None where that has no end."""
    keys = [key for key, _ in control.options]
    if control.kind in ("choice", "select"):
        return [None, *keys] if control.value is None else keys
    if control.kind == "switch":
        return [False, True]
    if control.kind == "many" and len(keys) <= 8:
        return [list(some) for count in range(len(keys) + 1) for some in itertools.combinations(keys, count)]
    if control.kind == "order" and len(keys) <= 5:
        return [list(one) for one in itertools.permutations(keys)]
    if control.kind == "range":
        return _steps(control)
    return None


# --- a grid of results -------------------------------------------------------------------------------------


def grid(part: Part, most: int, progress: Progress) -> Answers:
    """The result at every setting of a live part, the sliders in larger steps where there are too many.

    Every result is what the part itself shows at that setting. Where not even three values a slider fit into
    ``most`` settings, or a control can hold anything, it is a picture of the part as it stands.
    """
    axes = _axes(part, most)
    if axes is None:
        return nobody(
            "It has too many settings for a page: it stands as it is. In JupyterLab you can move it."
        )
    settings = [dict(zip(axes, chosen, strict=True)) for chosen in itertools.product(*axes.values())]
    cells = []
    for number, values in enumerate(settings):
        progress(number, len(settings))
        cells.append(after(part, "set", values))
    first = {name: control.value for name, control in part.controls.items()}
    part.act("set", first)
    controls = [_coarser(control, axes[name]) for name, control in part.controls.items()]
    return {
        "by": "grid",
        "controls": controls,
        "grid": {"axes": [[name, values] for name, values in axes.items()], "cells": cells},
        "note": _larger_steps(part, axes),
    }


def _axes(part: Part, most: int) -> dict[str, list[Any]] | None:
    full = {name: _settings(control) for name, control in part.controls.items()}
    if any(values is None for values in full.values()):
        return None
    axes = {name: values or [] for name, values in full.items()}
    while math.prod(len(values) for values in axes.values()) > most:
        ranges = [n for n, c in part.controls.items() if c.kind == "range" and len(axes[n]) > 3]
        if not ranges:
            return None
        longest = max(ranges, key=lambda name: len(axes[name]))
        axes[longest] = _thinner(part.controls[longest], len(axes[longest]))
    return axes


def _steps(control: Control, every: int = 1) -> list[float]:
    """The values of a slider from where it stands, ``every`` so many steps."""
    low, high, step = float(control.low or 0), float(control.high or 0), every * float(control.step or 1)
    start = float(control.value)
    below, above = (int((start - low) / step + 1e-9), int((high - start) / step + 1e-9))
    values = [round(start + number * step, 10) for number in range(-below, above + 1)]
    whole = float(control.step or 1).is_integer() and start.is_integer()
    return [int(value) for value in values] if whole else values


def _thinner(control: Control, count: int) -> list[float]:
    """Fewer values than ``count``, if possible with both ends of the slider among them."""
    full = _steps(control)
    tried = [found for every in range(2, len(full)) if len(found := _steps(control, every)) < count]
    ends = (full[0], full[-1])
    good = [found for found in tried if (found[0], found[-1]) == ends and len(found) >= count / 3]
    return (good or [one for one in tried if len(one) >= 3] or [[full[0], control.value, full[-1]]])[0]


def _coarser(control: Control, values: Sequence[Any]) -> dict[str, Any]:
    """The control with the steps of the grid."""
    from dataclasses import asdict

    found = asdict(control)
    if control.kind == "range" and len(values) > 1:
        found |= {"low": values[0], "high": values[-1], "step": round(values[1] - values[0], 10)}
    return found


def _larger_steps(part: Part, axes: Mapping[str, Sequence[Any]]) -> str:
    moved = [
        f"{control.label} in steps of {control.shown(values[1] - values[0])}"
        for name, control in part.controls.items()
        if control.kind == "range" and len(values := axes[name]) > 1 and len(values) < len(_steps(control))
    ]
    return f"On this page you can move {', '.join(moved)}." if moved else ""


def _plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "tobytes"):  # an array of 32-bit floats
        return base64.b64encode(value.tobytes()).decode("ascii")
    return value
