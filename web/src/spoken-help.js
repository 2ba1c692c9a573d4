/**
 * When to speak of what the camera misses: whoever stands three metres away, or looks at the floor, can't read the screen.
 * Pure: times are handed in, in milliseconds.
 */

/** A hint that stands this long is no passing doubt. */
const STANDS_MS = 2000;
/** The same words again after so long: sooner in the set-up, where nothing else goes on. @type {Readonly<Record<"check" | "live", number>>} */
const AGAIN_MS = { check: 10_000, live: 20_000 };

export class SpokenHelp {
  /** @type {string | null} */
  #text = null;
  #since = 0;
  /** @type {Map<string, number>} when each was said last */
  #said = new Map();

  /** A new set. */
  reset() {
    this.#text = null;
    this.#said.clear();
  }

  /**
   * @param {string | null} text what stands on the screen now
   * @param {"check" | "live"} stage
   * @param {number} now
   * @returns {boolean} whether to say it now; counts as said
   */
  due(text, stage, now) {
    if (text !== this.#text) {
      this.#text = text;
      this.#since = now;
    }
    if (text === null || now - this.#since < STANDS_MS || now - (this.#said.get(text) ?? -Infinity) < AGAIN_MS[stage]) return false;
    this.#said.set(text, now);
    return true;
  }
}
