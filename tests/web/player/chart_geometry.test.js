import assert from "node:assert/strict";
import { test } from "node:test";
import { ChartAxis } from "../../../web/player/chart_axis.js";
import { ChartGeometry } from "../../../web/player/chart_geometry.js";
import { Curves } from "../../../web/player/curves.js";
import { run } from "./race.js";

const steps = 4;
const SIZE = { width: 400, height: 200, scale: 1 };

/** @param {number[][]} values @param {number[]} lasts */
function geometry(values, lasts = values.map(() => steps)) {
  const runs = lasts.map((last, k) => run({ last, name: `R${k}` }, steps));
  const curves = new Curves(values, runs, steps);
  const entrants = runs.map(({ style }) => style);
  return new ChartGeometry(curves, new ChartAxis({ steps, axes: [], entrants }, "steps"), SIZE);
}

test("a curve goes from the left edge to the right one, higher values above", () => {
  const made = geometry([[1, 10, 100, 1000, 10_000]]);
  const { left, top, width, height } = made.frame;
  assert.deepEqual([made.x(0, 0), made.x(0, steps)], [left, left + width]);
  assert.ok(left > 0 && left + width < SIZE.width && top > 0 && top + height < SIZE.height);
  assert.ok(made.y(10_000) < made.y(1));
});

test("a pixel leads to the step, and to the run whose curve is nearest", () => {
  const made = geometry([
    [1, 1, 1, 1, 1],
    [100, 100, 100, 100, 100],
  ]);
  for (let t = 0; t <= steps; t++) assert.equal(made.stepAt(made.x(0, t), 0), t);
  assert.equal(made.runAt(made.x(0, 2), made.y(90)).run, 1);
  assert.equal(made.runAt(made.x(0, 2), made.y(2)).run, 0);
  assert.equal(made.runAt(made.x(0, 2), made.y(1)).away, 0);
});

test("a run that ended is not found beyond its end", () => {
  const made = geometry(
    [
      [1, 1, 1, 1, 1],
      [100, 100, 100, 100, 100],
    ],
    [4, 2],
  );
  assert.equal(made.runAt(made.x(0, 1), made.y(100)).run, 1);
  assert.equal(made.runAt(made.x(0, 3), made.y(100)).run, 0);
});

test("rates belong to steps, losses to the points between them", () => {
  const rates = new Curves([[3, 2, 1, 0.5]], [run({}, steps)], steps);
  assert.deepEqual([rates.offset, rates.last(0), rates.at(0, 1), rates.at(0, 4)], [1, 4, 3, 0.5]);
  const losses = new Curves([[9, 3, 2, 1, 0.5]], [run({}, steps)], steps);
  assert.deepEqual([losses.offset, losses.at(0, 0), losses.at(0, 4)], [0, 9, 0.5]);
});

test("a chart says in words what it shows, and leaves out what it does not", () => {
  const runs = [run({ name: "Adam" }, steps), run({ name: "Newton" }, steps)];
  const curves = new Curves([[9, 3, 2, 1, 0.5], []], runs, steps);
  assert.deepEqual(curves.words(), ["Adam from 9 to 0.5"]);
  assert.deepEqual(curves.shown, [0]);
});
