"""The field for the name under which somebody hands in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from deskside.grading.answers import UnclearError
from deskside.grading.kept import Kept
from deskside.grading.variants import learner_id
from deskside.panels import Button, Control, Part

__all__ = ["AskName"]


class AskName(Part):
    """Who hands in, and for teamwork the team: it decides which desk and which questions one gets."""

    def __init__(self, assignment: str, by_team: bool) -> None:
        self.assignment, self.by_team = assignment, by_team
        kept, signed_in = Kept.read(), os.environ.get("JUPYTERHUB_USER", "")
        name = Control("learner", "text", "The name you sign in with", value=kept.learner or signed_in)
        team = Control("team", "text", "Your team, spelt as all of you spell it", value=kept.team)
        super().__init__(
            "Who hands in?",
            (name, team) if by_team else (name,),
            (Button("keep", "Keep this name", True),),
            "<p>Capitals do not count. The desk and the questions depend on it: "
            f"a {'team' if by_team else 'colleague'}'s numbers are right for them and wrong for others. "
            "Learning alone? Any name of yours will do.</p>",
        )

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Keep it, with the answers there are. Raises `UnclearError` for a name that is none."""
        kept = Kept.read()
        self.form.values = dict(values)  # what is typed stays, whatever is wrong with it
        learner = learner_id(values.get("learner"))
        team = self._team(values.get("team")) if self.by_team else ""
        other = bool(kept.problem) or (bool(kept.answers) and (kept.learner, kept.team) != (learner, team))
        aside = kept.put_aside() if other else ""
        Kept(self.assignment, learner, team, {} if other else kept.answers).write()
        self.form.values = {"learner": learner, "team": team} if self.by_team else {"learner": learner}
        moved = f" What was answered before is in {aside}." if aside else ""
        again = " Now run the cells below again."
        self.form.show("", said=f"You hand in as {learner}{f', team {team}' if team else ''}.{moved}{again}")

    def _team(self, typed: object) -> str:
        """The team's name. Raises `UnclearError` that says what to do where there is none."""
        if not isinstance(typed, str) or not typed.strip():
            raise UnclearError(
                "No team yet: type the name that all of your team type. If you are in no team, ask your "
                "instructor; who works alone takes a name of their own."
            )
        return learner_id(typed)

    def prepare(self) -> None:
        """Say which name is kept."""
        kept = Kept.read()
        if kept.learner:
            self.form.show(
                "", said=f"You hand in as {kept.learner}{f', team {kept.team}' if kept.team else ''}."
            )

    def twin_note(self) -> str:
        """Nothing to say where nothing is live: the name stands in the next cell."""
        return ""
