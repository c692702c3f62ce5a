"""The equations of an organisation, one function each: what a week adds, takes away, and makes of the desk.

Units are in the docstrings; constants are fields of `deskside.organisation.behaviour.Behaviour`, which says
for each whether there is evidence. The forms are assumptions: the simplest that do nothing when nothing is
done, and that saturate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from deskside.organisation.behaviour import NEUTRAL, Behaviour

__all__ = [
    "Mood",
    "articles_for",
    "behind",
    "causes_next",
    "coverage_of",
    "informed_next",
    "leaders_next",
    "leaving_hazard",
    "morale_next",
    "needs_removed",
    "ramp_next",
    "reopening_factor",
    "skill_next",
    "speed_of",
    "stock_next",
    "trust_next",
]


@dataclass(frozen=True)
class Mood:
    """A team in a week: ``morale`` (0 to 1) and ``load``, its utilisation in the week before (0 or more)."""

    morale: float = NEUTRAL
    load: float = 0.0


def stock_next(stock: float, today: float, hours: float, b: Behaviour) -> float:
    """Good articles of a service after a week in which ``hours`` were written (A, articles).

    A' = A0 + (A - A0) (1 - stale_a_week) + hours / article_hours

    What there was before, A0 (``today``), is kept up by today's work, which is in today's efforts; what comes
    on top goes stale unless somebody goes on writing. Form: assumption.

    >>> stock_next(30.0, 30.0, 0.0, Behaviour()), stock_next(130.0, 30.0, 5.0, Behaviour())
    (30.0, 130.5)
    """
    return today + (stock - today) * (1.0 - b.stale_a_week) + hours / b.article_hours


def coverage_of(stock: float, b: Behaviour) -> float:
    """Share of tries that articles solve: c = best_coverage A / (A + half_articles), 0 to best_coverage.

    What is asked most is written first, so each further article adds less. Form: assumption.

    >>> coverage_of(0.0, Behaviour()), coverage_of(30.0, Behaviour())
    (0.0, 0.3)
    """
    return b.best_coverage * stock / (stock + b.half_articles)


def articles_for(coverage: float, b: Behaviour) -> float:
    """The stock that gives a coverage: the inverse of `coverage_of`, and never more than 1,000 times half.

    >>> round(articles_for(0.3, Behaviour()), 9)
    30.0
    """
    most = 1000.0 * b.half_articles
    if coverage >= b.best_coverage:
        return most
    return min(most, b.half_articles * coverage / (b.best_coverage - coverage))


def informed_next(informed: float, explained: float, people: float, b: Behaviour) -> float:
    """Share of a service's people who know what to do next time, after ``explained`` explanations (K, share).

    K' = K (1 - forgets_a_week) + (1 - K) (1 - exp(-learns explained / people))

    Explanations fall on people at random, known or not. Form: assumption.

    >>> informed_next(0.0, 0.0, 100.0, Behaviour())
    0.0
    """
    told = 1.0 - math.exp(-b.learns * explained / max(people, 1.0))
    return informed * (1.0 - b.forgets_a_week) + (1.0 - informed) * told


def causes_next(causes: float, hours: float, b: Behaviour) -> float:
    """Share of needs whose recurring cause is removed, after ``hours`` of work on ideas (R, share).

    R' = R (1 - causes_return) + (removable - R) (1 - exp(-hours / cause_hours)), at most removable

    The best ideas come first. Form: assumption.

    >>> round(causes_next(0.0, 150.0, Behaviour()) / Behaviour().removable, 3)
    0.632
    """
    found = max(b.removable - causes, 0.0) * (1.0 - math.exp(-hours / b.cause_hours))
    return min(causes * (1.0 - b.causes_return) + found, max(b.removable, causes))


def needs_removed(base: float, causes: float, informed: float, b: Behaviour) -> float:
    """Share of a service's needs that do not arise: 1 - (1 - base)(1 - R)(1 - avoids K).

    ``base`` is what the scenario has already. The three are independent of each other: assumption.

    >>> needs_removed(0.0, 0.0, 0.0, Behaviour())
    0.0
    """
    if causes == 0.0 and informed == 0.0:
        return base
    return 1.0 - (1.0 - base) * (1.0 - causes) * (1.0 - b.avoids * informed)


def ramp_next(ramp: float, mentor_hours: float, b: Behaviour) -> float:
    """Weeks of catching up that a newcomer has behind them (in unmentored weeks).

    One more a week, and 1 / (1 - mentoring_gain) with ``mentor_hours`` in full, in between in proportion.

    >>> ramp_next(0.0, 0.0, Behaviour()), round(ramp_next(0.0, 5.0, Behaviour()), 4)
    (1.0, 1.5625)
    """
    full = min(mentor_hours / b.mentor_hours, 1.0)
    return ramp + 1.0 / (1.0 - b.mentoring_gain * full)


def skill_next(skill: float, hours: float, b: Behaviour) -> float:
    """What training has added to somebody's speed, after ``hours`` of it (k, share).

    k' = k (1 - skill_fades) + (training_gain - k) (1 - exp(-hours / training_hours))

    >>> skill_next(0.0, 0.0, Behaviour())
    0.0
    """
    learned = max(b.training_gain - skill, 0.0) * (1.0 - math.exp(-hours / b.training_hours))
    return skill * (1.0 - b.skill_fades) + learned


def behind(ramp: float, b: Behaviour) -> float:
    """How far a newcomer still is behind: exp(-ramp / ramp_weeks), 1 on the first day, 0 in the end.

    >>> behind(0.0, Behaviour()), behind(math.inf, Behaviour())
    (1.0, 0.0)
    """
    return math.exp(-ramp / b.ramp_weeks)


def speed_of(base: float, ramp: float, skill: float, mood: Mood, b: Behaviour) -> float:
    """How fast somebody works.

    base x (1 - (1 - newcomer_speed) behind) x (1 + k) x (1 + morale_speed (m - neutral)) x (1 + load_speed
    max(u - busy, 0)), the last two factors 0 at least

    The start is evidence from a call centre, the exponential catching up an assumption.

    >>> speed_of(1.0, 0.0, 0.0, Mood(), Behaviour()), speed_of(1.2, math.inf, 0.0, Mood(), Behaviour())
    (0.61, 1.2)
    """
    caught_up = 1.0 - (1.0 - b.newcomer_speed) * behind(ramp, b)
    spirit = max(1.0 + b.morale_speed * (mood.morale - NEUTRAL), 0.0)
    pace = max(1.0 + b.load_speed * max(mood.load - b.busy, 0.0), 0.0)
    return base * caught_up * (1.0 + skill) * spirit * pace


def reopening_factor(skill: float, newness: float, mood: Mood, b: Behaviour) -> float:
    """What the share of resolutions that do not hold is multiplied by, 0 to 10.

    (1 - skill_holds k / training_gain - morale_holds (m - neutral)) x (1 + load_reopens max(u - busy, 0)) x
    (1 + newcomer_reopens n), with k the team's mean skill and n its mean of `behind`.

    >>> reopening_factor(0.0, 0.0, Mood(), Behaviour.believer())
    1.0
    """
    trained = skill / b.training_gain if b.training_gain else 0.0
    holds = max(1.0 - b.skill_holds * trained - b.morale_holds * (mood.morale - NEUTRAL), 0.0)
    haste = 1.0 + b.load_reopens * max(mood.load - b.busy, 0.0)
    return min(holds * haste * (1.0 + b.newcomer_reopens * newness), 10.0)


def morale_next(morale: float, lift: float, utilisation: float, b: Behaviour) -> float:
    """Morale of a team after a week (m, 0 to 1).

    m' = m + recovers (neutral - m) + lift - strain max(utilisation - busy, 0), kept within 0 and 1

    ``lift`` is what measures add. Form: assumption; lift and strain are zero unless set.

    >>> morale_next(NEUTRAL, 0.0, 2.0, Behaviour())
    0.5
    """
    felt = b.strain * max(utilisation - b.busy, 0.0)
    return min(max(morale + b.recovers * (NEUTRAL - morale) + lift - felt, 0.0), 1.0)


def leaving_hazard(utilisation: float, morale: float, b: Behaviour) -> float:
    """The chance that somebody leaves at the end of a week, 0 to 1.

    1 - (1 - leaves_a_year)^(f / 52) with f = exp(load_leaves max(utilisation - busy, 0) + morale_leaves
    (neutral - morale))

    >>> leaving_hazard(2.0, 0.0, Behaviour())
    0.0
    """
    if b.leaves_a_year == 0.0:
        return 0.0
    exponent = b.load_leaves * max(utilisation - b.busy, 0.0) + b.morale_leaves * (NEUTRAL - morale)
    stays: float = (1.0 - b.leaves_a_year) ** (math.exp(min(exponent, 20.0)) / 52.0)
    return 1.0 - stays


def leaders_next(leaders: float, leading: bool, b: Behaviour) -> float:
    """How far leaders lead, 0 to 1: leaders_build of the way up while they give time, as much down otherwise.

    >>> leaders_next(0.0, False, Behaviour()), leaders_next(0.0, True, Behaviour())
    (0.0, 0.1)
    """
    return leaders + b.leaders_build * ((1.0 if leading else 0.0) - leaders)


def trust_next(trust: float, satisfaction: float, before: float, b: Behaviour) -> float:
    """Trust in the desk after a week, 0 to 1: trust_follows of the way to neutral + (x - x0) / 100.

    x is the week's true satisfaction and x0 that of the first week that counts (0 to 100). It stays where it
    is as long as trust changes nothing. Form: assumption.

    >>> trust_next(NEUTRAL, 70.0, 70.0, Behaviour())
    0.5
    """
    matters = b.trust_tries > 0.0 or b.trust_candour > 0.0
    if not matters or math.isnan(satisfaction) or math.isnan(before):
        return trust
    goal = NEUTRAL + (satisfaction - before) / 100.0
    return min(max(trust + b.trust_follows * (goal - trust), 0.0), 1.0)
