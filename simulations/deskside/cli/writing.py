"""Writing files for trainers: the skin they speak in, how far it is, and a place that can be written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deskside.cli.show import Bar
from deskside.errors import DesksideError

__all__ = ["Steps", "dressed", "writable", "write"]

#: The longest name of a step that a terminal line has room for beside the bar.
_ROOM = 44


@contextmanager
def dressed(name: str) -> Iterator[None]:
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


class Steps:
    """Progress in words and bars: one bar for the cells, one for each panel's results."""

    def __init__(self) -> None:
        self._bar: Bar | None = None

    def __enter__(self) -> Steps:
        return self

    def __call__(self, done: int, total: int, what: str) -> None:
        """Hear how far it is."""
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


def writable(place: Path) -> None:
    """Whether there is room for the page there, before minutes of work. Raises `DesksideError`."""
    folder = place.parent
    if place.is_dir():
        raise DesksideError(f"{place} is a folder; give the page a name, such as {place / 'page.html'}")
    if not folder.is_dir():
        raise DesksideError(f"{place}: there is no folder {folder}; make it, or name another place with -o")
    if not os.access(place if place.exists() else folder, os.W_OK):
        raise DesksideError(f"{place}: cannot be written; name another place with -o")


def write(place: Path, text: str) -> None:
    """Write a page. Raises `DesksideError` where that is not possible."""
    try:
        place.write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        told = problem.strerror or problem
        raise DesksideError(f"{place}: cannot be written ({told}); name another place with -o") from problem
