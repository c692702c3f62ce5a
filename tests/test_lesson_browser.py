"""The parts of a lesson in a real browser: JupyterLab, driven by keyboard, its kernel killed on the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from conftest import ROOT
from deskside.progress import Place, Store
from in_browser import BEGIN, CELLS, CODE, OPEN, RUN_ALL, Visit, browsing, need_browser, settled, visit_lab
from jupyter_lab import lab_on
from made_up_lesson import TEXTS

pytestmark = pytest.mark.browser

BOOK = "parts.ipynb"
CODE_CELLS = (
    'from deskside import lesson\nlab = lesson.start("test")\nlab',
    "lesson.ChooseSkin()",
    "lesson.Paths()",
    'lab.story("monday")',
    'lab.check("little")',
    'lab.reflect("own")',
    "lab.quiz()",
    'lab.checklist("evening")',
    'lesson.Timer(0.1, "Quickly.")',
    "lab.own_desk()",
)
RESTART = """async () => {
  const panel = window.lesson;
  await panel.sessionContext.session.kernel.restart();
  await panel.sessionContext.session.kernel.info;
}"""
#: The kernel is gone once the page knows it: its connection is disposed of and the session with it.
END = """async () => {
  const context = window.lesson.sessionContext;
  await context.shutdown();
  while (context.session?.kernel) await new Promise((seen) => context.kernelChanged.connect(seen));
}"""
DRAFTS = "() => Object.keys(localStorage).filter((key) => key.startsWith('deskside:draft'))"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one made-up lesson."""
    folder = tmp_path_factory.mktemp("parts")
    (folder / "course" / "questions").mkdir(parents=True)
    (folder / "course" / "questions" / "test.toml").write_text(TEXTS, encoding="utf-8")
    shutil.copy(ROOT / "notebooks" / "paths.toml", folder / "course")
    shutil.copy(ROOT / "notebooks" / "03-why-queues-explode.ipynb", folder / "course")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in CODE_CELLS])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, folder / "course" / BOOK)
    return folder


@pytest.fixture(scope="module")
def lab(folder: Path) -> Iterator[str]:
    """The address of a JupyterLab on that course."""
    need_browser()
    with lab_on(folder, folder / "course", DESKSIDE_PROGRESS=str(folder / "progress.sqlite3")) as address:
        yield address


@pytest.fixture(scope="module")
def visit(lab: str) -> Iterator[Visit]:
    """The lesson, open, every cell run."""
    with browsing() as browser:
        here = visit_lab(browser, lab)
        here.page.evaluate(OPEN, BOOK)
        here.page.set_default_timeout(60_000)
        here.page.evaluate(RUN_ALL)
        form(here, "Question 1 of 4").wait_for()
        yield here


def form(visit: Visit, name: str) -> Any:
    return visit.page.get_by_role("region", name=name)


def said(part: Any) -> str:
    text: str = part.locator(".ds-said").text_content()  # also of what is scrolled out of view
    return text


def kept(folder: Path, verb: str) -> list[Any]:
    return [entry for entry in Store(Place(folder / "progress.sqlite3")).entries() if entry.verb == verb]


def test_every_cell_runs(visit: Visit) -> None:
    assert [cell for cell in visit.page.evaluate(CODE) if cell["failed"]] == []


def test_an_order_is_made_by_keyboard_alone(visit: Visit) -> None:
    """From the control before it: Tab to a line's button, arrow keys to move it, the focus goes along."""
    page, question = visit.page, form(visit, "Question 4 of 4")
    question.scroll_into_view_if_needed()
    for place, line in enumerate(("arrive", "wait", "be served", "leave")):
        question.get_by_role("button", name=f"Move up: {line}").focus()
        for _ in range(3):
            page.keyboard.press("ArrowUp")
        for _ in range(place):
            page.keyboard.press("ArrowDown")
        focused = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
        assert focused == f"Move up: {line}"
        assert question.locator(".ds-hidden").inner_text() == f"{line}: now number {place + 1} of 4."
    lines = question.locator("li .ds-line > span:first-child").all_inner_texts()
    assert lines == ["arrive", "wait", "be served", "leave"]
    for _ in range(2):  # past the last line's other button to the one that checks
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settled(page, lambda: "Right." in question.inner_text())


def test_several_answers_are_ticked_by_keyboard(visit: Visit) -> None:
    page, question = visit.page, form(visit, "Question 3 of 4")
    question.get_by_role("checkbox", name="good", exact=True).focus()
    page.keyboard.press("Space")
    question.get_by_role("button", name="Check my answer").press("Enter")
    settled(page, lambda: "One that belongs here is missing." in question.inner_text())
    question.get_by_role("checkbox", name="also good").press("Space")
    question.get_by_role("button", name="Check my answer").press("Enter")
    settled(page, lambda: "Right." in question.inner_text())


def test_hints_come_one_by_one_and_then_the_answer(visit: Visit) -> None:
    page, check = visit.page, form(visit, "Work it out")
    check.get_by_role("spinbutton").fill("360")
    check.get_by_role("button", name="Check my answer").press("Enter")
    settled(page, lambda: "Hours and minutes mixed." in check.inner_text())
    for number in range(1, 4):
        assert "The answer:" not in check.inner_text()
        check.get_by_role("button", name="Give me a hint").press("Enter")
        settled(page, lambda number=number: f"Hint {number}:" in check.inner_text())
    assert check.get_by_role("spinbutton").input_value() == "360"
    check.get_by_role("button", name="Give me a hint").press("Enter")
    settled(page, lambda: "The answer: 6 tickets." in check.inner_text())


@pytest.mark.parametrize("key", ["Escape", "Tab"])
def test_a_part_is_left_for_the_next_cell_though_that_is_folded(visit: Visit, key: str) -> None:
    """JupyterLab's arrow keys pass over folded cells, its Tab over cells without anything to press."""
    check = form(visit, "Work it out")
    check.get_by_role("button", name="Give me a hint").focus()
    here = visit.page.evaluate("() => window.lesson.content.activeCellIndex")
    visit.page.evaluate("(next) => { window.lesson.content.widgets[next].inputHidden = true; }", here + 1)
    visit.page.keyboard.press(key)
    settled(
        visit.page, lambda: visit.page.evaluate("() => window.lesson.content.activeCellIndex") == here + 1
    )
    assert visit.page.evaluate("() => window.lesson.content.mode") == "command"
    visit.page.evaluate("(next) => { window.lesson.content.widgets[next].inputHidden = false; }", here + 1)


def test_a_text_is_saved_while_it_is_written_and_outlives_its_kernel(visit: Visit, folder: Path) -> None:
    page, words = visit.page, form(visit, "In your own words")
    words.get_by_role("textbox").focus()
    written = "x d d: keys that would cut and delete cells, and Shift+Enter. "
    page.keyboard.type(written)
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("A second line.")
    settled(page, lambda: any("second" in entry.data["text"] for entry in kept(folder, "wrote")))
    settled(page, lambda: said(words) == "Kept.")
    before = page.evaluate(CELLS)
    page.evaluate(RESTART)
    page.evaluate(RUN_ALL)
    settled(page, lambda: form(visit, "test · A lesson").count() == 1)
    settled(page, lambda: form(visit, "In your own words").count() == 1)
    text = form(visit, "In your own words").get_by_role("textbox").input_value()
    assert text == f"{written}\nA second line."
    assert page.evaluate(CELLS) == before


def test_a_text_written_while_the_kernel_is_dead_is_not_lost(visit: Visit, folder: Path) -> None:
    page = visit.page
    page.evaluate(END)
    assert page.evaluate("() => !window.lesson.sessionContext.session?.kernel")
    words = form(visit, "In your own words").get_by_role("textbox")
    words.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Nobody hears this.")
    words.blur()  # sends what is left to send
    settled(page, lambda: len(page.evaluate(DRAFTS)) == 1)
    assert not any("Nobody hears" in entry.data["text"] for entry in kept(folder, "wrote"))
    page.evaluate(BEGIN)
    page.evaluate(RUN_ALL)
    ending = "A second line. Nobody hears this."
    settled(page, lambda: kept(folder, "wrote")[-1].data["text"].endswith(ending))
    settled(page, lambda: page.evaluate(DRAFTS) == [])


def test_what_was_done_is_there_again_after_a_restart(visit: Visit) -> None:
    page = visit.page
    settled(page, lambda: "Right." in form(visit, "Question 4 of 4").inner_text())
    assert form(visit, "Question 3 of 4").get_by_role("checkbox", name="also good").is_checked()
    assert said(form(visit, "test · A lesson")).startswith("Welcome back. 4 of 10 done.")
    assert "Hint 3:" in form(visit, "Work it out").text_content()


def test_a_text_that_is_left_at_once_is_saved_too(visit: Visit, folder: Path) -> None:
    words = form(visit, "In your own words").get_by_role("textbox")
    words.focus()
    visit.page.keyboard.type("!")
    visit.page.keyboard.press("Tab")
    settled(visit.page, lambda: kept(folder, "wrote")[-1].data["text"].endswith("!"))


def test_a_checklist_counts(visit: Visit) -> None:
    page, part = visit.page, form(visit, "Checklist")
    part.get_by_role("checkbox", name="Start the lab").press("Space")
    settled(page, lambda: said(part) == "1 of 2 done.")
    part.get_by_role("checkbox", name="Print the slips").press("Space")
    settled(page, lambda: said(part) == "All done.")


def test_a_timer_runs_stops_and_ends(visit: Visit) -> None:
    page, timer = visit.page, form(visit, "0.1 minutes")
    digits = timer.get_by_role("timer")
    assert digits.inner_text() == "0:06"
    timer.get_by_role("button", name="Start", exact=True).press("Enter")
    settled(page, lambda: digits.inner_text() == "0:05")
    timer.get_by_role("button", name="Pause").press("Enter")
    assert said(timer) == "Paused."
    timer.get_by_role("button", name="Start", exact=True).press("Enter")
    settled(page, lambda: said(timer) == "Time is up.")
    assert digits.inner_text() == "0:00"
    timer.get_by_role("button", name="From the start").press("Enter")
    assert digits.inner_text() == "0:06"


def test_a_skin_is_chosen_by_keyboard_and_the_story_follows(visit: Visit) -> None:
    page, choice = visit.page, form(visit, "Whose desk is it?")
    choice.get_by_role("radio", name="IT: password").focus()
    page.keyboard.press("ArrowDown")
    settled(page, lambda: said(choice).startswith("HR it is."))
    page.evaluate(RUN_ALL)
    settled(
        page, lambda: "is locked out of the leave portal" in page.locator(".jp-Notebook").first.text_content()
    )


def test_a_path_shows_where_to_go_and_opens_it_by_keyboard(visit: Visit) -> None:
    page, paths = visit.page, form(visit, "Learning paths")
    paths.get_by_role("radio", name="Analyst").press("Space")
    settled(page, lambda: said(paths).startswith("Analyst: 0 of 13 modules done"))
    assert "Next: 03 Why queues explode" in said(paths)
    paths.get_by_role("link", name="03 · Why queues explode").press("Enter")
    tab = page.locator(".lm-TabBar-tab.lm-mod-current", has_text="03-why-queues-explode")
    settled(page, lambda: tab.count() == 1)


def test_nothing_is_complained_of(visit: Visit) -> None:
    """Last, so that it speaks for everything above."""
    to_a_dead_kernel = "Cannot send"  # JupyterLab's own word, from where the kernel was ended on purpose
    assert [said for said in visit.complaints if said != to_a_dead_kernel] == []
