/**
 * When to remind of breathing: in holds and between hard reps, where people hold their breath. Nobody sees breathing here: it
 * is a reminder by the clock, never a remark. Pure.
 *
 * @typedef {import("./state.js").State} State
 */

const FIRST_HELD_S = 10;
const EVERY_HELD_S = 20;
const EVERY_REPS = 3;

/**
 * @param {Pick<State, "stage" | "kind" | "held" | "holdStart" | "reps">} state
 * @param {boolean} hard
 * @param {number} given how many reminders this hold (or set, where reps are counted) has had
 * @returns {string | null}
 */
export function breathReminder({ stage, kind, held, holdStart, reps }, hard, given) {
  if (stage !== "live") return null;
  if (kind === "hold") return holdStart !== null && held >= FIRST_HELD_S + given * EVERY_HELD_S ? "Keep breathing" : null;
  return hard && reps >= 1 + given * EVERY_REPS ? "Breathe between the reps" : null;
}
