// The whole run in a strip above the time slider: how many wait, floor by floor, and when that is most.

import { NEVER } from "./log.js";
import { clock } from "./story.js";

const INSET = 8; // half a slider's thumb
const HEIGHT = 46;

// How many wait, at its most, in each of so many equal spans of time.
export function waiting(replay, from, until, spans) {
  const { log } = replay;
  const { time, what, row } = replay.events;
  const most = new Float64Array(spans);
  let now = 0;
  let at = 0;
  for (let one = 0; one < spans; one++) {
    const end = from + ((until - from) * (one + 1)) / spans;
    most[one] = now;
    for (; at < time.length && time[at] <= end; at++) {
      if (what[at] === 0) now++;
      else if (what[at] === 1 || (what[at] === 2 && log.started[row[at]] === NEVER)) now--;
      most[one] = Math.max(most[one], now);
    }
  }
  return most;
}

export class Strip {
  constructor(canvas, replays, from, until) {
    Object.assign(this, { canvas, replays, from, until });
    this.context = canvas.getContext("2d");
  }

  resize(width, colours) {
    this.width = width;
    this.colours = colours;
    this.ratio = Math.min(3, globalThis.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = HEIGHT * this.ratio;
    const spans = Math.max(1, Math.floor(width - 2 * INSET));
    this.lines = this.replays.map((replay) => waiting(replay, this.from, this.until, spans));
    this.top = Math.max(1, ...this.lines.map((line) => line.reduce((a, b) => Math.max(a, b), 0)));
    this.ground = null;
  }

  x(time) {
    return INSET + ((time - this.from) / (this.until - this.from)) * (this.width - 2 * INSET);
  }

  paint() {
    const { context, colours } = this;
    const base = HEIGHT - 15;
    context.clearRect(0, 0, this.width, HEIGHT);
    this.days();
    this.lines.forEach((line, number) => {
      const first = number === 0 && this.lines.length > 1;
      context.beginPath();
      context.moveTo(INSET, base);
      line.forEach((value, at) => context.lineTo(INSET + at + 0.5, base - (value / this.top) * (base - 4)));
      context.lineTo(INSET + line.length, base);
      context.fillStyle = context.strokeStyle = first ? colours.before : colours.now;
      context.globalAlpha = 0.28;
      context.fill();
      context.globalAlpha = 1;
      context.lineWidth = 1.3;
      context.setLineDash(first ? [3, 2] : []);
      context.stroke();
      context.setLineDash([]);
    });
  }

  // Day by day, or week by week where days would be too narrow for a name.
  days() {
    const { context, colours, replays } = this;
    const per = replays[0].per;
    const days = (this.until - this.from) / per / 1440;
    const every = days <= 10 ? 1 : 7;
    const step = Math.ceil(days / every / 14) * every;
    context.font = "12px system-ui, sans-serif";
    context.textAlign = "left";
    context.fillStyle = colours.faint;
    context.strokeStyle = colours.line;
    context.lineWidth = 1;
    const first = Math.ceil(this.from / per / 1440 / every) * every;
    for (let day = first; day * 1440 * per < this.until; day += step) {
      const x = Math.round(this.x(day * 1440 * per)) + 0.5;
      context.beginPath();
      context.moveTo(x, 2);
      context.lineTo(x, HEIGHT - 2);
      context.stroke();
      const words = every === 1 ? clock(day * 1440 * per, per).slice(0, 3) : `week ${day / 7 + 1}`;
      if (x + context.measureText(words).width + 6 < this.width) context.fillText(words, x + 4, HEIGHT - 3);
    }
  }

  draw(time) {
    const { context, ratio, colours } = this;
    if (!this.ground) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.paint();
      this.ground = document.createElement("canvas");
      this.ground.width = this.canvas.width;
      this.ground.height = this.canvas.height;
      this.ground.getContext("2d").drawImage(this.canvas, 0, 0);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.ground, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = colours.ink;
    context.fillRect(Math.round(this.x(time)) - 1, 0, 2, HEIGHT - 13);
  }

  // The time at which most wait on a floor.
  busiest() {
    let [most, when] = [0, this.from];
    for (const { events, log } of this.replays) {
      const { time, what, row } = events;
      let now = 0;
      for (let at = 0; at < what.length; at++) {
        if (what[at] === 0) now++;
        else if (what[at] === 1 || (what[at] === 2 && log.started[row[at]] === NEVER)) now--;
        const last = at + 1 === time.length || time[at + 1] > time[at];
        if (last && now > most) { most = now; when = time[at]; }
      }
    }
    return when;
  }
}
