import assert from "node:assert/strict";
import { test } from "node:test";

import { dateKey, daysOf, rhythm, sinceWords, weeks } from "../src/progress/days.js";
import { feltWords, layOutFelt } from "../src/progress/felt.js";

const at = (day, hour = 12) => new Date(2026, 2, day, hour).toISOString();
const set = (day, reps = 8) => ({ at: at(day), kind: "set", name: "plank", seconds: 60, reps });

test("days add up what was done, in the viewer's zone", () => {
  const days = daysOf([set(3), set(3, 4), { ...set(3, 0), kind: "plan", seconds: 600 }, { ...set(2), at: at(2, 23) }]);
  assert.deepEqual(days.get("2026-03-03"), { date: "2026-03-03", sets: 2, plans: 1, reps: 12, seconds: 720 });
  assert.equal(days.size, 2);
});

test("weeks run from Monday to Sunday, days to come are empty", () => {
  const today = new Date(2026, 2, 4, 9); // a Wednesday
  const rows = weeks(daysOf([set(3), set(2), set(1)]), today, 3);
  assert.deepEqual(rows.map(({ monday }) => monday), ["2026-02-16", "2026-02-23", "2026-03-02"]);
  assert.deepEqual(rows.map(({ practised }) => practised), [0, 1, 2]);
  assert.deepEqual(rows[2].days.map((day) => day === null), [false, false, false, true, true, true, true]);
  assert.equal(rows[1].days[6].date, dateKey(new Date(2026, 2, 1)));
});

test("a change of the clocks moves no day", () => {
  for (const month of [2, 3, 9, 10]) {
    const rows = weeks(new Map(), new Date(2026, month, 28, 0, 30), 6);
    const dates = rows.flatMap(({ days }) => days.flatMap((day) => (day ? [day.date] : [])));
    assert.equal(new Set(dates).size, dates.length);
  }
});

test("the words of the rhythm and of a pause hold no reproach", () => {
  const rows = weeks(daysOf([set(3), set(2)]), new Date(2026, 2, 4), 9);
  assert.equal(rhythm(rows), "2 days this week; practised in 0 of the 8 weeks before.");
  assert.equal(rhythm(weeks(new Map(), new Date(2026, 2, 4), 9)), "Nothing yet this week; practised in 0 of the 8 weeks before.");
  assert.equal(sinceWords(at(4), new Date(2026, 2, 4, 20)), "You practised today.");
  assert.equal(sinceWords(at(3), new Date(2026, 2, 4, 1)), "You practised yesterday.");
  const long = sinceWords(at(1), new Date(2026, 4, 1));
  assert.match(long, /61 days ago/u);
  assert.ok(!/lost|broke|only|fail|streak/iu.test(long));
});

test("where it was felt: oldest left, one row each", () => {
  const checks = [["nowhere", 9], ["elsewhere", 7], ["target", 5]].map(([felt, effort], i) => ({ felt, effort, at: at(9 - i) }));
  const plot = layOutFelt(checks, 400);
  assert.deepEqual(plot.dots.map(({ effort }) => effort), [5, 7, 9]);
  assert.ok(plot.dots[0].x < plot.dots[1].x && plot.dots[0].y < plot.dots[1].y && plot.dots[2].x <= plot.right);
  assert.equal(feltWords(checks), "Felt where it was meant in 1 of 3 check-ins.");
  assert.equal(layOutFelt(checks.slice(0, 1), 400).dots.length, 1);
});
