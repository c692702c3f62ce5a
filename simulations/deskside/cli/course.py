"""Commands for instructors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deskside.cli.app import Json, app
from deskside.cli.show import Bar, say, say_json
from deskside.errors import DesksideError

if TYPE_CHECKING:
    from deskside.grading.audit import Audit

__all__ = ["course"]

course = typer.Typer(
    help="For instructors: graded work.",
    epilog="Example: deskside course audit 03",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(course, name="course")


@course.callback()
def _course() -> None:
    """For instructors: graded work."""


@course.command(epilog="Example: deskside course audit 03 --honest 400 --wrong 100")
def audit(
    assignment: Annotated[str, typer.Argument(metavar="NN", help="Its number, such as 03, or its name.")],
    honest: Annotated[int, typer.Option(min=1, metavar="N", help="Right answers to each question.")] = 200,
    wrong: Annotated[int, typer.Option(min=0, metavar="N", help="Of each named wrong answer.")] = 50,
    secrets: Annotated[
        int,
        typer.Option(min=1, max=99, metavar="N", help="Sets of evaluation seeds: the key's own, and others."),
    ] = 4,
    folder: Annotated[
        Path, typer.Option("--course", metavar="DIR", help="The course root. Default: here, or assignments.")
    ] = Path(),
    json_: Json = False,
) -> None:
    """Show how fair an assignment's marks are.

    Made-up learners answer rightly in many ways, wrongly in the ways the key names, by tossing coins, and by
    copying. They are shared out among several sets of evaluation seeds, as classes elsewhere have them.
    Leaves with 1 if an answer did not get the marks it should.
    """
    from deskside.grading import open_key
    from deskside.grading.audit import audit as look

    root = _root(folder)
    key = open_key(_name(root, assignment), root)
    with Bar(f"auditing {key.paper.assignment}", "learners") as bar:
        found = look(key, honest, wrong, bar, secrets)
    if json_:
        say_json(found.plain())
    else:
        _show(found)
    if found.problems:
        raise typer.Exit(1)


def _root(folder: Path) -> Path:
    """The course root. Raises `DesksideError` where there is none."""
    for root in (folder, folder / "assignments"):
        if (root / "nbgrader_config.py").is_file() and (root / "source").is_dir():
            return root
    raise DesksideError(f"{folder}: no course here (no nbgrader_config.py and source); name it with --course")


def _name(root: Path, wanted: str) -> str:
    """The assignment of a number or name. Raises `DesksideError` with those there are."""
    names = sorted(path.parent.name for path in (root / "source").glob("*/questions.toml"))
    found = [name for name in names if name == wanted or name.split("-")[0] == wanted.zfill(2)]
    if len(found) != 1:
        raise DesksideError(f"no assignment {wanted!r}; there are {', '.join(names)}")
    return found[0]


def _show(found: Audit) -> None:
    """The audit in lines for people."""
    from deskside.grading.audit import table

    under = f", under {found.secrets} sets of evaluation seeds" if found.secrets > 1 else ""
    say(f"{found.assignment}: {found.learners} made-up learners{under}", "", *table(found), "")
    coins, copied = f"{100 * found.guessing:.0f} %", f"{100 * found.copying:.0f} %"
    say(f"Of the automatic points tossing coins gets {coins}, copying {copied}.")
    say(f"An untouched release gets {found.untouched:g} points.")
    for name, (low, high) in found.difficulty.items():
        say(f"Over the variants, {name}: {low:.3g} to {high:.3g}.")
    say(*(["", *found.problems] if found.problems else ["No problems."]))
