// Where things stand on a floor: doors on the left, teams in the middle, trays on the right.

import { NEVER } from "./log.js";

export const SIZES = [14, 12, 10, 8, 6, 5, 4, 3];

export function gap(size) {
  return size >= 8 ? 4 : size >= 5 ? 2 : 1;
}

// A short span of time for labels: "2 h 10 min".
export function span(ticks, per) {
  const minutes = Math.round(ticks / per);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${hours / 24} d`;
}

// The largest queue each team ever has: its box is made for it.
export function peaks(replay) {
  const most = replay.head.teams.map(() => 0);
  const now = most.slice();
  const { log } = replay;
  const { what, row } = replay.events;
  for (let at = 0; at < what.length; at++) {
    if (what[at] > 2) continue;
    const team = log.visitTeam[row[at]];
    if (what[at] === 0) most[team] = Math.max(most[team], ++now[team]);
    else if (what[at] === 1 || log.started[row[at]] === NEVER) now[team]--;
  }
  return most;
}

function cellOf(people) {
  return people <= 14 ? 36 : people <= 40 ? 30 : people <= 100 ? 22 : people <= 240 ? 16 : 11;
}

// Room for the longest queue: lines of large tokens while that is not too high, then smaller ones.
function heightFor(peak, width) {
  const lines = Math.ceil(peak / Math.max(1, Math.floor(width / 18)));
  return Math.max(38, Math.min(lines * 18, 110), Math.min(200, (peak * 25) / Math.max(1, width)));
}

function layoutTeam(replay, team, peak, box) {
  const crew = replay.crew(team);
  const stacked = box.w < 340; // people below their queue, not beside it
  const narrow = box.w < 450; // figures below the name
  const cell = cellOf(crew.length);
  const inner = box.w - 24;
  const deskWidth = stacked ? inner : Math.max(cell, Math.floor((inner * (crew.length > 6 ? 0.5 : 0.42)) / cell) * cell);
  const across = Math.max(1, Math.min(crew.length, Math.floor(deskWidth / cell)));
  const down = Math.ceil(crew.length / across);
  const top = box.y + (narrow ? 46 : 32);
  const deskHeight = down * cell;
  const queueWidth = stacked ? inner : inner - across * cell - 16;
  const queueHeight = heightFor(peak, queueWidth);
  const body = stacked ? queueHeight + 6 + deskHeight : Math.max(queueHeight, deskHeight);
  const desksX = stacked ? box.x + 12 : box.x + box.w - 12 - across * cell;
  const desksY = stacked ? top + queueHeight + 6 : top;
  return {
    ...box, narrow, cell, h: top - box.y + body + 8,
    queue: { x: box.x + 12, y: top, w: Math.floor(queueWidth), h: stacked ? queueHeight : body },
    desks: crew.map((agent, number) => ({
      agent, x: desksX + (number % across) * cell, y: desksY + Math.floor(number / across) * cell,
    })),
  };
}

export function layout(replay, width, peak) {
  const side = width >= 560 ? 108 : 84;
  const box = { x: side + 14, w: width - 2 * (side + 14) };
  let y = 2;
  const teams = replay.head.teams.map((_, team) => {
    const found = layoutTeam(replay, team, peak[team], { ...box, y });
    y += found.h + 8;
    return found;
  });
  const { head, log } = replay;
  const used = head.channels.flatMap((_, channel) => (log.counts.came[channel].length ? [channel] : []));
  const trays = Object.keys(TRAYS).filter((name) => name === "resolved" || (log.counts[name].from ?? log.counts[name]).length);
  const least = Math.max(used.length, trays.length) * 46;
  const height = Math.max(y - 6, least);
  const spread = (count, each) => 2 + (each * (height - 2)) / count;
  const cardHeight = (count) => Math.min(44, (height - 2) / count - 4);
  return {
    width, height, teams,
    doors: used.map((channel, each) => ({ channel, x: 0, y: spread(used.length, each), w: side, h: cardHeight(used.length) })),
    trays: trays.map((name, each) => ({ name, x: width - side, y: spread(trays.length, each), w: side, h: cardHeight(trays.length) })),
  };
}

export const TRAYS = {
  resolved: ["✓ resolved", "today"], selfServed: ["✓ self-served", "today"], hold: ["‖ on hold", "now"],
  gaveUp: ["✕ gave up", "today"], away: ["… to retry", "now"], back: ["↺ came back", "today"],
  forgotten: ["? forgotten", "today"],
};
