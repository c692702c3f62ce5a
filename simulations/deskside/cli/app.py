"""The commands' common ground: the Typer application and the options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["app"]

app = typer.Typer(
    name="deskside",
    help="Deskside: a flight simulator for internal customer service.",
    epilog="Start with: deskside lab. Every command has --help with an example.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

Desk = Annotated[str, typer.Argument(metavar="NAME_OR_TOML", help="A shipped scenario or a TOML file.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change the scenario; may be repeated."),
]
Seed = Annotated[int, typer.Option(metavar="N", help="Seed of the first replication.")]
Replications = Annotated[int, typer.Option(metavar="N", help="How often to run it, with other luck.")]
Engine = Annotated[str, typer.Option(metavar="auto|simpy|compiled", help="Which engine runs it.")]
Workers = Annotated[
    int | None,
    typer.Option(metavar="N", help="Runs at a time. Default: as many as processors; 1 with SimPy."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
