"""What the tree may hold: every check passes on a clean tree and fails on the fault it is there for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import static_checks

ROOT = Path(__file__).resolve().parent.parent

CLEAN_NOTEBOOK = {"cells": [{"cell_type": "code", "source": "1 + 1", "outputs": [], "execution_count": None}]}
#: Put together here, so that this file does not hold what it looks for.
HOME, INDEX = "/" + "home/ann/desk", "https://index.example" + "/simple"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A clean tree."""
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\nzipp==4.1.2 ; python_full_version < '3.12'\n")
    (tmp_path / "page.md").write_text(
        "[the lock](constraints.txt), [a part](page.md#x), [outside](https://example.org)\n"
    )
    (tmp_path / "book.ipynb").write_text(json.dumps(CLEAN_NOTEBOOK))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    return tmp_path


def complaints(tree: Path) -> list[str]:
    names = static_checks.files_of(tree)
    return [problem for check in static_checks.CHECKS for problem in check(tree, names)]


def test_a_clean_tree_passes(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert complaints(tree) == []
    assert static_checks.main(tree) == 0
    assert "0 problems" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.py", f"PLACE = '{HOME}'", "a.py:1: path of one machine"),
        ("a.md", "C:" + r"\Users\ann\desk", "a.md:1: path of one machine"),
        ("a.txt", f"first\n{INDEX}", "a.txt:2: address of a package registry"),
        ("a.toml", "--extra-" + "index-url x", "a.toml:1: address of a package registry"),
        ("a.ipynb", json.dumps({"cells": [{"outputs": [{"text": "2"}]}]}), "cell 1 holds results"),
        ("a.ipynb", json.dumps({"cells": [{}, {"execution_count": 3}]}), "cell 2 holds results"),
        ("a.ipynb", json.dumps({"cells": [], "metadata": {"widgets": {}}}), "holds widget state"),
        ("a.ipynb", '{"cells": [', "no notebook that can be read"),
        ("constraints.txt", "numpy>=2.4\n", "constraints.txt:1: not"),
        ("constraints.txt", f"numpy @ {INDEX}/numpy.whl\n", "constraints.txt:1: not"),
        ("constraints.txt", "numpy==2.4.6  # why\n", "constraints.txt:1: not"),
        ("constraints.txt", "zipp==4.1.2\nnumpy==2.4.6\n", "not sorted"),
        ("large.bin", "x" * 1_000_001, "1,000,001 bytes"),
        ("page.md", "see [this](docs/gone.md)", "page.md:1: link leads nowhere: docs/gone.md"),
    ],
)
def test_each_fault_is_found(
    tree: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, expected: str
) -> None:
    (tree / name).write_text(text)
    assert any(expected in problem for problem in complaints(tree))
    assert static_checks.main(tree) == 1
    assert expected in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    ["~/wo" + "rk/desk", "https://example.org/home/page", "$HOME/wo" + "rk/x", "the home/work balance"],
)
def test_what_only_looks_like_a_machine_path_passes(tree: Path, line: str) -> None:
    (tree / "a.md").write_text(line)
    assert complaints(tree) == []


def test_what_git_ignores_is_not_looked_at() -> None:
    names = static_checks.files_of(ROOT)
    assert "pyproject.toml" in names
    assert not [name for name in names if name.startswith((".venv/", ".git/"))]
