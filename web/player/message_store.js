// What other messages bring, by its id. A race names what it needs and waits for it here, whichever
// of the messages comes first.

import { unpack } from "../common/message.js";
import { HeightMap } from "./height_map.js";
import { StepLosses } from "./step_losses.js";

/** @template {{id: string}} Header @template Kind */
export class MessageStore {
  /** @type {Map<string, Kind>} */
  #known = new Map();
  /** @type {Map<string, ((made: Kind) => void)[]>} */
  #awaited = new Map();
  #make;
  #most;

  /**
   * @param {(header: Header, arrays: Record<string, Float32Array>) => Kind} make of a message
   * @param {number} most the newest so many are kept
   */
  constructor(make, most) {
    this.#make = make;
    this.#most = most;
  }

  /** @param {Uint8Array} bytes a message that brings one */
  put(bytes) {
    /** @type {{header: Header, arrays: import("../common/message.js").Arrays}} */
    const { header, arrays } = unpack(bytes);
    const { id } = header;
    if (this.#known.has(id)) return;
    const made = this.#make(header, /** @type {Record<string, Float32Array>} */ (arrays));
    this.#known.set(id, made);
    if (this.#known.size > this.#most) {
      const [oldest] = this.#known.keys();
      this.#known.delete(oldest);
    }
    for (const resolve of this.#awaited.get(id) ?? []) resolve(made);
    this.#awaited.delete(id);
  }

  /** @param {string} id @returns {Promise<Kind> | Kind} */
  of(id) {
    return (
      this.#known.get(id) ??
      new Promise((resolve) => {
        this.#awaited.set(id, [...(this.#awaited.get(id) ?? []), resolve]);
      })
    );
  }
}

/** Going back to a surface of a moment ago needs no message. */
export const heightMaps = new MessageStore(
  (/** @type {import("./height_map.js").Header} */ header, arrays) => new HeightMap(header, arrays),
  6,
);
export const stepLosses = new MessageStore(
  (/** @type {import("./step_losses.js").Header} */ header, arrays) => new StepLosses(header, arrays),
  3,
);
