"""Progress for other programs: a table as CSV, and xAPI statements for a learning record store."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from deskside.progress.entry import Entry
from deskside.progress.standing import Standing, standings

__all__ = ["COLUMNS", "csv_text", "statements"]

COLUMNS = ("time", "module", "title", "part", "what", "value", "sure", "right", "text", "id")

#: Names of things in the statements. Nothing is fetched from there: xAPI wants a name nobody else has.
_OURS = "https://deskside.example/xapi"
_VERBS = "http://adlnet.gov/expapi/verbs"
_ACTIVITIES = "http://adlnet.gov/expapi/activities"
_VERSION = "1.0.3"

#: Our verbs in the words of the registry of the Advanced Distributed Learning initiative.
_VERB_OF = {
    "started": "initialized",
    "resumed": "resumed",
    "restarted": "attempted",
    "predicted": "answered",
    "compared": "experienced",
    "answered": "answered",
    "checked": "answered",
    "hinted": "asked",
    "wrote": "responded",
    "ticked": "progressed",
    "chose": "preferred",
}
_KIND_OF = {"quiz": "question", "predict": "question", "check": "question", "reflect": "interaction"}


def csv_text(entries: Iterable[Entry]) -> str:
    """One row an entry, with a head; what a spreadsheet would take for a formula is led by an apostrophe."""
    entries = list(entries)
    titles = {module: found.title for module, found in standings(entries).items()}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        data = entry.data
        text = str(data.get("text", ""))
        title = titles.get(entry.module, "")
        value = _value_text(data.get("value"))
        cells = [entry.time, entry.module, _cell(title), entry.part, entry.verb, _cell(value)]
        writer.writerow([*cells, data.get("sure", ""), _word(data.get("right")), _cell(text), entry.id])
    return written.getvalue()


def _cell(text: str) -> str:
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number else text


def _word(right: Any) -> str:
    return "" if right is None else "yes" if right else "no"


def _value_text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(str(one) for one in value)
    return "" if value is None else str(value)


# --- xAPI --------------------------------------------------------------------------------------------------


def statements(entries: Iterable[Entry], person: str, email: str = "") -> list[dict[str, Any]]:
    """Statements of xAPI 1.0.3: one an entry, and one for each module that is completed.

    The actor is an account with the name ``person``, or the mail address where one is given.
    """
    entries = list(entries)
    actor = _actor(person, email)
    found = standings(entries)
    made = [_statement(entry, actor, found.get(entry.module)) for entry in entries]
    made += [_completed(standing, actor, entries) for standing in found.values() if standing.finished]
    return sorted(made, key=lambda one: str(one["timestamp"]))


def _actor(person: str, email: str) -> dict[str, Any]:
    if email:
        return {"objectType": "Agent", "mbox": f"mailto:{email}"}
    return {"objectType": "Agent", "account": {"homePage": "https://deskside.example", "name": person}}


def _statement(entry: Entry, actor: dict[str, Any], standing: Standing | None) -> dict[str, Any]:
    told = {
        "id": entry.id,
        "actor": actor,
        "verb": _verb(_VERB_OF[entry.verb]),
        "object": _activity(entry, standing),
        "timestamp": entry.time,
        "version": _VERSION,
    }
    result = dict(_result(entry))
    if result:
        told["result"] = result
    if entry.module and entry.part:
        told["context"] = {"contextActivities": {"parent": [_module(entry.module, standing)]}}
    return told


def _verb(name: str) -> dict[str, Any]:
    return {"id": f"{_VERBS}/{name}", "display": {"en": name}}


def _module(module: str, standing: Standing | None) -> dict[str, Any]:
    title = f"{module} {standing.title if standing else ''}".strip()
    definition = {"type": f"{_ACTIVITIES}/lesson", "name": {"en": title}}
    return {"objectType": "Activity", "id": f"{_OURS}/module/{module}", "definition": definition}


def _activity(entry: Entry, standing: Standing | None) -> dict[str, Any]:
    if not entry.part:
        return _module(entry.module, standing)
    kind, _, name = entry.part.partition(":")
    titles = dict(standing.parts) if standing else {}
    place = "/".join(filter(None, ("module" if entry.module else "course", entry.module, kind, name)))
    return {
        "objectType": "Activity",
        "id": f"{_OURS}/{place}",
        "definition": {
            "type": f"{_ACTIVITIES}/{_KIND_OF.get(kind, 'interaction')}",
            "name": {"en": titles.get(entry.part, entry.part)},
        },
    }


def _result(entry: Entry) -> Iterator[tuple[str, Any]]:
    data = entry.data
    response = data.get("text") or _value_text(data.get("value"))
    if response:
        yield "response", str(response)
    if isinstance(data.get("right"), bool):
        yield "success", data["right"]
    if isinstance(data.get("done"), bool):
        yield "completion", data["done"]
    extensions = {
        f"{_OURS}/extension/{name}": data[name]
        for name in ("sure", "low", "high")
        if isinstance(data.get(name), int | float)
    }
    if extensions:
        yield "extensions", extensions


def _completed(standing: Standing, actor: dict[str, Any], entries: list[Entry]) -> dict[str, Any]:
    """A statement of its own for a module that is done; its id follows from the entry that completed it."""
    last = next(entry for entry in reversed(entries) if entry.module == standing.module and entry.part)
    result: dict[str, Any] = {"completion": True, "duration": f"PT{round(60 * standing.minutes)}S"}
    if standing.answers:
        scaled = round(standing.right / standing.answers, 4)
        result["score"] = {"scaled": scaled, "raw": standing.right, "min": 0, "max": standing.answers}
    return {
        "id": str(uuid.uuid5(uuid.UUID(last.id), "completed")),
        "actor": actor,
        "verb": _verb("completed"),
        "object": _module(standing.module, standing),
        "result": result,
        "timestamp": last.time,
        "version": _VERSION,
    }
