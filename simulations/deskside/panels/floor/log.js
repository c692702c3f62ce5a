// A log as the kernel packed it (packed.py has the layout), and what a floor looks up in it. Times are ticks.

export const NEVER = -1;

function reader(view) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  let at = 0;
  const row = (size) => {
    const numbers = new Float64Array(size);
    for (let place = 0; place < size; place++) {
      let value = 0;
      let scale = 1;
      let byte = bytes[at++];
      while (byte > 127) { // times can pass what bit operations hold
        value += (byte - 128) * scale;
        scale *= 128;
        byte = bytes[at++];
      }
      numbers[place] = value + byte * scale;
    }
    return numbers;
  };
  const steps = (size) => {
    const numbers = row(size);
    let sum = 0;
    for (let place = 0; place < size; place++) numbers[place] = sum += unfolded(numbers[place]);
    return numbers;
  };
  return { row, steps, left: () => bytes.length - at };
}

function unfolded(number) {
  return number % 2 ? -(number + 1) / 2 : number / 2;
}

// The mixed code of a row taken apart: the parts come out in reverse order of mixing, then what is left.
function apart(codes, ...bases) {
  const parts = bases.map(() => new Uint16Array(codes.length));
  const rest = new Uint16Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    let code = codes[row];
    bases.forEach((base, part) => { parts[part][row] = code % base; code = Math.floor(code / base); });
    rest[row] = code;
  }
  return [...parts, rest];
}

export function unpack(head, view) {
  const [tickets, visits, contacts] = head.sizes;
  const { bases } = head;
  const read = reader(view);
  const [outcome, waitsFor, priority, channel, source] = apart(read.row(tickets), bases.outcome, bases.waits, bases.priority, bases.channel);
  const arrived = read.steps(tickets);
  const after = () => read.row(tickets).map((one, row) => (one ? arrived[row] + unfolded(one - 1) : NEVER));
  const acknowledged = after();
  const promised = after();
  const late = read.row(tickets);
  const visitTicket = Uint32Array.from(read.steps(visits));
  const [visitKind, visitTeam, visitChannel] = apart(read.row(visits), bases.kind, bases.team);
  const visitAgent = Int32Array.from(read.row(visits), (one) => one - 1);
  const queued = read.steps(visits);
  const started = read.row(visits);
  const ended = read.row(visits);
  const last = Float64Array.from(arrived);
  for (let row = 0; row < visits; row++) {
    visitChannel[row] = (visitChannel[row] + channel[visitTicket[row]]) % bases.channel;
    started[row] = started[row] ? queued[row] + started[row] - 1 : NEVER;
    ended[row] = ended[row] ? (started[row] === NEVER ? queued[row] : started[row]) + ended[row] - 1 : NEVER;
    last[visitTicket[row]] = Math.max(last[visitTicket[row]], ended[row]);
  }
  const contactTicket = Uint32Array.from(read.steps(contacts));
  const [contactKind, contactChannel] = apart(read.row(contacts), bases.contact);
  const contactTime = read.steps(contacts);
  return {
    head, tickets, visits, contacts, outcome, waitsFor, priority, channel, source, arrived, acknowledged, promised,
    ended: late.map((one, row) => (one ? last[row] + unfolded(one - 1) : NEVER)),
    visitTicket, visitKind, visitTeam, visitChannel, visitAgent, queued, started, visitEnded: ended,
    contactTicket, contactKind, contactChannel, contactTime, spare: read.left(),
  };
}

// Rows by ticket: rows of ticket t are order[from[t]] to order[from[t + 1] - 1], in their own order.
function byTicket(ticketOf, tickets) {
  const from = new Uint32Array(tickets + 1);
  for (const ticket of ticketOf) from[ticket + 1]++;
  for (let ticket = 0; ticket < tickets; ticket++) from[ticket + 1] += from[ticket];
  const next = from.slice();
  const order = new Uint32Array(ticketOf.length);
  ticketOf.forEach((ticket, row) => { order[next[ticket]++] = row; });
  return (ticket) => order.subarray(from[ticket], from[ticket + 1]);
}

function sorted(numbers) {
  return Float64Array.from(numbers).sort();
}

// How many of the sorted moments have come by a time.
export function countUntil(moments, time) {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle] <= time) low = middle + 1; else high = middle;
  }
  return low;
}

// The log with what a floor asks of it again and again.
export function indexed(log) {
  const { head } = log;
  const visitsOf = byTicket(log.visitTicket, log.tickets);
  const contactsOf = byTicket(log.contactTicket, log.tickets);
  const next = new Int32Array(log.visits).fill(NEVER); // the visit that follows one at the same moment
  const before = new Int32Array(log.visits).fill(NEVER);
  const gaps = { RETRY: betweenVisits(), CALL_BACK: betweenVisits(), RETURNED: betweenVisits(), REOPENED: betweenVisits() };
  for (let ticket = 0; ticket < log.tickets; ticket++) {
    const rows = visitsOf(ticket);
    for (let place = 1; place < rows.length; place++) {
      const row = rows[place];
      for (let other = place - 1; other >= 0; other--) {
        if (log.visitEnded[rows[other]] === log.queued[row] && next[rows[other]] === NEVER) {
          next[rows[other]] = row;
          before[row] = rows[other];
          break;
        }
      }
      const kind = head.kinds.visit[log.visitKind[row]];
      if (gaps[kind]) bridge(gaps[kind], lastBefore(log, rows, place, kind === "REOPENED"), log.queued[row]);
    }
    const waits = head.kinds.waits[log.waitsFor[ticket]];
    if (["REQUESTER", "SUPPLIER", "OTHER_TEAMS"].includes(waits)) bridge(gaps.RETURNED, lastBefore(log, rows, rows.length, true), Infinity);
  }
  const fromOutside = new Set([...head.kinds.contact, "CHASE"]);
  return {
    ...log, visitsOf, contactsOf, next, before,
    trayOf: new Map([
      ...gaps.REOPENED.rows.map((row) => [row, "resolved"]), ...gaps.RETURNED.rows.map((row) => [row, "hold"]),
      ...[...gaps.RETRY.rows, ...gaps.CALL_BACK.rows].map((row) => [row, "away"]),
    ]),
    asks: Uint8Array.from(log.visitKind, (kind) => fromOutside.has(head.kinds.visit[kind])),
    counts: counts(log, gaps),
  };
}

// Times in which tickets are at no team: from the end of one visit to the next.
function betweenVisits() {
  return { rows: [], from: [], to: [] };
}

function bridge(gap, last, until) {
  if (!last || last[0] >= until) return;
  gap.from.push(last[0]);
  if (until < Infinity) gap.to.push(until);
  gap.rows.push(last[1]);
}

// When and with which visit of its own a ticket was last at a team before the one at `place` of its rows.
export function lastBefore(log, rows, place, served) {
  const { kinds, phrases } = log.head;
  const until = place < rows.length ? log.queued[rows[place]] : Infinity;
  let found = null;
  for (let other = 0; other < place; other++) {
    const row = rows[other];
    const own = !phrases.subject[kinds.visit[log.visitKind[row]]];
    if (!own || (served && log.visitAgent[row] < 0) || log.visitEnded[row] === NEVER || log.visitEnded[row] > until) continue;
    if (!found || log.visitEnded[row] >= found[0]) found = [log.visitEnded[row], row];
  }
  return found;
}

// Sorted moments of what is counted: for each channel who came in by it; closings, givings up, comings back.
function counts(log, gaps) {
  const { kinds, channels } = log.head;
  const came = channels.map(() => []);
  const back = [];
  const asking = new Set(kinds.contact);
  for (let row = 0; row < log.visits; row++) {
    const kind = kinds.visit[log.visitKind[row]];
    if (asking.has(kind)) came[log.visitChannel[row]].push(log.queued[row]);
    if (kind === "REOPENED") back.push(log.queued[row]);
  }
  for (let row = 0; row < log.contacts; row++) came[log.contactChannel[row]].push(log.contactTime[row]);
  const ended = (name) => {
    const code = kinds.outcome.indexOf(name);
    return [...log.ended].filter((time, row) => log.outcome[row] === code && time !== NEVER);
  };
  return {
    came: came.map(sorted),
    resolved: sorted([...ended("RESOLVED"), ...gaps.REOPENED.from]),
    selfServed: sorted(ended("SELF_SERVED")),
    gaveUp: sorted(ended("GAVE_UP")),
    forgotten: sorted(ended("FORGOTTEN")),
    back: sorted(back),
    away: { from: sorted([...gaps.RETRY.from, ...gaps.CALL_BACK.from]), to: sorted([...gaps.RETRY.to, ...gaps.CALL_BACK.to]) },
    hold: { from: sorted(gaps.RETURNED.from), to: sorted(gaps.RETURNED.to) },
  };
}
