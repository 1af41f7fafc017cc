import assert from "node:assert/strict";
import { test } from "node:test";
import { Views } from "../../../web/player/views.js";

/** @type {import("../../../web/player/views.js").View} */
const WISH = { layout: "overlaid", dimension: "2d", axis: "steps" };

test("the person's own switching wins until the page wishes for another view", () => {
  const views = new Views();
  views.wish(WISH);
  assert.ok(views.change({ dimension: "3d" }));
  views.wish({ ...WISH });
  assert.equal(views.current.dimension, "3d");
  views.wish({ ...WISH, axis: "epochs" });
  assert.deepEqual(views.current, { ...WISH, axis: "epochs" });
});

test("a view that is asked for anew is shown again", () => {
  const views = new Views();
  views.wish(Object.assign({ asked: 1 }, WISH));
  views.change({ layout: "side by side" });
  views.wish(Object.assign({ asked: 2 }, WISH));
  assert.deepEqual(views.current, WISH);
});

test("a change to what is shown already changes nothing", () => {
  const views = new Views();
  assert.ok(!views.change({ layout: "side by side" }));
});
