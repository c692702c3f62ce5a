"""A lesson in a real browser: JupyterLab on a copy of the course, driven by keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import ROOT
from in_browser import (
    CELLS,
    CODE,
    COMMANDS,
    OPEN,
    RUN_ALL,
    Visit,
    browsing,
    change_theme,
    cut_off,
    need_browser,
    said,
    settled,
    visit_lab,
)
from jupyter_lab import lab_on

pytestmark = pytest.mark.browser

LESSON = "03-why-queues-explode.ipynb"
PANEL = "Ten agents, one queue"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab on a copy of the course."""
    need_browser()
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "course")
    with lab_on(folder, folder / "course") as address:
        yield address


@pytest.fixture(scope="module")
def visit(lab: str) -> Iterator[Visit]:
    """The lesson, open, every cell run."""
    with browsing() as browser:
        here = visit_lab(browser, lab)
        here.page.evaluate(OPEN, LESSON)
        here.page.set_default_timeout(60_000)
        here.page.evaluate(RUN_ALL)
        yield here


@pytest.fixture
def panel(visit: Visit) -> Any:
    """The first panel, in view, its levers where they were."""
    found = visit.page.get_by_role("region", name=PANEL)
    found.scroll_into_view_if_needed()
    found.get_by_role("button", name="Back to how it is").press("Enter")
    settled(visit.page, lambda: said(found).startswith("The desk as it is"))
    settled(visit.page, lambda: found.get_attribute("aria-busy") is None)
    return found


def test_every_cell_runs(visit: Visit) -> None:
    cells = visit.page.evaluate(CODE)
    assert len(cells) > 10
    assert [cell["id"] for cell in cells if cell["failed"] or not cell["count"]] == []


def test_live_parts_stand_in_the_place_of_their_twins(visit: Visit, panel: Any) -> None:
    assert visit.page.locator("[data-ds-twin]").count() >= 5
    assert visit.page.locator("[data-ds-twin]:visible").count() == 0
    assert panel.is_visible()


def test_every_control_has_a_name(visit: Visit) -> None:
    controls = visit.page.locator(".ds-form input, .ds-form button, .ds-form summary, .ds-scroll")
    unnamed = controls.evaluate_all(
        """(nodes) => nodes.filter((node) => {
          const label = node.labels?.[0]?.textContent ?? '';
          return !(node.getAttribute('aria-label') || node.textContent.trim() || label.trim());
        }).map((node) => node.outerHTML)"""
    )
    assert controls.count() > 20
    assert unnamed == []


def test_a_lever_moves_by_keyboard_and_the_chart_follows(visit: Visit, panel: Any) -> None:
    slider = panel.get_by_role("slider", name="Requests")
    chart = panel.locator(".ds-result svg").first
    before, words = chart.inner_html(), said(panel)
    slider.focus()
    for _ in range(10):
        visit.page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "110 % of today"
    settled(visit.page, lambda: said(panel).startswith("Requests 110 % of today: mean wait rose"))
    assert said(panel) != words
    assert panel.locator(".ds-result svg").first.inner_html() != before
    assert (
        panel.locator("tbody tr").first.locator("td").nth(1).inner_text() == "3"
    )  # the baseline stays in view


def test_the_button_puts_levers_and_numbers_back(visit: Visit, panel: Any) -> None:
    slider = panel.get_by_role("slider", name="Agents")
    slider.focus()
    visit.page.keyboard.press("ArrowRight")
    settled(visit.page, lambda: said(panel).startswith("Agents 11 people"))
    panel.get_by_role("button", name="Back to how it is").press("Enter")
    settled(visit.page, lambda: said(panel).startswith("The desk as it is"))
    settled(visit.page, lambda: slider.input_value() == "10")
    assert slider.get_attribute("aria-valuetext") == "10 people"


def test_every_control_is_reached_by_tab(visit: Visit, panel: Any) -> None:
    panel.get_by_role("slider", name="Requests").focus()
    seen = []
    for _ in range(9):
        seen.append(
            visit.page.evaluate(
                "() => document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent"
            )
        )
        visit.page.keyboard.press("Tab")
    assert seen[:4] == ["Requests", "Agents", "Time per job", "Back to how it is"]
    assert seen[4:8] == ["New demand", "Same demand", "Copy as code", "Save policy"]
    assert "numbers behind" in seen[8]


def test_keys_pressed_in_a_panel_never_change_a_cell(visit: Visit, panel: Any) -> None:
    """JupyterLab's commands are single letters: x cuts the cell, d d deletes it, m makes it text."""
    before = visit.page.evaluate(CELLS)
    for control in (
        panel.get_by_role("slider", name="Agents"),
        panel.get_by_role("button", name="Back to how it is"),
        panel.locator("summary").first,
    ):
        control.focus()
        for key in ("r", *COMMANDS, "1"):
            visit.page.keyboard.press(key)
    visit.page.wait_for_timeout(300)
    assert visit.page.evaluate(CELLS) == before
    assert panel.is_visible()


def test_a_lever_that_was_clicked_moves_by_keyboard_too(visit: Visit, panel: Any) -> None:
    slider = panel.get_by_role("slider", name="Agents")
    slider.click()
    settled(visit.page, lambda: panel.get_attribute("aria-busy") is None)
    visit.page.wait_for_timeout(300)  # JupyterLab makes the cell active; the focus must stay here
    clicked = int(slider.input_value())
    visit.page.keyboard.press("ArrowRight")
    settled(visit.page, lambda: said(panel).startswith(f"Agents {clicked + 1} people"))


def test_quick_moves_end_on_the_last_value_without_a_backlog(visit: Visit, panel: Any) -> None:
    slider = panel.get_by_role("slider", name="Agents")
    slider.focus()
    for key in ["ArrowRight"] * 4 + ["ArrowLeft"] * 2:
        visit.page.keyboard.press(key)
    settled(visit.page, lambda: said(panel).startswith("Agents 12 people"))
    settled(visit.page, lambda: panel.get_attribute("aria-busy") is None)
    visit.page.wait_for_timeout(500)
    assert said(panel).startswith("Agents 12 people")
    assert slider.input_value() == "12"


def test_a_prediction_is_made_by_keyboard_and_held_against_the_result(visit: Visit) -> None:
    page = visit.page
    form = page.get_by_role("region", name="Predict").first
    form.scroll_into_view_if_needed()
    form.get_by_role("spinbutton", name="My prediction").focus()
    page.keyboard.type("3.3")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settled(page, lambda: form.locator(".ds-said").inner_text().startswith("Kept: 3.3 minutes (55 % sure)"))
    assert form.get_by_role("spinbutton").is_disabled()
    reveal = page.get_by_role("region", name="Prediction and result").first
    reveal.get_by_role("button", name="Compare with my prediction").click()
    settled(page, lambda: "Too low" in reveal.inner_text())
    assert "3.3 minutes (55 % sure)" in reveal.inner_text()


def test_a_wrong_answer_gets_its_reason(visit: Visit) -> None:
    page = visit.page
    question = page.get_by_role("region", name="Question 1 of")
    question.scroll_into_view_if_needed()
    question.get_by_role("radio").first.check()
    question.get_by_role("button", name="Check my answer").click()
    settled(page, lambda: "Not quite." in question.inner_text())


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_nothing_is_cut_off_at_1024_pixels(visit: Visit, panel: Any, theme: str) -> None:
    page = visit.page
    change_theme(page, theme)
    assert cut_off(page, ".ds-form:visible") == 0
    pictures = panel.locator(".ds-result svg").first
    assert pictures.bounding_box()["width"] <= panel.bounding_box()["width"]


def test_nothing_is_fetched_from_outside_and_nothing_is_complained_of(visit: Visit, lab: str) -> None:
    """Last, so that it speaks for everything above."""
    inside = (lab, lab.replace("http", "ws"), "data:", "blob:")
    assert [url for url in visit.requests if not url.startswith(inside)] == []
    assert visit.complaints == []
