"""Finished agendas: the taster, the half day and the full day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deskside.errors import DesksideError
from deskside.lesson.paths import PathsData
from deskside.scenario.check import suggestion
from deskside.workshop.agenda import Agenda, Wanted, make_agenda, minute_of_day
from deskside.workshop.group import Group
from deskside.workshop.sheet import sheets

__all__ = ["PLANS", "Plan", "planned"]


@dataclass(frozen=True)
class Plan:
    """Modules in their order, when they begin, how long the whole lasts (minutes), and whom it is for."""

    title: str
    modules: tuple[str, ...]
    start: str
    minutes: int
    about: str


PLANS: Mapping[str, Plan] = {
    "taster": Plan(
        "A 90-minute taster",
        ("03",),
        "9:00",
        90,
        "One module, one surprise. For a team that wants to see what this is before it gives half a day.",
    ),
    "half-day": Plan(
        "Half a day",
        ("01", "03", "05", "06"),
        "8:30",
        270,
        "The core without its capstone: who depends on whom (with the cards of module 01), why queues "
        "explode, what to say, and what to measure.",
    ),
    "full-day": Plan(
        "A full day with the capstone",
        ("01", "03", "05", "06", "13"),
        "9:00",
        480,
        "The core; then teams lead the desk through four quarters and compare what they believed with what "
        "happened.",
    ),
}


def planned(
    name: str,
    folder: Path,
    paths: PathsData,
    start: int | None = None,
    minutes: int | None = None,
    group: Group | None = None,
) -> Agenda:
    """A finished agenda by its name, from a folder's run sheets. Raises `DesksideError` for another name.

    ``start`` (minutes after midnight) and ``minutes`` take the place of the plan's own.

    A module whose run sheet is not there keeps its time, and the agenda says so.
    """
    plan = PLANS.get(name)
    if plan is None:
        raise DesksideError(f"--plan: no plan {name!r}{suggestion(name, PLANS)}")
    found = sheets(folder, plan.modules)
    wanted = [
        Wanted.of(found[number])
        if number in found
        else Wanted.without_sheet(number, paths.modules[number].title, paths.modules[number].minutes)
        for number in plan.modules
    ]
    begins = minute_of_day(plan.start) if start is None else start
    return make_agenda(wanted, begins, minutes or plan.minutes, group, plan.title)
