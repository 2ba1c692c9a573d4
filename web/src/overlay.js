/**
 * Draws the picture that the landmarks came from, the skeleton, the limbs a finding speaks of, and the muscle to feel.
 *
 * @typedef {import("./geometry.js").Placement} Placement
 * @typedef {import("./geometry.js").Point} Point
 * @typedef {import("./muscles.js").Ellipse} Ellipse
 * @typedef {{
 *   placement: Placement, points: ReadonlyArray<Point | null>, marked: ReadonlySet<number>,
 *   glow: { muscle: string, side: "left" | "right" | null, strength: number } | null,
 * }} Drawing  `points` in the canvas's pixels; `strength` 0..1
 * @typedef {import("./shown-cue.js").Marks & { muscle: string, strength: number }} Pointing what a cue points to
 */

import { placePicture, toBox } from "./geometry.js";
import { loadedSide, musclePlaces } from "./muscles.js";
import { BONES, LANDMARK_COUNT } from "./skeleton.js";

/** Below this the model itself is unsure that the landmark is where it says. */
export const SEEN = 0.5;

/** Canvas pixels per page pixel: more costs time and shows nothing, the picture has 640. */
const MAX_RATIO = 1.5;

/** Landmarks with a dot: those that bones meet in, not every finger and eyelid. */
const DOTS = new Set(BONES.flat());

/**
 * Landmarks as they come (fractions of the picture) in a box's pixels.
 *
 * @param {import("./wire.d.ts").Pose["landmarks"]} landmarks null where nobody is seen
 * @param {import("./wire.d.ts").Pose["visibility"]} visibility
 * @param {Placement} placement
 * @returns {(Point | null)[]} null where not seen
 */
export function pointsIn(landmarks, visibility, placement) {
  return Array.from({ length: LANDMARK_COUNT }, (_, i) => {
    const at = landmarks?.[i];
    return !at || (visibility?.[i] ?? 0) < SEEN ? null : toBox(placement, { x: at[0], y: at[1] });
  });
}

/**
 * The bones that are marked: both ends belong to the finding.
 *
 * @param {ReadonlySet<number>} marked
 * @returns {boolean[]} one per bone
 */
export function markedBones(marked) {
  return BONES.map(([a, b]) => marked.has(a) && marked.has(b));
}

/**
 * Everything of one answer: the picture it belongs to and what was found in it.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {import("./wire.d.ts").Pose} pose
 * @param {ImageBitmap} bitmap the picture that the landmarks came from
 * @param {boolean} mirrored
 * @param {Pointing} pointing
 */
export function drawPose(canvas, pose, bitmap, mirrored, { muscle, strength, landmarks, side }) {
  const context = canvas.getContext("2d");
  const ratio = Math.min(devicePixelRatio, MAX_RATIO);
  const size = { width: Math.round(canvas.clientWidth * ratio), height: Math.round(canvas.clientHeight * ratio) };
  if (!context || size.width === 0) return;
  if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
  const placement = placePicture(bitmap, size, mirrored);
  drawPicture(context, bitmap, placement);
  const points = pointsIn(pose.landmarks, pose.visibility, placement);
  drawBody(context, {
    placement,
    points,
    marked: new Set(landmarks),
    glow: { muscle, side: side === "loaded" ? loadedSide(points) : side, strength },
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {CanvasImageSource} picture
 * @param {Placement} placement
 */
export function drawPicture(context, picture, placement) {
  const { left, top, width, height, mirrored } = placement;
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.save();
  if (mirrored) {
    context.translate(2 * left + width, 0);
    context.scale(-1, 1);
  }
  context.drawImage(picture, left, top, width, height);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 */
export function drawBody(context, { placement, points, marked, glow }) {
  const unit = Math.max(2, Math.min(placement.width, placement.height) / 160);
  context.save();
  context.lineCap = "round";
  if (glow && glow.strength > 0) {
    for (const place of musclePlaces(glow.muscle, points, glow.side)) drawGlow(context, place, glow.strength);
  }
  const isMarked = markedBones(marked);
  BONES.forEach(([a, b], i) => {
    const [from, to] = [points[a], points[b]];
    if (from && to) drawBone(context, from, to, unit, isMarked[i] ?? false);
  });
  for (const i of DOTS) {
    const point = points[i];
    if (point) drawDot(context, point, unit * 0.9);
  }
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} from
 * @param {Point} to
 * @param {number} unit
 * @param {boolean} marked thicker, dashed and warm: never told by colour alone
 */
function drawBone(context, from, to, unit, marked) {
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.setLineDash([]);
  context.strokeStyle = "rgb(10 16 13 / 55%)";
  context.lineWidth = unit * (marked ? 4.2 : 2.2);
  context.stroke();
  context.setLineDash(marked ? [unit * 3.5, unit * 3.5] : []);
  context.strokeStyle = marked ? "#ffb65c" : "rgb(255 255 255 / 88%)";
  context.lineWidth = unit * (marked ? 2.8 : 1.1);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} at
 * @param {number} radius
 */
function drawDot(context, at, radius) {
  context.beginPath();
  context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  context.setLineDash([]);
  context.fillStyle = "rgb(255 255 255 / 92%)";
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Ellipse} place
 * @param {number} strength
 */
function drawGlow(context, { x, y, rx, ry, angle }, strength) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.scale(rx * 1.8, ry * 1.8);
  const light = context.createRadialGradient(0, 0, 0, 0, 0, 1);
  light.addColorStop(0, "rgb(255 196 110 / 96%)");
  light.addColorStop(0.5, "rgb(255 160 60 / 72%)");
  light.addColorStop(1, "rgb(255 140 40 / 0%)");
  context.globalAlpha = strength;
  context.fillStyle = light;
  context.beginPath();
  context.arc(0, 0, 1, 0, 2 * Math.PI);
  context.fill();
  context.restore();
}
