"""The lab: a copy of the course that keeps a learner's edits, and JupyterLab on it without a look outside."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from importlib.metadata import files
from pathlib import Path
from urllib.error import URLError

import pytest

from deskside.cli import main
from deskside.cli.lab import command_for, environment
from deskside.cli.working_copy import MEMORY, course_folder, lay_down
from deskside.errors import DesksideError
from in_browser import OPEN, browsing, need_browser, visit_lab
from jupyter_lab import lab_on


def notebook(*texts: str, outputs: tuple[object, ...] = ()) -> str:
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "source": text,
            "outputs": list(outputs),
            "execution_count": None,
        }
        for text in texts
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def course(tmp_path) -> Path:
    folder = tmp_path / "course"
    for name in ("questions", "facilitator", "coverage", ".ipynb_checkpoints"):
        (folder / name).mkdir(parents=True)
    (folder / "00-welcome.ipynb").write_text(notebook("1 + 1"))
    (folder / "01-next.ipynb").write_text(notebook("2 + 2"))
    (folder / "questions" / "q.toml").write_text("a = 1")
    (folder / "facilitator" / "run-sheet.md").write_text("for the trainer")
    (folder / "coverage" / "01.toml").write_text("for those who write")
    (folder / ".ipynb_checkpoints" / "x.ipynb").write_text("{}")
    return folder


# ---- the working copy -------------------------------------------------------------------------------------


def test_the_first_time_every_file_is_laid_down(course, tmp_path):
    copy = tmp_path / "lab"
    update = lay_down(course, copy)
    assert set(update.added) == {"00-welcome.ipynb", "01-next.ipynb", "questions/q.toml"}
    assert update.words() == []
    found = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert found == {*update.added, MEMORY}


def test_the_second_time_nothing_happens(course, tmp_path):
    lay_down(course, tmp_path / "lab")
    update = lay_down(course, tmp_path / "lab")
    assert (update.added, update.renewed, update.beside) == ((), (), ())


def test_a_newer_original_renews_what_nobody_edited(course, tmp_path):
    copy = tmp_path / "lab"
    lay_down(course, copy)
    (course / "01-next.ipynb").write_text(notebook("2 + 3"))
    update = lay_down(course, copy)
    assert update.renewed == ("01-next.ipynb",)
    assert "2 + 3" in (copy / "01-next.ipynb").read_text()
    assert update.words() == ["Brought up to date: 01-next.ipynb."]


def test_running_a_notebook_is_no_edit(course, tmp_path):
    copy = tmp_path / "lab"
    lay_down(course, copy)
    (copy / "01-next.ipynb").write_text(notebook("2 + 2", outputs=({"output_type": "stream", "text": "4"},)))
    (course / "01-next.ipynb").write_text(notebook("2 + 3"))
    assert lay_down(course, copy).renewed == ("01-next.ipynb",)


def test_an_edit_stays_and_the_newer_original_goes_beside_it(course, tmp_path):
    copy = tmp_path / "lab"
    lay_down(course, copy)
    mine = notebook("2 + 2", "# my thoughts")
    (copy / "01-next.ipynb").write_text(mine)
    assert lay_down(course, copy).beside == ()
    (course / "01-next.ipynb").write_text(notebook("2 + 3"))
    update = lay_down(course, copy)
    assert update.beside == ("01-next.new.ipynb",)
    assert (copy / "01-next.ipynb").read_text() == mine
    assert "2 + 3" in (copy / "01-next.new.ipynb").read_text()
    (line,) = update.words()
    assert line == "Kept your edits; the newer originals are beside them: 01-next.new.ipynb."
    assert lay_down(course, copy).beside == ()
    (course / "01-next.ipynb").write_text(notebook("2 + 4"))
    assert lay_down(course, copy).beside == ("01-next.new2.ipynb",)
    assert "2 + 3" in (copy / "01-next.new.ipynb").read_text()


@pytest.mark.parametrize("memory", [None, "", "[1, 2]", "{ broken"])
def test_without_its_memory_the_copy_keeps_every_file(course, tmp_path, memory):
    copy = tmp_path / "lab"
    lay_down(course, copy)
    (copy / MEMORY).unlink()
    if memory is not None:
        (copy / MEMORY).write_text(memory)
    (course / "01-next.ipynb").write_text(notebook("2 + 3"))
    update = lay_down(course, copy)
    assert update.beside == ("01-next.new.ipynb",)
    assert "2 + 2" in (copy / "01-next.ipynb").read_text()


def test_a_deleted_file_comes_back_and_a_broken_one_is_kept(course, tmp_path):
    copy = tmp_path / "lab"
    lay_down(course, copy)
    (copy / "00-welcome.ipynb").unlink()
    (copy / "01-next.ipynb").write_text("{ half a notebook")
    (copy / "mine.ipynb").write_text("my own")
    update = lay_down(course, copy)
    assert update.added == ("00-welcome.ipynb",)
    assert (copy / "01-next.ipynb").read_text() == "{ half a notebook"
    assert (copy / "mine.ipynb").read_text() == "my own"


def test_originals_that_cannot_be_changed_make_copies_that_can(course, tmp_path):
    (course / "01-next.ipynb").chmod(0o444)
    lay_down(course, tmp_path / "lab")
    assert os.access(tmp_path / "lab" / "01-next.ipynb", os.W_OK)
    assert (tmp_path / "lab" / "01-next.ipynb").stat().st_mode & 0o200


def test_the_originals_are_never_the_copy(course):
    for place in (course, course / "inside"):
        with pytest.raises(DesksideError, match="holds the course's originals"):
            lay_down(course, place)


def test_a_file_in_the_way_is_told(course, tmp_path):
    (tmp_path / "lab").write_text("a file")
    with pytest.raises(DesksideError, match="there is a file of that name"):
        lay_down(course, tmp_path / "lab")
    with pytest.raises(DesksideError, match="choose another"):
        lay_down(course, tmp_path / "lab" / "inside")


def test_a_place_that_cannot_be_written_is_told(course, tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / "lab"))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(
        DesksideError, match=r"cannot be written \(Permission denied\); choose another folder"
    ):
        lay_down(course, tmp_path / "lab")


def test_the_course_is_found_in_the_checkout():
    assert (course_folder().parent / "pyproject.toml").is_file()


# ---- starting JupyterLab ----------------------------------------------------------------------------------


def test_the_words_that_start_jupyterlab(tmp_path, monkeypatch):
    (tmp_path / "00-welcome.ipynb").write_text("{}")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    words = command_for(tmp_path, 9999, False, ["--ip=0.0.0.0"])
    assert words[:3] == [sys.executable, "-m", "jupyterlab"]
    assert words[3:] == [
        f"--ServerApp.root_dir={tmp_path}",
        "--LabApp.default_url=/lab/tree/00-welcome.ipynb",
        "--port=9999",
        "--no-browser",
        "--allow-root",
        "--ip=0.0.0.0",
    ]
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert "--allow-root" not in command_for(tmp_path, None, True, [])


def test_our_configuration_comes_first_and_leaves_the_users_in_place():
    found = environment({"JUPYTER_CONFIG_PATH": "theirs", "HOME": "home"})
    ours, theirs = found["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert theirs == "theirs"
    assert found["HOME"] == "home"
    page = json.loads((Path(ours) / "labconfig" / "page_config.json").read_text())
    assert page["disabledExtensions"] == {
        "@jupyter/nbgrader": True,
        "@jupyterlab/apputils-extension:announcements": True,
    }
    lab = json.loads((Path(ours) / "jupyter_lab_config.json").read_text())["LabApp"]
    assert lab["news_url"] is None
    assert lab["check_for_updates_class"] == "jupyterlab.NeverCheckForUpdate"


def test_of_nbgrader_every_part_in_the_server_stays_away_from_learners():
    """What nbgrader switches on for a server our configuration switches off; a new part of it shows here."""
    ours = Path(environment({})["JUPYTER_CONFIG_PATH"]) / "jupyter_lab_config.json"
    off = json.loads(ours.read_text())["ServerApp"]["jpserver_extensions"]
    (file,) = (one for one in files("nbgrader") if one.match("jupyter_server_config.d/nbgrader.json"))
    on = json.loads(file.read_text())["ServerApp"]["jpserver_extensions"]
    assert off == dict.fromkeys(on, False)


@pytest.mark.ci
@pytest.mark.browser
@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_what_is_for_instructors_is_seen_by_them_alone(tmp_path, who):
    """The menu of nbgrader, its commands and its button above a notebook."""
    need_browser()
    (tmp_path / "here").mkdir()
    shutil.copy(course_folder() / "00-welcome.ipynb", tmp_path / "here")
    ours = {"JUPYTER_CONFIG_PATH": environment({})["JUPYTER_CONFIG_PATH"]} if who == "learner" else {}
    with lab_on(tmp_path, tmp_path / "here", **ours) as address, browsing() as browser:
        here = visit_lab(browser, address, 1366, 768)
        here.page.evaluate(OPEN, "00-welcome.ipynb")
        here.page.get_by_role("button", name="Save and create checkpoint").wait_for()  # the tools are there
        menu = here.page.get_by_role("menubar").get_by_text("Nbgrader", exact=True)
        tool = here.page.get_by_role("button", name="Validate")
        if who == "instructor":  # these come last
            menu.wait_for()
            tool.wait_for()
        menu_there, tool_there = menu.is_visible(), tool.is_visible()
        commands = here.page.evaluate(
            "() => window.jupyterapp.commands.listCommands().filter((name) => name.startsWith('nbgrader:'))"
        )
    there = who == "instructor"
    assert (menu_there, tool_there, commands != []) == (there, there, there)
    assert here.complaints == []


@pytest.fixture
def started(course, monkeypatch, tmp_path):
    """Run ``deskside lab`` up to the start of JupyterLab, which is only noted."""
    seen: list[list[str]] = []

    def run(command, environ):
        seen.append(command)
        return 0

    monkeypatch.setattr("deskside.cli.lab._run", run)
    monkeypatch.setattr("deskside.cli.lab.course_folder", lambda: course)
    monkeypatch.setattr("deskside.cli.lab.default_place", lambda: tmp_path / "lab")
    monkeypatch.setattr("deskside.cli.lab.prepare_engine", lambda told_when_ready: None)
    return seen


@pytest.mark.parametrize(
    ("words", "place", "passed_on"),
    [
        ([], "lab", []),
        (["mine", "--port", "9999"], "mine", ["--port=9999"]),
        (["--no-browser", "mine"], "mine", ["--no-browser"]),
        (["--ip=0.0.0.0"], "lab", ["--ip=0.0.0.0"]),
        (["mine", "--ServerApp.token=x", "--no-browser"], "mine", ["--no-browser", "--ServerApp.token=x"]),
    ],
)
def test_the_first_word_is_the_folder_and_other_options_are_passed_on(
    started, words, place, passed_on, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    assert main(["lab", *words]) == 0
    (command,) = started
    assert command[3] == f"--ServerApp.root_dir={tmp_path / place}"
    assert [word for word in command[5:] if word != "--allow-root"] == passed_on
    assert f"Your copy of the course: {place}" in capsys.readouterr().out
    assert (tmp_path / place / "00-welcome.ipynb").exists()


@pytest.mark.parametrize("words", [["--port", "0"], ["--port", "x"], ["--port", "70000"]])
def test_a_wrong_port_is_told(started, words, capsys):
    assert main(["lab", *words]) == 2
    assert "--port" in capsys.readouterr().err
    assert started == []


def test_no_jupyterlab_is_told(started, monkeypatch, capsys):
    monkeypatch.setattr("deskside.cli.lab.find_spec", lambda name: None)
    assert main(["lab"]) == 2
    assert capsys.readouterr().err == (
        "deskside: JupyterLab is not installed; run: python -m pip install jupyterlab\n"
    )


def page_when_served(address: str, server: subprocess.Popen[str]) -> str:
    """Ask until the server listens, or has ended."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address) as page:
                return page.read().decode()
        except URLError:
            time.sleep(0.2)
    return pytest.fail(f"JupyterLab did not start: {server.stdout.read()}")


@pytest.mark.ci
@pytest.mark.skipif(os.name == "nt", reason="the process is stopped the POSIX way")
def test_jupyterlab_really_starts_on_the_copy_without_news(tmp_path):
    """A real server: our page configuration is in force, the folder is served, Ctrl-C-like stop works."""
    place = tmp_path / "my course"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = ["lab", str(place), "--no-browser", "--port", port, "--IdentityProvider.token=secret"]
    with subprocess.Popen(
        [sys.executable, "-m", "deskside", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        timer = threading.Timer(90, server.kill)
        timer.start()
        try:
            text = page_when_served(f"http://127.0.0.1:{port}/lab?token=secret", server)
        finally:
            server.terminate()
            server.stdout.read()
            timer.cancel()
    config = json.loads(
        re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', text, re.DOTALL)[1]
    )
    assert "@jupyterlab/apputils-extension:announcements" in json.dumps(config["disabledExtensions"])
    assert config["news"] == {"disabled": True}
    assert (place / MEMORY).exists()
