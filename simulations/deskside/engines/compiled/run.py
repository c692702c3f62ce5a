"""A run on the compiled engine: lays out the state, lets the loop work, gives what it asks for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import WEEK
from deskside.demand import Demand
from deskside.engines.compiled import records as r
from deskside.engines.compiled.kernel import compiled_loop, compiled_numbers
from deskside.engines.compiled.loop import ASKS, DONE, FULL
from deskside.engines.compiled.store import Store
from deskside.engines.run import Columns, Run
from deskside.prepare import Draws, Duty
from deskside.prepare.policy import LEVELS, RANDOM
from deskside.scenario import Scenario

__all__ = ["CompiledRun"]

Table = NDArray[Any]


class CompiledRun(Run):
    """A desk at work, as one compiled loop over records. `deskside.engines.start` makes one."""

    engine = "compiled"

    def __init__(self, demand: Demand, scenario: Scenario) -> None:
        super().__init__(demand, scenario)
        self._loop = compiled_loop()
        self._store = Store()
        self._state = self._store.table("state", r.STATE, 1)
        self._draws = Draws.lent(demand, self.tables, compiled_numbers())
        self._agents = np.empty(0, dtype=r.AGENT)
        self._lay_out_needs()
        self._lay_out_logs()
        self._look_up()
        self._lay_out_queues()
        self._publish_roster(0.0)
        self._state["alive"] = self._state["needs"] = len(demand)

    def __del__(self) -> None:
        if hasattr(self, "_draws"):
            self._draws.give_back()

    # ---- laying out the state -----------------------------------------------------------------------------

    def _lay_out_needs(self) -> None:
        needs = self._store.table("need_table", r.NEED, len(self.demand))
        needs["arrived"] = self.demand.arrived
        needs["first_response"] = needs["ended"] = np.nan
        needs["queue"] = r.NOBODY
        self._needs = needs

    def _lay_out_logs(self) -> None:
        room = 2 * len(self.demand) + 64
        self._make_room("visit_table", r.VISIT, "visits", room)
        self._make_room("contact_table", r.CONTACT, "contacts", room)
        self._make_room("heap", r.NODE, "heap", 1024)

    def _make_room(self, table: str, dtype: np.dtype[Any], count: str, room: int) -> None:
        self._store.grow(table, dtype, int(self._state[f"{count}_used"][0]), room)
        self._state[f"{count}_room"] = room
        self._state[table] = self._store.address(table)

    def _look_up(self) -> None:
        """The policy's tables; what has arrived keeps its channel and priority."""
        t, state, store = self.tables, self._state, self._store
        to_come = slice(int(state["next_arrival"][0]), None)
        self._needs["service"], self._needs["group"], self._needs["due"] = t.service, t.group, t.due
        self._needs["channel"][to_come], self._needs["priority"][to_come] = (
            t.channel[to_come],
            t.priority[to_come],
        )
        store.records("channel_table", r.CHANNEL, refuses=t.refuses, patience=t.patience)
        store.records("group_table", r.GROUP, retry_share=t.retry_share, retry_after=t.retry_after)
        store.records(
            "service_table",
            r.SERVICE,
            first_team=t.first_team,
            reopen_at_most=t.reopen_at_most,
            reopen_share=t.reopen_share,
            reopen_after=t.reopen_after,
        )
        store.records(
            "stage_table",
            r.STAGE,
            queue_class=t.stage_class,
            shape=t.stage_shape,
            onward=t.stage_next,
            share=t.stage_share,
        )
        state["mean_table"] = store.keep("mean_table", t.effort_mean)
        state["next_open"] = store.keep("next_open", t.next_open)
        state["head_start_table"] = store.keep("head_start_table", t.head_start)
        state["whole_minutes"], state["teams"] = t.whole_minutes, len(t.wrap_up)
        state["channels"] = len(t.live)
        self._show_draws()
        for table in ("need_table", "channel_table", "group_table", "service_table", "stage_table"):
            state[table] = store.address(table)

    def _show_draws(self) -> None:
        """Tell the loop where the answers lie now."""
        draws, state, store = self._draws, self._state, self._store
        state["shapes"] = draws.efforts.shape[1]
        state["row_table"] = store.keep("row_table", draws.rows)
        state["effort_table"] = store.keep("effort_table", draws.efforts)
        state["page_table"] = store.keep("page_table", draws.pages)

    def _lay_out_queues(self) -> None:
        """Teams and their queues, empty."""
        t, state = self.tables, self._state
        classes = t.stage_class.reshape(-1, len(t.wrap_up)).max(axis=0) + 1
        teams = self._store.records("team_table", r.TEAM, wrap_up=t.wrap_up)
        teams["discipline"], teams["counts_heads"] = t.discipline, t.counts_heads
        teams["first"] = teams["last"] = r.NOBODY
        teams["classes"] = classes
        teams["first_queue"] = np.cumsum(classes) - classes
        queues = self._store.table("queue_table", r.QUEUE, int(classes.sum()) * LEVELS)
        queues["first"] = queues["last"] = r.NOBODY
        for queue in np.flatnonzero(np.repeat(t.discipline == RANDOM, classes)):
            self._store.table(f"places {queue}", r.PLACE, len(self.demand))
            queues["places"][queue * LEVELS] = self._store.address(f"places {queue}")
        # never fewer than before: somebody may still wait at a level the new policy does not know
        levels = 1 + max(len(s.priorities) for s in t.scenario.services.values())
        state["levels"] = max(levels, int(state["levels"][0]))
        state["team_table"], state["queue_table"] = self._store.address("team_table"), r.address_of(queues)
        self._teams, self._queues = teams, queues

    # ---- a change of policy -------------------------------------------------------------------------------

    def _adopt(self) -> None:
        benches = {name: self._teams[name].copy() for name in ("first", "last", "on_duty")}
        self._draws.adopt(self.tables)
        self._look_up()
        self._lay_out_queues()
        for name, values in benches.items():
            self._teams[name] = values
        self._queue_again()
        self._publish_roster(self.now)

    def _queue_again(self) -> None:
        """Everybody who waits will queue by the new rules, in the order they queued before."""
        waiting = np.flatnonzero(self._needs["queue"] != r.NOBODY)
        waiting = waiting[np.argsort(self._needs["visit"][waiting])]
        self._store.records("rejoin_table", r.PLACE, number=waiting)
        self._state["rejoin_table"] = self._store.address("rejoin_table")
        self._state["rejoins"] = len(waiting)

    def _publish_roster(self, now: float) -> None:
        """Put a roster in force: people, and their shift changes."""
        duty = self.crew.duty(self.tables, now)
        new = len(self.crew.people) - len(self._agents)
        if new:
            self._store.grow("agent_table", r.AGENT, len(self._agents), len(self.crew.people))
            self._agents = self._store.tables["agent_table"]
            self._agents["team"] = [team for team, _, _ in self.crew.people]
            self._agents["pick"][-new:] = 0.5
        present = np.array(duty.present)
        self._agents["rostered"] = 0
        self._agents["rostered"][present] = 1
        self._agents["speed"][present] = [agent.speed for agent in self.tables.agents]
        self._agents["classes"][present] = [sum(1 << c for c in a.classes) for a in self.tables.agents]
        self._state["agents"] = len(self._agents)
        self._state["agent_table"] = self._store.address("agent_table")
        self._lay_out_shifts(duty)

    def _lay_out_shifts(self, duty: Duty) -> None:
        """Changes at once, then a week of changes that repeats."""
        at_once, weekly = len(duty.at_once), len(duty.weekly)
        shifts = self._store.table("shift_table", r.SHIFT_CHANGE, at_once + weekly + 1)  # one to spare
        rows = [(duty.start, number, on) for number, on in duty.at_once]
        rows += [(minute, number, on) for minute, number, on in duty.weekly]
        shifts["time"][:-1], shifts["number"][:-1], shifts["on"][:-1] = np.array(rows).T
        week = duty.start // WEEK * WEEK
        passed = sum(week + minute <= duty.start for minute, _, _ in duty.weekly)
        state = self._state
        state["shift_table"], state["shifts"] = r.address_of(shifts), at_once + weekly
        state["shift_at_once"], state["shift_first"] = at_once, at_once + passed
        state["shift_next"], state["shift_time"], state["shift_week"] = 0, duty.start, week

    # ---- running it ---------------------------------------------------------------------------------------

    def _work(self, until: float, stop_when_done: bool) -> None:
        state = self._state
        state["until"], state["stop_when_done"] = until, stop_when_done
        address = self._store.address("state")
        while (why := self._loop(address)) != DONE:
            if why == FULL:
                self._make_room_for_more()
            if why == ASKS:
                self._draws.add(int(state["asks"][0]))
                self._show_draws()
        self.last, self.alive = float(state["last"][0]), int(state["alive"][0])

    def _make_room_for_more(self) -> None:
        for table, dtype, count in (
            ("visit_table", r.VISIT, "visits"),
            ("contact_table", r.CONTACT, "contacts"),
            ("heap", r.NODE, "heap"),
        ):
            used, room = int(self._state[f"{count}_used"][0]), int(self._state[f"{count}_room"][0])
            if used + room // 4 > room:
                self._make_room(table, dtype, count, 2 * room)

    def _columns(self) -> Columns:
        state, tables = self._state, self._store.tables
        arrived = int(state["next_arrival"][0])
        needs = self._needs[:arrived]
        visits = tables["visit_table"][: int(state["visits_used"][0])]
        contacts = tables["contact_table"][: int(state["contacts_used"][0])]
        names = (
            "channel",
            "priority",
            "first_response",
            "ended",
            "outcome",
            "contacts",
            "transfers",
            "reopened",
        )
        return Columns(
            tickets={name: needs[name] for name in names},
            visits={name: visits[name] for name in r.VISIT.names or ()},
            contacts={name: contacts[name] for name in r.CONTACT.names or ()},
        )
