import assert from "node:assert/strict";
import test from "node:test";
import { anglesOver, arcs } from "../src/review/angles.js";
import { layOutLanes, shownSign } from "../src/review/lanes.js";
import { curveAt, layOutVerdicts, sliderRange } from "../src/review/limits.js";
import { layOutProgress, towards } from "../src/review/progress.js";
import { amount, moment, repName, timeLeft } from "../src/words.js";

const t = Array.from({ length: 31 }, (_, i) => i / 10);
const series = { t, image_size: [640, 480], landmarks: [], driver: "hip", channels: { hip: t.map((x) => Math.sin(x)), lean: t.map((x) => 10 * x) }, units: { hip: "body lengths", lean: "deg" }, judged: [] };
const rep = { t_start: 0.5, t_turn: 1.5, t_end: 2.5 };
const judged = { finding_id: 1, rule: "r", channel: "lean", unit: "deg", value: 20, limit: 12, poor: 18, error: 2, t_worst: 2 };
const options = { judged, width: 600, laneHeight: 80 };

test("a click on the plot gives back the time it was drawn at", () => {
  const lanes = layOutLanes(series, rep, { from: 0, to: 3 }, options);
  for (const at of [0, 0.7, 1.5, 3]) assert.ok(Math.abs(lanes.t(lanes.x(at)) - at) < 0.001);
  assert.equal(lanes.t(-100), 0);
  assert.equal(lanes.t(9999), 3);
});

test("limit, error and what lies beyond are where the values are", () => {
  const [, lean] = layOutLanes(series, rep, { from: 0, to: 3 }, options).lanes;
  assert.equal(lean.limit.y, lean.y(12));
  assert.ok(Math.abs(lean.error.height - (lean.y(10) - lean.y(14))) < 0.2);
  assert.ok(lean.beyond.y === lean.top && Math.abs(lean.beyond.height - (lean.y(14) - lean.top)) < 0.2);
  assert.equal(lean.worst.y, lean.y(20));
});

test("a limit is drawn only where the channel shows what was judged", () => {
  const points = t.map((x) => ({ t: x, value: 10 * x }));
  assert.equal(shownSign(points, judged), 1);
  assert.equal(shownSign(points.map((one) => ({ ...one, value: -one.value })), judged), -1);
  assert.equal(shownSign(points, { ...judged, value: 60, limit: 65 }), 0);
  const [hip] = layOutLanes(series, rep, { from: 0, to: 3 }, { ...options, judged: { ...judged, channel: "hip" } }).lanes;
  assert.equal(hip.limit, null);
});

test("a gap in the landmarks is a gap in the line", () => {
  const channels = { ...series.channels, hip: series.channels.hip.map((value, i) => (i === 10 ? null : value)) };
  const [hip] = layOutLanes({ ...series, channels }, rep, { from: 0, to: 3 }, options).lanes;
  assert.equal(hip.path.match(/M/g).length, 2);
});

test("the angle of a bent knee, as it looks in the picture", () => {
  const row = new Array(99).fill(0);
  for (const [landmark, x, y] of [[23, 0.5, 0.25], [25, 0.5, 0.5], [27, 0.6875, 0.5]]) row.splice(3 * landmark, 3, x, y, 1);
  const found = anglesOver([row, null], { width: 640, height: 480 }, [23, 25, 27]);
  assert.deepEqual(Object.keys(found), ["left_knee_angle_as_seen"]);
  assert.ok(Math.abs(found.left_knee_angle_as_seen[0] - 90) < 1e-9);
  assert.equal(found.left_knee_angle_as_seen[1], null);
  assert.deepEqual(arcs(new Array(33).fill(null), []), []);
});

const detail = { rule: "r", fault: "f", unit: "deg", limit: 10, poor: 20, error: 2, larger_is_fault: true, points: [{ value: 12, fault_seen: true }, { value: 12, fault_seen: true }, { value: 8, fault_seen: false }], curve: [{ limit: 8, precision: 0.6, recall: 1, flagged: 3 }, { limit: 12, precision: 1, recall: 0.5, flagged: 1 }] };

test("what another limit would have given is that of the nearest one computed", () => {
  assert.equal(curveAt(detail.curve, 9.9).limit, 8);
  assert.equal(curveAt(detail.curve, 30).limit, 12);
  assert.equal(curveAt([], 3), null);
});

test("verdicts with the same value do not hide each other, and all fit", () => {
  const range = sliderRange(detail);
  assert.ok(range.low <= 6 && range.high >= 20);
  const { dots, left, right } = layOutVerdicts(detail, 500, range);
  assert.notDeepEqual([dots[0].x, dots[0].y], [dots[1].x, dots[1].y]);
  for (const { x } of dots) assert.ok(x >= left && x <= right);
});

test("progress: a set in which a rule judged nothing has no point; goals end at full", () => {
  const set = (share) => ({ session_id: 1, captured_at: "2026-01-01T00:00:00Z", reps: 5, flagged: 0, rules: { r: { scored: 5, clean: 5, share } } });
  const { lines } = layOutProgress({ exercise: "x", reps: 15, goals: [], sets: [set(0.5), set(null), set(1)] }, 500, 200);
  assert.equal(lines[0].points.length, 2);
  assert.equal(lines[0].last, 1);
  assert.deepEqual(towards(1500, [1000, 10000]), [{ goal: 1000, share: 1, left: 0 }, { goal: 10000, share: 0.15, left: 8500 }]);
});

test("numbers as people read them", () => {
  assert.equal(amount(14.25, "deg"), "14.3°");
  assert.equal(amount(-0.1, "of shoulder-ankle length"), "−10 %");
  assert.equal(amount(null, "deg"), "—");
  assert.equal(moment(75.04), "1:15.0");
  assert.equal(timeLeft(130), "about 2 minutes left");
  assert.equal(repName({ kind: "rep", rep_index: 3, side: "left" }), "Rep 3, left");
});
