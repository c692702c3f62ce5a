"""The command that looks whether a computer is ready."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deskside.cli.show import say
from deskside.cli.working_copy import course_folder, default_place
from deskside.cli.workshop import workshop
from deskside.cli.writing import writable, write

__all__ = ["check"]


@workshop.command(epilog="Example: deskside workshop check -o check.html")
def check(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Also write a page (HTML) that looks at its screen."
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="N", help="The port JupyterLab will use.")
    ] = 8888,
) -> None:
    """Look the evening before whether this computer is ready; each red comes with its way out.

    Exit code 0: all is green. 1: something is red.
    """
    from deskside.workshop.readiness import checks, look
    from deskside.workshop.readiness_page import readiness_html, readiness_line

    if output is not None:
        writable(output)
    found = []
    for one in checks(course_folder(), default_place(), port):
        found.append(look(one))
        say(readiness_line(found[-1]))
    red = sum(not finding.ok for finding in found)
    say(f"{red} of {len(found)} checks are red." if red else "Everything is ready.")
    if output is not None:
        write(output, readiness_html(found))
        say(f"{output}: open it on the projector as well.")
    if red:
        raise typer.Exit(1)
