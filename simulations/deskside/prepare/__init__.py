"""One shared step before a run: a policy as tables, the answers as rows. Engines only look up and compare."""

from deskside.prepare.draws import Draws
from deskside.prepare.duty import Crew, Duty
from deskside.prepare.people import Agent, Shift
from deskside.prepare.tables import Tables, prepare

__all__ = ["Agent", "Crew", "Draws", "Duty", "Shift", "Tables", "prepare"]
