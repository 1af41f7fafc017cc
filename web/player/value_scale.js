// How numbers become heights of a chart: by their logarithm where all are positive, by themselves
// where they are close together, and by something between the two where signs differ.

import { short } from "../common/format.js";

const DEEPEST = 1e-32; // a double precision loss below that is zero
const FLIGHT = 1e4; // a run that leaves takes the chart along only so far above its start

/**
 * @typedef {object} Scale
 * @property {(value: number) => number} forward
 * @property {[number, number]} range in forwarded numbers
 * @property {Record<string, unknown>} axis what Plotly needs to write the numbers beside it
 */

/** @param {(Float32Array | number[])[]} curves @returns {Scale} */
export function chooseScale(curves) {
  const { least, most, positive, ceiling } = extremes(curves);
  const top = Math.min(most, Math.max(FLIGHT * ceiling, least + 1e-12));
  if (least >= 0 && top > 0) return logarithmic(Math.min(Math.max(positive, DEEPEST), top), top);
  const bottom = least < 0 ? Math.max(least, -FLIGHT * ceiling) : least;
  const smallest = Math.min(Math.abs(bottom), Math.abs(top)) || 0;
  const far = Math.max(Math.abs(bottom), Math.abs(top));
  return smallest > 0 && far / ceiling > 50 ? bothSigns(bottom, top, ceiling) : linear(bottom, top);
}

/**
 * The least and the most of all values, the least positive one, and the largest of those at the start.
 * @param {(Float32Array | number[])[]} curves
 */
function extremes(curves) {
  let [least, most, positive] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ];
  for (const curve of curves) {
    for (const value of curve) {
      if (value < least) least = value;
      if (value > most) most = value;
      if (value > 0 && value < positive) positive = value;
    }
  }
  const ceiling = Math.max(0, ...curves.map((curve) => Math.abs(curve[0] ?? 0)));
  return most >= least ? { least, most, positive, ceiling } : { least: 0, most: 1, positive, ceiling };
}

/** @param {number} least @param {number} most @returns {Scale} */
function logarithmic(least, most) {
  const low = Math.floor(Math.log10(least) - 0.05);
  const high = Math.ceil(Math.log10(most) + 0.05);
  return {
    forward: (value) => (value > 0 ? Math.log10(value) : low - 1),
    range: [low, high],
    axis: {
      type: "log",
      dtick: Math.max(1, Math.ceil((high - low) / 4)),
      exponentformat: "power",
      tickformat: high - low < 5 && low >= -3 && high <= 4 ? "~g" : undefined,
    },
  };
}

/** @param {number} least @param {number} most @returns {Scale} */
function linear(least, most) {
  const margin = 0.06 * (most - least) || Math.abs(most) * 0.1 || 1;
  return {
    forward: (value) => value,
    range: [least - margin, most + margin],
    axis: { type: "linear", nticks: 5 },
  };
}

/**
 * The inverse hyperbolic sine: linear near zero, logarithmic far from it, on both sides.
 * @param {number} least @param {number} most @param {number} unit
 * @returns {Scale}
 */
function bothSigns(least, most, unit) {
  /** @param {number} value */
  const forward = (value) => Math.asinh(value / unit);
  const margin = 0.06 * (forward(most) - forward(least));
  const tens = 10 ** Math.round(Math.log10(unit));
  const ticks = [-1e4, -100, -1, 0, 1, 100, 1e4].map((factor) => factor * tens);
  const shown = ticks.filter((tick) => tick >= least && tick <= most);
  return {
    forward,
    range: [forward(least) - margin, forward(most) + margin],
    axis: { type: "linear", tickvals: shown.map(forward), ticktext: shown.map((t) => short(t, 2)) },
  };
}
