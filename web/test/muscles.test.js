import assert from "node:assert/strict";
import { test } from "node:test";

import { loadedSide, musclePlaces } from "../src/muscles.js";
import { LANDMARK_COUNT } from "../src/skeleton.js";

/** @param {Record<number, [number, number]>} at */
function body(at) {
  return Array.from({ length: LANDMARK_COUNT }, (_, i) => (at[i] ? { x: at[i][0], y: at[i][1] } : null));
}

// seen from the front: the person's left is on the right of the picture
const front = body({
  0: [100, 20], 7: [108, 22], 8: [92, 22], 11: [125, 50], 12: [75, 50], 13: [135, 85], 14: [65, 85],
  23: [115, 130], 24: [85, 130], 25: [117, 180], 26: [83, 180], 27: [118, 230], 28: [82, 230],
});
// side-on, standing, looking to the right of the picture
const side = body({
  0: [112, 20], 7: [100, 22], 8: [101, 22], 11: [100, 50], 12: [103, 50],
  23: [100, 130], 24: [102, 130], 25: [101, 180], 26: [102, 180], 27: [100, 230], 28: [101, 230],
});
// a plank: head on the left, looking down
const plank = body({
  0: [38, 112], 7: [40, 100], 8: [41, 101], 11: [60, 105], 12: [62, 106], 23: [140, 112], 24: [141, 113], 25: [185, 118], 26: [186, 118], 27: [230, 122], 28: [231, 122],
});
const spoken = ["between the shoulder blades", "lats", "glutes", "abs", "obliques", "shin", "calves", "quads", "hamstrings", "ankle", "side waist", "neck", "shoulders"];

for (const muscle of spoken) {
  test(`${muscle} has a place in every view`, () => {
    for (const points of [front, side, plank]) {
      const places = musclePlaces(muscle, points);
      assert.ok(places.length > 0);
      for (const { x, y, rx, ry, angle } of places) for (const number of [x, y, rx, ry, angle]) assert.ok(Number.isFinite(number));
    }
  });
}

test("an unknown muscle, and a body without a trunk, light nothing", () => {
  assert.deepEqual(musclePlaces("eyebrows", front), []);
  assert.deepEqual(musclePlaces("glutes", body({ 0: [1, 1], 11: [5, 5] })), []);
});

test("words inside other words do not count", () => {
  assert.deepEqual(musclePlaces("plates", front), []);
});

test("the places stand in the order of the body", () => {
  const height = (/** @type {string} */ muscle) => musclePlaces(muscle, front)[0]?.y ?? NaN;
  const order = ["neck", "between the shoulder blades", "lats", "abs", "glutes", "quads", "calves", "ankle"].map(height);
  assert.deepEqual(order, [...order].sort((a, b) => a - b));
});

test("a muscle with two sides can light one", () => {
  assert.equal(musclePlaces("glutes", front).length, 2);
  const [left] = musclePlaces("glutes", front, "left");
  assert.equal(left?.x, 115);
  const [right] = musclePlaces("glutes", front, "right");
  assert.equal(right?.x, 85);
});

test("from the side, glutes and shoulder blades are behind the trunk and abs before it", () => {
  for (const muscle of ["glutes", "between the shoulder blades", "lats"]) assert.ok((musclePlaces(muscle, side)[0]?.x ?? 999) < 99, muscle);
  assert.ok((musclePlaces("abs", side)[0]?.x ?? 0) > 102);
});

test("in a plank, abs are below the trunk line and glutes above", () => {
  assert.ok((musclePlaces("abs", plank)[0]?.y ?? 0) > 112);
  assert.ok((musclePlaces("glutes", plank)[0]?.y ?? 999) < 111);
});

test("a mirrored body has mirrored places", () => {
  const mirrored = side.map((point) => point && { x: 200 - point.x, y: point.y });
  for (const muscle of ["glutes", "abs", "lats"]) {
    const [there] = musclePlaces(muscle, side);
    const [here] = musclePlaces(muscle, mirrored);
    assert.ok(Math.abs((there?.x ?? 0) + (here?.x ?? 0) - 200) < 1e-9);
    assert.equal(there?.y, here?.y);
  }
});

test("places follow the size of the body", () => {
  const twice = front.map((point) => point && { x: 2 * point.x, y: 2 * point.y });
  const [small] = musclePlaces("abs", front);
  const [large] = musclePlaces("abs", twice);
  assert.ok(small && large && Math.abs(large.rx - 2 * small.rx) < 1e-9 && Math.abs(large.y - 2 * small.y) < 1e-9);
});

test("the leg that bends more carries; legs that bend alike are not told apart", () => {
  assert.equal(loadedSide(front), null);
  const lunge = (/** @type {number} */ knee) => front.map((point, i) => (i === knee && point ? { x: point.x + 40, y: point.y } : point));
  assert.equal(loadedSide(lunge(25)), "left");
  assert.equal(loadedSide(lunge(26)), "right");
  assert.equal(loadedSide(lunge(25).map((point, i) => (i === 28 ? null : point))), null);
});
