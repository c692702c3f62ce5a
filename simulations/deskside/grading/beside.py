"""A learner's own files beside the notebook: plain TOML, read with care and written whole or not at all."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from deskside.grading.answers import UnclearError

__all__ = ["KEYS", "read_beside", "write_beside"]

#: The folder of the keys in the course root. nbgrader never releases it.
KEYS = "keys"
_LARGEST = 200_000  # bytes: hundreds of times what anybody answers
_HANDED_OUT = ("source", "release")  # folders of the course root
_DOTS = 100  # in one line; keys within keys take tomllib time by the square of their number


def read_beside(path: Path, what: str, again: str) -> dict[str, Any]:
    """The data of a file; none where there is no file.

    Raises `UnclearError` for one that cannot be read: ``what`` it should hold ("answers of a notebook"), and
    what to do ``again`` after renaming it ("give the answers").
    """
    try:
        size = path.stat().st_size
        text = path.read_text(encoding="utf-8") if size <= _LARGEST else ""
        dots = max(line.count(".") for line in text.split("\n"))
        data = tomllib.loads(text) if dots <= _DOTS else {}
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError, OSError) as problem:
        wrong = f"cannot be read ({problem})"
    else:
        if size <= _LARGEST and dots <= _DOTS:
            return data
        wrong = f"too large for {what}" if size > _LARGEST else f"holds no {what}"
    raise UnclearError(f"{path.name}: {wrong}; rename it and {again} again")


def write_beside(path: Path, head: str, data: Mapping[str, Any]) -> None:
    """Put data into a file below the comment ``head``. Raises `UnclearError` where that fails.

    And in the source or the release of a course: nbgrader hands out what lies there.
    """
    here = path.parent.resolve()
    if here.parent.name in _HANDED_OUT and (here.parent.parent / KEYS).is_dir():
        raise UnclearError(
            f"{path.name}: is not kept here, for what lies in {here.parent.name}/ is handed out to "
            f"everybody; copy the folder {here.name} to another place and try it there"
        )
    text = head + tomli_w.dumps(data)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as problem:
        raise UnclearError(
            f"{path.name}: cannot be written ({problem.strerror}); start the lab in a folder of your own"
        ) from problem
