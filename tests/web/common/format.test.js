import assert from "node:assert/strict";
import { test } from "node:test";
import { decades, short } from "../../../web/common/format.js";

test("numbers have three digits, and powers of ten only where they help", () => {
  const written = {
    0: 0,
    0.0123: 0.01234,
    45.6: 45.58,
    "1.2e−7": 1.2e-7,
    "3.4e5": 3.4e5,
    "−0.5": -0.5,
    99900: 99_900,
    "1e5": 100_000,
    0.001: 0.001,
    "9.99e−4": 0.000999,
  };
  for (const [text, number] of Object.entries(written)) assert.equal(short(number), text);
  assert.equal(short(0.012345, 4), "0.01235");
});

test("what is no number, or beyond float32, is told as that", () => {
  for (const nothing of [null, undefined, Number.NaN]) assert.equal(short(nothing), "–");
  assert.equal(short(Number.POSITIVE_INFINITY), "> 3.4e38");
  assert.equal(short(-3.5e38), "< −3.4e38");
});

test("powers of ten are thinned evenly", () => {
  assert.deepEqual(decades(0.01, 100, 9), [0.01, 0.1, 1, 10, 100]);
  assert.deepEqual(decades(0.02, 90, 9), [0.1, 1, 10]);
  const few = decades(1e-12, 1e12, 4);
  assert.ok(few.length <= 4);
  const steps = few.slice(1).map((value, k) => Math.round(Math.log10(value / few[k])));
  assert.equal(new Set(steps).size, 1);
});
