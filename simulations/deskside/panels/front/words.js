// Numbers as people say them; the same rules as deskside.charts.words, to the last digit.

/** A number with the digits a person can use: 9.6, 85, 1,234, 0.04. */
export function plain(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "no value";
  if (!Number.isFinite(value)) return "without end";
  const size = Math.abs(value);
  const digits = size >= 20 ? 0 : size >= 0.95 ? 1 : 2;
  const text = fixed(value, digits);
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

/** So many digits after the point, exact halves to the even digit as Python rounds them, commas between thousands. */
function fixed(value, digits) {
  const scaled = Math.abs(value) * 10 ** digits;
  const half = Number.isInteger(value * 8) && scaled % 1 === 0.5; // no other tie is exact in binary
  const down = half && Math.floor(scaled) % 2 === 0;
  const text = (down ? Math.sign(value) * Math.floor(scaled) / 10 ** digits : value).toFixed(digits);
  const [whole, part] = text.split(".");
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? apart : `${apart}.${part}`;
}

/** A difference with its sign and range, in the unit it is shown in. */
export function change(mean, low, high, unit) {
  if (mean === 0 && low === 0 && high === 0) return "no change";
  const spread = Number.isNaN(low) ? "" : ` (${signed(low)} to ${signed(high)})`;
  return `${signed(mean)} ${unit === "%" ? "points" : unit}`.trimEnd() + spread;
}

function signed(value) {
  const text = plain(Math.abs(value));
  return Number.isNaN(value) || text === "0" ? text : `${value > 0 ? "+" : "\u2212"}${text}`;
}

/** "6.6 (5.5 to 7.7)" */
export function ranged(mean, low, high) {
  return Number.isNaN(low) ? plain(mean) : `${plain(mean)} (${plain(low)} to ${plain(high)})`;
}
