"""When the set-up cannot go on: one clear line, no traceback, and the next start does it again."""

from __future__ import annotations

import errno
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import installation
import piplog
import targets
from conftest import require
from made_up_checkout import ROOT, make_checkout

# Setuptools puts a finder before pip's and warns when another test has imported distutils before it.
pytestmark = pytest.mark.filterwarnings("ignore:Setuptools is replacing distutils")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"PIP_NO_INDEX": "1"}, "there is no ready-made package of no-such-package"),
        (
            {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "1"},
            "cannot be reached",
        ),
    ],
)
def test_a_failed_install_is_one_line_and_is_tried_again(
    tmp_path: Path, settings: dict[str, str], expected: str
) -> None:
    checkout = make_checkout(tmp_path / "desk")
    (checkout.root / "needs.txt").write_text("no-such-package")
    said = checkout.setup("install", **settings)
    assert said.returncode == 2
    assert len(said.stderr.splitlines()) == 1
    assert expected in said.stderr
    assert checkout.plan().action == "rebuild"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disk is full",
        ),
        ("OSError: [WinError 112] There is not enough space on the disk", "disk is full"),
        ("ssl.SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED", "certificate"),
        ("ProxyError('Cannot connect to proxy.', OSError('407'))", "proxy"),
        ("NameResolutionError: Failed to resolve: getaddrinfo failed", "cannot be reached"),
        ("ReadTimeoutError: Read timed out", "cannot be reached"),
        ("HINT: This error might have occurred since Windows Long Path support is off", "path is too long"),
        ("ERROR: [WinError 5] Access is denied: 'python.exe'", "cannot be written"),
        ("ERROR: No matching distribution found for numba>=0.68", "no ready-made package of numba"),
        ("ERROR: something new", "pip failed: ERROR: something new"),
        ("", "no reason given"),
    ],
)
def test_what_pip_says_becomes_one_line(line: str, expected: str) -> None:
    told = piplog.explain([line], Path("log"))
    assert expected in told
    assert "\n" not in told


def test_a_network_failure_wins_over_the_missing_package_it_causes() -> None:
    lines = ["WARNING: Retrying: NewConnectionError", "ERROR: No matching distribution found for numpy"]
    assert "cannot be reached" in piplog.explain(lines, Path("log"))


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "stamp.json"), "stamp.json: Permission denied"),
    ],
)
def test_a_disk_that_refuses_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], problem: OSError, expected: str
) -> None:
    def refuse(words: list[str]) -> int:
        raise problem

    monkeypatch.setitem(targets.TARGETS, "install", targets.Target("", refuse))
    assert targets.main(["install"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"setup: {expected}")
    assert len(told.splitlines()) == 1


def test_a_python_without_ensurepip_borrows_the_pip_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = Path(importlib.util.find_spec("ensurepip").origin).parent / "_bundled"
    there = importlib.util.find_spec("pip") and bundled.exists()
    require(there, "needs pip, and the pip that ensurepip carries")
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find(name))
    home = tmp_path / "venv"
    home.mkdir()
    environ = make_checkout(tmp_path / "desk").environ(PIP_FIND_LINKS=str(bundled))
    installation._create(home, environ)
    python = str(installation.program(home, "python"))
    assert (
        subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.parametrize("missing", [{"venv"}, {"ensurepip", "pip"}])
def test_a_python_without_venv_or_pip_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: set[str]
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in missing else find(name))
    with pytest.raises(installation.SetupError, match="apt install python3-venv"):
        installation._create(tmp_path, {})


def test_an_old_python_says_so() -> None:
    old = "import sys; sys.version_info = (3, 9, 1); sys.argv = ['setup.py', 'lab']; "
    run = f"import runpy; runpy.run_path({str(ROOT / 'tools' / 'setup.py')!r}, run_name='__main__')"
    said = subprocess.run([sys.executable, "-c", old + run], capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert said.stderr.startswith("setup: Deskside needs Python 3.11 or newer; this is Python 3.9.")
    assert len(said.stderr.splitlines()) == 1


def test_the_first_file_can_be_read_by_old_pythons() -> None:
    source = (ROOT / "tools" / "setup.py").read_text(encoding="ascii")
    assert 'f"' not in source
    assert "from __future__" not in source
