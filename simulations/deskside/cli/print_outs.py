"""Commands that write slides, hand-outs and cards."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deskside.cli.show import say
from deskside.cli.working_copy import course_folder
from deskside.cli.workshop import Course, Number, Output, Skin, workshop
from deskside.cli.writing import Steps, dressed, writable, write

__all__ = ["cards", "handout", "slides"]


@workshop.command(epilog="Example: deskside workshop slides 05 -o slides-05.html")
def slides(
    number: Number,
    output: Output = None,
    course: Course = None,
    skin: Skin = "",
    settings: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Settings of a panel to run beforehand. Default: 240."),
    ] = None,
) -> None:
    """Write a module as slides: one HTML file that opens from disk in any browser, without network.

    Arrow keys or space go on, S opens the speaker view with what the run sheet says, F fills the screen,
    Escape shows all slides. Panels can be moved, to fewer places than in the lab. To print, open the file
    with ?print-pdf behind its address.
    """
    from deskside.workshop import module, sheet_of
    from deskside.workshop.page import SETTINGS
    from deskside.workshop.slides import write_slides

    wanted = module(number, course or course_folder())
    place = output or Path(f"{wanted.path.stem}-slides.html")
    writable(place)
    with dressed(skin), Steps() as steps:
        made = write_slides(wanted, sheet_of(wanted), steps, settings or SETTINGS)
    write(place, made)
    say(f"{place}: slides of {wanted.title}, {len(made) / 1000:,.0f} kB. S opens the speaker view.")


@workshop.command(epilog="Example: deskside workshop handout 03 -o handout-03.html")
def handout(number: Number, output: Output = None, course: Course = None, skin: Skin = "") -> None:
    """Write a module's hand-out: one page of A4 to print.

    What one can do after the module, its chart, key points, a card for one's own desk, and the sources.
    """
    from deskside.workshop import module
    from deskside.workshop.handout import write_handout

    wanted = module(number, course or course_folder())
    place = output or Path(f"{wanted.path.stem}-handout.html")
    writable(place)
    with dressed(skin), Steps() as steps:
        made = write_handout(wanted, steps)
    write(place, made)
    say(f"{place}: hand-out of {wanted.title}, one page. Open it in a browser and print it.")


@workshop.command(epilog="Example: deskside workshop cards 01 --group 24")
def cards(
    number: Number,
    output: Output = None,
    course: Course = None,
    skin: Skin = "",
    group: Annotated[
        int | None, typer.Option(metavar="N", help="How many people: a slip each. Default: one sheet of 8.")
    ] = None,
) -> None:
    """Write what is cut and handed out: prediction slips, role cards, exercise sheets.

    Every module has slips. Module 01 has role cards and the service-map exercise, module 05 role cards.
    """
    from deskside.workshop import Group, module, sheet_of
    from deskside.workshop.cards import cards_html
    from deskside.workshop.handout import texts_of

    wanted = module(number, course or course_folder())
    place = output or Path(f"{wanted.path.stem}-cards.html")
    writable(place)
    people = Group(group) if group is not None else None
    with dressed(skin):
        texts = texts_of(wanted)
        write(place, cards_html(texts, sheet_of(wanted), people))
    sets = len({card.set for card in texts.cards})
    also = f" and {len(texts.cards)} cards in {sets} set{'s' if sets > 1 else ''}" if sets else ""
    say(f"{place}: slips{also}. Open it in a browser and print it.")
