"""Run sheets: each one in the folder is whole, and each thing that can be missing is missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskside.errors import DesksideError
from deskside.workshop import Group, read_sheet, sheets
from deskside.workshop.sheet import HEADINGS, LATE

FOLDER = Path(__file__).resolve().parent.parent / "notebooks" / "facilitator"
WHOLE = (FOLDER / "05-acknowledge-promise-respond.md").read_text(encoding="utf-8")
PATHS = sorted(FOLDER.glob("[0-9][0-9]-*.md"))


def read(tmp_path: Path, text: str, name: str = "05-a.md") -> object:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_sheet(tmp_path / name)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_run_sheet_is_whole(path: Path) -> None:
    sheet = read_sheet(path)
    assert sheet.number == path.name[:2]
    assert sheet.steps[-1].end == sheet.room > sheet.alone
    assert set(sheet.cuts) == set(LATE)
    assert all(step.say and step.title and "\n" not in step.what for step in sheet.steps)
    assert next(iter(sheet.sections)) == HEADINGS[0]


def test_the_notebook_has_the_same_title() -> None:
    for path in PATHS:
        notebook = (FOLDER.parent / f"{path.stem}.ipynb").read_text(encoding="utf-8")
        sheet = read_sheet(path)
        assert f"# {sheet.number} · {sheet.title}" in notebook


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("# Run sheet: 05 ", "# Sheet: ", "# Run sheet: 05 TITLE"),
        ("Alone the module takes 30", "Alone it takes 30", "Alone the module takes N minutes"),
        ("in a room it takes 50", "in a room it takes long", "in a room it takes N"),
        ("Up to 24 people", "Few people", "Up to N people"),
        ("in pairs at one computer", "at one computer", "no 'in pairs' or 'in teams of four'"),
        ("**You want them to leave with**", "You want", "You want them to leave with"),
        ("## Debrief", "## Talk", "a heading no run sheet has: 'Talk'"),
        ("## Debrief", "## Talk", "the heading 'Debrief' is missing"),
        ("## For the quick", "## Debrief\n\n1. a\n2. b\n3. c\n\n## For the quick", "not in the order"),
        ("| 5-9 |", "| 6-9 |", "6-9 does not begin at 5"),
        ("| 5-9 |", "| 9-5 |", "'9-5' is no time such as 0-5"),
        ("| 48-50 |", "| 48-49 |", "ends at 49, but the module takes 50"),
        ('| "Less is better." |', "| |", "a row without 3 filled cells: '43-48'"),
        ("| minute | what | say", "| when | what | say", "no table with the columns minute, what, say"),
        ("| prediction | what", "| guess | what", "no table with the columns prediction"),
        ("3. Who may send", "Who may send", "Debrief: fewer than 3 points"),
        ("**20 minutes late:**", "**later:**", "no '- **20 minutes late:** ...'"),
        ("\n> ", "\n", "no line to fill in"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in WHOLE
    with pytest.raises(DesksideError) as told:
        read(tmp_path, WHOLE.replace(old, new))
    assert expected in str(told.value)
    assert all(line.startswith("05-a.md: ") for line in str(told.value).splitlines())


def test_an_empty_section_is_seen(tmp_path: Path) -> None:
    start = WHOLE.index("## For the quick")
    with pytest.raises(DesksideError, match="nothing stands below 'For the quick'"):
        read(tmp_path, WHOLE[:start] + "## For the quick\n")


def test_a_file_that_is_no_text_and_a_name_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "05-a.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DesksideError, match=r"05-a\.md: this run sheet cannot be read"):
        sheets(tmp_path)
    with pytest.raises(DesksideError, match="its name is not like"):
        read(tmp_path, WHOLE, "five.md")


def test_a_team_of_four_and_a_sheet_of_another_folder(tmp_path: Path) -> None:
    text = WHOLE.replace("in pairs at one computer", "in teams of four")
    assert read(tmp_path, text).size == 4  # type: ignore[attr-defined]
    assert list(sheets(tmp_path)) == ["05"]


# --- groups ---


@pytest.mark.parametrize("people", range(2, 61))
def test_nobody_sits_alone_and_nobody_is_lost(people: int) -> None:
    for size in (2, 3, 4):
        parts = Group(people).split(size)
        assert sum(parts) == people
        assert min(parts) >= min(2, people)
        assert max(parts) - min(parts) <= 1


def test_a_group_that_is_none() -> None:
    with pytest.raises(DesksideError, match="--group 1: a workshop is for 2 to 60 people"):
        Group(1)
