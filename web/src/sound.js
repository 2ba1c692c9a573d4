/** All that is heard during a set: cues, help and reminders one at a time, and the tones of the countdown. */

import { breathReminder } from "./breath-reminder.js";
import { helpFor } from "./cue-line.js";
import { browserVoice, SpeechQueue } from "./speech.js";
import { SpokenHelp } from "./spoken-help.js";
import { countdown } from "./state.js";
import { Tones } from "./tone.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./wire.d.ts").CueMessage} CueMessage
 */

export class Sound {
  #tones = new Tones();
  #help = new SpokenHelp();
  #reminders = 0;
  #count = 0;
  /** Nothing could be spoken here the last time: no voice lives on this device. */
  #voiceless = false;

  /** @param {(cue: CueMessage) => void} show puts a cue on screen, at the moment its voice starts */
  constructor(show) {
    /** `cue` null: words that stand on the screen already. @type {SpeechQueue<{ text: string, cue: CueMessage | null }>} */
    this.speech = new SpeechQueue({
      voice: browserVoice(globalThis.speechSynthesis, (text) => new SpeechSynthesisUtterance(text)),
      tone: ({ cue }) => {
        this.#voiceless = true;
        if (cue) this.#tones.play();
      },
      textOf: ({ text }) => text,
      show: ({ cue }) => {
        if (cue) show(cue);
      },
    });
  }

  /** Whether the voice is switched on. */
  get on() {
    return this.speech.on;
  }

  /** @returns {"on" | "off" | "tones"} tones: in place of a voice that this device lacks */
  get voice() {
    return !this.on ? "off" : this.#voiceless ? "tones" : "on";
  }

  get speaking() {
    return this.speech.current !== null;
  }

  /**
   * Before a set: browsers allow sound only after a key or a click, so call it from one.
   *
   * @param {boolean} on the voice
   */
  open(on) {
    this.#tones.unlock();
    this.#voiceless = false;
    this.#help.reset();
    this.speech.setOn(on);
  }

  /** The set that counts begins. */
  begin() {
    this.#count = 0;
    this.#reminders = 0;
    this.speech.clear();
  }

  /** @param {CueMessage} cue */
  cue(cue) {
    this.speech.say({ text: cue.text, cue });
  }

  go() {
    this.#tones.play(880, 0.3);
  }

  /**
   * Something is in the way: whoever stands away from the screen hears what.
   *
   * @param {State} state
   */
  trouble({ stage, trouble }) {
    const heard = stage === "check" || stage === "countdown" || stage === "live";
    if (heard && trouble?.blocking && trouble.code !== "hidden") this.speech.say({ text: trouble.title, cue: null });
  }

  /**
   * @param {State} state
   * @param {boolean} hard a reminder to breathe between reps too
   * @param {number} now milliseconds
   */
  tick(state, hard, now) {
    this.#remind(state, hard);
    // help waits for silence
    const text = state.trouble || state.cue || this.speaking ? null : helpFor(state);
    if (this.#help.due(text, state.stage === "check" ? "check" : "live", now) && text !== null) this.speech.say({ text, cue: null });
    if (state.stage !== "countdown" || state.trouble) return;
    const count = countdown(state, now);
    if (count !== this.#count) this.#tones.play(520, 0.12);
    this.#count = count;
  }

  /**
   * A reminder to breathe waits for silence too.
   *
   * @param {State} state
   * @param {boolean} hard
   */
  #remind(state, hard) {
    if (state.kind === "hold" && state.holdStart === null) this.#reminders = 0;
    const text = breathReminder(state, hard, this.#reminders);
    if (text === null || this.speaking || state.cue !== null) return;
    this.#reminders += 1;
    this.cue({ type: "cue", t: state.mediaTime, rule: "", fault: "", focus: "internal", text, muscle: "", praise: false });
  }
}
