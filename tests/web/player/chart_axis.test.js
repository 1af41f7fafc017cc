import assert from "node:assert/strict";
import { test } from "node:test";
import { axesOf, ChartAxis } from "../../../web/player/chart_axis.js";
import { entrant } from "./race.js";

const AXES = ["gradients", "evaluations", "samples"];
const steps = 4;

/** @param {import("./race.js").Entrant[]} entrants @param {string} name */
const axis = (entrants, name) => new ChartAxis({ steps, axes: AXES, entrants }, name);

test("epochs are offered where samples are", () => {
  const names = (/** @type {string[]} */ axes) => axesOf({ axes }).map(({ name }) => name);
  assert.deepEqual(names(AXES), ["steps", "epochs", "samples", "gradients", "evaluations"]);
  assert.deepEqual(names(["gradients"]), ["steps", "gradients"]);
});

test("what is not offered is drawn over steps", () => {
  assert.equal(axis([entrant()], "nonsense").name, "steps");
  assert.equal(new ChartAxis({ steps, axes: [], entrants: [entrant()] }, "samples").name, "steps");
});

test("a cost for each step is summed, and read between steps in proportion", () => {
  const one = axis([entrant({ added: { gradients: Uint8Array.of(1, 3, 1, 5) } })], "gradients");
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((t) => one.at(0, t)),
    [0, 1, 4, 5, 10],
  );
  assert.equal(one.at(0, 1.5), 2.5);
  assert.equal(one.max, 10);
  assert.equal(axis([entrant()], "epochs").max, 2);
});

test("a step is found from its cost, the nearer one of two", () => {
  const one = axis([entrant({ added: { gradients: Uint8Array.of(1, 3, 1, 5) } })], "gradients");
  for (let t = 0; t <= steps; t++) assert.equal(one.stepAt(0, one.at(0, t)), t);
  assert.equal(one.stepAt(0, 2), 1);
  assert.equal(one.stepAt(0, 3), 2);
  assert.equal(one.stepAt(0, 99), 4);
  assert.equal(one.stepAt(0, -1), 0);
});

test("runs that cost the same share the axis; one that stops earlier may too", () => {
  const dear = entrant({ added: { gradients: 2 } });
  assert.ok(axis([entrant(), entrant({ last: 2 })], "gradients").shared);
  const apart = axis([entrant(), dear], "gradients");
  assert.ok(!apart.shared);
  assert.equal(apart.longest, 1);
  assert.ok(axis([entrant(), dear], "steps").shared);
  assert.equal(apart.end(0), 4);
});
