/** `<series-plot>`: the channels of a rep over time with a cursor. A click or a pull fires `seek` with a time. */

import { html, svg } from "../dom.js";
import { layOutLanes } from "../review/lanes.js";
import { amount, channelName, moment, unitName } from "../words.js";

/**
 * @typedef {import("../review-api.d.ts").Series} Series
 * @typedef {import("../review/lanes.js").Lanes} Lanes
 * @typedef {import("../review/lanes.js").Lane} Lane
 * @typedef {{ t: number, kind: "comment" | "drawing" }} Mark
 */

const LANE_HEIGHT = 84;

export class SeriesPlot extends HTMLElement {
  constructor() {
    super();
    /** @type {Lanes | null} */
    this.lanes = null;
    /** @type {{ series: Series, rep: import("../review-api.d.ts").RepShort, range: { from: number, to: number }, judged: import("../review-api.d.ts").Judged | null } | null} */
    this.shown = null;
    /** @type {Mark[]} */
    this.marks = [];
    this.cursor = svg("g", { class: "lanes-cursor" });
    this.sizes = new ResizeObserver(() => this.draw());
  }

  connectedCallback() {
    this.sizes.observe(this);
    this.addEventListener("pointerdown", this);
    this.addEventListener("pointermove", this);
  }

  disconnectedCallback() {
    this.sizes.disconnect();
  }

  /** @param {NonNullable<SeriesPlot["shown"]>} shown */
  show(shown) {
    this.shown = shown;
    this.draw(true);
  }

  /** @param {Mark[]} marks comments and drawings, to find them again */
  mark(marks) {
    this.marks = marks;
    this.draw(true);
  }

  draw(anew = false) {
    const width = Math.round(this.clientWidth);
    if (!this.shown || width === 0 || (!anew && this.lanes?.width === width)) return;
    const { series, rep, range, judged } = this.shown;
    const lanes = layOutLanes(series, rep, range, { judged, width, laneHeight: LANE_HEIGHT });
    this.lanes = lanes;
    const title = lanes.lanes.map(({ channel, unit }) => `${channelName(channel)} in ${unitName(unit)}`).join("; ");
    this.replaceChildren(
      lanes.lanes.length === 0
        ? html("p", { class: "quiet small" }, "Nothing was measured here: nobody was seen clearly enough.")
        : svg(
            "svg",
            { viewBox: `0 0 ${lanes.width} ${lanes.height}`, class: "lanes", role: "img", "aria-label": `Over the rep: ${title}` },
            svg("defs", {}, svg("pattern", { id: "error-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "lanes-hatch" }))),
            ...lanes.lanes.flatMap((lane) => this.#lane(lane, lanes)),
            ...lanes.xTicks.map((tick) => svg("text", { x: tick.x, y: lanes.height - 8, class: "plot-label", "text-anchor": "middle" }, tick.label)),
            ...this.marks.filter(({ t }) => t >= range.from && t <= range.to).map(({ t, kind }) => svg("path", { d: `M${lanes.x(t)} ${(lanes.lanes.at(-1)?.bottom ?? 0) + 1}l5 8h-10z`, class: `lanes-mark ${kind}` })),
            this.cursor,
          ),
    );
  }

  /**
   * @param {number} t
   * @param {number} row of the series
   */
  at(t, row) {
    const { lanes, shown } = this;
    if (!lanes || !shown || lanes.lanes.length === 0) return;
    const x = lanes.x(t);
    this.cursor.replaceChildren(
      svg("path", { d: `M${x} ${lanes.lanes[0]?.top ?? 0}V${lanes.lanes.at(-1)?.bottom ?? 0}`, class: "lanes-cursor-line" }),
      ...lanes.lanes.flatMap((lane) => {
        const value = shown.series.channels[lane.channel]?.[row] ?? null;
        return value === null
          ? []
          : [
              svg("circle", { cx: x, cy: lane.y(value), r: 5, class: "lanes-cursor-dot" }),
              svg("text", { x: lanes.right, y: lane.top - 9, class: "plot-number", "text-anchor": "end" }, amount(value, lane.unit)),
            ];
      }),
    );
    this.dataset["time"] = moment(t);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (!(event instanceof PointerEvent) || !this.lanes || (event.type === "pointermove" && event.buttons !== 1)) return;
    const box = this.getBoundingClientRect();
    const t = this.lanes.t(((event.clientX - box.left) / box.width) * this.lanes.width);
    this.dispatchEvent(new CustomEvent("seek", { detail: t }));
  }

  /**
   * @param {Lane} lane
   * @param {Lanes} lanes
   */
  #lane(lane, lanes) {
    const { left, right } = lanes;
    const wide = { x: left, width: right - left };
    return [
      svg("rect", { ...lanes.rep, y: lane.top, height: lane.bottom - lane.top, class: "lanes-rep" }),
      ...(lane.beyond ? [svg("rect", { ...wide, ...lane.beyond, class: "lanes-beyond" })] : []),
      ...(lane.error ? [svg("rect", { ...wide, ...lane.error, fill: "url(#error-hatch)" })] : []),
      ...lane.yTicks.flatMap((tick) => [
        svg("line", { x1: left, x2: right, y1: tick.y, y2: tick.y, class: "plot-grid" }),
        svg("text", { x: left - 8, y: tick.y + 4, class: "plot-label", "text-anchor": "end" }, tick.label),
      ]),
      svg("path", { d: `M${lanes.turn} ${lane.top}V${lane.bottom}`, class: "lanes-turn" }),
      ...(lane.limit ? [svg("path", { d: `M${left} ${lane.limit.y}H${right}`, class: "lanes-limit" })] : []),
      svg("path", { d: lane.path, class: "plot-line" }),
      ...(lane.worst ? [svg("path", { d: `M${lane.worst.x} ${lane.top}V${lane.bottom}`, class: "lanes-worst" }), ...(lane.worst.y === null ? [] : [svg("circle", { cx: lane.worst.x, cy: lane.worst.y, r: 5, class: "lanes-worst-dot" })])] : []),
      svg("text", { x: left, y: lane.top - 9, class: "plot-number" }, `${channelName(lane.channel)}`),
      ...(lane.limit ? [svg("text", { x: right - 4, y: lane.limit.y - 5, class: "lanes-limit-label", "text-anchor": "end" }, lane.limit.label)] : []),
    ];
  }
}

customElements.define("series-plot", SeriesPlot);
