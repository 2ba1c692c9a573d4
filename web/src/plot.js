/**
 * The plot of a set: the driving channel over time, reps shaded, where form slipped hatched and marked. The layout is pure; only
 * `plotSvg` touches the page.
 *
 * @typedef {import("./report.d.ts").Report} Report
 * @typedef {{ x: number, width: number }} Stretch
 * @typedef {Stretch & { state: "clean" | "flagged" | "unjudged", label: string, slips: Stretch[] }} Band
 * @typedef {{ width: number, height: number, path: string, bands: Band[], cues: { x: number, label: string }[],
 *   xTicks: { x: number, label: string }[], yTicks: { y: number, label: string }[], left: number, bottom: number, top: number }} Plot
 */

import { driverNamed } from "./drivers.js";
import { svg } from "./dom.js";
import { slipsOf, unjudged } from "./slips.js";

const MARGIN = { left: 44, right: 12, top: 24, bottom: 30 };
/** Over bands that are nearer to each other numbers, then marks, would run into one another. */
const NUMBER_PX = 34;
const MARK_PX = 12;

/**
 * @param {Report} report
 * @param {number} width
 * @param {number} height
 * @returns {Plot | null} null where there is nothing to draw
 */
export function layOut(report, width, height) {
  const { scale, least, most } = driverNamed(report.driver ?? "");
  const track = (report.track ?? []).flatMap(([t, value]) => (Number.isFinite(t) ? [/** @type {[number, number | null]} */ ([t, value === null ? null : clamp(scale * value, most)])] : []));
  const values = track.flatMap(([, value]) => (value === null ? [] : [value]));
  const [first] = track;
  const last = track.at(-1);
  if (!first || !last || values.length < 2 || last[0] <= first[0]) return null;
  const [t0, t1] = [first[0], last[0]];
  values.push(...(least ?? []));
  const yTicksAt = ticks(values.reduce(lower), values.reduce(higher), 4);
  const low = [...values, ...yTicksAt].reduce(lower);
  const high = [...values, ...yTicksAt].reduce(higher);
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  /** @param {number} t */
  const x = (t) => round(MARGIN.left + (clamp(t - t0, [0, t1 - t0]) / (t1 - t0)) * inner.width);
  /** @param {number} value */
  const y = (value) => round(MARGIN.top + (1 - (value - low) / (high - low || 1)) * inner.height);
  /** @param {{ t_start: number, t_end: number }} span @returns {Stretch} */
  const stretch = ({ t_start: start, t_end: end }) => ({ x: x(start), width: Math.max(1, round(x(end) - x(start))) });
  const room = inner.width / Math.max(1, report.reps.length);
  const every = Math.ceil(NUMBER_PX / room);
  return {
    width,
    height,
    left: MARGIN.left,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
    path: linePath(track, x, y),
    bands: report.reps.map((rep, i) => {
      const number = i % every === 0 ? String(rep.index) : "";
      const mark = rep.flagged && (number !== "" || (room >= MARK_PX && every === 2)) ? "!" : "";
      return { ...stretch(rep), state: rep.flagged ? "flagged" : unjudged(rep) ? "unjudged" : "clean", label: `${number} ${mark}`.trim(), slips: slipsOf(rep).map(stretch) };
    }),
    cues: report.cues.map((cue) => ({ x: x(cue.t), label: cue.text })),
    xTicks: ticks(0, t1 - t0, Math.max(2, Math.floor(width / 110))).map((t) => ({ x: x(t0 + t), label: `${t} s` })),
    yTicks: yTicksAt.map((value) => ({ y: y(value), label: String(value).replace("-", "−") })),
  };
}

/**
 * @param {ReadonlyArray<readonly [number, number | null]>} track
 * @param {(t: number) => number} x
 * @param {(value: number) => number} y
 */
function linePath(track, x, y) {
  let path = "";
  let pen = false;
  for (const [t, value] of track) {
    if (value !== null) path += `${pen ? "L" : "M"}${x(t)} ${y(value)}`;
    pen = value !== null; // a gap in the landmarks is a gap in the line
  }
  return path;
}

/**
 * Round numbers that span low..high.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} about how many
 * @returns {number[]}
 */
export function ticks(low, high, about) {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / about));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => span / size <= about) ?? span;
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1) found.push(Number((k * step).toFixed(digits)));
  return found;
}

/**
 * @param {number} value
 * @param {readonly [number, number]} range
 */
function clamp(value, [low, high]) {
  return Math.min(high, Math.max(low, value));
}

/** @param {number} a @param {number} b */
function lower(a, b) {
  return Math.min(a, b);
}

/** @param {number} a @param {number} b */
function higher(a, b) {
  return Math.max(a, b);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/**
 * @param {Plot} plot
 * @param {string} title read to those who cannot see it
 */
export function plotSvg(plot, title) {
  const { left, top, bottom } = plot;
  const tall = { y: top, height: bottom - top, rx: 4 };
  return svg(
    "svg",
    { viewBox: `0 0 ${plot.width} ${plot.height}`, class: "plot", role: "img", "aria-label": title },
    svg(
      "defs",
      {},
      svg("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("rect", { width: 7, height: 7, class: "plot-flagged-fill" }), svg("line", { x1: 0, y1: 0, x2: 0, y2: 7, class: "plot-hatch" })),
    ),
    ...plot.yTicks.flatMap((tick) => [
      svg("line", { x1: left, x2: plot.width - MARGIN.right, y1: tick.y, y2: tick.y, class: "plot-grid" }),
      svg("text", { x: left - 8, y: tick.y + 4, class: "plot-label", "text-anchor": "end" }, tick.label),
    ]),
    ...plot.bands.flatMap(({ x, width, state, label, slips }) => [
      svg("rect", { ...tall, x, width, class: state === "unjudged" ? "plot-rep unjudged" : "plot-rep" }),
      ...slips.map((slip) => svg("rect", { ...tall, ...slip, class: "plot-slip", fill: "url(#hatch)" })),
      svg("text", { x: x + width / 2, y: top - 8, class: "plot-number", "text-anchor": "middle" }, label),
    ]),
    svg("path", { d: plot.path, class: "plot-line" }),
    ...plot.cues.flatMap(({ x }) => [svg("path", { d: `M${x} ${top}V${bottom}`, class: "plot-cue" }), svg("circle", { cx: x, cy: bottom, r: 5, class: "plot-cue-dot" })]),
    ...plot.xTicks.map((tick) => svg("text", { x: tick.x, y: plot.height - 8, class: "plot-label", "text-anchor": "middle" }, tick.label)),
  );
}
