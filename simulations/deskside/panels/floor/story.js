// A ticket's story in plain words: the same as story.py tells, from the same columns and phrases.

import { NEVER, lastBefore } from "./log.js";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const [CAME, TAKEN, DONE, CLOSED] = [0, 1, 2, 3];
const BEFORE_ALL = -1;

export function clock(ticks, perMinute) {
  const minute = Math.floor(ticks / perMinute);
  const week = Math.floor(minute / 10080);
  const rest = minute % 1440;
  const text = `${DAYS[Math.floor((minute % 10080) / 1440)]} ${String(Math.floor(rest / 60)).padStart(2, "0")}:${String(rest % 60).padStart(2, "0")}`;
  return week === 0 ? text : `${text} of week ${week + 1}`;
}

export function duration(ticks, perMinute, short = "less than a minute") {
  const minutes = Math.floor((ticks + perMinute / 2) / perMinute);
  if (minutes === 0) return short;
  const count = (number, unit) => (number ? `${number} ${unit}${number === 1 ? "" : "s"}` : "");
  const [days, hours, left] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = days ? [count(days, "day"), count(hours, "hour")] : [count(hours, "hour"), count(left, "minute")];
  return parts.filter(Boolean).join(" ");
}

export function capital(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export function find(phrases, section, kind) {
  const texts = phrases[section];
  return texts[kind] ?? texts.other ?? "";
}

export function say(phrases, section, kind, values) {
  const all = { kind: kind.toLowerCase().replaceAll("_", " "), ...values };
  return find(phrases, section, kind).replace(/\{(\w+)\}/g, (_, name) => all[name]);
}

// Everything that happened to a ticket: [tick, row, rank, text], in order.
function moments(log, ticket) {
  const { head } = log;
  const { phrases } = head;
  const per = head.ticks;
  const last = (ticks) => duration(ticks, per, phrases.also.short);
  const rows = log.visitsOf(ticket);
  const contacts = log.contactsOf(ticket);
  const found = [];
  const arrived = log.arrived[ticket];
  const told = [...[...rows].map((row) => log.queued[row]), ...[...contacts].map((row) => log.contactTime[row])];
  const outcome = head.kinds.outcome[log.outcome[ticket]];
  if (outcome === "PREVENTED") found.push([arrived, BEFORE_ALL, CAME, phrases.outcome.PREVENTED]);
  else if (!told.includes(arrived)) found.push([arrived, BEFORE_ALL, CAME, phrases.also.arose]);
  const heard = log.acknowledged[ticket];
  if (heard !== NEVER && ![...rows].some((row) => log.started[row] === heard || log.visitEnded[row] === heard)) found.push([heard, log.visits, CAME, phrases.also.acknowledged]);
  const kept = outcome === "RESOLVED" && log.ended[ticket] <= log.promised[ticket];
  if (log.promised[ticket] !== NEVER && !kept) found.push([log.promised[ticket], log.visits, TAKEN, phrases.also.promised]);
  for (const row of contacts) {
    const kind = head.kinds.contact[log.contactKind[row]];
    const channel = head.channels[log.contactChannel[row]];
    let text = say(phrases, "contact", kind, { channel: channel.name });
    if (head.kinds.visit.includes(kind) && channel.refuses) text += phrases.contact.refused;
    found.push([log.contactTime[row], BEFORE_ALL, TAKEN, text]);
  }
  rows.forEach((row, place) => {
    const kind = head.kinds.visit[log.visitKind[row]];
    const team = head.teams[log.visitTeam[row]];
    const [queued, started, ended] = [log.queued[row], log.started[row], log.visitEnded[row]];
    const subject = find(phrases, "subject", kind);
    const about = subject ? `${subject}: ` : "";
    found.push([queued, row, CAME, say(phrases, "came", kind, { team, channel: head.channels[log.visitChannel[row]].name })]);
    if (log.visitAgent[row] >= 0) {
      const agent = head.people[log.visitAgent[row]][1];
      found.push([started, row, TAKEN,
        about + say(phrases, "taken", started > queued ? "waited" : "at_once", { team, agent, wait: last(started - queued) })]);
      if (ended !== NEVER) found.push([ended, row, DONE, about + say(phrases, "worked", kind, { worked: last(ended - started) })]);
    } else if (ended !== NEVER) {
      found.push([ended, row, DONE, about + say(phrases, "left", ended > queued ? kind : "at_once", { wait: last(ended - queued) })]);
    }
    const between = { REOPENED: phrases.also.closed, RETURNED: phrases.also.held }[kind];
    const before = between && lastBefore(log, rows, place, true);
    if (before) found.push([before[0], before[1], CLOSED, between]);
  });
  const ended = log.ended[ticket] === NEVER ? head.until : log.ended[ticket]; // forgotten ones have no end but the log's
  if (outcome === "OPEN") {
    const text = phrases.also.open.replace("{since}", last(head.until - arrived));
    found.push([head.until, log.visits, CLOSED, text + find(phrases, "waits", head.kinds.waits[log.waitsFor[ticket]])]);
  } else if (outcome !== "PREVENTED") {
    const captive = outcome === "GAVE_UP" && head.sources[log.source[ticket]].captive;
    const text = say(phrases, "outcome", captive ? "GAVE_UP_captive" : outcome, { since: last(ended - arrived) });
    found.push([ended, log.visits, CLOSED, kept ? text + phrases.also.kept : text]);
  }
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
}

export function headline(log, ticket) {
  const { phrases, sources, prioritised } = log.head;
  const source = sources[log.source[ticket]];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  let text = fill(phrases.also.head, { number: ticket, service: source.service, group: source.group });
  if (prioritised) text += fill(phrases.also.priority, { priority: log.priority[ticket] });
  return source.texts.length ? text + fill(phrases.also.text, { text: source.texts[ticket % source.texts.length] }) : text;
}

// The story with the tick of each line; the first line is the headline and has none.
export function timedStory(log, ticket) {
  const lines = [];
  for (const [tick, , , text] of moments(log, ticket)) {
    if (lines.length && lines.at(-1).tick === tick) lines.at(-1).text += `; ${text}`;
    else lines.push({ tick, text: `${clock(tick, log.head.ticks)} ${text}` });
  }
  return lines;
}

export function story(log, ticket) {
  return [headline(log, ticket), ...timedStory(log, ticket).map((line) => line.text)];
}
