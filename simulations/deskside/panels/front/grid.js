// Numbers as they are sent, and a part whose results are all there.

/** The numbers of a picture: for each series the columns that never change and those that do. */
export function joined(base = {}, frames = {}) {
  const names = new Set([...Object.keys(base), ...Object.keys(frames)]);
  names.delete("x");
  return Object.fromEntries([...names].map((name) => {
    const [one, two] = [base[name] ?? {}, frames[name] ?? {}];
    if (isColumn(base[name]) || isColumn(frames[name])) return [name, numbers(frames[name] ?? base[name])];
    const columns = Object.fromEntries(Object.entries({ x: base.x, ...one, ...two }).filter(([, column]) => column !== undefined)
      .map(([column, values]) => [column, numbers(values)]));
    return [name, columns];
  }));
}

function isColumn(values) {
  return typeof values === "string" || Array.isArray(values) || ArrayBuffer.isView(values) || values instanceof ArrayBuffer;
}

/** Numbers from what was sent: a list, base64 of little-endian 32-bit floats, or their bytes. */
export function numbers(sent) {
  if (Array.isArray(sent) || sent instanceof Float32Array) return sent;
  let bytes;
  if (typeof sent === "string") bytes = Uint8Array.from(atob(sent), (sign) => sign.charCodeAt(0));
  else bytes = ArrayBuffer.isView(sent) ? new Uint8Array(sent.buffer, sent.byteOffset, sent.byteLength) : new Uint8Array(sent);
  return new Float32Array(bytes.slice().buffer); // a copy begins where floats may begin
}

/**
 * A link for a part whose results are all there: page is {spec, values, base, grid}.
 *
 * grid  {axes: [[id, [value, ...]], ...], cells: [{said, problem?, html?, table?, frames}, ...]}; the cells in the
 *       order in which the last axis runs fastest. A setting between two goes to the nearer one.
 * A button with the id "reset" goes back to the first values; others are for the kernel and do nothing here.
 */
export function fromGrid(page, kernel) {
  const first = { ...page.values };
  const state = { locked: false, note: {}, progress: -1, answered: "", problem: "", ...page };
  const listeners = {};
  const tell = (...names) => names.forEach((name) => (listeners[name] ?? []).forEach((react) => react()));
  function go(values) {
    const place = placeOf(page.grid.axes, values);
    Object.assign(state, { said: "", problem: "", html: "", table: null, frames: {} }, page.grid.cells[place], { values, stamp: `cell ${place}` });
  }
  go(first);
  return {
    get: (name) => state[name],
    on: (name, react) => {
      (listeners[name] ??= []).push(react);
      return () => { listeners[name] = listeners[name].filter((one) => one !== react); };
    },
    send: (message) => {
      const wanted = message.do === "reset" ? first : message.values;
      if (message.do !== "set" && message.do !== "reset") return kernel?.(message);
      go({ ...wanted });
      state.answered = message.seq;
      tell("answered", "values", "stamp");
      return kernel?.(message);
    },
    put: (changes) => { Object.assign(state, changes); tell(...Object.keys(changes)); },
  };
}

function placeOf(axes, values) {
  return axes.reduce((place, [id, settings]) => place * settings.length + nearest(settings, values[id]), 0);
}

function nearest(settings, value) {
  const exact = settings.indexOf(value);
  if (exact >= 0 || typeof value !== "number") return Math.max(0, exact);
  return settings.reduce((best, one, place) => (Math.abs(one - value) < Math.abs(settings[best] - value) ? place : best), 0);
}
