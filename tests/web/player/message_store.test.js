import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageStore } from "../../../web/player/message_store.js";
import { packed } from "../packed.js";

/** @typedef {{id: string}} Header */

const store = (most = 2) => new MessageStore((/** @type {Header} */ { id }, { x }) => ({ id, x }), most);
/** @param {string} id */
const message = (id) => packed({ kind: "test", id }, { x: Float32Array.of(1, 2) });

test("what is asked for before it comes is waited for, by all who asked", async () => {
  const kept = store();
  const asked = [kept.of("a"), kept.of("a")];
  kept.put(message("b"));
  kept.put(message("a"));
  const [first, second] = await Promise.all(asked);
  assert.equal(first.id, "a");
  assert.equal(first, second);
  assert.deepEqual([...first.x], [1, 2]);
});

test("what is known is there at once, and is not made twice", () => {
  const kept = store();
  kept.put(message("a"));
  const known = kept.of("a");
  kept.put(message("a"));
  assert.equal(kept.of("a"), known);
  assert.ok(!(known instanceof Promise));
});

test("only the newest are kept", () => {
  const kept = store(2);
  for (const id of ["a", "b", "c"]) kept.put(message(id));
  assert.ok(kept.of("a") instanceof Promise);
  assert.ok(!(kept.of("b") instanceof Promise));
  assert.ok(!(kept.of("c") instanceof Promise));
});
