"""The page that goes back to a learner: its rows from notebook and gradebook, and the page itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import PyFileConfigLoader

from deskside.grading import Mark
from deskside.grading.feedback import Booked, returned
from deskside.grading.restored import ADDED
from in_browser import browsing, cut_off, need_browser, violations
from nbgrader_course import ASSIGNMENTS, rows_of

COMMENT = "Good *figures*.\n\n<b>Who</b> decides? " + "And so on. " * 40


def graded(name: str, mark: Mark | None = None) -> Any:
    """A question that nbgrader has run."""
    outputs = [] if mark is None else [new_output("execute_result", data=mark._repr_mimebundle_())]
    about = {"grade": True, "solution": False, "grade_id": name, "points": 2}
    return new_code_cell(f"# Your answer\nsheet.ask({name!r})", metadata={"nbgrader": about}, outputs=outputs)


def room(name: str, text: str) -> Any:
    about = {"grade": True, "solution": True, "grade_id": name, "points": 6}
    return new_markdown_cell(text, metadata={"nbgrader": about})


def notebook() -> Any:
    """Two questions under headings, one without, and a text; a learner's heading stands between."""
    return new_notebook(
        cells=[
            new_markdown_cell("# A *small* assignment\n\nRead it."),
            new_markdown_cell("## Part A (4 points)"),
            new_markdown_cell("### 1. The `wait` & <more> (2 points)\n\nHow long?"),
            graded("wait", Mark(2.0, 2.0, "Right.", "Look < there.", asked="How long?")),
            new_markdown_cell("### 2. Arrivals (1 point)"),
            new_markdown_cell(f"{ADDED}\n\n### 9. My own question (99 points)"),
            graded("arrivals", Mark(0.5, 2.0, "Half.")),
            graded("time-at_desk"),
            new_markdown_cell("### 4. In writing (6 points)"),
            room("manager", "I object. <script>document.title = 'gone'</script>"),
        ]
    )


def gradebook(text: Booked) -> dict[str, Booked]:
    return {
        "wait": Booked(2.0, 2.0),
        "arrivals": Booked(2.0, 0.5),
        "time-at_desk": Booked(2.0, 0.0),
        "manager": text,
    }


WAITS = Booked(6.0, None)


def page_of(text: Booked, book: Any = None, late: float = 0.0) -> str:
    """The page, by the settings of the course root."""
    book = book or notebook()
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ASSIGNMENTS)).load_config()
    exporter = HTMLExporter(template_name="feedback", **config.HTMLExporter)
    resources = {
        "returned": returned(book, gradebook(text), "ada", late),
        "nbgrader": {"notebook": "99-small"},
        "inlining": {"css": []},
    }
    page, _ = exporter.from_notebook_node(book, resources=resources)
    return str(page)


# --- what is gathered ---------------------------------------------------------------------------------------


def test_a_question_is_called_by_its_own_heading_or_by_its_cell() -> None:
    back = returned(notebook(), gradebook(WAITS), "ada")
    assert back.title == "A small assignment"
    assert [row.name for row in back.rows] == [
        "1. The wait & <more>",
        "2. Arrivals",
        "Time at desk",
        "4. In writing",
    ]


def test_what_the_gradebook_knows_and_the_notebook_lacks_is_told() -> None:
    book = notebook()
    del book.cells[3]
    last = returned(book, gradebook(WAITS)).rows[-1]
    assert (last.name, last.reason) == ("Wait", "This question is missing from what was handed in.")


def test_points_that_wait_for_a_person_are_in_no_total() -> None:
    back = returned(notebook(), gradebook(WAITS))
    assert (back.points, back.marked, back.waiting) == (2.5, 6.0, 6.0)
    nought = returned(notebook(), gradebook(Booked(6.0, None, by_hand=0.0)))
    assert (nought.points, nought.marked, nought.waiting) == (2.5, 12.0, 0.0)
    extra = returned(notebook(), gradebook(Booked(6.0, None, by_hand=6.0, extra=1.0)))
    assert extra.points == 9.5


@pytest.mark.parametrize(
    ("booked", "reason"),
    [
        (WAITS, ""),
        (Booked(6.0, 0.0, comment="No response."), "Nothing was written here."),
        (Booked(6.0, None, by_hand=3.0), "A person marked it."),
        (Booked(6.0, None, by_hand=3.0, comment=COMMENT), "Good figures."),
        (Booked(6.0, None, by_hand=3.0, again=True), "A person marked it, and will look at it again."),
        (Booked(6.0, 0.0, by_hand=3.0), "A person gave these points. The automatic mark was 0."),
    ],
)
def test_the_reason_for_a_text_is_one_line(booked: Booked, reason: str) -> None:
    assert returned(notebook(), gradebook(booked)).by_cell["manager"].reason == reason


def test_a_long_comment_is_cut_between_words() -> None:
    booked = Booked(6.0, None, by_hand=1.0, comment="word " * 100)
    reason = returned(notebook(), gradebook(booked)).by_cell["manager"].reason
    assert len(reason) <= 160
    assert reason.endswith("word …")


def test_the_reason_for_an_answer_is_that_of_its_mark() -> None:
    book = notebook()
    book.cells[7].outputs = [new_output("error", ename="E", evalue="", traceback=[])]
    reasons = [row.reason for row in returned(book, gradebook(WAITS)).rows]
    assert reasons[:2] == ["Right. Look < there.", "Half."]
    assert reasons[2] == "An error stopped this question: tell your instructor."
    assert returned(notebook(), gradebook(WAITS)).rows[2].reason == ""  # nothing is made up
    nbformat.validate(notebook())


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_lists_every_question_and_says_what_waits() -> None:
    page = page_of(WAITS)
    assert rows_of(page) == [
        ["Question", "Points", "of", "Why"],
        ["1. The wait & <more>", "2", "2", "Right. Look < there."],
        ["2. Arrivals", "0.5", "2", "Half."],
        ["Time at desk", "0", "2", "See below."],
        ["4. In writing", "not marked yet", "6", "A person will mark it."],
        ["Together", "2.5", "6", "So far: of 12, 6 points wait for a person."],
    ]
    assert "2.5 of 6 points so far; 6 points wait for a person." in page
    assert "4. In writing: not marked yet, 6 points possible" in page
    assert "The wait & <" not in page  # everything is shown as text


def test_the_page_shows_a_comment_whole_and_what_was_taken_off() -> None:
    page = page_of(Booked(6.0, None, by_hand=1.0, comment=COMMENT), late=1.0)
    assert "<p>Good <em>figures</em>.</p>" in page
    assert "And so on. And" in page
    assert rows_of(page)[5:] == [
        ["Handed in late", "−1", "", "Taken off the points above."],
        ["Together", "2.5", "12", ""],
    ]
    assert "3.5 of 12 points. 1 point taken off for handing in late." in " ".join(page.split())


def test_every_link_of_the_list_leads_to_a_question() -> None:
    page = page_of(WAITS)
    wanted = re.findall(r'href="#([^"]*)"', page[: page.index("</table>")])
    assert len(wanted) == 4
    assert all(page.count(f'id="{one}"') == 1 for one in wanted)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1024, 1366])
def test_the_page_is_read_offline_by_everybody(width: int, tmp_path: Path) -> None:
    need_browser()
    book = notebook()
    book.cells[-1].source += "<img alt='a picture' src='http://example.org/seen.png'>"
    path = tmp_path / "page.html"
    path.write_text(page_of(Booked(6.0, None, by_hand=1.0, comment=COMMENT), book), encoding="utf-8")
    with browsing() as browser:
        page = browser.new_page(viewport={"width": width, "height": 768})
        gone: list[str] = []
        page.on("response", lambda answer: gone.append(answer.url))
        page.goto(path.as_uri())
        assert page.title() == "Feedback: A small assignment, ada"  # no script of a learner's ran
        assert gone == [path.as_uri()]
        assert cut_off(page, "body, td, th, .question") == 0
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#q-wait")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.set_content(page.content().replace("default-src 'none';", ""))  # axe is a script
        assert violations(page) == []
