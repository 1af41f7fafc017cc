// Animated GIF in a loop: of a picture that follows another, only the pixels that changed are kept.

import { GIFEncoder } from "../vendor/gifenc.js";

/** @typedef {[red: number, green: number, blue: number]} Color */

/** Colours of one file; the last number of a pixel says that it stays as it was. */
export const COLORS = 255;

const AS_BEFORE = COLORS;
const KEEP = 1; // what a picture drew stays below the next one

export class AnimatedGif {
  #encoder = GIFEncoder();
  #width;
  #height;
  #table;
  /** @type {Uint8Array | null} */
  #before = null;

  /** @param {number} width @param {number} height @param {Color[]} colors at most ``COLORS`` */
  constructor(width, height, colors) {
    this.#width = width;
    this.#height = height;
    const unused = Array.from({ length: COLORS + 1 - colors.length }, () => [0, 0, 0]);
    this.#table = [...colors, ...unused];
  }

  /**
   * Add a picture.
   * @param {Uint8Array} pixels a colour's number for each
   * @param {number} milliseconds for which it is shown
   */
  add(pixels, milliseconds) {
    const before = this.#before;
    const changed = before ? pixels.map((color, i) => (color === before[i] ? AS_BEFORE : color)) : pixels;
    this.#encoder.writeFrame(changed, this.#width, this.#height, {
      palette: before ? undefined : this.#table,
      delay: milliseconds,
      transparent: before !== null,
      transparentIndex: AS_BEFORE,
      dispose: KEEP,
    });
    this.#before = pixels.slice();
  }

  /** The file, with all pictures. @returns {Uint8Array<ArrayBuffer>} */
  bytes() {
    this.#encoder.finish();
    return this.#encoder.bytes();
  }
}
