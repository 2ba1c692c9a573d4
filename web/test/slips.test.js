import assert from "node:assert/strict";
import { test } from "node:test";

import { listed, numbered } from "../src/set-words.js";
import { goodToKnow, slips, whyNothing } from "../src/slips.js";

const finding = (/** @type {any} */ parts) => ({ rule: "r", grade: "good", fault: null, value: null, unit: "deg", reason: null, limit: null, ...parts });
const rep = (/** @type {number} */ index, /** @type {any[]} */ findings, /** @type {any} */ extra = {}) => ({ index, kind: "rep", side: null, t_start: 10, t_turn: 11, t_end: 20, score: 1, flagged: false, findings, ...extra });
const words = (/** @type {any[]} */ reps) => slips(reps).map(({ who, what }) => `${who}: ${what}`.replaceAll("\u00a0", " "));

test("which reps, in few words", () => {
  assert.deepEqual([[3], [4, 3], [1, 2, 3, 5], [1, 3, 4, 6, 7, 8], [2, 2]].map((which) => numbered("rep", which)), ["rep 3", "reps 3 and 4", "reps 1 to 3 and 5", "reps 1, 3, 4 and 6 to 8", "rep 2"]);
  assert.deepEqual([[], ["a"], ["a", "b", "c"]].map(listed), ["", "a", "a, b and c"]);
});

test("where form slipped: each flagged rep with what was measured", () => {
  const shallow = finding({ grade: "poor", fault: "shallow", value: 44.27, limit: 65 });
  const bend = finding({ rule: "s", grade: "needs_work", fault: "shrugged", value: 0.0453, unit: "of trunk", limit: 0.03 });
  assert.deepEqual(words([rep(1, [finding({})]), rep(3, [shallow, bend], { side: "left" }), rep(4, [finding({ grade: "poor", fault: "hips_open" })])]), [
    "Rep 3, left: too shallow, 44.3° (limit 65°); shoulders shrugged, 4.5 % (limit 3 %)",
    "Rep 4: hips open",
  ]);
});

test("a hold has a line for each episode, timed from its start; a limit is that of its own fault", () => {
  const episodes = [{ fault: "hip_sag", t_start: 16, t_end: 18.9, value: -0.064 }, { fault: "hip_pop", t_start: 12.3, t_end: 12.9, value: 0.09 }, { fault: "hip_pop", t_start: null, t_end: 11.2, value: null }];
  const hold = rep(1, [finding({ grade: "poor", fault: "hip_sag", value: -0.064, unit: "of shoulder-ankle length", limit: -0.04, episodes })], { kind: "hold" });
  assert.deepEqual(words([hold]), ["Hold 1, 0:00 to 0:01: hips too high", "Hold 1, 0:02 to 0:03: hips too high, 9 %", "Hold 1, 0:06 to 0:08: hips sagging, −6.4 % (limit −4 %)"]);
  const next = rep(2, [finding({ grade: "poor", fault: "hip_pop", value: 0.1, unit: "of shoulder-ankle length", limit: 0.04 })], { kind: "hold" });
  assert.deepEqual(words([hold, next]).slice(1), ["Hold 1, 0:02 to 0:03: hips too high, 9 % (limit 4 %)", "Hold 1, 0:06 to 0:08: hips sagging, −6.4 % (limit −4 %)", "Hold 2, 0:00 to 0:10: hips too high, 10 % (limit 4 %)"]);
});

test("what could not be judged names its reps, or none where it holds for all", () => {
  const know = (/** @type {any[]} */ reps, about = {}) => goodToKnow(/** @type {any} */ ({ reps, notes: ["Two people were seen"] }), { kind: "rep", missed: [], repsBefore: 0, ...about });
  const feet = "Step back until your feet are in the picture";
  const turn = "Turn side-on to the camera: this can't be judged from the front";
  const all = finding({ rule: "squat.lean", grade: "not_scored", reason: turn });
  const reps = [rep(1, [all, finding({ reason: `${feet}; Bend deeper` })]), rep(2, [all]), rep(3, [all, finding({ reason: feet })])];
  assert.deepEqual(know(reps), ["Two people were seen", "Turn side-on to the camera: lean can't be judged from the front", `Reps 1 and 3: ${feet}`, "Rep 1: Bend deeper"]);
  assert.deepEqual(know([rep(1, [])], { missed: [`${feet}.`, "Come closer"], repsBefore: 2 }).slice(1), [
    `The camera missed something at times: ${feet}; Come closer.`,
    "2 reps before the server was restarted were counted but are not in this report.",
  ]);
  assert.deepEqual(know([rep(1, [finding({ reason: feet })])], { missed: [feet], repsBefore: 1, kind: "hold" }).slice(1), [feet, "1 hold before the server was restarted was counted but is not in this report."]);
});

test("where nothing was counted, why", () => {
  const why = (/** @type {any} */ report, about = {}) => whyNothing({ frames: 100, frames_with_pose: 90, ...report }, { kind: "rep", missed: [], sample: false, ...about });
  assert.deepEqual(why({}), ["You were seen, but no movement was recognised as a rep."]);
  assert.deepEqual(why({}, { kind: "hold" }), ["You were seen, but no position was recognised as a hold."]);
  assert.deepEqual(why({}, { missed: ["Turn side-on for the deadlift"] }), ["The camera missed something: Turn side-on for the deadlift."]);
  assert.deepEqual(why({ frames_with_pose: 0 }), ["Nobody was seen in the picture."]);
  assert.deepEqual(why({ frames_with_pose: 20 }), ["You were seen in only 20 % of the pictures."]);
  assert.deepEqual(why({ frames: 0, frames_with_pose: 0 }), ["The set ended before a picture was looked at."]);
  assert.deepEqual(why({}, { sample: true }), ["The sample was ended before its first rep was over."]);
});
