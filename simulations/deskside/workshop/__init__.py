"""For the trainer: an agenda, what to print, and a module as one page that opens anywhere."""

from deskside.workshop.agenda import DEFAULT_START, Agenda, Wanted, by_number, make_agenda, minute_of_day
from deskside.workshop.agenda_forms import agenda_html, agenda_lines, agenda_markdown
from deskside.workshop.group import Group
from deskside.workshop.module import Module, module, modules
from deskside.workshop.page import SETTINGS, Page, default_place, write_page
from deskside.workshop.plans import PLANS, planned
from deskside.workshop.sheet import RunSheet, read_sheet, sheet_of, sheets

__all__ = [
    "DEFAULT_START",
    "PLANS",
    "SETTINGS",
    "Agenda",
    "Group",
    "Module",
    "Page",
    "RunSheet",
    "Wanted",
    "agenda_html",
    "agenda_lines",
    "agenda_markdown",
    "by_number",
    "default_place",
    "make_agenda",
    "minute_of_day",
    "module",
    "modules",
    "planned",
    "read_sheet",
    "sheet_of",
    "sheets",
    "write_page",
]
