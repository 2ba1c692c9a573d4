import assert from "node:assert/strict";
import { test } from "node:test";

import { layOut, ticks } from "../src/plot.js";
import { clock, summarise, tempo } from "../src/summary.js";

/** @typedef {import("../src/report.d.ts").Report} Report */

/**
 * @param {number} index
 * @param {string | null} fault
 * @param {any} [extra]
 */
function rep(index, fault, extra = {}) {
  const finding = { rule: "r", grade: fault ? "poor" : "good", fault, value: 1, unit: "deg", t_worst: null, confidence: 1, reason: null };
  return { index, kind: "rep", side: null, t_start: 3 * index, t_turn: 3 * index + 1, t_end: 3 * index + 2, score: fault ? 40 : 100, flagged: fault !== null, findings: [finding], ...extra };
}

const cue = (/** @type {number} */ t) => ({ t, rule: "r", fault: "f", focus: "internal", text: "Feel it", muscle: "glutes" });

/** @param {any} parts @returns {Report} */
function report(parts) {
  return { schema: 1, exercise: "deadlift", duration_s: 20, frames: 600, frames_with_pose: 600, fps: 30, view: "side", reps: [], cues: [], notes: [], driver: "hip", track: [], ...parts };
}

test("reps, clean share and tempo", () => {
  const summary = summarise(report({ reps: [rep(1, null), rep(2, "f"), rep(3, null), rep(4, null, { score: null })] }));
  assert.deepEqual([summary.reps, summary.scored, summary.clean, summary.cleanPercent, summary.secondsPerRep], [4, 3, 2, 67, 2]);
});

test("the tempo is told the way the exercise goes", () => {
  const reps = [{ t_start: 0, t_turn: 1.2, t_end: 2 }, { t_start: 5, t_turn: 6.4, t_end: 7 }];
  assert.equal(tempo(reps, "lateral_lunge"), "1.3 s down, 0.7 s up");
  assert.equal(tempo(reps.slice(0, 1), "deadlift"), "1.2 s up, 0.8 s down");
  assert.deepEqual([tempo(reps, "plank"), tempo([], "squat"), tempo(reps, "")], ["", "", ""]);
  assert.equal(summarise(report({ reps: [rep(1, null)] })).tempo, "1.0 s up, 1.0 s down");
});

test("an empty set has no share and no tempo", () => {
  const summary = summarise(report({}));
  assert.deepEqual([summary.reps, summary.cleanPercent, summary.secondsPerRep, summary.cues], [0, null, null, []]);
});

test("a cue helped if the next judged rep is free of the fault", () => {
  const outcome = (/** @type {any[]} */ reps, t = 5.5) => summarise(report({ reps, cues: [cue(t)] })).cues[0]?.outcome;
  assert.equal(outcome([rep(1, "f"), rep(2, null)]), "helped");
  assert.equal(outcome([rep(1, "f"), rep(2, "f")]), "not_yet");
  assert.equal(outcome([rep(1, "f"), rep(2, "other")]), "helped");
  assert.equal(outcome([rep(1, "f")]), "unknown");
  const unseen = rep(2, null);
  unseen.findings = [{ ...unseen.findings[0], grade: "not_scored" }];
  assert.equal(outcome([rep(1, "f"), unseen, rep(3, null)]), "helped");
});

test("the same words are told once, with how often they were said", () => {
  const [first, ...others] = summarise(report({ reps: [rep(1, "f"), rep(2, "f"), rep(3, "f"), rep(4, null)], cues: [cue(5.5), cue(11.5)] })).cues;
  assert.deepEqual([first?.times, first?.outcome, others.length], [2, "helped", 0]);
  assert.match(first?.sentence ?? "", /^Said twice/u);
});

test("in a hold a cue helped if the fault ended soon and the hold went on", () => {
  const hold = (/** @type {number} */ end) => {
    const one = rep(1, "f", { kind: "hold", t_start: 0, t_end: 30 });
    return report({ exercise: "plank", reps: [{ ...one, findings: [{ ...one.findings[0], episodes: [{ fault: "f", t_start: 8, t_end: end, value: 1 }] }] }], cues: [cue(10)] });
  };
  assert.equal(summarise(hold(13)).cues[0]?.outcome, "helped");
  assert.equal(summarise(hold(29)).cues[0]?.outcome, "not_yet");
  assert.equal(summarise(hold(30)).cues[0]?.outcome, "not_yet");
  assert.equal(summarise(hold(13)).kind, "hold");
});

test("a clock", () => {
  assert.deepEqual([0, 7.9, 65, -1].map(clock), ["0:00", "0:07", "1:05", "0:00"]);
});

test("round ticks that stay inside", () => {
  assert.deepEqual(ticks(0, 26, 5), [0, 10, 20]);
  assert.deepEqual(ticks(-0.27, 0.26, 4), [-0.2, 0, 0.2]);
  assert.deepEqual(ticks(0, 1, 4), [0, 0.5, 1]);
});

test("a plot spans its box, gaps stay gaps, flagged reps are marked", () => {
  const plot = layOut(report({ track: [[10, 0], [11, 1], [12, null], [13, 0.5], [14, 0]], reps: [rep(4, "f", { t_start: 11, t_end: 13 })] }), 400, 200);
  assert.ok(plot);
  assert.equal(plot.path.match(/M/gu)?.length, 2);
  assert.equal(plot.bands[0]?.flagged, true);
  assert.equal(plot.xTicks[0]?.label, "0 s");
  const width = 400 - plot.left - 12;
  assert.ok(Math.abs((plot.bands[0]?.x ?? 0) - (plot.left + width / 4)) < 0.2);
  assert.ok(Math.abs((plot.bands[0]?.width ?? 0) - width / 2) < 0.2);
});

test("nothing to draw gives no plot", () => {
  assert.equal(layOut(report({}), 400, 200), null);
  assert.equal(layOut(report({ track: [[0, null], [1, null]] }), 400, 200), null);
});
