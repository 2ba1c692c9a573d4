/** `<set-summary>`: what the set came to. Fires `again`. */

import { find, html, svg } from "../dom.js";
import { icon } from "../icons.js";
import { layOut, plotSvg } from "../plot.js";
import { clock, summarise } from "../summary.js";

/**
 * @typedef {import("../report.d.ts").Report} Report
 * @typedef {import("../summary.js").Summary} Summary
 * @typedef {import("../summary.js").CueResult} CueResult
 */

export class SetSummary extends HTMLElement {
  /** What is shown. @type {Report | null} */
  report = null;

  /**
   * @param {Report} report
   * @param {{ title: string, reviewUrl: string | null, kept: string, back: string | null }} about `reviewUrl` null: no review page for this set; `kept`: what was, in words; `back`: to the plan that wanted it
   */
  show(report, { title, reviewUrl, kept, back }) {
    this.report = report;
    const summary = summarise(report);
    this.replaceChildren(
      html(
        "div",
        { class: "summary stack wide" },
        html("div", { class: "stack tight" }, html("h1", { tabindex: "-1" }, headline(summary)), html("p", { class: "quiet" }, `${title}, ${clock(summary.durationSeconds)} min. ${kept}`)),
        tallies(summary),
        cues(summary),
        plot(report, summary),
        notes(report, summary),
        html(
          "div",
          { class: "buttons" },
          back ? html("a", { class: "button main large", href: back, id: "back" }, "Back to your plan") : null,
          html("button", { class: back ? "button large" : "button main large", type: "button", click: () => this.dispatchEvent(new CustomEvent("again")) }, "Practise again"),
          reviewUrl ? html("a", { class: "button large", href: reviewUrl }, "Look at every rep") : null,
        ),
      ),
    );
    find(this, back ? "#back" : "h1", HTMLElement).focus();
  }
}

/** @param {Summary} summary */
function headline(summary) {
  if (summary.reps === 0) return summary.kind === "hold" ? "No hold was counted" : "No rep was counted";
  if (summary.scored === 0) return "Set done";
  if (summary.clean === summary.scored) return summary.kind === "hold" ? "A steady hold" : "Every rep was clean";
  return "Set done";
}

/** @param {Summary} summary */
function tallies(summary) {
  const hold = summary.kind === "hold";
  const said = summary.cues.reduce((sum, cue) => sum + cue.times, 0);
  return html(
    "div",
    { class: "panel tallies" },
    hold ? tally(clock(summary.holdSeconds), "", summary.reps === 1 ? "minutes held" : `minutes held in ${summary.reps} holds`) : tally(String(summary.reps), "", summary.reps === 1 ? "rep" : "reps"),
    tally(
      summary.cleanPercent === null ? "–" : String(summary.cleanPercent),
      summary.cleanPercent === null ? "" : " %",
      summary.cleanPercent === null ? "nothing could be judged" : `clean: ${summary.clean} of ${summary.scored}${summary.scored < summary.reps ? " that could be judged" : ""}`,
    ),
    hold || summary.secondsPerRep === null ? null : tally(summary.secondsPerRep.toFixed(1), " s", summary.tempo ? `per rep: ${summary.tempo}` : "per rep"),
    tally(String(said), "", said === 1 ? "cue given" : "cues given"),
  );
}

/**
 * @param {string} value
 * @param {string} unit
 * @param {string} words
 */
function tally(value, unit, words) {
  return html("div", { class: "tally" }, html("strong", {}, value, unit ? html("small", {}, unit) : null), html("span", { class: "quiet" }, words));
}

/** @param {Summary} summary */
function cues(summary) {
  /** @param {CueResult} cue */
  const sign = (cue) => icon(cue.outcome === "helped" ? "done" : cue.outcome === "not_yet" ? "attention" : "open");
  return html(
    "section",
    { class: "stack", "aria-labelledby": "said" },
    html("h2", { id: "said" }, "What was said"),
    summary.cues.length === 0
      ? html("p", { class: "quiet" }, summary.scored > 0 ? "Nothing: there was no reason to interrupt you." : "Nothing was said.")
      : html(
          "ul",
          { class: "results panel" },
          ...summary.cues.map((cue) => html("li", { class: "result", "data-outcome": cue.outcome }, sign(cue), html("strong", {}, cue.text), html("span", { class: "quiet" }, cue.sentence))),
        ),
  );
}

/**
 * @param {Report} report
 * @param {Summary} summary
 */
function plot(report, summary) {
  const narrow = innerWidth < 700;
  const laid = layOut(report, narrow ? 400 : 960, narrow ? 240 : 280);
  if (!laid) return null;
  const name = (report.driver ?? "").replaceAll("_", " ");
  const flagged = report.reps.filter((rep) => rep.flagged).map((rep) => rep.index);
  const words = `${name} over time with ${summary.reps} ${summary.kind === "hold" ? "holds" : "reps"}; flagged: ${flagged.join(", ") || "none"}`;
  return html(
    "section",
    { class: "stack", "aria-labelledby": "course" },
    html("h2", { id: "course" }, "The course of the set"),
    html("div", { class: "panel stack" }, plotSvg(laid, words, name), legend(flagged.length > 0, report.cues.length > 0)),
  );
}

/**
 * @param {boolean} flagged
 * @param {boolean} cued
 */
function legend(flagged, cued) {
  const box = { x: 1, y: 1, width: 22, height: 14, rx: 3 };
  /** @param {SVGElement} sign */
  const key = (sign) => svg("svg", { viewBox: "0 0 24 16", "aria-hidden": "true" }, sign);
  return html(
    "ul",
    { class: "legend" },
    html("li", {}, key(svg("rect", { ...box, class: "plot-rep" })), "Clean or not judged"),
    flagged ? html("li", {}, key(svg("rect", { ...box, class: "plot-rep flagged", fill: "url(#hatch)" })), "Hatched and marked “!”: form slipped") : null,
    cued ? html("li", {}, key(svg("circle", { cx: 12, cy: 8, r: 5, class: "plot-cue-dot" })), "A cue was given") : null,
  );
}

/**
 * @param {Report} report
 * @param {Summary} summary
 */
function notes(report, summary) {
  const words = [...(report.notes ?? []), ...summary.reasons];
  if (words.length === 0) return null;
  return html("section", { class: "stack tight", "aria-labelledby": "notes" }, html("h3", { id: "notes" }, "Good to know"), html("ul", { class: "stack tight" }, ...words.map((word) => html("li", { class: "quiet" }, word))));
}

customElements.define("set-summary", SetSummary);
