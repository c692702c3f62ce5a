// The front end of every interactive part: labelled native controls, buttons, a spoken summary, pictures, a table.
// A plain ES module: it needs a page, nothing else, no Jupyter. It knows no lesson and no desk.
//
//   mount(element, link)    puts a part into an element; gives back a function that takes it out again
//   fromGrid(page)          in grid.js: a link for a part whose results were computed beforehand, without Python
//   draw(element, spec, data)   in pictures.js: one picture alone; dress(element) gives an element the look for it
//
// deskside.panels.front.FRONT makes one module of all these files; it exports the names above. A dark page has
// an element around these with data-jp-theme-light="false".
//
// link  how the part talks to what is behind it, the same names as the traits of deskside.panels.Form:
//         get(name)                 the state: spec, values, locked, said, problem, html, stamp, table, frames, base,
//                                   note, progress, answered
//         on(name, react)           called when that part of the state has changed; gives back how to stop it
//         send({do, seq, values})   an action: "set" when a control of a live part was moved, or a button's id
// spec  {kind, title, intro, live, twin, controls, buttons, pictures}; pictures are the specs of pictures.js.
// base  {picture: {x?, series: {column: numbers}}}, what never changes; frames the same, what changes with each result.

import { KINDS, make } from "./controls.js";
import { joined } from "./grid.js";
import { ownKeys } from "../keys.js";
import { STYLE, VERSION } from "./look.js";
import { draw, escaped, tableOf } from "./pictures.js";

let views = 0;

// --- the part ----------------------------------------------------------------------------------------------

/** Gives an element the look of this version; other versions on the same page keep theirs. */
export function dress(element) {
  const id = `ds-style-${VERSION}`;
  if (!document.getElementById(id)) {
    const style = make("style", { id });
    style.textContent = STYLE.replaceAll(".deskside", `.ds-v${VERSION}`);
    document.head.append(style);
  }
  element.classList.add(`ds-v${VERSION}`);
}

/** Puts a part into an element; gives back a function that takes it out again. */
export function mount(element, link) {
  dress(element);
  const spec = link.get("spec");
  const own = `ds-${Date.now().toString(36)}-${views++}`;
  const parts = skeleton(spec);
  const controls = {};
  const talk = conversation(link, parts, own, () => Object.fromEntries(Object.entries(controls).map(([id, one]) => [id, one.read()])));

  spec.controls.forEach((control, place) => {
    const one = KINDS[control.kind](control, `${own}-${place}`, () => spec.live && talk.send("set"));
    one.write(link.get("values")[control.id] ?? control.value);
    controls[control.id] = one;
    parts.grid.append(one.node);
  });
  // The last value counts: where a run for an older one is under way when the lever is let go, it is given up.
  for (const kind of ["change", "pointerup", "keyup"]) parts.grid.addEventListener(kind, () => spec.live && talk.settle());
  const buttons = (spec.buttons ?? []).map((button) => pressable(button, talk));
  parts.buttons.prepend(...buttons);
  element.append(parts.root);

  const drawState = () => {
    show(link, spec, parts);
    [...Object.values(controls)].forEach((one) => one.lock(link.get("locked")));
    buttons.forEach((button) => { button.disabled = link.get("locked"); });
    keepFocus(parts.root);
  };
  const wrote = () => {
    if (talk.waiting()) return; // the person may still be moving a control
    for (const [id, value] of Object.entries(link.get("values"))) controls[id]?.write(value);
  };
  const stops = [
    ...["stamp", "problem", "said", "locked", "note"].map((name) => link.on(name, drawState)),
    link.on("values", wrote),
    link.on("progress", () => { progressed(link, parts); keepFocus(parts.root); }),
    link.on("answered", () => talk.answered(wrote)),
  ];
  drawState();
  progressed(link, parts);
  if (left?.element === element) places(parts.root)[left.place]?.focus({ preventScroll: true });
  left = null;
  return () => {
    stops.forEach((stop) => stop());
    talk.end();
    const place = places(parts.root).indexOf(document.activeElement);
    left = place < 0 ? null : { element, place };
    parts.root.remove();
  };
}

let left = null; // where the focus was in a part that was taken out: it may be put in again, with its pictures

const places = (root) => [...root.querySelectorAll("input, select, textarea, button")];

function skeleton(spec) {
  const root = make("div", { class: `ds-form ds-${spec.kind}`, role: "region", "aria-label": spec.title, "data-lm-suppress-shortcuts": "true" });
  ownKeys(root);
  // While the live part is on the page its static twin is not shown.
  const hide = make("style");
  hide.textContent = `[data-ds-twin="${spec.twin}"]{display:none}`;
  const intro = make("div", { class: "ds-intro" });
  intro.innerHTML = spec.intro ?? "";
  const parts = {
    root,
    grid: make("div", { class: "ds-controls" }),
    status: make("span", { class: "ds-status", role: "status" }),
    bar: make("progress", { max: 1, value: 0, "aria-label": "How far the runs are" }),
    stop: make("button", { type: "button", "data-do": "cancel" }, "Stop"),
    problem: make("div", { class: "ds-problem", role: "alert" }),
    said: make("p", { class: "ds-said", "aria-live": "polite" }),
    note: make("div", { class: "ds-aside", role: "status" }),
    result: make("div", { class: "ds-result" }),
    table: make("div", { class: "ds-table" }),
    html: make("div", {}),
  };
  parts.running = make("span", { class: "ds-running" }, parts.bar, parts.stop);
  parts.running.hidden = true;
  parts.pictures = (spec.pictures ?? []).map(() => make("div", {}));
  parts.buttons = make("div", { class: "ds-buttons" }, parts.status, parts.running);
  parts.result.append(parts.table, parts.html, ...parts.pictures);
  root.append(hide, make("div", { class: "ds-title" }, spec.title), intro, parts.grid, parts.buttons, parts.problem,
    parts.said, parts.note, parts.result);
  return parts;
}

/** Where the control that had the focus can have it no longer, the part has it: Tab and Escape go on from there. */
function keepFocus(root) {
  const had = document.activeElement;
  if (!root.contains(had) || !had.matches(":disabled, [hidden] *")) return;
  root.tabIndex = -1;
  root.addEventListener("blur", () => root.removeAttribute("tabindex"), { once: true }); // no click is to stop here
  root.focus({ preventScroll: true });
}

function pressable(button, talk) {
  const node = make("button", { type: "button", class: button.main ? "ds-main" : undefined, "data-do": button.id }, button.label);
  node.addEventListener("click", () => talk.send(button.id));
  return node;
}

/** Who has said what to whom: one message under way, the last values next, nothing queues up. */
function conversation(link, parts, own, read) {
  let sent = ""; // each message of each view has its own name: two views of one part never mix theirs up
  let asked = "";
  let number = 0;
  let waiting = false;
  let again = false;
  let late;
  const timers = new Set();
  const after = (ms, act) => timers.add(setTimeout(act, ms));

  function send(action, last = false) {
    if (waiting && action === "set" && !last) { again = true; return; }
    const values = read();
    waiting = true;
    again = false;
    sent = `${own}:${number++}`;
    asked = JSON.stringify(values);
    const mine = sent;
    link.send({ seq: sent, do: action, values, last });
    clearTimeout(late);
    if (!waiting) return; // a grid answers at once
    late = setTimeout(() => { if (parts.running.hidden) parts.status.textContent = "No answer yet. If this stays, run the cell again."; }, 20000);
    after(150, () => {
      if (!waiting || sent !== mine) return;
      parts.root.setAttribute("aria-busy", "true");
      parts.status.textContent = "Working ...";
    });
  }
  parts.stop.addEventListener("click", () => link.send({ seq: sent, do: "cancel", values: {} }));
  return {
    send,
    waiting: () => waiting,
    settle: () => { if (waiting && again && JSON.stringify(read()) !== asked) send("set", true); },
    answered: (done) => {
      if (link.get("answered") !== sent) return;
      waiting = false;
      clearTimeout(late);
      parts.status.textContent = "";
      parts.root.removeAttribute("aria-busy");
      if (again) send("set");
      else done(); // in whatever order the changes of one message are told
    },
    end: () => { clearTimeout(late); timers.forEach(clearTimeout); },
  };
}

function show(link, spec, parts) {
  const [said, problem, stamp] = [link.get("said") ?? "", link.get("problem") ?? "", link.get("stamp") ?? ""];
  put(parts.problem, problem);
  put(parts.said, said);
  aside(parts.note, link.get("note"));
  parts.result.classList.toggle("ds-stale", Boolean(problem && stamp));
  if (parts.stamp === stamp) return;
  parts.stamp = stamp;
  parts.root.dataset.took = link.get("took") ?? 0; // what the kernel needed, in milliseconds, for those who measure
  const open = [...parts.html.querySelectorAll("details")].map((one) => one.open);
  parts.html.innerHTML = link.get("html") ?? "";
  [...parts.html.querySelectorAll("details")].forEach((one, place) => { one.open = open[place] ?? false; });
  const table = link.get("table");
  parts.table.innerHTML = table?.rows?.length ? tableOf(table.head, table.rows) : "";
  const [base, frames] = [link.get("base") ?? {}, link.get("frames") ?? {}];
  (spec.pictures ?? []).forEach((picture, place) => {
    if (frames[picture.name]) draw(parts.pictures[place], picture, joined(base[picture.name], frames[picture.name]));
  });
}

function put(node, words) {
  if (node.textContent !== words) node.textContent = words;
  node.hidden = !words;
}

/** A word on what a button did: a file written, code to copy. */
function aside(node, note) {
  const text = JSON.stringify(note ?? {});
  if (node.dataset.note === text) return;
  node.dataset.note = text;
  node.replaceChildren();
  node.hidden = !note?.words;
  if (node.hidden) return;
  const words = make("p", {}, note.words);
  node.append(words);
  if (!note.code) return;
  const code = make("pre", { tabindex: "0", role: "group", "aria-label": "Code" });
  code.innerHTML = `<code>${escaped(note.code)}</code>`;
  node.append(code);
  navigator.clipboard?.writeText(note.code).then(
    () => { words.textContent = `${note.words} It is on the clipboard.`; },
    () => { words.textContent = `${note.words} Select it and copy.`; },
  );
}

function progressed(link, parts) {
  const share = link.get("progress") ?? -1;
  parts.running.hidden = share < 0;
  if (share < 0) return;
  parts.bar.value = share;
  parts.status.textContent = `Running: ${Math.round(100 * share)} %`;
  parts.root.setAttribute("aria-busy", "true");
}
