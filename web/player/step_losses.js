// The loss that each step sees, where that is not the true one: its lines over the map's colours.

import { fitCanvas, pixelRatio } from "./canvas.js";
import { levelsOf } from "./contours.js";
import { isolines } from "./isolines.js";

/** @typedef {import("./height_map.js").HeightMap} HeightMap */
/** @typedef {import("./screen_path.js").Projection} Projection */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {{id: string, steps: number[]}} Header the steps whose loss is known */

export class StepLosses {
  canvas = /** @type {HTMLCanvasElement | null} */ (null);
  #drawn = "";

  /**
   * @param {Header} header
   * @param {Record<string, Float32Array>} arrays x (nx), y (ny), and lift (steps · ny · nx): how
   *   far above the true loss each step's own is
   */
  constructor({ id, steps }, { x, y, lift }) {
    this.id = id;
    this.steps = steps;
    this.lift = lift;
    this.columns = x.length;
    this.rows = y.length;
  }

  /** Of the steps that are known, the place of the one that is nearest to a step. @param {number} step */
  nearest(step) {
    const away = this.steps.map((known) => Math.abs(known - step));
    return away.indexOf(Math.min(...away));
  }

  /**
   * The heights to draw, on the grid of the map, for a known step.
   * @param {number} place @param {HeightMap} map
   */
  heights(place, map) {
    const { columns, rows, values } = map;
    const size = this.columns * this.rows;
    const lift = this.lift.subarray(place * size, (place + 1) * size);
    const heights = new Float64Array(values.length);
    for (let j = 0; j < rows; j++) {
      const [v, t] = cell((j / (rows - 1)) * (this.rows - 1), this.rows);
      for (let i = 0; i < columns; i++) {
        const [u, s] = cell((i / (columns - 1)) * (this.columns - 1), this.columns);
        const k = v * this.columns + u;
        const near = lift[k] + s * (lift[k + 1] - lift[k]);
        const l = k + this.columns;
        const far = lift[l] + s * (lift[l + 1] - lift[l]);
        heights[j * columns + i] = height(map, values[j * columns + i] + near + t * (far - near));
      }
    }
    return heights;
  }

  /**
   * A picture of the lines, in a panel of this size: the same one, until something changes.
   * @param {number} place @param {HeightMap} map @param {Projection} projection
   * @param {{width: number, height: number}} size @param {Theme} theme
   */
  picture(place, map, projection, { width, height }, theme) {
    this.canvas ??= document.createElement("canvas");
    const key = [place, map.id, projection.key, theme.key, pixelRatio()].join();
    if (key === this.#drawn) return this.canvas;
    this.#drawn = key;
    const context = fitCanvas(this.canvas, width, height);
    const { x0, x1, y0, y1, columns, rows } = map;
    /** @param {number} u @param {number} v */
    const pixel = (u, v) => {
      const x = x0 + (u / (columns - 1)) * (x1 - x0);
      return projection.project(x, y0 + (v / (rows - 1)) * (y1 - y0), 0);
    };
    const lines = new Path2D();
    const { start, size, count } = levelsOf(map);
    const levels = { start: start - count * size, size, count: 3 * count };
    isolines(this.heights(place, map), columns, levels, (u0, v0, u1, v1) => {
      lines.moveTo(...pixel(u0, v0));
      lines.lineTo(...pixel(u1, v1));
    });
    // Lines as thin as the screen can draw take a tenth of the time of any wider ones: where its
    // pixels are small, several beside each other.
    const hair = 1 / pixelRatio();
    context.lineCap = "butt";
    context.lineWidth = hair;
    context.strokeStyle = theme.text;
    for (let wide = 0; wide < 1; wide += hair) {
      context.stroke(lines);
      context.translate(hair, hair);
    }
    return this.canvas;
  }
}

/**
 * The height to draw for a loss, mirrored below the lowest of the map: a batch may lie deeper.
 * @param {HeightMap} map @param {number} loss
 */
function height(map, loss) {
  const { low } = map;
  return map.log && loss < low ? -map.height(2 * low - loss) : map.height(loss);
}

/** The cell that a place of a grid is in, and how far in it. @param {number} place @param {number} count */
function cell(place, count) {
  const low = Math.min(Math.floor(place), count - 2);
  return [low, place - low];
}
