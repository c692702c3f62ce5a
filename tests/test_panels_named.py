"""What a text tells people to set on a slider can be set: in JupyterLab, on a page, on a slide.

`NAMED` lists these values with the words that name them. It cannot go stale unseen: the words must be there,
and a number that stands beside a lever's name, or in the list under *Run*, must be in it or be known to be
no setting.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import chdir
from functools import cache

import pytest

from conftest import ROOT
from deskside.errors import DesksideError
from deskside.panels import Lever, Panel
from deskside.panels.coarser import axes_within
from deskside.scenario import load
from deskside.workshop import Module, modules
from deskside.workshop.page import SETTINGS

COURSE = ROOT / "notebooks"
MODULES = {one.number: one for one in modules(COURSE)}
TEXT, SHEET = "notebook", "run sheet"
#: Of a module and the title of its panel: lever, what it shows, and the words that name it, here or there.
NAMED: dict[tuple[str, str], list[tuple[str, float, str, str]]] = {
    ("00", "A first panel: how many agents?"): [
        ("Agents", 11, TEXT, "Give the desk 11 agents."),
        ("Agents", 9, TEXT, "Give it 9."),
    ],
    ("01", "Four departments, all their requests"): [
        ("IT", 4, TEXT, "Give **IT** one more person."),  # of three
        ("Badge office", 2, TEXT, "one more in the **badge office**"),
    ],
    ("02", "From desk to till"): [
        ("First line on Saturdays", 0, TEXT, "Take the **Saturday duty** away."),
    ],
    ("03", "Ten agents, one queue"): [
        ("Requests", 110, TEXT, "up to 110 %"),
        ("Requests", 110, SHEET, "**Requests** at 110 %"),
        ("Agents", 11, TEXT, "Leave it at 110 % and give the desk **11 agents**."),
        ("Time per job", 9, TEXT, "let the **time per job** be 9 minutes in place of 8."),
        ("Time per job", 8, TEXT, "let the **time per job** be 9 minutes in place of 8."),
        ("Time per job", 7.5, SHEET, "set the third lever to 7.5 minutes"),
    ],
    ("03", "Ten agents, uneven days and jobs"): [
        ("Agents", 11, TEXT, "an **eleventh agent**, then back."),
        ("How far days differ", 5, TEXT, "Then **days** 5 %"),
        ("How far jobs differ", 0.75, TEXT, "and **jobs** 0.75: both halved."),
        ("How far days differ", 0, SHEET, "Put days and jobs to zero."),
        ("How far jobs differ", 0, SHEET, "Put days and jobs to zero."),
    ],
    ("04", "From two to twenty"): [
        ("Agents", 4, TEXT, "**Agents** 4 and **requests** 2:"),
        ("Requests", 2, TEXT, "**Agents** 4 and **requests** 2:"),
        ("Agents", 20, TEXT, "Then 20 and 10."),
        ("Requests", 10, TEXT, "Then 20 and 10."),
        ("Agents", 20, SHEET, "with **Agents** 20 and **Requests** 10"),
        ("Requests", 10, SHEET, "with **Agents** 20 and **Requests** 10"),
        ("Requests", 12, SHEET, "then 20 people at 12 times the requests."),
        ("Agents", 20, TEXT, "Stay at 20 people."),
        ("Agents", 3, TEXT, "Back to two people, and give them *one* more."),
    ],
    ("04", "A roster in real weeks"): [
        ("Break in each shift", 30, TEXT, "give everybody a **break** of half an hour"),
        ("How far days differ", 0, TEXT, "make all\ndays alike"),
        ("Onboarding day", 1, TEXT, "take the onboarding day away (1.0)"),
    ],
    ("05", "What the desk says"): [
        ("Asks again after", 1440, TEXT, "let colleagues be **patient**: three days"),  # of 480 minutes
        ("Asks again after", 240, SHEET, "240 minutes are half a working day"),
    ],
    ("05", "Which time to promise"): [
        ("Rosy means", 0.2, TEXT, "A colleague proposes to promise a fifth"),
    ],
    ("06", "A bonus on handling time"): [
        ("Haste", 10, TEXT, "Set **Haste** to 10 %."),
        ("Haste", 10, SHEET, "with **Haste** at 10 %"),
        ("Repeats, for 1 % of haste", 10, TEXT, "Back to 10, and give the desk a sixth **agent**."),
        ("Agents", 6, TEXT, "Back to 10, and give the desk a sixth **agent**."),
        ("Repeats, for 1 % of haste", 8, SHEET, "(Between 8 and 10."),
    ],
    ("06", "A report that turns green"): [
        ("Haste", 10, TEXT, "So agents hurry (10 %)"),
        ("Clocks paused for no reason", 70, TEXT, "pause the clock of seven tickets in ten"),
    ],
    ("07", "Who is next"): [
        ("Pass for more urgent", 50, TEXT, "Let half of the requests **pass for more urgent**"),
        ("Pass for more urgent", 100, TEXT, "then all of them."),
        ("People", 7, TEXT, "Add one person."),  # to six
        ("People", 5, TEXT, "*Due first* with five **people**."),
        ("Important people", 50, SHEET, "Set *Important people* to 50 %"),
    ],
    ("07", "Reports, questions, analyses"): [
        ("People", 5, TEXT, "The fifth colleague shortens everybody's wait"),
    ],
    ("08", "Four teams and one page"): [
        ("Wrong team first", 15, TEXT, "Let **wrong team first** fall to 15 %"),
        ("Wrong team first", 0, TEXT, "then to zero."),
        ("Wrong team first", 30, TEXT, "Back to 30 %."),
        ("Wrong team first", 0, SHEET, "with **Wrong team first** at zero"),
        ("A look takes", 1, TEXT, "let **a look** take one minute."),
    ],
    ("08", "One-minute and ten-minute jobs"): [],  # its text says which way to look, not where
    ("09", "How the desk answers"): [
        ("How easy asking is", 100, TEXT, "Raise **how easy asking is** as far as it goes"),
        ("How easy asking is", 30, TEXT, "Back to 30 %."),
        ("Ready-made replies fit", 50, TEXT, "fit as many requests as the lever allows"),
        ("They fail", 8, TEXT, "let them **fail** as often as the lever allows"),
    ],
    ("09", "A chat for everybody"): [
        ("Office abroad is ahead by", 0, TEXT, "Then move the office abroad to **0 hours** ahead"),
        ("Office abroad is ahead by", 8, TEXT, "Back to 8, and"),
        ("Office abroad is ahead by", 0, SHEET, "Put the office abroad at 0 hours"),
    ],
    ("10", "Articles"): [
        ("Articles help, of those who look", 50, TEXT, "**Articles help** 50 %."),
        ("Articles help, of those who look", 50, SHEET, "with **Articles help** at 50 %"),
        ("About easy things", 0, TEXT, "Set **about easy things** to 0"),
        ("About easy things", 0, SHEET, "Set *About easy things* to 0 as well."),
        ("Answers reused, of mails", 30, TEXT, "**reuse** written answers, for three mails in ten."),
        ("Look first, of all", 100, SHEET, "Set **Look first** to 100 %"),
    ],
    ("11", "Asking"): [
        ("Answer, of those asked", 60, TEXT, "Double the share that **answers**."),  # from 30
    ],
    ("11", "Closing the loop"): [
        ("Open questions written down", 100, TEXT, "what a call leaves open\n**becomes a ticket**, always"),
        ("Closed tickets called about", 100, TEXT, "or every closed ticket gets a **call**"),
    ],
    ("12", "One of eight"): [
        ("Agents", 7, TEXT, "Take the team from eight to **seven**."),
        ("A request takes", 28, TEXT, "a request takes 28 minutes and not 30."),
        ("A request takes", 30, TEXT, "a request takes 28 minutes and not 30."),
        ("Answers that come back", 10, TEXT, "10 % of the answers **come back**."),
        ("A request takes", 31, TEXT, "The seven get **tired**: 31 minutes."),
    ],
    ("12", "The first weeks"): [
        ("Newcomer does", 0.6, TEXT, "Put 0.6 into the panel"),
        ("Newcomer does", 0.6, SHEET, "Then set the newcomer to six tenths."),
    ],
    ("13", "The desk before the year"): [
        ("People", 6, TEXT, "One person more."),  # than five
    ],
}
#: Numbers in the same lines that are results, or belong to something else than a slider.
NO_SETTING = {
    ("03", "shows a mean wait of about 10 minutes"),
    ("04", "at 80 %?"),  # how busy twenty people get
    ("04", "*Agents busy* stays at about 80 %, and *Mean wait* falls from near 50 minutes to about 2."),
    ("05", "half means 40 to 60 %"),
    ("06", "from about 10 to 20 %"),  # what comes back
    ("06", "1 % of haste"),  # in the lever's name
    ("06", "10 % x (1 + 10 x 9 %) are 19 %"),
    ("07", "priority 1"),
}


def needed(module: Module) -> Iterator[ast.stmt]:
    """The statements of a notebook that its panels are made from, and those alone: nothing is simulated."""
    code = [cell.source for cell in module.cells if cell.kind == "code"]
    statements = [statement for source in code for statement in ast.parse(source).body]
    wanted: set[str] = set()
    kept = []
    for statement in reversed(statements):
        names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        if isinstance(statement, ast.Import | ast.ImportFrom):
            made = {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
        if isinstance(statement, ast.FunctionDef):
            made = {statement.name}
        if made & wanted or "Panel(" in ast.unparse(statement):
            wanted |= {node.id for node in names if isinstance(node.ctx, ast.Load)}
            kept.append(statement)
    return reversed(kept)


@cache
def panels_of(number: str) -> dict[str, Panel]:
    """The panels of a module by their title; none is run."""
    names: dict[str, object] = {}
    found: dict[str, Panel] = {}
    with chdir(COURSE):  # where a notebook runs
        for statement in needed(MODULES[number]):
            if isinstance(statement, ast.Expr):
                panel = eval(ast.unparse(statement), names)  # a notebook of ours
                found[panel.form.spec["title"]] = panel
            else:
                exec(ast.unparse(statement), names)  # the same
    return found


@cache
def texts_of(number: str) -> dict[str, str]:
    words = "\n\n".join(cell.source for cell in MODULES[number].cells if cell.kind == "markdown")
    sheet = COURSE / "facilitator" / f"{MODULES[number].path.stem}.md"
    return {TEXT: words, SHEET: sheet.read_text(encoding="utf-8") if sheet.exists() else ""}


def test_every_panel_of_the_course_is_in_the_table() -> None:
    assert set(NAMED) == {(number, title) for number in MODULES for title in panels_of(number)}


@pytest.mark.parametrize(("number", "title"), NAMED)
def test_what_a_text_names_can_be_set(number: str, title: str) -> None:
    panel = panels_of(number)[title]
    named = {path: lever.named for path, lever in panel.levers.items()}
    axes = axes_within(panel.controls, SETTINGS, named)
    assert axes is not None
    for label, shown, where, words in NAMED[number, title]:
        assert words in texts_of(number)[where]
        (path,) = (path for path, lever in panel.levers.items() if lever.label == label)
        value = shown / panel.controls[path].factor
        assert panel.levers[path].snapped(value) == pytest.approx(value), f"{label} in JupyterLab"
        assert any(one == pytest.approx(value) for one in axes[path]), f"{label} on a page: {axes[path]}"


def numbers_beside_levers(number: str) -> Iterator[str]:
    """Pieces of text with a number that stands near a lever's name, or in the list of things to try."""
    labels = [lever.label.lower() for panel in panels_of(number).values() for lever in panel.levers.values()]
    for text in texts_of(number).values():
        run = re.search(r"^## Run$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        tasks = re.findall(r"^\d\. (.+(?:\n {3}.+)*)", run.group(1), re.MULTILINE) if run else []
        marked = re.findall(
            r"[^.\n]*\*(?:" + "|".join(map(re.escape, labels)) + r")\*[^\n]*", text, re.IGNORECASE
        )
        yield from tasks + marked


@pytest.mark.parametrize("number", MODULES)
def test_no_number_beside_a_lever_is_left_out(number: str) -> None:
    known = [words for key, rows in NAMED.items() if key[0] == number for *_, words in rows]
    known += [words for module, words in NO_SETTING if module == number]
    for piece in numbers_beside_levers(number):
        for words in known:
            piece = piece.replace(words, "")  # noqa: PLW2901  # what is left is not in the table
        assert not re.search(r"\d", piece), f"is this a setting? {piece}"


def test_a_named_value_must_be_one_the_lever_has() -> None:
    lever = Lever("services.help.effort.desk.mean", low=6, high=9, step=0.5, named=(7.3,))
    with pytest.raises(DesksideError, match=r"cannot be set to 7\.3, which is named"):
        lever.fitted(load("one-queue"))
