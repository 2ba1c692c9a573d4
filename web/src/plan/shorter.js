/** A smaller dose of a set or a drill. Pure. */

const LEAST_REPS = 3;
const LEAST_SECONDS = 10;

/**
 * @param {{ reps: number | null, seconds?: number | null }} dose
 * @param {number} factor below 1
 * @returns {{ reps?: number, seconds?: number }} never more than it was
 */
export function shortened({ reps, seconds = null }, factor) {
  if (seconds !== null) return { seconds: Math.min(seconds, Math.max(LEAST_SECONDS, Math.round((seconds * factor) / 5) * 5)) };
  return { reps: Math.min(reps ?? 0, Math.max(LEAST_REPS, Math.round((reps ?? 0) * factor))) };
}
