"""What many tests need: things from outside the checkout, and the rule for when they are missing.

A browser or a data set that is not there skips a test on a person's computer and fails it under CI, where
everything is meant to be there. Nothing is left out in silence.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

__all__ = ["find_chromium", "require", "under_ci"]

ROOT = Path(__file__).resolve().parent.parent
_TESTS = itertools.count(1)

#: Where a Chromium may be: names on PATH first, then the places installers use.
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
CHROMIUM_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def under_ci() -> bool:
    """Whether everything a test may want is meant to be there."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def require(present: object, reason: str) -> None:
    """Go on if ``present`` is true; otherwise skip with the reason, or fail with it under CI."""
    if present:
        return
    if under_ci():
        pytest.fail(f"{reason} (required under CI)", pytrace=False)
    pytest.skip(reason)


def find_chromium() -> str | None:
    """The path of a Chromium or one of its kin; DESKSIDE_CHROMIUM names another."""
    named = os.environ.get("DESKSIDE_CHROMIUM")
    if named:
        return named
    found = (shutil.which(name) for name in CHROMIUM_NAMES)
    return next(filter(None, [*found, *(place for place in CHROMIUM_PLACES if Path(place).exists())]), None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(params=["simpy", "compiled"])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of each engine in turn."""
    return str(request.param)


@pytest.fixture
def chromium() -> str:
    """The path of the browser."""
    path = find_chromium()
    require(
        path, "no Chromium here: install it (Debian: apt install chromium) or name it in DESKSIDE_CHROMIUM"
    )
    assert path is not None
    return path


@pytest.fixture
def outside_data() -> Callable[[str], Path]:
    """A function from the name of a DESKSIDE_... variable to the path it holds."""

    def path_in(variable: str) -> Path:
        value = os.environ.get(variable, "")
        require(value, f"{variable} is not set")
        if not Path(value).exists():  # a wrong setting is a mistake everywhere
            pytest.fail(f"{variable} names a path that does not exist", pytrace=False)
        return Path(value)

    return path_in


@pytest.fixture(autouse=True, scope="session")
def place_for_progress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What tests do is kept in a folder of theirs, never in the progress of whoever runs them."""
    folder = tmp_path_factory.mktemp("progress")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESKSIDE_PROGRESS", str(folder / "shared.sqlite3"))
        patch.delenv("JUPYTERHUB_USER", raising=False)
        yield folder


@pytest.fixture(autouse=True)
def progress_of_this_test(place_for_progress: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins as somebody who has done nothing yet."""
    monkeypatch.setenv("DESKSIDE_PROGRESS", str(place_for_progress / f"{next(_TESTS)}.sqlite3"))
