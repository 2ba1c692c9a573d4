/** The voice of a plan: every prompt is said at once, in place of whatever was being said, and shown as well by the page. */

import { browserVoice, SpeechQueue } from "../speech.js";
import { Tones } from "../tone.js";

const KEY = "formcue.plan.sound";

export class PlanVoice {
  constructor() {
    this.tones = new Tones();
    /** The latest prompt, for "say it again". */
    this.latest = "";
    const kept = readKept();
    this.tonesOn = kept.tones;
    /** @type {SpeechQueue<string>} */
    this.queue = new SpeechQueue({
      voice: browserVoice(globalThis.speechSynthesis, (text) => new SpeechSynthesisUtterance(text)),
      tone: () => this.beep(),
      show: () => {},
      textOf: (text) => text,
    });
    this.queue.on = kept.voice;
  }

  get on() {
    return this.queue.on;
  }

  /** @param {string} text */
  say(text) {
    if (text === "") return;
    this.latest = text;
    this.queue.clear();
    this.queue.say(text);
  }

  /** @param {number} [hertz] */
  beep(hertz = 520) {
    if (this.tonesOn) this.tones.play(hertz, 0.25);
  }

  again() {
    this.say(this.latest);
  }

  quiet() {
    this.queue.clear();
  }

  /** @param {boolean} on */
  setVoice(on) {
    this.queue.setOn(on);
    this.#keep();
  }

  /** @param {boolean} on */
  setTones(on) {
    this.tonesOn = on;
    this.#keep();
  }

  #keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify({ voice: this.on, tones: this.tonesOn }));
    } catch {
      // a browser that keeps nothing starts with sound next time
    }
  }
}

function readKept() {
  try {
    const { voice, tones } = JSON.parse(localStorage.getItem(KEY) ?? "");
    return { voice: voice !== false, tones: tones !== false };
  } catch {
    return { voice: true, tones: true };
  }
}
