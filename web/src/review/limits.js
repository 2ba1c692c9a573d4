/** What another limit would have given, from the verdicts. Pure. */

/**
 * @typedef {import("../review-api.d.ts").TrustDetail} TrustDetail
 * @typedef {import("../review-api.d.ts").CurvePoint} CurvePoint
 */

import { ticks } from "../plot.js";

const LEFT = 92;
const RIGHT = 16;
const TOP = 12;
const ROW = 54;
const AXIS = 28;

/**
 * The point of the curve that speaks of `limit`: the nearest one that was computed.
 *
 * @param {ReadonlyArray<CurvePoint>} curve
 * @param {number} limit
 * @returns {CurvePoint | null}
 */
export function curveAt(curve, limit) {
  let nearest = null;
  for (const point of curve) if (nearest === null || Math.abs(point.limit - limit) < Math.abs(nearest.limit - limit)) nearest = point;
  return nearest;
}

/**
 * Where the slider may go, in steps that people would choose.
 *
 * @param {TrustDetail} detail
 * @returns {{ low: number, high: number, step: number }}
 */
export function sliderRange({ points, limit, poor, error, curve }) {
  const values = [...points.map(({ value }) => value), ...curve.map((point) => point.limit), limit, poor ?? limit, limit - 2 * error, limit + 2 * error];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const step = 10 ** Math.round(Math.log10((high - low) / 100 || 0.01));
  return { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step, step };
}

/**
 * Value against verdict: one row for each verdict, dots that share a place moved apart.
 *
 * @param {TrustDetail} detail
 * @param {number} width
 * @param {{ low: number, high: number }} range
 */
export function layOutVerdicts({ points }, width, { low, high }) {
  const inner = width - LEFT - RIGHT;
  /** @param {number} value */
  const x = (value) => Math.round((LEFT + ((Math.min(Math.max(value, low), high) - low) / (high - low || 1)) * inner) * 10) / 10;
  const rows = [true, false].map((seen, i) => ({ seen, y: TOP + ROW * (i + 0.5) }));
  /** @type {Map<string, number>} */
  const taken = new Map();
  const dots = points.map((point) => {
    const at = { x: x(point.value), y: TOP + ROW * (point.fault_seen ? 0.5 : 1.5) };
    const place = `${point.fault_seen} ${Math.round(at.x / 7)}`;
    const before = taken.get(place) ?? 0;
    taken.set(place, before + 1);
    const aside = Math.ceil(before / 2) * 7 * (before % 2 === 0 ? 1 : -1);
    return { ...at, y: at.y + Math.min(20, Math.max(-20, aside)), point };
  });
  return { width, height: TOP + 2 * ROW + AXIS, left: LEFT, right: width - RIGHT, top: TOP, bottom: TOP + 2 * ROW, x, rows, dots, xTicks: ticks(low, high, Math.max(3, Math.floor(width / 110))).map((value) => ({ x: x(value), label: String(value).replace("-", "−") })) };
}
