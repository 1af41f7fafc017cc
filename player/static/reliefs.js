// Reliefs of this page by their ids. A race names the relief it runs on and waits for it here,
// whichever of the two messages comes first.

import { unpack } from "./payload.js";
import { Terrain } from "./terrain.js";

const KEPT = 6; // going back to a surface of a moment ago needs no message

/** @type {Map<string, Terrain>} */
const known = new Map();
/** @type {Map<string, ((terrain: Terrain) => void)[]>} */
const awaited = new Map();

/** @param {Uint8Array} bytes a relief message */
export function provideRelief(bytes) {
  const { header, arrays } = unpack(bytes);
  if (known.has(header.id)) return;
  const terrain = new Terrain(header, arrays);
  known.set(header.id, terrain);
  if (known.size > KEPT) known.delete(known.keys().next().value);
  for (const resolve of awaited.get(header.id) ?? []) resolve(terrain);
  awaited.delete(header.id);
}

/** @returns {Promise<Terrain> | Terrain} */
export function reliefOf(id) {
  return (
    known.get(id) ??
    new Promise((resolve) => awaited.set(id, [...(awaited.get(id) ?? []), resolve]))
  );
}
