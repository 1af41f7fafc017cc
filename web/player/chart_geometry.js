// From steps and values to the pixels of a chart and back.

import { gutter } from "./axes.js";

/** @typedef {import("./chart_axis.js").ChartAxis} ChartAxis */
/** @typedef {import("./curves.js").Curves} Curves */

export const TOP = 6;
export const RIGHT = 10;
const BEYOND = 0.1; // of the height, by which curves may leave the frame

export class ChartGeometry {
  /**
   * @param {Curves} curves @param {ChartAxis} axis
   * @param {{width: number, height: number, scale: number}} size with the scale of the type
   */
  constructor(curves, axis, { width, height, scale }) {
    this.curves = curves;
    this.axis = axis;
    this.width = width;
    this.height = height;
    const { left, bottom } = gutter(scale);
    /** Where the curves are, without the numbers of the axes. */
    this.frame = { left, top: TOP, width: width - left - RIGHT, height: height - TOP - bottom };
  }

  /** Where run k is at a time, in steps. @param {number} k @param {number} time */
  x(k, time) {
    const { left, width } = this.frame;
    return left + (this.axis.at(k, time) / (this.axis.max || 1)) * width;
  }

  /** @param {number} value */
  y(value) {
    const { top, height } = this.frame;
    const { range, forward } = this.curves.scale;
    const share = (forward(value) - range[0]) / (range[1] - range[0]);
    return top + height * (1 - Math.min(Math.max(share, -BEYOND), 1 + BEYOND));
  }

  /**
   * The height of a curve between two steps; at the edge where it is beyond.
   * @param {number} k @param {number} time
   */
  curveAt(k, time) {
    const step = Math.floor(time);
    const from = this.y(this.curves.at(k, step));
    const y = from + (time - step) * (this.y(this.curves.at(k, step + 1)) - from);
    const { top, height } = this.frame;
    return Math.min(Math.max(y, top), top + height);
  }

  /** What has been paid at a pixel. @param {number} x */
  costAt(x) {
    const { left, width } = this.frame;
    return Math.min(Math.max((x - left) / width, 0), 1) * this.axis.max;
  }

  /**
   * The step that a run takes at a pixel; on a shared axis, all runs do.
   * @param {number} x @param {number} k
   */
  stepAt(x, k) {
    const { shared, longest } = this.axis;
    return this.axis.stepAt(shared ? longest : k, this.costAt(x));
  }

  /**
   * The run whose curve passes closest above or below a pixel, of those that come so far, and how
   * many pixels it is away.
   * @param {number} x @param {number} y
   */
  runAt(x, y) {
    const cost = this.costAt(x);
    let best = { run: this.axis.longest, away: Number.POSITIVE_INFINITY };
    for (const run of this.curves.shown) {
      if (cost > this.axis.end(run)) continue;
      const away = Math.abs(this.y(this.curves.at(run, this.axis.stepAt(run, cost))) - y);
      if (away < best.away) best = { run, away };
    }
    return best;
  }
}
