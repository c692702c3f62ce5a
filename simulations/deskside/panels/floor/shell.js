// What each floor carries: enough to find the player that all floors of this version share on a page. Its text comes
// once from each kernel, in a model of its own, and is loaded once a page.

const VERSION = "{version}";

function shared(model) {
  const shelf = (globalThis[Symbol.for("deskside.floor")] ??= new Map());
  if (!shelf.has(VERSION)) {
    const loading = load(model);
    shelf.set(VERSION, loading);
    loading.catch(() => shelf.delete(VERSION)); // the next floor tries again
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

async function render({ model, el }) {
  const { mount } = await shared(model);
  return mount(el, model.get("spec"), model.get("logs"));
}

export default { render };
