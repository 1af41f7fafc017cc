import assert from "node:assert/strict";
import { test } from "node:test";
import { Matrix } from "../../../web/player/matrix.js";

const SHIFT = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 2, 3, 4, 1];
const PERSPECTIVE = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1.2, -1, 0, 0, -2.2, 0];

/** @param {number[]} a @param {number[]} b */
function near(a, b) {
  for (const [k, value] of a.entries()) assert.ok(Math.abs(value - b[k]) < 1e-12, `${a} is not ${b}`);
}

test("the last of several matrices is applied first", () => {
  const scaled = Matrix.product(SHIFT, Matrix.scaling([10, 10, 10]));
  near(scaled.apply(1, 1, 1), [12, 13, 14]);
  const shifted = Matrix.product(Matrix.scaling([10, 10, 10]), SHIFT);
  near(shifted.apply(1, 1, 1), [30, 40, 50]);
});

test("an inverse leads back, also through perspective", () => {
  const matrix = Matrix.product(PERSPECTIVE, SHIFT, Matrix.scaling([1, 2, 0.5]));
  const point = [0.3, -0.7, -9];
  near(matrix.inverse().apply(...matrix.apply(point[0], point[1], point[2])), point);
});

test("a pivot of zero needs another row", () => {
  const swap = new Matrix([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  assert.deepEqual([...swap.inverse().values], [...swap.values]);
});

test("equal matrices have equal keys", () => {
  assert.equal(new Matrix(SHIFT).key, new Matrix([...SHIFT]).key);
  assert.notEqual(new Matrix(SHIFT).key, new Matrix(PERSPECTIVE).key);
});
