/** All athletes, or one: progress over sets, comments, sharing, export, deleting. */

import "./elements/app-header.js";
import { address, get, send } from "./api.js";
import { ask } from "./ask.js";
import { say, sayError } from "./coach.js";
import { find, html, svg } from "./dom.js";
import { share } from "./elements/share-dialog.js";
import { layOutProgress, towards } from "./review/progress.js";
import { bytes, capital, counted, day, dayAndTime, moment, percent, plain } from "./words.js";

/**
 * @typedef {import("./review-api.d.ts").Athlete} Athlete
 * @typedef {import("./review-api.d.ts").SessionDetail} SessionDetail
 * @typedef {import("./review-api.d.ts").Comment} Comment
 * @typedef {import("./review-api.d.ts").ExerciseProgress} ExerciseProgress
 * @typedef {import("./review-api.d.ts").Footprint} Footprint
 */

const PLOT_HEIGHT = 190;
const main = find(document, "#content", HTMLElement);
/** @type {Map<string, string>} */
const titles = new Map();

/** @param {string} id */
async function showOne(id) {
  const athlete = /** @type {Athlete} */ (await get(`/api/athletes/${id}`));
  const [progress, sessions, comments] = await Promise.all([get(`/api/athletes/${id}/progress`), get("/api/sessions", { athlete: id, limit: 50 }), get("/api/comments", { athlete: id, limit: 50 })]);
  const { exercises } = /** @type {import("./review-api.d.ts").Progress} */ (progress);
  const sets = /** @type {import("./review-api.d.ts").Page<SessionDetail>} */ (sessions);
  const said = /** @type {import("./review-api.d.ts").Page<Comment>} */ (comments).items;
  document.title = `${athlete.name} · Formcue`;
  main.replaceChildren(
    html("p", {}, html("a", { href: "/athlete" }, "← All athletes")),
    html(
      "div",
      { class: "page-title" },
      html("div", { class: "stack tight" }, html("h1", {}, athlete.name), html("p", { class: "quiet" }, `${counted(athlete.sessions, "set")}, ${counted(athlete.reps, "rep")}${athlete.unreviewed > 0 ? `, ${athlete.unreviewed} waiting for review` : ""}`)),
      html("div", { class: "buttons" }, html("a", { class: "button main", href: `/review?athlete=${athlete.id}` }, "Review"), html("button", { class: "button", type: "button", id: "share", disabled: sets.items.length === 0, click: () => void share(athlete.name, sets.items) }, "Share")),
    ),
    ...exercises.map(exercisePanel),
    ...(exercises.length === 0 ? [html("div", { class: "empty panel" }, html("h2", {}, "No sets yet"), html("p", { class: "quiet" }, "They come from live practice that is kept, or from videos."), html("a", { class: "button", href: "/videos" }, "Add videos"))] : []),
    html("section", { class: "panel stack", "aria-labelledby": "sets-title" }, html("h2", { id: "sets-title" }, "Sets"), html("ul", { class: "sets" }, ...sets.items.map(setRow), ...(sets.items.length === 0 ? [html("li", { class: "quiet" }, "None yet.")] : []))),
    html("section", { class: "panel stack", "aria-labelledby": "said-title" }, html("h2", { id: "said-title" }, "Comments"), html("ul", { class: "said-list" }, ...said.map(commentRow), ...(said.length === 0 ? [html("li", { class: "quiet" }, "None yet.")] : []))),
    html(
      "section",
      { class: "panel stack", "aria-labelledby": "data-title" },
      html("h2", { id: "data-title" }, "Data"),
      html("p", { class: "quiet" }, "Take it along as a table or as JSON."),
      html("ul", { class: "downloads" }, ...download("Sets", "/api/sessions", athlete.id), ...download("Flagged reps", "/api/queue", athlete.id), ...download("Verdicts", "/api/reviews", athlete.id), ...download("Comments", "/api/comments", athlete.id)),
      html("div", { class: "buttons" }, html("button", { class: "button danger slim", type: "button", id: "delete", click: () => void remove(athlete) }, `Delete ${athlete.name}`)),
    ),
  );
  draw(exercises);
}

/** @param {ExerciseProgress} progress */
function exercisePanel({ exercise, reps, goals }) {
  const unit = exercise === "plank" ? "hold" : "rep";
  return html(
    "section",
    { class: "panel stack", "aria-label": capital(plain(exercise)) },
    html("div", { class: "row" }, html("h2", {}, capital(plain(exercise))), html("p", { class: "quiet" }, counted(reps, unit))),
    html(
      "div",
      { class: "goals" },
      ...towards(reps, goals).map(({ goal, share: part, left }) => {
        const meter = html("span", { class: "meter", role: "img", "aria-label": `${percent(part)} of ${counted(goal, unit)}` });
        meter.style.setProperty("--share", `${part * 100}%`);
        return html("div", { class: "stack tight" }, html("p", { class: "row" }, html("span", {}, counted(goal, unit)), html("span", { class: "quiet" }, left === 0 ? "reached" : `${left.toLocaleString("en")} to go`)), meter);
      }),
    ),
    html("div", { class: "progress-plot", "data-exercise": exercise }),
  );
}

/** @param {ReadonlyArray<ExerciseProgress>} exercises */
function draw(exercises) {
  for (const place of document.querySelectorAll(".progress-plot")) {
    const progress = exercises.find(({ exercise }) => exercise === place.getAttribute("data-exercise"));
    if (!progress) continue;
    const plot = layOutProgress(progress, Math.max(280, place.clientWidth), PLOT_HEIGHT);
    const words = plot.lines.map(({ rule, last }) => `${titles.get(rule) ?? plain(rule)}: ${percent(last)} clean in the latest set`).join("; ");
    place.replaceChildren(
      svg(
        "svg",
        { viewBox: `0 0 ${plot.width} ${plot.height}`, class: "lines", role: "img", "aria-label": `Clean reps over ${counted(progress.sets.length, "set")}. ${words}` },
        ...plot.yTicks.flatMap((tick) => [svg("line", { x1: plot.left, x2: plot.right, y1: tick.y, y2: tick.y, class: "plot-grid" }), svg("text", { x: plot.left - 8, y: tick.y + 4, class: "plot-label", "text-anchor": "end" }, tick.label)]),
        ...plot.dates.map(({ x, at, anchor }) => svg("text", { x, y: plot.height - 8, class: "plot-label", "text-anchor": anchor }, day(at))),
        ...plot.lines.flatMap((line, i) => [svg("path", { d: line.path, class: `line-${i % 3}` }), ...line.points.map((point) => svg("circle", { cx: point.x, cy: point.y, r: 4, class: `dot-${i % 3}` }))]),
      ),
      html("ul", { class: "line-legend" }, ...plot.lines.map(({ rule, last }, i) => html("li", {}, svg("svg", { viewBox: "0 0 30 12", "aria-hidden": "true" }, svg("path", { d: "M0 6H30", class: `line-${i % 3}` })), `${titles.get(rule) ?? plain(rule)}, clean share: ${percent(last)}`))),
    );
  }
}

/** @param {SessionDetail} session */
function setRow(session) {
  return html(
    "li",
    {},
    html("a", { href: `/review?session=${session.id}&status=all` }, `${capital(plain(session.exercise))}, ${dayAndTime(session.captured_at)}`),
    html("span", { class: "quiet" }, `${counted(session.rep_count, session.exercise === "plank" ? "hold" : "rep")}, ${session.flagged_count} flagged${session.kind === "video" ? ` · ${session.source}` : ""}`),
    html("button", { class: "link", type: "button", "aria-label": `Delete the set of ${dayAndTime(session.captured_at)}`, click: () => void removeSet(session) }, "Delete"),
  );
}

/** @param {Comment} comment */
function commentRow(comment) {
  return html("li", {}, html("p", {}, comment.text), html("p", { class: "quiet small" }, `${comment.author}, ${dayAndTime(comment.at)}${comment.t === null ? "" : ` · at ${moment(comment.t)}`} · `, comment.rep_id === null ? "" : html("a", { href: `/review?rep=${comment.rep_id}` }, "See the rep")));
}

/**
 * @param {string} name
 * @param {string} path
 * @param {import("./review-api.d.ts").Id} athlete
 */
function download(name, path, athlete) {
  const query = path === "/api/queue" ? { athlete, status: "all" } : { athlete };
  return [html("li", {}, html("span", {}, name), html("a", { href: address(path, { ...query, format: "csv" }), download: true, "aria-label": `${name} as CSV` }, "CSV"), html("a", { href: address(path, { ...query, format: "json" }), download: true, "aria-label": `${name} as JSON` }, "JSON"))];
}

/** @param {Footprint} goes */
function footprint({ sessions, reps, reviews, comments, drawings, files, bytes: size }) {
  return html("ul", { class: "goes" }, ...[counted(sessions, "set"), counted(reps, "rep"), counted(reviews, "verdict"), counted(comments, "comment"), counted(drawings, "drawing"), `${counted(files, "file")}, ${bytes(size)}`].map((text) => html("li", {}, text)));
}

/** @param {Athlete} athlete */
async function remove(athlete) {
  try {
    const goes = /** @type {Footprint} */ (await get(`/api/athletes/${athlete.id}/footprint`));
    const yes = await ask(`Delete ${athlete.name}?`, [html("p", {}, "This goes for good:"), footprint(goes)], "Delete all of it", () => true);
    if (!yes) return;
    await send("DELETE", `/api/athletes/${athlete.id}`);
    history.replaceState(null, "", "/athlete");
    await showAll();
    say(`${athlete.name} is deleted.`);
  } catch (error) {
    sayError(error);
  }
}

/** @param {SessionDetail} session */
async function removeSet(session) {
  try {
    const goes = /** @type {Footprint} */ (await get(`/api/sessions/${session.id}/footprint`));
    const yes = await ask("Delete this set?", [html("p", {}, `${capital(plain(session.exercise))}, ${dayAndTime(session.captured_at)}. This goes for good:`), footprint(goes)], "Delete it", () => true);
    if (!yes) return;
    await send("DELETE", `/api/sessions/${session.id}`);
    await show();
    say("The set is deleted.");
  } catch (error) {
    sayError(error);
  }
}

async function showAll() {
  document.title = "Athletes · Formcue";
  const { items } = /** @type {import("./review-api.d.ts").Page<Athlete>} */ (await get("/api/athletes", { limit: 200 }));
  main.replaceChildren(
    html("div", { class: "page-title" }, html("div", { class: "stack tight" }, html("h1", {}, "Athletes"), html("p", { class: "quiet" }, counted(items.length, "athlete")))),
    html("form", { class: "one-line new-athlete", submit: (event) => void add(event) }, html("label", { class: "unseen", for: "new-name" }, "Name of a new athlete"), html("input", { id: "new-name", type: "text", required: true, maxlength: 80, placeholder: "Name of a new athlete", autocomplete: "off" }), html("button", { class: "button slim", type: "submit" }, "Add")),
    html("ul", { class: "athletes" }, ...items.map(({ id, name, sessions, reps, unreviewed }) => html("li", {}, html("a", { class: "panel athlete-card", href: `/athlete?id=${id}` }, html("strong", {}, name), html("span", { class: "quiet" }, `${counted(sessions, "set")}, ${counted(reps, "rep")}`), ...(unreviewed > 0 ? [html("span", { class: "waits" }, `${unreviewed} to review`)] : []))))),
    ...(items.length === 0 ? [html("p", { class: "quiet" }, "Nobody yet. Add a name above, then choose it when you add videos.")] : []),
  );
}

/** @param {Event} event */
async function add(event) {
  event.preventDefault();
  try {
    await send("POST", "/api/athletes", { name: find(document, "#new-name", HTMLInputElement).value.trim() });
    await showAll();
  } catch (error) {
    sayError(error);
  }
}

async function show() {
  const id = new URLSearchParams(location.search).get("id");
  if (titles.size === 0) for (const rule of /** @type {import("./review-api.d.ts").Rule[]} */ (await get("/api/rules"))) titles.set(rule.id, rule.title);
  await (id ? showOne(id) : showAll());
}

addEventListener("popstate", () => void show().catch(sayError));
void show().catch((error) => {
  main.replaceChildren(html("div", { class: "empty" }, html("h1", {}, "Athletes"), html("p", { class: "notice-line" }, error instanceof Error ? error.message : String(error)), html("a", { class: "button", href: "/athlete" }, "All athletes")));
});
