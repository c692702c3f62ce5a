// What a ticket looks like: round where somebody waits on the line, square where a request was left; fuller the
// older it is, hatched after a day; with a mark where it is no first visit. Drawn once a look, then copied.

// Minutes at which a ticket begins to look older, how full it then is, and the words for it.
export const AGES = [
  { from: 0, full: 0, text: "under 15 min" },
  { from: 15, full: 0.38, text: "15 min" },
  { from: 60, full: 0.7, text: "1 h" },
  { from: 240, full: 1, text: "4 h" },
  { from: 1440, full: 1, hatched: true, text: "a day or more" },
];

export function ageOf(minutes) {
  let age = 0;
  while (age + 1 < AGES.length && minutes >= AGES[age + 1].from) age++;
  return age;
}

const ROLES = ["ink", "now", "mark", "faint", "grid", "line", "card", "good", "bad", "on", "before"];

// The page's colours by role.
export function palette(node) {
  const style = getComputedStyle(node);
  return Object.fromEntries(ROLES.map((role) => [role, style.getPropertyValue(`--ds-${role}`).trim() || "#59616b"]));
}

function outline(context, round, x, y, size) {
  context.beginPath();
  if (round) context.arc(x + size / 2, y + size / 2, size / 2, 0, 7);
  else if (size > 7) context.roundRect(x, y, size, size, 2);
  else context.rect(x, y, size, size);
}

function hatch(context, x, y, size) {
  context.lineWidth = Math.max(1, size / 9);
  context.beginPath();
  for (let at = -size; at < size; at += Math.max(3, size / 3)) {
    context.moveTo(x + at, y + size);
    context.lineTo(x + at + size, y);
  }
  context.stroke();
}

export function paintToken(context, colours, { round, age, mark }, x, y, size) {
  const look = AGES[age];
  const colour = age >= 4 ? colours.bad : age >= 3 ? colours.mark : colours.now;
  context.save();
  outline(context, round, x, y, size);
  context.fillStyle = colours.card;
  context.fill();
  context.clip();
  context.fillStyle = colour;
  context.fillRect(x, y + size * (1 - look.full), size, size * look.full);
  if (look.hatched) { context.strokeStyle = colours.card; hatch(context, x, y, size); }
  context.restore();
  context.lineWidth = size > 7 ? 1.6 : 1;
  context.strokeStyle = colour;
  outline(context, round, x, y, size);
  context.stroke();
  if (mark && size >= 10) {
    context.font = `700 ${size - 2}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = colours.card;
    context.strokeText(mark, x + size / 2, y + size / 2 + 0.5);
    context.fillStyle = colours.ink;
    context.fillText(mark, x + size / 2, y + size / 2 + 0.5);
  }
}

// Copies of tokens, drawn when first asked for.
export class Stamps {
  constructor(colours, ratio) {
    this.colours = colours;
    this.ratio = ratio;
    this.made = new Map();
  }

  stamp(context, look, x, y, size) {
    const key = `${look.round ? "o" : "s"}${look.age}${size}${size >= 10 ? look.mark : ""}`;
    let made = this.made.get(key);
    if (!made) {
      made = document.createElement("canvas");
      made.width = made.height = Math.ceil((size + 4) * this.ratio);
      const inside = made.getContext("2d");
      inside.scale(this.ratio, this.ratio);
      paintToken(inside, this.colours, look, 2, 2, size);
      this.made.set(key, made);
    }
    context.drawImage(made, x - 2, y - 2, size + 4, size + 4);
  }
}
