import assert from "node:assert/strict";
import { test } from "node:test";
import { readRace } from "../../../web/player/payload.js";
import { packed } from "../packed.js";

const FLOATS = Float32Array.of(1, 2, 3);
const PATH = { x0: FLOATS, y0: FLOATS, loss0: FLOATS, slope0: FLOATS };

/** @param {object} entrant @param {Record<string, Float32Array | Uint8Array>} more */
function read(entrant, more = {}) {
  const header = { kind: "race", steps: 2, axes: ["gradients", "samples"], entrants: [entrant] };
  return readRace(packed(header, { ...PATH, ...more })).entrants[0];
}

test("a constant rate is a number, a varying one an array, and a rule may have none", () => {
  assert.equal(read({ lr: 0.5 }).lr, 0.5);
  assert.deepEqual(read({}, { lr0: Float32Array.of(3, 4) }).lr, Float32Array.of(3, 4));
  assert.equal(read({}).lr, null);
});

test("the bits of clipping are steps, counted from 1", () => {
  assert.deepEqual(read({}, { clipped0: Uint8Array.of(0b101, 0b10) }).clipped, [1, 3, 10]);
  assert.deepEqual(read({}).clipped, []);
});

test("a step adds 1 to an axis unless something else is said", () => {
  const { added } = read({ samples: 8 }, { gradients0: Uint8Array.of(1, 2) });
  assert.deepEqual(added, { gradients: Uint8Array.of(1, 2), samples: 8 });
  assert.deepEqual(read({}).added, { gradients: 1, samples: 1 });
});
