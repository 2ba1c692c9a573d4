import assert from "node:assert/strict";
import test from "node:test";
import { EMPTY, judged, moved, opened, undone, upcoming, withPage } from "../src/review/sitting.js";

const item = (id, reviews = []) => ({ id, reviews });
const page = (ids, next = null) => ({ items: ids.map((id) => item(id)), next, total: 5, more: false });
const agree = { verdict: "agree", reason: null };

test("pages join without doubles, and keep the first count", () => {
  const first = withPage(EMPTY, page([1, 2, 3], "c"), "Ana");
  const both = withPage(first, { ...page([3, 4]), total: 4 }, "Ana");
  assert.deepEqual(both.items.map(({ id }) => id), [1, 2, 3, 4]);
  assert.equal(both.total, 5);
  assert.equal(both.cursor, null);
});

test("the coach's own earlier verdicts are known, others' are not taken for them", () => {
  const sitting = withPage(EMPTY, { ...page([]), items: [item(1, [{ coach: "Ana", verdict: "disagree", reason: "other" }]), item(2, [{ coach: "Ben", verdict: "agree", reason: null }])] }, "Ana");
  assert.deepEqual(sitting.mine, { 1: { verdict: "disagree", reason: "other" } });
});

test("a verdict goes on to the next, and undo comes back to it", () => {
  let sitting = opened(withPage(EMPTY, page([1, 2, 3]), "Ana"), 1);
  sitting = judged(sitting, 1, agree);
  assert.equal(sitting.at, 1);
  sitting = judged(sitting, 2, { verdict: "disagree", reason: "other" });
  const back = undone(sitting);
  assert.equal(back.id, 2);
  assert.equal(back.sitting.at, 1);
  assert.deepEqual(back.sitting.mine, { 1: agree, 2: null });
  assert.equal(undone(undone(back.sitting).sitting).id, null);
});

test("the last one stays open; neither end is passed", () => {
  const last = opened(withPage(EMPTY, page([1, 2]), "Ana"), "2");
  assert.equal(judged(last, 2, agree).at, 1);
  assert.equal(moved(last, 1), last);
  assert.equal(moved(opened(last, 1), -1).at, 0);
});

test("a finding that is not in the list is judged all the same", () => {
  const sitting = judged(withPage(EMPTY, page([1, 2]), "Ana"), 77, agree);
  assert.equal(sitting.at, 0);
  assert.deepEqual(sitting.done, [77]);
});

test("the next few are got ready, and the one before", () => {
  const sitting = opened(withPage(EMPTY, page([1, 2, 3, 4, 5]), "Ana"), 2);
  assert.deepEqual(upcoming(sitting, 2).map(({ id }) => id), [3, 4, 1]);
});
