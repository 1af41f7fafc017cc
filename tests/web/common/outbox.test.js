import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Outbox } from "../../../web/common/outbox.js";

/** @type {import("../../../web/common/outbox.js").Message[]} */
let sent = [];

beforeEach(() => {
  sent = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

const outbox = () => new Outbox((message) => sent.push(message));

test("one message is under way, and of what waits the newest is sent next", () => {
  const box = outbox();
  for (const value of [1, 2, 3]) box.post({ key: "lr", value });
  assert.deepEqual(sent, [{ seq: 1, made: [{ key: "lr", value: 1 }] }]);
  box.acknowledge(1);
  assert.deepEqual(sent[1], { seq: 2, made: [{ key: "lr", value: 3 }] });
  box.acknowledge(2);
  assert.equal(sent.length, 2);
});

test("no thing's change is lost, and the order is that of the last changes", () => {
  const box = outbox();
  box.post({ key: "first", value: 0 });
  for (const [key, value] of [
    ["a", 1],
    ["b", 2],
    ["a", 3],
  ])
    box.post({ key: String(key), value });
  box.acknowledge(1);
  assert.deepEqual(sent[1].made, [
    { key: "b", value: 2 },
    { key: "a", value: 3 },
  ]);
});

test("a change is pending until the server has seen it", () => {
  const box = outbox();
  assert.ok(!box.pending("a"));
  box.post({ key: "a" });
  box.post({ key: "b" });
  assert.ok(box.pending("a") && box.pending("b"));
  box.acknowledge(1);
  assert.ok(!box.pending("a") && box.pending("b"));
  box.acknowledge(2);
  assert.ok(!box.pending("b"));
});

test("a server that does not answer is asked again", () => {
  const box = outbox();
  box.post({ key: "a", value: 1 });
  box.post({ key: "a", value: 2 });
  mock.timers.tick(3999);
  assert.equal(sent.length, 1);
  mock.timers.tick(1);
  assert.deepEqual(sent[1], { seq: 2, made: [{ key: "a", value: 2 }] });
});

test("numbers go on from an earlier life of the page", () => {
  const box = outbox();
  box.acknowledge(7);
  box.post({ key: "a" });
  assert.equal(sent[0].seq, 8);
  box.acknowledge(3);
  box.post({ key: "b" });
  assert.equal(sent.length, 1, "an old acknowledgement acknowledges nothing");
});

test("one that is closed sends nothing more", () => {
  const box = outbox();
  box.post({ key: "a" });
  box.post({ key: "b" });
  box.close();
  mock.timers.tick(10_000);
  assert.equal(sent.length, 1);
});
