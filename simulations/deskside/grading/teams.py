"""Who is in which team: ``teams.toml`` in the course root, the instructor's list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deskside.errors import DesksideError
from deskside.grading.variants import learner_id, plain_name
from deskside.toml import parsed

__all__ = ["FILE", "team_of"]

#: Its name. Under ``[teams]`` it has a line for each team: name = ["ada", "bob"].
FILE = "teams.toml"
_HIGHEST = 4  # folders above a submission in which it is looked for


def team_of(learner: str, typed: str, folder: Path) -> str:
    """The team of a learner who is graded in ``folder``: the list's, else the one that was ``typed``.

    None ("") where the list has a team of the name that was typed, without this learner in it. Raises
    `DesksideError` for a list that cannot be read.
    """
    listed = _listed(folder)
    for team, members in listed.items():
        if learner in members:
            return team
    return "" if plain_name(typed) in listed else plain_name(typed)


def _listed(folder: Path) -> Mapping[str, frozenset[str]]:
    path = next((above / FILE for above in folder.parents[:_HIGHEST] if (above / FILE).is_file()), None)
    if path is None:
        return {}
    try:
        data: Any = parsed(path.read_text(encoding="utf-8")).get("teams")
    except ValueError as problem:
        raise DesksideError(f"{FILE}: not valid: {problem}") from problem
    if not isinstance(data, dict):
        raise DesksideError(
            f'{FILE}: needs [teams], and below it a line for each team: name = ["ada", "bob"]'
        )
    for team, who in data.items():
        if not isinstance(who, list) or not all(isinstance(one, str) for one in who):
            raise DesksideError(f'{FILE}: team {team!r} needs a list of names, such as ["ada", "bob"]')
    return {learner_id(team): frozenset(map(learner_id, who)) for team, who in data.items()}
