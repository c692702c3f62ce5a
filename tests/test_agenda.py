"""The agenda of a workshop: what fits, what does not, and what is said about it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import make_agendas
from deskside.cli import main
from deskside.errors import DesksideError
from deskside.lesson import read_paths
from deskside.workshop import (
    PLANS,
    Wanted,
    agenda_html,
    agenda_lines,
    agenda_markdown,
    by_number,
    make_agenda,
    minute_of_day,
    planned,
    sheets,
)
from deskside.workshop.agenda import BREAK, SHORT_BREAK, SITTING

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "notebooks"
SHEETS = sheets(COURSE / "facilitator")
NINE = 9 * 60
THREE = by_number(COURSE / "facilitator", ["01", "03", "05"])  # 50 minutes each


def kinds(made: object) -> list[tuple[str, int]]:
    return [(block.kind, block.minutes) for block in made.blocks]  # type: ignore[attr-defined]


def test_activities_stand_by_the_clock() -> None:
    made = make_agenda(THREE[:2], NINE, 150)
    assert kinds(made) == [("opening", 10), ("module", 50), ("break", 15), ("module", 50), ("closing", 10)]
    assert [block.start for block in made.blocks] == [540, 550, 600, 615, 665]
    assert made.spare == 15
    lines = agenda_lines(made)
    assert " 9:00  Arrive (10 min)" in lines
    assert any(line.strip().startswith("10:19  Predict on paper first (5)") for line in lines)
    assert lines[-1] == "11:15  End; 15 min to spare, planned for nothing"


def test_breaks_become_short_before_it_is_refused() -> None:
    assert kinds(make_agenda(THREE, NINE, 200)).count(("break", BREAK)) == 2
    assert kinds(make_agenda(THREE, NINE, 190)).count(("break", SHORT_BREAK)) == 2
    assert make_agenda(THREE, NINE, 190).spare == 0
    with pytest.raises(DesksideError) as told:
        make_agenda(THREE, NINE, 189)
    assert str(told.value) == (
        "01, 03 and 05 take 3 h 10 min with opening, breaks and close, 1 min more than there is; "
        "give --hours 3.25, or take 01 and 03, which fit"
    )


def test_what_would_fit_does_and_what_nothing_fits_says_so() -> None:
    assert make_agenda(THREE, NINE, round(3.25 * 60))
    assert make_agenda(THREE[:2], NINE, 189)
    with pytest.raises(DesksideError, match="none of them fits into 30 min"):
        make_agenda(THREE, NINE, 30)


def test_nobody_sits_longer_than_is_said() -> None:
    short = [
        Wanted("90", "Short", 30, None),
        Wanted("91", "Short", 30, None),
        Wanted("92", "Short", 30, None),
    ]
    sat = 0
    for block in make_agenda([*short, *THREE], NINE, 400).blocks:
        sat = 0 if block.kind in ("break", "lunch") else sat + block.minutes
        assert sat <= SITTING + 10  # the close is no reason for one more break
    assert kinds(make_agenda(short, NINE, 300)).count(("break", BREAK)) == 1


def test_a_long_day_has_lunch_near_noon() -> None:
    wanted = [*THREE, Wanted("06", "A", 60, None), Wanted("13", "B", 90, None)]
    made = make_agenda(wanted, minute_of_day("8:30"), 480)
    (lunch,) = [block for block in made.blocks if block.kind == "lunch"]
    assert 11 * 60 <= lunch.start <= 13 * 60
    assert all(one.end == two.start for one, two in zip(made.blocks, made.blocks[1:], strict=False))


def test_a_module_longer_than_people_sit_asks_for_a_break() -> None:
    (capstone,) = by_number(COURSE / "facilitator", ["13"])
    made = make_agenda([capstone], NINE, 200)
    assert capstone.minutes > SITTING
    for text in ("\n".join(agenda_lines(made)), agenda_markdown(made, "", ""), agenda_html(made)):
        assert "in the middle, from the spare time" in text
    assert "in the middle" not in "\n".join(agenda_lines(make_agenda(THREE, NINE, 240)))


def test_late_takes_breaks_and_spare_time_first_and_then_what_the_run_sheet_cuts() -> None:
    made = make_agenda(THREE[:2], NINE, 150)  # 15 spare, 5 in the break
    first, last = (block for block in made.blocks if block.kind == "module")
    assert [(late.minutes, late.won, len(late.cuts)) for late in first.late] == [
        (10, 10, 0),
        (20, 20, 0),
        (30, 20, 1),
    ]
    assert [(late.minutes, late.won, len(late.cuts)) for late in last.late] == [
        (10, 10, 0),
        (20, 15, 1),
        (30, 15, 2),
    ]
    assert SHEETS["03"].cuts[10] in last.late[1].cuts[0]
    assert len(last.late[0].instead) == 1
    full = make_agenda(THREE[:1], NINE, 70)
    assert full.blocks[1].late[2].cuts == (f"keep only: {SHEETS['01'].cuts[30]}",)
    text = " ".join(agenda_lines(made))
    assert "late by 20: Shorter breaks and spare time give back 15. For the rest, cut" in text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--modules", "03,05", "--hours", "2"], "give --hours 2.25, or take 03, which fits"),
        (["--modules", "03,77", "--hours", "4"], "77 has no run sheet; there are 01"),
        (["--modules", "03,3", "--hours", "4"], "03 is there twice"),
        (["--modules", ",", "--hours", "4"], "an agenda needs a module"),
        (["--modules", "03"], "--hours is missing"),
        ([], "say --modules"),
        (["--modules", "03", "--plan", "taster"], "say --modules"),
        (["--plan", "halfday"], "did you mean 'half-day'"),
        (["--modules", "03", "--hours", "3", "--start", "9:75"], "--start 9:75: not a time"),
        (["--modules", "03", "--hours", "3", "--start", "23"], "runs past midnight"),
        (["--modules", "03", "--hours", "3", "--group", "99"], "for 2 to 60 people"),
    ],
)
def test_a_problem_is_one_line_and_code_2(
    words: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["workshop", "agenda", *words]) == 2
    told = capsys.readouterr().err
    assert expected in told
    assert told.count("\n") == 1


def test_a_group_has_seats_slips_and_a_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "day.html"
    words = ["workshop", "agenda", "--modules", "01,03", "--hours", "3", "--group", "30", "-o", str(place)]
    assert main(words) == 0
    page = place.read_text(encoding="utf-8")
    assert "30 people: 15 pairs; 8 teams of 3 or 4." in page
    assert "Print one slip for each person (30)" in page
    assert "die for each team (8)" in page
    assert "made for up to 24 people" in page
    assert "day.html: the agenda. Open it in a browser and print it." in capsys.readouterr().out


def test_a_run_sheet_that_is_not_whole_spoils_only_agendas_with_it(tmp_path: Path) -> None:
    (tmp_path / "04-a.md").write_text("# Run sheet: 04 A\n", encoding="utf-8")
    whole = COURSE / "facilitator" / "03-why-queues-explode.md"
    (tmp_path / whole.name).write_text(whole.read_text(encoding="utf-8"), encoding="utf-8")
    assert [one.number for one in by_number(tmp_path, ["3"])] == ["03"]
    with pytest.raises(DesksideError, match=r"04-a\.md: the heading 'Debrief' is missing"):
        by_number(tmp_path, ["03", "04"])


def test_the_page_has_all_of_the_run_sheet_and_fetches_nothing() -> None:
    page = agenda_html(make_agenda(THREE, NINE, 240))
    assert not re.search(r"(?:src|href)\s*=", page)
    assert "<script" not in page
    for sheet in (SHEETS["01"], SHEETS["03"], SHEETS["05"]):
        for heading in ("Debrief", "One projector and paper", "When it goes wrong", "For the quick"):
            assert page.count(f"<h3>{heading}</h3>") == 3
        assert sheet.wrong[0].ask.strip('"')[:20].replace("'", "&#39;") in page.replace("&#x27;", "&#39;")
    assert page.count("Late when it begins?") == 3


@pytest.mark.parametrize("name", PLANS)
def test_the_finished_agendas_are_fresh(name: str) -> None:
    """Made anew by `python tools/make_agendas.py`, which a changed run sheet asks for."""
    path = ROOT / "docs" / f"agenda-{name}.md"
    assert path.read_text(encoding="utf-8") == make_agendas.pages()[path]


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_says_so_where_a_run_sheet_is_missing(name: str, tmp_path: Path) -> None:
    paths = read_paths(COURSE / "paths.toml")
    with_all, without = planned(name, COURSE / "facilitator", paths), planned(name, tmp_path, paths)
    missing = [one.number for one in with_all.modules if one.sheet is None]
    assert missing == [number for number in PLANS[name].modules if number not in SHEETS]
    text = agenda_markdown(without, "", "")
    assert text.count("This module has no run sheet yet") == len(PLANS[name].modules)
    assert "\n".join(agenda_lines(without)).count("no run sheet yet") == len(PLANS[name].modules)
    assert "no run sheet yet" in agenda_html(without)
