// Labelled native controls, one for each kind of deskside.panels.Control. Each gives {node, read, write, lock}.

import { nearest } from "./grid.js";

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

// Units of which there can be one, as in form.py.
const ONE = { people: "person", minutes: "minute", hours: "hour", days: "day" };

function shown(control, value) {
  const text = (value * (control.factor ?? 1)).toFixed(control.digits ?? 0);
  return `${text} ${(text === "1" && ONE[control.unit]) || (control.unit ?? "")}`.trim();
}

// A slider. With stops it moves from one to the next of them, however far apart they are.
function range(control, id, changed) {
  const { stops } = control;
  const [min, max, step] = stops ? [0, stops.length - 1, 1] : [control.low, control.high, control.step];
  const input = make("input", { type: "range", id, min, max, step, "aria-describedby": `${id}-help` });
  const output = make("output", { for: id });
  const read = () => (stops ? stops[Number(input.value)] : Number(input.value));
  const say = () => {
    output.textContent = shown(control, read());
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", () => { say(); changed(); });
  return {
    node: make("div", { class: "ds-control ds-range" },
      make("div", { class: "ds-row" }, make("label", { for: id }, control.label), output),
      input, help(control, id)),
    read,
    write: (value) => { input.value = stops ? nearest(stops, value) : value; say(); },
    lock: (on) => { input.disabled = on; },
  };
}

function amount(control, id) {
  const input = make("input", {
    type: "number", id, min: control.low, max: control.high, step: control.step ?? "any", inputmode: "decimal",
    "aria-describedby": `${id}-help`,
  });
  return {
    node: make("div", { class: "ds-control" }, make("label", { for: id }, control.label),
      make("div", { class: "ds-row ds-left" }, input, make("span", {}, control.unit ?? "")),
      help(control, id)),
    read: () => (input.value === "" ? null : Number(input.value)),
    write: (value) => { input.value = value ?? ""; },
    lock: (on) => { input.disabled = on; },
  };
}

function choice(control, id, changed) {
  const inputs = control.options.map(([key, text], place) => {
    const input = make("input", { type: "radio", name: id, id: `${id}-${place}`, value: key });
    input.addEventListener("change", changed);
    return { input, key, node: make("div", { class: "ds-option" }, input, make("label", { for: `${id}-${place}` }, text)) };
  });
  return {
    node: make("fieldset", { class: "ds-control" }, make("legend", {}, control.label),
      ...inputs.map((one) => one.node)),
    read: () => inputs.find((one) => one.input.checked)?.key ?? null,
    write: (value) => inputs.forEach((one) => { one.input.checked = one.key === value; }),
    lock: (on) => inputs.forEach((one) => { one.input.disabled = on; }),
  };
}

function select(control, id, changed) {
  const input = make("select", { id, "aria-describedby": `${id}-help` },
    ...control.options.map(([key, text]) => make("option", { value: key }, text)));
  input.addEventListener("change", changed);
  return {
    node: make("div", { class: "ds-control" }, make("label", { for: id }, control.label), input, help(control, id)),
    read: () => input.value,
    write: (value) => { input.value = value; },
    lock: (on) => { input.disabled = on; },
  };
}

function toggle(control, id, changed) {
  const input = make("input", { type: "checkbox", id, "aria-describedby": `${id}-help` });
  input.addEventListener("change", changed);
  return {
    node: make("div", { class: "ds-control" },
      make("div", { class: "ds-option" }, input, make("label", { for: id }, control.label)), help(control, id)),
    read: () => input.checked,
    write: (value) => { input.checked = Boolean(value); },
    lock: (on) => { input.disabled = on; },
  };
}

function typed(control, id) {
  const input = control.kind === "date"
    ? make("input", { type: "date", id })
    : make("input", { type: "text", id, maxlength: 300, placeholder: control.hint, autocomplete: "off" });
  return {
    node: make("div", { class: "ds-control ds-wide" }, make("label", { for: id }, control.label), input),
    read: () => input.value,
    write: (value) => { input.value = value ?? ""; },
    lock: (on) => { input.disabled = on; },
  };
}

function help(control, id) {
  return make("small", { id: `${id}-help` }, control.help ?? "");
}

function many(control, id, changed) {
  const inputs = control.options.map(([key, text], place) => {
    const input = make("input", { type: "checkbox", id: `${id}-${place}`, value: key });
    input.addEventListener("change", changed);
    return { input, key, node: make("div", { class: "ds-option" }, input, make("label", { for: `${id}-${place}` }, text)) };
  });
  return {
    node: make("fieldset", { class: "ds-control" }, make("legend", {}, control.label), ...inputs.map((one) => one.node)),
    read: () => inputs.filter((one) => one.input.checked).map((one) => one.key),
    write: (value) => inputs.forEach((one) => { one.input.checked = (value ?? []).includes(one.key); }),
    lock: (on) => inputs.forEach((one) => { one.input.disabled = on; }),
  };
}

// A list to put in order. Each line has two buttons; on either of them the arrow keys move the line as well.
function order(control, id, changed) {
  const list = make("ol", { class: "ds-order" });
  const told = make("span", { class: "ds-hidden", "aria-live": "polite" });
  const lines = control.options.map(([key, text]) => {
    const row = make("div", { class: "ds-line" }, make("span", {}, text));
    const line = make("li", { "data-key": key }, row);
    const buttons = [["up", "\u2191", -1], ["down", "\u2193", 1]].map(([word, sign, step]) => {
      const button = make("button", { type: "button", "aria-label": `Move ${word}: ${text}` }, sign);
      button.addEventListener("click", () => move(line, step, button));
      button.addEventListener("keydown", (event) => {
        const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (way) { event.preventDefault(); move(line, way, button); }
      });
      return button;
    });
    row.append(make("span", { class: "ds-moves" }, ...buttons));
    list.append(line);
    return { key, line, text, buttons };
  });
  function edges() {
    for (const one of lines) {
      one.buttons[0].setAttribute("aria-disabled", one.line === list.firstElementChild);
      one.buttons[1].setAttribute("aria-disabled", one.line === list.lastElementChild);
    }
  }
  function move(line, step, button) {
    const other = step < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!other || button.disabled) return;
    if (step < 0) other.before(line);
    else other.after(line);
    button.focus(); // a line that is moved on the page loses it
    edges();
    const place = [...list.children].indexOf(line) + 1;
    told.textContent = `${lines.find((one) => one.line === line).text}: now number ${place} of ${lines.length}.`;
    changed();
  }
  edges();
  return {
    node: make("fieldset", { class: "ds-control" }, make("legend", {}, control.label),
      make("small", {}, control.help ?? ""), list, told),
    read: () => [...list.children].map((line) => line.dataset.key),
    write: (value) => {
      if (!value?.length || value.join() === [...list.children].map((line) => line.dataset.key).join()) return;
      for (const key of value) list.append(...lines.filter((one) => one.key === key).map((one) => one.line));
      edges();
    },
    lock: (on) => lines.forEach((one) => one.buttons.forEach((button) => { button.disabled = on; })),
  };
}

// Free text that is sent as it is written: soon after the last key, and at once when it is left. Until the kernel has it,
// the browser keeps it too, under a name that only this person's kernel knows.
function memo(control, id, changed) {
  const input = make("textarea", { id, rows: 4, maxlength: 5000, placeholder: control.hint, "aria-describedby": `${id}-help` });
  let unsent = false; // what is being written is never written over by an answer to older text
  let soon;
  const send = () => { clearTimeout(soon); if (unsent) changed(); };
  const later = (ms) => { unsent = true; clearTimeout(soon); soon = setTimeout(send, ms); };
  const draft = drafts(control.draft);
  input.addEventListener("input", () => { draft.keep(input.value); later(600); });
  input.addEventListener("blur", send);
  let written = false; // by the kernel, for the first time
  return {
    node: make("div", { class: "ds-control ds-wide" }, make("label", { for: id }, control.label), input,
      make("small", { id: `${id}-help` }, control.help ?? "")),
    read: () => { unsent = false; return input.value; },
    write: (value) => {
      if (!unsent && input.value !== (value ?? "")) input.value = value ?? "";
      const lost = written ? null : draft.kept();
      written = true;
      if (lost !== null && lost !== input.value) { input.value = lost; later(0); }
      else if (input.value === (value ?? "")) draft.drop();
    },
    lock: (on) => { input.disabled = on; },
  };
}

/** A text the browser keeps for a while; without a name, or where it keeps nothing, there is none. */
function drafts(name) {
  const place = `deskside:draft:${name}`;
  const attempt = (act) => { try { return name ? act() : null; } catch { return null; } };
  return {
    keep: (text) => attempt(() => localStorage.setItem(place, text)),
    kept: () => attempt(() => localStorage.getItem(place)),
    drop: () => attempt(() => localStorage.removeItem(place)),
  };
}

export const KINDS = { range, number: amount, choice, select, switch: toggle, text: typed, date: typed, many, order, memo };
