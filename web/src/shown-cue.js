/**
 * What the picture shows of a cue: for how long, how strongly the muscle glows, which limbs are marked. Pure.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./wire.d.ts").CueMessage} CueMessage
 * @typedef {"left" | "right"} Side
 * @typedef {{ text: string, rule: string, fault: string, muscle: string, praise: boolean, landmarks: number[],
 *   side: Side | null, rep: number }} ShownCue  `side`: of the rep it was given for, number `rep`
 * @typedef {{ landmarks: number[], side: Side | "loaded" | null }} Marks  "loaded": the side that bends more just now
 */

import * as body from "./skeleton.js";

/** A cue stays for this long, unless it is taken back or another one comes. */
export const CUE_MS = 7000;
export const PRAISE_MS = 2500;
const FADE_IN_MS = 500;
const FADE_OUT_MS = 700;

/** A cue in the middle of a hold comes before any finding: what to mark then. */
const MARKED_IN_HOLDS = [
  body.LEFT_SHOULDER, body.RIGHT_SHOULDER, body.LEFT_HIP, body.RIGHT_HIP, body.LEFT_KNEE, body.RIGHT_KNEE, body.LEFT_ANKLE, body.RIGHT_ANKLE,
];
const MOVING = new Set(["eccentric", "turnaround", "concentric", "lockout"]);

/**
 * The words, the muscle, and the limbs that the latest finding of the same rule rests on.
 *
 * @param {Pick<State, "lastRep" | "kind">} state
 * @param {CueMessage} message
 * @returns {ShownCue}
 */
export function shownCue({ lastRep, kind }, message) {
  const finding = lastRep?.findings.find((one) => one.rule === message.rule && one.fault === message.fault);
  const landmarks = message.praise || message.rule === "" ? [] : (finding?.landmarks ?? (kind === "hold" ? MARKED_IN_HOLDS : []));
  const { text, rule, fault, muscle, praise } = message;
  return { text, rule, fault, muscle, praise, landmarks, side: lastRep?.side ?? null, rep: lastRep?.index ?? 0 };
}

/**
 * Where the cue points to now. While the next rep is under way the limbs of the last one say nothing, and what is to be felt is
 * on the side that carries the load.
 *
 * @param {Pick<State, "cue" | "phase" | "phaseRep">} state
 * @returns {Marks}
 */
export function marks({ cue, phase, phaseRep }) {
  if (!cue) return { landmarks: [], side: null };
  const next = cue.side !== null && phase !== null && MOVING.has(phase) && phaseRep > cue.rep;
  return next ? { landmarks: [], side: "loaded" } : { landmarks: cue.landmarks, side: cue.side };
}

/**
 * @param {Pick<State, "cue" | "cueSince" | "glowSince">} state
 * @param {number} now
 * @returns {number} 0..1, how strongly the muscle of the cue glows: in and out without a jump
 */
export function glowStrength({ cue, cueSince, glowSince }, now) {
  if (!cue || cue.praise) return 0;
  return Math.max(0, Math.min(1, (now - glowSince) / FADE_IN_MS, (CUE_MS - (now - cueSince)) / FADE_OUT_MS));
}
