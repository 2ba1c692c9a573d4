/** Names, lengths and first sentences of steps. Pure. */

import { MOVES, walk } from "./body-parts.js";
import { breathing, drilling, relaxing, resting } from "./timed.js";
import { length } from "./timeline.js";

/**
 * @typedef {import("./plan-api.d.ts").Step} Step
 * @typedef {import("./plan-api.d.ts").SetStep} SetStep
 * @typedef {import("./plan-api.d.ts").Drill} Drill
 * @typedef {import("./plan-api.d.ts").ExerciseTitle} ExerciseTitle
 * @typedef {import("./timeline.js").Segment} Segment
 * @typedef {{ drills: ReadonlyMap<string, Drill>, exercises: ReadonlyMap<string, ExerciseTitle> }} Known
 */

/** What a step that waits for the person usually takes, s. */
const SCAN_PART_S = 10;
const SET_UP_S = 30;
const REP_S = 4;
const CHECK_IN_S = 40;

/** @type {Readonly<Record<Step["kind"], string>>} */
export const KIND_NAMES = { breathe: "Breathe", scan: "Body scan", activate: "Drill", set: "Set", rest: "Rest", check_in: "Check in", relax: "Relax" };

/**
 * @param {Step} step
 * @param {Known} known
 */
export function stepTitle(step, known) {
  switch (step.kind) {
    case "breathe":
      return step.pattern === "sigh" ? "Breathe: the sigh" : "Breathe into the belly";
    case "scan":
      return step.short ? "Short body scan" : "Body scan";
    case "activate":
      return known.drills.get(step.drill)?.title ?? step.drill.replaceAll("_", " ");
    case "set":
      return `${known.exercises.get(step.exercise)?.title ?? step.exercise.replaceAll("_", " ")}${step.reach ? " with a reach" : ""}`;
    case "rest":
      return "Rest";
    case "check_in":
      return "Check in";
    case "relax":
      return "Tense and let go";
  }
}

/** @param {Step} step */
export function dose(step) {
  switch (step.kind) {
    case "breathe":
      return `${step.rounds} rounds`;
    case "scan":
      return `${step.position}, ${walk(step.short).length} parts`;
    case "activate":
      return `${step.reps} reps`;
    case "set":
      return `${step.seconds === null ? `${step.reps} reps` : `${step.seconds} s`}${step.load_percent ? `, ${step.load_percent} %` : ""}`;
    case "rest":
      return `${step.seconds} s`;
    case "relax":
      return step.position;
    case "check_in":
      return "3 questions";
  }
}

/**
 * @param {Step} step
 * @param {Known} known
 * @returns {Segment[] | null} null for a step that waits for the person
 */
export function segmentsOf(step, known) {
  if (step.kind === "breathe") return breathing(step);
  if (step.kind === "relax") return relaxing(step);
  if (step.kind === "rest") return resting(step);
  const drill = step.kind === "activate" ? known.drills.get(step.drill) : undefined;
  return step.kind === "activate" && drill ? drilling(step, drill) : null;
}

/**
 * @param {Step} step
 * @param {Known} known
 * @returns {number} about how long it takes, s
 */
export function stepSeconds(step, known) {
  const segments = segmentsOf(step, known);
  if (segments) return length(segments);
  if (step.kind === "scan") return walk(step.short).length * SCAN_PART_S;
  if (step.kind === "set") return SET_UP_S + (step.seconds ?? (step.reps ?? 0) * REP_S);
  return CHECK_IN_S;
}

/**
 * @param {number} seconds
 * @returns {string} "1 min", "30 s"
 */
export function minutes(seconds) {
  if (seconds < 50) return `${Math.max(5, Math.round(seconds / 5) * 5)} s`;
  return `${Math.max(1, Math.round(seconds / 60))} min`;
}

/**
 * What the voice says when a set or another waiting step begins.
 *
 * @param {Step} step
 * @param {Known} known
 * @param {string} association
 */
export function intro(step, known, association = "") {
  const said = step.say ? `${sentence(step.say)} ` : "";
  switch (step.kind) {
    case "scan":
      return `${said}${stepTitle(step, known)}, ${step.position}. For each part press 1 for fine, 2 tense, 3 sore, 4 achy, 5 tired.`;
    case "set":
      return setWords(step, known, association);
    case "check_in":
      return `${said}Check in.`;
    default:
      return `${said}${stepTitle(step, known)}.`;
  }
}

/**
 * @param {SetStep} step
 * @param {Known} known
 * @param {string} association
 */
export function setWords(step, known, association) {
  const many = step.seconds === null ? `${step.reps} reps` : `${step.seconds} seconds`;
  const feel = MOVES[step.exercise]?.feel;
  return [
    `${stepTitle(step, known)}, ${many}.`,
    association ? `For: ${sentence(association)}` : "",
    step.say ? sentence(step.say) : "",
    step.reach && !/reach/iu.test(step.say) ? "Reach across, beyond the bending knee." : "",
    feel ? `Feel the ${feel}.` : "",
  ].filter(Boolean).join(" ");
}

/** @param {string} text */
export function sentence(text) {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

