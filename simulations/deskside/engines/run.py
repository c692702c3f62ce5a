"""What every engine offers: a run that can be advanced, changed on the way, and asked for its log."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from deskside.calendar import WEEK
from deskside.demand import Demand
from deskside.errors import DesksideError
from deskside.log import Contacts, TicketLog, Tickets, Visits
from deskside.prepare import Crew, prepare
from deskside.scenario import Scenario

__all__ = ["Columns", "Run"]

#: How long after its last need a desk may take to close every ticket; what is open then stays open.
LONGEST_DRAIN = 104 * WEEK


@dataclass(frozen=True)
class Columns:
    """The raw columns of a log, in the order of the tables' fields."""

    tickets: dict[str, Any]
    visits: Any
    contacts: Any


class Run(ABC):
    """A desk at work under a policy that may change."""

    engine: ClassVar[str]

    def __init__(self, demand: Demand, scenario: Scenario) -> None:
        self.demand, self.now, self.last = demand, 0.0, 0.0
        self.alive = len(demand)  # needs whose life is not over
        self.tables = prepare(demand, scenario)
        self.crew = Crew()
        self.policies: list[tuple[float, Scenario]] = [(0.0, scenario)]

    @property
    def scenario(self) -> Scenario:
        """The scenario in force."""
        return self.policies[-1][1]

    def advance(self, until: float, policy: Scenario | None = None) -> Self:
        """Let everything happen that happens before ``until``, from now on under ``policy`` if one is given.

        What is in hand and what is agreed (running work, timers) goes on as it was; the rest follows the new
        policy. It must have the same demand side and the same names of teams, services, channels and groups.
        Raises `DesksideError` otherwise, or when ``until`` lies in the past or is infinite.
        """
        if not self.now <= until < math.inf:
            raise DesksideError(f"advance: {until!r} is no time from the present, minute {self.now:g}, on")
        if policy is not None:
            self._change(policy)
        until = float(until) + 0.0  # no whole number of a type of its own, and no 0 below 0
        self._work(until, stop_when_done=False)
        self.now = until
        return self

    def finish(self) -> Self:
        """Go on to the end of the horizon and, if the scenario says so, until every ticket is closed."""
        end = max(self.scenario.end, self.now)
        self.advance(end)
        if self.scenario.horizon.at_end == "drain":
            self._work(end + LONGEST_DRAIN, stop_when_done=True)
            self.now = end + LONGEST_DRAIN if self.alive else max(end, self.last)
        return self

    def log(self) -> TicketLog:
        """What has happened so far."""
        columns = self._columns()
        arrived = len(columns.tickets["outcome"])
        demand, tables = self.demand, self.tables
        tickets = columns.tickets | {
            "source": demand.source[:arrived],
            "ordinal": demand.ordinal[:arrived],
            "service": tables.service[:arrived],
            "group": tables.group[:arrived],
            "arrived": demand.arrived[:arrived],
        }
        return TicketLog(
            engine=self.engine,
            seed=demand.seed,
            until=self.now,
            policies=tuple(self.policies),
            people=tuple(self.crew.people),
            ticket_table=Tickets.of(tickets),
            visit_table=Visits.of(columns.visits),
            contact_table=Contacts.of(columns.contacts),
        )

    def _change(self, policy: Scenario) -> None:
        if policy.digest == self.scenario.digest:
            return
        for part in ("teams", "services", "channels", "groups"):
            before, after = list(getattr(self.scenario, part)), list(getattr(policy, part))
            if before != after:
                raise DesksideError(
                    f"{policy.name}: a running desk keeps its {part} ({', '.join(before)}); "
                    f"the new policy has {', '.join(after)}"
                )
        for name, service in self.scenario.services.items():
            lost = service.effort.keys() - policy.services[name].effort.keys()
            if lost:
                raise DesksideError(
                    f"{policy.name}: services.{name}.effort: tickets may be at {', '.join(sorted(lost))}; "
                    "keep an effort for that team and change only who gets new ones"
                )
        arrived = len(self._columns().tickets["outcome"])
        self.tables = prepare(self.demand, policy, before=self.tables, arrived=arrived)
        self.policies.append((self.now, policy))
        self._adopt()

    @abstractmethod
    def _adopt(self) -> None:
        """Go on by the new tables: queues in new order, the new roster from now on."""

    @abstractmethod
    def _work(self, until: float, stop_when_done: bool) -> None:
        """Let everything happen before ``until``, or until no need is alive."""

    @abstractmethod
    def _columns(self) -> Columns:
        """What has happened, for every need that has arrived."""
