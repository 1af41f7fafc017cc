// A path as the pixels of a panel: cut at the edge of what can be seen, thinned to what a screen
// can tell apart. Computed once a camera or zoom; a frame then only draws the first part of it.

const TELLABLE = 0.75; // pixels

/**
 * The part of a segment inside of a box, after Liang and Barsky.
 * @param {number[]} a @param {number[]} b @param {{low: number[], high: number[]}} box
 * @returns {[number, number] | null} where along the segment it enters and leaves
 */
export function cut(a, b, { low, high }) {
  let [enter, leave] = [0, 1];
  for (let i = 0; i < 3; i++) {
    const step = b[i] - a[i];
    if (step === 0) {
      if (a[i] < low[i] || a[i] > high[i]) return null;
      continue;
    }
    const [s, t] = [(low[i] - a[i]) / step, (high[i] - a[i]) / step];
    enter = Math.max(enter, Math.min(s, t));
    leave = Math.min(leave, Math.max(s, t));
  }
  return enter <= leave ? [enter, leave] : null;
}

/** The point a fraction of the way from a to b; the ends are met exactly. */
export function between(a, b, s) {
  if (s === 0) return a;
  if (s === 1) return b;
  return a.map((v, i) => v + s * (b[i] - v));
}

/**
 * @typedef {object} Trace
 * @property {Float32Array} x pixels, vertex by vertex
 * @property {Float32Array} y
 * @property {Uint8Array} lifted whether the pen is up on its way to a vertex
 * @property {Uint8Array} hidden whether the landscape hides a vertex
 * @property {Uint32Array} upTo how many vertices there are up to a step
 */

/**
 * @param {{x: Float32Array, y: Float32Array, z: Float32Array, last: number}} path
 * @param {object} projection of a lens or of a scene
 * @returns {Trace}
 */
export function trace(path, projection) {
  const [xs, ys, lifted, hidden] = [[], [], [], []];
  const upTo = new Uint32Array(path.last + 1);
  let end = null; // where the pen is, if it is down
  const put = (point, [px, py], up) => {
    xs.push(px);
    ys.push(py);
    lifted.push(up ? 1 : 0);
    hidden.push(projection.hides?.(...point) ? 1 : 0);
    end = [px, py];
  };
  let from = vertex(path, 0);
  if (cut(from, from, projection.reach)) put(from, projection.project(...from), true);
  upTo[0] = xs.length;
  for (let t = 1; t <= path.last; t++) {
    const to = vertex(path, t);
    const part = cut(from, to, projection.reach);
    if (part) {
      const [enter, leave] = part;
      if (enter > 0 || !end) {
        const entry = between(from, to, enter);
        put(entry, projection.project(...entry), true);
      }
      const exit = between(from, to, leave);
      const pixel = projection.project(...exit);
      const far = Math.abs(pixel[0] - end[0]) + Math.abs(pixel[1] - end[1]) >= TELLABLE;
      if (far) put(exit, pixel, false);
      if (leave < 1) end = null;
    } else {
      end = null;
    }
    upTo[t] = xs.length;
    from = to;
  }
  return {
    x: Float32Array.from(xs),
    y: Float32Array.from(ys),
    lifted: Uint8Array.from(lifted),
    hidden: Uint8Array.from(hidden),
    upTo,
  };
}

/** The point of a path at a step: [x, y, height]. */
export function vertex(path, step) {
  return [path.x[step], path.y[step], path.z[step]];
}

/** The point of a path at a time, between its steps; it stays where it overflowed. */
export function pointAt(path, time) {
  const step = Math.min(Math.floor(time + 1e-9), path.last);
  const from = vertex(path, step);
  if (step === path.last) return from;
  return between(from, vertex(path, step + 1), Math.max(0, time - step));
}

/** The nearest point of a box. */
export function clamp(point, { low, high }) {
  return point.map((v, i) => Math.min(Math.max(v, low[i]), high[i]));
}

/** How far a point of the plane is from a box, in the plane's own units. */
export function distance(point, box) {
  const edge = clamp(point, box);
  return Math.hypot(point[0] - edge[0], point[1] - edge[1]);
}
