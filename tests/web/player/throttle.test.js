import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Throttle } from "../../../web/player/throttle.js";

let now = 0;
/** @type {number[]} */
let sent = [];

beforeEach(() => {
  [now, sent] = [1000, []];
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(performance, "now", () => now);
});

/** @param {number} milliseconds */
function pass(milliseconds) {
  now += milliseconds;
  mock.timers.tick(milliseconds);
}

/** @param {number} known */
const throttle = (known) => new Throttle((/** @type {number} */ value) => sent.push(value), known);

test("what is known is not sent, what is new is sent at once", () => {
  const one = throttle(1);
  one.push(1, 250);
  assert.deepEqual(sent, []);
  one.push(2, 250);
  assert.deepEqual(sent, [2]);
});

test("values in quick succession are thinned, and the newest is never lost", () => {
  const one = throttle(0);
  for (let k = 1; k <= 100; k++) {
    one.push(k, 250);
    pass(10);
  }
  pass(250);
  assert.equal(sent.at(-1), 100);
  assert.ok(sent.length <= 1 + Math.ceil(1250 / 250));
  assert.deepEqual(
    sent,
    [...sent].sort((a, b) => a - b),
  );
});

test("a value that is taken back while it waits is not sent", () => {
  const one = throttle(0);
  one.push(1, 250);
  one.push(2, 250);
  one.push(1, 250);
  pass(1000);
  assert.deepEqual(sent, [1]);
});

test("one that is closed sends nothing more", () => {
  const one = throttle(0);
  one.push(1, 250);
  one.push(2, 250);
  one.close();
  pass(1000);
  assert.deepEqual(sent, [1]);
});
