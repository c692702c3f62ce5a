"""Whether a computer is ready for a workshop: a look the evening before, and the way out of each red.

Each check looks at one thing and says what it saw. What it looks at is an argument, so that a check can be
shown to fail. Nothing is changed on the computer, apart from a file that is written and taken away again.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from deskside.errors import DesksideError
from deskside.progress import place
from deskside.workshop.reveal import reveal

__all__ = ["Check", "Finding", "checks", "look"]

#: Pythons Deskside was tried with, from and to.
PYTHONS = ((3, 11), (3, 13))
#: Free space that a day needs, in bytes: notebooks, progress, and room for the system to breathe.
ENOUGH = 500_000_000
#: The smallest screen on which nothing is cut off, in pixels.
SCREEN = (1024, 700)
PORT = 8888

_KERNEL_PATIENCE = 90.0  # seconds; a cold disk on a locked laptop takes its time
_BROWSERS = (
    "firefox",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
)
_ELSEWHERE = re.compile(r"""(?:src|href|import|fetch\(|url\()\s*[=:]?\s*["'(]*https?:""")
_SCREEN_CODE = (
    "import tkinter; r = tkinter.Tk(); r.withdraw(); print(r.winfo_screenwidth(), r.winfo_screenheight())"
)


#: What must be written, and how one says where.
_PROGRESS = ("Progress can be kept", "set DESKSIDE_PROGRESS to a folder you can write")
_COPY = ("Copy of the course", "deskside lab FOLDER")


@dataclass(frozen=True)
class Finding:
    """What a check saw: ``said`` in a few words, and where it is red, the way out."""

    name: str
    ok: bool
    said: str
    way_out: str = ""


@dataclass(frozen=True)
class Check:
    """A check by its name for people, and the function that looks."""

    name: str
    look: Callable[[], Finding]


def checks(course: Path, copy: Path, port: int = PORT) -> tuple[Check, ...]:
    """All checks, quick ones first: ``course`` holds the originals, ``copy`` will hold the learner's copy."""
    data = place().path.parent
    return (
        Check("Python", python),
        Check(_PROGRESS[0], partial(writable, data, *_PROGRESS)),
        Check(_COPY[0], partial(writable, copy, *_COPY)),
        Check("Disk space", partial(disk, copy)),
        Check("Course is whole", partial(whole, course)),
        Check("Port", partial(port_free, port)),
        Check("Browser", browser),
        Check("Screen", screen),
        Check("Compiled engine", engine),
        Check("Works offline", offline),
        Check("Kernel starts", kernel),
    )


def look(check: Check) -> Finding:
    """What a check saw; one that fails in a way nobody thought of is red and says how."""
    try:
        return check.look()
    except Exception as problem:
        said = f"the check itself failed: {type(problem).__name__}: {problem}"
        return Finding(check.name, False, said, "Install Deskside again: python tools/setup.py install")


def python(version: Sequence[int] = sys.version_info[:3]) -> Finding:
    """A Python that Deskside was tried with."""
    said = ".".join(map(str, version[:3]))
    if tuple(version[:2]) < PYTHONS[0]:
        return Finding(
            "Python", False, f"{said} is too old", "Install Python 3.12 from python.org, then set up again."
        )
    if tuple(version[:2]) > PYTHONS[1]:
        return Finding(
            "Python", False, f"{said} is newer than what was tried (3.11 to 3.13)", "Use Python 3.12 or 3.13."
        )
    return Finding("Python", True, said)


def writable(folder: Path, name: str, elsewhere: str) -> Finding:
    """A file can be written in the folder, or in the nearest above that is there; ``elsewhere`` moves it."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    way_out = f"Give yourself the right to write in {there}, or name another place: {elsewhere}."
    try:
        with tempfile.NamedTemporaryFile(dir=there, prefix=".deskside-") as file:
            file.write(b"deskside")
            file.flush()
    except OSError as problem:
        return Finding(name, False, f"{there}: cannot be written ({problem.strerror or problem})", way_out)
    return Finding(name, True, str(folder))


def disk(folder: Path, enough: int = ENOUGH) -> Finding:
    """Room on the disk of the learner's copy."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    free = shutil.disk_usage(there).free
    said = f"{free / 1e9:,.1f} GB free"
    if free < enough:
        return Finding(
            "Disk space",
            False,
            f"{said}, less than {enough / 1e9:,.1f} GB",
            "Empty the bin, or move the copy: deskside lab FOLDER.",
        )
    return Finding("Disk space", True, said)


def whole(course: Path) -> Finding:
    """Each module has its notebook and its texts."""
    books = {path.name[:2] for path in course.glob("[0-9][0-9]-*.ipynb")}
    texts = {path.stem for path in (course / "questions").glob("[0-9][0-9].toml")}
    missing = sorted(books ^ texts)
    if missing or not books:
        said = f"notebook or texts missing: {', '.join(missing)}" if missing else f"no notebooks in {course}"
        return Finding(
            "Course is whole", False, said, "Install Deskside again: python tools/setup.py install"
        )
    return Finding("Course is whole", True, f"{len(books)} notebooks with their texts")


def port_free(port: int = PORT) -> Finding:
    """The port on which JupyterLab will listen is free."""
    if _free(port):
        return Finding("Port", True, f"{port} is free")
    other = next((one for one in range(port + 1, min(port + 100, 65535)) if _free(one)), None)
    way_out = "Stop the JupyterLab that runs there (Ctrl-C in its window)"
    way_out += f", or use another: deskside lab --port {other}" if other else ""
    return Finding("Port", False, f"{port} is taken by another program", way_out)


def _free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as ear:
        if os.name != "nt":  # elsewhere a port just left counts as taken for a minute
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ear.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def browser(names: Sequence[str] = _BROWSERS, system: str = sys.platform) -> Finding:
    """A browser is installed; macOS and Windows bring one."""
    if system in ("darwin", "win32"):
        return Finding("Browser", True, "the system's own")
    found = next(
        (name for name in (os.environ.get("BROWSER", ""), *names) if name and shutil.which(name)), None
    )
    if found is None:
        return Finding(
            "Browser", False, "none found", "Install Firefox or Chromium, or set BROWSER to the one you have."
        )
    return Finding("Browser", True, found)


def screen(size: tuple[int, int] | str | None = "look") -> Finding:
    """The screen is large enough. Where it cannot be seen from here, the page of this check looks itself."""
    seen = _screen_size() if size == "look" else size
    if not isinstance(seen, tuple):
        hint = f"needs {SCREEN[0]} x {SCREEN[1]}, which cannot be seen from here: open the page (-o) there"
        return Finding("Screen", True, hint)
    said = f"{seen[0]} x {seen[1]}"
    if seen[0] < SCREEN[0] or seen[1] < SCREEN[1]:
        return Finding(
            "Screen",
            False,
            f"{said} is small",
            "Set a higher resolution, or zoom out in the browser (Ctrl and -).",
        )
    return Finding("Screen", True, f"{said}; from the last row, zoom in with Ctrl and +")


def _screen_size() -> tuple[int, int] | None:
    """Width and height in pixels, asked in a process of its own; None where there is no screen."""
    seen = (
        sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if not seen or find_spec("tkinter") is None:
        return None
    command = [sys.executable, "-c", _SCREEN_CODE]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=15, check=True).stdout.split()
        return int(told[0]), int(told[1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None


def engine(
    numba: bool | None = None, folder: Path | str | None = "look", warm: bool | None = None
) -> Finding:
    """The compiled engine is there, has a place to be kept, and is compiled."""
    name = "Compiled engine"
    if not (find_spec("numba") is not None if numba is None else numba):
        return Finding(
            name,
            False,
            "Numba is not installed: panels answer some 50 times slower",
            "python -m pip install numba; on a Mac with an Intel processor: deskside workshop page 03",
        )
    from deskside.engines.compiled import cache_folder, is_warm

    if (cache_folder() if folder == "look" else folder) is None:
        return Finding(
            name,
            False,
            "no place to keep it: each start takes half a minute more",
            "Set DESKSIDE_CACHE to a folder you can write, then: deskside warm",
        )
    if not (is_warm() if warm is None else warm):
        return Finding(name, False, "not compiled yet", "deskside warm (half a minute, once)")
    return Finding(name, True, "compiled")


def offline(work: Callable[[], str] | None = None) -> Finding:
    """JupyterLab and the panels are on this disk, and a panel is run and drawn with the network shut."""
    name, again = "Works offline", "Install Deskside again: python tools/setup.py install"
    with _shut() as asked:
        try:
            drawn = (work or _a_panel)()
        except (OSError, DesksideError) as problem:
            if not asked:
                return Finding(name, False, str(problem), again)
            drawn = ""
    if asked:
        return Finding(name, False, f"something asked for {asked[0]}", again)
    found = _ELSEWHERE.search(drawn)
    if found:
        return Finding(name, False, f"a page would load something from elsewhere: {found[0]}", again)
    return Finding(name, True, "a panel was run and drawn with the network shut")


def _a_panel() -> str:
    """A panel as on a page, and the front end. Raises `OSError` or `DesksideError` if one is missing."""
    from jupyterlab.commands import get_app_dir  # type: ignore[import-untyped]  # it has no types

    from deskside.panels import Lever, Panel
    from deskside.panels.front import FRONT
    from deskside.scenario import load

    start = Path(get_app_dir()) / "static" / "index.html"
    if not start.is_file():
        raise OSError(f"JupyterLab's own files are missing: {start}")
    desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    panel = Panel(
        desk, [Lever("teams.desk.agents", "Agents", 9, 11)], {"mean_first_response": "Wait"}, replications=2
    )
    reveal()  # the slides' own program
    return FRONT.text + str(panel.to_page(3, lambda done, total: None)["twin"])


@contextmanager
def _shut() -> Iterator[list[str]]:
    """No connection leaves this process meanwhile; the list holds what was asked for."""
    asked: list[str] = []

    def connect(self: socket.socket, address: object) -> None:
        where = str(address[0] if isinstance(address, tuple) else address)
        if self.family in (socket.AF_INET, socket.AF_INET6) and where not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            asked.append(where)
            raise OSError(f"the network is shut: {where}")
        before(self, address)  # type: ignore[arg-type]  # as it was given

    before = socket.socket.connect
    socket.socket.connect = connect  # type: ignore[method-assign,assignment]  # put back below
    try:
        yield asked
    finally:
        socket.socket.connect = before  # type: ignore[method-assign]  # as it was


def kernel(name: str = "python3", code: str = "import deskside") -> Finding:
    """A kernel starts and can load Deskside."""
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_client.manager import KernelManager

    title, began = "Kernel starts", time.monotonic()
    manager = KernelManager(kernel_name=name)
    try:
        manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except NoSuchKernel:
        return Finding(
            title, False, f"there is no kernel {name!r}", "python -m ipykernel install --sys-prefix"
        )
    try:
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=_KERNEL_PATIENCE)
        reply = client.execute_interactive(code, timeout=_KERNEL_PATIENCE, output_hook=lambda message: None)
        client.stop_channels()
    except (RuntimeError, TimeoutError) as problem:
        return Finding(
            title,
            False,
            f"it does not answer: {problem}",
            "Restart the computer; is a virus scanner holding Python?",
        )
    finally:
        manager.shutdown_kernel(now=True)
    content = reply["content"]
    if content["status"] != "ok":
        said = f"it starts, and fails: {content.get('ename')}: {content.get('evalue')}"
        return Finding(title, False, said, "Install Deskside again: python tools/setup.py install")
    return Finding(title, True, f"in {time.monotonic() - began:.0f} s")
