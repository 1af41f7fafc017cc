// Messages in the order in which they were made. While a component's modules are being loaded, what
// the server sends waits for them, and goes on in any order.

/** @type {Map<string, number>} when the newest message of each kind was made */
const newest = new Map();

/**
 * Whether a message comes after a newer one of its kind: then it is not to be shown any more.
 * @param {string} kind @param {Uint8Array} message whose last eight bytes are its date
 */
export function isLate(kind, message) {
  const { buffer, byteOffset, byteLength } = message;
  const date = new DataView(buffer, byteOffset + byteLength - 8).getFloat64(0, true);
  if (date < newest.get(kind)) return true;
  newest.set(kind, date);
  return false;
}
