"""Commands that tell what there is: scenarios, explain, bench, warm."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from deskside.cli.app import Json, app
from deskside.cli.engine import prepare_engine
from deskside.cli.show import say, say_json, warn
from deskside.errors import DesksideError

__all__: list[str] = []

#: What the places of rules are counted from.
PLACES = "deskside/engines for SimPy, deskside/engines/compiled, or deskside"


@app.command(epilog="Example: deskside scenarios")
def scenarios(
    json: Json = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a scenario file, for editors.")
    ] = False,
) -> None:
    """List the desks that come with Deskside."""
    from deskside.scenario import json_schema, load, shipped

    if schema:
        say(json_schema().rstrip())
        return
    desks = [load(name) for name in shipped()]
    if json:
        say_json([_scenario_plain(desk) for desk in desks])
        return
    width = max(len(desk.name) for desk in desks)
    for desk in desks:
        say(f"{desk.name.ljust(width)}  {desk.title}")
    say("", f"Run one: deskside simulate {desks[0].name}")


def _scenario_plain(desk: Any) -> dict[str, Any]:
    return {
        "name": desk.name,
        "title": desk.title,
        "about": desk.about,
        "days": desk.horizon.days,
        "needs_per_week": desk.needs_factor * sum(needs.per_week for needs in desk.needs),
        "teams": {name: team.agents for name, team in desk.teams.items()},
        "digest": desk.digest,
    }


@app.command(epilog="Example: deskside explain mean_first_response")
def explain(
    name: Annotated[str, typer.Argument(metavar="KPI_OR_LEVER", help="A KPI, a lever or a word.")],
) -> None:
    """Say what a KPI, lever or word means, and what is assumed."""
    from deskside.glossary import explain
    from deskside.model_page import rules_on, section_on

    entry = explain(name)
    say(str(entry))
    section = section_on(entry.name) if entry.kind == "lever" else None
    if section is not None:
        say("", str(section))
        say("", f"In the code: {PLACES}", *map(str, rules_on(entry.name)))


@app.command(epilog="Example: deskside warm")
def warm() -> None:
    """Compile the quick engine ahead of its first use."""
    prepare_engine()


@app.command(epilog="Example: deskside bench --json > bench.json")
def bench(json: Json = False) -> None:
    """Measure both engines on this machine, beside their peers."""
    try:
        from deskside.bench import bench
    except ImportError as problem:
        raise DesksideError(f"bench cannot run here ({problem})") from problem
    report = bench(progress=warn)
    if json:
        say_json(report.plain())
    else:
        say(report.markdown().rstrip())
