"""Learning paths: read from one file, shown with how far one is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deskside import lesson, progress
from deskside.errors import DesksideError
from deskside.lesson import read_paths
from deskside.lesson.paths import Paths

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "notebooks"

FILE = """
[modules]
01 = { title = "First <one>", minutes = 30 }
02 = { title = "Second", minutes = 90, short = 45 }

[paths.core]
title = "Core"
about = "for everyone"
modules = ["01", "02"]
short = ["02"]

[paths.all]
title = "All"
about = "everything"
modules = ["02", "01"]
"""
PARTS = [["predict:a", "Prediction"], ["quiz:b", "Question"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "paths.toml").write_text(FILE, encoding="utf-8")
    (tmp_path / "01-first.ipynb").write_text("{}")
    return tmp_path


@pytest.fixture
def paths(folder: Path) -> Paths:
    return Paths(folder)


def do(*parts: str) -> None:
    store = progress.here()
    store.add("01", "", "started", {"title": "First", "parts": PARTS})
    for part in parts:
        store.add("01", part, "answered", {"right": True})


def test_a_path_is_shown_with_what_there_is_to_do(paths: Paths) -> None:
    paths.prepare()
    assert paths.form.values == {"path": "core"}
    assert paths.form.said == (
        "Core: 0 of 2 modules done, about 1 hour 15 minutes to go. Next: 01 First <one>"
    )
    assert "First &lt;one&gt;</a> <b" in paths.form.html
    assert 'href="01-first.ipynb"' in paths.form.html
    assert "<td>02 · Second, the short way</td><td>45</td><td>not in this copy</td>" in paths.form.html


def test_progress_is_in_the_table(paths: Paths) -> None:
    do("predict:a")
    paths.prepare()
    assert "1 of 2</td>" in paths.form.html
    assert "Go on with: 01" in paths.form.said
    do("quiz:b")
    paths.prepare()
    assert "</span> done</td>" in paths.form.html
    assert paths.form.said.endswith("1 of 2 modules done, about 45 minutes to go. Next: 02 Second")


def test_a_path_is_chosen_once(paths: Paths, folder: Path) -> None:
    paths.act("set", {"path": "all"})
    paths.act("set", {"path": "all"})
    assert "<td>90</td>" in paths.form.html
    again = Paths(folder)
    again.prepare()
    assert again.form.values == {"path": "all"}
    assert len(progress.here().entries()) == 1
    with pytest.raises(DesksideError, match="Choose one"):
        again.act("set", {"path": "none"})


def test_in_the_lab_a_click_opens_the_notebook_beside_this_one(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    for session, path in {"course/00-welcome.ipynb": "course/01-first.ipynb", "": "01-first.ipynb"}.items():
        monkeypatch.setenv("JPY_SESSION_NAME", session)
        paths.prepare()
        assert f"{{&quot;path&quot;: &quot;{path}&quot;}}" in paths.form.html


def test_all_done_is_said(folder: Path) -> None:
    (folder / "paths.toml").write_text(FILE.replace('["01", "02"]\nshort = ["02"]', '["01"]'))
    do("predict:a", "quiz:b")
    paths = Paths(folder)
    paths.prepare()
    assert paths.form.said == "Core: all 1 modules done."


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('["02", "01"]', '["02", "1"]'), "paths.all.modules: no module '1' (did you mean '01'?)"),
        (("minutes = 30", "minutes = 0"), "modules.01.minutes = 0"),
        (('about = "everything"', 'abuot = "everything"'), "paths.all.abuot: unknown field"),
        (("[modules]", "[modules"), "cannot be read"),
    ],
)
def test_a_wrong_file_is_told(folder: Path, change: tuple[str, str], message: str) -> None:
    (folder / "paths.toml").write_text(FILE.replace(*change))
    with pytest.raises(DesksideError, match=re.escape(message)):
        Paths(folder)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DesksideError, match="no such file; start the lab"):
        lesson.Paths(tmp_path)


# --- the paths of the course ---


def test_minutes_and_titles_are_those_of_the_notebooks() -> None:
    modules = read_paths(FOLDER / "paths.toml").modules
    for path in sorted(FOLDER.glob("[0-9][0-9]-*.ipynb")):
        number = path.name[:2]
        if number == "00":
            continue
        text = path.read_text(encoding="utf-8")
        assert f"# {number} · {modules[number].title}" in text
        assert f"**{modules[number].minutes} minutes · for" in text


def test_the_core_path_is_that_of_the_certificate_and_opens_every_other_but_the_analysts() -> None:
    data = read_paths(FOLDER / "paths.toml")
    assert list(data.paths) == ["core", "agent", "lead", "manager", "analyst"]
    assert data.paths["core"].modules == ("01", "05", "03", "06", "13")
    assert set(data.paths["analyst"].modules) == set(data.modules)
    for name in ("agent", "lead", "manager"):
        assert set(data.paths["core"].modules) <= set(data.paths[name].modules)
        assert data.paths[name].modules[:3] == ("01", "05", "03")
