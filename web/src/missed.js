/**
 * What the camera missed during a set, for the summary. Pure: times are handed in, in milliseconds.
 *
 * @typedef {import("./state.js").State} State
 */

/** Shorter is not worth a word. */
const WORTH_MS = 1000;

/**
 * How long each hint has stood, when the one that stands now is taken back or replaced.
 *
 * @param {Pick<State, "guide" | "guideSince" | "missed">} state
 * @param {number} now
 * @returns {Record<string, number>} milliseconds by text
 */
export function missedUntil({ guide, guideSince, missed }, now) {
  if (!guide || guide.code === "ok") return missed;
  return { ...missed, [guide.text]: (missed[guide.text] ?? 0) + now - guideSince };
}

/**
 * How long each hint has stood in a set that is over.
 *
 * @param {Pick<State, "guide" | "guideSince" | "missed" | "reps">} state
 * @param {number} now
 * @returns {Record<string, number>} milliseconds by text
 */
export function missedInAll(state, now) {
  // whoever walks up to end the set leaves the picture: that is no news, unless nothing was counted
  return state.reps > 0 ? state.missed : missedUntil(state, now);
}

/**
 * @param {Readonly<Record<string, number>>} missed
 * @returns {string[]} what to tell, the longest first
 */
export function missedTexts(missed) {
  return Object.entries(missed).filter(([, ms]) => ms >= WORTH_MS).sort(([, a], [, b]) => b - a).map(([text]) => text);
}
