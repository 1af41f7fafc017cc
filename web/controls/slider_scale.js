// Where a number stands on its slider, and which number stands at a place of it.

const TICKS_PER_DECADE = 20;
const TICKS = 200;

/**
 * @param {{low: number, high: number, log: boolean, whole: boolean}} field
 * @returns {{ticks: number, at: (tick: number) => number, of: (value: number) => number}}
 */
export function scaleOf({ low, high, log, whole }) {
  const ratio = high / low;
  const steps = log ? Math.round(Math.log10(ratio) * TICKS_PER_DECADE) : TICKS;
  const ticks = whole && !log ? Math.min(high - low, TICKS) : Math.max(steps, 1);
  const place = (tick) =>
    log ? low * ratio ** (tick / ticks) : low + ((high - low) * tick) / ticks;
  const grain = 10 ** Math.floor(Math.log10((high - low) / 100));
  const rounded = (value) => {
    if (whole) return Math.round(value);
    return log ? Number(value.toPrecision(2)) : Number((Math.round(value / grain) * grain).toPrecision(12));
  };
  return {
    ticks,
    at: (tick) => (tick <= 0 ? low : tick >= ticks ? high : rounded(place(tick))),
    of: (value) => {
      const held = Math.min(Math.max(value, low), high);
      const part = log ? Math.log(held / low) / Math.log(ratio) : (held - low) / (high - low);
      return Math.round(part * ticks);
    },
  };
}

/** A number as a person writes it: at most six digits, and no exponent where zeros are few. */
export function written(value) {
  if (value === null) return "";
  const short = Number(value.toPrecision(6));
  const size = Math.abs(short);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    return short.toExponential().replace("e+", "e");
  }
  return String(short);
}
