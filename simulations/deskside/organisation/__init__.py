"""Weeks: an organisation around a desk that learns, forgets, loses people and finds new ones.

    from deskside import load, organisation

    plan = organisation.Plan.load("plan.toml")
    year = organisation.run(plan, load("it-service-desk"), seed=1)
    year.frame()

The engines know nothing of it: each week is an ordinary scenario.
"""

from deskside.organisation.behaviour import NEUTRAL, Behaviour
from deskside.organisation.measures import (
    Change,
    Departure,
    Explaining,
    Hiring,
    Ideas,
    Leading,
    Measure,
    Mentoring,
    People,
    Training,
    Writing,
)
from deskside.organisation.plan import Plan
from deskside.organisation.quarters import Quarters
from deskside.organisation.replication import compare, replicate
from deskside.organisation.state import Person, State, beginning
from deskside.organisation.year import FIGURES, Year, run

__all__ = [
    "FIGURES",
    "NEUTRAL",
    "Behaviour",
    "Change",
    "Departure",
    "Explaining",
    "Hiring",
    "Ideas",
    "Leading",
    "Measure",
    "Mentoring",
    "People",
    "Person",
    "Plan",
    "Quarters",
    "State",
    "Training",
    "Writing",
    "Year",
    "beginning",
    "compare",
    "replicate",
    "run",
]
