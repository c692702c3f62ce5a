"""The file of entries: an SQLite database that is opened for each reading or writing and closed again.

A rollback journal and a busy timeout, not a write-ahead log: home folders are often on a network, where the
shared memory of a write-ahead log does not work. docs/decisions/0005-progress.md has the reasons.
"""

from __future__ import annotations

import contextlib
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from deskside.progress.entry import Entry
from deskside.progress.place import claim, hub_user, owned

__all__ = ["Trouble", "look_over", "person_in", "read", "salvage", "sound", "write"]

#: Marks a file as one of ours, in its header ("DSKP").
APPLICATION = 0x44534B50
#: What brings a file from one format to the next. A new file takes them all; an older one those it lacks.
STEPS: list[str] = [
    """
    CREATE TABLE entries (
      id TEXT PRIMARY KEY, time TEXT NOT NULL, module TEXT NOT NULL,
      part TEXT NOT NULL, verb TEXT NOT NULL, data TEXT NOT NULL
    );
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    """
]
#: Seconds to wait for another notebook that is writing.
PATIENCE = 5.0

_READ = "SELECT id, time, module, part, verb, data FROM entries ORDER BY time, rowid"
_WRITE = """
INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET time = excluded.time, data = excluded.data
"""


class Trouble(Exception):  # noqa: N818  # it is no fault of the program; it says what to do next
    """A file that cannot be used as it is; ``kind`` says what to do about it."""

    def __init__(self, kind: str, told: str) -> None:
        self.kind = kind  # damaged, foreign, newer, other, closed, full or busy
        super().__init__(told)


#: SQLite's primary result codes, as kinds of trouble.
_KINDS = {
    sqlite3.SQLITE_NOTADB: "foreign",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
}


def read(path: Path) -> list[Entry]:
    """All entries, in the order they were made; none where there is no file yet. Raises `Trouble`."""
    with _told():
        if not path.exists():
            return []
        if not owned(path):
            raise Trouble("other", "it belongs to somebody else")
        if path.stat().st_size == 0:
            return []
        with _opened(path) as base:
            _examine(base)
            return list(_entries(base, _READ)) if _format(base) else []


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Add entries, all or none; one that is there already is brought up to date. Raises `Trouble`."""
    with _told():
        if not claim(path):
            raise Trouble("other", "it belongs to somebody else")
        with _opened(path) as base:
            base.execute("BEGIN IMMEDIATE")  # nobody else writes from here on
            _examine(base)
            _bring_up_to_date(base)
            base.executemany(_WRITE, [entry.row() for entry in entries])
            base.execute("COMMIT")


def person_in(path: Path) -> str:
    """A name for this file's person that is drawn once and tells nothing. Raises `Trouble`."""
    write(path, ())
    with _told(), _opened(path) as base:
        return str(base.execute("SELECT value FROM facts WHERE name = 'person'").fetchone()[0])


def look_over(path: Path) -> None:
    """Read a file from end to end. Raises `Trouble`."""
    with _told():
        if not path.exists() or path.stat().st_size == 0:
            return
        with _opened(path) as base:
            _examine(base)
            found = base.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise Trouble("damaged", str(found))


def sound(path: Path) -> bool:
    """Whether a file can be used from end to end. Raises `Trouble` when that cannot be said."""
    try:
        look_over(path)
    except Trouble as trouble:
        if trouble.kind in ("damaged", "foreign"):
            return False
        raise
    return True


def salvage(path: Path) -> list[Entry]:
    """What can still be read of a damaged file: from its beginning, and from its end."""
    found: dict[str, Entry] = {}
    for way in ("ASC", "DESC"):
        ordered = f"SELECT id, time, module, part, verb, data FROM entries ORDER BY rowid {way}"
        try:
            with _opened(path) as base:
                for entry in _entries(base, ordered):
                    found.setdefault(entry.id, entry)
        except sqlite3.Error:
            continue
    return sorted(found.values(), key=lambda entry: entry.time)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that is closed whatever happens; what was begun and not finished is undone."""
    base = _connect(path)
    try:
        base.execute("PRAGMA synchronous = FULL")  # an answer that was kept survives a power cut
        yield base
    finally:
        if base.in_transaction:
            with contextlib.suppress(sqlite3.Error):  # a full disk has undone it already
                base.execute("ROLLBACK")
        base.close()


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """SQLite's and the system's errors as trouble of some kind."""
    try:
        yield
    except sqlite3.Error as problem:
        code = (getattr(problem, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR) & 0xFF
        raise Trouble(_KINDS.get(code, "closed"), str(problem)) from problem
    except OSError as problem:
        raise Trouble("closed", problem.strerror or str(problem)) from problem


def _entries(base: sqlite3.Connection, query: str) -> Iterator[Entry]:
    for row in base.execute(query):
        try:
            yield Entry.from_row(row)
        except (ValueError, TypeError):  # one bad row costs no other
            continue


def _format(base: sqlite3.Connection) -> int:
    return int(base.execute("PRAGMA user_version").fetchone()[0])


def _examine(base: sqlite3.Connection) -> None:
    """Raise `Trouble` unless the file is one of ours, of a format known here, and this person's."""
    mark = base.execute("PRAGMA application_id").fetchone()[0]
    tables = {row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if mark != APPLICATION and (mark or tables):
        raise Trouble("foreign", "it is a database of another program")
    if _format(base) > len(STEPS):
        raise Trouble("newer", "it was written by a newer Deskside")
    if _format(base) and not {"entries", "facts"} <= tables:
        raise Trouble("damaged", "a part of it is missing")
    if tables and hub_user():
        owner = base.execute("SELECT value FROM facts WHERE name = 'hub user'").fetchone()
        if owner is not None and owner[0] != hub_user():
            raise Trouble("other", "it belongs to somebody else")


def _bring_up_to_date(base: sqlite3.Connection) -> None:
    """Take the steps a file lacks, inside the transaction that is open."""
    at = _format(base)
    if at == len(STEPS):
        return
    for step in STEPS[at:]:
        for statement in filter(str.strip, step.split(";")):
            base.execute(statement)
    if at == 0:
        base.execute(f"PRAGMA application_id = {APPLICATION}")
        base.execute("INSERT INTO facts VALUES ('person', ?)", (str(uuid.uuid4()),))
        if hub_user():
            base.execute("INSERT INTO facts VALUES ('hub user', ?)", (hub_user(),))
    base.execute(f"PRAGMA user_version = {len(STEPS)}")
