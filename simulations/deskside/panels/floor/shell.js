// The floor's end of `shelf.js`, which stands above it.

async function render({ model, el }) {
  const { mount } = await shared(model);
  return mount(el, model.get("spec"), model.get("logs"));
}

export default { render };
