"""The command that opens the course in JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from deskside.cli.app import app
from deskside.cli.engine import prepare_engine
from deskside.cli.show import say
from deskside.cli.working_copy import course_folder, default_place, lay_down
from deskside.errors import DesksideError

__all__ = ["command_for", "environment"]

FIRST_PAGE = "00-welcome.ipynb"
#: Configuration that comes with the package: no news pop-up, no look-ups outside, and nothing of nbgrader's,
#: which is for instructors. Validate, too: a learner's copy holds no tests, so it would always find all well.
_CONFIGURATION = Path(__file__).resolve().parent / "jupyter"


@app.command(
    epilog="Example: deskside lab my-course --port 9999 --no-browser",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def lab(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, metavar="N", help="Port. Default: the first free one from 8888."),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")] = True,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DIR] [JUPYTER OPTIONS]",
            help="Folder for your copy of the course; what follows it goes to JupyterLab.",
        ),
    ] = None,
) -> None:
    """Open the course in JupyterLab, on your own copy.

    An update of the course never overwrites what you edited.
    """
    place, passed_on = _place(words or [])
    if find_spec("jupyterlab") is None:
        raise DesksideError("JupyterLab is not installed; run: python -m pip install jupyterlab")
    prepare_engine(told_when_ready=False)
    update = lay_down(course_folder(), place)
    say(f"Your copy of the course: {_short(place)}", *update.words(), "Stop JupyterLab with Ctrl-C.")
    sys.stdout.flush()
    raise typer.Exit(_run(command_for(place, port, browser, passed_on), environment(os.environ)))


def _place(words: list[str]) -> tuple[Path, list[str]]:
    """The folder, if the first word names one, and the words for JupyterLab."""
    if words and not words[0].startswith("-"):
        return Path(words[0]), words[1:]
    return default_place(), words


def _short(place: Path) -> str:
    """The place as seen from here, where that is shorter."""
    here = Path.cwd()
    return str(place.relative_to(here)) if place.is_absolute() and place.is_relative_to(here) else str(place)


def command_for(place: Path, port: int | None, browser: bool, passed_on: list[str]) -> list[str]:
    """The words that start JupyterLab on a copy of the course."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={place.resolve()}"]
    if (place / FIRST_PAGE).exists():
        command.append(f"--LabApp.default_url=/lab/tree/{FIRST_PAGE}")
    if port is not None:
        command.append(f"--port={port}")
    if not browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # in a container root is the only user there is
    return command + passed_on


def environment(before: os._Environ[str] | dict[str, str]) -> dict[str, str]:
    """The environment for JupyterLab: ours is one more place it reads configuration from."""
    places = [str(_CONFIGURATION), *filter(None, [before.get("JUPYTER_CONFIG_PATH")])]
    return {**before, "JUPYTER_CONFIG_PATH": os.pathsep.join(places)}


def _run(command: list[str], environ: dict[str, str]) -> int:
    """JupyterLab in the place of this process; on Windows, which has no such thing, as its child."""
    if os.name != "nt":
        os.execve(command[0], command, environ)
    with subprocess.Popen(command, env=environ) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:  # the terminal sent it to JupyterLab as well, which asks back
                continue
