"""Every module from start to end in JupyterLab, by keyboard alone, up to 100 per cent: one Lab for all.

The walk knows no module: it goes down the page and does what each kind of part asks for.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from deskside.progress import Place, Standing, Store, standings
from floor_lab import clock
from in_browser import (
    CELLS,
    CLOSE,
    COMMANDS,
    OPEN,
    SAVE,
    Visit,
    browsing,
    change_theme,
    need_browser,
    settled,
    violations,
    visit_lab,
)
from jupyter_lab import lab_on

pytestmark = [pytest.mark.browser, pytest.mark.ci]

MODULES = sorted(
    path.name for path in (ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb") if path.name[:2] != "00"
)
#: Runs every cell and comes back when the last of them is done; what failed.
RUN = """async () => {
  await window.jupyterapp.commands.execute('notebook:run-all-cells');
  return window.lesson.content.widgets.filter((cell) => cell.model.type === 'code')
    .filter((cell) => !cell.model.executionCount
      || cell.model.outputs.toJSON().some((output) => output.output_type === 'error'))
    .map((cell) => cell.model.id);
}"""
#: The cells that show live parts, by their place: JupyterLab builds what they show when they come into view.
LIVE = """() => window.lesson.content.widgets.map((cell, place) => [cell.model, place])
  .filter(([model]) => model.type === 'code'
    && JSON.stringify(model.outputs.toJSON()).includes('vnd.jupyter.widget-view'))
  .map(([, place]) => place)"""
SHOW = """async (place) => {
  window.lesson.content.activeCellIndex = place;
  await window.lesson.content.scrollToItem(place, 'start');
}"""
#: What our cells show.
OURS = (".jp-OutputArea-output .deskside", ".ds-form")
#: All parts of the page that are live, top to bottom.
PARTS = ".ds-form[role=region], section.ds-form[aria-label]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course."""
    folder = tmp_path_factory.mktemp("walk")
    shutil.copytree(ROOT / "notebooks", folder / "course")
    return folder


@pytest.fixture(scope="module")
def lab(folder: Path) -> Iterator[str]:
    """The address of a JupyterLab on it."""
    need_browser()
    with lab_on(folder, folder / "course", DESKSIDE_PROGRESS=str(folder / "progress.sqlite3")) as address:
        yield address


@pytest.fixture(scope="module")
def visit(lab: str) -> Iterator[Visit]:
    """One page for all modules."""
    with browsing() as browser:
        here = visit_lab(browser, lab)
        here.page.set_default_timeout(120_000)
        yield here


def standing(folder: Path, module: str) -> Standing:
    return standings(Store(Place(folder / "progress.sqlite3")).entries())[module]


def press(page: Any, control: Any, *keys: str) -> None:
    control.focus()
    for key in keys:
        page.keyboard.press(key)


def fill(page: Any, part: Any) -> None:
    """Something in every control, by keyboard."""
    for group in part.locator("fieldset:has(input[type=radio])").all():
        press(page, group.get_by_role("radio").first, "Space")
    for group in part.locator("fieldset:has(input[type=checkbox])").all():
        press(page, group.get_by_role("checkbox").first, "Space")
    for number in part.locator("input[type=number]").all():
        low = number.get_attribute("min")
        number.focus()
        page.keyboard.type(low if low not in (None, "") else "1")
    for text in part.locator("input[type=text]").all():
        text.focus()
        page.keyboard.type("x d d: look at it")
    for day in part.locator("input[type=date]").all():
        day.focus()
        page.keyboard.type("12012026")


def answered(page: Any, part: Any) -> None:
    """Wait until the kernel has answered the part, and see that it complains of nothing."""
    settled(page, lambda: part.get_attribute("aria-busy") is None, 120)
    settled(page, lambda: part.locator(".ds-result").inner_text().strip() != "" or words(part) != "", 120)
    assert part.locator(".ds-problem").text_content() == ""
    assert part.evaluate("(part) => part.contains(document.activeElement)"), "the focus is lost"


def words(part: Any) -> str:
    text: str = part.locator(".ds-said").text_content()
    return text


def take(page: Any, part: Any) -> None:
    """Do what a part asks for."""
    buttons = {
        node.get_attribute("data-do"): node for node in part.locator(".ds-buttons > button[data-do]").all()
    }
    if "play" in buttons:
        watch_the_floor(page, part, buttons)
    elif "reset" in buttons:
        move_the_levers(page, part)
    elif "worst" in buttons:  # a desk floor
        before = clock(part)
        press(page, buttons["worst"], "Enter")
        settled(page, lambda: clock(part) != before)
    elif part.locator("textarea").count():
        part.locator("textarea").focus()
        page.keyboard.type("In my words, x and d d.")
        settled(page, lambda: words(part) == "Kept.")
    elif "hint" in buttons:
        fill(page, part)
        for _ in range(4):  # three hints and the answer
            before = part.locator(".ds-result").inner_text()
            press(page, buttons["hint"], "Enter")
            settled(page, lambda before=before: part.locator(".ds-result").inner_text() != before)
    elif buttons and "afresh" not in buttons:
        fill(page, part)
        press(page, next(iter(buttons.values())), "Enter")
        answered(page, part)
    else:
        tick_all(page, part)


def tick_all(page: Any, part: Any) -> None:
    """Tick a list off: live, without a button. It says so itself once all is ticked, and stays so."""
    part.locator("input[type=checkbox]").first.wait_for()
    for box in part.locator("input[type=checkbox]").all():
        press(page, box, "Space")
        settled(page, box.is_checked)
    settled(page, lambda: words(part) == "All done.")


def move_the_levers(page: Any, part: Any) -> None:
    """Each lever one step, and keys that would change cells if they left the panel."""
    part.locator(".ds-result svg").first.wait_for()
    before = words(part)
    for control in part.locator(".ds-controls input, .ds-controls select").all():
        kind = control.get_attribute("type")
        press(page, control, "Space" if kind == "checkbox" else "ArrowRight" if kind else "ArrowDown")
    settled(page, lambda: words(part) != before, 120)
    settled(page, lambda: part.get_attribute("aria-busy") is None, 120)
    press(page, part.get_by_role("button", name="Back to how it is"), *COMMANDS)
    press(page, part.get_by_role("button", name="Back to how it is"), "Enter")
    settled(page, lambda: words(part) == before, 120)


def watch_the_floor(page: Any, part: Any, buttons: dict[str | None, Any]) -> None:
    """Play, stop, step, and read a ticket's story; keys that would change cells if they left the floor."""
    time = part.get_by_role("slider", name="Time")
    before = time.get_attribute("aria-valuetext")
    press(page, buttons["play"], *COMMANDS[:-3], "Enter")
    settled(page, lambda: time.get_attribute("aria-valuetext") != before)
    press(page, buttons["play"], "Enter")
    press(page, buttons["worst"], "Enter")
    press(page, buttons["next"], "Enter")
    assert part.locator(".ds-floor-event").inner_text() != ""
    number = part.get_by_role("spinbutton")
    press(page, number, "Control+a", "1", "2", "Enter")
    settled(page, lambda: "Ticket 12" in part.locator(".ds-floor-told").inner_text())


@pytest.mark.parametrize("book", MODULES)
def test_a_module_is_walked_from_start_to_end_by_keyboard(
    visit: Visit, folder: Path, lab: str, book: str
) -> None:
    page, module = visit.page, book[:2]
    page.evaluate(OPEN, book)
    cells = page.evaluate(CELLS)
    assert page.evaluate(RUN) == []
    for place in page.evaluate(LIVE):
        page.evaluate(SHOW, place)
        parts = page.locator(f'.jp-Cell[data-windowed-list-index="{place}"]:visible').locator(PARTS)
        parts.first.wait_for()
        for part in parts.all():
            take(page, part)
    for part, title in standing(folder, module).parts:
        settled_or_missing(page, folder, module, part, title)
    assert standing(folder, module).share == 1.0
    assert page.evaluate(CELLS) == cells
    assert page.locator("[data-ds-twin]:visible").count() == 0
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        change_theme(page, theme)
        assert (theme, violations(page, *OURS)) == (theme, [])
    page.evaluate(SAVE)
    page.evaluate(CLOSE)
    inside = (lab, lab.replace("http", "ws"), "data:", "blob:")
    assert [url for url in visit.requests if not url.startswith(inside)] == []
    assert visit.complaints == []
    assert (folder / "course" / book).stat().st_size <= MORE_BYTES.get(module, MOST_BYTES)


def settled_or_missing(page: Any, folder: Path, module: str, part: str, title: str) -> None:
    """A part is done, soon after what was done in it; a file that was busy is tried again by then."""
    for _ in range(300):
        if part in standing(folder, module).done:
            return
        page.wait_for_timeout(100)
    entries = Store(Place(folder / "progress.sqlite3")).entries(module)
    kept = [(entry.time, entry.verb, dict(entry.data)) for entry in entries if entry.part == part]
    pytest.fail(f"not done: {part} ({title}); kept of it: {kept}", pytrace=False)


#: What a notebook may take that was run and walked: 50 kB of 1,024 bytes; 11 has more text, code and charts.
MOST_BYTES, MORE_BYTES = 50 * 1024, {"11": 53_000}
