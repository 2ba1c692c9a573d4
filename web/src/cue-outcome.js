/**
 * Whether a cue helped. It is judged as it is live, where vision/cues.py says "That was it" once its rule finds nothing wrong any
 * more: each time the cue was given by itself, from there to the next time or to the end, and the last time decides. Pure.
 *
 * @typedef {import("./report.d.ts").ReportRep} ReportRep
 * @typedef {import("./report.d.ts").ReportCue} ReportCue
 * @typedef {import("./report.d.ts").ReportFinding} ReportFinding
 * @typedef {"helped" | "came_back" | "not_yet" | "unknown"} Outcome
 * @typedef {{ free: boolean, t: number, rep: ReportRep }} Seen  `free` of the fault from `t` (s) on, or not
 * @typedef {{ cue: ReportCue, seen: Seen[], nothing: "ended" | "not_judged" | "other_fault" }} Occasion
 *   `nothing`: why, where nothing was seen
 */

import { clock, listed, numbered } from "./set-words.js";

/** A hold that ends sooner after a cue shows nothing. */
const HOLD_SHOWS_S = 3;
/** A hold's fault that goes so close to the hold's end was not put right; the server counts alike. */
const LATE_S = 0.5;
/** A hold is free of a fault once that has been gone for so long. */
const FREE_S = 1;

const NUMBERS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/**
 * @param {ReadonlyArray<ReportRep>} reps
 * @param {ReadonlyArray<ReportCue>} cues of one rule and one fault, in the order they were given
 * @returns {{ outcome: Outcome, sentence: string }}
 */
export function judgeCues(reps, cues) {
  const occasions = cues.map((cue, i) => occasion(reps, cue, cues[i + 1]?.t ?? Infinity));
  const outcome = outcomeOf(occasions);
  return { outcome, sentence: saidWords(reps, cues) + resultWords(reps, occasions, outcome) };
}

/** @param {ReadonlyArray<Occasion>} occasions */
function outcomeOf(occasions) {
  const last = occasions.at(-1)?.seen ?? [];
  if (last.length === 0) return "unknown";
  if (last.at(-1)?.free) return "helped";
  return occasions.some(helpedOnce) ? "came_back" : "not_yet";
}

/** @param {Occasion} one */
function helpedOnce({ seen }) {
  return seen.some(({ free }) => free);
}

/**
 * @param {ReadonlyArray<ReportRep>} reps
 * @param {ReportCue} cue
 * @param {number} until when it was given again
 * @returns {Occasion}
 */
function occasion(reps, cue, until) {
  // a rep may have begun before the cue for the one before it was given: what counts is that it ended after it
  const after = reps.filter((rep) => rep.t_end > cue.t && (rep.kind === "hold" ? rep.t_start : rep.t_end) <= until);
  let judged = false;
  const seen = after.flatMap((rep) => {
    const finding = rep.findings.find((one) => one.rule === cue.rule && one.grade !== "not_scored");
    judged ||= finding !== undefined;
    if (!finding) return [];
    return rep.kind === "hold" ? seenInHold(rep, finding, cue, until) : seenInRep(rep, finding, cue);
  });
  const spoke = after.some((rep) => rep.kind === "hold" && rep.t_start <= cue.t);
  return { cue, seen, nothing: after.length === 0 || (spoke && after.length === 1) ? "ended" : judged ? "other_fault" : "not_judged" };
}

/**
 * A finding names the gravest fault alone: where that is another one, nothing is known of this one, and nothing was said live.
 *
 * @param {ReportRep} rep
 * @param {ReportFinding} finding
 * @param {ReportCue} cue
 * @returns {Seen[]}
 */
function seenInRep(rep, finding, cue) {
  if (finding.fault === cue.fault) return [{ free: false, t: rep.t_start, rep }];
  return finding.grade === "good" ? [{ free: true, t: rep.t_start, rep }] : [];
}

/**
 * @param {ReportRep} rep the hold
 * @param {ReportFinding} finding
 * @param {ReportCue} cue
 * @param {number} until
 * @returns {Seen[]}
 */
function seenInHold(rep, finding, cue, until) {
  const from = Math.max(rep.t_start, cue.t);
  const to = Math.min(rep.t_end, until);
  const episodes = (finding.episodes ?? [])
    .filter(({ fault }) => fault === cue.fault)
    .map((one) => ({ start: one.t_start ?? rep.t_start, end: one.t_end ?? rep.t_end }))
    .filter(({ start, end }) => end >= from - LATE_S && start < to)
    .sort((a, b) => a.start - b.start);
  const last = episodes.at(-1);
  if (!last) return finding.grade === "good" && to - from >= FREE_S ? [{ free: true, t: from, rep }] : [];
  const stands = last.end >= rep.t_end - LATE_S;
  if (stands && rep.t_start <= cue.t && rep.t_end - cue.t < HOLD_SHOWS_S) return [];
  /** @type {Seen[]} */
  const seen = [];
  let gone = from;
  for (const { start, end } of episodes) {
    if (start - gone >= FREE_S) seen.push({ free: true, t: gone, rep });
    seen.push({ free: false, t: start, rep });
    gone = Math.max(gone, end);
  }
  if (!stands && to - gone >= LATE_S) seen.push({ free: true, t: gone, rep });
  return seen;
}

/**
 * @param {ReadonlyArray<ReportRep>} reps
 * @param {ReadonlyArray<ReportCue>} cues
 * @returns {string} "Said twice, after reps 2 and 5"
 */
function saidWords(reps, cues) {
  const said = cues.length === 1 ? "Said once" : cues.length === 2 ? "Said twice" : `Said ${cues.length} times`;
  const holds = reps.filter((rep) => rep.kind === "hold");
  if (holds.length > 0) {
    const places = cues.flatMap(({ t }) => {
      const hold = holds.find((one) => one.t_start <= t && t <= one.t_end);
      return hold ? [clock(t - hold.t_start) + (holds.length > 1 ? ` into hold ${hold.index}` : "")] : [];
    });
    return places.length === 0 ? said : `${said}, ${listed(places)}${holds.length > 1 ? "" : " into the hold"}`;
  }
  const after = cues.flatMap(({ t }) => reps.filter((rep) => rep.t_end <= t).at(-1)?.index ?? []);
  return after.length === 0 ? said : `${said}, after ${numbered("rep", after)}`;
}

/**
 * @param {ReadonlyArray<ReportRep>} reps
 * @param {ReadonlyArray<Occasion>} occasions
 * @param {Outcome} outcome
 * @returns {string} goes on from what `saidWords` began
 */
function resultWords(reps, occasions, outcome) {
  const last = occasions.at(-1);
  if (!last) return ".";
  if (outcome === "came_back") return ". It helped, then the fault came back.";
  if (outcome === "unknown") return unknownWords(last, occasions.slice(0, -1).some(helpedOnce), occasions.length, reps[0]?.kind ?? "rep");
  if (outcome === "helped") return `. It helped${helpedWords(reps, last, occasions.length > 1)}.`;
  const again = last.seen.map(({ rep }) => rep.index);
  const where = reps[0]?.kind === "hold" ? "stayed to the end" : `was there again in ${numbered("rep", again)}`;
  return `. Not there yet: the fault ${where}.`;
}

/**
 * @param {Occasion} last
 * @param {boolean} before it helped an earlier time
 * @param {number} times
 * @param {"rep" | "hold"} kind
 */
function unknownWords({ nothing }, before, times, kind) {
  const what = times > 1 ? `the last ${kind === "hold" ? "time" : "one"}` : "";
  const why = {
    ended: kind === "hold" ? `no time was left${what && ` after ${what}`}` : `no rep followed${what && ` ${what}`}`,
    not_judged: `what followed${what && ` ${what}`} could not be judged for it`,
    other_fault: `after ${what || "it"} form slipped in another way`,
  }[nothing];
  if (before) return `. It helped ${times === 2 ? "the first time" : "before"}; ${why}.`;
  return nothing === "ended" ? `: ${why} to show whether it helped.` : `: ${why}, so nothing shows whether it helped.`;
}

/**
 * @param {ReadonlyArray<ReportRep>} reps
 * @param {Occasion} last
 * @param {boolean} again given before already
 */
function helpedWords(reps, { cue, seen }, again) {
  const first = seen.findIndex(({ free }) => free);
  const at = seen[first];
  if (!at) return "";
  const back = seen.slice(first).some(({ free }) => !free) ? "; the fault came back and went again" : "";
  if (at.rep.kind === "hold") {
    if (at.rep.t_start > cue.t) return ` in ${at.rep === reps.find((rep) => rep.t_start > cue.t) ? "the next hold" : `hold ${at.rep.index}`}${back}`;
    const seconds = Math.round(at.t - cue.t);
    return `: the fault was gone ${seconds < 1 ? "within a second" : seconds === 1 ? "a second later" : `${NUMBERS[seconds] ?? seconds} seconds later`}${back}`;
  }
  const later = reps.filter((rep) => rep.t_end > cue.t && rep.t_end <= at.rep.t_end).length;
  if (later <= 1) return ` on the next rep${back}`;
  return ` ${NUMBERS[later] ?? later} reps ${again ? "after the last time" : "later"}${back}`;
}
