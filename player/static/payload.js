// Reading the messages that payload.py writes.

const text = new TextDecoder();

/**
 * @param {Uint8Array} bytes
 * @returns {{header: any, arrays: Record<string, Float32Array | Uint8Array>}}
 */
export function unpack(bytes) {
  const length = headerLength(bytes);
  const header = JSON.parse(text.decode(bytes.subarray(4, 4 + length)));
  const body = bytes.slice(4 + length).buffer; // a copy starts on a word, as typed arrays must
  const arrays = {};
  for (const [name, [kind, offset, size]] of Object.entries(header.arrays)) {
    const View = kind === "float32" ? Float32Array : Uint8Array;
    arrays[name] = new View(body, offset, size);
  }
  return { header, arrays };
}

/** What a message holds, without parsing it: a race, a relief or a ground. */
export function kindOf(bytes) {
  return text.decode(bytes.subarray(4, 26)).match(/"kind":"(\w+)"/)[1];
}

/** Whether two messages are the same, byte by byte. */
export function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function headerLength(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

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
