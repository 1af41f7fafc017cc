import assert from "node:assert/strict";
import { test } from "node:test";
import { isLate, kindOf, sameBytes, unpack } from "../../../web/common/message.js";
import { packed } from "../packed.js";

test("arrays come back as they went, wherever the message begins", () => {
  const sent = { a: Float32Array.of(1.5, -2), bits: Uint8Array.of(1, 2, 255), b: Float32Array.of(7) };
  const message = packed({ kind: "test", words: "ä" }, sent);
  for (const shift of [0, 1, 3]) {
    const bytes = new Uint8Array(message.length + shift).subarray(shift);
    bytes.set(message);
    const { header, arrays } = /** @type {{header: {words: string}, arrays: typeof sent}} */ (unpack(bytes));
    assert.equal(header.words, "ä");
    assert.deepEqual(arrays, sent);
  }
});

test("the kind is known without parsing", () => {
  assert.equal(kindOf(packed({ kind: "relief", id: "x" }, {})), "relief");
});

test("messages are the same byte by byte, or not", () => {
  const message = packed({ kind: "race" }, { x: Float32Array.of(1) });
  assert.ok(sameBytes(message, message.slice()));
  assert.ok(!sameBytes(message, message.subarray(1)));
  const other = message.slice();
  other[other.length - 1] ^= 1;
  assert.ok(!sameBytes(message, other));
});

/** @param {number} date */
function dated(date) {
  const message = new Uint8Array(16).subarray(3); // dates need not lie on a word
  new DataView(message.buffer, message.byteOffset + message.length - 8).setFloat64(0, date, true);
  return message;
}

test("what comes after a newer message of its kind is late", () => {
  assert.ok(!isLate("one", dated(5)));
  assert.ok(isLate("one", dated(4)));
  assert.ok(!isLate("another", dated(4)));
  assert.ok(!isLate("one", dated(5)));
  assert.ok(!isLate("one", dated(6)));
  assert.ok(isLate("one", dated(5)));
});
