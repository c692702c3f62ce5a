"""One assignment as everybody may read it: ``questions.toml`` beside its notebook. No answer is in it."""

from __future__ import annotations

import os
import tomllib
import warnings
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, model_validator

from deskside.errors import DesksideError
from deskside.grading.answers import UnclearError
from deskside.grading.bill import Choosable
from deskside.grading.dial import Dial
from deskside.grading.kept import Kept
from deskside.grading.name import AskName
from deskside.grading.sheet import Sheet
from deskside.grading.teams import team_of
from deskside.grading.variants import learner_id
from deskside.grading.written import Written
from deskside.lesson import chosen_skin, skins
from deskside.lesson.lesson import SKIN
from deskside.lesson.out_of_turn import tell_in_kernel
from deskside.organisation.quarters import QUARTERS, Quarters
from deskside.panels import Watch, watch
from deskside.scenario.check import suggestion

__all__ = ["Ahead", "Desk", "Paper", "Question", "open_paper"]

#: One learner's values, by their names.
Variant = dict[str, float | str]
_WITH_OPTIONS = ("choice", "several", "order", "edges")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Part):
    """One thing to answer. ``text`` may name a variant's values in braces.

    ``options`` are by names that do not tell which is right; of ``edges`` they are the places of the map.
    ``most`` is how many may be named of several or edges, 0 for any number. ``levers``, ``kpis`` and
    ``pictures`` belong to a policy; ``costs`` and ``evidence`` to several that are bought: what each option
    costs, and what one sees who bought it; ``dials``, and the ``weeks`` by which its hours are told, to a
    plan; ``year`` and what is told before each of its quarters (``news``) to quarters. Each keeps within
    ``budget``.
    """

    kind: Literal["number", "choice", "several", "order", "edges", "interval", "policy", "plan", "quarters"]
    points: PositiveInt
    text: str
    unit: str = ""
    low: float = 0.0
    high: float = 1e6
    options: dict[str, str] = Field(default_factory=dict)
    most: int = 0
    costs: dict[str, float] = Field(default_factory=dict)
    evidence: dict[str, str] = Field(default_factory=dict)
    levers: tuple[Choosable, ...] = ()
    dials: tuple[Dial, ...] = ()
    weeks: tuple[PositiveInt, ...] = ()
    budget: float = float("inf")
    kpis: dict[str, str] = Field(default_factory=dict)
    pictures: tuple[str, ...] = ("change",)
    year: Quarters | None = None
    news: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ({},)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.kind in _WITH_OPTIONS) != (len(self.options) > 1):
            raise ValueError(f"{', '.join(_WITH_OPTIONS)} need two or more options, other kinds none")
        if (self.kind == "policy") != bool(self.levers and self.kpis):
            raise ValueError("a policy needs levers and kpis, other kinds have neither")
        if (self.kind == "plan") != bool(self.dials and self.weeks):
            raise ValueError("a plan needs dials and weeks, other kinds have neither")
        if self.evidence or self.costs:
            bought = all(set(part) == set(self.options) for part in (self.costs, self.evidence))
            if self.kind != "several" or not bought:
                raise ValueError("what is bought are several options, each with its costs and evidence")
        if (self.kind == "quarters") != (self.year is not None and len(self.news) == QUARTERS):
            raise ValueError("quarters need a year and news for each of the four, other kinds neither")
        if self.year is not None and (self.year.teams or self.year.plans):
            raise ValueError("a year of a paper has neither teams (a desk has variants) nor plans")
        if not self.variants or any(set(v) != set(self.variants[0]) for v in self.variants):
            raise ValueError("every variant must have the same values")
        return self

    def cost(self, names: Collection[Any]) -> float:
        """What some of the options cost together."""
        return sum(self.costs.get(name, 0.0) for name in names)

    @property
    def movable(self) -> tuple[Choosable, ...] | tuple[Dial, ...]:
        """What a policy or a plan may set; nothing for other kinds."""
        return self.levers or self.dials


class Ahead(_Part):
    """The weeks ahead of the desk, for plans: how many, and how the organisation behaves in them."""

    weeks: PositiveInt
    behaviour: dict[str, Any] = Field(default_factory=dict)
    varied: dict[str, str] = Field(default_factory=dict)  # constant -> the value of the desk's variant


class Desk(_Part):
    """The desk a learner runs: a shipped scenario, what is set for all, and what a variant sets."""

    scenario: str
    about: str
    fixed: dict[str, Any] = Field(default_factory=dict)
    varied: dict[str, str] = Field(default_factory=dict)  # lever -> the variant's value
    variants: tuple[Variant, ...] = ({},)


class Paper(_Part):
    """All questions of one assignment. With ``by_team`` a team shares one variant."""

    assignment: str
    course: str
    by_team: bool = False
    desk: Desk | None = None
    ahead: Ahead | None = None
    tell: dict[str, str] = Field(default_factory=dict)
    ask: dict[str, Question]
    written: dict[str, Written] = Field(default_factory=dict)
    skin: str = "it"

    @property
    def points(self) -> dict[str, int]:
        """Points by part: the automatic ones, then the written ones."""
        automatic = {name: part.points for name, part in self.ask.items()}
        return automatic | {name: part.points for name, part in self.written.items()}

    def question(self, item: str) -> Question:
        """A question by its name. Raises `DesksideError`."""
        if item not in self.ask:
            raise DesksideError(f"no question {item!r}{suggestion(item, self.ask)}")
        return self.ask[item]

    def name(self) -> AskName:
        """The field for the name under which one hands in."""
        return AskName(self.assignment, self.by_team)

    def sheet(self, learner: object = None, team: str = "") -> Sheet:
        """A learner's own numbers: those of ``learner``, or of whoever this folder belongs to.

        That is, while nbgrader grades, the learner whose submission it is (warnings are then switched off:
        one of any library would cost the learner a cell's points); otherwise who gave a name on this page,
        or is signed in. Raises `UnclearError` for no name, or for one that is none.
        """
        if learner is not None:
            return Sheet(self, learner_id(learner), learner_id(team) if team else "")
        kept = Kept.read()
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            warnings.simplefilter("ignore")
            learner = learner_id(self._handed_in_by())
            team = team_of(learner, kept.team, Path.cwd()) if self.by_team else ""
            return Sheet(self, learner, team, kept)
        if kept.problem:
            raise UnclearError(kept.problem)
        name = kept.learner or os.environ.get("JUPYTERHUB_USER", "")
        if self.by_team and not kept.team:
            raise UnclearError("No team yet: fill in the field above, keep it, and run this cell again.")
        if not name:
            raise UnclearError("No name yet: fill in the field above, keep it, and run this cell again.")
        return Sheet(self, learner_id(name), kept.team, kept)

    def _handed_in_by(self) -> str:
        here = Path.cwd()
        if here.name != self.assignment:
            raise DesksideError(
                f"marks need nbgrader's folders to be STUDENT/{self.assignment}, not STUDENT/{here.name}"
            )
        return here.parent.name


def open_paper(path: str | Path = "questions.toml", skin: str = "") -> Paper:
    """The paper in a file, in the words of a skin: the one given, DESKSIDE_SKIN, or the learner's own choice.

    Raises `DesksideError` that says what is wrong with it.
    """
    tell_in_kernel()  # before anything can go wrong: then the cells below say so in a line, too
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Paper.model_validate({**_in_skin(data, name := _skin(skin)), "skin": name})
    except FileNotFoundError:
        raise DesksideError(
            f"{path}: is missing; open the notebook in the folder it was handed out in"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DesksideError(f"{path}: not a valid paper: {problem}") from problem
    except ValidationError as problem:
        wrong = problem.errors()[0]
        place = ".".join(str(part) for part in wrong["loc"])
        raise DesksideError(f"{path}: {place}: {wrong['msg']}") from None


def _skin(name: str) -> str:
    wanted = name or os.environ.get(SKIN, "").strip()
    return wanted or (chosen_skin() if watch() is Watch.LIVE else "it")


def _in_skin(data: Any, name: str) -> Any:
    """Texts in place of tables that have one for each skin. Raises `DesksideError` where one is missing."""
    if isinstance(data, Mapping):
        # options may have the names of departments, too
        if data and set(data) <= set(skins()) and all(isinstance(text, str) for text in data.values()):
            if set(data) != set(skins()):
                raise DesksideError(
                    f"a text must be there for {', '.join(skins())}, not only {', '.join(data)}"
                )
            return data[name]
        return {key: _in_skin(value, name) for key, value in data.items()}
    return [_in_skin(value, name) for value in data] if isinstance(data, list) else data
