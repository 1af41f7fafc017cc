import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock, stepAt } from "../../../web/player/clock.js";

test("a race takes seven seconds, however many steps it has", () => {
  for (const steps of [1, 40, 500]) {
    const clock = new Clock();
    clock.resize(steps);
    clock.play();
    let [seconds, ended] = [0, false];
    while (!ended) {
      ended = clock.advance(0.01);
      seconds += 0.01;
    }
    assert.ok(Math.abs(seconds - 7) < 0.02);
    assert.equal(clock.time, steps);
    assert.ok(!clock.playing);
  }
});

test("speed is a factor, and a pause stands still", () => {
  const clock = new Clock();
  clock.resize(70);
  clock.speed = 2;
  clock.play();
  clock.advance(1);
  assert.equal(clock.time, 20);
  clock.pause();
  assert.equal(clock.advance(1), false);
  assert.equal(clock.time, 20);
});

test("a loop begins again, and the end is no end", () => {
  const clock = new Clock();
  clock.resize(7);
  clock.loop = true;
  clock.play();
  assert.equal(clock.advance(8), false);
  assert.equal(clock.time, 0);
  assert.ok(clock.playing);
});

test("what had finished has finished a longer race too, and plays from the start", () => {
  const clock = new Clock();
  clock.resize(10);
  clock.seek(10);
  clock.resize(50);
  assert.equal(clock.step, 50);
  clock.seek(30);
  clock.resize(20);
  assert.equal(clock.step, 20);
  clock.play();
  assert.equal(clock.time, 0);
});

test("a step back from the middle of a step leads to its beginning", () => {
  const clock = new Clock();
  clock.resize(10);
  clock.time = 3.4;
  clock.nudge(-1);
  assert.equal(clock.time, 3);
  clock.nudge(-1);
  assert.equal(clock.time, 2);
  clock.time = 3.4;
  clock.nudge(1);
  assert.equal(clock.time, 4);
  clock.seek(0);
  clock.nudge(-1);
  assert.equal(clock.time, 0);
  clock.seek(99);
  assert.equal(clock.time, 10);
});

test("a sum of fractions that misses a whole step by rounding has reached it", () => {
  assert.equal(stepAt(0.1 + 0.2 + 0.7 - 1e-12), 1);
  assert.equal(stepAt(0.999), 0);
});
