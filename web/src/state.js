/**
 * The state of the practice page and how it changes: one pure function. The page draws the state and does nothing else
 * with it; times are handed in (`now`, milliseconds).
 *
 * @typedef {import("./trouble.js").Trouble} Trouble
 * @typedef {import("./trouble.js").TroubleCode} TroubleCode
 * @typedef {import("./report.d.ts").Report} Report
 * @typedef {import("./wire.d.ts").ServerMessage} ServerMessage
 * @typedef {import("./wire.d.ts").RepMessage} RepMessage
 * @typedef {import("./wire.d.ts").CueMessage} CueMessage
 * @typedef {"choose" | "check" | "countdown" | "live" | "ending" | "done"} Stage
 * @typedef {{ text: string, rule: string, fault: string, muscle: string, praise: boolean, landmarks: number[],
 *   side: "left" | "right" | null }} ShownCue
 * @typedef {{
 *   stage: Stage, kind: "rep" | "hold", sample: boolean, trouble: Trouble | null, notice: Trouble | null,
 *   queuePlace: number | null, guide: { code: string, text: string } | null, seen: boolean, light: number | null, okSince: number | null,
 *   countdownFrom: number | null, reps: number, repsBefore: number, lastRep: RepMessage | null,
 *   phase: string | null, mediaTime: number, holdStart: number | null, held: number,
 *   cue: ShownCue | null, cueSince: number, filmed: boolean, report: Report | null, setId: string | null, note: string | null,
 * }} State  `mediaTime`, `holdStart` and `held` in seconds of media time; `repsBefore` were counted by a server that forgot them;
 *   `filmed`: the video is kept
 * @typedef {{ type: "open", kind: "rep" | "hold", sample: boolean } | { type: "message", message: ServerMessage, now: number }
 *   | { type: "light", light: number } | { type: "tick", now: number } | { type: "skip", now: number }
 *   | { type: "show", cue: ShownCue, now: number } | { type: "trouble", code: TroubleCode, detail?: string }
 *   | { type: "solved", now: number } | { type: "slow", rate: number, canLighten: boolean } | { type: "fast" }
 *   | { type: "end" } | { type: "leave" }} Action
 */

import * as body from "./skeleton.js";
import { trouble } from "./trouble.js";

/** All checks must hold this long before the countdown starts. */
export const STEADY_MS = 1500;
export const COUNTDOWN_S = 3;
/** A cue stays for this long, unless it is taken back or another one comes. */
export const CUE_MS = 7000;
export const PRAISE_MS = 2500;
/** Mean luma under which a picture is too dark for the pose model to be sure, and over which it is washed out. */
export const DARK = 45;
export const BRIGHT = 235;

/** @type {Readonly<State>} */
export const START = Object.freeze({
  stage: "choose",
  kind: "rep",
  sample: false,
  trouble: null,
  notice: null,
  queuePlace: null,
  guide: null,
  seen: false,
  light: null,
  okSince: null,
  countdownFrom: null,
  reps: 0,
  repsBefore: 0,
  lastRep: null,
  phase: null,
  mediaTime: 0,
  holdStart: null,
  held: 0,
  cue: null,
  cueSince: 0,
  filmed: false,
  report: null,
  setId: null,
  note: null,
});

/** A cue in the middle of a hold comes before any finding: what to mark then. */
const MARKED_IN_HOLDS = [
  body.LEFT_SHOULDER, body.RIGHT_SHOULDER, body.LEFT_HIP, body.RIGHT_HIP, body.LEFT_KNEE, body.RIGHT_KNEE, body.LEFT_ANKLE, body.RIGHT_ANKLE,
];

/**
 * @param {State} state
 * @param {Action} action
 * @returns {State} the same object where nothing changed
 */
export function reduce(state, action) {
  switch (action.type) {
    case "open":
      // a sample is counted from its first picture: nobody has to walk into place
      return { ...START, stage: action.sample ? "live" : "check", kind: action.kind, sample: action.sample };
    case "message":
      return take(state, action.message, action.now);
    case "light":
      return { ...state, light: action.light };
    case "tick":
      return tick(state, action.now);
    case "skip":
      return state.stage === "check" ? { ...state, stage: "countdown", countdownFrom: action.now } : state;
    case "show":
      return { ...state, cue: action.cue, cueSince: action.now };
    case "trouble":
      // a line that drops during a pause mends itself: the person still has to end the pause
      if (action.code === "lost" && (state.trouble?.code === "hidden" || state.trouble?.code === "unplugged")) return state;
      return { ...state, trouble: trouble(action.code, action.detail), okSince: null };
    case "solved":
      // a countdown that was broken off starts again from three
      return { ...state, trouble: null, queuePlace: null, countdownFrom: state.stage === "countdown" ? action.now : state.countdownFrom };
    case "slow": {
      const known = trouble("slow", action.rate < 1 ? "Less than one picture a second is analysed." : `Only ${Math.round(action.rate)} pictures a second are analysed.`);
      const notice = action.canLighten ? { ...known, text: `${known.text} The lighter model is quicker.` } : { ...known, actions: [] };
      return { ...state, notice };
    }
    case "fast":
      return state.notice ? { ...state, notice: null } : state;
    case "end":
      return state.stage === "live" ? { ...state, stage: "ending", cue: null, notice: null } : state;
    case "leave":
      return START;
  }
}

/**
 * @typedef {{ code: "body" | "view" | "distance" | "light", ok: boolean, words: string }} Check
 *
 * @param {State} state
 * @returns {Check[]} the set-up check, line by line
 */
export function checks(state) {
  const code = state.seen ? (state.guide?.code ?? "wait") : "nobody";
  const near = code === "feet" || code === "shoulders";
  const whole = state.seen && !["nobody", "wait", "hips"].includes(code) && !near;
  const light = state.light;
  return [
    { code: "body", ok: whole, words: whole ? "Your whole body is in the picture" : "Your whole body in the picture" },
    { code: "distance", ok: state.seen && !near && code !== "wait", words: near ? "Step back a little" : "The distance fits" },
    { code: "view", ok: code === "ok", words: code === "ok" ? "You are turned the right way" : "Turned the right way" },
    {
      code: "light",
      ok: light !== null && light >= DARK && light <= BRIGHT,
      words: light === null ? "Enough light" : light < DARK ? "Too dark: switch on a light" : light > BRIGHT ? "Too bright: turn the camera from the window" : "Enough light",
    },
  ];
}

/**
 * @param {State} state
 * @param {number} now
 * @returns {number} 3, 2, 1; 0 when it is over
 */
export function countdown(state, now) {
  return state.countdownFrom === null ? COUNTDOWN_S : Math.max(0, Math.ceil(COUNTDOWN_S - (now - state.countdownFrom) / 1000));
}

/**
 * @param {State} state
 * @param {number} now
 * @returns {number} 0..1, how strongly the muscle of the cue glows: in and out without a jump
 */
export function glowStrength(state, now) {
  if (!state.cue || state.cue.praise) return 0;
  const age = now - state.cueSince;
  return Math.max(0, Math.min(1, age / 500, (CUE_MS - age) / 700));
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
  if (next.stage === "check") {
    const ok = checks(next).every((check) => check.ok);
    if (!ok) return next.okSince === null ? next : { ...next, okSince: null };
    if (next.okSince === null) return { ...next, okSince: now };
    if (now - next.okSince >= STEADY_MS) return { ...next, stage: "countdown", countdownFrom: now };
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
    case "guide":
      return { ...state, guide: { code: message.code, text: message.text } };
    case "phase":
      if (!counting(state)) return state;
      return { ...state, phase: message.phase, holdStart: message.phase === "hold" ? (state.holdStart ?? message.t) : null };
    case "rep":
      if (!counting(state)) return state;
      return { ...state, reps: state.repsBefore + message.index, lastRep: message, ...(message.kind === "hold" ? { holdStart: null, held: message.t_end - message.t_start } : {}) };
    case "cue":
      return state; // shown by "show", at the moment its voice starts
    case "set_done":
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
  const waited = state.trouble !== null && ["lost", "full", "gone"].includes(state.trouble.code);
  // a server that forgot the set counts from zero: what was done before stays on the counter
  const repsBefore = message.resumed ? state.repsBefore : state.reps;
  const next = { ...state, queuePlace: null, repsBefore, reps: repsBefore + message.reps, filmed: message.keeps_video };
  return waited ? reduce(next, { type: "solved", now }) : next;
}

/**
 * @param {State} state
 * @param {import("./wire.d.ts").ErrorMessage} message
 * @returns {State}
 */
function takeError(state, message) {
  // a single picture that could not be used is no trouble for the person; a set that cannot be taken up is begun anew
  if (["picture", "time", "rate", "resume", "storage"].includes(message.code)) return state;
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
 * What the page shows of a cue: its words, the muscle, and the limbs that the latest finding of the same rule rests on.
 *
 * @param {State} state
 * @param {CueMessage} message
 * @returns {ShownCue}
 */
export function shownCue(state, message) {
  const finding = state.lastRep?.findings.find((one) => one.rule === message.rule && one.fault === message.fault);
  const landmarks = message.praise || message.rule === "" ? [] : (finding?.landmarks ?? (state.kind === "hold" ? MARKED_IN_HOLDS : []));
  const { text, rule, fault, muscle, praise } = message;
  return { text, rule, fault, muscle, praise, landmarks, side: state.lastRep?.side ?? null };
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
