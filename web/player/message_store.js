// What other messages bring, by its id. A race names what it needs and waits for it here, whichever
// of the messages comes first.

import { Ground } from "./step_losses.js";
import { unpack } from "../common/message.js";
import { Terrain } from "./height_map.js";

class Shelf {
  /** @param {new (header: object, arrays: object) => object} Kind @param {number} kept the newest */
  constructor(Kind, kept) {
    Object.assign(this, { Kind, kept, known: new Map(), awaited: new Map() });
  }

  /** @param {Uint8Array} bytes a message that brings one */
  put(bytes) {
    const { header, arrays } = unpack(bytes);
    if (this.known.has(header.id)) return;
    const made = new this.Kind(header, arrays);
    this.known.set(header.id, made);
    if (this.known.size > this.kept) this.known.delete(this.known.keys().next().value);
    for (const resolve of this.awaited.get(header.id) ?? []) resolve(made);
    this.awaited.delete(header.id);
  }

  /** @returns {Promise<object> | object} */
  of(id) {
    const wait = (resolve) => this.awaited.set(id, [...(this.awaited.get(id) ?? []), resolve]);
    return this.known.get(id) ?? new Promise(wait);
  }
}

/** Going back to a surface of a moment ago needs no message. */
export const reliefs = new Shelf(Terrain, 6);
export const grounds = new Shelf(Ground, 3);
