"""An assignment in a real browser: names, numbers and policies are kept by those who touch no code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from conftest import find_chromium, require
from deskside.grading import Kept, open_paper
from floor_lab import settled
from jupyter_lab import lab_on
from nbgrader_course import ASSIGNMENTS
from test_assignment import released
from test_browser import FLAGS, OPEN, RUN_ALL, said

pytestmark = pytest.mark.browser

NAME = "05-policy"


@pytest.fixture
def handed_out(tmp_path: Path) -> Path:
    """The assignment as learners get it."""
    folder = tmp_path / NAME
    folder.mkdir()
    nbformat.write(released(NAME), folder / f"{NAME}.ipynb")
    paper = (ASSIGNMENTS / "source" / NAME / "questions.toml").read_text(encoding="utf-8")
    (folder / "questions.toml").write_text(paper, encoding="utf-8")
    return folder


@pytest.fixture
def page(handed_out: Path, tmp_path: Path) -> Iterator[Any]:
    """The notebook, open in JupyterLab."""
    require(find_chromium(), "no Chromium here: install it (Debian: apt install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with lab_on(tmp_path, handed_out) as address, playwright.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        opened = browser.new_page(viewport={"width": 1366, "height": 3000})
        opened.goto(f"{address}/lab")
        opened.wait_for_function("window.jupyterapp !== undefined", timeout=120_000)
        opened.evaluate(OPEN, f"{NAME}.ipynb")
        opened.set_default_timeout(60_000)
        yield opened
        browser.close()


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
