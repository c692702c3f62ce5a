"""A calendar file: the day a card names, and thirty days later the question whether it was done.

Written by RFC 5545: lines end in CR LF, none is longer than 75 octets, and commas, semicolons,
backslashes and line breaks in a text are escaped. Two dates need no library.
"""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from dataclasses import dataclass
from hashlib import blake2b

__all__ = ["FOLLOW_UP", "Card", "calendar_file", "link", "today"]

#: How long after a card was made one is asked what became of it.
FOLLOW_UP = dt.timedelta(days=30)
_OCTETS = 75


def today() -> dt.date:
    """The day where the learner is."""
    return dt.datetime.now().astimezone().date()


@dataclass(frozen=True)
class Card:
    """One action, one measure, and the date on which to look; ``made`` is the day it was written."""

    lesson: str
    action: str
    measure: str
    date: str
    made: dt.date

    @property
    def looks_on(self) -> dt.date | None:
        """The date on the card; None if it is none."""
        try:
            return dt.date.fromisoformat(self.date)
        except ValueError:
            return None

    @property
    def asked_on(self) -> dt.date:
        """The day of the follow-up."""
        return self.made + FOLLOW_UP


def calendar_file(card: Card) -> str:
    """A calendar with one or two whole-day events and an alarm each.

    >>> card = Card("05", "say when", "asked again, per ticket", "2026-12-11", dt.date(2026, 11, 27))
    >>> [line for line in calendar_file(card).splitlines() if line.startswith("DTSTART")]
    ['DTSTART;VALUE=DATE:20261211', 'DTSTART;VALUE=DATE:20261227']
    """
    stamp = f"{card.made:%Y%m%d}T000000Z"  # of the same card always the same file
    done = (
        f"You wrote: {card.action}. Was it done, in part, or not? What did you see: {card.measure}? "
        "The welcome page of the course keeps your answer."
    )
    events = [(card.asked_on, f"Deskside {card.lesson}: was it done?", done)]
    if card.looks_on is not None:
        looks = f"Until today I: {card.action}. I look at: {card.measure}."
        events.insert(0, (card.looks_on, f"Deskside {card.lesson}: look at {card.measure}", looks))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Deskside//Course//EN", "CALSCALE:GREGORIAN"]
    for day, title, text in events:
        lines += _event(card, day, title, text, stamp)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(card: Card, day: dt.date, title: str, text: str, stamp: str) -> list[str]:
    known = f"{card.lesson}|{card.action}|{card.measure}|{day}"
    return [
        "BEGIN:VEVENT",
        f"UID:{blake2b(known.encode(), digest_size=12).hexdigest()}@deskside",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(text)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        "TRIGGER:PT9H",
        "END:VALARM",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no character cut; later pieces begin with a space."""
    pieces: list[str] = []
    piece = ""
    for sign in line:
        room = _OCTETS if not pieces else _OCTETS - 1
        if len((piece + sign).encode()) > room:
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece])


def link(card: Card) -> str:
    """A link that saves the calendar file; nothing is fetched."""
    data = b64encode(calendar_file(card).encode()).decode()
    name = f"deskside-{card.lesson}.ics"
    return (
        f'<p><a download="{name}" href="data:text/calendar;charset=utf-8;base64,{data}">Save two days for my '
        "calendar</a>: the one above, and one in thirty days that asks whether it was done.</p>"
    )
