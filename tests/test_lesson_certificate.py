"""A certificate: only for who has done the path, escaped, honest, on one sheet."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import pytest

from deskside import progress
from deskside.errors import DesksideError
from deskside.lesson import Certificate, read_paths, read_texts
from deskside.lesson.certificate import HONEST

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
FILE = """
[modules]
01 = { title = "First <one>", minutes = 30 }
02 = { title = "Second", minutes = 90, short = 45, leaves_out = ["reflect:more"] }

[paths.core]
title = "Core"
about = "for everyone"
modules = ["01", "02"]
short = ["02"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "paths.toml").write_text(FILE, encoding="utf-8")
    return tmp_path


def do(module: str, *done: str, parts: tuple[str, ...] = ("quiz:a", "reflect:more")) -> None:
    store = progress.here()
    store.add(module, "", "started", {"title": module, "parts": [[part, part] for part in parts]})
    for part in done:
        store.add(module, part, "answered", {"right": True})


def test_it_opens_when_all_modules_are_done_in_the_form_the_path_asks_for(folder: Path) -> None:
    assert "Still to do: 01, 02." in Certificate(folder).twin_html()
    do("01", "quiz:a")  # a part is left, and this module has no short form
    do("02", "quiz:a")
    assert "Still to do: 01." in Certificate(folder).twin_html()
    do("01", "quiz:a", "reflect:more")
    assert list(Certificate(folder).controls) == ["name"]


def test_it_is_a_page_of_its_own_for_a_name(folder: Path) -> None:
    do("01", "quiz:a", "reflect:more")
    do("02", "quiz:a")
    made = Certificate(folder)
    with pytest.raises(DesksideError, match="Type your name"):
        made.act("make", {"name": "  "})
    made.act("make", {"name": "Ana <b> \n Example"})
    found = re.search(r'href="data:text/html;charset=utf-8;base64,([^"]+)"', made.form.html)
    assert found is not None
    page = b64decode(found[1]).decode()
    assert "Ana &lt;b&gt; Example" in page
    assert "First &lt;one&gt;" in page
    assert "02 Second (short form)</td><td>45</td>" in page
    assert HONEST in page
    assert not re.search(r"(src|href)\s*=", page)
    again = Certificate(folder)
    again.prepare()
    assert again.form.html == made.form.html


def test_what_the_short_form_of_a_module_leaves_out_is_there() -> None:
    for number, module in read_paths(FOLDER / "paths.toml").modules.items():
        if module.leaves_out:
            texts = read_texts(FOLDER / "questions" / f"{number}.toml")
            known = {f"reflect:{name}" for name in texts.reflections}
            known |= {f"predict:{name}" for name in texts.predictions}
            assert set(module.leaves_out) <= known
