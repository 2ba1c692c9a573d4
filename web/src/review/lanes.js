/**
 * The plots under a rep: one lane for each channel, on one time axis, with the limit, its error and what lies beyond. Pure.
 *
 * @typedef {import("../review-api.d.ts").Series} Series
 * @typedef {import("../review-api.d.ts").Judged} Judged
 * @typedef {{ y: number, height: number }} Span
 * @typedef {{ channel: string, unit: string, top: number, bottom: number, path: string, yTicks: { y: number, label: string }[],
 *   limit: { y: number, label: string } | null, error: Span | null, beyond: Span | null, worst: { x: number, y: number | null } | null,
 *   y: (value: number) => number }} Lane
 * @typedef {{ width: number, height: number, left: number, right: number, lanes: Lane[], rep: { x: number, width: number },
 *   turn: number, xTicks: { x: number, label: string }[], x: (t: number) => number, t: (x: number) => number }} Lanes
 */

import { DRIVERS } from "../drivers.js";
import { ticks } from "../plot.js";
import { amount } from "../words.js";

const LEFT = 46;
const RIGHT = 14;
const TITLE = 26;
const GAP = 14;
const AXIS = 26;
/** A value may be the median of some frames around its moment. */
const AROUND_S = 0.12;
/** An axis of fewer degrees makes noise look like movement. */
const LEAST_DEG = 20;

/**
 * @param {Series} series
 * @param {{ t_start: number, t_turn: number, t_end: number }} rep
 * @param {{ from: number, to: number }} range
 * @param {{ judged: Judged | null, width: number, laneHeight: number }} options `judged` the finding that is looked at
 * @returns {Lanes}
 */
export function layOutLanes(series, rep, range, { judged, width, laneHeight }) {
  const named = judged?.channel === series.driver ? (series.angles ?? []) : judged ? [judged.channel] : [];
  const names = [...new Set([series.driver, ...named])].filter((name) => series.channels[name]?.some((value) => value !== null));
  const inner = width - LEFT - RIGHT;
  /** @param {number} t */
  const x = (t) => round(LEFT + ((Math.min(Math.max(t, range.from), range.to) - range.from) / (range.to - range.from || 1)) * inner);
  const lanes = names.map((channel, i) => {
    const top = TITLE + i * (laneHeight + TITLE + GAP);
    return lane(series, channel, judged?.channel === channel ? judged : null, range, x, { top, bottom: top + laneHeight });
  });
  return {
    width,
    height: names.length * (laneHeight + TITLE + GAP) - GAP + AXIS,
    left: LEFT,
    right: width - RIGHT,
    lanes,
    rep: { x: x(rep.t_start), width: round(x(rep.t_end) - x(rep.t_start)) },
    turn: x(rep.t_turn),
    xTicks: ticks(range.from - rep.t_start, range.to - rep.t_start, Math.max(2, Math.floor(width / 120))).map((t) => ({ x: x(rep.t_start + t), label: `${t} s`.replace("-", "−") })),
    x,
    t: (px) => range.from + ((Math.min(Math.max(px, LEFT), width - RIGHT) - LEFT) / inner) * (range.to - range.from),
  };
}

/**
 * @param {Series} series
 * @param {string} channel
 * @param {Judged | null} judged
 * @param {{ from: number, to: number }} range
 * @param {(t: number) => number} x
 * @param {{ top: number, bottom: number }} place
 * @returns {Lane}
 */
function lane(series, channel, judged, range, x, { top, bottom }) {
  const points = series.t.map((t, i) => ({ t, value: series.channels[channel]?.[i] ?? null })).filter(({ t }) => t >= range.from - 1e-6 && t <= range.to + 1e-6);
  const seen = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const sign = judged ? shownSign(points, judged) : 0;
  const unit = series.units?.[channel] ?? (sign === 0 ? usualUnit(channel) : (judged?.unit ?? ""));
  const limit = judged && judged.limit !== null && sign !== 0 ? sign * judged.limit : null;
  const error = judged?.error ?? 0;
  const marks = limit === null ? [] : [limit - error, limit + error];
  const middle = (Math.min(...seen, ...marks) + Math.max(...seen, ...marks)) / 2;
  const room = unit === "deg" ? [middle - LEAST_DEG / 2, middle + LEAST_DEG / 2] : [];
  const yAt = ticks(Math.min(...seen, ...marks, ...room), Math.max(...seen, ...marks, ...room), 3);
  const low = Math.min(...seen, ...marks, ...room, ...yAt);
  const high = Math.max(...seen, ...marks, ...room, ...yAt);
  /** @param {number} value */
  const y = (value) => round(top + (1 - (value - low) / (high - low || 1)) * (bottom - top));
  const worst = judged?.t_worst ?? null;
  return {
    channel,
    unit,
    top,
    bottom,
    path: path(points, x, y),
    yTicks: yAt.map((value) => ({ y: y(value), label: String(value).replace("-", "−") })),
    limit: limit === null ? null : { y: y(limit), label: `limit ${amount(Math.abs(limit), unit)}` },
    error: limit === null || error <= 0 ? null : span(y(limit + error), y(limit - error)),
    beyond: limit === null || judged?.poor === null || judged?.poor === undefined ? null : sign * judged.poor > limit ? span(top, y(limit + error)) : span(y(limit - error), bottom),
    worst: worst === null ? null : { x: x(worst), y: valueY(points, worst, y) },
    y,
  };
}

/**
 * Whether the channel shows the value that was judged: 1 as it is, -1 with the other sign (the other side of the body), 0 not at
 * all. A rule may judge a difference against the person's own neutral, or several channels at once: then its limit has no
 * place on this axis.
 *
 * @param {{ t: number, value: number | null }[]} points
 * @param {Judged} judged
 */
export function shownSign(points, { value, error, limit, t_worst: worst }) {
  if (value === null || worst === null || limit === null) return 0;
  const near = Math.max(error ?? 0, 0.15 * Math.abs(value - limit), 1e-9);
  const there = points.filter((point) => point.value !== null && Math.abs(point.t - worst) <= AROUND_S).map((point) => point.value ?? 0);
  if (there.some((one) => Math.abs(one - value) <= near)) return 1;
  return there.some((one) => Math.abs(one + value) <= near) ? -1 : 0;
}

/** @param {string} channel */
function usualUnit(channel) {
  const driver = DRIVERS[channel];
  if (driver?.scale === 1) return driver.unit.replace(/,.*/u, "").replace("degrees", "deg");
  if (/flexion|bend|lean|tilt|angle|_deg/u.test(channel)) return "deg";
  return channel.endsWith("_px") ? "px" : "body lengths";
}

/**
 * @param {{ t: number, value: number | null }[]} points
 * @param {(t: number) => number} x
 * @param {(value: number) => number} y
 */
function path(points, x, y) {
  let drawn = "";
  let pen = false;
  for (const { t, value } of points) {
    if (value !== null) drawn += `${pen ? "L" : "M"}${x(t)} ${y(value)}`;
    pen = value !== null;
  }
  return drawn;
}

/**
 * @param {{ t: number, value: number | null }[]} points
 * @param {number} t
 * @param {(value: number) => number} y
 */
function valueY(points, t, y) {
  const nearest = points.filter(({ value }) => value !== null).sort((a, b) => Math.abs(a.t - t) - Math.abs(b.t - t))[0];
  return nearest && nearest.value !== null ? y(nearest.value) : null;
}

/**
 * The value of a channel at a moment: of the last row whose time has come.
 *
 * @param {Series} series
 * @param {string} channel
 * @param {number} row
 */
export function valueAt(series, channel, row) {
  return series.channels[channel]?.[row] ?? null;
}

/**
 * @param {number} top
 * @param {number} bottom
 * @returns {Span}
 */
function span(top, bottom) {
  return { y: top, height: Math.max(0, round(bottom - top)) };
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
