/** Small words of a set: times, and which reps. Pure. */

/**
 * @param {number} seconds
 * @returns {string} "0:07", "1:05"
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * @param {ReadonlyArray<string>} words
 * @returns {string} "1, 2 and 3"
 */
export function listed(words) {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/**
 * @param {"rep" | "hold"} kind
 * @param {ReadonlyArray<number>} numbers
 * @returns {string} "rep 3", "reps 1 to 4 and 7"
 */
export function numbered(kind, numbers) {
  const rising = [...new Set(numbers)].sort((a, b) => a - b);
  /** @type {number[][]} */
  const runs = [];
  for (const number of rising) {
    const run = runs.at(-1);
    if (run && number === (run.at(-1) ?? 0) + 1) run.push(number);
    else runs.push([number]);
  }
  const parts = runs.flatMap((run) => (run.length > 2 ? [`${run[0]} to ${run.at(-1)}`] : run.map(String)));
  return `${kind}${rising.length === 1 ? "" : "s"} ${listed(parts)}`;
}
