"""What follows from a desk's work elsewhere: tills that stand still, data entry that waits, time lost.

Pure functions of a finished log and of the places downstream, which are data (TOML) like a scenario. Chance
is drawn at the needs' own addresses, so that same needs have the same luck.
"""

from deskside.downstream.consequences import FIGURES, Consequences, Requesters
from deskside.downstream.loss import Loss, cost_of_outages, loss, loss_by_hour
from deskside.downstream.outages import Outages, outages
from deskside.downstream.outlet import Outlet
from deskside.downstream.pricing import price, price_change
from deskside.downstream.report import DataEntry, Entered, entered, entered_at, sent_at, worth_of_earliness

__all__ = [
    "FIGURES",
    "Consequences",
    "DataEntry",
    "Entered",
    "Loss",
    "Outages",
    "Outlet",
    "Requesters",
    "cost_of_outages",
    "entered",
    "entered_at",
    "loss",
    "loss_by_hour",
    "outages",
    "price",
    "price_change",
    "sent_at",
    "worth_of_earliness",
]
