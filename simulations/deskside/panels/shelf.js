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

