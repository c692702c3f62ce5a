"""Answers, marks and papers: what is read, what is refused, and what nbgrader books."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.utils import determine_grade

from deskside.errors import DesksideError
from deskside.grading import Kept, Key, Mark, Number, UnclearError, evaluate, open_paper
from deskside.grading.answers import (
    read_arrows,
    read_interval,
    read_letters,
    read_number,
    read_order,
    read_settings,
)
from deskside.grading.ask import form_is_right
from deskside.grading.audit import hostile_answers
from deskside.grading.evaluate import mark_item

SOURCE = Path(__file__).resolve().parent.parent / "assignments" / "source" / "03-queues"
PAPER = open_paper(SOURCE / "questions.toml", "it")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a notebook, as the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("answer", "number"), [(0.52, 0.52), ("0,52", 0.52), (" 1 200.5 ", 1200.5), (7, 7.0), ("-3", -3.0)]
)
def test_numbers_as_people_write_them(answer: object, number: float) -> None:
    assert read_number(answer) == number


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "Not answered yet"),
        ("  ", "Not answered yet"),
        ([], "Not answered yet"),
        ("about ten", "Write one number"),
        ("12 minutes", "Write one number"),
        ("1e5", "Write one number"),
        (True, "Write one number"),
        (float("nan"), "from 0 to 1,000"),
        (float("inf"), "from 0 to 1,000"),
        (1001, "from 0 to 1,000 tickets"),
        (10**400, "cannot be read"),
    ],
)
def test_what_is_no_number_says_what_to_do(answer: object, said: str) -> None:
    with pytest.raises(UnclearError, match=said):
        read_number(answer, 0.0, 1000.0, "tickets")


def test_the_other_kinds_are_read_in_their_form() -> None:
    assert read_interval(["60,5", 70]) == (60.5, 70.0)
    assert read_letters("C, a", 3) == (2, 0)
    assert read_order(["b", "a"], 2) == (1, 0)
    assert read_arrows("a>b, c -> a", 3) == ((0, 1), (2, 0))
    assert read_settings({"policy.acknowledge": "auto"}) == {"policy.acknowledge": "auto"}
    for read, answer in [
        (read_interval, [70, 60]),
        (lambda answer: read_letters(answer, 3), ["a", "a"]),
        (lambda answer: read_order(answer, 3), ["a", "b"]),
        (lambda answer: read_arrows(answer, 3), ["a>a"]),
        (read_settings, {"policy.acknowledge": ["auto"]}),
    ]:
        with pytest.raises(UnclearError):
            read(answer)


@pytest.mark.parametrize("item", PAPER.ask)
def test_no_hostile_answer_is_read_or_raises_anything_else(item: str) -> None:
    sheet = PAPER.sheet("ada")
    for answer in hostile_answers():
        with pytest.raises(UnclearError):
            sheet.read(item, answer)


def test_what_is_read_can_be_given_again() -> None:
    sheet = PAPER.sheet("ada")
    assert sheet.letters("little", sheet.read("little", " B) ")) == "b"
    assert sheet.letters("arrivals", sheet.read("arrivals", 0.5)) == 0.5


def test_a_name_is_wanted_and_capitals_do_not_count(folder: Path) -> None:
    with pytest.raises(UnclearError, match="No name yet"):
        PAPER.sheet()
    with pytest.raises(UnclearError, match="no sign-in name"):
        PAPER.sheet("<b>ada</b>")
    assert PAPER.sheet(" Ada ").learner == "ada"


def test_who_is_signed_in_needs_no_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "Ada")
    assert PAPER.sheet().learner == "ada"
    Kept(PAPER.assignment, "bob").write()
    assert PAPER.sheet().learner == "bob"


def test_while_nbgrader_grades_the_folder_says_who_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "autograded" / "bob" / "03-queues"
    folder.mkdir(parents=True)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.chdir(folder)
    Kept(PAPER.assignment, "ada", answers={"arrivals": 1.0}).write()
    assert PAPER.sheet().learner == "bob"
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DesksideError, match="STUDENT/03-queues"):
        PAPER.sheet()


def test_answers_are_kept_whole_and_come_back(folder: Path) -> None:
    kept = Kept("03-queues", "ada", answers={"a": 1.5, "b": ["a", "c"], "c": {"policy.promise": "honest"}})
    kept.write()
    assert Kept.read() == kept
    assert [path.name for path in folder.iterdir()] == ["answers.toml"]


@pytest.mark.parametrize(
    "text", ["learner = ", "\x00", "a = " + "[" * 5000, "x" * 300_000, "a = " + "9" * 5000]
)
def test_a_broken_answers_file_is_told_and_not_lost(folder: Path, text: str) -> None:
    (folder / "answers.toml").write_text(text, encoding="utf-8")
    assert "answers.toml" in Kept.read().problem
    with pytest.raises(UnclearError, match=r"answers\.toml"):
        PAPER.sheet()
    assert Kept.read().put_aside() == "answers-earlier.toml"
    assert (folder / "answers-earlier.toml").read_text(encoding="utf-8") == text


def test_a_team_shares_its_questions_and_the_course_says_who_is_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "paper.toml").write_text(HEAD + "[ask.a]\n" + NUMBER, encoding="utf-8")
    text = "by_team = true\n" + (tmp_path / "paper.toml").read_text(encoding="utf-8")
    (tmp_path / "paper.toml").write_text(text, encoding="utf-8")
    paper = open_paper(tmp_path / "paper.toml", "it")
    assert paper.sheet("ada", "Reds").seed("a") == paper.sheet("bob", "reds").seed("a")
    assert paper.sheet("ada", "reds").seed("a") != paper.sheet("ada", "blues").seed("a")
    (tmp_path / "teams.toml").write_text('[teams]\nreds = ["Ada", "cleo"]\n', encoding="utf-8")
    folder = tmp_path / "autograded" / "ada" / "x"
    folder.mkdir(parents=True)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.chdir(folder)
    Kept("x", "ada", "blues", {"a": 1.0}).write()
    assert paper.sheet().team == "reds"
    key = Key(paper, {"a": lambda sheet: Number(1.0)}, {}, lambda sheet: {})
    assert "for the team 'blues'" in mark_item(key, paper.sheet(), "a").reason
    assert evaluate({"a": 1.0}, key, "ada", "reds")["a"].points == 1.0
    monkeypatch.delenv("NBGRADER_EXECUTION")
    Kept("x", "ada").write()
    with pytest.raises(UnclearError, match="No team yet"):
        paper.sheet()


@pytest.mark.parametrize("points", [-0.1, 2.1, float("nan")])
def test_no_mark_that_nbgrader_would_take_for_full_points(points: float) -> None:
    with pytest.raises(DesksideError, match="from 0 to the maximum"):
        Mark(points, 2.0, "")


@pytest.mark.parametrize("points", [0.0, 1.5, 2.0])
def test_nbgrader_books_a_mark_as_its_points(points: float) -> None:
    shown = Mark(points, 2.0, "why", asked="How many?")._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", data=shown)
    grade = {"grade": True, "solution": False, "points": 2, "grade_id": "x", "locked": True}
    cell = nbformat.v4.new_code_cell(metadata={"nbgrader": grade}, outputs=[output])
    assert determine_grade(cell) == (points, 2.0)


def test_a_reason_is_shown_as_text_whatever_is_in_it() -> None:
    assert "<b>you" not in Mark(0.0, 1.0, "<b>you</b>")._repr_mimebundle_()["text/html"]


def test_a_mark_shows_its_question_as_paragraphs_with_what_is_bold() -> None:
    shown = Mark(1.0, 2.0, "why", asked="**How** many?\n\n**a)** 1 < 2")._repr_mimebundle_()["text/html"]
    assert shown.startswith("<p><b>How</b> many?</p><p><b>a)</b> 1 &lt; 2</p>")


def test_skins_change_words_and_no_number() -> None:
    sheets = [open_paper(SOURCE / "questions.toml", skin).sheet("ada") for skin in ("it", "hr", "facilities")]
    assert len({repr(sheet.about()) for sheet in sheets}) == 3
    assert len({sheet.desk.digest for sheet in sheets}) == 1
    assert len({tuple(sheet.options("little")) for sheet in sheets}) == 1


NUMBER = 'kind = "number"\npoints = 1\ntext = "?"\n'
HEAD = 'assignment = "x"\ncourse = "y"\n[desk]\nscenario = "one-queue"\nabout = ""\n'
POLICY = (
    '[ask.a]\nkind = "policy"\npoints = 1\ntext = "?"\nkpis = { utilisation = "busy" }\n[[ask.a.levers]]\n'
)
BOUGHT = (
    '[ask.a]\nkind = "several"\npoints = 1\ntext = "?"\nbudget = 5\n'
    '[ask.a.options]\ncalls = "Calls"\nmails = "Mails"\ntalks = "Talks"\n'
)
SHOP = (
    "[ask.a.costs]\ncalls = 2\nmails = 3\ntalks = 4\n"
    '[ask.a.evidence]\ncalls = "Mean {mean:g}."\nmails = "Many."\ntalks = "Why."\n'
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "is missing"),
        ("assignment = ", "not a valid paper"),
        (HEAD, "ask: Field required"),
        (HEAD + '[ask.a]\nkind = "choice"\npoints = 1\ntext = "?"\n', "need two or more options"),
        (
            HEAD + '[ask.a]\nkind = "number"\npoints = 1\ntext = "?"\nanswer = 7\n',
            "ask.a.answer: Extra inputs",
        ),
        (HEAD + '[ask.a]\nkind = "number"\npoints = 0\ntext = "?"\n', "ask.a.points"),
        (HEAD + '[ask.a]\nkind = "policy"\npoints = 1\ntext = "?"\n', "a policy needs levers"),
        (HEAD + POLICY + 'path = "needs_factor"\nlabel = "Needs"\nlow = 1\nhigh = 2\n', "no policy sets it"),
        (HEAD + '[tell.a]\nit = "x"\nhr = "y"\n', "a text must be there for it, hr, facilities"),
        (HEAD + BOUGHT + "[ask.a.costs]\ncalls = 2\n", "each with its costs and evidence"),
    ],
)
def test_a_wrong_paper_says_what_is_wrong(tmp_path: Path, text: str | None, problem: str) -> None:
    path = tmp_path / "questions.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DesksideError, match=problem):
        open_paper(path, "it")


def test_an_unknown_question_is_named() -> None:
    with pytest.raises(DesksideError, match=r"no question 'arrival'.*arrivals"):
        PAPER.question("arrival")


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_keeps_an_answer_and_knows_its_form_only(folder: Path) -> None:
    Kept(PAPER.assignment, "ada").write()
    part: Any = PAPER.sheet().ask("arrivals")
    part.act("keep", {"answer": 12.0})  # wrong, and it does not tell
    assert part.form.said == "Kept. The form is right: 12 tickets a minute. Marks come later."
    again: Any = PAPER.sheet().ask("arrivals")
    again.prepare()
    assert again.form.values == {"answer": 12.0}
    with pytest.raises(UnclearError, match="Not answered yet"):
        part.act("keep", {"answer": None})
    assert Kept.read().answers == {"arrivals": 12.0}


def paper_of(name: str) -> Any:
    return open_paper(SOURCE.parent / name / "questions.toml", "it")


def test_arrows_are_read_back_in_words() -> None:
    sheet = paper_of("01-map").sheet("ada")
    first, second, *_ = sheet.option_texts("depends")
    assert f"The form is right: {second} → {first}." in form_is_right(sheet, "depends", ["b>a"])


def test_a_large_number_is_read_back_without_a_power_of_ten() -> None:
    assert "right: 1234567 to 2345678 money" in form_is_right(
        paper_of("02-price").sheet("ada"), "year", [1234567, 2345678]
    )


def test_a_policy_is_told_with_the_unit_of_its_budget_and_its_settings_as_a_list() -> None:
    sheet, row = paper_of("04-roster").sheet("ada"), "teams.desk.roster.{}.agents".format
    settings = {row(1): 1, row(2): 2, row(3): 1}
    assert "; it costs 100 of 145 hours a week. Marks" in form_is_right(sheet, "roster", settings)
    panel: Any = sheet.ask("roster")
    panel.act("set", {row(1): 1})
    assert panel.form.note["words"] == "This policy costs 25 of 145 hours a week. Nothing is kept yet."
    said = panel.words_for({**panel.at_first_settings, **settings})
    assert said == "Early shift 1 person, noon shift 2 people and late shift 1 person"


def test_what_is_bought_shows_at_once_keeps_within_the_budget_and_stays_bought(folder: Path) -> None:
    paper = folder / "questions.toml"
    desk = HEAD + "[[desk.variants]]\nmean = 71\n"
    paper.write_text(desk + BOUGHT + SHOP, encoding="utf-8")
    Kept("x", "ada").write()
    sheet = open_paper(paper, "it").sheet()
    calls, mails, talks = (sheet.letters("a", frozenset({name}))[0] for name in ("calls", "mails", "talks"))
    part: Any = sheet.ask("a")
    part.prepare()
    assert part.form.html == ""
    with pytest.raises(UnclearError, match="This costs 6; the budget is 5"):
        part.act("keep", {"answer": [calls, talks]})
    assert part.form.values == {"answer": [calls, talks]}  # still ticked, to be mended
    part.act("keep", {"answer": [calls]})
    assert part.form.said == f"Kept. The form is right: answer {calls}; it costs 2 of 5. Marks come later."
    assert "<b>Calls</b> Mean 71." in part.form.html
    assert "Many" not in part.form.html
    with pytest.raises(UnclearError, match=f"what {calls} shows: it cannot be given back"):
        part.act("keep", {"answer": [mails]})
    part.act("keep", {"answer": [calls, mails]})
    again: Any = open_paper(paper, "it").sheet().ask("a")
    again.prepare()
    assert "Mean 71." in again.form.html
    assert "Many." in again.form.html
    assert Kept.read().answers == {"a": [calls, mails]}


def test_a_grader_sees_what_was_bought(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = folder / "questions.toml"
    desk = HEAD + "[[desk.variants]]\nmean = 71\n"
    paper.write_text(desk + BOUGHT + SHOP, encoding="utf-8")
    sheet = open_paper(paper, "it").sheet("ada")
    bought = replace(sheet, kept=Kept(answers={"a": sheet.letters("a", frozenset({"talks"}))}))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert repr(bought.ask("a")).endswith("**Talks** Why.")
    assert "Why." not in repr(sheet.ask("a"))


def test_another_name_moves_the_answers_aside(folder: Path) -> None:
    name = PAPER.name()
    name.act("keep", {"learner": " Ada "})
    Kept.read().with_answer("arrivals", 1.0).write()
    name.act("keep", {"learner": "ada"})
    assert Kept.read().answers == {"arrivals": 1.0}
    name.act("keep", {"learner": "bob"})
    assert (Kept.read().learner, Kept.read().answers) == ("bob", {})
    assert "answers-ada.toml" in name.form.said


def test_validate_fails_on_an_answer_that_cannot_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    with pytest.raises(UnclearError, match="Not answered yet"):
        PAPER.sheet("ada").ask("arrivals")


def test_nothing_is_live_while_nbgrader_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert not hasattr(PAPER.sheet("ada").ask("arrivals"), "form")
