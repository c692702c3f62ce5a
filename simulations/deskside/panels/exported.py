"""A part's answers to everything a person may do, worked out beforehand for a page without Python.

The page has a few ways to answer, each with a name (``by``): ``nobody`` shows a picture, ``grid`` looks a
setting up, ``replies`` looks an action up. A kind of part whose answers cannot be listed brings a way of its
own; ``workshop/page.js`` has them all.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from deskside.errors import DesksideError

if TYPE_CHECKING:
    from deskside.panels.form import Control, Form, Part

__all__ = [
    "PART",
    "Answers",
    "Progress",
    "after",
    "nobody",
    "plain_data",
    "quietly",
    "replies",
    "settings_of",
    "state_of",
]

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
    state = {name: plain_data(getattr(form, name)) for name in names if hasattr(form, name)}
    return {name: value for name, value in state.items() if value not in ("", {}, None)}


def nobody(note: str = "") -> Answers:
    """The part is a picture on the page; ``note`` says why."""
    return {"by": "nobody", "note": note}


def replies(part: Part, most: int) -> Answers:
    """The state after each button with each setting, if the controls allow no more than ``most``."""
    choices = [settings_of(control) for control in part.controls.values()]
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


def settings_of(control: Control) -> list[Any] | None:
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
    return None


def plain_data(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, Mapping):
        return {str(key): plain_data(one) for key, one in value.items()}
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, list | tuple):
        return [plain_data(one) for one in value]
    return plain_data(value.tolist()) if isinstance(value, np.generic | np.ndarray) else value
