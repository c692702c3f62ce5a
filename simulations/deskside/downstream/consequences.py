"""What follows from a log, in money: the places downstream as data, read from TOML like a scenario."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import numpy as np
import tomli_w
from pydantic import ValidationError

from deskside.calendar import HOUR
from deskside.downstream.loss import loss
from deskside.downstream.outlet import Outlet
from deskside.downstream.report import DataEntry, entered
from deskside.errors import DesksideError
from deskside.experience import minutes_lost
from deskside.log import TicketLog
from deskside.scenario.check import field_problems
from deskside.scenario.fields import Names, Part, amount, switch
from deskside.toml import parsed

__all__ = ["FIGURES", "Consequences", "Requesters"]

#: Every figure that consequences can give, with its unit; less is better for all of them.
FIGURES = {
    "requester_cost": "currency",
    "outlet_gave_up": "count",
    "outlet_visits_lost": "count",
    "outlet_margin_lost": "currency",
    "reports_late": "share",
    "entry_overtime": "minutes",
    "entry_cost": "currency",
    "downstream_cost": "currency",
}


class Requesters(Part):
    """What an hour of the requesters' working time costs the firm. The default is an assumption.

    >>> Requesters(by_group={"field": 60.0}).cost_of(["office", "field"]).tolist()
    [45.0, 60.0]
    """

    hourly_cost: float = amount("Cost of an hour.", unit="per hour", low=0.0, high=1e5, default=45.0)
    by_group: Names[float] = switch("Costs that differ by group.", default={})

    def cost_of(self, groups: list[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The hourly cost of each of these groups."""
        return np.array([self.by_group.get(group, self.hourly_cost) for group in groups])

    def cost(self, log: TicketLog) -> float:
        """Money lost with the working time that requesters lost, over all tickets of a log."""
        lost = minutes_lost(log, slice(0, None), slice(None))
        hourly = self.cost_of(list(log.scenario.groups))
        return float((lost * hourly[log.ticket_table.group]).sum()) / HOUR


class Consequences(Part):
    """The places that depend on a desk. What is absent is not there.

    >>> Consequences.parse({"outlet": {"service": "network"}}).outlet.tills
    3
    """

    requesters: Requesters | None = switch("What requesters' time costs.", default=None)
    outlet: Outlet | None = switch("Outlets whose tills hang on a network link.", default=None)
    report: DataEntry | None = switch("A team that works on with what the desk delivers.", default=None)

    @classmethod
    def parse(cls, data: dict[str, Any], where: str = "consequences") -> Self:
        """Consequences from plain data. Raises `DesksideError`, which lists every problem at once."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise DesksideError(f"{where}: " + "; ".join(field_problems(error))) from error

    @classmethod
    def of(cls, scenario: str) -> Self:
        """The consequences that come with a shipped scenario; a desk that has none gets empty ones.

        >>> Consequences.of("outlet-network").outlet.outlets
        60
        >>> Consequences.of("one-queue").outlet is None
        True
        """
        place = files("deskside") / "scenarios" / "consequences" / f"{scenario}.toml"
        return cls.load(str(place)) if place.is_file() else cls()

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Consequences from a TOML file. Raises `DesksideError` where that is not possible."""
        try:
            data = parsed(Path(path).read_text(encoding="utf-8"))
        except OSError as problem:
            raise DesksideError(f"{path}: cannot be read ({problem.strerror})") from problem
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise DesksideError(f"{path}: not valid TOML: {problem}") from problem
        return cls.parse(data, str(path))

    def to_toml(self) -> str:
        """As TOML; reading it gives back equal consequences."""
        return tomli_w.dumps(self.model_dump(mode="json", exclude_none=True))

    def figures(self, log: TicketLog) -> dict[str, float]:
        """Figures by name, in the order of `FIGURES`; ``downstream_cost`` is the money in all.

        Needs of the warm-up count too: it is the money of the whole log.
        """
        found: dict[str, float] = {}
        cost = 0.0
        if self.requesters is not None:
            found["requester_cost"] = self.requesters.cost(log)
            cost += found["requester_cost"]
        if self.outlet is not None:
            found |= loss(log, self.outlet).figures()
            cost += found["outlet_margin_lost"]
        if self.report is not None:
            found |= entered(log, self.report).figures()
            cost += found["entry_cost"]
        found["downstream_cost"] = cost
        return {name: found[name] for name in FIGURES if name in found}
