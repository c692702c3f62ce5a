"""Slides: a module as a deck that opens from disk, with the run sheet in its notes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deskside.cli import main
from deskside.errors import DesksideError
from deskside.workshop import module, read_sheet, sheet_of
from deskside.workshop.blocks import HIGH, Block, blocks, essence, opening, packed
from deskside.workshop.deck import Slide, joined, noted, of_picture, of_text
from deskside.workshop.reveal import reveal
from deskside.workshop.slides import slides_of, write_slides
from in_browser import browsing
from made_up_course import CELLS, write_course

COURSE = Path(__file__).resolve().parent.parent / "notebooks"
SHEET = read_sheet(COURSE / "facilitator" / "05-acknowledge-promise-respond.md")


def unheard(done: int, total: int, what: str) -> None:
    """For progress nobody follows."""


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("slides") / "course")


@pytest.fixture(scope="module")
def deck(made_up: Path) -> list[Slide]:
    return slides_of(module("7", made_up), None, unheard, 2)


def test_every_part_has_its_slide(deck: list[Slide]) -> None:
    titles = [slide.title for slide in deck]
    assert titles[0] == "07 · A made-up module"
    for title in ("Predict", "Prediction and result", "Work it out", "In your own words", "Key points"):
        assert title in titles
    questions = [title for title in titles if re.fullmatch(r"Question \d of \d", title)]
    assert [f"{title}: the reasons" for title in questions] == [
        title for title in titles if title.endswith("the reasons")
    ]
    assert len([slide for slide in deck if slide.kind == "panel"]) == 1
    (floor,) = [slide for slide in deck if slide.about == "floor"]
    assert "<svg" in floor.body
    assert "Play it" in floor.say


def test_no_answer_stands_on_the_slide_of_its_question(deck: list[Slide]) -> None:
    for slide in deck:
        assert ('class="right"' in slide.body) == slide.title.endswith("the reasons")
    (came, *_) = [slide for slide in deck if slide.title == "Prediction and result"]
    before, _, fragment = came.body.partition('class="fragment"')
    assert "It came to" in fragment
    assert "It came to" not in before


def test_the_file_has_all_inside_and_no_slide_in_a_slide(made_up: Path) -> None:
    text = write_slides(module("7", made_up), None, unheard, 2)
    assert not re.search(r"url\(\s*['\"]?https?:", text)
    body = text[text.index('<div class="slides">') : text.index("<script>")]
    assert not re.search(
        r"<(?:script|link|img)[^>]+(?:src|href)=\"(?!data:)", text[: text.index(body)] + body
    )
    depth = 0
    for mark in re.findall(r"</?section", body):
        depth += 1 if mark == "<section" else -1
        assert 0 <= depth <= 1
    assert "MIT licence" in text


def test_after_the_folded_code_the_deck_goes_on(tmp_path: Path) -> None:
    """One cell of code goes with *Change the model*; the card that follows it is shown."""
    changed = ("change", "markdown", "<details>Change the model</details>")
    mine = ("mine", "code", "import pandas as pd\npd.DataFrame({'a': [1]})")
    start = tuple(cell for cell in CELLS if cell[0] in ("title", "setup"))
    rest = tuple(cell for cell in CELLS if cell[0] in ("own", "points"))
    course = write_course(tmp_path / "course", (*start, changed, mine, *rest))
    titles = [slide.title for slide in slides_of(module("7", course), None, unheard, 1)]
    assert titles == ["07 · A made-up module", "On your own desk", "Key points"]


def test_a_missing_reveal_is_told() -> None:
    assert set(reveal()) == {"look", "program", "notes"}
    with pytest.raises(DesksideError, match=r"reveal\.js is missing here; run: python -m pip install"):
        reveal("no_such_package")


def test_what_is_emphasised_is_shown_and_the_rest_is_said() -> None:
    text = "## Explain\n\nFirst. Then **this** counts. Then more.\n\n**◆ Evidence** Not so short.\n\n- a\n- b"
    (slide,) = of_text(text)
    assert "First. Then" in slide.body
    assert "Then more" not in slide.body
    assert "Then more" in slide.say
    assert "Not so short" not in slide.body
    assert "<li>a</li>" in slide.body
    assert essence("**△ Assumption** One. Two.", first=False) == ""
    assert essence("The next cell counts. That holds.") == "That holds."
    assert opening("So it is. The next cell counts.") == "So it is."


def test_what_is_long_is_cut_between_points_and_nothing_is_lost() -> None:
    points = "\n".join(f"- point {number}: {'word ' * 14}" for number in range(12))
    portions = list(packed([Block("list", points)]))
    assert len(portions) > 1
    assert all(sum(block.lines for block in portion) <= HIGH for portion in portions)
    assert "\n".join(block.text for portion in portions for block in portion) == points


def test_what_leads_to_a_table_stays_with_it() -> None:
    words = Block("text", "word " * 90)
    leads, table = Block("text", "Three places:"), Block("table", "\n".join(["| a | b |"] * 7))
    assert list(packed([words, leads, table])) == [[words], [leads, table]]


def test_what_a_chart_shows_is_said_and_not_set_small_on_the_slide() -> None:
    page = '<figure><svg></svg><figcaption id="x">Mean wait &amp; load.</figcaption></figure>'
    cell = module("05", COURSE).cells[1]
    found = of_picture(cell, page)
    assert found.say == "Mean wait & load."
    assert "figcaption" in found.body  # for who cannot see the chart


def test_what_is_folded_or_for_a_single_learner_stays_away() -> None:
    assert blocks("<details>a\n\nb</details>\n\nText") == [Block("text", "Text")]
    assert [slide.body for slide in of_text("## Quiz\n\nFive questions.")] == [""]
    found = joined([Slide("A", "a"), Slide("Quiz", "", "say it"), Slide("", "b")])
    assert [(slide.title, slide.body, slide.say) for slide in found] == [
        ("A", "a", "say it"),
        ("Quiz", "b", ""),
    ]


def test_the_notes_follow_the_run_sheet() -> None:
    order = (
        "story",
        "The desk, in six words",
        "predict",
        "run",
        "reveal",
        "predict",
        "Second round: which?",
        "predict",
        "quiz",
        "words",
        "own desk",
        "key points",
    )
    found = noted([Slide(about, "x", "own words", about) for about in order], SHEET)
    starts = [int(re.findall(r"Minute (\d+)", slide.say)[0]) for slide in found]
    assert starts == [0, 0, 5, 9, 16, 16, 24, 24, 38, 38, 43, 48]
    assert SHEET.steps[1].say in found[2].say
    assert "Wrong predictions" in found[2].say
    assert SHEET.steps[3].what not in found[5].say  # said once
    assert all(slide.say.endswith("own words") for slide in found)


def test_a_panel_belongs_to_the_run_that_is_announced_and_a_title_to_none() -> None:
    """Module 12 runs two panels; the first one is not the second one's activity."""
    sheet = read_sheet(COURSE / "facilitator" / "12-people-empathy-meaning-growth.md")
    order = (
        ("12 · People: empathy, meaning, growth", ""),
        ("story", "story"),
        ("predict", "ask"),
        ("Run", ""),
        ("run", "panel"),
        ("reveal", "ask"),
        ("Second round: the next one comes", ""),
        ("predict", "ask"),
        ("run", "panel"),
        ("work out", "ask"),
        ("What keeps people? Evidence, and belief", ""),
        ("Leavers a year of eight, for three beliefs", "picture"),
    )
    found = noted([Slide(about, "x", "", about, kind) for about, kind in order], sheet)
    starts = [int(minute[0]) if (minute := re.findall(r"Minute (\d+)", one.say)) else None for one in found]
    assert starts == [None, 0, 4, 7, 7, 14, 18, 18, 21, 27, 30, 34]
    assert "Before it begins" in found[0].say


def test_the_command_writes_a_file(made_up: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "deck.html"
    words = ["workshop", "slides", "7", "--course", str(made_up), "-o", str(place), "--settings", "2"]
    assert main(words) == 0
    assert "slides of 07 · A made-up module" in capsys.readouterr().out
    assert place.stat().st_size > 200_000
    assert main([*words[:2], "8", *words[3:]]) == 2
    assert "no module '8'" in capsys.readouterr().err


# --- in a browser ---

SIZES = ((1024, 768), (1366, 768))
LOOK = """() => {
  const slide = Reveal.getCurrentSlide(), inner = slide.querySelector(".fit");
  const [outside, inside] = [slide.getBoundingClientRect(), inner.getBoundingClientRect()];
  return {
    title: slide.querySelector("h1, h2")?.innerText ?? slide.className,
    over: Math.round(Math.max(inside.bottom - outside.bottom, inside.right - outside.right)),
    scale: Number(/scale\\(([\\d.]+)/.exec(inner.style.transform)?.[1] ?? 1),
  };
}"""


@pytest.mark.browser
@pytest.mark.ci
@pytest.mark.parametrize("number", [f"{number:02}" for number in range(1, 14)])
def test_nothing_is_cut_off_and_nothing_is_fetched(number: str, tmp_path: Path) -> None:
    wanted = module(number, COURSE)
    place = tmp_path / "deck.html"
    deck = write_slides(wanted, sheet_of(wanted), unheard)
    assert "too many settings" not in deck  # a panel that cannot be moved
    place.write_text(deck, encoding="utf-8")
    with browsing() as browser:
        page = browser.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(place.as_uri())
        page.wait_for_function("window.Reveal && Reveal.isReady() && document.body.dataset.ready === 'yes'")
        many = page.evaluate("Reveal.getTotalSlides()")
        assert many > 30
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for place_of in range(many):
                page.evaluate(f"Reveal.slide({place_of}, 0, 99)")
                page.wait_for_timeout(60)
                seen = page.evaluate(LOOK)
                assert seen["over"] <= 0, seen
                assert seen["scale"] >= (0.6 if "panel" in seen["title"] else 0.7), seen
        slider = page.get_by_role("slider").first
        before = page.locator(".panel .ds-said").first.inner_text()
        page.evaluate(
            "Reveal.slide([...document.querySelectorAll('.slides > section')].findIndex("
            "(one) => one.className.includes('panel')))"
        )
        slider.press("End")
        assert page.locator(".panel .ds-said").first.inner_text() != before
        with page.expect_popup() as opened:
            page.locator("body").click(position={"x": 5, "y": 5})
            page.keyboard.press("s")
        opened.value.wait_for_selector(".speaker-controls-notes")
        assert wrong == []
        assert [
            url for url in asked if not url.startswith((place.as_uri(), "blob:", "data:", "about:"))
        ] == []
