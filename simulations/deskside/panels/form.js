// One front end for every interactive part: labelled native controls, buttons, a spoken summary and a result.
// It knows no lesson and no desk: the kernel sends a description of the controls, values and finished HTML.

let count = 0;

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

function shown(control, value) {
  const scaled = value * (control.factor ?? 1);
  return `${scaled.toFixed(control.digits ?? 0)} ${control.unit ?? ""}`.trim();
}

// --- controls: each returns {node, read, write, lock} -----------------------------------------------------

function range(control, id, changed) {
  const input = make("input", {
    type: "range", id, min: control.low, max: control.high, step: control.step, "aria-describedby": `${id}-help`,
  });
  const output = make("output", { for: id });
  const say = () => {
    output.textContent = shown(control, Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", () => { say(); changed(); });
  return {
    node: make("div", { class: "ds-control ds-range" },
      make("div", { class: "ds-row" }, make("label", { for: id }, control.label), output),
      input, make("small", { id: `${id}-help` }, control.help ?? "")),
    read: () => Number(input.value),
    write: (value) => { input.value = value; say(); },
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
      make("small", { id: `${id}-help` }, control.help ?? "")),
    read: () => (input.value === "" ? null : Number(input.value)),
    write: (value) => { input.value = value ?? ""; },
    lock: (on) => { input.disabled = on; },
  };
}

function choice(control, id) {
  const inputs = control.options.map(([key, text], place) => {
    const input = make("input", { type: "radio", name: id, id: `${id}-${place}`, value: key });
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

function text(control, id) {
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
    const line = make("li", { "data-key": key }, make("span", {}, text));
    const buttons = [["up", "\u2191", -1], ["down", "\u2193", 1]].map(([word, sign, step]) => {
      const button = make("button", { type: "button", "aria-label": `Move ${word}: ${text}` }, sign);
      button.addEventListener("click", () => move(line, step, button));
      button.addEventListener("keydown", (event) => {
        const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (way) { event.preventDefault(); move(line, way, button); }
      });
      return button;
    });
    line.append(make("span", { class: "ds-moves" }, ...buttons));
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
    told.textContent = `${line.firstChild.textContent}: now number ${place} of ${lines.length}.`;
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

// Free text that is sent as it is written: soon after the last key, and at once when it is left.
function memo(control, id, changed) {
  const input = make("textarea", { id, rows: 4, maxlength: 5000, placeholder: control.hint, "aria-describedby": `${id}-help` });
  let unsent = false; // what is being written is never written over by an answer to older text
  let soon;
  const send = () => { clearTimeout(soon); if (unsent) changed(); };
  input.addEventListener("input", () => { unsent = true; clearTimeout(soon); soon = setTimeout(send, 600); });
  input.addEventListener("blur", send);
  return {
    node: make("div", { class: "ds-control ds-wide" }, make("label", { for: id }, control.label), input,
      make("small", { id: `${id}-help` }, control.help ?? "")),
    read: () => { unsent = false; return input.value; },
    write: (value) => { if (!unsent && input.value !== (value ?? "")) input.value = value ?? ""; },
    lock: (on) => { input.disabled = on; },
  };
}

const KINDS = { range, number: amount, choice, text, date: text, many, order, memo };

// --- the form ----------------------------------------------------------------------------------------------

function render({ model, el }) {
  const own = `ds-${Date.now().toString(36)}-${count++}`;
  const spec = model.get("spec");
  const root = make("section", { class: `ds-form ds-${spec.kind}`, "aria-label": spec.title,
    "data-lm-suppress-shortcuts": "true" });
  // Keys belong to this form: JupyterLab would take x, d or z as commands and change cells.
  for (const kind of ["keydown", "keypress", "keyup"]) root.addEventListener(kind, (event) => event.stopPropagation());

  // While the live form is on the page its static twin is not shown.
  const hide = make("style");
  hide.textContent = `[data-ds-twin="${spec.twin}"]{display:none}`;

  const controls = {};
  const grid = make("div", { class: "ds-controls" });
  let sent = ""; // each message of each view has its own name: two views of one form never mix theirs up
  let number = 0;
  let waiting = false;
  let again = false;
  let late;
  const read = () => Object.fromEntries(Object.entries(controls).map(([id, one]) => [id, one.read()]));

  function send(action) {
    if (waiting && action === "set") { again = true; return; } // never a backlog: the last values follow at once
    waiting = true;
    again = false;
    sent = `${own}:${number++}`;
    model.send({ seq: sent, do: action, values: read() });
    clearTimeout(late);
    late = setTimeout(() => { status.textContent = "No answer yet. If this stays, run the cell again."; }, 20000);
    setTimeout(() => { if (waiting) { root.setAttribute("aria-busy", "true"); status.textContent = "Working ..."; } }, 150);
  }

  spec.controls.forEach((control, place) => {
    const one = KINDS[control.kind](control, `${own}-${place}`, () => spec.live && send("set"));
    one.write(model.get("values")[control.id] ?? control.value);
    controls[control.id] = one;
    grid.append(one.node);
  });
  const buttons = (spec.buttons ?? []).map((button) => {
    const node = make("button", { type: "button", class: button.main ? "ds-main" : undefined, "data-do": button.id }, button.label);
    node.addEventListener("click", () => send(button.id));
    return node;
  });

  const status = make("span", { class: "ds-status", role: "status" });
  const problem = make("div", { class: "ds-problem", role: "alert" });
  const said = make("p", { class: "ds-said", "aria-live": "polite" });
  const result = make("div", { class: "ds-result" });
  const intro = make("div", { class: "ds-intro" });
  intro.innerHTML = spec.intro ?? "";
  root.append(hide, make("div", { class: "ds-title" }, spec.title), intro, grid,
    make("div", { class: "ds-buttons" }, ...buttons, status), problem, said, result);
  el.classList.add("deskside");
  el.append(root);

  function draw() {
    problem.textContent = model.get("problem");
    problem.hidden = !model.get("problem");
    said.textContent = model.get("said");
    said.hidden = !model.get("said");
    const open = [...result.querySelectorAll("details")].map((one) => one.open);
    if (result.dataset.html !== model.get("stamp")) {
      result.innerHTML = model.get("html");
      result.dataset.html = model.get("stamp");
      [...result.querySelectorAll("details")].forEach((one, place) => { one.open = open[place] ?? false; });
    }
    Object.values(controls).forEach((one) => one.lock(model.get("locked")));
    buttons.forEach((button) => { button.disabled = model.get("locked"); });
  }

  function answered() {
    if (model.get("answered") !== sent) return;
    waiting = false;
    clearTimeout(late);
    status.textContent = "";
    root.removeAttribute("aria-busy");
    if (again) send("set");
    else wrote(); // in whatever order the changes of one message are told
  }

  function wrote() {
    if (waiting) return; // the person may still be moving a control
    for (const [id, value] of Object.entries(model.get("values"))) controls[id]?.write(value);
  }

  const listen = [["change:stamp", draw], ["change:problem", draw], ["change:said", draw], ["change:locked", draw],
    ["change:values", wrote], ["change:answered", answered]];
  listen.forEach(([name, react]) => model.on(name, react));
  draw();
  return () => { listen.forEach(([name, react]) => model.off(name, react)); clearTimeout(late); };
}

export default { render };
