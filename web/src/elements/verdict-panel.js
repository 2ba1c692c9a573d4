/** `<verdict-panel>`: what was flagged, by how much, and the verdict on it. Fires `command` with a command of keys.js. */

import { html, svg } from "../dom.js";
import { REASONS, amount, capital, counted, percent, plain } from "../words.js";
import { verdictWords } from "./queue-list.js";

/**
 * @typedef {import("../review/load.js").Loaded} Loaded
 * @typedef {import("../review/keys.js").Command} Command
 * @typedef {import("../review-api.d.ts").TrustRow} TrustRow
 * @typedef {{ rule: string, fault: string, title: string }} Missable
 */

export class VerdictPanel extends HTMLElement {
  /**
   * @param {{ loaded: Loaded, mine: import("../review/sitting.js").Mine | null, waiting: import("../review/keys.js").Waiting,
   *   missable: ReadonlyArray<Missable>, trust: TrustRow | null, coach: string }} shown
   */
  show({ loaded, mine, waiting, missable, trust, coach }) {
    const { finding, rep } = loaded;
    this.replaceChildren(
      ...(finding ? this.#flagged(finding, mine, waiting, trust, coach) : this.#unflagged(rep)),
      ...rep.missed.map((missed) => html("p", { class: "verdict-line" }, `Flagged by ${missed.coach}: ${plain(missed.fault)}. `, html("button", { class: "link", type: "button", click: () => this.dispatchEvent(new CustomEvent("unmiss", { detail: missed.id })) }, "Take back"))),
      ...(waiting === "missed"
        ? [html("fieldset", { class: "stack tight" }, html("legend", { class: "label" }, "Which fault was missed?"), ...missable.map(({ title }, i) => this.#choice(i + 1, title, { type: "missed", choice: i + 1 })), html("button", { class: "link", type: "button", click: () => this.#send({ type: "dismiss" }) }, "Never mind"))]
        : missable.length > 0
          ? [html("button", { class: "button slim", type: "button", click: () => this.#send({ type: "ask_missed" }) }, finding ? "Flag another fault" : "Flag a missed fault", key("F"))]
          : []),
    );
  }

  /**
   * @param {import("../review-api.d.ts").FindingDetail} finding
   * @param {import("../review/sitting.js").Mine | null} mine
   * @param {import("../review/keys.js").Waiting} waiting
   * @param {TrustRow | null} trust
   * @param {string} coach
   * @returns {Node[]}
   */
  #flagged(finding, mine, waiting, trust, coach) {
    const error = finding.error ? ` ± ${amount(finding.error, finding.unit)}` : "";
    const others = finding.reviews.filter((review) => review.coach !== coach);
    return [
      html("p", { class: "quiet small" }, finding.rule_title),
      html("div", { class: "row" }, html("h1", { class: "fault" }, capital(plain(finding.fault ?? finding.rule))), html("span", { class: "chip", "data-grade": finding.grade }, finding.grade === "poor" ? "Poor" : "Needs work")),
      html("div", { class: "stack tight" }, html("p", { class: "measured" }, html("strong", {}, amount(finding.value, finding.unit)), html("span", { class: "quiet" }, `limit ${amount(finding.limit, finding.unit)}${error}`)), ...ruler(finding)),
      waiting === "reason"
        ? html("fieldset", { class: "stack tight" }, html("legend", { class: "label" }, "Why not?"), ...REASONS.map(({ text }, i) => this.#choice(i + 1, text, { type: "disagree", choice: i + 1 })), html("button", { class: "link", type: "button", click: () => this.#send({ type: "dismiss" }) }, "Never mind"))
        : html(
            "div",
            { class: "verdict-buttons" },
            html("button", { class: mine?.verdict === "agree" ? "button chosen" : "button main", type: "button", id: "agree", "aria-pressed": mine?.verdict === "agree" ? "true" : "false", click: () => this.#send({ type: "agree" }) }, "Agree", key("A")),
            html("button", { class: mine?.verdict === "disagree" ? "button chosen" : "button", type: "button", id: "disagree", "aria-pressed": mine?.verdict === "disagree" ? "true" : "false", click: () => this.#send({ type: "ask_reason" }) }, "Disagree", key("D")),
          ),
      ...(mine ? [html("p", { class: "verdict-line", id: "my-verdict" }, `${verdictWords(mine)}. `, html("button", { class: "link", type: "button", click: () => this.dispatchEvent(new CustomEvent("takeback", { detail: finding.id })) }, "Take back"))] : []),
      ...(others.length === 0
        ? []
        : mine
          ? others.map((review) => html("p", { class: "quiet small" }, `${review.coach} ${review.verdict === "agree" ? "agreed" : `disagreed: ${plain(review.reason)}`}.`))
          : [html("p", { class: "quiet small" }, `${counted(others.length, "other coach", "other coaches")} judged this; shown after your own verdict.`)]),
      ...(trust && trust.precision !== null
        ? [html("p", { class: "quiet small" }, `This rule was right in ${percent(trust.precision)} of ${counted(trust.right + trust.wrong, "verdict")} (${percent(trust.low)} to ${percent(trust.high)}).${trust.kappa === null ? "" : ` Coaches agree with kappa ${trust.kappa.toFixed(2)}.`}`)]
        : []),
    ];
  }

  /** @param {import("../review-api.d.ts").RepDetail} rep */
  #unflagged(rep) {
    return [
      html("p", { class: "quiet small" }, "This rep"),
      html("h1", { class: "fault" }, rep.flagged ? "Flagged" : "Not flagged"),
      html(
        "ul",
        { class: "graded" },
        ...rep.findings.map((one) =>
          html(
            "li",
            {},
            html("span", {}, one.rule_title),
            one.flagged ? html("button", { class: "link", type: "button", click: () => this.dispatchEvent(new CustomEvent("openfinding", { detail: one.id })) }, plain(one.fault)) : html("span", { class: "quiet" }, one.grade === "not_scored" ? (one.reason ?? "not scored") : `good, ${amount(one.value, one.unit)}`),
          ),
        ),
      ),
    ];
  }

  /**
   * @param {number} number
   * @param {string} text
   * @param {Command} command
   */
  #choice(number, text, command) {
    return html("button", { class: "button slim choice-line", type: "button", click: () => this.#send(command) }, key(String(number)), text);
  }

  /** @param {Command} command */
  #send(command) {
    this.dispatchEvent(new CustomEvent("command", { detail: command }));
  }
}

/**
 * The value on a ruler: the limit with its error, and what lies beyond.
 *
 * @param {import("../review-api.d.ts").FindingDetail} finding
 */
function ruler({ value, limit, error, band }) {
  if (value === null || limit === null || !band) return [];
  const poor = band.poor ?? value;
  const side = Math.sign(poor - limit) || Math.sign(value - limit) || 1;
  const slack = error ?? 0;
  const far = Math.max(Math.abs(poor - limit), Math.abs(value - limit), 2 * slack) * 1.1;
  /** @param {number} at */
  const x = (at) => Math.round((76 + ((at - limit) / far) * side * 200) * 10) / 10;
  const [near, beyond] = [x(limit - side * slack), x(limit + side * slack)];
  return [
    svg(
      "svg",
      { viewBox: "0 0 300 26", class: "ruler", "aria-hidden": "true" },
      svg("rect", { x: 4, y: 9, width: near - 4, height: 8, class: "ruler-good" }),
      svg("rect", { x: near, y: 9, width: beyond - near, height: 8, class: "ruler-error" }),
      svg("rect", { x: beyond, y: 9, width: 296 - beyond, height: 8, class: "lanes-beyond" }),
      svg("path", { d: `M${x(limit)} 4V22`, class: "lanes-limit" }),
      ...(band.poor === null ? [] : [svg("path", { d: `M${x(band.poor)} 6V20`, class: "ruler-poor" })]),
      svg("circle", { cx: x(value), cy: 13, r: 6.5, class: "lanes-worst-dot" }),
    ),
  ];
}

/** @param {string} text */
function key(text) {
  return html("kbd", { "aria-hidden": "true" }, text);
}

customElements.define("verdict-panel", VerdictPanel);
