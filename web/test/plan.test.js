import assert from "node:assert/strict";
import { test } from "node:test";

import { breathReminder } from "../src/breath-reminder.js";
import { DRILL_LOADS, GROUPS, groupOf, MOVES, partName, targetParts, walk } from "../src/plan/body-parts.js";
import { focusFor } from "../src/plan/focus.js";
import { begin, reduce, restore, secondsOf, stored } from "../src/plan/runner.js";
import { advise, compareScans } from "../src/plan/scan-advice.js";
import { resultOf } from "../src/plan/set-pass.js";
import { intro, minutes, segmentsOf, setWords, stepSeconds } from "../src/plan/step-words.js";
import { suggest } from "../src/plan/suggest.js";
import { breathing, drilling, holding, relaxing, resting } from "../src/plan/timed.js";
import { at, length } from "../src/plan/timeline.js";

const BREATHE = { kind: "breathe", say: "", pattern: "sigh", rounds: 3, inhale_s: 3, second_inhale_s: 1, exhale_s: 6 };
const REST = { kind: "rest", say: "", seconds: 60 };
const SET = { kind: "set", say: "", exercise: "lateral_lunge", reps: 8, seconds: null, goal: "learn", load_percent: null, reach: false, association: "" };
const PLANK = { ...SET, exercise: "plank", reps: null, seconds: 40 };
const CHECK = { kind: "check_in", say: "" };
const DRILL = { kind: "activate", say: "", drill: "glute_bridge", reps: 8, prepares: "" };
const KNOWN = {
  drills: new Map([["glute_bridge", { name: "glute_bridge", title: "Glute bridge", muscle: "glutes", feel: "Feel both.", steps: ["Lie down.", "Lift."], litmus: "Press a finger in.", prepares: [], exercise: null }]]),
  exercises: new Map([["lateral_lunge", { name: "lateral_lunge", title: "Lateral lunge", kind: "rep" }], ["plank", { name: "plank", title: "Plank", kind: "hold" }]]),
};
const ABOUT = { uid: "u", plan: "p", title: "P", startedAt: "2026-03-01T08:00:00Z", keep: true };
const titleOf = (step) => (step.kind === "set" ? KNOWN.exercises.get(step.exercise).title : step.drill);
const drillTitle = (drill) => ({ dead_bug: "Dead bug", glute_bridge: "Glute bridge", scapular_setting: "Set the shoulder blades" })[drill];

test("a run goes from step to step by time, pauses, skips and goes back", () => {
  let run = begin({ ...ABOUT, steps: [BREATHE, SET, REST] });
  run = reduce(run, { type: "tick", seconds: 4, length: 5 });
  assert.deepEqual([run.index, run.elapsed], [0, 4]);
  run = reduce(run, { type: "pause" });
  assert.equal(reduce(run, { type: "tick", seconds: 4, length: 5 }), run);
  run = reduce(run, { type: "go" });
  run = reduce(run, { type: "tick", seconds: 1, length: 5 });
  assert.deepEqual([run.index, run.elapsed, run.done[0].outcome, run.done[0].seconds], [1, 0, "done", 5]);
  run = reduce(run, { type: "tick", seconds: 4, length: null });
  assert.equal(run.index, 1, "a set waits for the person");
  run = reduce(run, { type: "next", outcome: "skipped" });
  assert.equal(run.done[1].outcome, "skipped");
  run = reduce(run, { type: "back" });
  assert.deepEqual([run.index, run.done[1].outcome], [1, "open"]);
  run = reduce(reduce(run, { type: "next", outcome: "done" }), { type: "next", outcome: "done" });
  assert.equal(run.stage, "over");
  assert.equal(reduce(run, { type: "next", outcome: "done" }), run);
  assert.equal(secondsOf(run), 9);
  run = reduce(run, { type: "back" });
  assert.deepEqual([run.stage, run.index], ["running", 2]);
});

test("time that the machine slept does not count; back at the first step begins it anew", () => {
  let run = begin({ ...ABOUT, steps: [BREATHE] });
  assert.equal(reduce(run, { type: "tick", seconds: 600, length: 50 }), run);
  run = reduce(reduce(run, { type: "tick", seconds: 3, length: 50 }), { type: "back" });
  assert.deepEqual([run.index, run.elapsed], [0, 0]);
});

test("a kept run waits after a reload; an old, finished or broken one is forgotten", () => {
  const run = reduce(begin({ ...ABOUT, steps: [BREATHE, REST] }), { type: "next", outcome: "done" });
  const back = restore(stored(run, 1000), 2000);
  assert.deepEqual([back.index, back.stage], [1, "paused"]);
  assert.equal(restore(stored(run, 0), 13 * 3600 * 1000), null);
  assert.equal(restore(stored({ ...run, stage: "over" }, 0), 1), null);
  for (const text of [null, "", "{}", "[]", '{"at":1,"run":{"steps":[],"done":[],"index":4}}']) assert.equal(restore(text, 2), null, String(text));
});

test("new steps keep what was done", () => {
  let run = reduce(begin({ ...ABOUT, steps: [BREATHE, SET, CHECK] }), { type: "next", outcome: "done" });
  run = reduce(run, { type: "steps", steps: [REST] });
  assert.deepEqual(run.steps.map(({ kind }) => kind), ["breathe", "set", "rest"]);
  assert.deepEqual(run.done.map(({ outcome }) => outcome), ["done", "open", "open"]);
});

test("the balloon fills on both inhales and empties on the sigh", () => {
  const segments = breathing(BREATHE);
  const first = segments[0].seconds;
  assert.equal(length(segments), first + 3 * (3 + 1 + 6));
  const fills = [0.01, 2.99, 3.99, 4.01, 9.99].map((t) => at(segments, first + t).fill);
  assert.ok(fills[0] < 0.01 && Math.abs(fills[1] - 0.78) < 0.01 && fills[2] > 0.99 && fills[3] > 0.99 && fills[4] < 0.01, fills.join());
  assert.equal(at(segments, length(segments)), null);
  assert.match(segments.at(-1).say, /last one/u);
  for (let t = 0; t < length(segments); t += 0.05) assert.ok(at(segments, t).fill >= 0 && at(segments, t).fill <= 1);
});

test("belly breathing has one inhale; counts are as given", () => {
  const segments = breathing({ ...BREATHE, pattern: "belly", rounds: 2, inhale_s: 4, exhale_s: 8 });
  assert.deepEqual(segments.slice(1).map(({ seconds, show }) => [seconds, show]), [[4, "Breathe in"], [8, "Breathe out"], [4, "Breathe in"], [8, "Breathe out"]]);
});

test("relaxation tenses and lets go, sitting with fewer parts; every part is of the body", () => {
  const step = { kind: "relax", say: "", position: "lying", tense_s: 5, release_s: 10 };
  const lying = relaxing(step);
  const seated = relaxing({ ...step, position: "seated" });
  assert.ok(seated.length < lying.length);
  for (const { part } of lying.slice(1)) assert.ok(GROUPS.some(({ id }) => id === part), part);
  assert.equal(lying.filter(({ show }) => show === "Let go").length, (lying.length - 1) / 2);
});

test("rest, drill and hold say what a person needs who does not look", () => {
  assert.equal(length(resting(REST)), 60);
  assert.equal(length(resting({ ...REST, seconds: 5 })), 5);
  assert.match(resting(REST)[0].say, /60 seconds/u);
  const said = drilling(DRILL, KNOWN.drills.get("glute_bridge")).map(({ say }) => say);
  assert.ok(said.includes("Lie down.") && said.includes("8") && said.at(-1) === "Test: Press a finger in.");
  const hold = holding("Plank", 40);
  assert.equal(length(hold), 46);
  assert.equal(hold.filter(({ say }) => say === "Keep breathing").length, 3);
});

test("step words: lengths and first sentences", () => {
  assert.equal(segmentsOf(SET, KNOWN), null);
  assert.ok(stepSeconds(SET, KNOWN) > 30 && stepSeconds(CHECK, KNOWN) > 0 && stepSeconds({ kind: "scan", say: "", position: "lying", short: true }, KNOWN) === 60);
  assert.deepEqual([minutes(20), minutes(100), minutes(600)], ["20 s", "2 min", "10 min"]);
  assert.equal(setWords(SET, KNOWN, "wide backhand"), "Lateral lunge, 8 reps. For: wide backhand. Feel the glutes.");
  assert.match(setWords({ ...SET, reach: true }, KNOWN, ""), /Lateral lunge with a reach, 8 reps\. Reach across/u);
  assert.match(intro({ kind: "scan", say: "", position: "lying", short: false }, KNOWN), /press 1 for fine/u);
});

test("goal and load choose the focus and say why", () => {
  const rows = [
    ["learn", null, "internal", false], ["learn", 60, "internal", false], ["learn", 70, "auto", false], ["learn", 80, "external", false],
    ["build", 40, "internal", false], ["build", 85, "external", false], ["heavy", null, "external", false], ["heavy", 90, "external", false], ["explosive", null, "external", true],
  ];
  for (const [goal, load, focus, explosive] of rows) {
    const found = focusFor(goal, load);
    assert.deepEqual([found.focus, found.explosive], [focus, explosive], `${goal} ${load}`);
    assert.ok(found.why.length > 20);
  }
  assert.match(focusFor("learn", null).why, /contested/u);
});

test("achy is left out with a swap, sore and tired get less, tense goes slowly", () => {
  const rest = [DRILL, SET, CHECK, REST, PLANK, CHECK];
  const achy = advise({ knee_left: { feel: "achy", note: "" } }, rest, titleOf, drillTitle);
  assert.deepEqual(achy.steps.map((step) => step.drill ?? step.exercise ?? step.kind), ["glute_bridge", "dead_bug", "rest", "plank", "check_in"]);
  assert.deepEqual(achy.lines, ["Left knee achy: leave the lateral lunge out today. In its place: dead bug."]);
  const sore = advise({ thigh_left: { feel: "sore", note: "" } }, rest, titleOf, drillTitle);
  assert.equal(sore.steps[1].reps, 5);
  assert.match(sore.lines[0], /Left front of the thigh sore: a lighter lateral lunge, 5 reps in place of 8\./u);
  const tired = advise({ belly: { feel: "tired", note: "" } }, rest, titleOf, drillTitle);
  assert.equal(tired.steps[4].seconds, 30);
  const tense = advise({ glute_left: { feel: "tense", note: "" } }, rest, titleOf, drillTitle);
  assert.equal(tense.changed, false);
  assert.deepEqual(tense.steps, rest);
  assert.match(tense.lines[1], /small and slow/u);
});

test("fine changes nothing; an achy part that nothing loads is named", () => {
  assert.deepEqual(advise({ neck: { feel: "fine", note: "" } }, [SET], titleOf, drillTitle), { lines: [], steps: [SET], changed: false });
  const neck = advise({ neck: { feel: "achy", note: "" } }, [SET, CHECK], titleOf, drillTitle);
  assert.deepEqual([neck.changed, neck.lines], [false, ["Neck achy: nothing in the rest of this plan loads it."]]);
});

test("pairs are named once, and every part that a step is left out for", () => {
  const achy = { feel: "achy", note: "" };
  const found = advise({ knee_left: achy, knee_right: achy, hamstring_left: achy, arm_left: achy, head: achy }, [SET], titleOf, drillTitle);
  assert.equal(found.lines.length, 2);
  assert.match(found.lines[0], /^Left back of the thigh and knees achy: leave the lateral lunge out today\./u);
  assert.equal(found.lines[1], "Head and face achy, left arm and hand achy: nothing in the rest of this plan loads them.");
});

test("nothing is swapped for what loads an achy part too, and no diagnosis is made", () => {
  const marks = Object.fromEntries(["lower_back", "shoulder_left", "glute_left"].map((part) => [part, { feel: "achy", note: "" }]));
  const found = advise(marks, [SET, CHECK, REST, PLANK, CHECK], titleOf, drillTitle);
  assert.deepEqual(found.steps, []);
  assert.ok(!/injur|strain|inflam|torn|because of/iu.test(found.lines.join(" ")));
});

test("scans are compared part by part", () => {
  const before = { neck: { feel: "sore" }, belly: { feel: "fine" }, chest: { feel: "tense" } };
  const now = { neck: { feel: "tense" }, belly: { feel: "tired" }, chest: { feel: "tense" }, head: { feel: "fine" } };
  assert.deepEqual(compareScans(now, before), { easier: ["Neck: tense, was sore"], harder: ["Belly: tired, was fine"] });
});

const result = (clean, scored, extra = {}) => ({ exercise: "lateral_lunge", camera: true, set_id: null, reps: scored, seconds: null, scored, clean, reaches: null, cue: null, ...extra });
const felt = (muscle, effort, where = "target") => ({ muscle, effort, felt: where });

test("suggestions: the whole table", () => {
  const loaded = { ...SET, load_percent: 50 };
  const rows = [
    [SET, result(8, 8), felt("working", 6), "same", {}],
    [SET, result(8, 8), felt("ready", 4), "heavier", { reps: 10 }],
    [loaded, result(8, 8), felt("ready", 6), "heavier", { load_percent: 55 }],
    [PLANK, { ...result(1, 1), seconds: 40 }, felt("ready", 5), "heavier", { seconds: 50 }],
    [SET, result(8, 8), felt("ready", 7), "same", {}],
    [SET, null, felt("ready", 3), "same", {}],
    [SET, result(0, 0), felt("ready", 3), "same", {}],
    [SET, result(8, 8), felt("working", 9), "fewer", { reps: 6 }],
    [loaded, result(8, 8), felt("working", 10), "lighter", { load_percent: 45 }],
    [PLANK, { ...result(1, 1), seconds: 40 }, felt("burnt_out", 7), "fewer", { seconds: 30 }],
    [SET, result(2, 8), felt("working", 9), "fewer", { reps: 6 }],
    [loaded, result(2, 8), felt("burnt_out", 6), "lighter", { load_percent: 45 }],
    [SET, result(2, 8), felt("working", 5), "other_cue", null],
    [SET, result(2, 8), felt("ready", 2), "other_cue", null],
    [SET, result(8, 8), felt("working", 5, "elsewhere"), "other_cue", null],
    [SET, result(8, 8), felt("ready", 5, "nowhere"), "other_cue", null],
    [{ ...SET, goal: "heavy" }, result(8, 8), felt("working", 5, "elsewhere"), "same", {}],
    [SET, result(1, 2), felt("working", 5), "same", {}],
  ];
  for (const [step, counted, answers, kind, change] of rows) {
    const found = suggest(step, counted, answers);
    const name = JSON.stringify([counted?.clean, counted?.scored, answers]);
    assert.equal(found.kind, kind, name);
    if (change) assert.deepEqual(found.change, change, name);
    assert.ok(found.title && found.reason, name);
  }
});

test("a suggestion names what it rests on", () => {
  assert.equal(suggest(SET, result(2, 8), felt("working", 9)).reason, "Form slipped in 6 of 8 reps and the effort was 9 of 10.");
  const cue = { text: "Sink back and down into the glute", helped: false };
  assert.match(suggest(SET, result(2, 8, { cue }), felt("working", 5)).reason, /“Sink back and down into the glute” did not change it/u);
  assert.equal(suggest(SET, result(8, 8), felt("burnt_out", 6)).reason, "The glutes are burnt out: enough is enough.");
  assert.match(suggest({ ...SET, load_percent: 5 }, null, felt("burnt_out", 9)).title, /Lighter: 4 %/u);
});

test("every shape of the body has a group, a name and a place in the walk", () => {
  const parts = GROUPS.flatMap((group) => group.parts);
  assert.equal(new Set(parts).size, parts.length);
  for (const part of parts) assert.ok(groupOf(part) && partName(part) && !partName(part).includes("_"), part);
  assert.equal(partName("knee_left"), "left knee");
  assert.ok(walk(true).length < walk(false).length);
  const ids = new Set(GROUPS.map(({ id }) => id));
  for (const { loads, target } of Object.values(MOVES)) for (const group of [...loads, ...target]) assert.ok(ids.has(group), group);
  for (const loads of Object.values(DRILL_LOADS)) for (const group of loads) assert.ok(ids.has(group), group);
  assert.deepEqual(targetParts("lateral_lunge"), ["glute_left", "glute_right"]);
});

test("reminders to breathe: in holds by the clock, between hard reps now and then, else never", () => {
  const hold = { stage: "live", kind: "hold", held: 12, holdStart: 3, reps: 0 };
  assert.equal(breathReminder(hold, false, 0), "Keep breathing");
  assert.equal(breathReminder(hold, false, 1), null);
  assert.equal(breathReminder({ ...hold, held: 31 }, false, 1), "Keep breathing");
  assert.equal(breathReminder({ ...hold, holdStart: null }, false, 0), null);
  const reps = { stage: "live", kind: "rep", held: 0, holdStart: null, reps: 4 };
  assert.equal(breathReminder(reps, false, 0), null);
  assert.equal(breathReminder(reps, true, 1), "Breathe between the reps");
  assert.equal(breathReminder(reps, true, 2), null);
  assert.equal(breathReminder({ ...reps, stage: "countdown" }, true, 0), null);
});

test("the result of a set comes from its report, with the reaches that were seen", () => {
  const rep = (index, flagged, reach) => ({ index, kind: "rep", side: "left", t_start: index, t_turn: index + 0.5, t_end: index + 1, score: 80, flagged, findings: [], extras: { reach } });
  const report = { schema: 1, exercise: "lateral_lunge", duration_s: 20, frames: 1, frames_with_pose: 1, fps: 30, view: "front", reps: [rep(1, false, true), rep(2, true, false)], cues: [] };
  const found = resultOf(report, "lateral_lunge", "id");
  assert.deepEqual([found.reps, found.scored, found.clean, found.reaches, found.set_id, found.seconds], [2, 2, 1, 1, "id", null]);
  assert.equal(resultOf({ ...report, reps: [] }, "plank", null).reaches, null);
});
