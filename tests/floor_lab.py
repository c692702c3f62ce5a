"""JupyterLab with a notebook of two desk floors, a page that looks at it, and how to handle a floor there."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest

from jupyter_lab import lab_on

__all__ = ["BOOK", "DAYS", "FRAMES", "Visit", "clock", "lab_of", "picture", "settled", "slider", "to"]

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


@dataclass
class Visit:
    """A page with the notebook, and what the browser had to say and to send."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note everything that the page asks for, complains of and tells its kernel."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self._said(said.type, said.text))
        self.page.on("websocket", self._socket)

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)

    def _socket(self, socket: Any) -> None:
        for way in ("framesent", "framereceived"):
            socket.on(way, lambda payload: self.messages.append(_text(payload)))


def _text(payload: Any) -> str:
    return payload if isinstance(payload, str) else payload.decode("utf-8", "replace")


@contextlib.contextmanager
def lab_of(folder: Path) -> Iterator[str]:
    """The address of a JupyterLab with a notebook of two floors."""
    (folder / "course").mkdir()
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in CODE_CELLS])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, folder / "course" / BOOK)
    with lab_on(folder, folder / "course") as address:
        yield address


def settled(page: Any, reached: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something has come about; the page goes on meanwhile."""
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            pytest.fail(f"it did not come about; the page says {page.locator('body').inner_text()[-2000:]}")
        page.wait_for_timeout(30)


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
