import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { axisWords, driverNamed } from "../src/drivers.js";
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

test("an empty set has no share and no tempo; what it would have counted is that of its exercise", () => {
  const summary = summarise(report({}));
  assert.deepEqual([summary.reps, summary.cleanPercent, summary.secondsPerRep, summary.cues, summary.kind], [0, null, null, [], "rep"]);
  assert.equal(summarise(report({ exercise: "tree_pose" })).kind, "hold");
});

test("a cue is told once, with its fault as people say it and the reps that show it", () => {
  const reps = [rep(1, "f"), rep(2, "f"), rep(3, null), rep(4, "f"), rep(5, null)];
  const [first, ...others] = summarise(report({ reps, cues: [cue(5.5), cue(8.5)] })).cues;
  assert.deepEqual([first?.times, first?.fault, first?.where, others.length], [2, "F", "reps 1, 2 and 4", 0]);
  const [hip] = summarise(report({ reps: [rep(1, "hip_pop", { kind: "hold" })], cues: [{ ...cue(4), fault: "hip_pop" }] })).cues;
  assert.deepEqual([hip?.fault, hip?.where], ["Hips too high", ""]);
});

test("the clean share of holds is of their time, and a hundred only where nothing was flagged", () => {
  const hold = (/** @type {number} */ index, /** @type {any[]} */ episodes, extra = {}) => {
    const one = rep(index, episodes.length > 0 ? "f" : null, { kind: "hold", t_start: 20 * index, t_end: 20 * index + 10, ...extra });
    return { ...one, findings: [{ ...one.findings[0], episodes }] };
  };
  const episode = (/** @type {number} */ start, /** @type {number} */ end, fault = "f") => ({ fault, t_start: start, t_end: end, value: 1 });
  const share = (/** @type {any[]} */ ...reps) => summarise(report({ exercise: "plank", reps })).cleanPercent;
  assert.equal(share(hold(1, [])), 100);
  assert.equal(share(hold(1, [episode(22, 24), episode(23, 25, "g")])), 70);
  assert.equal(share(hold(1, [episode(22, 22.01)])), 99);
  assert.equal(share(hold(1, [episode(18, 99)])), 0);
  assert.equal(share(hold(1, []), hold(2, [episode(40, 45)]), hold(3, [], { score: null })), 75);
  assert.equal(share(hold(1, [], { score: null })), null);
  const two = hold(1, [episode(22, 24)]);
  two.findings.push({ ...two.findings[0], rule: "s", fault: "g", episodes: [episode(23, 27, "g")] });
  assert.equal(share(two), 50);
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
  const [band] = plot.bands;
  assert.deepEqual([band?.state, band?.label, band?.slips.length], ["flagged", "4 !", 1]);
  assert.equal(plot.xTicks[0]?.label, "0 s");
  const width = 400 - plot.left - 12;
  assert.ok(Math.abs((band?.x ?? 0) - (plot.left + width / 4)) < 0.2);
  assert.ok(Math.abs((band?.width ?? 0) - width / 2) < 0.2);
});

test("in a hold only the episodes are hatched; a rep that was not judged is not clean", () => {
  const one = rep(1, "f", { kind: "hold", t_start: 2, t_end: 8 });
  const hold = { ...one, findings: [{ ...one.findings[0], episodes: [{ fault: "f", t_start: 3, t_end: 4, value: 1 }, { fault: "f", t_start: 6, t_end: 9, value: 1 }] }] };
  const plot = layOut(report({ track: [[0, 0], [10, 1]], reps: [hold, rep(3, null, { score: null }), rep(4, null)] }), 1056, 200);
  assert.deepEqual(plot?.bands.map(({ state }) => state), ["flagged", "unjudged", "clean"]);
  assert.deepEqual(plot?.bands[0]?.slips.map(({ width }) => width), [100, 200]);
  assert.deepEqual(plot?.bands[1]?.slips, []);
});

test("a steady hold looks steady, and a body that gets up does not flatten it", () => {
  const plank = (/** @type {number[]} */ ...values) => layOut(report({ driver: "hip_line_offset", track: values.map((value, i) => [i, value]) }), 400, 200);
  const steady = plank(0.01, -0.01, 0.01);
  const heights = [...(steady?.path.matchAll(/ ([\d.]+)/gu) ?? [])].map(([, y]) => Number(y));
  assert.ok(Math.max(...heights) - Math.min(...heights) < 15);
  assert.deepEqual(steady?.yTicks.map(({ label }) => label), ["−10", "0", "10"]); // a share of the line, told in percent
  assert.equal(plank(0.01, 1.5)?.yTicks.at(-1)?.label, "40");
});

test("numbers over narrow bands are thinned", () => {
  const reps = Array.from({ length: 30 }, (_, i) => rep(i + 1, i % 2 === 0 ? "f" : null));
  const labels = layOut(report({ track: [[0, 0], [95, 1]], reps }), 300, 200)?.bands.map(({ label }) => label);
  assert.deepEqual(labels?.slice(0, 6), ["1 !", "", "", "", "", "6"]);
});

test("every exercise drives an axis that people can read", () => {
  const folder = new URL("../../vision/exercises/", import.meta.url);
  const drivers = readdirSync(folder).flatMap((name) => [...(name.endsWith(".py") ? readFileSync(new URL(name, folder), "utf8") : "").matchAll(/driver="(\w+)"/gu)].map(([, driver]) => driver ?? ""));
  assert.ok(drivers.length >= 8);
  for (const driver of drivers) assert.match(axisWords(driverNamed(driver)), /^[A-Z][^_]+ \([^_]+\)$/u);
  assert.equal(axisWords(driverNamed("pelvis_shift")), "Hips to the side (leg lengths, + to your left)");
  assert.equal(axisWords(driverNamed("of_a_later_one")), "Of a later one");
});

test("nothing to draw gives no plot", () => {
  assert.equal(layOut(report({}), 400, 200), null);
  assert.equal(layOut(report({ track: [[0, null], [1, null]] }), 400, 200), null);
});
