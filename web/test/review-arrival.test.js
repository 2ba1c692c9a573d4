import assert from "node:assert/strict";
import { test } from "node:test";

import { firstOf, sessionOfSet } from "../src/review/arrival.js";

const SET = "20261122T212448Z-plank-0a1b2c3d";
const AT = "2026-11-22T21:24:48Z";
const session = (/** @type {any} */ parts) => ({ id: 1, source: SET, exercise: "plank", captured_at: AT, ...parts });

/**
 * @param {(look: number, query: any) => any} page what the list of sessions answers the n-th time
 */
function server(page) {
  let [looks, time] = [0, 0];
  return {
    get looks() {
      return looks;
    },
    means: {
      get: async (/** @type {string} */ path, /** @type {any} */ query) => (path === "/api/sessions" ? page((looks += 1), query) : { id: Number(path.split("/").at(-1)), reps: [] }),
      pause: async (/** @type {number} */ ms) => {
        time += ms;
      },
      now: () => time,
    },
  };
}

const always = () => true;

test("a set is waited for until the server has taken it in", async () => {
  const other = session({ id: 7, source: "20261122T212448Z-plank-ffffffff" }); // ended in the same second
  const { means } = server((look) => ({ items: look < 4 ? [other] : [other, session({ id: 8 })], next: null }));
  assert.equal((await sessionOfSet(SET, always, means))?.id, 8);
});

test("patience ends after a quarter of a minute, or when nobody waits any more", async () => {
  const late = server(() => ({ items: [], next: null }));
  assert.equal(await sessionOfSet(SET, always, late.means), null);
  assert.ok(late.looks > 15 && late.looks < 30);
  const left = server(() => ({ items: [], next: null }));
  assert.equal(await sessionOfSet(SET, () => left.looks < 2, left.means), null);
  assert.equal(left.looks, 2);
});

test("an old set is found further on, a set without its name by the moment it ended", async () => {
  const newer = session({ id: 2, source: "20261123T000000Z-plank-11111111", captured_at: "2026-11-23T00:00:00Z" });
  const { means } = server((_, { cursor }) => (cursor === "two" ? { items: [session({ id: 3, source: "" })], next: null } : { items: [newer], next: "two" }));
  assert.equal((await sessionOfSet(SET, always, means))?.id, 3);
});

test("the first flagged rep is opened by what was flagged, else the first rep", () => {
  const rep = (/** @type {number} */ id, /** @type {boolean} */ flagged) => /** @type {any} */ ({ id, flagged, findings: [{ id: 10 * id, flagged: false }, { id: 10 * id + 1, flagged }] });
  assert.deepEqual(firstOf([rep(1, false), rep(2, true), rep(3, true)]), { finding: 21 });
  assert.deepEqual(firstOf([rep(1, false), rep(2, false)]), { rep: 1 });
  assert.equal(firstOf([]), null);
});
