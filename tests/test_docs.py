"""Every snippet in the documents runs: Python blocks as one program a page, `deskside` lines as commands."""

from __future__ import annotations

import contextlib
import importlib
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from deskside.cli import main
from deskside.cli.commands import app

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "assignments").glob("*.md")])
BLOCK = re.compile(r"^[ ]*```(\w+)\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
SHELL = {"sh", "bash", "console", "shell"}
# they open a browser or take minutes; that they exist is checked
NOT_RUN = {"lab", "bench", "workshop"}


def blocks(page: Path, languages: set[str]) -> list[str]:
    return [
        text for language, text in BLOCK.findall(page.read_text(encoding="utf-8")) if language in languages
    ]


def commands(page: Path) -> list[list[str]]:
    lines = "\n".join(blocks(page, SHELL)).replace("\\\n", " ").splitlines()
    return [shlex.split(line.strip().removeprefix("$ "), comments=True) for line in lines if line.strip()]


def variables(text: str) -> set[str]:
    return set(re.findall(r"DESKSIDE_[A-Z]+(?:_[A-Z]+)*", text))


def identity(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_there_is_something_to_run() -> None:
    assert any(blocks(page, {"python"}) for page in PAGES)
    assert any(command[:1] == ["deskside"] for page in PAGES for command in commands(page))


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, {"python"})], ids=identity)
def test_python_snippets_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for number, code in enumerate(blocks(page, {"python"}), 1):
        exec(compile(code, f"{identity(page)}, Python block {number}", "exec"), names)


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=identity)
def test_commands_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for words in commands(page):
        if words[:1] == ["make"] and len(words) > 1:
            assert re.search(rf"^[\w -]*\b{re.escape(words[1])}\b[\w -]*:", makefile, re.MULTILINE), words
        elif words[:1] == ["deskside"]:
            rest = ["--help"] if words[1] in NOT_RUN else words[2:]
            assert main([words[1], *rest]) == 0, (words, capsys.readouterr())


NAMES = re.compile(r"`(deskside(?:\.\w+)+)")


def found(name: str) -> object:
    """What a dotted name stands for. Raises `AttributeError` where there is nothing."""
    module, *rest = name.split(".")
    place: Any = importlib.import_module(module)
    for number, part in enumerate(rest, 1):
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(".".join([module, *rest[:number]]))
        place = getattr(place, part)
    return place


def test_every_name_of_the_package_is_there() -> None:
    pages = [*PAGES, *(ROOT / "notebooks").rglob("*.md"), *(ROOT / "simulations").rglob("*.py")]
    names = {name for page in pages for name in NAMES.findall(page.read_text(encoding="utf-8"))}
    assert len(names) > 20
    for name in sorted(names):
        found(name)


def test_every_variable_that_is_read_is_in_the_table_and_no_other() -> None:
    code = [path for folder in ("simulations", "tools", "tests") for path in (ROOT / folder).rglob("*.py")]
    read = set.union(*(variables(path.read_text(encoding="utf-8")) for path in code))
    assert variables((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")) == read


def named(page: Path) -> list[list[str]]:
    """What stands in a page as a command: in the text between code marks, or in a block set in."""
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"`(deskside [^`\n]+)`|^ {4}(?:\$ )?(deskside .+)$", text, re.MULTILINE)
    return [shlex.split(one or other, comments=True) for one, other in found]


@pytest.mark.parametrize("page", [p for p in PAGES if named(p)], ids=identity)
def test_commands_in_the_text_are_there_with_their_options(page: Path) -> None:
    for _, *words in named(page):
        command: Any = get_command(app)
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        options = {spelling for option in command.params for spelling in option.opts}
        assert not hasattr(command, "commands") or not words, words
        assert {word for word in words if word.startswith("-")} <= options, words
