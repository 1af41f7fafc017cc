import assert from "node:assert/strict";
import { test } from "node:test";
import { Viewport } from "../../../web/player/viewport.js";

const HOME = { x0: -2, x1: 2, y0: -1, y1: 3 };

function shown() {
  const viewport = new Viewport();
  viewport.show(HOME);
  return viewport;
}

test("the same map stays zoomed as it was, another one is shown whole", () => {
  const viewport = shown();
  viewport.zoom(2, 0.5, 0.5);
  assert.ok(!viewport.show({ ...HOME }));
  assert.ok(viewport.moved);
  assert.ok(viewport.show({ ...HOME, x1: 5 }));
  assert.ok(!viewport.moved);
  assert.equal(viewport.x1, 5);
});

test("the point under the pointer stays there while zooming", () => {
  const viewport = shown();
  const [px, py] = [130, 40];
  const before = viewport.projection(400, 200).pick(px, py);
  viewport.zoom(3, px / 400, py / 200);
  const after = viewport.projection(400, 200).pick(px, py);
  assert.ok(before && after);
  for (const i of [0, 1]) assert.ok(Math.abs(after[i] - before[i]) < 1e-12);
});

test("a projection and its inverse agree, and up is up", () => {
  const { project, pick } = shown().projection(400, 200);
  assert.deepEqual(project(-2, 3, 0), [0, 0]);
  assert.deepEqual(project(2, -1, 0), [400, 200]);
  assert.deepEqual(pick(...project(0.5, 1.25, 0)), [0.5, 1.25]);
});

test("a drag moves the map along with the pointer", () => {
  const viewport = shown();
  const grabbed = viewport.projection(400, 200).pick(100, 100);
  viewport.pan(0.1, 0.2);
  assert.ok(grabbed);
  const [px, py] = viewport.projection(400, 200).project(grabbed[0], grabbed[1], 0);
  assert.ok(Math.abs(px - 140) < 1e-9 && Math.abs(py - 140) < 1e-9);
  viewport.reset();
  assert.ok(!viewport.moved);
});

test("zooming ends somewhere, both ways", () => {
  const viewport = shown();
  for (let k = 0; k < 50; k++) viewport.zoom(10, 0.5, 0.5);
  assert.ok(Math.abs(viewport.x1 - viewport.x0 - 4e-4) < 1e-9);
  for (let k = 0; k < 50; k++) viewport.zoom(0.1, 0.5, 0.5);
  assert.ok(Math.abs(viewport.x1 - viewport.x0 - 160) < 1e-9);
});
