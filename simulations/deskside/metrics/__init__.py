"""What a log says, at three grains: tickets, quarter hours, and one number each for the whole replication.

Pure functions of a `deskside.log.TicketLog`; docs/glossary.md defines each KPI by formula and denominator.
"""

from deskside.metrics.agents_time import agents_time
from deskside.metrics.everybody import hours_of_everybody
from deskside.metrics.frames import intervals, tickets
from deskside.metrics.hours import by_hour
from deskside.metrics.journey import journey
from deskside.metrics.kpi import KPIS, Kpi
from deskside.metrics.measured import MeasuredLog, measured
from deskside.metrics.part import Part, kpi_of, part_of
from deskside.metrics.readiness import Readiness, readiness
from deskside.metrics.replication import kpis
from deskside.metrics.silence import silence

__all__ = [
    "KPIS",
    "Kpi",
    "MeasuredLog",
    "Part",
    "Readiness",
    "agents_time",
    "by_hour",
    "hours_of_everybody",
    "intervals",
    "journey",
    "kpi_of",
    "kpis",
    "measured",
    "part_of",
    "readiness",
    "silence",
    "tickets",
]
