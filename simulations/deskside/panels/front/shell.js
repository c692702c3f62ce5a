// The end of `shelf.js`, which stands above it: a form, and how it hears of its kernel.

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
