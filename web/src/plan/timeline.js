/**
 * A timed step as a row of segments, each with words to say and to show. Pure.
 *
 * @typedef {{
 *   seconds: number, say: string, show: string, hint?: string, fill?: readonly [number, number], tone?: number,
 *   count?: "down" | "all" | "none", part?: string,
 * }} Segment `fill`: the balloon from..to, 0..1; `tone` in hertz; `count`: its own seconds, those of the entire step, or nothing; `part`: the group of the body it speaks of
 * @typedef {{ index: number, segment: Segment, into: number, left: number, fill: number }} Place
 */

/** @param {ReadonlyArray<Segment>} segments */
export function length(segments) {
  return segments.reduce((sum, { seconds }) => sum + seconds, 0);
}

/**
 * @param {ReadonlyArray<Segment>} segments
 * @param {number} t seconds since the start
 * @returns {Place | null} null when it is over, or where there is nothing
 */
export function at(segments, t) {
  let start = 0;
  for (const [index, segment] of segments.entries()) {
    if (t < start + segment.seconds) {
      const into = Math.max(0, t - start);
      const [from, to] = segment.fill ?? [0, 0];
      return { index, segment, into, left: segment.seconds - into, fill: from + (to - from) * ease(into / segment.seconds) };
    }
    start += segment.seconds;
  }
  return null;
}

/** @param {number} x 0..1: slow at both ends, as breath is */
function ease(x) {
  return (1 - Math.cos(Math.PI * Math.min(1, Math.max(0, x)))) / 2;
}

/**
 * @param {string} text
 * @returns {number} seconds that it takes to say it without haste, and a breath
 */
export function speakingSeconds(text) {
  return text === "" ? 0 : Math.max(2, Math.ceil(text.length / 13) + 1);
}
