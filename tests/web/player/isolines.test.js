import assert from "node:assert/strict";
import { test } from "node:test";
import { isolines } from "../../../web/player/isolines.js";

/**
 * @param {number[]} heights @param {number} columns
 * @param {Partial<{start: number, size: number, count: number}>} levels
 * @returns {number[][]}
 */
function linesOf(heights, columns, levels = {}) {
  /** @type {number[][]} */
  const lines = [];
  isolines(heights, columns, { start: 0, size: 1, count: 1, ...levels }, (...line) => lines.push(line));
  return lines;
}

test("a plane has straight lines where it is as high as they are", () => {
  const columns = 5;
  const heights = Array.from({ length: 20 }, (_, k) => k % columns); // height = column
  const lines = linesOf(heights, columns, { start: 0.5, size: 1, count: 4 });
  assert.equal(lines.length, 4 * 3);
  for (const [x0, , x1] of lines) {
    assert.equal(x0, x1);
    assert.equal(x0 % 1, 0.5);
  }
});

test("every piece lies on the circle that it is a part of", () => {
  const side = 41;
  const heights = Array.from({ length: side * side }, (_, k) =>
    Math.hypot((k % side) - 20, Math.floor(k / side) - 20),
  );
  const lines = linesOf(heights, side, { start: 8, size: 1, count: 1 });
  assert.ok(lines.length > 40);
  for (const [x0, y0, x1, y1] of lines) {
    for (const [x, y] of [
      [x0, y0],
      [x1, y1],
    ])
      assert.ok(Math.abs(Math.hypot(x - 20, y - 20) - 8) < 0.05);
  }
  const ends = lines.flatMap(([x0, y0, x1, y1]) => [`${x0} ${y0}`, `${x1} ${y1}`]);
  for (const end of new Set(ends)) {
    assert.equal(ends.filter((other) => other === end).length, 2, "the line is closed");
  }
});

test("a saddle is cut as the middle of its cell says", () => {
  /** @param {number} low @param {number} high */
  const cut = (low, high) => linesOf([low, high, high, low], 2);
  const [left, top, right, bottom] = [
    [0, 1 / 3],
    [1 / 3, 0],
    [1, 2 / 3],
    [2 / 3, 1],
  ];
  const apart = cut(-1, 2); // the high corners belong together: each low one is cut off
  assert.ok(joins(apart, left, top) && joins(apart, right, bottom) && apart.length === 2);
  const [far, wide, deep, short] = [
    [0, 2 / 3],
    [2 / 3, 0],
    [1, 1 / 3],
    [1 / 3, 1],
  ];
  const together = cut(-2, 1);
  assert.ok(joins(together, wide, deep) && joins(together, short, far) && together.length === 2);
});

/**
 * Whether one of the lines joins two points.
 * @param {number[][]} lines @param {number[]} a @param {number[]} b
 */
function joins(lines, a, b) {
  /** @param {number[]} line @param {number[]} ends */
  const near = (line, ends) => line.every((value, k) => Math.abs(value - ends[k]) < 1e-12);
  return lines.some((line) => near(line, [...a, ...b]) || near(line, [...b, ...a]));
}

test("where a height is missing there are no lines", () => {
  assert.deepEqual(linesOf([Number.NaN, 1, -1, 1], 2), []);
  assert.deepEqual(linesOf([1, 1, 1, 1], 2), []);
});
