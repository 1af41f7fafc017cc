// One map: a picture with a colour for each start, axes, and what is drawn over it.

import { contextOf, element, find } from "../common/dom.js";
import { short } from "../common/format.js";
import { drawCursor, drawDot, drawMinima, drawPath } from "./draw_map.js";
import { paintOf } from "./maps.js";
import { ticks } from "./ticks.js";

/** @typedef {import("./maps.js").Maps} Maps */
/** @typedef {import("./maps.js").Facts} Facts */
/** @typedef {import("./maps.js").Cell} Cell */
/** @typedef {import("./maps.js").Show} Show */

const FAR = 1e5; // pixels: where a path that leaves is cut
const STRIPES = 40; // stripes across a map
const OVERFLOWED = 3.4e38; // a loss above which there is none to be told

export class MapCanvas {
  #maps;
  #facts;

  /**
   * @param {HTMLElement} parent @param {Maps} maps what all maps share
   * @param {Facts} facts what became of each start
   */
  constructor(parent, maps, facts) {
    this.#maps = maps;
    this.#facts = facts;
    this.element = element("figure", { className: "maps-map", parent });
    this.element.innerHTML =
      '<figcaption></figcaption><div class="maps-frame">' +
      '<div class="maps-plot" tabindex="0" role="application">' +
      '<canvas data-part="picture"></canvas><canvas data-part="over"></canvas></div>' +
      '<div class="maps-ticks" data-axis="x" aria-hidden="true"></div>' +
      '<div class="maps-ticks" data-axis="y" aria-hidden="true"></div></div>';
    this.plot = find(this.element, ".maps-plot");
    this.picture = find(this.plot, "[data-part=picture]", HTMLCanvasElement);
    this.over = find(this.plot, "[data-part=over]", HTMLCanvasElement);
    this.receive(maps, facts);
  }

  get name() {
    return this.#facts.name;
  }

  /** @param {Maps} maps @param {Facts} facts */
  receive(maps, facts) {
    this.#maps = maps;
    this.#facts = facts;
    find(this.element, "figcaption").textContent = facts.name;
    const keys = "Arrow keys move the cursor, with Shift faster.";
    const more = facts.picks ? " Enter shows the path from there, Enter again opens its race." : "";
    this.plot.setAttribute("aria-label", `Map of starts for ${facts.name}. ${keys}${more}`);
    this.#label("x", 0);
    this.#label("y", 1);
  }

  /** @param {"x" | "y"} axis @param {0 | 1} i */
  #label(axis, i) {
    const { low, high } = this.#maps;
    const marks = ticks(low[i], high[i], 6).map((value) => {
      const mark = element("span", { text: short(value, 4) });
      mark.style.setProperty("--at", `${(100 * (value - low[i])) / (high[i] - low[i])}%`);
      return mark;
    });
    find(this.element, `[data-axis="${axis}"]`).replaceChildren(...marks);
  }

  /** Colour every start. @param {Show} show */
  paint(show) {
    const { size, paints } = this.#maps;
    const pixels = {
      minimum: paints.minimum.map(pixelsOf),
      outcome: paints.outcome.map(pixelsOf),
      steps: paints.steps.map(pixelsOf),
    };
    this.picture.width = size;
    this.picture.height = size;
    const context = contextOf(this.picture);
    const image = context.createImageData(size, size);
    const out = new Uint32Array(image.data.buffer);
    const period = Math.max(4, Math.round(size / STRIPES));
    for (let row = 0, i = 0; row < size; row++) {
      for (let column = 0; column < size; column++, i++) {
        const [color, stripe] = paintOf(pixels, this.#facts, i, show);
        const striped = stripe && (row + column) % period < period / 2;
        out[(size - 1 - row) * size + column] = striped ? stripe : color;
      }
    }
    context.putImageData(image, 0, 0);
  }

  /**
   * Draw what lies over the picture: minima, the path from the start picked, the cursor.
   * @param {Cell | null} cursor @param {[number, number] | null} picked
   * @param {import("./draw_map.js").Points | null} path
   */
  draw(cursor, picked, path) {
    const { clientWidth: wide } = this.plot;
    const scale = window.devicePixelRatio || 1;
    const pixels = Math.round(wide * scale);
    if (this.over.width !== pixels) Object.assign(this.over, { width: pixels, height: pixels });
    const context = contextOf(this.over);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, wide, wide);
    /** @param {number} x @param {number} y */
    const at = (x, y) => this.#at(x, y);
    if (path) drawPath(context, path, at);
    const font = getComputedStyle(this.plot).fontFamily;
    drawMinima(context, this.#maps, { at, wide, font });
    if (picked) drawDot(context, at(picked[0], picked[1]), 5);
    if (cursor) drawCursor(context, cursor, this.#maps.size, wide);
  }

  /**
   * Where a point of the plane is on the plot, in pixels of the page.
   * @param {number} x @param {number} y
   * @returns {[number, number]}
   */
  #at(x, y) {
    const { low, high } = this.#maps;
    const wide = this.plot.clientWidth;
    /** @param {number} value @param {0 | 1} i */
    const place = (value, i) => ((value - low[i]) / (high[i] - low[i])) * wide;
    /** @param {number} pixel */
    const cut = (pixel) => Math.min(Math.max(pixel, -FAR), FAR);
    return [cut(place(x, 0)), cut(wide - place(y, 1))];
  }

  /** What became of a start, in words. @param {Cell} cell */
  words({ row, column }) {
    const { size, minima, words } = this.#maps;
    const { label, arrived, ending, loss } = this.#facts;
    const i = row * size + column;
    const height = `loss ${short(loss[i], 2)}`;
    if (!label[i]) return `${words[ending[i]]}${loss[i] > OVERFLOWED ? "" : `, ${height}`}`;
    const [x, y] = minima[label[i] - 1];
    const when = arrived[i] === 2 ? "after 1 step" : `after ${arrived[i] - 1} steps`;
    return `minimum ${label[i]} at (${short(x)}, ${short(y)}), ${when}, ${height}`;
  }

  /** The colour of a start as it is shown. @param {Cell} cell @param {Show} show */
  color({ row, column }, show) {
    const { size, paints } = this.#maps;
    return paintOf(paints, this.#facts, row * size + column, show)[0];
  }
}

/**
 * A paint as the four bytes of its two kinds of pixels; 0 for none.
 * @param {import("./maps.js").Paint} paint
 * @returns {[color: number, stripe: number]}
 */
function pixelsOf([color, stripe]) {
  return [pixel(color), pixel(stripe)];
}

/** @param {string} color as #rrggbb, or nothing */
function pixel(color) {
  if (!color) return 0;
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16));
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}
