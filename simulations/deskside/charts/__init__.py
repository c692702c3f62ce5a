"""Charts: each takes a frame and returns a figure, with its words and its table. Nothing here runs a desk."""

from deskside.charts.figure import STYLE, Figure, quick_altair, table_html
from deskside.charts.load import wait_against_load
from deskside.charts.paired import before_after
from deskside.charts.queue import queue_over_time
from deskside.charts.runs import runs_apart
from deskside.charts.waits import share_answered_within

__all__ = [
    "STYLE",
    "Figure",
    "before_after",
    "queue_over_time",
    "quick_altair",
    "runs_apart",
    "share_answered_within",
    "table_html",
    "wait_against_load",
]
