"""Commands that write slides, hand-outs and cards."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deskside.cli.show import say
from deskside.cli.working_copy import course_folder
from deskside.cli.workshop import workshop
from deskside.cli.writing import Steps, dressed, writable, write

__all__ = ["slides"]

Number = Annotated[str, typer.Argument(metavar="MODULE", help="Its number, such as 03, or its notebook.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.")]
Course = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of the notebooks. Default: the course that is installed."),
]
Skin = Annotated[str, typer.Option(metavar="NAME", help="Whose desk it is: it, hr or facilities.")]


@workshop.command(epilog="Example: deskside workshop slides 05 -o slides-05.html")
def slides(
    number: Number,
    output: Output = None,
    course: Course = None,
    skin: Skin = "",
    settings: Annotated[
        int, typer.Option(min=1, metavar="N", help="Settings of a panel to run beforehand.")
    ] = 40,
) -> None:
    """Write a module as slides: one HTML file that opens from disk in any browser, without network.

    Arrow keys or space go on, S opens the speaker view with what the run sheet says, F fills the screen,
    Escape shows all slides. Panels can be moved, in coarser steps than in the lab. To print, open the file
    with ?print-pdf behind its address.
    """
    from deskside.workshop import module, sheet_of
    from deskside.workshop.slides import write_slides

    wanted = module(number, course or course_folder())
    place = output or Path(f"{wanted.path.stem}-slides.html")
    writable(place)
    with dressed(skin), Steps() as steps:
        made = write_slides(wanted, sheet_of(wanted), steps, settings)
    write(place, made)
    say(f"{place}: slides of {wanted.title}, {len(made) / 1000:,.0f} kB. S opens the speaker view.")
