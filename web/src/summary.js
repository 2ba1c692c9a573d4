/**
 * What a set came to, from its report: pure numbers and sentences, no page.
 *
 * @typedef {import("./report.d.ts").Report} Report
 * @typedef {import("./report.d.ts").ReportRep} ReportRep
 * @typedef {import("./report.d.ts").ReportCue} ReportCue
 * @typedef {"helped" | "not_yet" | "unknown"} Outcome
 * @typedef {{ text: string, muscle: string, times: number, outcome: Outcome, sentence: string }} CueResult
 * @typedef {{
 *   kind: "rep" | "hold", reps: number, scored: number, clean: number, cleanPercent: number | null,
 *   holdSeconds: number, durationSeconds: number, secondsPerRep: number | null, tempo: string, cues: CueResult[], reasons: string[],
 * }} Summary
 */

import { EXERCISES } from "./exercises.js";

/** In a hold a fault that ends within this long of the cue counts as helped. */
const HOLD_HELP_S = 8;

/**
 * @param {Report} report
 * @returns {Summary}
 */
export function summarise(report) {
  const { reps } = report;
  const scored = reps.filter((rep) => rep.score !== null);
  const clean = scored.filter((rep) => !rep.flagged);
  const lengths = reps.map((rep) => rep.t_end - rep.t_start);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return {
    kind: reps[0]?.kind ?? (report.exercise === "plank" ? "hold" : "rep"),
    reps: reps.length,
    scored: scored.length,
    clean: clean.length,
    cleanPercent: scored.length > 0 ? Math.round((100 * clean.length) / scored.length) : null,
    holdSeconds: total,
    durationSeconds: report.duration_s,
    secondsPerRep: reps.length > 0 ? total / reps.length : null,
    tempo: tempo(reps, report.exercise ?? ""),
    cues: cueResults(report),
    reasons: [...new Set(reps.flatMap((rep) => rep.findings.map((finding) => finding.reason ?? "").filter(Boolean)))],
  };
}

/**
 * How long a rep takes to its turn and back, on average.
 *
 * @param {ReadonlyArray<{ t_start: number, t_turn: number, t_end: number }>} reps
 * @param {string} exercise
 * @returns {string} "1.2 s down, 0.8 s up"; "" for holds and where there is no rep
 */
export function tempo(reps, exercise) {
  const first = EXERCISES.find((one) => one.name === exercise)?.first ?? null;
  if (reps.length === 0 || first === null) return "";
  const there = reps.reduce((sum, rep) => sum + rep.t_turn - rep.t_start, 0) / reps.length;
  const back = reps.reduce((sum, rep) => sum + rep.t_end - rep.t_turn, 0) / reps.length;
  return `${there.toFixed(1)} s ${first}, ${back.toFixed(1)} s ${first === "down" ? "up" : "down"}`;
}

/**
 * The cues of a set, each text once, and whether the fault was gone afterwards.
 *
 * @param {Report} report
 * @returns {CueResult[]}
 */
function cueResults(report) {
  /** @type {Map<string, ReportCue[]>} */
  const byText = new Map();
  for (const cue of report.cues) {
    const key = `${cue.rule} ${cue.fault} ${cue.text}`;
    byText.set(key, [...(byText.get(key) ?? []), cue]);
  }
  return [...byText.values()].flatMap((cues) => {
    const [first] = cues;
    const last = cues.at(-1);
    if (!first || !last) return [];
    const outcome = outcomeOf(report.reps, last);
    return [{ text: first.text, muscle: first.muscle ?? "", times: cues.length, outcome, sentence: sentenceOf(outcome, cues.length) }];
  });
}

/**
 * @param {ReadonlyArray<ReportRep>} reps
 * @param {ReportCue} cue
 * @returns {Outcome} judged by the next rep that the same rule could score, or by how the hold went on
 */
function outcomeOf(reps, cue) {
  const hold = reps.find((rep) => rep.kind === "hold" && rep.t_start <= cue.t && cue.t <= rep.t_end);
  if (hold) {
    const finding = hold.findings.find((one) => one.rule === cue.rule);
    const standing = finding?.episodes?.find(
      (one) => one.fault === cue.fault && (one.t_start ?? 0) <= cue.t && (one.t_end ?? Infinity) >= cue.t - 0.5,
    );
    if (!standing || standing.t_end === null) return "unknown";
    // a fault that stands until the hold ends was not put right
    return standing.t_end - cue.t <= HOLD_HELP_S && standing.t_end < hold.t_end - 0.5 ? "helped" : "not_yet";
  }
  for (const rep of reps.filter((one) => one.t_start >= cue.t)) {
    const finding = rep.findings.find((one) => one.rule === cue.rule && one.grade !== "not_scored");
    if (finding) return finding.fault === cue.fault ? "not_yet" : "helped";
  }
  return "unknown";
}

/**
 * @param {Outcome} outcome
 * @param {number} times
 */
function sentenceOf(outcome, times) {
  const said = times === 1 ? "Said once." : times === 2 ? "Said twice." : `Said ${times} times.`;
  if (outcome === "helped") return `${said} It helped: the fault was gone afterwards.`;
  if (outcome === "not_yet") return `${said} Not there yet: keep it in mind in the next set.`;
  return `${said} The set ended before it could show.`;
}

/**
 * @param {number} seconds
 * @returns {string} "0:07", "1:05"
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
