"""The virtual environment: what state it is in, and how it gets from there to ready.

A stamp inside the environment says what was installed. It reads "started" while pip works and "finished"
after, so an install that was cut short is seen the next time and done again from the beginning. Nothing here
needs more than the standard library. pip does the installing, because it follows the mirrors and certificates
that an organisation has set up for it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import piplog

__all__ = ["Plan", "SetupError", "child_environment", "ensure", "home_of", "make_plan", "program"]

STAMP = "deskside-setup.json"
LOG = "deskside-setup.log"
NEWEST_TRIED = (3, 13)


class SetupError(Exception):
    """A problem the person at the keyboard can mend, told in one line."""


@dataclass(frozen=True)
class Stamp:
    """What an environment says about itself.

    ``state`` is "started" or "finished"; ``home`` and ``root`` are the absolute paths of the environment and
    of the checkout it serves; ``packages`` are the folders in which pip keeps its records.
    """

    state: str
    digest: str
    python: str
    home: str
    root: str
    extras: tuple[str, ...]
    packages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What to do and why: "nothing", "create", "install" (into what is there) or "rebuild"."""

    action: str
    reason: str
    extras: tuple[str, ...]


def home_of(root: Path, environ: dict[str, str]) -> Path:
    """Where the environment lives: ``.venv`` in the checkout, or what DESKSIDE_VENV says."""
    return (root / (environ.get("DESKSIDE_VENV") or ".venv")).absolute()


def program(home: Path, name: str, *, windows: bool = os.name == "nt") -> Path:
    """The path of a program of the environment, such as "python" or "deskside"."""
    return home / "Scripts" / f"{name}.exe" if windows else home / "bin" / name


def child_environment(home: Path, environ: dict[str, str]) -> dict[str, str]:
    """The variables a program of the environment runs under.

    The environment's programs come first on PATH (nbgrader calls alembic by name). Settings that would pull
    packages in from, or push them out to, other places are left out.
    """
    leave_out = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "__PYVENV_LAUNCHER__"}
    child = {name: value for name, value in environ.items() if name not in leave_out}
    child["PATH"] = os.pathsep.join(filter(None, [str(program(home, "python").parent), environ.get("PATH")]))
    child["VIRTUAL_ENV"] = str(home)
    child["PYTHONNOUSERSITE"] = "1"
    return child


def project_digest(root: Path) -> str:
    """A digest of everything that decides what an install brings; settings of linters do not."""
    try:
        described = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except ValueError as problem:
        raise SetupError(f"pyproject.toml cannot be read: {problem}") from None
    parts = [
        described.get("build-system"),
        described.get("project"),
        described.get("tool", {}).get("setuptools"),
    ]
    text = json.dumps(parts, sort_keys=True) + (root / "constraints.txt").read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def python_series() -> str:
    """The running Python as "3.11"."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def read_stamp(home: Path) -> Stamp | None:
    """The stamp of the environment; None where there is none. An unreadable one counts as "started"."""
    path = home / STAMP
    if not path.exists():
        return None
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        fields["extras"] = tuple(fields["extras"])
        fields["packages"] = tuple(fields["packages"])
        return Stamp(**fields)
    except (OSError, ValueError, TypeError, KeyError):
        return Stamp("started", "", "", str(home), "", ())


def write_stamp(home: Path, stamp: Stamp) -> None:
    """Write the stamp whole or not at all."""
    home.mkdir(parents=True, exist_ok=True)
    draft = home / (STAMP + ".new")
    draft.write_text(json.dumps(asdict(stamp), indent=1) + "\n", encoding="utf-8")
    draft.replace(home / STAMP)


def installed_records(home: Path) -> tuple[str, ...]:
    """The record folders of all packages that are wholly there, as paths inside the environment."""
    folders = [home / "Lib" / "site-packages", *home.glob("lib/python3*/site-packages")]
    found = {
        path.parent.relative_to(home).as_posix()
        for folder in folders
        for path in folder.glob("*.dist-info/RECORD")
    }
    return tuple(sorted(found))


def python_runs(home: Path) -> str:
    """The series ("3.11") of the environment's Python; empty when it does not run."""
    command = [str(program(home, "python")), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def make_plan(root: Path, home: Path, extras: tuple[str, ...]) -> Plan:
    """Look at the environment and decide. Raises SetupError for a folder that is not ours to change."""
    extras = tuple(sorted(set(extras)))
    if not home.exists() or (home.is_dir() and not any(home.iterdir())):
        return Plan("create", "there is no environment yet", extras)
    stamp = read_stamp(home)
    if stamp is None:
        return _plan_for_a_guest(home, extras)
    extras = tuple(sorted({*extras, *stamp.extras}))
    broken = _what_is_broken(home, stamp)
    if broken:
        return Plan("rebuild", broken, extras)
    change = _what_has_changed(root, stamp, extras)
    return Plan("install", change, extras) if change else Plan("nothing", "everything is installed", extras)


def _what_has_changed(root: Path, stamp: Stamp, extras: tuple[str, ...]) -> str:
    """Why packages have to be installed into a sound environment; empty when all are there."""
    if stamp.digest != project_digest(root):
        return "pyproject.toml or constraints.txt has changed"
    if stamp.root != str(root):
        return "the environment served another checkout"
    added = sorted(set(extras) - set(stamp.extras))
    return f"packages are to be added for: {', '.join(added)}" if added else ""


def _plan_for_a_guest(home: Path, extras: tuple[str, ...]) -> Plan:
    """An environment that somebody else made is used, never deleted."""
    if not (home / "pyvenv.cfg").exists():
        raise SetupError(f"{home} is no virtual environment; move it away, or name another in DESKSIDE_VENV")
    if python_runs(home) != python_series():
        raise SetupError(
            f"{home} was made by hand and its Python is not {python_series()}; "
            "delete it, or name another folder in DESKSIDE_VENV"
        )
    return Plan("install", "the environment was made by hand", extras)


def _what_is_broken(home: Path, stamp: Stamp) -> str:
    """Why the environment has to be built anew; empty when it is sound."""
    if stamp.state != "finished":
        return "the last install was not finished"
    if stamp.home != str(home):
        return "the environment was moved, and its programs hold the old place"
    series = python_runs(home)
    if not series:
        return "the Python it was built on is gone"
    if series != python_series():
        return f"it was built on Python {series}, and this is {python_series()}"
    lost = sorted(set(stamp.packages) - set(installed_records(home)))
    if lost:
        return (
            f"packages were removed from it: {', '.join(Path(name).name.split('-')[0] for name in lost[:3])}"
        )
    return ""


def ensure(root: Path, extras: tuple[str, ...], environ: dict[str, str]) -> Path:
    """Bring the environment to ready and return its place. Does nothing when it is."""
    home = home_of(root, environ)
    plan = make_plan(root, home, extras)
    if plan.action == "nothing":
        return home
    check_machine()
    print(f"Setting up {home.name}: {plan.reason}.", flush=True)
    if plan.action == "rebuild":
        _remove(home)
    before = read_stamp(home)
    started = Stamp("started", project_digest(root), python_series(), str(home), str(root), plan.extras)
    write_stamp(home, started)
    if plan.action != "install":
        _create(home, environ)
    try:
        _pip_install(root, home, plan.extras, environ)
    except SetupError:
        if plan.action == "install":  # pip gives up before it changes anything: what was there still works
            _put_back(home, before)
        raise
    write_stamp(home, replace(started, state="finished", packages=installed_records(home)))
    print("Set-up is done.", flush=True)
    return home


def _put_back(home: Path, stamp: Stamp | None) -> None:
    if stamp is None:
        (home / STAMP).unlink()
    else:
        write_stamp(home, stamp)


def check_machine() -> None:
    """Refuse a Python for which no ready-made packages exist; warn about one that was not tried."""
    if sys.maxsize <= 2**32:
        raise SetupError("this is a 32-bit Python, for which there are no packages; install a 64-bit one")
    if sysconfig.get_platform() == "win-arm64":
        raise SetupError(
            "there are no packages for ARM Python on Windows; install the 64-bit Intel build, it runs too"
        )
    if sys.version_info[:2] > NEWEST_TRIED:
        print(
            f"Note: Python {python_series()} is newer than those Deskside was tried on (3.11 to 3.13).",
            flush=True,
        )


def _remove(home: Path) -> None:
    try:
        shutil.rmtree(home)
    except OSError as problem:
        raise SetupError(
            f"cannot replace {home}: {problem.strerror}; close the programs that use it, then try again"
        ) from None


def _create(home: Path, environ: dict[str, str]) -> None:
    """Make an empty environment that has pip."""
    print("  1/2 making the environment", flush=True)
    if importlib.util.find_spec("venv") is None:
        raise SetupError(
            "this Python has no venv module; on Debian and Ubuntu: sudo apt install python3-venv"
        )
    bare = importlib.util.find_spec("ensurepip") is None
    if bare and importlib.util.find_spec("pip") is None:
        raise SetupError(
            "this Python has neither ensurepip nor pip; on Debian and Ubuntu: sudo apt install python3-venv"
        )
    outside = child_environment(home, environ) | {"PATH": environ.get("PATH", "")}
    _quietly([sys.executable, "-m", "venv", *(["--without-pip"] if bare else []), str(home)], home, outside)
    if bare:  # Debian keeps ensurepip in a package of its own; the pip next to this Python can fill the gap
        pip = [sys.executable, "-m", "pip", "--python", str(program(home, "python"))]
        _quietly(
            [*pip, "install", "--quiet", "--no-input", "--disable-pip-version-check", "pip"], home, outside
        )


def _quietly(command: list[str], home: Path, environ: dict[str, str]) -> None:
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ, check=False
    )
    if done.returncode:
        (home / LOG).write_text(done.stdout, encoding="utf-8")
        raise SetupError(piplog.explain(done.stdout.splitlines(), home / LOG))


def _pip_install(root: Path, home: Path, extras: tuple[str, ...], environ: dict[str, str]) -> None:
    """Install the checkout, editable, with every version held by constraints.txt."""
    print("  2/2 installing packages (about 1 GB; one to five minutes)", flush=True)
    target = str(root) + (f"[{','.join(extras)}]" if extras else "")
    command = [
        str(program(home, "python")),
        "-m",
        "pip",
        "install",
        "--no-input",
        "--disable-pip-version-check",
    ]
    # a source package would need a compiler; every package of constraints.txt has wheels
    command += [
        "--only-binary",
        ":all:",
        "--progress-bar",
        "off",
        "-c",
        str(root / "constraints.txt"),
        "-e",
        target,
    ]
    lines, code = piplog.follow(command, home / LOG, child_environment(home, environ))
    if code:
        raise SetupError(piplog.explain(lines, home / LOG))
