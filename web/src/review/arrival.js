/**
 * A set that was just done comes to its review: the server takes it in within a second or so, longer while it analyses a video.
 *
 * @typedef {import("../review-api.d.ts").Id} Id
 * @typedef {import("../review-api.d.ts").SessionDetail} SessionDetail
 * @typedef {import("../review-api.d.ts").SessionFull} SessionFull
 * @typedef {import("../review-api.d.ts").RepShort} RepShort
 * @typedef {import("../review-api.d.ts").Page<SessionDetail>} SessionPage
 * @typedef {{ get: (path: string, query?: import("../api.js").Query) => Promise<any>, pause: (ms: number) => Promise<unknown>, now: () => number }} Means
 */

import { get } from "../api.js";
import { find, html } from "../dom.js";
import { EXERCISES } from "../exercises.js";

const PATIENCE_MS = 15_000;
const EVERY_MS = 700;

/** @type {Means} */
const REAL = { get, pause: (ms) => new Promise((done) => setTimeout(done, ms)), now: () => performance.now() };

/**
 * The session of a set, waited for where it isn't there yet.
 *
 * @param {string} set as the practice page names it, such as "20261122T212448Z-plank-0a1b2c3d"
 * @param {() => boolean} wanted false: give up
 * @param {Means} [means] for tests
 * @returns {Promise<SessionFull | null>} null where it did not come, or is not wanted any more
 */
export async function sessionOfSet(set, wanted, { get, pause, now } = REAL) {
  const end = now() + PATIENCE_MS;
  for (;;) {
    const session = await look(set, get);
    if (session || !wanted() || now() + EVERY_MS > end) return session && wanted() ? get(`/api/sessions/${session.id}`) : null;
    await pause(EVERY_MS);
  }
}

/**
 * A session's source is the name of its set; one that another program put in has the moment it ended alone.
 *
 * @param {string} set
 * @param {Means["get"]} get
 * @returns {Promise<SessionDetail | null>}
 */
async function look(set, get) {
  const [, at = "", exercise = ""] = /^(\d{8}T\d{6}Z)-([a-z0-9_]+)-/u.exec(set) ?? [];
  const ended = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u, "$1-$2-$3T$4:$5:$6Z"));
  /** @type {string | null} */
  let cursor = null;
  do {
    const page = /** @type {SessionPage} */ (await get("/api/sessions", { kind: "set", limit: 100, cursor }));
    const session = page.items.find(({ source }) => source === set) ?? page.items.find((one) => Date.parse(one.captured_at) === ended && one.exercise === exercise && !isSet(one.source));
    if (session) return session;
    const oldest = Date.parse(page.items.at(-1)?.captured_at ?? "");
    cursor = oldest >= ended ? page.next : null; // newest first: it is not further on
  } while (cursor !== null);
  return null;
}

/** @param {string} source */
function isSet(source) {
  return /^\d{8}T\d{6}Z-/u.test(source);
}

/**
 * What to open first: the first flagged rep, by its flagged finding as the strip of reps does, else the first rep.
 *
 * @param {ReadonlyArray<RepShort>} reps
 * @returns {{ finding: Id } | { rep: Id } | null}
 */
export function firstOf(reps) {
  const rep = reps.find((one) => one.flagged) ?? reps[0];
  const finding = rep?.findings.find((one) => one.flagged);
  return finding ? { finding: finding.id } : rep ? { rep: rep.id } : null;
}

/**
 * @param {HTMLElement} before the page goes on there
 * @returns {HTMLElement} where it is told how far a set has come
 */
function place(before) {
  const known = document.querySelector("#arrival");
  if (known instanceof HTMLElement) return known;
  const made = html("section", { class: "empty", id: "arrival", "aria-live": "polite" });
  before.before(made);
  return made;
}

/**
 * Show that the set is on its way, and open it.
 *
 * @param {string} set
 * @param {{ before: HTMLElement, wanted: () => boolean, open: (session: SessionFull, what: { finding: Id } | { rep: Id }) => void }} how
 */
export async function arrive(set, { before, wanted, open }) {
  const at = place(before);
  const asked = at.contains(document.activeElement); // by "Try again", which goes
  at.replaceChildren(html("h1", { tabindex: "-1" }, "Taking in your set"), html("p", { class: "quiet" }, "A moment: it is being made ready for the review."));
  if (asked) find(at, "h1", HTMLElement).focus();
  document.title = "Taking in your set · Formcue";
  try {
    const session = await sessionOfSet(set, wanted);
    if (!wanted()) return;
    const what = session && firstOf(session.reps);
    if (session && what) {
      gone();
      open(session, what);
    } else if (session) tell(at, "Nothing to look at", `No ${EXERCISES.find(({ name }) => name === session.exercise)?.kind ?? "rep"} was counted in this set.`);
    else tell(at, "Your set is not here yet", "It was not taken in so far. The server may be busy with a video, or the set was deleted.", () => void arrive(set, { before, wanted, open }));
  } catch (error) {
    if (wanted()) tell(at, "Your set could not be opened", error instanceof Error ? error.message : String(error), () => void arrive(set, { before, wanted, open }));
  }
}

/** Take the note away. */
export function gone() {
  document.querySelector("#arrival")?.remove();
}

/**
 * @param {HTMLElement} at
 * @param {string} title
 * @param {string} text
 * @param {() => void} [again]
 */
function tell(at, title, text, again) {
  document.title = `${title} · Formcue`;
  at.replaceChildren(
    html("h1", { tabindex: "-1" }, title),
    html("p", {}, text),
    html("div", { class: "buttons" }, again ? html("button", { class: "button main", type: "button", click: again }, "Try again") : null, html("a", { class: "button", href: "/review" }, "To the review queue")),
  );
  find(at, "h1", HTMLElement).focus();
}
