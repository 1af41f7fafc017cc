// The curves of one chart: a number for each step of each run, and the scale that shows them.

import { short } from "../common/format.js";
import { chooseScale } from "./value_scale.js";

/** @typedef {import("./runs.js").Run} Run */
/** @typedef {Float32Array | number[]} Values empty where there is nothing to show */

export class Curves {
  #runs;

  /** @param {Values[]} values one array a run @param {Run[]} runs @param {number} steps */
  constructor(values, runs, steps) {
    this.values = values;
    this.#runs = runs;
    /** Rates belong to steps, everything else to the points between them. */
    this.offset = values.some((curve) => curve.length === steps + 1) ? 0 : 1;
    this.scale = chooseScale(values.map((curve, k) => curve.slice(0, runs[k].path.last + 1)));
    /** The runs that have a curve. */
    this.shown = values.flatMap((curve, k) => (curve.length ? [k] : []));
  }

  /** The last step that a curve shows. @param {number} k */
  last(k) {
    return Math.min(this.#runs[k].path.last, this.values[k].length - 1 + this.offset);
  }

  /** @param {number} k @param {number} step */
  at(k, step) {
    return this.values[k][Math.max(0, Math.min(step, this.last(k)) - this.offset)];
  }

  /** What each curve shows, in words. */
  words() {
    return this.shown.map((k) => {
      const ends = [this.offset, this.last(k)].map((step) => short(this.at(k, step)));
      return `${this.#runs[k].style.name} from ${ends.join(" to ")}`;
    });
  }
}
