/** How an athlete goes: the clean share of each rule over the sets. Pure layout. */

/**
 * @typedef {import("../review-api.d.ts").ExerciseProgress} ExerciseProgress
 * @typedef {{ rule: string, points: { x: number, y: number, share: number, set: import("../review-api.d.ts").ProgressSet }[], path: string, last: number }} Line
 */

const LEFT = 50;
const RIGHT = 16;
const TOP = 14;
const AXIS = 30;

/**
 * One line for each rule; a set in which a rule could judge nothing has no point.
 *
 * @param {ExerciseProgress} progress oldest set first
 * @param {number} width
 * @param {number} height
 */
export function layOutProgress({ sets }, width, height) {
  const inner = { width: width - LEFT - RIGHT, height: height - TOP - AXIS };
  /** @param {number} i */
  const x = (i) => round(LEFT + (sets.length === 1 ? 0.5 : i / (sets.length - 1)) * inner.width);
  /** @param {number} share */
  const y = (share) => round(TOP + (1 - share) * inner.height);
  const rules = [...new Set(sets.flatMap((set) => Object.keys(set.rules)))].sort();
  /** @type {Line[]} */
  const lines = rules.flatMap((rule) => {
    const points = sets.flatMap((set, i) => {
      const share = set.rules[rule]?.share ?? null;
      return share === null ? [] : [{ x: x(i), y: y(share), share, set }];
    });
    const last = points.at(-1);
    return last ? [{ rule, points, path: points.map((point, i) => `${i === 0 ? "M" : "L"}${point.x} ${point.y}`).join(""), last: last.share }] : [];
  });
  const shown = [...new Set([0, Math.floor((sets.length - 1) / 2), sets.length - 1])].filter((i) => i >= 0);
  return {
    width,
    height,
    left: LEFT,
    right: width - RIGHT,
    lines,
    yTicks: [0, 0.5, 1].map((share) => ({ y: y(share), label: `${share * 100} %` })),
    dates: shown.map((i) => ({ x: x(i), at: sets[i]?.captured_at ?? "", anchor: sets.length === 1 ? "middle" : i === 0 ? "start" : i === sets.length - 1 ? "end" : "middle" })),
  };
}

/**
 * @param {number} reps
 * @param {ReadonlyArray<number>} goals ascending
 * @returns {{ goal: number, share: number, left: number }[]}
 */
export function towards(reps, goals) {
  return goals.map((goal) => ({ goal, share: Math.min(1, reps / goal), left: Math.max(0, goal - reps) }));
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
