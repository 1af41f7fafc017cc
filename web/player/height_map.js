// The landscape as numbers: how high it is anywhere, and where a ray meets it.

import { cut } from "./screen_path.js";

const MARCH = 64; // samples of a ray across the whole landscape, which has about 120 cells a side

export class Terrain {
  /**
   * @param {{id: string, low: number, scale: number, log: boolean, colors: object}} header
   * @param {Record<string, Float32Array>} arrays x (nx), y (ny), value (ny · nx)
   */
  constructor(header, { x, y, value }) {
    Object.assign(this, header, { x, y, values: value, columns: x.length, rows: y.length });
    this.x0 = x[0];
    this.x1 = x[x.length - 1];
    this.y0 = y[0];
    this.y1 = y[y.length - 1];
    this.heights = value.map((v) => this.height(v));
    const finite = this.heights.filter(Number.isFinite);
    this.bottom = finite.reduce((a, b) => Math.min(a, b), Infinity);
    this.top = finite.reduce((a, b) => Math.max(a, b), -Infinity);
    if (!(this.top > this.bottom)) this.top = this.bottom + 1;
  }

  /** The heights row by row, as Plotly takes them. */
  get grid() {
    const { rows, columns, heights } = this;
    const row = (j) => heights.subarray(j * columns, (j + 1) * columns);
    return Array.from({ length: rows }, (_, j) => row(j));
  }

  /** The height to draw for a loss: the transform of figures/height_map.py. */
  height(loss) {
    if (!this.log) return loss;
    return Math.log10(1 + Math.max(loss - this.low, 0) / this.scale);
  }

  /** The loss that is drawn at a height. */
  loss(height) {
    return this.log ? this.low + this.scale * (10 ** height - 1) : height;
  }

  /** The height of the drawn mesh at a point, bilinear; NaN outside of the map. */
  at(x, y) {
    const u = ((x - this.x0) / (this.x1 - this.x0)) * (this.columns - 1);
    const v = ((y - this.y0) / (this.y1 - this.y0)) * (this.rows - 1);
    if (!(u >= 0 && v >= 0 && u <= this.columns - 1 && v <= this.rows - 1)) return NaN;
    const i = Math.min(Math.floor(u), this.columns - 2);
    const j = Math.min(Math.floor(v), this.rows - 2);
    const k = j * this.columns + i;
    const [s, t, h] = [u - i, v - j, this.heights];
    const near = h[k] + s * (h[k + 1] - h[k]);
    const far = h[k + this.columns] + s * (h[k + this.columns + 1] - h[k + this.columns]);
    return near + t * (far - near);
  }

  contains(x, y) {
    return x >= this.x0 && x <= this.x1 && y >= this.y0 && y <= this.y1;
  }

  /** Whether the landscape hides a point from an eye: both [x, y, height]. */
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
      const ground = this.at(point[0] + s * dx, point[1] + s * dy);
      if (!(ground === ground)) return false; // the ray left the map: nothing stands beyond it
      if (ground > z + tolerance) return true;
    }
    return false;
  }

  /**
   * Where a ray first meets the landscape.
   * @param {number[]} from [x, y, height]
   * @param {number[]} to
   * @returns {[number, number] | null}
   */
  meet(from, to) {
    const low = [this.x0, this.y0, this.bottom];
    const part = cut(from, to, { low, high: [this.x1, this.y1, this.top] });
    if (!part) return null;
    const along = (s) => from.map((c, i) => c + s * (to[i] - c));
    const above = (s) => {
      const [x, y, z] = along(s);
      return z - this.at(x, y);
    };
    const stride = (part[1] - part[0]) / (4 * MARCH);
    let free = false;
    for (let k = 0; k <= 4 * MARCH; k++) {
      const s = part[0] + k * stride;
      const gap = above(s);
      if (gap <= 0 && free) return bisect(above, s - stride, s, along);
      free ||= gap > 0;
    }
    return null;
  }
}

function bisect(above, low, high, along) {
  for (let k = 0; k < 24; k++) {
    const middle = (low + high) / 2;
    if (above(middle) > 0) low = middle;
    else high = middle;
  }
  const [x, y] = along((low + high) / 2);
  return [x, y];
}
