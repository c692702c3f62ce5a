"""The command line. `main` is the one place where problems become messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from deskside.errors import DesksideError

__all__ = ["main"]

OK, USER_ERROR, INTERRUPTED = 0, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns the exit code: 0 ok, 1 findings, 2 a problem the user can mend, 130 interrupted.

    ``arguments`` are those of the process unless given.
    """
    _write_what_can_be_written()
    try:
        code = _run(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except Exception as problem:  # the one handler: nobody should ever meet a traceback
        if os.environ.get("DESKSIDE_DEBUG"):
            raise
        sys.stderr.write(f"deskside: {_told(problem)}\n")
        return USER_ERROR
    if code == INTERRUPTED:
        sys.stderr.write("\ndeskside: interrupted\n")
    return code


def _told(problem: Exception) -> str:
    """A problem in words for the person at the keyboard."""
    if isinstance(problem, DesksideError):
        return str(problem)
    if isinstance(problem, typer.TyperException):
        return _usage(problem)
    if isinstance(problem, MemoryError):
        return "not enough memory; try fewer days, needs or workers"
    return (
        f"something went wrong inside ({type(problem).__name__}: {_first_line(problem)}); "
        "set DESKSIDE_DEBUG=1 to see where, and please report it"
    )


def _run(arguments: list[str]) -> int:
    from deskside.cli.commands import app

    code = app(arguments, prog_name="deskside", standalone_mode=False)
    return code if isinstance(code, int) else OK


def _usage(problem: typer.TyperException) -> str:
    """What was wrong with the words typed, and where to read how to type them."""
    message = problem.format_message().rstrip(".")
    context = getattr(problem, "ctx", None)
    command = context.command_path if context is not None else "deskside"
    stop = "" if message.endswith("?") else "."
    return f"{message}{stop} See: {command} --help" if message else f"See: {command} --help"


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [""])[0]


def _reader_left() -> int:
    """The reader of a pipe has seen enough, as in ``deskside scenarios | head -1``."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def _write_what_can_be_written() -> None:
    """A terminal without some letter gets a question mark in its place, and no error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
