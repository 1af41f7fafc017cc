import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clamp,
  clipSegment,
  distance,
  interpolate,
  pointAt,
  screenPath,
} from "../../../web/player/screen_path.js";
import { Viewport } from "../../../web/player/viewport.js";

/** @typedef {import("../../../web/player/screen_path.js").Point} Point */

/** @type {import("../../../web/player/screen_path.js").Box} */
const BOX = { low: [0, 0, Number.NEGATIVE_INFINITY], high: [10, 10, Number.POSITIVE_INFINITY] };

/** @param {[number, number][]} points @param {number} last */
function path(points, last = points.length - 1) {
  const x = Float32Array.from(points, ([px]) => px);
  const y = Float32Array.from(points, ([, py]) => py);
  return { x, y, z: new Float32Array(points.length), last };
}

/** A window onto [0, 10] × [0, 10] in 100 × 100 pixels. */
function projection() {
  const viewport = new Viewport();
  viewport.show({ x0: 0, x1: 10, y0: 0, y1: 10 });
  return viewport.projection(100, 100);
}

test("a segment is cut where it enters and leaves a box", () => {
  assert.deepEqual(clipSegment([-10, 5, 0], [20, 5, 0], BOX), [1 / 3, 2 / 3]);
  assert.deepEqual(clipSegment([1, 1, 0], [2, 2, 0], BOX), [0, 1]);
  assert.equal(clipSegment([-5, -1, 0], [20, -1, 0], BOX), null);
  assert.equal(clipSegment([-1, 9, 0], [2, 14, 0], BOX), null, "it passes the corner");
  assert.deepEqual(clipSegment([5, 5, 0], [5, 5, 0], BOX), [0, 1]);
});

test("the ends of a segment are met exactly", () => {
  /** @type {[Point, Point]} */
  const [a, b] = [
    [0.1, 0.2, 0.3],
    [0.7, 1e9, -3],
  ];
  assert.equal(interpolate(a, b, 0), a);
  assert.equal(interpolate(a, b, 1), b);
});

test("between its steps a run is on its way; where it overflowed it stays", () => {
  const run = path(
    [
      [0, 0],
      [4, 2],
      [1e30, 0],
    ],
    1,
  );
  assert.deepEqual(pointAt(run, 0.5), [2, 1, 0]);
  assert.deepEqual(pointAt(run, 7.3), [4, 2, 0]);
});

test("a path that leaves and comes back lifts the pen between", () => {
  const drawn = screenPath(
    path([
      [1, 5],
      [5, 5],
      [50, 5],
      [50, 8],
      [5, 8],
    ]),
    projection(),
  );
  assert.deepEqual([...drawn.lifted], [1, 0, 0, 1, 0]);
  assert.deepEqual([...drawn.upTo], [1, 2, 3, 3, 5]);
  for (const x of drawn.x) assert.ok(x <= 124.001, "no pixel is beyond the margin");
});

test("steps that a screen cannot tell apart are one vertex", () => {
  const steps = Array.from({ length: 1001 }, (_, k) => /** @type {[number, number]} */ ([k / 200, 5]));
  const drawn = screenPath(path(steps), projection());
  assert.ok(drawn.x.length < 80);
  assert.equal(drawn.upTo.length, 1001);
  assert.ok(Math.abs(drawn.x[drawn.x.length - 1] - 50) < 1);
});

test("what the landscape hides is marked", () => {
  const all = { ...projection(), hides: (/** @type {number} */ x) => x > 5 };
  assert.deepEqual(
    [
      ...screenPath(
        path([
          [1, 1],
          [4, 1],
          [9, 1],
        ]),
        all,
      ).hidden,
    ],
    [0, 0, 1],
  );
});

test("how far a point is from a box", () => {
  assert.deepEqual(clamp([13, -4, 9], BOX), [10, 0, 9]);
  assert.equal(distance([13, -4, 9], BOX), 5);
  assert.equal(distance([3, 4, 9], BOX), 0);
});
