"""The command that shows a person their progress, hands it over, or deletes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from deskside.cli.app import app
from deskside.cli.show import say, say_json, warn
from deskside.errors import DesksideError

__all__: list[str] = []


@app.command(epilog="Example: deskside progress --export csv > my-progress.csv")
def progress(
    export: Annotated[
        str | None, typer.Option(metavar="csv|xapi", help="Print everything, for other programs.")
    ] = None,
    email: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="With xapi: who you are. Default: a name that tells nothing."),
    ] = "",
    delete: Annotated[
        bool, typer.Option("--delete-my-data", help="Delete everything that is kept of you.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without a question.")] = False,
) -> None:
    """Show how far you are in each module."""
    if export not in (None, "csv", "xapi"):
        raise DesksideError(f"--export {export}: must be csv or xapi")
    if delete:
        _delete(yes)
    elif export is not None:
        _export(export, email)
    else:
        _show()


def _show() -> None:
    from deskside.progress import here, place, predictions, standings

    store = here()
    entries = store.entries()
    if store.notice:
        warn(store.notice)
    found = list(standings(entries).values())
    if not found:
        say("Nothing done yet. Start with: deskside lab")
        return
    rows = [
        (
            f"{one.module} {one.title}".strip(),
            f"{len(one.done)} of {len(one.parts)}",
            f"{one.right} of {one.answers}" if one.answers else "-",
            f"{one.minutes:.0f}",
            _day(one.last),
            "done" if one.finished else one.next,
        )
        for one in found
    ]
    _table(("module", "done", "right", "minutes", "last", "next"), rows)
    compared = [one for one in predictions(entries) if one.right is not None]
    if compared:
        from deskside.lesson.calibration import in_words

        say("", in_words(compared))
    say("", f"Kept in {place().path}, for you alone.")


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    wide = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head) - 1)]
    for row in [head, *rows]:
        padded = [cell.ljust(size) for cell, size in zip(row, wide, strict=False)]
        say("  ".join([*padded, row[-1]]).rstrip())


def _day(time: str) -> str:
    """A time of the store as a day on this computer's calendar."""
    return datetime.fromisoformat(time).astimezone().date().isoformat()


def _export(kind: str, email: str) -> None:
    from deskside.progress import here
    from deskside.progress.export import csv_text, statements

    store = here()
    entries = store.entries()
    if kind == "csv":
        say(csv_text(entries).rstrip("\n"))
    else:
        say_json(statements(entries, store.person or "nobody", email))
    if store.notice:
        warn(store.notice)


def _delete(yes: bool) -> None:
    from deskside.progress import delete, place
    from deskside.progress.aside import kin

    found = kin(place())
    if not found:
        say("Nothing is kept of you.")
        return
    if not yes:
        say("This deletes all your predictions, answers, texts and cards:", *(f"  {path}" for path in found))
        typer.confirm("Delete them for good?", abort=True)
    gone = delete()
    say(f"Deleted: {', '.join(path.name for path in gone)}.")
