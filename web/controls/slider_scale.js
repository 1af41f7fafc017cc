// Where a number stands on its slider, and which number stands at a place of it.

const TICKS_PER_DECADE = 20;
const TICKS = 200;

/**
 * @typedef {object} SliderScale
 * @property {number} ticks
 * @property {(tick: number) => number} at
 * @property {(value: number) => number} of
 */

/** @param {import("./told.js").Range} range @returns {SliderScale} */
export function scaleOf({ low, high, log, whole }) {
  const ratio = high / low;
  const steps = log ? Math.round(Math.log10(ratio) * TICKS_PER_DECADE) : TICKS;
  const ticks = whole && !log ? Math.min(high - low, TICKS) : Math.max(steps, 1);
  /** @param {number} tick */
  const place = (tick) => (log ? low * ratio ** (tick / ticks) : low + ((high - low) * tick) / ticks);
  const grain = 10 ** Math.floor(Math.log10((high - low) / 100));
  /** @param {number} value */
  const rounded = (value) => {
    if (whole) return Math.round(value);
    if (log) return Number(value.toPrecision(2));
    return Number((Math.round(value / grain) * grain).toPrecision(12));
  };
  return {
    ticks,
    at: (tick) => {
      if (tick <= 0) return low;
      return tick >= ticks ? high : rounded(place(tick));
    },
    of: (value) => {
      const held = Math.min(Math.max(value, low), high);
      const part = log ? Math.log(held / low) / Math.log(ratio) : (held - low) / (high - low);
      return Math.round(part * ticks);
    },
  };
}

/**
 * A number as a person writes it: at most six digits, and no exponent where zeros are few.
 * @param {number | null} value
 */
export function written(value) {
  if (value === null) return "";
  const short = Number(value.toPrecision(6));
  const size = Math.abs(short);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return short.toExponential().replace("e+", "e");
  return String(short);
}
