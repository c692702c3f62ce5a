"""The page that tells the model: every lever once, for people and engineers; every rule where it says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from deskside import model_page
from deskside.cli import main
from deskside.errors import DesksideError
from deskside.glossary import entries
from deskside.model_page import rules_on, section_on, sections

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "simulations" / "deskside"
LEVERS = [name for kind, name in entries() if kind == "lever"]
#: Cells of the table that name no file of ours.
OTHERS = {"the same", "SimPy's own"}


@pytest.mark.parametrize("lever", LEVERS)
def test_every_lever_is_told_once(lever: str) -> None:
    assert [section.title for section in sections() if lever in section.levers] == [section_on(lever).title]


def test_only_levers_are_told_of() -> None:
    assert {lever for section in sections() for lever in section.levers} == set(LEVERS)


@pytest.mark.parametrize("section", [s for s in sections() if s.levers], ids=lambda s: s.title)
def test_a_lever_is_told_to_people_and_to_engineers(section: model_page.Section) -> None:
    assert section.text.index("**For people.**") < section.text.index("**For engineers.**")
    people = section.text[: section.text.index("**For engineers.**")]
    assert "Assumed:" in people or "Left out:" in people


def test_what_a_section_says_reads_well_in_a_terminal() -> None:
    text = str(section_on("acknowledgement"))
    assert text.startswith(
        "In the model: Acknowledgement, promise, chasing\n\nFor people. Who hears nothing asks."
    )
    assert "For engineers. The *last word* is" in text
    assert "glossary.md" not in text
    assert section_on("mean_resolution") is None


def test_explain_prints_the_entry_and_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "channels.email.at_once"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Chats at once (lever: chats_at_once)\n")
    assert "\n\nIn the model: Several chats at once\n\nFor people. On a channel with" in shown
    assert "\n    compiled engine: chats.py; service.py: _chat_on\n" in shown
    assert main(["explain", "utilisation"]) == 0
    assert "In the model" not in capsys.readouterr().out


def test_a_page_that_is_missing_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(model_page, "__file__", str(tmp_path / "a" / "b" / "deskside" / "model_page.py"))
    sections.cache_clear()
    with pytest.raises(DesksideError, match="install Deskside again"):
        sections()
    (tmp_path / "a" / "b" / "deskside" / "docs").mkdir(parents=True)
    (tmp_path / "a" / "b" / "deskside" / "docs" / "model.md").write_text("# x\n\n## One\n\ntext\n")
    assert [(each.title, each.text, each.levers) for each in sections()] == [("One", "text", ())]
    monkeypatch.undo()
    sections.cache_clear()


# ---- the table of rules -----------------------------------------------------------------------------------


def table() -> list[list[str]]:
    """Rows of the table, as lever, place in the SimPy engine, place in the compiled one."""
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    rows = [
        line.strip("|").split("|")
        for line in page.split("## Where each rule is")[1].split("\n## ")[0].split("\n")
    ]
    return [[cell.strip() for cell in row] for row in rows if len(row) == 4][2:]


def places(cell: str) -> list[tuple[str, list[str]]]:
    """Files and functions that a cell names: ``` `a.py`: `one`, `two`; `b.py` ```."""
    found = []
    for part in cell.split(";"):
        if part.strip() not in OTHERS:
            files = re.findall(r"`([\w/]+\.py)`", part)
            assert files, part
            found += [(file, []) for file in files[:-1]]
            found.append((files[-1], re.findall(r"`(\w+)`", part)))
    return found


@pytest.mark.parametrize("lever", LEVERS)
def test_the_rule_of_every_lever_is_found_by_its_name(lever: str) -> None:
    assert [rule.about for rule in rules_on(lever)] == [row[0] for row in table() if f"`{lever}`" in row[3]]
    assert rules_on(lever)


def test_the_table_names_only_levers() -> None:
    assert {name for row in table() for name in re.findall(r"`(\w+)`", row[3])} == set(LEVERS)


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", table(), ids=lambda row: row[0])
def test_every_rule_is_where_the_table_says(row: list[str]) -> None:
    for cell, folder in zip(row[1:3], ("engines", "engines/compiled"), strict=True):
        for file, names in places(cell):
            path = next((p for p in (PACKAGE / folder / file, PACKAGE / file) if p.is_file()), None)
            assert path is not None, file
            assert set(names) <= functions(path), (file, names)


def test_every_file_of_the_engines_that_holds_a_rule_is_in_the_table() -> None:
    named = {file for row in table() for cell in row[1:3] for file, _ in places(cell)}
    rules = {path.name for path in (PACKAGE / "engines").glob("simpy_*.py")}
    assert rules <= named
