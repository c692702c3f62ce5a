"""What a lesson's notebook keeps of what it showed: one form of each output, one sheet, few letters."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import chart_gallery
from deskside import lesson
from deskside.charts.letters import fewer_letters
from deskside.lesson.small import WIDGET, SmallOutputs
from deskside.lesson.story import Told
from deskside.lesson.texts import Story
from deskside.panels import NOT_LIVE, Button, Part
from made_up_lesson import TEXTS


@pytest.fixture
def shown() -> SmallOutputs:
    """What puts things on the page, in a shell of its own."""
    before = InteractiveShell.instance().display_formatter
    return SmallOutputs(
        formatters=before.formatters,
        mimebundle_formatter=before.mimebundle_formatter,
        ipython_display_formatter=before.ipython_display_formatter,
        active_types=before.format_types,
    )


class Piece:
    """Something with HTML and text."""

    def __init__(self, page: str) -> None:
        self.page = page

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.page, "text/plain": "the same as text"}


class Asked(Part):
    """A part with one button."""

    def act(self, action: str, values: Any) -> None:
        """Nothing."""


def page_of(shown: SmallOutputs, thing: Any) -> str:
    data, _ = shown.format(thing)
    assert list(data) == ["text/html"]
    text: str = data["text/html"]
    return text


def test_an_output_goes_out_in_one_form(shown: SmallOutputs) -> None:
    figure = chart_gallery.EXAMPLES["Answered within"]()
    assert page_of(shown, figure).count(figure.summary) == 1
    assert list(shown.format(Told(Story(id="monday", text="**Ana**")))[0]) == ["text/markdown"]


def test_plain_values_and_what_others_made_stay_as_they_are(shown: SmallOutputs) -> None:
    assert shown.format(3)[0] == {"text/plain": "3"}
    foreign = '<div class="mine">\n <b>a</b>\n <i>b</i></div>'
    assert page_of(shown, Piece(foreign)) == foreign


def test_the_sheet_comes_once_with_the_first_piece(
    shown: SmallOutputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test.toml").write_text(TEXTS, encoding="utf-8")
    pages: list[Any] = []
    monkeypatch.setattr("IPython.display.display", pages.append)
    part = Asked("Press", (), (Button("go", "Go"),))
    assert "<style>" in page_of(shown, Piece(part.twin_html()))  # without it everything brings its own
    lesson.start("test", tmp_path)._ipython_display_()
    first = page_of(shown, pages[0])
    sheet = re.findall(r"<style>(.*?)</style>", first)
    assert len(sheet) == 1
    figure = chart_gallery.EXAMPLES["Queue over time"]()
    later = page_of(shown, figure) + page_of(shown, Piece(part.twin_html()))
    assert "<style>" not in later
    roles = set(re.findall(r"var\((--[\w-]+)", later))
    assert len(roles) >= 3
    for role in roles:
        assert sheet[0].count(f"{role}:#") == 2, role  # on a light and on a dark page
    assert NOT_LIVE in sheet[0]
    assert NOT_LIVE not in later
    assert page_of(shown, pages[0]) == first  # run again, the first cell brings it again


def test_a_widget_is_its_name(shown: SmallOutputs) -> None:
    form = Asked("Press", (), (Button("go", "Go"),)).form
    assert shown.format(form)[0] == {WIDGET: {"model_id": form.model_id}}


def test_a_table_of_pandas_keeps_its_words(shown: SmallOutputs) -> None:
    frame = pd.DataFrame({"a < b": [0.123456, 2.0], "who": ["x & y", "it's"]})
    page = page_of(shown, frame)
    assert re.findall(r"<t[hd]>([^<]*)", page) == [
        "", "a &lt; b", "who", "0", "0.123456", "x &amp; y", "1", "2.000000", "it's",
    ]  # fmt: skip
    assert len(page) < 0.3 * len(frame._repr_html_())


def test_fewer_letters_are_read_the_same_way() -> None:
    """What a parser makes of both: the same elements, attributes and words."""
    for make in chart_gallery.EXAMPLES.values():
        page = make().to_html(style=False)
        small = fewer_letters(page)
        assert words(small) == words(page)
        assert len(small) < 0.92 * len(page)


def words(page: str) -> list[str]:
    """The words of a page, without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page)).split()


def test_only_a_kernel_is_told_to_be_small(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text(TEXTS, encoding="utf-8")
    before = InteractiveShell.instance().display_formatter
    lesson.start("test", tmp_path)
    assert InteractiveShell.instance().display_formatter is before
