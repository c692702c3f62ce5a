// The picture of one floor: doors where requests come in, teams with their queue and their people, and where
// requests go. It takes its truth from a Replay and only adds where things stand and how they glide there.

import { SIZES, TRAYS, gap, layout, peaks, span } from "./layout.js";
import { NEVER } from "./log.js";
import { capital, find } from "./story.js";
import { AGES, Stamps, TINY, ageOf, lookOf, paintTiny, palette } from "./tokens.js";

const FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
const GLIDE = 95; // milliseconds in which a token covers two thirds of its way
const FLIGHT = 520; // milliseconds from the desk to the tray
const MOST_FLIGHTS = 240;

export class Scene {
  constructor(canvas, replay) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.replay = replay;
    this.peak = peaks(replay);
    this.tokens = new Map(); // row of a visit -> where its token is
    this.flights = [];
    this.sizes = replay.head.teams.map(() => 0);
    this.flash = new Map(); // channel -> when somebody came in by it
    this.picked = NEVER;
    this.gone = new Map();
  }

  resize(width) {
    this.plan = layout(this.replay, width, this.peak);
    this.ratio = Math.min(3, globalThis.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(this.plan.height * this.ratio);
    this.canvas.style.height = `${this.plan.height}px`;
    this.recolour();
  }

  recolour() {
    this.colours = palette(this.canvas);
    const { phrases, kinds } = this.replay.head;
    const marks = kinds.visit.map((kind, number) => (number ? find(phrases, "mark", kind) : ""));
    this.stamps = new Stamps(this.colours, this.ratio, marks);
    this.ground = null;
    this.snap();
  }

  // Everything to its place at once: after a jump, or where motion is not wanted.
  snap() {
    this.tokens.clear();
    this.flights = [];
    this.gone.clear();
    this.sizes.fill(0);
  }

  // What a Replay tells on the way (see Replay.go); only forwards there is something to see.
  hear(what, row, forwards, now) {
    const { log } = this.replay;
    if (!forwards) return;
    if (what === 3) this.ask(row, now);
    else if (what === 0) {
      const door = this.plan.doors.find((one) => one.channel === log.visitChannel[row]);
      const from = this.gone.get(log.before[row]) ?? (log.asks[row] ? undefined : this.tokenOf(log.visitTicket[row]));
      if (from) this.tokens.set(row, { x: from.x, y: from.y });
      else if (log.asks[row] && door) {
        this.tokens.set(row, { x: door.x + door.w - 8, y: door.y + door.h / 2 - 6 });
        this.flash.set(door.channel, now);
      }
    } else if (what === 2) {
      const token = this.tokens.get(row);
      if (!token) return;
      this.tokens.delete(row);
      this.gone.set(row, token);
      if (log.next[row] === NEVER) this.leave(row, token, now);
    }
  }

  // A contact that begins no visit goes from its door to the ticket.
  ask(contact, now) {
    const { log, head } = this.replay;
    const door = this.plan.doors.find((one) => one.channel === log.contactChannel[contact]);
    if (!door) return;
    this.flash.set(door.channel, now);
    const from = { x: door.x + door.w - 8, y: door.y + door.h / 2 - 6 };
    const to = this.tokenOf(log.contactTicket[contact]) ?? from;
    const look = lookOf(Math.max(0, head.kinds.visit.indexOf("CHASE")), head.channels[door.channel].live ? 1 : 0, 0);
    this.flights.push({ look, ...from, began: now, tx: to.x, ty: to.y });
  }

  // A token of a ticket that is on the floor.
  tokenOf(ticket) {
    for (const row of this.replay.log.visitsOf(ticket)) if (this.tokens.has(row)) return this.tokens.get(row);
    return undefined;
  }

  leave(row, token, now) {
    const { log, head } = this.replay;
    const ticket = log.visitTicket[row];
    const own = !head.phrases.subject[head.kinds.visit[log.visitKind[row]]];
    const last = log.ended[ticket] === log.visitEnded[row];
    const end = { RESOLVED: "resolved", GAVE_UP: "gaveUp", FORGOTTEN: "forgotten" }[head.kinds.outcome[log.outcome[ticket]]];
    const name = last && own ? end : log.trayOf.get(row);
    const tray = this.plan.trays.find((one) => one.name === name);
    if (this.flights.length >= MOST_FLIGHTS) this.flights.shift();
    this.flights.push({
      look: this.look(row), x: token.x, y: token.y, began: now,
      tx: tray ? tray.x - 10 : token.x, ty: tray ? tray.y + tray.h / 2 - 6 : token.y,
    });
  }

  look(row) {
    const { log, head, per, time } = this.replay;
    const ticket = log.visitTicket[row];
    const round = head.channels[log.visitChannel[row]].live ? 1 : 0;
    return lookOf(log.visitKind[row], round, ageOf((time - log.arrived[ticket]) / per));
  }

  // The size of a team's tokens: as large as fits, and not changing to and fro.
  sizeFor(team, waiting) {
    const { queue } = this.plan.teams[team];
    const room = (size) => Math.floor(queue.w / (size + gap(size))) * Math.floor(queue.h / (size + gap(size)));
    const fits = SIZES.find((size) => room(size) >= waiting) ?? SIZES.at(-1);
    const now = this.sizes[team];
    const keep = now && room(now) >= waiting && (fits <= now || waiting > 0.6 * room(fits));
    if (!keep) this.sizes[team] = fits;
    return this.sizes[team];
  }

  // Draw the floor as it is now. Returns whether something is still on its way.
  draw(now, passed, glide) {
    const { context, ratio, plan } = this;
    this.ground ??= this.paintGround();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.ground, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.share = glide ? 1 - Math.exp(-passed / GLIDE) : 1;
    this.moving = false;
    this.targets = [];
    const found = this.replay.figures();
    plan.teams.forEach((_, team) => this.drawTeam(team, found.teams[team]));
    plan.doors.forEach((door) => this.drawDoor(door, now, glide));
    plan.trays.forEach((tray) => this.drawTray(tray, found));
    this.drawFlights(now, glide);
    this.drawPicked();
    this.gone.clear();
    return this.moving || this.flights.length > 0;
  }

  text(words, x, y, { colour = "ink", size = 13, weight = 400, align = "left", most } = {}) {
    const { context } = this;
    context.font = `${weight} ${size}px ${FONT}`;
    context.textAlign = align;
    context.textBaseline = "alphabetic";
    context.fillStyle = this.colours[colour];
    context.fillText(words, x, y, most);
  }

  // The first of some words for which there is room, or the last.
  textThatFits(choices, x, y, look) {
    this.context.font = `400 13px ${FONT}`;
    const fitting = choices.find((words) => this.context.measureText(words).width <= look.most);
    this.text(fitting ?? choices.at(-1), x, y, look);
  }

  // What never changes: boxes and names.
  paintGround() {
    const ground = document.createElement("canvas");
    ground.width = this.canvas.width;
    ground.height = this.canvas.height;
    const shown = this.context;
    const context = this.context = ground.getContext("2d");
    context.scale(this.ratio, this.ratio);
    context.lineWidth = 1;
    const card = (box, fill) => {
      context.beginPath();
      context.roundRect(box.x + 0.5, box.y + 0.5, box.w - 1, box.h - 1, 6);
      context.fillStyle = this.colours.card;
      if (fill) context.fill();
      context.strokeStyle = this.colours.line;
      context.stroke();
    };
    this.plan.teams.forEach((team, number) => {
      card(team, true);
      this.text(capital(this.replay.head.teams[number]), team.x + 12, team.y + 19, { weight: 650, size: 14, most: team.w - 24 });
    });
    this.plan.doors.forEach((door) => {
      card(door, true);
      this.text(this.replay.head.channels[door.channel].name, door.x + 27, door.y + door.h / 2 - 2, { weight: 600, size: door.w < 100 ? 12 : 13, most: door.w - 34 });
    });
    this.plan.trays.forEach((tray) => {
      card(tray, true);
      this.text(TRAYS[tray.name][0], tray.x + 9, tray.y + tray.h / 2 - 2, { weight: 600, size: tray.w < 100 ? 12 : 13, most: tray.w - 14 });
    });
    this.context = shown;
    return ground;
  }

  drawDoor(door, now, glide) {
    const { context, replay } = this;
    const { live } = replay.head.channels[door.channel];
    const since = now - (this.flash.get(door.channel) ?? -Infinity);
    this.stamps.stamp(context, lookOf(0, live ? 1 : 0, 0), door.x + 9, door.y + door.h / 2 - 12, 12);
    this.text(`${replay.today(replay.log.counts.came[door.channel])} today`, door.x + 27, door.y + door.h / 2 + 14,
      { colour: "faint", most: door.w - 34 });
    if (glide && since < 500) {
      context.globalAlpha = 1 - since / 500;
      context.strokeStyle = this.colours.now;
      context.lineWidth = 2;
      context.beginPath();
      context.roundRect(door.x + 1, door.y + 1, door.w - 2, door.h - 2, 6);
      context.stroke();
      context.globalAlpha = 1;
      this.moving = true;
    }
  }

  drawTray(tray, found) {
    this.text(`${found[tray.name]} ${TRAYS[tray.name][1]}`, tray.x + 9, tray.y + tray.h / 2 + 14, { colour: "faint", most: tray.w - 14 });
  }

  drawTeam(team, found) {
    const box = this.plan.teams[team];
    const { per } = this.replay;
    const on = found.busy + found.free;
    const agents = on ? `${found.busy} of ${on} busy` : "nobody on duty";
    const waits = found.waiting ? `${found.waiting} waiting` : "nobody waiting";
    const words = `${found.waiting ? `${waits}, longest ${span(found.longest, per)}` : waits} · ${agents}`;
    if (box.narrow) this.textThatFits([words, `${waits} · ${agents}`], box.x + 12, box.y + 36, { colour: "faint", most: box.w - 24 });
    else this.text(words, box.x + box.w - 12, box.y + 19, { colour: "faint", align: "right" });
    this.drawQueue(team, box.queue);
    box.desks.forEach((desk) => this.drawAgent(desk, box.cell));
  }

  drawQueue(team, zone) {
    const queue = this.replay.queues[team];
    const size = this.sizeFor(team, queue.length);
    const pitch = size + gap(size);
    const across = Math.floor(zone.w / pitch);
    const room = across * Math.floor(zone.h / pitch);
    const shown = queue.length > room ? room - across : queue.length; // the last line tells how many more
    const tiny = AGES.map(() => []);
    for (let place = 0; place < shown; place++) {
      const x = zone.x + zone.w - ((place % across) + 1) * pitch;
      const y = zone.y + Math.floor(place / across) * pitch;
      if (size > TINY) this.drawToken(queue[place], x, y, size);
      else tiny[this.look(queue[place]) % AGES.length].push(this.move(queue[place], x, y, size));
    }
    tiny.forEach((tokens, age) => paintTiny(this.context, this.colours, age, tokens, size));
    if (shown < queue.length) {
      this.text(`and ${queue.length - shown} more`, zone.x, zone.y + zone.h - 1, { colour: "ink", size: 12 });
    }
  }

  drawToken(row, tx, ty, size) {
    const token = this.move(row, tx, ty, size);
    this.stamps.stamp(this.context, this.look(row), token.x, token.y, size);
  }

  // A token a bit nearer to where it belongs.
  move(row, tx, ty, size) {
    let token = this.tokens.get(row);
    if (!token) this.tokens.set(row, token = { x: tx, y: ty });
    token.x += (tx - token.x) * this.share;
    token.y += (ty - token.y) * this.share;
    if (Math.abs(tx - token.x) + Math.abs(ty - token.y) > 0.4) this.moving = true;
    else { token.x = tx; token.y = ty; } // on whole pixels it is copied quickest
    token.size = size;
    this.targets.push(row);
    return token;
  }

  drawAgent({ agent, x, y }, cell) {
    const hand = this.replay.hands[agent];
    const state = hand.length ? "busy" : this.replay.duty[agent] ? "free" : "off";
    const number = this.replay.head.people[agent][1];
    if (cell >= 28) this.drawPerson(x + cell / 2 - 3, y + cell / 2 + 1, cell, state, number);
    else this.drawDot(x, y, cell, state, number);
    const size = cell >= 28 ? 12 : cell >= 16 ? 6 : 4;
    hand.slice(0, 4).forEach((row, place) => {
      this.drawToken(row, x + cell - size - 2, y + 1 + place * (size + 1), size);
    });
    if (hand.length > 4) this.text(`${hand.length}`, x + cell, y + cell, { size: 10, align: "right" });
  }

  shape(state, fill) {
    const { context, colours } = this;
    context.setLineDash(state === "off" ? [2.5, 2.5] : []);
    context.lineWidth = state === "off" ? 1 : 1.7;
    context.strokeStyle = state === "off" ? colours.faint : state === "busy" ? colours.ink : colours.good;
    context.fillStyle = state === "busy" ? colours.ink : colours.card;
    if (fill) context.fill();
    context.stroke();
    context.setLineDash([]);
  }

  // A head and shoulders with the number on the chest: filled at work, outlined when free, dashed off duty.
  drawPerson(x, y, cell, state, number) {
    const { context } = this;
    const unit = cell / 36;
    context.beginPath();
    context.arc(x, y - 9 * unit, 5.2 * unit, 0, 7);
    this.shape(state, true);
    context.beginPath();
    context.moveTo(x - 11 * unit, y + 14 * unit);
    context.lineTo(x - 11 * unit, y + 6 * unit);
    context.quadraticCurveTo(x - 11 * unit, y - 2 * unit, x - 4 * unit, y - 2 * unit);
    context.lineTo(x + 4 * unit, y - 2 * unit);
    context.quadraticCurveTo(x + 11 * unit, y - 2 * unit, x + 11 * unit, y + 6 * unit);
    context.lineTo(x + 11 * unit, y + 14 * unit);
    context.closePath();
    this.shape(state, true);
    const colour = state === "busy" ? "card" : state === "off" ? "faint" : "ink";
    this.text(`${number}`, x, y + 10.5 * unit, { colour, size: Math.round(12 * unit), weight: 650, align: "center" });
  }

  drawDot(x, y, cell, state, number) {
    const { context } = this;
    const size = cell - 5;
    context.beginPath();
    context.roundRect(x + 1, y + 3, size - 1, size - 1, 3);
    this.shape(state, true);
    if (cell >= 20) {
      const colour = state === "busy" ? "card" : state === "off" ? "faint" : "ink";
      this.text(`${number}`, x + size / 2, y + size / 2 + 6, { colour, size: 9, weight: 600, align: "center" });
    }
  }

  drawFlights(now, glide) {
    const { context } = this;
    this.flights = glide ? this.flights.filter((one) => now - one.began < FLIGHT) : [];
    for (const one of this.flights) {
      const share = (now - one.began) / FLIGHT;
      const eased = 1 - (1 - share) ** 3;
      context.globalAlpha = 1 - share ** 3;
      this.stamps.stamp(context, one.look, one.x + (one.tx - one.x) * eased, one.y + (one.ty - one.y) * eased, 12);
    }
    context.globalAlpha = 1;
  }

  // A ring and the number at every token of the picked ticket.
  drawPicked() {
    if (this.picked === NEVER) return;
    const { context, colours } = this;
    for (const row of this.replay.log.visitsOf(this.picked)) {
      const token = this.tokens.get(row);
      if (!token || token.size === undefined) continue;
      const half = token.size / 2;
      context.lineWidth = 2.5;
      context.strokeStyle = colours.ink;
      context.beginPath();
      context.arc(token.x + half, token.y + half, half + 5, 0, 7);
      context.stroke();
      const words = `${this.picked}`;
      context.font = `650 12px ${FONT}`;
      const wide = context.measureText(words).width + 8;
      const x = Math.max(0, token.x + half - wide / 2);
      const y = token.y + token.size + 7;
      context.fillStyle = colours.ink;
      context.beginPath();
      context.roundRect(x, y, wide, 16, 4);
      context.fill();
      this.text(words, x + 4, y + 12.5, { colour: "card", size: 12, weight: 650 });
    }
  }

  // The ticket whose token is nearest to a point, within reach of a finger.
  ticketAt(x, y) {
    let best = NEVER;
    let least = 14;
    for (const row of this.targets ?? []) {
      const token = this.tokens.get(row);
      const far = Math.hypot(token.x + token.size / 2 - x, token.y + token.size / 2 - y);
      if (far < least) { least = far; best = row; }
    }
    return best === NEVER ? NEVER : this.replay.log.visitTicket[best];
  }
}
