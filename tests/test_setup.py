"""``tools/setup.py``: one install, a second start that skips it, repair, and programs that run in it.

The installs are real: a virtual environment and pip, on a made-up project that needs nothing from outside.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import installation
import targets
from made_up_checkout import ROOT, Checkout, make_checkout


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkout, subprocess.CompletedProcess[str]]:
    """A checkout after its first set-up, in a folder with a blank and an accent, and what that said."""
    checkout = make_checkout(tmp_path_factory.mktemp("checkouts") / "büro desk")
    return checkout, checkout.setup("install")


@pytest.fixture
def ready(first: tuple[Checkout, subprocess.CompletedProcess[str]]) -> Iterator[Checkout]:
    """A checkout that is set up; what a test changes in its files is put back."""
    checkout, said = first
    assert said.returncode == 0, said.stdout + said.stderr
    kept = (
        checkout.home / installation.STAMP,
        checkout.root / "pyproject.toml",
        checkout.root / "constraints.txt",
    )
    before = [path.read_text() for path in kept]
    yield checkout
    for path, text in zip(kept, before, strict=True):
        path.write_text(text)
    (checkout.root / "needs.txt").unlink(missing_ok=True)


# --- installing ---------------------------------------------------------------------------------------------


def test_the_first_start_installs_with_progress(
    first: tuple[Checkout, subprocess.CompletedProcess[str]],
) -> None:
    _, said = first
    assert said.returncode == 0
    assert said.stdout.splitlines()[0] == "Setting up .venv: there is no environment yet."
    assert "1/2 making the environment" in said.stdout
    assert "2/2 installing packages" in said.stdout
    assert said.stdout.splitlines()[-1] == "Set-up is done."


def test_the_second_start_skips_the_install(ready: Checkout) -> None:
    before = (ready.home / installation.STAMP).stat().st_mtime_ns
    said = ready.setup("install")
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
    assert (ready.home / installation.STAMP).stat().st_mtime_ns == before


def test_an_install_cut_short_is_done_again(ready: Checkout) -> None:
    (ready.home / "left-over").write_text("")
    ready.change_stamp(state="started")
    said = ready.setup("install")
    assert said.stdout.splitlines()[0] == "Setting up .venv: the last install was not finished."
    assert said.returncode == 0
    assert not (ready.home / "left-over").exists()
    assert ready.plan().action == "nothing"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"state": "started"}, "not finished"),
        ({"home": "elsewhere"}, "moved"),
        ({"packages": ["lib/numpy-2.0.dist-info"]}, "packages were removed from it: numpy"),
        ({"unknown": 1}, "not finished"),
    ],
)
def test_what_is_broken_is_rebuilt(ready: Checkout, fields: dict[str, object], reason: str) -> None:
    ready.change_stamp(**fields)
    assert ready.plan().action == "rebuild"
    assert reason in ready.plan().reason


def test_a_truncated_stamp_is_rebuilt(ready: Checkout) -> None:
    (ready.home / installation.STAMP).write_text('{"state": "fin')
    assert ready.plan().action == "rebuild"


def test_a_lost_package_is_seen(ready: Checkout) -> None:
    (record,) = (path for path in installation.installed_records(ready.home) if "deskside" in path)
    (ready.home / record).rename(ready.home / "hidden")
    assert ready.plan() == installation.Plan("rebuild", "packages were removed from it: deskside", ())
    (ready.home / "hidden").rename(ready.home / record)


def test_a_lost_python_is_seen(ready: Checkout) -> None:
    python = installation.program(ready.home, "python")
    python.rename(python.with_name("hidden"))
    assert ready.plan().reason == "the Python it was built on is gone"
    python.with_name("hidden").rename(python)


def test_another_python_is_seen(ready: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "python_series", lambda: "3.99")
    assert ready.plan().action == "rebuild"
    assert "and this is 3.99" in ready.plan().reason


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("constraints.txt", "", "simpy==4.1.2"), ("pyproject.toml", 'version = "0.1.0"', 'version = "0.1.1"')],
)
def test_a_change_of_versions_installs_into_what_is_there(
    ready: Checkout, name: str, before: str, after: str
) -> None:
    text = (ready.root / name).read_text()
    (ready.root / name).write_text(text.replace(before, after))
    assert ready.plan().action == "install"


def test_a_linters_setting_installs_nothing(ready: Checkout) -> None:
    text = (ready.root / "pyproject.toml").read_text()
    (ready.root / "pyproject.toml").write_text(text + "\n[tool.ruff]\nline-length = 99\n")
    assert ready.plan().action == "nothing"


def test_an_update_that_fails_leaves_what_worked(ready: Checkout) -> None:
    stamp = (ready.home / installation.STAMP).read_text()
    (ready.root / "needs.txt").write_text("no-such-package")
    (ready.root / "constraints.txt").write_text("something-else==1.0\n")
    said = ready.setup("install")
    assert said.returncode == 2
    assert "no ready-made package of no-such-package" in said.stderr
    assert (ready.home / installation.STAMP).read_text() == stamp
    assert ready.plan().action == "install"


def test_extras_are_added_and_kept(ready: Checkout) -> None:
    assert ready.plan("test") == installation.Plan("install", "packages are to be added for: test", ("test",))
    ready.change_stamp(extras=["bench", "test"])
    assert ready.plan("test") == installation.Plan("nothing", "everything is installed", ("bench", "test"))


# --- what is not ours ---------------------------------------------------------------------------------------


def test_an_environment_made_by_hand_is_used_and_kept(ready: Checkout) -> None:
    (ready.home / installation.STAMP).unlink()
    assert ready.plan().action == "install"


def test_a_folder_that_is_no_environment_is_left_alone(tmp_path: Path) -> None:
    checkout = make_checkout(tmp_path / "desk")
    checkout.home.mkdir()
    (checkout.home / "thesis.txt").write_text("mine")
    for target in ("install", "clean-all"):
        said = checkout.setup(target)
        assert said.returncode == 2
        assert "is no virtual environment" in said.stderr
    assert (checkout.home / "thesis.txt").read_text() == "mine"


def test_clean_leaves_the_learners_copy_and_the_environment(ready: Checkout) -> None:
    for folder in ("lab", "build", "tests/__pycache__"):
        (ready.root / folder).mkdir(parents=True)
    assert ready.setup("clean").returncode == 0
    assert (ready.root / "lab").exists()
    assert ready.home.exists()
    assert not (ready.root / "build").exists()
    assert not (ready.root / "tests/__pycache__").exists()


def test_deskside_venv_moves_the_environment(tmp_path: Path) -> None:
    assert installation.home_of(tmp_path, {}) == tmp_path / ".venv"
    assert installation.home_of(tmp_path, {"DESKSIDE_VENV": "other"}) == tmp_path / "other"
    assert installation.home_of(tmp_path, {"DESKSIDE_VENV": str(tmp_path / "abs")}) == tmp_path / "abs"


# --- running programs ---------------------------------------------------------------------------------------


def test_lab_warms_first_and_passes_options_and_exit_code_on(ready: Checkout) -> None:
    said = ready.setup("lab", "--port", "9999", "--no-browser", "--where", PYTHONPATH="nowhere")
    assert said.returncode == 7
    where = str(installation.program(ready.home, "python").parent)
    assert said.stdout.splitlines() == [
        "deskside warm",
        "deskside lab --port 9999 --no-browser --where",
        f"{where} None",
    ]


@pytest.mark.skipif(os.name == "nt" or not shutil.which("make"), reason="needs make")
def test_make_is_a_shim(ready: Checkout) -> None:
    shutil.copy(ROOT / "Makefile", ready.root)
    command = ["make", "lab", f"PYTHON={sys.executable}", "PORT=9999", "ARGS=--no-browser"]
    said = subprocess.run(
        command, cwd=ready.root, env=ready.environ(), capture_output=True, text=True, check=False
    )
    assert said.stdout.splitlines()[:2] == ["deskside warm", "deskside lab --port 9999 --no-browser"]
    assert "Error 7" in said.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_a_request_to_stop_reaches_the_lab(ready: Checkout) -> None:
    command = [sys.executable, str(ready.root / "tools" / "setup.py"), "lab", "--wait"]
    with subprocess.Popen(
        command, env=ready.environ(), cwd=ready.root, stdout=subprocess.PIPE, text=True
    ) as lab:
        assert lab.stdout is not None
        assert [lab.stdout.readline(), lab.stdout.readline()] == ["deskside warm\n", "deskside lab --wait\n"]
        lab.send_signal(signal.SIGTERM)
        assert lab.wait(timeout=30) == 128 + signal.SIGTERM


def test_the_childs_environment(tmp_path: Path) -> None:
    before = {"PATH": "usual", "PYTHONHOME": "x", "PIP_USER": "1", "HTTPS_PROXY": "kept"}
    child = installation.child_environment(tmp_path, before)
    assert child["PATH"].split(os.pathsep) == [str(installation.program(tmp_path, "python").parent), "usual"]
    assert child["VIRTUAL_ENV"] == str(tmp_path)
    assert child["HTTPS_PROXY"] == "kept"
    assert not {"PYTHONHOME", "PIP_USER"} & set(child)


def test_programs_on_windows(tmp_path: Path) -> None:
    assert installation.program(tmp_path, "deskside", windows=True) == tmp_path / "Scripts" / "deskside.exe"


def test_help_lists_every_target(ready: Checkout) -> None:
    shown = ready.setup("help").stdout
    rules = (ROOT / "Makefile").read_text()
    for name in targets.TARGETS:
        assert f"  {name} " in shown
        assert name in rules


def test_an_unknown_target_is_one_line(ready: Checkout) -> None:
    said = ready.setup("labb")
    assert (said.returncode, len(said.stderr.splitlines())) == (2, 1)
    assert "'labb'" in said.stderr
