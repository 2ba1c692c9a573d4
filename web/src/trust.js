/** The trust page: how often each rule is right, by the coaches' verdicts, and setting limits by them. */

import "./elements/app-header.js";
import { get, send } from "./api.js";
import { say, sayError } from "./coach.js";
import { find, html, svg } from "./dom.js";
import { RuleTrust } from "./elements/rule-trust.js";
import { REASONS, amount, capital, counted, day, percent, plain, timeLeft } from "./words.js";

/**
 * @typedef {import("./review-api.d.ts").TrustRow} TrustRow
 * @typedef {import("./review-api.d.ts").BandInForce} Band
 * @typedef {import("./review-api.d.ts").Override} Override
 * @typedef {import("./review-api.d.ts").Job} Job
 */

/** @type {ReadonlyArray<readonly [string, string]>} */
const CUTS = [["exercise", "Exercise"], ["view", "View"], ["model", "Model"], ["bands", "Limits in force"], ["fault", "Fault"]];
const POLL_MS = 700;

const main = find(document, "#content", HTMLElement);
main.append(
  html("div", { class: "page-title" }, html("div", { class: "stack tight" }, html("h1", {}, "Trust"), html("p", { class: "quiet" }, "How often each rule is right, by what coaches said of its flags.")), html("div", { class: "buttons" }, html("button", { class: "button", type: "button", id: "rescore", click: () => void rescore() }, "Judge all sets anew"))),
  html("div", { class: "rescoring", id: "rescoring", role: "status", hidden: true }),
  html("div", { class: "trust-cards", id: "rules" }),
  html("p", { class: "quiet", id: "unjudged" }),
  html("section", { class: "panel stack", "aria-labelledby": "limits-title" }, html("h2", { id: "limits-title" }, "Limits"), html("div", { class: "field" }, html("label", { for: "which" }, "Fault"), html("select", { id: "which", change: () => void showLimit() })), html("p", { class: "quiet small", id: "limit-source" }), html("rule-trust", { id: "limit-detail" })),
  html("section", { class: "panel stack", "aria-labelledby": "cut-title" }, html("div", { class: "row" }, html("h2", { id: "cut-title" }, "Broken down"), html("div", { class: "field inline" }, html("label", { for: "cut" }, "By"), html("select", { id: "cut", change: () => paintCut() }, ...CUTS.map(([value, text]) => html("option", { value }, text))))), html("div", { class: "scroll", id: "cut-table", tabindex: 0, role: "group", "aria-label": "Table, scrolls sideways" })),
  html("section", { class: "panel stack", "aria-labelledby": "history-title" }, html("h2", { id: "history-title" }, "Limits that coaches set"), html("ul", { class: "history", id: "history" })),
);
const detail = find(document, "#limit-detail", RuleTrust);

/** @type {import("./review-api.d.ts").Trust} */
let trust = { rules: [], breakdown: {} };
/** @type {Band[]} */
let bands = [];
/** @type {import("./review-api.d.ts").Athlete[]} */
let athletes = [];

async function load() {
  const [newTrust, newBands, page, history] = await Promise.all([get("/api/trust"), get("/api/bands"), get("/api/athletes", { limit: 200 }), get("/api/bands/history")]);
  trust = /** @type {import("./review-api.d.ts").Trust} */ (newTrust);
  bands = /** @type {Band[]} */ (newBands);
  athletes = /** @type {import("./review-api.d.ts").Page<import("./review-api.d.ts").Athlete>} */ (page).items;
  find(document, "#rules", HTMLElement).replaceChildren(...trust.rules.filter(({ reviewed, missed }) => reviewed + missed > 0).map(card));
  find(document, "#unjudged", HTMLElement).textContent = unjudged();
  const which = find(document, "#which", HTMLSelectElement);
  const chosen = which.value;
  which.replaceChildren(...bands.map((band) => html("option", { value: `${band.rule} ${band.fault}` }, `${band.rule_title}: ${plain(band.fault)}`)));
  if (bands.some((band) => `${band.rule} ${band.fault}` === chosen)) which.value = chosen;
  paintCut();
  paintHistory(/** @type {Override[]} */ (history));
  await showLimit();
}

/** The rules that nobody has judged yet, in a sentence. */
function unjudged() {
  const judged = new Set(trust.rules.filter(({ reviewed, missed }) => reviewed + missed > 0).map(({ rule }) => rule));
  const others = [...new Set(bands.filter(({ rule }) => !judged.has(rule)).map(({ rule_title: title }) => title))];
  return others.length === 0 ? "" : `No verdicts yet: ${others.join(", ")}.`;
}

/** @param {string} rule */
function titleOf(rule) {
  return bands.find((band) => band.rule === rule)?.rule_title ?? capital(plain(rule));
}

/** @param {TrustRow} row */
function card(row) {
  const { right, wrong, precision, low, high, missed, kappa, kappa_n: pairs } = row;
  const reasons = REASONS.map(({ reason, text }) => ({ text, count: row.reasons[reason] ?? 0 })).filter(({ count }) => count > 0);
  return html(
    "article",
    { class: "panel stack tight trust-card" },
    html("h2", {}, titleOf(row.rule)),
    ...(precision === null || low === null || high === null
      ? [html("p", { class: "quiet" }, missed > 0 ? `No verdicts on flags yet; ${counted(missed, "missed fault")}.` : "No verdicts yet.")]
      : [
          html("p", { class: "big" }, html("strong", {}, percent(precision)), html("span", { class: "quiet" }, " right")),
          interval(precision, low, high),
          html("p", { class: "quiet small" }, `${right} of ${counted(right + wrong, "flag")}; 95 % interval ${percent(low)} to ${percent(high)}`),
          html("dl", { class: "pairs" }, ...pair("Missed faults", String(missed)), ...pair("Kappa of coaches", kappa === null ? "—" : `${kappa.toFixed(2)} (${counted(pairs, "rep")})`), ...(row.split > 0 ? pair("Coaches split", String(row.split)) : []), ...reasons.flatMap(({ text, count }) => pair(text, String(count)))),
        ]),
  );
}

/**
 * @param {string} name
 * @param {string} value
 */
function pair(name, value) {
  return [html("dt", {}, name), html("dd", {}, value)];
}

/**
 * @param {number} share
 * @param {number} low
 * @param {number} high
 */
function interval(share, low, high) {
  const x = (/** @type {number} */ value) => 4 + value * 232;
  return svg("svg", { viewBox: "0 0 240 22", class: "interval", "aria-hidden": "true" }, svg("path", { d: `M4 11H236`, class: "interval-axis" }), svg("path", { d: `M${x(low)} 11H${x(high)}`, class: "interval-range" }), svg("path", { d: `M${x(low)} 5V17M${x(high)} 5V17`, class: "interval-end" }), svg("circle", { cx: x(share), cy: 11, r: 6, class: "interval-dot" }));
}

function paintCut() {
  const cut = find(document, "#cut", HTMLSelectElement).value;
  const rows = trust.breakdown[cut] ?? [];
  const name = CUTS.find(([value]) => value === cut)?.[1] ?? "";
  find(document, "#cut-table", HTMLElement).replaceChildren(
    rows.length === 0
      ? html("p", { class: "quiet" }, "No verdicts yet.")
      : html(
          "table",
          {},
          html("thead", {}, html("tr", {}, html("th", { scope: "col" }, "Rule"), html("th", { scope: "col" }, name), ...["Right", "Of", "Interval", "Missed", "Kappa"].map((text) => html("th", { scope: "col", class: "number" }, text)))),
          html("tbody", {}, ...rows.map((row) => html("tr", {}, html("td", {}, titleOf(row.rule)), html("td", {}, cut === "bands" ? (row.key ?? "—") : capital(plain(row.key))), ...[percent(row.precision), String(row.right + row.wrong), row.low === null ? "—" : `${percent(row.low)} to ${percent(row.high)}`, String(row.missed), row.kappa === null ? "—" : row.kappa.toFixed(2)].map((text) => html("td", { class: "number" }, text))))),
        ),
  );
}

/** @param {Override[]} history */
function paintHistory(history) {
  find(document, "#history", HTMLElement).replaceChildren(
    ...(history.length === 0
      ? [html("li", { class: "quiet" }, "None: every rule uses the limit it came with.")]
      : history.map((one) => {
          const unit = bands.find((band) => band.rule === one.rule && band.fault === one.fault)?.unit ?? "";
          return html("li", {}, html("p", {}, html("strong", {}, `${capital(plain(one.fault))}: ${amount(one.limit, unit)}`), ` for ${one.athlete?.name ?? "everyone"}`), html("p", { class: "quiet small" }, `${one.who}, ${day(one.at)}: ${one.why}${one.ended_at ? ` · ended ${day(one.ended_at)}${one.ended_by ? ` by ${one.ended_by}` : ""}` : ""}`));
        })),
  );
}

async function showLimit() {
  const which = find(document, "#which", HTMLSelectElement).value;
  const band = bands.find((one) => `${one.rule} ${one.fault}` === which);
  if (!band) return;
  const { override, limit, unit, error } = band;
  find(document, "#limit-source", HTMLElement).textContent = `${band.larger_is_fault ? "Flagged above" : "Flagged below"} ${amount(limit, unit)}, give or take ${amount(error, unit)}. ${override ? `Set by ${override.who}: ${override.why}` : capital(band.source)}`;
  await detail.show(band, athletes);
}

async function rescore() {
  try {
    await follow(/** @type {Job} */ (await send("POST", "/api/rescore", { athlete_id: null })));
  } catch (error) {
    sayError(error);
  }
}

/** @param {Job} job */
async function follow(job) {
  const place = find(document, "#rescoring", HTMLElement);
  const button = find(document, "#rescore", HTMLButtonElement);
  place.hidden = false;
  button.disabled = true;
  try {
    for (let now = job; ; now = await get(`/api/jobs/${job.id}`)) {
      const share = now.total ? (now.done ?? 0) / now.total : 0;
      const meter = html("span", { class: "meter" });
      meter.style.setProperty("--share", `${share * 100}%`);
      place.replaceChildren(html("p", {}, now.state === "queued" ? "Waits its turn" : `Judging anew: ${now.done ?? 0} of ${counted(now.total ?? 0, "set")}${now.eta_s ? `, ${timeLeft(now.eta_s)}` : ""}`), meter);
      if (now.state === "done") {
        say("All sets are judged anew.");
        break;
      }
      if (now.state === "failed" || now.state === "cancelled") throw new Error(now.error ?? "Judging anew was cancelled.");
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    await load();
  } finally {
    place.hidden = true;
    button.disabled = false;
  }
}

detail.addEventListener("changed", (event) => {
  const { job } = /** @type {CustomEvent<{ job: Job | null }>} */ (event).detail;
  void (job ? follow(job) : load()).catch(sayError);
});
void load().catch(sayError);
