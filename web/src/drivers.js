/**
 * The channel that drives each exercise, as an axis that people can read. Channels: vision/features.py, posture.py and shape.py.
 * `scale` makes a share a percentage; `least` is always in view (in the axis's own unit), so that small movements look small;
 * `most` is never left: a body that gets up gives numbers that mean nothing.
 *
 * @typedef {{ name: string, unit: string, scale: number, least: readonly [number, number] | null, most: readonly [number, number] }} Driver
 */

const ANY = /** @type {const} */ ([-Infinity, Infinity]);

/** @type {Readonly<Record<string, Driver>>} */
export const DRIVERS = {
  // lateral lunges go 0.12..0.29 to each side, standing sways by 0.06
  pelvis_shift: { name: "Hips to the side", unit: "leg lengths, + to your left", scale: 1, least: [-0.3, 0.3], most: [-1, 1] },
  // labelled planks lie within -13..+28 %, a steady one within 2; getting up passes 150
  hip_line_offset: { name: "Hips above the line from shoulder to ankle", unit: "% of its length, − below", scale: 100, least: [-15, 15], most: [-50, 50] },
  // a deadlift folds to 60..80 degrees
  trunk_fold: { name: "Trunk bent forward", unit: "degrees, 0 upright", scale: 1, least: [0, 90], most: ANY },
  // a bridge rises by 5..35 % over its rest
  bridge_rise: { name: "Hips above the line from shoulder to foot", unit: "% of its length, − below", scale: 100, least: [-5, 30], most: [-50, 70] },
  // a straight arm is about 1.5
  arm_reach_left: { name: "Left hand out beyond its shoulder", unit: "shoulder widths", scale: 1, least: [0, 1.5], most: [-1.5, 3] },
  // standing is 1, a squat ends at 0.5..0.7
  hip_height: { name: "Height of the hips above the feet", unit: "leg lengths", scale: 1, least: [0.6, 1.1], most: [-0.2, 1.5] },
  // tree pose 0.15..0.75, warrior III about 1
  foot_lift: { name: "One foot higher than the other", unit: "leg lengths, + the left foot", scale: 1, least: [-0.3, 0.3], most: [-1.5, 1.5] },
};

/**
 * @param {string} channel
 * @returns {Driver}
 */
export function driverNamed(channel) {
  const name = channel.replaceAll("_", " ");
  return DRIVERS[channel] ?? { name: name.charAt(0).toUpperCase() + name.slice(1), unit: "", scale: 1, least: null, most: ANY };
}

/** @param {Driver} driver */
export function axisWords({ name, unit }) {
  return unit ? `${name} (${unit})` : name;
}
