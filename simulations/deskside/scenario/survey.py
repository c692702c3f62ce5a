"""Asking people what they thought: whom, when, and under which name."""

from __future__ import annotations

from typing import Literal

from deskside.scenario.fields import Part, amount, share, switch

__all__ = ["Survey"]


class Survey(Part):
    """A survey of requesters. It changes nothing at the desk. How people behave is assumed throughout."""

    asked: float = share("Share of those who can be asked that is asked; 0 means no survey.", default=0.0)
    when: Literal["during", "closing", "later"] = switch(
        "When: at the first response, when the ticket is closed, or a week later.", default="closing"
    )
    candour: Literal["named", "anonymous", "third-party"] = switch(
        "Under which name: with it, without it, or asked by somebody from outside.", default="named"
    )
    answers: float = share("Share of those asked that answers if they think 50 of 100.", default=0.3)
    strong: float = amount(
        "How much more those answer who feel strongly: at 0 and 100 the share is multiplied by 1 + this.",
        unit="",
        low=0.0,
        high=5.0,
        default=0.5,
    )
    tilt: float = amount(
        "How much more the happy answer than the unhappy: at 100 this is added to that factor, at 0 it is "
        "taken off.",
        unit="",
        low=-1.0,
        high=1.0,
        default=0.0,
    )
    later_answers: float = share("A week later the share that answers is multiplied by this.", default=0.6)
    fade: float = share("A week later how far a memory has drifted to the middle.", default=0.2)
    politeness: float = amount(
        "How many points a name lifts an answer at the bottom of the scale; nothing at its top.",
        unit="points",
        low=0.0,
        high=100.0,
        default=15.0,
    )
    unhappy_below: float = amount(
        "Who thinks less than this fears to say so under a name.",
        unit="points",
        low=0.0,
        high=100.0,
        default=50.0,
    )
    holds_back: float = share("Of those, the share that does not answer under a name.", default=0.4)
    mood: float = amount(
        "How far the mood of the moment moves an answer at most.",
        unit="points",
        low=0.0,
        high=50.0,
        default=20.0,
    )
