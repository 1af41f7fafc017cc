// What part of the map all panels show: one window onto the plane, moved by panning and zooming.

const WIDEST = 40; // times the map itself: far enough to look for a path that left it
const NEAREST = 1e-4;
const MARGIN = 24; // pixels beyond the panel's edge up to which paths are followed

/** @typedef {{x0: number, x1: number, y0: number, y1: number}} Rectangle */

export class Viewport {
  x0 = 0;
  x1 = 1;
  y0 = 0;
  y1 = 1;
  /** @type {Rectangle} */
  home = { x0: 0, x1: 1, y0: 0, y1: 1 };

  /**
   * Show a map whole; the same part of the plane as before stays zoomed as it was.
   * @param {Rectangle} map
   * @returns {boolean} whether it is another part
   */
  show({ x0, x1, y0, y1 }) {
    const home = { x0, x1, y0, y1 };
    if (JSON.stringify(home) === JSON.stringify(this.home)) return false;
    this.home = home;
    this.reset();
    return true;
  }

  reset() {
    ({ x0: this.x0, x1: this.x1, y0: this.y0, y1: this.y1 } = this.home);
  }

  get moved() {
    const { x0, x1, y0, y1 } = this.home;
    return this.x0 !== x0 || this.x1 !== x1 || this.y0 !== y0 || this.y1 !== y1;
  }

  /** Drag the map by fractions of the window. @param {number} u @param {number} v */
  pan(u, v) {
    const [dx, dy] = [u * (this.x1 - this.x0), v * (this.y1 - this.y0)];
    this.x0 -= dx;
    this.x1 -= dx;
    this.y0 += dy;
    this.y1 += dy;
  }

  /**
   * Zoom in by a factor about a point at fractions of the window, from its top left.
   * @param {number} factor @param {number} u @param {number} v
   */
  zoom(factor, u, v) {
    const size = (this.home.x1 - this.home.x0) / (this.x1 - this.x0);
    const by = Math.min(Math.max(factor, 1 / WIDEST / size), 1 / NEAREST / size);
    const [x, y] = [this.x0 + u * (this.x1 - this.x0), this.y1 - v * (this.y1 - this.y0)];
    this.x0 = x + (this.x0 - x) / by;
    this.x1 = x + (this.x1 - x) / by;
    this.y0 = y + (this.y0 - y) / by;
    this.y1 = y + (this.y1 - y) / by;
  }

  /**
   * From the plane to the pixels of a panel and back.
   * @param {number} width @param {number} height
   * @returns {import("./screen_path.js").Projection}
   */
  projection(width, height) {
    const { x0, x1, y0, y1 } = this;
    const [kx, ky] = [width / (x1 - x0), height / (y1 - y0)];
    return {
      key: [x0, x1, y0, y1, width, height].join(),
      window: { low: [x0, y0, Number.NEGATIVE_INFINITY], high: [x1, y1, Number.POSITIVE_INFINITY] },
      reach: {
        low: [x0 - MARGIN / kx, y0 - MARGIN / ky, Number.NEGATIVE_INFINITY],
        high: [x1 + MARGIN / kx, y1 + MARGIN / ky, Number.POSITIVE_INFINITY],
      },
      project: (x, y) => [(x - x0) * kx, (y1 - y) * ky],
      pick: (px, py) => [x0 + px / kx, y1 - py / ky],
      hides: null,
    };
  }
}
