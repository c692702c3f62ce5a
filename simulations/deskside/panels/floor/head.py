"""What a page must know of a log beside its rows: names, people, rosters, opening hours, words."""

from __future__ import annotations

from typing import Any

from deskside.calendar import DAY, WEEK, Hours
from deskside.log import ContactKind, Outcome, TicketLog, VisitKind
from deskside.panels.floor.columns import columns
from deskside.panels.floor.packed import pack
from deskside.panels.floor.phrases import TICKS, Wording, kind_names
from deskside.panels.floor.story import WAITS, agent_numbers, sources_of
from deskside.prepare.people import duty_hours
from deskside.scenario import Scenario

__all__ = ["head_and_rows", "opening"]


def head_and_rows(log: TicketLog, wording: Wording) -> tuple[dict[str, Any], bytes]:
    """What a page gets of a log: a small description, and the rows in bytes."""
    packed, scenario = pack(columns(log)), log.scenario
    people = [[team, number] for (team, _, _), number in zip(log.people, agent_numbers(log), strict=True)]
    head = {
        "ticks": TICKS,
        "sizes": list(packed.sizes),
        "bases": packed.bases,
        "until": round(log.until * TICKS),
        "teams": [wording.label("teams", name) for name in scenario.teams],
        "channels": [
            {
                "name": wording.label("channels", name),
                "live": one.live,
                "refuses": one.live and one.unstaffed == "refuse",
            }
            for name, one in scenario.channels.items()
        ],
        "sources": [
            {
                "service": wording.label("services", needs.service),
                "group": wording.label("groups", needs.group),
                "texts": list(wording.texts.get(needs.service, ())),
                "captive": scenario.groups[needs.group].captive,
            }
            for needs in sources_of(scenario)
        ],
        "prioritised": any(len(service.priorities) > 1 for service in scenario.services.values()),
        "kinds": {
            "visit": kind_names(VisitKind),
            "contact": kind_names(ContactKind),
            "outcome": kind_names(Outcome),
            "waits": WAITS,
        },
        "people": people,
        "duty": _duty(log),
        "open": [list(span) for span in scenario.calendar.hours.spans],
    }
    return head, packed.data


def _duty(log: TicketLog) -> list[dict[str, Any]]:
    """For each roster that was in force: from when, spans of the week, and whose they are (-1: nobody)."""
    found = []
    for start, scenario in log.policies:
        everybody = [_hours(scenario, person) for person in log.people]
        distinct = list(dict.fromkeys(hours for hours in everybody if hours is not None))
        found.append(
            {
                "from": round(start * TICKS),
                "spans": [[list(span) for span in hours.spans] for hours in distinct],
                "spans_of": [-1 if hours is None else distinct.index(hours) for hours in everybody],
                "counts_heads": [team.shift_end == "first-free" for team in scenario.teams.values()],
            }
        )
    return found


def _hours(scenario: Scenario, person: tuple[int, int, int]) -> Hours | None:
    """When somebody is on duty; None for those who are not on the roster."""
    team, row, number = person
    roster = list(scenario.teams.values())[team].roster
    if row >= len(roster) or number >= roster[row].agents:
        return None
    return duty_hours(roster[row], number)


def opening(log: TicketLog) -> float:
    """Where a film of the log begins: just before the desk opens for the first time after the warm-up."""
    horizon, hours = log.scenario.horizon, log.scenario.calendar.hours
    start = horizon.warm_up_days * DAY if log.until > horizon.warm_up_days * DAY else 0
    opens = start + int(hours.next_open()[start % WEEK]) - start % WEEK
    return float(min(max(0, opens - 5), log.until))
