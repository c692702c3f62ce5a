"""Reading ``questions/NN.toml``: every problem of a file at once, one line each."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from deskside.errors import DesksideError
from deskside.glossary import explain
from deskside.lesson.skins import DEFAULT, placeholder_problems, skin, skins
from deskside.lesson.texts import Texts
from deskside.scenario.check import field_problems

__all__ = ["TextsError", "parse_texts", "read_texts"]

#: Sections whose tables are parts or texts with a name: ``[predict.busier]``.
_NAMED = ("predict", "check", "reflect", "checklist", "decide", "timer", "story")
#: Those of them that a person does something with.
_DONE = ("predict", "check", "reflect", "checklist", "decide")
_HEADER = re.compile(r"^\s*\[\[?\s*([a-z_]+)(?:\s*\.\s*\"?([\w-]+)\"?)?\s*\]", re.MULTILINE)


class TextsError(DesksideError):
    """A questions file that cannot be used, with all its problems in ``problems``."""

    def __init__(self, where: str, problems: list[str]) -> None:
        self.problems = tuple(problems)
        many = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        super().__init__("\n".join([f"{where}: {many} in the texts", *(f"  {line}" for line in problems)]))


def read_texts(path: str | Path, skin_name: str = DEFAULT) -> Texts:
    """The texts of a file in the words of a skin.

    Raises `DesksideError` where there is no such file or it is no TOML, `TextsError` with all its problems.
    """
    path = Path(path)
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DesksideError(
            f"{path}: no such file; start the lab in the folder that holds the notebooks"
        ) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise DesksideError(f"{path}: cannot be read: {problem}") from problem
    return parse_texts(source, str(path), skin_name)


def parse_texts(source: str, where: str = "questions", skin_name: str = DEFAULT) -> Texts:
    """The texts of a questions file that was read already.

    Raises `DesksideError` where it is no TOML, and `TextsError`, which is one, with all problems it has.
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as problem:
        raise DesksideError(f"{where}: not a valid questions file: {problem}") from problem
    problems = [*_skin_problems(data), *placeholder_problems(data)]
    data = _named(_in_skin(data, skin_name))
    problems += _problems(data)
    try:
        texts = Texts.model_validate(data | {"order": _order(source, data)})
    except ValidationError as error:
        problems = field_problems(error, Texts) + problems
    if problems:
        raise TextsError(where, [_by_name(line, data) for line in dict.fromkeys(problems)])
    return texts


# --- skins ---


def _is_by_skin(data: Mapping[str, Any]) -> bool:
    """Whether a table holds a text for each skin in the place of one text."""
    return bool(data) and set(data) <= set(skins()) and all(isinstance(one, str) for one in data.values())


def _skin_problems(data: Any, path: str = "") -> Iterator[str]:
    if isinstance(data, Mapping):
        if _is_by_skin(data):
            missing = [name for name in skins() if name not in data]
            if missing:
                yield f"{path}: no text for the skin {', '.join(missing)}"
            return
        for key, value in data.items():
            yield from _skin_problems(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _skin_problems(value, f"{path}.{number}")


def _in_skin(data: Any, name: str) -> Any:
    """The data in the words of a skin; what cannot be filled stays, and is told elsewhere."""
    if isinstance(data, Mapping):
        if _is_by_skin(data):
            return _in_skin(data.get(name, next(iter(data.values()))), name)
        return {key: _in_skin(value, name) for key, value in data.items()}
    if isinstance(data, list):
        return [_in_skin(value, name) for value in data]
    if isinstance(data, str):
        try:
            return skin(name).fill(data)
        except DesksideError:
            return data
    return data


# --- names and order ---


def _tables(data: Mapping[str, Any], section: str) -> dict[str, dict[str, Any]]:
    found = data.get(section)
    items = found.items() if isinstance(found, dict) else ()
    return {key: part for key, part in items if isinstance(part, dict)}


def _rows(data: Mapping[str, Any], section: str) -> list[dict[str, Any]]:
    found = data.get(section)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _named(data: dict[str, Any]) -> dict[str, Any]:
    """Each part with its id, each option with its letter."""
    for section in _NAMED:
        for name, part in _tables(data, section).items():
            part.setdefault("id", name)
    for part in [*_tables(data, "predict").values(), *_rows(data, "quiz")]:
        for number, option in enumerate(_rows(part, "options")):
            option.setdefault("key", chr(ord("a") + number))
    return data


def _order(source: str, data: Mapping[str, Any]) -> list[str]:
    """The parts in the order of their headers in the file."""
    quiz = [f"quiz:{row.get('id')}" for row in _rows(data, "quiz")]
    found: list[str] = []
    for section, name in _HEADER.findall(source):
        if section == "quiz":
            found += [] if name else quiz
        elif section == "own_desk":
            found.append("own-desk")
        elif section in _DONE and name in _tables(data, section):
            found.append(f"{section}:{name}")
    everything = [f"{section}:{name}" for section in _DONE for name in _tables(data, section)]
    return list(dict.fromkeys([*found, *everything, *quiz]))


def _by_name(line: str, data: Mapping[str, Any]) -> str:
    """A problem's line with the id of a question in the place of its number."""

    def named(found: re.Match[str]) -> str:
        rows = _rows(data, "quiz")
        number = int(found[1])
        return f"quiz.{rows[number].get('id', number)}" if number < len(rows) else found[0]

    return re.sub(r"^quiz\.(\d+)", named, line)


# --- what goes together ---


def _problems(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _unexplained(data.get("words", ()))
    for name, part in _tables(data, "predict").items():
        yield from _prediction(f"predict.{name}", part)
    ids = Counter(str(row.get("id")) for row in _rows(data, "quiz"))
    yield from (f"quiz.{name}: {many} questions of that id" for name, many in ids.items() if many > 1)
    for number, row in enumerate(_rows(data, "quiz")):
        yield from _question(f"quiz.{number}", row)


def _unexplained(words: Any) -> Iterator[str]:
    for word in words if isinstance(words, list | tuple) else ():
        try:
            explain(str(word))
        except DesksideError as problem:
            yield f"words: {problem}"


def _prediction(path: str, part: Mapping[str, Any]) -> Iterator[str]:
    options = _rows(part, "options")
    if part.get("kind") == "choice":
        yield from _options(path, options)
    elif options:
        yield f'{path}.options: only a prediction of kind "choice" has options'
    low, high = part.get("low", 0), part.get("high", 1e6)
    if isinstance(low, int | float) and isinstance(high, int | float) and low >= high:
        yield f"{path}: low = {low} is not below high = {high}"


def _options(path: str, options: list[dict[str, Any]]) -> Iterator[str]:
    if len(options) < 2:
        yield f"{path}.options: a choice needs at least two options"
    for field in ("text", "key"):
        for text, many in Counter(str(option.get(field)) for option in options).items():
            if many > 1:
                yield f"{path}.options: {many} options with the {field} {text!r}"


def _question(path: str, row: Mapping[str, Any]) -> Iterator[str]:
    options = _rows(row, "options")
    if row.get("kind", "single") == "number":
        if not isinstance(row.get("answer"), int | float):
            yield f"{path}.answer: a number is missing"
        if not row.get("why"):
            yield f"{path}.why: the answer needs a reason"
        if options:
            yield f"{path}.options: a question for a number has none; see misses"
        return
    yield from _options(path, options)
    yield from _right(path, row, options)


def _right(path: str, row: Mapping[str, Any], options: list[dict[str, Any]]) -> Iterator[str]:
    """What goes with options: reasons, and so many right ones as the kind of question has."""
    for field in ("answer", "misses", "unit"):
        if field in row:
            yield f'{path}.{field}: only a question of kind "number" has it'
    for option in options:
        if not option.get("why"):
            yield f"{path}.options: {option.get('text')!r} needs a reason: why"
    kind, right = row.get("kind", "single"), sum(option.get("right") is True for option in options)
    if kind == "single" and right != 1:
        yield f"{path}.options: exactly one option must be right, not {right}"
    if kind == "multiple" and right == 0:
        yield f"{path}.options: no option is right"
    if kind == "order" and right:
        yield f'{path}.options: write them in their right order, and none with "right"'
