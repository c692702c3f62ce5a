"""A missing browser or data set: skipped with a reason for a person, failed under CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import under_ci

WANTS_BOTH = """
import conftest

conftest.CHROMIUM_PLACES = ()  # look on PATH only

def test_browser(chromium):
    assert chromium

def test_data(outside_data):
    assert outside_data("DESKSIDE_SERVICENOW").exists()
"""


def run_on(folder: Path, **settings: str) -> tuple[int, str]:
    """Run the two tests above with the project's conftest and nothing but ``settings``."""
    here = Path(__file__).parent
    (folder / "conftest.py").write_text((here / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_wants.py").write_text(WANTS_BOTH, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", str(folder)]
    environ = {**kept, "PATH": str(folder), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **settings}
    done = subprocess.run(command, capture_output=True, text=True, env=environ, cwd=folder, check=False)
    return done.returncode, done.stdout


def test_what_is_missing_skips_for_a_person(tmp_path: Path) -> None:
    code, said = run_on(tmp_path)
    assert code == 0
    assert "2 skipped" in said
    assert "DESKSIDE_SERVICENOW is not set" in said


def test_what_is_missing_fails_under_ci(tmp_path: Path) -> None:
    code, said = run_on(tmp_path, CI="1")
    assert code == 1
    assert "skipped" not in said
    assert "DESKSIDE_SERVICENOW is not set (required under CI)" in said


def test_what_is_there_is_used(tmp_path: Path) -> None:
    code, said = run_on(tmp_path, CI="1", DESKSIDE_CHROMIUM=sys.executable, DESKSIDE_SERVICENOW=str(tmp_path))
    assert code == 0
    assert "2 passed" in said


def test_a_wrong_path_fails_everywhere(tmp_path: Path) -> None:
    code, said = run_on(tmp_path, DESKSIDE_SERVICENOW=str(tmp_path / "nowhere"))
    assert code == 1
    assert "does not exist" in said


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("true", True), ("", False), ("0", False)])
def test_under_ci(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("CI", value)
    assert under_ci() is expected
