"""Commands for trainers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from deskside.cli.app import app
from deskside.cli.show import Bar, say, warn
from deskside.cli.working_copy import course_folder
from deskside.errors import DesksideError

__all__ = ["workshop"]

#: The longest name of a step that a terminal line has room for beside the bar.
_ROOM = 44

workshop = typer.Typer(
    help="For trainers: a module as one page that opens on any computer.",
    epilog="Example: deskside workshop page 03",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(workshop, name="workshop")


@workshop.callback()
def _workshop() -> None:
    """For trainers: a module as one page that opens on any computer."""


@workshop.command(epilog="Example: deskside workshop page 03 -o queues.html")
def page(  # each is an option somebody types
    number: Annotated[str, typer.Argument(metavar="MODULE", help="Its number, such as 03, or its notebook.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to write it. Default: the notebook's name."
        ),
    ] = None,
    course: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the notebooks. Default: the course that is installed."),
    ] = None,
    skin: Annotated[str, typer.Option(metavar="NAME", help="Whose desk it is: it, hr or facilities.")] = "",
    settings: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Settings of a panel to run beforehand. More: finer, larger, later."
        ),
    ] = None,
) -> None:
    """Write a module as one HTML file: it opens from disk in any browser, without network or Python.

    Text, predictions, quiz and charts work as in the lab; what is answered stays in the reader's browser. A
    panel's results are computed beforehand, at up to 240 settings; where there are more, its sliders move in
    larger steps. A page is meant to stay below 2 MB.
    """
    from deskside.workshop import SETTINGS, default_place, module, write_page

    wanted = module(number, course or course_folder())
    place = output or default_place(wanted)
    _writable(place)
    with _dressed(skin), _Steps() as steps:
        made = write_page(wanted, steps, settings or SETTINGS)
    _write(place, made.text)
    say(
        f"{place}: {wanted.title}, {made.size / 1000:,.0f} kB. It opens in any browser, from disk or by mail."
    )
    if made.notes:
        warn(*made.notes)


@contextmanager
def _dressed(name: str) -> Iterator[None]:
    """Let lessons speak in a skin. Raises `DesksideError` that lists them if there is none of this name."""
    from deskside.lesson import skin
    from deskside.lesson.lesson import SKIN

    before = os.environ.get(SKIN)
    if name:
        skin(name)
        os.environ[SKIN] = name
    try:
        yield
    finally:
        if name:
            os.environ.pop(SKIN)
            os.environ.update({SKIN: before} if before is not None else {})


class _Steps:
    """Progress in words and bars: one bar for the cells, one for each panel's results."""

    def __init__(self) -> None:
        self._bar: Bar | None = None

    def __enter__(self) -> _Steps:
        return self

    def __call__(self, done: int, total: int, what: str) -> None:
        words = what if len(what) <= _ROOM else f"{what[: _ROOM - 4]} ..."
        if self._bar is None or self._bar.what != words:
            self._close()
            self._bar = Bar(words, "steps")
        self._bar(done, total)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None

    def __exit__(self, *_: object) -> None:
        self._close()


def _writable(place: Path) -> None:
    """Whether there is room for the page there, before minutes of work. Raises `DesksideError`."""
    folder = place.parent
    if place.is_dir():
        raise DesksideError(f"{place} is a folder; give the page a name, such as {place / 'page.html'}")
    if not folder.is_dir():
        raise DesksideError(f"{place}: there is no folder {folder}")
    if not os.access(place if place.exists() else folder, os.W_OK):
        raise DesksideError(f"{place}: cannot be written; name another place with -o")


def _write(place: Path, text: str) -> None:
    try:
        place.write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise DesksideError(f"{place}: cannot be written: {problem.strerror or problem}") from problem
