import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName } from "../../../web/player/screenshot.js";
import { factsOf, nearest } from "../../../web/player/tooltip.js";
import { Viewport } from "../../../web/player/viewport.js";
import { entrant, run } from "./race.js";

test("a card tells the step, what it cost and what was true there", () => {
  const one = entrant({ loss: Float32Array.of(5, 4, 3, 2, 1), lr: Float32Array.of(0.1, 0.2, 0.3, 0.4) });
  assert.deepEqual(factsOf(one, 3, ["Epochs", 1.5]), [
    ["step", "3"],
    ["epochs", "1.5"],
    ["point", "(0, 0)"],
    ["loss", "2"],
    ["‖g‖", "0"],
    ["learning rate", "0.3"],
  ]);
});

test("beyond the end of a run its last step is told, and that it stopped", () => {
  const facts = factsOf(entrant({ last: 2, loss: Float32Array.of(5, 4, 3, 2, 1) }), 4);
  assert.deepEqual(facts[0], ["step", "2 (stopped)"]);
  assert.deepEqual(facts[2], ["loss", "3"]);
  assert.ok(!facts.some(([term]) => term === "learning rate"));
});

test("the nearest step of what is drawn is found, if one is near", () => {
  const viewport = new Viewport();
  viewport.show({ x0: 0, x1: 10, y0: 0, y1: 10 });
  const projection = viewport.projection(100, 100);
  const one = run({ x: Float32Array.of(1, 2, 3, 4, 5), y: Float32Array.of(5, 5, 5, 5, 5) });
  assert.deepEqual(nearest([one], [0], projection, 4, 31, 52), { entrant: 0, step: 3 - 1 });
  assert.deepEqual(nearest([one], [0], projection, 1, 31, 52), { entrant: 0, step: 1 });
  assert.equal(nearest([one], [0], projection, 4, 80, 80), null);
});

test("a file is named after its title in letters that every system takes", () => {
  assert.equal(fileName("Rosenbrock's banana (b = 100)", ".gif"), "rosenbrock-s-banana-b-100.gif");
  assert.equal(fileName("../../etc/passwd", ".png"), "etc-passwd.png");
  assert.equal(fileName("損失", "-step-3.png"), "race-step-3.png");
});
