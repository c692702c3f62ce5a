"""An assignment in a real browser: names, numbers and policies are kept by those who touch no code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from deskside.grading import Kept, open_paper
from in_browser import OPEN, RUN_ALL, browsing, need_browser, said, settled, visit_lab
from jupyter_lab import lab_on
from nbgrader_course import ASSIGNMENTS
from test_assignment import released

pytestmark = pytest.mark.browser

NAME = "05-policy"


@pytest.fixture
def handed_out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An assignment as learners get it."""
    name = getattr(request, "param", NAME)
    folder = tmp_path / name
    folder.mkdir()
    nbformat.write(released(name), folder / f"{name}.ipynb")
    paper = (ASSIGNMENTS / "source" / name / "questions.toml").read_text(encoding="utf-8")
    (folder / "questions.toml").write_text(paper, encoding="utf-8")
    return folder


@pytest.fixture
def page(handed_out: Path, tmp_path: Path) -> Iterator[Any]:
    """The notebook, open in JupyterLab."""
    need_browser()
    with lab_on(tmp_path, handed_out) as address, browsing() as browser:
        opened = visit_lab(browser, address, 1366, 3000).page
        opened.evaluate(OPEN, f"{handed_out.name}.ipynb")
        opened.set_default_timeout(60_000)
        yield opened


def region(page: Any, title: str) -> Any:
    found = page.get_by_role("region", name=title, exact=True)
    found.wait_for()
    found.scroll_into_view_if_needed()
    return found


def test_a_learner_answers_without_code(page: Any, handed_out: Path) -> None:
    page.evaluate(RUN_ALL)  # stops where the name is missing
    name = region(page, "Who hands in?")
    name.get_by_role("textbox").fill("Ada")
    name.get_by_role("button", name="Keep this name").press("Enter")
    settled(page, lambda: said(name).startswith("You hand in as ada."))
    page.evaluate(RUN_ALL)
    number = region(page, "Answer 1 (2 points)")
    number.get_by_role("button", name="Keep this answer").press("Enter")
    number.get_by_text("Not answered yet.").wait_for()
    number.get_by_role("spinbutton").fill("1412")
    number.get_by_role("button", name="Keep this answer").press("Enter")
    settled(page, lambda: "The form is right: 1412 contacts. Marks come later." in said(number))
    policy = region(page, "Answer 5 (6 points)")
    policy.get_by_role("combobox", name="Receipt").select_option("auto")
    settled(page, lambda: said(policy).startswith("Receipt automatic, at once"))
    policy.get_by_text("This policy costs 1 of 3. Nothing is kept yet.").wait_for()
    policy.get_by_role("button", name="Keep this answer").press("Enter")
    policy.get_by_text("Kept. The form is right: receipt automatic, at once; it costs 1 of 3.").wait_for()
    kept = Kept.read(handed_out)
    assert (kept.assignment, kept.learner) == (NAME, "ada")
    assert kept.answers == {"asked_again": 1412, "policy": {"policy.acknowledge": "auto"}}
    sheet = open_paper(handed_out / "questions.toml", "it").sheet("ada")
    assert sheet.read("asked_again", kept.answers["asked_again"]) == 1412.0


@pytest.mark.parametrize("handed_out", ["13-year"], indirect=True)
def test_a_team_decides_its_year_by_keyboard(page: Any, handed_out: Path) -> None:
    page.evaluate(RUN_ALL)
    name = region(page, "Who hands in?")
    name.get_by_role("textbox", name="The name you sign in with").fill("Ada")
    name.get_by_role("button", name="Keep this name").press("Enter")
    name.get_by_text("No team yet: type the name that all of your team type.").wait_for()
    name.get_by_role("textbox", name="Your team").fill("Reds")
    name.get_by_role("button", name="Keep this name").press("Enter")
    settled(page, lambda: said(name).startswith("You hand in as ada, team reds."))
    page.evaluate(RUN_ALL)
    first = region(page, "Quarter 1 of 4")
    first.get_by_role("checkbox", name="One page that says what is whose").press("Space")
    first.get_by_role("spinbutton").fill("5")
    first.get_by_role("spinbutton").press("Tab")
    page.keyboard.press("Enter")
    settled(page, lambda: "than doing nothing. You expected 5 % less." in said(first))
    second = region(page, "Quarter 2 of 4")
    second.get_by_role("spinbutton").fill("3")
    second.get_by_role("button", name="Go on as before, and run").press("Enter")
    settled(page, lambda: "than doing nothing. You expected 3 % less." in said(second))
    year = region(page, "Answer 4 (8 points)")
    year.get_by_role("button", name="Show my year").press("Enter")
    settled(page, lambda: said(year) == "Kept so far: 2 of 4 quarters. Quarter 3 is next.")
    assert Kept.read(handed_out).answers["plan"] == {
        "quarters": [["roles"], ["roles"]],
        "expected": [5.0, 3.0],
    }
