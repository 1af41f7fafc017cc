// Reading the races that payload.py writes.

import { unpack } from "../common/message.js";

/** @typedef {import("./views.js").View} View */

/**
 * One runner of a race: its path and what was true along it.
 * @typedef {object} Entrant
 * @property {string} name
 * @property {string} note
 * @property {string} color on a light page
 * @property {string} darkColor on a dark page
 * @property {number[]} dash
 * @property {string} marker a symbol's name in Plotly
 * @property {number} last the last step before the run overflowed, or the last of all
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {Float32Array} loss
 * @property {Float32Array} slope length of the gradient
 * @property {Float32Array | number | null} lr
 * @property {number[]} clipped the steps in which clipping acted
 * @property {Record<string, number | Float32Array | Uint8Array>} added what its steps add to an axis
 * @property {number} epoch how many samples there are; 0 where the loss is no mean over them
 */

/**
 * @typedef {object} Race
 * @property {number} steps
 * @property {Entrant[]} entrants
 * @property {string[]} axes what the charts may count besides steps
 * @property {string} relief the id of the height map to run on
 * @property {string} title
 * @property {[number, number, number][]} minima [x, y, loss] each
 * @property {[number, number]} start
 * @property {View} view
 * @property {string} summary said when the race ends
 * @property {number} ack the number of the last event that the server has seen
 * @property {StepLossesOffer} [ground] where each step sees a loss of its own
 * @property {boolean} [tells] whether the page wants to know which step is shown
 */

/** @typedef {{id: string, about: "batch" | "noise"}} StepLossesOffer */

/**
 * An entrant as it is sent: what is the same at each step as one number, the rest as arrays.
 * @typedef {Omit<Entrant, "x" | "y" | "loss" | "slope" | "clipped" | "added" | "lr"> & {lr?: number} &
 *   Record<string, unknown>} Sent
 */

/** @typedef {Omit<Race, "entrants"> & {entrants: Sent[]}} Header */

/** @param {Uint8Array} bytes @returns {Race} */
export function readRace(bytes) {
  /** @type {{header: Header, arrays: import("../common/message.js").Arrays}} */
  const { header, arrays } = unpack(bytes);
  /** @param {string} name */
  const floats = (name) => /** @type {Float32Array} */ (arrays[name]);
  /** @param {Sent} entrant @param {number} k @returns {Entrant} */
  const entrantOf = (entrant, k) => ({
    ...entrant,
    x: floats(`x${k}`),
    y: floats(`y${k}`),
    loss: floats(`loss${k}`),
    slope: floats(`slope${k}`),
    lr: floats(`lr${k}`) ?? entrant.lr ?? null,
    clipped: setBits(arrays[`clipped${k}`]).map((step) => step + 1),
    added: Object.fromEntries(
      header.axes.map((axis) => [axis, arrays[axis + k] ?? Number(entrant[axis] ?? 1)]),
    ),
  });
  return { ...header, entrants: header.entrants.map(entrantOf) };
}

/** The positions of the ones in packed bits, lowest bit first. @param {Iterable<number>} [bytes] */
function setBits(bytes = []) {
  /** @type {number[]} */
  const found = [];
  let first = 0;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) found.push(first + bit);
    first += 8;
  }
  return found;
}
