/**
 * The next set, from how the last one felt and how it looked. Pure. The limits are rules of thumb, not findings: they stand
 * here in one place, and the page says the reason in words.
 *
 * @typedef {import("./plan-api.d.ts").Muscle} Muscle
 * @typedef {import("./plan-api.d.ts").Felt} Felt
 * @typedef {import("./plan-api.d.ts").SuggestionKind} SuggestionKind
 * @typedef {import("./plan-api.d.ts").SetStep} SetStep
 * @typedef {import("./plan-api.d.ts").SetResult} SetResult
 * @typedef {{ muscle: Muscle, felt: Felt, effort: number }} Answers
 * @typedef {{ kind: SuggestionKind, title: string, reason: string, change: Partial<SetStep> }} Suggestion
 */

import { MOVES } from "./body-parts.js";
import { shortened } from "./shorter.js";

/** Fewer judged reps than this say little about form. */
const ENOUGH = 3;
const POOR_SHARE = 0.6;
const CLEAN_SHARE = 0.85;
const HARD = 9;
const STRAINED = 8;
const EASY = 6;
const LOAD_STEP = 5;

/**
 * @param {SetStep} step the set that was done
 * @param {SetResult | null} result null where nothing was counted
 * @param {Answers} answers
 * @returns {Suggestion}
 */
export function suggest(step, result, answers) {
  const scored = result?.scored ?? 0;
  const share = scored >= ENOUGH || (step.seconds !== null && scored > 0) ? (result?.clean ?? 0) / scored : null;
  const slipped = scored - (result?.clean ?? 0);
  const poor = share !== null && share < POOR_SHARE;
  const form = step.seconds === null ? `form slipped in ${slipped} of ${scored} reps` : "form slipped in the hold";
  const feel = MOVES[step.exercise]?.feel ?? "the target muscle";
  const strained = answers.effort >= STRAINED || answers.muscle === "burnt_out";
  if (poor && strained) return easier(step, `${capital(form)} and the effort was ${answers.effort} of 10.`);
  if (poor) {
    const helped = result?.cue?.helped === false ? `“${result.cue.text}” did not change it. ` : "";
    return otherCue(step, `${capital(form)}. ${helped}Try the same set with another thought.`);
  }
  if (answers.effort >= HARD || answers.muscle === "burnt_out") return easier(step, answers.muscle === "burnt_out" ? `The ${feel} ${plural(feel)} burnt out: enough is enough.` : `The effort was ${answers.effort} of 10: leave a little in reserve.`);
  if (answers.felt !== "target" && step.goal !== "heavy" && step.goal !== "explosive") {
    return { ...otherCue(step, `You felt it ${answers.felt === "elsewhere" ? "elsewhere" : "nowhere in particular"}, not in the ${feel}. Slower, with the ${feel} in mind.`), change: { say: `Slowly. Feel the ${feel} before you move.` } };
  }
  const clean = share !== null && share >= CLEAN_SHARE;
  if (answers.muscle === "ready" && answers.effort <= EASY && clean) return harder(step, `Clean, effort ${answers.effort} of 10, and ready for more.`);
  if (answers.muscle === "ready" && answers.effort <= EASY && share === null) return same("It felt light, but the camera could not judge the form. See it once more first.");
  return same(clean ? "Clean work at an effort you can keep." : "A good effort. Do it once more and look for one cleaner rep.");
}

/**
 * @param {SetStep} step
 * @param {string} reason
 * @returns {Suggestion}
 */
function easier(step, reason) {
  if (step.load_percent) {
    const load = Math.max(0, Math.min(step.load_percent - 1, Math.round((step.load_percent * 0.9) / LOAD_STEP) * LOAD_STEP));
    return { kind: "lighter", title: `Lighter: ${load} % in place of ${step.load_percent} %`, reason, change: { load_percent: load } };
  }
  const change = shortened(step, 0.75);
  return { kind: "fewer", title: step.seconds === null ? `Fewer: ${change.reps} reps in place of ${step.reps}` : `Shorter: ${change.seconds} seconds in place of ${step.seconds}`, reason, change };
}

/**
 * @param {SetStep} step
 * @param {string} reason
 * @returns {Suggestion}
 */
function harder(step, reason) {
  if (step.load_percent) return { kind: "heavier", title: `Heavier: ${step.load_percent + LOAD_STEP} % in place of ${step.load_percent} %`, reason, change: { load_percent: step.load_percent + LOAD_STEP } };
  if (step.seconds !== null) return { kind: "heavier", title: `Harder: ${step.seconds + 10} seconds in place of ${step.seconds}`, reason, change: { seconds: step.seconds + 10 } };
  return { kind: "heavier", title: `Harder: ${(step.reps ?? 0) + 2} reps in place of ${step.reps}, or add weight`, reason, change: { reps: (step.reps ?? 0) + 2 } };
}

/**
 * @param {SetStep} step
 * @param {string} reason
 * @returns {Suggestion}
 */
function otherCue(step, reason) {
  const outward = step.goal === "heavy" || step.goal === "explosive";
  return { kind: "other_cue", title: "Same set, another cue", reason, change: { goal: outward ? "learn" : step.goal, say: outward ? "" : "Look outward this time: push the floor away." } };
}

/**
 * @param {string} reason
 * @returns {Suggestion}
 */
function same(reason) {
  return { kind: "same", title: "The same again", reason, change: {} };
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {string} feel */
function plural(feel) {
  return /^side\b/u.test(feel) ? "is" : "are";
}
