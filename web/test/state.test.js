import assert from "node:assert/strict";
import { test } from "node:test";

import { checks, countdown, CUE_MS, glowStrength, PRAISE_MS, reduce, shownCue, START, STEADY_MS } from "../src/state.js";

/** @typedef {import("../src/state.js").State} State */
/** @typedef {import("../src/state.js").Action} Action */

/**
 * @param {State} state
 * @param {...Action} actions
 */
function run(state, ...actions) {
  return actions.reduce(reduce, state);
}

/**
 * @param {any} message
 * @returns {Action}
 */
function message(message, now = 0) {
  return { type: "message", message, now };
}

const timing = { wait: 0, decode: 1, infer: 30 };
const pose = (t = 0, seen = true) => message({ type: "pose", seq: 1, t, landmarks: seen ? [] : null, visibility: seen ? [] : null, timing });
const guide = (/** @type {string} */ code) => message({ type: "guide", t: 0, code, text: `text of ${code}` });
const phase = (/** @type {string} */ name, t = 0) => message({ type: "phase", t, phase: name, rep: 1 });
const finding = { rule: "r", grade: "poor", fault: "f", value: 1, limit: 0, error: 1, unit: "deg", reason: null, landmarks: [23, 25] };
const rep = (index = 1, extra = {}) => message({ type: "rep", t: 3, index, kind: "rep", side: "left", t_start: 1, t_turn: 2, t_end: 3, score: 80, flagged: true, findings: [finding], ...extra });
const ready = (extra = {}) => message({ type: "ready", protocol: 1, token: "x", resumed: false, reps: 0, keeps_video: false, ...extra });
const set = (/** @type {"rep" | "hold"} */ kind = "rep", sample = false) => /** @type {Action} */ ({ type: "open", kind, sample });
const good = [pose(), guide("ok"), /** @type {Action} */ ({ type: "light", light: 120 })];
const cue = { text: "Feel it", rule: "r", fault: "f", muscle: "glutes", praise: false, landmarks: [], side: null };

test("a camera starts with the set-up check, a sample is counted from its first picture", () => {
  assert.equal(run(START, set()).stage, "check");
  assert.equal(run(START, set("rep", true)).stage, "live");
});

test("the check turns green line by line", () => {
  const oks = (/** @type {State} */ state) => checks(state).map((check) => check.ok);
  let state = run(START, set());
  assert.deepEqual(oks(state), [false, false, false, false]);
  state = run(state, pose(), guide("feet"));
  assert.deepEqual(oks(state), [false, false, false, false]);
  state = run(state, guide("turn"));
  assert.deepEqual(oks(state), [true, true, false, false]);
  state = run(state, guide("ok"), { type: "light", light: 20 });
  assert.deepEqual(oks(state), [true, true, true, false]);
  assert.match(checks(state)[3]?.words ?? "", /dark/u);
  state = run(state, { type: "light", light: 120 });
  assert.deepEqual(oks(state), [true, true, true, true]);
  state = run(state, pose(1, false));
  assert.deepEqual(oks(state), [false, false, false, true]);
});

test("the countdown starts when all is green for a while, not before, and leads to counting", () => {
  let state = run(START, set(), ...good, { type: "tick", now: 0 }, { type: "tick", now: STEADY_MS - 1 });
  assert.equal(state.stage, "check");
  state = run(state, guide("feet"), { type: "tick", now: STEADY_MS }, guide("ok"), { type: "tick", now: STEADY_MS + 1 }, { type: "tick", now: 2 * STEADY_MS });
  assert.equal(state.stage, "check");
  state = run(state, { type: "tick", now: 5000 });
  assert.equal(state.stage, "countdown");
  assert.deepEqual([5000, 6001, 7001, 7999].map((now) => countdown(state, now)), [3, 2, 1, 1]);
  assert.equal(run(state, { type: "tick", now: 8000 }).stage, "live");
});

test("reps of the set-up check do not count, those of the set do", () => {
  assert.equal(run(START, set(), rep()).reps, 0);
  assert.equal(run(START, set("rep", true), rep(1), rep(2)).reps, 2);
});

test("who starts anyway gets the countdown", () => {
  assert.equal(run(START, set(), { type: "skip", now: 5 }).countdownFrom, 5);
  assert.equal(run(START, { type: "skip", now: 5 }).stage, "choose");
});

test("a pause in the countdown starts it again from three", () => {
  const state = run(START, set(), { type: "skip", now: 0 }, { type: "trouble", code: "hidden" }, { type: "tick", now: 9000 }, { type: "solved", now: 9000 });
  assert.equal(state.stage, "countdown");
  assert.equal(countdown(state, 9000), 3);
});

test("a hold is timed from its first picture, also when it began in the countdown", () => {
  let state = run(START, set("hold"), { type: "skip", now: 0 }, phase("hold", 10), pose(12), { type: "tick", now: 3000 }, pose(15));
  assert.equal(state.stage, "live");
  assert.equal(state.held, 5);
  state = run(state, rep(1, { kind: "hold", t_start: 10, t_end: 16.5 }));
  assert.equal(state.held, 6.5);
  assert.equal(state.holdStart, null);
  assert.equal(run(state, pose(20)).held, 6.5);
});

test("a cue stays for its time and then goes; praise goes sooner", () => {
  const state = run(START, set("rep", true), { type: "show", cue, now: 1000 });
  assert.equal(run(state, { type: "tick", now: 1000 + CUE_MS }).cue, cue);
  assert.equal(run(state, { type: "tick", now: 1001 + CUE_MS }).cue, null);
  const praised = run(state, { type: "show", cue: { ...cue, praise: true }, now: 2000 });
  assert.equal(run(praised, { type: "tick", now: 2001 + PRAISE_MS }).cue, null);
});

test("the glow comes and goes softly and never with praise", () => {
  const state = run(START, set("rep", true), { type: "show", cue, now: 0 });
  const strengths = [0, 250, 500, 3000, CUE_MS - 350, CUE_MS].map((now) => glowStrength(state, now));
  assert.deepEqual(strengths, [0, 0.5, 1, 1, 0.5, 0]);
  assert.equal(glowStrength(run(state, { type: "show", cue: { ...cue, praise: true }, now: 0 }), 500), 0);
});

test("a cue marks the limbs of the finding it came from, on the side of the rep", () => {
  const wire = /** @type {any} */ ({ type: "cue", t: 3, rule: "r", fault: "f", focus: "internal", text: "Feel it", muscle: "glutes", praise: false });
  const state = run(START, set("rep", true), rep());
  assert.deepEqual(shownCue(state, wire).landmarks, [23, 25]);
  assert.equal(shownCue(state, wire).side, "left");
  assert.deepEqual(shownCue(state, { ...wire, praise: true }).landmarks, []);
  assert.deepEqual(shownCue(state, { ...wire, rule: "other" }).landmarks, []);
  assert.ok(shownCue(run(START, set("hold", true)), wire).landmarks.length > 0);
});

test("a connection that comes back goes on counting", () => {
  let state = run(START, set("rep", true), rep(1), rep(2), { type: "trouble", code: "lost" });
  assert.equal(state.trouble?.code, "lost");
  state = run(state, ready({ resumed: true, reps: 2 }));
  assert.equal(state.trouble, null);
  assert.equal(run(state, rep(3)).reps, 3);
});

test("whether the video is kept is known from the start of a set", () => {
  const state = run(START, set(), ready({ keeps_video: true }));
  assert.equal(state.filmed, true);
  assert.equal(run(state, ready({ keeps_video: false })).filmed, false);
});

test("a server that forgot the set counts on top of what was done", () => {
  const state = run(START, set("rep", true), rep(1), rep(2), { type: "trouble", code: "lost" }, ready());
  assert.equal(state.reps, 2);
  assert.equal(run(state, rep(1)).reps, 3);
});

test("a place in the queue is told, and the wait ends with ready", () => {
  let state = run(START, set(), message({ type: "queued", place: 2, text: "" }));
  assert.deepEqual([state.trouble?.code, state.queuePlace], ["full", 2]);
  state = run(state, message({ type: "queued", place: 1, text: "" }));
  assert.equal(state.queuePlace, 1);
  state = run(state, ready());
  assert.deepEqual([state.trouble, state.queuePlace], [null, null]);
});

test("ready does not end a pause or bring back a camera", () => {
  for (const code of /** @type {const} */ (["hidden", "unplugged"])) assert.equal(run(START, set("rep", true), { type: "trouble", code }, ready()).trouble?.code, code);
});

test("one bad picture troubles nobody; a start that fails does", () => {
  const error = (/** @type {string} */ code) => message({ type: "error", code, text: "what to do", seq: 1, faults: 1, max_faults: 3 });
  const state = run(START, set("rep", true));
  assert.equal(run(state, error("picture")), state);
  assert.match(run(state, error("start")).trouble?.text ?? "", /^what to do/u);
});

test("slowness is said without stopping anything, and taken back", () => {
  const state = run(START, set("rep", true), { type: "slow", rate: 4, canLighten: true });
  assert.equal(state.trouble, null);
  assert.deepEqual(state.notice?.actions, ["lite"]);
  assert.equal(run(state, { type: "fast" }).notice, null);
  assert.deepEqual(run(state, { type: "slow", rate: 4, canLighten: false }).notice?.actions, []);
});

test("the set ends in a summary", () => {
  const state = run(START, set("rep", true), rep(), { type: "end" });
  assert.equal(state.stage, "ending");
  const done = run(state, message({ type: "set_done", reps: 1, set_id: "s1", video: true, note: null, report: { schema: 1 } }));
  assert.deepEqual([done.stage, done.setId, done.filmed], ["done", "s1", true]);
  assert.equal(run(done, { type: "leave" }), START);
});

test("a line that drops during a pause does not end the pause", () => {
  const state = run(START, set("rep", true), { type: "trouble", code: "hidden" }, { type: "trouble", code: "lost" });
  assert.equal(state.trouble?.code, "hidden");
});
