// What part of the map all panels show: one window onto the plane, moved by panning and zooming.

const WIDEST = 40; // times the map itself: far enough to look for a path that left it
const NEAREST = 1e-4;

export class Lens {
  constructor() {
    this.show({ x0: 0, x1: 1, y0: 0, y1: 1 });
  }

  /**
   * Show a map whole; the same part of the plane as before stays zoomed as it was.
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
    Object.assign(this, this.home);
  }

  get moved() {
    return ["x0", "x1", "y0", "y1"].some((side) => this[side] !== this.home[side]);
  }

  /** Drag the map by a fraction of the window. */
  pan(u, v) {
    const [dx, dy] = [u * (this.x1 - this.x0), v * (this.y1 - this.y0)];
    this.x0 -= dx;
    this.x1 -= dx;
    this.y0 += dy;
    this.y1 += dy;
  }

  /** Zoom in by a factor about a point at fractions (u, v) of the window, from its top left. */
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
   */
  projection(width, height) {
    const { x0, x1, y0, y1 } = this;
    const [kx, ky] = [width / (x1 - x0), height / (y1 - y0)];
    const margin = 24; // pixels beyond the panel's edge up to which paths are followed
    return {
      key: [x0, x1, y0, y1, width, height].join(),
      window: { low: [x0, y0, -Infinity], high: [x1, y1, Infinity] },
      reach: {
        low: [x0 - margin / kx, y0 - margin / ky, -Infinity],
        high: [x1 + margin / kx, y1 + margin / ky, Infinity],
      },
      project: (x, y) => [(x - x0) * kx, (y1 - y) * ky],
      pick: (px, py) => [x0 + px / kx, y1 - py / ky],
      hides: null,
    };
  }
}
