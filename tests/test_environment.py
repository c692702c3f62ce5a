"""environment.yml asks conda for what pyproject.toml asks pip for, and constraints.txt locks all of it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).resolve().parent.parent

#: Where conda-forge has another name than PyPI. None that runs today does; a doctest tries it.
NAMES_DIFFER: dict[str, str] = {
    "msgpack": "msgpack-python",
    "playwright": "playwright-python",
    "torch": "pytorch",
}
#: What only pip has; environment.yml lists it below `pip:`.
PIP_ONLY: frozenset[str] = frozenset({"sphinx-revealjs"})
#: What an environment needs besides: the interpreter, and pip to install the checkout.
CONDA_ONLY = frozenset({"python", "pip"})


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def environment() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def ranges(text: object) -> str:
    """A version range with its parts in one order.

    >>> ranges(">=2.4, <3")
    '<3,>=2.4'
    """
    return ",".join(sorted(str(text or "").replace(" ", "").split(",")))


def pip_asks(requirements: list[str]) -> dict[str, str]:
    """Names and ranges as conda would have them. Markers fall away: a conda entry has none.

    >>> pip_asks(["msgpack>=1,<2; sys_platform != 'darwin'"])
    {'msgpack-python': '<2,>=1'}
    """
    parsed = [Requirement(line) for line in requirements]
    return {NAMES_DIFFER.get(item.name, item.name): ranges(item.specifier) for item in parsed}


def conda_asks(environment: dict[str, Any]) -> dict[str, str]:
    """Names and ranges of the conda entries, as conda's own parser reads them."""
    specs = [MatchSpec(entry) for entry in environment["dependencies"] if isinstance(entry, str)]
    return {spec.name.normalized: ranges(spec.version) for spec in specs}


def test_conda_and_pip_ask_for_the_same(project: dict[str, Any], environment: dict[str, Any]) -> None:
    asked = {name: span for name, span in pip_asks(project["dependencies"]).items() if name not in PIP_ONLY}
    given = {name: span for name, span in conda_asks(environment).items() if name not in CONDA_ONLY}
    assert given == asked


def test_the_python_is_the_same(project: dict[str, Any], environment: dict[str, Any]) -> None:
    assert conda_asks(environment)["python"] == project["requires-python"]


def test_pip_brings_the_checkout_and_what_conda_lacks(environment: dict[str, Any]) -> None:
    (lines,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    assert lines[-1] == "-e ."
    assert {Requirement(line).name for line in lines[:-1]} == PIP_ONLY


def test_only_conda_forge_is_asked(environment: dict[str, Any]) -> None:
    assert environment["channels"] == ["conda-forge"]


def test_a_wrong_range_or_a_missing_package_is_seen(
    project: dict[str, Any], environment: dict[str, Any]
) -> None:
    entries = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    dropped = conda_asks({"dependencies": [entry for entry in entries if not entry.startswith("simpy")]})
    changed = conda_asks({"dependencies": [entry.replace("simpy >=4.1", "simpy >=4.0") for entry in entries]})
    asked = pip_asks(project["dependencies"])
    assert "simpy" not in dropped
    assert changed["simpy"] != asked["simpy"]


@pytest.fixture(scope="module")
def locked() -> list[Requirement]:
    return [Requirement(line) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()]


def test_every_package_asked_for_is_locked_inside_its_range(
    project: dict[str, Any], locked: list[Requirement]
) -> None:
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    for wanted in map(Requirement, [*project["dependencies"], *extras]):
        if wanted.name == "deskside":
            continue
        versions = [
            pin.specifier for pin in locked if canonicalize_name(pin.name) == canonicalize_name(wanted.name)
        ]
        assert versions, f"{wanted.name} is not locked"
        for version in versions:
            assert wanted.specifier.contains(str(version).removeprefix("==")), (
                f"{wanted} is locked at {version}"
            )


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", ["3.11.2", "3.11.9", "3.12.1", "3.13.0"])
def test_no_package_is_locked_twice_anywhere(locked: list[Requirement], system: str, python: str) -> None:
    place = {
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
        "platform_machine": "arm64" if system == "darwin" else "x86_64",
        "python_full_version": python,
        "python_version": python.rsplit(".", 1)[0],
    }
    names = [pin.name for pin in locked if pin.marker is None or pin.marker.evaluate(place)]
    assert len(names) == len(set(names))
    assert {"numba", "jupyterlab", "soupsieve"} <= set(names)
    assert ("pywinpty" in names) == (system == "win32")
