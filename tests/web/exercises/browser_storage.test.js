import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { BrowserStorage } from "../../../web/exercises/browser_storage.js";

/** @typedef {import("../../../web/exercises/browser_storage.js").Found} Found */

/** @type {Map<string, string>} */
let disk = new Map();
/** @type {Found[]} */
let found = [];

beforeEach(() => {
  [disk, found] = [new Map(), []];
  allow(true);
});

/** Give the page a storage, or one that refuses everything. @param {boolean} works */
function allow(works) {
  const refuse = () => {
    throw new Error("storage is forbidden");
  };
  const value = {
    getItem: works ? (/** @type {string} */ key) => disk.get(key) ?? null : refuse,
    setItem: works ? (/** @type {string} */ key, /** @type {string} */ text) => disk.set(key, text) : refuse,
    removeItem: (/** @type {string} */ key) => disk.delete(key),
  };
  Object.defineProperty(globalThis, "localStorage", { value, configurable: true });
}

function storage() {
  const made = new BrowserStorage();
  made.send = (message) => found.push(message);
  return made;
}

const TOLD = { name: "work", most: 5, text: null, seen: 0 };

test("what was kept is handed over once, and cut where it is too long", () => {
  disk.set("loss-landscapes/work", "abcdefgh");
  const one = storage();
  one.receive(TOLD);
  one.receive({ ...TOLD, seen: 1 });
  assert.deepEqual(found, [{ seq: 1, keeps: true, text: "abcdef" }]);
});

test("a text is kept under its name, and nothing else is left behind", () => {
  const one = storage();
  one.receive(TOLD);
  one.receive({ ...TOLD, text: "done", seen: 1 });
  assert.deepEqual([...disk], [["loss-landscapes/work", "done"]]);
  assert.equal(found.length, 1);
});

test("what another window wrote meanwhile is handed over, not overwritten", () => {
  const one = storage();
  one.receive(TOLD);
  disk.set("loss-landscapes/work", "other");
  one.receive({ ...TOLD, text: "mine", seen: 1 });
  assert.equal(disk.get("loss-landscapes/work"), "other");
  assert.deepEqual(found[1], { seq: 2, keeps: true, text: "other" });
  one.receive({ ...TOLD, text: "both", seen: 2 });
  assert.equal(disk.get("loss-landscapes/work"), "both");
});

test("a browser that keeps nothing says so", () => {
  allow(false);
  const one = storage();
  one.receive({ ...TOLD, seen: 4 });
  assert.deepEqual(found, [{ seq: 5, keeps: false, text: "" }]);
});
