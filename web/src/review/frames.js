/** Which picture of a video belongs to which moment. Pure; times are seconds of media time, ascending. */

/** Half of the shortest distance between two pictures that any camera makes: below it, two times are the same picture. */
const SAME_S = 0.0005;

/**
 * The picture shown at `t`: the last one whose time has come.
 *
 * @param {ReadonlyArray<number>} times
 * @param {number} t
 * @returns {number} its index; 0 before the first
 */
export function frameAt(times, t) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (times[middle]) <= t + SAME_S) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/**
 * A moment well inside the time that a picture is shown, so that no rounding can hit its neighbour.
 *
 * @param {ReadonlyArray<number>} times
 * @param {number} index
 */
export function inside(times, index) {
  const at = times[index] ?? 0;
  const next = times[index + 1] ?? at + (at - (times[index - 1] ?? at - 0.04));
  return (at + next) / 2;
}

/**
 * @param {ReadonlyArray<number>} times
 * @param {number} index
 * @param {number} by pictures, negative is back
 * @param {{ from: number, to: number }} range
 * @returns {number} the index after the step; past an end it goes on at the other
 */
export function stepped(times, index, by, range) {
  const first = frameAt(times, range.from);
  const last = Math.max(first, frameAt(times, range.to));
  const next = index + by;
  if (next > last) return first;
  return next < first ? last : next;
}

/**
 * What to loop: the rep with a little air; in a long hold, the stretch around its worst moment.
 *
 * @param {{ kind: "rep" | "hold", t_start: number, t_end: number }} rep
 * @param {number | null} worst
 * @returns {{ from: number, to: number }}
 */
export function loopRange(rep, worst) {
  if (rep.kind === "hold" && worst !== null && rep.t_end - rep.t_start > LONG_HOLD_S) {
    return { from: Math.max(rep.t_start, worst - HOLD_AROUND_S), to: Math.min(rep.t_end, worst + HOLD_AROUND_S) };
  }
  return { from: Math.max(0, rep.t_start - AIR_S), to: rep.t_end + AIR_S };
}

const AIR_S = 0.3;
const LONG_HOLD_S = 12;
const HOLD_AROUND_S = 4;

/**
 * The moment of another rep that belongs beside `t`: both turn at the same time.
 *
 * @param {number} t
 * @param {{ t_turn: number }} rep
 * @param {{ t_turn: number }} other
 */
export function alignedAt(t, rep, other) {
  return other.t_turn + (t - rep.t_turn);
}
