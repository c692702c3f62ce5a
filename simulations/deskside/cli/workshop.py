"""Commands for trainers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deskside.cli.app import app
from deskside.cli.show import say, warn
from deskside.cli.working_copy import course_folder
from deskside.cli.writing import Steps, dressed, writable, write

__all__ = ["Course", "Number", "Output", "Skin", "workshop"]

Number = Annotated[str, typer.Argument(metavar="MODULE", help="Its number, such as 03, or its notebook.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Where to write it. Default: the notebook's name."),
]
Course = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of the notebooks. Default: the course that is installed."),
]
Skin = Annotated[str, typer.Option(metavar="NAME", help="Whose desk it is: it, hr or facilities.")]

workshop = typer.Typer(
    help="For trainers: plan, check, present and print a workshop.",
    epilog="Example: deskside workshop page 03",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(workshop, name="workshop")


@workshop.callback()
def _workshop() -> None:
    """For trainers: plan, check, present and print a workshop."""


@workshop.command(epilog="Example: deskside workshop page 03 -o queues.html")
def page(
    number: Number,
    output: Output = None,
    course: Course = None,
    skin: Skin = "",
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
    writable(place)
    with dressed(skin), Steps() as steps:
        made = write_page(wanted, steps, settings or SETTINGS)
    write(place, made.text)
    say(
        f"{place}: {wanted.title}, {made.size / 1000:,.0f} kB. It opens in any browser, from disk or by mail."
    )
    if made.notes:
        warn(*made.notes)
