import assert from "node:assert/strict";
import { test } from "node:test";
import { HeightMap } from "../../../web/player/height_map.js";
import { Orbit } from "../../../web/player/orbit.js";

const COLORS = { light: [], dark: [] };
const SIDE = 31;

/** A map of [-3, 3] × [-3, 3]. @param {(x: number, y: number) => number} loss @param {boolean} log */
function map(loss, log = false) {
  const x = Float32Array.from({ length: SIDE }, (_, i) => -3 + (6 * i) / (SIDE - 1));
  const value = Float32Array.from({ length: SIDE * SIDE }, (_, k) =>
    loss(x[k % SIDE], x[Math.floor(k / SIDE)]),
  );
  return new HeightMap({ id: "m", low: 0, scale: 0.5, log, colors: COLORS }, { x, y: x, value });
}

test("a plane is met exactly between its samples, and is nowhere outside", () => {
  const plane = map((x, y) => 2 * x - y);
  assert.ok(Math.abs(plane.at(0.123, -1.77) - (0.246 + 1.77)) < 1e-5);
  assert.ok(Number.isNaN(plane.at(3.1, 0)));
  assert.ok(plane.contains(-3, 3) && !plane.contains(-3.01, 0));
});

test("a loss and the height that it is drawn at lead to each other", () => {
  for (const log of [false, true]) {
    const bowl = map((x, y) => x * x + y * y, log);
    for (const loss of [0, 0.3, 7]) assert.ok(Math.abs(bowl.loss(bowl.height(loss)) - loss) < 1e-9);
  }
  assert.equal(map(() => 1, true).height(-5), 0, "below the lowest there is nothing lower to draw");
});

test("a flat map, and one with holes, have heights to draw between", () => {
  const flat = map(() => 2);
  assert.ok(flat.top > flat.bottom);
  const holes = map((x) => (x < 0 ? Number.NaN : x));
  assert.deepEqual([holes.bottom, holes.top], [0, 3]);
});

test("a ridge hides what is behind it, and only that", () => {
  const ridge = map((x) => (Math.abs(x) < 0.5 ? 4 : 0));
  assert.ok(ridge.hides([5, 0, 1], [-2, 0, 0]));
  assert.ok(!ridge.hides([5, 0, 1], [2, 0, 0]));
  assert.ok(!ridge.hides([0, 0, 20], [-2, 0, 0]));
});

test("a ray from above meets the ground, one beside the map meets nothing", () => {
  const plane = map(() => 0);
  plane.top = 5;
  const met = plane.meet([1, 1, 5], [1, 1, -5]);
  assert.ok(met && Math.abs(met[0] - 1) < 1e-6 && Math.abs(met[1] - 1) < 1e-6);
  assert.equal(plane.meet([9, 9, 5], [9, 9, -5]), null);
});

test("a camera faces a landscape from where its valley is seen", () => {
  const orbit = new Orbit();
  const bowl = map((x, y) => x * x + y * y);
  orbit.face(bowl);
  const usual = orbit.azimuth;
  // A wall between the usual place of the eye and a valley behind it.
  orbit.face(map((x, y) => (x - y > 0 && x - y < 1 ? 20 : x - y <= 0 ? -1 : 1)));
  assert.notEqual(orbit.azimuth, usual);
  orbit.turn(0.1, 9);
  assert.ok(orbit.moved);
  assert.ok(orbit.elevation < Math.PI / 2, "it never rolls over the top");
  orbit.reset();
  assert.ok(!orbit.moved);
});
