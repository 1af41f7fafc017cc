// Reading the races that payload.py writes.

import { unpack } from "../common/message.js";

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
 * @property {string} relief the id of the relief to run on
 * @property {string} title
 * @property {number[][]} minima [x, y, loss] each
 * @property {[number, number]} start
 * @property {{layout: string, dimension: string, axis: string}} view
 * @property {string} summary said when the race ends
 * @property {number} ack the number of the last event that the server has seen
 * @property {{id: string, about: "batch" | "noise"}} [ground] where each step sees a loss of its own
 * @property {boolean} [tells] whether the page wants to know which step is shown
 */

/** @returns {Race} */
export function readRace(bytes) {
  const { header, arrays } = unpack(bytes);
  const entrants = header.entrants.map((entrant, k) => ({
    ...entrant,
    x: arrays[`x${k}`],
    y: arrays[`y${k}`],
    loss: arrays[`loss${k}`],
    slope: arrays[`slope${k}`],
    lr: arrays[`lr${k}`] ?? entrant.lr ?? null,
    clipped: setBits(arrays[`clipped${k}`]).map((step) => step + 1),
    added: Object.fromEntries(
      header.axes.map((axis) => [axis, arrays[axis + k] ?? entrant[axis] ?? 1]),
    ),
  }));
  return { ...header, entrants };
}

/** The positions of the ones in packed bits, lowest bit first. */
function setBits(bytes = new Uint8Array()) {
  const found = [];
  bytes.forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) found.push(8 * i + bit);
  });
  return found;
}
