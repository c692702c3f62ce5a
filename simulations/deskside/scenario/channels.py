"""How requesters reach the desk."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from deskside.scenario.fields import Part, amount, minutes, share, switch

__all__ = ["Channel"]

Pace = Annotated[float, Field(ge=0.01, le=1.0)]


class Channel(Part):
    """A way to reach the desk."""

    live: bool = switch(
        "True: the requester waits on the line or in the room. False: it is left and read later."
    )
    patience: float | None = minutes(
        "Mean time one waits on a live channel before giving up; absent means without end.",
        low=0.05,
        high=14_400.0,
        default=None,
    )
    unstaffed: Literal["wait", "refuse"] = switch(
        "A live contact when nobody is on duty: waits as long as patience lasts, or is refused at once.",
        default="wait",
    )
    at_once: tuple[Pace, ...] = switch(
        "Chat: how fast each conversation goes when an agent holds 1, 2, 3 ... at once, as a share of full "
        "pace; one entry means one at a time.",
        default=(1.0,),
    )
    canned_share: float = share("Share of visits that a ready-made reply can answer.", default=0.0)
    canned_effort: float = amount(
        "With a ready-made reply the working time is multiplied by this.",
        unit="",
        low=0.01,
        high=1.0,
        default=0.3,
    )
    canned_reopens: float = amount(
        "With a ready-made reply the share of resolutions that do not hold is multiplied by this.",
        unit="",
        low=0.0,
        high=100.0,
        default=1.0,
    )
    draws_out: float = share(
        "How easy it makes asking: the share of latent needs of those who turn to it that it draws out.",
        default=0.0,
    )
    recorded: float = share(
        "Share of contacts that are written down. What is not, and is not solved on the spot, nobody works "
        "on until its requester asks again.",
        default=1.0,
    )
    missed_becomes_ticket: bool = switch(
        "True: who gives up waiting is called back, as a ticket in the queue.", default=False
    )
    call_back_effort: float = minutes(
        "Mean extra working time of such a call back.", low=0.0, high=480.0, default=2.0
    )

    @field_validator("at_once")
    @classmethod
    def _one_to_eight(cls, paces: tuple[float, ...]) -> tuple[float, ...]:
        if not 1 <= len(paces) <= 8 or paces[0] != 1.0:
            raise ValueError("give 1 to 8 paces, the first of them 1")
        return paces
