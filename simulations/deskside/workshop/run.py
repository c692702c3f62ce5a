"""Run a module's cells in this process and keep what each one shows."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from deskside.errors import DesksideError
from deskside.panels.exported import PART
from deskside.panels.live import exporting
from deskside.workshop.module import Cell, Module

__all__ = ["Shown", "run"]


@dataclass(frozen=True)
class Shown:
    """One thing a cell put on the page: a part of the lesson, or texts by their MIME type."""

    part: Any = None
    texts: dict[str, str] | None = None


def run(module: Module, told: Callable[[int, int, str], None]) -> Iterator[tuple[Cell, list[Shown]]]:
    """Each code cell with what it shows, while the cells run one after the other, as in JupyterLab.

    They run from the module's folder. What a cell shows is given as soon as it has run: a part may look at
    names that a later cell changes. ``told`` hears the number of the cell, how many there are, and what it is
    called. Raises `DesksideError` where a cell fails.
    """
    code = [cell for cell in module.cells if cell.kind == "code"]
    with _shell() as shell, _inside(module.path.parent), exporting():
        for number, cell in enumerate(code):
            told(number, len(code), cell.title)
            yield cell, list(_shown(shell, module, cell))


def _shown(shell: Any, module: Module, cell: Cell) -> Iterator[Shown]:
    """What one cell shows, in order. Raises `DesksideError` if it fails."""
    printed = io.StringIO()
    with _caught(shell) as outputs, redirect_stdout(printed), redirect_stderr(io.StringIO()):
        result = shell.run_cell(cell.source, store_history=False, silent=False)
    failed = result.error_before_exec or result.error_in_exec
    if failed is not None:
        where = f"{module.path.name}, cell {cell.id!r} ({cell.title})"
        raise DesksideError(f"{where} fails: {type(failed).__name__}: {failed}") from failed
    if printed.getvalue().strip():
        yield Shown(texts={"text/plain": printed.getvalue()})
    for output in outputs:
        data = output["data"]
        yield Shown(part=data[PART]) if PART in data else Shown(texts=dict(data))


@contextmanager
def _caught(shell: Any) -> Iterator[list[dict[str, Any]]]:
    """All that is displayed, also as a cell's last value, goes into one list."""
    from IPython.core.displayhook import CapturingDisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher

    publisher, hook = shell.display_pub, shell.display_trap.hook
    caught: Any = CapturingDisplayPublisher()
    shell.display_pub = caught
    last: Any = CapturingDisplayHook(shell=shell, outputs=caught.outputs)
    shell.display_trap.hook = last
    try:
        yield caught.outputs
    finally:
        shell.display_pub, shell.display_trap.hook = publisher, hook


@contextmanager
def _shell() -> Iterator[Any]:
    """IPython without a terminal or a history, its names put back afterwards."""
    from IPython.core.history import HistoryManager
    from IPython.core.interactiveshell import InteractiveShell

    history: Any = HistoryManager
    enabled, hooks = history.enabled, (sys.displayhook, sys.excepthook)
    history.enabled = False
    shell = InteractiveShell.instance()
    names, formatter = dict(shell.user_ns), cast("Any", shell.display_formatter)
    types = list(formatter.active_types)
    formatter.active_types = formatter.format_types  # a terminal would have plain text only
    try:
        yield shell
    finally:
        shell.user_ns.clear()
        shell.user_ns.update(names)
        formatter.active_types = types
        history.enabled = enabled
        sys.displayhook, sys.excepthook = hooks


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Run from a folder, as a notebook does."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
