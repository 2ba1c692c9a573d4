import assert from "node:assert/strict";
import { test } from "node:test";

import { cueLine, helpFor } from "../src/cue-line.js";
import { RateWatch } from "../src/rate-watch.js";
import { SpokenHelp } from "../src/spoken-help.js";
import { keptWords, START } from "../src/state.js";

/** @typedef {import("../src/state.js").State} State */

/** @param {Partial<State>} parts @returns {State} */
const live = (parts = {}) => ({ ...START, stage: "live", seen: true, light: 120, guide: { code: "ok", text: "Good" }, ...parts });
const turn = { code: "turn", text: "Turn side-on" };
const cue = { text: "Feel it", rule: "r", fault: "f", muscle: "glutes", praise: false, landmarks: [], side: null, rep: 1 };

test("the large line is a cue before help, and help before silence", () => {
  assert.deepEqual(cueLine(live({ guide: turn, cue })), { kind: "cue", words: "Feel it" });
  assert.deepEqual(cueLine(live({ cue: { ...cue, praise: true } })).kind, "praise");
  assert.deepEqual(cueLine(live({ cue: { ...cue, rule: "" } })).kind, "hint");
  assert.deepEqual(cueLine(live({ guide: turn, reps: 2 })), { kind: "hint", words: "Turn side-on" });
  assert.deepEqual(cueLine(live({ reps: 2 })), { kind: "quiet", words: "" });
  assert.match(cueLine(live()).words, /^Start when you are ready/u);
});

test("the set-up check says what is missing, one thing at a time", () => {
  const check = (/** @type {Partial<State>} */ parts) => cueLine(live({ stage: "check", source: "on", ...parts })).words;
  assert.match(check({ guide: null, source: "asking" }), /^Allow the camera/u);
  assert.equal(check({ guide: null }), "One moment …");
  assert.equal(check({ guide: turn, light: 10 }), "Turn side-on");
  assert.match(check({ light: 10 }), /^Too dark/u);
  assert.equal(check({ light: 250 }), "Good. Hold still for a moment");
  assert.equal(check({ light: null }), "One moment …");
  assert.equal(check({}), "Good. Hold still for a moment");
});

test("during a set the light is no reason to interrupt, and in between there is no help", () => {
  assert.equal(helpFor(live({ light: 10 })), null);
  for (const stage of /** @type {const} */ (["choose", "countdown", "ending", "done"])) assert.equal(helpFor(live({ stage, guide: turn })), null);
});

test("help is spoken once it has stood for a while, and not again at once", () => {
  const help = new SpokenHelp();
  const due = (/** @type {string | null} */ text, /** @type {number} */ now, /** @type {"check" | "live"} */ stage = "check") => help.due(text, stage, now);
  assert.deepEqual([due("a", 0), due("a", 1999), due("a", 2000), due("a", 2100), due("a", 11_900), due("a", 12_000)], [false, false, true, false, false, true]);
  assert.deepEqual([due("b", 12_100), due(null, 13_000), due("b", 14_000), due("b", 15_900), due("b", 16_000)], [false, false, false, false, true]);
  assert.deepEqual([due("b", 27_000, "live"), due("b", 36_000, "live")], [false, true]);
  help.reset();
  assert.deepEqual([due("b", 36_100), due("b", 38_100)], [false, true]);
});

test("slow is what stays slow for six seconds while answers can be expected", () => {
  const watch = new RateWatch();
  assert.equal(watch.look(20, true, 1000), "fine");
  assert.equal(watch.look(3, true, 6999), "open");
  assert.equal(watch.look(3, true, 7001), "slow");
  assert.equal(watch.look(3, false, 8000), "open");
  assert.equal(watch.look(3, true, 13_999), "open");
  assert.equal(watch.look(8, true, 14_000), "fine");
  assert.equal(watch.look(12.5, true, 20_001, 13), "slow");
  assert.equal(watch.look(13, true, 20_002, 13), "fine");
});

test("what was kept is said plainly, with the reason where something was not", () => {
  const words = (/** @type {Partial<State>} */ parts) => keptWords({ ...START, ...parts });
  assert.equal(words({ setId: "s" }), "The report is kept on the server.");
  assert.equal(words({ setId: "s", filmed: true }), "The report and the video are kept on the server.");
  assert.equal(words({ setId: "s", note: "The disk is full." }), "The report is kept on the server. The disk is full.");
  assert.equal(words({ note: "Nothing of this set was kept, as you asked." }), "Nothing of this set was kept, as you asked.");
  assert.match(words({ sample: true, note: "as you asked" }), /^A sample/u);
});
