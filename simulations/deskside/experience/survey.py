"""A survey: who is asked, who answers, and what they say, which is not what they think."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deskside.experience.score import experience, numbers
from deskside.experience.weights import WEIGHTS, Weights
from deskside.log import Outcome, TicketLog
from deskside.reading import among, in_force, outcomes
from deskside.scenario.survey import Survey

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Answers", "Bias", "answer_share", "bias", "expected_score", "said", "survey"]

Floats = NDArray[np.float64]

#: How much of politeness and fear is left when the answer has no name. The numbers are assumptions; for the
#: direction there is evidence: of students who had cheated 25 % said so in confidence, 74 % anonymously
#: (Ong & Weiss 2000).
_CLOSENESS = {"named": 1.0, "anonymous": 0.35, "third-party": 0.1}

#: Where memories drift, points (assumption).
_MIDDLE = 60.0


@dataclass(frozen=True, eq=False)
class Answers:
    """Who was asked and what came back: ticket numbers, what those think (at the time), what they said.

    ``asked`` and ``answered`` are ticket numbers; ``thought`` and ``said`` have an entry for each answer.
    """

    asked: NDArray[np.intp]
    answered: NDArray[np.intp]
    thought: Floats
    said: Floats

    @property
    def mean(self) -> float:
        """The survey's score; NaN if nobody answered."""
        return float(self.said.mean()) if len(self.said) else float("nan")

    @property
    def answer_share(self) -> float:
        """Answers for each one asked."""
        return len(self.answered) / len(self.asked) if len(self.asked) else float("nan")

    def frame(self) -> pd.DataFrame:
        """One row an answer, as the desk sees it: ticket and what was said."""
        import pandas as pd

        return pd.DataFrame({"ticket": self.answered, "said": self.said})


@dataclass(frozen=True)
class Bias:
    """How far the expected score lies from the mean true experience, and why, in points.

    ``coverage``: not everybody can be asked, or has seen the end. ``who_answers``: of those asked not an even
    part answers. ``candour``: what is said is not what is thought. They add up to ``total``.
    """

    true: float
    expected: float
    coverage: float
    who_answers: float
    candour: float

    @property
    def total(self) -> float:
        """Expected score less true mean."""
        return self.expected - self.true


def survey(
    log: TicketLog,
    design: Survey | None = None,
    tickets: slice = slice(0, None),
    weights: Weights = WEIGHTS,
) -> Answers:
    """Ask the requesters of a log, by the scenario's own survey or by another ``design``.

    Each need has its own numbers (purposes ``survey_asked``, ``survey_answers``, ``survey_mood``), so a
    larger sample asks the same people and more, and the survey changes nothing at the desk.

    >>> from deskside.experiment import simulate
    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 0})
    >>> log = simulate(desk, engine="simpy")
    >>> few, many = (survey(log, Survey(asked=share)) for share in (0.1, 0.5))
    >>> set(few.asked) < set(many.asked)
    True
    """
    first = tickets.indices(len(log.ticket_table))[0]
    if design is None:
        design = log.scenario.survey
        if any(policy.survey != design for _, policy in log.policies):
            return _by_policy(log, tickets, weights)
    open_to_it = np.flatnonzero(_can_be_asked(log, tickets, design))
    asked = open_to_it[numbers(log, tickets, "survey_asked")[open_to_it] < design.asked]
    thought = experience(log, tickets, weights, design.when)[asked]
    answers = numbers(log, tickets, "survey_answers")[asked] < answer_share(thought, design)
    mood = numbers(log, tickets, "survey_mood")[asked][answers]
    thought, answered = thought[answers], asked[answers]
    return Answers(first + asked, first + answered, thought, said(thought, design, mood))


def answer_share(thought: Floats, design: Survey) -> Floats:
    """The chance that somebody who is asked answers, by what they think.

    answers x (1 + strong |x - 50| / 50 + tilt (x - 50) / 50), kept within 0 and 1, less where a name holds
    back those who think below ``unhappy_below``: times 1 - holds_back x closeness. A week later fewer answer.
    """
    spread = (thought - 50.0) / 50.0
    chance = design.answers * (1.0 + design.strong * np.abs(spread) + design.tilt * spread)
    if design.when == "later":
        chance = chance * design.later_answers
    chance = np.clip(chance, 0.0, 1.0)
    unhappy = thought < design.unhappy_below
    return np.where(unhappy, chance * (1.0 - design.holds_back * _CLOSENESS[design.candour]), chance)


def said(thought: Floats, design: Survey, mood: Floats | float = 0.5) -> Floats:
    """What somebody says who thinks x: politer by politeness x closeness x (1 - x / 100), and by their mood.

    A week later x has drifted to the middle by the share ``fade``. ``mood`` in (0, 1) moves an answer evenly
    by up to ``mood`` points, less near the ends of the scale, so that the mean stays.
    """
    recalled = thought + design.fade * (_MIDDLE - thought) if design.when == "later" else thought
    polite = recalled + design.politeness * _CLOSENESS[design.candour] * (1.0 - recalled / 100.0)
    room = np.minimum(np.minimum(polite, 100.0 - polite), design.mood)
    return np.asarray(polite + room * (2.0 * np.asarray(mood) - 1.0))


def bias(log: TicketLog, design: Survey, tickets: slice = slice(0, None), weights: Weights = WEIGHTS) -> Bias:
    """What the survey would give on average over its own luck, and where it goes wrong.

    The expected score is `expected_score` over all who can be asked.
    """
    true = float(np.nanmean(experience(log, tickets, weights)))
    thought = experience(log, tickets, weights, design.when)[_can_be_asked(log, tickets, design)]
    covered, (among_answers, expected) = float(thought.mean()), expected_score(thought, design)
    return Bias(true, expected, covered - true, among_answers - covered, expected - among_answers)


def expected_score(thought: Floats, design: Survey) -> tuple[float, float]:
    """What those who answer think on average, and what they say.

    sum p(x) x / sum p(x) and sum p(x) s(x) / sum p(x), with p the chance to answer and s what is said. The
    first differs from the mean of x by Cov(p, x) / mean(p): there is no bias where answering has nothing to
    do with the answer, however few answer, which is what Groves & Peytcheva (2008) found in 59 studies.

    >>> import numpy as np
    >>> even = Survey(strong=0.0, holds_back=0.0, politeness=0.0)
    >>> expected_score(np.array([20.0, 80.0]), even)
    (50.0, 50.0)
    """
    chance, words = answer_share(thought, design), said(thought, design)
    total = float(chance.sum())
    return float((chance * thought).sum()) / total, float((chance * words).sum()) / total


def _can_be_asked(log: TicketLog, tickets: slice, design: Survey) -> NDArray[np.bool_]:
    """During: whom an agent has answered. At closing: whose ticket was resolved. Later: all on record."""
    if design.when == "during":
        return ~np.isnan(log.ticket_table.first_response[tickets])
    asked = [Outcome.RESOLVED]
    if design.when == "later":
        asked += [Outcome.GAVE_UP, Outcome.SELF_SERVED]
    found: NDArray[np.bool_] = among(outcomes(log, tickets), asked)
    return found


def _by_policy(log: TicketLog, tickets: slice, weights: Weights) -> Answers:
    """Each need by the survey in force when it arose."""
    first = tickets.indices(len(log.ticket_table))[0]
    policy = in_force(log, log.ticket_table.arrived[tickets])
    parts = []
    for number, (_, scenario) in enumerate(log.policies):
        found = survey(log, scenario.survey, tickets, weights)
        here = np.broadcast_to(policy == number, len(log.ticket_table.arrived[tickets]))
        mine = here[found.answered - first]
        asked = found.asked[here[found.asked - first]]
        parts.append(Answers(asked, found.answered[mine], found.thought[mine], found.said[mine]))
    asked, answered, thought, words = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("asked", "answered", "thought", "said")
    )
    return Answers(asked, answered, thought, words)
