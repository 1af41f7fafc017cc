// A path as the pixels of a panel: cut at the edge of what can be seen, thinned to what a screen
// can tell apart. Computed once a camera or zoom; a frame then only draws the first part of it.

import { stepAt } from "./clock.js";

const TELLABLE = 0.75; // pixels

/** @typedef {[number, number, number]} Point x, y and height */
/** @typedef {[number, number]} Pixel */
/** @typedef {{low: Point, high: Point}} Box */

/**
 * From the plane, or the landscape over it, to the pixels of a panel and back.
 * @typedef {object} Projection
 * @property {string} key equal for equal projections
 * @property {Box} window what a panel shows
 * @property {Box} reach where paths are followed
 * @property {(x: number, y: number, height: number) => Pixel} project
 * @property {(px: number, py: number) => Pixel | null} pick
 * @property {((x: number, y: number, height: number) => boolean) | null} hides
 */

/**
 * @typedef {object} Path
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {Float32Array} z
 * @property {number} last the last step before the run overflowed, or the last of all
 */

/**
 * The part of a segment inside of a box, after Liang and Barsky.
 * @param {Point} a @param {Point} b @param {Box} box
 * @returns {[number, number] | null} where along the segment it enters and leaves
 */
export function clipSegment(a, b, { low, high }) {
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

/**
 * The point a fraction of the way from a to b; the ends are met exactly.
 * @param {Point} a @param {Point} b @param {number} s
 * @returns {Point}
 */
export function interpolate(a, b, s) {
  if (s === 0) return a;
  if (s === 1) return b;
  return [a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1]), a[2] + s * (b[2] - a[2])];
}

/**
 * @typedef {object} ScreenPath
 * @property {Float32Array} x pixels, vertex by vertex
 * @property {Float32Array} y
 * @property {Uint8Array} lifted whether the pen is up on its way to a vertex
 * @property {Uint8Array} hidden whether the landscape hides a vertex
 * @property {Uint32Array} upTo how many vertices there are up to a step
 */

/** @param {Path} path @param {Projection} projection @returns {ScreenPath} */
export function screenPath(path, projection) {
  const pen = new Pen(projection);
  const upTo = new Uint32Array(path.last + 1);
  let from = vertex(path, 0);
  pen.begin(from);
  upTo[0] = pen.x.length;
  for (let t = 1; t <= path.last; t++) {
    const to = vertex(path, t);
    pen.draw(from, to);
    upTo[t] = pen.x.length;
    from = to;
  }
  return {
    x: Float32Array.from(pen.x),
    y: Float32Array.from(pen.y),
    lifted: Uint8Array.from(pen.lifted),
    hidden: Uint8Array.from(pen.hidden),
    upTo,
  };
}

/** Draws segment by segment what can be seen of them. */
class Pen {
  /** @type {number[]} */
  x = [];
  /** @type {number[]} */
  y = [];
  /** @type {number[]} */
  lifted = [];
  /** @type {number[]} */
  hidden = [];
  #projection;
  /** @type {Pixel | null} where the pen is, if it is down */
  #end = null;

  /** @param {Projection} projection */
  constructor(projection) {
    this.#projection = projection;
  }

  /** @param {Point} point */
  begin(point) {
    if (clipSegment(point, point, this.#projection.reach)) this.#put(point, true);
  }

  /** @param {Point} from @param {Point} to */
  draw(from, to) {
    const part = clipSegment(from, to, this.#projection.reach);
    if (!part) {
      this.#end = null;
      return;
    }
    const [enter, leave] = part;
    if (enter > 0 || !this.#end) this.#put(interpolate(from, to, enter), true);
    this.#put(interpolate(from, to, leave), false);
  }

  /** @param {Point} point @param {boolean} up whether the pen is lifted on its way there */
  #put(point, up) {
    const pixel = this.#projection.project(...point);
    if (!up && this.#end && apart(pixel, this.#end) < TELLABLE) return;
    this.x.push(pixel[0]);
    this.y.push(pixel[1]);
    this.lifted.push(up ? 1 : 0);
    this.hidden.push(this.#projection.hides?.(...point) ? 1 : 0);
    this.#end = pixel;
  }
}

/** @param {Pixel} a @param {Pixel} b */
function apart(a, b) {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}

/** The point of a path at a step. @param {Path} path @param {number} step @returns {Point} */
export function vertex(path, step) {
  return [path.x[step], path.y[step], path.z[step]];
}

/**
 * The point of a path at a time, between its steps; it stays where it overflowed.
 * @param {Path} path @param {number} time
 */
export function pointAt(path, time) {
  const step = Math.min(stepAt(time), path.last);
  const from = vertex(path, step);
  if (step === path.last) return from;
  return interpolate(from, vertex(path, step + 1), Math.max(0, time - step));
}

/** The nearest point of a box. @param {Point} point @param {Box} box @returns {Point} */
export function clamp([x, y, z], { low, high }) {
  return [
    Math.min(Math.max(x, low[0]), high[0]),
    Math.min(Math.max(y, low[1]), high[1]),
    Math.min(Math.max(z, low[2]), high[2]),
  ];
}

/**
 * How far a point of the plane is from a box, in the plane's own units.
 * @param {Point} point @param {Box} box
 */
export function distance(point, box) {
  const edge = clamp(point, box);
  return Math.hypot(point[0] - edge[0], point[1] - edge[1]);
}
