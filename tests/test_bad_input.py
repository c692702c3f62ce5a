"""Whatever one types or hands in: one clear message, exit code 2, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import deskside as ds
from deskside.cli import main

EFFORT = "services.help.effort.desk.mean"
CIRCLE = 'services.help.escalate.second-line={ to = "service-desk", share = 0.1 }'

#: What is set in which scenario, and what the message must say.
SETTINGS = [
    ("one-queue", "teams.desk.disciplin=priority", "unknown field (did you mean 'discipline'?)"),
    ("one-queue", "teams.dsk.agents=3", "no 'dsk' there (did you mean 'desk'?)"),
    ("one-queue", "nonsense=1", "nonsense: unknown field"),
    ("one-queue", f"{EFFORT}=0.001", "must be 0.05 to 14,400 minutes; is the unit right?"),
    ("one-queue", f"{EFFORT}=1e9", "must be 0.05 to 14,400 minutes; is the unit right?"),
    ("one-queue", f"{EFFORT}=nan", f"{EFFORT} = nan: must be 0.05"),
    ("one-queue", f"{EFFORT}=inf", f"{EFFORT} = inf: must be 0.05"),
    ("one-queue", f"{EFFORT}=-8", f"{EFFORT} = -8: must be 0.05"),
    ("one-queue", f"{EFFORT}=eight", f"{EFFORT} = 'eight': must be"),
    ("one-queue", "needs_factor=nan", "needs_factor = nan: must be 0 to 1,000"),
    ("one-queue", "needs_factor=-inf", "needs_factor = -inf: must be 0 to 1,000"),
    ("one-queue", "needs_factor=1000", "needs in one run"),
    ("one-queue", "needs.colleagues/help.per_week=-1", "must be 0 to 10,000,000"),
    ("one-queue", "horizon.days=0", "horizon.days = 0: must be 1 to 7,300"),
    ("one-queue", "horizon.warm_up_days=28", "must be less than horizon.days"),
    ("one-queue", "teams.desk.agents=0", "must be a whole number of agents, 1 or more"),
    ("one-queue", "teams.desk.agents=2.5", "must be a whole number of agents, 1 or more"),
    ("one-queue", "teams.desk.agents=nan", "must be a whole number of agents, 1 or more"),
    ("one-queue", "teams.desk.agents=-inf", "must be a whole number of agents, 1 or more"),
    ("one-queue", f"teams.desk.agents=1{'0' * 400}", "must be at most 1,000,000 agents"),
    ("one-queue", f"teams.desk.agents=1{'0' * 5000}", "must be a whole number of agents, 1 or more"),
    ("one-queue", f"needs_factor={'[' * 3000}", "needs_factor = '[[["),
    ("one-queue", "services.help.priorities.²=1", "no '²' there"),
    ("one-queue", "needs.0.group={ name = 1 }", "must be a valid string"),
    ("one-queue", "needs.0.service=[1]", "must be a valid string"),
    ("one-queue", "teams.desk.roster=[]", "nobody is ever on duty"),
    ("one-queue", "teams.desk.roster.0.shift=[]", "nobody is ever on duty"),
    ("one-queue", 'teams.desk.roster.0.shift=["Mon-Fri 8-16"]', "write them like 'Mon-Fri 08:00-16:00'"),
    ("one-queue", "services.help.team=nobody", "no such team (known: desk)"),
    ("one-queue", "groups.colleagues.channels={ email = 0.5 }", "shares must sum to 1"),
    ("yardstick", CIRCLE, "goes in a circle: service-desk -> second-line -> service-desk"),
]

#: Other words on the command line.
WORDS = [
    (["simulate", "no-such-desk"], "no scenario 'no-such-desk'"),
    (["simulate", "one-quee"], "did you mean 'one-queue'?"),
    (["simulate", "nothing.toml"], "nothing.toml: no such file"),
    (["simulate", "one-queue", "--seed", "-1"], "seed = -1"),
    (["simulate", "one-queue", "--seed", "1.5"], "--seed"),
    (["simulate", "one-queue", "--replications", "0"], "replications = 0"),
    (["simulate", "one-queue", "--engine", "quantum"], "no engine 'quantum'; choose one of auto"),
    (["simulate", "one-queue", "--workers", "0"], "--workers 0: must be 1 or more"),
    (["simulate", "one-queue", "--set", "agents"], "write it as path=value"),
    (["simulate", "one-queue", "--no-such-option"], "No such option"),
    (["simulate"], "Missing argument"),
    (["compare", "one-queue"], "compare needs a second scenario"),
    (["simulate", ""], "no scenario is named"),
    (["simulate", "a" * 300], "and no such file"),
    (["simulate", "one-queue", "--workers", "100000"], "must be at most 61"),
    (["sweep", "one-queue", "--vary", "needs_factor=1:1e400"], "far too many values"),
    (["sweep", "one-queue"], "Missing option '--vary'"),
    (["sweep", "one-queue", "--vary", "teams.desk.agents=9:4"], "it must go up"),
    (["sweep", "one-queue", "--vary", "teams.desk.agents=0:4"], "1 or more"),
    (["explain", "no_such_word"], "the glossary has no 'no_such_word'"),
]


@pytest.fixture
def refused(capsys):
    """Run a command that must be refused; returns the message."""

    def run(*words: object) -> str:
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert code == 2, out + err
        assert out == ""
        assert err.startswith("deskside: ")
        assert "Traceback" not in err
        return err

    return run


@pytest.mark.parametrize(("scenario", "setting", "message"), SETTINGS)
def test_a_wrong_setting(refused, scenario, setting, message):
    found = refused("simulate", scenario, "--set", setting)
    assert message in found
    assert len(found.splitlines()) <= 3


@pytest.mark.parametrize(("words", "message"), WORDS)
def test_wrong_words(refused, words, message):
    found = refused(*words)
    assert message in found
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize(
    "roster", ["5", "[1]", "[{}]", "absent", "[{ agents = 'x' }]", "[{ agents = 0, shift = ['Mon 8-9'] }]"]
)
def test_agents_of_a_roster_that_is_none(refused, roster):
    words = ("--set", f"teams.desk.roster={roster}", "--set", "teams.desk.agents=3")
    assert "the team's roster has no agents that could be scaled" in refused("simulate", "one-queue", *words)


def test_every_problem_of_a_file_comes_at_once(refused, tmp_path):
    text = ds.load("one-queue").to_toml()
    for good, bad in (("per_week = 10710.0", "per_week = -1.0"), ("mean = 8.0", "mean = 0.001")):
        assert good in text
        text = text.replace(good, bad)
    path = tmp_path / "broken.toml"
    path.write_text(text.replace('team = "desk"', 'team = "dsk"'))
    found = refused("simulate", path)
    assert "4 problems in the scenario" in found
    for part in (
        "per_week = -1.0",
        "mean = 0.001",
        "no such team (did you mean 'desk'?)",
        "no effort for team",
    ):
        assert part in found


# ---- files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name = ", "not valid TOML"),
        (b"name = 'x'\nname = 'y'", "not valid TOML"),
        (b"\xff\xfe\x00garbage", "not a text file in UTF-8"),
        (b"", "problems in the scenario"),
        (b"[1]", "problems in the scenario"),
        (b"days = 1" + b"0" * 5000, "not valid TOML: a number with too many digits"),
        (b"days = " + b"[" * 3000, "not valid TOML: too many brackets within brackets"),
        (b"incidents = [{ name = [] }, { name = [] }]", "a second incident of this name"),
        (b"needs = [{ group = {}, service = [] }, { group = {}, service = [] }]", "a second source"),
    ],
)
def test_a_file_that_is_no_scenario(refused, tmp_path, content, message):
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    found = refused("simulate", path)
    assert message in found
    assert "broken.toml" in found


def test_a_folder_in_the_place_of_a_file(refused, tmp_path):
    assert "cannot be read" in refused("simulate", tmp_path)


def test_a_file_that_must_not_be_read(refused, tmp_path, monkeypatch):
    path = tmp_path / "secret.toml"
    path.write_text("name = 'x'")

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    assert "secret.toml: cannot be read (Permission denied)" in refused("simulate", path)


def test_tickets_that_cannot_be_written_are_refused_before_any_work(refused, tmp_path, monkeypatch):
    monkeypatch.setattr("deskside.experiment.replicate", None)  # calling it would be an error
    for place in (tmp_path, tmp_path / "no-such-folder" / "tickets.csv"):
        message = refused("simulate", "one-queue", "--tickets", place)
        assert "cannot be written" in message
        assert "choose another place" in message


def test_a_command_that_is_refused_leaves_no_empty_file(refused, tmp_path):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("kept")
    for place in (old, new):
        refused("simulate", "one-queue", "--tickets", place, "--workers", 999)
    assert old.read_text() == "kept"
    assert not new.exists()


def test_a_full_disk_is_told(refused, tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pandas.DataFrame.to_csv", full)
    words = (
        "--set",
        "horizon.days=1",
        "--set",
        "horizon.warm_up_days=0",
        "--engine",
        "simpy",
        "--replications",
        1,
    )
    found = refused("simulate", "one-queue", *words, "--tickets", tmp_path / "t.csv")
    assert "cannot be written (No space left on device)" in found


@pytest.mark.parametrize("place", ["file", "file/inside"])
def test_a_lab_where_there_is_a_file(refused, tmp_path, monkeypatch, place):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("deskside.cli.lab.prepare_engine", lambda told_when_ready: None)
    monkeypatch.setattr("deskside.cli.lab._run", None)
    assert "choose another" in refused("lab", tmp_path / place)


# ---- what is missing --------------------------------------------------------------------------------------


@pytest.fixture
def no_numba(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)


def test_without_numba_the_compiled_engine_is_refused(refused, no_numba):
    message = refused("simulate", "one-queue", "--engine", "compiled")
    assert "needs Numba" in message
    assert len(message.splitlines()) == 1


def test_without_numba_the_simpy_engine_does_the_work(no_numba, capsys):
    words = ["--set", "horizon.days=1", "--set", "horizon.warm_up_days=0", "--replications", "1"]
    assert main(["simulate", "one-queue", *words]) == 0
    assert "simpy engine" in capsys.readouterr().out


def test_without_numba_warming_says_that_there_is_nothing_to_do(no_numba, capsys):
    assert main(["warm"]) == 0
    assert "the SimPy engine does all the work" in capsys.readouterr().out


def test_without_numba_in_a_process_of_its_own():
    code = "import sys; sys.modules['numba'] = None; from deskside.cli import main; sys.exit(main())"
    run = subprocess.run(
        [sys.executable, "-c", code, "simulate", "one-queue", "--engine", "compiled"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("deskside: ")
    assert len(run.stderr.splitlines()) == 1


def test_no_place_for_the_cache(tmp_path):
    """Warming says so and is no error; the engine itself is tested beside its own code."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    run = subprocess.run(
        [sys.executable, "-m", "deskside", "warm"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DESKSIDE_CACHE": str(blocked / "inside")},
    )
    assert run.returncode == 0
    assert run.stderr.splitlines() == [
        "No place to keep the compiled engine: each start takes half a minute more.",
        "Set DESKSIDE_CACHE to a folder you can write.",
    ]


# ---- strange but allowed ----------------------------------------------------------------------------------


def test_no_demand_runs(capsys):
    assert main(["simulate", "yardstick", "--set", "needs_factor=0", "--engine", "simpy"]) == 0
    assert "nothing to measure" in capsys.readouterr().out


def test_an_overloaded_desk_runs_and_says_that_the_backlog_grows(capsys):
    words = ["--set", "teams.desk.agents=8", "--engine", "simpy", "--replications", "1"]
    assert main(["simulate", "one-queue", *words]) == 0
    assert "The backlog grows by about" in capsys.readouterr().out
