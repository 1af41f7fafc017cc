// Messages as messages.py packs them.

/** @param {object} header @param {Record<string, Float32Array | Uint8Array>} arrays @returns {Uint8Array} */
export function packed(header, arrays) {
  /** @type {Record<string, [string, number, number]>} */
  const index = {};
  /** @type {Uint8Array[]} */
  const parts = [];
  let offset = 0;
  for (const [name, array] of Object.entries(arrays)) {
    const part = new Uint8Array(Math.ceil(array.byteLength / 4) * 4);
    part.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    index[name] = [array instanceof Float32Array ? "float32" : "uint8", offset, array.length];
    offset += part.length;
    parts.push(part);
  }
  const text = JSON.stringify({ ...header, arrays: index });
  const head = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 4) * 4));
  const bytes = new Uint8Array(4 + head.length + offset);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = 4 + head.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
