/**
 * Where on the body a muscle lies: the place that glows while a cue speaks of it.
 *
 * Placed in pixels from landmarks by rough anatomy, not by measurement: an ellipse shows a region, it does not claim what
 * the muscle does. Front and side views are told apart by how wide the shoulders are against the trunk.
 *
 * @typedef {import("./geometry.js").Point} Point
 * @typedef {{ x: number, y: number, rx: number, ry: number, angle: number }} Ellipse
 *   centre and half axes in pixels; `angle` in radians turns the first axis, clockwise from the right
 * @typedef {ReadonlyArray<Point | null>} Points the 33 landmarks in pixels, null = not seen
 * @typedef {"left" | "right"} Side
 */

import { between, direction, distance } from "./geometry.js";
import * as body from "./skeleton.js";

/** @type {ReadonlyArray<Side>} */
const SIDES = ["left", "right"];
const LANDMARKS = {
  left: { ear: body.LEFT_EAR, shoulder: body.LEFT_SHOULDER, elbow: body.LEFT_ELBOW, hip: body.LEFT_HIP, knee: body.LEFT_KNEE, ankle: body.LEFT_ANKLE },
  right: { ear: body.RIGHT_EAR, shoulder: body.RIGHT_SHOULDER, elbow: body.RIGHT_ELBOW, hip: body.RIGHT_HIP, knee: body.RIGHT_KNEE, ankle: body.RIGHT_ANKLE },
};
/** Shoulders narrower than this share of the trunk: the person stands side-on. */
const SIDE_ON = 0.45;

/**
 * The words that cue texts use for muscles, and where each lies. The first entry whose word occurs in the name wins, so
 * that "side of the waist" is not taken for a thigh's side.
 *
 * @type {ReadonlyArray<readonly [ReadonlyArray<string>, (frame: Frame) => Ellipse[]]>}
 */
const PLACES = [
  [["between the shoulder blades", "shoulder blade", "rhomboid", "upper back", "mid back"], shoulderBlades],
  [["waist", "oblique", "side"], waist],
  [["lat"], lats],
  [["glute", "buttock", "hip"], glutes],
  [["core", "abs", "abdom", "belly", "trunk"], abdomen],
  [["quad", "front of the thigh", "thigh"], thighs],
  [["hamstring"], hamstrings],
  [["calf", "calves", "shin", "soleus"], calves],
  [["ankle", "foot", "feet", "heel"], ankles],
  [["neck", "trap"], neck],
  [["shoulder", "delt"], shoulders],
];

/**
 * The parts of the body that every place is built from.
 *
 * @typedef {{ points: Points, sides: Side[], sideOn: boolean, shoulder: Point, hip: Point, trunk: number, front: number }} Frame
 *   `shoulder` and `hip` are middles, `trunk` the distance between them; `sides` the sides to mark; `front` is +1 where the
 *   person's front points to the right of the picture, -1 to the left, 0 where it points at or away from the camera
 */

/**
 * The ellipses to light for a muscle.
 *
 * @param {string} muscle as the cue names it
 * @param {Points} points
 * @param {Side | null} [side] only this side of the body, where the muscle has two
 * @returns {Ellipse[]} empty where the name is unknown or the trunk is not seen
 */
export function musclePlaces(muscle, points, side = null) {
  const frame = bodyFrame(points, side);
  const name = muscle.toLowerCase().replaceAll("_", " ");
  const place = PLACES.find(([words]) => words.some((word) => new RegExp(`\\b${word}`, "u").test(name)));
  return frame && place ? place[1](frame) : [];
}

/** Knees that differ by less, in degrees, carry about the same. */
const SAME_BEND_DEG = 15;

/**
 * The leg that carries more just now, which is the one that bends more.
 *
 * @param {Points} points
 * @returns {Side | null} null where that can't be told
 */
export function loadedSide(points) {
  const [left, right] = SIDES.map((side) => kneeAngle(points, side));
  if (left === undefined || right === undefined || !(Math.abs(left - right) > SAME_BEND_DEG)) return null;
  return left < right ? "left" : "right";
}

/**
 * @param {Points} points
 * @param {Side} side
 * @returns {number} degrees in the picture, 180 = straight; NaN where not seen
 */
function kneeAngle(points, side) {
  const [hip, knee, ankle] = [LANDMARKS[side].hip, LANDMARKS[side].knee, LANDMARKS[side].ankle].map((i) => points[i]);
  if (!hip || !knee || !ankle) return NaN;
  const angle = Math.abs(Math.atan2(hip.y - knee.y, hip.x - knee.x) - Math.atan2(ankle.y - knee.y, ankle.x - knee.x));
  return (180 / Math.PI) * Math.min(angle, 2 * Math.PI - angle);
}

/**
 * @param {Points} points
 * @param {Side | null} side
 * @returns {Frame | null}
 */
function bodyFrame(points, side) {
  const shoulder = middle(points, "shoulder");
  const hip = middle(points, "hip");
  if (!shoulder || !hip) return null;
  const trunk = distance(shoulder, hip);
  const width = spread(points, "shoulder");
  const sideOn = trunk > 0 && width < SIDE_ON * trunk;
  const nose = points[body.NOSE];
  const ear = middle(points, "ear");
  const front = sideOn && nose && ear ? Math.sign(facing(shoulder, hip, ear, nose)) : 0;
  return { points, sides: side ? [side] : [...SIDES], sideOn, shoulder, hip, trunk, front };
}

/**
 * Which side of the trunk line the face points to: the sign of the turn from "down the trunk" to "ear to nose".
 *
 * @param {Point} shoulder
 * @param {Point} hip
 * @param {Point} ear
 * @param {Point} nose
 */
function facing(shoulder, hip, ear, nose) {
  return (hip.x - shoulder.x) * (nose.y - ear.y) - (hip.y - shoulder.y) * (nose.x - ear.x);
}

/**
 * @param {Points} points
 * @param {"ear" | "shoulder" | "elbow" | "hip" | "knee" | "ankle"} part
 * @returns {Point | null} the middle of left and right, or the one that is seen
 */
function middle(points, part) {
  const left = points[LANDMARKS.left[part]] ?? null;
  const right = points[LANDMARKS.right[part]] ?? null;
  return left && right ? between(left, right, 0.5) : (left ?? right);
}

/**
 * @param {Points} points
 * @param {"shoulder" | "hip"} part
 */
function spread(points, part) {
  const left = points[LANDMARKS.left[part]];
  const right = points[LANDMARKS.right[part]];
  return left && right ? distance(left, right) : 0;
}

/**
 * Step from the trunk line towards the person's back (positive) or front (negative); nothing in a front view.
 *
 * @param {Frame} frame
 * @param {Point} point
 * @param {number} share of the trunk's length
 * @returns {Point}
 */
function backwards(frame, point, share) {
  if (frame.front === 0) return point;
  // normal of the trunk line; `front` says which way the face looks along it
  const nx = -(frame.hip.y - frame.shoulder.y) / frame.trunk;
  const ny = (frame.hip.x - frame.shoulder.x) / frame.trunk;
  return { x: point.x - nx * frame.front * share * frame.trunk, y: point.y - ny * frame.front * share * frame.trunk };
}

/**
 * @param {Frame} frame
 * @param {number} along 0 at the shoulders, 1 at the hips
 * @param {number} back share of the trunk's length towards the back, side views only
 * @param {number} rx half length along the trunk, share of the trunk
 * @param {number} ry half width, share of the trunk
 * @returns {Ellipse}
 */
function onTrunk(frame, along, back, rx, ry) {
  const at = backwards(frame, between(frame.shoulder, frame.hip, along), back);
  return { ...at, rx: rx * frame.trunk, ry: ry * frame.trunk, angle: direction(frame.shoulder, frame.hip) };
}

/**
 * One ellipse along a limb for each side that is seen.
 *
 * @param {Frame} frame
 * @param {"shoulder" | "hip" | "knee"} from
 * @param {"hip" | "knee" | "ankle"} to
 * @param {number} share where between the two
 * @param {number} length half length, share of the limb
 * @param {number} width half width, share of the limb
 * @returns {Ellipse[]}
 */
function onLimb(frame, from, to, share, length, width) {
  return frame.sides.flatMap((side) => {
    const a = frame.points[LANDMARKS[side][from]];
    const b = frame.points[LANDMARKS[side][to]];
    if (!a || !b) return [];
    // a limb that points at the camera is short in the picture, the muscle is not
    const limb = Math.max(distance(a, b), 0.5 * frame.trunk);
    return [{ ...between(a, b, share), rx: length * limb, ry: width * limb, angle: direction(a, b) }];
  });
}

/**
 * A round spot at a landmark of each side.
 *
 * @param {Frame} frame
 * @param {"shoulder" | "hip" | "ankle"} part
 * @param {number} radius share of the trunk
 * @returns {Ellipse[]}
 */
function atLandmark(frame, part, radius) {
  return frame.sides.flatMap((side) => {
    const at = frame.points[LANDMARKS[side][part]];
    return at ? [{ ...at, rx: radius * frame.trunk, ry: radius * frame.trunk, angle: 0 }] : [];
  });
}

/** @param {Frame} frame */
function shoulderBlades(frame) {
  return frame.sideOn ? [onTrunk(frame, 0.2, 0.12, 0.24, 0.14)] : [onTrunk(frame, 0.2, 0, 0.2, 0.26)];
}

/** @param {Frame} frame */
function lats(frame) {
  if (frame.sideOn) return [onTrunk(frame, 0.45, 0.1, 0.3, 0.15)];
  return onLimb(frame, "shoulder", "hip", 0.42, 0.28, 0.13);
}

/** @param {Frame} frame */
function waist(frame) {
  return frame.sideOn ? [onTrunk(frame, 0.68, 0, 0.22, 0.16)] : onLimb(frame, "shoulder", "hip", 0.68, 0.24, 0.12);
}

/** @param {Frame} frame */
function abdomen(frame) {
  return [onTrunk(frame, 0.66, -0.08, 0.3, frame.sideOn ? 0.15 : 0.2)];
}

/** @param {Frame} frame */
function glutes(frame) {
  if (frame.sideOn) return [onTrunk(frame, 1.02, 0.12, 0.22, 0.18)];
  return atLandmark(frame, "hip", 0.2).map((spot) => ({ ...spot, y: spot.y + 0.04 * frame.trunk }));
}

/** @param {Frame} frame */
function thighs(frame) {
  return onLimb(frame, "hip", "knee", 0.5, 0.42, 0.19);
}

/** @param {Frame} frame */
function hamstrings(frame) {
  return onLimb(frame, "hip", "knee", 0.55, 0.38, 0.17);
}

/** @param {Frame} frame */
function calves(frame) {
  return onLimb(frame, "knee", "ankle", 0.38, 0.34, 0.15);
}

/** @param {Frame} frame */
function ankles(frame) {
  return atLandmark(frame, "ankle", 0.15);
}

/** @param {Frame} frame */
function neck(frame) {
  return [onTrunk(frame, -0.12, 0.05, 0.14, frame.sideOn ? 0.12 : 0.22)];
}

/** @param {Frame} frame */
function shoulders(frame) {
  return atLandmark(frame, "shoulder", 0.17);
}
