// The page around a floor: native controls with labels, the story's box, the key of shapes, places for words.

import { Scene } from "./scene.js";
import { capital, find, say } from "./story.js";
import { Strip } from "./strip.js";
import { AGES, paintToken } from "./tokens.js";

// Minutes as short as they are read: 240 is "4 h".
function pace(minutes) {
  const [size, unit] = minutes % 1440 === 0 ? [1440, "day"] : minutes % 60 === 0 ? [60, "h"] : [1, "min"];
  return `${minutes / size} ${unit}`;
}

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

export function button(text, name, press, title) {
  const node = make("button", { type: "button", "data-do": name, "aria-label": title, title }, text);
  node.addEventListener("click", press);
  return node;
}

// A table of a head and rows; the first cell of a row names it.
export function fill(table, names, rows) {
  const head = make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name)));
  const body = rows.map(([name, ...values]) => make("tr", {}, make("th", { scope: "row" }, name), ...values.map((one) => make("td", {}, String(one)))));
  table.replaceChildren(make("thead", {}, head), make("tbody", {}, ...body));
}

// Gives an element the look of this version; other versions on the same page keep theirs.
export function dress(element) {
  const name = `ds-fv${VERSION}`;
  if (!document.getElementById(name)) {
    const style = make("style", { id: name });
    style.textContent = STYLE.replaceAll(".deskside", `.${name}`);
    document.head.append(style);
  }
  element.classList.add(name);
}

// A piece of a floor's line in the strip, beside its name.
function sample(number) {
  return make("span", { class: `ds-floor-line ds-floor-line-${number}`, "aria-hidden": "true" });
}

// Everything on the page, as fields of the player.
export function build(player) {
  const { spec, own } = player;
  player.canvases = spec.floors.map((head, number) => make("canvas", {
    class: "ds-floor-picture", role: "img",
    "aria-label": `The desk floor${spec.names[number] ? `, ${spec.names[number]}` : ""}. The words below say what it shows.`,
  }));
  const figures = player.canvases.map((canvas, number) => {
    const name = spec.names[number] ? make("div", { class: "ds-floor-name" }, sample(number), capital(spec.names[number])) : null;
    return make("div", { class: "ds-floor-one" }, name, canvas);
  });
  player.scenes = player.canvases.map((canvas, number) => new Scene(canvas, player.replays[number]));
  player.clock = make("div", { class: "ds-floor-clock" });
  player.stripCanvas = make("canvas", { class: "ds-floor-strip", "aria-hidden": "true" });
  player.strip = new Strip(player.stripCanvas, player.replays, player.from, player.until);
  player.slider = make("input", { type: "range", id: `${own}-time`, min: 0, max: Math.ceil(player.until / player.per), step: 1 });
  player.now = make("div", { class: "ds-floor-now" });
  player.live = make("div", { class: "ds-floor-hidden", "aria-live": "polite" });
  player.event = make("p", { class: "ds-floor-event" });
  player.tables = [make("table", { class: "ds-numbers" }), make("table", { class: "ds-numbers" })];
  player.details = make("details", {}, make("summary", {}, "The numbers at this moment"),
    make("div", { class: "ds-scroll", tabindex: 0, role: "group", "aria-label": "Tables of this moment" }, ...player.tables));
  const stage = make("div", { class: `ds-floor-stage ds-floor-${spec.floors.length === 1 ? "single" : "pair"}` },
    make("div", { class: "ds-floor-pictures" }, ...figures), storyBox(player));
  player.stage = stage;
  player.root = make("section", { class: "ds-form ds-floor", "aria-label": spec.title, "data-lm-suppress-shortcuts": "true" },
    make("div", { class: "ds-floor-head" }, make("div", { class: "ds-title" }, spec.title), player.clock),
    controls(player),
    make("div", { class: "ds-floor-time" }, player.stripCanvas,
      make("label", { for: `${own}-time`, class: "ds-floor-hidden" }, "Time"), player.slider),
    spec.note ? make("p", { class: "ds-note" }, spec.note) : null, stage, player.now, player.event, player.live, key(player), player.details);
  if (spec.twin) {
    const hide = make("style");
    hide.textContent = `[data-ds-twin="${spec.twin}"]{display:none}`;
    player.root.prepend(hide);
  }
}

function controls(player) {
  const { own, spec } = player;
  player.play = button("▶ Play", "play", () => player.toggle());
  player.play.classList.add("ds-main");
  player.back = button("◂ Previous", "back", () => player.step(false), "Previous event");
  player.next = button("Next ▸", "next", () => player.step(true), "Next event");
  player.worst = button("Busiest moment", "worst", () => player.jump(player.strip.busiest()));
  player.speed = make("select", { id: `${own}-speed` }, ...spec.speeds.map((minutes) => make("option", { value: minutes }, pace(minutes))));
  player.speed.value = String(player.spec.speed);
  player.hurry = make("input", { type: "checkbox", id: `${own}-hurry` });
  player.hurry.checked = true;
  return make("div", { class: "ds-buttons" }, player.play, player.back, player.next, player.worst,
    make("span", { class: "ds-floor-field" }, make("label", { for: `${own}-speed` }, "A second is"), player.speed),
    make("span", { class: "ds-floor-field" }, player.hurry, make("label", { for: `${own}-hurry` }, "hurry while closed")));
}

function storyBox(player) {
  const { own } = player;
  const most = Math.max(...player.replays.map((one) => one.log.tickets)) - 1;
  player.number = make("input", { type: "number", id: `${own}-ticket`, min: 0, max: most, step: 1 });
  player.longest = button("Longest waiting", "longest", () => player.pickLongest());
  player.told = make("div", { class: "ds-floor-told", "aria-live": "polite" },
    make("p", { class: "ds-note" }, "Click a ticket, or give its number, and read its story."));
  const scroll = make("div", { class: "ds-floor-scroll", tabindex: 0, role: "group", "aria-label": "Story of the ticket" }, player.told);
  return make("div", { class: "ds-floor-story" },
    make("div", { class: "ds-floor-pick" },
      make("label", { for: `${own}-ticket` }, "Story of ticket"), player.number, player.longest), scroll);
}

// The key: what the shapes mean, drawn as they are drawn on the floor.
function key(player) {
  player.keys = [];
  const token = (look, words) => {
    const canvas = make("canvas", { "aria-hidden": "true" });
    player.keys.push([canvas, look]);
    return make("span", {}, canvas, words);
  };
  const { head } = player.replays[0];
  const live = new Set(head.channels.map((one) => one.live));
  const shapes = [live.has(true) && token({ round: true, age: 0 }, "waits on the line"), live.has(false) && token({ round: false, age: 0 }, "left a request")];
  const ages = AGES.map((age, number) => token({ round: false, age: number }, age.text));
  const seen = new Set(player.replays.flatMap((one) => [...new Set(one.log.visitKind)].map((kind) => one.head.kinds.visit[kind])));
  const marks = [...seen].filter((kind) => kind !== "FIRST").map((kind) => token(
    { round: false, age: 0, mark: find(player.spec.phrases, "mark", kind) }, say(player.spec.phrases, "key", kind, {})));
  const people = ["busy", "free", "off"].map((state) => token({ state }, { busy: "at work", free: "free", off: "off duty" }[state]));
  const group = (name, parts) => make("div", {}, make("b", {}, name), ...parts.filter(Boolean));
  return make("div", { class: "ds-floor-key" }, group("Ticket", [...shapes, ...marks]), group("Age", ages), group("Agent", people));
}

export function paintKey(player) {
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  for (const [canvas, look] of player.keys) {
    canvas.width = canvas.height = 20 * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    if (!look.state) { paintToken(context, player.colours, look, 3, 3, 14); continue; }
    const scene = player.scenes[0];
    const shown = scene.context;
    scene.context = context;
    scene.drawPerson(10, 10.5, 26, look.state, "");
    scene.context = shown;
  }
}
