// The landscape as numbers: how high it is anywhere, and where a ray meets it.

import { clipSegment } from "./screen_path.js";

/** @typedef {import("./screen_path.js").Point} Point */
/** @typedef {[number, string][]} ColorScale */

const MARCH = 64; // samples of a ray across the whole landscape, which has about 120 cells a side

/**
 * @typedef {object} Header
 * @property {string} id
 * @property {number} low
 * @property {number} scale
 * @property {boolean} log
 * @property {{light: ColorScale, dark: ColorScale}} colors
 */

export class HeightMap {
  /** @param {Header} header @param {Record<string, Float32Array>} arrays x (nx), y (ny), value (ny · nx) */
  constructor({ id, low, scale, log, colors }, { x, y, value }) {
    this.id = id;
    this.low = low;
    this.scale = scale;
    this.log = log;
    this.colors = colors;
    this.x = x;
    this.y = y;
    this.values = value;
    this.columns = x.length;
    this.rows = y.length;
    this.x0 = x[0];
    this.x1 = x[x.length - 1];
    this.y0 = y[0];
    this.y1 = y[y.length - 1];
    this.heights = value.map((v) => this.height(v));
    const finite = this.heights.filter(Number.isFinite);
    this.bottom = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const top = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    this.top = top > this.bottom ? top : this.bottom + 1;
  }

  /** The heights row by row, as Plotly takes them. */
  get grid() {
    const { rows, columns, heights } = this;
    return Array.from({ length: rows }, (_, j) => heights.subarray(j * columns, (j + 1) * columns));
  }

  /** The height to draw for a loss: the transform of figures/height_map.py. @param {number} loss */
  height(loss) {
    if (!this.log) return loss;
    return Math.log10(1 + Math.max(loss - this.low, 0) / this.scale);
  }

  /** The loss that is drawn at a height. @param {number} height */
  loss(height) {
    return this.log ? this.low + this.scale * (10 ** height - 1) : height;
  }

  /**
   * The height of the drawn mesh at a point, bilinear; NaN outside of the map.
   * @param {number} x @param {number} y
   */
  at(x, y) {
    const u = ((x - this.x0) / (this.x1 - this.x0)) * (this.columns - 1);
    const v = ((y - this.y0) / (this.y1 - this.y0)) * (this.rows - 1);
    if (!(u >= 0 && v >= 0 && u <= this.columns - 1 && v <= this.rows - 1)) return Number.NaN;
    const i = Math.min(Math.floor(u), this.columns - 2);
    const j = Math.min(Math.floor(v), this.rows - 2);
    const k = j * this.columns + i;
    const [s, t, h] = [u - i, v - j, this.heights];
    const near = h[k] + s * (h[k + 1] - h[k]);
    const far = h[k + this.columns] + s * (h[k + this.columns + 1] - h[k + this.columns]);
    return near + t * (far - near);
  }

  /** @param {number} x @param {number} y */
  contains(x, y) {
    return x >= this.x0 && x <= this.x1 && y >= this.y0 && y <= this.y1;
  }

  /** Whether the landscape hides a point from an eye. @param {Point} eye @param {Point} point */
  hides(eye, point) {
    const tolerance = 0.015 * (this.top - this.bottom);
    const [dx, dy, dz] = eye.map((c, i) => c - point[i]);
    const crossed = Math.max(
      Math.abs(dx / (this.x1 - this.x0)),
      Math.abs(dy / (this.y1 - this.y0)),
      Math.abs(dz / (this.top - this.bottom)),
    );
    const stride = 1 / (MARCH * crossed);
    for (let s = 2 * stride; s < 1; s += stride) {
      const z = point[2] + s * dz;
      if (z > this.top) return false;
      const height = this.at(point[0] + s * dx, point[1] + s * dy);
      if (Number.isNaN(height)) return false; // the ray left the map: nothing stands beyond it
      if (height > z + tolerance) return true;
    }
    return false;
  }

  /**
   * Where a ray first meets the landscape.
   * @param {Point} from @param {Point} to
   * @returns {[number, number] | null}
   */
  meet(from, to) {
    const part = clipSegment(from, to, {
      low: [this.x0, this.y0, this.bottom],
      high: [this.x1, this.y1, this.top],
    });
    if (!part) return null;
    /** @param {number} s @returns {Point} */
    const along = (s) => [
      from[0] + s * (to[0] - from[0]),
      from[1] + s * (to[1] - from[1]),
      from[2] + s * (to[2] - from[2]),
    ];
    /** @param {number} s */
    const above = (s) => {
      const [x, y, z] = along(s);
      return z - this.at(x, y);
    };
    const stride = (part[1] - part[0]) / (4 * MARCH);
    let free = false;
    for (let k = 0; k <= 4 * MARCH; k++) {
      const s = part[0] + k * stride;
      const gap = above(s);
      if (gap <= 0 && free) {
        const [x, y] = along(bisect(above, s - stride, s));
        return [x, y];
      }
      free ||= gap > 0;
    }
    return null;
  }
}

/**
 * Where a function changes its sign.
 * @param {(s: number) => number} above @param {number} low @param {number} high
 */
function bisect(above, low, high) {
  let [from, to] = [low, high];
  for (let k = 0; k < 24; k++) {
    const middle = (from + to) / 2;
    if (above(middle) > 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
