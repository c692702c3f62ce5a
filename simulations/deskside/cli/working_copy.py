"""A learner's own copy of the course: laid down once, brought up to date, never overwritten where edited.

A hidden file in the copy remembers what was laid down. A notebook counts as edited when the text of a cell
differs; running it is no edit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from deskside.errors import DesksideError

__all__ = ["MEMORY", "Update", "course_folder", "default_place", "lay_down"]

MEMORY = ".deskside-course.json"
#: For the trainer, not for the learner's copy.
_NOT_FOR_LEARNERS = ("coverage", "facilitator")


@dataclass(frozen=True)
class Update:
    """What became of the files: paths inside the copy."""

    added: tuple[str, ...]
    renewed: tuple[str, ...]
    beside: tuple[str, ...]  # newer originals, put beside files that the learner has edited

    def words(self) -> list[str]:
        """What to tell the learner; nothing when nothing happened."""
        lines = []
        if self.renewed:
            lines.append(f"Brought up to date: {_several(self.renewed)}.")
        if self.beside:
            lines.append(f"Kept your edits; the newer originals are beside them: {_several(self.beside)}.")
        return lines


def _several(names: tuple[str, ...]) -> str:
    return ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def course_folder() -> Path:
    """Where the originals are: in the checkout, or in the installed package. Raises `DesksideError`."""
    checkout = _checkout()
    installed = Path(__file__).resolve().parents[1] / "notebooks"
    for folder in ([checkout / "notebooks"] if checkout else []) + [installed]:
        if folder.is_dir():
            return folder
    raise DesksideError("the course files are missing from this installation; install Deskside again")


def default_place() -> Path:
    """The copy's usual place: ``lab`` in the checkout, otherwise ``deskside-lab`` in the current folder."""
    checkout = _checkout()
    return checkout / "lab" if checkout else Path.cwd() / "deskside-lab"


def _checkout() -> Path | None:
    """The checkout this package is used from, if it is."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pyproject.toml").is_file() and (root / "notebooks").is_dir() else None


def lay_down(course: Path, copy: Path) -> Update:
    """Bring a copy up to date with the course, and make it if it is not there.

    A file that is missing is laid down. One that is as it was laid down is renewed. One that the learner
    edited stays; if its original has changed since, the newer original goes beside it as ``name.new.ipynb``.
    Raises `DesksideError` where the folder cannot be read or written.
    """
    if copy.resolve().is_relative_to(course.resolve()):
        raise DesksideError(f"{copy}: this holds the course's originals; choose another folder")
    try:
        copy.mkdir(parents=True, exist_ok=True)
        return _update(course, copy)
    except NotADirectoryError as problem:
        raise DesksideError(f"{copy}: is not a folder; choose another place") from problem
    except FileExistsError as problem:
        raise DesksideError(f"{copy}: there is a file of that name; choose another folder") from problem
    except OSError as problem:
        where = problem.filename or copy
        raise DesksideError(
            f"{where}: cannot be written ({problem.strerror}); choose another folder: deskside lab FOLDER"
        ) from problem


def _update(course: Path, copy: Path) -> Update:
    laid = _remembered(copy)
    added, renewed, beside = [], [], []
    for name in _course_files(course):
        original = (course / name).read_bytes()
        target, new = copy / name, _digest(name, original)
        if not target.exists():
            added.append(name)
        elif (current := _digest(name, target.read_bytes())) == new:
            laid[name] = new
            continue
        elif laid.get(name) == new:  # edited, and the learner already has this original
            continue
        elif laid.get(name) == current:
            renewed.append(name)
        else:
            target = _beside(target)
            beside.append(target.relative_to(copy).as_posix())
        _write(target, original)
        laid[name] = new
    _write(copy / MEMORY, json.dumps(laid, indent=1, sort_keys=True).encode())
    return Update(tuple(added), tuple(renewed), tuple(beside))


def _course_files(course: Path) -> Iterator[str]:
    """Paths of the course's files inside its folder, with forward slashes."""
    for path in sorted(course.rglob("*")):
        steps = path.relative_to(course).parts
        hidden = any(step.startswith((".", "__")) for step in steps)
        if path.is_file() and not hidden and steps[0] not in _NOT_FOR_LEARNERS:
            yield "/".join(steps)


def _remembered(copy: Path) -> dict[str, str]:
    """What was laid down before; nothing where the memory is lost, and then every file is kept."""
    try:
        found = json.loads((copy / MEMORY).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, Mapping) else {}


def _digest(name: str, content: bytes) -> str:
    """Identity of a file's content; of a notebook, the kinds and texts of its cells."""
    if name.endswith(".ipynb"):
        content = _cells(content)
    return blake2b(content, digest_size=16).hexdigest()


def _cells(content: bytes) -> bytes:
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError):  # broken, so certainly not as it was laid down
        return content
    return json.dumps(cells).encode()


def _beside(target: Path) -> Path:
    """A free name for the newer original: ``a.new.ipynb``, then ``a.new2.ipynb``: no older one is lost."""
    number = 1
    while True:
        label = "new" if number == 1 else f"new{number}"
        path = target.with_name(f"{target.stem}.{label}{target.suffix}")
        if not path.exists():
            return path
        number += 1


def _write(path: Path, content: bytes) -> None:
    """All or nothing: a full disk or a power cut leaves the old file whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
