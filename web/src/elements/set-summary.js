/** `<set-summary>`: what the set came to. Fires `again` for another set, after a sample also `own` for the person's own first one. */

import { find, html, svg } from "../dom.js";
import { axisWords, driverNamed } from "../drivers.js";
import { EXERCISES } from "../exercises.js";
import { icon } from "../icons.js";
import { layOut, plotSvg } from "../plot.js";
import { goodToKnow, slips, whyNothing } from "../slips.js";
import { clock, summarise } from "../summary.js";

/**
 * @typedef {import("../report.d.ts").Report} Report
 * @typedef {import("../summary.js").Summary} Summary
 * @typedef {import("../summary.js").CueResult} CueResult
 * @typedef {import("../plot.js").Plot} Plot
 * @typedef {{ title: string, exercise: string, kept: string, reviewUrl: string | null, back: string | null, sample: boolean,
 *   missed: ReadonlyArray<string>, repsBefore: number }} About  `kept`: what was kept, in words; `reviewUrl` null: no review page
 *   for this set; `back`: to the plan that wanted it; `missed`: help that stood on the picture; `repsBefore`: counted by a server
 *   that forgot them
 */

/** A longer list is looked at in the review. */
const SLIPS_SHOWN = 8;
/** The share of a hold's time that was judged well, where there is a better word than "in good form". */
const SHARE_WORDS = /** @type {Readonly<Record<string, string>>} */ ({ plank: "in line" });

export class SetSummary extends HTMLElement {
  /** What is shown. @type {Report | null} */
  report = null;

  /**
   * @param {Report} report
   * @param {About} about
   */
  show(report, about) {
    this.report = report;
    const summary = summarise(report);
    const counted = summary.reps > 0;
    this.replaceChildren(
      html(
        "div",
        { class: "summary stack wide" },
        html(
          "div",
          { class: "stack tight" },
          html("h1", { tabindex: "-1" }, headline(summary, about)),
          ...(counted ? [] : whyNothing(report, { ...about, kind: summary.kind }).map((text) => html("p", { class: "why" }, text))),
          html("p", { class: "quiet" }, `${about.title}, ${clock(summary.durationSeconds)} in all. ${about.kept}`),
        ),
        counted ? tallies(summary, about) : nextTime(summary, about),
        counted || summary.cues.length > 0 ? cues(summary) : null,
        slipped(report, summary, about),
        counted ? plot(report, summary) : null,
        notes(goodToKnow(report, { ...about, kind: summary.kind })),
        this.#buttons(summary, about),
      ),
    );
    find(this, about.back ? "#back" : "h1", HTMLElement).focus();
  }

  /**
   * @param {Summary} summary
   * @param {About} about
   */
  #buttons({ kind, reps }, { back, sample, reviewUrl }) {
    /** @param {string} name @param {string} text @param {boolean} main */
    const button = (name, text, main) => html("button", { class: main ? "button main large" : "button large", type: "button", click: () => this.dispatchEvent(new CustomEvent(name)) }, text);
    return html(
      "div",
      { class: "buttons" },
      back ? html("a", { class: "button main large", href: back, id: "back" }, "Back to your plan") : null,
      sample ? button("own", "Now you: start the camera", !back) : null,
      button("again", "Practise again", !back && !sample),
      reviewUrl && reps > 0 ? html("a", { class: "button large", href: reviewUrl }, `Look at every ${kind}`) : null,
    );
  }
}

/**
 * @param {Summary} summary
 * @param {About} about
 */
function headline({ kind, reps, clean }, { repsBefore }) {
  if (reps === 0) return `No ${kind} was counted${repsBefore > 0 ? " after the server was restarted" : ""}`;
  if (clean < reps || repsBefore > 0) return "Set done";
  if (kind === "hold") return reps === 1 ? "A steady hold" : "Steady holds";
  return reps === 1 ? "A clean rep" : "Every rep was clean";
}

/**
 * What to do so that the next set is counted.
 *
 * @param {Summary} summary
 * @param {About} about
 */
function nextTime({ kind }, { exercise, sample }) {
  const known = EXERCISES.find(({ name }) => name === exercise);
  if (!known || sample) return null;
  return html("div", { class: "panel stack" }, html("p", {}, html("strong", {}, "Next time: "), known.place), html("p", {}, html("strong", {}, `What is counted as a ${kind}: `), known.words));
}

/**
 * @param {Summary} summary
 * @param {About} about
 */
function tallies(summary, { exercise }) {
  const { kind, reps, scored, clean, cleanPercent: percent } = summary;
  const hold = kind === "hold";
  const said = summary.cues.reduce((sum, cue) => sum + cue.times, 0);
  const some = scored < reps;
  const share = hold ? `of the ${some ? "time that could be judged" : "time"} ${SHARE_WORDS[exercise] ?? "in good form"}` : `clean: ${clean} of ${scored}${some ? " that could be judged" : ""}`;
  return html(
    "div",
    { class: "panel tallies" },
    hold ? tally(clock(summary.holdSeconds), "", reps === 1 ? "held" : `held in ${reps} holds`) : tally(String(reps), "", reps === 1 ? "rep" : "reps"),
    percent === null ? tally("–", "", "nothing could be judged") : tally(String(percent), " %", share),
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
  const given = summary.cues;
  const silent = summary.scored > 0 && summary.clean === summary.scored ? "No cue was given: there was no reason to interrupt you." : "No cue was given.";
  return html(
    "section",
    { class: "stack", "aria-labelledby": "said" },
    html("h2", { id: "said" }, "What was said"),
    given.length === 0 ? html("p", { class: "quiet" }, silent) : html("ul", { class: "results panel" }, ...given.map(cueLine)),
  );
}

/** @param {CueResult} cue */
function cueLine({ text, fault, where, outcome, sentence }) {
  return html(
    "li",
    { class: "result", "data-outcome": outcome },
    icon(outcome === "helped" ? "done" : outcome === "unknown" ? "open" : "attention"),
    html("strong", {}, text),
    html("span", { class: "result-fault" }, where ? `${fault} in ${where}` : fault),
    html("span", { class: "quiet" }, sentence),
  );
}

/**
 * @param {Report} report
 * @param {Summary} summary
 * @param {About} about
 */
function slipped({ reps }, { kind }, { reviewUrl }) {
  const all = slips(reps);
  if (all.length === 0) return null;
  const shown = all.slice(0, SLIPS_SHOWN);
  const more = `and ${all.length - shown.length} more`;
  return html(
    "section",
    { class: "stack", "aria-labelledby": "slipped" },
    html("h2", { id: "slipped" }, "Where form slipped"),
    html(
      "div",
      { class: "panel stack tight" },
      html(
        "ul",
        { class: "slips" },
        ...shown.map(({ who, what }) => html("li", {}, html("strong", {}, `${who}:`), ` ${what}`)),
        all.length > shown.length ? html("li", {}, reviewUrl ? html("a", { href: reviewUrl }, `${more}, in the review`) : more) : null,
      ),
      kind === "hold" ? html("p", { class: "quiet small" }, "Times count from the start of the hold.") : null,
    ),
  );
}

/**
 * @param {Report} report
 * @param {Summary} summary
 */
function plot(report, { kind, reps }) {
  // as wide as it will be shown, so that its letters keep their size
  const laid = layOut(report, Math.min(1060, Math.max(260, innerWidth - 90)), innerWidth < 700 ? 240 : 280);
  if (!laid) return null;
  const axis = axisWords(driverNamed(report.driver ?? ""));
  const flagged = report.reps.filter((rep) => rep.flagged).map((rep) => rep.index);
  const words = `${axis} over time, with ${reps} ${kind}${reps === 1 ? "" : "s"}; form slipped in: ${flagged.join(", ") || "none"}`;
  return html(
    "section",
    { class: "stack", "aria-labelledby": "course" },
    html("h2", { id: "course" }, "The course of the set"),
    html("div", { class: "panel stack tight" }, html("p", { class: "plot-axis", "aria-hidden": "true" }, axis), plotSvg(laid, words), legend(laid)),
  );
}

/** @param {Plot} laid */
function legend({ bands, cues: given }) {
  const box = { x: 1, y: 1, width: 22, height: 14, rx: 3 };
  /** @param {boolean} there @param {SVGElement} sign @param {string} words */
  const entry = (there, sign, words) => (there ? html("li", {}, svg("svg", { viewBox: "0 0 24 16", "aria-hidden": "true" }, sign), words) : null);
  const slips = bands.some((band) => band.slips.length > 0);
  const hold = bands.some((band) => band.slips.some(({ width }) => width < band.width)); // only in a hold some of the time is clean
  return html(
    "ul",
    { class: "legend" },
    entry(hold || bands.some(({ state }) => state === "clean"), svg("rect", { ...box, class: "plot-rep" }), "Clean"),
    entry(bands.some(({ state }) => state === "unjudged"), svg("rect", { ...box, class: "plot-rep unjudged" }), "Dashed: not judged"),
    entry(slips, svg("rect", { ...box, class: "plot-slip", fill: "url(#hatch)" }), "Hatched and marked “!”: form slipped"),
    entry(given.length > 0, svg("circle", { cx: 12, cy: 8, r: 5, class: "plot-cue-dot" }), "A cue was given"),
  );
}

/** @param {ReadonlyArray<string>} words */
function notes(words) {
  if (words.length === 0) return null;
  return html("section", { class: "stack tight", "aria-labelledby": "notes" }, html("h2", { id: "notes" }, "Good to know"), html("ul", { class: "stack tight" }, ...words.map((word) => html("li", { class: "quiet" }, word))));
}

customElements.define("set-summary", SetSummary);
