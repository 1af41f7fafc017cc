// Numbers as a person reads them.

/**
 * Three digits, and powers of ten only where they help: 0.0123, 45.6, 1.2e-7, 3.4e5.
 * @param {number | null | undefined} value @param {number} digits
 */
export function short(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (Math.abs(value) > 3.4e38) return value > 0 ? "> 3.4e38" : "< −3.4e38";
  const size = Math.abs(value);
  const text =
    value !== 0 && (size >= 1e5 || size < 1e-3)
      ? value
          .toExponential(digits - 1)
          .replace(/\.?0+e/, "e")
          .replace("e+", "e")
      : String(Number(value.toPrecision(digits)));
  return text.replace("-", "−").replace("e-", "e−");
}

/**
 * The powers of ten of a range, thinned to at most so many of them.
 * @param {number} low @param {number} high @param {number} most
 */
export function decades(low, high, most) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / most));
  /** @type {number[]} */
  const found = [];
  for (let k = Math.ceil(first / every) * every; k <= last; k += every) found.push(10 ** k);
  return found;
}
