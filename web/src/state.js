/**
 * The state of the practice page and how it changes: one pure function. The page draws the state and does nothing else
 * with it; times are handed in (`now`, milliseconds).
 *
 * @typedef {import("./trouble.js").Trouble} Trouble
 * @typedef {import("./trouble.js").TroubleCode} TroubleCode
 * @typedef {import("./report.d.ts").Report} Report
 * @typedef {import("./shown-cue.js").ShownCue} ShownCue
 * @typedef {import("./wire.d.ts").ServerMessage} ServerMessage
 * @typedef {import("./wire.d.ts").RepMessage} RepMessage
 * @typedef {"choose" | "check" | "countdown" | "live" | "ending" | "done"} Stage
 * @typedef {{
 *   stage: Stage, kind: "rep" | "hold", sample: boolean, trouble: Trouble | null, hiddenMeanwhile: boolean, notice: Trouble | null,
 *   source: "opening" | "asking" | "on", openedAt: number,
 *   queuePlace: number | null, guide: { code: string, text: string } | null, guideSince: number, missed: Record<string, number>,
 *   seen: boolean, light: number | null, okSince: number | null,
 *   countdownFrom: number | null, countdownS: number, reps: number, repsBefore: number, lastRep: RepMessage | null,
 *   phase: string | null, phaseRep: number, mediaTime: number, holdStart: number | null, held: number, heldBefore: number,
 *   cue: ShownCue | null, cueSince: number, glowSince: number, filmed: boolean, report: Report | null, setId: string | null, note: string | null,
 * }} State  `mediaTime`, `holdStart`, `held` and `heldBefore` (earlier holds) in seconds of media time; `repsBefore` were counted by a server that forgot
 *   them; `filmed`: the video is kept; `source` "asking": the browser still asks whether the page may use the camera; `missed`: how
 *   long each hint has stood, ms by text
 * @typedef {{ type: "open", kind: "rep" | "hold", sample: boolean, now: number } | { type: "source" } | { type: "message", message: ServerMessage, now: number }
 *   | { type: "light", light: number } | { type: "tick", now: number } | { type: "skip", now: number }
 *   | { type: "show", cue: ShownCue, now: number } | { type: "trouble", code: TroubleCode, detail?: string }
 *   | { type: "solved", now: number } | { type: "slow", rate: number, wanted: number, limit: number, canLighten: boolean } | { type: "fast" }
 *   | { type: "end" } | { type: "leave" } | { type: "shown", report: Report, setId: string, facts: Partial<Facts> }} Action
 *   `slow`: `wanted` pictures a second that the movement takes, `limit` that the server looks at; `shown`: the summary of a set
 *   that was kept is opened by its address
 * @typedef {Pick<State, "filmed" | "note" | "repsBefore" | "missed">} Facts  what a summary tells besides the report
 */

import { missedUntil } from "./missed.js";
import { checks } from "./setup-check.js";
import { CUE_MS, PRAISE_MS } from "./shown-cue.js";
import { trouble } from "./trouble.js";

/** All checks must hold this long before the countdown starts. */
export const STEADY_MS = 1500;
/** Whoever is in place needs no longer; whoever starts at the laptop has to walk back. */
export const COUNTDOWN_S = 3;
export const WALK_BACK_S = 10;
/** A browser that may use the camera gives it sooner. */
const ASKING_MS = 1000;

/** @type {Readonly<State>} */
export const START = Object.freeze({
  stage: "choose",
  kind: "rep",
  sample: false,
  trouble: null,
  hiddenMeanwhile: false,
  notice: null,
  source: "opening",
  openedAt: 0,
  queuePlace: null,
  guide: null,
  guideSince: 0,
  missed: {},
  seen: false,
  light: null,
  okSince: null,
  countdownFrom: null,
  countdownS: COUNTDOWN_S,
  reps: 0,
  repsBefore: 0,
  lastRep: null,
  phase: null,
  phaseRep: 0,
  mediaTime: 0,
  holdStart: null,
  held: 0,
  heldBefore: 0,
  cue: null,
  cueSince: 0,
  glowSince: 0,
  filmed: false,
  report: null,
  setId: null,
  note: null,
});

/** A connection that comes back ends these. */
const WAITS_FOR_SERVER = new Set(["lost", "full", "gone"]);
/** Only the person ends these: a line that drops meanwhile mends itself. */
const WAITS_FOR_PERSON = new Set(["hidden", "unplugged", "refused", "none", "busy"]);

/**
 * @param {State} state
 * @param {Action} action
 * @returns {State} the same object where nothing changed
 */
export function reduce(state, action) {
  switch (action.type) {
    case "open":
      // a sample is counted from its first picture: nobody has to walk into place
      return { ...START, stage: action.sample ? "live" : "check", kind: action.kind, sample: action.sample, openedAt: action.now };
    case "source":
      return { ...state, source: "on" };
    case "message":
      return take(state, action.message, action.now);
    case "light":
      return { ...state, light: action.light };
    case "tick":
      return tick(state, action.now);
    case "skip":
      return state.stage === "check" && state.source === "on" ? count(state, WALK_BACK_S, action.now) : state;
    case "show": {
      const goesOn = state.cue !== null && !state.cue.praise && state.cue.muscle === action.cue.muscle;
      return { ...state, cue: action.cue, cueSince: action.now, glowSince: goesOn ? state.glowSince : action.now };
    }
    case "trouble":
      return meet(state, action.code, action.detail);
    case "solved":
      // a countdown that was broken off starts again
      return { ...state, trouble: null, queuePlace: null, hiddenMeanwhile: false, countdownFrom: state.stage === "countdown" ? action.now : state.countdownFrom };
    case "slow":
      return { ...state, notice: slowness(action) };
    case "fast":
      return state.notice ? { ...state, notice: null } : state;
    case "end":
      return state.stage === "live" ? { ...state, stage: "ending", cue: null, notice: null, trouble: null } : state;
    case "leave":
      return START;
    case "shown":
      return { ...START, ...action.facts, stage: "done", report: action.report, setId: action.setId };
  }
}

/**
 * @param {Extract<Action, { type: "slow" }>} action
 * @returns {Trouble}
 */
function slowness({ rate, wanted, limit, canLighten }) {
  const takes = rate < wanted ? `; judging this movement takes ${wanted}.` : ".";
  // where the server wants no more, nothing in this computer is to blame
  if (limit <= rate + 1) return { ...trouble("few"), text: `This server looks at ${limit} pictures a second${takes}` };
  const few = rate < 1 ? "Less than one picture a second is analysed" : `Only ${Math.floor(rate)} pictures a second are analysed`;
  const known = trouble("slow", few + takes);
  return canLighten ? { ...known, text: `${known.text} The lighter model is quicker.` } : { ...known, actions: [] };
}

/**
 * @param {State} state
 * @param {number} now
 * @returns {number} 10 .. 1; 0 when it is over
 */
export function countdown(state, now) {
  return state.countdownFrom === null ? state.countdownS : Math.max(0, Math.ceil(state.countdownS - (now - state.countdownFrom) / 1000));
}

/**
 * @param {State} state
 * @param {number} seconds
 * @param {number} now
 * @returns {State}
 */
function count(state, seconds, now) {
  return { ...state, stage: "countdown", countdownFrom: now, countdownS: seconds };
}

/**
 * @param {State} state
 * @param {TroubleCode} code
 * @param {string} [detail]
 * @returns {State}
 */
function meet(state, code, detail) {
  const now = state.trouble?.code ?? "";
  if (code === "lost" && WAITS_FOR_PERSON.has(now)) return state;
  // the page was hidden while something else was in the way: that is still so when it is solved
  if (code === "hidden" && state.trouble) return { ...state, hiddenMeanwhile: true };
  return { ...state, trouble: trouble(code, detail), okSince: null };
}

/**
 * @param {State} state
 * @param {number} now
 * @returns {State}
 */
function tick(state, now) {
  let next = state;
  if (next.cue && now - next.cueSince > (next.cue.praise ? PRAISE_MS : CUE_MS)) next = { ...next, cue: null };
  if (next.trouble) return next;
  if (next.source === "opening" && next.stage !== "choose" && now - next.openedAt > ASKING_MS) next = { ...next, source: "asking" };
  if (next.stage === "check") {
    const ok = next.source === "on" && checks(next).every((check) => check.ok);
    if (!ok) return next.okSince === null ? next : { ...next, okSince: null };
    if (next.okSince === null) return { ...next, okSince: now };
    if (now - next.okSince >= STEADY_MS) return count(next, COUNTDOWN_S, now);
  }
  if (next.stage === "countdown" && countdown(next, now) === 0) return { ...next, stage: "live", countdownFrom: null };
  return next;
}

/**
 * @param {State} state
 * @param {ServerMessage} message
 * @param {number} now
 * @returns {State}
 */
function take(state, message, now) {
  switch (message.type) {
    case "ready":
      return takeReady(state, message, now);
    case "queued":
      return { ...state, queuePlace: message.place, trouble: trouble("full") };
    case "pose": {
      const held = state.holdStart === null ? state.held : Math.max(0, message.t - state.holdStart);
      return { ...state, seen: message.landmarks !== null, mediaTime: message.t, held };
    }
    case "guide": {
      const missed = counting(state) ? missedUntil(state, now) : state.missed;
      return { ...state, guide: { code: message.code, text: message.text }, guideSince: now, missed };
    }
    case "phase":
      if (!counting(state)) return state;
      return takePhase(state, message);
    case "rep":
      return counting(state) ? takeRep(state, message) : state;
    case "cue":
      return state; // shown by "show", at the moment its voice starts
    case "set_done":
      // the server ended the set-up check, because nothing came and others were waiting
      if (!counting(state)) return { ...state, trouble: trouble("ended") };
      return { ...state, stage: "done", filmed: message.video, report: message.report, setId: message.set_id, note: message.note, cue: null, trouble: null, notice: null };
    case "error":
      return takeError(state, message);
  }
}

/**
 * @param {State} state
 * @param {import("./wire.d.ts").Ready} message
 * @param {number} now
 * @returns {State}
 */
function takeReady(state, message, now) {
  const waited = state.trouble !== null && WAITS_FOR_SERVER.has(state.trouble.code);
  // a server that forgot the set counts from zero: what was done before stays on the counter
  const repsBefore = message.resumed ? state.repsBefore : state.reps;
  const next = { ...state, queuePlace: null, repsBefore, reps: repsBefore + message.reps, filmed: message.keeps_video };
  if (!message.resumed) Object.assign(next, { guide: null, guideSince: now, missed: {} }); // what the set-up check said of the camera is over
  if (!waited) return next;
  return state.hiddenMeanwhile ? { ...next, trouble: trouble("hidden"), hiddenMeanwhile: false } : reduce(next, { type: "solved", now });
}

/**
 * @param {State} state
 * @param {import("./wire.d.ts").PhaseMessage} message
 * @returns {State}
 */
function takePhase(state, { phase, rep, t }) {
  const next = { ...state, phase, phaseRep: rep };
  if (phase !== "hold") return { ...next, holdStart: null };
  return state.holdStart === null ? { ...next, holdStart: t, held: 0 } : next;
}

/**
 * @param {State} state
 * @param {RepMessage} message
 * @returns {State}
 */
function takeRep(state, message) {
  const next = { ...state, reps: state.repsBefore + message.index, lastRep: message };
  if (message.kind === "rep") return next;
  const held = message.t_end - message.t_start;
  // a fault of a hold that is over is over too: nobody is to feel anything of it now
  return { ...next, holdStart: null, held, heldBefore: state.heldBefore + held, phase: null, cue: state.cue?.praise ? state.cue : null };
}

/**
 * @param {State} state
 * @param {import("./wire.d.ts").ErrorMessage} message
 * @returns {State}
 */
function takeError(state, message) {
  // a picture that could not be used is no trouble for the person; a set that cannot be taken up is begun anew
  if (message.seq !== null || ["picture", "time", "rate", "resume", "storage"].includes(message.code)) return state;
  return { ...state, trouble: trouble("server", message.text) };
}

/**
 * The set that counts begins with the countdown, so that a hold that was taken up early is timed from its start.
 *
 * @param {State} state
 */
function counting(state) {
  return state.stage === "countdown" || state.stage === "live" || state.stage === "ending";
}

/**
 * What was kept of a set that is over, in a sentence.
 *
 * @param {Pick<State, "sample" | "setId" | "filmed" | "note">} state
 */
export function keptWords({ sample, setId, filmed, note }) {
  if (sample) return "A sample: nothing is kept.";
  const kept = setId === null ? "" : filmed ? "The report and the video are kept on the server." : "The report is kept on the server.";
  return [kept, note ?? ""].filter(Boolean).join(" ") || "Nothing is kept.";
}
