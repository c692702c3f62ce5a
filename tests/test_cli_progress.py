"""``deskside progress``: the table, what other programs get, and deleting it all."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from deskside import progress
from deskside.cli import main
from deskside.progress import Entry

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def deskside(capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        out, err = capsys.readouterr()
        return code, out, err

    return run


PARTS = [
    ["predict:a", "Prediction: How long?"],
    ["quiz:b", "Question 1: Which one?"],
    ["reflect:c", "In your words"],
]


def entry(verb: str, part: str, minute: int, module: str = "03", **data: Any) -> Entry:
    return Entry(module, part, verb, data, time=f"2026-11-02T09:{minute:02d}:00.000+00:00")  # type: ignore[arg-type]


DAY = [
    entry("started", "", 0, title="Why queues explode", parts=PARTS),
    entry("predicted", "predict:a", 1, value=3.5, sure=70, text="3.5 minutes (70 % sure)"),
    entry("compared", "reveal:a", 2, value=9.6, low=8.0, high=11.0, right=False, text="9.6 minutes"),
    entry("answered", "quiz:b", 4, value=["a", "c"], right=True, text="this; that"),
    entry("hinted", "check:d", 5, value=1, done=False),
    entry("chose", "skin", 6, module="", value="hr"),
    entry("wrote", "reflect:c", 7, text='=cmd "quoted", and\nmore', done=True),
]


@pytest.fixture
def day() -> None:
    store = progress.here()
    for one in DAY:
        store._waiting[one.id] = one
    assert store.flush()


# --- the table ---


def test_who_has_done_nothing_is_told_how_to_begin(deskside: Command) -> None:
    assert deskside("progress") == (0, "Nothing done yet. Start with: deskside lab\n", "")


@pytest.mark.usefixtures("day")
def test_the_table_has_a_line_a_module(deskside: Command) -> None:
    code, out, err = deskside("progress")
    assert (code, err) == (0, "")
    head, row, *rest = out.splitlines()
    assert head.split() == ["module", "done", "right", "minutes", "last", "next"]
    assert re.split("  +", row) == ["03 Why queues explode", "3 of 3", "1 of 1", "7", "2026-11-02", "done"]
    assert "So far 1 of your predictions is compared" in rest[1]
    assert rest[-1].startswith("Kept in ")


def test_trouble_is_told_beside_the_table(deskside: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    progress.place().path.write_bytes(b"not a database")
    code, out, err = deskside("progress")
    assert code == 0
    assert "Nothing done yet" in out
    assert "was left alone" in err


# --- exports ---


@pytest.mark.usefixtures("day")
def test_the_csv_has_a_row_an_entry_and_no_formula(deskside: Command) -> None:
    code, out, _ = deskside("progress", "--export", "csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["what"] for row in rows] == [one.verb for one in DAY]
    assert rows[1] | {"id": ""} == {
        "time": DAY[1].time,
        "module": "03",
        "title": "Why queues explode",
        "part": "predict:a",
        "what": "predicted",
        "value": "3.5",
        "sure": "70",
        "right": "",
        "text": "3.5 minutes (70 % sure)",
        "id": "",
    }
    assert rows[3]["value"] == "a; c"
    assert rows[3]["right"] == "yes"
    assert rows[6]["text"] == '\'=cmd "quoted", and\nmore'


@pytest.mark.usefixtures("day")
def test_the_statements_are_valid_xapi(deskside: Command) -> None:
    code, out, _ = deskside("progress", "--export", "xapi")
    assert code == 0
    made = json.loads(out)
    assert len(made) == len(DAY) + 1  # and one for the module that is completed
    for statement in made:
        assert list(flaws(statement)) == []
    assert len({one["id"] for one in made}) == len(made)
    assert len({json.dumps(one["actor"]) for one in made}) == 1
    answered = next(one for one in made if one["object"]["id"].endswith("/quiz/b"))
    assert answered["verb"]["id"] == "http://adlnet.gov/expapi/verbs/answered"
    assert answered["result"] == {"response": "this; that", "success": True}
    predicted = next(one for one in made if one["object"]["id"].endswith("/predict/a"))
    assert predicted["result"]["extensions"] == {"https://deskside.example/xapi/extension/sure": 70}
    completed = made[-1]
    assert completed["verb"]["id"].endswith("/completed")
    assert completed["result"]["score"]["scaled"] == 1
    assert completed["result"]["duration"] == "PT420S"


@pytest.mark.usefixtures("day")
def test_statements_made_twice_are_the_same_and_name_nobody_unless_asked(deskside: Command) -> None:
    first, again = (json.loads(deskside("progress", "--export", "xapi")[1]) for _ in range(2))
    assert first == again
    assert uuid.UUID(first[0]["actor"]["account"]["name"])
    named = json.loads(deskside("progress", "--export", "xapi", "--email", "ann@example.org")[1])
    assert named[0]["actor"] == {"objectType": "Agent", "mbox": "mailto:ann@example.org"}


def test_an_empty_export_is_one(deskside: Command) -> None:
    assert deskside("progress", "--export", "xapi")[:2] == (0, "[]\n")
    assert deskside("progress", "--export", "csv")[1].count("\n") == 1
    assert deskside("progress", "--export", "pdf") == (2, "", "deskside: --export pdf: must be csv or xapi\n")


#: The verbs of the registry (registry of the Advanced Distributed Learning initiative) that are used here.
REGISTERED = {
    "answered", "asked", "attempted", "completed", "experienced", "initialized", "preferred", "progressed",
    "responded", "resumed",
}  # fmt: skip
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


def flaws(statement: dict[str, Any]) -> Any:
    """What the specification (xAPI 1.0.3, part two) would refuse."""
    allowed = {"id", "actor", "verb", "object", "result", "context", "timestamp", "version"}
    yield from (f"{name}: unknown" for name in set(statement) - allowed)
    yield from (f"{name}: missing" for name in ("actor", "verb", "object") if name not in statement)
    if str(uuid.UUID(statement["id"])) != statement["id"]:
        yield "id"
    actor = statement["actor"]
    if sum(name in actor for name in ("mbox", "mbox_sha1sum", "openid", "account")) != 1:
        yield "actor: exactly one way to name it"
    if "account" in actor and (
        set(actor["account"]) != {"homePage", "name"} or not iri(actor["account"]["homePage"])
    ):
        yield "actor.account"
    if "mbox" in actor and not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+", actor["mbox"]):
        yield "actor.mbox"
    place, _, verb = statement["verb"]["id"].rpartition("/")
    if place != "http://adlnet.gov/expapi/verbs" or verb not in REGISTERED:
        yield f"verb: {verb}"
    parents = statement.get("context", {}).get("contextActivities", {}).get("parent", [])
    for activity in [statement["object"], *parents]:
        yield from activity_flaws(activity)
    if datetime.fromisoformat(statement["timestamp"]).tzinfo is None:
        yield "timestamp without a zone"
    if statement["version"] != "1.0.3":
        yield "version"
    yield from result_flaws(statement.get("result", {}))


def activity_flaws(activity: dict[str, Any]) -> Any:
    if activity["objectType"] != "Activity" or not iri(activity["id"]):
        yield "object.id"
    definition = activity["definition"]
    if set(definition) - {"name", "type", "description"} or not iri(definition["type"]):
        yield "object.definition"
    if not all(LANGUAGE.fullmatch(language) and text for language, text in definition["name"].items()):
        yield "object.definition.name"


def result_flaws(result: dict[str, Any]) -> Any:
    kinds: dict[str, Any] = {
        "success": bool,
        "completion": bool,
        "response": str,
        "duration": str,
        "extensions": dict,
        "score": dict,
    }
    for name, value in result.items():
        if name not in kinds or not isinstance(value, kinds[name]):
            yield f"result.{name}"
    if "duration" in result and not re.fullmatch(r"PT\d+(\.\d+)?S", result["duration"]):
        yield "result.duration"
    if not all(iri(name) for name in result.get("extensions", {})):
        yield "result.extensions"
    score = result.get("score", {"scaled": 0, "raw": 0, "min": 0, "max": 0})
    if not (-1 <= score["scaled"] <= 1 and score["min"] <= score["raw"] <= score["max"]):
        yield "result.score"


def iri(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in text


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"timestamp": "2026-11-02T09:00:00"}, "timestamp without a zone"),
        ({"verb": {"id": "http://adlnet.gov/expapi/verbs/flew"}}, "verb: flew"),
        ({"actor": {}}, "actor: exactly one way to name it"),
        ({"result": {"success": "yes"}}, "result.success"),
        ({"more": 1}, "more: unknown"),
    ],
)
@pytest.mark.usefixtures("day")
def test_the_check_of_statements_can_fail(deskside: Command, change: dict[str, Any], flaw: str) -> None:
    statement = json.loads(deskside("progress", "--export", "xapi")[1])[0]
    assert flaw in list(flaws(statement | change))


# --- deleting ---


@pytest.mark.usefixtures("day")
def test_deleting_asks_first(deskside: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in ("n\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        code, out, _ = deskside("progress", "--delete-my-data")
        assert code == 130
        assert str(progress.place().path) in out
        assert progress.place().path.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert deskside("progress", "--delete-my-data")[0] == 0
    assert not progress.place().path.exists()
    assert deskside("progress")[1].startswith("Nothing done yet")


@pytest.mark.usefixtures("day")
def test_deleting_without_a_question(deskside: Command) -> None:
    code, out, _ = deskside("progress", "--delete-my-data", "--yes")
    assert (code, out) == (0, f"Deleted: {progress.place().path.name}.\n")
    assert deskside("progress", "--delete-my-data", "--yes")[1] == "Nothing is kept of you.\n"
