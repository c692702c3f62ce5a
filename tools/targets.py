"""What can be asked of ``python tools/setup.py``: each target is one short function.

A target gets the words that follow it on the command line and returns an exit code. Codes of the programs it
runs are passed on; 2 means that the set-up itself could not go on, 130 that it was interrupted.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import installation
import piplog
import static_checks

__all__ = ["TARGETS", "main"]

ROOT = Path(__file__).resolve().parent.parent
DEVELOPER = ("bench", "test")
MADE_BY_TOOLS = (
    "build",
    "dist",
    ".work",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    "simulations/deskside.egg-info",
)  # fmt: skip  one line reads better
SWEPT = ("simulations", "tools", "tests", "benchmarks", "notebooks", "assignments")


@dataclass(frozen=True)
class Target:
    """One target: what it does, in a line of `help`, and the function that does it."""

    about: str
    act: Callable[[list[str]], int]


class Environment:
    """The ready environment, and a way to run its programs from the checkout's root."""

    def __init__(self, *extras: str) -> None:
        environ = dict(os.environ)
        self.home = installation.ensure(ROOT, extras, environ)
        self.environ = installation.child_environment(self.home, environ)

    def run(self, name: str, *words: str) -> int:
        """Run a program of the environment to its end and return its exit code."""
        return run_to_the_end([str(installation.program(self.home, name)), *words], self.environ)

    def python(self, *words: str) -> int:
        return self.run("python", *words)


def run_to_the_end(command: list[str], environ: dict[str, str]) -> int:
    """Run a program, leave Ctrl-C to it, hand on a request to stop, and return its exit code."""
    try:
        child = subprocess.Popen(command, cwd=ROOT, env=environ)
    except FileNotFoundError:
        raise installation.SetupError(
            f"{Path(command[0]).name} is missing from the environment; run: make clean-all"
        ) from None
    before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        while True:
            try:
                code = child.wait()
                return code if code >= 0 else 128 - code
            except KeyboardInterrupt:  # the terminal sent it to the child as well, which may ask back
                continue
    finally:
        signal.signal(signal.SIGTERM, before)


def install(words: list[str]) -> int:
    Environment()
    return 0


def warm(words: list[str]) -> int:
    return Environment().run("deskside", "warm", *words)


def lab(words: list[str]) -> int:
    here = Environment()
    code = here.run("deskside", "warm")
    if code == 130:
        return code
    if code:
        print(
            "Note: the compiled engine could not be prepared; the lab works, its panels answer more slowly.",
            flush=True,
        )
    return here.run("deskside", "lab", *words)


def bench(words: list[str]) -> int:
    return Environment(*DEVELOPER).run("deskside", "bench", *words)


def _pytest(marks: str, words: list[str]) -> int:
    parallel = ["-n", "2", "--dist", "loadscope"]
    return Environment(*DEVELOPER).python("-m", "pytest", "-m", marks, *parallel, *words)


def test(words: list[str]) -> int:
    """The tests, then, unless some tests were picked, every notebook of the course from top to bottom."""
    code = _pytest("not (ci or deep or browser)", words)
    books = sorted(
        str(path.relative_to(ROOT)) for path in (ROOT / "notebooks").rglob("*.ipynb") if _is_source(path)
    )
    if code or words or not books:
        return code
    print(f"Running {len(books)} notebooks.", flush=True)
    here = Environment(*DEVELOPER)
    here.environ["DESKSIDE_UNATTENDED"] = "1"  # panels try themselves out; errors fail the cell
    # warnings of the notebook runner itself are not ours; those inside a notebook stay in its kernel
    lax = ["--nbval-lax", "--nbval-current-env", "-W", "default", "-n", "2", "--dist", "loadscope"]
    return here.python("-m", "pytest", *lax, *books)


def _is_source(path: Path) -> bool:
    return ".ipynb_checkpoints" not in path.parts


def test_ci(words: list[str]) -> int:
    return _pytest("(ci or browser) and not deep", words)


def test_deep(words: list[str]) -> int:
    return _pytest("deep", words)


def check(words: list[str]) -> int:
    """Run every check, even after one has failed, and name those that did."""
    here = Environment(*DEVELOPER)
    steps: dict[str, Callable[[], int]] = {
        "lint": lambda: here.python("-m", "ruff", "check", "."),
        "format": lambda: here.python("-m", "ruff", "format", "--check", "."),
        "types": lambda: here.python("-m", "mypy"),
        "tree": lambda: static_checks.main(ROOT),
        "notebooks": lambda: here.python(str(Path("tools") / "check_notebooks.py")),
    }
    failed = []
    for name, step in steps.items():
        print(f"== {name}", flush=True)
        if step():
            failed.append(name)
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.", flush=True)
    return 1 if failed else 0


def format_code(words: list[str]) -> int:
    here = Environment(*DEVELOPER)
    return here.python("-m", "ruff", "check", "--fix", ".") or here.python("-m", "ruff", "format", ".")


def clean(words: list[str]) -> int:
    """Remove what tools have made. A learner's working copy (lab/) is never touched."""
    for name in MADE_BY_TOOLS:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for folder in SWEPT:
        for cache in list((ROOT / folder).rglob("__pycache__")):
            shutil.rmtree(cache, ignore_errors=True)
    return 0


def clean_all(words: list[str]) -> int:
    home = installation.home_of(ROOT, dict(os.environ))
    if home.exists():
        if not (home / "pyvenv.cfg").exists() and installation.read_stamp(home) is None:
            raise installation.SetupError(f"{home} is no virtual environment; it is left alone")
        shutil.rmtree(home)
    return clean(words)


def show_help(words: list[str]) -> int:
    print(
        "Deskside. Say `make TARGET`, or `python tools/setup.py TARGET [OPTIONS]`\n"
        "(Windows: py tools\\setup.py TARGET [OPTIONS]).\n"
    )
    for name, target in TARGETS.items():
        print(f"  {name:<10} {target.about}")
    print("\nOptions are passed on: make lab PORT=9999 ARGS=--no-browser; make test ARGS='-k erlang'.")
    print("DESKSIDE_VENV moves the environment away from .venv.")
    return 0


TARGETS = {
    "lab": Target("set up, warm the compiled engine, open the course in JupyterLab", lab),
    "test": Target("set up and run the tests and the notebooks (under 15 minutes)", test),
    "test-ci": Target("the longer tests, and those in a real browser (under 60 minutes)", test_ci),
    "test-deep": Target("the longest tests: thousands of generated desks (hours)", test_deep),
    "check": Target("lint, format, types, and what the tree may hold", check),
    "format": Target("put imports and layout right", format_code),
    "bench": Target("measure both engines against their peers", bench),
    "warm": Target("compile the fast engine ahead of time", warm),
    "install": Target("set up only", install),
    "clean": Target("remove caches and results; never the working copy in lab/", clean),
    "clean-all": Target("the same, and the environment", clean_all),
    "help": Target("this list", show_help),
}


def main(words: list[str]) -> int:
    """Run the target that ``words`` begins with."""
    name, *rest = words or ["help"]
    name = {"-h": "help", "--help": "help"}.get(name, name)
    if name not in TARGETS:
        print(f"setup: there is no target {name!r}; try one of: {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    try:
        return TARGETS[name].act(rest)
    except installation.SetupError as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 2
    except OSError as problem:
        full = problem.errno in (errno.ENOSPC, errno.EDQUOT)
        where = f"{problem.filename}: " if problem.filename else ""
        told = piplog.DISK_FULL if full else f"{where}{problem.strerror or problem}"
        print(f"setup: {told}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nsetup: interrupted", file=sys.stderr)
        return 130
