"""Skins: words, labels and ticket texts change; no number does, and no placeholder stays."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import deskside as ds
from deskside import lesson
from deskside.errors import DesksideError
from deskside.lesson import TextsError, parse_texts, read_texts, skin, skins
from made_up_lesson import TEXTS

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = sorted((ROOT / "notebooks" / "questions").glob("*.toml"))
NAMES = ("it", "hr", "facilities")


def strings(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in strings(value)]
    if isinstance(data, list | tuple):
        return [text for value in data for text in strings(value)]
    return [data] if isinstance(data, str) else []


def without_texts(data: Any) -> Any:
    """Everything of a lesson but its texts: numbers, kinds, marks, and how many there are of each."""
    if isinstance(data, dict):
        return {key: without_texts(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [without_texts(value) for value in data]
    return "text" if isinstance(data, str) else data


# --- the table of words ---


def test_every_entry_is_there_in_every_skin() -> None:
    data = tomllib.loads((files("deskside.lesson") / "skins.toml").read_text(encoding="utf-8"))
    assert tuple(data.pop("skins")) == tuple(skins()) == NAMES
    entries = [*data["words"].items(), *data["titles"].items(), *data["tickets"].items()]
    entries += [item for labels in data["labels"].values() for item in labels.items()]
    for name, by_skin in entries:
        assert set(by_skin) == set(NAMES), name
        assert len({type(value) for value in by_skin.values()}) == 1, name
        if isinstance(by_skin["it"], list):
            assert len({len(value) for value in by_skin.values()}) == 1, name
        assert all(strings(by_skin)), name
    assert all(
        len(by_skin["it"]) == 3 for by_skin in data["words"].values() if isinstance(by_skin["it"], list)
    )


@pytest.mark.parametrize("name", NAMES)
def test_articles_fit_their_words(name: str) -> None:
    words = skin(name).words
    for word in [word for word in words if word.startswith("a ")]:
        assert words[word] in (f"a {words[word[2:]]}", f"an {words[word[2:]]}")
        assert words[word].startswith("an ") == bool(re.match(r"[aeio]|IT|HR", words[word[2:]]))


def test_a_capital_in_the_placeholder_is_one_in_the_text() -> None:
    assert skin("it").fill("{Desk}, {a desk}, {A short_job}, {desks}.") == (
        "IT help desk, an IT help desk, A password reset, IT help desks."
    )
    with pytest.raises(DesksideError, match=r"no word \{dsek\} in the skins \(did you mean 'desk'\?\)"):
        skin("it").fill("{dsek}")


def test_an_unknown_skin_is_told() -> None:
    with pytest.raises(DesksideError, match=r"no skin 'hrr' \(did you mean 'hr'\?\)"):
        skin("hrr")


# --- no number changes ---


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scenario", ds.shipped())
def test_a_skin_changes_no_number(scenario: str, name: str) -> None:
    plain = ds.load(scenario)
    dressed = skin(name).dressed(plain)
    assert dressed.digest == plain.digest
    assert dressed.demand_digest == plain.demand_digest
    before, after = (ds.simulate(desk, seed=7) for desk in (plain, dressed))
    for table in ("tickets", "visits", "contacts"):
        pd.testing.assert_frame_equal(getattr(before, table)(), getattr(after, table)(), check_exact=True)


@pytest.mark.parametrize("scenario", ds.shipped())
@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_a_scenario_has_words_and_no_two_the_same(scenario: str, name: str) -> None:
    for kind, labels in skin(name).names(ds.load(scenario)).items():
        assert all(labels.values()), kind
        assert len(set(labels.values())) == len(labels), kind


def test_titles_follow() -> None:
    desk = ds.load("it-service-desk")
    assert skin("hr").dressed(desk).title.startswith("HR service desk")
    assert skin("it").dressed(desk) == desk


@pytest.mark.parametrize("name", NAMES)
def test_tickets_have_texts_without_end(name: str) -> None:
    for service in ds.load("it-service-desk").services:
        assert skin(name).ticket(service, 10_000)
    assert skin(name).ticket("help", 1) == skin(name).ticket("help", 6)


# --- no placeholder stays, and lessons differ in words only ---


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_lesson_differs_in_words_only_and_every_placeholder_is_filled(path: Path) -> None:
    found = [read_texts(path, name).model_dump() for name in NAMES]
    for data in found:
        left = {place for text in strings(data) for place in re.findall(r"\{[^}]*\}?", text)}
        assert left <= {"{answer}"}
    assert without_texts(found[0]) == without_texts(found[1]) == without_texts(found[2])


def test_a_placeholder_nobody_can_fill_does_not_get_through() -> None:
    with pytest.raises(TextsError, match="no word"):
        parse_texts(TEXTS.replace("{blocked}", "{nothing_of_the_kind}"))


# --- choosing ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "test.toml").write_text(TEXTS, encoding="utf-8")
    return tmp_path


def test_a_skin_is_chosen_once_for_all_lessons(folder: Path) -> None:
    form = lesson.ChooseSkin()
    form.prepare()
    assert form.form.values == {"skin": None}
    assert lesson.chosen_skin() == "it"
    form.act("set", {"skin": "facilities"})
    assert lesson.chosen_skin() == "facilities"
    lab = lesson.start("test", folder)
    assert lab.story("monday").markdown == "**Ana** cannot open the delivery entrance."
    assert lab.story("own").markdown == "The heating."
    assert lab.texts.reflections["own"].ask == "What would you do at your facilities desk?"
    assert lab.fill("{Desk}") == "Facilities desk"
    again = lesson.ChooseSkin()
    again.prepare()
    assert again.form.values == {"skin": "facilities"}
    with pytest.raises(DesksideError, match="Choose one"):
        again.act("set", {"skin": "zoo"})


def test_a_trainer_can_set_one_for_the_room(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson.ChooseSkin().act("set", {"skin": "facilities"})
    monkeypatch.setenv("DESKSIDE_SKIN", "hr")
    assert lesson.start("test", folder).skin.name == "hr"
    assert lesson.start("test", folder, skin_name="it").skin.name == "it"


def test_a_floor_speaks_the_words_of_the_skin_and_shows_the_same_run(
    tmp_path: Path,
) -> None:
    (tmp_path / "test.toml").write_text(TEXTS, encoding="utf-8")
    days = {"horizon.days": 7, "horizon.warm_up_days": 0}
    log = ds.simulate(ds.load("it-service-desk").with_(days), seed=1)
    heads = [lesson.start("test", tmp_path, name).floor(log).spec()["floors"][0] for name in NAMES]
    assert len({str(head["teams"]) for head in heads}) == len(NAMES)
    assert len({str(head["sources"]) for head in heads}) == len(NAMES)
    assert len({str(head["sizes"]) for head in heads}) == 1
    told = [str(lesson.start("test", tmp_path, name).floor(log).story(5)) for name in NAMES]
    assert len(set(told)) == len(NAMES)
