import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseScale } from "../../../web/player/value_scale.js";

test("positive values have a logarithmic scale of whole decades", () => {
  const { axis, range, forward } = chooseScale([Float32Array.of(24, 1, 0.003)]);
  assert.equal(axis.type, "log");
  assert.deepEqual(range, [-3, 2]);
  assert.equal(forward(100), 2);
  assert.ok(forward(0) < range[0], "zero lies below");
});

test("values close together that change their sign have a linear scale with a margin", () => {
  const { axis, range, forward } = chooseScale([
    [-1, 2],
    [0, 1],
  ]);
  assert.equal(axis.type, "linear");
  assert.ok(range[0] < -1 && range[1] > 2);
  assert.equal(forward(0.3), 0.3);
});

test("values of both signs and many sizes are shown on both sides of zero", () => {
  const { axis, range, forward } = chooseScale([[1, 100, -5, 1000]]);
  const ticks = /** @type {number[]} */ (axis.tickvals);
  assert.equal(ticks.length, /** @type {string[]} */ (axis.ticktext).length);
  assert.ok(ticks.every((tick) => tick >= range[0] && tick <= range[1]));
  assert.equal(forward(-5), -forward(5));
  assert.ok(forward(1000) / forward(1) < 20);
});

test("a run that leaves takes the chart along only so far", () => {
  const { range } = chooseScale([
    [2, 1],
    [2, 3e38],
  ]);
  assert.ok(range[1] <= Math.ceil(Math.log10(2e4) + 0.05));
});

test("nothing, zeros and constants have a scale too", () => {
  for (const curves of [[], [[]], [[0, 0]], [[3, 3, 3]], [[-2, -2]]]) {
    const { range, forward } = chooseScale(curves);
    assert.ok(range[1] > range[0]);
    assert.ok(Number.isFinite(forward(1)));
  }
});

test("losses below what a double can tell from zero are shown at the bottom", () => {
  const { range } = chooseScale([[1, 1e-300]]);
  assert.ok(range[0] >= -33);
});
