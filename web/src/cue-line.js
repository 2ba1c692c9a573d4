/**
 * The large line of the live stage: a cue, else what the camera misses, else next to nothing. Pure.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {{ kind: "cue" | "praise" | "hint" | "quiet", words: string }} CueLine
 */

import { checks } from "./setup-check.js";

/**
 * @param {State} state
 * @returns {CueLine}
 */
export function cueLine(state) {
  if (state.cue?.rule === "") return { kind: "hint", words: state.cue.text };
  if (state.cue) return { kind: state.cue.praise ? "praise" : "cue", words: state.cue.text };
  const help = helpFor(state);
  if (help !== null) return { kind: "hint", words: help };
  if (state.stage === "check" && state.source === "asking") return { kind: "hint", words: "Allow the camera: your browser asks at the top of the window" };
  if (state.stage === "check") return { kind: "hint", words: checks(state).every((check) => check.ok) ? "Good. Hold still for a moment" : "One moment …" };
  if (state.stage === "countdown") return { kind: "hint", words: "Get into position" };
  if (state.stage === "ending") return { kind: "quiet", words: "Adding up your set" };
  if (state.reps === 0 && state.holdStart === null) return { kind: "quiet", words: "Start when you are ready. Good form gets no comment." };
  return { kind: "quiet", words: "" };
}

/**
 * What to do so that the camera sees enough.
 *
 * @param {State} state
 * @returns {string | null} null while nothing is known to be wrong
 */
export function helpFor(state) {
  if (state.stage !== "check" && state.stage !== "live") return null;
  if (state.guide && state.guide.code !== "ok") return state.guide.text;
  const light = checks(state).find((check) => check.code === "light");
  return state.stage === "check" && state.guide && state.light !== null && light && !light.ok ? light.words : null;
}
