/**
 * A set goes from the plan to the practice page and its result comes back, in the same tab.
 *
 * @typedef {import("./plan-api.d.ts").SetResult} SetResult
 * @typedef {{
 *   exercise: string, reps: number | null, seconds: number | null, load_percent: number | null, focus: "internal" | "external" | "auto",
 *   explosive: boolean, hard: boolean, words: string, association: string, why: string, voice: boolean, keep: boolean, step: number, uid: string,
 * }} PlannedSet `words`: what to think of, said and shown at the set; `hard`: a reminder to breathe between reps
 */

import { summarise } from "../summary.js";

const SET = "formcue.plan.set";
const RESULT = "formcue.plan.result";

/** @param {PlannedSet} set */
export function sendSet(set) {
  sessionStorage.setItem(SET, JSON.stringify(set));
}

/** @returns {PlannedSet | null} the set that the plan wants, on the practice page that it opened */
export function plannedSet() {
  if (!new URLSearchParams(location.search).has("plan")) return null;
  return read(SET);
}

/**
 * @param {PlannedSet} set
 * @param {SetResult} result
 */
export function sendResult(set, result) {
  sessionStorage.setItem(RESULT, JSON.stringify({ uid: set.uid, step: set.step, result }));
}

/** @returns {{ uid: string, step: number, result: SetResult } | null} read once */
export function takeResult() {
  /** @type {{ uid: string, step: number, result: SetResult } | null} */
  const found = read(RESULT);
  sessionStorage.removeItem(RESULT);
  sessionStorage.removeItem(SET);
  return found;
}

/**
 * @param {import("../report.d.ts").Report} report
 * @param {string} exercise
 * @param {string | null} setId
 * @returns {SetResult}
 */
export function resultOf(report, exercise, setId) {
  const summary = summarise(report);
  const cue = summary.cues.at(-1);
  const reaches = report.reps.filter((rep) => rep.extras?.["reach"]).length;
  return {
    exercise,
    camera: true,
    set_id: setId,
    reps: summary.reps,
    seconds: summary.kind === "hold" ? Math.round(summary.holdSeconds) : null,
    scored: summary.scored,
    clean: summary.clean,
    reaches: report.reps.some((rep) => rep.extras && "reach" in rep.extras) ? reaches : null,
    cue: cue ? { text: cue.text, helped: cue.outcome === "unknown" ? null : cue.outcome === "helped" } : null,
  };
}

/** @param {string} key */
function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}
