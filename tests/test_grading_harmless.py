"""A written answer on nbgrader's pages: it reads as it was meant, and can do nothing."""

from __future__ import annotations

import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from deskside.grading import Kept
from deskside.grading.harmless import harmless
from in_browser import browsing, need_browser
from jupyter_lab import lab_on
from nbgrader_course import ASSIGNMENTS, Course, new_course

NAME = "03-queues"
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

HURTS = [
    "<script>document.title = 'hurt'</script>",
    "<ScRiPt src=https://example.org/x.js></sCrIpT>",
    "<img src=x onerror=\"document.title = 'hurt'\">",
    "<svg/onload=\"document.title = 'hurt'\">",
    "<div onmouseover=alert(1)>late</div>",
    "<iframe srcdoc='<script>parent.document.title = 1</script>'></iframe>",
    "<object data=x></object> <embed src=x> <base href=https://example.org/> <form action=x><input></form>",
    "<style>* { display: none }</style> <link rel=stylesheet href=https://example.org/x.css>",
    "<div style='position: fixed; inset: 0' class='modal in' id=notebook>over everything</div>",
    "<meta http-equiv=refresh content='0; url=https://example.org/'>",
    "[marks](javascript:alert(1)) [marks](&#106;avascript:alert(1)) <javascript:alert(1)>",
    "[marks](data:text/html,hurt) [marks](vbscript:x) [marks](/formgrader) [marks](file:///etc/passwd)",
    "[marks][1]\n\n[1]: javascript:alert(1)",
    "![seen](https://example.org/seen.png) ![seen](//example.org/seen.png) ![seen](/api/x) ![seen](../../x)",
    "![x](data:image/svg+xml;base64,PHN2Zy8+) <img src='data:text/html,hurt'>",
    "$<img src=x onerror=alert(1)>$ `<script>` \\begin{x}<script>alert(1)</script>\\end{x}",
    "~~~~\n<script>\n~~~~\n<script>alert(1)</script>",
    "</div></div></body></html> <!-- <script>alert(1)</script>",
    "![a picture that is not there](attachment:none.png)",
]


class Tags(HTMLParser):
    """The tags of a page and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.mark.parametrize("text", HURTS)
def test_nothing_in_a_text_runs_or_is_fetched(text: str) -> None:
    for tag, attributes in Tags(harmless(text)).found:
        assert tag in ("p", "pre", "div", "img", "a", "code", "span")
        assert set(attributes) <= {"alt", "class", "href", "src", "title"}
        assert attributes.get("class", "") != "modal in"
        assert re.fullmatch(r"|https?://.*|mailto:.*", attributes.get("href", ""))
        assert re.fullmatch(r"|x", attributes.get("src", ""))


def test_a_text_reads_as_it_was_meant() -> None:
    page = harmless(
        "Wait < 5 & **late**:\n\n- one\n- two\n\n|a|b|\n|-|-|\n|1|2|\n\n[here](https://example.org/a?b=1)"
    )
    assert "Wait &lt; 5 &amp; <strong>late</strong>:" in page
    assert [tag for tag, _ in Tags(page).found if tag in ("li", "td")] == ["li", "li", "td", "td"]
    assert '<a href="https://example.org/a?b=1">here</a>' in page
    assert '<span class="k">if</span>' in harmless("```python\nif True: pass\n```")
    assert "<u>not</u> H<sub>2</sub>O<br>" in harmless("<u>not</u> H<sub>2</sub>O<br>")


def test_pictures_in_the_notebook_and_beside_it_are_shown() -> None:
    pasted = harmless("![my sketch](attachment:image.png)", {"image.png": {"image/png": DOT}})
    assert f'<img src="data:image/png;base64,{DOT}" alt="my sketch">' in pasted
    assert '<img src="plots/wait.png" alt="">' in harmless("![](plots/wait.png)")


@pytest.mark.parametrize("text", ["![x](attachment:none.png)", "<script>" * 10_000, "\\begin{a}" * 30_000])
def test_what_cannot_be_read_is_shown_as_it_is(text: str) -> None:
    page = harmless(text)
    assert text.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "<script" not in page


def test_a_comment_hides_nothing() -> None:
    assert "&lt;!-- late --&gt; and here" in harmless("<!-- late --> and here")
    assert "I object." in harmless("<!-- late\n\nI object.")


# --- the pages themselves -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class of two: one would hurt, and one has a picture that is not there."""
    if sys.platform == "win32":
        pytest.skip("nbgrader's exchange does not exist on Windows")
    made = new_course(tmp_path_factory.mktemp("class"), NAME)
    made.generate()
    made.release()
    made.hand_in("mallory", Kept(NAME, "mallory", "", {}), "\n\n".join(HURTS[:-1]) + "\n\nI object.")
    made.hand_in("ada", Kept(NAME, "ada", "", {}), HURTS[-1])
    made.collect()
    for learner in ("mallory", "ada"):
        made.autograde(learner)
    made.give_feedback()
    return made


@pytest.mark.ci
def test_feedback_is_made_for_everybody_and_hurts_nobody(course: Course) -> None:
    for learner in ("mallory", "ada"):
        page = course.feedback(learner)
        assert not re.search(r"<script[^>]*>\s*(document|alert|parent)", page)
        assert not re.search(r"<[^>]*\son(error|load|mouseover)=", page)
        assert "javascript:alert" not in re.sub(r">[^<]*<", "><", page)
    assert "I object." in course.feedback("mallory")
    assert "attachment:none.png" in course.feedback("ada")


@pytest.mark.browser
def test_formgrader_shows_a_hurtful_answer_and_nothing_happens(course: Course, tmp_path: Path) -> None:
    need_browser()
    shutil.copy(ASSIGNMENTS / "nbgrader_config.py", course.root)
    shutil.copytree(ASSIGNMENTS / "templates", course.root / "templates", dirs_exist_ok=True)
    with lab_on(tmp_path, course.root) as address, browsing() as browser:
        for learner in ("mallory", "ada"):
            page, asked = browser.new_page(), list[str]()
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(f"{address}/formgrader/submissions/{submission(course, learner)}/?index=0")
            page.get_by_text("Submission").first.wait_for()
            assert (
                page.get_by_text("I object." if learner == "mallory" else "attachment:none.png").count() == 1
            )
            assert page.title() != "hurt"
            assert (
                page.get_by_text("<style>td").count() == 0
            )  # nor does anything of the course's own show as code
            assert [url for url in asked if not url.startswith((address, "data:"))] == []


def submission(course: Course, learner: str) -> str:
    """How formgrader's address names what a learner handed in."""
    from nbgrader.apps import NbGraderAPI

    with NbGraderAPI(config=course.config).gradebook as book:
        return str(book.find_submission_notebook(NAME, NAME, learner).id)
