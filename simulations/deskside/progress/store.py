"""A person's entries: in their file where that works, in memory where it does not, never lost in between."""

from __future__ import annotations

import atexit
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from deskside.errors import DesksideError
from deskside.progress import file
from deskside.progress.aside import beside, kin, set_aside
from deskside.progress.entry import Entry, Verb
from deskside.progress.place import Place, place

__all__ = ["Store", "delete", "here"]

#: Seconds before a file that failed is tried again: a lesson must not wait at every click.
REST = 15.0

_KEPT_IN_MEMORY = "What you do is kept in memory until you close the lab"
_NO_WRITING = {
    "closed": (
        f"{_KEPT_IN_MEMORY}: {{path}} cannot be used ({{told}}). "
        "Make it writable, or set DESKSIDE_PROGRESS to another place."
    ),
    "full": f"{_KEPT_IN_MEMORY}: the disk is full. Make some room; it is then saved by itself.",
    "busy": f"{_KEPT_IN_MEMORY}: another program holds {{path}}. It is saved as soon as that lets go.",
    "other": f"{_KEPT_IN_MEMORY}: {{path}} is somebody else's. Set DESKSIDE_PROGRESS to a place of your own.",
}


class Store:
    """The entries of one person.

    ``add`` never fails and never blocks a lesson: what cannot be written waits in memory and is tried again
    by itself, until it is written. Without a place everything stays in memory.
    """

    def __init__(self, found: Place | None = None) -> None:
        self.place = found
        self._mishap = self._unsaved = ""
        self._last: list[Entry] = []  # as the file was when it was last read
        self._path = found.path if found else None
        self._waiting: dict[str, Entry] = {}
        self._rest_until = {"read": 0.0, "write": 0.0}
        self._looked_over = False
        self._later: threading.Timer | None = None
        self._lock = threading.RLock()

    def add(
        self,
        module: str,
        part: str,
        verb: Verb,
        data: Mapping[str, Any] | None = None,
        id: str | None = None,  # noqa: A002  # the name of the field
    ) -> Entry:
        """Keep something the person did. With the ``id`` of an earlier entry it takes that one's place."""
        entry = Entry(module, part, verb, dict(data or {}), **({"id": id} if id else {}))
        with self._lock:
            self._waiting[entry.id] = entry
            self.flush()
        return entry

    def entries(self, module: str | None = None) -> tuple[Entry, ...]:
        """Everything the person did, or what they did in one module, in the order it was done."""
        with self._lock:
            found = {entry.id: entry for entry in self._read()} | self._waiting
        kept = [entry for entry in found.values() if module in (None, entry.module)]
        return tuple(sorted(kept, key=lambda entry: entry.time))

    def flush(self, now: bool = False) -> bool:
        """Write what waits; say whether nothing waits any more. ``now`` does not rest after a failure."""
        with self._lock:
            if self._path is None:
                return not self._waiting
            if self._waiting and (now or self._rested("write")):
                self._try("write", self._write_to)
            if self._waiting and self._later is None:
                self._later = threading.Timer(REST, self._flush_later)
                self._later.daemon = True  # at the end of the process what waits is tried once more anyway
                self._later.start()
            return not self._waiting

    def _flush_later(self) -> None:
        with self._lock:
            self._later = None
            self.flush()

    @property
    def notice(self) -> str:
        """What the person should know of their file; empty when all is well."""
        return " ".join(filter(None, (self._mishap, self._unsaved)))

    @property
    def saved(self) -> bool:
        """Whether everything is in the file."""
        return self._path is not None and not self._waiting

    @property
    def person(self) -> str:
        """A name that tells nobody who it is and that nobody can guess; empty where there is no file."""
        try:
            return file.person_in(self._path) if self._path else ""
        except file.Trouble:
            return ""

    # --- the file and its troubles ------------------------------------------------------------------------

    def _read(self) -> list[Entry]:
        if self._path is not None and self._rested("read"):
            self._try("read", self._read_from)
        return self._last

    def _rested(self, what: str) -> bool:
        return time.monotonic() >= self._rest_until[what]

    def _read_from(self, path: Path) -> None:
        self._last = file.read(path)
        if not self._waiting:
            self._unsaved = ""

    def _write_to(self, path: Path) -> None:
        if self._waiting:
            file.write(path, tuple(self._waiting.values()))
            self._last += self._waiting.values()
            self._waiting.clear()
        self._unsaved = ""

    def _try(self, what: str, work: Callable[[Path], None]) -> None:
        """Do something with the file; what fails is mended and tried again, or told."""
        for attempt in range(3):
            path = self._path
            assert path is not None
            try:
                self._look_over(path)
                work(path)
            except file.Trouble as trouble:
                if attempt == 2 or not self._mended(path, trouble):
                    self._rest_until[what] = time.monotonic() + REST
                    told = _NO_WRITING.get(trouble.kind, _NO_WRITING["closed"])
                    self._unsaved = told.format(path=path, told=trouble)
                    return
            else:
                return

    def _look_over(self, path: Path) -> None:
        """Once, read the file from end to end: damage in its middle would be met too late."""
        if not self._looked_over:
            file.look_over(path)
            self._looked_over = True

    def _is_mine(self, path: Path) -> bool:
        return path != (self.place.path if self.place else None) or bool(self.place and self.place.ours)

    def _mended(self, path: Path, trouble: file.Trouble) -> bool:
        """Whether there is now a file that can be used."""
        if trouble.kind not in ("damaged", "foreign", "newer"):
            return False
        assert self.place is not None
        if trouble.kind == "newer" or (trouble.kind == "foreign" and not self._is_mine(path)):
            self._path = beside(self.place, trouble.kind)
            self._mishap = (
                f"{path} was left alone: {trouble}. Your progress is kept in {self._path.name} beside it."
            )
            return self._path != path
        try:
            target, saved = set_aside(path)
        except (OSError, sqlite3.Error, file.Trouble):
            return False
        if target is not None:
            many = (
                f"the {len(saved)} things in it that could be read were"
                if saved
                else "nothing in it could be"
            )
            self._mishap = (
                f"Your progress file was damaged. It was set aside as {target.name}, and {many} carried over."
            )
        return True


_STORES: dict[Place, Store] = {}


def here() -> Store:
    """The store of the person at the keyboard: one for each place, so that what waits stays together."""
    found = place()
    if found not in _STORES:
        if not _STORES:
            atexit.register(_flush_all)
        _STORES[found] = Store(found)
    return _STORES[found]


def _flush_all() -> None:
    for store in _STORES.values():
        store.flush(now=True)


def delete() -> list[Path]:
    """Delete everything that is kept of the person at the keyboard; what was deleted, in the end.

    Raises `DesksideError` where something cannot be deleted.
    """
    found = place()
    _STORES.pop(found, None)
    gone = kin(found)
    for path in gone:
        try:
            path.unlink()
        except OSError as problem:
            raise DesksideError(
                f"{path}: cannot be deleted ({problem.strerror}); close the lab first"
            ) from problem
    return gone
