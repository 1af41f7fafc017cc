import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange } from "../../../web/player/panel_layout.js";

const names = (/** @type {number} */ count) => Array.from({ length: count }, (_, k) => `Run ${k}`);

test("panels fit beside each other, for any number of runs on any screen", () => {
  for (let count = 1; count <= 12; count++) {
    for (const width of [300, 700, 1400]) {
      const layout = arrange(names(count), { width, height: null }, true, 1);
      const gaps = 14 * (layout.columns - 1);
      assert.ok(layout.columns * layout.width + gaps <= width);
      assert.ok(layout.columns <= 6 && layout.height >= 150);
    }
  }
});

test("a gap in the last row is worse than smaller panels", () => {
  /** @param {number} count @param {number} width */
  const columns = (count, width) => arrange(names(count), { width, height: null }, false, 1).columns;
  assert.equal(columns(3, 700), 3);
  assert.equal(columns(5, 1400), 5);
  assert.equal(columns(8, 700), 2);
  assert.equal(columns(10, 1000), 5);
});

test("in a fixed place all rows fit its height", () => {
  for (let count = 1; count <= 12; count++) {
    const { columns, height, title } = arrange(names(count), { width: 1200, height: 700 }, true, 1);
    const rows = Math.ceil(count / columns);
    assert.ok(rows * (height + title) <= 700);
  }
});
