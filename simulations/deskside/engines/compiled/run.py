"""A run on the compiled engine: lays out the state, lets the loop work, gives what it asks for."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import WEEK
from deskside.demand import Demand
from deskside.engines.compiled import records as r
from deskside.engines.compiled.ahead import lay_out_answers
from deskside.engines.compiled.heap import NEVER, ROOT
from deskside.engines.compiled.hearing import GENERATIONS
from deskside.engines.compiled.kernel import compiled_loop, compiled_writer
from deskside.engines.compiled.loop import DONE
from deskside.engines.compiled.policies import (
    policy_records,
    shift_changes,
    speeds_and_classes,
    teams_at_first,
)
from deskside.engines.compiled.store import Store
from deskside.engines.order import BROADCAST, END_OF_CHAT, MENDED, READING, order_key
from deskside.engines.run import Columns, Run
from deskside.log import Visits
from deskside.prepare import Duty
from deskside.prepare.policy import LEVELS, MOST_CHATS, RANDOM, SHARED
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
        self._agents = np.empty(0, dtype=r.AGENT)
        self._state["alive"] = self._state["needs"] = len(demand)
        self._plans: list[tuple[float, int]] = []
        self._shuffled: list[int] = []  # queues that keep no order
        self._raised: frozenset[str] = frozenset()  # questions, under any policy so far
        self._lay_out_needs()
        self._lay_out_logs()
        self._look_up()
        self._publish_roster(0.0)
        self._lay_out_queues()
        self._announce(0.0)
        self._lay_out_plans()

    # ---- laying out the state -----------------------------------------------------------------------------

    def _lay_out_needs(self) -> None:
        t, arrived = self.tables, np.ascontiguousarray(self.demand.arrived, dtype=np.float64)
        beside = self._room_beside if t.rich else 0
        self._store.grow("need_table", r.NEED, 0, len(arrived) + beside)
        self._needs.view(np.uint8)[:] = 0
        address = self._store.address("need_table")
        compiled_writer()(address, arrived, t.service, t.group, t.channel, t.priority, t.due)
        self._state["need_table"] = address
        self._lives = self._store.table("life_table", r.LIFE, 0)
        self._incidents = self._store.table("incident_table", r.INCIDENT, len(self.scenario.incidents))
        self._state["incident_table"] = self._store.address("incident_table")

    @property
    def _needs(self) -> Table:
        """The records of the needs; further rows are for what is to be done beside them."""
        return self._store.tables["need_table"][: len(self.demand)]

    def _lay_out_lives(self) -> None:
        """From the first policy on that has rare levers, keep what they need to know of each ticket."""
        if self._state["rich"][0] or not self.tables.rich:
            return
        needs, store, state = len(self.demand), self._store, self._state
        lives = store.table("life_table", r.LIFE, needs)
        for name in ("holder", "chase", "help", "check"):
            lives[name] = r.NOBODY
        lives["promised"], lives["factor"] = np.nan, 1.0
        lives["incident"], lives["latent"] = self.tables.incident, self.tables.latent
        self._lives = lives
        state["rich"], state["life_table"] = 1, store.address("life_table")
        self._make_room_beside(self._room_beside)

    @property
    def _room_beside(self) -> int:
        """How much may be to be done beside the tickets before room must be made."""
        return max(64, len(self.demand) // 2)

    def _make_room_beside(self, room: int) -> None:
        """Room for what is to be done beside the tickets, at the end of the same table."""
        state, store, needs = self._state, self._store, len(self.demand)
        used = int(state["besides_used"][0])
        store.grow("beside_table", r.BESIDE, used, room)
        if len(store.tables["need_table"]) < needs + room:
            store.grow("need_table", r.NEED, needs + used, needs + room)
        state["besides_room"] = room
        for table in ("beside_table", "need_table"):
            state[table] = store.address(table)
        for queue in self._shuffled:
            name = f"places {queue}"
            store.grow(name, r.PLACE, int(self._queues["waiting"][queue]), needs + room)
            self._queues["places"][queue] = store.address(name)

    def _lay_out_logs(self) -> None:
        room = 2 * len(self.demand) + 64
        self._make_room("visit_table", r.VISIT, "visits", room)
        self._make_room("contact_table", r.CONTACT, "contacts", room)
        self._state["heap_used"] = ROOT
        self._make_room("heap", r.NODE, "heap", 1024)
        self._state["besides_room"] = (
            1 << 40
        )  # nothing is ever beside a ticket, as long as no lever asks for it

    def _make_room(self, table: str, dtype: np.dtype[Any], count: str, room: int) -> None:
        used = int(self._state[f"{count}_used"][0])
        self._store.grow(table, dtype, used, room)
        if table == "heap":
            self._store.tables[table][used:] = NEVER
        self._state[f"{count}_room"] = room
        self._state[table] = self._store.address(table)

    def _look_up(self) -> None:
        """The policy's tables, and where its answers are found."""
        t, state, store = self.tables, self._state, self._store
        for table, records in policy_records(t).items():
            state[table] = store.keep(table, records)
        state["open_week"] = t.worked[-1]
        state["asked_table"] = store.keep("asked_table", t.child_asked)
        state["part_effort_table"] = store.keep("part_effort_table", t.child_effort)
        if t.try_share.any():
            state["size_table"] = store.keep("size_table", self.demand.numbers("effort"))
        state["parts"], state["acknowledge"] = t.child_team.shape[1], t.acknowledge
        state["chases"], state["reach"] = t.chases, t.reach
        state["incident_effort"], state["stopped_clocks"] = t.incident_effort, t.stopped_clocks
        state["whole_minutes"], state["teams"] = t.whole_minutes, len(t.wrap_up)
        state["channels"] = len(t.live)
        self._raised |= t.purposes | t.rare_purposes  # what is under way still asks what it asked
        lay_out_answers(self.demand, t, self._raised, state, store)
        self._lay_out_lives()

    def _lay_out_queues(self) -> None:
        """Teams and their queues, empty: each team's lanes, its inbox, its agents' own."""
        t, state = self.tables, self._state
        teams = self._store.copy("team_table", teams_at_first(t))
        lines = teams["classes"] * teams["lanes"]
        first_own = int(teams["inbox"][-1]) + 1
        owns = (t.ownership != SHARED)[self._agents["team"]]
        own = first_own + LEVELS * (np.cumsum(owns) - 1)
        self._agents["own_queue"] = np.where(owns, own, r.NOBODY)
        queues = self._store.table("queue_table", r.QUEUE, first_own + LEVELS * int(owns.sum()))
        queues["first"] = queues["last"] = r.NOBODY
        shuffled = np.flatnonzero(np.repeat(t.discipline == RANDOM, lines)) * LEVELS
        mine = own[owns & (t.discipline == RANDOM)[self._agents["team"]]]
        self._queues, self._teams, self._shuffled = queues, teams, [*shuffled.tolist(), *mine.tolist()]
        for queue in self._shuffled:
            self._store.table(f"places {queue}", r.PLACE, len(self._store.tables["need_table"]))
            queues["places"][queue] = self._store.address(f"places {queue}")
        # never fewer than before: somebody may still wait at a level the new policy does not know
        levels = 1 + max(len(s.priorities) for s in t.scenario.services.values())
        state["levels"] = max(levels, int(state["levels"][0]))
        state["team_table"], state["queue_table"] = self._store.address("team_table"), r.address_of(queues)
        self._plan_readings()

    def _plan_readings(self) -> None:
        """Plan when each team next reads what has come in."""
        roster = int(self._state["roster"][0]) & GENERATIONS
        for team, of_team in enumerate(self.tables.reads_at):
            if of_team:
                week = self.now // WEEK * WEEK
                first = min(week + m if week + m >= self.now else week + m + WEEK for m in of_team)
                self._plans.append((first, order_key(READING, team, roster)))

    def _announce(self, now: float) -> None:
        """Plan when causes are mended, once, and when people are told, by the policy in force."""
        t, state = self.tables, self._state
        state["announced"] += 1
        plan = int(state["announced"][0]) & GENERATIONS
        for number in range(len(t.mended_at)):
            if plan == 1:
                self._plans.append((float(t.mended_at[number]), order_key(MENDED, number)))
            if t.told_at[number] < np.inf and not self._incidents["told"][number]:
                time = max(float(t.told_at[number]), now)
                self._plans.append((time, order_key(BROADCAST, number, plan)))

    def _lay_out_plans(self) -> None:
        """Hand the loop what is planned anew."""
        times, keys = zip(*self._plans, strict=True) if self._plans else ((), ())
        bits, whole = np.array(times, dtype=np.float64).view(np.int64), np.array(keys, dtype=np.int64)
        self._store.records("plan_table", r.NODE, time=bits, key=whole)
        self._state["plan_table"], self._state["plans"] = self._store.address("plan_table"), len(times)
        self._plans = []

    # ---- a change of policy -------------------------------------------------------------------------------

    def _adopt(self) -> None:
        benches = {name: self._teams[name].copy() for name in ("first", "last", "on_duty")}
        self._settle_chats()
        self._sort_again()
        self._look_up()
        self._publish_roster(self.now)
        self._lay_out_queues()
        for name, values in benches.items():
            self._teams[name] = values
        self._queue_again()
        self._plan_chats_anew()
        self._announce(self.now)
        self._lay_out_plans()

    def _sort_again(self) -> None:
        """Needs as the new policy has them; what has arrived keeps its channel and priority."""
        t, needs, state = self.tables, self._needs, self._state
        to_come = slice(int(state["next_arrival"][0]), None)
        needs["channel"][to_come], needs["priority"][to_come] = t.channel[to_come], t.priority[to_come]
        needs["due"] = t.due
        beside = int(state["besides_used"][0])  # goes by its ticket's due time
        if beside:
            tickets = self._store.tables["beside_table"]["ticket"][:beside]
            self._store.tables["need_table"]["due"][len(t.due) : len(t.due) + beside] = t.due[tickets]

    def _settle_chats(self) -> None:
        """Count the conversations so far at the pace that held."""
        paces = self._store.tables["pace_table"].reshape(-1, MOST_CHATS + 1)
        for who in np.flatnonzero(self._agents["chats"] > 0):
            agent = self._agents[who]
            pace = paces[agent["chat_channel"], agent["chats"]]
            agent["chat_clock"] += (self.now - agent["chat_since"]) * pace
            agent["chat_since"] = self.now

    def _plan_chats_anew(self) -> None:
        """Plan the ends of conversations at the pace of the policy in force."""
        for who in np.flatnonzero(self._agents["chats"] > 0).tolist():
            agent = self._agents[who]
            agent["chat_plan"] += 1
            left = float(self._store.tables["chat_table"]["ends"][who * MOST_CHATS] - agent["chat_clock"])
            after = left / float(self.tables.paces[agent["chat_channel"], agent["chats"]])
            if self.tables.whole_minutes:
                after = float(int(after + 0.5))
            time = self.now + (after if left > 0.0 else 0.0)
            self._plans.append((time, order_key(END_OF_CHAT, who, int(agent["chat_plan"]) & GENERATIONS)))

    def _queue_again(self) -> None:
        """Everybody who waits will queue by the new rules, in the order they queued before."""
        records = self._store.tables["need_table"][: len(self.demand) + int(self._state["besides_used"][0])]
        waiting = np.flatnonzero(records["queue"] != r.NOBODY)
        waiting = waiting[np.argsort(records["visit"][waiting])]
        self._store.records("rejoin_table", r.PLACE, number=waiting)
        self._state["rejoin_table"] = self._store.address("rejoin_table")
        self._state["rejoins"] = len(waiting)

    def _publish_roster(self, now: float) -> None:
        """Put a roster in force: people, and their shift changes."""
        duty = self.crew.duty(self.tables, now)
        new = len(self.crew.people) - len(self._agents)
        if new:
            known, people = len(self._agents), len(self.crew.people)
            self._store.grow("agent_table", r.AGENT, known, people)
            self._store.grow("chat_table", r.CHAT, known * MOST_CHATS, people * MOST_CHATS)
            self._agents = self._store.tables["agent_table"]
            self._agents[known:] = np.zeros(1, dtype=r.AGENT)
            self._state["chat_table"] = self._store.address("chat_table")
            self._agents["team"] = [team for team, _, _ in self.crew.people]
            self._agents["pick"][-new:] = 0.5
        present = np.array(duty.present)
        self._agents["rostered"] = 0
        self._agents["rostered"][present] = 1
        self._agents["speed"][present], self._agents["classes"][present] = speeds_and_classes(self.tables)
        self._state["roster"] += 1
        self._state["agents"] = len(self._agents)
        self._state["agent_table"] = self._store.address("agent_table")
        self._lay_out_shifts(duty)

    def _lay_out_shifts(self, duty: Duty) -> None:
        """Changes at once, then a week of changes that repeats."""
        state, at_once = self._state, len(duty.at_once)
        shifts = shift_changes(self.tables, duty)
        week = duty.start // WEEK * WEEK
        passed = int(np.searchsorted(shifts["time"][at_once:-1], duty.start - week, side="right"))
        state["shift_table"], state["shifts"] = self._store.keep("shift_table", shifts), len(shifts) - 1
        state["shift_at_once"], state["shift_first"] = at_once, at_once + passed
        state["shift_next"], state["shift_time"], state["shift_week"] = 0, duty.start, week

    # ---- running it ---------------------------------------------------------------------------------------

    def _work(self, until: float, stop_when_done: bool) -> None:
        state = self._state
        state["until"], state["stop_when_done"] = until, stop_when_done
        address = self._store.address("state")
        while self._loop(address) != DONE:
            self._make_room_for_more()
        self.last, self.alive = float(state["last"][0]), int(state["alive"][0])

    def _make_room_for_more(self) -> None:
        for table, dtype, count in (
            ("visit_table", r.VISIT, "visits"),
            ("contact_table", r.CONTACT, "contacts"),
            ("heap", r.NODE, "heap"),
        ):
            used, room = int(self._state[f"{count}_used"][0]), int(self._state[f"{count}_room"][0])
            wanted = used + int(self._state["plans"][0]) + 2 * len(self._agents) + 32
            if wanted + room // 4 > room:
                self._make_room(table, dtype, count, max(2 * room, 2 * wanted))
        used, room = int(self._state["besides_used"][0]), int(self._state["besides_room"][0])
        if used + room // 4 > room:
            self._make_room_beside(2 * room)

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
            "acknowledged",
        )
        if state["rich"][0]:
            lives = {name: self._lives[name][:arrived] for name in ("promised", "waits_for", "clock_stopped")}
        else:
            nothing = np.zeros(arrived, dtype=np.int8)
            lives = {"promised": np.full(arrived, np.nan), "waits_for": nothing, "clock_stopped": nothing}
        return Columns(
            tickets={name: needs[name] for name in names} | lives,
            visits={field.name: visits[field.name] for field in fields(Visits)},
            contacts={name: contacts[name] for name in r.CONTACT.names or ()},
        )
