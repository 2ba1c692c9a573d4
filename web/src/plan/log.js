/** What goes into the log on the server, and where the run under way is kept in the browser. */

import { get, send } from "../api.js";
import { secondsOf, stored } from "./runner.js";
import { stepTitle } from "./step-words.js";

/**
 * @typedef {import("./runner.js").Run} Run
 * @typedef {import("./step-words.js").Known} Known
 * @typedef {import("./plan-api.d.ts").ScanEntry} ScanEntry
 * @typedef {import("./plan-api.d.ts").CheckEntry} CheckEntry
 */

const RUN = "formcue.plan.run";
const ASSOCIATIONS = "formcue.associations";

/** A name that no other entry has; also over plain HTTP, where `crypto.randomUUID` is missing. */
export function newUid() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Run} run */
export function keepRun(run) {
  write(RUN, run.stage === "over" ? null : stored(run, Date.now()));
}

export function keptRun() {
  return readText(RUN);
}

export function forgetRun() {
  write(RUN, null);
}

/**
 * @param {Run} run
 * @param {Known} known
 * @param {boolean} ended
 */
export async function logRun(run, known, ended) {
  if (!run.keep) return;
  await send("PUT", `/api/practice/runs/${run.uid}`, {
    plan: run.plan,
    title: run.title,
    started_at: run.startedAt,
    ended_at: ended ? new Date().toISOString() : null,
    seconds: round(secondsOf(run)),
    steps: run.steps.map((step, i) => ({ kind: step.kind, title: stepTitle(step, known), state: run.done[i]?.outcome ?? "open", seconds: round(run.done[i]?.seconds ?? 0) })),
  });
}

/**
 * @param {Run} run
 * @param {Omit<ScanEntry, "uid">} entry
 */
export async function logScan(run, entry) {
  if (run.keep) await send("PUT", `/api/practice/scans/${newUid()}`, { ...entry, run: run.uid });
}

/**
 * @param {Run} run
 * @param {Omit<CheckEntry, "uid">} entry
 */
export async function logCheckIn(run, entry) {
  if (run.keep) await send("PUT", `/api/practice/check-ins/${newUid()}`, { ...entry, run: run.uid });
}

/** @returns {Promise<ScanEntry | null>} */
export async function latestScan() {
  const page = /** @type {{ items: ScanEntry[] }} */ (await get("/api/practice/scans", { limit: 1 }));
  return page.items[0] ?? null;
}

/**
 * @param {string} exercise
 * @returns {Promise<CheckEntry | null>}
 */
export async function latestCheckIn(exercise) {
  const page = /** @type {{ items: CheckEntry[] }} */ (await get("/api/practice/check-ins", { exercise, limit: 1 }));
  return page.items[0] ?? null;
}

/**
 * What a drill is for, in the person's own words; kept in this browser.
 *
 * @param {string} exercise
 * @returns {string}
 */
export function associationFor(exercise) {
  try {
    return String(JSON.parse(readText(ASSOCIATIONS) ?? "{}")[exercise] ?? "");
  } catch {
    return "";
  }
}

/**
 * @param {string} exercise
 * @param {string} words
 */
export function keepAssociation(exercise, words) {
  /** @type {Record<string, string>} */
  let all = {};
  try {
    all = JSON.parse(readText(ASSOCIATIONS) ?? "{}");
  } catch {
    // unreadable: begin anew
  }
  write(ASSOCIATIONS, JSON.stringify({ ...all, [exercise]: words }));
}

/** @param {string} key */
function readText(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string | null} text
 */
function write(key, text) {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // a browser that keeps nothing cannot take a plan up again
  }
}

/** @param {number} seconds */
function round(seconds) {
  return Math.round(seconds * 10) / 10;
}
