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

/** Numbers from what was sent: a list (null for no value), or the bytes of deskside.panels.pack, as base64 or as such. */
export function numbers(sent) {
  if (Array.isArray(sent)) return sent.map((value) => value ?? NaN);
  if (sent instanceof Float64Array) return sent;
  let bytes;
  if (typeof sent === "string") bytes = Uint8Array.from(atob(sent), (sign) => sign.charCodeAt(0));
  else bytes = ArrayBuffer.isView(sent) ? new Uint8Array(sent.buffer, sent.byteOffset, sent.byteLength) : new Uint8Array(sent);
  const own = new DataView(bytes.slice().buffer); // a copy of its own, wherever the bytes began
  const [scale, count] = [own.getFloat32(0, true), (own.byteLength - 4) / 2];
  return Float64Array.from({ length: count }, (_, i) => {
    const whole = own.getInt16(4 + 2 * i, true);
    return whole === -32768 ? NaN : whole * scale;
  });
}

/**
 * A link for a part whose results are all there. page is the state with a grid: {spec, values, base, grid}.
 *
 * grid  {axes: [[id, [value, ...]], ...], said: [...], problems: {place: text}, html: {texts, of: [which, ...]}, tables: {head, rows: [...]},
 *       frames: {picture: {series: {column: numbers of all places, one after the other}}}, still: place}
 *       A place counts the settings with the last axis running fastest; a setting between two goes to the nearer one.
 *       still is the place of the desk as it is: there, these series are not drawn.
 *       Or {axes, cells: [{said, problem?, html?, table?, frames}, ...]}: the state of each place as such.
 * A button with the id "reset" goes back to the first values; what else is sent goes to the kernel, if there is one.
 */
export function fromGrid(page, kernel) {
  const first = Object.fromEntries(page.spec.controls.map((control) => [control.id, control.value]));
  const { grid } = page;
  const many = grid.said?.length;
  const frames = grid.cells ? {} : unfolded(grid.frames);
  const state = { locked: false, note: {}, progress: -1, answered: "", ...page };
  const listeners = {};
  const tell = (...names) => names.forEach((name) => (listeners[name] ?? []).forEach((react) => react()));
  function go(values) {
    const place = placeOf(grid.axes, values);
    state.values = values;
    if (grid.cells) { // whole states
      Object.assign(state, { said: "", problem: "", html: "", table: null, frames: {} }, grid.cells[place], { stamp: `place ${place}` });
      return;
    }
    state.problem = grid.problems[place] ?? "";
    if (state.problem) return; // the last result that worked stays
    state.said = grid.said[place];
    state.html = grid.html.texts[grid.html.of[place]];
    state.table = { head: grid.tables.head, rows: grid.tables.rows[place] };
    state.frames = at(frames, place, many, place === grid.still);
    state.stamp = `place ${place}`;
  }
  go({ ...first, ...page.values });
  return {
    get: (name) => state[name],
    on: (name, react) => {
      (listeners[name] ??= []).push(react);
      return () => { listeners[name] = listeners[name].filter((one) => one !== react); };
    },
    send: (message) => {
      if (message.do !== "set" && message.do !== "reset") return kernel?.(message);
      go({ ...(message.do === "reset" ? first : message.values) });
      state.answered = message.seq;
      tell("answered", "values", "stamp");
      return kernel?.(message);
    },
    put: (changes) => { Object.assign(state, changes); tell(...Object.keys(changes)); },
  };
}

function unfolded(frames) {
  return Object.fromEntries(Object.entries(frames).map(([picture, series]) => [picture,
    Object.fromEntries(Object.entries(series).map(([name, columns]) => [name, isColumn(columns) ? numbers(columns)
      : Object.fromEntries(Object.entries(columns).map(([column, values]) => [column, numbers(values)]))]))]));
}

/** The part of every column that belongs to a place. */
function at(frames, place, many, still) {
  const part = (column) => column.slice((place * column.length) / many, ((place + 1) * column.length) / many);
  return Object.fromEntries(Object.entries(frames).map(([picture, series]) => [picture,
    Object.fromEntries(Object.entries(series).filter(([, columns]) => isColumn(columns) || !still)
      .map(([name, columns]) => [name, isColumn(columns) ? part(columns)
        : Object.fromEntries(Object.entries(columns).map(([column, values]) => [column, part(values)]))]))]));
}

function placeOf(axes, values) {
  return axes.reduce((place, [id, settings]) => place * settings.length + nearest(settings, values[id]), 0);
}

/** The place in a list of the number that is nearest to a value. */
export function nearest(settings, value) {
  const exact = settings.indexOf(value);
  if (exact >= 0 || typeof value !== "number") return Math.max(0, exact);
  return settings.reduce((best, one, place) => (Math.abs(one - value) < Math.abs(settings[best] - value) ? place : best), 0);
}
