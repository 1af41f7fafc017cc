import assert from "node:assert/strict";
import { test } from "node:test";
import { factsOf, paintOf, startOf } from "../../../web/maps/maps.js";
import { ticks } from "../../../web/maps/ticks.js";

/** @type {Record<import("../../../web/maps/maps.js").Show, import("../../../web/maps/maps.js").Paint[]>} */
const PAINTS = {
  minimum: [
    ["#000001", ""],
    ["#000002", "#ffffff"],
  ],
  outcome: [
    ["#00000a", ""],
    ["#00000b", ""],
  ],
  steps: [
    ["#0000f0", ""],
    ["#0000f1", ""],
  ],
};

/** @type {import("../../../web/maps/maps.js").Maps} */
const MAPS = {
  name: "n",
  about: "a",
  size: 2,
  low: [-1, 0],
  high: [1, 4],
  names: ["Adam"],
  minima: [
    [0, 0],
    [1, 1],
  ],
  marked: [],
  numbered: [],
  words: ["out of steps", "overflowed"],
  paints: PAINTS,
  arrays: {
    label0: Uint8Array.of(1, 0, 2, 1, 0, 0, 0, 0), // 257, 258, 0, 0
    arrived0: new Uint8Array(8),
    ending0: Uint8Array.of(0, 0, 0, 1),
    shade0: Uint8Array.of(0, 1, 0, 0),
    loss0: new Float32Array(4),
  },
};

test("a start is the middle of its cell, the lowest row first", () => {
  assert.deepEqual(startOf(MAPS, { row: 0, column: 0 }), [-0.5, 1]);
  assert.deepEqual(startOf(MAPS, { row: 1, column: 1 }), [0.5, 3]);
});

test("labels are pairs of bytes, the lower one first", () => {
  assert.deepEqual(
    [...factsOf({ ...MAPS, arrays: { ...MAPS.arrays, label0: Uint8Array.of(1, 0, 2, 1) } }, 0, true).label],
    [1, 258],
  );
});

test("a start is painted by its minimum, its steps or its ending; without a minimum by its ending", () => {
  const facts = { ...factsOf(MAPS, 0, false), label: Uint16Array.of(1, 2, 0, 0) };
  const colors = (/** @type {import("../../../web/maps/maps.js").Show} */ show) =>
    [0, 1, 2, 3].map((i) => paintOf(PAINTS, facts, i, show)[0]);
  assert.deepEqual(colors("minimum"), ["#000001", "#000002", "#00000a", "#00000b"]);
  assert.deepEqual(colors("steps"), ["#0000f0", "#0000f1", "#00000a", "#00000b"]);
  assert.deepEqual(colors("outcome"), ["#00000a", "#00000a", "#00000a", "#00000b"]);
});

test("ticks are round, evenly apart, inside, and about as many as wished for", () => {
  for (const [low, high] of [
    [-2, 2],
    [0.013, 0.019],
    [-1e6, 3e6],
    [1e-9, 2e-9],
  ]) {
    const found = ticks(low, high, 6);
    assert.ok(found.length >= 2 && found.length <= 8);
    assert.ok(found.every((tick) => tick >= low && tick <= high));
    const step = found[1] - found[0];
    assert.match(step.toExponential(6), /^[125]\.0+e/);
  }
  assert.deepEqual(ticks(-2, 2, 6), [-2, -1, 0, 1, 2]);
});
