// The player: one clock, one or two floors, native controls, and words for those who do not see the picture.
// The kernel sends everything once; nothing is sent back.

import { ownKeys } from "../keys.js";
import { span } from "./layout.js";
import { NEVER, indexed, unpack } from "./log.js";
import { build, dress, fill, make, paintKey } from "./page.js";
import { Replay, covers } from "./replay.js";
import { capital, clock, headline, timedStory } from "./story.js";
import { palette } from "./tokens.js";

const HURRY = 20; // so many times as fast while nobody is on duty
const SAY_EVERY = 12000; // milliseconds between two readings aloud while it plays
const STEP_EVERY = 900; // milliseconds between two steps where motion is not wanted
const FRAME = 1000 / 60;

let count = 0;

export class Player {
  constructor(spec, logs) {
    this.spec = spec;
    this.own = `ds-floor-${Date.now().toString(36)}-${count++}`;
    this.replays = spec.floors.map((head, number) => new Replay(indexed(unpack({ ...head, phrases: spec.phrases }, logs[number]))));
    this.per = spec.floors[0].ticks;
    this.from = 0;
    this.until = Math.max(...spec.floors.map((head) => head.until));
    this.time = spec.start;
    this.playing = false;
    this.picked = NEVER;
    this.still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)") ?? { matches: false };
    build(this);
    this.wire();
  }

  // --- what a person does -------------------------------------------------------------------------------------

  wire() {
    ownKeys(this.root);
    this.slider.addEventListener("input", () => this.jump(Number(this.slider.value) * this.per, true));
    this.number.addEventListener("input", () => this.number.value !== "" && this.pick(Number(this.number.value)));
    this.canvases.forEach((canvas, number) => {
      const at = (event) => this.scenes[number].ticketAt(event.offsetX, event.offsetY);
      canvas.addEventListener("click", (event) => { const ticket = at(event); if (ticket !== NEVER) this.pick(ticket); });
      canvas.addEventListener("pointermove", (event) => { canvas.style.cursor = at(event) === NEVER ? "" : "pointer"; });
    });
    this.stripCanvas.addEventListener("click", (event) => {
      const share = (event.offsetX - 8) / (this.strip.width - 16);
      this.jump(this.from + Math.min(1, Math.max(0, share)) * (this.until - this.from));
    });
  }

  toggle() {
    if (this.playing) this.pause();
    else {
      if (this.time >= this.until) this.go(this.spec.start);
      this.playing = true;
      this.lastStep = this.lastSaid = performance.now();
      this.say(`Playing from ${clock(this.time, this.per)}.`);
      this.button();
      this.wake();
    }
  }

  pause() {
    this.playing = false;
    this.button();
    this.settle();
  }

  button() {
    this.play.textContent = this.playing ? "❚❚ Pause" : "▶ Play";
  }

  // To a time at once; `dragging` waits a moment with the words.
  jump(time, dragging = false) {
    if (this.playing) this.pause();
    this.event.textContent = "";
    this.go(time);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.settle(), dragging ? 400 : 0);
    this.wake();
  }

  // To the next moment at which something happens on one of the floors, or the one before.
  step(forwards) {
    this.playing = false;
    this.button();
    const found = this.replays.map((one) => one.neighbour(this.time, forwards)).filter((time) => time !== this.time);
    if (!found.length) { this.say(forwards ? "Nothing happens after this." : "Nothing happens before this."); return; }
    const time = forwards ? Math.min(...found) : Math.max(...found);
    this.go(time, forwards && !this.still.matches);
    const told = this.replays.map((one, number) => {
      const words = one.happening(time);
      return words && (this.spec.names[number] ? `${capital(this.spec.names[number])}: ${words}` : words);
    }).filter(Boolean);
    this.event.textContent = `${clock(time, this.per)}. ${told.join(". ")}.`;
    this.say(this.event.textContent);
    const [ticket] = this.replays.flatMap((one) => one.ticketsAt(time));
    if (ticket !== undefined) this.pick(ticket);
    this.words();
    this.wake();
  }

  pickLongest() {
    let found = NEVER;
    let least = Infinity;
    for (const one of this.replays) {
      for (const queue of one.queues) {
        if (queue.length && one.log.queued[queue[0]] < least) {
          least = one.log.queued[queue[0]];
          found = one.log.visitTicket[queue[0]];
        }
      }
    }
    if (found === NEVER) this.say("Nobody waits now.");
    else this.pick(found);
  }

  pick(ticket) {
    const known = this.replays.map((one) => ticket >= 0 && ticket < one.log.tickets && Number.isInteger(ticket));
    this.picked = known.includes(true) ? ticket : NEVER;
    this.scenes.forEach((scene, number) => { scene.picked = known[number] ? ticket : NEVER; });
    if (Number(this.number.value) !== ticket || this.number.value === "") this.number.value = ticket;
    this.tell();
    this.wake();
  }

  // The story of the picked ticket; what is still to come is paler.
  tell() {
    if (this.picked === NEVER) {
      this.told.replaceChildren(make("p", { class: "ds-note" }, `There is no such ticket; numbers go from 0 to ${this.number.max}.`));
      return;
    }
    const parts = [];
    const lists = make("div", { class: "ds-floor-lists" });
    this.lines = [];
    this.replays.forEach((one, number) => {
      if (this.picked >= one.log.tickets) return;
      if (number === 0) parts.push(make("p", { class: "ds-floor-headline" }, headline(one.log, this.picked)));
      const name = this.spec.names[number];
      const list = make("ol", {}, ...timedStory(one.log, this.picked).map(({ tick, text }) => {
        const when = clock(tick, one.per);
        const line = make("li", {}, make("b", {}, when), text.slice(when.length));
        this.lines.push([tick, line]);
        return line;
      }));
      lists.append(make("div", {}, name ? make("p", { class: "ds-floor-whose" }, capital(name)) : null, list));
    });
    this.told.replaceChildren(...parts, lists);
    this.mark();
  }

  mark() {
    for (const [tick, line] of this.lines ?? []) line.classList.toggle("ds-floor-later", tick > this.time);
  }

  // --- the clock ----------------------------------------------------------------------------------------------

  go(time, glide = false) {
    this.time = Math.min(this.until, Math.max(this.from, time));
    const now = performance.now();
    this.replays.forEach((one, number) => {
      one.go(this.time, glide ? (what, row, forwards) => this.scenes[number].hear(what, row, forwards, now) : undefined);
      if (!glide) this.scenes[number].snap();
    });
    this.glide = glide;
  }

  // Where the clock is after so many seconds of playing. While nobody is on duty it hurries, from event to event.
  after(seconds) {
    const step = Number(this.speed.value) * this.per * seconds;
    const quiet = this.hurry.checked && this.replays.every((one) => !one.duty.includes(true) && one.hands.every((hand) => !hand.length));
    if (!quiet) return this.time + step;
    const coming = this.replays.map((one) => one.neighbour(this.time, true)).filter((time) => time > this.time);
    return Math.max(this.time + step, Math.min(this.time + HURRY * step, ...coming));
  }

  wake() {
    if (!this.frame && !this.closed && this.strip.width) this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    this.frame = 0;
    const passed = Math.min(100, this.last ? now - this.last : FRAME);
    this.last = now;
    if (this.playing && this.still.matches) {
      if (now - this.lastStep >= STEP_EVERY) { this.lastStep = now; this.go(this.after(1)); }
    } else if (this.playing) this.go(this.after(passed / 1000), true);
    const moving = this.draw(now, passed);
    if (this.playing && this.time >= this.until) this.pause();
    if (this.playing && now - this.lastSaid > SAY_EVERY) { this.lastSaid = now; this.say(this.sentence()); }
    if (this.playing || moving) this.wake(); else this.last = 0;
  }

  draw(now = performance.now(), passed = FRAME) {
    const moving = this.scenes.map((scene) => scene.draw(now, passed, this.glide && !this.still.matches)).includes(true);
    this.strip.draw(this.time);
    const minute = Math.floor(this.time / this.per);
    if (minute !== this.minute) {
      this.minute = minute;
      this.slider.value = minute;
      const when = clock(this.time, this.per);
      this.slider.setAttribute("aria-valuetext", when);
      const open = covers(this.spec.floors[0].open, minute);
      this.clock.replaceChildren(make("span", { class: "ds-floor-hour" }, when.slice(0, 9)),
        make("span", {}, `week ${Math.floor(minute / 10080) + 1}, ${open ? "business hours" : "closed"}`));
    }
    if (!this.worded || now - this.worded > 450) { this.worded = now; this.words(); }
    return moving;
  }

  // --- words ----------------------------------------------------------------------------------------------------

  sentence() {
    return `${clock(this.time, this.per)}. ${this.said().join(" ")}`;
  }

  said() {
    return this.replays.map((one, number) => (this.spec.names[number] ? `${capital(this.spec.names[number])}. ` : "") + one.summary());
  }

  words() {
    this.now.replaceChildren(...this.replays.map((one, number) => {
      const name = this.spec.names[number];
      return make("p", {}, name ? make("b", {}, `${capital(name)}. `) : null, one.summary());
    }));
    this.mark();
    if (this.details.open) this.numbers();
  }

  numbers() {
    const teams = [];
    const days = [];
    this.replays.forEach((one, number) => {
      const found = one.figures();
      const name = capital(this.spec.names[number]);
      for (const team of found.teams) {
        const label = name ? `${name}: ${team.name}` : capital(team.name);
        teams.push([label, team.waiting, team.waiting ? span(team.longest, one.per) : "-", team.busy, team.free, team.off]);
      }
      days.push([name || "All teams", found.came, found.resolved, found.gaveUp, found.away, found.hold, found.back]);
    });
    fill(this.tables[0], ["Team", "Waiting", "Longest wait", "At work", "Free", "Off duty"], teams);
    fill(this.tables[1], ["Since midnight", "Contacts", "Resolved", "Gave up", "Will try again", "On hold", "Came back"], days);
  }

  // Read aloud, once.
  say(text) {
    this.live.textContent = text;
  }

  settle() {
    this.words();
    this.say(this.sentence());
  }

  // --- on and off the page ----------------------------------------------------------------------------------------

  show(el) {
    dress(el);
    el.classList.add("ds-floor-page");
    el.append(this.root);
    this.go(this.time);
    this.words();
    this.details.addEventListener("toggle", () => this.numbers());
    this.watchers = [
      new ResizeObserver(() => this.fit()), new MutationObserver(() => this.fit(true)),
    ];
    this.watchers[0].observe(this.root);
    this.watchers[1].observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "class"] });
    this.hidden = () => document.hidden && this.playing && this.pause();
    document.addEventListener("visibilitychange", this.hidden);
    return () => this.close();
  }

  fit(recolour = false) {
    const widths = this.canvases.map((canvas) => canvas.clientWidth);
    if (!widths[0]) return;
    if (!recolour && this.widths?.join() === widths.join() && this.strip.width === this.stripCanvas.clientWidth) return;
    this.widths = widths;
    this.colours = palette(this.root);
    this.scenes.forEach((scene, number) => scene.resize(widths[number]));
    this.strip.resize(this.stripCanvas.clientWidth, this.colours);
    paintKey(this);
    this.draw();
  }

  close() {
    this.closed = true;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.later);
    this.watchers.forEach((one) => one.disconnect());
    document.removeEventListener("visibilitychange", this.hidden);
    this.root.remove();
  }
}

/** Puts a player into an element; gives back a function that takes it out again. */
export function mount(el, spec, logs) {
  return new Player(spec, logs).show(el);
}

