// A timer for a group. It runs in the page, by the clock, so that it goes on while the kernel works.

let count = 0;

function render({ model, el }) {
  const own = `ds-timer-${Date.now().toString(36)}-${count++}`;
  const { title, text, minutes, twin } = model.get("spec");
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...children);
    return node;
  };
  const root = make("section", { class: "ds-form ds-timer", "aria-label": title, "data-lm-suppress-shortcuts": "true" });
  ownKeys(root); // of keys.js, which timer.py puts above
  const hide = make("style");
  hide.textContent = `[data-ds-twin="${twin}"]{display:none}`;
  const digits = make("div", { class: "ds-digits", role: "timer", "aria-labelledby": `${own}-title` });
  const told = make("p", { class: "ds-said", role: "status" });
  const start = make("button", { type: "button", class: "ds-main" }, "Start");
  const more = make("button", { type: "button" }, "One minute more");
  const again = make("button", { type: "button" }, "From the start");

  let left = minutes * 60000; // milliseconds
  let end = 0; // when it is over; 0 while it stands still
  let tick;
  let said = "";
  const remaining = () => (end ? end - Date.now() : left);

  function say(words) {
    if (words !== said) { said = words; told.textContent = words; }
  }

  function draw() {
    const seconds = Math.max(0, Math.ceil(remaining() / 1000));
    digits.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    root.classList.toggle("ds-over", seconds === 0);
    if (end && seconds === 0) { stop(); say("Time is up."); }
    else if (end && seconds <= 60 && minutes > 1) say("The last minute.");
    else if (end) say("Running.");
    start.textContent = end ? "Pause" : "Start";
    start.disabled = seconds === 0;
  }

  function stop() {
    left = Math.max(0, remaining());
    end = 0;
    clearInterval(tick);
  }

  start.addEventListener("click", () => {
    if (end) { stop(); say("Paused."); }
    else { end = Date.now() + left; tick = setInterval(draw, 200); }
    draw();
  });
  more.addEventListener("click", () => {
    if (end) end += 60000;
    else left += 60000;
    if (!end) say("");
    draw();
  });
  again.addEventListener("click", () => { stop(); left = minutes * 60000; say(""); draw(); });

  root.append(hide, make("div", { class: "ds-title", id: `${own}-title` }, title), make("p", {}, text), digits,
    make("div", { class: "ds-buttons" }, start, more, again), told);
  el.classList.add("deskside");
  el.append(root);
  draw();
  return () => clearInterval(tick);
}

export default { render };
