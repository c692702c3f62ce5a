// What each widget carries: enough to find the module that all widgets of this version share on a page. The module's
// text comes once from each kernel, in a model of its own, and is loaded once a page, however many kernels have it.

const VERSION = "{version}";

function shared(model) {
  const shelf = (globalThis[Symbol.for("deskside.front")] ??= new Map());
  if (!shelf.has(VERSION)) {
    const loading = load(model);
    shelf.set(VERSION, loading);
    loading.catch(() => shelf.delete(VERSION)); // the next widget tries again
  }
  return shelf.get(VERSION);
}

async function load(model) {
  const { text } = (await model.widget_manager.get_model(model.get("front"))).attributes;
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

function linkTo(model) {
  return {
    get: (name) => model.get(name),
    on: (name, react) => {
      model.on(`change:${name}`, react);
      return () => model.off(`change:${name}`, react);
    },
    send: (message) => model.send(message),
  };
}

/** A grid answers here; the kernel hears of buttons at once, and where the levers stand when they rest. */
function gridOf(front, model) {
  let resting;
  const kernel = linkTo(model);
  const page = Object.fromEntries(["spec", "values", "base", "grid"].map((name) => [name, model.get(name)]));
  const link = front.fromGrid(page, (message) => {
    clearTimeout(resting);
    if (message.do === "set") resting = setTimeout(() => kernel.send({ ...message, do: "rest" }), 400);
    else kernel.send(message);
  });
  const heard = ["note", "answered", "problem"].map((name) => kernel.on(name, () => link.put({ [name]: model.get(name) })));
  return [link, () => { clearTimeout(resting); heard.forEach((stop) => stop()); }];
}

/** A form, and the forms that stand below it; each has a place of its own. */
async function render({ model, el }) {
  const front = await shared(model);
  const below = (model.get("others") ?? []).map((id) => model.widget_manager.get_model(id));
  const undos = [model, ...await Promise.all(below)].map((one) => show(front, one, el.appendChild(document.createElement("div"))));
  return () => undos.forEach((undo) => undo());
}

function show(front, model, el) {
  let undo;
  const build = () => {
    undo?.();
    const [link, leave] = model.get("grid")?.said ? gridOf(front, model) : [linkTo(model), () => {}];
    const unmount = front.mount(el, link);
    undo = () => { unmount(); leave(); };
  };
  build();
  model.on("change:spec", build); // a panel learns of its pictures with its first result
  return () => { model.off("change:spec", build); undo(); };
}

export default { render };
