"""A cell that was run before the cells above it: it says so in one line, in place of a traceback."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

__all__ = ["OutOfTurnError", "tell_in_kernel", "tell_out_of_turn"]


class OutOfTurnError(NameError):
    """A name that a cell above would have made. Shown in a notebook as one line that says what to do."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def tell_in_kernel() -> None:
    """From now on the cells of this notebook tell it; outside a notebook nothing happens."""
    interactive = sys.modules.get("IPython")  # in a notebook it is loaded
    shell = interactive.get_ipython() if interactive else None
    if getattr(shell, "kernel", None) is not None:
        tell_out_of_turn(shell)


def tell_out_of_turn(shell: Any) -> None:
    """From now on the cells of an IPython shell tell it."""
    shell.set_custom_exc((NameError,), _tell)


def _tell(
    shell: Any, kind: type[NameError], problem: NameError, trace: TracebackType, tb_offset: int | None = None
) -> None:
    where = trace
    while where.tb_next is not None:
        where = where.tb_next
    if not problem.name or where.tb_frame.f_globals is not shell.user_ns:  # somebody else's mistake
        shell.showtraceback((kind, problem, trace), tb_offset=tb_offset)
        return
    told = OutOfTurnError(
        f"{problem.name} is not there yet. Run the cells above this one, from the top and one by one, then "
        "this one again. If one of them asks for something, such as a name, answer it first. Did you change "
        "this cell? Then look at how the word is written."
    )
    shell.showtraceback((OutOfTurnError, told, trace))
