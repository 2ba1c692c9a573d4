/**
 * What a set came to, from its report: pure numbers and sentences, no page.
 *
 * @typedef {import("./report.d.ts").Report} Report
 * @typedef {import("./report.d.ts").ReportRep} ReportRep
 * @typedef {import("./report.d.ts").ReportCue} ReportCue
 * @typedef {import("./cue-outcome.js").Outcome} Outcome
 * @typedef {{ text: string, muscle: string, times: number, outcome: Outcome, sentence: string, fault: string, where: string }} CueResult
 *   `fault` as people say it; `where`: the reps that show it, "" for the only hold
 * @typedef {{
 *   kind: "rep" | "hold", reps: number, scored: number, clean: number, cleanPercent: number | null,
 *   holdSeconds: number, durationSeconds: number, secondsPerRep: number | null, tempo: string, cues: CueResult[],
 * }} Summary  `cleanPercent` of the judged reps, in holds of the judged time
 */

import { judgeCues } from "./cue-outcome.js";
import { EXERCISES } from "./exercises.js";
import { numbered } from "./set-words.js";
import { slipsOf, unjudged } from "./slips.js";
import { capital, plain } from "./words.js";

export { clock } from "./set-words.js";

/**
 * @param {Report} report
 * @returns {Summary}
 */
export function summarise(report) {
  const { reps } = report;
  const kind = reps[0]?.kind ?? EXERCISES.find(({ name }) => name === report.exercise)?.kind ?? "rep";
  const scored = reps.filter((rep) => !unjudged(rep));
  const clean = scored.filter((rep) => !rep.flagged);
  const total = lengthOf(reps);
  const share = kind === "hold" ? 1 - lengthOf(scored.flatMap(slipsOf)) / lengthOf(scored) : clean.length / scored.length;
  return {
    kind,
    reps: reps.length,
    scored: scored.length,
    clean: clean.length,
    cleanPercent: scored.length > 0 ? percentOf(share, clean.length === scored.length) : null,
    holdSeconds: total,
    durationSeconds: report.duration_s,
    secondsPerRep: reps.length > 0 ? total / reps.length : null,
    tempo: tempo(reps, report.exercise ?? ""),
    cues: cueResults(report),
  };
}

/** @param {ReadonlyArray<{ t_start: number, t_end: number }>} spans */
function lengthOf(spans) {
  return spans.reduce((sum, { t_start: start, t_end: end }) => sum + end - start, 0);
}

/**
 * @param {number} share
 * @param {boolean} all nothing was flagged: only then it is a hundred
 */
function percentOf(share, all) {
  return all ? 100 : Math.min(99, Math.max(0, Math.round(100 * share)));
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
 * The cues of a set, each text once, and what came of them.
 *
 * @param {Report} report
 * @returns {CueResult[]}
 */
function cueResults({ reps, cues }) {
  /** @type {Map<string, ReportCue[]>} */
  const byText = new Map();
  for (const cue of cues) {
    const key = `${cue.rule} ${cue.fault} ${cue.text}`;
    byText.set(key, [...(byText.get(key) ?? []), cue]);
  }
  return [...byText.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const shows = reps.filter((rep) => rep.findings.some((one) => one.rule === first.rule && (one.fault === first.fault || one.episodes?.some(({ fault }) => fault === first.fault))));
    const where = shows.length === 0 || (reps.length === 1 && reps[0]?.kind === "hold") ? "" : numbered(reps[0]?.kind ?? "rep", shows.map(({ index }) => index));
    return [{ text: first.text, muscle: first.muscle ?? "", times: same.length, fault: capital(plain(first.fault)), where, ...judgeCues(reps, same) }];
  });
}
