// A module as one page: puts every part on it, answers for it without Python, and keeps what a person does.
// It is one scope with the front end of panels (`mount`, `fromGrid`, `plain`); nothing leaves the page.
//
// Each part lies in a <script type="text/plain"> beside its static twin: {part, state, answers, twin}, written so
// that nobody reads an answer in passing. `answers.by` names who answers, below.

const LESSON = document.body.dataset.lesson;

// --- what is kept: in this browser, for this module ---------------------------------------------------------

const shelf = (() => {
  const name = `deskside-page-${LESSON}`;
  let kept = {};
  let works = true;
  try { kept = JSON.parse(localStorage.getItem(name) ?? "{}"); } catch { works = false; }
  const write = () => { try { localStorage.setItem(name, JSON.stringify(kept)); } catch { works = false; } };
  if (works) write();
  return {
    get: (part) => kept[part],
    put: (part, what) => { if (part) { kept[part] = what; write(); heard.forEach((react) => react()); } },
    forget: () => { kept = {}; try { localStorage.removeItem(name); } catch { works = false; } },
    works: () => works,
  };
})();
const heard = []; // who wants to know when something is kept

// --- reading what was written -------------------------------------------------------------------------------

function opened(node) {
  const bytes = Uint8Array.from(atob(node.textContent.trim()), (sign) => sign.charCodeAt(0));
  const key = new TextEncoder().encode(node.id);
  return JSON.parse(new TextDecoder().decode(bytes.map((byte, place) => byte ^ key[place % key.length])));
}

// --- numbers and predictions in words, as deskside.charts.words has them -----------------------------------

function amountOf(value, unit) {
  const share = unit === "share" || unit === "shares";
  const text = plain(share ? 100 * value : value);
  const name = share ? "%" : unit;
  return `${text} ${text === "1" && name.endsWith("s") ? name.slice(0, -1) : name}`.trimEnd();
}

function predicted(made, unit, options) {
  const text = options && made.value in options ? options[made.value] : amountOf(made.value, unit);
  return `${text} (${made.sure} % sure)`;
}

const near = (value, target, tolerance) => Math.abs(value - target) <= tolerance * Math.abs(target) + 1e-12;

function placeOfNumber(value, rule) {
  const close = rule.near.find((one) => near(value, one.target, one.tolerance));
  return close ? close.name : value < rule.target ? "below" : "above";
}

const EMPTY = (value) => value === null || value === undefined || value === "";
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// --- who answers: each takes the answers of a part and gives (message, kept) => {state, keep?} ---------------

const ANSWER = {
  replies: (rule) => (message) => {
    const found = rule.replies.find((one) => one.do === message.do && same(sorted(one.values), sorted(message.values)));
    return answer(found?.state ?? { problem: "Give an answer first." }, { do: message.do, values: message.values });
  },

  number: (rule) => (message) => {
    const value = message.values[rule.control];
    const place = EMPTY(value) ? "none" : placeOfNumber(value, rule);
    return answer(rule.shown[place], message);
  },

  check: (rule) => (message, kept) => {
    const before = kept ?? { hints: 0, place: "start" };
    const value = message.values.value;
    if (message.do === "check" && EMPTY(value)) return { state: rule.none };
    const hints = Math.min(before.hints + (message.do === "hint" ? 1 : 0), rule.levels.length - 1);
    const place = message.do === "check" ? placeOfNumber(value, rule) : "start";
    return { state: { values: { value }, ...rule.levels[hints][place] }, keep: { do: "again", hints, place, values: { value } } };
  },

  predict: (rule, data) => (message) => {
    const { value, sure } = message.values;
    const number = data.state.spec.controls[0].kind === "number";
    const fits = number ? !EMPTY(value) && value >= rule.low && value <= rule.high : !EMPTY(value);
    if (!fits) return { state: { problem: rule.missing } };
    const made = shelf.get(data.part)?.values ?? { value, sure }; // nobody predicts after the reveal
    const options = Object.fromEntries(data.state.spec.controls[0].options);
    const said = rule.said.replace("{yours}", predicted(made, rule.unit, number ? null : options));
    return { state: { said, locked: true, values: made }, keep: { do: "keep", values: made } };
  },

  reveal: (rule) => (message) => {
    const made = shelf.get(rule.of)?.values;
    if (!made && message.do !== "anyway") return { state: { said: rule.missing } };
    const state = revealed(rule, made);
    return { state, keep: made && { do: "compare", values: {} } };
  },

  words: (rule) => (message) => {
    const text = message.values[rule.control] ?? "";
    return answer({ said: text.trim() ? rule.said : "" }, message);
  },

  ticks: (rule) => (message) => answer({ said: rule.said[(message.values[rule.control] ?? []).length] }, message),

  card: (rule, data) => (message) => {
    const empty = data.state.spec.controls.filter((one) => !String(message.values[one.id] ?? "").trim());
    if (empty.length) return { state: { problem: rule.missing.replace("{names}", empty.map((one) => one.label).join("; ")) } };
    const html = data.state.spec.controls.reduce((text, one) => text.replaceAll(`{${one.id}}`, () => escaped(String(message.values[one.id]).trim())), rule.shown.html);
    return answer({ ...rule.shown, html }, message);
  },
};

const answer = (state, { do: action, values }) => ({ state: { values, ...state }, keep: state.problem ? undefined : { do: action, values } });

function sorted(values) {
  return Object.fromEntries(Object.entries(values).sort());
}

function revealed(rule, made) {
  if (!made) return rule.shown.none;
  const yours = predicted(made, rule.unit, rule.mean === null ? rule.options : null);
  let name = String(made.value);
  let times = "";
  if (rule.mean !== null) {
    name = near(made.value, rule.mean, rule.within) ? "near" : made.value < rule.mean ? "low" : "high";
    const share = rule.mean ? made.value / rule.mean : Infinity;
    times = share >= 1 ? `${plain(share)} times` : `${plain(100 * share)} % of`;
  }
  const { html, said } = rule.shown[name];
  const filled = html.replace("{yours}", () => escaped(yours)).replace("{times}", () => escaped(times));
  return { html: filled, said: said.replace("{yours}", () => yours), locked: true };
}

// --- a part on the page -------------------------------------------------------------------------------------

/** A link (see front/form.js) for a part that one of ANSWER answers for. */
function answering(data) {
  const state = { locked: false, ...data.state, values: { ...data.state.values } };
  const listeners = {};
  const judge = ANSWER[data.answers.by](data.answers, data);
  let turn = 0;
  function act(message) {
    const { state: changes, keep } = judge(message, shelf.get(data.part));
    Object.assign(state, { said: "", problem: "" }, "problem" in changes ? {} : { html: "" }, changes, { stamp: `turn ${turn++}` });
    if (keep) shelf.put(data.part, keep);
  }
  const before = shelf.get(data.part);
  if (before) act({ ...before, do: before.do === "again" ? "" : before.do });
  const again = shelf.get(data.part);
  if (before?.do === "again" && again) Object.assign(state, data.answers.levels[before.hints][before.place]);
  return {
    get: (name) => state[name],
    on: (name, react) => { (listeners[name] ??= []).push(react); return () => {}; },
    send: (message) => {
      act(message);
      state.answered = message.seq;
      for (const name of ["answered", "values", "locked", "stamp"]) (listeners[name] ?? []).forEach((react) => react());
    },
  };
}

/** A widget that brings its own code, as anywidget has it. */
async function widget(place, { code, style, state }) {
  const look = document.createElement("style");
  look.textContent = style;
  document.head.append(look);
  const from = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const module = (await import(from)).default;
  URL.revokeObjectURL(from);
  const values = { ...state };
  const model = {
    get: (name) => values[name],
    set: (name, value) => { values[name] = value; },
    on: () => {}, off: () => {}, send: () => {}, save_changes: () => {},
  };
  await module.initialize?.({ model });
  await module.render({ model, el: place });
}

/** A module of our own that is put into an element: mount(element, spec, bytes). */
async function whole(place, { code, spec, bytes }) {
  const from = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { mount: into } = await import(from);
  URL.revokeObjectURL(from);
  into(place, spec, bytes.map((text) => new DataView(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer)));
}

function keyPoints(place, { title, asked }) {
  const list = document.createElement("div");
  place.querySelector(".ds-form").append(list);
  const tell = () => {
    const lines = asked.filter((one) => shelf.get(one.of)).map((one) => {
      const options = Object.keys(one.options).length ? one.options : null;
      return `<li>${escaped(`${one.ask} ${predicted(shelf.get(one.of).values, one.unit, options)}`)}</li>`;
    });
    list.innerHTML = lines.length ? `<p><b>${escaped(title)}</b></p><ul>${lines.join("")}</ul>` : "";
  };
  heard.push(tell);
  tell();
}

function put(place) {
  const data = opened(place.querySelector("script"));
  const { by, note } = data.answers;
  const twin = place.querySelector(".page-twin");
  if (by === "key points") { keyPoints(twin, data.answers); return; }
  if (by === "nobody") return;
  const room = document.createElement("div");
  room.className = "deskside";
  twin.remove();
  place.prepend(room);
  if (by === "widget") { widget(room, data.answers); return; }
  if (by === "module") { whole(room, data.answers); return; }
  mount(room, by === "grid" ? fromGrid(data.answers.page) : answering(data));
  if (note) room.insertAdjacentHTML("beforeend", `<p class="ds-note">${escaped(note)}</p>`);
}

// --- the page itself ----------------------------------------------------------------------------------------

function lit() {
  const dark = document.body.dataset.theme ? document.body.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.body.dataset.jpThemeLight = String(!dark);
  document.querySelector("#page-theme").textContent = dark ? "Light page" : "Dark page";
}

document.querySelector("#page-theme").addEventListener("click", () => {
  document.body.dataset.theme = document.body.dataset.jpThemeLight === "true" ? "dark" : "light";
  lit();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", lit);
document.querySelector("#page-forget").addEventListener("click", (event) => {
  const button = event.currentTarget;
  if (button.dataset.sure) { shelf.forget(); location.reload(); return; }
  button.dataset.sure = "yes";
  button.textContent = "Sure? Press again to forget my answers";
});
addEventListener("beforeprint", () => document.querySelectorAll("details.page-print").forEach((one) => { one.open = true; }));

lit();
for (const place of document.querySelectorAll(".page-part")) put(place);
if (!shelf.works()) document.querySelector("#page-kept").textContent = "This browser keeps nothing for a page from disk: your answers are gone when you close it.";
document.body.dataset.ready = "yes";
