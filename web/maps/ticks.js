// Round numbers along an axis.

/**
 * Round numbers between two ends, about as many as wished for.
 * @param {number} low @param {number} high @param {number} wished
 */
export function ticks(low, high, wished) {
  const raw = (high - low) / wished;
  const ten = 10 ** Math.floor(Math.log10(raw));
  const step = ten * ([1, 2, 5].find((factor) => factor * ten >= raw) ?? 10);
  /** @type {number[]} */
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) {
    found.push(Number((k * step).toPrecision(12)));
  }
  return found;
}
