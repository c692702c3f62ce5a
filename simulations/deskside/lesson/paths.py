"""Learning paths: which modules, in which order, how long; and how far one is."""

from __future__ import annotations

import html
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from deskside.errors import DesksideError
from deskside.lesson.keeping import store
from deskside.panels import Control, Part, Watch, watch
from deskside.progress import Standing, standings
from deskside.scenario.check import field_problems, suggestion

__all__ = ["LearningPath", "Module", "Paths", "PathsData", "read_paths"]

FILE = "paths.toml"


class _Piece(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Module(_Piece):
    """A module of the course.

    ``short`` are the minutes of its short form, where it has one, and ``leaves_out`` the parts that form does
    without, as progress names them.
    """

    title: str = Field(min_length=1)
    minutes: int = Field(ge=1, le=240)
    short: int | None = Field(default=None, ge=1, le=240)
    leaves_out: tuple[str, ...] = ()


class LearningPath(_Piece):
    """Modules in the order somebody takes them; those in ``short`` in their short form."""

    title: str = Field(min_length=1)
    about: str = Field(min_length=1)
    modules: tuple[str, ...] = Field(min_length=1)
    short: tuple[str, ...] = ()


class PathsData(_Piece):
    """All modules by number, and all paths by name, the first being the one for everybody."""

    modules: dict[str, Module]
    paths: dict[str, LearningPath]

    def minutes(self, path: LearningPath, module: str) -> int:
        """How long a module takes on a path."""
        found = self.modules[module]
        return found.short if module in path.short and found.short else found.minutes

    def is_done(self, path: LearningPath, module: str, standing: Standing | None) -> bool:
        """Whether somebody who stands there has done a module as the path asks for it."""
        if standing is None or not standing.parts:
            return False
        to_do = {part for part, _ in standing.parts} - standing.done
        return to_do <= set(self.modules[module].leaves_out if module in path.short else ())


def read_paths(file: str | Path = FILE) -> PathsData:
    """The learning paths. Raises `DesksideError` with every problem of the file."""
    file = Path(file)
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        found = PathsData.model_validate(data)
    except FileNotFoundError:
        raise DesksideError(
            f"{file}: no such file; start the lab in the folder that holds the notebooks"
        ) from None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DesksideError(f"{file}: cannot be read: {problem}") from problem
    except ValidationError as error:
        raise DesksideError("\n".join([f"{file}:", *field_problems(error, PathsData)])) from error
    unknown = [
        f"paths.{name}.modules: no module {module!r}{suggestion(module, found.modules)}"
        for name, path in found.paths.items()
        for module in (*path.modules, *path.short)
        if module not in found.modules
    ]
    if unknown or not found.paths:
        raise DesksideError("\n".join([f"{file}:", *(unknown or ["paths: none"])]))
    return found


@dataclass(frozen=True)
class _Row:
    """A module on the chosen path."""

    number: str
    title: str
    minutes: int
    file: str  # empty where the notebook is not in this copy
    standing: Standing | None
    done: bool
    short: bool  # in its short form, which the notebook describes


class Paths(Part):
    """The learning paths: choose one, see how far you are, open the next module.

    ``folder`` holds the notebooks and ``paths.toml``. Raises `DesksideError` where the file is wrong.
    """

    live = True

    def __init__(self, folder: str | Path = ".") -> None:
        self.folder = Path(folder)
        self.data = read_paths(self.folder / FILE)
        options = tuple((name, f"{path.title}: {path.about}") for name, path in self.data.paths.items())
        self.path = next(iter(self.data.paths))
        control = Control("path", "choice", "My path", value=self.path, options=options)
        super().__init__("Learning paths", (control,), ())

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Show a path and remember it as mine. Raises `DesksideError` for one there is none of."""
        name = str(values.get("path"))
        if name not in self.data.paths:
            raise DesksideError("Choose one of the paths.")
        if watch() is Watch.LIVE and name != _chosen():
            store().add("", "path", "chose", {"value": name})
        self._show(name)

    def prepare(self) -> None:
        """Show the path that was chosen, or the first."""
        chosen = _chosen()
        self._show(chosen if chosen in self.data.paths else self.path)

    def rehearse(self) -> None:
        """Show every path."""
        for name in self.data.paths:
            self._show(name)

    # --- what it shows ------------------------------------------------------------------------------------

    def _show(self, name: str) -> None:
        self.path = name
        self.form.values = {"path": name}
        path, rows = self.data.paths[name], self._rows(name)
        to_do = [row for row in rows if not row.done]
        following = next((row for row in to_do if row.file), next(iter(to_do), None))
        self.form.show(_table(rows, following), said=_summary(path, rows, following))

    def _rows(self, name: str) -> list[_Row]:
        path, found = self.data.paths[name], standings(store().entries())
        return [
            _Row(
                number,
                self.data.modules[number].title,
                self.data.minutes(path, number),
                next((file.name for file in sorted(self.folder.glob(f"{number}-*.ipynb"))), ""),
                found.get(number),
                self.data.is_done(path, number, found.get(number)),
                number in path.short,
            )
            for number in path.modules
        ]


def _chosen() -> str:
    made = [one for one in store().entries("") if (one.part, one.verb) == ("path", "chose")]
    return str(made[-1].data.get("value", "")) if made else ""


def _summary(path: LearningPath, rows: list[_Row], following: _Row | None) -> str:
    done, to_go = sum(row.done for row in rows), sum(row.minutes for row in rows if not row.done)
    if following is None:
        return f"{path.title}: all {len(rows)} modules done."
    begun = following.standing is not None and following.standing.done
    verb = "Go on with" if begun else "Next"
    said = f"{path.title}: {done} of {len(rows)} modules done, about {_hours(to_go)} to go."
    return f"{said} {verb}: {following.number} {following.title}"


def _hours(minutes: int) -> str:
    """Minutes as people say them.

    >>> _hours(40), _hours(60), _hours(165)
    ('40 minutes', '1 hour', '2 hours 45 minutes')
    """
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} hour{'s' if hours != 1 else ''}"] if hours else []
    return " ".join([*words, *([f"{rest} minutes"] if rest or not hours else [])])


def _table(rows: list[_Row], following: _Row | None) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Module", "Minutes", "How far"))
    body = "".join(_line(row, row is following) for row in rows)
    return f'<table class="ds-numbers ds-path"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _line(row: _Row, is_next: bool) -> str:
    title = f"{row.number} · {html.escape(row.title)}"
    if row.file:
        # In JupyterLab the click opens the notebook beside this one; elsewhere the link does.
        where = html.escape(json.dumps({"path": _from_root(row.file)}), quote=True)
        linked = f'data-commandlinker-command="docmanager:open" data-commandlinker-args="{where}"'
        title = f'<a href="{html.escape(row.file, quote=True)}" {linked}>{title}</a>'
    mark = ' <b class="ds-next">next</b>' if is_next else ""
    title += ", the short way" if row.short else ""
    return f"<tr><td>{title}{mark}</td><td>{row.minutes}</td><td>{_how_far(row)}</td></tr>"


def _how_far(row: _Row) -> str:
    if not row.file:
        return "not in this copy"
    if row.standing is None or not row.standing.parts:
        return "not begun"
    done, many = len(row.standing.done), len(row.standing.parts)
    words = "done" if row.done else f"{done} of {many}"
    filled = f'<i style="width:{100 * done / many:.0f}%"></i>'
    return f'<span class="ds-bar" aria-hidden="true">{filled}</span> {words}'


def _from_root(file: str) -> str:
    """A notebook beside this one, as JupyterLab's server names it."""
    session = os.environ.get("JPY_SESSION_NAME", "")  # the notebook of this kernel, set by the server
    folder = session.rpartition("/")[0]
    return f"{folder}/{file}" if folder and not Path(folder).is_absolute() else file
