"""What becomes of a file that cannot be used: it is moved aside whole, or left alone and worked around."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from deskside.progress import file
from deskside.progress.entry import Entry
from deskside.progress.place import Place

__all__ = ["beside", "kin", "set_aside"]

_LOCK, _NEW = ".lock", ".new"


def set_aside(path: Path) -> tuple[Path | None, list[Entry]]:
    """Move a damaged file aside and give back what could be read of it.

    Of several notebooks that find it damaged at once, one moves it; the others get no path and go on with
    the new file. Raises `OSError`, `sqlite3.Error` or `Trouble` where it cannot be moved; it then
    stays where it is.
    """
    with closing(sqlite3.connect(f"{path}{_LOCK}", timeout=file.PATIENCE, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        if file.sound(path):
            return None, []
        saved, fresh = file.salvage(path), path.with_name(f"{path.name}{_NEW}")
        fresh.unlink(missing_ok=True)
        file.write(fresh, saved)  # before anything is moved: the disk may be full
        target = _free(path)
        journal = Path(f"{path}-journal")
        if journal.exists():  # first, so that it never meets the new file
            journal.replace(f"{target}-journal")
        path.replace(target)
        fresh.replace(path)
        return target, saved


def beside(found: Place, kind: str) -> Path:
    """The file to use in place of one that is not ours to move."""
    path = found.path
    if kind == "newer":
        return path.with_name(f"{path.stem}.format{len(file.STEPS)}{path.suffix}")
    return path.with_name(f"{path.name}.deskside.sqlite3")


def kin(found: Place) -> list[Path]:
    """The person's file and everything that was ever put beside it, as far as it is there."""
    path = found.path
    names = [f"{path.name}-journal", f"{path.name}{_LOCK}", f"{path.name}{_NEW}", beside(found, "newer").name]
    names += [beside(found, "foreign").name] if not found.ours else []
    mine = [path] if found.ours or _is_store(path) else []
    asides = path.parent.glob(f"{_escaped(path.name)}.damaged-*") if path.parent.is_dir() else []
    mine += [path.with_name(name) for name in names] + sorted(asides)
    return [one for one in mine if one.exists()]


def _is_store(path: Path) -> bool:
    try:
        file.read(path)
    except file.Trouble as trouble:
        return trouble.kind in ("damaged", "newer")
    return True


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _free(path: Path) -> Path:
    """A name nothing has yet."""
    stem = f"{path.name}.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    number = 1
    while (target := path.with_name(stem if number == 1 else f"{stem}-{number}")).exists():
        number += 1
    return target
