"""A course of one made-up module with a part of every kind, for the tests of its page."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from made_up_lesson import TEXTS

__all__ = ["CELLS", "PANEL", "write_course"]

PANEL = """\
import deskside as ds
from deskside import charts, lesson, panels
from deskside.experiment import Estimate

lab = lesson.start("test")
desk = ds.load("one-queue").with_({"horizon.days": 9, "horizon.warm_up_days": 1})
"""
#: A picture of one dot.
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

CELLS: tuple[tuple[str, str, str], ...] = (
    (
        "title",
        "markdown",
        "# 07 · A made-up module\n\nText with *stress*, [a page](other.ipynb) and\n![a dot](dot.png)",
    ),
    ("setup", "code", PANEL + "lab"),
    ("story", "code", 'lab.story("monday")'),
    ("predict-wait", "code", 'lab.predict("wait")'),
    ("predict-which", "code", 'lab.predict("which")'),
    (
        "panel",
        "code",
        "panels.Panel(\n"
        '    desk,\n    [panels.Lever("teams.desk.agents", "Agents", 9, 12, unit="people"),\n'
        '     panels.Lever("needs_factor", "Requests", 0.9, 1.1, 0.1, "% of today", factor=100)],\n'
        '    {"mean_first_response": "Mean wait"}, title="A small panel", replications=3)',
    ),
    ("reveal-wait", "code", 'wait = 10.0\nlab.reveal("wait", lambda: Estimate(wait, 9.0, 11.0, 2.0, 10))'),
    ("reveal-which", "code", 'lab.reveal("which", lambda: ("b", "From 10 to 3."))'),
    ("later", "code", 'wait = 99.0\nprint("printed <text>")'),
    ("check", "code", 'lab.check("little", ...)'),
    ("quiz", "code", "# All questions\nlab.quiz()"),
    ("reflect", "code", 'lab.reflect("own")'),
    ("ticks", "code", 'lab.checklist("evening")'),
    ("timer", "code", 'lab.timer("pairs")'),
    ("floor", "code", "panels.Floor(ds.simulate(desk, seed=1))"),
    ("frame", "code", "import pandas as pd\npd.DataFrame({'a': [1, 2]})"),
    ("own", "code", "lab.own_desk()"),
    ("points", "code", "lab.key_points()"),
)


def write_course(folder: Path, cells: tuple[tuple[str, str, str], ...] = CELLS) -> Path:
    """The course in a folder."""
    (folder / "questions").mkdir(parents=True)
    (folder / "questions" / "test.toml").write_text(TEXTS, encoding="utf-8")
    (folder / "dot.png").write_bytes(base64.b64decode(DOT))
    written: list[dict[str, Any]] = []
    for name, kind, source in cells:
        cell: dict[str, Any] = {"id": name, "cell_type": kind, "metadata": {}, "source": source}
        written.append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    book = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "07-made-up.ipynb").write_text(json.dumps(book), encoding="utf-8")
    return folder
