"""Marking a text oneself: what is chosen is kept, apart from the answers, and nobody is graded by it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deskside.errors import DesksideError
from deskside.grading import Kept, UnclearError, evaluate, open_key, open_paper
from deskside.grading.self_mark import SelfMark
from deskside.grading.self_marks import MARKS_FILE
from in_browser import OPEN, RUN_ALL, browsing, need_browser, said, settled, violations, visit_lab
from jupyter_lab import lab_on
from nbgrader_course import ASSIGNMENTS
from test_assignment_browser import handed_out, region

__all__ = ["handed_out"]  # a fixture

SOURCE = ASSIGNMENTS / "source" / "03-queues"
PAPER = open_paper(SOURCE / "questions.toml", "it")
ALL = {"whose": "own", "0": "2", "1": "1", "2": "0"}
OWN = "Marked by yourself: 3 of 6 points. No instructor has marked it."
PEER = "A colleague's text, marked by you: 6 of 6 points. No instructor has marked it."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a notebook, as the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    return tmp_path


def opened(learner: str = "ada") -> SelfMark:
    """The part as it stands when the notebook is opened and run."""
    part = PAPER.sheet(learner).self_mark("manager")
    assert isinstance(part, SelfMark)
    part.prepare()
    return part


def chosen(part: SelfMark) -> list[Any]:
    return [part.form.values.get(row) for row in ("0", "1", "2")]


def test_marking_oneself_says_that_nobody_has_marked_it(folder: Path) -> None:
    part = opened()
    assert part.form.said == "Not marked."
    assert MARKS_FILE in part.form.spec["intro"]
    with pytest.raises(DesksideError, match="Reason, Advice"):
        part.act("add", {"0": "2"})
    part.act("add", ALL)
    assert part.form.said == OWN
    part.act("show", ALL)
    assert part.form.html.count("<details>") == 3
    assert "Not marked by anybody else" in part.twin_html()


def test_what_is_chosen_is_there_when_the_notebook_opens_again(folder: Path) -> None:
    opened().act("set", ALL)
    again = opened()
    assert (chosen(again), again.form.said) == (["2", "1", "0"], OWN)
    assert again.form.note["words"].startswith(f"Kept in {MARKS_FILE}, 2")
    kept = tomllib.loads((folder / MARKS_FILE).read_text(encoding="utf-8"))["marks"]
    assert [{name: one[name] for name in one if name != "when"} for one in kept] == [
        {
            "assignment": "03-queues",
            "part": "manager",
            "learner": "ada",
            "whose": "own",
            "levels": {"Figures": 2, "Reason": 1, "Advice": 0},
        }
    ]


def test_half_of_a_rubric_is_kept_and_is_no_mark(folder: Path) -> None:
    opened().act("set", {"whose": "own", "0": "2", "1": None, "2": None})
    again = opened()
    assert chosen(again) == ["2", None, None]
    assert again.form.said == "Not marked in every row yet: Reason, Advice to choose."


def test_own_and_peer_marks_are_kept_apart(folder: Path) -> None:
    part = opened()
    part.act("set", ALL)
    part.act("set", {**ALL, "whose": "peer"})  # the levels are still those of one's own text
    assert (chosen(part), part.form.said) == ([None, None, None], "Not marked.")
    part.act("set", {"whose": "peer", "0": "2", "1": "2", "2": "2"})
    assert part.form.said == PEER
    again = opened()
    assert again.form.said == OWN
    again.act("set", {**ALL, "whose": "peer"})
    assert (chosen(again), again.form.said) == (["2", "2", "2"], PEER)


def test_somebody_else_in_the_same_folder_finds_nothing_and_takes_nothing_away(folder: Path) -> None:
    opened("ada").act("set", ALL)
    other = opened("bob")
    assert other.form.said == "Not marked."
    other.act("set", {"whose": "own", "0": "0", "1": "0", "2": "0"})
    assert opened("ada").form.said == OWN


def test_opening_showing_and_looking_at_the_other_text_write_nothing(folder: Path) -> None:
    part = opened()
    part.act("show", {})
    part.act("set", {"whose": "peer"})
    assert list(folder.iterdir()) == []


BROKEN = {
    "not TOML": "marks = [\n",
    "another thing": 'answers = "mine"\n',
    "no list": "marks = 3\n",
    "no tables": "marks = [1, 2]\n",
    "dots": ".".join("a" * 5000) + " = 1\n",
    "large": "#" * 300_000,
    "brackets": "marks = " + "[" * 100_000,
    "digits": "marks = " + "9" * 5000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_in_a_line_and_left_as_it_is(folder: Path, name: str) -> None:
    (folder / MARKS_FILE).write_text(BROKEN[name], encoding="utf-8")
    part = opened()
    assert part.form.said == "Not marked."
    assert part.form.problem.startswith(f"{MARKS_FILE}: ")
    assert part.form.problem.endswith("rename it and choose the levels again")
    assert "\n" not in part.form.problem
    with pytest.raises(UnclearError, match="rename it"):
        part.act("set", ALL)
    assert chosen(part) == ["2", "1", "0"]  # what was chosen stays on the page
    assert part.form.said == OWN
    assert part.form.note == {}
    assert (folder / MARKS_FILE).read_text(encoding="utf-8") == BROKEN[name]
    (folder / MARKS_FILE).rename(folder / "old.toml")
    part.act("set", ALL)  # now it is kept
    assert opened().form.said == OWN


@pytest.mark.parametrize(
    "levels", ['{ Figures = 99, Reason = -1, Advice = "2" }', "{ Figures = true, Other = 1 }", '"2"', "{ }"]
)
def test_levels_that_the_rubric_does_not_have_are_left_out(folder: Path, levels: str) -> None:
    whose = 'assignment = "03-queues"\npart = "manager"\nlearner = "ada"\nwhose = "own"\nwhen = 3'
    (folder / MARKS_FILE).write_text(f"[[marks]]\n{whose}\nlevels = {levels}\n", encoding="utf-8")
    part = opened()
    assert (part.form.said, chosen(part)) == ("Not marked.", [None, None, None])


def test_a_file_that_cannot_be_written_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", no)
    refuses(opened())


def refuses(part: SelfMark) -> None:
    with pytest.raises(UnclearError, match=r"cannot be written \(Permission denied\); start the lab in"):
        part.act("set", ALL)
    assert chosen(part) == ["2", "1", "0"]
    part.whose = "peer"
    part.act("set", {"whose": "own"})  # a look at the other text loses nothing either
    assert chosen(part) == ["2", "1", "0"]


def test_in_the_release_of_a_course_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "keys").mkdir()
    here = tmp_path / "release" / "03-queues"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    with pytest.raises(UnclearError, match="copy the folder 03-queues to another place"):
        opened().act("set", ALL)
    assert list(here.iterdir()) == []


def hostile(folder: Path) -> None:
    (folder / MARKS_FILE).write_text("marks = [\n", encoding="utf-8")


def marked(folder: Path) -> None:
    opened().act("set", {**ALL, "1": "2", "2": "2"})


@pytest.mark.parametrize("file", [hostile, marked])
def test_grading_neither_reads_nor_writes_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, file: Callable[[Path], None]
) -> None:
    Kept("03-queues", "ada", "", {"arrivals": 0.1}).write()
    key = open_key("03-queues", ASSIGNMENTS, "it")
    before = evaluate(Kept.read().answers, key, "ada")
    file(folder)
    was = (folder / MARKS_FILE).read_bytes()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    part = opened()
    part.act("add", ALL)
    assert part.form.problem == ""
    assert "of 6 points. No instructor" not in part.twin_html()
    assert "Not marked by anybody else" in part.twin_html()
    assert (folder / MARKS_FILE).read_bytes() == was
    assert evaluate(Kept.read().answers, key, "ada") == before
    assert Kept.read().problem == ""


@pytest.mark.browser
@pytest.mark.parametrize("handed_out", ["03-queues"], indirect=True)
def test_marks_come_back_in_a_new_kernel(handed_out: Path, tmp_path: Path) -> None:
    need_browser()
    Kept("03-queues", "ada", "", {}).write(handed_out)
    with lab_on(tmp_path, handed_out) as address, browsing() as browser:
        page = visit_lab(browser, address, 1366, 900).page
        page.set_default_timeout(120_000)
        page.evaluate(OPEN, "03-queues.ipynb")
        page.evaluate(RUN_ALL)
        part = region(page, "Mark it yourself")
        for number, row in enumerate(("Figures", "Reason", "Advice")):
            part.get_by_role("group", name=row).get_by_role("radio").nth(number).press("Space")
        settled(page, lambda: said(part) == OWN)
        part.get_by_role("radio", name="a colleague's text").press("Space")
        settled(page, lambda: said(part) == "Not marked.")
        assert part.get_by_role("radio", checked=True).count() == 1
        part.get_by_role("group", name="Reason").get_by_role("radio").nth(2).press("Space")
        settled(page, lambda: said(part).startswith("Not marked in every row yet"))
        assert violations(page, ".ds-form[aria-label='Mark it yourself']") == []
        page.evaluate("async () => { await window.lesson.sessionContext.restartKernel(); }")
        page.evaluate(RUN_ALL)
        part = region(page, "Mark it yourself")
        settled(page, lambda: said(part) == OWN)
        part.get_by_text(f"Kept in {MARKS_FILE}").wait_for()
        part.get_by_role("radio", name="a colleague's text").press("Space")
        settled(page, lambda: said(part).startswith("Not marked in every row yet: Figures, Advice"))
