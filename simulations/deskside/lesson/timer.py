"""A timer for trainers: so many minutes for what a group does, in digits that the last row can read."""

from __future__ import annotations

import html
import itertools
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from deskside.charts.look import styled
from deskside.charts.words import amount
from deskside.errors import DesksideError
from deskside.panels import LOOK, LOST, PART, Progress, Watch, quietly, watch
from deskside.panels.bundle import KEYS

__all__ = ["Timer"]

_NUMBERS = itertools.count(1)
_CODE = KEYS + (files("deskside.lesson") / "timer.js").read_text(encoding="utf-8")


class Clock(anywidget.AnyWidget):
    """The widget; it runs in the page alone."""

    _esm = _CODE
    _css = LOOK

    spec = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return f"({self.spec['title']}: interactive in JupyterLab)"  # what an export shows in its place


class Timer:
    """So many minutes (0.1 to 180) for something; start, pause, one minute more, from the start.

    >>> Timer(5, "In pairs: compare your predictions.").title
    '5 minutes'
    """

    def __init__(self, minutes: float, text: str = "") -> None:
        if not 0.1 <= minutes <= 180:
            raise DesksideError(f"a timer runs 0.1 to 180 minutes, not {minutes:g}")
        self.minutes, self.text = minutes, text
        self.title = amount(minutes, "minutes")
        self._twin = f"timer{next(_NUMBERS)}-{round(1000 * minutes)}"

    def twin_html(self) -> str:
        """What stands in where nothing is live."""
        return styled(
            LOOK,
            f'<div class="deskside" data-ds-twin="{self._twin}">'
            f'<section class="ds-form"><div class="ds-title">{html.escape(self.title)}</div>'
            f"<p>{html.escape(self.text)}</p></section></div>",
            LOST,
        )

    @property
    def spec(self) -> dict[str, Any]:
        """What the timer is told in the page."""
        return {"title": self.title, "text": self.text, "minutes": self.minutes, "twin": self._twin}

    def to_page(self, most: int, progress: Progress = quietly) -> dict[str, Any]:
        """The same timer: it needs no Python."""
        widget = {"by": "widget", "code": _CODE, "style": "", "state": {"spec": self.spec}}
        return {"part": "", "state": {}, "answers": widget, "twin": self.twin_html()}

    def _ipython_display_(self) -> None:
        from IPython import display as page  # IPython is loaded in a notebook, nowhere else

        if watch() is Watch.EXPORT:
            page.display({PART: self}, raw=True)
            return
        page.display(page.HTML(self.twin_html()))
        if watch() is Watch.LIVE:
            page.display(Clock(spec=self.spec))
