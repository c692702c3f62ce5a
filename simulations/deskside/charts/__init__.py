"""Charts: each takes a frame and returns a figure, with its words and its table. Nothing here runs a desk."""

from deskside.charts.calibration import sure_against_right
from deskside.charts.figure import STYLE, Figure, quick_altair, table_html
from deskside.charts.forecast import forecast_against_result, predictions_of_a_team
from deskside.charts.heat import hour_by_weekday
from deskside.charts.journey import journey
from deskside.charts.load import wait_against_load
from deskside.charts.measures import measures_of_a_desk
from deskside.charts.paired import before_after, paired_difference
from deskside.charts.queue import queue_over_time
from deskside.charts.roster import roster_against_demand
from deskside.charts.runs import runs_apart
from deskside.charts.service import service_graph
from deskside.charts.spread import spread_by_team
from deskside.charts.waits import share_answered_within, wait_distribution
from deskside.charts.weeks import over_weeks

__all__ = [
    "STYLE",
    "Figure",
    "before_after",
    "forecast_against_result",
    "hour_by_weekday",
    "journey",
    "measures_of_a_desk",
    "over_weeks",
    "paired_difference",
    "predictions_of_a_team",
    "queue_over_time",
    "quick_altair",
    "roster_against_demand",
    "runs_apart",
    "service_graph",
    "share_answered_within",
    "spread_by_team",
    "sure_against_right",
    "table_html",
    "wait_against_load",
    "wait_distribution",
]
