/** Notices when too few pictures a second are analysed for too long. Pure: times are handed in, in milliseconds. */

/** With fewer answers a second, for this long, fast movements are missed. */
const SLOW_PER_S = 8;
const SLOW_FOR_MS = 6000;

export class RateWatch {
  #fineAt = 0;

  /**
   * @param {number} rate answers a second
   * @param {boolean} running whether answers can be expected at all
   * @param {number} now
   * @param {number} [wanted] answers a second that the movement takes to be judged
   * @returns {"fine" | "slow" | "open"} open: too early to tell
   */
  look(rate, running, now, wanted = 0) {
    if (!running || rate >= Math.max(SLOW_PER_S, wanted)) {
      this.#fineAt = now;
      return running ? "fine" : "open";
    }
    return now - this.#fineAt > SLOW_FOR_MS ? "slow" : "open";
  }
}
