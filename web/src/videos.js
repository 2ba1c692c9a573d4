/** The page that takes videos in: drop, send, follow the analysis. */

import "./elements/app-header.js";
import { get, send } from "./api.js";
import { say, sayError } from "./coach.js";
import { find, html } from "./dom.js";
import { EXERCISES } from "./exercises.js";
import { filesOf, isVideo } from "./review/files.js";
import { Uploads } from "./review/uploads.js";
import { bytes, capital, counted, dayAndTime, plain, timeLeft } from "./words.js";

/**
 * @typedef {import("./review-api.d.ts").Job} Job
 * @typedef {import("./review/uploads.js").Sending} Sending
 */

const BUSY_MS = 1000;
const IDLE_MS = 5000;
const ACTIVE = new Set(["uploading", "queued", "running"]);

const uploads = new Uploads((job) => {
  if (job?.state === "duplicate") say(`${job.name} was analysed before: nothing is done twice.`);
  paint();
  if (job) void refresh();
});
/** @type {Job[]} */
let jobs = [];
let timer = 0;

const main = find(document, "#content", HTMLElement);
const pickFiles = html("input", { type: "file", multiple: true, accept: "video/*", class: "unseen", id: "files", tabindex: -1, "aria-label": "Video files", change: () => choose(pickFiles) });
const pickFolder = html("input", { type: "file", webkitdirectory: true, class: "unseen", id: "folder", tabindex: -1, "aria-label": "Folder of videos", change: () => choose(pickFolder) });
main.append(
  html("div", { class: "page-title" }, html("div", { class: "stack tight" }, html("h1", {}, "Videos"), html("p", { class: "quiet" }, "Recorded sets are judged by the same rules as live ones. They stay on the Formcue server you opened this page from."))),
  html(
    "section",
    { class: "drop panel", id: "drop", "aria-labelledby": "drop-title" },
    html("h2", { id: "drop-title" }, "Drop videos or a folder here"),
    html("div", { class: "buttons" }, html("button", { class: "button main", type: "button", click: () => pickFiles.click() }, "Choose files"), html("button", { class: "button", type: "button", click: () => pickFolder.click() }, "Choose a folder")),
    pickFiles,
    pickFolder,
    html(
      "div",
      { class: "drop-about" },
      html("div", { class: "field" }, html("label", { for: "exercise" }, "Exercise"), html("select", { id: "exercise" }, html("option", { value: "auto" }, "Find out"), ...EXERCISES.map(({ name, title }) => html("option", { value: name }, title)))),
      html("div", { class: "field" }, html("label", { for: "athlete" }, "Athlete"), html("select", { id: "athlete" }, html("option", { value: "" }, "Nobody yet"))),
      html("form", { class: "field", submit: (event) => void addAthlete(event) }, html("label", { for: "new-athlete" }, "New athlete"), html("div", { class: "one-line" }, html("input", { id: "new-athlete", type: "text", maxlength: 80, autocomplete: "off" }), html("button", { class: "button slim", type: "submit" }, "Add"))),
    ),
  ),
  html("section", { class: "stack", "aria-labelledby": "jobs-title" }, html("h2", { id: "jobs-title" }, "Analysis"), html("p", { class: "unseen", role: "status", id: "jobs-said" }), html("ul", { class: "jobs", id: "jobs" })),
);

/** @param {HTMLInputElement} from */
function choose(from) {
  take([...(from.files ?? [])]);
  from.value = "";
}

/** @param {ReadonlyArray<File>} files */
function take(files) {
  const videos = files.filter(isVideo);
  const others = files.length - videos.length;
  if (others > 0) say(videos.length === 0 ? `No video among ${counted(others, "file")}.` : `${counted(others, "file")} left out: not a video.`);
  if (videos.length === 0) return;
  const athlete = find(document, "#athlete", HTMLSelectElement).value;
  uploads.add(videos, { exercise: find(document, "#exercise", HTMLSelectElement).value, ...(athlete ? { athlete_id: Number(athlete) } : {}) });
}

/** @param {Event} event */
async function addAthlete(event) {
  event.preventDefault();
  const field = find(document, "#new-athlete", HTMLInputElement);
  if (field.value.trim() === "") return;
  try {
    const made = /** @type {import("./review-api.d.ts").Athlete} */ (await send("POST", "/api/athletes", { name: field.value.trim() }));
    field.value = "";
    await offerAthletes(String(made.id));
  } catch (error) {
    sayError(error);
  }
}

/** @param {string} chosen */
async function offerAthletes(chosen) {
  const { items } = /** @type {import("./review-api.d.ts").Page<import("./review-api.d.ts").Athlete>} */ (await get("/api/athletes", { limit: 200 }));
  find(document, "#athlete", HTMLSelectElement).replaceChildren(html("option", { value: "" }, "Nobody yet"), ...items.map(({ id, name }) => html("option", { value: id, selected: String(id) === chosen }, name)));
}

async function refresh() {
  clearTimeout(timer);
  try {
    jobs = /** @type {import("./review-api.d.ts").Page<Job>} */ (await get("/api/jobs", { limit: 100 })).items;
    paint();
  } catch (error) {
    sayError(error);
  }
  timer = window.setTimeout(() => void refresh(), document.hidden ? IDLE_MS * 4 : jobs.some(({ state }) => ACTIVE.has(state)) ? BUSY_MS : IDLE_MS);
}

function paint() {
  const place = find(document, "#jobs", HTMLElement);
  const shown = [...uploads.all.map((one) => ({ key: `file ${one.file.name} ${one.file.lastModified}`, row: () => sendingRow(one) })), ...jobs.filter((job) => !uploads.owns(job)).map((job) => ({ key: `job ${job.id}`, row: () => jobRow(job) }))];
  // rows stay where they are, so that a button keeps the focus while numbers change around it
  const old = new Map([...place.children].map((row) => [row.getAttribute("data-key") ?? "", row]));
  const rows = shown.map(({ key, row }) => {
    const made = row();
    made.setAttribute("data-key", key);
    const before = old.get(key);
    if (!before) return made;
    if (before.getAttribute("data-state") === made.getAttribute("data-state")) {
      const [from, to] = [made.querySelector(".job-progress"), before.querySelector(".job-progress")];
      if (from && to) to.replaceWith(from);
      return before;
    }
    return made;
  });
  if (rows.length !== place.children.length || rows.some((row, i) => row !== place.children[i])) place.replaceChildren(...(rows.length > 0 ? rows : [html("li", { class: "quiet" }, "Nothing yet. What you drop above shows up here.")]));
  const running = jobs.filter(({ state }) => ACTIVE.has(state)).length;
  const said = running > 0 ? `${counted(running, "video")} being analysed` : "";
  const status = find(document, "#jobs-said", HTMLElement);
  if (status.textContent !== said) status.textContent = said;
}

/** @param {Sending} one */
function sendingRow(one) {
  const { file, state, sent, error } = one;
  const words = state === "failed" ? (error ?? "") : state === "waiting" ? "Waits to be sent" : `Sent ${bytes(sent)} of ${bytes(file.size)}`;
  return row(file.name, `send-${state}`, words, file.size > 0 ? sent / file.size : 0, state === "sending", [
    ...(state === "failed" ? [button("Try again", () => uploads.again(one))] : []),
    button(state === "failed" ? "Put away" : "Cancel", () => void uploads.stop(one)),
  ]);
}

/** @param {Job} job */
function jobRow(job) {
  const { state, done, total } = job;
  const busy = state === "running" || state === "queued";
  const what = job.kind === "rescore" ? "Judging all sets anew" : job.name;
  const about = [job.athlete?.name, job.exercise && job.exercise !== "auto" ? capital(plain(job.exercise)) : null].filter(Boolean).join(" · ");
  return row(what, state, jobWords(job), total ? (done ?? 0) / total : 0, busy, [
    ...(job.session_id !== null && (state === "done" || state === "duplicate") && job.kind === "video" ? [html("a", { class: "button slim", href: `/review?session=${job.session_id}&status=all` }, "Review")] : []),
    ...(busy ? [button("Cancel", () => void act("POST", `/api/jobs/${job.id}/cancel`))] : []),
    ...(state === "failed" || state === "cancelled" ? [button("Try again", () => void act("POST", `/api/jobs/${job.id}/retry`))] : []),
    ...(busy ? [] : [button("Put away", () => void act("DELETE", state === "uploading" ? `/api/uploads/${job.id}` : `/api/jobs/${job.id}`))]),
  ], about);
}

/** @param {Job} job */
function jobWords({ state, done, total, unit, eta_s: eta, error, received, size, updated_at: at }) {
  if (state === "running") {
    const count = total ? `${(done ?? 0).toLocaleString("en")} of ${counted(total, unit.slice(0, -1))}` : "Starting";
    return [count, timeLeft(eta)].filter(Boolean).join(", ");
  }
  if (state === "queued") return "Waits its turn";
  if (state === "uploading") return `${bytes(received ?? 0)} of ${bytes(size ?? 0)} arrived. Drop the same file again to go on.`;
  if (state === "failed") return error ?? "It failed.";
  if (state === "cancelled") return "Cancelled";
  if (state === "duplicate") return "The same file as before: its reps are there already.";
  return `Done ${dayAndTime(at)}`;
}

/**
 * @param {string} name
 * @param {string} state
 * @param {string} words
 * @param {number} share
 * @param {boolean} busy
 * @param {Node[]} buttons
 * @param {string} [about]
 */
function row(name, state, words, share, busy, buttons, about = "") {
  const meter = html("span", { class: "meter", role: "progressbar", "aria-label": name, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.round(share * 100) });
  meter.style.setProperty("--share", `${Math.round(share * 1000) / 10}%`);
  return html("li", { class: "job panel", "data-state": state }, html("div", { class: "stack tight" }, html("h3", {}, name), html("div", { class: "job-progress stack tight" }, html("p", { class: "quiet" }, about ? `${about} · ${words}` : words), ...(busy ? [meter] : []))), html("div", { class: "buttons" }, ...buttons));
}

/**
 * @param {string} text
 * @param {() => void} click
 */
function button(text, click) {
  return html("button", { class: "button slim", type: "button", click }, text);
}

/**
 * @param {"POST" | "DELETE"} method
 * @param {string} path
 */
async function act(method, path) {
  try {
    await send(method, path);
  } catch (error) {
    sayError(error);
  }
  await refresh();
}

const drop = find(document, "#drop", HTMLElement);
addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) drop.classList.remove("over");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (event.dataTransfer) void filesOf(event.dataTransfer).then(take, sayError);
});
addEventListener("beforeunload", (event) => {
  if (uploads.active) event.preventDefault();
});
void offerAthletes("").catch(sayError);
void refresh();
