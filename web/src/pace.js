/**
 * Which pictures of a camera to take so that there are at most so many a second, however irregular they come. Pure.
 *
 * A picture is taken when it is due, or nearly: a step that came late gives the next one its time back. A fixed least distance
 * between two pictures would pass over good ones, since cameras' steps vary: Firefox stamps in steps of 11.6 ms.
 */

/** Share of the step by which a picture may come before it is due. */
const EARLY = 0.4;

export class Pace {
  #step = 1 / 30;
  #due = -Infinity;
  #last = -Infinity;

  /** @param {number} fps most pictures a second */
  limit(fps) {
    this.#step = 1 / fps;
  }

  /**
   * @param {number} seconds the source's own time
   * @returns {boolean}
   */
  isDue(seconds) {
    return seconds < this.#last || seconds >= this.#due - EARLY * this.#step; // earlier than the last: another source
  }

  /** @param {number} seconds of the picture that was taken */
  taken(seconds) {
    const due = seconds < this.#last ? -Infinity : this.#due;
    this.#due = Math.max(due, seconds - this.#step) + this.#step;
    this.#last = seconds;
  }
}
