// Messages of the server, as messages.py packs them: a header and arrays of numbers.

/** @typedef {Record<string, Float32Array | Uint8Array>} Arrays */

const text = new TextDecoder();
const DATE = 8; // bytes at the end of a dated message

/** @typedef {{arrays: Record<string, [kind: string, offset: number, size: number]>}} Index */

/**
 * Read a message; the arrays are views of a copy of it.
 * @template Header what is known to be sent
 * @param {Uint8Array} bytes
 * @returns {{header: Header, arrays: Arrays}}
 */
export function unpack(bytes) {
  const length = headerLength(bytes);
  /** @type {Header & Index} */
  const header = JSON.parse(text.decode(bytes.subarray(4, 4 + length)));
  const body = bytes.slice(4 + length).buffer; // a copy starts on a word, as typed arrays must
  /** @type {Arrays} */
  const arrays = {};
  for (const [name, [kind, offset, size]] of Object.entries(header.arrays)) {
    const View = kind === "float32" ? Float32Array : Uint8Array;
    arrays[name] = new View(body, offset, size);
  }
  return { header, arrays };
}

/** What a message holds, without parsing it. @param {Uint8Array} bytes */
export function kindOf(bytes) {
  return text.decode(bytes.subarray(4, 26)).match(/"kind":"(\w+)"/)?.[1];
}

/** Whether two messages are the same, byte by byte. @param {Uint8Array} a @param {Uint8Array} b */
export function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** @param {Uint8Array} bytes */
function headerLength(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

/** @type {Map<string, number>} when the newest message of each kind was made */
const newest = new Map();

/**
 * Whether a message comes after a newer one of its kind: then it is not to be shown any more. While
 * a component's modules are being loaded, messages wait for them, and then go on in any order.
 * @param {string} kind @param {Uint8Array} message whose last eight bytes are its date
 */
export function isLate(kind, { buffer, byteOffset, byteLength }) {
  const date = new DataView(buffer, byteOffset + byteLength - DATE).getFloat64(0, true);
  if (date < (newest.get(kind) ?? Number.NEGATIVE_INFINITY)) return true;
  newest.set(kind, date);
  return false;
}
