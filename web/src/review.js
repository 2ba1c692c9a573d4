/** The review page: the queue, one rep at a time, and the keys. */

import "./elements/app-header.js";
import { ApiError, address, get, send } from "./api.js";
import { askCoach, coachName, say, sayError } from "./coach.js";
import { find, on } from "./dom.js";
import { NO_FILTER, QueueList } from "./elements/queue-list.js";
import { ReviewDesk } from "./elements/review-desk.js";
import { toggleHelp } from "./elements/shortcut-help.js";
import { VerdictPanel } from "./elements/verdict-panel.js";
import { arrive, gone } from "./review/arrival.js";
import { barOf, stripOf } from "./review/around.js";
import { pressed } from "./review/keys.js";
import { listen } from "./review/listen.js";
import { missableIn } from "./review/missable.js";
import { Loader } from "./review/load.js";
import { EMPTY, FEW, judged, moved, opened, undone, upcoming, withPage, withoutVerdict } from "./review/sitting.js";
import { Verdicts } from "./review/verdicts.js";
import { REASONS, capital, plain, repName } from "./words.js";

/**
 * @typedef {import("./review-api.d.ts").Id} Id
 * @typedef {import("./review-api.d.ts").QueueItem} QueueItem
 * @typedef {import("./review/load.js").Loaded} Loaded
 * @typedef {import("./review/keys.js").Command} Command
 * @typedef {import("./review/keys.js").Press} Press
 * @typedef {import("./elements/queue-list.js").Filter} Filter
 * @typedef {{ finding: Id } | { rep: Id }} Target
 */

const PAGE = 24;
const AHEAD = 3;

const list = find(document, "queue-list", QueueList);
const desk = find(document, "review-desk", ReviewDesk);
const panel = find(desk, "verdict-panel", VerdictPanel);
const loader = new Loader();
const verdicts = new Verdicts((id, error) => {
  const { [String(id)]: _, ...mine } = sitting.mine;
  sitting = { ...sitting, mine };
  say(`A verdict was not stored. ${error instanceof Error ? error.message : ""}`, { bad: true });
  paint();
});
desk.loadRep = (id) => loader.load({ rep: id });

/** @type {Filter} */
let filter = NO_FILTER;
let sitting = EMPTY;
let loading = false;
/** @type {string | null} */
let error = null;
/** @type {Target | null} */
let target = null;
/** @type {Loaded | null} */
let shown = null;
/** @type {import("./review/keys.js").Waiting} */
let waiting = "idle";
/** @type {import("./review-api.d.ts").Rule[]} */
let rules = [];
/** @type {import("./review-api.d.ts").Trust} */
let trust = { rules: [], breakdown: {} };
/** How long the last reps took from the key to their first moving picture, for the tests. @type {number[]} */
const shownMs = [];
Object.assign(globalThis, { __formcue: { shownMs, verdicts } });

async function fetchPage() {
  if (loading) return;
  loading = true;
  error = null;
  paintList();
  const asked = filter;
  try {
    const coach = filter.status === "all" ? "" : coachName();
    const page = /** @type {import("./review-api.d.ts").Page<QueueItem>} */ (await get("/api/queue", { ...filter, coach, cursor: sitting.cursor, limit: PAGE }));
    if (asked === filter) sitting = withPage(sitting, page, coachName());
    if (target && "finding" in target && sitting.at < 0) sitting = opened(sitting, target.finding);
  } catch (problem) {
    error = problem instanceof Error ? problem.message : String(problem);
  }
  loading = false;
  if (asked !== filter) return fetchPage();
  paintList();
  paintBar();
}

/** @param {Partial<Filter>} changes */
function setFilter(changes) {
  filter = { ...filter, ...changes };
  sitting = { ...EMPTY, done: sitting.done, mine: sitting.mine };
  void fetchPage();
}

/** @param {Target | null} what */
function hrefOf(what) {
  const changed = Object.fromEntries(Object.entries(filter).filter(([name, value]) => value !== NO_FILTER[/** @type {keyof Filter} */ (name)]));
  return address("/review", { ...changed, ...(what ?? {}) });
}

/**
 * @param {Target} what
 * @param {{ push?: boolean }} [options]
 */
async function open(what, { push = true } = {}) {
  const asked = performance.now();
  target = what;
  waiting = "idle";
  if (push) history.pushState(null, "", hrefOf(what));
  if ("finding" in what) sitting = opened(sitting, what.finding);
  desk.ariaBusy = "true";
  paintBar();
  if (desk.hidden) {
    list.hidden = true;
    desk.hidden = false;
    scrollTo(0, 0);
  }
  try {
    const loaded = await loader.load(what);
    if (target !== what) return;
    shown = loaded;
    desk.ariaBusy = "false";
    desk.show(loaded);
    loaded.film?.video.requestVideoFrameCallback(() => shownMs.push(performance.now() - asked));
    paint();
    document.title = `${loaded.finding ? capital(plain(loaded.finding.fault)) : repName(loaded.rep)} · Formcue`;
    for (const item of upcoming(sitting, AHEAD)) void loader.load({ finding: item.id }).catch(() => undefined);
    if (sitting.items.length - sitting.at < FEW && sitting.cursor !== null) void fetchPage();
    void stripOf(find(desk, "#rep-strip", HTMLElement), loaded.rep, hrefOf, (to) => void open(to)).catch(sayError);
  } catch (problem) {
    if (target !== what) return;
    sayError(problem);
    if (problem instanceof ApiError && problem.status === 404) close();
  }
}

function close() {
  history.pushState(null, "", hrefOf(null));
  leave();
}

function leave() {
  target = null;
  waiting = "idle";
  desk.leave();
  desk.hidden = true;
  list.hidden = false;
  document.title = "Review · Formcue";
  paintList();
  const last = sitting.items[sitting.at];
  const card = last ? list.querySelector(`[data-id="${last.id}"]`) : null;
  if (card instanceof HTMLElement) card.focus();
}

/** @param {import("./review/sitting.js").Mine} verdict */
async function judge(verdict) {
  const finding = shown?.finding;
  if (!finding || !target) return;
  const coach = await askCoach();
  if (!coach) return;
  void verdicts.set(finding.id, { coach, ...verdict });
  loader.forget(finding.id);
  const before = sitting.at;
  sitting = judged(sitting, finding.id, verdict);
  const next = sitting.items[sitting.at];
  if (sitting.at !== before && next) return open({ finding: next.id });
  say("That was the last one here. Esc goes back to the queue.");
  paint();
}

async function takeBack(/** @type {Id} */ id) {
  void verdicts.clear(id, coachName());
  loader.forget(id);
  sitting = withoutVerdict(sitting, id);
  paint();
}

async function undo() {
  const back = undone(sitting);
  if (back.id === null) return say("Nothing to undo in this sitting.");
  sitting = back.sitting;
  loader.forget(back.id);
  void verdicts.clear(back.id, coachName());
  say("Verdict taken back.");
  await open({ finding: back.id });
}

/** @param {number} by */
function go(by) {
  const next = moved(sitting, by);
  if (next === sitting) return say(by > 0 ? "This is the last one." : "This is the first one.");
  sitting = next;
  const item = sitting.items[sitting.at];
  if (item) void open({ finding: item.id });
}

function missable() {
  return shown ? missableIn(rules, shown.rep) : [];
}

/** @param {number} choice from 1 */
async function flagMissed(choice) {
  const wanted = missable()[choice - 1];
  const coach = await askCoach();
  if (!wanted || !shown || !coach) return;
  const { rep } = shown;
  try {
    const t = Math.min(rep.t_end, Math.max(rep.t_start, desk.player?.t ?? rep.t_turn));
    rep.missed.push(await send("POST", `/api/reps/${rep.id}/missed`, { coach, rule: wanted.rule, fault: wanted.fault, t }));
    say(`${wanted.title} flagged as missed.`);
  } catch (problem) {
    sayError(problem);
  }
  paint();
}

/** @param {Id} id */
async function unmiss(id) {
  try {
    await send("DELETE", `/api/missed/${id}`);
    if (shown) shown.rep.missed = shown.rep.missed.filter((one) => one.id !== id);
  } catch (problem) {
    sayError(problem);
  }
  paint();
}

/** What may be done while the next rep is still on its way: nothing that speaks of a rep nobody has seen yet. */
const ANYTIME = new Set(["next", "previous", "undo", "help", "queue"]);

/** @param {Command} command */
function run(command) {
  if (desk.ariaBusy === "true" && !ANYTIME.has(command.type)) {
    waiting = "idle";
    return say("One moment: the rep is on its way.");
  }
  if (desk.run(command)) return;
  if (command.type === "agree") void judge({ verdict: "agree", reason: null });
  else if (command.type === "disagree") void judge({ verdict: "disagree", reason: REASONS[command.choice - 1]?.reason ?? "other" });
  else if (command.type === "undo") void undo();
  else if (command.type === "next") go(1);
  else if (command.type === "previous") go(-1);
  else if (command.type === "help") toggleHelp();
  else if (command.type === "queue") close();
  else if (command.type === "missed") void flagMissed(command.choice);
  else {
    waiting = command.type === "ask_reason" && shown?.finding ? "reason" : command.type === "ask_missed" ? "missed" : "idle";
    paint();
    if (waiting !== "idle") find(panel, "fieldset button", HTMLElement).focus({ preventScroll: true });
  }
}

function paintList() {
  if (list.hidden) return;
  const filtered = Object.entries(filter).some(([name, value]) => name !== "sort" && value !== NO_FILTER[/** @type {keyof Filter} */ (name)]);
  list.show(sitting, { loading, error, filtered, href: (item) => hrefOf({ finding: item.id }) });
}

function paint() {
  paintList();
  paintBar();
  if (!shown || desk.hidden) return;
  const { finding } = shown;
  panel.show({ loaded: shown, mine: finding ? ownVerdict(finding) : null, waiting, missable: missable(), trust: trust.rules.find((row) => row.rule === finding?.rule) ?? null, coach: coachName() });
}

/**
 * @param {import("./review-api.d.ts").FindingDetail} finding
 * @returns {import("./review/sitting.js").Mine | null}
 */
function ownVerdict(finding) {
  const given = sitting.mine[String(finding.id)];
  if (given !== undefined) return given; // what was said in this sitting may still be on its way to the server
  const own = finding.reviews.find((review) => review.coach === coachName());
  return own ? { verdict: own.verdict, reason: own.reason } : null;
}

function paintBar() {
  if (!target) return;
  barOf(find(desk, "#desk-bar", HTMLElement), {
    sitting,
    inQueue: "finding" in target,
    rep: shown?.rep ?? null,
    coach: coachName(),
    queue: hrefOf(null),
    close,
    go,
    rename: () => void askCoach({ change: true }).then(paint),
  });
}

/** @param {Press} press */
function onKey(press) {
  const answer = pressed(waiting, press, { reasons: REASONS.length, missed: missable().length });
  waiting = answer.waiting;
  if (answer.command) run(answer.command);
  return answer.command !== null;
}

function fromAddress() {
  const query = new URLSearchParams(location.search);
  const [finding, rep, set] = [query.get("finding"), query.get("rep"), query.get("set")];
  if (set) return awaitSet(set);
  gone();
  const wanted = /** @type {Filter} */ (Object.fromEntries(Object.entries(NO_FILTER).map(([name, value]) => [name, query.get(name) ?? value])));
  if (JSON.stringify(wanted) !== JSON.stringify(filter) || sitting.items.length === 0) setFilter(wanted);
  list.set(filter);
  if (finding) void open({ finding }, { push: false });
  else if (rep) void open({ rep }, { push: false });
  else if (!desk.hidden || list.hidden) leave();
}

/** A set that was just done: its reps are looked at, not the queue of everybody's. @param {string} set */
function awaitSet(set) {
  if (!desk.hidden) leave();
  list.hidden = true;
  void arrive(set, {
    before: list,
    wanted: () => new URLSearchParams(location.search).get("set") === set,
    open: (session, what) => {
      // Back goes to where the set was done, not to the waiting
      history.replaceState(null, "", address("/review", { session: session.id, status: "all", ...what }));
      fromAddress();
    },
  });
}

on(list, "filter", (/** @type {Filter} */ wanted) => { setFilter(wanted); history.replaceState(null, "", hrefOf(null)); });
on(list, "more", () => void fetchPage());
on(list, "open", (/** @type {Id} */ finding) => void askCoach().then(() => open({ finding })));
on(desk, "command", run);
on(panel, "command", run);
on(panel, "takeback", takeBack);
on(panel, "unmiss", unmiss);
on(panel, "openfinding", (/** @type {Id} */ finding) => void open({ finding }));
listen({ active: () => !desk.hidden, press: onKey, undoShape: () => void desk.undoShape() });
addEventListener("popstate", fromAddress);
addEventListener("beforeunload", (event) => { if (verdicts.waiting > 0) event.preventDefault(); });

fromAddress();
void Promise.all([get("/api/athletes", { limit: 200 }), get("/api/rules"), get("/api/trust")]).then(([athletes, allRules, allTrust]) => {
  rules = /** @type {import("./review-api.d.ts").Rule[]} */ (allRules);
  trust = /** @type {import("./review-api.d.ts").Trust} */ (allTrust);
  list.offer(/** @type {import("./review-api.d.ts").Page<import("./review-api.d.ts").Athlete>} */ (athletes).items, rules, filter);
  paint();
}, sayError);
