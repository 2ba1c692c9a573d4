/**
 * Whether cues of a set speak of the muscle or of the world, from its goal and load, and why. Pure.
 *
 * Above 80 % of the one-rep maximum thinking of a muscle no longer raised its activity (Calatayud 2016), nor at explosive speed
 * (doi 10.1080/02640414.2017.1363403): see the sources page.
 *
 * @typedef {import("./plan-api.d.ts").Goal} Goal
 * @typedef {"internal" | "external" | "auto"} Focus
 */

const LIGHT = 60;
const HEAVY = 80;

/** @type {Readonly<Record<Goal, string>>} */
export const GOALS = { learn: "Learn the movement", build: "Build muscle", heavy: "Lift heavy", explosive: "Jump or run" };

/**
 * @param {Goal} goal
 * @param {number | null} loadPercent of the one-rep maximum, null = no weight
 * @returns {{ focus: Focus, explosive: boolean, why: string }}
 */
export function focusFor(goal, loadPercent) {
  if (goal === "explosive") return { focus: "external", explosive: true, why: "Cues speak of the world around you: at explosive speed, thinking of a muscle did not raise its activity." };
  if (goal === "heavy" || (loadPercent ?? 0) >= HEAVY) return { focus: "external", explosive: false, why: "Cues speak of the weight and the floor: at 80 % of the maximum, thinking of a muscle no longer raised its activity." };
  if ((loadPercent ?? 0) > LIGHT) return { focus: "auto", explosive: false, why: "Between 60 and 80 % of the maximum the evidence is thin: cues speak of the muscle only where control is the point." };
  if (goal === "build") return { focus: "internal", explosive: false, why: "Cues speak of the muscle: up to 60 % of the maximum, thinking of it raised its activity." };
  return { focus: "internal", explosive: false, why: "Cues speak of the muscle, so that you get to know it. Whether that teaches better than looking outward is contested." };
}
