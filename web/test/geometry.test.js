import assert from "node:assert/strict";
import { test } from "node:test";

import { between, direction, distance, placePicture, toBox } from "../src/geometry.js";

const wide = { width: 640, height: 480 };

test("a picture keeps its shape and sits in the middle of its box", () => {
  assert.deepEqual(placePicture(wide, { width: 1280, height: 480 }, false), { left: 320, top: 0, width: 640, height: 480, mirrored: false });
  assert.deepEqual(placePicture(wide, { width: 320, height: 480 }, false), { left: 0, top: 120, width: 320, height: 240, mirrored: false });
});

test("a landmark lands where the picture shows it, letterbox and mirror taken in", () => {
  const box = { width: 1280, height: 480 };
  assert.deepEqual(toBox(placePicture(wide, box, false), { x: 0.25, y: 0.5 }), { x: 480, y: 240 });
  assert.deepEqual(toBox(placePicture(wide, box, true), { x: 0.25, y: 0.5 }), { x: 800, y: 240 });
});

test("mirroring twice is no mirroring, and the middle stays", () => {
  const placement = placePicture(wide, { width: 500, height: 500 }, true);
  for (const x of [0, 0.1, 0.5, 0.9, 1]) {
    const there = toBox(placement, { x, y: 0.2 });
    const back = toBox({ ...placement, mirrored: false }, { x: 1 - x, y: 0.2 });
    assert.ok(Math.abs(there.x - back.x) < 1e-9);
  }
  assert.equal(toBox(placement, { x: 0.5, y: 0 }).x, 250);
});

test("a picture without a size takes no room", () => {
  assert.deepEqual(placePicture({ width: 0, height: 0 }, { width: 100, height: 50 }, false), { left: 50, top: 25, width: 0, height: 0, mirrored: false });
});

test("distance, direction and the way between two points", () => {
  assert.equal(distance({ x: 0, y: 0 }, { x: 3, y: 4 }), 5);
  assert.equal(direction({ x: 0, y: 0 }, { x: 0, y: 2 }), Math.PI / 2);
  assert.deepEqual(between({ x: 0, y: 0 }, { x: 10, y: 20 }, 0.25), { x: 2.5, y: 5 });
});
