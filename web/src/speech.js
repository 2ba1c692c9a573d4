/**
 * Says one thing at a time. What is shown on screen follows the same queue, so that voice and screen agree; a newer text
 * waits for the current one to end, and only the newest waits.
 *
 * @typedef {{
 *   speak: (text: string, done: (spoken: boolean) => void) => void,
 *   stop: () => void,
 * }} Voice  `done(false)`: could not be spoken
 */

import { startTimer, stopTimer } from "./timers.js";

/** A voice that never reports its end is taken to have ended after this long. */
const LONGEST_MS = 1500;
const LONGEST_PER_LETTER_MS = 110;

/**
 * @template Item
 */
export class SpeechQueue {
  /**
   * @param {{
   *   voice: Voice, tone: (item: Item) => void, show: (item: Item) => void, textOf: (item: Item) => string,
   *   setTimer?: (action: () => void, ms: number) => number, clearTimer?: (timer: number) => void,
   * }} parts `show` puts the item on screen, at the moment its voice starts; `tone` where there is no voice for it
   */
  constructor({ voice, tone, show, textOf, setTimer = startTimer, clearTimer = stopTimer }) {
    this.voice = voice;
    this.tone = tone;
    this.show = show;
    this.textOf = textOf;
    this.setTimer = setTimer;
    this.clearTimer = clearTimer;
    this.on = true;
    /** @type {Item | null} */
    this.waiting = null;
    /** @type {object | null} names the utterance under way, so that a late end of an older one is ignored */
    this.current = null;
    this.timer = 0;
  }

  /** @param {Item} item */
  say(item) {
    if (this.current) {
      this.waiting = item;
      return;
    }
    this.#start(item);
  }

  /** @param {boolean} on voice on or off; off stops at once */
  setOn(on) {
    this.on = on;
    if (!on) this.#stop(true);
  }

  /** Stop speaking and forget what waits. */
  clear() {
    this.#stop(false);
  }

  /** @param {boolean} showWaiting */
  #stop(showWaiting) {
    const waiting = this.waiting;
    this.waiting = null;
    this.current = null;
    this.clearTimer(this.timer);
    this.voice.stop();
    if (waiting !== null && showWaiting) this.show(waiting);
  }

  /** @param {Item} item */
  #start(item) {
    this.show(item);
    if (!this.on) return;
    const text = this.textOf(item);
    const token = {};
    this.current = token;
    this.timer = this.setTimer(() => this.#ended(token), LONGEST_MS + LONGEST_PER_LETTER_MS * text.length);
    this.voice.speak(text, (spoken) => {
      if (!spoken && this.current === token) this.tone(item);
      this.#ended(token);
    });
  }

  /** @param {object} token */
  #ended(token) {
    if (this.current !== token) return;
    this.current = null;
    this.clearTimer(this.timer);
    const waiting = this.waiting;
    this.waiting = null;
    if (waiting !== null) this.#start(waiting);
  }
}

/**
 * A voice made of the browser's Web Speech. Only voices that live on this device: others send the text to their maker.
 *
 * @param {SpeechSynthesis | undefined} synth
 * @param {(text: string) => SpeechSynthesisUtterance} makeUtterance
 * @returns {Voice}
 */
export function browserVoice(synth, makeUtterance) {
  synth?.getVoices(); // starts loading them
  /** @type {SpeechSynthesisUtterance | null} kept, or it may be collected before its end is reported */
  let utterance = null;
  return {
    speak(text, done) {
      const voice = synth && localVoice(synth.getVoices());
      if (!synth || !voice) {
        done(false);
        return;
      }
      utterance = makeUtterance(text);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      utterance.onend = () => done(true);
      utterance.onerror = () => done(false);
      synth.speak(utterance);
    },
    stop() {
      utterance = null;
      synth?.cancel();
    },
  };
}

/** Firefox speaks with the system's own voices alone, and under Linux says of none that it is local. */
const SYSTEM_VOICE = "urn:moz-tts:";

/**
 * @param {ReadonlyArray<SpeechSynthesisVoice>} voices
 * @returns {SpeechSynthesisVoice | null} an English voice that lives on this device
 */
export function localVoice(voices) {
  const local = voices.filter((voice) => (voice.localService || voice.voiceURI?.startsWith(SYSTEM_VOICE)) && /^en\b/iu.test(voice.lang));
  // espeak's variants have a plus in their names: the plain voice first
  return local.find((voice) => voice.default) ?? local.find((voice) => !voice.name?.includes("+")) ?? local[0] ?? null;
}
