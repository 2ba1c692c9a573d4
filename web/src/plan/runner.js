/**
 * A plan while it runs: which step, for how long, what became of the others. One pure function; the page carries it out.
 *
 * @typedef {import("./plan-api.d.ts").Step} Step
 * @typedef {import("./plan-api.d.ts").SetResult} SetResult
 * @typedef {"open" | "done" | "skipped"} Outcome
 * @typedef {{ outcome: Outcome, seconds: number }} Done
 * @typedef {{
 *   uid: string, plan: string, title: string, startedAt: string, steps: ReadonlyArray<Step>, done: ReadonlyArray<Done>,
 *   index: number, elapsed: number, stage: "running" | "paused" | "over", result: SetResult | null, keep: boolean,
 * }} Run  `elapsed` seconds in this step; `result`: of the latest set
 * @typedef {{ type: "tick", seconds: number, length: number | null } | { type: "pause" } | { type: "go" }
 *   | { type: "next", outcome: "done" | "skipped" } | { type: "back" } | { type: "restart" }
 *   | { type: "change", step: Step } | { type: "steps", steps: ReadonlyArray<Step> } | { type: "result", result: SetResult }} Action
 */

/** Time that passed while the machine slept is no practice. */
const LONGEST_TICK_S = 5;

/**
 * @param {{ uid: string, plan: string, title: string, startedAt: string, steps: ReadonlyArray<Step>, keep: boolean }} about
 * @returns {Run}
 */
export function begin(about) {
  return { ...about, done: about.steps.map(() => ({ outcome: "open", seconds: 0 })), index: 0, elapsed: 0, stage: "running", result: null };
}

/**
 * @param {Run} run
 * @param {Action} action
 * @returns {Run} the same object where nothing changed
 */
export function reduce(run, action) {
  switch (action.type) {
    case "tick": {
      if (run.stage !== "running" || action.seconds > LONGEST_TICK_S) return run;
      const next = { ...run, elapsed: run.elapsed + action.seconds, done: replaced(run.done, run.index, (one) => ({ ...one, seconds: one.seconds + action.seconds })) };
      return action.length !== null && next.elapsed >= action.length ? goTo(next, "done") : next;
    }
    case "pause":
      return run.stage === "running" ? { ...run, stage: "paused" } : run;
    case "go":
      return run.stage === "paused" ? { ...run, stage: "running" } : run;
    case "next":
      return run.stage === "over" ? run : goTo(run, action.outcome);
    case "back": {
      if (run.stage !== "over" && run.index === 0) return { ...run, elapsed: 0 };
      const index = run.stage === "over" ? run.steps.length - 1 : run.index - 1;
      return { ...run, index, elapsed: 0, stage: "running", done: replaced(run.done, index, (one) => ({ ...one, outcome: "open" })) };
    }
    case "restart":
      return run.stage === "over" ? run : { ...run, elapsed: 0 };
    case "change":
      return { ...run, elapsed: 0, steps: run.steps.map((step, i) => (i === run.index ? action.step : step)) };
    case "steps": {
      // only what is still to come may change, so that the log keeps its place
      const steps = [...run.steps.slice(0, run.index + 1), ...action.steps];
      const done = steps.map((_, i) => (i <= run.index ? (run.done[i] ?? open()) : open()));
      return { ...run, steps, done };
    }
    case "result":
      return { ...run, result: action.result };
  }
}

/**
 * @param {Run} run
 * @param {"done" | "skipped"} outcome
 * @returns {Run}
 */
function goTo(run, outcome) {
  const done = replaced(run.done, run.index, (one) => ({ ...one, outcome }));
  const last = run.index === run.steps.length - 1;
  return { ...run, done, elapsed: 0, ...(last ? { stage: "over" } : { index: run.index + 1, stage: "running" }) };
}

/** @returns {Done} */
function open() {
  return { outcome: "open", seconds: 0 };
}

/**
 * @param {ReadonlyArray<Done>} rows
 * @param {number} index
 * @param {(one: Done) => Done} change
 */
function replaced(rows, index, change) {
  return rows.map((one, i) => (i === index ? change(one) : one));
}

/** @param {Run} run */
export function secondsOf(run) {
  return run.done.reduce((sum, { seconds }) => sum + seconds, 0);
}

/**
 * A run as it was kept in the browser. A paused one: whoever reloads goes on by hand.
 *
 * @param {string | null} text
 * @param {number} now ms since 1970
 * @param {number} [keepsMs] an older run is forgotten
 * @returns {Run | null}
 */
export function restore(text, now, keepsMs = 12 * 3600 * 1000) {
  try {
    const { at, run } = JSON.parse(text ?? "");
    const sound = typeof at === "number" && now - at < keepsMs && Array.isArray(run.steps) && run.done.length === run.steps.length && run.index < run.steps.length;
    return sound && run.stage !== "over" ? { ...run, stage: "paused" } : null;
  } catch {
    return null;
  }
}

/**
 * @param {Run} run
 * @param {number} now
 */
export function stored(run, now) {
  return JSON.stringify({ at: now, run });
}
