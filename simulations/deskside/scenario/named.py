"""Named policies of the shipped desks: some that help and popular ones that backfire, each with its reason.

They lie beside the scenarios, one file a desk, and are no part of them: a desk's digest does not know them.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, PlainSerializer, ValidationError

from deskside.errors import DesksideError
from deskside.scenario.check import field_problems, suggestion
from deskside.scenario.fields import FrozenDict, Name, Names, Part, switch

if TYPE_CHECKING:
    from deskside.scenario import Scenario

__all__ = ["Changes", "NamedPolicy", "policies"]

#: New values by path. Paths have dots, so they are no names.
Changes: TypeAlias = Annotated[
    dict[str, Any], AfterValidator(FrozenDict), PlainSerializer(dict, return_type=dict[str, Any])
]


class NamedPolicy(Part):
    """What somebody may decide at a desk: changes by path, and what they lead to.

    ``moves`` names figures (KPIs, or figures from downstream) and which way the policy moves them, compared
    with the desk as it is on the same needs. Every one of them is held to it by a test.
    """

    name: Name = switch("Short name.")
    title: str = switch("The decision, in a few words.")
    kind: Literal["helps", "backfires"] = switch("What it does in the end.")
    aim: Name = switch("The figure it is meant to better.")
    reason: str = switch("Why it helps or backfires.")
    changes: Changes = switch("New values by path, as `Scenario.with_` takes them.")
    moves: Names[Literal["up", "down"]] = switch("Which figures move, and which way.")

    def on(self, desk: Scenario) -> Scenario:
        """The desk under this policy. Raises `DesksideError` where it does not fit the desk."""
        return desk.with_(self.changes)


class _File(Part):
    """What a file of policies holds."""

    policies: tuple[NamedPolicy, ...] = switch("The policies.")


def policies(name: str) -> dict[str, NamedPolicy]:
    """The named policies of a shipped desk, by name, in the order of their file.

    The desk itself, as shipped, is the policy of doing nothing. A desk of the textbooks may have no others.
    Raises `DesksideError` for a desk that is not shipped.

    >>> [policy.kind for policy in policies("hr-benefits").values()]
    ['helps', 'backfires']
    >>> policies("one-queue")
    {}
    """
    folder = files("deskside") / "scenarios"
    if not (folder / f"{name}.toml").is_file():
        desks = [entry.name.removesuffix(".toml") for entry in folder.iterdir()]
        raise DesksideError(f"no scenario {name!r}{suggestion(name, desks)}")
    place = folder / "policies" / f"{name}.toml"
    if not place.is_file():
        return {}
    try:
        found = _File.model_validate(tomllib.loads(place.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as problem:
        told = field_problems(problem) if isinstance(problem, ValidationError) else [str(problem)]
        raise DesksideError(f"policies of {name}: {'; '.join(told)}") from problem
    return {policy.name: policy for policy in found.policies}
