"""How an organisation behaves from week to week: the constants of the equations, as data."""

from __future__ import annotations

from typing import Self

from deskside.scenario.fields import Part, amount, count, share, switch

__all__ = ["NEUTRAL", "Behaviour"]

#: Morale and trust run from 0 to 1; this is where they are when nothing special happens.
NEUTRAL = 0.5


class Behaviour(Part):
    """Constants of the equations in `deskside.organisation.equations`, with ranges to try.

    *Evidence* is named where there is some; all else is an assumption. Effects on and of people's minds are
    zero unless somebody sets them: the course asks how large they would have to be to pay.

    ================== ======== ============= ==========================================================
    constant           default  try           what is known
    ================== ======== ============= ==========================================================
    article_hours      2        1 to 8        assumption: to write, check and file one article
    stale_a_week       .02      .005 to .05   assumption: half of what is new is stale after 34 weeks
    best_coverage      .6       .3 to .8      assumption: what articles can solve at most
    half_articles      30       10 to 100     assumption: articles a service needs for half of that
    learns             .5       0 to 1        assumption: who was told what to do next time remembers it
    forgets_a_week     .01      .002 to .05   assumption
    avoids             .1       0 to .3       assumption: share of needs that knowing avoids
    removable          .15      0 to .4       assumption: share of needs with a cause one can remove
    cause_hours        150      20 to 600     assumption: hours that remove 63 % of what is removable
    causes_return      .003     0 to .02      assumption: new systems bring new causes
    newcomer_speed     .61      .4 to .9      evidence: in a call centre performance rose by 64 % in the
                                              first year (De Grip, Sauermann & Sieben 2016); 1 / 1.64
    ramp_weeks         13       4 to 52       assumption: time constant of catching up
    mentoring_gain     .36      0 to .5       evidence: beside experienced colleagues newcomers needed
                                              36 % less time (same study); that an hour with a mentor
                                              does it is an assumption
    mentor_hours       5        2 to 20       assumption: a week for each newcomer for the full gain
    training_gain      .1       0 to .3       assumption: how much faster training can make one at most
    training_hours     40       10 to 200     assumption: hours a head that bring 63 % of it
    skill_fades        .01      0 to .05      assumption, a week
    skill_holds        0        0 to .5       assumption: full training makes that part of the resolutions
                                              that do not hold, hold
    busy               .85      .7 to .95     assumption: utilisation above which load is felt
    strain             0        0 to 1        assumption: morale lost a week for each 1 of utilisation
                                              above that. Long overload makes hospital work slower and
                                              worse (KC & Terwiesch 2009: evidence from another field)
    load_speed         0        -1 to 1       how much faster (or slower) people work for each 1 above
                                              `busy` in the week before. Evidence for both signs: staff
                                              speed up under load, and slow down when it lasts (KC &
                                              Terwiesch 2009, hospitals)
    load_reopens       0        0 to 5        how many more resolutions do not hold for each 1 above `busy`
                                              (evidence for the direction: same study)
    newcomer_reopens   0        0 to 1        assumption: how many more of a newcomer on the first day
    recovers           .1       .02 to .3     assumption: share of the way back to neutral, a week
    morale_speed       0        0 to .3       assumption: speed for each 1 of morale
    morale_holds       0        0 to .5       assumption: as skill_holds, for each 1 of morale
    leaves_a_year      0        0 to .6       assumption: share that leaves within a year when all is
                                              neutral; 0 keeps everybody
    load_leaves        0        0 to 10       assumption: log of the hazard for each 1 above `busy`
    morale_leaves      0        0 to 3        assumption: log of the hazard for each 1 of morale lost
    replaced           true                   whether leavers are replaced
    hire_weeks         8        0 to 40       assumption: from leaving to the first day of the next
    hire_cost          .1       .05 to .3     share of a year's pay. Evidence: replacing costs 21 % (median
                                              of 27 cases, Boushey & Glynn 2012) with lost work; the work
                                              is lost here anyway, so half of it: assumption
    leaders_build      .1       .02 to .3     assumption: share of the way a week, while leaders lead
    leaders_lift       0        0 to 1        assumption: what leaders add to measures for people, in full
    trust_follows      .1       .02 to .3     assumption: share of the way a week to how service is felt
    trust_tries        0        0 to 2        assumption: self-service is tried more, for each 1 of trust
    trust_candour      0        0 to 2        assumption: people are less polite and hold back less
    ================== ======== ============= ==========================================================

    >>> Behaviour().leaves_a_year, Behaviour.believer().morale_leaves > Behaviour.sceptic().morale_leaves
    (0.0, True)
    """

    article_hours: float = amount("To write one article.", unit="hours", low=0.05, high=100.0, default=2.0)
    stale_a_week: float = share("Of the articles beyond today's, the share that goes stale.", default=0.02)
    best_coverage: float = share("Coverage that endless articles would have.", default=0.6)
    half_articles: float = amount(
        "Articles of a service with half of that.", unit="articles", low=0.1, high=1e5, default=30.0
    )
    learns: float = share("Of those who get an explanation, the share that remembers.", default=0.5)
    forgets_a_week: float = share("Of those who know, the share that forgets.", default=0.01)
    avoids: float = share("Of the needs of those who know, the share that no longer arises.", default=0.1)
    removable: float = share("Share of needs whose recurring cause can be removed.", default=0.15)
    cause_hours: float = amount(
        "Of work on ideas that remove 63 % of those causes.", unit="hours", low=0.1, high=1e6, default=150.0
    )
    causes_return: float = share("Of the causes removed, the share that is back a week later.", default=0.003)
    newcomer_speed: float = share("Speed on the first day.", default=0.61)
    ramp_weeks: float = amount(
        "Time constant of catching up.", unit="weeks", low=0.1, high=520.0, default=13.0
    )
    mentoring_gain: float = share("How much sooner a mentored newcomer catches up.", default=0.36)
    mentor_hours: float = amount(
        "Of a mentor for each newcomer, for the full gain.",
        unit="hours a week",
        low=0.1,
        high=40.0,
        default=5.0,
    )
    training_gain: float = share("How much faster training can make somebody.", default=0.1)
    training_hours: float = amount(
        "A head that bring 63 % of it.", unit="hours", low=0.1, high=1e4, default=40.0
    )
    skill_fades: float = share("Of what was trained, the share lost in a week.", default=0.01)
    skill_holds: float = share(
        "Of the resolutions that do not hold, the share that full training makes hold.", default=0.0
    )
    busy: float = share("Utilisation from which load is felt.", default=0.85)
    strain: float = amount(
        "Morale lost in a week for each 1 of utilisation above.", unit="", low=0.0, high=10.0, default=0.0
    )
    load_speed: float = amount(
        "Speed gained for each 1 of utilisation above `busy` in the week before.",
        unit="",
        low=-2.0,
        high=2.0,
        default=0.0,
    )
    load_reopens: float = amount(
        "How many more resolutions do not hold for each 1 above `busy`.",
        unit="",
        low=0.0,
        high=20.0,
        default=0.0,
    )
    newcomer_reopens: float = amount(
        "How many more of a newcomer's resolutions do not hold on the first day.",
        unit="",
        low=0.0,
        high=5.0,
        default=0.0,
    )
    recovers: float = share("Of the way back to neutral, the share gone in a week.", default=0.1)
    morale_speed: float = share("Speed gained for each 1 of morale.", default=0.0)
    morale_holds: float = share("As `skill_holds`, for each 1 of morale.", default=0.0)
    leaves_a_year: float = share(
        "Share that leaves within a year when all is neutral.", high=0.99, default=0.0
    )
    load_leaves: float = amount(
        "Log of the hazard for each 1 of utilisation above `busy`.", unit="", low=0.0, high=50.0, default=0.0
    )
    morale_leaves: float = amount(
        "Log of the hazard for each 1 of morale lost.", unit="", low=0.0, high=20.0, default=0.0
    )
    replaced: bool = switch("Whether leavers are replaced.", default=True)
    hire_weeks: int = count("Weeks from leaving to the first day of the next.", low=0, high=104, default=8)
    hire_cost: float = amount(
        "Share of a year's pay that finding somebody costs.", unit="", low=0.0, high=3.0, default=0.1
    )
    leaders_build: float = share(
        "Of the way to full, the share that leading leaders go in a week.", default=0.1
    )
    leaders_lift: float = amount(
        "What leaders in full add to measures for people.", unit="", low=0.0, high=5.0, default=0.0
    )
    trust_follows: float = share("Of the way to how service is felt, the share gone in a week.", default=0.1)
    trust_tries: float = amount(
        "How much more self-service is tried for each 1 of trust.", unit="", low=0.0, high=10.0, default=0.0
    )
    trust_candour: float = amount(
        "How much less polite and fearful answers are for each 1 of trust.",
        unit="",
        low=0.0,
        high=2.0,
        default=0.0,
    )

    @classmethod
    def sceptic(cls) -> Self:
        """People come and go, and minds change nothing: 15 % leave in a year (assumption)."""
        return cls(leaves_a_year=0.15)

    @classmethod
    def middle(cls) -> Self:
        """Load and morale count somewhat (assumption)."""
        return cls(
            leaves_a_year=0.15,
            load_leaves=4.0,
            morale_leaves=1.0,
            strain=0.2,
            load_reopens=1.0,
            morale_speed=0.05,
            leaders_lift=0.25,
            trust_tries=0.3,
            trust_candour=0.5,
        )

    @classmethod
    def believer(cls) -> Self:
        """Load and morale count much (assumption)."""
        return cls(
            leaves_a_year=0.15,
            load_leaves=8.0,
            morale_leaves=3.0,
            strain=0.5,
            load_reopens=3.0,
            newcomer_reopens=0.5,
            morale_speed=0.2,
            morale_holds=0.3,
            skill_holds=0.3,
            leaders_lift=1.0,
            trust_tries=1.0,
            trust_candour=1.0,
        )
