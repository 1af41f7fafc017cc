import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleOf, written } from "../../../web/controls/slider_scale.js";

const RANGES = [
  { low: 1e-5, high: 1, log: true, whole: false },
  { low: 0, high: 0.999, log: false, whole: false },
  { low: 1, high: 500, log: false, whole: true },
  { low: 1, high: 100_000, log: true, whole: true },
  { low: -3, high: 3, log: false, whole: false },
];

test("the ends are met exactly, and every tick stands for a number of the range", () => {
  for (const range of RANGES) {
    const { ticks, at } = scaleOf(range);
    assert.equal(at(0), range.low);
    assert.equal(at(ticks), range.high);
    for (let tick = -1; tick <= ticks + 1; tick++) {
      const value = at(tick);
      assert.ok(value >= range.low && value <= range.high);
      if (range.whole) assert.ok(Number.isInteger(value));
    }
  }
});

test("a number stands within a tick of where its own tick is, and beyond the ends at them", () => {
  for (const range of RANGES) {
    const { ticks, at, of } = scaleOf(range);
    for (let tick = 0; tick <= ticks; tick++) {
      assert.ok(Math.abs(at(of(at(tick))) - at(tick)) <= Math.abs(at(tick + 1) - at(tick - 1)));
    }
    assert.equal(of(range.low - 1), 0);
    assert.equal(of(range.high + 1), ticks);
  }
});

test("numbers of a slider are round", () => {
  const { at } = scaleOf(RANGES[0]);
  for (const tick of [13, 40, 77]) assert.equal(at(tick), Number(at(tick).toPrecision(2)));
});

test("numbers are written as a person writes them, and read back as they were", () => {
  assert.equal(written(null), "");
  assert.equal(written(0.00001), "1e-5");
  assert.equal(written(20_000_000), "2e7");
  assert.equal(written(0.1 + 0.2), "0.3");
  for (const value of [0, 0.05, -1.25, 123_456, 1e-12]) assert.equal(Number(written(value)), value);
});
