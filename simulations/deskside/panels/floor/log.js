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
  const [outcome, priority, channel, source] = apart(read.row(tickets), bases.outcome, bases.priority, bases.channel);
  const arrived = read.steps(tickets);
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
    head, tickets, visits, contacts, outcome, priority, channel, source, arrived,
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
  const kindNames = head.kinds.visit;
  const next = new Int32Array(log.visits).fill(NEVER); // the visit that follows one at the same moment
  const before = new Int32Array(log.visits).fill(NEVER);
  const away = { from: [], to: [] }; // gave up, and will try again
  const closed = []; // [time, visit]: closed, and came back later
  for (let ticket = 0; ticket < log.tickets; ticket++) {
    const rows = visitsOf(ticket);
    for (let place = 1; place < rows.length; place++) {
      const row = rows[place];
      const kind = kindNames[log.visitKind[row]];
      for (let other = place - 1; other >= 0; other--) {
        if (log.visitEnded[rows[other]] === log.queued[row] && next[rows[other]] === NEVER) {
          next[rows[other]] = row;
          before[row] = rows[other];
          break;
        }
      }
      if (kind === "RETRY") {
        const earlier = rows[place - 1];
        if (log.visitEnded[earlier] !== NEVER && log.visitEnded[earlier] < log.queued[row]) {
          away.from.push(log.visitEnded[earlier]);
          away.to.push(log.queued[row]);
        }
      }
      if (kind === "REOPENED") {
        const found = closing(log, head, rows, place);
        if (found) closed.push(found);
      }
    }
  }
  const fromOutside = new Set([...head.kinds.contact, "CHASE"]);
  return {
    ...log, visitsOf, contactsOf, next, before, closings: new Set(closed.map(([, row]) => row)),
    asks: Uint8Array.from(log.visitKind, (kind) => fromOutside.has(kindNames[kind])),
    counts: counts(log, away, closed),
  };
}

// When and with which visit a ticket was closed before it came back with the visit at `place` of its rows.
export function closing(log, head, rows, place) {
  let found = null;
  for (let other = 0; other < place; other++) {
    const row = rows[other];
    const own = !(head.phrases.subject[head.kinds.visit[log.visitKind[row]]]);
    const served = log.visitAgent[row] >= 0 && log.visitEnded[row] !== NEVER;
    if (own && served && log.visitEnded[row] <= log.queued[rows[place]]) {
      if (!found || log.visitEnded[row] >= found[0]) found = [log.visitEnded[row], row];
    }
  }
  return found;
}

// Sorted moments of what is counted: for each channel who came in by it; closings, givings up, comings back.
function counts(log, away, closed) {
  const { head } = log;
  const came = head.channels.map(() => []);
  const back = [];
  const asking = new Set(["FIRST", "RETRY", "REOPENED"]);
  for (let row = 0; row < log.visits; row++) {
    const kind = head.kinds.visit[log.visitKind[row]];
    if (asking.has(kind)) came[log.visitChannel[row]].push(log.queued[row]);
    if (kind === "REOPENED") back.push(log.queued[row]);
  }
  for (let row = 0; row < log.contacts; row++) came[log.contactChannel[row]].push(log.contactTime[row]);
  const ended = (name) => {
    const code = head.kinds.outcome.indexOf(name);
    const found = [];
    for (let row = 0; row < log.tickets; row++) if (log.outcome[row] === code && log.ended[row] !== NEVER) found.push(log.ended[row]);
    return found;
  };
  return {
    came: came.map(sorted),
    resolved: sorted([...ended("RESOLVED"), ...ended("SELF_SERVED"), ...closed.map(([time]) => time)]),
    gaveUp: sorted(ended("GAVE_UP")),
    forgotten: sorted(ended("FORGOTTEN")),
    back: sorted(back),
    awayFrom: sorted(away.from), awayTo: sorted(away.to),
  };
}
