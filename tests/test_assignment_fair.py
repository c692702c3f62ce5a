"""What a careful reader of 01 to 05 may answer in good faith is settled by the words on the page."""

from __future__ import annotations

import json

import pytest

from nbgrader_course import ASSIGNMENTS


def notebook(name: str) -> str:
    cells = json.loads((ASSIGNMENTS / "source" / name / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return " ".join("".join(cell["source"]) for cell in cells)


@pytest.mark.parametrize("name", ["04-roster", "05-policy"])
def test_the_notebook_says_from_where_on_points_are_earned(name: str) -> None:
    assert "Points begin where" in notebook(name)
