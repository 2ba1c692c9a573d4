/**
 * The plot of a set: the driving channel over time, reps shaded, flagged reps hatched and marked. The layout is pure; only
 * `plotSvg` touches the page.
 *
 * @typedef {import("./report.d.ts").Report} Report
 * @typedef {{ x: number, width: number, flagged: boolean, label: string }} Band
 * @typedef {{ width: number, height: number, path: string, bands: Band[], cues: { x: number, label: string }[],
 *   xTicks: { x: number, label: string }[], yTicks: { y: number, label: string }[], left: number, bottom: number, top: number }} Plot
 */

const NS = "http://www.w3.org/2000/svg";
const MARGIN = { left: 44, right: 12, top: 26, bottom: 30 };

/**
 * @param {Report} report
 * @param {number} width
 * @param {number} height
 * @returns {Plot | null} null where there is nothing to draw
 */
export function layOut(report, width, height) {
  const track = (report.track ?? []).filter((row) => Number.isFinite(row[0]));
  const values = track.flatMap(([, value]) => (value === null ? [] : [value]));
  const [first] = track;
  const last = track.at(-1);
  if (!first || !last || values.length < 2 || last[0] <= first[0]) return null;
  const [t0, t1] = [first[0], last[0]];
  const yTicksAt = ticks(Math.min(...values), Math.max(...values), 4);
  const low = Math.min(...values, ...yTicksAt);
  const high = Math.max(...values, ...yTicksAt);
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  /** @param {number} t */
  const x = (t) => round(MARGIN.left + ((Math.min(Math.max(t, t0), t1) - t0) / (t1 - t0)) * inner.width);
  /** @param {number} value */
  const y = (value) => round(MARGIN.top + (1 - (value - low) / (high - low || 1)) * inner.height);
  return {
    width,
    height,
    left: MARGIN.left,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
    path: linePath(track, x, y),
    bands: report.reps.map((rep) => ({
      x: x(rep.t_start),
      width: Math.max(1, round(x(rep.t_end) - x(rep.t_start))),
      flagged: rep.flagged,
      label: String(rep.index),
    })),
    cues: report.cues.map((cue) => ({ x: x(cue.t), label: cue.text })),
    xTicks: ticks(0, t1 - t0, Math.max(2, Math.floor(width / 110))).map((t) => ({ x: x(t0 + t), label: `${t} s` })),
    yTicks: yTicksAt.map((value) => ({ y: y(value), label: String(value) })),
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

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/**
 * @param {Plot} plot
 * @param {string} title read to those who cannot see it
 * @param {string} unit of the vertical axis
 * @returns {SVGSVGElement}
 */
export function plotSvg(plot, title, unit) {
  const svg = element("svg", { viewBox: `0 0 ${plot.width} ${plot.height}`, class: "plot", role: "img", "aria-label": title });
  const hatch = element("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  hatch.append(element("rect", { width: 7, height: 7, class: "plot-flagged-fill" }), element("line", { x1: 0, y1: 0, x2: 0, y2: 7, class: "plot-hatch" }));
  const defs = element("defs", {});
  defs.append(hatch);
  svg.append(defs);
  for (const tick of plot.yTicks) {
    svg.append(
      element("line", { x1: plot.left, x2: plot.width - MARGIN.right, y1: tick.y, y2: tick.y, class: "plot-grid" }),
      text(tick.label, { x: plot.left - 8, y: tick.y + 4, class: "plot-label", "text-anchor": "end" }),
    );
  }
  for (const band of plot.bands) {
    svg.append(
      element("rect", {
        x: band.x, width: band.width, y: plot.top, height: plot.bottom - plot.top, rx: 4,
        class: band.flagged ? "plot-rep flagged" : "plot-rep", ...(band.flagged ? { fill: "url(#hatch)" } : {}),
      }),
      text(band.flagged ? `${band.label} !` : band.label, { x: band.x + band.width / 2, y: plot.top - 8, class: "plot-number", "text-anchor": "middle" }),
    );
  }
  svg.append(element("path", { d: plot.path, class: "plot-line" }));
  for (const cue of plot.cues) {
    svg.append(element("path", { d: `M${cue.x} ${plot.top}V${plot.bottom}`, class: "plot-cue" }), element("circle", { cx: cue.x, cy: plot.bottom, r: 5, class: "plot-cue-dot" }));
  }
  for (const tick of plot.xTicks) svg.append(text(tick.label, { x: tick.x, y: plot.height - 8, class: "plot-label", "text-anchor": "middle" }));
  svg.append(text(unit, { x: 4, y: 12, class: "plot-label" }));
  return /** @type {SVGSVGElement} */ (svg);
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function element(name, attributes) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/**
 * @param {string} content
 * @param {Record<string, string | number>} attributes
 */
function text(content, attributes) {
  const made = element("text", attributes);
  made.textContent = content;
  return made;
}
