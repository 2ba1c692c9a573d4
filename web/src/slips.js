/**
 * Where form slipped in a set, and what could not be judged: stretches of time and sentences. Pure.
 *
 * @typedef {import("./report.d.ts").Report} Report
 * @typedef {import("./report.d.ts").ReportRep} ReportRep
 * @typedef {import("./report.d.ts").ReportFinding} ReportFinding
 * @typedef {{ t_start: number, t_end: number }} Span  seconds of media time
 * @typedef {{ who: string, what: string }} Slip  "Rep 3, left" and "too shallow, 44.3° (limit 65°)"
 */

import { clock, numbered } from "./set-words.js";
import { amount, capital, plain, repName } from "./words.js";

/** @param {ReportRep} rep */
export function unjudged(rep) {
  return rep.score === null;
}

/** @param {ReportFinding} finding */
function isFlagged({ grade, fault }) {
  return fault !== null && (grade === "needs_work" || grade === "poor");
}

/**
 * When a fault stood in a rep: all of a flagged rep, the episodes of a hold. Episodes of several rules are one stretch where
 * they overlap.
 *
 * @param {ReportRep} rep
 * @returns {Span[]} in order of time
 */
export function slipsOf(rep) {
  /** @type {Span[]} */
  const spans = rep.findings.filter(isFlagged).flatMap((finding) => (rep.kind === "hold" ? episodesOf(rep, finding) : [{ t_start: rep.t_start, t_end: rep.t_end }]));
  /** @type {Span[]} */
  const joined = [];
  for (const { t_start, t_end } of spans.sort((a, b) => a.t_start - b.t_start)) {
    const last = joined.at(-1);
    if (last && t_start <= last.t_end) last.t_end = Math.max(last.t_end, t_end);
    else joined.push({ t_start, t_end });
  }
  return joined;
}

/**
 * @param {ReportRep} rep
 * @param {ReportFinding} finding flagged
 * @returns {(Span & { fault: string, value: number | null })[]} cut to the hold; all of it where the report doesn't say when
 */
function episodesOf(rep, finding) {
  const { episodes = [], fault, value } = finding;
  if (episodes.length === 0) return [{ t_start: rep.t_start, t_end: rep.t_end, fault: fault ?? "", value }];
  return episodes.map((one) => ({ fault: one.fault, value: one.value, t_start: Math.max(rep.t_start, one.t_start ?? rep.t_start), t_end: Math.min(rep.t_end, one.t_end ?? rep.t_end) }));
}

/**
 * One line for each flagged rep, and for each episode of a hold; those of a hold are timed from its start, as the clock on the
 * stage was.
 *
 * @param {ReadonlyArray<ReportRep>} reps
 * @returns {Slip[]}
 */
export function slips(reps) {
  const limits = limitsOf(reps);
  /** @param {ReportFinding} finding @param {string} fault @param {number | null} value */
  const measured = ({ rule, unit }, fault, value) => {
    const limit = limits.get(`${rule} ${fault}`) ?? null;
    return `${plain(fault)}${value === null ? "" : `, ${amount(value, unit)}`}${limit === null ? "" : ` (limit\u00a0${amount(limit, unit)})`}`;
  };
  return reps.flatMap((rep) => {
    const flagged = rep.findings.filter(isFlagged);
    if (rep.kind === "rep") return flagged.length === 0 ? [] : [{ who: repName(rep), what: flagged.map((one) => measured(one, one.fault ?? "", one.value)).join("; ") }];
    return flagged
      .flatMap((finding) => episodesOf(rep, finding).map((episode) => ({ finding, episode })))
      .sort((a, b) => a.episode.t_start - b.episode.t_start)
      .map(({ finding, episode }) => ({ who: `${repName(rep)}, ${times(episode, rep)}`, what: measured(finding, episode.fault, episode.value) }));
  });
}

/**
 * @param {Span} span
 * @param {ReportRep} hold
 * @returns {string} "0:05 to 0:10"; never from a second to the same
 */
function times(span, hold) {
  const [from, to] = [span.t_start - hold.t_start, span.t_end - hold.t_start];
  return `${clock(from)} to ${clock(Math.max(to, Math.floor(from) + 1))}`;
}

/**
 * A finding has the limit of its own fault alone; that of another one in its episodes may stand in another hold's finding.
 *
 * @param {ReadonlyArray<ReportRep>} reps
 * @returns {Map<string, number>} by rule and fault
 */
function limitsOf(reps) {
  const findings = reps.flatMap((rep) => rep.findings.filter(isFlagged));
  return new Map(findings.flatMap(({ rule, fault, limit }) => (limit === null || limit === undefined ? [] : [[`${rule} ${fault}`, limit]])));
}

/**
 * What a person should know beside the numbers: what could not be judged and why, what the camera missed, what is not here.
 *
 * @param {Report} report
 * @param {{ kind: "rep" | "hold", missed: ReadonlyArray<string>, repsBefore: number }} about
 * @returns {string[]}
 */
export function goodToKnow({ reps, notes }, { kind, missed, repsBefore }) {
  /** @type {Map<string, number[]>} */
  const byReason = new Map();
  for (const rep of reps) {
    for (const reason of new Set(rep.findings.flatMap(reasonsOf))) byReason.set(reason, [...(byReason.get(reason) ?? []), rep.index]);
  }
  const reasons = [...byReason].map(([reason, which]) => (which.length === reps.length ? reason : `${capital(numbered(kind, which))}: ${reason}`));
  const others = missed.map(bare).filter((text) => ![...byReason.keys()].some((reason) => reason.startsWith(text)));
  return [
    ...(notes ?? []),
    ...reasons,
    ...(reps.length > 0 && others.length > 0 ? [`The camera missed something at times: ${others.join("; ")}.`] : []),
    ...(repsBefore > 0 ? [lost(repsBefore, kind)] : []),
  ];
}

/**
 * A finding joins its reasons with semicolons. Here they stand away from their rule: "this" gets its name.
 *
 * @param {ReportFinding} finding
 */
function reasonsOf({ rule, reason }) {
  const name = rule.slice(rule.indexOf(".") + 1).replaceAll("_", " ");
  return (reason ?? "").split("; ").filter(Boolean).map((one) => one.replace("this can't be judged", `${name} can't be judged`));
}

/**
 * @param {number} count
 * @param {"rep" | "hold"} kind
 */
function lost(count, kind) {
  return `${count} ${kind}${count === 1 ? "" : "s"} before the server was restarted ${count === 1 ? "was" : "were"} counted but ${count === 1 ? "is" : "are"} not in this report.`;
}

/**
 * Why nothing was counted, where nothing was.
 *
 * @param {Report} report
 * @param {{ kind: "rep" | "hold", missed: ReadonlyArray<string>, sample: boolean }} about
 * @returns {string[]}
 */
export function whyNothing({ frames, frames_with_pose: seen }, { kind, missed, sample }) {
  if (sample) return [`The sample was ended before its first ${kind} was over.`];
  if (frames === 0) return ["The set ended before a picture was looked at."];
  if (missed.length > 0) return [`The camera missed something: ${missed.map(bare).join("; ")}.`];
  if (seen === 0) return ["Nobody was seen in the picture."];
  if (seen < frames / 2) return [`You were seen in only ${Math.max(1, Math.round((100 * seen) / frames))} % of the pictures.`];
  return [kind === "hold" ? "You were seen, but no position was recognised as a hold." : "You were seen, but no movement was recognised as a rep."];
}

/** @param {string} text */
function bare(text) {
  return text.trim().replace(/\.$/u, "");
}
