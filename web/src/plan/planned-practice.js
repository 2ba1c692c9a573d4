/** The practice page on behalf of a plan: what to think of is said and shown, the set ends by itself, its result goes back. */

import { html } from "../dom.js";
import { browserVoice, SpeechQueue } from "../speech.js";
import { plannedSet, resultOf, sendResult } from "./set-pass.js";

/**
 * @typedef {import("../state.js").State} State
 * @typedef {import("../report.d.ts").Report} Report
 */

/** After the last rep there is time for its cue. */
const END_AFTER_MS = 3000;
export const BACK = "/plan?run";

export class PlannedPractice {
  #said = { check: false, live: false, end: false };
  #reachedAt = 0;

  constructor() {
    this.set = plannedSet();
    /** @type {SpeechQueue<string>} */
    this.voice = new SpeechQueue({
      voice: browserVoice(globalThis.speechSynthesis, (text) => new SpeechSynthesisUtterance(text)),
      tone: () => {},
      show: () => {},
      textOf: (text) => text,
    });
  }

  /** What stands on the picture. */
  get note() {
    const { set } = this;
    return set ? `${set.association ? `For: ${set.association}. ` : ""}${set.seconds === null ? `${set.reps} reps` : `${set.seconds} seconds`}` : "";
  }

  get hard() {
    return this.set?.hard ?? false;
  }

  /** Put in front of the choices: where the set comes from, and the way back. */
  banner() {
    const { set } = this;
    return set ? html("section", { class: "panel stack tight", "aria-label": "Your plan" }, html("p", {}, html("strong", {}, set.words)), html("p", { class: "quiet" }, set.why), html("p", {}, html("a", { href: BACK }, "Back to your plan without this set"))) : null;
  }

  /** @returns {Record<string, string | boolean>} the fields of the form that the plan fills in */
  presets() {
    const { set } = this;
    return set ? { exercise: set.exercise, focus: set.focus, load: set.load_percent === null ? "" : String(set.load_percent), voice: set.voice, keep: set.keep } : {};
  }

  begin() {
    this.#said = { check: false, live: false, end: false };
    this.#reachedAt = 0;
  }

  /**
   * @param {State} state
   * @param {{ now: number, voiceOn: boolean, speaking: boolean }} about
   * @returns {boolean} true when the planned reps or seconds are done
   */
  tick(state, { now, voiceOn, speaking }) {
    const { set } = this;
    if (!set) return false;
    this.voice.on = voiceOn;
    if (state.stage === "check" && !this.#said.check) {
      this.#said.check = true;
      this.voice.say(set.words);
    }
    if (state.stage !== "live") return false;
    if (!this.#said.live) {
      this.#said.live = true;
      if (set.association && !speaking) this.voice.say(`For: ${set.association}`);
    }
    const reached = set.seconds === null ? state.reps >= (set.reps ?? Infinity) : state.held >= set.seconds;
    if (!reached) return false;
    if (!this.#said.end) {
      this.#said.end = true;
      this.#reachedAt = now;
      if (!speaking) this.voice.say(set.seconds === null ? `${state.reps} reps. That was the set` : "Time. That was the set");
    }
    return now - this.#reachedAt >= END_AFTER_MS;
  }

  /**
   * @param {Report} report
   * @param {string} exercise
   * @param {string | null} setId
   * @param {boolean} voiceOn
   */
  done(report, exercise, setId, voiceOn) {
    const { set } = this;
    if (!set) return;
    const result = resultOf(report, exercise, setId);
    sendResult(set, result);
    this.voice.on = voiceOn;
    const clean = result.scored > 0 ? `, ${result.clean} of ${result.scored} clean` : "";
    this.voice.say(`Set done. ${result.seconds === null ? `${result.reps} reps` : `${result.seconds} seconds`}${clean}. Press Enter to go back to your plan.`);
  }
}
