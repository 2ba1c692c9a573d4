/** The progress page: reps towards the goals, the cue that works, the days, what was felt, the body over time. */

import "../elements/app-header.js";
import { address, get, send } from "../api.js";
import { ask } from "../ask.js";
import { sayError } from "../coach.js";
import { find, html, svg } from "../dom.js";
import { GROUPS, partName } from "../plan/body-parts.js";
import { FEELS } from "../plan/scan-advice.js";
import { towards } from "../review/progress.js";
import { capital, counted, day, percent } from "../words.js";
import { dateKey, daysOf, rhythm, sinceWords, weeks } from "./days.js";
import { feltWords, layOutFelt } from "./felt.js";

/**
 * @typedef {import("../plan/plan-api.d.ts").CheckEntry} CheckEntry
 * @typedef {import("../plan/plan-api.d.ts").ScanEntry} ScanEntry
 * @typedef {import("../plan/plan-api.d.ts").ExerciseTitle} ExerciseTitle
 * @typedef {import("./days.js").Practised} Practised
 * @typedef {{ text: string, times: number, gone: number, after: number, unit: "reps" | "s" }} BestCue
 * @typedef {{ exercise: string, sets: number, reps: number, scored: number, clean: number, held_s: number, goals: number[], best_cue: BestCue | null }} Movement
 */

const WEEKS = 13;
const SCANS_SHOWN = 6;
const NAMES = ["learned", "automatic"];

const main = find(document, "#content", HTMLElement);
/** @type {Map<string, ExerciseTitle>} */
const titles = new Map();

async function show() {
  const [exercises, progress, checks, scans] = /** @type {[ExerciseTitle[], { movements: Movement[], practised: Practised[] }, { items: CheckEntry[] }, { items: ScanEntry[] }]} */ (
    await Promise.all([get("/api/exercises"), get("/api/practice/progress"), get("/api/practice/check-ins", { limit: 200 }), get("/api/practice/scans", { limit: SCANS_SHOWN })])
  );
  for (const one of exercises) titles.set(one.name, one);
  const { movements, practised } = progress;
  const [latest] = practised;
  main.replaceChildren(
    html("div", { class: "stack tight" }, html("h1", {}, "Coming back"), html("p", { class: "quiet" }, latest ? sinceWords(latest.at, new Date()) : "Nothing here yet. It fills with the sets you keep and the plans you run.")),
    ...(latest ? [calendar(practised)] : [html("div", { class: "buttons" }, html("a", { class: "button main", href: "/plan" }, "Choose a plan"), html("a", { class: "button", href: "/practice" }, "Practise a set"))]),
    ...(movements.length > 0 ? [html("section", { class: "stack", "aria-labelledby": "moves" }, html("h2", { id: "moves" }, "Movements"), html("div", { class: "moves" }, ...movements.map(movement)), html("p", { class: "quiet small" }, "About 1,000 clean reps until a movement is learned and 10,000 until it is automatic: rules of thumb from practice, not measurements. ", html("a", { href: "/sources#numbers" }, "Sources")))] : []),
    ...(checks.items.length > 0 ? [felt(checks.items)] : []),
    ...(scans.items.length > 0 ? [body(scans.items)] : []),
    data(),
  );
}

/** @param {ReadonlyArray<Practised>} practised */
function calendar(practised) {
  const days = daysOf(practised);
  const rows = weeks(days, new Date(), WEEKS);
  return html(
    "section",
    { class: "panel stack", "aria-labelledby": "days" },
    html("h2", { id: "days" }, "Days"),
    html("p", {}, rhythm(rows.slice(-9))),
    html(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-label": "Calendar" },
      html(
        "table",
        { class: "calendar" },
        html("caption", { class: "unseen" }, `Practice in the last ${WEEKS} weeks`),
        html("thead", {}, html("tr", {}, html("th", { scope: "col" }, "Week of"), ...["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].map((name) => html("th", { scope: "col" }, name)))),
        html("tbody", {}, ...rows.map((row) => html("tr", {}, html("th", { scope: "row" }, shortDay(row.monday)), ...row.days.map(cell)))),
      ),
    ),
  );
}

/** @param {import("./days.js").Day | null} one */
function cell(one) {
  if (!one) return html("td", { class: "ahead" });
  const minutes = Math.round(one.seconds / 60);
  const words = one.sets + one.plans === 0 ? "" : [one.plans > 0 ? counted(one.plans, "plan") : "", one.sets > 0 ? counted(one.sets, "set") : "", one.reps > 0 ? counted(one.reps, "rep") : ""].filter(Boolean).join(", ");
  return html("td", { class: words ? "done" : null, title: words || null }, words ? html("span", { class: "unseen" }, words) : null, words ? html("span", { "aria-hidden": "true" }, minutes > 0 ? `${minutes}′` : "•") : null);
}

/** @param {string} date */
function shortDay(date) {
  const [year, month, number] = date.split("-").map(Number);
  return new Date(year ?? 0, (month ?? 1) - 1, number).toLocaleDateString(undefined, { day: "numeric", month: "short" });
}

/** @param {Movement} one */
function movement({ exercise, sets, reps, scored, clean, held_s, goals, best_cue }) {
  const hold = titles.get(exercise)?.kind === "hold";
  return html(
    "article",
    { class: "panel stack" },
    html("h3", {}, title(exercise)),
    html("p", {}, html("strong", { class: "big" }, clean.toLocaleString("en")), ` clean ${hold ? "holds" : "reps"} of ${reps.toLocaleString("en")} in ${counted(sets, "set")}`, hold ? html("span", { class: "quiet" }, `, ${Math.round(held_s / 60)} min held`) : null),
    html("p", { class: "quiet small" }, scored === 0 ? "None could be judged so far." : `${percent(clean / scored)} of the ${scored.toLocaleString("en")} that could be judged.`),
    ...(hold ? [] : towards(clean, goals).map(({ goal, share, left }, i) => {
      const meter = html("span", { class: "meter", role: "img", "aria-label": `${percent(share)} of ${goal.toLocaleString("en")}` });
      meter.style.setProperty("--share", `${share * 100}%`);
      return html("div", { class: "stack tight" }, html("p", { class: "row" }, html("span", {}, `${capital(NAMES[i] ?? "")}, about ${goal.toLocaleString("en")}`), html("span", { class: "quiet small" }, left === 0 ? "reached" : `${left.toLocaleString("en")} to go`)), meter);
    })),
    best_cue ? html("p", {}, "Best cue so far: ", html("strong", {}, best_cue.text), html("span", { class: "quiet small" }, ` Said ${best_cue.times} times; gone ${best_cue.gone} times, ${best_cue.unit === "reps" ? `typically by rep ${best_cue.after} after it` : `typically within ${best_cue.after.toFixed(0)} s`}. It may have gone by itself.`)) : html("p", { class: "quiet small" }, "No best cue yet: one shows when a cue was given twice and the fault went."),
  );
}

/** @param {ReadonlyArray<CheckEntry>} checks */
function felt(checks) {
  const names = [...new Set(checks.map(({ exercise }) => exercise))];
  return html("section", { class: "stack", "aria-labelledby": "felt" }, html("h2", { id: "felt" }, "Where it was felt"), html("div", { class: "moves" }, ...names.map((name) => feltPanel(name, checks.filter(({ exercise }) => exercise === name)))));
}

/**
 * @param {string} exercise
 * @param {ReadonlyArray<CheckEntry>} checks newest first
 */
function feltPanel(exercise, checks) {
  const plot = layOutFelt(checks, innerWidth < 600 ? 300 : 420);
  const target = checks[0]?.target ?? "";
  const places = [...new Set(checks.flatMap((one) => (one.felt === "target" ? [] : one.places)))].map(partName);
  const labels = { target: "as meant", elsewhere: "elsewhere", nowhere: "nowhere" };
  const [first, last] = [plot.dots[0], plot.dots.at(-1)];
  return html(
    "article",
    { class: "panel stack" },
    html("h3", {}, title(exercise)),
    html("p", {}, feltWords(checks)),
    svg(
      "svg",
      { viewBox: `0 0 ${plot.width} ${plot.height}`, class: "felt", role: "img", "aria-label": `${feltWords(checks)} Effort, oldest first: ${plot.dots.map(({ effort }) => effort).join(", ")}` },
      ...plot.rows.flatMap(({ felt: row, y }) => [svg("line", { x1: plot.left, x2: plot.right, y1: y, y2: y, class: "plot-grid" }), svg("text", { x: plot.left - 10, y: y + 4, class: "plot-label", "text-anchor": "end" }, labels[row])]),
      ...plot.dots.flatMap(({ x, y, effort, felt: row }) => [svg("circle", { cx: x, cy: y, r: 12, class: row === "target" ? "felt-dot" : "felt-dot off" }), svg("text", { x, y: y + 4, class: "felt-number", "text-anchor": "middle" }, String(effort))]),
      ...(first && last ? [svg("text", { x: plot.left, y: plot.height - 6, class: "plot-label" }, day(first.at)), ...(first === last || !plot.wide ? [] : [svg("text", { x: plot.right, y: plot.height - 6, class: "plot-label", "text-anchor": "end" }, day(last.at))])] : []),
    ),
    html("p", { class: "quiet small" }, `Meant: the ${target}. The number is the effort, 1 to 10.${places.length > 0 ? ` Elsewhere: ${places.join(", ")}.` : ""}`),
  );
}

/** @param {ReadonlyArray<ScanEntry>} scans newest first */
function body(scans) {
  const shown = [...scans].reverse();
  const parts = GROUPS.flatMap(({ parts: all }) => all).filter((part) => shown.some((scan) => scan.parts[part] && scan.parts[part].feel !== "fine"));
  return html(
    "section",
    { class: "panel stack", "aria-labelledby": "body" },
    html("h2", { id: "body" }, "The body over time"),
    parts.length === 0
      ? html("p", {}, `All fine in the latest ${counted(shown.length, "scan")}.`)
      : html(
          "div",
          { class: "scroll", tabindex: "0", role: "group", "aria-label": "Scans" },
          html(
            "table",
            {},
            html("thead", {}, html("tr", {}, html("th", { scope: "col" }, "Part"), ...shown.map(({ at }) => html("th", { scope: "col" }, shortDay(dateKey(new Date(at))))))),
            html("tbody", {}, ...parts.map((part) => html("tr", {}, html("th", { scope: "row" }, capital(partName(part))), ...shown.map((scan) => feelCell(scan.parts[part]))))),
          ),
        ),
  );
}

/** @param {{ feel: string, note: string } | undefined} mark */
function feelCell(mark) {
  const name = FEELS.find(({ feel }) => feel === mark?.feel)?.name.toLowerCase() ?? "–";
  return html("td", { "data-feel": mark?.feel ?? null }, name, mark?.note ? html("span", { class: "quiet small" }, ` ${mark.note}`) : null);
}

function data() {
  /**
   * @param {string} name
   * @param {string} path
   */
  const row = (name, path) => html("li", {}, html("span", {}, name), html("a", { href: address(path, { format: "csv" }), download: true, "aria-label": `${name} as CSV` }, "CSV"), html("a", { href: address(path, { format: "json" }), download: true, "aria-label": `${name} as JSON` }, "JSON"));
  return html(
    "section",
    { class: "panel stack", "aria-labelledby": "data" },
    html("h2", { id: "data" }, "Your data"),
    html("p", { class: "quiet" }, "All of it lies on the machine that Formcue runs on. Take it along, or delete the log."),
    html("ul", { class: "downloads" }, row("Check-ins", "/api/practice/check-ins"), row("Body scans", "/api/practice/scans"), row("Plans run", "/api/practice/runs"), row("Sets", "/api/sessions")),
    html("div", { class: "buttons" }, html("button", { class: "button slim danger", type: "button", click: () => void forget() }, "Delete the log")),
  );
}

async function forget() {
  try {
    if (!(await ask("Delete the log?", [html("p", {}, "Check-ins, body scans and plans that were run go for good. Kept sets stay: delete them on the page of the athlete or the videos.")], "Delete it", () => true))) return;
    await send("DELETE", "/api/practice/log");
    await show();
  } catch (error) {
    sayError(error);
  }
}

/** @param {string} exercise */
function title(exercise) {
  return titles.get(exercise)?.title ?? capital(exercise.replaceAll("_", " "));
}

void show().catch((error) => {
  main.replaceChildren(html("div", { class: "empty" }, html("h1", {}, "Coming back"), html("p", { class: "notice-line" }, error instanceof Error ? error.message : String(error))));
});
