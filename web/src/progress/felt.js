/** Where a movement was felt, check-in by check-in. Pure layout. */

/**
 * @typedef {import("../plan/plan-api.d.ts").CheckEntry} CheckEntry
 * @typedef {{ x: number, y: number, at: string, effort: number, felt: CheckEntry["felt"] }} Dot
 */

const ROWS = /** @type {const} */ (["target", "elsewhere", "nowhere"]);
const LEFT = 118;
const RIGHT = 20;
const TOP = 18;
const ROW = 34;
const MOST = 24;
const NARROW = 360;
/** So much room each dot needs, or the numbers run together. */
const DOT = 27;

/**
 * @param {ReadonlyArray<CheckEntry>} checks newest first
 * @param {number} width
 */
export function layOutFelt(checks, width) {
  const inner = width - LEFT - RIGHT;
  const shown = checks.slice(0, Math.min(MOST, Math.max(2, Math.floor(inner / DOT)))).reverse();
  return {
    width,
    height: TOP + ROW * ROWS.length + 24,
    left: LEFT,
    wide: width >= NARROW,
    right: width - RIGHT,
    rows: ROWS.map((felt, i) => ({ felt, y: TOP + ROW * (i + 0.5) })),
    dots: shown.map((check, i) => ({ x: Math.round(LEFT + 14 + (shown.length === 1 ? 0.5 : i / (shown.length - 1)) * (inner - 28)), y: TOP + ROW * (ROWS.indexOf(check.felt) + 0.5), at: check.at, effort: check.effort, felt: check.felt })),
  };
}

/**
 * @param {ReadonlyArray<CheckEntry>} checks
 * @returns {string}
 */
export function feltWords(checks) {
  const there = checks.filter(({ felt }) => felt === "target").length;
  return `Felt where it was meant in ${there} of ${checks.length} check-ins.`;
}
