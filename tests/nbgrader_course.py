"""A class on stock nbgrader in a temporary folder: hand out, hand in, collect, grade, give back.

Everything goes through nbgrader's own programming interface with the settings of ``assignments/``; only the
places (course root, exchange, cache) are the test's.
"""

from __future__ import annotations

import html
import importlib.util
import os
import re
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import nbformat
from nbgrader.apps import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeSubmit
from sqlalchemy.exc import SAWarning
from traitlets.config import Config, PyFileConfigLoader

from deskside.grading import Kept
from deskside.grading.kept import FILE
from deskside.grading.key import KEYS

__all__ = ["ASSIGNMENTS", "Course", "Grade", "key_module", "new_course", "rows_of", "write_in"]

ASSIGNMENTS = Path(__file__).resolve().parent.parent / "assignments"

#: Warnings that nbgrader itself causes; any other is an error, as everywhere in the tests.
_OF_NBGRADER = (
    (r"Object of type <\w+> not in session", SAWarning),  # it links rows before it adds them
    (r"Passing unrecognized arguments to super\(ExchangeReleaseFeedback", DeprecationWarning),  # misspelt
    (r"unclosed file .*timestamp\.txt", ResourceWarning),
)


@cache
def key_module(name: str) -> ModuleType:
    """The key of an assignment as a module, for tests of its own rules."""
    spec = importlib.util.spec_from_file_location(f"key_of_{name[:2]}", ASSIGNMENTS / "keys" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@dataclass(frozen=True)
class Grade:
    """What nbgrader's gradebook says about one part."""

    points: float
    out_of: float
    needs_a_person: bool


@dataclass(frozen=True)
class Course:
    """One class with one assignment."""

    root: Path
    assignment: str
    config: Config

    @property
    def released(self) -> Path:
        """What learners get."""
        return self.root / "release" / self.assignment

    def generate(self) -> None:
        self._do("generate_assignment", self.assignment)

    def release(self) -> None:
        self._do("release_assignment", self.assignment)

    def collect(self) -> None:
        self._do("collect", self.assignment)

    def autograde(self, learner: str) -> None:
        self._do("autograde", self.assignment, learner)

    def give_feedback(self) -> None:
        self._do("generate_feedback", self.assignment)
        self._do("release_feedback", self.assignment)

    def write_feedback_anew(self, learner: str) -> None:
        self._do("generate_feedback", self.assignment, learner)

    def hand_in(
        self,
        learner: str,
        answers: Kept | str | None,
        writing: str | None = None,
        edit: Callable[[Any], None] | None = None,
        files: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Submit what was handed out, with the answers beside it; without answers, untouched.

        ``edit`` is what the learner did to the notebook besides writing, ``files`` what else is handed in.
        """
        home = self.root.parent / "homes" / learner
        folder = home / self.assignment
        shutil.copytree(self.root.parent / "exchange" / self._course / "outbound" / self.assignment, folder)
        if isinstance(answers, Kept):
            answers.write(folder)
        elif answers is not None:
            (folder / FILE).write_text(answers, encoding="utf-8")
        if writing is not None:
            (path,) = folder.glob("*.ipynb")
            book = nbformat.read(path, as_version=4)
            write_in(book, writing)
            if edit is not None:
                edit(book)
            nbformat.write(book, path)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        config = self._with_("CourseDirectory", student_id=learner, assignment_id=self.assignment)
        config.Exchange.assignment_dir = str(home)
        parts = {"coursedir": CourseDirectory(config=config), "authenticator": Authenticator(config=config)}
        ExchangeSubmit(config=config, **parts).start()

    def mark_by_hand(self, learner: str, cell: str, points: float | None, comment: str = "") -> None:
        """Book what a person gives for a text, as the formgrader does; None for what waits again."""
        with NbGraderAPI(config=self.config).gradebook as book:
            (notebook,) = book.find_submission(self.assignment, learner).notebooks
            whose = (cell, notebook.name, self.assignment, learner)
            grade = book.find_grade(*whose)
            grade.manual_score, grade.needs_manual_grade = points, points is None
            book.find_comment(*whose).manual_comment = comment or None
            book.db.commit()

    def grades(self, learner: str) -> dict[str, Grade]:
        """The gradebook's rows of one submission, by cell."""
        with NbGraderAPI(config=self.config).gradebook as book:
            (notebook,) = book.find_submission(self.assignment, learner).notebooks
            return {
                grade.name: Grade(
                    float(grade.auto_score or 0.0), float(grade.max_score), grade.needs_manual_grade
                )
                for grade in notebook.grades
            }

    def feedback(self, learner: str) -> str:
        """The page that goes back to the learner, as released."""
        (page,) = (self.root / "feedback" / learner / self.assignment).glob("*.html")
        return page.read_text(encoding="utf-8")

    @property
    def _course(self) -> str:
        return str(self.config.CourseDirectory.course_id)

    def _with_(self, part: str, **settings: Any) -> Config:
        config = Config(self.config)
        config[part] = Config({**self.config[part], **settings})
        config.Exchange = Config(self.config.Exchange)
        return config

    def _do(self, name: str, *args: str) -> None:
        with _programs_on_path(), warnings.catch_warnings():
            for message, category in _OF_NBGRADER:
                warnings.filterwarnings("ignore", message, category)
            result = getattr(NbGraderAPI(config=self.config), name)(*args)
        assert result["success"], f"{result.get('error')}\n{result.get('log')}"


def new_course(folder: Path, assignment: str) -> Course:
    """A copy of the course root with one assignment, and an empty exchange."""
    root, exchange = folder / "course", folder / "exchange"
    root.mkdir(parents=True)
    exchange.mkdir()
    exchange.chmod(0o777)  # nbgrader wants it writable by everybody
    shutil.copytree(ASSIGNMENTS / "source" / assignment, root / "source" / assignment)
    (root / KEYS).mkdir()
    shutil.copy(ASSIGNMENTS / KEYS / f"{assignment}.py", root / KEYS)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ASSIGNMENTS)).load_config()
    config.CourseDirectory.root = str(root)
    config.Exchange.root, config.Exchange.cache = str(exchange), str(folder / "cache")
    config.NbGraderAPI.log_level = "WARN"
    return Course(root, assignment, config)


def write_in(book: Any, writing: str) -> None:
    """Write the same text into every cell that is made for a written answer."""
    for cell in book.cells:
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = writing


def rows_of(page: str) -> list[list[str]]:
    """The text of every cell of the first table of a page of feedback."""
    table = re.search(r"<table.*?</table>", page, re.DOTALL)
    assert table
    rows = re.findall(r"<tr>(.*?)</tr>", table[0], re.DOTALL)
    cells = [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in row] for row in cells]


@contextmanager
def _programs_on_path() -> Iterator[None]:
    """For nbgrader, which calls ``alembic`` by name; the environment may not be activated."""
    before = os.environ["PATH"]
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
