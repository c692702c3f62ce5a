"""What module 13 claims, on one seed: a year each, the same needs and the same luck of the same people."""

from __future__ import annotations

from functools import cache

from deskside.organisation import Quarters

AHEAD = Quarters.of("year-ahead")


@cache
def cost(name: str, seed: int) -> float:
    """What a year cost the firm, thousands: a plan by its name, or one option all year."""
    known = {plan.name: plan.quarters for plan in AHEAD.plans}
    decisions = known.get(name, ((name,),) * 4)
    return AHEAD.total(AHEAD.play(decisions, AHEAD.team(), seed)) / 1000.0


def saved(name: str, seed: int) -> float:
    """Against doing nothing, thousands."""
    return cost("do-nothing", seed) - cost(name, seed)


def the_best_singles_together_are_not_the_best_plan(seed: int) -> None:
    """Together they bring less than the sum of each alone, and the plan we know brings more."""
    together = saved("best-singles", seed)
    apart = sum(saved(name, seed) for name in ("causes", "writing", "receipt", "broadcast"))
    assert 0.0 < together < 0.95 * apart
    assert saved("best-known", seed) > 1.05 * together


def a_popular_bundle_loses_to_doing_nothing(seed: int) -> None:
    """By a twentieth of the year's cost at the least; the bonus and the birthdays lose alone, too."""
    assert saved("popular-bundle", seed) < -0.05 * cost("do-nothing", seed)
    assert saved("bonus", seed) < 0.0
    assert saved("birthdays", seed) < 0.0


def a_colleague_more_hardly_pays_here(seed: int) -> None:
    """One for good, from the first quarter, against measures that cost a third of it together."""
    assert saved("colleague", seed) < 0.4 * saved("best-known", seed)


SURPRISES = [
    the_best_singles_together_are_not_the_best_plan,
    a_popular_bundle_loses_to_doing_nothing,
    a_colleague_more_hardly_pays_here,
]
