"""``tools/setup.py``: one install, a second start that skips it, repair, and one clear line when it cannot.

The installs are real: a virtual environment and pip, on a made-up project that needs nothing from outside.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import installation
import piplog
import targets

ROOT = Path(__file__).resolve().parent.parent

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "deskside"
version = "0.1.0"

[project.optional-dependencies]
test = []
bench = []
"""

#: Builds the made-up project: one module whose program tells how it was called.
BACKEND = '''
import pathlib, zipfile

TELLS = """
import os, sys, time

def main():
    print("deskside", *sys.argv[1:], flush=True)
    if "--where" in sys.argv:
        print(os.environ["PATH"].split(os.pathsep)[0], os.environ.get("PYTHONPATH"), flush=True)
    if "--wait" in sys.argv:
        time.sleep(60)
    return 7 if sys.argv[1] == "lab" else 0
"""

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "deskside-0.1.0-py3-none-any.whl"
    info = "deskside-0.1.0.dist-info"
    needs = pathlib.Path("needs.txt")
    lines = ["Metadata-Version: 2.1", "Name: deskside", "Version: 0.1.0"]
    lines += ["Provides-Extra: test", "Provides-Extra: bench"]
    lines += [f"Requires-Dist: {line}" for line in needs.read_text().split()] if needs.exists() else []
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        wheel.writestr("deskside.py", TELLS)
        wheel.writestr(f"{info}/METADATA", "\\n".join(lines) + "\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\\ndeskside = deskside:main\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
'''


@dataclass(frozen=True)
class Checkout:
    """A made-up checkout with the real tools."""

    root: Path

    @property
    def home(self) -> Path:
        return self.root / ".venv"

    def environ(self, **settings: str) -> dict[str, str]:
        """No index, no configuration of this computer, no coloured or translated messages."""
        ours = {
            name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "DESKSIDE_"))
        }
        return {**ours, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, **settings}

    def setup(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(self.root / "tools" / "setup.py"), *words]
        environ = self.environ(**settings)
        return subprocess.run(
            command, capture_output=True, text=True, env=environ, cwd=self.root, check=False
        )

    def plan(self, *extras: str) -> installation.Plan:
        return installation.make_plan(self.root, self.home, extras)

    def change_stamp(self, **fields: object) -> None:
        stamp = self.home / installation.STAMP
        stamp.write_text(json.dumps({**json.loads(stamp.read_text()), **fields}))


def make_checkout(root: Path) -> Checkout:
    (root / "tools").mkdir(parents=True)
    for tool in ("setup", "targets", "installation", "piplog", "static_checks"):
        shutil.copy(ROOT / "tools" / f"{tool}.py", root / "tools")
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "constraints.txt").write_text("")
    return Checkout(root)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkout, subprocess.CompletedProcess[str]]:
    """A checkout after its first set-up, in a folder with a blank and an accent, and what that said."""
    checkout = make_checkout(tmp_path_factory.mktemp("checkouts") / "büro desk")
    return checkout, checkout.setup("install")


@pytest.fixture
def ready(first: tuple[Checkout, subprocess.CompletedProcess[str]]) -> Iterator[Checkout]:
    """A checkout that is set up; its stamp is put back after the test."""
    checkout, said = first
    assert said.returncode == 0, said.stdout + said.stderr
    stamp = (checkout.home / installation.STAMP).read_text()
    yield checkout
    (checkout.home / installation.STAMP).write_text(stamp)


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


@pytest.mark.parametrize("name", ["constraints.txt", "pyproject.toml"])
def test_a_change_of_versions_installs_into_what_is_there(ready: Checkout, name: str) -> None:
    before = (ready.root / name).read_text()
    (ready.root / name).write_text(before + "# changed\n")
    assert ready.plan().action == "install"
    (ready.root / name).write_text(before)
    assert ready.plan().action == "nothing"


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


# --- when it cannot -----------------------------------------------------------------------------------------


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


def test_a_python_without_ensurepip_borrows_the_pip_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = Path(importlib.util.find_spec("ensurepip").origin).parent / "_bundled"
    if importlib.util.find_spec("pip") is None or not bundled.exists():
        pytest.skip("needs pip, and the pip that ensurepip carries")
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
