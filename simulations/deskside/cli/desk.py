"""Commands that run a desk: simulate, compare, sweep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskside.cli.app import Desk, Engine, Json, Replications, Seed, Settings, Workers, app
from deskside.cli.settings import changes_from, variation_from
from deskside.cli.show import Bar, estimate_plain, horizon_words, kpis_plain, say, say_json, warn
from deskside.errors import DesksideError

if TYPE_CHECKING:
    from deskside.experiment import Comparison, Sweep
    from deskside.experiment import Replications as Result
    from deskside.scenario import Scenario

__all__: list[str] = []

#: Windows waits for no more processes than this at a time.
MOST_WORKERS = 61


@app.command(epilog="Example: deskside simulate it-service-desk --set teams.service-desk.agents=8 --json")
def simulate(  # noqa: PLR0913, PLR0917  # one parameter an option
    scenario: Desk,
    seed: Seed = 1,
    replications: Replications = 10,
    engine: Engine = "auto",
    set_: Settings = None,
    tickets: Annotated[
        Path | None, typer.Option(metavar="OUT.CSV", help="Write replication 1 here, one row a ticket.")
    ] = None,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Run a desk and print its KPIs with their ranges."""
    from deskside.experiment import replicate

    desk = _desk(scenario, set_)
    if tickets is not None:
        _writable(tickets)
    with _work(f"Running {desk.name}", [desk], engine, workers) as options:
        result = replicate(desk, replications, seed, **options)
        if tickets is not None:
            _write_tickets(desk, seed, engine, tickets)
    if json:
        say_json(_head(result) | {"kpis": kpis_plain(result)})
        warn(*result.notes) if result.notes else None
    else:
        _show_simulation(result, tickets)


@app.command(epilog="Example: deskside compare it-service-desk --set teams.service-desk.agents=8")
def compare(  # noqa: PLR0913, PLR0917  # one parameter an option
    a: Annotated[str, typer.Argument(metavar="A", help="A shipped scenario or a TOML file.")],
    b: Annotated[str | None, typer.Argument(metavar="[B]", help="The other one. Default: A.")] = None,
    seed: Seed = 1,
    replications: Replications = 30,
    engine: Engine = "auto",
    set_: Settings = None,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Run two desks with the same luck; --set changes B."""
    from deskside.experiment import compare

    if b is None and not set_:
        raise DesksideError("compare needs a second scenario, or --set path=value to change the first")
    first, second = _desk(a, None), _desk(b or a, set_)
    with _work("Comparing", [first, second], engine, workers) as options:
        result = compare(first, second, replications, seed, **options)
    if json:
        say_json(_comparison_plain(result, set_))
        warn(*result.notes) if result.notes else None
    else:
        _show_comparison(result, set_)


@app.command(epilog="Example: deskside sweep one-queue --vary teams.desk.agents=9:14 (both ends included)")
def sweep(  # noqa: PLR0913, PLR0917  # one parameter an option
    scenario: Desk,
    vary: Annotated[
        str, typer.Option(metavar="PATH=FROM:TO[:STEP]", help="The lever; or PATH=A,B,C for single values.")
    ],
    seed: Seed = 1,
    replications: Replications = 10,
    engine: Engine = "auto",
    set_: Settings = None,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Run a desk at several values of one lever."""
    from deskside.experiment import sweep

    path, values = variation_from(vary)
    desk = _desk(scenario, set_)
    with _work(f"Trying {len(values)} values", [desk], engine, workers) as options:
        result = sweep(desk, path, values, replications=replications, seed=seed, **options)
    if json:
        say_json(_sweep_plain(result))
        warn(*result.notes) if result.notes else None
    else:
        _show_sweep(result)


def _desk(name: str, settings: list[str] | None) -> Scenario:
    from deskside.scenario import load

    desk = load(name)
    return desk.with_(changes_from(settings)) if settings else desk


@contextmanager
def _work(what: str, desks: Sequence[Scenario], engine: str, workers: int | None) -> Iterator[dict[str, Any]]:
    """Where and how the runs are done, as options of the experiment's functions."""
    from deskside.experiment import suited
    from deskside.experiment.needs import expected_needs

    if workers is not None and workers < 1:
        raise DesksideError(f"--workers {workers}: must be 1 or more")
    if workers is not None and workers > MOST_WORKERS:
        raise DesksideError(f"--workers {workers}: must be at most {MOST_WORKERS}; more would not be quicker")
    needs = max(expected_needs(desk) for desk in desks)
    with suited(engine, workers, needs) as executor, Bar(what) as progress:
        yield {"engine": engine, "executor": executor, "progress": progress}


def _writable(path: Path) -> None:
    """Find out before the work, not after it; leave an older file alone until then, and no empty new one."""
    fresh = not path.exists()
    try:
        with path.open("a", encoding="utf-8"):
            pass
        if fresh:
            path.unlink()
    except OSError as problem:
        raise _not_written(path, problem) from problem


def _write_tickets(desk: Scenario, seed: int, engine: str, path: Path) -> None:
    from deskside.experiment import simulate

    log = simulate(desk, seed, engine)
    try:
        log.tickets().to_csv(path)
    except OSError as problem:
        raise _not_written(path, problem) from problem


def _not_written(path: Path, problem: OSError) -> DesksideError:
    return DesksideError(f"{path}: cannot be written ({problem.strerror}); choose another place")


def _head(result: Result) -> dict[str, Any]:
    return {
        "scenario": result.scenario.name,
        "seed": result.seed,
        "replications": len(result.seeds),
        "engine": result.engine,
    }


def _horizon(result: Result) -> str:
    horizon = result.scenario.horizon
    return horizon_words(horizon.days, horizon.warm_up_days, len(result.seeds), result.seed, result.engine)


def _horizons(result: Comparison) -> list[str]:
    """How long both are watched: once if alike, else each by itself."""
    first, second = _horizon(result.a), _horizon(result.b)
    return [first] if first == second else [f"A: {first}", f"B: {second}"]


def _show_simulation(result: Result, tickets: Path | None) -> None:
    from deskside.experiment.tables import kpi_lines

    desk = result.scenario
    say(f"{desk.title or desk.name}: {_horizon(result)}", "", *kpi_lines(result.kpis))
    say("", *_marked(result.notes), "What a KPI means: deskside explain mean_first_response")
    if tickets is not None:
        say(f"Tickets of replication 1: {tickets}")


def _marked(notes: tuple[str, ...]) -> list[str]:
    return [f"Note: {note}" for note in notes]


def _comparison_plain(result: Comparison, settings: list[str] | None) -> dict[str, Any]:
    from deskside.experiment.tables import unit_of

    kpis = {
        name: {
            "a": estimate_plain(found.a),
            "b": estimate_plain(found.b),
            "difference": estimate_plain(found.change),
            "unit": unit_of(name),
        }
        for name, found in result.kpis.items()
    }
    return {
        "a": result.a.scenario.name,
        "b": result.b.scenario.name,
        "set": changes_from(settings or []),
        "seed": result.seed,
        "replications": result.replications,
        "engine": result.engine,
        "same_needs": result.same_needs,
        "kpis": kpis,
    }


def _show_comparison(result: Comparison, settings: list[str] | None) -> None:
    a, b = result.a.scenario, result.b.scenario
    changed = f" with {', '.join(settings)}" if settings else ""
    needs = "Both meet the same needs." if result.same_needs else ""
    say(f"A: {a.title or a.name}", f"B: {b.title or b.name}{changed}", *_horizons(result), "")
    say(*result.lines(), "")
    say(f"* more than luck: the range of B - A leaves out zero. {needs}".rstrip(), *_marked(result.notes))


def _sweep_plain(result: Sweep) -> dict[str, Any]:
    return {
        "scenario": result.scenario.name,
        "path": result.path,
        "seed": result.seeds[0],
        "replications": len(result.seeds),
        "engine": result.engine,
        "points": [{"value": p.value, "kpis": kpis_plain(p.result)} for p in result.points],
    }


def _show_sweep(result: Sweep) -> None:
    desk = result.scenario
    say(f"{desk.title or desk.name}, {result.path}: {_horizon(result.points[0].result)}", "")
    say(*result.lines(), "", *_marked(result.notes), "In brackets the 95 % range. All KPIs: --json")
