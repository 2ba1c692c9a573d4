import assert from "node:assert/strict";
import { test } from "node:test";

import { judgeCues } from "../src/cue-outcome.js";

/**
 * Reps of two seconds, three apart; "" is a rep that the rule could not judge.
 *
 * @param {...(string | null)} faults
 * @returns {any[]}
 */
function reps(...faults) {
  return faults.map((fault, i) => {
    const grade = fault === "" ? "not_scored" : fault ? "poor" : "good";
    return { index: i + 1, kind: "rep", side: null, t_start: 3 * i, t_turn: 3 * i + 1, t_end: 3 * i + 2, score: 50, flagged: fault !== null, findings: [{ rule: "r", grade, fault: fault || null, unit: "deg", value: 1 }] };
  });
}

/**
 * @param {number} start
 * @param {number} end
 * @param {...[string, number, number]} episodes
 */
function hold(start, end, ...episodes) {
  const finding = { rule: "r", grade: episodes.length > 0 ? "poor" : "good", fault: episodes[0]?.[0] ?? null, unit: "deg", value: 1, episodes: episodes.map(([fault, from, to]) => ({ fault, t_start: from, t_end: to, value: 1 })) };
  return { index: start > 0 ? 2 : 1, kind: "hold", side: null, t_start: start, t_turn: start, t_end: end, score: 50, flagged: episodes.length > 0, findings: [finding] };
}

/** After which rep a cue was given is its time: two seconds and a bit after the rep began. */
const after = (/** @type {number[]} */ ...numbers) => numbers.map((number) => said(3 * (number - 1) + 2.1));
const said = (/** @type {number} */ t) => ({ t, rule: "r", fault: "f", focus: /** @type {const} */ ("internal"), text: "Feel it" });
const judge = (/** @type {any[]} */ set, /** @type {any[]} */ cues) => Object.values(judgeCues(set, cues)).join(" | ");

for (const [name, set, cues, expected] of /** @type {[string, any[], any[], string][]} */ ([
  ["the next rep is free", reps("f", null), after(1), "helped | Said once, after rep 1. It helped on the next rep."],
  ["a later rep is free", reps("f", "f", null), after(1), "helped | Said once, after rep 1. It helped two reps later."],
  ["a rep that was not judged counts as a rep", reps("f", "", null), after(1), "helped | Said once, after rep 1. It helped two reps later."],
  ["the fault stayed", reps("f", "f", "f"), after(1), "not_yet | Said once, after rep 1. Not there yet: the fault was there again in reps 2 and 3."],
  ["it came back", reps("f", null, "f"), after(1), "came_back | Said once, after rep 1. It helped, then the fault came back."],
  ["it came back and went again", reps("f", null, "f", null), after(1), "helped | Said once, after rep 1. It helped on the next rep; the fault came back and went again."],
  ["nothing followed", reps(null, "f"), after(2), "unknown | Said once, after rep 2: no rep followed to show whether it helped."],
  ["nothing that followed was judged", reps("f", ""), after(1), "unknown | Said once, after rep 1: what followed could not be judged for it, so nothing shows whether it helped."],
  ["another fault of the rule hides this one: live, nothing is said either", reps("f", "g"), after(1), "unknown | Said once, after rep 1: after it form slipped in another way, so nothing shows whether it helped."],
  ["another fault is no help, but no return either", reps("f", "g", "f"), after(1), "not_yet | Said once, after rep 1. Not there yet: the fault was there again in rep 3."],
  ["the last time decides: helped", reps("f", "f", "f", null), after(1, 3), "helped | Said twice, after reps 1 and 3. It helped on the next rep."],
  ["helped later after the last time", reps("f", "f", "f", "f", null), after(1, 3), "helped | Said twice, after reps 1 and 3. It helped two reps after the last time."],
  ["each time is judged by itself: the first one had no effect", reps("f", "f", "f"), after(1, 3), "unknown | Said twice, after reps 1 and 3: no rep followed the last one to show whether it helped."],
  ["helped the first time only", reps("f", null, "f", "f", "f"), after(1, 4), "came_back | Said twice, after reps 1 and 4. It helped, then the fault came back."],
  ["helped the first time, the end came after the second", reps("f", null, "f", "f"), after(1, 4), "unknown | Said twice, after reps 1 and 4. It helped the first time; no rep followed the last one."],
  ["said three times", reps("f", null, "f", "f", "f"), after(1, 3, 5), "unknown | Said 3 times, after reps 1, 3 and 5. It helped before; no rep followed the last one."],
])) {
  test(`reps: ${name}`, () => assert.equal(judge(set, cues), expected));
}

test("a rep that had begun when the cue for the one before it was given is judged", () => {
  const [one, two] = reps("f", null);
  assert.match(judge([one, { ...two, t_start: 2 }], [said(2.2)]), /^helped .* next rep/u);
});

for (const [name, set, cues, expected] of /** @type {[string, any[], any[], string][]} */ ([
  ["the fault went", [hold(0, 30, ["f", 8, 13])], [said(10)], "helped | Said once, 0:10 into the hold. It helped: the fault was gone three seconds later."],
  ["the fault went at once", [hold(0, 30, ["f", 8, 10.2])], [said(10)], "helped | Said once, 0:10 into the hold. It helped: the fault was gone within a second."],
  ["late is better than not", [hold(0, 60, ["f", 8, 28])], [said(10)], "helped | Said once, 0:10 into the hold. It helped: the fault was gone 18 seconds later."],
  ["the fault stayed", [hold(0, 30, ["f", 8, 29.8])], [said(10)], "not_yet | Said once, 0:10 into the hold. Not there yet: the fault stayed to the end."],
  ["the hold ended before it could show", [hold(0, 12, ["f", 8, 12])], [said(10)], "unknown | Said once, 0:10 into the hold: no time was left to show whether it helped."],
  ["gone before the hold ended, however soon", [hold(0, 12, ["f", 8, 11])], [said(10)], "helped | Said once, 0:10 into the hold. It helped: the fault was gone a second later."],
  ["it came back to stay", [hold(0, 30, ["f", 8, 13], ["f", 25, 30])], [said(10)], "came_back | Said once, 0:10 into the hold. It helped, then the fault came back."],
  ["said again while it stands, then it went", [hold(0, 30, ["f", 8, 20])], [said(10), said(18)], "helped | Said twice, 0:10 and 0:18 into the hold. It helped: the fault was gone two seconds later."],
  ["the next hold is free", [hold(0, 11, ["f", 8, 11]), hold(20, 30)], [said(10)], "helped | Said once, 0:10 into hold 1. It helped in the next hold."],
  ["the next hold slips in another way", [hold(0, 11, ["f", 8, 11]), hold(20, 30, ["g", 21, 29])], [said(10)], "unknown | Said once, 0:10 into hold 1: after it form slipped in another way, so nothing shows whether it helped."],
  ["in the next hold it is back", [hold(0, 30, ["f", 8, 13]), hold(40, 50, ["f", 40, 50])], [said(10), said(42)], "came_back | Said twice, 0:10 into hold 1 and 0:02 into hold 2. It helped, then the fault came back."],
  ["what stood earlier does not count", [hold(0, 30, ["f", 2, 4], ["f", 8, 13])], [said(10)], "helped | Said once, 0:10 into the hold. It helped: the fault was gone three seconds later."],
])) {
  test(`holds: ${name}`, () => assert.equal(judge(set, cues), expected));
}
