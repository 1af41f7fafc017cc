// What the server says of maps, and how they are looked at; component.py writes both.

/** @typedef {[color: string, stripe: string]} Paint */
/** @typedef {"minimum" | "outcome" | "steps"} Show what the colours say */
/** @typedef {{row: number, column: number}} Cell a start, by its place on the grid */

/**
 * What all maps share.
 * @typedef {object} Maps
 * @property {string} name of this message
 * @property {string} about what the maps are about, whatever their size
 * @property {number} size starts along a side
 * @property {[number, number]} low
 * @property {[number, number]} high
 * @property {string[]} names
 * @property {[number, number][]} minima
 * @property {number[]} marked
 * @property {number[]} numbered
 * @property {string[]} words of each ending
 * @property {Record<Show, Paint[]>} paints
 * @property {import("../common/message.js").Arrays} arrays
 */

/**
 * How maps are looked at, and the paths from the start that was picked.
 * @typedef {object} Look
 * @property {string} name of the message of the maps
 * @property {Show} show
 * @property {[number, number] | null} picked
 * @property {import("../common/message.js").Arrays} arrays
 */

/**
 * What became of each start on one map.
 * @typedef {object} Facts
 * @property {string} name
 * @property {Uint16Array} label of the minimum that was reached, from 1; 0 for none
 * @property {Uint16Array} arrived the step, plus 1
 * @property {ArrayLike<number>} ending
 * @property {ArrayLike<number>} shade
 * @property {ArrayLike<number>} loss
 * @property {boolean} picks whether a start can be picked
 */

/** The facts of one map. @param {Maps} maps @param {number} k @param {boolean} picks @returns {Facts} */
export function factsOf({ names, arrays }, k, picks) {
  return {
    name: names[k],
    label: pairs(arrays[`label${k}`]),
    arrived: pairs(arrays[`arrived${k}`]),
    ending: arrays[`ending${k}`],
    shade: arrays[`shade${k}`],
    loss: arrays[`loss${k}`],
    picks,
  };
}

/** Pairs of bytes as numbers. @param {ArrayBufferView} bytes */
function pairs({ buffer, byteOffset, byteLength }) {
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}

/**
 * The start that a cell stands for: its middle.
 * @param {Maps} maps @param {Cell} cell
 * @returns {[number, number]}
 */
export function startOf({ low, high, size }, { row, column }) {
  /** @param {number} n @param {number} i */
  const at = (n, i) => low[i] + ((n + 0.5) / size) * (high[i] - low[i]);
  return [at(column, 0), at(row, 1)];
}

/**
 * The paint of a start.
 * @template Value
 * @param {Record<Show, Value[]>} paints @param {Facts} facts @param {number} i @param {Show} show
 * @returns {Value}
 */
export function paintOf(paints, { label, ending, shade }, i, show) {
  if (show === "outcome" || !label[i]) return paints.outcome[ending[i]];
  return show === "steps" ? paints.steps[shade[i]] : paints.minimum[label[i] - 1];
}
