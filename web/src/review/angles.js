/** The angles of a pose as they look in the picture, drawn at the body. Landmarks are looked up in fractions, measured in pixels. */

import { direction } from "../geometry.js";
import { SEEN } from "../overlay.js";
import * as body from "../skeleton.js";

/**
 * @typedef {import("../geometry.js").Point} Point
 * @typedef {{ at: Point, from: number, to: number, degrees: number }} Arc  `from`..`to` in radians, the short way round
 */

/** Where three landmarks make an angle: one end, corner, other end. @type {ReadonlyArray<readonly [number, number, number]>} */
const CORNERS = [
  [body.LEFT_HIP, body.LEFT_KNEE, body.LEFT_ANKLE],
  [body.RIGHT_HIP, body.RIGHT_KNEE, body.RIGHT_ANKLE],
  [body.LEFT_SHOULDER, body.LEFT_HIP, body.LEFT_KNEE],
  [body.RIGHT_SHOULDER, body.RIGHT_HIP, body.RIGHT_KNEE],
  [body.LEFT_KNEE, body.LEFT_ANKLE, body.LEFT_FOOT_INDEX],
  [body.RIGHT_KNEE, body.RIGHT_ANKLE, body.RIGHT_FOOT_INDEX],
];
const TRUNK = [body.LEFT_SHOULDER, body.RIGHT_SHOULDER, body.LEFT_HIP, body.RIGHT_HIP];

/**
 * The angles that a finding speaks of; without a finding, those of the knees and hips.
 *
 * @param {ReadonlyArray<Point | null>} points in pixels, null where not seen
 * @param {ReadonlyArray<number>} landmarks of the finding, [] without one
 * @returns {Arc[]}
 */
export function arcs(points, landmarks) {
  const named = new Set(landmarks);
  const corners = CORNERS.filter((corner, i) => (named.size === 0 ? i < 4 : corner.every((landmark) => named.has(landmark))));
  const found = corners.flatMap(([a, b, c]) => arc(points[b] ?? null, points[a] ?? null, points[c] ?? null));
  if (found.length > 0 || !TRUNK.every((landmark) => named.has(landmark))) return found;
  const [leftShoulder, rightShoulder, leftHip, rightHip] = TRUNK.map((landmark) => points[landmark] ?? null);
  const top = middle(leftShoulder ?? null, rightShoulder ?? null);
  const foot = middle(leftHip ?? null, rightHip ?? null);
  return foot && top ? arc(foot, { x: foot.x, y: foot.y - 1 }, top) : [];
}

/** @type {ReadonlyArray<string>} in the order of CORNERS */
const CORNER_NAMES = ["left_knee", "right_knee", "left_hip", "right_hip", "left_ankle", "right_ankle"];

/**
 * The angles that a finding speaks of over time, as they look in the picture.
 *
 * @param {ReadonlyArray<ReadonlyArray<number> | null>} rows of landmarks: x, y, visibility
 * @param {{ width: number, height: number }} size
 * @param {ReadonlyArray<number>} landmarks
 * @returns {Record<string, (number | null)[]>} degrees by name
 */
export function anglesOver(rows, size, landmarks) {
  const named = new Set(landmarks);
  /** @type {Record<string, (number | null)[]>} */
  const found = {};
  CORNERS.forEach((corner, i) => {
    if (!corner.every((landmark) => named.has(landmark))) return;
    found[`${CORNER_NAMES[i]}_angle_as_seen`] = rows.map((row) => {
      const [one, at, other] = corner.map((landmark) => (row && (row[3 * landmark + 2] ?? 0) >= SEEN ? { x: (row[3 * landmark] ?? 0) * size.width, y: (row[3 * landmark + 1] ?? 0) * size.height } : null));
      return arc(at ?? null, one ?? null, other ?? null)[0]?.degrees ?? null;
    });
  });
  return found;
}

/**
 * @param {Point | null} at
 * @param {Point | null} one
 * @param {Point | null} other
 * @returns {Arc[]} one or none
 */
function arc(at, one, other) {
  if (!at || !one || !other) return [];
  const from = direction(at, one);
  let turn = direction(at, other) - from;
  if (turn > Math.PI) turn -= 2 * Math.PI;
  if (turn < -Math.PI) turn += 2 * Math.PI;
  return [{ at, from, to: from + turn, degrees: Math.abs((turn * 180) / Math.PI) }];
}

/**
 * @param {Point | null} a
 * @param {Point | null} b
 * @returns {Point | null}
 */
function middle(a, b) {
  return a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : null;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ReadonlyArray<Arc>} found
 * @param {number} radius px
 */
export function drawArcs(context, found, radius) {
  context.save();
  context.lineWidth = Math.max(1.5, radius / 14);
  context.font = `650 ${Math.round(Math.max(12, radius * 0.5))}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { at, from, to, degrees } of found) {
    context.beginPath();
    context.moveTo(at.x, at.y);
    context.arc(at.x, at.y, radius, from, to, to < from);
    context.closePath();
    context.fillStyle = "rgb(255 182 92 / 34%)";
    context.strokeStyle = "#ffb65c";
    context.fill();
    context.stroke();
    const middle = (from + to) / 2;
    const place = { x: at.x + radius * 1.75 * Math.cos(middle), y: at.y + radius * 1.75 * Math.sin(middle) };
    const text = `${Math.round(degrees)}°`;
    const width = context.measureText(text).width + radius * 0.4;
    context.fillStyle = "rgb(10 16 13 / 78%)";
    context.beginPath();
    context.roundRect(place.x - width / 2, place.y - radius * 0.38, width, radius * 0.76, radius * 0.2);
    context.fill();
    context.fillStyle = "#ffffff";
    context.fillText(text, place.x, place.y + 1);
  }
  context.restore();
}
