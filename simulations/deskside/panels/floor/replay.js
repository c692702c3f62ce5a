// The floor at a time: who waits where, who works on what. Events are taken forwards and undone backwards, so the
// time can be dragged either way.

import { NEVER, countUntil } from "./log.js";
import { capital, clock, duration, timedStory } from "./story.js";

const [QUEUED, STARTED, ENDED, CONTACT, OUTCOME] = [0, 1, 2, 3, 4];

// All events in order: time, then the visit's row, then what befell it.
function events(log) {
  const times = [];
  const whats = [];
  const rows = [];
  const add = (time, what, row) => { times.push(time); whats.push(what); rows.push(row); };
  for (let row = 0; row < log.visits; row++) {
    add(log.queued[row], QUEUED, row);
    if (log.started[row] !== NEVER) add(log.started[row], STARTED, row);
    if (log.visitEnded[row] !== NEVER) add(log.visitEnded[row], ENDED, row);
  }
  for (let row = 0; row < log.contacts; row++) add(log.contactTime[row], CONTACT, row);
  for (let row = 0; row < log.tickets; row++) if (log.ended[row] !== NEVER) add(log.ended[row], OUTCOME, row);
  const order = Uint32Array.from(times.keys());
  order.sort((a, b) => times[a] - times[b] || (whats[a] > ENDED) - (whats[b] > ENDED) || rows[a] - rows[b] || whats[a] - whats[b]);
  return {
    time: Float64Array.from(order, (one) => times[one]),
    what: Uint8Array.from(order, (one) => whats[one]),
    row: Uint32Array.from(order, (one) => rows[one]),
  };
}

// Spans of a week (minutes) that hold a time.
export function covers(spans, minute) {
  const ofWeek = ((minute % 10080) + 10080) % 10080;
  return spans.some(([from, to]) => from <= ofWeek && ofWeek < to);
}

export class Replay {
  constructor(log) {
    this.log = log;
    this.head = log.head;
    this.per = log.head.ticks;
    this.events = events(log);
    this.moments = Float64Array.from(new Set(this.events.time)); // each time at which something happens, once
    this.done = 0; // so many events have been taken
    this.time = -1;
    this.queues = this.head.teams.map(() => []); // rows of visits that wait, in the order they came
    this.hands = this.head.people.map(() => []); // rows of visits an agent has in hand
    this.duty = this.head.people.map(() => false);
  }

  // Go to a time. What happens on the way is told to `heard(what, row, forwards)`.
  go(time, heard) {
    const { time: times, what, row } = this.events;
    while (this.done < times.length && times[this.done] <= time) {
      this.turn(what[this.done], row[this.done], true);
      heard?.(what[this.done], row[this.done], true);
      this.done++;
    }
    while (this.done > 0 && times[this.done - 1] > time) {
      this.done--;
      this.turn(what[this.done], row[this.done], false);
      heard?.(what[this.done], row[this.done], false);
    }
    this.time = time;
    this.roster(time);
  }

  turn(what, row, forwards) {
    const { log } = this;
    const agent = log.visitAgent[row];
    if (what === QUEUED) this.wait(row, forwards);
    else if (what === STARTED) { this.wait(row, !forwards); this.hold(agent, row, forwards); }
    else if (what === ENDED) {
      if (log.started[row] === NEVER) this.wait(row, !forwards); else this.hold(agent, row, !forwards);
    }
  }

  wait(row, on) {
    const queue = this.queues[this.log.visitTeam[row]];
    const at = place(queue, row);
    if (on) queue.splice(at, 0, row); else queue.splice(at, 1);
  }

  hold(agent, row, on) {
    const hand = this.hands[agent];
    const at = place(hand, row);
    if (on) hand.splice(at, 0, row); else hand.splice(at, 1);
  }

  // Who is on duty. Teams that count heads let go whoever is free first, so there the roster says how many.
  roster(time) {
    const minute = time / this.per;
    const duty = this.head.duty.findLast((one) => one.from <= time) ?? this.head.duty[0];
    this.head.people.forEach((_, agent) => {
      const spans = duty.spans[duty.spans_of[agent]] ?? []; // nobody's where somebody is not on the roster
      this.duty[agent] = covers(spans, minute);
    });
    duty.counts_heads.forEach((counts, team) => {
      if (!counts) return;
      const crew = this.crew(team);
      const heads = crew.filter((agent) => this.duty[agent]).length;
      const first = crew.filter((agent) => this.hands[agent].length);
      const rest = crew.filter((agent) => !this.hands[agent].length);
      [...first, ...rest].forEach((agent, number) => { this.duty[agent] = number < heads; });
    });
  }

  crew(team) {
    this.crews ??= this.head.teams.map((_, number) => this.head.people.flatMap(([of], agent) => (of === number ? [agent] : [])));
    return this.crews[team];
  }

  // The next or the previous time at which something happens; the same time where there is none.
  neighbour(time, forwards) {
    const after = countUntil(this.moments, time);
    if (forwards) return this.moments[after] ?? time;
    const at = after > 0 && this.moments[after - 1] === time ? after - 2 : after - 1;
    return this.moments[at] ?? time;
  }

  // Tickets of everything that happens at exactly this time.
  ticketsAt(time) {
    const from = countUntil(this.events.time, time - 0.5);
    const found = new Set();
    for (let at = from; at < this.events.time.length && this.events.time[at] === time; at++) found.add(this.ticketOf(at));
    return [...found];
  }

  ticketOf(event) {
    const row = this.events.row[event];
    const what = this.events.what[event];
    if (what === CONTACT) return this.log.contactTicket[row];
    return what === OUTCOME ? row : this.log.visitTicket[row];
  }

  // What happens at a time, in words: "Ticket 12 taken at once by agent 3 of desk".
  happening(time) {
    const tickets = this.ticketsAt(time);
    const told = tickets.slice(0, 3).map((ticket) => {
      const line = timedStory(this.log, ticket).find((one) => one.tick === time);
      return line ? `Ticket ${ticket} ${line.text.slice(clock(time, this.per).length + 1)}` : `Ticket ${ticket}`;
    });
    if (tickets.length > 3) told.push(`And ${tickets.length - 3} more`);
    return told.join(". ");
  }

  // Where and since when: the row of the visit in which a ticket now waits or is worked on, or NEVER.
  whereabouts(ticket) {
    for (const row of [...this.log.visitsOf(ticket)].reverse()) {
      if (this.log.queued[row] > this.time) continue;
      if (this.log.visitEnded[row] === NEVER || this.log.visitEnded[row] > this.time) return row;
    }
    return NEVER;
  }

  // How many of some sorted moments came since midnight.
  today(moments) {
    const midnight = Math.floor(this.time / (1440 * this.per)) * 1440 * this.per;
    return countUntil(moments, this.time) - countUntil(moments, midnight - 1);
  }

  // How many are now between the two ends of a gap.
  between({ from, to }) {
    return countUntil(from, this.time) - countUntil(to, this.time);
  }

  // The floor in numbers: one entry a team, and the counts of the day.
  figures() {
    const { log, per } = this;
    const teams = this.head.teams.map((name, team) => {
      const queue = this.queues[team];
      const crew = this.crew(team);
      const busy = crew.filter((agent) => this.hands[agent].length).length;
      const free = crew.filter((agent) => !this.hands[agent].length && this.duty[agent]).length;
      // rows are in the order of queueing: the first waits longest
      const longest = queue.length ? this.time - log.queued[queue[0]] : 0;
      return { name, waiting: queue.length, longest, busy, free, off: crew.length - busy - free, crew: crew.length };
    });
    const { counts } = log;
    return {
      teams,
      waiting: teams.reduce((sum, one) => sum + one.waiting, 0),
      came: counts.came.reduce((sum, one) => sum + this.today(one), 0),
      resolved: this.today(counts.resolved), gaveUp: this.today(counts.gaveUp), back: this.today(counts.back),
      forgotten: this.today(counts.forgotten),
      selfServed: this.today(counts.selfServed), away: this.between(counts.away), hold: this.between(counts.hold),
      per,
    };
  }

  // One sentence or two about the floor now.
  summary() {
    const found = this.figures();
    const teams = found.teams.map((team) => {
      const wait = team.waiting === 0 ? "nobody waits" : `${team.waiting} ${team.waiting === 1 ? "waits" : "wait"}, the longest for ${duration(team.longest, found.per)}`;
      const on = team.busy + team.free;
      return `${capital(team.name)}: ${wait}; ${on ? `${team.busy} of ${on} at work` : "nobody on duty"}`;
    });
    const day = `Today ${found.came} came in, ${found.resolved} resolved, ${found.gaveUp} gave up.`;
    return `${teams.join(". ")}. ${day}`;
  }
}

// Where a row is, or belongs, among rows in their order.
function place(rows, row) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] < row) low = middle + 1; else high = middle;
  }
  return low;
}
