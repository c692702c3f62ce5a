"""A form: labelled native controls, buttons, a summary that is read aloud, and a result.

It is the one interactive part that everything a trainee touches is made of. In a live notebook it is a
widget; in an executed or exported file, and where a notebook is reopened without its kernel, its static twin
stands in.
"""

from __future__ import annotations

import html
import itertools
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from threading import RLock
from typing import Any, Literal

import anywidget
import traitlets

from deskside.charts.look import styled
from deskside.errors import DesksideError
from deskside.panels.bundle import short_id
from deskside.panels.exported import PART, Answers, Progress, quietly, replies, state_of
from deskside.panels.front import FRONT, LOOK
from deskside.panels.live import Watch, watch
from deskside.panels.worker import Job, Stopped, Worker

__all__ = ["LOST", "NOT_LIVE", "Button", "Control", "Form", "Part", "show_together"]

#: In a notebook reopened without its kernel JupyterLab says "Loading widget..." for ever in a widget's place,
#: or "model not found": words and no element. Not beside a twin.
_WORDS_ONLY = ".jp-OutputArea-child:not(:has(>.jp-OutputArea-output>*))"
LOST = f".jp-OutputArea-child:has([data-ds-twin])~{_WORDS_ONLY}{{display:none}}"

#: What a twin says of itself.
NOT_LIVE = "Not live: run its cell to use it."

_NUMBERS = itertools.count(1)
_LOG = logging.getLogger("deskside")


@dataclass(frozen=True)
class Control:
    """One input.

    ``range`` and ``number`` hold a number, ``switch`` true or false, ``choice`` (buttons) and ``select`` (a
    list to unfold) a key of their options, ``many`` those that are ticked, ``order`` all of them in the
    person's order; ``text``, ``date`` and ``memo`` (several lines) hold text.
    """

    id: str
    kind: Literal["range", "number", "choice", "select", "switch", "many", "order", "text", "date", "memo"]
    label: str
    value: Any = None
    low: float | None = None
    high: float | None = None
    step: float | None = None
    unit: str = ""
    factor: float = 1.0  # what is shown is value x factor
    digits: int = 0
    help: str = ""
    hint: str = ""
    draft: str = ""  # of a memo: the name under which the browser keeps what has not reached the kernel
    options: tuple[tuple[str, str], ...] = ()

    def shown(self, value: Any) -> str:
        """The value as the control shows it."""
        if self.kind == "range":
            text = f"{value * self.factor:.{self.digits}f}"
            return f"{text} {ONE.get(self.unit, self.unit) if text == '1' else self.unit}".rstrip()
        if self.kind == "switch":
            return "on" if value else "off"
        if self.kind in ("choice", "select"):
            return dict(self.options).get(value, "")
        if self.kind in ("many", "order"):
            return "; ".join(dict(self.options).get(key, "") for key in value or ())
        return "" if value is None else f"{value} {self.unit}".rstrip()


#: Units of which there can be one, and what that is called; `front/controls.js` has the same.
ONE = {"people": "person", "minutes": "minute", "hours": "hour", "days": "day"}


@dataclass(frozen=True)
class Button:
    """Something to press; ``main`` is the one most will want."""

    id: str
    label: str
    main: bool = False


class Form(anywidget.AnyWidget):
    """The widget. ``on_action(action, values)`` hears a button's id, or ``set`` as a live form is moved.

    Its state is what ``front/form.js`` describes; the module itself comes from the page's shared one.
    """

    _esm = FRONT.shell

    front = traitlets.Unicode().tag(sync=True)  # the model that brings the module
    others = traitlets.List(traitlets.Unicode()).tag(sync=True)  # models of forms that stand below this one
    spec = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(False).tag(sync=True)
    html = traitlets.Unicode("").tag(sync=True)
    table = traitlets.Dict().tag(sync=True)  # {head: [name, ...], rows: [[text, ...], ...]}
    base = traitlets.Dict().tag(sync=True)  # numbers of pictures that seldom change, as `pack.packed`
    frames = traitlets.Dict().tag(sync=True)  # the others
    stamp = traitlets.Unicode("").tag(sync=True)  # changes with html, table and frames; cheap to compare
    said = traitlets.Unicode("").tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)
    note = traitlets.Dict().tag(sync=True)  # what a button did: {words, code?}
    progress = traitlets.Float(-1.0).tag(
        sync=True
    )  # share of the runs that are done; below 0: none under way
    answered = traitlets.Unicode("").tag(sync=True)  # the name of the last message that was dealt with
    took = traitlets.Float(0.0).tag(sync=True)  # milliseconds of that answer, for those who measure
    grid = traitlets.Dict().tag(sync=True)  # results of every setting, where they are sent beforehand

    def __init__(self, spec: dict[str, Any], values: dict[str, Any], on_action: Callable[..., None]):
        super().__init__(spec=spec, values=values, front=FRONT.model_id(), model_id=short_id())
        self._on_action = on_action
        self._worker: Worker | None = None
        self.lock = RLock()  # one at a time changes what is shown: a message from the page, or a line of code
        self.on_msg(self._received)

    def open(self) -> None:
        """Tell the page of it: a live one, as an executed file would keep the state and never use it."""
        if watch() is Watch.LIVE:
            super().open()

    def work_apart(self) -> None:
        """From now on answer in a thread of its own: for parts whose answers can take long.

        ``on_action`` then gets a watcher as its third argument.
        """
        self._worker = Worker(self._tell)

    @property
    def worker(self) -> Worker | None:
        """Who does the work, if it is done apart."""
        return self._worker

    def __repr__(self) -> str:
        # what an export shows in the widget's place
        return f"({self.spec['title']}: interactive in JupyterLab)"

    def show(
        self,
        html_text: str,
        said: str = "",
        problem: str = "",
        table: Mapping[str, Any] | None = None,
        frames: Mapping[str, Any] | None = None,
    ) -> None:
        """Put up a result: HTML, a sentence to be read out, a small table, the numbers of the pictures."""
        with self.hold_sync():
            self.html, self.said, self.problem = html_text, said, problem
            self.table, self.frames = dict(table or {}), dict(frames or {})
            self.stamp = _digest(html_text, self.table, self.frames)

    def begin(self, prepare: Callable[[Job], None], done: Callable[[], None], patience: float) -> None:
        """Get ready apart from the cell that shows the form, and wait for that ``patience`` seconds.

        Raises what ``prepare`` raises in that time; later it is shown as a problem. ``done`` is called when
        it is ready.
        """
        failed: list[BaseException] = []

        def first(job: Job) -> None:
            with self.lock, self.hold_sync():
                failed.extend(self._attempt(prepare, job))
            if not failed:
                done()

        worker = self._worker or Worker(self._tell)
        worker.take(first)
        if worker.wait(patience) and failed:
            raise failed[0]

    def _received(self, _: Any, content: dict[str, Any], __: Any) -> None:
        if self._worker is None:
            self._answer(content, None)
        elif content["do"] == "cancel":
            self._worker.stop()
        else:
            newest = content["do"] != "set" or bool(content.get("last"))
            self._worker.take(lambda job: self._answer(content, job), at_once=newest)

    def _answer(self, content: dict[str, Any], job: Job | None) -> None:
        """Do what the page asked for. All changes travel in one message, its answer included."""
        asked = (content["do"], dict(content.get("values", {})))
        began = time.perf_counter()
        with self.lock, self.hold_sync():
            self._attempt(lambda watcher: self._on_action(*asked, *([watcher] if watcher else [])), job)
            self.answered = str(content.get("seq", ""))
            self.took = 1000 * (time.perf_counter() - began)

    def _attempt(self, work: Callable[[Any], None], job: Job | None) -> list[BaseException]:
        """Do it; what goes wrong is shown, and given back."""
        try:
            work(job)
        except Stopped:
            if job is not None and job.by_hand:
                self.note = {"words": "Stopped. Below is the last result."}
        except DesksideError as problem:
            self.problem = str(problem)
            return [problem]
        except Exception as problem:  # a person must see that it failed, whatever it was
            _LOG.exception("a callback failed")
            self.problem = f"This did not work ({type(problem).__name__}: {problem}). Other settings may."
            return [problem]
        finally:
            self.progress = -1.0
        return []

    def _tell(self, share: float) -> None:
        """Say how far it is, past everything that is held back until the answer."""
        self.progress = share
        self.send_state("progress")


def _digest(*parts: Any) -> str:
    return blake2b(repr(parts).encode(), digest_size=8).hexdigest()


class Part:
    """Something on the page with controls. Subclasses say what it does; this says how it is shown.

    ``kind`` chooses the look, ``title`` names it for everybody, ``intro`` is HTML made by the course itself.
    """

    kind = "card"
    live = False
    twin_settings = True  # whether it says where the controls stand, where nothing is live

    def __init__(
        self, title: str, controls: tuple[Control, ...], buttons: tuple[Button, ...], intro: str = ""
    ) -> None:
        self.controls = {control.id: control for control in controls}
        self._twin = f"t{next(_NUMBERS)}-{blake2b(title.encode(), digest_size=2).hexdigest()}"
        spec = {
            "kind": self.kind,
            "title": title,
            "intro": intro,
            "live": self.live,
            "twin": self._twin,
            "controls": [asdict(control) for control in controls],
            "buttons": [asdict(button) for button in buttons],
            **self.more(),
        }
        self.form = Form(spec, {control.id: control.value for control in controls}, self.act)

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """What a button, or a moved control of a live form, does. Raises what goes wrong."""
        raise NotImplementedError

    def more(self) -> dict[str, Any]:
        """What a kind of part adds to its description for the front end."""
        return {}

    def rehearse(self) -> None:
        """Try everything a person could do, once; for runs nobody attends. Raises what goes wrong."""

    def prepare(self) -> None:
        """What must be there before it is shown."""

    def twin_html(self) -> str:
        """What stands in where nothing is live."""
        form, said = self.form, self.twin_said()
        lines = "".join(
            f"<li>{html.escape(control.label)}: {html.escape(control.shown(form.values.get(name)))}</li>"
            for name, control in self.controls.items()
            if self.twin_settings and control.kind in ("range", "select", "switch")
        )
        said = f'<p class="ds-said">{html.escape(said)}</p>' if said else ""
        problem = f'<div class="ds-problem">{html.escape(form.problem)}</div>' if form.problem else ""
        twin = (
            f'<div class="deskside" data-ds-twin="{self._twin}"><section class="ds-form ds-{self.kind}">'
            f'<div class="ds-title">{html.escape(form.spec["title"])}</div>'
            f"{self.twin_intro()}"
            f"{f'<ul>{lines}</ul>' if lines else ''}{self.twin_note()}{problem}{said}"
            f'<div class="ds-result">{self.twin_result()}</div></section></div>'
        )
        return styled(LOOK, twin, LOST)

    def twin_intro(self) -> str:
        """What stands above the rest where nothing is live, as HTML."""
        return str(self.form.spec["intro"])

    def twin_result(self) -> str:
        """The result where nothing is live, as HTML."""
        return self.form.html

    def twin_said(self) -> str:
        """The sentence where nothing is live."""
        return self.form.said

    def twin_note(self) -> str:
        """A line that says why there is nothing to move."""
        return f'<p class="ds-note">{NOT_LIVE}</p>'

    def to_page(self, most: int, progress: Progress = quietly) -> dict[str, Any]:
        """Everything a page without Python needs: state, answers (see `answers`) and the static twin."""
        self.prepare()
        answers = self.answers(most, progress)  # a panel may show its best case
        twin, state = self.twin_html(), state_of(self.form)
        return {"part": getattr(self, "part", ""), "state": state, "answers": answers, "twin": twin}

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """What the part answers to everything a person may do, for a page without Python.

        ``most`` is how many settings may be tried; ``progress`` hears how many were. By default all are tried
        that the controls allow.
        """
        return replies(self, most)

    def _ipython_display_(self) -> None:
        show_together([self])


def show_together(parts: Sequence[Part]) -> None:
    """Put parts on the page, one below the other; where nothing is live their twins are one piece of it."""
    from IPython import display as page  # IPython is loaded in a notebook, nowhere else

    watched = watch()
    if watched is Watch.EXPORT:
        for part in parts:
            page.display({PART: part}, raw=True)
        return
    for part in parts:
        if watched is Watch.UNATTENDED:
            part.rehearse()
        part.prepare()
    page.display(page.HTML("".join(part.twin_html() for part in parts)))
    if watched is Watch.LIVE:
        first, *others = (part.form for part in parts)
        first.others = [form.model_id for form in others]
        page.display(first)
