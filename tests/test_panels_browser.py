"""Panels in a real browser: JupyterLab, driven by keyboard; axe-core; what goes over the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from deskside.panels.front import FRONT
from deskside.scenario import load
from in_browser import CELLS as CELLS_OF
from in_browser import (
    CLOSE,
    CODE,
    COMMANDS,
    OPEN,
    RUN_ALL,
    SAVE,
    Visit,
    browsing,
    change_theme,
    cut_off,
    need_browser,
    said,
    settled,
    violations,
    visit_lab,
)
from panel_lab import BOOK, CELLS, book_of, lab_of

pytestmark = pytest.mark.browser

TITLES = tuple(title for title in CELLS if title != "start")
ERRORS = """() => window.lesson.content.widgets.filter((cell) => cell.model.type === 'code')
  .flatMap((cell) => cell.model.outputs.toJSON()).filter((one) => one.output_type === 'error')
  .map((one) => one.evalue)"""
SHELF = "() => [...globalThis[Symbol.for('deskside.front')].keys()]"
TWINS = """() => JSON.stringify(window.lesson.content.model.sharedModel.toJSON())
  .split('data-ds-twin=').length - 1"""
#: JupyterLab's own words where a kernel has come that knows none of the models. When it comes to that is its
#: own affair (on a busy machine never), so its place for a widget is told here that there is no model.
LOSE = """async () => {
  const cells = window.lesson.content.widgets.filter((cell) => cell.model.type === 'code');
  const drawn = cells.flatMap((cell) => cell.outputArea.widgets.map((output) => output.widgets.at(-1)));
  const none = {restoredStatus: true, get_model: () => Promise.reject(new Error('no model'))};
  for (const place of drawn.filter((one) => one.mimeType?.includes('widget-view'))) {
    place._manager = {promise: Promise.resolve(none), resolve: () => {}};
    await place.renderModel({data: {[place.mimeType]: {model_id: 'gone'}}});
  }
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("panel-lab")


@pytest.fixture(scope="module")
def lab(folder: Path) -> Iterator[str]:
    need_browser()
    with lab_of(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsing() as started:
        yield started


def opened(lab: str, browser: Any, book: str = BOOK) -> Visit:
    """A page with a notebook, every cell run."""
    here = visit_lab(browser, lab)
    here.page.evaluate(OPEN, book)
    here.page.set_default_timeout(60_000)
    here.page.evaluate(RUN_ALL)
    return here


@pytest.fixture(scope="module")
def visit(lab: str, browser: Any) -> Visit:
    here = opened(lab, browser)
    for title in TITLES:
        region_of(here, title).locator("svg").first.wait_for()
    return here


def region_of(visit: Visit, title: str) -> Any:
    found = visit.page.get_by_role("region", name=title, exact=True)
    found.locator("svg").first.wait_for()  # a panel is built anew when it learns of its pictures
    found.scroll_into_view_if_needed()
    return found


def put_back(visit: Visit, title: str) -> Any:
    """A panel in view, its levers where they were."""
    found = region_of(visit, title)
    found.get_by_role("button", name="Back to how it is").press("Enter")
    settled(visit.page, lambda: "as it is" in said(found) or title == "Two desks")
    settled(visit.page, lambda: found.get_attribute("aria-busy") is None)
    return found


def press(visit: Visit, control: Any, *keys: str) -> None:
    control.focus()
    for key in keys:
        visit.page.keyboard.press(key)


def commands(visit: Visit) -> int:
    """Messages to the kernel since the list was cleared."""
    return sum('"comm_msg"' in text and '"do"' in text for text in visit.messages)


def test_every_panel_is_there_and_the_module_was_loaded_once(visit: Visit) -> None:
    assert visit.page.evaluate(ERRORS) == []
    assert len(visit.page.evaluate(CODE)) == len(CELLS)
    assert visit.page.evaluate(SHELF) == [FRONT.version]
    assert visit.page.locator("[data-ds-twin]:visible").count() == 0
    assert sum("export { VERSION" in text for text in visit.messages) <= 1


def test_a_list_and_a_box_are_moved_by_keyboard(visit: Visit) -> None:
    panel = put_back(visit, "Pictures")
    press(visit, panel.get_by_role("combobox", name="Who is next"), "ArrowDown")
    settled(visit.page, lambda: said(panel).startswith("Who is next last come: mean wait"))
    press(visit, panel.get_by_role("checkbox", name="They must come to us"), "Space")
    settled(visit.page, lambda: "they must come to us off" in said(panel))


def test_every_picture_has_a_name_and_a_table(visit: Visit) -> None:
    panel = put_back(visit, "Pictures")
    press(visit, panel.get_by_role("slider", name="Agents"), "ArrowRight")
    settled(visit.page, lambda: said(panel).startswith("Agents 11: mean wait fell"))
    names = [one.get_attribute("aria-label") for one in panel.get_by_role("img").all()]
    assert len(names) == 6
    assert all(name.startswith("Chart: ") and len(name) > 60 for name in names)
    for summary in panel.locator("summary").all():
        press(visit, summary, "Enter")
    tables = panel.locator("details table tbody")
    settled(visit.page, lambda: tables.count() == 6)
    rows = tables.evaluate_all("(nodes) => nodes.map((node) => node.rows.length)")
    assert min(rows) >= 2
    for summary in panel.locator("summary").all():
        press(visit, summary, "Enter")


def test_demand_moves_both_of_two_desks(visit: Visit) -> None:
    panel = put_back(visit, "Two desks")
    assert said(panel).startswith("Eight agents: mean wait")
    before = panel.locator("tbody tr").first.inner_text()
    press(visit, panel.get_by_role("slider", name="Requests"), "ArrowRight", "ArrowRight")
    settled(visit.page, lambda: said(panel).startswith("Requests 1.1"))
    after = panel.locator("tbody tr").first.inner_text()
    assert before.split("\t")[1] != after.split("\t")[1]  # the first desk has moved, too
    assert before.split("\t")[2] != after.split("\t")[2]


def test_a_grid_answers_without_the_kernel_and_tells_it_where_it_rests(visit: Visit) -> None:
    panel = put_back(visit, "Grid")
    visit.page.wait_for_timeout(800)
    visit.messages.clear()
    press(visit, panel.get_by_role("slider", name="Agents"), "ArrowRight", "ArrowRight")
    assert said(panel).startswith("Agents 12: mean wait fell from ")
    assert commands(visit) == 0
    settled(visit.page, lambda: commands(visit) == 1)
    visit.page.wait_for_timeout(300)
    assert sum(map(len, visit.messages)) < 6000
    panel.get_by_role("button", name="Copy as code").press("Enter")
    settled(visit.page, lambda: "'teams.desk.agents': 12" in panel.locator(".ds-aside").inner_text())
    panel.get_by_role("button", name="Back to how it is").press("Enter")
    assert said(panel).startswith("The desk as it is")


def test_a_change_takes_less_than_five_kilobytes(visit: Visit) -> None:
    panel = put_back(visit, "Live")
    visit.page.wait_for_timeout(500)
    visit.messages.clear()
    press(visit, panel.get_by_role("slider", name="Agents"), "ArrowRight")
    settled(visit.page, lambda: said(panel).startswith("Agents 8 people"))
    visit.page.wait_for_timeout(300)
    assert commands(visit) == 1
    assert 1500 < sum(map(len, visit.messages)) < 5000  # all that went to and fro


def test_a_failing_setting_shows_its_message_and_the_last_result_stays(visit: Visit) -> None:
    panel = put_back(visit, "Failing")
    press(visit, panel.get_by_role("slider"), "Home")
    alert = panel.get_by_role("alert")
    settled(visit.page, lambda: "must be 0.05 to 14,400 minutes" in alert.inner_text())
    assert said(panel).startswith("The desk as it is: mean wait")
    assert panel.locator("svg").count() == 1
    press(visit, panel.get_by_role("slider"), *["ArrowRight"] * 14)
    settled(visit.page, lambda: said(panel).startswith("A job takes 7.0 minutes"))
    assert alert.is_hidden()


def test_a_long_run_shows_how_far_it_is_and_stops_while_others_go_on(visit: Visit) -> None:
    panel = put_back(visit, "Long")
    press(visit, panel.get_by_role("slider"), "End")
    bar = panel.get_by_role("progressbar", name="How far the runs are")
    bar.wait_for()
    settled(visit.page, lambda: "Running: " in panel.locator(".ds-status").inner_text())
    other = put_back(visit, "Failing")  # the kernel answers meanwhile
    press(visit, other.get_by_role("slider"), "ArrowLeft")
    settled(visit.page, lambda: said(other).startswith("A job takes 7.5 minutes"))
    assert bar.is_visible()
    panel.get_by_role("button", name="Stop").press("Enter")
    bar.wait_for(state="hidden")
    assert panel.locator(".ds-aside").inner_text().startswith("Stopped.")
    assert panel.get_by_role("slider").input_value() == "10"
    assert said(panel).startswith("The desk as it is")


def test_a_drag_sends_no_more_than_it_can_show_and_ends_on_the_last_value(visit: Visit) -> None:
    panel = put_back(visit, "Live")
    slider = panel.get_by_role("slider", name="Agents")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    visit.messages.clear()
    visit.page.mouse.move(box["x"] + 0.3 * box["width"], middle)
    visit.page.mouse.down()
    for step in range(60):
        visit.page.mouse.move(box["x"] + (0.1 + 0.8 * (step % 30) / 30) * box["width"], middle)
    visit.page.mouse.up()
    settled(visit.page, lambda: panel.get_attribute("aria-busy") is None)
    value = slider.get_attribute("aria-valuetext")
    assert value != "7 people"
    settled(visit.page, lambda: said(panel).startswith(f"Agents {value}"))
    asked = commands(visit)
    visit.page.wait_for_timeout(500)
    assert commands(visit) == asked <= 40
    assert said(panel).startswith(f"Agents {value}")


def test_a_policy_is_saved_beside_the_notebook(visit: Visit, folder: Path) -> None:
    panel = put_back(visit, "Pictures")
    press(visit, panel.get_by_role("slider", name="Agents"), "ArrowRight")
    panel.get_by_role("button", name="Save policy").press("Enter")
    settled(visit.page, lambda: "Saved as one-queue-policy.toml" in panel.locator(".ds-aside").inner_text())
    assert load(folder / "course" / "one-queue-policy.toml").teams["desk"].agents == 11


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_axe_finds_nothing_in_our_outputs_and_nothing_is_cut_off(visit: Visit, theme: str) -> None:
    page = visit.page
    change_theme(page, theme)
    region_of(visit, "Pictures").get_by_role("slider").first.focus()
    assert violations(page, ".jp-OutputArea-output:has(.ds-form)") == []
    assert cut_off(page, ".ds-form:visible") == 0


def test_keys_in_a_panel_never_change_a_cell(visit: Visit) -> None:
    before = visit.page.evaluate(CELLS_OF)
    panel = region_of(visit, "Pictures")
    controls = [
        panel.get_by_role("slider").first,
        panel.get_by_role("combobox"),
        panel.get_by_role("checkbox"),
    ]
    for control in [
        *controls,
        panel.get_by_role("button", name="New demand"),
        panel.locator("summary").first,
    ]:
        press(visit, control, "r", *COMMANDS)
    visit.page.wait_for_timeout(300)
    assert visit.page.evaluate(CELLS_OF) == before


def test_two_kernels_with_different_versions_share_a_page(visit: Visit, folder: Path) -> None:
    """The second has a front end that draws titles in capitals; the first must not."""
    change = """from deskside.panels.form import Form
from deskside.panels.front import FRONT
whole = FRONT.joined
for name in ("version", "text", "shell"): FRONT.__dict__.pop(name, None)
FRONT.joined = whole.replace('}, spec.title), intro', '}, spec.title.toUpperCase()), intro')
Form._esm = FRONT.shell"""
    book_of(folder / "course" / "newer.ipynb", ("start", "Live"))
    book = nbformat.read(folder / "course" / "newer.ipynb", 4)
    book.cells[1:] = [
        nbformat.v4.new_code_cell(change),
        nbformat.v4.new_code_cell(CELLS["Live"].replace('"Live"', '"Newer"')),
    ]
    nbformat.write(book, folder / "course" / "newer.ipynb")
    page = visit.page
    page.evaluate("() => { window.first = window.lesson; }")
    page.evaluate(OPEN, "newer.ipynb")
    page.evaluate(RUN_ALL)
    newer = region_of(visit, "Newer")
    newer.locator("svg").first.wait_for()
    assert newer.locator(".ds-title").inner_text() == "NEWER"
    versions = page.evaluate(SHELF)
    assert len(versions) == 2
    assert versions[0] == FRONT.version
    press(visit, newer.get_by_role("slider", name="Agents"), "ArrowRight")
    settled(page, lambda: said(newer).startswith("Agents 8 people"))
    page.evaluate(CLOSE)
    page.evaluate(
        "() => { window.lesson = window.first; window.jupyterapp.shell.activateById(window.lesson.id); }"
    )
    again = put_back(visit, "Live")
    assert again.locator(".ds-title").inner_text() == "Live"


def test_nothing_is_fetched_from_outside_and_nothing_is_complained_of(visit: Visit, lab: str) -> None:
    """Speaks for everything above; what follows opens pages of its own."""
    inside = (lab, lab.replace("http", "ws"), "data:", "blob:")
    assert [url for url in visit.requests if not url.startswith(inside)] == []
    assert visit.complaints == []


def test_a_page_that_is_loaded_again_finds_its_panels_alive(lab: str, browser: Any, folder: Path) -> None:
    book_of(folder / "course" / "again.ipynb", ("start", "Live", "Grid"))
    visit = opened(lab, browser, "again.ipynb")
    panel = region_of(visit, "Live")
    panel.locator("svg").first.wait_for()
    press(visit, panel.get_by_role("slider", name="Agents"), "ArrowRight")
    settled(visit.page, lambda: said(panel).startswith("Agents 8 people"))
    settled(visit.page, lambda: visit.page.evaluate(TWINS) == 2, 90)  # the grid's comes with its last result
    visit.page.evaluate(SAVE)
    visit.page.reload()
    visit.page.wait_for_function("window.jupyterapp !== undefined", timeout=120_000)
    visit.page.evaluate(OPEN, "again.ipynb")
    panel = region_of(visit, "Live")
    panel.locator("svg").first.wait_for()
    settled(visit.page, lambda: said(panel).startswith("Agents 8 people"))
    press(visit, panel.get_by_role("slider", name="Agents"), "ArrowRight")
    settled(visit.page, lambda: said(panel).startswith("Agents 9 people"))
    grid = region_of(visit, "Grid")
    press(visit, grid.get_by_role("slider", name="Agents"), "ArrowRight")
    assert said(grid).startswith("Agents 11: ")
    visit.page.evaluate(SAVE)
    visit.page.evaluate(CLOSE)
    visit.page.close()


def test_a_notebook_reopened_without_a_kernel_is_readable_and_small(
    lab: str, browser: Any, folder: Path
) -> None:
    """The one that the test above has saved."""
    path = folder / "course" / "again.ipynb"
    assert path.stat().st_size < 50 * 1024
    assert path.read_text(encoding="utf-8").count("data-ds-twin=") == 2
    assert "widget-state" not in json.dumps(json.loads(path.read_text(encoding="utf-8"))["metadata"])
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.goto(f"{lab}/lab")
    page.wait_for_function("window.jupyterapp !== undefined", timeout=120_000)
    page.evaluate(
        """async () => {
          await window.jupyterapp.restored;
          const docs = await window.jupyterapp.commands.execute('docmanager:open', {path: 'again.ipynb',
            factory: 'Notebook', kernelPreference: {shouldStart: false, canStart: false}});
          await docs.context.ready; await docs.revealed; window.lesson = docs;
        }"""
    )
    twin = page.locator("[data-ds-twin]:visible", has_text="Live")  # cells come in any order
    twin.first.wait_for()
    text = twin.first.inner_text()
    for part in (
        "Live",
        "The desk as it is: mean wait",
        "Agents: 7 people",
        "Not live: run its cell to use it.",
    ):
        assert part in text
    assert twin.first.locator("svg").first.is_visible()
    assert twin.first.locator("table").first.is_visible()
    assert page.locator(".ds-form .ds-controls").count() == 0
    places = page.locator(".jp-OutputArea-child:has([data-ds-twin]) ~ .jp-OutputArea-child")
    lost = "Error displaying widget: model not found"
    assert set(places.all_text_contents()) <= {"Loading widget...", lost}
    assert not any(place.is_visible() for place in places.all())
    page.evaluate(LOSE)
    settled(page, lambda: set(places.all_text_contents()) == {lost})
    assert not any(place.is_visible() for place in places.all())
    assert twin.first.is_visible()
    page.evaluate(CLOSE)
    page.close()
