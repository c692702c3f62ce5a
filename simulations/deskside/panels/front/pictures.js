// The pictures of a panel, drawn as SVG from numbers. A plain ES module: it needs a page, nothing else, no Jupyter.
//
//   draw(element, spec, data)   draws a picture into an element, or redraws the one that is there.
//
// element  where it goes; its width is the picture's. Colours are the CSS variables of front.css.
// spec     what is known beforehand, as deskside.panels.pictures writes it:
//            kind   "lines" (a plane with curves) or "rows" (a scale with one lane a value)
//            title, height
//          lines: x {label, low, high}, y {label, high?}, series [{id, name, role}], rule? {x, name},
//                 caption {head, read}, table {head, every, mean}
//          rows:  mark "dot", "bar" or "difference", names {before, now}, rows [{name, unit}], caption {head}
//          role is before, now, theory or mark: colour, marker and dash follow from it.
// data     the numbers, arrays or typed arrays:
//          lines: {seriesId: {x, y, low?, high?}}; a series that is not there is not drawn
//          rows:  {values}: for each row nine numbers, as shown: before, low, high, now, low, high, difference, low, high
//
// Beside the picture it keeps a sentence that says what is seen and, folded, the numbers as a table.

import { change, plain, ranged } from "./words.js";

const BESIDE = { left: 52, right: 14, top: 30, bottom: 44 };
const NOTHING = { x: [], y: [] };

const LOOKS = {
  before: { colour: "var(--ds-before)", marker: "circle", width: 1.8, band: 0.2 },
  now: { colour: "var(--ds-now)", marker: "diamond", width: 2.4, band: 0.2 },
  theory: { colour: "var(--ds-ink)", dash: "5 4", width: 1.6, band: 0.1 },
  mark: { colour: "var(--ds-mark)", marker: "diamond", width: 2, band: 0.2 },
};

/** Draws or redraws a picture. Gives back the element of the picture. */
export function draw(element, spec, data) {
  const figure = element.querySelector(":scope > figure") ?? framed(element, spec);
  figure.drawn = { spec, data };
  paint(figure);
  return figure;
}

function framed(element, spec) {
  element.innerHTML = `<figure class="ds-picture"><div class="ds-picture-title"></div><div role="img"></div>
<figcaption></figcaption><details><summary>The numbers behind this chart</summary>
<div class="ds-scroll" tabindex="0" role="group" aria-label="Table"></div></details></figure>`;
  const figure = element.firstElementChild;
  figure.querySelector(".ds-picture-title").textContent = spec.title;
  figure.querySelector("details").addEventListener("toggle", () => tabulate(figure));
  // A redraw within the observer's own turn would make it report a loop.
  new ResizeObserver(() => requestAnimationFrame(() => {
    if (!figure.isConnected || Math.abs(room(figure) - figure.room) <= 1) return;
    figure.room = room(figure);
    paint(figure);
  })).observe(element);
  return figure;
}

function room(figure) {
  return Math.max(300, Math.min(720, figure.clientWidth || 640));
}

function paint(figure) {
  const { spec, data } = figure.drawn;
  const width = figure.room ??= room(figure); // asking anew would make the browser lay out the whole page first
  const [height, marks] = spec.kind === "rows" ? rows(spec, data, width) : lines(spec, data, width);
  const picture = figure.querySelector("[role=img]");
  picture.innerHTML = `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true" focusable="false">${marks}</svg>`;
  const words = spec.kind === "rows" ? rowWords(spec, data) : lineWords(spec, data);
  picture.setAttribute("aria-label", `Chart: ${spec.title}. ${words}`);
  figure.querySelector("figcaption").textContent = words;
  tabulate(figure);
}

function tabulate(figure) {
  const { spec, data } = figure.drawn;
  if (!figure.querySelector("details").open) return; // nobody looks
  const table = spec.kind === "rows" ? rowTable(spec, data) : lineTable(spec, data);
  figure.querySelector(".ds-scroll").innerHTML = tableOf(table.head, table.rows);
}

/** An HTML table; the first column says what a row is. */
export function tableOf(head, body) {
  const cells = (row) => row.map((cell) => `<td>${escaped(cell)}</td>`).join("");
  return `<table class="ds-numbers"><thead><tr>${head.map((name) => (name ? `<th scope="col">${escaped(name)}</th>` : "<td></td>")).join("")}</tr></thead>
<tbody>${body.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody></table>`;
}

// --- curves in a plane -------------------------------------------------------------------------------------

function lines(spec, data, width) {
  const height = (spec.height ?? 210) + BESIDE.top + BESIDE.bottom;
  const shown = spec.series.filter((one) => data[one.id]?.y?.length).map((one) => ({ ...one, ...data[one.id], look: LOOKS[one.role] }));
  const top = spec.y.high ?? highest(shown);
  const yTicks = ticks(0, top > 0 ? top : 1, 5);
  const yEnd = spec.y.high ?? yTicks.at(-1);
  const x = scale(spec.x.low, spec.x.high, BESIDE.left, width - BESIDE.right);
  const y = scale(0, yEnd, height - BESIDE.bottom, BESIDE.top);
  const place = { x, y, left: BESIDE.left, right: width - BESIDE.right, top: BESIDE.top, bottom: height - BESIDE.bottom };
  shown.forEach((one) => { one.at = points(one, place); });
  const names = labels(shown, place);
  return [height, [
    yTicks.map((tick) => `${rule(place.left, y(tick), place.right, y(tick), "--ds-grid")}${text(place.left - 7, y(tick) + 4.5, plain(tick), "end")}`).join(""),
    rule(place.left, place.bottom, place.right, place.bottom, "--ds-faint"),
    ticks(spec.x.low, spec.x.high, 7, true).map((tick) => `${rule(x(tick), place.bottom, x(tick), place.bottom + 5, "--ds-faint")}${text(x(tick), place.bottom + 19, plain(tick), "middle")}`).join(""),
    text((place.left + place.right) / 2, height - 5, spec.x.label, "middle"),
    text(0, 13, spec.y.label, "start"),
    spec.rule ? promise(spec.rule, place) : "",
    shown.map((one) => curve(one, place)).join(""), names].join("")];
}

function highest(shown) {
  let most = 0;
  for (const one of shown) for (const value of [one.y, one.high ?? one.y]) for (const number of value) if (number > most) most = number;
  return most;
}

/** The pixels of a series: [x, y, top of band, bottom of band] for each point that has a value. */
function points(one, { x, y, top, bottom }) {
  const inside = (value) => Math.max(top, Math.min(bottom, y(value)));
  const at = [];
  for (let i = 0; i < one.y.length; i += 1) {
    if (Number.isNaN(one.y[i]) || one.y[i] === null) continue;
    const middle = inside(one.y[i]);
    at.push([x(one.x[i]), middle, one.high ? inside(one.high[i]) : middle, one.low ? inside(one.low[i]) : middle]);
  }
  return at;
}

function curve(one, place) {
  const { at, look } = one;
  if (at.length === 1) return single(at[0], look);
  const path = (column) => at.map((point) => `${point[0].toFixed(1)} ${point[column].toFixed(1)}`);
  const band = one.low ? `<path d="M${path(2).join("L")}L${path(3).reverse().join("L")}Z" fill="${look.colour}" opacity="${look.band}"/>` : "";
  const line = `<path d="M${path(1).join("L")}" fill="none" stroke="${look.colour}" stroke-width="${look.width}" stroke-linejoin="round"${look.dash ? ` stroke-dasharray="${look.dash}"` : ""}/>`;
  return `${band}${line}${look.marker ? along(at, place).map(([px, py]) => marker(look, px, py, 4)).join("") : ""}`;
}

function single([px, py, up, down], look) {
  return `${up === down ? "" : `<line x1="${px}" x2="${px}" y1="${up}" y2="${down}" stroke="${look.colour}" stroke-width="7" opacity="0.35"/>`}${marker(look, px, py, 7)}`;
}

/** A few points of a curve, evenly along it: where its marker goes. */
function along(at, { left, right }) {
  if (at.length <= 15) return at;
  const many = Math.max(4, Math.round((right - left) / 90));
  return Array.from({ length: many }, (_, i) => at[Math.round(((i + 0.5) / many) * (at.length - 1))]);
}

function promise({ x: minutes, name }, { x, top, bottom }) {
  return `${rule(x(minutes), top, x(minutes), bottom, "--ds-mark", "4 4")}${text(x(minutes) + 6, bottom - 8, name, "start", "--ds-mark")}`;
}

/** Each series' name in its colour, beside its line and across no other; where there is no room, at the upper left. */
function labels(shown, place) {
  const taken = [];
  let corner = place.top + 12;
  return shown.map((one) => {
    const long = 7.2 * one.name.length + 22;
    const box = free(one, shown, taken, place, long) ?? { left: place.left + 8, top: (corner += 18) - 32, long };
    taken.push(box);
    const { look } = one;
    const sign = look.marker ? marker(look, box.left + 6, box.top + 9, 4.5) : `<line x1="${box.left}" x2="${box.left + 14}" y1="${box.top + 9}" y2="${box.top + 9}" stroke="${look.colour}" stroke-width="2" stroke-dasharray="${look.dash}"/>`;
    return `${sign}<text x="${box.left + 18}" y="${box.top + 13.5}" fill="${look.colour}" class="ds-name">${escaped(one.name)}</text>`;
  }).join("");
}

function free(one, shown, taken, place, long) {
  const point = one.at.length === 1 ? one.at[0][0] : NaN;
  const starts = [0.62, 0.5, 0.38, 0.74, 0.26, 0.14, 0.04, 0.84].map((share) => place.left + 6 + share * (place.right - place.left));
  for (const left of point ? [point + 8, point - long - 6, point - long / 2] : starts) {
    if (left < place.left || left + long > place.right + 8) continue;
    const own = reach(one.at, left, left + long) ?? reach(one.at, -Infinity, Infinity);
    for (const top of [own[0] - 22, own[1] + 5, own[0] - 40, own[1] + 24]) {
      const box = { left, top, long };
      const clear = top >= place.top - 8 && top + 18 <= place.bottom
        && shown.every((other) => apart(reach(other.at, left, left + long), top))
        && taken.every((other) => other.left + other.long < left || left + long < other.left || Math.abs(other.top - top) > 18);
      if (clear) return box;
    }
  }
  return undefined;
}

function reach(at, from, to) {
  let up = Infinity;
  let down = -Infinity;
  for (const point of at) {
    if (point[0] < from - 6 || point[0] > to + 6) continue;
    up = Math.min(up, point[2], point[1]);
    down = Math.max(down, point[3], point[1]);
  }
  return down === -Infinity ? undefined : [up, down];
}

function apart(other, top) {
  return !other || other[1] < top || other[0] > top + 18;
}

// --- lanes on a scale --------------------------------------------------------------------------------------

function rows(spec, data, width) {
  const blocks = spec.mark === "difference" ? [differences(spec, data)] : spec.rows.map((row, i) => beforeAndNow(spec, row, nine(data, i)));
  let down = 4;
  const marks = blocks.map((block) => {
    const [height, drawn] = laid(block, width, down);
    down += height;
    return drawn;
  });
  return [down, marks.join("")];
}

function nine(data, row) {
  return Array.from({ length: 9 }, (_, i) => data.values[9 * row + i] ?? NaN);
}

function beforeAndNow(spec, row, [b, bLow, bHigh, n, nLow, nHigh, d, dLow, dHigh]) {
  const lanes = [{ name: spec.names.before, role: "before", mean: b, low: bLow, high: bHigh }, { name: spec.names.now, role: "now", mean: n, low: nLow, high: nHigh }];
  return { title: row.unit ? `${row.name}, ${row.unit}` : row.name, note: change(d, dLow, dHigh, row.unit), lanes, mark: spec.mark, low: 0 };
}

function differences(spec, data) {
  const lanes = spec.rows.map((row, i) => {
    const [b, , , , , , d, dLow, dHigh] = nine(data, i);
    const share = (value) => (b ? (100 * value) / Math.abs(b) : NaN);
    return { name: row.name, role: "now", mean: share(d), low: share(dLow), high: share(dHigh), note: change(d, dLow, dHigh, row.unit) };
  });
  return { title: "", note: "", lanes, mark: "difference", label: "Change, % of as it is" };
}

// Letters of a change with its range.
const LONG_NOTE = 28;

function laid(block, width, above) {
  const ends = [0, ...block.lanes.flatMap((lane) => [lane.mean, lane.low, lane.high])].filter(Number.isFinite);
  const names = Math.min(0.4 * width, 16 + 7.4 * Math.max(...block.lanes.map((lane) => lane.name.length)));
  const steps = ticks(Math.min(...ends), Math.max(...ends, block.mark === "difference" ? 1 : Math.max(...ends) || 1), 6);
  const x = scale(steps[0], steps.at(-1), names, width - 24);
  const tall = block.mark === "difference" ? 40 : 22;
  const beside = 7.4 * block.title.length + 6.7 * LONG_NOTE + 24 <= width; // or the change goes below the name
  const head = block.title ? (beside ? 22 : 38) : 0;
  const bottom = above + head + tall * block.lanes.length;
  const lanes = block.lanes.map((lane, i) => laneOf(block, lane, x, above + head + tall * (i + 0.5), { names, width })).join("");
  const heading = block.title ? `<text x="0" y="${above + 15}" class="ds-name" fill="var(--ds-ink)">${escaped(block.title)}</text>${beside ? text(width - 24, above + 15, block.note, "end") : text(0, above + 31, block.note, "start")}` : "";
  const axis = steps.map((tick) => `${rule(x(tick), above + head, x(tick), bottom, tick === 0 ? "--ds-faint" : "--ds-grid")}${text(x(tick), bottom + 16, plain(tick), "middle")}`).join("");
  const label = block.label ? text((names + width) / 2, bottom + 34, block.label, "middle") : "";
  return [bottom - above + (block.label ? 42 : 30), `${axis}${heading}${lanes}${label}`];
}

function laneOf(block, lane, x, middle, { names, width }) {
  const look = LOOKS[lane.role];
  const name = text(names - 10, middle + 4.5, lane.name, "end");
  if (!Number.isFinite(lane.mean)) return `${name}${text(x(0) + 8, middle + 4.5, "no value", "start", "--ds-faint")}`;
  const known = Number.isFinite(lane.low);
  const from = known ? x(lane.low) : 0;
  const long = known ? Math.max(2, x(lane.high) - from) : 0;
  const spread = known ? `<rect x="${from}" y="${middle - 5}" width="${long}" height="10" fill="${look.colour}" opacity="0.35"/>` : "";
  if (block.mark !== "bar") {
    const note = lane.note ? text(Math.min(Math.max(x(lane.mean), names + 70), width - 90), middle - 9, lane.note, "middle") : "";
    return `${name}${spread}${marker(look, x(lane.mean), middle, 6)}${note}`;
  }
  const hollow = lane.role === "before"; // the second carrier of which desk it is
  const bar = `<rect x="${x(0)}" y="${middle - 8}" width="${Math.max(1, x(lane.mean) - x(0))}" height="16" fill="${hollow ? "none" : look.colour}" fill-opacity="0.3" stroke="${look.colour}" stroke-width="1.5"/>`;
  const whisker = known ? `<path d="M${from} ${middle}h${long}m0 -5v10m${-long} 0v-10" fill="none" stroke="var(--ds-ink)" stroke-width="1.5"/>` : "";
  return `${name}${bar}${whisker}`;
}

// --- words and tables --------------------------------------------------------------------------------------

const READ = {
  "mean-and-most": (one) => {
    let [sum, most] = [0, 0];
    for (const value of one.y) { sum += value; most = Math.max(most, value); }
    return `${plain(sum / one.y.length)} on average, ${plain(most)} at the worst`;
  },
  "nine-in-ten": (one) => {
    const at = Array.from(one.y).findIndex((value) => value >= 90);
    return at < 0
      ? `fewer than nine in ten within ${plain(one.x[one.x.length - 1])} minutes`
      : `nine in ten within ${plain(one.x[at])} minutes`;
  },
  "kept": (one, spec) => `${plain(between(one, spec.rule.x))} % within ${plain(spec.rule.x)} ${spec.rule.x === 1 ? "minute" : "minutes"}`,
  "ends": (one) => (one.y.length === 1 ? `${plain(one.y[0])} at ${plain(one.x[0])} % load`
    : `${plain(one.y[0])} at ${plain(one.x[0])} % load, ${plain(one.y.at(-1))} at ${plain(one.x.at(-1))} %`),
};

function between(one, at) {
  const next = Array.from(one.x).findIndex((value) => value >= at);
  if (next <= 0) return next ? one.y.at(-1) : one.y[0];
  const share = (at - one.x[next - 1]) / (one.x[next] - one.x[next - 1]);
  return one.y[next - 1] + share * (one.y[next] - one.y[next - 1]);
}

function lineWords(spec, data) {
  const read = spec.series.filter((one) => data[one.id]?.y?.length && one.role !== "theory");
  const parts = read.map((one) => `${one.name}: ${READ[spec.caption.read](data[one.id], spec)}`);
  const words = parts.join("; ");
  return `${spec.caption.head} ${spec.caption.head.endsWith(".") ? words.charAt(0).toUpperCase() + words.slice(1) : words}.`;
}

function rowWords(spec, data) {
  const parts = spec.rows.map((row, i) => `${row.name}: ${change(...nine(data, i).slice(6), row.unit)}`);
  return `${parts.join("; ")}. ${spec.caption.head}`;
}

/** Curves at a few places: means over spans of ``every`` points, or every so many-th point. */
function lineTable(spec, data) {
  const shown = spec.series.filter((one) => data[one.id]?.y?.length);
  if (shown.some((one) => data[one.id].x.length !== data[shown[0].id].x.length)) return pointTable(spec, data, shown);
  const { every, mean, head } = spec.table;
  const first = data[shown[0]?.id] ?? NOTHING;
  const heads = [head, ...shown.flatMap((one) => [one.name, ...(data[one.id].low ? [`${one.name}: range`] : [])])];
  const body = [];
  for (let start = 0; start < first.x.length; start += every) {
    const at = (values) => (mean ? average(values, start, start + every) : values[start]);
    const cells = shown.flatMap(({ id }) => {
      const { y, low, high } = data[id];
      return [plain(at(y)), ...(low ? [`${plain(at(low))} to ${plain(at(high))}`] : [])];
    });
    body.push([mean ? String(body.length + 1) : plain(first.x[start]), ...cells]);
  }
  return { head: heads, rows: body };
}

function pointTable(spec, data, shown) {
  const body = shown.flatMap((one) => Array.from(data[one.id].y, (value, i) => {
    const { x, low, high } = data[one.id];
    return [one.name, plain(x[i]), low ? ranged(value, low[i], high[i]) : plain(value)];
  }));
  return { head: ["Curve", spec.x.label, spec.y.label], rows: body };
}

function average(values, from, to) {
  let sum = 0;
  const end = Math.min(to, values.length);
  for (let i = from; i < end; i += 1) sum += values[i];
  return sum / (end - from);
}

function rowTable(spec, data) {
  const rowOf = (row, i) => {
    const [b, bLow, bHigh, n, nLow, nHigh, d, dLow, dHigh] = nine(data, i);
    return [row.unit ? `${row.name}, ${row.unit}` : row.name, ranged(b, bLow, bHigh), ranged(n, nLow, nHigh), change(d, dLow, dHigh, row.unit)];
  };
  return { head: ["Measure", spec.names.before, spec.names.now, "change"], rows: spec.rows.map(rowOf) };
}

// --- small things ------------------------------------------------------------------------------------------

/** Round numbers from at or below low to at or above high, about so many; within: none outside. */
function ticks(low, high, many, within = false) {
  const rough = (high - low) / many || 1;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * ten).find((one) => one >= rough * 0.999);
  const first = within ? Math.ceil(low / step - 1e-9) : Math.floor(low / step + 1e-9);
  const last = within ? Math.floor(high / step + 1e-9) : Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function scale(low, high, from, to) {
  const times = (to - from) / (high - low || 1);
  return (value) => from + (value - low) * times;
}

function rule(x1, y1, x2, y2, colour, dash) {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="var(${colour})"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`;
}

function text(x, y, words, anchor, colour = "--ds-ink") {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="var(${colour})">${escaped(words)}</text>`;
}

/** A hollow circle is the desk before, a full diamond the desk now. */
function marker(look, x, y, size) {
  if (look.marker === "circle") return `<circle cx="${x}" cy="${y}" r="${size}" fill="var(--ds-card)" stroke="${look.colour}" stroke-width="2"/>`;
  return `<path d="M${x} ${y - size * 1.2}L${x + size * 1.2} ${y}L${x} ${y + size * 1.2}L${x - size * 1.2} ${y}Z" fill="${look.colour}"/>`;
}

export function escaped(words) {
  return String(words).replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}
