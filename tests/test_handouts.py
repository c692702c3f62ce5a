"""What is printed: hand-outs of one page, slips for everybody, cards in the words of each skin."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from deskside.cli import main
from deskside.errors import DesksideError
from deskside.lesson import read_texts, skins
from deskside.workshop import Group, module, modules, sheet_of
from deskside.workshop.cards import cards_html
from deskside.workshop.handout import write_handout
from in_browser import browsing
from made_up_course import write_course

COURSE = Path(__file__).resolve().parent.parent / "notebooks"
MODULES = [one for one in modules(COURSE) if one.number != "00"]
WITH_CARDS = ("01", "05")
#: What stands on the hand-out where a cell has the tag for it; elsewhere the first thing after a reveal.
CHOSEN = {"04": "Monday: who is there", "09": "Gave up for good", "12": "The mean wait over the year"}


def unheard(done: int, total: int, what: str) -> None:
    """For progress nobody follows."""


def cards(number: str, skin: str = "it", group: Group | None = None) -> str:
    texts = read_texts(COURSE / "questions" / f"{number}.toml", skin)
    return cards_html(texts, sheet_of(module(number, COURSE)), group)


def pages_of(html: str, place: Path) -> int:
    """How many pages a browser prints."""
    place.write_text(html, encoding="utf-8")
    with browsing() as browser:
        page = browser.new_page()
        page.goto(place.as_uri())
        printed = page.pdf(format="A4", print_background=True, prefer_css_page_size=True)
    return len(re.findall(rb"/Type /Page\b", printed))


@pytest.mark.parametrize("one", MODULES, ids=lambda one: one.number)
def test_everybody_gets_a_slip(one: object) -> None:
    number = one.number  # type: ignore[attr-defined]
    page = cards(number, group=Group(17))
    assert page.count('class="slip"') == 17
    assert cards(number).count('class="slip"') == 8
    slip = page[page.index('class="slip"') : page.index("</section>")]
    assert "..." not in slip
    assert 'class="gap"' in slip
    assert not re.search(r"(?:src|href)=\"(?!data:)", page)


@pytest.mark.parametrize("skin", list(skins()))
@pytest.mark.parametrize("number", WITH_CARDS)
def test_cards_speak_in_every_skin(number: str, skin: str) -> None:
    page = cards(number, skin)
    texts = read_texts(COURSE / "questions" / f"{number}.toml", skin)
    assert page.count('class="card"') == len(texts.cards) >= 2
    assert not re.search(r"\{\w+\}", page.partition("</style>")[2])


def test_module_01_has_roles_and_the_service_map() -> None:
    texts = read_texts(COURSE / "questions" / "01.toml")
    assert len({card.set for card in texts.cards}) == 2
    assert any("service map" in card.set for card in texts.cards)
    with pytest.raises(DesksideError, match="nothing to print"):
        cards_html(texts.model_copy(update={"cards": ()}), None)


def test_the_commands_write_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = write_course(tmp_path / "course")
    shutil.copy(course / "questions" / "test.toml", course / "questions" / "07.toml")
    place = tmp_path / "x.html"
    assert main(["workshop", "cards", "05", "--group", "9", "-o", str(place)]) == 0
    assert "slips and 2 cards in 1 set" in capsys.readouterr().out
    assert main(["workshop", "handout", "7", "--course", str(course), "-o", str(place)]) == 2
    assert "has no list below **After this module you can**" in capsys.readouterr().err
    assert main(["workshop", "cards", "01", "--group", "1", "-o", str(place)]) == 2
    assert "2 to 60 people" in capsys.readouterr().err


@pytest.mark.browser
@pytest.mark.parametrize("one", MODULES, ids=lambda one: one.number)
def test_a_hand_out_is_one_page_with_all_on_it(one: object, tmp_path: Path) -> None:
    page = write_handout(one, unheard)  # type: ignore[arg-type]
    for part in ("After this module you can", "Key points", "On my own desk", "Sources.", 'class="chart"'):
        assert part in page
    assert "<script" not in page
    assert f"<h2>{CHOSEN.get(one.number, '')}" in page  # type: ignore[attr-defined]
    assert pages_of(page, tmp_path / "handout.html") == 1


@pytest.mark.browser
def test_a_page_too_many_would_be_seen(tmp_path: Path) -> None:
    page = write_handout(module("05", COURSE), unheard)
    longer = page.replace("<h2>Key points</h2>", f"<h2>Key points</h2>{'<p>One more line.</p>' * 60}")
    assert pages_of(longer, tmp_path / "handout.html") > 1
