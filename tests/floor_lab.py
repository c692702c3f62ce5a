"""JupyterLab with a notebook of two desk floors, and how to handle a floor there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from jupyter_lab import lab_on

__all__ = ["BOOK", "DAYS", "FRAMES", "clock", "lab_of", "picture", "slider", "to"]

BOOK = "floor.ipynb"
DAYS = 24  # makes more than 2,000 tickets
CODE_CELLS = (
    f"""import deskside as ds
from deskside.panels import Floor
desk = ds.load("it-service-desk").with_({{"horizon.days": {DAYS}}})
log = ds.simulate(desk, seed=1)
Floor(log, title="One floor")""",
    """more = desk.with_({"teams.first-line.agents": 9})
Floor(log, ds.simulate(more, seed=1), names=("seven", "nine"), title="Two floors")""",
)
FRAMES = """(length) => new Promise((done) => {
  const times = [];
  const step = (now) => {
    times.push(now);
    if (now - times[0] < length) requestAnimationFrame(step);
    else done(times);
  };
  requestAnimationFrame(step);
})"""


@contextlib.contextmanager
def lab_of(folder: Path) -> Iterator[str]:
    """The address of a JupyterLab with a notebook of two floors."""
    (folder / "course").mkdir()
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in CODE_CELLS])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, folder / "course" / BOOK)
    with lab_on(folder, folder / "course") as address:
        yield address


def slider(floor: Any) -> Any:
    return floor.get_by_role("slider", name="Time")


def clock(floor: Any) -> str:
    """The time the floor shows, as it is read aloud."""
    text: str = slider(floor).get_attribute("aria-valuetext")
    return text


def to(floor: Any, minute: int) -> None:
    """Put the floor to a minute, as a drag would."""
    slider(floor).evaluate(
        "(node, value) => { node.value = value; node.dispatchEvent(new Event('input', {bubbles: true})); }",
        minute,
    )


def picture(floor: Any) -> str:
    """What the canvas shows, as text that can be compared."""
    text: str = floor.locator("canvas.ds-floor-picture").first.evaluate("(node) => node.toDataURL()")
    return text
