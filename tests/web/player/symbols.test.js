import assert from "node:assert/strict";
import { test } from "node:test";
import { traceStar, traceSymbol } from "../../../web/player/symbols.js";

/** What a context is asked to trace. @param {(context: CanvasRenderingContext2D) => void} draw */
function traced(draw) {
  /** @type {[name: string, ...numbers: number[]][]} */
  const calls = [];
  const context = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (/** @type {number[]} */ ...numbers) =>
          calls.push([String(name), ...numbers]),
    },
  );
  draw(/** @type {CanvasRenderingContext2D} */ (context));
  return calls;
}

/** @param {string} name */
const corners = (name) =>
  traced((context) => traceSymbol(context, name, 10, 20, 4)).filter(([call]) => call.endsWith("To"));

test("each symbol has the corners of its name, around its middle", () => {
  const counts = { square: 4, "triangle-up": 3, diamond: 4, cross: 12, x: 12 };
  for (const [name, count] of Object.entries(counts)) {
    const points = corners(name);
    assert.equal(points.length, count);
    const mean = (/** @type {number} */ i) =>
      points.reduce((sum, point) => sum + Number(point[i]), 0) / count;
    assert.ok(Math.abs(mean(1) - 10) < 1e-9 && Math.abs(mean(2) - 20) < 1e-9, name);
  }
});

test("a triangle points up", () => {
  const highest = Math.min(...corners("triangle-up").map((point) => Number(point[2])));
  assert.ok(Math.abs(highest - (20 - 1.35 * 4)) < 1e-9);
});

test("a symbol that has no corners, or no name here, is a circle", () => {
  for (const name of ["circle", "hourglass"]) {
    const calls = traced((context) => traceSymbol(context, name, 10, 20, 4));
    assert.deepEqual(
      calls.map(([call]) => call),
      ["beginPath", "arc"],
    );
    assert.deepEqual(calls[1].slice(1, 4), [10, 20, 4]);
  }
});

test("a star has five points", () => {
  const points = traced((context) => traceStar(context, 0, 0, 10)).filter(([call]) => call.endsWith("To"));
  const far = points.filter(([, x, y]) => Math.abs(Math.hypot(x, y) - 10) < 1e-9);
  assert.equal(points.length, 10);
  assert.equal(far.length, 5);
});
