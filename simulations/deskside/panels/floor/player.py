"""The desk floor: a ticket log played as a film, for one policy or two side by side."""

from __future__ import annotations

import base64
import html
import itertools
from functools import cached_property
from hashlib import blake2b
from typing import Any

import anywidget
import traitlets

from deskside.charts import Figure
from deskside.charts.look import styled
from deskside.errors import DesksideError
from deskside.log import TicketLog
from deskside.panels.bundle import short_id
from deskside.panels.exported import PART, Progress, quietly
from deskside.panels.floor.front import PLAYER
from deskside.panels.floor.head import head_and_rows, opening
from deskside.panels.floor.phrases import TICKS, Wording, phrases
from deskside.panels.floor.still import still_picture
from deskside.panels.floor.story import ticket_story
from deskside.panels.form import LOST
from deskside.panels.front import LOOK
from deskside.panels.live import Watch, watch

__all__ = ["Floor"]

_NUMBERS = itertools.count(1)
#: Minutes of the desk that can pass in a second.
SPEEDS = (1, 5, 10, 30, 60, 240, 1440)


class FloorWidget(anywidget.AnyWidget):
    """What a page gets: once, and nothing comes back. ``front`` is the model that brings the player."""

    _esm = PLAYER.shell

    front = traitlets.Unicode().tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    logs = traitlets.List(traitlets.Bytes()).tag(sync=True)

    def __repr__(self) -> str:
        # what an export shows in the widget's place
        return f"({self.spec['title']}: plays in JupyterLab)"


class Floor:
    """Plays what happened at a desk: who came in, who waits, who works on what, and what became of it.

    ``log`` is a run; with ``other`` two runs play side by side on one clock, and ``names`` says which is
    which. They should have met the same needs (the same scenario's demand, the same seed); the part says so
    where they did not. ``wording`` gives names of the scenario other words.
    ``start`` is the minute it begins at (default: when the desk first opens after the warm-up), ``speed`` how
    many minutes pass in a second: one of 1, 5, 10, 30, 60, 240, 1440.

    Displayed in a live notebook it is a player; in an executed or exported one, and for a grader, a picture
    of the queue with a sentence and a table. Raises `DesksideError` for a log without tickets, an unknown
    speed, or names that do not fit.

    >>> from deskside.experiment import simulate
    >>> from deskside.scenario import load
    >>> log = simulate(load("one-queue").with_({"horizon.days": 1, "horizon.warm_up_days": 0}), seed=1)
    >>> floor = Floor(log)
    >>> floor.story(0)[0]
    'Ticket 0: help, for colleagues'
    """

    def __init__(
        self,
        log: TicketLog,
        other: TicketLog | None = None,
        *,
        names: tuple[str, str] = ("as it is", "with the change"),
        title: str = "",
        wording: Wording | None = None,
        start: float | None = None,
        speed: int = 5,
    ) -> None:
        self.logs = (log,) if other is None else (log, other)
        if not all(len(one.ticket_table) for one in self.logs):
            raise DesksideError(
                "this log has no tickets, so there is nothing to play; run the desk for longer"
            )
        if speed not in SPEEDS:
            raise DesksideError(
                f"a floor has no speed {speed}; minutes a second are {', '.join(map(str, SPEEDS))}"
            )
        if len(names) != 2 or not all(names) or names[0] == names[1]:
            raise DesksideError("names are two different texts, one for each log: names=('before', 'after')")
        self.names = tuple(names[: len(self.logs)])
        self.title = title or log.scenario.title
        self.wording = wording or Wording()
        self.speed = speed
        self.start = min(opening(one) for one in self.logs) if start is None else float(start)
        self._twin = f"f{next(_NUMBERS)}-{blake2b(self.title.encode(), digest_size=2).hexdigest()}"

    @property
    def same_needs(self) -> bool:
        """Whether all logs met the same needs."""
        first, *others = self.logs
        return all(
            one.seed == first.seed and one.scenario.demand_digest == first.scenario.demand_digest
            for one in others
        )

    def story(self, ticket: int, floor: int = 0) -> list[str]:
        """What happened to a ticket, in plain words: see `ticket_story`."""
        return ticket_story(self.logs[floor], ticket, self.wording)

    @cached_property
    def figure(self) -> Figure:
        """The queue through time, with its sentence and table: what stays where nothing plays."""
        names = self.names if len(self.logs) > 1 else ("this run",)
        return still_picture(self.logs, names, self.wording)

    def spec(self) -> dict[str, Any]:
        """The description a page gets beside the rows."""
        return {
            "title": self.title,
            "twin": self._twin,
            "names": list(self.names) if len(self.logs) > 1 else [""],
            "note": self._note(),
            "start": round(min(self.start, max(log.until for log in self.logs)) * TICKS),
            "speed": self.speed,
            "speeds": list(SPEEDS),
            "phrases": dict(phrases().texts),
            "floors": [head_and_rows(log, self.wording)[0] for log in self.logs],
        }

    @cached_property
    def widget(self) -> FloorWidget:
        """The player, for a live page."""
        rows = [head_and_rows(log, self.wording)[1] for log in self.logs]
        return FloorWidget(front=PLAYER.model_id(), spec=self.spec(), logs=rows, model_id=short_id())

    def twin_html(self) -> str:
        """What stands in where nothing plays."""
        note = f'<p class="ds-note">{html.escape(self._note())}</p>' if self._note() else ""
        return styled(
            LOOK,
            f'<div class="deskside" data-ds-twin="{self._twin}">'
            f'<section class="ds-form ds-card"><div class="ds-title">{html.escape(self.title)}</div>{note}'
            f'<div class="ds-result">{self.figure.to_html(style=False)}</div>'
            '<p class="ds-note">A picture of a film: run its cell in JupyterLab to play it.</p>'
            "</section></div>",
            LOST,
        )

    def to_page(self, most: int, progress: Progress = quietly) -> dict[str, Any]:
        """The same player: it needs no Python."""
        rows = [base64.b64encode(head_and_rows(log, self.wording)[1]).decode("ascii") for log in self.logs]
        answers = {"by": "module", "code": PLAYER.text, "spec": self.spec(), "bytes": rows}
        return {"part": "", "state": {}, "answers": answers, "twin": self.twin_html()}

    def rehearse(self) -> None:
        """What a person could make it do, once; for runs nobody attends. Raises what goes wrong."""
        for number, log in enumerate(self.logs):
            for ticket in {0, len(log.ticket_table) // 2, len(log.ticket_table) - 1}:
                self.story(ticket, number)
        self.spec()

    def _note(self) -> str:
        if len(self.logs) == 1:
            return ""
        if self.same_needs:
            return "Both floors meet the same needs; what differs comes from the policy."
        return "These floors do not meet the same needs: part of what differs is luck."

    def _ipython_display_(self) -> None:
        from IPython import display as page  # IPython is loaded in a notebook, nowhere else

        watched = watch()
        if watched is Watch.EXPORT:
            page.display({PART: self}, raw=True)
            return
        if watched is Watch.UNATTENDED:
            self.rehearse()
        page.display(page.HTML(self.twin_html()))
        if watched is Watch.LIVE:
            page.display(self.widget)
