"""Where the keyboard goes in a part and after it: Chromium, the front end, and cells like JupyterLab's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from deskside.panels.floor.front import PLAYER
from deskside.panels.front import FRONT
from in_browser import browsing, need_browser

pytestmark = pytest.mark.browser

PAGE = """<div class="jp-Cell" id="one" tabindex="-1"></div><div class="jp-Cell" id="two" tabindex="-1"></div>
<button id="far">far below</button>"""
SPEC = {
    "kind": "predict",
    "title": "Predict",
    "live": False,
    "controls": [
        {"id": "sure", "kind": "range", "label": "How sure", "value": 50, "low": 0, "high": 100, "step": 5}
    ],
    "buttons": [{"id": "keep", "label": "Keep"}, {"id": "show", "label": "Show"}],
}
#: A part in the first cell; ``part`` puts it in and out again and tells it of a change of its state.
MOUNT = """async ([text, spec]) => {
  const {mount} = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
  const state = {spec, values: {}, locked: false, said: '', html: '', progress: -1}, told = {};
  const hear = (name, act) => { told[name] = act; return () => {}; };
  const link = {get: (name) => state[name], on: hear, send: () => {}};
  window.part = {
    put: () => { window.part.out = mount(document.querySelector('#one'), link); },
    become: (name, value) => { state[name] = value; told[name](); },
  };
  window.part.put();
}"""
FOCUS = "() => document.activeElement.id || document.activeElement.textContent.slice(0, 7)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    need_browser()
    with browsing() as found:
        yield found


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    here = browser.new_page()
    here.set_content(PAGE)
    here.evaluate(MOUNT, [FRONT.text, json.loads(json.dumps(SPEC))])
    yield here
    here.close()


def test_tab_goes_through_a_part_and_on_to_the_next_cell(page: Any) -> None:
    page.locator("#one input").focus()
    seen = []
    for _ in range(3):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUS))
    assert seen == ["Keep", "Show", "two"]
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUS) == "Show"


def test_escape_leaves_a_part_for_the_next_cell(page: Any) -> None:
    page.locator("#one input").focus()
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS) == "two"


def test_of_two_parts_in_a_cell_tab_leaves_the_first_for_the_second(page: Any) -> None:
    page.evaluate("() => window.part.put()")
    page.get_by_role("button", name="Show").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.type") == "range"


def test_a_part_that_is_closed_keeps_the_focus_and_lets_it_go_on(page: Any) -> None:
    """A prediction that was kept: its own button can be pressed no longer."""
    page.get_by_role("button", name="Keep").focus()
    page.evaluate("() => window.part.become('locked', true)")
    page.wait_for_timeout(50)  # the browser takes the focus off at its next frame
    part = page.get_by_role("region", name="Predict")
    assert part.evaluate("(part) => part === document.activeElement")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == "two"
    assert part.get_attribute("tabindex") is None  # a click in it is for the page


def test_a_part_that_gets_its_pictures_keeps_the_focus(page: Any) -> None:
    """A panel is put in anew with its first result."""
    page.get_by_role("button", name="Show").focus()
    page.evaluate("() => { window.part.out(); window.part.put(); }")
    assert page.evaluate(FOCUS) == "Show"
    page.evaluate("() => { document.querySelector('#far').focus(); window.part.out(); window.part.put(); }")
    assert page.evaluate(FOCUS) == "far"


def test_every_front_end_has_the_same_keys() -> None:
    for bundle in (FRONT, PLAYER):
        assert bundle.text.count("function ownKeys(") == 1
