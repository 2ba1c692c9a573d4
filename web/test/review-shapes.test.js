import assert from "node:assert/strict";
import test from "node:test";
import { angleOf, arrowHead, finished, held, pathOf, pulled, simplified } from "../src/review/shapes.js";

const wide = { width: 1600, height: 900 };

test("angles are of pixels, not of fractions", () => {
  const square = angleOf([[0.5, 0.2], [0.5, 0.5], [0.7, 0.5]], wide);
  assert.ok(Math.abs(square - 90) < 1e-9);
  // 45 degrees in pixels is not 45 degrees in fractions of a wide picture
  const diagonal = angleOf([[0.5 + 100 / 1600, 0.5 - 100 / 900], [0.5, 0.5], [0.6, 0.5]], wide);
  assert.ok(Math.abs(diagonal - 45) < 1e-9);
  assert.ok(Math.abs(angleOf([[0.1, 0.5], [0.5, 0.5], [0.9, 0.5]], wide) - 180) < 1e-9);
  assert.ok(Number.isNaN(angleOf([[0, 0], [1, 1]], wide)));
});

test("points stay in the picture", () => {
  assert.deepEqual(held([-0.2, 1.4]), [0, 1]);
  assert.deepEqual(held([0.123456, 0.5]), [0.1235, 0.5]);
});

test("a line is pulled by its end, an angle by its corner and then by its other side", () => {
  const line = pulled({ type: "line", points: [[0, 0], [0.1, 0.1]] }, [0.5, 0.5]);
  assert.deepEqual(line.points, [[0, 0], [0.5, 0.5]]);
  const angle = pulled({ type: "angle", points: [[0, 0], [0.5, 0.5], [0.5, 0.5]] }, [0.9, 0.5]);
  assert.deepEqual(angle.points, [[0, 0], [0.5, 0.5], [0.9, 0.5]]);
});

test("a slip of the hand is no shape; an angle needs three points", () => {
  assert.equal(finished({ type: "line", points: [[0.5, 0.5], [0.501, 0.5]] }, wide), null);
  assert.equal(finished({ type: "angle", points: [[0, 0], [1, 1]] }, wide), null);
  assert.equal(finished({ type: "free", points: [[0, 0]] }, wide), null);
  assert.deepEqual(finished({ type: "arrow", points: [[0, 0], [1, 1]] }, wide), { type: "arrow", points: [[0, 0], [1, 1]] });
});

test("a free line keeps its corners and loses what lies on a straight line", () => {
  const points = [...Array.from({ length: 50 }, (_, i) => [i / 100, 0.5]), ...Array.from({ length: 50 }, (_, i) => [0.5, 0.5 + i / 200])];
  assert.deepEqual(simplified(points, wide, 1.5), [[0, 0.5], [0.5, 0.5], [0.5, 0.745]]);
});

test("an arrow's head is symmetrical about its line", () => {
  const [left, right] = arrowHead([0.2, 0.5], [0.6, 0.5], wide);
  assert.ok(Math.abs(left[0] - right[0]) < 1e-9);
  assert.ok(Math.abs(left[1] + right[1] - 900) < 1e-9);
  assert.match(pathOf({ type: "arrow", points: [[0.2, 0.5], [0.6, 0.5]] }, wide), /^M320 450L960 450M.*L960 450L/);
});
