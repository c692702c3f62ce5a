"""The command that plans a workshop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deskside.cli.show import say
from deskside.cli.working_copy import course_folder
from deskside.cli.workshop import Course, workshop
from deskside.cli.writing import writable, write
from deskside.errors import DesksideError

__all__ = ["agenda"]


@workshop.command(epilog="Example: deskside workshop agenda --modules 03,05,09 --start 9:00 --hours 3.5")
def agenda(
    modules: Annotated[
        str, typer.Option(metavar="03,05,...", help="Modules by number, in the order of the day.")
    ] = "",
    plan: Annotated[
        str, typer.Option(metavar="NAME", help="A finished agenda: taster, half-day or full-day.")
    ] = "",
    start: Annotated[str, typer.Option(metavar="TIME", help="When people arrive. Default: 9:00.")] = "",
    hours: Annotated[
        float | None,
        typer.Option(min=0.5, max=12, metavar="H", help="How long the room is yours, such as 3.5."),
    ] = None,
    group: Annotated[
        int | None, typer.Option(metavar="N", help="How many people come: pairs, teams, what to print.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the page to print (HTML, A4) there."),
    ] = None,
    course: Course = None,
) -> None:
    """Plan a workshop by the clock: activities, breaks, and what to cut when it is late.

    Minutes come from the run sheets of the modules. An agenda that cannot fit is refused, and you hear what
    would.
    """
    from deskside.lesson import read_paths
    from deskside.workshop import (
        DEFAULT_START,
        Group,
        agenda_html,
        agenda_lines,
        by_number,
        make_agenda,
        minute_of_day,
        planned,
    )

    if bool(modules) == bool(plan):
        raise DesksideError(
            "say --modules 03,05 and --hours 3, or a finished agenda: --plan taster, half-day or full-day"
        )
    folder = course or course_folder()
    run_sheets, people = folder / "facilitator", Group(group) if group is not None else None
    begins = minute_of_day(start) if start else None
    lasts = round(60 * hours) if hours is not None else None
    if plan:
        made = planned(plan, run_sheets, read_paths(folder / "paths.toml"), begins, lasts, people)
    elif lasts is None:
        raise DesksideError("--hours is missing: how long is the room yours? For example --hours 3.5")
    else:
        made = make_agenda(
            by_number(run_sheets, modules.split(",")),
            DEFAULT_START if begins is None else begins,
            lasts,
            people,
        )
    if output is None:
        say(*agenda_lines(made))
        return
    writable(output)
    write(output, agenda_html(made))
    say(f"{output}: the agenda. Open it in a browser and print it.")
