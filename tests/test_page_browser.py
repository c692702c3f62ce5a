"""A module's page in a real browser: opened from disk, the network cut, driven by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from deskside.experiment import Estimate
from deskside.lesson import Lesson, start
from deskside.workshop import module, write_page
from in_browser import Visit, browsing, cut_off, violations
from made_up_course import write_course

pytestmark = pytest.mark.browser

SIZES = [(1366, 768), (1024, 768)]


@dataclass
class Opened(Visit):
    """The page of a module, and where it is."""

    place: Path = field(kw_only=True)

    def again(self) -> None:
        """Open the page once more, as on another day."""
        self.page.goto(self.place.as_uri())
        self.page.wait_for_selector("body[data-ready=yes]")

    def region(self, name: str) -> Any:
        return self.page.get_by_role("region", name=name, exact=True).first


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("course") / "notebooks")


@pytest.fixture(scope="module")
def opened(course: Path) -> Iterator[Opened]:
    place = course / "page.html"
    place.write_text(write_page(module("7", course), lambda *_: None).text, encoding="utf-8")
    with browsing() as browser:
        context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})
        here = Opened(context.new_page(), place=place)
        here.page.set_default_timeout(15_000)
        here.listen()
        here.again()
        yield here


@pytest.fixture
def fresh(opened: Opened) -> Opened:
    """The page with nothing answered yet."""
    opened.page.evaluate("() => localStorage.clear()")
    opened.again()
    return opened


@pytest.fixture
def lab(course: Path, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    """The same lesson with its kernel, to hold the page against."""
    monkeypatch.delenv("DESKSIDE_UNATTENDED", raising=False)
    return start("test", course / "questions")


def text_of(page: Any, html: str) -> str:
    """The words of a piece of HTML, as the browser reads them."""
    found: str = page.evaluate(
        "(html) => { const node = document.createElement('div'); node.innerHTML = html; "
        "return node.textContent.replace(/\\s+/g, ' ').trim(); }",
        html,
    )
    return found


def result_of(region: Any) -> str:
    words: str = region.locator(".ds-result").evaluate(
        "(node) => node.textContent.replace(/\\s+/g, ' ').trim()"
    )
    return words


def said(region: Any) -> str:
    words: str = region.locator(".ds-said").inner_text()
    return words


def press(opened: Opened, region: Any, name: str) -> None:
    region.get_by_role("button", name=name).focus()
    opened.page.keyboard.press("Enter")


def predict(opened: Opened, value: str, sure_steps: int = 0) -> Any:
    region = opened.region("Predict (1 of 2)")
    region.get_by_role("spinbutton").focus()
    opened.page.keyboard.type(value)
    opened.page.keyboard.press("Tab")
    for _ in range(sure_steps):
        opened.page.keyboard.press("ArrowRight")
    press(opened, region, "Keep my prediction")
    return region


@pytest.mark.parametrize("value", ["3.5", "9", "30", "0.04", "1", "11.234"])
def test_a_prediction_is_kept_and_compared_as_in_the_lab(fresh: Opened, lab: Lesson, value: str) -> None:
    region = predict(fresh, value, 3)
    form = lab.predict("wait")
    form.act("keep", {"value": value, "sure": 65})
    assert said(region) == form.form.said
    assert region.get_by_role("spinbutton").is_disabled()
    reveal = lab.reveal("wait", lambda: Estimate(10.0, 9.0, 11.0, 2.0, 10))
    reveal.act("compare", {})
    beside = fresh.region("Prediction and result (1 of 2)")
    press(fresh, beside, "Compare with my prediction")
    assert said(beside) == reveal.form.said
    assert result_of(beside) == text_of(fresh.page, reveal.form.html)


@pytest.mark.parametrize("value", ["", "61"])
def test_no_prediction_is_kept_without_one(fresh: Opened, value: str) -> None:
    region = predict(fresh, value)
    assert region.locator(".ds-problem").inner_text() == "Type a number from 0 to 60 minutes first."
    beside = fresh.region("Prediction and result (1 of 2)")
    press(fresh, beside, "Compare with my prediction")
    assert "There is no prediction yet" in said(beside)
    press(fresh, beside, "Show it without a prediction")
    assert "You predicted: no prediction. It came to: 10 minutes (range 9 to 11)." in said(beside)


@pytest.mark.parametrize("key", ["a", "b"])
def test_a_choice_is_compared_as_in_the_lab(fresh: Opened, lab: Lesson, key: str) -> None:
    region = fresh.page.get_by_role("region", name="Predict (2 of 2)")
    region.get_by_role("radio").nth("ab".index(key)).focus()
    fresh.page.keyboard.press("Space")
    press(fresh, region, "Keep my prediction")
    lab.predict("which").act("keep", {"value": key, "sure": 50})
    reveal = lab.reveal("which", lambda: ("b", "From 10 to 3."))
    reveal.act("compare", {})
    beside = fresh.page.get_by_role("region", name="Prediction and result (2 of 2)")
    press(fresh, beside, "Compare with my prediction")
    assert said(beside) == reveal.form.said
    assert result_of(beside) == text_of(fresh.page, reveal.form.html)


@pytest.mark.parametrize("value", ["6", "6.3", "6.31", "360", "2", "50"])
def test_a_number_is_judged_as_in_the_lab(fresh: Opened, lab: Lesson, value: str) -> None:
    ask = lab.quiz().questions[1]
    ask.act("check", {"answer": value})
    region = fresh.region("Question 2 of 4")
    region.get_by_role("spinbutton").focus()
    fresh.page.keyboard.type(value)
    press(fresh, region, "Check my answer")
    assert result_of(region) == text_of(fresh.page, ask.form.html)


def test_choices_ticks_and_orders_are_judged_by_keyboard(fresh: Opened, lab: Lesson) -> None:
    one, _, several, steps = lab.quiz().questions
    region = fresh.region("Question 1 of 4")
    region.get_by_role("radio").first.focus()
    fresh.page.keyboard.press("Space")
    press(fresh, region, "Check my answer")
    one.act("check", {"answer": "a"})
    assert result_of(region) == text_of(fresh.page, one.form.html)
    region = fresh.region("Question 3 of 4")
    press(fresh, region, "Check my answer")
    assert "Tick what you think is right first" in region.locator(".ds-problem").inner_text()
    for place in (2, 0):  # in whatever order they are ticked
        region.get_by_role("checkbox").nth(place).focus()
        fresh.page.keyboard.press("Space")
    press(fresh, region, "Check my answer")
    several.act("check", {"answer": ["a", "c"]})
    assert result_of(region) == text_of(fresh.page, several.form.html)
    region = fresh.region("Question 4 of 4")
    shown = steps.form.values["answer"]
    region.get_by_role("button", name="Move down").first.focus()
    fresh.page.keyboard.press("ArrowDown")
    press(fresh, region, "Check my answer")
    steps.act("check", {"answer": [shown[1], shown[0], *shown[2:]]})
    assert result_of(region) == text_of(fresh.page, steps.form.html)


def test_hints_come_one_by_one_and_then_the_answer(fresh: Opened, lab: Lesson) -> None:
    check, region = lab.check("little"), fresh.region("Work it out")
    for _ in range(4):
        check.act("hint", {})
        press(fresh, region, "Give me a hint")
        assert result_of(region) == text_of(fresh.page, check.form.html)
        assert region.locator(".ds-said").evaluate("(node) => node.textContent") == check.form.said
    region.get_by_role("spinbutton").focus()
    fresh.page.keyboard.type("360")
    press(fresh, region, "Check my answer")
    check.act("check", {"value": "360"})
    assert result_of(region) == text_of(fresh.page, check.form.html)


def test_the_panel_answers_at_once_and_goes_back(fresh: Opened) -> None:
    region = fresh.region("A small panel")
    slider = region.get_by_role("slider", name="Agents")
    first = said(region)
    assert first.startswith("The desk as it is: mean wait")
    slider.focus()
    fresh.page.keyboard.press("ArrowRight")
    assert said(region).startswith("Agents 11 people: mean wait")
    fresh.page.keyboard.press("ArrowLeft")
    assert said(region) == first
    fresh.page.keyboard.press("ArrowRight")
    press(fresh, region, "Back to how it is")
    assert (said(region), slider.input_value()) == (first, "10")


def test_a_slider_with_few_places_goes_from_one_to_the_next(course: Path, opened: Opened) -> None:
    """Nine settings leave three for each lever: of the agents both ends and as it is, 9, 10 and 12."""
    place = course / "few.html"
    place.write_text(write_page(module("7", course), lambda *_: None, settings=9).text, encoding="utf-8")
    page = opened.page.context.new_page()
    page.goto(place.as_uri())
    page.wait_for_selector("body[data-ready=yes]")
    region = page.get_by_role("region", name="A small panel", exact=True).first
    slider = region.get_by_role("slider", name="Agents")
    seen = [slider.get_attribute("aria-valuetext")]
    slider.focus()
    for key in ("ArrowRight", "ArrowRight", "Home", "End"):
        page.keyboard.press(key)
        seen.append(slider.get_attribute("aria-valuetext"))
    assert seen == ["10 people", "12 people", "12 people", "9 people", "12 people"]
    assert said(region).startswith("Agents 12 people: mean wait")
    page.get_by_text("On this page you can move Agents to 9, 10 or 12 people.").wait_for()
    region.get_by_role("button", name="Back to how it is").press("Enter")
    assert (slider.get_attribute("aria-valuetext"), slider.input_value()) == ("10 people", "1")
    page.close()


def test_what_is_answered_is_there_on_another_day_until_it_is_forgotten(fresh: Opened) -> None:
    predict(fresh, "7")
    words = fresh.region("In your own words").get_by_role("textbox")
    words.focus()
    fresh.page.keyboard.type("my own words")
    fresh.page.keyboard.press("Tab")
    fresh.region("Checklist").get_by_role("checkbox").first.check()
    card = fresh.region("On my own desk")
    press(fresh, card, "Make my card")
    assert "Still empty: One thing I will do" in card.locator(".ds-problem").inner_text()
    card.get_by_label("One thing I will do").fill("<b>ask</b>")
    card.get_by_label("How I will see").fill("mean wait")
    card.get_by_label("When I will look").fill("2026-12-01")
    press(fresh, card, "Make my card")
    expected = "On 2026-12-01 I look at: mean wait. Until then I: <b>ask</b>."
    assert expected in result_of(card)
    fresh.again()
    assert "Kept: 7 minutes (50 % sure)" in said(fresh.region("Predict (1 of 2)"))
    assert fresh.region("In your own words").get_by_role("textbox").input_value() == "my own words"
    assert said(fresh.region("Checklist")) == "1 of 2 done."
    assert expected in result_of(fresh.region("On my own desk"))
    assert "How long? 7 minutes (50 % sure)" in fresh.page.locator("#points").inner_text()
    forget = fresh.page.get_by_role("button", name="Forget my answers")
    forget.press("Enter")
    with fresh.page.expect_navigation():
        fresh.page.get_by_role("button", name="Sure?").press("Enter")
    fresh.page.wait_for_selector("body[data-ready=yes]")
    assert not fresh.region("Predict (1 of 2)").get_by_role("spinbutton").is_disabled()


def test_the_timer_and_the_floor_run_without_a_kernel(fresh: Opened) -> None:
    timer = fresh.page.get_by_role("region", name="5 minutes")
    timer.get_by_role("button", name="Start", exact=True).press("Enter")
    fresh.page.wait_for_timeout(1200)
    assert timer.locator(".ds-digits").inner_text() in ("4:58", "4:59")
    floor = fresh.page.locator("#floor")
    told = floor.locator(".ds-floor-clock, .ds-floor-event")  # an event may lie in the minute that is shown
    before = told.all_inner_texts()
    floor.get_by_role("button", name="Next event").press("Enter")
    assert told.all_inner_texts() != before


def test_every_control_has_a_name_and_is_reached_by_tab(fresh: Opened) -> None:
    page = fresh.page
    controls = page.locator(
        "input:visible, button:visible, textarea:visible, select:visible, summary:visible"
    )
    unnamed = controls.evaluate_all(
        """(nodes) => nodes.filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim()
          || node.labels?.[0]?.textContent.trim())).map((node) => node.outerHTML)"""
    )
    assert unnamed == []
    page.evaluate("() => document.activeElement?.blur()")
    seen = set()
    for _ in range(controls.count() + 40):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate("() => document.activeElement.closest('section[id], header, footer')?.id ?? ''")
        )
    assert {"predict-wait", "panel", "quiz", "check", "reflect", "ticks", "timer", "floor", "own"} <= seen


def test_a_picture_stays_in_its_frame(fresh: Opened) -> None:
    """Its curves and words end where the picture ends, before and after a lever was moved."""
    region = fresh.region("A small panel")
    for _ in range(2):
        over = region.locator(".ds-picture svg").evaluate_all(
            """(nodes) => nodes.map((node) => {
              const box = node.getBBox();
              return [node.clientWidth - box.x - box.width, box.x, node.querySelectorAll('text').length];
            })"""
        )
        assert over
        for room, left, words in over:
            assert room >= -2
            assert left >= -2
            assert words > 6  # the ticks of both axes
        region.get_by_role("slider", name="Agents").press("ArrowRight")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_wider_than_the_page(fresh: Opened, size: tuple[int, int], dark: bool) -> None:
    page = fresh.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if dark:
        page.get_by_role("button", name="Dark page").press("Enter")
        assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(17, 17, 17)"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert cut_off(page, ".ds-form:visible") == 0


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(fresh: Opened, dark: bool) -> None:
    """Also with results, hints, problems and unfolded tables on the page."""
    if dark:
        fresh.page.get_by_role("button", name="Dark page").press("Enter")
    predict(fresh, "7")
    press(fresh, fresh.region("Work it out"), "Give me a hint")
    press(fresh, fresh.region("Question 3 of 4"), "Check my answer")
    press(fresh, fresh.region("Prediction and result (1 of 2)"), "Compare with my prediction")
    fresh.page.get_by_role("slider", name="Agents").press("ArrowRight")
    fresh.page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert violations(fresh.page) == []


def test_printed_it_is_black_on_white_without_buttons(fresh: Opened) -> None:
    fresh.page.emulate_media(media="print")
    try:
        assert fresh.page.get_by_role("button", name="Dark page").count() == 0
        assert fresh.page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    finally:
        fresh.page.emulate_media(media="screen")


def test_no_request_leaves_the_page_and_nothing_is_complained_of(opened: Opened) -> None:
    """Last, so that it speaks for everything above."""
    own = opened.place.as_uri()
    assert [url for url in opened.requests if url != own and not url.startswith(("blob:", "data:"))] == []
    assert opened.complaints == []
