"""The command line: what it prints, where, and how it leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import deskside as ds
from deskside.cli import main
from deskside.cli.show import Bar
from deskside.experiment import replicate

QUICK = ("--set", "horizon.days=2", "--set", "horizon.warm_up_days=1", "--set", "needs_factor=0.2")
SIMPY = (*QUICK, "--engine", "simpy")
COMMANDS = (
    "lab",
    "simulate",
    "compare",
    "sweep",
    "progress",
    "scenarios",
    "explain",
    "warm",
    "bench",
    "workshop",
    "course",
)


@pytest.fixture
def deskside(capsys):
    """Run a command in this process: exit code, standard output, standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def small() -> ds.Scenario:
    return ds.load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1, "needs_factor": 0.2})


# ---- simulate ---------------------------------------------------------------------------------------------


def test_simulate_prints_one_object(deskside):
    code, out, err = deskside("simulate", "one-queue", *SIMPY, "--replications", 3, "--seed", 5, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == ["scenario", "seed", "replications", "engine", "kpis"]
    assert (found["scenario"], found["seed"], found["replications"]) == ("one-queue", 5, 3)
    assert found["engine"] == "simpy"
    expected = replicate(small(), 3, seed=5, engine="simpy").kpis["mean_resolution"]
    assert found["kpis"]["mean_resolution"] == {
        "mean": expected.mean,
        "low": expected.low,
        "high": expected.high,
        "unit": "minutes",
    }


def test_with_one_replication_the_range_is_null(deskside):
    _, out, _ = deskside("simulate", "one-queue", *SIMPY, "--replications", 1, "--json")
    found = json.loads(out)["kpis"]["utilisation"]
    assert found["low"] is None
    assert found["high"] is None
    assert 0 < found["mean"] < 1


def test_what_cannot_be_measured_is_null(deskside):
    _, out, err = deskside("simulate", "one-queue", *SIMPY, "--set", "needs_factor=0", "--json")
    found = json.loads(out)["kpis"]
    assert found["tickets"]["mean"] == 0
    assert found["mean_resolution"] == {"mean": None, "low": None, "high": None, "unit": "minutes"}
    assert "nothing to measure" in err


def test_simulate_prints_a_table_for_people(deskside):
    code, out, err = deskside("simulate", "one-queue", *SIMPY, "--replications", 3)
    assert (code, err) == (0, "")
    assert out.startswith("One queue, ten agents: 1 day after 1 day of warm-up, 3 replications, seed 1")
    assert re.search(r"^mean_resolution +[\d.]+ +[\d.]+ to [\d.]+  minutes$", out, re.MULTILINE)
    assert re.search(r"^utilisation +[\d.]+ +[\d.]+ to [\d.]+  %$", out, re.MULTILINE)


def test_an_overloaded_desk_runs_and_says_so_on_the_right_stream(deskside):
    overload = ("--set", "teams.desk.agents=1", "--replications", "2", "--set", "horizon.days=16")
    code, out, _ = deskside("simulate", "one-queue", *SIMPY, *overload)
    assert code == 0
    assert "Note: The backlog grows by about" in out
    code, out, err = deskside("simulate", "one-queue", *SIMPY, *overload, "--json")
    assert code == 0
    assert "kpis" in json.loads(out)
    assert err.startswith("The backlog grows by about")


def test_tickets_are_those_of_replication_one(deskside, tmp_path):
    place = tmp_path / "tickets.csv"
    code, out, _ = deskside(
        "simulate", "one-queue", *SIMPY, "--tickets", place, "--seed", 3, "--replications", 2
    )
    lines = place.read_text().splitlines()
    log = ds.simulate(small(), seed=3, engine="simpy")
    assert code == 0
    assert str(place) in out
    assert len(lines) == 1 + len(log.ticket_table)
    assert lines[0].startswith("ticket,source,ordinal,service")


def test_both_engines_print_the_same_numbers(deskside):
    found = [
        json.loads(deskside("simulate", "one-queue", *QUICK, "--engine", engine, "--json")[1])
        for engine in ("simpy", "compiled")
    ]
    assert found[0]["kpis"] == found[1]["kpis"]
    assert [each["engine"] for each in found] == ["simpy", "compiled"]


def test_the_number_of_workers_changes_nothing(deskside):
    words = ("simulate", "one-queue", *QUICK, "--replications", 4, "--json")
    assert deskside(*words, "--workers", 1)[1] == deskside(*words, "--workers", 3)[1]


# ---- compare and sweep ------------------------------------------------------------------------------------


def test_compare_prints_the_paired_difference(deskside):
    words = (
        "compare",
        "one-queue",
        "--set",
        "teams.desk.agents=11",
        "--replications",
        3,
        "--engine",
        "simpy",
    )
    code, out, _ = deskside(*words, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["same_needs"] is True
    assert found["set"] == {"teams.desk.agents": 11}
    change = found["kpis"]["utilisation"]
    assert list(change) == ["a", "b", "difference", "unit"]
    assert change["difference"]["mean"] == pytest.approx(change["b"]["mean"] - change["a"]["mean"])


def test_compare_prints_a_table_for_people(deskside, tmp_path):
    other = tmp_path / "other.toml"
    small().with_({"teams.desk.agents": 3, "title": "Three agents"}).save(other)
    a = tmp_path / "a.toml"
    small().with_({"teams.desk.agents": 2}).save(a)
    code, out, _ = deskside("compare", a, other, "--engine", "simpy", "--replications", 4)
    assert code == 0
    assert "B: Three agents" in out
    assert "Both meet the same needs." in out
    assert re.search(r"^utilisation .* \*  %$", out, re.MULTILINE)


def test_compare_says_how_long_each_is_watched(deskside, tmp_path):
    small().save(path := tmp_path / "a.toml")
    days = small().horizon.days - small().horizon.warm_up_days
    words = ("compare", path, "--engine", "simpy", "--replications", 2)
    _, out, _ = deskside(*words, "--set", f"horizon.days={days + 2}")
    assert re.findall(r"^([AB]): (\d+) days?", out, re.MULTILINE) == [("A", f"{days}"), ("B", f"{days + 1}")]
    _, out, _ = deskside(*words, "--set", "needs_factor=1.1")
    assert not re.search(r"^[AB]: \d+ days?", out, re.MULTILINE)


def test_sweep_prints_every_value(deskside):
    words = ("sweep", "one-queue", *SIMPY, "--vary", "teams.desk.agents=2:4:2", "--replications", 2)
    code, out, _ = deskside(*words, "--json")
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["scenario", "path", "seed", "replications", "engine", "points"]
    assert [point["value"] for point in found["points"]] == [2, 4]
    assert "unit" in found["points"][0]["kpis"]["utilisation"]
    assert re.search(r"^4 +.*\(.* to .*\)", deskside(*words)[1], re.MULTILINE)


# ---- what there is ----------------------------------------------------------------------------------------


def test_scenarios_lists_what_is_shipped(deskside):
    code, out, _ = deskside("scenarios", "--json")
    found = json.loads(out)
    assert code == 0
    assert [each["name"] for each in found] == ds.shipped()
    assert all(name in deskside("scenarios")[1] for name in ds.shipped())


def test_the_schema_is_json(deskside):
    code, out, _ = deskside("scenarios", "--schema")
    assert code == 0
    assert "teams" in json.loads(out)["properties"]


def test_explain_gives_the_definition(deskside):
    code, out, _ = deskside("explain", "mean_first_response")
    assert code == 0
    assert "minutes" in out


def test_bench_prints_what_it_measured(deskside, monkeypatch):
    class Report:
        def plain(self) -> dict[str, object]:
            return {"races": [1.5], "nothing": float("nan")}

        def markdown(self) -> str:
            return "| a table |\n"

    def bench(progress):
        progress("the yardstick")
        return Report()

    monkeypatch.setattr("deskside.bench.bench", bench)
    code, out, err = deskside("bench", "--json")
    assert (code, json.loads(out)) == (0, {"races": [1.5], "nothing": None})
    assert err == "the yardstick\n"
    assert deskside("bench")[1] == "| a table |\n"


# ---- help, exit codes, streams ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(deskside, command):
    code, out, _ = deskside(command, "--help")
    assert code == 0
    assert f"Example: deskside {command}" in out


def test_the_help_lists_every_command_in_a_line_of_its_own(deskside):
    code, out, _ = deskside("--help")
    assert code == 0
    assert re.findall(r"^  ([a-z]+)  +[A-Z]", out, re.MULTILINE) == list(COMMANDS)
    assert "..." not in out.partition("Commands:")[2]


def test_an_unknown_command_and_no_command(deskside):
    code, out, err = deskside("simulat")
    assert (code, out) == (2, "")
    assert err == "deskside: No such command 'simulat'. Did you mean 'simulate'? See: deskside --help\n"
    assert deskside()[0] in (0, 2)


def test_ctrl_c_leaves_with_130(deskside, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("deskside.experiment.replicate", interrupted)
    assert deskside("simulate", "one-queue") == (130, "", "\ndeskside: interrupted\n")


def test_a_fault_of_ours_is_one_line_unless_asked_for_more(deskside, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("deskside.experiment.replicate", broken)
    code, out, err = deskside("simulate", "one-queue")
    assert (code, out) == (2, "")
    assert "something went wrong inside (ZeroDivisionError: oh)" in err
    assert "Traceback" not in err
    monkeypatch.setenv("DESKSIDE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["simulate", "one-queue"])


def test_the_bar_shows_only_to_people_and_only_when_it_lasts(capsys, monkeypatch):
    bar = Bar("Waiting")
    bar(0, 2)
    assert capsys.readouterr().err == ""
    bar.began -= 60
    bar(1, 2)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with bar:
        bar(1, 2)
        assert bar._bar is not None
    assert capsys.readouterr().out == ""


# ---- as a process of its own ------------------------------------------------------------------------------


def process(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deskside", *words], capture_output=True, text=True, check=False, **options
    )


def test_the_module_is_the_command():
    run = process("scenarios", "--json")
    assert run.returncode == 0
    assert [each["name"] for each in json.loads(run.stdout)] == ds.shipped()
    run = process("simulate", "nothing-of-the-kind")
    assert run.returncode == 2
    assert "Traceback" not in run.stderr


def test_the_installed_command_is_main():
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"]["deskside"] == "deskside.cli:main"
    assert all(
        point.value == "deskside.cli:main" for point in entry_points(name="deskside", group="console_scripts")
    )


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from deskside.cli import main; main(['--help']); "
        "print(sorted({'numpy', 'pandas', 'pydantic', 'scipy', 'simpy', 'numba', 'rich'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a console, not to a process")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_the_work_without_a_traceback(workers):
    words = ("simulate", "yardstick", "--engine", "simpy", "--replications", "5000", "--workers", workers)
    with subprocess.Popen(
        [sys.executable, "-m", "deskside", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as run:
        time.sleep(4)
        os.killpg(run.pid, signal.SIGINT)  # the whole group, as a terminal does
        out, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert out == ""
    assert err == "\ndeskside: interrupted\n"


@pytest.mark.skipif(os.name == "nt", reason="a shell pipe of POSIX")
def test_a_reader_that_leaves_early_is_no_error():
    line = f"'{sys.executable}' -m deskside scenarios --schema | head -1"
    run = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
    assert run.stdout == "{\n"
    assert run.stderr == ""
