"""Where a person's progress is kept: one file a person, which nobody else can read."""

from __future__ import annotations

import contextlib
import getpass
import os
import re
import stat
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import platformdirs

__all__ = ["VARIABLE", "Place", "claim", "hub_user", "person", "place"]

#: Names the file, or a folder that gets one file a person, in place of the platform's folder for user data.
VARIABLE = "DESKSIDE_PROGRESS"
_HUB = "JUPYTERHUB_USER"
_NAME = "progress.sqlite3"


@dataclass(frozen=True)
class Place:
    """A file, and whether its name is ours: what stands there unasked is then ours to move aside."""

    path: Path
    ours: bool = True


def hub_user() -> str:
    """The person as JupyterHub knows them; empty outside a hub."""
    return os.environ.get(_HUB, "").strip()


def person() -> str:
    """Who sits at the keyboard: the hub's user, otherwise the system's."""
    if hub_user():
        return hub_user()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user without a name
        return "person"


def place() -> Place:
    """The file of the person at the keyboard. Nothing is made yet.

    On a hub every person gets a file of their own, also where all run under one account of the system.
    """
    named = os.environ.get(VARIABLE, "").strip()
    if not named:
        folder = platformdirs.user_data_path("deskside", appauthor=False)
        return Place(folder / (_own_name(hub_user()) if hub_user() else _NAME))
    path = Path(named).expanduser()
    if path.is_dir() or named.endswith(("/", os.sep)):
        return Place(path / _own_name(person()))
    return Place(path, ours=False)


def _own_name(who: str) -> str:
    """A file name for a person: what every system can write, and no two people's alike.

    >>> _own_name("Ann"), _own_name("ann") == _own_name("Ann")
    ('progress-ann-a7fb4a47.sqlite3', False)
    """
    plain = re.sub(r"[^a-z0-9]+", "-", who.lower()).strip("-")[:40]
    return f"progress-{plain}-{blake2b(who.encode(), digest_size=4).hexdigest()}.sqlite3"


def claim(path: Path) -> bool:
    """Make the file if it is missing, readable for its owner alone; say whether it is this person's.

    Raises `OSError` where that is not possible.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return owned(path)
    return True


def owned(path: Path) -> bool:
    """Whether an existing file, and the link that leads to it, is this person's; shut it to all others.

    The administrator of a machine may use any file; systems without such owners say yes.
    """
    if not hasattr(os, "geteuid"):
        return True
    me = os.geteuid()
    if me != 0 and {path.lstat().st_uid, path.stat().st_uid} != {me}:
        return False
    mode = stat.S_IMODE(path.stat().st_mode)
    if stat.S_ISREG(path.stat().st_mode) and mode & 0o077:
        with contextlib.suppress(OSError):  # a disk that cannot be written shuts nothing either
            path.chmod(mode & 0o700)
    return True
