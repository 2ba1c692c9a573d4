import assert from "node:assert/strict";
import { test } from "node:test";

import { Pace } from "../src/pace.js";

/** @param {number[]} times @param {number} [fps] @returns {number[]} those that are taken */
function takenOf(times, fps) {
  const pace = new Pace();
  if (fps !== undefined) pace.limit(fps);
  return times.filter((t) => {
    const due = pace.isDue(t);
    if (due) pace.taken(t);
    return due;
  });
}

/** @param {number} fps @param {number} seconds @param {(i: number) => number} [jitter] */
const camera = (fps, seconds, jitter = () => 0) => Array.from({ length: fps * seconds }, (_, i) => 100 + i / fps + jitter(i));

test("a regular camera at 30 a second loses no picture", () => {
  const times = camera(30, 10);
  assert.deepEqual(takenOf(times), times);
});

test("nor does one that stamps in coarse steps, or jitters", () => {
  const coarse = camera(30, 10).map((t) => Math.round(t / (512 / 44100)) * (512 / 44100));
  assert.deepEqual(takenOf(coarse), coarse);
  const uneven = camera(30, 10, (i) => 0.006 * Math.sin(i * 12.9898));
  assert.ok(takenOf(uneven).length >= 0.99 * uneven.length);
});

test("faster cameras come down to 30 a second, and to what the server takes", () => {
  for (const fps of [48, 50, 60, 120]) assert.ok(Math.abs(takenOf(camera(fps, 10)).length - 300) <= 3, `${fps}`);
  assert.ok(Math.abs(takenOf(camera(30, 10), 10).length - 100) <= 2);
  assert.equal(takenOf(camera(15, 10)).length, 150);
});

test("after a pause it saves up no pictures, and another source begins anew", () => {
  const times = [...camera(60, 2), ...camera(60, 2).map((t) => t + 20)];
  assert.ok(takenOf(times).length <= 124);
  assert.deepEqual(takenOf([100, 100.033, 0.5, 0.533]), [100, 100.033, 0.5, 0.533]);
});
