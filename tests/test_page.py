"""A module as one page: everything is on it, nothing is fetched, no answer can be read in it."""

from __future__ import annotations

import base64
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from deskside.cli import main
from deskside.errors import DesksideError
from deskside.lesson import start
from deskside.panels import sentences
from deskside.panels.live import exporting
from deskside.workshop import Page, module, modules, run, write_page
from made_up_course import CELLS, write_course
from made_up_lesson import TEXTS

ROOT = Path(__file__).resolve().parent.parent


def unheard(done: int, total: int, what: str) -> None:
    """Progress nobody follows."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("course") / "notebooks")


@pytest.fixture(scope="module")
def told() -> list[tuple[int, int, str]]:
    """What was heard of the progress of the page."""
    return []


@pytest.fixture(scope="module")
def page(course: Path, told: list[tuple[int, int, str]]) -> Page:
    return write_page(module("7", course), lambda *step: told.append(step))


@pytest.fixture
def small_course(tmp_path: Path) -> Path:
    """With the parts that take no time, and a panel that has too many settings."""
    return write_course(tmp_path / "small", (*CELLS[:6], *CELLS[9:11]))


def parts_of(page: Page) -> list[dict[str, Any]]:
    """What lies in the page for its script, read as the script reads it."""
    found = []
    for name, text in re.findall(r'<script type="text/plain" id="([^"]+)">([^<]+)</script>', page.text):
        mixed, key = base64.b64decode(text), name.encode()
        plain = bytes(byte ^ key[place % len(key)] for place, byte in enumerate(mixed))
        found.append(json.loads(plain))
    return found


def by(page: Page, way: str) -> list[dict[str, Any]]:
    return [part for part in parts_of(page) if part["answers"]["by"] == way]


# --- the page ---


def test_every_part_is_there_and_says_who_answers(page: Page) -> None:
    ways = [part["answers"]["by"] for part in parts_of(page)]
    assert ways == [
        *("predict", "predict", "grid", "reveal", "reveal", "check"),
        *(
            "replies",
            "number",
            "replies",
            "replies",
            "words",
            "ticks",
            "widget",
            "module",
            "card",
            "key points",
        ),
    ]
    assert page.notes == ()


def test_ipython_is_left_as_it_was() -> None:
    shell: Any = InteractiveShell.instance()
    types, hooks = list(shell.display_formatter.active_types), (sys.displayhook, sys.excepthook)
    with run._shell() as borrowed:
        assert borrowed is shell
        shell.run_cell("left_over = 1; 2", store_history=False)
    assert "left_over" not in shell.user_ns
    assert shell.display_formatter.active_types == types
    assert (sys.displayhook, sys.excepthook) == hooks


def test_the_page_fetches_nothing(page: Page) -> None:
    assert "default-src 'none'" in page.text
    body = re.sub(r"<script.*?</script>", "", page.text, flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="(?!data:|#)([^"]*)"', body) == []
    assert not re.search(r"@import|url\((?!#)", body)
    assert 'src="data:image/png;base64,' in body


def test_no_answer_is_in_clear_text(page: Page) -> None:
    secrets = re.findall(r'why = "([^"]+)"', TEXTS) + re.findall(r'"(Secret hint .)', TEXTS)
    long_enough = [one for one in secrets if one not in ("So.", "Because.")]  # these stand elsewhere, too
    assert len(long_enough) == len(secrets) - 2 > 10
    assert [one for one in [*long_enough, "10 minutes (range"] if one in page.text] == []


def test_text_stories_tables_and_prints_are_on_the_page(page: Page) -> None:
    assert "<em>stress</em>" in page.text
    assert "a page and" in page.text  # a link to a file that stays behind is its words
    assert "<strong>Ana</strong>" in page.text
    assert "printed &lt;text&gt;" in page.text
    assert "<td>2</td>" in page.text
    assert "<title>07 · A made-up module · Deskside</title>" in page.text


def test_the_code_is_folded_below_what_it_shows(page: Page) -> None:
    assert (
        '<summary>Code: All questions</summary><pre tabindex="0"><code># All questions\nlab.quiz()</code>'
        in page.text
    )


def test_a_reveal_shows_the_result_of_its_own_cell(page: Page) -> None:
    """A later cell gives the same name another value."""
    number = by(page, "reveal")[0]["answers"]
    assert number["mean"] == 10.0
    assert "It came to: 10 minutes (range 9 to 11)." in number["shown"]["near"]["said"]


def test_the_grid_holds_what_the_panel_shows(
    page: Page, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course)
    names: dict[str, Any] = {}
    exec(CELLS[1][2], names)  # the cells of the module itself
    panel = eval(CELLS[5][2], names)
    found = by(page, "grid")[0]["answers"]["page"]["grid"]
    axes = dict(found["axes"])
    assert axes == {"teams.desk.agents": [9, 10, 11, 12], "needs_factor": [0.9, 1.0, 1.1]}
    assert len(found["said"]) == 12
    for place, words in enumerate(found["said"]):
        panel.set("Agents", axes["teams.desk.agents"][place // 3])
        panel.set("Requests", axes["needs_factor"][place % 3])
        assert words == panel.summary
        assert found["tables"]["rows"][place] == sentences.cells(panel.table)["rows"]


def test_answers_are_those_the_part_itself_gives(page: Page, course: Path) -> None:
    with exporting():
        asks = start("test", course / "questions").quiz().questions
        for one, ask in ((by(page, "replies")[0], asks[0]), (by(page, "replies")[1], asks[2])):
            for reply in one["answers"]["replies"]:
                ask.form._received(None, {"do": reply["do"], "values": reply["values"]}, None)
                if "problem" in reply["state"]:
                    assert reply["state"] == {"problem": ask.form.problem}
                else:
                    assert reply["state"]["html"] == ask.form.html


def test_a_part_hands_over_nothing_of_a_person(small_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the trainer has taken the module: a page begins at nothing."""
    monkeypatch.delenv("DESKSIDE_UNATTENDED", raising=False)
    lab = start("test", small_course / "questions")
    lab.predict("wait").act("keep", {"value": 3.5, "sure": 70})
    again = write_page(module("07", small_course), unheard, settings=4)
    assert "Kept: 3.5" not in json.dumps(parts_of(again))
    assert not by(again, "predict")[0]["state"]["locked"]


def test_progress_is_told_for_cells_and_for_settings(page: Page, told: list[tuple[int, int, str]]) -> None:
    assert page.size < 1_000_000
    assert (0, len([cell for cell in CELLS if cell[1] == "code"]), "setup") in told
    assert (12, 12, "results for panel") in told


def test_a_failing_cell_is_named(tmp_path: Path) -> None:
    broken = write_course(tmp_path / "c", (*CELLS[:2], ("bad", "code", "# Divide\n1 / 0")))
    with pytest.raises(
        DesksideError, match=r"07-made-up.ipynb, cell 'bad' \(Divide\) fails: ZeroDivisionError"
    ):
        write_page(module("7", broken), unheard)


def test_the_names_of_an_earlier_page_are_gone(tmp_path: Path) -> None:
    first = write_course(tmp_path / "a", (("one", "code", "left_over = 1"),))
    second = write_course(tmp_path / "b", (("one", "code", "left_over"),))
    write_page(module("7", first), unheard)
    with pytest.raises(DesksideError, match="NameError"):
        write_page(module("7", second), unheard)


# --- modules and the command ---


def test_modules_are_found_by_number_and_by_name(course: Path) -> None:
    assert [one.number for one in modules(course)] == ["07"]
    for wanted in ("7", "07", "07-made-up", "07-made-up.ipynb"):
        assert module(wanted, course).path.name == "07-made-up.ipynb"
    with pytest.raises(DesksideError, match="no module '9'; there are 07"):
        module("9", course)
    with pytest.raises(DesksideError, match="no module here"):
        module("9", course / "questions")


def test_a_notebook_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "08-x.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(DesksideError, match=r"08-x.ipynb: not a notebook that can be read"):
        write_page(module("8", tmp_path), unheard)


def test_the_command_writes_the_page(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "page.html"
    assert main(["workshop", "page", "7", "--course", str(course), "-o", str(place), "--settings", "4"]) == 0
    said = capsys.readouterr()
    assert f"{place}: 07 · A made-up module, " in said.out
    assert place.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "cell 'panel': a picture only." in said.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["9"], "no module '9'; there are 07"),
        (["7", "-o", "{tmp}"], "is a folder; give the page a name"),
        (["7", "-o", "{tmp}/gone/page.html"], "there is no folder"),
        (["7", "--skin", "hrr"], "hr"),
    ],
)
def test_the_command_says_what_is_wrong_before_anything_runs(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    filled = [word.replace("{tmp}", str(tmp_path)) for word in words]
    assert main(["workshop", "page", "--course", str(course), *filled]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert len(said.strip().splitlines()) == 1


@pytest.mark.ci
@pytest.mark.parametrize("number", [one.number for one in modules(ROOT / "notebooks")])
def test_every_module_of_the_course_has_its_page(number: str) -> None:
    page = write_page(module(number, ROOT / "notebooks"), unheard, settings=24)
    assert len(parts_of(page)) >= 3
    assert "Traceback" not in page.text
