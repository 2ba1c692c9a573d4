/** `<rule-trust>`: one fault of one rule: value against verdict, what another limit would have given, and setting it. */

import { get, send } from "../api.js";
import { askCoach, say, sayError } from "../coach.js";
import { find, html, svg } from "../dom.js";
import { curveAt, layOutVerdicts, sliderRange } from "../review/limits.js";
import { amount, capital, counted, percent, plain, unitName } from "../words.js";

/**
 * @typedef {import("../review-api.d.ts").BandInForce} Band
 * @typedef {import("../review-api.d.ts").TrustDetail} TrustDetail
 */

export class RuleTrust extends HTMLElement {
  constructor() {
    super();
    /** @type {Band | null} */
    this.band = null;
    /** @type {TrustDetail | null} */
    this.detail = null;
    this.limit = 0;
    /** @type {ReadonlyArray<import("../review-api.d.ts").AthleteRef>} */
    this.athletes = [];
    this.sizes = new ResizeObserver(() => this.#plot());
  }

  /**
   * @param {Band} band
   * @param {ReadonlyArray<import("../review-api.d.ts").AthleteRef>} athletes
   */
  async show(band, athletes) {
    this.band = band;
    this.athletes = athletes;
    this.replaceChildren(html("p", { class: "quiet" }, "Looking…"));
    const detail = /** @type {TrustDetail} */ (await get(`/api/trust/${band.rule}`, { fault: band.fault }));
    if (this.band !== band) return;
    this.detail = detail;
    this.limit = detail.limit;
    this.#fill(detail, band);
  }

  disconnectedCallback() {
    this.sizes.disconnect();
  }

  /**
   * @param {TrustDetail} detail
   * @param {Band} band
   */
  #fill(detail, band) {
    const { low, high, step } = sliderRange(detail);
    const rows = detail.points.length;
    this.replaceChildren(
      html("div", { id: "verdict-plot" }),
      ...(rows === 0 ? [html("p", { class: "quiet" }, "No verdicts on this fault yet. Review some flagged reps, and this shows how well the limit parts faults from good form.")] : []),
      html(
        "div",
        { class: "what-if" },
        html("div", { class: "field" }, html("label", { for: "limit" }, `If the limit were, in ${unitName(detail.unit)}`), html("div", { class: "slide" }, html("input", { id: "limit", type: "range", min: low, max: high, step, value: detail.limit, input: (event) => this.#slide(event) }), html("input", { id: "limit-number", type: "number", min: low, max: high, step: "any", value: detail.limit, "aria-label": "Limit", input: (event) => this.#slide(event) }))),
        html("dl", { class: "figures", id: "what-if", "aria-live": "polite" }),
      ),
      html(
        "form",
        { class: "stack set-limit", submit: (event) => void this.#set(event) },
        html("h3", {}, "Use this limit"),
        html("div", { class: "set-fields" }, html("div", { class: "field" }, html("label", { for: "for-whom" }, "For"), html("select", { id: "for-whom" }, html("option", { value: "" }, "Everyone"), ...this.athletes.map(({ id, name }) => html("option", { value: id }, name)))), html("div", { class: "field" }, html("label", { for: "why" }, "Why"), html("input", { id: "why", type: "text", required: true, maxlength: 1000, placeholder: "Kept with your name and the date", autocomplete: "off" }))),
        html("label", { class: "check" }, html("input", { type: "checkbox", id: "rescore-too", checked: true }), "Judge all kept sets anew with it"),
        html("div", { class: "buttons" }, html("button", { class: "button main slim", type: "submit" }, "Set the limit"), ...(band.override ? [html("button", { class: "button slim", type: "button", click: () => void this.#back(band) }, `Back to ${amount(band.default, band.unit)}`)] : [])),
      ),
    );
    this.sizes.observe(find(this, "#verdict-plot", HTMLElement));
    this.#plot();
    this.#figures();
  }

  /** @param {Event} event */
  #slide(event) {
    const value = Number(/** @type {HTMLInputElement} */ (event.target).value);
    if (!Number.isFinite(value)) return;
    this.limit = value;
    for (const id of ["limit", "limit-number"]) {
      const field = find(this, `#${id}`, HTMLInputElement);
      if (field !== event.target) field.value = String(Math.round(value * 1000) / 1000);
    }
    this.#plot();
    this.#figures();
  }

  #figures() {
    const { detail } = this;
    if (!detail) return;
    const then = curveAt(detail.curve, this.limit);
    const now = curveAt(detail.curve, detail.limit);
    /** @param {string} name @param {string} value @param {string} before */
    const figure = (name, value, before) => html("div", {}, html("dt", {}, name), html("dd", {}, html("strong", {}, value), html("span", { class: "quiet small" }, ` now ${before}`)));
    find(this, "#what-if", HTMLElement).replaceChildren(
      figure("Flagged rightly", percent(then?.precision ?? null), percent(now?.precision ?? null)),
      figure("Faults found", percent(then?.recall ?? null), percent(now?.recall ?? null)),
      figure("Reps flagged", then ? String(then.flagged) : "—", now ? String(now.flagged) : "—"),
    );
  }

  #plot() {
    const { detail } = this;
    const place = this.querySelector("#verdict-plot");
    if (!detail || !place || place.clientWidth === 0) return;
    const range = sliderRange(detail);
    const plot = layOutVerdicts(detail, place.clientWidth, range);
    const [now, then] = [plot.x(detail.limit), plot.x(this.limit)];
    const seen = detail.points.filter((point) => point.fault_seen).length;
    const beyond = detail.larger_is_fault ? { x: then, width: Math.max(0, plot.right - then) } : { x: plot.left, width: Math.max(0, then - plot.left) };
    place.replaceChildren(
      svg(
        "svg",
        { viewBox: `0 0 ${plot.width} ${plot.height}`, class: "verdict-plot", role: "img", "aria-label": `${counted(detail.points.length, "verdict")} by value: coaches saw the fault in ${seen}, not in ${detail.points.length - seen}. The limit is ${amount(detail.limit, detail.unit)}.` },
        svg("rect", { ...beyond, y: plot.top, height: plot.bottom - plot.top, class: "lanes-beyond" }),
        ...plot.rows.flatMap(({ seen: fault, y }) => [svg("path", { d: `M${plot.left} ${y}H${plot.right}`, class: "plot-grid" }), svg("text", { x: 0, y: y + 4, class: "plot-label" }, fault ? "Fault seen" : "Form fine")]),
        ...plot.xTicks.map((tick) => svg("text", { x: tick.x, y: plot.height - 8, class: "plot-label", "text-anchor": "middle" }, tick.label)),
        svg("path", { d: `M${now} ${plot.top}V${plot.bottom}`, class: "limit-now" }),
        svg("path", { d: `M${then} ${plot.top - 6}V${plot.bottom}`, class: "limit-then" }),
        ...plot.dots.map(({ x, y, point }) => (point.fault_seen ? svg("circle", { cx: x, cy: y, r: 4.5, class: point.source === "missed" ? "dot-fault missed" : "dot-fault" }) : svg("path", { d: `M${x - 4} ${y - 4}l8 8m0-8l-8 8`, class: "dot-fine" }))),
      ),
    );
  }

  /** @param {Event} event */
  async #set(event) {
    event.preventDefault();
    const { band, limit } = this;
    const who = await askCoach();
    if (!band || !who) return;
    const whom = find(this, "#for-whom", HTMLSelectElement).value;
    try {
      const why = find(this, "#why", HTMLInputElement).value.trim();
      const rescore = find(this, "#rescore-too", HTMLInputElement).checked;
      const answer = await send("POST", "/api/bands", { rule: band.rule, fault: band.fault, limit, athlete_id: whom ? Number(whom) : null, who, why, rescore });
      say(`${capital(plain(band.fault))}: the limit is ${amount(limit, band.unit)} now.`);
      this.dispatchEvent(new CustomEvent("changed", { detail: answer }));
    } catch (error) {
      sayError(error);
    }
  }

  /** @param {Band} band */
  async #back(band) {
    const who = await askCoach();
    if (!who || !band.override) return;
    try {
      await send("DELETE", `/api/bands/${band.override.id}?who=${encodeURIComponent(who)}`);
      say("The limit from before is in force again.");
      this.dispatchEvent(new CustomEvent("changed", { detail: { job: null } }));
    } catch (error) {
      sayError(error);
    }
  }
}

customElements.define("rule-trust", RuleTrust);
