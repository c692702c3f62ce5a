"""The check of the evening before: every check passes here, and every check can turn red."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from deskside.cli import main
from deskside.workshop import readiness
from deskside.workshop.readiness import Check, Finding, checks, look
from deskside.workshop.readiness_page import readiness_html, readiness_line
from deskside.workshop.reveal import reveal as no_reveal
from in_browser import browsing

COURSE = Path(__file__).resolve().parent.parent / "notebooks"


def red(finding: Finding, expected: str) -> None:
    """It is red, says what it saw, and has a way out."""
    assert not finding.ok
    assert expected in finding.said
    assert len(finding.way_out) > 15


def test_the_version_of_python() -> None:
    assert readiness.python().ok
    red(readiness.python((3, 10, 4)), "3.10.4 is too old")
    red(readiness.python((3, 14, 0)), "newer than what was tried")


def test_a_place_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert readiness.writable(tmp_path / "not" / "yet", "Copy", "name another").ok
    assert list(tmp_path.iterdir()) == []

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(readiness.tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setenv("DESKSIDE_PROGRESS", str(tmp_path))
    progress, copy = (look(one) for one in checks(COURSE, tmp_path)[1:3])
    red(progress, "Permission denied")
    assert progress.way_out.endswith("name another place: set DESKSIDE_PROGRESS to a folder you can write.")
    assert copy.way_out.endswith("name another place: deskside lab FOLDER.")


def test_room_on_the_disk(tmp_path: Path) -> None:
    assert readiness.disk(tmp_path, enough=1).ok
    red(readiness.disk(tmp_path, enough=10**18), "GB free, less than")


def test_the_course(tmp_path: Path) -> None:
    assert readiness.whole(COURSE).ok
    red(readiness.whole(tmp_path), "no notebooks in")
    (tmp_path / "03-a.ipynb").write_text("{}")
    red(readiness.whole(tmp_path), "notebook or texts missing: 03")


def test_the_port() -> None:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        ear.listen()
        port = ear.getsockname()[1]
        found = readiness.port_free(port)
    red(found, f"{port} is taken")
    assert "deskside lab --port" in found.way_out
    assert readiness.port_free(port).ok


def test_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    assert readiness.browser((Path(sys.executable).name,), "linux").ok
    assert readiness.browser((), "darwin").ok
    red(readiness.browser(("no-such-browser",), "linux"), "none found")


def test_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert readiness.screen((1366, 768)).ok
    red(readiness.screen((800, 600)), "800 x 600 is small")
    assert "open the page" in readiness.screen(None).said
    monkeypatch.setenv("DISPLAY", ":987")  # there is no such screen
    assert readiness.screen().ok


def test_the_compiled_engine(tmp_path: Path) -> None:
    red(readiness.engine(numba=False), "Numba is not installed")
    red(readiness.engine(folder=None), "no place to keep it")
    red(readiness.engine(folder=tmp_path, warm=False), "not compiled yet")
    assert readiness.engine(folder=tmp_path, warm=True).ok


def test_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    assert readiness.offline().ok

    def asks() -> str:
        with socket.socket() as outside:
            outside.connect(("192.0.2.1", 80))  # an address that is kept for examples
        return ""

    def misses() -> str:
        raise OSError("JupyterLab's own files are missing")

    red(readiness.offline(asks), "something asked for 192.0.2.1")
    red(readiness.offline(misses), "own files are missing")
    monkeypatch.setattr(readiness, "reveal", lambda: no_reveal("no_such_package"))
    red(readiness.offline(), "reveal.js is missing")
    red(
        readiness.offline(lambda: '<script src="https://cdn.example/vega.js">'),
        "load something from elsewhere",
    )
    assert readiness.offline(lambda: '<a>https://example.org</a> xmlns="http://www.w3.org/2000/svg"').ok


def test_the_kernel() -> None:
    assert readiness.kernel().ok
    red(readiness.kernel("no-such-kernel"), "there is no kernel 'no-such-kernel'")
    red(readiness.kernel(code="import no_such_package"), "it starts, and fails: ModuleNotFoundError")


def test_a_check_that_fails_itself_is_red() -> None:
    def fails() -> Finding:
        raise ValueError("surprise")

    red(look(Check("Odd", fails)), "the check itself failed: ValueError: surprise")


def test_all_are_in_the_list() -> None:
    names = [one.name for one in checks(COURSE, COURSE)]
    assert len(names) == len(set(names)) == 11


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
def test_the_command_says_it_in_words_and_by_its_code(
    ok: bool,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = (Check("Port", lambda: Finding("Port", ok, "8888", "Stop it.")),)
    monkeypatch.setattr(readiness, "checks", lambda *_: made)
    page = tmp_path / "check.html"
    assert main(["workshop", "check", "-o", str(page)]) == code
    told = capsys.readouterr().out
    assert ("Everything is ready." in told) is ok
    assert ("1 of 1 checks are red." in told) is not ok
    assert ("RED  Port" in told and "way out Stop it." in told) is not ok
    text = page.read_text(encoding="utf-8")
    assert ("Way out: Stop it." in text) is not ok
    assert ">RED<" in text or ok


def test_what_is_seen_is_escaped() -> None:
    finding = Finding("Port", False, "<b>", "a < b")
    assert "&lt;b&gt;" in readiness_html([finding])
    assert "a &lt; b" in readiness_html([finding])
    assert readiness_line(finding).count("\n") == 1


@pytest.mark.browser
@pytest.mark.parametrize(("width", "expected"), [(1366, "ok"), (800, "RED")])
def test_the_page_looks_at_its_own_screen(tmp_path: Path, width: int, expected: str) -> None:
    place = tmp_path / "check.html"
    place.write_text(readiness_html([Finding("Port", True, "8888")]), encoding="utf-8")
    with browsing() as browser:
        page = browser.new_page(
            screen={"width": width, "height": 768}, viewport={"width": width, "height": 700}
        )
        page.goto(place.as_uri())
        assert page.locator("#screen b").inner_text() == expected
        assert f"{width} x 768" in page.locator("#screen .said").inner_text()
