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

function colourOf(colours, age) {
  return age >= 4 ? colours.bad : age >= 3 ? colours.mark : colours.now;
}

export function paintToken(context, colours, { round, age, mark }, x, y, size) {
  const look = AGES[age];
  const colour = colourOf(colours, age);
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

// Tokens too small for a shape or a mark: all of one age together, as frames filled from below.
export const TINY = 5;

export function paintTiny(context, colours, age, tokens, size) {
  const look = AGES[age];
  context.fillStyle = colourOf(colours, age);
  for (const { x, y } of tokens) context.fillRect(x, y, size, size);
  context.fillStyle = colours.card;
  const empty = look.hatched ? 1 : (size - 2) * (1 - look.full);
  const top = look.hatched ? (size - 1) / 2 : 1;
  if (empty) for (const { x, y } of tokens) context.fillRect(x + 1, y + top, size - 2, empty);
}

// Copies of tokens, drawn when first asked for. A look is a whole number, so that thousands of tokens a frame are
// looked up and copied without making anything new.
export class Stamps {
  constructor(colours, ratio, marks) {
    Object.assign(this, { colours, ratio, marks });
    this.made = []; // by size, then by look
  }

  stamp(context, look, x, y, size) {
    const ofSize = (this.made[size] ??= []);
    const made = (ofSize[look] ??= this.draw(look, size));
    context.drawImage(made, x - 2, y - 2, size + 4, size + 4);
  }

  draw(look, size) {
    const made = document.createElement("canvas");
    made.width = made.height = Math.ceil((size + 4) * this.ratio);
    const inside = made.getContext("2d");
    inside.scale(this.ratio, this.ratio);
    const kind = Math.floor(look / 2 / AGES.length);
    paintToken(inside, this.colours, { round: Math.floor(look / AGES.length) % 2 === 1, age: look % AGES.length, mark: this.marks[kind] }, 2, 2, size);
    return made;
  }
}

// The look of a kind of visit, with somebody on the line or not, at an age.
export function lookOf(kind, round, age) {
  return (kind * 2 + round) * AGES.length + age;
}
