import assert from "node:assert/strict";
import test from "node:test";
import { alignedAt, frameAt, inside, loopRange, stepped } from "../src/review/frames.js";

const ntsc = Array.from({ length: 300 }, (_, i) => Math.round((i * 1001 * 1e6) / 30000) / 1e6);
const sixty = Array.from({ length: 300 }, (_, i) => Math.round((i / 60) * 1e6) / 1e6);
const variable = [0, 0.0333, 0.1, 0.1333, 0.25, 0.26, 0.5];

for (const [name, times] of Object.entries({ ntsc, sixty, variable })) {
  test(`${name}: the middle of a frame's time is that frame, rounded to microseconds or not`, () => {
    times.forEach((t, i) => {
      assert.equal(frameAt(times, t), i);
      assert.equal(frameAt(times, inside(times, i)), i);
      assert.equal(frameAt(times, Number(inside(times, i).toFixed(6))), i);
    });
  });
}

test("before the first and after the last", () => {
  assert.equal(frameAt(variable, -1), 0);
  assert.equal(frameAt(variable, 99), 6);
  assert.equal(frameAt([], 1), 0);
});

test("a step past an end goes on at the other", () => {
  const range = { from: 0.1, to: 0.26 };
  assert.equal(stepped(variable, 3, 1, range), 4);
  assert.equal(stepped(variable, 5, 1, range), 2);
  assert.equal(stepped(variable, 2, -1, range), 5);
  assert.equal(stepped(variable, 4, -10, range), 5);
});

test("a rep loops with air, a long hold around its worst moment, a short hold whole", () => {
  assert.deepEqual(loopRange({ kind: "rep", t_start: 0.1, t_end: 2 }, 1), { from: 0, to: 2.3 });
  assert.deepEqual(loopRange({ kind: "hold", t_start: 2, t_end: 60 }, 4), { from: 2, to: 8 });
  assert.deepEqual(loopRange({ kind: "hold", t_start: 2, t_end: 10 }, 4), { from: 1.7, to: 10.3 });
  assert.deepEqual(loopRange({ kind: "hold", t_start: 2, t_end: 60 }, null), { from: 1.7, to: 60.3 });
});

test("two reps turn at the same time", () => {
  assert.equal(alignedAt(5, { t_turn: 5 }, { t_turn: 20 }), 20);
  assert.equal(alignedAt(4, { t_turn: 5 }, { t_turn: 20 }), 19);
});
