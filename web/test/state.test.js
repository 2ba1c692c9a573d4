import assert from "node:assert/strict";
import { test } from "node:test";

import { missedInAll, missedTexts } from "../src/missed.js";
import { checks } from "../src/setup-check.js";
import { CUE_MS, glowStrength, marks, PRAISE_MS, shownCue } from "../src/shown-cue.js";
import { COUNTDOWN_S, countdown, keptWords, reduce, START, STEADY_MS, WALK_BACK_S } from "../src/state.js";

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
const guide = (/** @type {string} */ code, now = 0) => message({ type: "guide", t: 0, code, text: `text of ${code}` }, now);
const phase = (/** @type {string} */ name, t = 0, rep = 1) => message({ type: "phase", t, phase: name, rep });
const finding = { rule: "r", grade: "poor", fault: "f", value: 1, limit: 0, error: 1, unit: "deg", reason: null, landmarks: [23, 25] };
const rep = (index = 1, extra = {}) => message({ type: "rep", t: 3, index, kind: "rep", side: "left", t_start: 1, t_turn: 2, t_end: 3, score: 80, flagged: true, findings: [finding], ...extra });
const ready = (extra = {}) => message({ type: "ready", protocol: 1, token: "x", resumed: false, reps: 0, keeps_video: false, ...extra });
const set = (/** @type {"rep" | "hold"} */ kind = "rep", sample = false) => /** @type {Action} */ ({ type: "open", kind, sample, now: 0 });
/** @type {Action} */
const source = { type: "source" };
const good = [source, pose(), guide("ok"), /** @type {Action} */ ({ type: "light", light: 120 })];
const cue = { text: "Feel it", rule: "r", fault: "f", muscle: "glutes", praise: false, landmarks: [], side: null, rep: 1 };

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
  state = run(state, guide("edge"));
  assert.deepEqual(oks(state), [false, false, false, false]);
  state = run(state, guide("far"));
  assert.deepEqual(oks(state), [true, false, false, false]);
  assert.match(checks(state)[1]?.words ?? "", /closer/u);
  state = run(state, guide("turn"));
  assert.deepEqual(oks(state), [true, true, false, false]);
  state = run(state, { type: "light", light: 250 });
  assert.deepEqual(oks(state), [true, true, false, false]);
  assert.match(checks(state)[3]?.words ?? "", /bright/u);
  state = run(state, guide("ok"));
  assert.deepEqual(oks(state), [true, true, true, true]); // a bright room in which the body is seen well
  state = run(state, { type: "light", light: 20 });
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

test("who starts anyway gets time to walk back; without a picture there is nothing to start", () => {
  const state = run(START, set(), source, { type: "skip", now: 5 });
  assert.deepEqual([state.stage, countdown(state, 5)], ["countdown", WALK_BACK_S]);
  assert.equal(run(START, set(), { type: "skip", now: 5 }).stage, "check");
  assert.equal(run(START, { type: "skip", now: 5 }).stage, "choose");
});

test("a browser that still asks for the camera is told from a slow one", () => {
  const at = (/** @type {number} */ now) => run(START, set(), { type: "tick", now });
  assert.deepEqual([at(900).source, at(1100).source, run(at(1100), source).source], ["opening", "asking", "on"]);
  assert.equal(run(START, { type: "tick", now: 5000 }).source, "opening");
});

test("a pause in the countdown starts it again", () => {
  const state = run(START, set(), ...good, { type: "tick", now: 0 }, { type: "tick", now: STEADY_MS }, { type: "trouble", code: "hidden" }, { type: "tick", now: 9000 }, { type: "solved", now: 9000 });
  assert.equal(state.stage, "countdown");
  assert.equal(countdown(state, 9000), COUNTDOWN_S);
});

test("a hold is timed from its first picture, also when it began in the countdown", () => {
  let state = run(START, set("hold"), source, { type: "skip", now: 0 }, phase("hold", 10), pose(12), { type: "tick", now: 10_000 }, pose(15));
  assert.equal(state.stage, "live");
  assert.equal(state.held, 5);
  state = run(state, rep(1, { kind: "hold", t_start: 10, t_end: 16.5 }));
  assert.equal(state.held, 6.5);
  assert.equal(state.holdStart, null);
  assert.equal(run(state, pose(20)).held, 6.5);
  state = run(state, phase("hold", 30));
  assert.deepEqual([state.held, state.heldBefore], [0, 6.5]); // before its first picture too: a reminder to breathe goes by it
  state = run(state, pose(32));
  assert.deepEqual([state.held, state.heldBefore], [2, 6.5]);
});

test("when a hold is over nothing of it is left on the screen, but for praise", () => {
  const state = run(START, set("hold", true), phase("hold", 0), { type: "show", cue, now: 0 }, rep(1, { kind: "hold", t_start: 0, t_end: 9 }));
  assert.deepEqual([state.cue, state.phase], [null, null]);
  const praise = { ...cue, praise: true };
  assert.equal(run(START, set("hold", true), phase("hold", 0), { type: "show", cue: praise, now: 0 }, rep(1, { kind: "hold" })).cue, praise);
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

test("a cue that comes again while it glows does not flicker", () => {
  let state = run(START, set("rep", true), { type: "show", cue, now: 0 }, { type: "show", cue: { ...cue }, now: 4000 });
  assert.equal(glowStrength(state, 4000), 1);
  assert.equal(glowStrength(state, 4000 + CUE_MS - 350), 0.5);
  state = run(state, { type: "show", cue: { ...cue, muscle: "shin" }, now: 5000 });
  assert.equal(glowStrength(state, 5000), 0);
});

test("in the next rep the limbs of the last one are not marked, and the glow goes to the side that carries", () => {
  const given = run(START, set("rep", true), rep(1), { type: "show", cue: { ...cue, landmarks: [23, 25], side: "left" }, now: 0 });
  const there = { landmarks: [23, 25], side: "left" };
  assert.deepEqual(marks(given), there);
  assert.deepEqual(marks(run(given, phase("setup", 4, 2))), there);
  assert.deepEqual(marks(run(given, phase("concentric", 2, 1))), there); // the end of the rep that it was given for
  assert.deepEqual(marks(run(given, phase("eccentric", 5, 2))), { landmarks: [], side: "loaded" });
  assert.deepEqual(marks(run(START, set("rep", true), phase("eccentric"), { type: "show", cue, now: 0 }, phase("eccentric", 5, 2))), { landmarks: [], side: null });
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

test("a page that was hidden while the line was down is paused when it is back", () => {
  const state = run(START, set("rep", true), { type: "trouble", code: "lost" }, { type: "trouble", code: "hidden" });
  assert.equal(state.trouble?.code, "lost");
  const back = run(state, ready({ resumed: true }));
  assert.equal(back.trouble?.code, "hidden");
  assert.equal(run(back, { type: "solved", now: 0 }).trouble, null);
});

test("the server ended the set-up check: said, not summed up", () => {
  const state = run(START, set(), source, message({ type: "set_done", reps: 0, set_id: null, video: false, note: "x", report: { schema: 1 } }));
  assert.deepEqual([state.stage, state.trouble?.code], ["check", "ended"]);
});

test("what the camera missed is added up for the summary, but for the way to the laptop at the end", () => {
  let state = run(START, set("rep", true), guide("ok", 0), guide("turn", 1000), guide("ok", 4000), guide("turn", 5000), guide("feet", 6000), guide("ok", 6400), guide("far", 9000), guide("ok", 11_000));
  assert.deepEqual(missedTexts(missedInAll(state, 12_000)), ["text of turn", "text of far"]);
  state = run(START, set("rep", true), guide("nobody", 0));
  assert.deepEqual(missedTexts(missedInAll(state, 9000)), ["text of nobody"]);
  assert.deepEqual(missedTexts(missedInAll(run(state, rep(1)), 9000)), []);
  // the set-up check is not the set
  assert.deepEqual(missedTexts(missedInAll(run(START, set(), ...good, guide("turn", 0), guide("ok", 5000), { type: "skip", now: 6000 }, ready()), 9000)), []);
});

test("the summary of a set that was kept opens by its address", () => {
  const state = run(START, { type: "shown", report: /** @type {any} */ ({ schema: 1 }), setId: "s1", facts: { filmed: true, repsBefore: 2 } });
  assert.deepEqual([state.stage, state.setId, state.repsBefore], ["done", "s1", 2]);
  assert.equal(keptWords(state), "The report and the video are kept on the server.");
});

test("ready does not end a pause or bring back a camera", () => {
  for (const code of /** @type {const} */ (["hidden", "unplugged", "none"])) assert.equal(run(START, set("rep", true), { type: "trouble", code }, ready()).trouble?.code, code);
});

test("one bad picture troubles nobody; a start that fails does", () => {
  const error = (/** @type {string} */ code, /** @type {number | null} */ seq = null) => message({ type: "error", code, text: "what to do", seq, faults: 1, max_faults: 3 });
  const state = run(START, set("rep", true));
  assert.equal(run(state, error("picture", 1)), state);
  assert.equal(run(state, error("model", 1)), state);
  assert.match(run(state, error("model")).trouble?.text ?? "", /^what to do/u);
  assert.match(run(state, error("start")).trouble?.text ?? "", /^what to do/u);
});

test("slowness is said without stopping anything, and taken back", () => {
  const state = run(START, set("rep", true), { type: "slow", rate: 4.9, wanted: 0, limit: 30, canLighten: true });
  assert.equal(state.trouble, null);
  assert.match(state.notice?.text ?? "", /^Only 4 pictures a second are analysed\. /u);
  assert.deepEqual(state.notice?.actions, ["lite"]);
  assert.equal(run(state, { type: "fast" }).notice, null);
  const unjudged = run(state, { type: "slow", rate: 12.9, wanted: 13, limit: 30, canLighten: false }).notice;
  assert.deepEqual(unjudged?.actions, []);
  assert.match(unjudged?.text ?? "", /^Only 12 pictures a second are analysed; judging this movement takes 13\. /u);
  // a server that wants no more: nothing in this computer is to blame
  const few = run(state, { type: "slow", rate: 5.2, wanted: 13, limit: 5, canLighten: true }).notice;
  assert.deepEqual([few?.text, few?.actions], ["This server looks at 5 pictures a second; judging this movement takes 13.", []]);
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
