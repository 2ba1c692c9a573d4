/**
 * Drawings on a frame as vectors. Points are fractions of the picture; angles need its size, for a picture is rarely square.
 *
 * @typedef {import("../review-api.d.ts").Shape} Shape
 * @typedef {import("../review-api.d.ts").ShapeType} ShapeType
 * @typedef {[number, number]} Point
 * @typedef {{ width: number, height: number }} Size
 * @typedef {{ type: ShapeType, points: Point[] }} Draft what is being drawn
 */

/** Points that a finished shape has; a free line has as many as it needs. @type {Readonly<Record<ShapeType, number>>} */
export const POINTS = { line: 2, arrow: 2, angle: 3, free: Infinity };

/** The server takes so many in a free line. */
const MOST_POINTS = 2000;
/** Anything shorter than this share of the picture was a slip of the hand. */
const SLIP = 0.008;
const HEAD = { length: 0.035, half: 0.45 };

/**
 * @param {Point} point
 * @returns {Point} inside the picture, to a ten-thousandth
 */
export function held(point) {
  return /** @type {Point} */ (point.map((value) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4));
}

/**
 * A shape pulled from one point to another. An angle is pulled along its first side; its third point comes after.
 *
 * @param {Draft} draft
 * @param {Point} point where the pointer is now
 * @returns {Draft}
 */
export function pulled(draft, point) {
  const at = held(point);
  if (draft.type === "free") return { ...draft, points: [...draft.points, at] };
  const fixed = draft.points.slice(0, draft.type === "angle" && draft.points.length === 3 ? 2 : 1);
  return { ...draft, points: [...fixed, at] };
}

/**
 * @param {Draft} draft
 * @param {Size} size of the picture, px
 * @returns {Shape | null} null where it is a slip, or not complete
 */
export function finished(draft, size) {
  const points = draft.type === "free" ? simplified(draft.points, size, 1.5).slice(0, MOST_POINTS) : draft.points;
  if (points.length < (draft.type === "angle" ? 3 : 2)) return null;
  const longest = Math.max(...points.map((point) => Math.hypot(...difference(point, /** @type {Point} */ (points[0])))));
  return longest < SLIP ? null : { type: draft.type, points };
}

/**
 * The angle at the middle point, in degrees, 0..180, as it looks in the picture.
 *
 * @param {ReadonlyArray<Point>} points three
 * @param {Size} size
 */
export function angleOf([a, b, c], size) {
  if (!a || !b || !c) return NaN;
  const [ax, ay] = difference(a, b);
  const [cx, cy] = difference(c, b);
  const [ux, uy, vx, vy] = [ax * size.width, ay * size.height, cx * size.width, cy * size.height];
  return (Math.atan2(Math.abs(ux * vy - uy * vx), ux * vx + uy * vy) * 180) / Math.PI;
}

/**
 * Two sides of an arrow's head, in pixels.
 *
 * @param {Point} from
 * @param {Point} to
 * @param {Size} size
 * @returns {[Point, Point]}
 */
export function arrowHead(from, to, size) {
  const tip = inPixels(to, size);
  const tail = inPixels(from, size);
  const back = Math.atan2(tail[1] - tip[1], tail[0] - tip[0]);
  const length = HEAD.length * Math.max(size.width, size.height);
  const side = (/** @type {number} */ turn) => /** @type {Point} */ ([tip[0] + length * Math.cos(back + turn), tip[1] + length * Math.sin(back + turn)]);
  return [side(HEAD.half), side(-HEAD.half)];
}

/**
 * @param {Shape | Draft} shape
 * @param {Size} size
 * @returns {string} the path in pixels of the picture
 */
export function pathOf(shape, size) {
  const points = shape.points.map((point) => inPixels(point, size));
  let path = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
  const [from, to] = shape.points;
  if (shape.type === "arrow" && from && to && shape.points.length === 2) {
    const [left, right] = arrowHead(from, to, size);
    const [x, y] = inPixels(to, size);
    path += `M${round(left[0])} ${round(left[1])}L${round(x)} ${round(y)}L${round(right[0])} ${round(right[1])}`;
  }
  return path;
}

/**
 * A line with fewer points that stays within `tolerance` pixels of the one that was drawn (Ramer, Douglas, Peucker).
 *
 * @param {ReadonlyArray<Point>} points
 * @param {Size} size
 * @param {number} tolerance
 * @returns {Point[]}
 */
export function simplified(points, size, tolerance) {
  const keep = new Set([0, points.length - 1]);
  const stack = [[0, points.length - 1]];
  while (stack.length > 0) {
    const [from, to] = /** @type {[number, number]} */ (stack.pop());
    let worst = 0;
    let at = -1;
    for (let i = from + 1; i < to; i += 1) {
      const off = offLine(pixelsAt(points, i, size), pixelsAt(points, from, size), pixelsAt(points, to, size));
      if (off > worst) [worst, at] = [off, i];
    }
    if (at >= 0 && worst > tolerance) {
      keep.add(at);
      stack.push([from, at], [at, to]);
    }
  }
  return points.filter((_, i) => keep.has(i));
}

/**
 * @param {ReadonlyArray<Point>} points
 * @param {number} i
 * @param {Size} size
 */
function pixelsAt(points, i, size) {
  return inPixels(/** @type {Point} */ (points[i]), size);
}

/**
 * @param {Point} p
 * @param {Point} a
 * @param {Point} b
 */
function offLine(p, a, b) {
  const [dx, dy] = difference(b, a);
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length));
  return Math.hypot(p[0] - a[0] - along * dx, p[1] - a[1] - along * dy);
}

/**
 * @param {Point} point
 * @param {Size} size
 * @returns {Point}
 */
export function inPixels(point, size) {
  return [point[0] * size.width, point[1] * size.height];
}

/**
 * @param {Point} a
 * @param {Point} b
 * @returns {Point}
 */
function difference(a, b) {
  return [a[0] - b[0], a[1] - b[1]];
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
